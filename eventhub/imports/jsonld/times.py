"""When an event is, as pages say it (ISO 8601, and what is written instead), and how often (schema.org/Schedule)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from eventhub.core.moments import FIRST_YEAR, LAST_YEAR, Moment, parse_moment
from eventhub.core.rrules import parse_rule
from eventhub.imports.ical.lines import BrokenComponent
from eventhub.imports.ical.reader import MAX_DATES
from eventhub.imports.ical.values import Recurrence, parse_duration
from eventhub.imports.ical.zones import UTC_ZONE, Zone, Zones
from eventhub.imports.jsonld.graph import Node, get, listed, short, text

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
_LOOSE = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d\d)(:\d\d(?:\.\d+)?)?\s*(Z|[+-]\d{1,2}(?::?\d\d)?)?)?",
    re.IGNORECASE | re.ASCII,
)
_TIME = re.compile(r"T?(\d{1,2}):(\d\d)(?::(\d\d))?(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE | re.ASCII)
_EVERY = re.compile(r"P(\d{1,4})([DWMY])", re.IGNORECASE | re.ASCII)
_FREQUENCIES = {"D": "DAILY", "W": "WEEKLY", "M": "MONTHLY", "Y": "YEARLY"}
_WORDS = {"daily": "P1D", "weekly": "P1W", "biweekly": "P2W", "fortnightly": "P2W", "monthly": "P1M", "yearly": "P1Y",
          "annually": "P1Y"}  # fmt: skip
_DAYS = {"monday": "MO", "tuesday": "TU", "wednesday": "WE", "thursday": "TH", "friday": "FR", "saturday": "SA", "sunday": "SU"}
_DAY_CODE = re.compile(r"([+-]?\d)?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)


@dataclass(frozen=True, slots=True)
class When:
    """Start and end (exclusive, as the calendar reader has them), and what is known of the clock they are on."""

    starts: Moment
    ends: Moment
    zone: Zone
    floating: bool
    doubts: tuple[str, ...]
    recurrence: Recurrence


def read_moment(value: Any) -> Moment | None:
    """A date, a local time, or an instant in UTC; None when nothing is said. Raises ValueError when it can't be read."""
    said = text(value).strip()
    if not said:
        return None
    match = _LOOSE.match(said) if len(said) < 60 else None
    if match is None or said[match.end() :].strip():
        raise ValueError(said[:60])
    year, month, day, hour, minute, second, offset = match.groups()
    plain = f"{year}-{int(month):02}-{int(day):02}"
    if hour is not None:
        plain += f"T{int(hour):02}:{minute}{second or ''}{_whole_offset(offset)}"
    moment = parse_moment(plain)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(said[:60])
    return moment


def _whole_offset(offset: str | None) -> str:
    if not offset or offset in "zZ":
        return offset or ""
    hours, _colon, minutes = offset[1:].partition(":")
    hours, minutes = (hours[:-2], hours[-2:]) if len(hours) > 2 else (hours, minutes or "00")
    return f"{offset[0]}{int(hours):02}:{minutes}"


def read_when(node: Node, schedule: Node | None, line: int) -> When:
    """The times of an event, or of one of its schedules. Raises BrokenComponent."""
    zone = _zone_of(schedule)
    start = _start_of(node, schedule, line)
    doubts: list[str] = []
    end = _end_of(node, schedule, start, doubts)
    if isinstance(start, datetime) and isinstance(end, datetime) and _takes_whole_days(node, schedule):
        start, end = _local_day(node, "startDate"), _local_day(node, "endDate") + DAY
    floating = isinstance(start, datetime) and start.tzinfo is None and zone is None
    known = zone or UTC_ZONE
    starts, ends = _aware(start, known), _aware(end, known)
    if ends is not None and ends < starts:
        doubts.append("bad_end")
        ends = None
    if ends is None or ends == starts:
        if "bad_end" not in doubts and isinstance(starts, datetime):
            doubts.append("no_end")
        ends = starts + (HOUR if isinstance(starts, datetime) else DAY)
    recurrence = _recurrence(schedule, starts, known, line) if schedule else Recurrence()
    return When(starts, ends, known, floating, tuple(doubts), recurrence)


