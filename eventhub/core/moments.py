"""Dates and times as calendars write them (RFC 5545 §3.3.4, §3.3.5, §3.3.14)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

Moment = datetime | date
"""An aware instant, or a date for what takes whole days. (A datetime is tested for first: it is a date to Python.)"""

FIRST_YEAR, LAST_YEAR = 1500, 3000
"""Years that are read; birthdays without a year are stored in 1604, and nobody plans a thousand years ahead."""

_MOMENT = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?",
    re.IGNORECASE | re.ASCII,
)


def parse_moment(value: str) -> Moment:
    """A DATE or DATE-TIME (RFC 5545 §3.3.4, §3.3.5), in the basic or the ISO 8601 extended form some programs write.

    Naive for local times, aware in UTC for the others. Raises ValueError when it is neither or does not exist.
    """
    match = _MOMENT.fullmatch(value.strip())
    if not match:
        raise ValueError(value)
    year, month, day, hour, minute, second, offset = match.groups()
    if hour is None:
        return date(int(year), int(month), int(day))
    midnight = hour == "24" and minute == "00"
    local = datetime(
        int(year), int(month), int(day), 0 if midnight else int(hour), int(minute), min(int(second or 0), 59)
    ) + timedelta(days=midnight)
    if offset is None:
        return local
    return (local - parse_offset("+0000" if offset in "zZ" else offset)).replace(tzinfo=UTC)


def parse_offset(value: str) -> timedelta:
    """A UTC-OFFSET such as ``+0530`` or ``-050000`` (RFC 5545 §3.3.14). Raises ValueError."""
    match = re.fullmatch(r"([+-])?(\d\d):?(\d\d)(?::?(\d\d))?", value.strip(), re.ASCII)
    if not match:
        raise ValueError(value)
    length = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
    if length >= timedelta(hours=24):
        raise ValueError(value)
    return -length if match[1] == "-" else length
