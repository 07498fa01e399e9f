"""jCal: iCalendar as JSON (RFC 7265), read from the iCalendar text that is stored, so that both say the same."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from icalendar import Component

from eventhub.feeds import ical
from eventhub.feeds.facts import CalendarFacts
from eventhub.feeds.timezones import vtimezone
from eventhub.feeds.values import line

TYPE = "application/calendar+json"


def vevents(text: bytes) -> bytes:
    """The VEVENTs of one event as elements of an array, with commas between them."""
    return b",".join(_dump(found.to_jcal()) for found in Component.from_ical(text, multiple=True))


def assemble(calendar: CalendarFacts, zones: ical.Spans, bodies: Iterable[bytes]) -> bytes:
    """A whole feed: the same head, zones and events in the same order as the iCalendar text has."""
    spans = ical.spans_of(calendar, zones)
    parts = [*(_zone(vtimezone(name, *spans[name])) for name in sorted(spans)), *bodies]
    return b'["vcalendar",%b,[%b]]' % (_head(calendar), b",".join(parts))


def _head(calendar: CalendarFacts) -> bytes:
    """The head's properties. Two of RFC 7986 the library does not know to be TEXT; as "unknown" they would stay escaped."""
    _name, properties, _none = Component.from_ical(ical.calendar_head(calendar) + ical.END).to_jcal()
    texts = {"name": line(calendar.name), "color": calendar.color}
    return _dump(
        [[name, params, "text", texts[name]] if name in texts else [name, params, *rest] for name, params, *rest in properties]
    )


@lru_cache(maxsize=512)
def _zone(text: bytes) -> bytes:
    return _dump(Component.from_ical(text).to_jcal())


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
