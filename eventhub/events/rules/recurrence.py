"""How events recur: the rules an organizer can say in words, their dates, and how they are written (RFC 5545 §3.3.10).

All dates are wall times of the event's zone: a rule promises the clock on the wall, not the instant.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import islice, takewhile
from typing import Any

from dateutil import rrule

from eventhub.core.errors import Invalid
from eventhub.core.rrules import BELOW_A_DAY, Frequency, Meter, MeterEmpty, Rule, parse_rule, starts, write_by
from eventhub.core.text import LazyText
from eventhub.core.text import lazy_gettext as _l

AHEAD = timedelta(days=548)
"""How far ahead dates are stored: eighteen months, as far as feeds reach."""
BACK = timedelta(days=45)
"""How far back dates are stored of a series that begins when it has been going on for long."""
MAX_DATES = 600
"""How many dates of one rule are stored at a time; a date a day for all that time is fewer."""
MAX_TIMES = 1000
MAX_INTERVAL = 24
MAX_FOREIGN_TIMES, MAX_FOREIGN_INTERVAL = 2_000, 1_000
"""The same for rules that other programs wrote."""
MAX_TEXT = 200
"""Characters of a stored rule."""
STEPS = 250_000
"""What following a rule to the dates asked for may cost at most: three quarters of a second, which only a rule takes that
hardly ever names a date."""
STEPS_TO_SHOW = 25_000
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
    RULE = "rule"
    """Something that no choice here says: a rule that another program wrote is kept as it is."""

    @property
    def label(self) -> LazyText:
        """The choice in words."""
        return {
            "day": _l("Every day"), "week": _l("Every week"), "month": _l("Every month, on the same weekday"),
            "month_day": _l("Every month, on the same day"), "year": _l("Every year"),
            "rule": _l("By the rule of its calendar"),
        }[self.value]  # fmt: skip


_FREQUENCIES: dict[Every, tuple[str, Frequency]] = {
    Every.DAY: ("DAILY", rrule.DAILY), Every.WEEK: ("WEEKLY", rrule.WEEKLY), Every.MONTH: ("MONTHLY", rrule.MONTHLY),
    Every.MONTH_DAY: ("MONTHLY", rrule.MONTHLY), Every.YEAR: ("YEARLY", rrule.YEARLY),
}  # fmt: skip
_PLAIN: dict[Frequency, Every] = {
    rrule.DAILY: Every.DAY, rrule.WEEKLY: Every.WEEK, rrule.MONTHLY: Every.MONTH_DAY, rrule.YEARLY: Every.YEAR,
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
    text: str = ""
    """For a rule kept as it is: its FREQ and BY parts (RFC 5545 §3.3.10), as :func:`write_by` writes them."""

    @property
    def is_kept(self) -> bool:
        """Whether a form leaves it as it is: it is another program's, or its dates stand one by one."""
        return self.every is Every.RULE or (self.every is Every.DAY and self.times == 1)


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
    foreign = recurrence.every is Every.RULE
    most, times = (MAX_FOREIGN_INTERVAL, MAX_FOREIGN_TIMES) if foreign else (MAX_INTERVAL, MAX_TIMES)
    if not 1 <= recurrence.interval <= most:
        wrong["repeat_interval"] = _l("Between 1 and %(n)s.", n=most)
    if recurrence.until is not None and recurrence.times is not None:
        wrong["repeat_until"] = _l("Say either the last day or how many times, not both.")
    if recurrence.until is not None and recurrence.until < first.date():
        wrong["repeat_until"] = _l("This is before the first date.")
    if recurrence.times is not None and not 1 <= recurrence.times <= times:
        wrong["repeat_times"] = _l("Between 1 and %(n)s times. Leave it open if it has no end.", n=times)
    if foreign and not wrong and next(walls(recurrence, first), None) != first:
        wrong["starts_date"] = _l(
            "The rule of its calendar has no date on this day. Choose one that it has, or say how it recurs."
        )
    if wrong:
        raise Invalid(wrong)


def walls(
    recurrence: Recurrence, first: datetime, after: datetime | None = None, *, meter: Meter | None = None
) -> Iterator[datetime]:  # fmt: skip
    """The wall starts of a rule from its first date on, or from about ``after`` on, without end where the rule has none.

    A rule ends where its meter is empty, one of :data:`STEPS` unless given: no rule, whoever wrote it, holds anything up.
    """
    with suppress(MeterEmpty):
        for wall in starts(_as_rule(recurrence, first), first, after or first, meter or Meter(STEPS)):
            if recurrence.until is not None and wall.date() > recurrence.until:
                return
            yield wall


def _as_rule(recurrence: Recurrence, first: datetime) -> Rule:
    by: dict[str, Any] = {}
    if recurrence.every is Every.RULE:
        return parse_rule(recurrence.text)._replace(interval=recurrence.interval, times=recurrence.times)
    if recurrence.every is Every.WEEK:
        by["byweekday"] = [rrule.weekday(day) for day in recurrence.weekdays or (first.weekday(),)]
    elif recurrence.every is Every.MONTH:
        by["byweekday"] = [rrule.weekday(recurrence.weekdays[0], recurrence.position)]
    return Rule(_FREQUENCIES[recurrence.every][1], recurrence.interval, recurrence.times, None, by)


