"""Whom registration tells, of what, with what frozen: the link in a mail belongs to the seat and to its reader."""

from __future__ import annotations

from typing import Any

from eventhub.core import outbox, tokens
from eventhub.core.errors import Refused
from eventhub.events.models import Event, Occurrence
from eventhub.events.registration import queries
from eventhub.events.registration.invitation import invitation_facts
from eventhub.events.registration.models import Registration
from eventhub.events.registration.rules import LINK_LASTS, Seat
from eventhub.events.registration.workflow import R


def make_door(registration: Registration) -> str:
    """What opens the page of a registration without an account: signed, and worth nothing once its stamp is a new one."""
    return tokens.make("registration", [registration.key, registration.stamp])


def open_door(door: str) -> Registration:
    """The registration that the link in a mail is for.

    :raises Refused: the link is forged, too old, or ended.
    """
    payload = tokens.read("registration", door, max_age=int(LINK_LASTS.total_seconds()))
    key, stamp = payload
    registration = queries.find_registration(key)
    if registration is None or registration.stamp != stamp or registration.status is R.LAPSED:
        tokens.read("registration", "", max_age=1)  # refuses, in the one sentence for every link that is over
        raise Refused("")
    return registration


def tell(registration: Registration, notice: str, *, reason: str = "", invites: str = "", **more: Any) -> None:
    """Write the mail of a step to whoever the registration is of.

    :param invites: ``REQUEST`` or ``CANCEL`` (RFC 5546): the mail carries the date for their calendar.
    """
    person = registration.person
    facts = {**facts_of(registration), "reason": reason, "actor": "", "approved": False, **more}
    if invites:
        facts.update(_invitation(registration, invites))
    if person is not None:
        outbox.enqueue(f"registration/{notice}", person_id=person.id, locale=person.locale, facts=facts)
    elif registration.guest_email:
        outbox.enqueue(
            f"registration/{notice}", address=registration.guest_email, locale=registration.locale,
            facts={**facts, "reader_name": registration.guest_name, "reader_zone": registration.zone},
        )  # fmt: skip


def _invitation(registration: Registration, method: str) -> dict[str, Any]:
    return {"invitation": invitation_facts(registration, method, event=registration.event)}


def facts_of(registration: Registration, date: Occurrence | None = None) -> dict[str, Any]:
    """What a mail about it says, frozen as it is now. Link and note are for those who have the seat, and only for them."""
    event = registration.event
    date = date or queries.date_of(registration)
    going = registration.status is R.GOING
    return {
        "title": event.title, "key": event.key, "slug": event.slug, "zone": date.zone if date else event.zone,
        "starts": date.starts_at.isoformat() if date else "", "whole_series": registration.occurrence_id is None,
        "seat": registration.seat.value, "door": make_door(registration), "state": registration.status.value,
        "place": place_of(event, date) if registration.seat is Seat.ROOM else "",
        "join_url": link_for(registration, date) if going else "", "room_note": note_for(registration) if going else "",
    }  # fmt: skip


def place_of(event: Event, date: Occurrence | None) -> str:
    """Where the room is, on a line; a date may have a place of its own."""
    own = date.own if date else {}
    parts = [own.get(name, getattr(event, name)) for name in ("venue", "street", "city")]
    return ", ".join(part for part in parts if part)


def link_for(registration: Registration, date: Occurrence | None) -> str:
    """The link to take part by: that of the date, of the registration, or of the event; empty for a seat in the room."""
    if registration.seat is not Seat.SCREEN:
        return ""
    setup = queries.find_setup(registration.event_id)
    return (date.own.get("join_url") if date else "") or (setup.screen_url if setup else "") or registration.event.join_url


def note_for(registration: Registration) -> str:
    """What those in the room are told; empty for a seat on the screen."""
    setup = queries.find_setup(registration.event_id)
    return setup.room_note if setup and registration.seat is Seat.ROOM else ""
