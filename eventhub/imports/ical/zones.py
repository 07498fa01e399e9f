"""What a TZID means (RFC 5545 §3.2.19, §3.6.5): an IANA zone by name, or by the rules the file gives for it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import islice, takewhile
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dateutil.rrule import MONTHLY
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from eventhub.core.moments import parse_moment, parse_offset
from eventhub.core.rrules import Meter, MeterEmpty, parse_rule, starts, until_passed
from eventhub.feeds.timezones import iana_of
from eventhub.imports.ical.lines import BrokenComponent, Component, Line, content_lines, nested_lines

MAX_DEFINITIONS = 600
"""VTIMEZONEs read of one file; some programs write every zone there is."""
MAX_OWN = 60
"""Of them, those that are worked out by their rules because no name helps."""
MAX_ZONES = 1000
MAX_OBSERVANCES = 300
MAX_INNER_LINES = 1_000
_NAMING = frozenset({"TZID", "X-LIC-LOCATION"})
_OBSERVED = frozenset({"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"})
_HORIZON = 2045
_STEPS = 1_500_000  # of rules in one file; a zone with two yearly rules takes 60,000
_NAMES = {  # what people and some programs write; the standard names are the zone data's business
    "eastern time": "America/New_York", "central time": "America/Chicago", "mountain time": "America/Denver",
    "pacific time": "America/Los_Angeles", "eastern": "America/New_York", "central": "America/Chicago",
    "mountain": "America/Denver", "pacific": "America/Los_Angeles", "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles", "edt": "America/New_York", "cest": "Europe/Berlin",
}  # fmt: skip
_WELL_KNOWN = (  # asked first, so that of zones with the same clocks the one that most people know is named
    "Europe/Berlin", "Europe/London", "Europe/Athens", "America/New_York", "America/Chicago", "America/Denver",
    "America/Los_Angeles", "Asia/Kolkata", "Australia/Sydney",
)  # fmt: skip
_FIXED = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?(\d\d))?", re.IGNORECASE | re.ASCII)


class Zone(NamedTuple):
    """An IANA name, or None with rules of the file's own."""

    name: str | None
    tz: tzinfo


UTC_ZONE = Zone("UTC", UTC)


class Observance(NamedTuple):
    """One STANDARD or DAYLIGHT: local time of its first onset, the offsets, and when it comes back."""

    first: datetime
    before: timedelta
    after: timedelta
    rules: tuple[str, ...]
    dates: tuple[datetime, ...]


class Definition(NamedTuple):
    """Where the file defines a zone; its observances are read when somebody asks for them."""

    tzid: str
    location: str
    data: bytes
    component: Component


class FileZone(tzinfo):
    """A time zone by the onsets that a file lists; before the first one, that one's earlier offset holds."""

    def __init__(self, tzid: str, observances: Iterable[Observance], meter: Meter) -> None:
        onsets = sorted({(onset, o.before, o.after) for o in observances for onset in _onsets(o, meter)})
        self._tzid = tzid
        self._first = onsets[0][1]
        self._local = [onset for onset, _, _ in onsets]
        self._utc = [onset - before for onset, before, _ in onsets]
        self._offsets = [after for _, _, after in onsets]

    @property
    def changes(self) -> list[datetime]:
        """The onsets, naive in UTC."""
        return self._utc

    def utcoffset(self, moment: datetime | None) -> timedelta:
        if moment is None:
            return self._first
        return self._offset(self._local, moment.replace(tzinfo=None))

    def dst(self, moment: datetime | None) -> timedelta:
        return timedelta(0)

    def tzname(self, moment: datetime | None) -> str:
        return self._tzid

    def fromutc(self, moment: datetime) -> datetime:
        return moment + self._offset(self._utc, moment.replace(tzinfo=None))

    def _offset(self, onsets: list[datetime], moment: datetime) -> timedelta:
        at = bisect_right(onsets, moment)
        return self._offsets[at - 1] if at else self._first


def _onsets(observance: Observance, meter: Meter) -> Iterator[datetime]:
    """Local onsets until the horizon; a yearly rule of 1601 starts in 1970, nobody imports what was before."""
    yield observance.first
    yield from observance.dates
    for text in observance.rules:
        try:
            rule = parse_rule(text)
            if rule.frequency > MONTHLY:
                continue
            until = rule.until
            if isinstance(until, datetime) and until.tzinfo:
                until = until.replace(tzinfo=None) + observance.before
            first = observance.first if rule.times else observance.first.replace(year=max(observance.first.year, 1970))
            found = starts(rule, first, first, meter)
            yield from takewhile(lambda s, until=until: s.year < _HORIZON and not until_passed(until, s), found)  # type: ignore[misc]
        except (ValueError, MeterEmpty):
            continue


def read_definition(data: bytes, component: Component) -> Definition | None:
    """A VTIMEZONE, or None when it has no TZID."""
    try:
        named = {line.name: line.value.strip() for line in content_lines(data, component, _NAMING)}
    except BrokenComponent:
        return None
    return Definition(named["TZID"], named.get("X-LIC-LOCATION", ""), data, component) if named.get("TZID") else None


def _observances(definition: Definition) -> Iterator[Observance]:
    """The STANDARDs and DAYLIGHTs of a definition that can be read."""
    inner: list[Line] | None = None
    with suppress(BrokenComponent):
        for line in nested_lines(definition.data, definition.component, _OBSERVED):
            if line.name == "BEGIN":
                inner = []
            elif line.name == "END" and inner is not None:
                yield from _observance(inner)
                inner = None
            elif inner is not None and len(inner) < MAX_INNER_LINES:
                inner.append(line)


