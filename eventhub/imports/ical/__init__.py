"""Calendar files of other programs (RFC 5545 and what is really out there), read into plain values.

:func:`read_calendar` reads a file, :func:`occurrences` and :func:`dates_of` expand what it found. Nothing here
writes, asks the network, or knows the domains.

The ``icalendar`` library is not used to split the file: it refuses a whole file for one bad property and costs 0.9 ms an
event, 9 s for 10,000; the reader here costs a tenth and keeps the line numbers. Recurrence rules are dateutil's work.
"""

from __future__ import annotations

from eventhub.core.moments import Moment
from eventhub.core.rrules import Meter, MeterEmpty
from eventhub.imports.ical.expand import Expansion, Occurrence, dates_of, instant, local_until, occurrences
from eventhub.imports.ical.lines import NotACalendar
from eventhub.imports.ical.patience import Patience
from eventhub.imports.ical.reader import Reading, Skipped, read_calendar
from eventhub.imports.ical.values import ReadEvent, Recurrence

__all__ = [
    "Expansion", "Meter", "MeterEmpty", "Moment", "NotACalendar", "Occurrence", "Patience", "ReadEvent", "Reading", "Recurrence",
    "Skipped", "dates_of", "instant", "local_until", "occurrences", "read_calendar",
]  # fmt: skip
