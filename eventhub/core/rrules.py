"""Recurrence rules (RFC 5545 §3.3.10): read leniently, and run by dateutil with a meter on it.

dateutil never comes back from a rule that matches nothing (``FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30``) or that does not
advance (``INTERVAL=0``). So rules are checked and mended first, start close to the time that is asked for, and every day
or second that dateutil looks at is counted; when the meter is used up the rule is cut.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from math import prod
from typing import Any, Literal, NamedTuple

from dateutil import rrule as du

from eventhub.core.moments import LAST_YEAR, Moment, parse_moment

MAX_INTERVAL = 100_000
STEPS_PER_START = 10
"""What a start costs that is found, with all that is done to it later, beside a day that is only looked at."""

Frequency = Literal[0, 1, 2, 3, 4, 5, 6]
"""dateutil's numbers, from YEARLY to SECONDLY."""

_FREQUENCIES: dict[str, Frequency] = {
    "YEARLY": du.YEARLY, "MONTHLY": du.MONTHLY, "WEEKLY": du.WEEKLY, "DAILY": du.DAILY,
    "HOURLY": du.HOURLY, "MINUTELY": du.MINUTELY, "SECONDLY": du.SECONDLY,
}  # fmt: skip
_STEPS = {
    du.WEEKLY: timedelta(weeks=1), du.DAILY: timedelta(days=1), du.HOURLY: timedelta(hours=1),
    du.MINUTELY: timedelta(minutes=1), du.SECONDLY: timedelta(seconds=1),
}  # fmt: skip
_DAYS = {"MO": du.MO, "TU": du.TU, "WE": du.WE, "TH": du.TH, "FR": du.FR, "SA": du.SA, "SU": du.SU}
_BY = {  # keyword of dateutil, smallest and largest value, whether counting from the end is allowed
    "BYMONTH": ("bymonth", 1, 12, False), "BYMONTHDAY": ("bymonthday", 1, 31, True),
    "BYYEARDAY": ("byyearday", 1, 366, True), "BYWEEKNO": ("byweekno", 1, 53, True),
    "BYHOUR": ("byhour", 0, 23, False), "BYMINUTE": ("byminute", 0, 59, False),
    "BYSECOND": ("bysecond", 0, 60, False), "BYSETPOS": ("bysetpos", 1, 366, True),
}  # fmt: skip
BELOW_A_DAY = frozenset({"byhour", "byminute", "bysecond"})
"""Keywords of the parts that name times of a day."""
_WRITTEN = ("BYMONTH", "BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST")
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)


class MeterEmpty(Exception):
    """The rule took more steps than it is worth."""


class Meter:
    """Steps that may still be taken; one is some three microseconds."""

    def __init__(self, steps: int) -> None:
        self.steps = steps

    def take(self, steps: int = 1) -> None:
        """Count some steps. Raises MeterEmpty when there are not enough left."""
        self.steps -= steps
        if self.steps < 0:
            raise MeterEmpty


class Rule(NamedTuple):
    """A checked rule: dateutil's frequency and keywords, and what is kept out of its hands; ``times`` is COUNT."""

    frequency: Frequency
    interval: int
    times: int | None
    until: Moment | None
    by: dict[str, Any]


def parse_rule(text: str) -> Rule:
    """Read one RRULE value, mending what has only one meaning (INTERVAL=0, empty parts, second 60).

    Raises ValueError with the part that cannot be read.
    """
    parts = _split(text)
    frequency = _FREQUENCIES.get(parts.get("FREQ", ""))
    if frequency is None:
        raise ValueError(f"FREQ={parts.get('FREQ', '')}")
    by: dict[str, Any] = {
        keyword: _numbers(parts[name], low, high, negative=negative)
        for name, (keyword, low, high, negative) in _BY.items()
        if name in parts
    }
    if "BYDAY" in parts:
        by["byweekday"] = _weekdays(parts["BYDAY"])
    if "bysecond" in by:
        by["bysecond"] = sorted({min(second, 59) for second in by["bysecond"]})
    if parts.get("WKST") in _DAYS:
        by["wkst"] = _DAYS[parts["WKST"]]
    interval = min(max(_integer(parts.get("INTERVAL", "1")), 1), MAX_INTERVAL)
    count = max(_integer(parts["COUNT"]), 0) if "COUNT" in parts else None
    until = parse_moment(parts["UNTIL"]) if "UNTIL" in parts else None
    if until is not None and until.year > LAST_YEAR:
        until = None  # 99991231T235959Z says "for ever"
    if set(by) <= {"bysetpos", "wkst"}:
        by.pop("bysetpos", None)  # a position in a set of one, which dateutil refuses
    return Rule(frequency, interval, count, until, by)


def _split(text: str) -> dict[str, str]:
    if len(text) > 5000:
        raise ValueError("too long")
    pairs = (part.partition("=") for part in text.strip().upper().removeprefix("RRULE:").split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if value.strip()}


def _integer(text: str) -> int:
    if not re.fullmatch(r"[+-]?\d{1,9}", text, re.ASCII):
        raise ValueError(text[:40])
    return int(text)


def _numbers(text: str, low: int, high: int, *, negative: bool) -> list[int]:
    values = sorted({_integer(part.strip()) for part in text.split(",") if part.strip()})
    if any(not (low <= (abs(v) if negative else v) <= high) for v in values):
        raise ValueError(text[:40])
    return values


