"""When events take place (RFC 5545 §3.8.5): rules, extra dates, exceptions and changed dates, within bounds."""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from typing import NamedTuple

from eventhub.core.moments import LAST_YEAR, Moment
from eventhub.core.rrules import Meter, MeterEmpty, Rule, parse_rule, starts, until_passed
from eventhub.imports.ical.patience import Patience
from eventhub.imports.ical.reader import Reading
from eventhub.imports.ical.values import ReadEvent

STEPS_PER_EVENT = 250_000
"""Days or seconds looked at for one event, half a second of work: 680 years of days, or 25,000 that are found."""
STEPS_PER_CALENDAR = 800_000
MAX_OCCURRENCES = 50_000
_DAY = timedelta(days=1)
_MARGIN = timedelta(hours=3)  # what the clocks of a zone may jump


class Occurrence(NamedTuple):
    """One date of an event: ``original`` is where the rule puts it, ``event`` the one that speaks for it."""

    starts: Moment
    ends: Moment
    original: Moment
    event: ReadEvent


class Expansion(NamedTuple):
    """Occurrences by start and title, and the lines of the events whose rules were cut before their end."""

    occurrences: list[Occurrence]
    cut: list[int]


def occurrences(
    reading: Reading, start: datetime, end: datetime, limit: int = MAX_OCCURRENCES, patience: Patience | None = None
) -> Expansion:  # fmt: skip
    """Everything that starts from ``start`` on and before ``end`` (both aware), cancelled dates included.

    Each event gives at most ``limit``, and so do all of them together, the earliest; dates count from midnight UTC. When
    ``patience`` is over, the events that are left give none.
    """
    found: list[Occurrence] = []
    cut: list[int] = []
    shared = Meter(STEPS_PER_CALENDAR)
    for place, event in enumerate(reading.events):
        if patience is not None and patience.is_over:
            cut += [left.line for left in reading.events[place:]]
            break
        meter = Meter(min(STEPS_PER_EVENT, shared.steps))
        budget = meter.steps
        try:
            for number, occurrence in enumerate(_between(event, start, end, meter)):
                if number >= limit:
                    raise MeterEmpty
                found.append(occurrence)
        except MeterEmpty:
            cut.append(event.line)
        shared.steps -= budget - max(meter.steps, 0)
        if len(found) > 2 * limit:
            found = heapq.nsmallest(limit, found, key=_order)
            cut.append(event.line)
    found.sort(key=_order)
    return Expansion(found[:limit], list(dict.fromkeys(cut)))


def dates_of(event: ReadEvent, start: datetime, end: datetime, *, meter: Meter) -> Iterator[Occurrence]:
    """All dates that the file changes one by one, wherever they lie; then those that follow the rule, or are listed, whose
    originals start from ``start`` on and before ``end`` (both aware), ascending.

    Raises MeterEmpty while iterating.
    """
    yield from _changed(event)
    for occurrence in _walk(event, start, meter):
        if instant(occurrence.original) >= end:
            return
        if instant(occurrence.original) >= start:
            yield occurrence


def instant(moment: Moment) -> datetime:
    """A moment to compare with others: itself, or the midnight UTC that begins a date."""
    return moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day, tzinfo=UTC)


def _order(occurrence: Occurrence) -> tuple[datetime, str]:
    # In UTC: to compare two times of zones that a file defines asks both zones, each time anew.
    return instant(occurrence.starts).astimezone(UTC), occurrence.event.title


def _between(event: ReadEvent, start: datetime, end: datetime, meter: Meter) -> Iterator[Occurrence]:
    shift = max((abs(_shift(override)) for override in event.overrides if override.and_following), default=timedelta(0))
    walk = _walk(event, start - shift, meter)
    regular = takewhile(lambda o: instant(o.original) < end + shift, walk)
    yield from (o for o in _changed(event) if start <= instant(o.starts) < end)
    yield from (o for o in regular if start <= instant(o.starts) < end)


def _changed(event: ReadEvent) -> Iterator[Occurrence]:
    """The dates that the file changes one by one."""
    for override in event.overrides:
        assert override.recurrence_id is not None
        yield Occurrence(override.starts, override.ends, override.recurrence_id, override)


def _walk(event: ReadEvent, after: datetime, meter: Meter) -> Iterator[Occurrence]:
    """The dates that follow the rule, from about ``after`` on in the order of their originals; see RFC 5545 §3.8.4.4."""
    out = {_key(moment, event) for moment in event.recurrence.exdates}
    out |= {_key(o.recurrence_id, event) for o in event.overrides if o.recurrence_id is not None}
    following = sorted((o for o in event.overrides if o.and_following), key=_from)
    since = [_from(o) for o in following]
    for original, end in _originals(event, after, meter):
        if out and (_key(original, event) in out or _day_key(event, original) in out):
            continue
        at = bisect_right(since, instant(original))
        speaks = following[at - 1] if at else event
        yield _occurrence(speaks, event, original, end)


def _occurrence(speaks: ReadEvent, event: ReadEvent, original: Moment, end: Moment | None) -> Occurrence:
    begin = original
    if speaks is not event:
        begin = _later(original, _shift(speaks), speaks)
    if end is None or speaks is not event:
        end = _later(begin, _length(speaks), speaks)
    return Occurrence(begin, end, original, speaks)


def _from(override: ReadEvent) -> datetime:
    return instant(override.recurrence_id or override.starts)


def _shift(override: ReadEvent) -> timedelta:
    assert override.recurrence_id is not None
    return _wall(override.starts, override) - _wall(override.recurrence_id, override)


