"""A calendar file as bytes, cut into components and content lines with their line numbers (RFC 5545 §3.1).

Components are found first, by their BEGIN and END lines alone and as offsets into the bytes, so that a file of many
events is never held twice. The lines of one component are unfolded when it is read: byte by byte, because some
programs fold inside a UTF-8 sequence.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

MAX_BYTES = 50_000_000
"""The largest file that is read at all."""
MAX_COMPONENT_BYTES = 10_000_000
"""The largest single event; pictures inside calendars reach a few megabytes."""
MAX_COMPONENT_LINES = 200_000
MAX_MENDED_BYTES = 5_000_000
MAX_LINE_BYTES = 1_000_000
"""The longest content line that is read, unfolded. Longer ones of no interest (inline pictures) do no harm."""
MAX_DEPTH = 32
"""How deep components may be nested; real calendars need three."""
MAX_COMPONENTS = 250_000
"""Components of any kind, alarms included; BEGIN and END lines beyond that are an attack."""
_HEAD_BYTES = 100_000

_EDGE = re.compile(rb"^(BEGIN|END)[ \t]*:[ \t]*([A-Z0-9-]+)[ \t\r]*$", re.MULTILINE | re.IGNORECASE)
_NAME = re.compile(rb"[A-Za-z0-9-]+")
_FOLD = re.compile(rb"\r*\n[ \t]")
_FOLDED_NAME = re.compile(rb"\n[A-Za-z0-9-]+\r*\n[ \t](?:[A-Za-z0-9-]|\r*\n[ \t])*+")
_PARAMETER = re.compile(r';[ \t]*([A-Za-z0-9-]+)[ \t]*=((?:"[^"]*"|[^";:])*)')
_BARE_ZONE = re.compile(r'[A-Z-]+;TZID=([^";:]{0,100}(?::[^";:]{0,100}){1,3}):(?=\d{8})', re.IGNORECASE)
_NOT_CP1252 = b"\x81\x8d\x8f\x90\x9d"
_COUNTED = frozenset({b"VEVENT", b"VTIMEZONE"})


class NotACalendar(Exception):
    """The bytes are no calendar, or none that can be read safely.

    ``reason`` is one of ``empty``, ``binary``, ``web_page``, ``no_calendar``, ``too_large``, ``line_too_long``,
    ``too_deep``, ``too_many_components``; ``line`` is where, counted from 1, when there is a place to name.
    """

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason if line is None else f"line {line}: {reason}")
        self.reason = reason
        self.line = line


class BrokenComponent(Exception):
    """One component cannot be read; ``why`` is a code, ``line`` where, ``detail`` the text at fault, cut short."""

    def __init__(self, why: str, line: int, detail: str = "") -> None:
        super().__init__(f"line {line}: {why} {detail}".rstrip())
        self.why = why
        self.line = line
        self.detail = detail[:80]


class Component(NamedTuple):
    """One VEVENT, VTIMEZONE, or stretch of calendar properties (named VCALENDAR), as offsets into the file.

    ``line`` is the number of the BEGIN line; ``calendar`` counts the VCALENDARs of the file; ``problem`` is a code when
    the component is broken as a whole.
    """

    name: str
    line: int
    start: int
    end: int
    calendar: int
    problem: str = ""


class Line(NamedTuple):
    """An unfolded content line: upper-case name, parameters by upper-case name, raw value, number of its first line."""

    name: str
    parameters: dict[str, str]
    value: str
    number: int


def normalize(data: bytes) -> bytes:
    """The file as bytes in UTF-8 or a single-byte encoding, without byte order mark, with LF somewhere in it.

    Raises NotACalendar when there is nothing to read, or too much of it.
    """
    if len(data) > MAX_BYTES:
        line = _first_long_line(data)
        raise NotACalendar("line_too_long" if line else "too_large", line)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = _from_utf16(data)
    data = data.removeprefix(codecs.BOM_UTF8)
    if not data.strip():
        raise NotACalendar("empty")
    if b"\0" in data[:1000]:
        raise NotACalendar("binary", 1)
    return data if b"\n" in data else data.replace(b"\r", b"\n")


def _from_utf16(data: bytes) -> bytes:
    """UTF-8 instead of UTF-16; a broken file is mended while that takes no time to speak of."""
    try:
        return data.decode("utf-16").encode()
    except UnicodeDecodeError:
        if len(data) > MAX_MENDED_BYTES:
            raise NotACalendar("binary", 1) from None
        return data.decode("utf-16", "replace").encode()


def decode(raw: bytes) -> str:
    """UTF-8 (RFC 5545 §3.1.4), or what Windows programs write instead of it."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.translate(None, _NOT_CP1252).decode("cp1252")


