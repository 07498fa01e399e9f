"""A rule read back in the reader's language: “every second Tuesday at 19:00 until 30 June 2027”."""

from __future__ import annotations

from datetime import datetime

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_day_names
from babel.lists import format_list

from eventhub.core.text import gettext as _
from eventhub.core.text import ngettext
from eventhub.events.rules.recurrence import Every, Recurrence


def say_rule(recurrence: Recurrence, first: datetime, locale: str, *, all_day: bool = False) -> str:
    """The rule as the end of a sentence, in the language in force, which must be ``locale``.

    :param first: the wall time of its first date.
    """
    tongue = Locale.parse(locale, sep="-")
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
