"""iCalendar text: one VEVENT per event, and the feed that joins them (RFC 5545, RFC 7986).

A VEVENT is rendered when its event changes and stored; a feed only joins stored bytes. Properties stand in a fixed
order, so equal facts give equal bytes. A feed carries no METHOD, and no event in it ORGANIZER, ATTENDEE or VALARM: with
them Outlook asks to accept, freezes the event and writes to the organizer.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vCategory, vDuration, vGeo, vRecur, vText, vUri

from eventhub.feeds.facts import COLORS, CalendarFacts, EventFacts
from eventhub.feeds.timezones import is_zone, vtimezone
from eventhub.feeds.values import headline, line, plain, web_address

PRODID = "-//EventHub//EventHub Calendar 1//EN"
"""Names the program that wrote a calendar (RFC 5545 §3.7.3); constant for a major version."""

_STAMP = "%Y%m%dT%H%M%SZ"
RENDERER_VERSION = 4
"""Rises whenever equal facts would give other bytes than before, so that stored VEVENTs are made anew."""

Spans = Mapping[str, tuple[datetime, datetime]]
"""For each zone in use the times, aware, from and until which its definition has to be right."""

_REFRESH = timedelta(hours=1)
END = b"END:VCALENDAR\r\n"
_EVENT_ENDS = b"\r\nEND:VEVENT\r\n"
"""A line of its own: what people write may say the same, but a folded line goes on behind a blank (RFC 5545 §3.1)."""
_CANCELLED = b"\r\nSTATUS:CANCELLED\r\n"
_RADIUS = "70"  # metres around the point that Apple's clients take for the place


def vevent(facts: EventFacts) -> bytes:
    """The VEVENT of one event as folded lines that end in CRLF."""
    text: bytes = component(facts).to_ical(sorted=False)
    return text


def component(facts: EventFacts) -> Event:
    """The same as an object, for mails, which add to it whom it is from and for (RFC 5546)."""
    event = Event()
    _add_identity(event, facts)
    _add_time(event, facts)
    _add_words(event, facts)
    _add_place(event, facts)
    _add_links(event, facts)
    return event


def with_alarm(body: bytes, before: timedelta, said: str) -> bytes:
    """The same VEVENTs, each with an alarm that shows itself so long before the beginning (RFC 5545 §3.6.6); not those
    that are cancelled. For a person's own calendar alone, and only where they chose it.
    """
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", _Text(line(said)))
    alarm.add("TRIGGER", -before)
    text: bytes = alarm.to_ical(sorted=False)
    *parts, rest = body.split(_EVENT_ENDS)
    alarmed = (part if _CANCELLED in part + b"\r\n" else part + b"\r\n" + text.removesuffix(b"\r\n") for part in parts)
    return b"".join(part + _EVENT_ENDS for part in alarmed) + rest


def calendar_head(calendar: CalendarFacts) -> bytes:
    """The lines of a feed before its first component, BEGIN:VCALENDAR among them (RFC 5545 §3.7, RFC 7986 §5).

    Without UID, which RFC 7986 §5.3 leaves optional: readers are in use that take it for the UID of every event.
    """
    head = _new_calendar()
    spoken = {"LANGUAGE": calendar.language}
    head.add("NAME", _Text(line(calendar.name), params=spoken))
    head.add("X-WR-CALNAME", _Text(line(calendar.name)))
    head.add("DESCRIPTION", _Text(plain(calendar.description), params=spoken))
    head.add("X-WR-CALDESC", _Text(plain(calendar.description)))
    head.add("X-WR-TIMEZONE", calendar.default_zone)
    head.add("LAST-MODIFIED", calendar.last_modified)
    head.add("URL", _uri(calendar.url))
    if calendar.source:
        head.add("SOURCE", _uri(calendar.source, VALUE="URI"))
    head.add("REFRESH-INTERVAL", vDuration(_REFRESH, params={"VALUE": "DURATION"}))
    head.add("X-PUBLISHED-TTL", vDuration(_REFRESH))
    head.add("COLOR", calendar.color)
    head.add("X-APPLE-CALENDAR-COLOR", COLORS[calendar.color])
    return _without_end(head)


def assemble(calendar: CalendarFacts, zones: Spans, bodies: Iterable[bytes]) -> bytes:
    """A whole feed: its head, the definition of each zone in use, then the stored VEVENTs in the order given.

    A feed without zones still defines its default zone: some clients refuse a calendar that holds no component.
    """
    return _join(calendar_head(calendar), spans_of(calendar, zones), bodies)


def spans_of(calendar: CalendarFacts, zones: Spans) -> Spans:
    """The zones that a feed defines."""
    return zones or {calendar.default_zone: (calendar.last_modified, calendar.last_modified)}


def single(zones: Spans, bodies: Iterable[bytes]) -> bytes:
    """One event to download. It has no name, address or colour of its own, lest a client make a new calendar for it."""
    return _join(_without_end(_new_calendar()), zones, bodies)


def message(method: str, zones: Spans, bodies: Iterable[bytes]) -> bytes:
    """What a mail carries (RFC 5546 §1.4): the same with a METHOD."""
    head = _new_calendar()
    head.add("METHOD", method)
    return _join(_without_end(head), zones, bodies)


def _join(head: bytes, zones: Spans, bodies: Iterable[bytes]) -> bytes:
    return b"".join((head, *(vtimezone(zone, *zones[zone]) for zone in sorted(zones)), *bodies, END))


def _new_calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODID)
    calendar.add("CALSCALE", "GREGORIAN")
    return calendar


def _without_end(calendar: Calendar) -> bytes:
    text: bytes = calendar.to_ical(sorted=False)
    return text.removesuffix(END)


# The parts of a VEVENT


def _add_identity(event: Event, facts: EventFacts) -> None:
    """Without a METHOD, DTSTAMP means the same as LAST-MODIFIED (RFC 5545 §3.8.7.2)."""
    event.add("UID", line(facts.uid))
    if facts.recurrence_id is not None:
        event.add("RECURRENCE-ID", facts.recurrence_id)
    event.add("DTSTAMP", facts.changed)
    event.add("CREATED", facts.created)
    event.add("LAST-MODIFIED", facts.changed)
    event.add("SEQUENCE", facts.sequence)


def _add_time(event: Event, facts: EventFacts) -> None:
    starts, ends = written_times(facts)
    event.add("DTSTART", starts)
    event.add("DTEND", ends)
    if facts.rule:
        event.add("RRULE", vRecur.from_ical(facts.rule))
        for name, dates in (("EXDATE", facts.exdates), ("RDATE", facts.rdates)):
            for moment in dates:
                event.add(name, moment)
    event.add("STATUS", facts.status.upper())
    event.add("TRANSP", "TRANSPARENT" if is_transparent(facts) else "OPAQUE")


def is_transparent(facts: EventFacts) -> bool:
    """Whether it leaves its time free: what is not certain, and whole days."""
    return facts.status != "confirmed" or facts.all_day or facts.transparent


def written_times(facts: EventFacts) -> tuple[datetime | date, datetime | date]:
    """Start and end as they are written: in the event's zone, unless only UTC can say which moment is meant.

    A wall time that comes twice means the first one (RFC 5545 §3.3.5), so the second is written in UTC; and the first too, for
    libical takes it for the second. A rule counts wall times, which UTC has none of, so the start of a series stays local.
    """
    if not (isinstance(facts.starts, datetime) and isinstance(facts.ends, datetime)):
        return facts.starts, facts.ends
    zone = _zone_of(facts)
    starts, ends = facts.starts.astimezone(zone), facts.ends.astimezone(zone)
    if facts.rule:
        return starts, ends.astimezone(UTC) if _is_shown_twice(ends) else ends
    if _is_shown_twice(starts) or _is_shown_twice(ends):
        return starts.astimezone(UTC), ends.astimezone(UTC)
    return starts, ends


def _is_shown_twice(moment: datetime) -> bool:
    """Whether clocks show this time twice."""
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()


def _zone_of(facts: EventFacts) -> tzinfo:
    if facts.zone is None or facts.zone == "UTC":
        return UTC
    if not is_zone(facts.zone):
        raise ValueError(f"unknown time zone: {facts.zone!r}")
    return ZoneInfo(facts.zone)


def _add_words(event: Event, facts: EventFacts) -> None:
    spoken = {"LANGUAGE": facts.language}
    event.add("SUMMARY", _Text(headline(facts), params=spoken))
    _add_text(event, "DESCRIPTION", plain(facts.description), **spoken)
    _add_text(event, "X-ALT-DESC", plain(facts.html_description or ""), FMTTYPE="text/html", **spoken)


def _add_text(event: Event, name: str, text: str, **params: str) -> None:
    """Add a property where, without what a calendar can't hold, anything is left to say: libical calls an empty one an error."""
    if text:
        event.add(name, _Text(text, params=params))