def components(data: bytes) -> Iterator[Component]:
    """Every VEVENT and VTIMEZONE, and the stretches of properties of each calendar, in the order of their ends.

    Events without a VCALENDAR around them count as calendar 0. Raises NotACalendar when there is neither.
    """
    walk = _Walk(data)
    for number, edge in enumerate(_EDGE.finditer(data)):
        if number > 2 * MAX_COMPONENTS:
            raise NotACalendar("too_many_components", walk.line_of(edge.start()))
        yield from walk.begin(edge) if edge[1][:1] in b"Bb" else walk.end(edge)
    yield from walk.finish()
    if not walk.found:
        raise NotACalendar(_what_it_is(data), 1)


class _Walk:
    """The stack of open components while the BEGIN and END lines go by."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.stack: list[tuple[bytes, int, int]] = []  # name, number of its BEGIN line, offset after it
        self.calendar = 0
        self.found = False
        self._too_deep = False
        self._at = 0
        self._line = 1

    def begin(self, edge: re.Match[bytes]) -> Iterator[Component]:
        name, line = edge[2].upper(), self.line_of(edge.start())
        if name == b"VCALENDAR" or (name in _COUNTED and self._inside()):
            yield from self._abandon(edge.start())
        if name == b"VCALENDAR":
            self.calendar += 1
            self.stack.clear()
        self.found = self.found or name in {b"VCALENDAR", b"VEVENT"}
        if len(self.stack) >= MAX_DEPTH:
            self._refuse_depth(line)
        else:
            yield from self._properties(edge.start())
            self.stack.append((name, line, edge.end()))

    def end(self, edge: re.Match[bytes]) -> Iterator[Component]:
        name = edge[2].upper()
        if name not in {entry[0] for entry in self.stack}:
            return
        while self.stack[-1][0] != name:
            if self.stack[-1][0] in _COUNTED:
                yield self._close(edge.start(), "not_ended")
            else:
                self.stack.pop()
        yield from self._properties(edge.start())
        if name in _COUNTED:
            yield self._close(edge.start())
        else:
            self.stack.pop()
        self._resume(edge.end())

    def finish(self) -> Iterator[Component]:
        yield from self._properties(len(self.data))
        yield from self._abandon(len(self.data))

    def _refuse_depth(self, line: int) -> None:
        """Inside an event only that event is given up; anywhere else there is nothing to hold on to."""
        if not self._inside():
            raise NotACalendar("too_deep", line)
        self._too_deep = True

    def _inside(self) -> bool:
        return any(entry[0] in _COUNTED for entry in self.stack)

    def _abandon(self, offset: int) -> Iterator[Component]:
        """Events and zones that never end are reported; the calendars around them end here."""
        keep = [entry for entry in self.stack if entry[0] == b"VCALENDAR"]
        while self.stack:
            if self.stack[-1][0] in _COUNTED:
                yield self._close(offset, "not_ended")
            else:
                self.stack.pop()
        self.stack = [(name, line, offset) for name, line, _ in keep[-1:]]

    def _close(self, offset: int, problem: str = "") -> Component:
        name, line, start = self.stack.pop()
        if self._too_deep or offset - start > MAX_COMPONENT_BYTES:
            problem = problem or ("too_deep" if self._too_deep else "too_large")
        self._too_deep = False
        return Component(name.decode(), line, start, offset, self.calendar, problem)

    def _properties(self, offset: int) -> Iterator[Component]:
        """The calendar's own properties since the last component, if this is a place for them."""
        if self.stack and self.stack[-1][0] == b"VCALENDAR":
            start = self.stack[-1][2]
            if self.data[start : start + _HEAD_BYTES].strip():
                line = self.line_of(start)
                yield Component("VCALENDAR", line, start, min(offset, start + _HEAD_BYTES), self.calendar)

    def _resume(self, offset: int) -> None:
        if self.stack and self.stack[-1][0] == b"VCALENDAR":
            name, line, _ = self.stack[-1]
            self.stack[-1] = (name, line, offset)

    def line_of(self, offset: int) -> int:
        """The number of the line that begins at an offset; cheap when asked in ascending order."""
        if offset < self._at:
            return self._line - self.data.count(b"\n", offset, self._at)
        self._line += self.data.count(b"\n", self._at, offset)
        self._at = offset
        return self._line


