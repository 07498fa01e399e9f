"""The last seat is given once, whatever races for it: real threads, each with a transaction of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from eventhub.accounts.models import Person
from eventhub.core.db import db, transaction
from eventhub.core.errors import Refused
from eventhub.events.queries import find_event, get_event_by_id
from eventhub.events.registration import queries
from eventhub.events.registration.models import Pool, Registration
from eventhub.events.registration.rules import Seat, SetupDraft
from eventhub.events.registration.services import joining, keeping, setting
from eventhub.events.registration.workflow import R
from eventhub.events.rules.drafts import Mode
from eventhub.events.workflow import S
from tests.factories import make_event, make_person, make_registration, make_setup

PEOPLE = 24


def together(app: Any, jobs: Sequence[Callable[[], object]]) -> list[BaseException]:
    """Run all of them at once, and give what they raised."""
    start, raised = threading.Barrier(len(jobs)), []

    def run(job: Callable[[], object]) -> None:
        with app.app_context():
            start.wait(30)
            try:
                with transaction():
                    job()
            except BaseException as error:
                raised.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return raised


def person_of(person_id: int) -> Person:
    """A person as a request has them: with their grants."""
    return db.session.get_one(Person, person_id, options=[selectinload(Person.grants)])


def join_as(key: str, person_id: int, seat: Seat = Seat.ROOM) -> None:
    event = find_event(key)
    assert event is not None
    joining.register(event, joining.JoinDraft(seat=seat, occurrence_id=event.occurrences[0].id), person=person_of(person_id))


def lines(event_id: int) -> list[tuple[Seat, R, int | None]]:
    return [
        (r.seat, r.status, r.place_in_line)
        for r in db.session.scalars(sa.select(Registration).where(Registration.event_id == event_id)
                                    .order_by(Registration.seat, Registration.place_in_line))
    ]  # fmt: skip


def test_of_many_at_once_exactly_as_many_go_as_there_are_seats_and_the_rest_wait_in_order(app: Any, given: Any) -> None:
    with given():
        event = make_event(status=S.PUBLISHED)
        make_setup(event, room=5)
        key, event_id = event.key, event.id
        people = [make_person().id for _ in range(PEOPLE)]

    raised = together(app, [lambda number=number: join_as(key, number) for number in people])

    with given():
        assert raised == []
        assert lines(event_id) == [(Seat.ROOM, R.GOING if place <= 5 else R.WAITING, place) for place in range(1, PEOPLE + 1)]
        assert db.session.scalars(sa.select(Pool.taken)).all() == [5]


def test_one_person_who_clicks_twice_at_once_is_registered_once(app: Any, given: Any) -> None:
    with given():
        event = make_event(status=S.PUBLISHED, mode=Mode.HYBRID, join_url="https://meet.example/room")
        make_setup(event, room=5, screen=5)
        key, event_id, person_id = event.key, event.id, make_person().id

    raised = together(app, [lambda seat=seat: join_as(key, person_id, seat) for seat in (Seat.ROOM, Seat.SCREEN) * 3])

    with given():
        assert [type(error) for error in raised] == [Refused] * 5
        assert [status for _seat, status, _place in lines(event_id)] == [R.GOING]
        assert sum(db.session.scalars(sa.select(Pool.taken))) == 1


def test_cancelling_changing_and_joining_at_once_lose_and_invent_no_seat(app: Any, given: Any) -> None:
    with given():
        event = make_event(status=S.PUBLISHED, mode=Mode.HYBRID, join_url="https://meet.example/room")
        make_setup(event, room=4, screen=4)
        event_id, key = event.id, event.key
        first = [make_registration(event, seat=seat).id for seat in (Seat.ROOM, Seat.SCREEN) for _ in range(8)]
        fresh = [make_person().id for _ in range(6)]

    def cancel(number: int) -> None:
        registration = queries.get_registration_by_id(number)
        keeping.cancel(registration, actor=registration.person)  # type: ignore[arg-type]  # all of them are people's

    def change(number: int) -> None:
        registration = queries.get_registration_by_id(number)
        other = Seat.SCREEN if registration.seat is Seat.ROOM else Seat.ROOM
        keeping.change_seat(registration, other, actor=registration.person)  # type: ignore[arg-type]  # all of them are people's

    jobs: list[Callable[[], object]] = [lambda n=n: cancel(n) for n in (*first[0:3], *first[8:11])]
    jobs += [lambda n=n: change(n) for n in (first[3], first[5], first[11], first[13])]
    jobs += [lambda n=n: join_as(key, n, Seat.ROOM) for n in fresh]
    raised = together(app, jobs)

    with given():
        assert [error for error in raised if not isinstance(error, Refused)] == []
        for seat in Seat:
            going = [status for where, status, _place in lines(event_id) if where is seat and status is R.GOING]
            waiting = [status for where, status, _place in lines(event_id) if where is seat and status is R.WAITING]
            taken = db.session.scalars(sa.select(Pool.taken).where(Pool.seat == seat)).one()
            assert len(going) == taken == min(4, len(going) + len(waiting))


def test_lowering_the_capacity_while_people_join_never_leaves_too_many(app: Any, given: Any) -> None:
    with given():
        event = make_event(status=S.PUBLISHED)
        make_setup(event, room=20)
        key, event_id, organizer = event.key, event.id, event.organizers[0].person.id
        people = [make_person().id for _ in range(12)]

    def lower() -> None:
        setting.save_setup(get_event_by_id(event_id), SetupDraft(room_capacity=6), actor=person_of(organizer))

    raised = together(app, [*(lambda n=n: join_as(key, n) for n in people), lower])

    with given():
        pool = db.session.scalars(sa.select(Pool)).one()
        going = [status for _seat, status, _place in lines(event_id) if status is R.GOING]
        assert len(going) == pool.taken <= (pool.capacity or 0)
        assert (pool.capacity, len(raised)) in {(6, 0), (20, 1)}
