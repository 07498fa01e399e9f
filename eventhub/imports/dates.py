"""From when an event takes place at its source to the dates of a draft: one, or a rule and what differs from it.

The reader's own expansion (:func:`eventhub.imports.ical.dates_of`) says when dates are; the rule is what they have in common.
What it names and the source does not is left out (``excluded``), what the source has besides stands beside it (``added``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from typing import Any

from eventhub.core import zones
from eventhub.core.rrules import parse_rule
from eventhub.events.rules.foreign import APART, FIRST_START, carry, ends_by_day
from eventhub.events.rules.recurrence import AHEAD, MAX_DATES, Recurrence, read_rule, walls, write_rule
from eventhub.events.workflow import O
from eventhub.imports.ical import Meter, MeterEmpty, Moment, Occurrence, ReadEvent, dates_of, instant, local_until

STEPS_PER_EVENT = 100_000
"""What following the rules of one event may cost, from about now on."""
STEPS_FROM_THE_BEGINNING = 400_000
STEPS_APART = 1_000_000
"""More than it takes to ask of each date that stands by itself whether it is the first."""
MAX_EXCLUDED = 1_000
SINCE = datetime(1970, 1, 1, tzinfo=UTC)
MOVED_AT_MOST = timedelta(days=60)
_DAY = timedelta(days=1)

Row = dict[str, Any]


@dataclass(slots=True)
class Dates:
    """What goes into the columns of the event, and the rows of its dates, in order of time."""

    rows: list[Row]
    zone: str
    rule: str = ""
    rule_start: datetime | None = None
    rule_end: datetime | None = None
    excluded: list[str] = field(default_factory=list)
    speakers: list[ReadEvent] = field(default_factory=list)
    """Of each row, what the source says of that date."""
    was_cut: bool = False
    """Whether the rule took too long to follow, so that there may be more dates."""


def date_row(event: ReadEvent, dates: tuple[Moment, Moment], zone: str) -> Row:
    """Start and end as instants and as the clocks of the zone show them; a wall time they skip is moved past the gap."""
    (starts_at, wall_start), (ends_at, wall_end) = (_in_zone(moment, zone, floating=event.floating) for moment in dates)
    if ends_at <= starts_at:
        ends_at = starts_at + timedelta(hours=1)
        wall_end = zones.wall_in(ends_at, zone)
    return {
        "original_start": starts_at, "original_wall": None, "starts_at": starts_at, "ends_at": ends_at, "wall_start": wall_start,
        "wall_end": wall_end, "zone": zone, "status": O.SCHEDULED, "added": False, "own": {}, "reason": "",
    }  # fmt: skip


def _in_zone(moment: Moment, zone: str, *, floating: bool) -> tuple[datetime, datetime]:
    if isinstance(moment, datetime) and not floating:
        return moment.astimezone(UTC), zones.wall_in(moment, zone)
    wall = moment.replace(tzinfo=None) if isinstance(moment, datetime) else _midnight(moment)
    wall = zones.after_gap(wall, zone)
    return zones.instant(wall, zone), wall


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def dates_of_one(event: ReadEvent, zone: str) -> Dates:
    """The date of an event that takes place once."""
    row = date_row(event, (event.starts, event.ends), zone)
    row["status"] = _status(event)
    return Dates([row], zone, speakers=[event])


def dates_of_series(event: ReadEvent, zone: str, now: datetime, meter: Meter, *, past: bool, most: int = MAX_DATES) -> Dates:
    """A series: its rule as far as it can be kept, and its dates from now on as far as dates are stored ahead.

    :param zone: the event's own, or the one in which a time without a zone of a name is shown.
    :param past: whether dates that are over are wanted too: then the last ones, as many as there is room for.
    :param most: how many dates at most.
    """
    clock = _Clock(event, zone)
    moved = _moved_at_most(event)
    start = SINCE if past else now - _longest(event) - moved - _DAY
    span = start, max(now, clock.reader_of(event.starts)) + AHEAD + moved
    budget = min(STEPS_FROM_THE_BEGINNING if past else STEPS_PER_EVENT, max(meter.steps, 0))
    own = Meter(budget)
    found, until, was_cut = _expand(event, span, now, own, most=None if past else most)
    shown = sorted(found, key=lambda o: instant(o.starts))[-most:] if past else found
    rule, first, excluded, rows = _as_kept(event, clock, found, shown, (start, until), own, was_cut=was_cut)
    meter.steps -= budget - max(own.steps, 0)
    kept = sorted((pair for pair in _once_each(rows) if past or _matters(pair[0], now)), key=lambda pair: pair[0]["starts_at"])
    head = date_row(event, (event.starts, event.ends), zone)
    length = max(head["wall_end"] - head["wall_start"], timedelta(minutes=1))
    return Dates(
        [row for row, _ in kept[:most]], zone, write_rule(rule), first, first + length, excluded,
        [speaks for _, speaks in kept[:most]], was_cut,
    )  # fmt: skip


def _matters(row: Row, now: datetime) -> bool:
    """Whether a date is not over, or the rule would still say that it is to come."""
    return bool(row["ends_at"] > now or row["original_start"] > now)


def _longest(event: ReadEvent) -> timedelta:
    return max(instant(each.ends) - instant(each.starts) for each in (event, *event.overrides))


def _moved_at_most(event: ReadEvent) -> timedelta:
    """By how much dates are moved together (THISANDFUTURE), as far as that is looked at."""
    moved = [abs(instant(o.starts) - instant(o.recurrence_id)) for o in event.overrides if o.and_following and o.recurrence_id]
    return min(max(moved, default=timedelta(0)), MOVED_AT_MOST)


class _Clock:
    """The ways between the moments of a file, the clocks of a zone, and the instants by which the reader orders them.

    Floating times and whole days stand as if they were UTC to the reader, and mean the local time of the zone.
    """

    def __init__(self, event: ReadEvent, zone: str) -> None:
        self.event = event
        self.zone = zone
        self.local = event.floating or event.all_day

    @property
    def keeps_rule(self) -> bool:
        """Whether a rule on the clock of the zone is the rule of the event."""
        return self.local or self.event.zone == self.zone

    def wall(self, moment: Moment) -> datetime:
        if not isinstance(moment, datetime):
            return _midnight(moment)
        return moment.astimezone(UTC).replace(tzinfo=None) if self.local else zones.wall_in(moment, self.zone)

    def reader(self, wall: datetime) -> datetime:
        if self.local:
            return wall.replace(tzinfo=UTC)
        return zones.instant(zones.after_gap(wall, self.zone), self.zone)

    def reader_of(self, moment: Moment) -> datetime:
        """The same of a moment of the file; a day by which a date of a timed series is named means its time on that day."""
        if isinstance(moment, datetime) or self.event.all_day or self.event.wall_start is None:
            return instant(moment).astimezone(UTC)
        return self.reader(datetime.combine(moment, self.wall(self.event.starts).time()))


def _expand(
    event: ReadEvent, span: tuple[datetime, datetime], now: datetime, meter: Meter, *, most: int | None
) -> tuple[list[Occurrence], datetime, bool]:  # fmt: skip
    """The dates within reach, until when they are all there, and whether the rule took too long to follow.

    :param most: how many of those to come are enough; None for all.
    """
    found: list[Occurrence] = []
    ahead = 0
    try:
        for occurrence in dates_of(event, *span, meter=meter):
            if any(span[0] <= instant(moment) < span[1] for moment in (occurrence.starts, occurrence.original)):
                found.append(occurrence)
                ahead += instant(occurrence.starts) >= now
            if ahead == most:
                return found, instant(occurrence.original).astimezone(UTC) + timedelta(seconds=1), False
    except MeterEmpty:
        return found, span[1], True
    return found, span[1], False


def _as_kept(
    event: ReadEvent, clock: _Clock, found: Sequence[Occurrence], shown: Sequence[Occurrence], span: tuple[datetime, datetime],
    meter: Meter, *, was_cut: bool,
) -> tuple[Recurrence, datetime, list[str], list[tuple[Row, ReadEvent]]]:  # fmt: skip
    """The rule and its first date, what is excluded, and the rows.

    Where the rule can't be kept, or was not seen to its end, all dates stand beside the first.
    """
    carried = None if was_cut else _carried(event, clock, meter)
    if carried is not None:
        beside = _beside(event, clock, *carried, found, shown, span, meter)
        if meter.steps >= 0:
            return *carried, *beside
    apart = read_rule(APART), max(clock.wall(event.starts), FIRST_START)
    return *apart, *_beside(event, clock, *apart, found, shown, span, Meter(STEPS_APART))


def _carried(event: ReadEvent, clock: _Clock, meter: Meter) -> tuple[Recurrence, datetime] | None:
    if not event.recurrence.rules or not clock.keeps_rule:
        return None
    text = event.recurrence.rules[0]
    carried = carry(text, clock.wall(event.starts), local_until(parse_rule(text).until, event), meter)
    return None if carried is None else (ends_by_day(*carried, meter), carried[1])


def _beside(
    event: ReadEvent, clock: _Clock, rule: Recurrence, first: datetime, found: Sequence[Occurrence], shown: Sequence[Occurrence],
    span: tuple[datetime, datetime], meter: Meter,
) -> tuple[list[str], list[tuple[Row, ReadEvent]]]:  # fmt: skip
    """What the rule names and the source does not, and a row for each date that is shown, with what the source says of it."""
    edges = clock.wall(span[0]), clock.wall(span[1])
    named = {clock.reader(wall): wall for wall in _walls_between(rule, first, *edges, meter)}
    excluded = _excluded(event, clock, rule, first, named, found, span, meter)
    return excluded, [(_row(clock, occurrence, named, rule, first, meter), occurrence.event) for occurrence in shown]


def _walls_between(rule: Recurrence, first: datetime, start: datetime, end: datetime, meter: Meter) -> list[datetime]:
    return [wall for wall in takewhile(lambda found: found < end, walls(rule, first, start, meter=meter)) if wall >= start]


def _row(
    clock: _Clock, found: Occurrence, named: Mapping[datetime, datetime], rule: Recurrence, first: datetime, meter: Meter
) -> Row:  # fmt: skip
    """One date. What the rule names is known by that time, whatever became of it; what it does not name is added."""
    row = date_row(found.event, (found.starts, found.ends), clock.zone)
    original = clock.reader_of(found.original)
    wall = named.get(original)
    if wall is None:
        wall = clock.wall(original)
        row["added"] = not _names(rule, first, wall, meter)
    started = zones.instant(zones.after_gap(wall, clock.zone), clock.zone) if clock.local else original
    row |= {"original_start": started, "original_wall": wall, "status": _status(found.event)}
    return row


def _names(rule: Recurrence, first: datetime, wall: datetime, meter: Meter) -> bool:
    """Whether the rule has a date then: asked of what was moved from far away."""
    return wall in takewhile(lambda found: found <= wall, walls(rule, first, wall, meter=meter))


def _status(speaks: ReadEvent) -> O:
    return O.CANCELLED if speaks.status == "cancelled" else O.SCHEDULED


def _once_each(kept: Iterable[tuple[Row, ReadEvent]]) -> list[tuple[Row, ReadEvent]]:
    """Two dates with one original are one: what the file changes by hand comes first and counts."""
    by_original: dict[datetime, tuple[Row, ReadEvent]] = {}
    for pair in kept:
        by_original.setdefault(pair[0]["original_start"], pair)
    return list(by_original.values())


def _excluded(
    event: ReadEvent, clock: _Clock, rule: Recurrence, first: datetime, named: Mapping[datetime, datetime],
    found: Sequence[Occurrence], span: tuple[datetime, datetime], meter: Meter,
) -> list[str]:  # fmt: skip
    """The wall times that the rule names and the source does not: within reach all of them, beyond what it lists (EXDATE)."""
    there = {clock.reader_of(occurrence.original) for occurrence in found}
    out = {wall for moment, wall in named.items() if moment not in there and span[0] <= moment < span[1]}
    if event.recurrence.exdates:
        listed = {
            clock.wall(e) if isinstance(e, datetime) else datetime.combine(e, first.time()) for e in event.recurrence.exdates
        }
        edges = clock.wall(span[0]), clock.wall(span[1])
        before = set(takewhile(lambda wall: wall < edges[0], walls(rule, first, meter=meter))) & listed
        out |= before | {wall for wall in listed if wall >= edges[1]}
    return [wall.isoformat() for wall in sorted(out)][-MAX_EXCLUDED:]