def _length(event: ReadEvent) -> timedelta:
    return instant(event.ends) - instant(event.starts)


def _wall(moment: Moment, event: ReadEvent) -> datetime:
    """Local time in the event's zone."""
    return instant(moment).astimezone(event.tz if isinstance(moment, datetime) else UTC).replace(tzinfo=None)


def _later(moment: Moment, length: timedelta, event: ReadEvent) -> Moment:
    """Whole days later on the clock of the event's zone, the rest in real time."""
    if not isinstance(moment, datetime):
        return moment + timedelta(days=length.days)
    if timedelta(0) <= length < _DAY:
        return (moment.astimezone(UTC) + length).astimezone(event.tz)
    days = timedelta(days=length.days)
    return (_local(_wall(moment, event) + days, event).astimezone(UTC) + (length - days)).astimezone(event.tz)


def _originals(event: ReadEvent, after: datetime, meter: Meter) -> Iterator[tuple[Moment, Moment | None]]:
    """DTSTART, the rules' starts and RDATEs, each once, ascending, without what EXRULE takes out.

    DTSTART counts even where the rule does not give it, as most programs have it, unless no rule gives any date at all.
    """
    recurrence = event.recurrence
    if not recurrence:
        yield event.starts, None
        return
    rules = [parse_rule(text) for text in recurrence.rules]
    listed = [_period(event, start, end) for start, end in recurrence.rdates]
    if not rules or instant(event.starts) < after or not all(_gives_nothing(rule, event, meter) for rule in rules):
        listed.append((event.starts, None))
    streams: list[Iterable[tuple[Moment, Moment | None]]] = [_with_no_end(_ruled(event, r, after, meter)) for r in rules]
    streams.append(sorted(listed, key=lambda pair: instant(pair[0])))
    excluded = [_Excluded(_ruled(event, parse_rule(text), after, meter)) for text in recurrence.exrules]
    last: Moment | None = None
    for moment, end in heapq.merge(*streams, key=lambda pair: instant(pair[0])):
        if moment != last and not any(stream.has(moment) for stream in excluded):
            yield moment, end
        last = moment


def _with_no_end(moments: Iterator[Moment]) -> Iterator[tuple[Moment, None]]:
    return ((moment, None) for moment in moments)


def _gives_nothing(rule: Rule, event: ReadEvent, meter: Meter) -> bool:
    """Whether UNTIL or COUNT ends the rule before its first date."""
    if rule.until is None and rule.times is None:
        return False
    return next(_ruled(event, rule, instant(event.starts), meter), None) is None


class _Excluded:
    """An ascending stream of moments that is asked in ascending order."""

    def __init__(self, moments: Iterator[Moment]) -> None:
        self._moments = moments
        self._next = next(moments, None)

    def has(self, moment: Moment) -> bool:
        while self._next is not None and instant(self._next) < instant(moment):
            self._next = next(self._moments, None)
        return self._next == moment


def _ruled(event: ReadEvent, rule: Rule, after: datetime, meter: Meter) -> Iterator[Moment]:
    """Moments of one rule: run on local time, so that 19:00 stays 19:00 when the clocks change."""
    until = local_until(rule.until, event)
    first = event.wall_start or instant(event.starts).replace(tzinfo=None)
    begin = _wall_or_edge(after - _MARGIN, event)
    for wall in starts(rule, first, begin, meter):
        if wall.year > LAST_YEAR or until_passed(until, wall if not event.all_day else wall.date()):
            return
        if wall >= begin:
            yield wall.date() if event.all_day else _local(wall, event)


def _wall_or_edge(moment: datetime, event: ReadEvent) -> datetime:
    return moment.astimezone(UTC if event.all_day else event.tz).replace(tzinfo=None)


def local_until(until: Moment | None, event: ReadEvent) -> Moment | None:
    """UNTIL on the clock of the event, naive; a day for whole days."""
    if isinstance(until, datetime) and until.tzinfo:
        until = until.astimezone(event.tz).replace(tzinfo=None)
    return until.date() if event.all_day and isinstance(until, datetime) else until


def _local(wall: datetime, event: ReadEvent) -> datetime:
    """The instant of a wall time; one that is skipped by the clocks is as far past the gap (RFC 5545 §3.3.5)."""
    local = wall.replace(tzinfo=event.tz)
    return local if event.tz is UTC else local.astimezone(UTC).astimezone(event.tz)


def _period(event: ReadEvent, start: Moment, end: Moment | None) -> tuple[Moment, Moment | None]:
    """An RDATE with its own end, where it has one that is later and of the kind of the event's (RFC 5545 §3.8.5.2)."""
    timed = isinstance(start, datetime) and isinstance(end, datetime) and not event.all_day
    return _as_event(start, event), end if timed and end is not None and end > start else None


def _as_event(moment: Moment, event: ReadEvent) -> Moment:
    """An RDATE as the kind of value that the event's start is."""
    if event.all_day:
        return moment.date() if isinstance(moment, datetime) else moment
    if isinstance(moment, datetime) or event.wall_start is None:
        return moment
    return _local(datetime.combine(moment, event.wall_start.time()), event)


def _key(moment: Moment, event: ReadEvent) -> datetime | date:
    """What tells one date of a series from the others; an exception of an all-day series may be written as a time."""
    if not isinstance(moment, datetime):
        return moment
    return moment.date() if event.all_day else moment.astimezone(UTC)


def _day_key(event: ReadEvent, moment: Moment) -> date:
    """The local day, for exceptions that name a date only."""
    return _wall(moment, event).date() if isinstance(moment, datetime) else moment
