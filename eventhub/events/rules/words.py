"""A rule read back in the reader's language: “every second Tuesday at 19:00 until 30 June 2027”."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_day_names, get_month_names
from babel.lists import format_list
from dateutil import rrule

from eventhub.core.rrules import Rule, parse_rule
from eventhub.core.text import gettext as _
from eventhub.core.text import ngettext
from eventhub.events.rules.recurrence import Every, Recurrence


def say_rule(recurrence: Recurrence, first: datetime, locale: str, *, all_day: bool = False) -> str:
    """The rule as the end of a sentence, in the language in force, which must be ``locale``.

    :param first: the wall time of its first date.
    """
    tongue = Locale.parse(locale, sep="-")
    if recurrence.every is Every.DAY and recurrence.times == 1:
        return str(_("on single dates"))
    said = _pattern(recurrence, first, tongue)
    if not all_day:
        said = _("%(rule)s at %(time)s", rule=said, time=format_time(first.time(), "short", locale=tongue))
    if recurrence.until:
        return str(_("%(rule)s until %(day)s", rule=said, day=format_date(recurrence.until, "long", locale=tongue)))
    if recurrence.times:
        return str(ngettext("%(rule)s, once", "%(rule)s, %(num)d times", recurrence.times, rule=said))
    return said


def _pattern(recurrence: Recurrence, first: datetime, locale: Locale) -> str:
    n, names = recurrence.interval, get_day_names("wide", locale=locale)
    if recurrence.every is Every.DAY:
        return str(ngettext("every day", "every %(num)d days", n))
    if recurrence.every is Every.RULE:
        return _foreign(parse_rule(recurrence.text), n, names, locale)
    if recurrence.every is Every.WEEK:
        days = format_list([names[day] for day in recurrence.weekdays or (first.weekday(),)], locale=locale)
        if n == 2:
            return str(_("every second %(days)s", days=days))
        return str(ngettext("every %(days)s", "every %(num)d weeks on %(days)s", n, days=days))
    if recurrence.every is Every.MONTH:
        return _in_month(recurrence.position, n, names[recurrence.weekdays[0]])
    if recurrence.every is Every.MONTH_DAY:
        return str(ngettext("every month on day %(day)s", "every %(num)d months on day %(day)s", n, day=first.day))
    day = format_skeleton("MMMMd", first, locale=locale)
    return str(ngettext("every year on %(day)s", "every %(num)d years on %(day)s", n, day=day))


def _in_month(position: int, n: int, day: str) -> str:
    if position == 1:
        return str(ngettext("every month on the first %(day)s", "every %(num)d months on the first %(day)s", n, day=day))
    if position == 2:
        return str(ngettext("every month on the second %(day)s", "every %(num)d months on the second %(day)s", n, day=day))
    if position == 3:
        return str(ngettext("every month on the third %(day)s", "every %(num)d months on the third %(day)s", n, day=day))
    if position == 4:
        return str(ngettext("every month on the fourth %(day)s", "every %(num)d months on the fourth %(day)s", n, day=day))
    return str(ngettext("every month on the last %(day)s", "every %(num)d months on the last %(day)s", n, day=day))


_WORKDAYS = frozenset(range(5))


def _foreign(rule: Rule, n: int, names: Any, locale: Locale) -> str:
    """A rule of another program, where a sentence says it; else that there is one."""
    by = {name: value for name, value in rule.by.items() if name != "wkst"}
    said = None
    if set(by) == {"byweekday", "bysetpos"} and rule.frequency == rrule.MONTHLY:
        said = _in_set(by, n)
    elif set(by) == {"byweekday"} and rule.frequency == rrule.WEEKLY:
        days = format_list([names[day] for day in sorted({day.weekday for day in by["byweekday"]})], locale=locale)
        said = ngettext("every %(days)s", "every %(num)d weeks on %(days)s", n, days=days)
    elif set(by) == {"byweekday"} and rule.frequency == rrule.MONTHLY:
        said = _on(_every(rule, n), _numbered(by["byweekday"], names), locale)
    elif set(by) == {"bymonthday"} and rule.frequency == rrule.MONTHLY:
        said = _on_days(_every(rule, n), by["bymonthday"], locale)
    elif set(by) == {"byweekday", "bymonth"} and rule.frequency == rrule.YEARLY:
        said = _in_months(rule, n, names, locale)
    elif not by:
        said = _every(rule, n)
    return str(said or _("by a rule of the calendar it comes from"))


def _every(rule: Rule, n: int) -> str:
    if rule.frequency == rrule.YEARLY:
        return str(ngettext("every year", "every %(num)s years", n))
    if rule.frequency == rrule.MONTHLY:
        return str(ngettext("every month", "every %(num)s months", n))
    if rule.frequency == rrule.WEEKLY:
        return str(ngettext("every week", "every %(num)s weeks", n))
    return str(ngettext("every day", "every %(num)s days", n))


def _in_set(by: dict[str, Any], n: int) -> str | None:
    """The first or the last of the working days, or of all days, of a month."""
    days, place = frozenset(day.weekday for day in by["byweekday"] if not day.n), by["bysetpos"]
    if days == _WORKDAYS and place == [1]:
        return str(ngettext("every month on the first working day", "every %(num)s months on the first working day", n))
    if days == _WORKDAYS and place == [-1]:
        return str(ngettext("every month on the last working day", "every %(num)s months on the last working day", n))
    if len(days) == 7 and place == [-1]:
        return str(ngettext("every month on the last day", "every %(num)s months on the last day", n))
    return None


def _on(every: str, listed: Sequence[str], locale: Locale) -> str | None:
    return str(_("%(every)s on %(days)s", every=every, days=format_list(list(listed), locale=locale))) if all(listed) else None


def _on_days(every: str, days: Sequence[int], locale: Locale) -> str | None:
    if list(days) == [-1]:
        return str(_("%(every)s on %(days)s", every=every, days=_("the last day")))
    if min(days) < 1:
        return None
    return str(_("%(every)s on day %(days)s", every=every, days=format_list([str(day) for day in days], locale=locale)))


def _in_months(rule: Rule, n: int, names: Any, locale: Locale) -> str | None:
    said = _on(_every(rule, n), _numbered(rule.by["byweekday"], names), locale)
    names = get_month_names("wide", locale=locale)
    months = format_list([names[month] for month in rule.by["bymonth"]], locale=locale)
    return str(_("%(rule)s, in %(months)s", rule=said, months=months)) if said and n == 1 else None


def _numbered(days: Sequence[Any], names: Any) -> list[str]:
    """“the first Monday” and so on, in the order of the month; an empty text for what has no word."""
    return [
        _number(day.n or 0, names[day.weekday])
        for day in sorted(days, key=lambda day: ((day.n or 0) < 0, day.n or 0, day.weekday))
    ]


def _number(number: int, day: str) -> str:
    patterns = {
        1: _("the first %(day)s", day=day), 2: _("the second %(day)s", day=day), 3: _("the third %(day)s", day=day),
        4: _("the fourth %(day)s", day=day), 5: _("the fifth %(day)s", day=day), -1: _("the last %(day)s", day=day),
    }  # fmt: skip
    return str(patterns.get(number, ""))
