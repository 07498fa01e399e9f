"""Any event that is written is read by other programs as the same event: hypothesis makes the events, five programs read.

What a program gets wrong of its own accord stands in FAULTS, each with a sentence; nothing else may differ.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from eventhub.feeds.facts import EventFacts
from tests.support.facts import REACH, Series, calendar_of, changes_of, expected_of, one_offs, series
from tests.support.readers import READERS, Found, expand, read

bounded = settings(deadline=None, max_examples=int(os.environ.get("N", "100")), suppress_health_check=list(HealthCheck))


@dataclass(frozen=True)
class Fault:
    """What a program reads otherwise: its name, the fields, when (by what it should have read there), and why."""

    reader: str
    fields: frozenset[str]
    happens: Callable[[Any], bool]
    why: str


def always(expected: Any) -> bool:
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
    Fault("libical", frozenset({"categories"}), lambda names: any(name.endswith("\\") for name in names),
          "As ical.js does."),
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


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
@bounded
@given(facts=one_offs())
def test_an_event_is_the_same_to_every_reader(reader: str, facts: EventFacts) -> None:
    facts = zoned_for(reader, facts)
    [found] = read(reader, calendar_of((facts,)))

    assert found == as_read_by(reader, expected_of(facts), found)


def zoned_for(reader: str, facts: EventFacts) -> EventFacts:
    """node-ical knows zones by Node's own data, which may be older than ours; so it is asked about one that has long been the same."""
    return replace(facts, zone="Europe/Berlin") if reader == "node-ical" else facts


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
@bounded
@given(made=series())
def test_a_series(reader: str, made: Series) -> None:
    start = made.dates[0].start if made.dates else "2026"
    found = expand(reader, made.data, made.first - timedelta(days=5), made.first + REACH)
    assert [f.start for f in found] == [f.start for f in made.dates]