def content_lines(data: bytes, component: Component, wanted: frozenset[str]) -> Iterator[Line]:
    """The component's own lines of the ``wanted`` names, and BEGIN and END; what is nested in it is passed over.

    Raises BrokenComponent when a wanted line is longer than MAX_LINE_BYTES or there are too many lines.
    """
    block = data[component.start : component.end]
    if block.count(b"\n") > MAX_COMPONENT_LINES:
        raise BrokenComponent("too_many_lines", component.line)
    depth = 0
    for raw, number in _wanted_lines(block, component.line, wanted):
        name = _name_of(raw)
        if name in {"BEGIN", "END"}:
            depth += 1 if name == "BEGIN" else -1
        elif depth == 0:
            yield parse_line(raw, number, name)


def nested_lines(data: bytes, component: Component, wanted: frozenset[str]) -> Iterator[Line]:
    """Like :func:`content_lines`, with the lines of what is nested, and with BEGIN and END themselves."""
    for raw, number in _wanted_lines(data[component.start : component.end], component.line, wanted):
        yield parse_line(raw, number)


def _wanted_lines(block: bytes, number: int, wanted: frozenset[str]) -> Iterator[tuple[bytes, int]]:
    """Unfolded lines of the wanted names, and BEGIN and END, with the number of their first line.

    ``number`` is that of the line the block begins behind. The others are passed over at the speed of a search.
    """
    if _FOLDED_NAME.search(block):
        block = _FOLDED_NAME.sub(lambda match: b"\n" + _FOLD.sub(b"", match[0][1:]), block)
    at = 0
    for match in _pattern(wanted).finditer(block):
        number += block.count(b"\n", at, match.start() + 1)
        at = match.start() + 1
        raw = match[0][1:]
        yield (_FOLD.sub(b"", raw) if b"\n" in raw else raw).rstrip(b"\r"), number


@cache
def _pattern(wanted: frozenset[str]) -> re.Pattern[bytes]:
    names = "|".join(sorted({"BEGIN", "END", *wanted})).encode()
    return re.compile(rb"\n(?:%s)(?![A-Za-z0-9-])[^\n]*+(?:\n[ \t][^\n]*+)*+" % names, re.IGNORECASE)


def parse_line(raw: bytes, number: int, name: str | None = None) -> Line:
    """One unfolded line taken apart (RFC 5545 §3.1), forgiving about parameters that should have been quoted."""
    if len(raw) > MAX_LINE_BYTES:
        raise BrokenComponent("line_too_long", number)
    name, text = _name_of(raw) if name is None else name, decode(raw)
    if bare := _BARE_ZONE.match(text):  # TZID=(UTC+01:00) Amsterdam, Berlin, which wanted quotes
        return Line(name, {"TZID": bare[1]}, text[bare.end() :], number)
    at = len(name)
    parameters: dict[str, str] = {}
    while text[at : at + 1] == ";" and (match := _PARAMETER.match(text, at)):
        parameters[match[1].upper()] = match[2].strip().strip('"')
        at = match.end()
    at = text.find(":", at)
    if at < 0:
        return Line(name, parameters, "", number)
    return Line(name, parameters, text[at + 1 :], number)


def _name_of(raw: bytes) -> str:
    match = _NAME.match(raw)
    return match[0].decode().upper() if match else ""


def _first_long_line(data: bytes) -> int | None:
    """The number of the first physical line that is over MAX_LINE_BYTES; looks at one line end in a million bytes."""
    at = 0
    while at + MAX_LINE_BYTES < len(data):
        end = data.rfind(b"\n", at, at + MAX_LINE_BYTES + 1)
        if end < 0:
            return data.count(b"\n", 0, at) + 1
        at = end + 1
    return None


def _what_it_is(data: bytes) -> str:
    head = data[:2000].lstrip().lower()
    return "web_page" if head.startswith((b"<!doctype", b"<html", b"<?xml")) else "no_calendar"
