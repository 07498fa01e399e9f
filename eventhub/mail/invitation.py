"""The calendar part of a mail (iMIP, RFC 6047): frozen facts in, an iTIP message in the reader's language out (RFC 5546).

What it says of an event has the UID and the SEQUENCE of the public feeds, so a calendar that has both shows it once. Here
the rules of mail hold, not those of feeds: a METHOD, an ORGANIZER to answer to, the one ATTENDEE whom the mail is for, and
in DTSTAMP the time of the mail.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

from icalendar import Event, vCalAddress, vDDDTypes

from eventhub.core import zones
from eventhub.core.text import clean_line
from eventhub.core.translations import best
from eventhub.events.checkin.rules import ticket_png
from eventhub.events.registration.invitation import answer_mailbox
from eventhub.feeds import ical
from eventhub.feeds.facts import EventFacts, Status
from eventhub.feeds.render import rrule_of, say
from eventhub.regions.rules import territory_name

METHODS = frozenset({"REQUEST", "CANCEL"})
HORIZON = timedelta(days=550)
"""How far the zone of a series is described: as far as its dates are made."""
_DAY = timedelta(days=1)
_NOT_IN_A_NAME = str.maketrans({'"': "'"})


def attach(
    mail: EmailMessage, facts: Mapping[str, Any], *, sender: Address, reader: Address, locale: str, at: datetime
) -> None:
    """Add the calendar part to a mail that has its text: once for mail programs that know it, once as a file for the others.

    :param facts: from :func:`eventhub.events.registration.invitation.invitation_facts`.
    :param sender: who writes; answers go to a mailbox of its domain.
    :param at: the time of the mail.
    """
    text = write(facts, sender=sender, reader=reader, locale=locale, at=at)
    mail.add_alternative(text.decode(), subtype="calendar", params={"method": facts["method"]})
    mail.add_attachment(text, maintype="application", subtype="ics", filename="invitation.ics")
    if facts.get("ticket"):
        mail.add_attachment(ticket_png(facts["ticket"]), maintype="image", subtype="png", filename="ticket.png")


def write(facts: Mapping[str, Any], *, sender: Address, reader: Address, locale: str, at: datetime) -> bytes:
    """The iTIP message. The locale must be in force, for its words."""
    if facts["method"] not in METHODS:
        raise ValueError(f"not a method for an invitation: {facts['method']!r}")
    organizer = _organizer(facts["key"], sender, reader)
    attendee = _attendee(facts, reader)
    components = []
    for event in _components(facts, locale):
        event["DTSTAMP"] = vDDDTypes(at.replace(microsecond=0))
        event.add("ORGANIZER", organizer)
        event.add("ATTENDEE", attendee)
        components.append(event)
    bodies = [event.to_ical(sorted=False) for event in components]
    return ical.message(facts["method"], _spans(facts), bodies)


def _organizer(key: str, sender: Address, reader: Address) -> vCalAddress:
    """The service in the event's name: an address that is good for this event and this reader alone."""
    address = vCalAddress(f"mailto:{answer_mailbox(key, reader.addr_spec)}@{sender.domain or 'localhost'}")
    return _named(address, sender.display_name)


def _attendee(facts: Mapping[str, Any], reader: Address) -> vCalAddress:
    """The reader has said yes already; the buttons of their mail program let them say otherwise."""
    address = _named(vCalAddress(f"mailto:{reader.addr_spec}"), facts.get("name") or reader.display_name)
    address.params |= {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "RSVP": "TRUE"}
    address.params["PARTSTAT"] = "ACCEPTED" if facts["method"] == "REQUEST" else "DECLINED"
    return address


def _named(address: vCalAddress, name: str) -> vCalAddress:
    if name:
        address.params["CN"] = clean_line(name).translate(_NOT_IN_A_NAME)
    return address


# The dates


