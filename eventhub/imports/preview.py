"""What a calendar would bring in, looked at and not kept: its dates in a span, and what had to be left out, by line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from eventhub.imports.ical import Moment, NotACalendar, Patience, occurrences
from eventhub.imports.reading import read_any

SHOWN = 200
"""How many dates are listed for people; the JSON has all."""
SECONDS = 2.5
"""For so long what was got is read and followed; what can't be had by then is said."""
MAX_TITLE, SHORT_TITLE = 10_000, 200
MAX_TITLES = 20_000_000
"""Characters of all titles together; a preview with more of them shows the beginnings only."""


class NotReadable(Exception):
    """There is no calendar at the place; the text says why."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The dates, as ``(start, title)`` in the form of the JSON, and the events that were left out."""

    name: str
    dates: list[tuple[str, str]]
    skipped: list[tuple[int, str]]
    skipped_count: int

    def json_pieces(self) -> Iterator[str]:
        """One object, piece by piece, for it may be long: ``events`` by start and title, ``skipped`` by line."""
        yield '{"events": ['
        yield from _joined({"s": start, "t": title} for start, title in self.dates)
        yield '], "skipped": ['
        yield from _joined({"line": line, "why": why} for line, why in self.skipped)
        yield "]}"

    def lines(self) -> Iterator[str]:
        """The same for people."""
        yield f"{self.name or 'Calendar'}: {len(self.dates):,} dates"
        for start, title in self.dates[:SHOWN]:
            yield f"  {start:20}  {title}"
        if len(self.dates) > SHOWN:
            yield f"  … and {len(self.dates) - SHOWN:,} more"
        if self.skipped_count:
            yield f"Left out: {self.skipped_count:,}"
        for line, why in self.skipped[:SHOWN]:
            yield f"  line {line}: {why}"


def _joined(entries: Iterable[dict[str, object]]) -> Iterator[str]:
    for number, entry in enumerate(entries):
        yield (", " if number else "") + json.dumps(entry, ensure_ascii=False)


def look(place: str, start: date, end: date, *, allow_private: bool = False) -> Preview:
    """Read a file or an address and expand it: what starts from ``start`` on and before ``end``, counted in UTC.

    Cancelled dates are among them, as other programs list them. Floating times stand as if they were UTC, unless the calendar names its zone.

    :raises NotReadable: there is no calendar.
    """
    from eventhub.imports.report import NOT_A_CALENDAR, SKIPPED  # inline: the words, of which most previews need few
    from eventhub.imports.source import Unreadable, read_source

    try:
        name, data = read_source(place, allow_private=allow_private)
        patience = Patience(SECONDS)
        reading = read_any(data, name, words=False, patience=patience)
    except Unreadable as unreadable:
        raise NotReadable(str(unreadable.message)) from None
    except NotACalendar as refused:
        at = f" (line {refused.line})" if refused.line else ""
        raise NotReadable(f"{place} can't be read: {NOT_A_CALENDAR.get(refused.reason, refused.reason)}{at}.") from None
    expansion = occurrences(reading, _midnight(start), _midnight(end), patience=patience)
    longest = MAX_TITLE if sum(len(o.event.title) for o in expansion.occurrences) <= MAX_TITLES else SHORT_TITLE
    dates = sorted((_said(o.starts), o.event.title[:longest]) for o in expansion.occurrences)
    skipped = [(each.line, str(SKIPPED.get(each.why, each.why))) for each in reading.skipped]
    skipped += [(line, "Its rule was followed no further than could be done in time.") for line in expansion.cut]
    return Preview(reading.calendar_name or name, dates, sorted(skipped), reading.skipped_count + len(expansion.cut))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _said(moment: Moment) -> str:
    """An instant as ``2027-01-05T10:00:00Z``, a date as it is, a floating time as if it were UTC."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    moment = moment.astimezone(UTC) if moment.tzinfo is not None else moment
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
