"""Readers that are libraries of Python: icalendar with recurring-ical-events, and vobject with dateutil."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import icalendar
import recurring_ical_events
import vobject

from tests.support.readers.values import Found, written

# icalendar


def read_with_icalendar(data: bytes) -> list[Found]:
    """As icalendar reads it, with the zone data of Python."""
    return [_found_by_icalendar(event) for event in icalendar.Calendar.from_ical(data).walk("VEVENT")]


def expand_with_icalendar(data: bytes, start: datetime, end: datetime) -> list[Found]:
    """The dates that its companion recurring-ical-events finds to start in the span."""
    dates = recurring_ical_events.of(icalendar.Calendar.from_ical(data)).between(start, end)
    return [found for found in map(_found_by_icalendar, dates) if _is_within(found.start, start, end)]


def _found_by_icalendar(event: Any) -> Found:
    named, geo = event.get("RECURRENCE-ID"), event.get("GEO")
    conference = event.get("CONFERENCE")
    return Found(
        uid=str(event["UID"]), start=written(event["DTSTART"].dt), end=written(event["DTEND"].dt) if "DTEND" in event else None,
        recurrence_id=written(named.dt) if named else None, sequence=int(event.get("SEQUENCE", 0)),
        geo=(float(geo.latitude), float(geo.longitude)) if geo else None,
        conference=_text(conference), label=conference.params.get("LABEL") if conference is not None else None,
        categories=tuple(str(name) for name in event.categories),
        **{name: _text(event.get(said)) for name, said in _TEXTS.items()},
    )  # fmt: skip


_TEXTS = {
    "summary": "SUMMARY", "description": "DESCRIPTION", "location": "LOCATION", "status": "STATUS", "transparency": "TRANSP",
    "url": "URL", "contact": "CONTACT", "related_to": "RELATED-TO",
}  # fmt: skip


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _is_within(moment: str, start: datetime, end: datetime) -> bool:
    return written(start)[: len(moment)] <= moment < written(end)[: len(moment)]


# vobject


def read_with_vobject(data: bytes) -> list[Found]:
    """As vobject reads it, with the zones that the feed defines."""
    return [_found_by_vobject(event, event.dtstart.value, _end_of(event)) for event in _events_of(data)]


def expand_with_vobject(data: bytes, start: datetime, end: datetime) -> list[Found]:
    """With vobject's rules, and its overrides put in place of the dates that they name."""
    events = _events_of(data)
    found: dict[tuple[str, str], Found] = {}
    for master in (event for event in events if not hasattr(event, "recurrence_id")):
        length = _utc(_end_of(master)) - _utc(master.dtstart.value)
        for moment in _moments_of(master, end):
            date_of_it = _found_by_vobject(master, moment, _later(moment, length), original=moment)
            found[date_of_it.uid, written(moment)] = date_of_it
    for other in (event for event in events if hasattr(event, "recurrence_id")):
        found[other.uid.value, written(other.recurrence_id.value)] = _found_by_vobject(
            other, other.dtstart.value, _end_of(other)
        )
    return [one for one in found.values() if _is_within(one.start, start, end)]


def _events_of(data: bytes) -> list[Any]:
    getattr(vobject.icalendar, "__tzidMap").clear()  # it would take a zone of the same name from another file
    return list(vobject.readOne(data.decode()).contents.get("vevent", []))


def _moments_of(master: Any, until: datetime) -> Iterator[datetime | date]:
    """The dates of a series; of whole days vobject gives the midnights, naive."""
    rules, first = master.getrruleset(addRDate=True), master.dtstart.value
    if rules is None:
        yield first
        return
    for moment in rules:
        if _utc(moment) >= until:
            return
        yield moment if isinstance(first, datetime) else moment.date()


def _end_of(event: Any) -> datetime | date:
    end: datetime | date = event.dtend.value
    return end


def _utc(moment: datetime | date) -> datetime:
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time.min, UTC)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _later(moment: datetime | date, length: timedelta) -> datetime | date:
    return _utc(moment) + length if isinstance(moment, datetime) else moment + length


def _found_by_vobject(event: Any, start: Any, end: Any, *, original: Any = None) -> Found:
    def value(name: str) -> Any:
        return event.getChildValue(name)

    named, geo, conference = original or value("recurrence_id"), value("geo"), getattr(event, "conference", None)
    lists = event.contents.get("categories", [])
    return Found(
        uid=value("uid"), start=written(start), end=written(end), recurrence_id=written(named) if named else None,
        sequence=int(value("sequence") or 0), geo=(float(geo.split(";")[0]), float(geo.split(";")[1])) if geo else None,
        conference=conference.value if conference is not None else None,
        label=conference.params.get("LABEL", [None])[0] if conference is not None else None,
        categories=tuple(name for each in lists for name in each.value), transparency=value("transp"),
        **{name: value(name) for name in ("summary", "description", "location", "status", "url", "contact", "related_to")},
    )  # fmt: skip
