"""How a schedule is laid out, what is in each other's way, what a version says otherwise."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from eventhub.core.errors import Invalid
from eventhub.events.programme.rules import Clash, Slot, check_call, clashes, compare, laid
from tests.support.programme import call_draft


def slot(key: str, at: str, minutes: int = 30, room: int | None = 1, speakers: tuple[int, ...] = ()) -> Slot:
    hour, minute = map(int, at.split(":"))
    return Slot(key=key, room=room, starts=datetime(2027, 5, 1, hour, minute), minutes=minutes, speakers=frozenset(speakers))


def times(starts: dict[str, datetime]) -> dict[str, str]:
    return {key: f"{moment:%H:%M}" for key, moment in starts.items()}


def test_within_a_room_sessions_change_places_and_pauses_stay() -> None:
    column = [slot("a", "9:00", 30), slot("b", "9:40", 60), slot("c", "11:00", 30)]

    assert times(laid(column, column[2], "a")) == {"c": "09:00", "a": "09:40", "b": "10:30"}


def test_what_comes_from_elsewhere_pushes_only_what_is_in_its_way() -> None:
    column = [slot("a", "9:00", 30), slot("b", "9:30", 30), slot("late", "16:00", 30)]

    assert times(laid(column, slot("new", "0:00", 60), "b")) == {"new": "09:30", "b": "10:30", "late": "16:00"}
    assert times(laid(column, slot("new", "0:00", 60), None)) == {"new": "16:30"}
    assert times(laid([], slot("new", "9:15", 60), None)) == {"new": "09:15"}


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        (slot("a", "9:00"), slot("b", "9:15"), ["room"]),
        (slot("a", "9:00"), slot("b", "9:30"), []),
        (slot("a", "9:00", room=1), slot("b", "9:15", room=2), []),
        (slot("a", "9:00", room=1, speakers=(7,)), slot("b", "9:15", room=2, speakers=(7, 8)), ["speaker"]),
        (slot("a", "9:00", room=1), slot("lunch", "9:15", room=None), ["everyone"]),
    ],
)
def test_what_is_in_each_others_way(first: Slot, second: Slot, found: list[str]) -> None:
    assert clashes([second, first]) == [Clash(what, first.key, second.key) for what in found]


def said(key: str, **changed: Any) -> dict[str, Any]:
    return {
        "key": key,
        "title": key.upper(),
        "starts": "2027-05-01T09:00",
        "minutes": 30,
        "room": "Hall",
        "speakers": [1],
        **changed,
    }


def test_a_version_says_what_was_added_moved_cancelled_who_came_and_which_room() -> None:
    before = {"sessions": [said("a"), said("b"), said("c"), said("d")]}
    after = {
        "sessions": [said("a"), said("b", starts="2027-05-01T10:00"), said("c", room="Attic", speakers=[1, 2]), said("new")]
    }

    changes = [(change["what"], change["key"]) for change in compare(before, after)]

    assert changes == [("moved", "b"), ("room", "c"), ("speakers", "c"), ("added", "new"), ("cancelled", "d")]
    assert [change["what"] for change in compare({"sessions": [said("a")]}, {"sessions": [said("a", abstract="More.")]})] == [
        "text"
    ]
    assert compare(None, after) == []
    assert compare(after, after) == []


def test_a_call_that_makes_no_sense_says_so_field_by_field() -> None:
    draft = call_draft(lengths={}, answer_by=date(2020, 1, 1), most_each=0, opens=call_draft().deadline + timedelta(days=1))

    with pytest.raises(Invalid) as caught:
        check_call(draft)

    assert set(caught.value.fields) == {"kinds", "answer_by", "most_each", "opens_date"}


def test_a_deadline_that_clocks_skip_is_refused() -> None:
    with pytest.raises(Invalid) as caught:
        check_call(call_draft(deadline=datetime(2027, 3, 28, 2, 30), answer_by=date(2027, 4, 1)))

    assert list(caught.value.fields) == ["deadline_time"]
