"""People who go to an event: registered as the form does it, guests confirmed as the link in their mail does it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.core.db import db
from eventhub.events.models import Event
from eventhub.events.registration import queries
from eventhub.events.registration.models import Guest, Registration
from eventhub.events.registration.rules import Kind, Per, Seat, SetupDraft
from eventhub.events.registration.services.joining import GuestDraft, JoinDraft, confirm, register, sign_up
from eventhub.events.registration.services.setting import save_setup


def open_registration(event: Event, *, per: Per = Per.DATE, **said: Any) -> None:
    """Let people register; without more, as many as come."""
    draft = SetupDraft(kind=Kind.HERE, per=per, **said)
    save_setup(event, draft, actor=event.organizers[0].person)


def make_going(event: Event, name: str = "Ana", *, person: Person | None = None, email: str = "", seat: Seat = Seat.ROOM,
               date: int | None = None) -> Registration:  # fmt: skip
    """A guest, or a person, who is going: to the first date, to another, or to the series."""
    setup = queries.find_setup(event.id)
    if setup is None:
        open_registration(event)
        setup = queries.find_setup(event.id)
    assert setup is not None
    number = None if setup.per is Per.SERIES else date or event.occurrences[0].id
    draft = JoinDraft(seat=seat, occurrence_id=number)
    if person is not None:
        return register(event, draft, person=person)[0]
    address = email or f"{name.split()[0].lower()}@guests.example"
    sign_up(event, draft, GuestDraft(name=name, email=address), network="192.0.2.1")
    waiting = db.session.scalars(sa.select(Registration).where(Registration.guest_email == address)).one()
    registration = queries.get_registration_by_id(waiting.id)
    return confirm(registration, actor=Guest(registration.id))[0]