def _components(facts: Mapping[str, Any], locale: str) -> Iterator[Event]:
    """The date, or the master of a series with what differs from it."""
    first, *others = (_event_facts(facts, each, locale) for each in facts["dates"])
    if facts["rule"]:
        rule = rrule_of(SimpleNamespace(rule=facts["rule"], all_day=facts["all_day"], zone=facts["zone"]))
        without, besides = (tuple(_named_start(wall, facts) for wall in facts[name]) for name in ("without", "besides"))
        first = replace(first, rule=rule, exdates=without, rdates=besides)
    yield from (ical.component(each) for each in (first, *others))


def _named_start(wall: str, facts: Mapping[str, Any]) -> datetime | date:
    """What names a date of a series, in the form that DTSTART has (RFC 5545 §3.8.4.4)."""
    moment = datetime.fromisoformat(wall)
    return moment.date() if facts["all_day"] else moment.replace(tzinfo=zones.get_zone(facts["zone"]))


def _event_facts(facts: Mapping[str, Any], each: Mapping[str, Any], locale: str) -> EventFacts:
    titles = {facts["language"]: each["title"]} if each["title"] else facts["titles"]
    title, language = best(titles, locale, facts["language"])
    status, prefix = _status(facts, each)
    starts, ends = _span(facts, each)
    return EventFacts(
        uid=facts["uid"], sequence=facts["sequence"], created=datetime.fromisoformat(facts["created"]),
        changed=datetime.fromisoformat(facts["changed"]), starts=starts, ends=ends, zone=facts["zone"], all_day=facts["all_day"],
        status=status, summary=title, summary_prefix=prefix, language=language, url=facts["page"],
        description=_description(facts, each), location=_location(facts, each, locale) or None,
        conference_url=each["join"] or None, conference_label=say("join") if each["join"] else None,
        recurrence_id=_named_start(each["named"], facts) if each["named"] else None,
    )  # fmt: skip


def _status(facts: Mapping[str, Any], each: Mapping[str, Any]) -> tuple[Status, str | None]:
    """Who is taken off a list reads that it is cancelled, though for others it goes on: so RFC 5546 (§3.2.5) has it."""
    if facts["method"] == "CANCEL" or each["status"] == "cancelled":
        return "cancelled", say("cancelled") if each["status"] == "cancelled" else None
    if each["status"] == "postponed":
        return "tentative", say("postponed")
    return "confirmed", None


def _span(facts: Mapping[str, Any], each: Mapping[str, Any]) -> tuple[datetime | date, datetime | date]:
    """Instants; of whole days the first, and the one after the last (RFC 5545 §3.6.1)."""
    starts, ends = datetime.fromisoformat(each["starts"]), datetime.fromisoformat(each["ends"])
    if not facts["all_day"]:
        return starts, ends
    first, after = starts.date(), (ends - timedelta(microseconds=1)).date() + _DAY
    return first, max(after, first + _DAY)


def _description(facts: Mapping[str, Any], each: Mapping[str, Any]) -> str:
    lines = [
        say("page", address=facts["page"]),
        say("join_at", address=each["join"]) if each["join"] else "",
        say("conduct", address=facts["conduct"]) if facts["conduct"] else "",
        say("contact", contact=facts["contact"]) if facts["contact"] else "",
    ]
    return "\n".join(filter(None, lines))


def _location(facts: Mapping[str, Any], each: Mapping[str, Any], locale: str) -> str:
    """The place for who comes there; for who joins from elsewhere the link, or the page that will have it."""
    if facts["by_screen"]:
        return say("online", address=each["join"] or facts["page"])
    country = territory_name(each["country"], locale) if each["country"] else ""
    return ", ".join(dict.fromkeys(filter(None, (*each["place"], country or ""))))


def _spans(facts: Mapping[str, Any]) -> dict[str, tuple[datetime, datetime]]:
    if facts["all_day"] or facts["zone"] in {"", "UTC"}:
        return {}
    moments = [datetime.fromisoformat(each[name]) for each in facts["dates"] for name in ("starts", "ends")]
    last = max(moments) + (HORIZON if facts["rule"] else timedelta(0))
    return {facts["zone"]: (min(moments), last)}
