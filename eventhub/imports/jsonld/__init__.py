"""Web pages that say in JSON-LD which events they announce (schema.org/Event), read into the values of the calendar reader.

:func:`read_page` reads a page, :func:`find_calendar_link` finds the calendar that a page names instead. Nothing here
writes, asks the network, or knows the domains.
"""

from __future__ import annotations

from eventhub.imports.ical import Reading


def read_page(data: bytes, url: str) -> Reading:
    """The events of a page, or of a bare JSON-LD file, as :func:`eventhub.imports.ical.read_calendar` gives those of a calendar.

    ``line`` of an event and of what was skipped is the line of the page at which its script begins. Without any event
    the reading is empty: a page without JSON-LD is no error here.

    :param url: where the page was found, against which its links are read; may be empty for a file.
    :raises NotACalendar: it is no text, or too large.
    """
    raise NotImplementedError


def find_calendar_link(data: bytes, url: str) -> str | None:
    """The address of the calendar that a page names (``<link rel="alternate" type="text/calendar">``), the first of several."""
    raise NotImplementedError
