"""Letting people in: by code, by name, later from a phone that had no network; and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.core import audit, clock, policy
from eventhub.core.db import db, upsert
from eventhub.core.errors import Invalid, NotFound, Refused
from eventhub.core.text import lazy_gettext as _l
from eventhub.events.checkin import queries, rules
from eventhub.events.checkin.models import CheckIn, Source
from eventhub.events.checkin.queries import Ticket
from eventhub.events.models import Event, Occurrence
from eventhub.events.permissions import EventPermission
from eventhub.events.registration.workflow import R
from eventhub.events.workflow import O, S

OLDEST = timedelta(days=7)
"""How long ago a phone may say it let someone in."""
MAX_ITEMS = 200


class Came(StrEnum):
    """What came of a try to let someone in."""

    IN = "in"
    ALREADY = "already"
    UNDONE = "undone"
    """It was taken back after the phone had read the code."""
    NOT_GOING = "not_going"
    OTHER_DATE = "other_date"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A code that a phone has read: what stands for it, when, and what the phone calls it."""

    id: str
    mark: str
    at: datetime
    source: Source = Source.SCAN


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of it. ``at`` is when they came in; ``ticket`` is None for a code that is nobody's."""

    came: Came
    ticket: Ticket | None = None
    at: datetime | None = None


def take_scans(event: Event, date: Occurrence, scans: Sequence[Scan], *, actor: Person) -> list[Outcome]:
    """Let in those whose codes a phone has read, now or while it had no network. Sent twice, it is done once.

    They are written in the order of their ids, so that two phones which send the same people never wait crosswise.

    :raises Invalid: more than two hundred at once.
    :raises Refused: nobody is let in to this event or date.
    """
    _check_open(event, date, actor)
    if len(scans) > MAX_ITEMS:
        raise Invalid({"items": _l("Please send at most %(n)s at once.", n=MAX_ITEMS)})
    ids = queries.find_by_marks(date, rules.salt_of(event.key), [scan.mark for scan in scans])
    tickets = queries.list_tickets(date, list(ids.values()))
    by_person = sorted(range(len(scans)), key=lambda n: (ids.get(scans[n].mark, 0), scans[n].at))
    outcomes = {n: _let_in(date, tickets.get(ids.get(scans[n].mark, 0)), scans[n], actor) for n in by_person}
    return [outcomes[n] for n in range(len(scans))]


def check_in(event: Event, date: Occurrence, key: str, *, actor: Person) -> Outcome:
    """Let someone in who was found by name.

    :raises NotFound: there is no such registration for this event.
    :raises Refused: nobody is let in to this event or date.
    """
    _check_open(event, date, actor)
    ticket = _get_ticket(date, key)
    return _let_in(date, ticket, Scan(id="", mark="", at=clock.now(), source=Source.NAME), actor)


def undo(event: Event, date: Occurrence, key: str, *, actor: Person) -> Outcome:
    """Take back that someone is in; when they were not, nothing changes.

    :raises NotFound: there is no such registration for this event.
    """
    policy.demand(actor, EventPermission.CHECK_IN, event)
    ticket = _get_ticket(date, key)
    gone = db.session.execute(
        sa.update(CheckIn).where(CheckIn.registration_id == ticket.id, CheckIn.occurrence_id == date.id, CheckIn.undone_at.is_(None))
        .values(undone_at=clock.now()).returning(CheckIn.id)
        .execution_options(synchronize_session=False)
    ).all()  # fmt: skip
    if gone:
        audit.record("event.checkin.undo", event, actor=actor, data={"registration": ticket.key})
    return Outcome(came=Came.UNDONE, ticket=ticket)


def _check_open(event: Event, date: Occurrence, actor: Person) -> None:
    policy.demand(actor, EventPermission.CHECK_IN, event)
    if event.status != S.PUBLISHED or date.status in {O.CANCELLED, O.POSTPONED}:
        raise Refused(_l("This date does not take place, so nobody is let in."))


def _get_ticket(date: Occurrence, key: str) -> Ticket:
    ticket = queries.find_ticket(date, key)
    if ticket is None:
        raise NotFound(_l("There is no such registration for this event."))
    return ticket


def _let_in(date: Occurrence, ticket: Ticket | None, scan: Scan, actor: Person) -> Outcome:
    if ticket is None:
        return Outcome(came=Came.UNKNOWN)
    if not ticket.is_for(date):
        return Outcome(came=Came.OTHER_DATE, ticket=ticket)
    if ticket.status != R.GOING:
        return Outcome(came=Came.NOT_GOING, ticket=ticket)
    now = clock.now()
    at = min(max(scan.at, now - OLDEST), now) if scan.source is Source.OFFLINE else now
    if _is_first(date, ticket, scan, at, actor):
        return Outcome(came=Came.IN, ticket=ticket, at=at)
    row = db.session.execute(_select_row(date, ticket)).one()
    if row.undone_at is not None:
        return Outcome(came=Came.UNDONE, ticket=ticket)
    same = bool(scan.id) and row.client_id == scan.id
    return Outcome(came=Came.IN if same else Came.ALREADY, ticket=ticket, at=row.at)


def _is_first(date: Occurrence, ticket: Ticket, scan: Scan, at: datetime, actor: Person) -> bool:
    """Write it, unless they are in, or it was taken back since. Of two phones at once one is first: the table knows one row."""
    values = {"at": at, "by_person_id": actor.id, "source": scan.source, "client_id": scan.id, "undone_at": None}
    written = db.session.execute(
        upsert(CheckIn).values(registration_id=ticket.id, occurrence_id=date.id, **values)
        .on_conflict_do_update(
            index_elements=["registration_id", "occurrence_id"], set_=values,
            where=sa.and_(CheckIn.undone_at.is_not(None), CheckIn.undone_at < at, CheckIn.client_id != (scan.id or "-")),
        )
        .returning(CheckIn.id).execution_options(synchronize_session=False)
    ).all()  # fmt: skip
    return bool(written)


def _select_row(date: Occurrence, ticket: Ticket) -> sa.Select[datetime, datetime | None, str]:
    return sa.select(CheckIn.at, CheckIn.undone_at, CheckIn.client_id).where(
        CheckIn.registration_id == ticket.id, CheckIn.occurrence_id == date.id
    )