def _observance(lines: list[Line]) -> list[Observance]:
    values = {line.name: line.value for line in lines}
    try:
        first = parse_moment(values["DTSTART"])
        offsets = parse_offset(values["TZOFFSETFROM"]), parse_offset(values["TZOFFSETTO"])
    except (KeyError, ValueError, OverflowError):
        return []
    if not isinstance(first, datetime):
        return []
    rules = tuple(line.value for line in lines if line.name == "RRULE")[:20]
    dates = tuple(_dates(",".join(line.value for line in lines if line.name == "RDATE")))
    return [Observance(first.replace(tzinfo=None), *offsets, rules, dates)]


def _dates(text: str) -> Iterator[datetime]:
    for part in text.split(",")[:1000]:
        try:
            moment = parse_moment(part.partition("/")[0])
        except (ValueError, OverflowError):
            continue
        if isinstance(moment, datetime):
            yield moment.replace(tzinfo=None)


class Zones:
    """The zones of one file, each worked out once, when it is first asked for."""

    def __init__(self, definitions: Iterable[Definition]) -> None:
        listed = list(definitions)
        self._definitions = {(definition.component.calendar, definition.tzid): definition for definition in listed}
        self._anywhere = {definition.tzid: definition for definition in reversed(listed)}
        self._known: dict[tuple[int, str], Zone | None] = {}
        self._own = 0
        self._meter = Meter(_STEPS)

    def find_zone(self, tzid: str, year: int, calendar: int) -> Zone | None:
        """The zone of a TZID in one VCALENDAR of the file, or None when nothing tells. ``year`` is one in which offsets must agree.

        A definition holds for its own VCALENDAR (RFC 5545 §3.8.3.1), and for another one that has none of that name.
        An IANA name means what the zone data say today. Any other name means what the file defines it to be (RFC 5545
        §3.2.19), as ``Eastern Standard Time`` did before anybody listed such names; only without a definition is it looked up.
        """
        definition = self._definitions.get((calendar, tzid)) or self._anywhere.get(tzid)
        key = definition.component.calendar if definition else -1, tzid
        if key not in self._known:
            if len(self._known) >= MAX_ZONES:
                return None
            self._known[key] = self._find(tzid, year, definition)
        return self._known[key]

    def _find(self, tzid: str, year: int, definition: Definition | None) -> Zone | None:
        named = _by_name(tzid)
        if named and named.name and tzid.strip('" ').casefold().endswith(named.name.casefold()):
            return named
        own = self._by_definition(definition, year, named) if definition else None
        return own or named or _by_offset(tzid)

    def _by_definition(self, definition: Definition, year: int, named: Zone | None) -> Zone | None:
        if definition.location and (zone := _by_name(definition.location)):
            return zone
        self._own += 1
        if self._own > MAX_OWN:
            return None
        observances = list(islice(_observances(definition), MAX_OBSERVANCES))
        if not observances:
            return None
        own = FileZone(definition.tzid, observances, self._meter)
        return _same_offsets(own, year, named) or Zone(None, own)


def _by_name(tzid: str) -> Zone | None:
    name = iana_of(tzid) if len(tzid) <= 200 else None
    return UTC_ZONE if name == "UTC" else Zone(name, ZoneInfo(name)) if name else None


def _by_offset(tzid: str) -> Zone | None:
    """``GMT+0200`` and the names that people use for zones."""
    plain = tzid.strip().casefold()
    if name := _NAMES.get(plain) or _NAMES.get(plain.partition(" (")[0]):
        return Zone(name, ZoneInfo(name))
    match = _FIXED.fullmatch(tzid.strip())
    if not match or int(match[2]) > 14:
        return None
    return _fixed(parse_offset(f"{match[1]}{int(match[2]):02}{match[3] or '00'}"))


def _fixed(offset: timedelta) -> Zone | None:
    hours, rest = divmod(offset, timedelta(hours=1))
    if rest or not -12 <= hours <= 14:
        return None
    name = f"Etc/GMT{-hours:+}" if hours else "UTC"  # the sign of these names is that of POSIX: west is plus
    return UTC_ZONE if not hours else Zone(name, ZoneInfo(name))


def _same_offsets(own: FileZone, year: int, named: Zone | None) -> Zone | None:
    """An IANA zone whose clocks agree with the file's for three years, or a fixed one if they never change.

    The one that the name means is asked first, then those that most people know.
    """
    moments = list(_probes(own, year))
    offsets = [own.fromutc(moment) - moment for moment in moments]
    if len(set(offsets)) == 1 and (zone := _fixed(offsets[0])):
        return zone
    meant = [named.name] if named and named.name else []
    for name in dict.fromkeys((*meant, *_WELL_KNOWN, *WINDOWS_TO_OLSON.values())):
        tz = ZoneInfo(name)
        if all(tz.fromutc(m.replace(tzinfo=tz)).utcoffset() == o for m, o in zip(moments, offsets, strict=True)):
            return Zone(name, tz)
    return None


def _probes(own: FileZone, year: int) -> Iterator[datetime]:
    """Naive UTC instants to compare at: every fifth day, and both sides of every change."""
    year = min(max(year, 1970), 2090)
    begin, end = datetime(year, 1, 1), datetime(year + 3, 1, 1)
    yield from (begin + timedelta(days=days) for days in range(0, 1095, 5))
    for change in own.changes:
        if begin <= change < end:
            yield from (change - timedelta(minutes=1), change)
