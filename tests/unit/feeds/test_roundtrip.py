"""Any event that is written is read by other programs as the same event: hypothesis makes the events, five programs read.

What a program gets wrong of its own accord stands in FAULTS, each with a sentence; nothing else may differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventhub.feeds.facts import EventFacts
from tests.support.facts import REACH, RECENT, STEADY, Series, calendar_of, expected_of, one_offs, series, zone_names
from tests.support.readers import READERS, Found, expand, read, written

pytestmark = pytest.mark.slow
bounded = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
ZONES = {"node-ical": st.sampled_from(STEADY), "libical": zone_names.filter(lambda zone: zone not in RECENT)}
"""node-ical knows zones by Node's data alone; libical's walk asks ICU's which hours the clocks skip. Both may be older than ours."""


@dataclass(frozen=True)
class Fault:
    """What a program reads otherwise: its name, the fields, when (by what it should have read there), and why."""

    reader: str
    fields: frozenset[str]
    happens: Callable[[Any], bool]
    why: str


def always(expected: Any) -> bool:
    """Whatever it is."""
    return True


TEXTS = frozenset({"summary", "description", "location", "contact"})
FAULTS = (
    Fault("vobject", frozenset({"conference", "label"}), always,
          "It knows neither CONFERENCE (RFC 7986), whose address it cuts at a comma, nor the escapes of RFC 6868."),
    Fault("vobject", frozenset({"categories"}), lambda names: any("\\" in name for name in names),
          "In a list it takes the comma behind some escaped backslashes for an escaped one."),
    Fault("icalendar", frozenset({"label"}), re.compile(" =|= ").search,
          "It loses blanks around an equals sign in a parameter."),
    Fault("ical.js", frozenset({"categories"}), lambda names: any(name.endswith("\\") for name in names),
          "In a list it takes the comma behind an escaped backslash for an escaped one."),
    Fault("libical", frozenset({"categories"}), lambda names: any(re.search(r'[\\,;"]', name) for name in names),
          "In a list it loses the comma between names around some escapes and quotes."),
    Fault("node-ical", frozenset({"conference", "label", "categories"}), always,
          "It does not know CONFERENCE, and splits CATEGORIES at escaped commas too."),
    Fault("node-ical", TEXTS, re.compile(r'\\[nN,;]|\A".*"\Z').search,
          "It undoes one kind of escape after the other, so an escaped backslash before n is a line break; and takes off quotes."),
)  # fmt: skip


def as_read_by(reader: str, expected: Found, found: Found) -> Found:
    """What is expected, with what the program is known to read otherwise."""
    names = {name for fault in FAULTS if fault.reader == reader for name in fault.fields
             if getattr(expected, name) is not None and fault.happens(getattr(expected, name))}  # fmt: skip
    return replace(expected, **{name: getattr(found, name) for name in names})


@pytest.mark.parametrize("reader", READERS)
def test_an_event_is_the_same_to_every_reader(reader: str) -> None:
    @settings(bounded, max_examples=50)
    @given(facts=one_offs(ZONES.get(reader, zone_names)))
    def is_the_same(facts: EventFacts) -> None:
        [found] = read(reader, calendar_of((facts,)))
        assert found == as_read_by(reader, expected_of(facts), found)

    is_the_same()


# Series: their dates, each with its length and the words that hold for it


@dataclass(frozen=True)
class Blur:
    """What programs make of a series otherwise than RFC 5545 has it: on which dates the comparison leaves what out, and why."""

    readers: frozenset[str]
    of: Callable[[Series, Found], Found | None]
    why: str


def without_skipped(made: Series, found: Found) -> Found | None:
    return None if any(found.recurrence_id in readings for readings in made.skipped) else found


def without_twice(made: Series, found: Found) -> Found | None:
    return None if any(found.recurrence_id in readings for readings in made.twice) else found


def without_added(made: Series, found: Found) -> Found | None:
    added = {written(date) for date in made.master.rdates}
    return None if found.recurrence_id in added else found


def without_original(made: Series, found: Found) -> Found | None:
    return replace(found, recurrence_id=None)


def without_end(made: Series, found: Found) -> Found | None:
    """Where the clocks change during this date or the first, which gives the length, or soon after."""
    if made.master.all_day:
        return found
    zone, length = ZoneInfo(made.master.zone or "UTC"), made.master.ends - made.master.starts
    begins = (datetime.fromisoformat(found.start), made.first)
    spans = [(begin.astimezone(zone), (begin + length + timedelta(hours=3)).astimezone(zone)) for begin in begins]
    is_plain = all(begin.utcoffset() == after.utcoffset() for begin, after in spans)
    return found if is_plain and without_skipped(made, found) else replace(found, end=None)


def without_rare_days(made: Series, found: Found) -> Found | None:
    is_rare = made.master.starts.day > 28 and "BYDAY" not in (made.master.rule or "")
    return None if is_rare else found


BLURS = (
    Blur(frozenset({"ical.js", "vobject"}), without_skipped,
         "Of a time that the clocks skip they take, vobject in some zones, the offset after the gap; RFC 5545 §3.3.5 says the one before."),
    Blur(frozenset({"ical.js", "libical"}), without_twice,
         "Of a time that the clocks show twice they take the second; RFC 5545 §3.3.5 says the first."),
    Blur(frozenset({"ical.js", "icalendar"}), without_end,
         "They take the length on the wall for that of every date; RFC 5545 §3.8.5.3 says the exact one."),
    Blur(frozenset({"node-ical"}), without_rare_days,
         "A date that few months have it moves to the 28th, where RFC 5545 §3.3.10 leaves it out."),
    Blur(frozenset({"node-ical"}), without_added, "It knows no RDATE."),
    Blur(frozenset({"node-ical"}), without_original, "It does not say which date an override stands for."),
)  # fmt: skip


def blurred(reader: str, made: Series, dates: Any) -> list[Found]:
    for blur in BLURS:
        if reader in blur.readers:
            dates = [left for date in dates if (left := blur.of(made, date)) is not None]
    kept = ("uid", "start", "end", "recurrence_id", "status", "sequence")
    return sorted((Found(**{name: getattr(date, name) for name in kept}) for date in dates), key=repr)


@pytest.mark.parametrize("reader", READERS)
def test_a_series_has_the_same_dates_to_every_reader(reader: str) -> None:
    @settings(bounded, max_examples=30)
    @given(made=series(ZONES.get(reader, zone_names)))
    def has_the_same_dates(made: Series) -> None:
        found = expand(reader, made.data, made.first - timedelta(days=5), made.first + REACH)
        assert blurred(reader, made, found) == blurred(reader, made, made.dates)

    has_the_same_dates()


@pytest.mark.parametrize("reader", READERS)
def test_each_part_of_a_series_is_the_same_to_every_reader(reader: str) -> None:
    @settings(bounded, max_examples=20)
    @given(made=series(ZONES.get(reader, zone_names)))
    def is_the_same(made: Series) -> None:
        found = {one.recurrence_id: one for one in read(reader, made.data)}
        expected = {one.recurrence_id: one for one in map(expected_of, made.facts)}
        assert found == {name: as_read_by(reader, one, found[name]) for name, one in expected.items()}

    is_the_same()
