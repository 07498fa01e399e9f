"""jCal: the stored iCalendar text as JSON (RFC 7265), read back by two libraries."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.feeds import ical, jcal
from eventhub.feeds.values import headline
from tests.unit.feeds.test_ical import CALENDAR, PLAIN, RICH, SPAN

PARSER = Path(__file__).parents[2] / "support" / "parse_jcal.mjs"
ZONES = {"Europe/Berlin": SPAN}


def written(*facts: Any) -> bytes:
    return jcal.assemble(CALENDAR, ZONES, [jcal.vevents(ical.vevent(each)) for each in facts])


def properties(component: Any) -> dict[str, list[Any]]:
    """By name: the parameters, the type and the values."""
    return {name: rest for name, *rest in component[1]}


def read_by_ical_js(document: bytes) -> list[list[str]]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node to run ical.js with")
    done = subprocess.run(
        [node, str(PARSER)], input=document, capture_output=True, check=False, env={**os.environ, "TZ": "Asia/Tokyo"}
    )
    assert done.returncode == 0, done.stderr.decode()
    found: list[list[str]] = json.loads(done.stdout)
    return found


def test_a_document_is_one_vcalendar_with_its_zones_before_its_events() -> None:
    kind, head, parts = json.loads(written(PLAIN, RICH))

    assert kind == "vcalendar"
    assert [part[0] for part in parts] == ["vtimezone", "vevent", "vevent"]
    assert head[:3] == [
        ["version", {}, "text", "2.0"],
        ["prodid", {}, "text", ical.PRODID],
        ["calscale", {}, "text", "GREGORIAN"],
    ]


def test_texts_of_the_head_are_texts_and_not_escaped() -> None:
    head = {name: rest for name, *rest in json.loads(written(PLAIN))[1]}

    assert head["name"] == [{"language": "en"}, "text", "Berlin; events"]
    assert head["description"] == [{"language": "en"}, "text", "Meetings,\nsprints"]
    assert head["color"] == [{}, "text", "teal"]
    assert head["last-modified"] == [{}, "date-time", "2026-02-03T04:05:06Z"]
    assert head["refresh-interval"] == [{}, "duration", "PT1H"]


def test_a_rich_event_has_every_value_in_its_own_type() -> None:
    event = properties(json.loads(written(RICH))[2][1])

    assert event["dtstart"] == [{"tzid": "Europe/Berlin"}, "date-time", "2026-06-01T19:00:00"]
    assert event["sequence"] == [{}, "integer", 3]
    assert event["geo"] == [{}, "float", [52.51299, 0.00001]]
    assert event["categories"] == [{}, "text", "python", "web, data", "DE-BE"]
    assert event["summary"] == [{"language": "de"}, "text", "Verschoben: Größer; weiter, 日本語\\Neu"]
    assert event["conference"][1:] == ["uri", "https://meet.example/sprint?a=1;b=2"]
    assert not {"organizer", "attendee", "method"} & set(event)


def test_whole_days_are_dates() -> None:
    day = replace(PLAIN, all_day=True, starts=date(2026, 6, 1), ends=date(2026, 6, 3))

    assert properties(json.loads(written(day))[2][1])["dtstart"] == [{}, "date", "2026-06-01"]


def test_a_rule_is_an_object() -> None:
    series = replace(RICH, rule="FREQ=WEEKLY;UNTIL=20261201T225959Z;BYDAY=MO,WE", exdates=(RICH.starts,))
    event = properties(json.loads(written(series))[2][1])

    assert event["rrule"] == [{}, "recur", {"freq": "WEEKLY", "until": "2026-12-01T22:59:59Z", "byday": ["MO", "WE"]}]


def test_icalendar_reads_it_back_as_the_same_calendar() -> None:
    bodies = [ical.vevent(RICH), ical.vevent(PLAIN)]
    read = icalendar.Calendar.from_jcal(json.loads(jcal.assemble(CALENDAR, ZONES, map(jcal.vevents, bodies))))
    meant = icalendar.Calendar.from_ical(ical.assemble(CALENDAR, ZONES, bodies))

    assert read.events == meant.events
    assert read.walk("VTIMEZONE") == meant.walk("VTIMEZONE")


def test_ical_js_reads_it_and_writes_it_as_icalendar() -> None:
    assert read_by_ical_js(written(RICH, PLAIN)) == [
        [RICH.uid, "2026-06-01T19:00:00", "Verschoben: Größer; weiter, 日本語\\Neu", RICH.description],
        [PLAIN.uid, "2026-06-01T17:00:00Z", "Sprint", None],
    ]


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1).filter(str.strip))
def test_any_text_survives(text: str) -> None:
    event = properties(json.loads(written(replace(PLAIN, summary=text)))[2][1])

    assert event["summary"][2] == headline(replace(PLAIN, summary=text))


def test_equal_facts_give_equal_bytes_without_blanks() -> None:
    assert written(RICH) == written(RICH)
    assert written(PLAIN).startswith(b'["vcalendar",[["version",{},"text","2.0"],')
