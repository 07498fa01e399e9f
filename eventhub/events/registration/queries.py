"""Reads about registrations: who comes, how many seats are left, who waits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from eventhub.accounts.models import Person
from eventhub.core import clock
from eventhub.core.db import db
from eventhub.events.models import Event, EventOrganizer, Occurrence
from eventhub.events.registration.models import (
    Answer,
    Pool,
    Question,
    Registration,
    RegistrationReminder,
    RegistrationSetup,
    RegistrationSkip,
)
from eventhub.events.registration.rules import KEPT_AFTER, REMINDER_HOURS, Kind, Per, Seat, closes_for, seats_of
from eventhub.events.registration.workflow import OPEN, R
from eventhub.events.workflow import EVENT, O, S


@dataclass(frozen=True, slots=True)
class Attending:
    """Someone who is going: a person with an account, or a guest with an address of their own."""

    registration: Registration
    person: Person | None
    name: str
    address: str
    locale: str
    zone: str
    seat: Seat
    skipped: frozenset[int]
    """Dates of a series that they leave out."""


@dataclass(frozen=True, slots=True)
class SeatCount:
    """How full one kind of seat is, for a date or (None) the whole series."""

    occurrence_id: int | None
    seat: Seat
    capacity: int | None
    taken: int = 0
    waiting: int = 0

    @property
    def left(self) -> int | None:
        """Seats that are free; None when as many as come may come."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)


def list_attending(event_id: int, occurrence_ids: Collection[int] | None = None) -> list[Attending]:
    """Everyone who is going, in the order they came; guests whose address is erased are left out.

    :param occurrence_ids: only those who come to one of these dates: for it, or for the series without leaving out all of
        these. None: to any date.
    """
    statement = (
        sa.select(Registration).where(Registration.event_id == event_id, Registration.status == R.GOING)
        .where(sa.or_(Registration.person_id.is_not(None), Registration.guest_email.is_not(None)))
        .options(joinedload(Registration.person), selectinload(Registration.skips)).order_by(Registration.id)
    )  # fmt: skip
    if occurrence_ids is not None:
        statement = statement.where(
            sa.or_(Registration.occurrence_id.is_(None), Registration.occurrence_id.in_(occurrence_ids))
        )
    rows = [_attending(registration) for registration in db.session.scalars(statement)]
    if occurrence_ids is None:
        return rows
    wanted = set(occurrence_ids)
    return [row for row in rows if row.registration.occurrence_id or wanted - row.skipped]


def _attending(registration: Registration) -> Attending:
    person = registration.person
    return Attending(
        registration=registration, person=person, name=name_of(registration),
        address=person.email if person else registration.guest_email or "",
        locale=person.locale if person else registration.locale, zone=person.zone if person else registration.zone,
        seat=registration.seat, skipped=frozenset(skip.occurrence_id for skip in registration.skips),
    )  # fmt: skip


def name_of(registration: Registration) -> str:
    """The name of whoever it is (the person must have been loaded); empty once it is erased."""
    return registration.person.name if registration.person else registration.guest_name


def count_seats(event: Event) -> list[SeatCount]:
    """How full each date to come is, by kind of seat, in order of time; one pair for a series that is taken whole.

    Empty when people don't register here.
    """
    setup = find_setup(event.id)
    if setup is None or setup.kind is not Kind.HERE:
        return []
    dates: Sequence[int | None] = [None] if setup.per is Per.SERIES else [o.id for o in list_dates_to_come(event.id)]
    pools = {(pool.occurrence_id, pool.seat): pool for pool in _list_pools(event.id)}
    waiting = _count_waiting(event.id)
    return [_seat_count(date, seat, setup, pools.get((date, seat)), waiting) for date in dates for seat in seats_of(event.mode)]


def _seat_count(
    date: int | None, seat: Seat, setup: RegistrationSetup, pool: Pool | None, waiting: Mapping[int, int]
) -> SeatCount:
    if pool is None:
        return SeatCount(date, seat, setup.capacity_of(seat))
    return SeatCount(date, seat, pool.capacity, pool.taken, waiting.get(pool.id, 0))


