"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/): the entries of the Atom feed for those who read JSON.

Each item says besides, under ``_event``, what a web page needs to show an event: moments, zone, state, place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from eventhub.feeds import ical, prose
from eventhub.feeds.facts import CalendarFacts, EventFacts
from eventhub.feeds.values import entry_id, headline, instant, line, plain, web_address

TYPE = "application/feed+json"
_VERSION = "https://jsonfeed.org/version/1.1"


def items(found: Sequence[EventFacts], locale: str) -> bytes:
    """One event as an item; dates without a master as an item each."""
    groups = [found] if found[0].recurrence_id is None else [[facts] for facts in found]
    return b",".join(_dump(_item(group, locale)) for group in groups)


def assemble(calendar: CalendarFacts, _zones: ical.Spans, bodies: Iterable[bytes]) -> bytes:
    """The whole feed. The format has no time of its last change; the header of the answer has."""
    author = {"name": line(calendar.site), **({"url": web_address(calendar.home)} if calendar.home else {})}
    head = {
        "version": _VERSION, "title": line(calendar.name), "home_page_url": web_address(calendar.url),
        "feed_url": web_address(calendar.source), "description": plain(calendar.description), "language": calendar.language,
        "authors": [author],
    }  # fmt: skip
    return b'%b,"items":[%b]}' % (_dump(head)[:-1], b",".join(bodies))


def _item(found: Sequence[EventFacts], locale: str) -> dict[str, Any]:
    facts = found[0]
    said = {
        "id": entry_id(facts), "url": web_address(facts.url), "title": headline(facts),
        "content_html": prose.content_of(found, locale), "summary": prose.when_of(facts, locale),
        "image": web_address(facts.image_url or ""), "date_published": instant(facts.created),
        "date_modified": instant(max(each.changed for each in found)), "tags": [line(each) for each in facts.categories],
        "language": facts.language, "_event": _event(facts),
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}


def _event(facts: EventFacts) -> dict[str, Any]:
    timed = isinstance(facts.starts, datetime) and isinstance(facts.ends, datetime)
    said = {
        "uid": facts.uid, "starts": _moment(facts.starts), "ends": _moment(facts.ends),
        "time_zone": (facts.zone or "UTC") if timed else None, "rule": facts.rule, "status": facts.status,
        "location": line(facts.location or ""), "coordinates": list(facts.geo) if facts.geo else None,
        "calendar_url": facts.calendar_url,
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}


def _moment(moment: Any) -> str:
    """An instant in UTC; of whole days the day, where the end is the one after the last."""
    return instant(moment) if isinstance(moment, datetime) else moment.isoformat()


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
