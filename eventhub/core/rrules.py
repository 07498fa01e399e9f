"""Recurrence rules (RFC 5545 §3.3.10): read leniently, and run by dateutil with a meter on it.

dateutil never comes back from a rule that matches nothing (``FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30``) or that does not
advance (``INTERVAL=0``). So rules are checked and mended first, start close to the time that is asked for, and every day
or second that dateutil looks at is counted; when the meter is used up the rule is cut.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import prod
from typing import Any, Literal, NamedTuple

from dateutil import rrule as du

from eventhub.core.moments import LAST_YEAR, Moment, parse_moment

MAX_INTERVAL = 100_000
MAX_LENGTH = 1_000
"""Characters of one rule; every number of every part together take fewer."""
STEPS_PER_START = 10
"""What a start costs that is found, with all that is done to it later, beside a day that is only looked at."""
STEPS_PER_RULE = 15
"""What it costs to set a rule going."""

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
_INTEGER = re.compile(r"[+-]?\d{1,9}", re.ASCII)
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


@lru_cache(maxsize=1024)
def parse_rule(text: str) -> Rule:
    """Read one RRULE value, mending what has only one meaning (INTERVAL=0, empty parts, second 60).

    The answer is shared between callers that ask for the same rule. Raises ValueError with the part that cannot be read.
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
    if len(text) > MAX_LENGTH:
        raise ValueError("too long")
    pairs = (part.partition("=") for part in text.strip().upper().removeprefix("RRULE:").split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if value.strip()}


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
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
    try:
        rule, begin = _forward(*_yearly_as_monthly(rule, first), after)
        by = dict(rule.by)
        if rule.frequency > du.MONTHLY and "byweekday" in by:
            by["byweekday"] = [_DAYS[str(day)[:2]] for day in by["byweekday"]]  # ordinals mean nothing below a month
        meter.take(STEPS_PER_RULE + _times_a_day(by))
        if rule.times is not None and rule.times <= 0:
            return
        ruled = du.rrule(rule.frequency, dtstart=begin, interval=rule.interval, count=rule.times, **by)
        _put_on_meter(ruled, meter)
        for start in ruled:
            meter.take(STEPS_PER_START)
            yield start
    except (ValueError, OverflowError, TypeError):
        return  # dateutil's ways of saying that nothing can match, or that the calendar is at its end


def _times_a_day(by: dict[str, Any]) -> int:
    """How many times of day dateutil makes before it begins."""
    return prod(len(by.get(keyword, ())) or 1 for keyword in ("byhour", "byminute", "bysecond"))


def _yearly_as_monthly(rule: Rule, first: datetime) -> tuple[Rule, datetime]:
    """A yearly rule within one month, as every twelfth month: dateutil then looks at 31 days a year and not at 366."""
    by = rule.by.keys() - {"wkst"}
    months = rule.by.get("bymonth") or ([] if by & {"byweekday", "bymonthday", "bysetpos"} else [first.month])
    if rule.frequency != du.YEARLY or by & {"byweekno", "byyearday"} or len(months) != 1:
        return rule, first
    kept = {name: value for name, value in rule.by.items() if name != "bymonth"}
    rule = rule._replace(frequency=du.MONTHLY, interval=12 * rule.interval, by=kept)
    if months[0] == first.month:
        return rule, first
    years = rule.interval // 12 if months[0] < first.month else 0
    return _with_day(rule, first), first.replace(year=first.year + years, month=months[0], day=1)


def _forward(rule: Rule, first: datetime, after: datetime) -> tuple[Rule, datetime]:
    """The rule from a start closer to ``after`` on the same grid, with the COUNT that is left there."""
    plain = not rule.by.keys() - {"wkst"}
    if after <= first or (rule.times is not None and not plain):
        return rule, first
    if step := _STEPS.get(rule.frequency):
        jumps = max((after - first) // (step * rule.interval) - 1, 0)
        begin = first + jumps * rule.interval * step
    elif rule.times is not None and first.day > 28:
        return rule, first  # months that have no such day do not count
    else:
        jumps = max(_months(first, after) // _span(rule) - 1, 0)
        begin = _month_later(first, jumps * _span(rule)) if jumps else first
        rule = _with_day(rule, first) if jumps else rule
    return (rule if rule.times is None else rule._replace(times=rule.times - jumps)), begin


def _months(first: datetime, after: datetime) -> int:
    return (after.year - first.year) * 12 + after.month - first.month


def _span(rule: Rule) -> int:
    """Months from one period of a monthly or yearly rule to the next."""
    return rule.interval if rule.frequency == du.MONTHLY else 12 * rule.interval


def _month_later(first: datetime, months: int) -> datetime:
    """The first day of a later month; for a yearly rule the day of the year is the rule's own business."""
    years, month = divmod(first.month - 1 + months, 12)
    return first.replace(year=first.year + years, month=month + 1, day=1)


def _with_day(rule: Rule, first: datetime) -> Rule:
    """The rule with what it takes from its start written out, for it is going to start elsewhere (RFC 5545 §3.3.10)."""
    if rule.by.keys() & {"byweekno", "byyearday", "bymonthday", "byweekday"}:
        return rule
    by = {**rule.by, "bymonthday": [first.day]}
    if rule.frequency == du.YEARLY and "bymonth" not in by:
        by["bymonth"] = [first.month]
    return rule._replace(by=by)


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
    """Whether a local start lies after UNTIL, itself in local time; a date as UNTIL of a timed start means its midnight."""
    if until is None:
        return False
    if not isinstance(start, datetime):
        return start > _day(until)
    return start > (until if isinstance(until, datetime) else datetime(until.year, until.month, until.day))


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
