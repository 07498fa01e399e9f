"""VTIMEZONE components, written from the zone data of the `tzdata` package (RFC 5545 §3.6.5, RFC 9636).

Outlook misreads lists of RDATE and refuses local mean time, so a zone is written from the rule in the footer of its
TZif file: one STANDARD and one DAYLIGHT since 1970, each with a yearly rule. Where that rule has hours outside a day,
or does not give every change of clocks within the span of the feed, the changes of that span are written one by one.
"""

import json
import re
import struct
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise

from dateutil.relativedelta import FR, MO, SA, SU, TH, TU, WE, relativedelta
from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_Observance = TimezoneStandard | TimezoneDaylight
_WEEKDAYS = (SU, MO, TU, WE, TH, FR, SA)  # numbered as POSIX does


def use_packaged_zones() -> None:
    """Make `zoneinfo` read the `tzdata` package only, so that every installation agrees on every zone.

    Safe to call more than once; zones that were read from the system before the first call are forgotten.
    """
    if zoneinfo.TZPATH:
        zoneinfo.reset_tzpath(to=())
        zoneinfo.ZoneInfo.clear_cache()


use_packaged_zones()


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def is_zone(name: str) -> bool:
    """Whether the zone data know `name`, spelled exactly so. Looks in a list; opens no file by that name."""
    return name in _zone_names()


def vtimezone(zone: str, earliest: datetime, horizon: datetime) -> bytes:
    """The VTIMEZONE of `zone`, right from the year of `earliest` to the end of the year of `horizon` (both aware).

    The years are those in UTC; calls that agree on zone and years give equal bytes. Raises ValueError for an unknown
    zone, for naive times and for a horizon before the earliest time.
    """
    if not is_zone(zone):
        raise ValueError(f"unknown time zone: {zone!r}")
    if earliest.tzinfo is None or horizon.tzinfo is None:
        raise ValueError("the span of a VTIMEZONE needs aware times")
    if horizon < earliest:
        raise ValueError("the span of a VTIMEZONE ends before it starts")
    return _serialise(zone, earliest.astimezone(UTC).year, horizon.astimezone(UTC).year)


@lru_cache(maxsize=2048)
def _serialise(zone: str, first_year: int, last_year: int) -> bytes:
    component = Timezone()
    component.add("TZID", zone)
    component.add("X-LIC-LOCATION", zone)
    for observance in _observances(_read_zone(zone), first_year, last_year):
        component.add_component(observance)
    text: bytes = component.to_ical(sorted=False)
    return text


# What clocks show, and when they change


@dataclass(frozen=True, slots=True)
class _Clock:
    """What clocks show between two changes: the offset from UTC, whether it counts as summer time, the abbreviation."""

    offset: timedelta
    is_dst: bool
    name: str

    def reads_like(self, other: "_Clock") -> bool:
        return (self.offset, self.name) == (other.offset, other.name)


def _moment(wall_time: datetime, clock: _Clock) -> datetime:
    return (wall_time - clock.offset).replace(tzinfo=UTC)


def _wall_time(moment: datetime, clock: _Clock) -> datetime:
    return (moment + clock.offset).replace(tzinfo=None)