def _list_pools(event_id: int) -> Sequence[Pool]:
    return db.session.scalars(sa.select(Pool).where(Pool.event_id == event_id)).all()


def _count_waiting(event_id: int) -> dict[int, int]:
    rows = db.session.execute(
        sa.select(Registration.pool_id, sa.func.count()).where(Registration.event_id == event_id, Registration.status == R.WAITING)
        .group_by(Registration.pool_id)
    )  # fmt: skip
    return {row[0]: row[1] for row in rows}


def find_setup(event_id: int) -> RegistrationSetup | None:
    """How the event takes people in; None when nobody has said."""
    return db.session.get(RegistrationSetup, event_id)


def list_questions(event_id: int, *, retired: bool = False) -> Sequence[Question]:
    """What the event asks, in the organizers' order; with ``retired`` also what it once asked."""
    statement = sa.select(Question).where(Question.event_id == event_id).order_by(Question.position, Question.id)
    return db.session.scalars(statement if retired else statement.where(Question.retired_at.is_(None))).all()


def list_dates_to_come(event_id: int) -> Sequence[Occurrence]:
    """The dates that one can still come to, soonest first."""
    return db.session.scalars(
        sa.select(Occurrence)
        .where(Occurrence.event_id == event_id, Occurrence.ends_at > clock.now(), Occurrence.status == O.SCHEDULED)
        .order_by(Occurrence.starts_at)
    ).all()  # fmt: skip


def next_closing(setup: RegistrationSetup, dates: Iterable[Occurrence]) -> datetime | None:
    """The next time at which a date closes."""
    moment = clock.now()
    closings = (closes_for(o.starts_at, closes_at=setup.closes_at, minutes_before=setup.closes_minutes) for o in dates)
    return min((closing for closing in closings if closing > moment), default=None)


_WHOLE = (
    joinedload(Registration.event).selectinload(Event.occurrences), joinedload(Registration.occurrence),
    joinedload(Registration.person).selectinload(Person.grants), selectinload(Registration.answers), selectinload(Registration.skips),
)  # fmt: skip


def find_registration(key: str) -> Registration | None:
    """The registration with this public key, with its event, date, person, answers and skipped dates."""
    if not key.isalnum():
        return None
    return db.session.scalars(sa.select(Registration).where(Registration.key == key).options(*_WHOLE)).first()


def get_registration_by_id(registration_id: int) -> Registration:
    """The same by its number, read as it is now; NoResultFound when there is none."""
    statement = sa.select(Registration).where(Registration.id == registration_id).options(*_WHOLE)
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def find_of(event_id: int, occurrence_id: int | None, *, person_id: int | None = None, email: str = "") -> Registration | None:
    """The registration of a person, or of a guest's address, for a date or for the series."""
    date = Registration.occurrence_id.is_(None) if occurrence_id is None else Registration.occurrence_id == occurrence_id
    who = Registration.person_id == person_id if person_id is not None else Registration.guest_email == email
    statement = sa.select(Registration).where(Registration.event_id == event_id, date, who).options(*_WHOLE)
    return db.session.scalars(statement.execution_options(populate_existing=True)).first()


def list_of_person(person_id: int, event_id: int) -> Sequence[Registration]:
    """A person's registrations for an event, newest first."""
    return db.session.scalars(
        sa.select(Registration).where(Registration.person_id == person_id, Registration.event_id == event_id)
        .options(joinedload(Registration.occurrence)).order_by(Registration.id.desc())
    ).all()  # fmt: skip


def list_open_of(person_id: int, event_id: int) -> Sequence[Registration]:
    """A person's registrations for an event that stand, in the order they were made, with the dates left out. One query."""
    return db.session.scalars(
        sa.select(Registration).where(Registration.person_id == person_id, Registration.event_id == event_id, Registration.status.in_(OPEN))
        .options(joinedload(Registration.skips)).order_by(Registration.id)
    ).unique().all()  # fmt: skip


