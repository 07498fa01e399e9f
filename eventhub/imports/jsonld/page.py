"""A page as text: its scripts with data, the calendar it names, and at which line each begins.

Only the tags of interest are found by hand, in one pass that never looks back; what stands in a tag is read by the
standard library's parser, which takes quadratic time over a whole page of broken markup (CVE-2025-6069).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import islice
from typing import NamedTuple

from eventhub.imports.ical import NotACalendar

MAX_BYTES = 5_000_000
"""The largest page that is read at all."""
MAX_TAGS = 50_000
MAX_READ = 2_000
"""Tags whose attributes are read, of all that are found."""
MAX_TAG = 4_000
"""Characters of one tag; what stands behind that is not looked at."""
_HEAD = 4_096
_KNOWN_CODECS = re.compile(r"utf-(?:8|16)|iso8859|cp\d|latin|koi8|shift_jis|euc|gb|big5|iso2022|mac-|ascii")
_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_OPENING = re.compile(r"<(?:!--|(script|style|textarea|link|base)(?=[\s/>]))", re.IGNORECASE)
_TAG_END = re.compile(r"(?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>")
_INTEREST = re.compile(r"ld\+json|calendar", re.IGNORECASE)
_CLOSING = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in ("script", "style", "textarea")}
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


class Tag(NamedTuple):
    """A tag by its small name, the text inside a script, and the line on which that text begins."""

    name: str
    attributes: dict[str, str]
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Page:
    """What is of interest on a page. ``base`` is what its ``<base>`` says."""

    scripts: list[Tag]
    calendars: list[str]
    base: str


def read_text(data: bytes) -> str:
    """The page's text, in the encoding that it names; what does not fit it is replaced.

    :raises NotACalendar: it is empty, too large, or no text.
    """
    if not data.strip():
        raise NotACalendar("empty")
    if len(data) > MAX_BYTES:
        raise NotACalendar("too_large")
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    if b"\0" in data[:_HEAD]:
        raise NotACalendar("binary")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(_named_encoding(data), "replace")


def _named_encoding(data: bytes) -> str:
    """What a ``<meta>`` names, if it is an encoding of text; a page that names none and is no UTF-8 is most likely Windows'."""
    found = _CHARSET.search(data[:_HEAD])
    try:
        name = codecs.lookup(found[1].decode("ascii")).name if found else ""
    except LookupError:
        name = ""
    if name == "iso8859-1":
        return "cp1252"  # as browsers read it (WHATWG Encoding Standard)
    return name if _KNOWN_CODECS.match(name) else "cp1252"


def read_page_parts(text: str) -> Page:
    """The scripts with JSON-LD, the calendars that are linked, the base of links."""
    if text.lstrip()[:1] in {"{", "["}:
        return Page([Tag("script", {}, text, 1)], [], "")
    scripts: list[Tag] = []
    calendars: list[str] = []
    base = ""
    for tag in islice(_tags(text), MAX_READ):
        kind = tag.attributes.get("type", "").partition(";")[0].strip().lower()
        if tag.name == "script" and kind == "application/ld+json":
            scripts.append(tag)
        elif tag.name == "link" and kind == "text/calendar" and "alternate" in tag.attributes.get("rel", "").lower().split():
            calendars += filter(None, [tag.attributes.get("href", "").strip()])
        elif tag.name == "base" and not base:
            base = tag.attributes.get("href", "").strip()
    return Page(scripts, calendars, base)


def _tags(text: str) -> Iterator[Tag]:
    """The tags of interest in their order; what stands in comments, styles and other scripts is no tag.

    Something that is opened and never closed swallows the rest, as in browsers.
    """
    at, line, counted = 0, 1, 0
    for _ in range(MAX_TAGS):
        found = _OPENING.search(text, at)
        if found is None:
            return
        inside = _end_of_comment(text, found.end()) if found[1] is None else _end_of_tag(text, found.end())
        at = inside
        name, body = (found[1] or "").lower(), ""
        if inside and name in _CLOSING:
            closing = _CLOSING[name].search(text, inside)
            body, at = (text[inside : closing.start()], closing.end()) if closing else ("", 0)
        if not at:
            return
        line, counted = line + text.count("\n", counted, inside), inside
        tag = text[found.start() : min(inside, found.end() + MAX_TAG)]
        if name == "base" or (name in {"script", "link"} and _INTEREST.search(tag)):
            yield Tag(name, _attributes(tag), body, line)


def _end_of_comment(text: str, at: int) -> int:
    """Behind the end of a comment, or 0 when it has none."""
    end = text.find("-->", at)
    return end + 3 if end >= 0 else 0


def _end_of_tag(text: str, at: int) -> int:
    """Behind the end of a tag, minding quotes as far as it is looked at; 0 when it has none."""
    whole = _TAG_END.match(text, at, at + MAX_TAG)
    return whole.end() if whole else text.find(">", at) + 1


class _Attributes(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.found:
            self.found = {name: value or "" for name, value in reversed(attrs)}  # of two with one name the first counts


def _attributes(tag: str) -> dict[str, str]:
    parser = _Attributes()
    parser.feed(tag)
    return parser.found
