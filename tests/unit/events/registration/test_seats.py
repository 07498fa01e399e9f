"""Seats: two lines, who moves up, and that nobody loses anything by asking."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from eventhub.core import generations
from eventhub.core.db import db as database
from eventhub.core.errors import AlreadyDone, Invalid, NotAllowed, Refused
from eventhub.core.outbox import OutboxMessage
from eventhub.events.queries import get_event_by_id
from eventhub.events.registration import queries
from eventhub.events.registration.models import Pool, Registration
from eventhub.events.registration.rules import Per, Seat, SetupDraft
from eventhub.events.registration.services import deciding, joining, keeping, setting
from eventhub.events.registration.workflow import R
from tests.factories import make_person, make_registration, make_setup, outbox


def state(registration: Any) -> R:
    return queries.get_registration_by_id(registration.id).status


def counts(event: Any) -> list[tuple[str, int, int]]:
    """Kind of seat, taken, waiting."""
    return [(count.seat.value, count.taken, count.waiting) for count in queries.count_seats(event)]


def mailed(name: str) -> dict[str, Any]:
    """The facts of the last mail of a notice."""
    row = sa.select(OutboxMessage).where(OutboxMessage.notice == f"registration/{name}").order_by(OutboxMessage.id.desc())
    return database.session.scalars(row.limit(1)).one().facts


def test_room_and_screen_have_seats_and_lines_of_their_own(event: Any) -> None:
    make_setup(event, room=1, screen=2)
    rooms = [make_registration(event) for _ in range(3)]
    screens = [make_registration(event, seat=Seat.SCREEN) for _ in range(3)]

    assert [r.status for r in rooms] == [R.GOING, R.WAITING, R.WAITING]
    assert [r.status for r in screens] == [R.GOING, R.GOING, R.WAITING]
    assert [r.place_in_line for r in (*rooms, *screens)] == [1, 2, 3, 1, 2, 3]
    assert counts(event) == [("room", 1, 2), ("screen", 2, 1)]


def test_the_link_is_for_the_screen_and_the_note_for_the_room(event: Any) -> None:
    make_setup(event, room_note="Ring at the back door.", screen_url="https://meet.example/hall")
    make_registration(event)
    room = mailed("go")
    make_registration(event, seat=Seat.SCREEN)
    screen = mailed("go")

    assert (room["join_url"], room["room_note"]) == ("", "Ring at the back door.")
    assert (screen["join_url"], screen["room_note"]) == ("https://meet.example/hall", "")


def test_who_waits_gets_neither_link_nor_note(event: Any) -> None:
    make_setup(event, room=1, screen=1, room_note="Ring at the back door.")
    for seat in (Seat.ROOM, Seat.ROOM, Seat.SCREEN, Seat.SCREEN):
        make_registration(event, seat=seat)

    assert (mailed("wait")["join_url"], mailed("wait")["room_note"]) == ("", "")


def test_without_a_link_of_its_own_the_screen_has_the_events(event: Any) -> None:
    make_setup(event)
    make_registration(event, seat=Seat.SCREEN)

    assert mailed("go")["join_url"] == "https://meet.example/room"


def test_the_first_in_line_moves_up_by_themselves_and_is_told(event: Any) -> None:
    make_setup(event, room=1)
    going, first, second = [make_registration(event, make_person(email=f"{n}@example.org")) for n in ("a", "b", "c")]

    keeping.cancel(going, actor=going.person)

    assert [state(r) for r in (going, first, second)] == [R.CANCELLED, R.GOING, R.WAITING]
    assert outbox()[-2:] == [("registration/promote", "b@example.org"), ("registration/cancel", "a@example.org")]
    assert counts(event) == [("room", 1, 1), ("screen", 0, 0)]


def test_who_cancels_while_waiting_frees_no_seat(event: Any) -> None:
    make_setup(event, room=1)
    make_registration(event)
    first, second = make_registration(event), make_registration(event)

    keeping.cancel(first, actor=first.person)

    assert (state(second), counts(event)[0]) == (R.WAITING, ("room", 1, 1))


def test_more_seats_go_to_those_who_wait_in_their_order(event: Any, organizer: Any) -> None:
    make_setup(event, room=1)
    people = [make_registration(event) for _ in range(5)]

    setting.save_setup(event, SetupDraft(room_capacity=3), actor=organizer)

    assert [state(r) for r in people] == [R.GOING, R.GOING, R.GOING, R.WAITING, R.WAITING]
    assert [notice for notice, _address in outbox()].count("registration/promote") == 2


def test_a_capacity_below_those_going_is_refused_by_its_field_and_nothing_is_lost(event: Any, organizer: Any, db: Any) -> None:
    make_setup(event, room=3)
    people = [make_registration(event) for _ in range(3)]

    with pytest.raises(Invalid) as refused, db.session.begin_nested():
        setting.save_setup(event, SetupDraft(room_capacity=2), actor=organizer)

    assert list(refused.value.fields) == ["room_capacity"]
    assert "3 people are going in the room already" in str(refused.value.fields["room_capacity"])
    assert [state(r) for r in people] == [R.GOING] * 3
    assert queries.count_seats(event)[0].capacity == 3


def test_the_database_refuses_more_going_than_seats(event: Any, db: Any) -> None:
    make_setup(event, room=1)
    make_registration(event)

    with pytest.raises(Exception, match="capacity"), db.session.begin_nested():
        db.session.execute(sa.update(Pool).values(taken=2))


def test_without_a_waiting_list_the_next_is_refused_by_the_seat(event: Any) -> None:
    make_setup(event, room=1, waitlist=False)
    make_registration(event)

    with pytest.raises(Invalid) as refused:
        make_registration(event)

    assert list(refused.value.fields) == ["seat"]


def test_nobody_registers_twice_for_the_same(event: Any) -> None:
    make_setup(event)
    person = make_person()
    make_registration(event, person)

    with pytest.raises(Refused, match="registered for this already"):
        make_registration(event, person, seat=Seat.SCREEN)


def test_the_database_keeps_one_registration_a_person_and_date(event: Any, db: Any) -> None:
    make_setup(event)
    first, second = make_registration(event), make_registration(event)

    taking = sa.update(Registration).where(Registration.id == second.id).values(person_id=first.person_id)
    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        db.session.execute(taking)


def test_who_comes_back_stands_at_the_end_of_the_line(event: Any) -> None:
    make_setup(event, room=1)
    first, second = make_registration(event), make_registration(event)
    keeping.cancel(first, actor=first.person)
    third = make_registration(event)

    joining.come_back(first, actor=first.person)

    assert [state(r) for r in (first, second, third)] == [R.WAITING, R.GOING, R.WAITING]
    assert first.place_in_line == 4 > third.place_in_line


def test_changing_the_seat_frees_the_old_one_for_the_line(event: Any) -> None:
    make_setup(event, room=1, screen=5)
    first, second = make_registration(event), make_registration(event)

    keeping.change_seat(first, Seat.SCREEN, actor=first.person)

    assert (state(first), first.seat, state(second)) == (R.GOING, Seat.SCREEN, R.GOING)
    assert counts(event) == [("room", 1, 0), ("screen", 1, 0)]
    assert mailed("change")["join_url"] == "https://meet.example/room"


def test_nobody_loses_a_seat_by_asking_for_one_that_is_taken(event: Any, db: Any) -> None:
    make_setup(event, room=1, screen=1)
    make_registration(event)
    watching = make_registration(event, seat=Seat.SCREEN)

    with pytest.raises(Invalid, match="seat"), db.session.begin_nested():
        keeping.change_seat(watching, Seat.ROOM, actor=watching.person)

    assert (state(watching), watching.seat) == (R.GOING, Seat.SCREEN)
    assert counts(event) == [("room", 1, 0), ("screen", 1, 0)]


def test_who_waits_for_the_room_can_take_a_free_seat_on_the_screen(event: Any) -> None:
    make_setup(event, room=1)
    make_registration(event)
    waiting = make_registration(event)

    keeping.change_seat(waiting, Seat.SCREEN, actor=waiting.person)

    assert (waiting.status, waiting.seat) == (R.GOING, Seat.SCREEN)
    assert counts(event) == [("room", 1, 0), ("screen", 1, 0)]


def test_approval_comes_before_a_seat_and_keeps_the_place_in_line(event: Any, organizer: Any) -> None:
    make_setup(event, room=1, needs_approval=True)
    first, second, third = [make_registration(event) for _ in range(3)]
    assert {r.status for r in (first, second, third)} == {R.REQUESTED}

    deciding.approve(third, actor=organizer)
    deciding.approve(second, actor=organizer)
    deciding.approve(first, actor=organizer)
    keeping.cancel(third, actor=third.person)

    assert [state(r) for r in (first, second, third)] == [R.GOING, R.WAITING, R.CANCELLED]


def test_an_organizer_does_not_let_themselves_in(event: Any, organizer: Any, db: Any) -> None:
    make_setup(event, needs_approval=True)
    own = make_registration(event, organizer)

    with pytest.raises(NotAllowed, match="your own registration"), db.session.begin_nested():
        deciding.approve(own, actor=organizer)

    assert deciding.decide_many([own.id], lambda r: deciding.approve(r, actor=organizer)) == (0, 1)
    assert (state(own), counts(event)[0]) == (R.REQUESTED, ("room", 0, 0))


def test_declining_and_cancelling_for_somebody_need_a_word_which_they_read(event: Any, organizer: Any) -> None:
    make_setup(event, needs_approval=True)
    first, second = make_registration(event), make_registration(event)

    with pytest.raises(Invalid, match="reason"):
        deciding.decline(first, actor=organizer, reason=" ")
    deciding.decline(first, actor=organizer, reason="It is for beginners.")
    deciding.remove(second, actor=organizer, reason="You wrote that you moved away.")

    assert (state(first), state(second)) == (R.DECLINED, R.CANCELLED)
    assert mailed("decline")["reason"] == "It is for beginners."
    assert mailed("remove")["reason"] == "You wrote that you moved away."


def test_nobody_but_the_person_and_the_organizers_touches_a_registration(event: Any) -> None:
    make_setup(event)
    registration, other = make_registration(event), make_person()

    for act in (
        lambda: keeping.cancel(registration, actor=other),
        lambda: deciding.remove(registration, actor=other, reason="Because."),
        lambda: keeping.change_seat(registration, Seat.SCREEN, actor=other),
        lambda: keeping.change_answers(registration, {}, actor=other),
        lambda: deciding.look_at(registration, actor=other),
        lambda: setting.save_setup(event, SetupDraft(), actor=other),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_cancelling_twice_says_that_it_is_done_and_frees_one_seat(event: Any) -> None:
    make_setup(event, room=2)
    first, _second = make_registration(event), make_registration(event)
    keeping.cancel(first, actor=first.person)

    with pytest.raises(AlreadyDone, match="done this already"):
        keeping.cancel(first, actor=first.person)

    assert counts(event)[0] == ("room", 1, 0)


def test_what_one_registers_for_stays_once_somebody_has(event: Any, organizer: Any) -> None:
    make_setup(event, per=Per.SERIES)
    registration = make_registration(event)

    assert registration.occurrence_id is None
    with pytest.raises(Invalid, match="per"):
        setting.save_setup(event, SetupDraft(per=Per.DATE), actor=organizer)


def test_those_who_come_are_listed_with_where_to_write_to(event: Any) -> None:
    make_setup(event, room=1)
    make_registration(event, make_person(name="Ana", email="ana@example.org", locale="de"))
    make_registration(event)

    rows = queries.list_attending(event.id, [event.occurrences[0].id])

    assert [(row.name, row.address, row.locale, row.seat) for row in rows] == [("Ana", "ana@example.org", "de", Seat.ROOM)]
    assert queries.list_attending(event.id, []) == []


def test_a_change_of_seats_makes_the_events_page_anew(event: Any, db: Any) -> None:
    make_setup(event)
    db.session.commit()
    before = generations.read([f"event:{event.key}"])[0]
    make_registration(get_event_by_id(event.id))
    db.session.commit()

    after = generations.read([f"event:{event.key}"])[0]
    assert (after[1] - before[1], after[0] - before[0]) == (1, 0)