def _add_place(event: Event, facts: EventFacts) -> None:
    _add_text(event, "LOCATION", line(facts.location or ""), LANGUAGE=facts.language)
    if facts.geo:
        point = _Point(facts.geo)
        event.add("GEO", point)
        event.add("X-APPLE-STRUCTURED-LOCATION", vUri(point.uri, params=_apple_place(facts)))


def _apple_place(facts: EventFacts) -> dict[str, str]:
    address, title = _param(facts.location or ""), _param(facts.location_title or facts.location or "")
    params = {"VALUE": "URI", "X-ADDRESS": address, "X-APPLE-RADIUS": _RADIUS, "X-TITLE": title}
    return {name: value for name, value in params.items() if value}


def _add_links(event: Event, facts: EventFacts) -> None:
    event.add("URL", _uri(facts.url))
    if names := list(filter(None, map(line, facts.categories))):
        event.add("CATEGORIES", _Names(names))
    if facts.image_url:
        event.add("IMAGE", _uri(facts.image_url, VALUE="URI", DISPLAY="BADGE"))
    _add_text(event, "CONTACT", line(facts.contact or ""))
    _add_text(event, "RELATED-TO", line(facts.related_to or ""))
    if facts.conference_url:
        label = _param(facts.conference_label or "")
        event.add("CONFERENCE", _uri(facts.conference_url, VALUE="URI", FEATURE="VIDEO", **({"LABEL": label} if label else {})))