def _start_of(node: Node, schedule: Node | None, line: int) -> Moment:
    """Where a schedule has a time of its own, the first day that it names; else what the event says."""
    said = get(node, "startDate")
    try:
        start = read_moment(said)
        if schedule is None:
            found = start
        else:
            clock, first = read_time(get(schedule, "startTime")), read_moment(get(schedule, "startDate")) or start
            found = _at(first, clock) if first is not None and (clock is not None or start is None) else start or first
            found = _on_first_day(_in_zone(found, _zone_of(schedule)), schedule)
    except (ValueError, OverflowError):
        raise BrokenComponent("bad_start", line, text(said)) from None
    if found is None:
        raise BrokenComponent("no_start", line)
    return found


def _in_zone(moment: Moment | None, zone: Zone | None) -> Moment | None:
    """An instant on the clocks of the zone that the schedule names, which decide what day it is."""
    return moment.astimezone(zone.tz) if zone and isinstance(moment, datetime) and moment.tzinfo else moment


def _at(day: Moment, clock: time | None) -> Moment:
    """A day at a time on the clock; a day that has one already keeps it."""
    if clock is None or isinstance(day, datetime):
        return day
    return datetime.combine(day, clock)


def read_time(value: Any) -> time | None:
    """A time on the clock such as ``19:00``; its offset is left to the schedule's zone. Raises ValueError."""
    said = text(value).strip()
    if not said:
        return None
    match = _TIME.fullmatch(said[-40:].rpartition("T")[2] if "T" in said else said)
    if match is None:
        raise ValueError(said[:60])
    return time(int(match[1]), int(match[2]), int(match[3] or 0))


def _end_of(node: Node, schedule: Node | None, start: Moment, doubts: list[str]) -> Moment | None:
    """The end that is said, as a value of the start's kind; an end day is the last day, not the one after it."""
    try:
        length = (text(get(schedule, "duration")) if schedule else "") or text(get(node, "duration"))
        clock = read_time(get(schedule, "endTime")) if schedule else None
        if clock is not None and isinstance(start, datetime):
            end = datetime.combine(start.date(), clock, start.tzinfo)
            return end if end > start else end + DAY
        said = read_moment(get(node, "endDate"))
        # Of a series the event's end is that of its last date.
        if said is not None and (schedule is None or _is_within_a_day(start, said)):
            return _like(said, start)
        if not length:
            return None
        return start + (
            parse_duration(length) if isinstance(start, datetime) else max(timedelta(parse_duration(length).days), DAY)
        )
    except (ValueError, OverflowError):
        doubts.append("bad_end")
        return None


def _is_within_a_day(start: Moment, end: Moment) -> bool:
    days = (date(end.year, end.month, end.day) - date(start.year, start.month, start.day)).days
    return days <= 1


def _like(end: Moment, start: Moment) -> Moment | None:
    if not isinstance(start, datetime):
        return date(end.year, end.month, end.day) + DAY
    if not isinstance(end, datetime):
        return datetime(end.year, end.month, end.day, tzinfo=start.tzinfo) + DAY if end > start.date() else None
    if (end.tzinfo is None) != (start.tzinfo is None):
        return end.replace(tzinfo=start.tzinfo)
    return end


def _takes_whole_days(node: Node, schedule: Node | None) -> bool:
    """Whether it goes from midnight to a minute before midnight, as WordPress writes what takes all day."""
    start, end = text(get(node, "startDate")), text(get(node, "endDate"))
    return schedule is None and re.search(r"T00:00(:00)?(?!:?\d)", start) is not None and re.search(r"T23:59", end) is not None


def _local_day(node: Node, name: str) -> date:
    return date.fromisoformat(text(get(node, name)).strip()[:10])


def _aware(moment: Any, zone: Zone) -> Any:
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=zone.tz) if moment.tzinfo is None else moment.astimezone(zone.tz)
    return moment


def _zone_of(schedule: Node | None) -> Zone | None:
    name = text(get(schedule, "scheduleTimezone")).strip() if schedule else ""
    return Zones([]).find_zone(name[:100], datetime.now(UTC).year, 0) if name else None


