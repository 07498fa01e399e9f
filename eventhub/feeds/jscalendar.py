"""JSCalendar (RFC 8984): a Group of Events, with rules and what differs from them as patches."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from eventhub.core import zones
from eventhub.feeds import ical
from eventhub.feeds.facts import CalendarFacts, EventFacts
from eventhub.feeds.values import feed_uuid, headline, instant, line, local, plain, web_address

TYPE = "application/jscalendar+json;type=group"
_FIXED = frozenset(
    {"@type", "uid", "relatedTo", "recurrenceId", "recurrenceIdTimeZone", "recurrenceRules", "recurrenceOverrides"}
)
"""What a patch must not say (RFC 8984 §4.3.5), and what it has no need to."""


def entries(found: Sequence[EventFacts]) -> bytes:
    """One event as elements of an array: a series as one, with its dates that differ; dates without a master one by one."""
    master, dates = found[0], found[1:]
    if master.rule is None:
        return b",".join(_dump(_event(facts)) for facts in found)
    whole = _event(master)
    whole["recurrenceRules"] = [_rule(master)]
    if overrides := _overrides(whole, master, dates):
        whole["recurrenceOverrides"] = overrides
    return _dump(whole)


def assemble(calendar: CalendarFacts, _zones: ical.Spans, bodies: Iterable[bytes]) -> bytes:
    """The Group (RFC 8984 §5.3). It defines no zones: all it names are in the IANA's data (§4.7.1)."""
    head = {
        "@type": "Group", "uid": feed_uuid(calendar.source), "prodId": ical.PRODID, "updated": instant(calendar.last_modified),
        "title": line(calendar.name), "description": plain(calendar.description), "locale": calendar.language,
        "color": calendar.color, "source": web_address(calendar.source), "links": _links(calendar),
    }  # fmt: skip
    return b'%b,"entries":[%b]}' % (_dump(head)[:-1], b",".join(bodies))


def _links(calendar: CalendarFacts) -> dict[str, Any]:
    found = [("text/html", calendar.url), *calendar.others]
    return {
        str(number): {"@type": "Link", "href": web_address(href), "contentType": kind, "rel": "alternate"}
        for number, (kind, href) in enumerate(found, 1)
    }


# One event


def _event(facts: EventFacts) -> dict[str, Any]:
    said = {
        "@type": "Event", "uid": facts.uid, **_recurrence_id(facts), "created": instant(facts.created),
        "updated": instant(facts.changed), "sequence": facts.sequence, "title": headline(facts),
        "description": plain(facts.description), "locale": facts.language, **_time(facts), "status": facts.status,
        "freeBusyStatus": "free" if ical.is_transparent(facts) else "busy",
        "keywords": {line(category): True for category in facts.categories}, **_places(facts), "links": _event_links(facts),
        "relatedTo": _related(facts),
    }  # fmt: skip
    return {name: value for name, value in said.items() if value not in ("", {}, None)}


def _recurrence_id(facts: EventFacts) -> dict[str, str]:
    """For a date without its master: which one it is, on the clock of the series (RFC 8984 §4.3.1)."""
    if facts.recurrence_id is None:
        return {}
    zone = {} if facts.all_day else {"recurrenceIdTimeZone": _zone_name(facts)}
    return {"recurrenceId": local(facts.recurrence_id), **zone}


def _zone_name(facts: EventFacts) -> str:
    return "Etc/UTC" if facts.zone in {None, "UTC"} else str(facts.zone)


def _time(facts: EventFacts) -> dict[str, Any]:
    """The start on the clock of its zone, and how long it lasts; whole days have no zone (RFC 8984 §5.1)."""
    starts, ends = ical.written_times(facts)
    if isinstance(starts, datetime) and isinstance(ends, datetime):
        zone = "Etc/UTC" if starts.tzinfo is UTC else _zone_name(facts)
        return {"start": local(starts), "timeZone": zone, "duration": _exactly(ends.astimezone(UTC) - starts.astimezone(UTC))}
    return {"start": local(starts), "showWithoutTime": True, "duration": f"P{ends.toordinal() - starts.toordinal()}D"}