def list_going(person_id: int) -> Sequence[Registration]:
    """What a person has registered for and what is still to come, soonest first."""
    later = sa.select(Occurrence.id).where(Occurrence.event_id == Registration.event_id, Occurrence.ends_at > clock.now())
    to_come = sa.exists(later.where(sa.or_(Registration.occurrence_id.is_(None), Registration.occurrence_id == Occurrence.id)))
    found = db.session.scalars(
        sa.select(Registration).join(Registration.event)
        .where(Registration.person_id == person_id, Registration.status.in_(OPEN), Event.status.in_(EVENT.public_states), to_come)
        .options(contains_eager(Registration.event).selectinload(Event.occurrences), joinedload(Registration.occurrence))
        .limit(200)
    ).unique().all()  # fmt: skip
    return sorted(found, key=lambda registration: (_next_start(registration), registration.id))


def _next_start(registration: Registration) -> datetime:
    date = date_of(registration)
    return date.starts_at if date else clock.now()


def date_of(registration: Registration) -> Occurrence | None:
    """The date it is for; of a series the next one to come, else the last (the event's dates must have been loaded)."""
    if registration.occurrence_id is not None:
        return registration.occurrence
    dates = registration.event.occurrences
    moment = clock.now()
    ahead = [o for o in dates if o.ends_at > moment and o.status == O.SCHEDULED]
    return ahead[0] if ahead else (dates[-1] if dates else None)


def select_of_event(
    event_id: int, *, states: Collection[R] = (), seat: Seat | None = None, occurrence_id: int | None = None
) -> sa.Select[Registration]:
    """The registrations that organizers see, in the order of their lines."""
    statement = sa.select(Registration).where(Registration.event_id == event_id, Registration.status != R.LAPSED)
    if states:
        statement = statement.where(Registration.status.in_(states))
    if seat:
        statement = statement.where(Registration.seat == seat)
    if occurrence_id is not None:
        skips = sa.select(RegistrationSkip.registration_id).where(RegistrationSkip.occurrence_id == occurrence_id)
        series = sa.and_(Registration.occurrence_id.is_(None), Registration.id.not_in(skips))
        statement = statement.where(sa.or_(Registration.occurrence_id == occurrence_id, series))
    return (
        statement.options(joinedload(Registration.person), joinedload(Registration.occurrence))
        .order_by(Registration.pool_id, sa.func.coalesce(Registration.place_in_line, 0), Registration.id)
    )  # fmt: skip


def after(statement: sa.Select[Registration], pool_id: int, place: int, number: int) -> sa.Select[Registration]:
    """The same from behind a row on: where a page of the list goes on."""
    placed = sa.func.coalesce(Registration.place_in_line, 0)
    return statement.where(sa.tuple_(Registration.pool_id, placed, Registration.id) > sa.tuple_(
        sa.literal(pool_id), sa.literal(place), sa.literal(number)
    ))  # fmt: skip


def list_ids(event_id: int, keys: Collection[str]) -> list[int]:
    """The ids of an event's registrations with these public keys, in the order of their lines."""
    return list(db.session.scalars(
        sa.select(Registration.id).where(Registration.event_id == event_id, Registration.key.in_(list(keys)[:500]))
        .order_by(Registration.pool_id, Registration.place_in_line, Registration.id)
    ))  # fmt: skip


def load_answers(ids: Collection[int]) -> dict[int, dict[int, str]]:
    """What was answered, by registration and question. One query."""
    found: dict[int, dict[int, str]] = {}
    for row in db.session.scalars(sa.select(Answer).where(Answer.registration_id.in_(ids))):
        found.setdefault(row.registration_id, {})[row.question_id] = row.text
    return found


def count_by_state(event_id: int) -> dict[tuple[R, Seat], int]:
    """How many registrations there are, by state and seat."""
    rows = db.session.execute(
        sa.select(Registration.status, Registration.seat, sa.func.count()).where(Registration.event_id == event_id)
        .group_by(Registration.status, Registration.seat)
    )  # fmt: skip
    return {(row[0], row[1]): row[2] for row in rows}


