"""Whole days: their last day, and the midnights around them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from eventhub.events.rules.days import last_day, whole_days
from eventhub.events.rules.drafts import EventDraft, check_draft, instants, warnings


@pytest.mark.parametrize(("first", "end", "zone", "last"), [
    ("2027-04-10", "2027-04-12", "Europe/Berlin", "2027-04-11"),
    ("2027-04-10", "2027-04-10", "Europe/Berlin", "2027-04-10"),
    ("2027-04-10", "2027-04-11T18:00", "Europe/Berlin", "2027-04-11"),
    ("2027-04-29", "2027-04-30T01:00", "Africa/Cairo", "2027-04-29"),  # clocks skip the midnight before the 30th
])  # fmt: skip
def test_the_last_day_is_the_one_before_the_midnight_that_ends_them(first: str, end: str, zone: str, last: str) -> None:
    walls = datetime.fromisoformat(first), datetime.fromisoformat(end)

    assert last_day(*walls, zone) == date.fromisoformat(last)


@pytest.mark.parametrize(("first", "last", "walls"), [
    (date(2027, 4, 10), None, (datetime(2027, 4, 10), datetime(2027, 4, 11))),
    (date(2027, 4, 10), date(2027, 4, 11), (datetime(2027, 4, 10), datetime(2027, 4, 12))),
    (None, date(2027, 4, 11), (None, datetime(2027, 4, 12))), (None, None, (None, None)), (date.max, None, (datetime(9999, 12, 31), None)),
])  # fmt: skip
def test_whole_days_go_from_midnight_to_midnight(first: date | None, last: date | None, walls: object) -> None:
    assert whole_days(first, last) == walls


def test_thirty_one_whole_days_may_hold_the_night_on_which_clocks_are_set_back() -> None:
    draft = EventDraft(title="-", all_day=True, starts=datetime(2027, 10, 1), ends=datetime(2027, 11, 1), zone="Europe/Berlin")

    check_draft(draft)


def test_a_midnight_that_comes_twice_or_never_says_nothing_of_whole_days() -> None:
    twice = EventDraft(title="-", all_day=True, starts=datetime(2027, 11, 7), ends=datetime(2027, 11, 8), zone="America/Havana")
    never = EventDraft(title="-", all_day=True, starts=datetime(2027, 4, 30), ends=datetime(2027, 5, 1), zone="Africa/Cairo")

    assert warnings(twice) == {}
    check_draft(never)
    assert [f"{moment:%d %H:%M}" for moment in instants(never)] == ["29 22:00", "30 21:00"]
