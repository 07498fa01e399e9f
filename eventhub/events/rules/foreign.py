"""Rules that other programs wrote, as a series here can carry them: what is implied said, what clients read differently mended.

What no rule of ours can carry (times of a day, week numbers without weekdays) becomes dates that stand one by one.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from dateutil import rrule

from eventhub.core.moments import Moment
from eventhub.core.rrules import BELOW_A_DAY, Meter, Rule, parse_rule
from eventhub.events.rules.recurrence import (
    AHEAD,
    MAX_FOREIGN_INTERVAL,
    MAX_FOREIGN_TIMES,
    MAX_TEXT,
    Recurrence,
    from_first,
    from_rule,
    walls,
    without_first,
    write_rule,
)

FIRST_START = datetime(1970, 1, 1)
"""No series begins earlier here; one that does at its source begins with its first date from then on."""
APART = "FREQ=DAILY;COUNT=1"
"""The rule of a series whose dates stand one by one: it names the first, the others stand beside it (RDATE)."""
_PARTS_OF_TIME = (("byhour", "hour"), ("byminute", "minute"), ("bysecond", "second"))


def carry(text: str, first: datetime, until: Moment | None, meter: Meter) -> tuple[Recurrence, datetime] | None:
    """A rule and its first date as they are kept here, both on the clock of the event; None when no rule here says the same.

    :param text: a checked RRULE value.
    :param first: DTSTART on the clock of the event; where the rule has no date then, its first one counts instead.
    :param until: UNTIL on that clock, which may take the last day out.
    """
    rule = _whole(parse_rule(text), first)
    if rule is None:
        return None
    last = _last_day(until, first)
    recurrence = replace(from_rule(rule._replace(until=None)), until=last)
    reach = max(first, FIRST_START)
    begin = next((wall for wall in walls(recurrence, first, reach, meter=meter) if wall >= reach), None)
    if begin is None:
        return None
    recurrence = without_first(recurrence, first, begin, meter=meter)
    short = from_rule(_without_what_the_first_date_says(rule, begin))
    recurrence = from_first(replace(short, until=last, times=recurrence.times), begin)
    return (recurrence, begin) if len(write_rule(recurrence)) <= MAX_TEXT else None


def ends_by_day(recurrence: Recurrence, first: datetime, meter: Meter) -> Recurrence:
    """A rule of so many times that goes on for longer than dates are stored, with its last day instead.

    The clock adds the dates of such a one as they come within reach.
    """
    if recurrence.times is None:
        return recurrence
    last = next(iter(deque(walls(recurrence, first, meter=meter), maxlen=1)), first)
    return recurrence if last - first < AHEAD else replace(recurrence, times=None, until=last.date())


def _whole(rule: Rule, first: datetime) -> Rule | None:
    """The rule without times of a day that only repeat the start's, and with every month written where months are implied."""
    by = dict(rule.by)
    for keyword, name in _PARTS_OF_TIME:
        if by.get(keyword) == [getattr(first, name)]:
            del by[keyword]
    if rule.frequency > rrule.DAILY or BELOW_A_DAY & set(by) or ("byweekno" in by and "byweekday" not in by):
        return None
    if rule.interval > MAX_FOREIGN_INTERVAL or (rule.times or 0) > MAX_FOREIGN_TIMES or rule.times == 0:
        return None
    if rule.frequency == rrule.YEARLY and "bymonthday" in by and "bymonth" not in by:
        if rule.interval == 1 and set(by) == {"bymonthday"}:
            return rule._replace(frequency=rrule.MONTHLY, by=by)
        by["bymonth"] = list(range(1, 13))
    return rule._replace(by=by)


def _without_what_the_first_date_says(rule: Rule, first: datetime) -> Rule:
    """A day of the month, and a month of the year, that are the first date's need not be said."""
    by: dict[str, Any] = {name: value for name, value in rule.by.items() if name != "wkst"}
    said = {"bymonth": [first.month], "bymonthday": [first.day]}
    names = {"bymonth", "bymonthday"} if rule.frequency == rrule.YEARLY else {"bymonthday"}
    implied = set(by) <= names and all(by[name] == said[name] for name in by)
    # YEARLY with a day and no month would be in every month, and so has been given its months above.
    return rule._replace(by={}) if implied and rule.frequency in {rrule.YEARLY, rrule.MONTHLY} else rule


def _last_day(until: Moment | None, first: datetime) -> date | None:
    if not isinstance(until, datetime):
        return until
    return until.date() if first.time() <= until.time() else until.date() - timedelta(days=1)
