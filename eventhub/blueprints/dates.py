"""Dates and times in the reader's language, always with their weekday and their zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, format_timedelta, get_timezone_location
from flask import Flask
from flask_babel import get_locale
from flask_babel import gettext as _

from eventhub.core import clock, zones
from eventhub.events.rules.days import last_day


def _locale() -> Locale:
    return get_locale() or Locale("en")


def day_text(day: date) -> str:
    """“Thursday, 3 December 2026”; the year only when it is not this one."""
    return _day_text(day, day.year != clock.now().year, str(_locale()))


@lru_cache(maxsize=4096)
def _day_text(day: date, with_year: bool, tag: str) -> str:
    locale = Locale.parse(tag)
    if with_year:
        return format_date(day, "full", locale=locale)
    pattern = locale.datetime_skeletons["MMMMd"].pattern
    weekday, rest = (format_date(day, part, locale=locale) for part in ("EEEE", pattern))
    return _("%(weekday)s, %(day)s", weekday=weekday, day=rest)


def short_day(day: date) -> str:
    """“Thu, 3 Dec”; with the year when it is another one."""
    return _short_day(day, day.year != clock.now().year, str(_locale()))


@lru_cache(maxsize=4096)
def _short_day(day: date, with_year: bool, tag: str) -> str:
    moment = datetime(day.year, day.month, day.day)
    return format_skeleton("yMMMEd" if with_year else "MMMEd", moment, locale=Locale.parse(tag), fuzzy=True)


def clock_text(moment: datetime) -> str:
    """“19:00”, or “7:00 PM” where that is the custom."""
    return _clock_text(moment.time(), str(_locale()))


@lru_cache(maxsize=4096)
def _clock_text(moment: time, tag: str) -> str:
    return format_time(moment, "short", locale=Locale.parse(tag))


def zone_city(zone: str) -> str:
    """“Lisbon” for Europe/Lisbon, in the reader's language; “UTC” for UTC."""
    return _zone_city(zone, str(_locale()))


@lru_cache(maxsize=4096)
def _zone_city(zone: str, tag: str) -> str:
    if zone in {"UTC", "Etc/UTC", "GMT", "Etc/GMT"}:
        return "UTC"
    return get_timezone_location(zones.get_zone(zone), locale=Locale.parse(tag), return_city=True)


def when_text(wall_start: datetime, wall_end: datetime, zone: str, *, all_day: bool = False) -> str:
    """“Thursday, 3 December, 19:00–21:00 in Lisbon”, or two days with their times."""
    if all_day:
        last = last_day(wall_start, wall_end, zone)
        if last <= wall_start.date():
            return day_text(wall_start.date())
        return _("%(first)s to %(last)s", first=day_text(wall_start.date()), last=day_text(last))
    if wall_start.date() == wall_end.date():
        return _("%(day)s, %(start)s–%(end)s in %(zone)s", day=day_text(wall_start.date()), start=clock_text(wall_start),
                 end=clock_text(wall_end), zone=zone_city(zone))  # fmt: skip
    return _("%(day)s, %(start)s to %(last)s, %(end)s in %(zone)s", day=day_text(wall_start.date()), start=clock_text(wall_start),
             last=day_text(wall_end.date()), end=clock_text(wall_end), zone=zone_city(zone))  # fmt: skip


def moment_text(moment: datetime, zone: str = "") -> str:
    """An instant in the reader's zone, or in UTC and saying so."""
    zone = zone or "UTC"
    wall = zones.wall_in(moment, zone)
    return _("%(day)s, %(time)s in %(zone)s", day=short_day(wall.date()), time=clock_text(wall), zone=zone_city(zone))


def by_text(moment: datetime | None, zone: str = "") -> str:
    """The day by which something will have happened: “Thu, 3 Dec”."""
    return short_day(zones.wall_in(moment, zone or "UTC").date()) if moment else ""


def age_text(moment: datetime | None) -> str:
    """How long ago: “3 days”."""
    return format_timedelta(clock.now() - moment, locale=_locale()) if moment else ""


def ago_text(moment: datetime) -> str:
    """“3 days ago”, as each language says it; “just now” within the minute."""
    past = clock.now() - moment
    return _("just now") if past < timedelta(minutes=1) else format_timedelta(-past, add_direction=True, locale=_locale())


def date_parts(wall: datetime) -> dict[str, str]:
    """The parts of a date block."""
    return _date_parts(wall.date(), str(_locale()))


@lru_cache(maxsize=4096)
def _date_parts(day: date, tag: str) -> dict[str, str]:
    locale = Locale.parse(tag)
    parts = {"day": "d", "month": "LLL", "weekday": "EEEE"}
    return {**{name: format_date(day, part, locale=locale) for name, part in parts.items()}, "iso": day.isoformat()}


def init_app(app: Flask) -> None:
    """Make them filters of templates."""
    filters: dict[str, Any] = {
        "day": day_text, "short_day": short_day, "clock": clock_text, "moment": moment_text, "by_day": by_text, "age": age_text,
    }  # fmt: skip
    app.jinja_env.filters.update(filters)
    app.jinja_env.globals.update(when_text=when_text, zone_city=zone_city)