def _weekdays(text: str) -> list[du.weekday]:
    days = []
    for part in {part.strip() for part in text.split(",") if part.strip()}:
        match = _DAY.fullmatch(part)
        if not match or (match[1] and not 1 <= abs(int(match[1])) <= 53):
            raise ValueError(text[:40])
        days.append(_DAYS[match[2]](int(match[1])) if match[1] else _DAYS[match[2]])
    return days


def write_by(rule: Rule) -> str:
    """FREQ and the BY parts of a rule of days or more, in one order, each number once; WKST where it is not Monday.

    A numbered weekday means nothing below a month, and is written without its number there.
    """
    frequency = next(name for name, number in _FREQUENCIES.items() if number == rule.frequency)
    return ";".join([f"FREQ={frequency}", *filter(None, (_write_part(rule, name) for name in _WRITTEN))])


def _write_part(rule: Rule, name: str) -> str:
    if name == "WKST":
        first = rule.by.get("wkst", du.MO)
        return "" if first == du.MO else f"WKST={_name_of(first)}"
    if name == "BYDAY":
        numbered = rule.frequency <= du.MONTHLY
        days = sorted({(day.n or 0 if numbered else 0, day.weekday) for day in rule.by.get("byweekday", ())})
        values = [f"{n or ''}{list(_DAYS)[weekday]}" for n, weekday in days]
    else:
        values = [str(value) for value in rule.by.get(_BY[name][0], ())]
    return f"{name}={','.join(values)}" if values else ""


def _name_of(day: du.weekday) -> str:
    return list(_DAYS)[day.weekday]


def starts(rule: Rule, first: datetime, after: datetime, meter: Meter) -> Iterator[datetime]:
    """Local starts of the rule from about ``after`` on, ascending, without an end; UNTIL is left to the caller.

    ``first`` is DTSTART as local time. Raises MeterEmpty while iterating.
    """
    begin, count = _forward(rule, first, after)
    if count is not None and count <= 0:
        return
    by = dict(rule.by)
    if rule.frequency > du.MONTHLY and "byweekday" in by:
        by["byweekday"] = [_DAYS[str(day)[:2]] for day in by["byweekday"]]  # ordinals mean nothing below a month
    meter.take(_times_a_day(by))
    try:
        ruled = du.rrule(rule.frequency, dtstart=begin, interval=rule.interval, count=count, **by)
        _put_on_meter(ruled, meter)
        for start in ruled:
            meter.take(STEPS_PER_START)
            yield start
    except (ValueError, OverflowError, TypeError):
        return  # dateutil's ways of saying that nothing can match, or that the calendar is at its end


def _times_a_day(by: dict[str, Any]) -> int:
    """How many times of day dateutil makes before it begins."""
    return prod(len(by.get(keyword, ())) or 1 for keyword in ("byhour", "byminute", "bysecond"))


def _forward(rule: Rule, first: datetime, after: datetime) -> tuple[datetime, int | None]:
    """A start closer to ``after`` on the same grid, and the COUNT that is left there."""
    step = _STEPS.get(rule.frequency)
    plain = not set(rule.by) - {"wkst"}
    if rule.frequency == du.YEARLY and rule.times is None:
        return _years_on(rule, first, after), None
    if step is None or after <= first or (rule.times is not None and not plain):
        return first, rule.times
    jumps = max((after - first) // (step * rule.interval) - 1, 0)
    count = None if rule.times is None else rule.times - jumps
    return first + jumps * rule.interval * step, count


def _years_on(rule: Rule, first: datetime, after: datetime) -> datetime:
    """The same day of a year that the rule counts too, a step before ``after``; of 29 February in a leap year."""
    for jumps in range((after.year - first.year) // rule.interval - 1, 0, -1):
        with suppress(ValueError):
            return first.replace(year=first.year + jumps * rule.interval)
    return first


class _Metered(tuple[int, ...]):
    """Values of a BY part that count how often they are asked."""

    meter: Meter

    def __contains__(self, value: object) -> bool:
        self.meter.take()
        return super().__contains__(value)


def _metered(values: Container[int] | None, default: range, meter: Meter) -> _Metered:
    counted = _Metered(values or default)  # type: ignore[arg-type]  # dateutil keeps tuples and sets of integers
    counted.meter = meter
    return counted


def _put_on_meter(ruled: Any, meter: Meter) -> None:
    """Let dateutil's own questions ("is this day's month in BYMONTH?") pay for themselves.

    It reads these attributes once, at the head of its loop. ``_bymonth`` is asked for every day; where it would change
    the meaning (YEARLY with numbered weekdays) ``_byweekday`` is. BYHOUR and BYMINUTE are asked in the inner loops.
    """
    if ruled._bymonth or not ruled._bynweekday:
        ruled._bymonth = _metered(ruled._bymonth, range(1, 13), meter)
    else:
        ruled._byweekday = _metered(ruled._byweekday, range(7), meter)
    if ruled._freq >= du.MINUTELY:
        ruled._byhour = _metered(ruled._byhour, range(24), meter)


def until_passed(until: Moment | None, start: date) -> bool:
    """Whether a local start lies after UNTIL, itself in local time; a date as UNTIL takes in its whole day."""
    if until is None:
        return False
    if isinstance(until, datetime) and isinstance(start, datetime):
        return start > until
    return _day(start) > _day(until)


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
