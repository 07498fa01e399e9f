"""Golden files: for each thing that a client reads in its own way, a whole feed that is right for it, to the byte.

``EVENTHUB_WRITE_GOLDEN=1`` writes them anew, on purpose only; tests/data/golden/README.md says what each is for.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from eventhub.feeds.facts import CalendarFacts, EventFacts
from eventhub.feeds.ical import assemble, single, vevent
from tests.support.readers import READERS, read

GOLDEN = Path(__file__).parents[2] / "data" / "golden"
BERLIN, CAIRO = ZoneInfo("Europe/Berlin"), ZoneInfo("Africa/Cairo")
SPAN = (datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 12, 31, tzinfo=UTC))

CALENDAR = CalendarFacts(
    name="EventHub: Berlin; and around", description="Public events,\nas they change.", url="https://hub.example/regions/DE-BE",
    source="https://hub.example/calendar/region/DE-BE.ics?topic=python", color="teal", language="en", default_zone="Europe/Berlin",
    last_modified=datetime(2027, 1, 10, 9, tzinfo=UTC),
)  # fmt: skip
TALK = EventFacts(
    uid="5f0c1d52-4a0f-4b6e-9d5e-0c8e6a3f1b11", sequence=2, created=datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC),
    changed=datetime(2027, 1, 10, 9, tzinfo=UTC), starts=datetime(2027, 3, 2, 19, tzinfo=BERLIN),
    ends=datetime(2027, 3, 2, 21, 30, tzinfo=BERLIN), zone="Europe/Berlin", summary="Talks, and soup; at eight", language="en",
    description="Three talks.\n\nPage: https://hub.example/events/k7qm2xpz0a-talks", location="c-base, Rungestraße 20, Berlin, Germany",
    location_title="c-base", geo=(52.512990, 13.420120), url="https://hub.example/events/k7qm2xpz0a-talks",
    categories=("Python", "Meetup", "Berlin"), contact="https://hub.example/communities/p4rw9stn1c-berlin",
)  # fmt: skip
SERIES = replace(
    TALK, rule="FREQ=WEEKLY;BYDAY=TU;UNTIL=20270427T215959Z", exdates=tuple(datetime(2027, 3, day, 19, tzinfo=BERLIN) for day in (9, 16)),
    rdates=(datetime(2027, 3, 5, 19, tzinfo=BERLIN),),
)  # fmt: skip
DATE = replace(SERIES, rule=None, exdates=(), rdates=())
MOVED = replace(DATE, recurrence_id=datetime(2027, 3, 23, 19, tzinfo=BERLIN), starts=datetime(2027, 3, 24, 18, tzinfo=BERLIN),
                ends=datetime(2027, 3, 24, 20, tzinfo=BERLIN))  # fmt: skip
GONE = replace(DATE, recurrence_id=datetime(2027, 3, 30, 19, tzinfo=BERLIN), starts=datetime(2027, 3, 30, 19, tzinfo=BERLIN),
               ends=datetime(2027, 3, 30, 21, 30, tzinfo=BERLIN), status="cancelled", summary_prefix="Cancelled")  # fmt: skip
DAYS = replace(TALK, all_day=True, starts=date(2027, 5, 1), ends=date(2027, 5, 4), summary="Sprint days", geo=None)
IN_CAIRO = replace(TALK, uid="0d9f7b5a-8e62-4f53-a1a8-3f2a5e7c9b10", zone="Africa/Cairo", starts=datetime(2027, 5, 4, 18, tzinfo=CAIRO),
                   ends=datetime(2027, 5, 4, 20, tzinfo=CAIRO), summary="أمسية عن قابلية الوصول", language="ar", geo=None)  # fmt: skip
RICH = replace(TALK, html_description="<p>Three <em>talks</em>.</p>")
ONLINE = replace(TALK, location="Online: https://meet.example/a?b=1;c=2", location_title=None, geo=None, image_url="https://hub.example/p/1.png",
                 conference_url="https://meet.example/a?b=1;c=2", conference_label='Join "online": talks')  # fmt: skip
NIGHT = replace(TALK, starts=datetime(2027, 10, 31, 0, 30, tzinfo=UTC), ends=datetime(2027, 10, 31, 1, 30, tzinfo=UTC))
LONG = replace(TALK, summary="日本語の勉強会🎉" * 12, description="Path C:\\New; a, b\nn\\n " * 30)
PUT_OFF = replace(TALK, status="tentative", summary_prefix="Postponed", sequence=3)


def feed(*events: EventFacts) -> bytes:
    """A feed of them."""
    zones = {event.zone: SPAN for event in events if event.zone and not event.all_day}
    return assemble(CALENDAR, zones, map(vevent, events))


FEEDS = {
    "outlook-zones": feed(TALK, IN_CAIRO),
    "outlook-no-scheduling": feed(PUT_OFF),
    "outlook-html": single({"Europe/Berlin": SPAN}, [vevent(RICH)]),
    "google-series": feed(SERIES, MOVED, GONE),
    "apple-place-and-colour": feed(TALK),
    "apple-whole-days": feed(DAYS),
    "thunderbird-series-across-a-change": feed(SERIES),
    "davx5-etar-utc-at-night": feed(NIGHT),
    "gnome-evolution-texts": feed(LONG),
    "korganizer-conference": feed(ONLINE),
    "nextcloud-empty": assemble(CALENDAR, {}, []),
    "vdirsyncer-single": single({"Europe/Berlin": SPAN}, [vevent(TALK)]),
}
"""Each by the client whose way it is about; see the table in tests/data/golden/README.md."""


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_is_what_its_golden_file_holds(name: str) -> None:
    file = GOLDEN / f"{name}.ics"
    if os.environ.get("EVENTHUB_WRITE_GOLDEN") == "1":
        file.write_bytes(FEEDS[name])

    assert FEEDS[name] == file.read_bytes()


def test_each_golden_file_is_made_and_explained() -> None:
    explained = re.findall(r"^\| ([a-z0-9-]+)\.ics \|", (GOLDEN / "README.md").read_text("utf-8"), re.MULTILINE)

    assert explained == list(FEEDS)
    assert {file.stem for file in GOLDEN.glob("*.ics")} == set(FEEDS)


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_takes_every_golden_file(reader: str) -> None:
    counts = {name: len(read(reader, data)) for name, data in FEEDS.items()}

    assert counts == {name: data.count(b"BEGIN:VEVENT") for name, data in FEEDS.items()}


# What the files are for, said once more as rules that hold of all of them


@pytest.mark.parametrize("name", FEEDS)
def test_no_client_is_given_what_it_stumbles_over(name: str) -> None:
    text = FEEDS[name]
    unfolded = text.decode().replace("\r\n ", "")
    zones = re.findall(r"BEGIN:VTIMEZONE.*?END:VTIMEZONE", unfolded, re.DOTALL)
    names = {re.match(r"[A-Z-]*", line)[0] for line in unfolded.splitlines()}  # type: ignore[index]  # it matches anything

    assert not {"METHOD", "ORGANIZER", "ATTENDEE", "VALARM"} & names
    assert text.count(b"\n") == text.count(b"\r\n")
    assert not any("RDATE" in zone or "COMMENT" in zone for zone in zones)
    assert {len(offset) for zone in zones for offset in re.findall(r"TZOFFSET(?:FROM|TO):(\S+)", zone)} == {5}
    assert unfolded.count("\r\nDTSTART") - sum(zone.count("\r\nDTSTART") for zone in zones) == unfolded.count("\r\nDTEND")
    assert "\r\nUID:" not in unfolded.partition("BEGIN:VTIMEZONE")[0]
    used = set(re.findall(r";TZID=([^:;]+)", unfolded))
    assert used <= set(re.findall(r"\r\nTZID:(\S+)", unfolded))
    assert unfolded.rfind("END:VTIMEZONE") < unfolded.find("BEGIN:VEVENT") or "BEGIN:VEVENT" not in unfolded
