"""What an invitation by mail says of an event and a registration, frozen as it is now; and the mailbox that answers go to.

:mod:`eventhub.mail.invitation` makes the calendar part of it when the mail is written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC
from typing import Any

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.core import addresses, tokens, zones
from eventhub.core.db import db
from eventhub.core.translations import load_texts
from eventhub.events.models import Event, Occurrence
from eventhub.events.queries import get_event_by_id
from eventhub.events.registration.models import Registration, RegistrationSetup, RegistrationSkip
from eventhub.events.registration.rules import Seat
from eventhub.events.workflow import O, S

PURPOSE = "event.rsvp"
_MAILBOX = re.compile(r"rsvp\+(?P<key>[a-z0-9]{10})\.(?P<seal>[a-z2-7]{20})")


def answer_mailbox(key: str, address: str) -> str:
    """The local part of the address that answers for one event and one reader go to: 36 octets of the 64 there may be.

    It is sealed over both, so whoever answers to it has had that reader's invitation, whatever their From says.
    """
    return f"rsvp+{key}.{tokens.seal(PURPOSE, key, address.strip().casefold())}"


def read_mailbox(local_part: str) -> tuple[str, str] | None:
    """The event's key and the seal in such a local part; None for any other."""
    found = _MAILBOX.fullmatch(local_part.strip().casefold())
    return (found["key"], found["seal"]) if found else None


def is_mailbox_of(seal: str, key: str, address: str) -> bool:
    """Whether the seal is the one made for this event and address."""
    return tokens.is_sealed(seal, PURPOSE, key, address.strip().casefold())


def invitation_facts(registration: Registration, method: str, *, event: Event | None = None) -> dict[str, Any]:
    """All that the calendar part of a mail says, as plain values: the outbox row keeps them under ``invitation``.

    No address is among them. The link to join is there only for those who come by screen, the ticket only for those who
    come to the room.

    :param method: ``REQUEST`` for someone who comes, and again when anything has changed; ``CANCEL`` when they no longer do.
    :param event: with its dates, when the caller has it already.
    """
    event = event or get_event_by_id(registration.event_id)
    comes = method == "REQUEST"
    by_screen = registration.seat is Seat.SCREEN
    return {
        "method": method, "key": event.key, "uid": event.uid, "sequence": event.sequence,
        "created": event.created_at.isoformat(), "changed": event.changed_at.isoformat(),
        "titles": {event.source_language: event.title, **load_texts("event", [event.id], ["title"]).get(event.id, {}).get("title", {})},
        "language": event.source_language, "page": addresses.address_of("events.show", key=event.key, slug=event.slug),
        "zone": event.zone, "all_day": event.all_day, "conduct": event.conduct_url, "contact": event.contact,
        "name": _name_of(registration), "by_screen": by_screen, "ticket": registration.code if comes and not by_screen else "",
        **_dates(registration, event, _link(event) if comes and by_screen else None),
    }  # fmt: skip


def _name_of(registration: Registration) -> str:
    person = db.session.get(Person, registration.person_id) if registration.person_id else None
    return person.name if person else registration.guest_name


def _link(event: Event) -> str:
    """The link that people on the screen join by: that of the registration, or else the event's own."""
    setup = db.session.get(RegistrationSetup, event.id)
    return (setup.screen_url if setup else "") or event.join_url


def _dates(registration: Registration, event: Event, link: str | None) -> dict[str, Any]:
    """The one date; or the rule, which dates are left out of it or added to it, and those that differ from it."""
    dates = event.occurrences
    if registration.occurrence_id is not None:
        dates = [date for date in dates if date.id == registration.occurrence_id]
        return {"rule": "", "without": [], "besides": [], "dates": [_date(event, date, link) for date in dates]}
    if not event.rule or event.rule_start is None or event.rule_end is None:
        return {"rule": "", "without": [], "besides": [], "dates": [_date(event, date, link) for date in dates[:1]]}
    skipped = _skipped(registration)
    gone = [date for date in dates if date.status == O.CANCELLED or date.id in skipped]
    there = [date for date in dates if date not in gone]
    return {
        "rule": event.rule, "without": sorted({*event.excluded, *(_named(date) for date in gone)}),
        "besides": [_named(date) for date in there if date.added],
        "dates": [_master(event, link), *(_date(event, date, link) for date in there if _differs(event, date))],
    }  # fmt: skip


def _skipped(registration: Registration) -> Sequence[int]:
    mine = sa.select(RegistrationSkip.occurrence_id).where(RegistrationSkip.registration_id == registration.id)
    return db.session.scalars(mine).all()


def _named(date: Occurrence) -> str:
    """The wall time that names a date in calendars (RECURRENCE-ID)."""
    return (date.original_wall or date.wall_start).isoformat()


def _differs(event: Event, date: Occurrence) -> bool:
    """Whether the rule alone would not say what this date is."""
    assert event.rule_start is not None
    assert event.rule_end is not None
    other_length = date.wall_end - date.wall_start != event.rule_end - event.rule_start
    return date.is_moved or other_length or bool(date.own) or date.status == O.POSTPONED


def _master(event: Event, link: str | None) -> dict[str, Any]:
    """The first date of the rule, whatever became of it."""
    assert event.rule_start is not None
    assert event.rule_end is not None
    starts = event.rule_start.replace(tzinfo=zones.get_zone(event.zone)).astimezone(UTC)
    ends = starts + (event.rule_end - event.rule_start)
    return _said(event, {}, link) | {
        "starts": (event.rule_start if event.all_day else starts).isoformat(), "named": "",
        "ends": (event.rule_end if event.all_day else ends).isoformat(), "status": _status(event, None),
    }  # fmt: skip


def _date(event: Event, date: Occurrence, link: str | None) -> dict[str, Any]:
    return _said(event, date.own, link) | {
        "starts": (date.wall_start if event.all_day else date.starts_at).isoformat(),
        "ends": (date.wall_end if event.all_day else date.ends_at).isoformat(),
        "named": _named(date) if event.rule else "", "status": _status(event, date),
    }  # fmt: skip


def _said(event: Event, own: dict[str, Any], link: str | None) -> dict[str, Any]:
    """Where it is; a date may have a place, a link and a title of its own."""
    place = [own.get(name, getattr(event, name)) for name in ("venue", "street", "city")]
    joins = (own.get("join_url") or link) if link is not None else ""
    return {"place": place, "country": event.country, "join": joins, "title": own.get("title", "")}


def _status(event: Event, date: Occurrence | None) -> str:
    if event.status == S.CANCELLED or (date is not None and date.status == O.CANCELLED):
        return "cancelled"
    if event.status == S.POSTPONED or (date is not None and date.status == O.POSTPONED):
        return "postponed"
    return "confirmed"
