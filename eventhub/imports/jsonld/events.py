"""From an object of a page to an event, as the calendar reader gives them; people's names and addresses stay behind."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from eventhub.core.text import clean_line, fitting
from eventhub.imports.ical import ReadEvent
from eventhub.imports.jsonld.costs import read_cost
from eventhub.imports.jsonld.graph import Found, Graph, Node, get, is_of, listed, short, text
from eventhub.imports.jsonld.places import absolute, read_where
from eventhub.imports.jsonld.times import When, read_when
from eventhub.imports.jsonld.words import description, plain

MAX_UID = 500
MAX_TITLE = 10_000
MAX_SCHEDULES = 20
_STATUS = {"EventCancelled": "cancelled", "EventCanceled": "cancelled", "EventPostponed": "tentative"}
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_SERIES = frozenset({"EventSeries", "Festival"})


def is_container(found: Found) -> bool:
    """Whether it only holds others together, which come in by themselves: a series, or what has parts and no time of its own."""
    has_parts = any(listed(get(found.node, name)) for name in ("subEvent", "subEvents"))
    timeless = not get(found.node, "startDate") and not get(found.node, "eventSchedule")
    return has_parts and (timeless or is_of(found.node, _SERIES))


def read_events(found: Found, graph: Graph, base: str) -> Iterator[ReadEvent]:
    """The event, or one for each of its schedules. Raises BrokenComponent."""
    node = _with_what_it_inherits(found)
    schedules: list[Node | None] = [
        each for each in map(graph.resolve, listed(get(node, "eventSchedule"))[:MAX_SCHEDULES]) if isinstance(each, dict)
    ]
    for schedule in schedules or [None]:
        yield _event(node, found.line, graph, base, read_when(node, schedule, found.line))


def _with_what_it_inherits(found: Found) -> Node:
    """A part takes place where the whole does, unless it says otherwise, and is cancelled with it."""
    if found.parent is None:
        return found.node
    names = ("location", "eventAttendanceMode", "eventStatus", "inLanguage", "isAccessibleForFree")
    taken = {name: get(found.parent, name) for name in names if get(found.node, name) is None}
    return {**found.node, **{name: value for name, value in taken.items() if value is not None}}


def _event(node: Node, line: int, graph: Graph, base: str, when: When) -> ReadEvent:
    page = absolute(text(get(node, "url")), base)
    words, html = description(text(get(node, "description")))
    where = read_where(node, graph, base=base, page=page or base)
    uid = _uid(node, page, base)
    cost, cost_note = read_cost(node, graph)
    timed = isinstance(when.starts, datetime) and isinstance(when.ends, datetime)
    return ReadEvent(
        source_uid=uid, title=plain(text(get(node, "name")))[:MAX_TITLE], starts=when.starts, ends=when.ends, line=line,
        description=words, html=html, location=where.location, geo=where.geo, city=where.city, country=where.country, conference_url=where.join,
        url=_registration(node, graph, base) or page or absolute(base, base), categories=_keywords(node), status=_status(node),
        zone=when.zone.name if timed and not when.floating else None, tz=when.zone.tz, floating=when.floating, all_day=not timed,
        wall_start=when.starts.replace(tzinfo=None) if isinstance(when.starts, datetime) else None,
        wall_end=when.ends.replace(tzinfo=None) if isinstance(when.ends, datetime) else None,
        recurrence=when.recurrence, image_url=_picture(get(node, "image"), graph, base), language=_language(node),
        cost=cost, cost_note=cost_note, doubts=(*when.doubts, *(() if uid else ("no_uid",))),
    )  # fmt: skip


def _uid(node: Node, page: str, base: str) -> str:
    """Its ``@id``, else its page and the start that was first announced, so that a moved event is the same one; else nothing."""
    name = get(node, "@id")
    if isinstance(name, str) and name.strip() and not name.startswith("_:"):
        return fitting(clean_line(absolute(name, base) or name), MAX_UID)
    first = text(get(node, "previousStartDate")) or text(get(node, "startDate"))
    return fitting(clean_line(f"{page}#{first}"), MAX_UID) if page and first else ""


def _registration(node: Node, graph: Graph, base: str) -> str:
    offers = (graph.resolve(each) for each in listed(get(node, "offers"))[:20])
    return next(filter(None, (absolute(text(get(offer, "url")), base) for offer in offers if isinstance(offer, dict))), "")


def _status(node: Node) -> str:
    said = [_STATUS.get(short(each), "confirmed") for each in listed(get(node, "eventStatus"))]
    return next((status for status in ("cancelled", "tentative") if status in said), "confirmed")


def _keywords(node: Node) -> tuple[str, ...]:
    said = [part for each in listed(get(node, "keywords"))[:50] for part in plain(text(each)).split(",")]
    return tuple(dict.fromkeys(filter(None, (clean_line(part)[:200] for part in said))))[:50]


def _language(node: Node) -> str:
    for each in listed(get(node, "inLanguage"))[:5]:
        said = text(get(each, "alternateName")) or text(each) if isinstance(each, dict) else text(each)
        if _TAG.fullmatch(said.strip()):
            return said.strip().replace("_", "-")[:35]
    return ""


def _picture(value: Any, graph: Graph, base: str) -> str:
    """The first picture: an address, or an object that holds one."""
    for each in map(graph.resolve, listed(value)[:20]):
        names = [get(each, name) for name in ("contentUrl", "url", "@id")] if isinstance(each, dict) else [each]
        if link := next(filter(None, (absolute(text(name), base) for name in names)), ""):
            return link
    return ""


# Each once


def once_each(events: Iterable[ReadEvent]) -> list[ReadEvent]:
    """Each event once, the one that says most of those with one UID and start; others of one UID get their start into it.

    Those without a UID get one of title, start and place, as in calendars.
    """
    kept: dict[tuple[str, str], ReadEvent] = {}
    for event in events:
        key = event.source_uid or _derived(event), event.starts.isoformat() + str(event.recurrence.rules)
        if key not in kept or _fullness(event) > _fullness(kept[key]):
            kept[key] = event
    seen: set[str] = set()
    return [_named(event, uid, start, seen) for (uid, start), event in kept.items()]


def _named(event: ReadEvent, uid: str, start: str, seen: set[str]) -> ReadEvent:
    name = uid if uid not in seen else f"{uid}#{start}"[-MAX_UID:]
    seen.add(name)
    return replace(event, source_uid=name)


def _derived(event: ReadEvent) -> str:
    said = "\n".join((event.title, str(event.wall_start or event.starts), str(event.zone), event.location))
    return "derived-" + hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:32]


def _fullness(event: ReadEvent) -> tuple[bool, int]:
    return bool(event.title), len(event.description) + len(event.location)
