"""What time does to registrations: lapsing, reminding, erasing, and saying on the event's page that it is closed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from eventhub.core import clock, generations
from eventhub.core.advance import advance
from eventhub.core.db import db, upsert
from eventhub.core.outbox import OutboxMessage
from eventhub.events.models import Event, Occurrence
from eventhub.events.registration import queries, telling
from eventhub.events.registration.models import Answer, Registration, RegistrationReminder
from eventhub.events.registration.rules import CONFIRM_WITHIN
from eventhub.events.registration.services import pools, setting
from eventhub.events.registration.workflow import R

BATCH = 200


def find_due(now: datetime) -> dict[str, Sequence[int]]:
    """The ids of what the clock should act on, by step: registrations; dates to remind of; events whose form closes."""
    reminders = queries.select_reminders(now).subquery()
    return {
        "registration_lapse": _ids(queries.select_lapsing(now - CONFIRM_WITHIN)),
        "registration_remind": _ids(sa.select(reminders.c.occurrence_id).distinct()),
        "registration_erase": _ids(queries.select_to_erase(now)),
        "registration_turn": _ids(queries.select_turning(now)),
    }


def _ids(statement: sa.Select[Any]) -> Sequence[int]:
    return db.session.scalars(statement.limit(BATCH)).all()


def act(name: str, record_id: int) -> bool:
    """Do one due thing. False when it was no longer due."""
    return {
        "registration_lapse": lapse, "registration_remind": remind, "registration_erase": erase, "registration_turn": turn,
    }[name](record_id)  # fmt: skip


def lapse(registration_id: int) -> bool:
    """A guest has not confirmed: what they gave is erased at once."""
    registration = db.session.get(Registration, registration_id)
    if registration is None:
        return False
    pools.hold(registration)
    if registration.status is not R.UNCONFIRMED or registration.status_since > clock.now() - CONFIRM_WITHIN:
        return False
    advance(registration, "lapse", actor=None)
    _forget(registration)
    return True


def remind(occurrence_id: int) -> bool:
    """Remind everyone who comes to a date, each once. Who got a seat after the time for reminders has just been told all."""
    now = clock.now()
    date = db.session.get(Occurrence, occurrence_id)
    due = queries.select_reminders(now).where(Occurrence.id == occurrence_id).order_by(Registration.id).limit(BATCH)
    sent = 0
    for registration_id, _date in db.session.execute(due).all():
        fresh = db.session.execute(
            upsert(RegistrationReminder).values(registration_id=registration_id, occurrence_id=occurrence_id)
            .on_conflict_do_nothing().returning(RegistrationReminder.registration_id)
        ).first()  # fmt: skip
        if fresh is not None and date is not None:
            _remind(queries.get_registration_by_id(registration_id), date)
            sent += 1
    return sent > 0


def _remind(registration: Registration, date: Occurrence) -> None:
    setup = queries.find_setup(registration.event_id)
    assert setup is not None
    if registration.status_since <= date.starts_at - timedelta(hours=setup.reminder_hours_of(registration.seat)):
        telling.tell(registration, "reminder", **telling.facts_of(registration, date))


def erase(registration_id: int) -> bool:
    """90 days after the last date: answers go, and the names and addresses of guests. That someone came stays."""
    registration = db.session.get(Registration, registration_id)
    due = queries.select_to_erase(clock.now()).where(Registration.id == registration_id)
    if registration is None or db.session.scalar(due) is None:
        return False
    _forget(registration)
    return True


def _forget(registration: Registration) -> None:
    db.session.execute(sa.delete(Answer).where(Answer.registration_id == registration.id))
    if registration.guest_email is not None and registration.person_id is None:
        db.session.execute(  # mails about other events that are still to go out have an address of their own
            sa.delete(OutboxMessage).where(
                OutboxMessage.address == registration.guest_email, OutboxMessage.sent_at.is_not(None)
            )
        )
    registration.guest_email, registration.guest_name, registration.erased_at = None, "", clock.now()
    registration.stamp = ""
    db.session.flush()


def turn(event_id: int) -> bool:
    """A date has closed: the event's page says so, and is told when to look again."""
    setup = queries.find_setup(event_id)
    if setup is None or setup.turns_at is None or setup.turns_at > clock.now():
        return False
    setting.turn(setup)
    key = db.session.scalar(sa.select(Event.key).where(Event.id == event_id))
    generations.raise_page([f"event:{key}"])
    return True