def _new_year(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Change:
    """From `at` on, clocks show `clock`."""

    at: datetime
    clock: _Clock


@dataclass(frozen=True, slots=True)
class _Yearly:
    """A POSIX `Mm.w.d/time` rule: the day of a month by week (5 is the last) and weekday (0 is Sunday), a wall time."""

    month: int
    week: int
    weekday: int
    time: timedelta

    @property
    def ordinal(self) -> int:
        return -1 if self.week == 5 else self.week

    def within_a_day(self) -> bool:
        return timedelta(0) <= self.time < _DAY

    def wall_time(self, year: int) -> datetime:
        edge = relativedelta(day=31 if self.ordinal < 0 else 1, weekday=_WEEKDAYS[self.weekday](self.ordinal))
        return datetime(year, self.month, 1) + edge + self.time


@dataclass(frozen=True, slots=True)
class _Footer:
    """The rule for all time after the last change in the file; without `summer` the clocks stay as they are."""

    normal: _Clock
    summer: _Clock | None = None
    summer_starts: _Yearly | None = None
    summer_ends: _Yearly | None = None

    def rules(self) -> tuple[tuple[_Clock, _Clock, _Yearly], ...]:
        """(from, to, when) for each of the two changes of a year; nothing for a zone without any."""
        if self.summer is None or self.summer_starts is None or self.summer_ends is None:
            return ()
        return (self.summer, self.normal, self.summer_ends), (self.normal, self.summer, self.summer_starts)

    def changes(self, years: Iterable[int]) -> list[_Change]:
        found = (_Change(_moment(rule.wall_time(y), old), new) for y in years for old, new, rule in self.rules())
        return sorted(found, key=lambda change: change.at)

    def at_start_of(self, year: int) -> _Clock:
        before = self.changes([year - 1])
        return before[-1].clock if before else self.normal


@dataclass(frozen=True, slots=True)
class _Zone:
    first: _Clock
    listed: tuple[_Change, ...]
    footer: _Footer

    def span(self, first_year: int, last_year: int) -> tuple[_Clock, list[_Change]]:
        """The clock in force as the first year starts (in UTC) and every visible change until the last year ends."""
        start, end = _new_year(first_year), _new_year(last_year + 1)
        history = list(self._all_changes(last_year))
        at_start = clock = next((change.clock for change in reversed(history) if change.at < start), self.first)
        visible = []
        for change in (c for c in history if start <= c.at < end):
            if not change.clock.reads_like(clock):
                visible.append(change)
            clock = change.clock
        return at_start, visible

    def _all_changes(self, last_year: int) -> Iterator[_Change]:
        yield from self.listed
        last = self.listed[-1].at if self.listed else _EPOCH
        yield from (c for c in self.footer.changes(range(last.year, last_year + 2)) if c.at > last)


# The components


def _observances(zone: _Zone, first_year: int, last_year: int) -> list[_Observance]:
    clock, changes = zone.span(first_year, last_year)
    if _rule_holds(zone.footer, clock, changes, first_year, last_year):
        by_offset = sorted(zone.footer.rules(), key=lambda rule: rule[1].offset)
        return [_observance(old, new, rule.wall_time(1970), rule) for old, new, rule in by_offset]
    return _explicit(clock, changes)


def _rule_holds(footer: _Footer, clock: _Clock, changes: list[_Change], first_year: int, last_year: int) -> bool:
    """Whether the footer can be written as two yearly rules that give exactly these changes."""
    rules = footer.rules()
    if not rules or not all(rule.within_a_day() for _, _, rule in rules):
        return False
    start, end = _new_year(first_year), _new_year(last_year + 1)
    by_rule = [c for c in footer.changes(range(first_year - 1, last_year + 2)) if start <= c.at < end]
    return footer.at_start_of(first_year).reads_like(clock) and by_rule == changes


def _explicit(clock: _Clock, changes: list[_Change]) -> list[_Observance]:
    """One observance for each change, and before them one since 1970 for the clock in force as the span starts."""
    falls_first = bool(changes) and _is_daylight(changes[0].clock, clock)
    start = _new_observance(clock, clock, _EPOCH.replace(tzinfo=None), daylight=falls_first)
    steps = pairwise([_Change(_EPOCH, clock), *changes])
    return [start, *(_observance(old.clock, new.clock, _wall_time(new.at, old.clock)) for old, new in steps)]


def _observance(old: _Clock, new: _Clock, wall_time: datetime, rule: _Yearly | None = None) -> _Observance:
    observance = _new_observance(old, new, wall_time, daylight=_is_daylight(old, new))
    if rule is not None:
        byday = f"{rule.ordinal}{_WEEKDAYS[rule.weekday]}"
        observance.add("RRULE", {"FREQ": "YEARLY", "BYMONTH": rule.month, "BYDAY": byday})
    return observance


def _new_observance(old: _Clock, new: _Clock, wall_time: datetime, *, daylight: bool) -> _Observance:
    observance = TimezoneDaylight() if daylight else TimezoneStandard()
    observance.add("DTSTART", wall_time)
    observance.add("TZOFFSETFROM", old.offset)
    observance.add("TZOFFSETTO", new.offset)
    observance.add("TZNAME", new.name)
    return observance


def _is_daylight(old: _Clock, new: _Clock) -> bool:
    """The larger offset of two that alternate is DAYLIGHT, whichever the data call summer time (Dublin, Casablanca)."""
    return new.offset > old.offset and new.is_dst != old.is_dst


# TZif files (RFC 9636 §3)

_HEADER = struct.Struct(">4sc15x6L")
_TYPE = struct.Struct(">lBB")


@cache
def _read_zone(name: str) -> _Zone:
    return _parse_tzif(resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes())


def _parse_tzif(data: bytes) -> _Zone:
    """Reads the 64-bit block and the footer; the 32-bit block before them is for readers of the last century."""
    start = _HEADER.size + _block_size(data, 0, time_size=4)
    body, end = start + _HEADER.size, start + _HEADER.size + _block_size(data, start, time_size=8)
    *_, count, types, chars = _HEADER.unpack_from(data, start)
    times = struct.unpack_from(f">{count}q", data, body)
    indices = data[body + count * 8 : body + count * 9]
    clocks = _parse_clocks(data[body + count * 9 : body + count * 9 + types * _TYPE.size + chars], types)
    listed = (_Change(_EPOCH + timedelta(seconds=t), clocks[i]) for t, i in zip(times, indices, strict=True) if t >= 0)
    earlier = [clocks[i] for t, i in zip(times, indices, strict=True) if t < 0]
    footer = _parse_footer(data[end:].decode("ascii").strip())
    return _Zone(earlier[-1] if earlier else clocks[0], tuple(listed), footer)


def _block_size(data: bytes, start: int, *, time_size: int) -> int:
    magic, version, utc, std, leaps, times, types, chars = _HEADER.unpack_from(data, start)
    if magic != b"TZif" or version < b"2":
        raise ValueError("not a TZif file of version 2 or later")
    return int(times * (time_size + 1) + types * _TYPE.size + chars + leaps * (time_size + 4) + std + utc)


def _parse_clocks(block: bytes, count: int) -> list[_Clock]:
    names = block[count * _TYPE.size :]
    rows = (_TYPE.unpack_from(block, i * _TYPE.size) for i in range(count))
    return [_Clock(timedelta(seconds=o), bool(dst), names[i : names.index(0, i)].decode("ascii")) for o, dst, i in rows]


_OFFSET = r"[+-]?\d+(?::\d+){0,2}"
_NAME = r"<[^>]+>|[A-Za-z]+"
_FOOTER = re.compile(
    rf"(?P<normal>{_NAME})(?P<west>{_OFFSET})"
    rf"(?:(?P<summer>{_NAME})(?P<summer_west>{_OFFSET})?,(?P<starts>[^,]+),(?P<ends>[^,]+))?"
)
_YEARLY = re.compile(rf"M(?P<month>\d+)\.(?P<week>[1-5])\.(?P<weekday>[0-6])(?:/(?P<time>{_OFFSET}))?")


def _parse_footer(text: str) -> _Footer:
    """Reads a POSIX TZ string, with the extension of hours from -167 to 167 (RFC 9636 §3.3)."""
    found = _FOOTER.fullmatch(text)
    if found is None:
        raise ValueError(f"not a TZ string: {text!r}")
    normal = _Clock(-_duration(found["west"]), False, found["normal"].strip("<>"))
    if found["summer"] is None:
        return _Footer(normal)
    offset = -_duration(found["summer_west"]) if found["summer_west"] else normal.offset + timedelta(hours=1)
    summer = _Clock(offset, True, found["summer"].strip("<>"))
    return _Footer(normal, summer, _parse_yearly(found["starts"]), _parse_yearly(found["ends"]))


def _parse_yearly(text: str) -> _Yearly:
    found = _YEARLY.fullmatch(text)
    if found is None:
        raise ValueError(f"not a month-week-day rule: {text!r}")
    time = _duration(found["time"] or "2")
    return _Yearly(int(found["month"]), int(found["week"]), int(found["weekday"]), time)


def _duration(text: str) -> timedelta:
    hours, minutes, seconds = (*map(int, text.lstrip("+-").split(":")), 0, 0)[:3]
    size = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return -size if text.startswith("-") else size


# Names that others use

_LONGEST_TZID = 255
_UTC_OFFSET = r"(?P<sign>[+\-\u2212])(?P<hours>\d\d?):?(?P<minutes>\d\d)"
_DISPLAY_NAME = re.compile(rf"\((?:UTC|GMT)(?:{_UTC_OFFSET})?\)\s*(?P<rest>.+)")
_DISPLAYED = {"coordinated universal": "utc"}  # the one displayed name that is neither a zone's nor a list of cities
_REMARK = re.compile(r"\s*\([^()]*\)$")


def iana_of(tzid: str) -> str | None:
    """The IANA zone that a TZID of another program means, or None.

    Understands IANA names in any case, Windows names (CLDR windowsZones), globally unique identifiers that end in an
    IANA name (`/freeassociation.sourceforge.net/Europe/Berlin`, RFC 5545 §3.8.3.1) and the names Windows displays
    (`(UTC+01:00) Amsterdam, Berlin, …`). Only looks in lists, so any text is safe to ask for.
    """
    if len(tzid) > _LONGEST_TZID:
        return None
    name = tzid.strip().strip('"')
    return _by_case().get(name.casefold()) or _from_windows(name) or _from_prefixed(name) or _from_display_name(name)


@cache
def _by_case() -> Mapping[str, str]:
    return {name.casefold(): name for name in _zone_names()}


@cache
def _windows_zones() -> Mapping[str, str]:
    table = json.loads(resources.files("eventhub.feeds").joinpath("windows_zones.json").read_text("utf-8"))
    return {name.casefold(): zone for name, zone in table["zones"].items()}


def _from_windows(name: str) -> str | None:
    short = _REMARK.sub("", name).casefold().removesuffix(" time").removesuffix(" standard")
    names = (name.casefold(), f"{short} standard time", _DISPLAYED.get(short, ""))
    return next((_windows_zones()[n] for n in names if n in _windows_zones()), None)


def _from_prefixed(name: str) -> str | None:
    head, *parts = name.split("/")
    if head and "." not in head and not head.endswith(":"):
        return None
    tails = ("/".join(parts[i:]).casefold() for i in range(len(parts)))
    return next((_by_case()[tail] for tail in tails if tail in _by_case()), None)


def _from_display_name(name: str) -> str | None:
    found = _DISPLAY_NAME.fullmatch(name)
    if found is None:
        return None
    size = timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0))
    offset = size if found["sign"] in (None, "+") else -size
    cities = (part.strip().replace(" ", "_").casefold() for part in re.split("[,/]", found["rest"]))
    zones = (zone for city in cities for zone in _by_city().get(city, ()) if _normal_offset(zone) == offset)
    return _from_windows(found["rest"]) or next(zones, None)


@cache
def _by_city() -> Mapping[str, list[str]]:
    cities: dict[str, list[str]] = {}
    for name in sorted(_zone_names()):
        cities.setdefault(name.rpartition("/")[2].casefold(), []).append(name)
    return cities


def _normal_offset(zone: str) -> timedelta:
    footer = _read_zone(zone).footer
    return min(clock.offset for clock in (footer.normal, footer.summer) if clock is not None)