# Values


def _param(text: str) -> str:
    """The text as a parameter's value, quoted and escaped by the library (RFC 6868), with a slash for each backslash.

    To RFC 5545 §3.2 a backslash is a character like any other, but readers in use take it for an escape, at the end of a
    value even of the colon behind it, and lose the property.
    """
    return line(text).replace("\\", "/")


def _uri(address: str, **params: str) -> vUri:
    """The address as a URI value, which knows no escaping."""
    return vUri(web_address(address), params=params)


class _Text(vText):
    """TEXT of which the two characters backslash and N stay two characters; the library takes them for a line break."""

    __slots__ = ()

    def to_ical(self) -> bytes:
        return rb"\\N".join(vText(part).to_ical() for part in self.split(r"\N"))


class _Names(vCategory):
    """A list of such texts."""

    def to_ical(self) -> bytes:
        return b",".join(_Text(name).to_ical() for name in self.cats)


class _Point(vGeo):
    """A position with six decimals (RFC 5545 §3.8.1.6) and no exponent."""

    def to_ical(self) -> str:
        return f"{self.latitude:.6f};{self.longitude:.6f}"

    @property
    def uri(self) -> str:
        """The same as a `geo:` address (RFC 5870)."""
        return f"geo:{self.latitude:.6f},{self.longitude:.6f}"
