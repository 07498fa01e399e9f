"""Web pages that say in JSON-LD which events they announce (schema.org/Event), read into the values of the calendar reader.

:func:`read_page` reads a page, :func:`find_calendar_link` finds the calendar that a page names instead. Nothing here
writes, asks the network, or knows the domains.
"""

from __future__ import annotations

from eventhub.core.text import clean_line
from eventhub.imports.ical import ReadEvent, Reading, Skipped
from eventhub.imports.ical.lines import BrokenComponent
from eventhub.imports.ical.reader import MAX_SKIPPED
from eventhub.imports.jsonld.events import is_container, once_each, read_events
from eventhub.imports.jsonld.graph import BadScript, Found, Graph, get, load, text
from eventhub.imports.jsonld.page import Tag, read_page_parts, read_text
from eventhub.imports.jsonld.places import absolute
from eventhub.imports.jsonld.words import plain

MAX_EVENTS = 5_000
"""Events of one page that are looked at, those that turn out to be broken too."""
MAX_SCRIPTS = 200
MAX_SCRIPT = 2_000_000
"""Characters of one script."""


def read_page(data: bytes, url: str) -> Reading:
    """The events of a page, or of a bare JSON-LD file, as :func:`eventhub.imports.ical.read_calendar` gives those of a calendar.

    ``line`` of an event and of what was skipped is the line of the page at which its script begins. Without any event
    the reading is empty: a page without JSON-LD is no error here.

    :param url: where the page was found, against which its links are read; may be empty for a file.
    :raises NotACalendar: it is no text, or too large.
    """
    page = read_page_parts(read_text(data))
    reading = Reading()
    documents = [(document, tag.line) for tag in page.scripts[:MAX_SCRIPTS] if (document := _load(tag, reading)) is not None]
    if len(page.scripts) > MAX_SCRIPTS:
        _skip(reading, page.scripts[MAX_SCRIPTS].line, "too_many_scripts")
    graph, base = Graph(documents), absolute(page.base, url) or url
    events: list[ReadEvent] = []
    for tried, found in enumerate(each for each in graph.events() if not is_container(each)):
        if tried >= MAX_EVENTS:
            _skip(reading, found.line, "too_many_on_page")
            break
        events += _read(found, graph, base, reading)
    reading.events = once_each(events)
    reading.skipped.sort(key=lambda skipped: skipped.line)
    return reading


def find_calendar_link(data: bytes, url: str) -> str | None:
    """The address of the calendar that a page names (``<link rel="alternate" type="text/calendar">``), the first of several."""
    page = read_page_parts(read_text(data))
    base = absolute(page.base, url) or url
    links = (absolute(f"https{link[6:]}" if link.lower().startswith("webcal:") else link, base) for link in page.calendars)
    return next(filter(None, links), None)


def _load(tag: Tag, reading: Reading) -> object:
    if len(tag.text) > MAX_SCRIPT:
        _skip(reading, tag.line, "script_too_large")
        return None
    try:
        return load(tag.text)
    except BadScript as bad:
        _skip(reading, tag.line + bad.line, bad.why, detail=bad.detail)
        return None


def _read(found: Found, graph: Graph, base: str, reading: Reading) -> list[ReadEvent]:
    try:
        return list(read_events(found, graph, base))
    except BrokenComponent as broken:
        _skip(reading, broken.line, broken.why, plain(text(get(found.node, "name"))), broken.detail)
    except (ValueError, OverflowError) as error:
        _skip(reading, found.line, "unreadable", plain(text(get(found.node, "name"))), str(error)[:80])
    return []


def _skip(reading: Reading, line: int, why: str, title: str = "", detail: str = "") -> None:
    reading.skipped_count += 1
    if len(reading.skipped) < MAX_SKIPPED:
        reading.skipped.append(Skipped(line, why, title[:200], clean_line(detail)[:80]))


__all__ = ["find_calendar_link", "read_page"]
