"""Atom (RFC 4287): an entry for each event, for readers of news and for web pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

from eventhub.feeds import ical, prose
from eventhub.feeds.facts import CalendarFacts, EventFacts
from eventhub.feeds.values import entry_id, feed_uuid, headline, instant, line, plain, web_address

TYPE = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_END = b"</feed>"
_NOT_IN_XML = re.compile("[\ufffe\uffff]")


def entry(found: Sequence[EventFacts], locale: str) -> bytes:
    """One event as an entry (RFC 4287 §4.1.2); dates without a master one by one."""
    groups = [found] if found[0].recurrence_id is None else [[facts] for facts in found]
    return b"".join(_dump(_entry(group, locale)) for group in groups)


def assemble(calendar: CalendarFacts, _zones: ical.Spans, bodies: Iterable[bytes]) -> bytes:
    """The feed document (RFC 4287 §4.1.1). Entries stand in order of time, for they are events and not news."""
    feed = ET.Element("feed", {"xmlns": _NAMESPACE, _LANG: calendar.language})
    _text(feed, "id", f"urn:uuid:{feed_uuid(calendar.source)}")
    _text(feed, "updated", instant(calendar.last_modified))
    _text(feed, "title", line(calendar.name))
    _text(feed, "subtitle", plain(calendar.description))
    _link(feed, "self", calendar.source, TYPE)
    _link(feed, "alternate", calendar.url, "text/html")
    for kind, address in calendar.others:
        _link(feed, "alternate", address, kind)
    author = ET.SubElement(feed, "author")
    _text(author, "name", line(calendar.site))
    if calendar.home:
        _text(author, "uri", web_address(calendar.home))
    _text(feed, "generator", "EventHub")
    return b"".join((b"<?xml version='1.0' encoding='utf-8'?>\n", _dump(feed).removesuffix(_END), *bodies, _END))


def _entry(found: Sequence[EventFacts], locale: str) -> ET.Element:
    facts = found[0]
    entry = ET.Element("entry", {_LANG: locale})
    _text(entry, "id", entry_id(facts))
    _text(entry, "title", headline(facts)).set(_LANG, facts.language)
    _text(entry, "updated", instant(max(each.changed for each in found)))
    _text(entry, "published", instant(facts.created))
    _link(entry, "alternate", facts.url, "text/html")
    if facts.calendar_url:
        _link(entry, "alternate", facts.calendar_url, "text/calendar")
    if facts.image_url:
        _link(entry, "enclosure", facts.image_url)
    for category in facts.categories:
        ET.SubElement(entry, "category", {"term": _clean(line(category))})
    _text(entry, "content", prose.content_of(found, locale)).set("type", "html")
    return entry


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    made = ET.SubElement(parent, name)
    made.text = _clean(text)
    return made


def _link(parent: ET.Element, rel: str, address: str, kind: str = "") -> None:
    known = {"type": kind} if kind else {}
    ET.SubElement(parent, "link", {"rel": rel, **known, "href": web_address(address)})


def _clean(text: str) -> str:
    """Without what XML cannot carry even escaped (XML 1.0 §2.2); control characters are gone already."""
    return _NOT_IN_XML.sub("", text)


def _dump(element: ET.Element) -> bytes:
    text: str = ET.tostring(element, encoding="unicode")
    return text.encode()
