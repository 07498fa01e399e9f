"""How events recur: the rules an organizer can say in words, their dates, and how they are written (RFC 5545 §3.3.10).

All dates are wall times of the event's zone: a rule promises the clock on the wall, not the instant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any

from dateutil import rrule

from eventhub.core.errors import Invalid
from eventhub.core.text import LazyText
from eventhub.core.text import lazy_gettext as _l

AHEAD = timedelta(days=548)
"""How far ahead dates are stored: eighteen months, as far as feeds reach."""
MAX_DATES = 600
"""How many dates of one rule are stored at a time; a date a day for eighteen months is fewer."""
MAX_TIMES = 1000
MAX_INTERVAL = 24
OWN = ("title", "description", "venue", "street", "city", "directions", "join_url")
"""What a single date may say of its own."""
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Every(StrEnum):
    """What a rule counts."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    MONTH_DAY = "month_day"
    YEAR = "year"

    @property
    def label(self) -> LazyText:
        """The choice in words."""
        return {
            "day": _l("Every day"), "week": _l("Every week"), "month": _l("Every month, on the same weekday"),
            "month_day": _l("Every month, on the same day"), "year": _l("Every year"),
        }[self.value]  # fmt: skip


_FREQUENCIES = {
    Every.DAY: ("DAILY", rrule.DAILY), Every.WEEK: ("WEEKLY", rrule.WEEKLY), Every.MONTH: ("MONTHLY", rrule.MONTHLY),
    Every.MONTH_DAY: ("MONTHLY", rrule.MONTHLY), Every.YEAR: ("YEARLY", rrule.YEARLY),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """A rule. Which day of the month or year it is stands in the first date, not here."""

    every: Every
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    """For weeks: Monday is 0. For months: the one weekday."""
    position: int = 0
    """For months: the first (1) to fourth (4) or the last (-1) such weekday."""
    until: date | None = None
    """The last day on which a date may begin."""
    times: int | None = None


def from_first(recurrence: Recurrence, first: datetime) -> Recurrence:
    """The rule as the first date completes it: its weekday is one of the rule's, its place in the month the rule's place.

    The fifth weekday of a month, which few months have, means the last.
    """
    if recurrence.every is Every.WEEK:
        return replace(recurrence, weekdays=tuple(sorted({*recurrence.weekdays, first.weekday()})), position=0)
    if recurrence.every is Every.MONTH:
        place = (first.day - 1) // 7 + 1
        is_last = (first + timedelta(days=7)).month != first.month
        asked_last = recurrence.position == -1 and is_last
        return replace(recurrence, weekdays=(first.weekday(),), position=-1 if asked_last or place == 5 else place)
    return replace(recurrence, weekdays=(), position=0)


def check_recurrence(recurrence: Recurrence, first: datetime) -> None:
    """Refuse what makes no sense or has no bound.

    :raises Invalid: by the fields ``repeat_interval``, ``repeat_until``, ``repeat_times``.
    """
    wrong: dict[str, LazyText] = {}
    if not 1 <= recurrence.interval <= MAX_INTERVAL:
        wrong["repeat_interval"] = _l("Between 1 and %(n)s.", n=MAX_INTERVAL)
    if recurrence.until is not None and recurrence.times is not None:
        wrong["repeat_until"] = _l("Say either the last day or how many times, not both.")
    if recurrence.until is not None and recurrence.until < first.date():
        wrong["repeat_until"] = _l("This is before the first date.")
    if recurrence.times is not None and not 1 <= recurrence.times <= MAX_TIMES:
        wrong["repeat_times"] = _l("Between 1 and %(n)s times. Leave it open if it has no end.", n=MAX_TIMES)
    if wrong:
        raise Invalid(wrong)


def walls(recurrence: Recurrence, first: datetime) -> Iterator[datetime]:
    """The wall starts of a rule from its first date on, without end where the rule has none."""
    frequency: Any = _FREQUENCIES[recurrence.every][1]
    by: dict[str, Any] = {}
    if recurrence.every is Every.WEEK:
        by["byweekday"] = [rrule.weekday(day) for day in recurrence.weekdays or (first.weekday(),)]
    elif recurrence.every is Every.MONTH:
        by["byweekday"] = [rrule.weekday(recurrence.weekdays[0], recurrence.position)]
    until = datetime.combine(recurrence.until, datetime.max.time()) if recurrence.until else None
    yield from rrule.rrule(
        frequency, dtstart=first, interval=recurrence.interval, until=until, count=recurrence.times, wkst=rrule.MO, **by
    )


def between(recurrence: Recurrence, first: datetime, start: datetime, end: datetime) -> list[datetime]:
    """The wall starts from ``start`` on and before ``end``, at most :data:`MAX_DATES`."""
    found: list[datetime] = []
    for wall in walls(recurrence, first):
        if wall >= end or len(found) == MAX_DATES:
            break
        if wall >= start:
            found.append(wall)
    return found


def next_walls(recurrence: Recurrence, first: datetime, count: int = 5) -> list[datetime]:
    """The first dates, to show while a rule is being chosen."""
    return list(islice(walls(recurrence, first), count))


def without_first(recurrence: Recurrence, first: datetime, wall: datetime) -> Recurrence:
    """The rule that goes on from ``wall``: of a rule of so many times what is left of them."""
    if recurrence.times is None:
        return recurrence
    before = sum(1 for found in islice(walls(recurrence, first), MAX_TIMES) if found < wall)
    return replace(recurrence, times=max(1, recurrence.times - before))


def write_rule(recurrence: Recurrence) -> str:
    """The rule as RRULE text, but with UNTIL as the last local day; feeds give it the form that DTSTART demands."""
    parts = [f"FREQ={_FREQUENCIES[recurrence.every][0]}"]
    if recurrence.interval > 1:
        parts.append(f"INTERVAL={recurrence.interval}")
    if recurrence.every is Every.WEEK:
        parts.append("BYDAY=" + ",".join(_DAYS[day] for day in recurrence.weekdays))
    if recurrence.every is Every.MONTH:
        parts.append(f"BYDAY={recurrence.position}{_DAYS[recurrence.weekdays[0]]}")
    if recurrence.until:
        parts.append(f"UNTIL={recurrence.until:%Y%m%d}")
    if recurrence.times:
        parts.append(f"COUNT={recurrence.times}")
    return ";".join(parts)


def read_rule(text: str) -> Recurrence:
    """The rule that :func:`write_rule` wrote, or another program, as far as it can be said here.

    :raises Invalid: with key ``rule``: COUNT and UNTIL together (RFC 5545 §3.3.10 forbids it), below a day, or a part
        that has no words here.
    """
    parts = dict(part.split("=", 1) for part in text.upper().removeprefix("RRULE:").strip().split(";") if "=" in part)
    if "COUNT" in parts and "UNTIL" in parts:
        raise Invalid({"rule": _l("Say either the last day or how many times, not both.")})
    try:
        return _read_parts(parts)
    except (KeyError, ValueError):
        raise Invalid({"rule": _l("This rule can’t be read: %(rule)s", rule=text[:100])}) from None


def _read_parts(parts: dict[str, str]) -> Recurrence:
    by_day, by_month_day = parts.get("BYDAY", ""), parts.get("BYMONTHDAY", "")
    if set(parts) - {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "UNTIL", "COUNT", "WKST"}:
        raise ValueError("parts")
    common = {
        "interval": int(parts.get("INTERVAL", "1")), "times": int(parts["COUNT"]) if "COUNT" in parts else None,
        "until": datetime.strptime(parts["UNTIL"][:8], "%Y%m%d").date() if "UNTIL" in parts else None,
    }  # fmt: skip
    name = parts["FREQ"]
    if name == "WEEKLY":
        days = tuple(sorted(_DAYS.index(day) for day in by_day.split(",") if day))
        return Recurrence(every=Every.WEEK, weekdays=days, **common)  # type: ignore[arg-type]  # built just above
    if name == "MONTHLY" and by_day:
        match = re.fullmatch(r"([1-4]|-1)([A-Z]{2})", by_day.replace("+", ""))
        if match is None:
            raise ValueError(by_day)
        return Recurrence(every=Every.MONTH, weekdays=(_DAYS.index(match[2]),), position=int(match[1]), **common)  # type: ignore[arg-type]
    if by_day or (by_month_day and name not in {"MONTHLY", "YEARLY"}) or name not in {"DAILY", "MONTHLY", "YEARLY"}:
        raise ValueError(name)
    every = {"DAILY": Every.DAY, "MONTHLY": Every.MONTH_DAY, "YEARLY": Every.YEAR}[name]
    return Recurrence(every=every, **common)  # type: ignore[arg-type]  # as above
