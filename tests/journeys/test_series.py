"""A series with one moved, one cancelled and one added date: the same on its page, in the feed, and to three programs."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
import recurring_ical_events
import vobject

from eventhub.core import clock
from eventhub.events import queries
from eventhub.events.rules.recurrence import Every, Recurrence
from eventhub.events.services import series
from eventhub.events.workflow import O
from tests.factories import make_person
from tests.unit.events.test_series import make_series, next_tuesday

pytestmark = pytest.mark.slow
EXPANDER = Path(__file__).parents[1] / "support" / "expand_ics.mjs"


def by_recurring_ical_events(text: str) -> list[str]:
    """With icalendar and its companion."""
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(clock.now(), clock.now() + timedelta(days=500))
    return sorted(instant(e["DTSTART"].dt) for e in found if str(e["STATUS"]) != "CANCELLED")


def by_vobject(text: str) -> list[str]:
    """With vobject's rules, and its overrides put in place of the dates that they name."""
    getattr(vobject.icalendar, "__tzidMap").clear()
    events = vobject.readOne(text).vevent_list
    found: dict[Any, Any] = {}
    for master in (e for e in events if not hasattr(e, "recurrence_id")):
        rules, whole_days = master.getrruleset(addRDate=True), not isinstance(master.dtstart.value, datetime)
        dates = [d.date() if whole_days and isinstance(d, datetime) else d for d in (rules or [master.dtstart.value])]
        found |= {instant(d): (instant(d), "CONFIRMED") for d in dates}
    for other in (e for e in events if hasattr(e, "recurrence_id")):
        found[instant(other.recurrence_id.value)] = (instant(other.dtstart.value), other.status.value)
    return sorted(start for start, status in found.values() if status != "CANCELLED")


def by_ical_js(text: str) -> list[str]:
    """With the library that Thunderbird reads calendars with."""
    node = shutil.which("node")
    if node is None:
        says_who = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        says_who("there is no node on this machine, so ical.js can't be asked")
    done = subprocess.run([node, EXPANDER, str(clock.now().year + 2)], input=text, capture_output=True, text=True,
                          encoding="utf-8", check=False, timeout=60)  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return sorted(start for _uid, start, status in json.loads(done.stdout) if status != "CANCELLED")


def instant(moment: datetime | date) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if isinstance(moment, datetime) else moment.isoformat()


def test_page_feed_and_three_programs_agree(given: Any, browser_of: Any) -> None:
    with given():
        olga = make_person(name="Olga", email="olga@example.org")
        event = make_series(olga, Recurrence(every=Every.WEEK, interval=2, times=12), title="Tuesday evening")
        key, numbers = event.key, [o.id for o in event.occurrences]
    browser = browser_of("olga@example.org")
    moved = next_tuesday() + timedelta(weeks=2, days=2)
    browser.open(f"/events/{key}/dates/{numbers[1]}")
    browser.submit(f"/dates/{numbers[1]}", starts_date=f"{moved:%Y-%m-%d}", starts_time="18:30", ends_time="21:00", reach="this",
                   reason="The hall is closed")  # fmt: skip
    browser.submit(f"/dates/{numbers[1]}")
    browser.open(f"/events/{key}/dates/{numbers[2]}")
    browser.submit(f"/dates/{numbers[2]}/steps/cancel", reason="A holiday")
    browser.submit(f"/dates/{numbers[2]}/steps/cancel")
    extra = next_tuesday() + timedelta(days=3)
    browser.open(f"/events/{key}/dates")
    said = {"add-starts_date": f"{extra:%Y-%m-%d}", "add-starts_time": "17:00", "add-ends_time": "18:00"}
    browser.submit(f"/events/{key}/dates", **said)

    with given():
        event = queries.find_event(key)
        kept = sorted(instant(o.starts_at) for o in event.occurrences if o.status == O.SCHEDULED)
        sequence = event.sequence
    assert len(kept) == 12
    reader = browser_of("")
    feed = reader.open("/calendar/all.ics?locale=en").get_data(as_text=True)
    assert by_recurring_ical_events(feed) == kept
    assert by_vobject(feed) == kept
    assert by_ical_js(feed) == kept
    assert {int(e["SEQUENCE"]) for e in icalendar.Calendar.from_ical(feed).events} == {sequence}
    assert sequence == 3

    expanded = reader.open("/calendar/all.ics?locale=en&series=expand").get_data(as_text=True)
    assert not any("RRULE" in e for e in icalendar.Calendar.from_ical(expanded).events)
    assert (
        sorted(instant(e["DTSTART"].dt) for e in icalendar.Calendar.from_ical(expanded).events if e["STATUS"] != "CANCELLED")
        == kept
    )
    hidden = reader.open("/calendar/all.ics?locale=en&cancelled=hide").get_data(as_text=True)
    assert "CANCELLED" not in hidden
    assert by_ical_js(hidden) == kept

    reader.open(f"/events/{key}")
    reader.follow()
    assert re.search(r"<s>.*?</s>", reader.text, re.DOTALL)
    assert "A holiday" in reader.text
    assert "The hall is closed" in reader.text
    listed = reader.open("/events?region=DE").get_data(as_text=True)
    assert set(kept) <= set(re.findall(r'datetime="([^"]+Z)"', listed))


def test_another_read_answers_304_until_a_date_moves(given: Any, browser_of: Any) -> None:
    with given():
        event = make_series(make_person(name="Olga", email="olga@example.org"))
        key = event.key
    reader = browser_of("")
    first = reader.open("/calendar/all.ics")
    etag = {"If-None-Match": first.headers["ETag"]}
    assert reader.open("/calendar/all.ics", **etag).status_code == 304
    with given():
        event = queries.find_event(key)
        from eventhub.accounts.queries import find_by_email

        series.cancel_date(event, event.occurrences[3], reason="", actor=find_by_email("olga@example.org"))
    again = reader.open("/calendar/all.ics", **etag)

    assert again.status_code == 200
    before, after = (set(icalendar.Calendar.from_ical(a.data).to_ical().split(b"BEGIN:VEVENT")) for a in (first, again))
    assert len(after - before) <= 3  # the head, the master with its SEQUENCE, the date that is cancelled
