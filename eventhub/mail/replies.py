"""Answers that mail programs send to an invitation (iMIP, RFC 6047; METHOD:REPLY, RFC 5546 §3.2.3): read, checked, taken over.

An answer counts when it comes to the mailbox that was made for this event and this reader, from the reader's own address.
The sender's address alone proves nothing; the mailbox, which only their invitation named, does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from typing import Any

from icalendar import Calendar, Event

from eventhub.core.errors import Refused
from eventhub.core.text import lazy_gettext as _l
from eventhub.events.registration import answers
from eventhub.events.registration.answers import Answer
from eventhub.events.registration.invitation import read_mailbox

MAX_BYTES = 1_000_000
_CALENDARS = frozenset({"text/calendar", "application/ics"})
_TO = ("To", "Delivered-To", "X-Original-To", "Cc")


class Unreadable(Refused):
    """The message is no answer to an invitation, or a broken one."""

    status = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a mail says: who answers what to which date."""

    attendee: str
    mailboxes: tuple[str, ...]
    """The local parts of all addresses of ours that it names."""
    uid: str
    answer: Answer
    sequence: int
    stamp: datetime
    named: datetime | date | None
    """The RECURRENCE-ID: one date of a series."""


def take(message: bytes) -> str:
    """Take over the answer in a message, in the present transaction. Returns a line that says what came of it.

    :raises Unreadable: there is no answer in it, or a broken one.
    :raises Refused: it is nobody's, forged, or older than what is known.
    """
    reply = read(message)
    for mailbox in reply.mailboxes:
        known = read_mailbox(mailbox)
        if known is not None:
            return answers.take_answer(
                *known, attendee=reply.attendee, uid=reply.uid, answer=reply.answer, sequence=reply.sequence,
                stamp=reply.stamp, named=reply.named,
            )  # fmt: skip
    raise Unreadable(_l("It was not sent to the address of an invitation."))


def read(message: bytes) -> Reply:
    """What a message says.

    :raises Unreadable: there is no answer in it, or a broken one.
    """
    if len(message) > MAX_BYTES:
        raise Unreadable(_l("It is far too large for an answer to an invitation."))
    mail = message_from_bytes(message, policy=policy.default)
    event = _find_event(_find_calendar(mail))
    attendee, said = _attendee(event)
    sender = _sender(mail)
    if sender != attendee:
        raise Refused(_l("It was sent by someone else than the one who was invited."))
    return Reply(
        attendee=attendee, mailboxes=_mailboxes(mail, event), uid=str(event.get("UID", "")).strip(), answer=_answer(said),
        sequence=_sequence(event), stamp=_stamp(event), named=_named(event),
    )  # fmt: skip


def _find_calendar(mail: EmailMessage) -> Calendar:
    """The calendar in the first part that is one."""
    for part in mail.walk():
        if part.get_content_type() not in _CALENDARS:
            continue
        try:
            data = part.get_payload(decode=True)
            found = Calendar.from_ical(data.decode("utf-8-sig"))  # type: ignore[union-attr]  # a part without parts
        except Exception:  # whatever a stranger's file breaks in the library, it is a broken file
            raise Unreadable(_l("Its calendar part can't be read.")) from None
        if found.name != "VCALENDAR" or str(found.get("METHOD", "")).strip().upper() != "REPLY":
            raise Unreadable(_l("Its calendar part is no answer (METHOD:REPLY)."))
        return found
    raise Unreadable(_l("There is no calendar part in it."))


def _find_event(calendar: Calendar) -> Event:
    events = [each for each in calendar.subcomponents if isinstance(each, Event)]
    if len(events) != 1:
        raise Unreadable(_l("Its calendar part must answer for one event."))
    if events[0].errors:
        raise Unreadable(_l("Its calendar part can't be read."))
    return events[0]


def _attendee(event: Event) -> tuple[str, str]:
    """The address of the one who answers, and the answer."""
    found = event.get("ATTENDEE")
    if found is None or isinstance(found, list):
        raise Unreadable(_l("Its calendar part must name the one who answers."))
    return _address(found), str(found.params.get("PARTSTAT", "")).upper()


def _address(value: Any) -> str:
    text = str(value).strip()
    return text[len("mailto:") :].strip().casefold() if text.casefold().startswith("mailto:") else ""


def _sender(mail: EmailMessage) -> str:
    """The one address in From; empty when there are several, or none that can be read."""
    try:
        found = [address for _name, address in getaddresses([str(value) for value in mail.get_all("From", [])]) if address]
    except Exception:  # a head that the library can't read names nobody
        return ""
    return found[0].strip().casefold() if len(found) == 1 else ""


def _answer(said: str) -> Answer:
    try:
        return Answer(said.casefold())
    except ValueError:
        raise Unreadable(_l("It says neither yes nor no nor perhaps.")) from None


def _mailboxes(mail: EmailMessage, event: Event) -> tuple[str, ...]:
    """The organizer that the calendar names, else whom the mail was sent to."""
    organizer = event.get("ORGANIZER")
    named = [_address(organizer)] if organizer is not None and not isinstance(organizer, list) else []
    heads = [str(value) for name in _TO for value in mail.get_all(name, [])]
    every = [*named, *(address.strip().casefold() for _name, address in getaddresses(heads))]
    return tuple(dict.fromkeys(address.rpartition("@")[0] for address in every if "@" in address))


def _sequence(event: Event) -> int:
    try:
        return max(0, int(event.get("SEQUENCE", 0)))
    except (TypeError, ValueError):
        raise Unreadable(_l("Its calendar part can't be read.")) from None


def _stamp(event: Event) -> datetime:
    """DTSTAMP says which of two answers is the newer, so it must be there; it is in UTC (RFC 5545 §3.8.7.2)."""
    stamp = _time(event.get("DTSTAMP"))
    if not isinstance(stamp, datetime):
        raise Unreadable(_l("Its calendar part does not say when it was written (DTSTAMP)."))
    return stamp.replace(tzinfo=UTC) if stamp.tzinfo is None else stamp.astimezone(UTC)


def _named(event: Event) -> datetime | date | None:
    return _time(event.get("RECURRENCE-ID"))


def _time(value: Any) -> datetime | date | None:
    found = getattr(value, "dt", None)
    return found if isinstance(found, date) else None
