"""jCal: iCalendar as JSON (RFC 7265), read from the iCalendar text that is stored, so that both say the same."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from icalendar import Component, vText

from eventhub.feeds import ical
from eventhub.feeds.facts import CalendarFacts
from eventhub.feeds.timezones import vtimezone

TYPE = "application/calendar+json"
_TEXTS = {"name", "color"}
"""Properties of RFC 7986 that are TEXT, which the library does not know of; what it calls unknown goes out escaped."""


def vevents(text: bytes) -> bytes:
    """The VEVENTs of one event as elements of an array, with commas between them."""
    return b",".join(_dump(found.to_jcal()) for found in Component.from_ical(text, multiple=True))


def assemble(calendar: CalendarFacts, zones: ical.Spans, bodies: Iterable[bytes]) -> bytes:
    """A whole feed: the same head, zones and events in the same order as the iCalendar text has."""
    spans = ical.spans_of(calendar, zones)
    parts = [*(_zone(vtimezone(name, *spans[name])) for name in sorted(spans)), *bodies]
    return b'["vcalendar",%b,[%b]]' % (_head(ical.calendar_head(calendar)), b",".join(parts))


def _head(text: bytes) -> bytes:
    _name, properties, _none = Component.from_ical(text + ical.END).to_jcal()
    return _dump([_typed(*each) for each in properties])


def _typed(name: str, params: Any, kind: str, *values: Any) -> list[Any]:
    if name in _TEXTS and kind == "unknown":
        return [name, params, "text", *(str(vText.from_ical(value)) for value in values)]
    return [name, params, kind, *values]


@lru_cache(maxsize=512)
def _zone(text: bytes) -> bytes:
    return _dump(Component.from_ical(text).to_jcal())


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