def between(recurrence: Recurrence, first: datetime, start: datetime, end: datetime) -> list[datetime]:
    """The wall starts from ``start`` on and before ``end``, at most :data:`MAX_DATES`."""
    found: list[datetime] = []
    for wall in walls(recurrence, first, start):
        if wall >= end or len(found) == MAX_DATES:
            break
        if wall >= start:
            found.append(wall)
    return found


def next_walls(recurrence: Recurrence, first: datetime, count: int = 5) -> list[datetime]:
    """The first dates, to show while a rule is being chosen."""
    return list(islice(walls(recurrence, first, meter=Meter(STEPS_TO_SHOW)), count))


def without_first(recurrence: Recurrence, first: datetime, wall: datetime, *, meter: Meter | None = None) -> Recurrence:
    """The rule that goes on from ``wall``: of a rule of so many times what is left of them."""
    if recurrence.times is None:
        return recurrence
    before = sum(1 for _ in takewhile(lambda found: found < wall, walls(recurrence, first, meter=meter)))
    return replace(recurrence, times=max(1, recurrence.times - before))


def write_rule(recurrence: Recurrence) -> str:
    """The rule as RRULE text, but with UNTIL as the last local day; feeds give it the form that DTSTART demands."""
    frequency, _, by = (
        recurrence.text.partition(";") if recurrence.text else (f"FREQ={_FREQUENCIES[recurrence.every][0]}", "", "")
    )
    parts = [frequency]
    if recurrence.interval > 1:
        parts.append(f"INTERVAL={recurrence.interval}")
    if by:
        parts.append(by)
    if recurrence.every is Every.WEEK and recurrence.weekdays:
        parts.append("BYDAY=" + ",".join(_DAYS[day] for day in recurrence.weekdays))
    if recurrence.every is Every.MONTH:
        parts.append(f"BYDAY={recurrence.position}{_DAYS[recurrence.weekdays[0]]}")
    if recurrence.until:
        parts.append(f"UNTIL={recurrence.until:%Y%m%d}")
    if recurrence.times:
        parts.append(f"COUNT={recurrence.times}")
    return ";".join(parts)


def read_rule(text: str) -> Recurrence:
    """The rule that :func:`write_rule` wrote, or another program: in words of ours if it can be, else kept as it is.

    :raises Invalid: with key ``rule``: COUNT and UNTIL together (RFC 5545 §3.3.10 forbids it), below a day, or no rule.
    """
    try:
        rule = parse_rule(text)
    except ValueError:
        raise Invalid({"rule": _l("This rule can’t be read: %(rule)s", rule=text[:100])}) from None
    if rule.times is not None and rule.until is not None:
        raise Invalid({"rule": _l("Say either the last day or how many times, not both.")})
    if rule.frequency > rrule.DAILY or BELOW_A_DAY & set(rule.by):
        raise Invalid({"rule": _l("This rule can’t be read: %(rule)s", rule=text[:100])})
    return from_rule(rule)


def from_rule(rule: Rule) -> Recurrence:
    """A checked rule, no part of which is below a day, as it is kept here."""
    last = rule.until.date() if isinstance(rule.until, datetime) else rule.until
    kept = Recurrence(every=Every.RULE, interval=rule.interval, times=rule.times, until=last)
    if rule.interval <= MAX_INTERVAL and (rule.times or 0) <= MAX_TIMES:
        said = _in_words(rule, {name: value for name, value in rule.by.items() if name != "wkst"})
        if said is not None:
            return replace(kept, **said)
    return replace(kept, text=write_by(rule))


def _in_words(rule: Rule, by: dict[str, Any]) -> dict[str, Any] | None:
    """Which of the choices an organizer has says this; None if none does."""
    days, places = by.get("byweekday", []), by.get("bysetpos", [])
    if set(by) == {"byweekday"} and (rule.frequency == rrule.WEEKLY or (rule.frequency == rrule.DAILY and rule.interval == 1)):
        weekdays = tuple(sorted({day.weekday for day in days}))
        weeks_matter = rule.interval > 1 and len(weekdays) > 1 and rule.by.get("wkst", rrule.MO) != rrule.MO
        return None if weeks_matter else {"every": Every.WEEK, "weekdays": weekdays}
    if rule.frequency == rrule.MONTHLY and len(days) == 1 and set(by) in ({"byweekday"}, {"byweekday", "bysetpos"}):
        place = days[0].n if not places else places[0] if len(places) == 1 and days[0].n is None else None
        return {"every": Every.MONTH, "weekdays": (days[0].weekday,), "position": place} if place in {1, 2, 3, 4, -1} else None
    return None if by else {"every": _PLAIN[rule.frequency]}
