"""Five programs that know nothing of each other and read calendars, behind one small interface.

``icalendar`` (with recurring-ical-events), ``vobject`` (with dateutil), ``ical.js`` (Thunderbird), ``node-ical`` (Home
Assistant's and MagicMirror's kind) and ``libical`` (GNOME, KDE and the many). :func:`read` gives each VEVENT as it stands,
:func:`expand` the dates of events and series in a span.
"""

from __future__ import annotations

from datetime import datetime

from tests.support.readers.libraries import (
    expand_with_icalendar,
    expand_with_vobject,
    read_with_icalendar,
    read_with_vobject,
)
from tests.support.readers.programs import expand_with, read_with
from tests.support.readers.values import Found, written

READERS = ("icalendar", "vobject", "ical.js", "node-ical", "libical")

__all__ = ["READERS", "Found", "expand", "read", "written"]


def read(name: str, data: bytes) -> list[Found]:
    """The VEVENTs of a calendar as one of READERS reads them, in the order of UID, start and date replaced."""
    libraries = {"icalendar": read_with_icalendar, "vobject": read_with_vobject}
    found = libraries[name](data) if name in libraries else read_with(name, data)
    return sorted(found, key=_order)


def expand(name: str, data: bytes, start: datetime, end: datetime) -> list[Found]:
    """The dates of all events that start from ``start`` on and before ``end`` (aware), cancelled ones included, in the same order."""
    libraries = {"icalendar": expand_with_icalendar, "vobject": expand_with_vobject}
    found = libraries[name](data, start, end) if name in libraries else expand_with(name, data, start, end)
    return sorted(found, key=_order)


def _order(found: Found) -> tuple[str, str, str]:
    return found.uid, found.start, found.recurrence_id or ""