# How often


def _recurrence(schedule: Node, starts: Moment, zone: Zone, line: int) -> Recurrence:
    rule = _rule(schedule, starts, zone, line)
    return Recurrence((rule,), (), _exceptions(schedule, zone, line)) if rule else Recurrence()


def _rule(schedule: Node, starts: Moment, zone: Zone, line: int) -> str:
    """The schedule as an RRULE (RFC 5545 §3.3.10), checked; empty when it does not repeat."""
    said = short(get(schedule, "repeatFrequency"))
    if not said:
        return ""
    match = _EVERY.fullmatch(_WORDS.get(said.casefold(), said).strip())
    if match is None or int(match[1]) < 1:
        raise BrokenComponent("bad_rule", line, said)
    try:
        parts = [f"FREQ={_FREQUENCIES[match[2].upper()]}", f"INTERVAL={int(match[1])}", *_by(schedule, match[2].upper()),
                 *_limits(schedule, starts, zone)]  # fmt: skip
        rule = ";".join(filter(None, parts))
        parse_rule(rule)
    except (ValueError, OverflowError):
        raise BrokenComponent("bad_rule", line, said) from None
    return rule


def _by(schedule: Node, unit: str) -> list[str]:
    days, week = _days_of(schedule), text(get(schedule, "byMonthWeek")).strip()
    if week and unit == "M":
        days = [f"{int(week)}{day[-2:]}" for day in days]
    numbers = {
        "BYMONTH": get(schedule, "byMonth"),
        "BYMONTHDAY": get(schedule, "byMonthDay") if unit in "MY" else None,
    }
    said = [
        f"{name}={','.join(str(int(text(each))) for each in listed(value)[:31])}"
        for name, value in numbers.items()
        if listed(value)
    ]
    return [f"BYDAY={','.join(days)}" if days else "", *said]


def _days_of(schedule: Node) -> list[str]:
    """Days of the week in RFC 5545's letters; a holiday (schema.org/PublicHolidays) is none."""
    found = []
    for each in listed(get(schedule, "byDay"))[:14]:
        name = short(each)
        code = _DAYS.get(name.casefold()) or name.upper()
        if _DAY_CODE.fullmatch(code):
            found.append(code)
    return found


def _limits(schedule: Node, starts: Moment, zone: Zone) -> list[str]:
    """COUNT and UNTIL; of both, which RFC 5545 does not allow together, the count."""
    count = text(get(schedule, "repeatCount")).strip()
    if count:
        return [f"COUNT={int(float(count))}"]
    until = read_moment(get(schedule, "endDate"))
    if until is None:
        return []
    if not isinstance(starts, datetime):
        return [f"UNTIL={until:%Y%m%d}"]
    last = until if isinstance(until, datetime) else datetime.combine(until, time(23, 59, 59))
    aware = last.replace(tzinfo=zone.tz) if last.tzinfo is None else last
    return [f"UNTIL={aware.astimezone(UTC):%Y%m%dT%H%M%SZ}"]


def _exceptions(schedule: Node, zone: Zone, line: int) -> tuple[Moment, ...]:
    said = listed(get(schedule, "exceptDate"))
    if len(said) > MAX_DATES:
        raise BrokenComponent("too_many_dates", line, "exceptDate")
    try:
        return tuple(_aware(moment, zone) for each in said if (moment := read_moment(each)) is not None)
    except (ValueError, OverflowError):
        raise BrokenComponent("bad_date", line, "exceptDate") from None


def _on_first_day(start: Moment | None, schedule: Node) -> Moment | None:
    """A weekly schedule begins on the first of its days: RFC 5545 counts its start in, schema.org does not."""
    codes = [code for code in _days_of(schedule) if len(code) == 2]
    said = short(get(schedule, "repeatFrequency")).casefold()
    if start is None or not codes or not _WORDS.get(said, said).upper().endswith("W"):
        return start
    wanted = {list(_DAYS.values()).index(code) for code in codes}
    return start + min((day - start.weekday()) % 7 for day in wanted) * DAY