def list_dates_taken(event_id: int) -> frozenset[int]:
    """The dates that somebody has registered for: they can be cancelled, but not removed."""
    statement = sa.select(Registration.occurrence_id).where(Registration.event_id == event_id).distinct()
    return frozenset(found for found in db.session.scalars(statement) if found is not None)


def list_awaiting_organizer(person_id: int) -> Sequence[Any]:
    """``(event, number, oldest)`` of the events of an organizer at which people ask to come."""
    return db.session.execute(
        sa.select(Event, sa.func.count(Registration.id).label("number"), sa.func.min(Registration.status_since).label("oldest"))
        .join(Registration, Registration.event_id == Event.id).join(EventOrganizer, EventOrganizer.event_id == Event.id)
        .where(EventOrganizer.person_id == person_id, Registration.status == R.REQUESTED, Event.status == S.PUBLISHED)
        .group_by(Event.id).order_by(sa.func.min(Registration.status_since)).limit(50)
    ).all()  # fmt: skip


# What time brings


def select_lapsing(before: datetime) -> sa.Select[int]:
    """Guests who have not confirmed since then."""
    return sa.select(Registration.id).where(Registration.status == R.UNCONFIRMED, Registration.status_since <= before)


def select_reminders(now: datetime) -> sa.Select[int, int]:
    """``(registration, date)`` of everyone to remind now who has not been: the hours of their seat before the date."""
    for_date = sa.or_(Registration.occurrence_id == Occurrence.id, Registration.occurrence_id.is_(None))
    skipped = sa.exists().where(
        RegistrationSkip.registration_id == Registration.id, RegistrationSkip.occurrence_id == Occurrence.id
    )
    reminded = sa.exists().where(
        RegistrationReminder.registration_id == Registration.id, RegistrationReminder.occurrence_id == Occurrence.id
    )
    return (
        sa.select(Registration.id.label("registration_id"), Occurrence.id.label("occurrence_id"))
        .join(Occurrence, Occurrence.event_id == Registration.event_id)
        .join(Event, Event.id == Registration.event_id)
        .join(RegistrationSetup, RegistrationSetup.event_id == Registration.event_id)
        .where(Registration.status == R.GOING, Event.status == S.PUBLISHED, Occurrence.status == O.SCHEDULED,
               Occurrence.starts_at > now, Registration.erased_at.is_(None), for_date, _is_time(now), ~skipped, ~reminded)
    )  # fmt: skip


def _is_time(now: datetime) -> sa.ColumnElement[bool]:
    """Hours are few and known, so no database has to reckon with times."""
    columns = {Seat.ROOM: RegistrationSetup.room_reminder_hours, Seat.SCREEN: RegistrationSetup.screen_reminder_hours}
    return sa.or_(*(
        sa.and_(Registration.seat == seat, column == hours, Occurrence.starts_at <= now + timedelta(hours=hours))
        for seat, column in columns.items() for hours in REMINDER_HOURS if hours
    ))  # fmt: skip


def select_to_erase(now: datetime) -> sa.Select[int]:
    """Registrations whose date, or the last of whose dates, was 90 days ago; one that is postponed is still to come."""
    late = sa.or_(Occurrence.ends_at > now - KEPT_AFTER, Occurrence.status == O.POSTPONED)
    same = sa.or_(Occurrence.id == Registration.occurrence_id, Registration.occurrence_id.is_(None))
    not_yet = sa.exists().where(Occurrence.event_id == Registration.event_id, same, late)
    return sa.select(Registration.id).where(Registration.erased_at.is_(None), ~not_yet)


def select_turning(now: datetime) -> sa.Select[int]:
    """Events whose page says something else of registration from now on."""
    return sa.select(RegistrationSetup.event_id).where(RegistrationSetup.turns_at <= now)


def party_organizers(registration: Registration) -> Sequence[Person]:
    """Whoever runs the event."""
    return db.session.scalars(
        sa.select(Person).join(EventOrganizer, EventOrganizer.person_id == Person.id)
        .where(EventOrganizer.event_id == registration.event_id).order_by(EventOrganizer.id)
    ).all()  # fmt: skip