def _exactly(length: timedelta) -> str:
    """A length in hours, minutes and seconds, for a day of clocks can have 23 hours (RFC 8984 §1.4.6)."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return "PT" + "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if n)


def _places(facts: EventFacts) -> dict[str, Any]:
    point = f"geo:{facts.geo[0]:.6f},{facts.geo[1]:.6f}" if facts.geo else None
    place = {"@type": "Location", "name": line(facts.location_title or facts.location or ""),
             "description": line(facts.location or ""), "coordinates": point}  # fmt: skip
    online = {"@type": "VirtualLocation", "name": line(facts.conference_label or ""), "features": {"video": True},
              "uri": web_address(facts.conference_url or "")}  # fmt: skip
    return {
        "locations": {"1": {name: value for name, value in place.items() if value}} if facts.location else {},
        "virtualLocations": {"1": {n: value for n, value in online.items() if value}} if facts.conference_url else {},
    }


def _event_links(facts: EventFacts) -> dict[str, Any]:
    page = {"@type": "Link", "href": web_address(facts.url), "contentType": "text/html", "rel": "alternate"}
    picture = {"@type": "Link", "href": web_address(facts.image_url or ""), "rel": "icon", "display": "badge"}
    return {"1": page, **({"2": picture} if facts.image_url else {})}


def _related(facts: EventFacts) -> dict[str, Any]:
    """The series that this one goes on from."""
    return {facts.related_to: {"@type": "Relation", "relation": {"parent": True}}} if facts.related_to else {}


# Rules

_NUMBERS = {"INTERVAL": "interval", "COUNT": "count"}
_LISTS = {"BYMONTHDAY": "byMonthDay", "BYYEARDAY": "byYearDay", "BYWEEKNO": "byWeekNo", "BYSETPOS": "bySetPosition"}


def _rule(facts: EventFacts) -> dict[str, Any]:
    """The RRULE, part by part (RFC 8984 §4.3.3). Its end is on the clock of the start, not in UTC."""
    parts = (part.split("=", 1) for part in (facts.rule or "").split(";"))
    said = dict(_part(name, text, facts) for name, text in parts)
    return {"@type": "RecurrenceRule", **said}


def _part(name: str, text: str, facts: EventFacts) -> tuple[str, Any]:
    """One part under its name here. Raises KeyError for one that is not known: a rule without it would mean other dates."""
    if name == "FREQ":
        return "frequency", text.lower()
    if name == "WKST":
        return "firstDayOfWeek", text.lower()
    if name == "UNTIL":
        return "until", _until(text, facts)
    if name in _NUMBERS:
        return _NUMBERS[name], int(text)
    if name == "BYDAY":
        return "byDay", [_day(each) for each in text.split(",")]
    if name == "BYMONTH":
        return "byMonth", text.split(",")  # texts, for some calendars have leap months
    return _LISTS[name], [int(each) for each in text.split(",")]


def _day(text: str) -> dict[str, Any]:
    nth = {"nthOfPeriod": int(text[:-2])} if text[:-2] else {}
    return {"@type": "NDay", "day": text[-2:].lower(), **nth}


def _until(text: str, facts: EventFacts) -> str:
    if "T" not in text:
        return local(datetime.strptime(text, "%Y%m%d").date())
    return local(datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).astimezone(zones.get_zone(facts.zone or "UTC")))


def _overrides(whole: dict[str, Any], master: EventFacts, dates: Sequence[EventFacts]) -> dict[str, Any]:
    """By the date that the rule gives: gone, added, or what is different of it (RFC 8984 §4.3.5)."""
    found: dict[str, Any] = {_key(moment): {"excluded": True} for moment in master.exdates}
    found |= {_key(moment): {} for moment in master.rdates}
    for facts in dates:
        assert facts.recurrence_id is not None
        found[_key(facts.recurrence_id)] = _patch({**whole, "start": _key(facts.recurrence_id)}, _event(facts))
    return dict(sorted(found.items()))


def _key(moment: datetime | date) -> str:
    return local(moment)


def _patch(master: dict[str, Any], date: dict[str, Any]) -> dict[str, Any]:
    names = [name for name in dict.fromkeys((*master, *date)) if name not in _FIXED]
    return {name: date.get(name) for name in names if master.get(name) != date.get(name)}


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
