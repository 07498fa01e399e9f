"""The values inside content lines (RFC 5545 §3.3), and what an event is once it has been read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from html import unescape

import nh3
from icalendar import vDuration

from eventhub.core.moments import Moment
from eventhub.core.text import clean_text, is_web_address

MAX_TEXT = 100_000
"""Characters kept of one description."""
MAX_PARTS = 200
"""Values of one list of texts that are looked at."""
_ESCAPED = re.compile(r"\\([\\;,nN])")
_MARKUP = re.compile(r"<(?:br|p|a|div|ul|ol|li|b|i|u|em|strong|span|html|body|table|h[1-6])\b[^>]{0,500}>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,500}>")
_BREAK = re.compile(r"<(?:br|/?(?:p|div|li|tr|h[1-6]))\b[^<>]{0,500}>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """When an event repeats, as the file says it (RFC 5545 §3.8.5); :mod:`expand` is what understands it.

    ``rules`` and ``exrules`` are checked RRULE values; ``rdates`` pair a start with an end or None; ``exdates`` are
    instants, or dates that take out whatever starts on them.
    """

    rules: tuple[str, ...] = ()
    rdates: tuple[tuple[Moment, Moment | None], ...] = ()
    exdates: tuple[Moment, ...] = ()
    exrules: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rules or self.rdates)


@dataclass(frozen=True, slots=True)
class ReadEvent:
    """One VEVENT of a file, in plain values; people's addresses never get this far.

    ``starts`` and ``ends`` are aware instants, or dates with an exclusive end when ``all_day``. ``zone`` is an IANA name,
    or None when the file's own rules match no known zone (``tz`` still knows them) or the time is ``floating``: it then
    stands as if it were UTC and means the local time of wherever the event is. Without DTEND or DURATION an all-day event
    lasts a day (RFC 5545 §3.6.1) and a timed one an hour: the standard's zero length is no event anybody can attend.
    ``overrides`` are the changed dates of a series, each with its ``recurrence_id``; ``and_following`` means RANGE=
    THISANDFUTURE. ``conference_url`` is private until an organizer shows it; ``html`` is as found, to be sanitized.
    ``city`` and ``country`` are what a page names by themselves, the country as a code or a name; calendars do not.
    ``cost`` is ``free``, ``paid`` or, where nothing is said, empty; ``cost_note`` says how much.
    ``doubts`` are codes of what was mended: ``no_end``, ``bad_end``, ``no_uid``, ``unknown_zone``, ``bad_uid``.
    """

    source_uid: str
    title: str
    starts: Moment
    ends: Moment
    line: int
    recurrence_id: Moment | None = None
    and_following: bool = False
    sequence: int = 0
    description: str = ""
    html: str = ""
    location: str = ""
    geo: tuple[float, float] | None = None
    city: str = ""
    country: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()
    status: str = "confirmed"
    zone: str | None = None
    tz: tzinfo = field(default=UTC, repr=False, compare=False)
    wall_start: datetime | None = None
    wall_end: datetime | None = None
    all_day: bool = False
    floating: bool = False
    recurrence: Recurrence = Recurrence()
    overrides: tuple[ReadEvent, ...] = ()
    conference_url: str = ""
    image_url: str = ""
    language: str = ""
    cost: str = ""
    cost_note: str = ""
    doubts: tuple[str, ...] = ()


def parse_duration(value: str) -> timedelta:
    """A DURATION (RFC 5545 §3.3.6), from nothing to ten years. Raises ValueError."""
    if len(value) > 40:
        raise ValueError(value)
    length: timedelta = vDuration.from_ical(value.strip().upper())  # type: ignore[no-untyped-call]  # it has no hints
    if not timedelta(0) <= length <= timedelta(days=3660):
        raise ValueError(value)
    return length


def parse_text(value: str) -> str:
    """TEXT without its escapes (RFC 5545 §3.3.11) and without control characters."""
    if not value:
        return ""
    if "\\" in value:
        value = _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)
    return clean_text(value[:MAX_TEXT])


def parse_list(value: str) -> tuple[str, ...]:
    """TEXT values separated by commas that are not escaped, without the empty ones."""
    parts = re.split(r"(?<!\\),", value[:10_000], maxsplit=MAX_PARTS)
    return tuple(text for part in parts[:MAX_PARTS] if (text := parse_text(part)))


def parse_geo(value: str) -> tuple[float, float] | None:
    """Latitude and longitude in degrees (RFC 5545 §3.8.1.6), or None when they are nowhere on earth."""
    try:
        latitude, longitude = (float(part) for part in value.replace("\\", "").split(";"))
    except ValueError:
        return None
    on_earth = abs(latitude) <= 90 and abs(longitude) <= 180
    return (latitude, longitude) if on_earth and (latitude, longitude) != (0, 0) else None


def parse_url(value: str) -> str:
    """An http or https address, or nothing: ``mailto:`` would name a person, ``javascript:`` would run."""
    text = value.strip()
    if text[:4].lower() != "http":
        return ""
    text = text.replace("\\,", ",").replace("\\;", ";")
    return text if len(text) <= 2000 and is_web_address(text) else ""


def looks_like_html(text: str) -> bool:
    """Whether a description that should be plain text is marked up, as Google and others send it."""
    return _MARKUP.search(text) is not None


def html_to_text(html: str) -> str:
    """The words of a piece of HTML, one line for each block."""
    broken = _BREAK.sub("\n", html[:MAX_TEXT])
    text = unescape(nh3.clean(broken, tags=set(), clean_content_tags={"script", "style", "title"}))
    lines = (re.sub(r"[ \t\r\f\v\u00a0]+", " ", line).strip() for line in text.split("\n"))
    return clean_text(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)))


def strip_tags(html: str) -> str:
    """The same at a fiftieth of the cost and with less care, for files that are mostly markup."""
    return clean_text(_TAG.sub(" ", html[:MAX_TEXT]))
