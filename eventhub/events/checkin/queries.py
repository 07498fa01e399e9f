"""Reads for the door: the date, its counts, the codes of those who come, and who is who by code or name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.core.db import db
from eventhub.core.search.normalize import fold
from eventhub.events.checkin import rules
from eventhub.events.checkin.models import CheckIn
from eventhub.events.models import Event, Occurrence
from eventhub.events.registration.models import Registration, RegistrationSkip
from eventhub.events.registration.rules import Seat
from eventhub.events.registration.workflow import R

STAMP = "%Y%m%dT%H%M%SZ"
MAX_FOUND = 20


@dataclass(frozen=True, slots=True)
class Count:
    """How many are going, and how many of them are in."""

    going: int = 0
    inside: int = 0


@dataclass(frozen=True, slots=True)
class Ticket:
    """A registration as the door sees it. ``at`` is when they came in; None while they are not."""

    id: int
    key: str
    name: str
    seat: Seat
    status: R
    occurrence_id: int | None
    skipped: bool
    at: datetime | None

    def is_for(self, date: Occurrence) -> bool:
        """Whether it is for this date: its own, or one of a series that is not left out."""
        return not self.skipped and self.occurrence_id in {None, date.id}


def stamp_of(date: Occurrence) -> str:
    """What an address calls a date: the time it was first set for, in UTC."""
    return date.original_start.astimezone(UTC).strftime(STAMP)


def find_date(event: Event, stamp: str) -> Occurrence | None:
    """The date of an event by what an address calls it."""
    return next((date for date in event.occurrences if stamp_of(date) == stamp), None)


def count(date: Occurrence) -> dict[Seat, Count]:
    """How many are going and in, by seat, for the seats that anyone has. One query."""
    rows = db.session.execute(
        sa.select(Registration.seat, sa.func.count(), sa.func.count(CheckIn.id))
        .outerjoin(CheckIn, _is_in(date)).where(*_comes_to(date)).group_by(Registration.seat)
    )  # fmt: skip
    return {seat: Count(going, inside) for seat, going, inside in rows}


def list_codes(date: Occurrence) -> Sequence[str]:
    """The codes of those who come to a date, in an order that says nothing."""
    return db.session.scalars(sa.select(Registration.code).where(*_comes_to(date)).order_by(Registration.code)).all()


def find_by_marks(date: Occurrence, salt: str, marks: Sequence[str]) -> dict[str, int]:
    """The ids of the event's registrations, whatever their state, by the marks that stand for their codes."""
    wanted = set(marks)
    rows = db.session.execute(sa.select(Registration.id, Registration.code).where(Registration.event_id == date.event_id))
    marked = ((rules.mark_of(salt, code), registration_id) for registration_id, code in rows)
    return {mark: registration_id for mark, registration_id in marked if mark in wanted}


def list_tickets(date: Occurrence, ids: Sequence[int]) -> dict[int, Ticket]:
    """These registrations as the door sees them, by id. One query."""
    return {ticket.id: ticket for ticket in _tickets(date, Registration.id.in_(ids))}


def find_ticket(date: Occurrence, key: str) -> Ticket | None:
    """A registration of the date's event by its public key."""
    return next(iter(_tickets(date, Registration.event_id == date.event_id, Registration.key == key)), None)


def search(date: Occurrence, text: str) -> list[Ticket]:
    """Those who come and in whose name each word of the text is found, by name; at most twenty."""
    words = fold(text).split()
    if not words:
        return []
    named = [(fold(ticket.name), ticket.id, ticket) for ticket in _tickets(date, *_comes_to(date))]
    found = [row for row in named if all(word in row[0] for word in words)]
    return [ticket for _name, _id, ticket in sorted(found, key=lambda row: row[:2])[:MAX_FOUND]]


def _comes_to(date: Occurrence) -> tuple[sa.ColumnElement[bool], ...]:
    """Those with a seat for the date: for itself, or in a series of which they do not leave it out."""
    skips = sa.exists().where(RegistrationSkip.registration_id == Registration.id, RegistrationSkip.occurrence_id == date.id)
    series = sa.and_(Registration.occurrence_id.is_(None), ~skips)
    return (
        Registration.event_id == date.event_id, Registration.status == R.GOING,
        sa.or_(Registration.occurrence_id == date.id, series),
    )  # fmt: skip


def _is_in(date: Occurrence) -> sa.ColumnElement[bool]:
    return sa.and_(
        CheckIn.registration_id == Registration.id, CheckIn.occurrence_id == date.id, CheckIn.undone_at.is_(None)
    )  # fmt: skip


def _tickets(date: Occurrence, *clauses: Any) -> list[Ticket]:
    skips = sa.exists().where(RegistrationSkip.registration_id == Registration.id, RegistrationSkip.occurrence_id == date.id)
    rows = db.session.execute(
        sa.select(
            Registration.id, Registration.key, sa.func.coalesce(Person.name, Registration.guest_name).label("name"), Registration.seat,
            Registration.status, Registration.occurrence_id, skips.label("skipped"), CheckIn.at,
        )
        .outerjoin(Person, Person.id == Registration.person_id).outerjoin(CheckIn, _is_in(date)).where(*clauses)
    )  # fmt: skip
    return [Ticket(*row) for row in rows]
