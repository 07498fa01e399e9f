"""Whole days: people name the last one, calendars the day after it (RFC 5545 §3.6.1: DTEND is not part of the event)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from eventhub.core import zones

_DAY = timedelta(days=1)


def last_day(wall_start: datetime, wall_end: datetime, zone: str) -> date:
    """The last day that belongs to an event of whole days, which ends with the midnight after it, or where clocks skip that."""
    midnight = datetime.combine(wall_end.date(), time())
    is_over = wall_end == midnight or wall_end == zones.after_gap(midnight, zone)
    return max(wall_start.date(), wall_end.date() - _DAY if is_over else wall_end.date())


def whole_days(first: date | None, last: date | None) -> tuple[datetime | None, datetime | None]:
    """From the midnight that begins the first day to the one that ends the last, as far as they are known."""
    last = last or first
    return (
        datetime.combine(first, time()) if first else None,
        datetime.combine(last, time()) + _DAY if last and last < date.max else None,
    )
