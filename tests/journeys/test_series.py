"""A series with one moved, one cancelled and one added date: the same on its page, in the feed, and to other programs."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest

from eventhub.core import clock
from eventhub.events import queries
from eventhub.events.rules.recurrence import Every, Recurrence
from eventhub.events.services import series
from eventhub.events.workflow import O
from tests.factories import make_person
from tests.support.readers import READERS, expand, read, written
from tests.unit.events.test_series import make_series, next_tuesday

pytestmark = pytest.mark.slow


def dates_of(reader: str, data: bytes) -> list[str]:
    """When a program finds something that takes place."""
    found = expand(reader, data, clock.now(), clock.now() + timedelta(days=500))
    return sorted(date.start for date in found if date.status != "CANCELLED")


def test_page_feed_and_other_programs_agree(given: Any, browser_of: Any) -> None:
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
        kept = sorted(written(o.starts_at) for o in event.occurrences if o.status == O.SCHEDULED)
        sequence = event.sequence
    assert len(kept) == 12
    reader = browser_of("")
    feed = reader.open("/calendar/all.ics?locale=en").get_data()
    added = written(extra.replace(hour=17, tzinfo=ZoneInfo("Europe/Berlin")))
    for program in READERS:  # node-ical knows no RDATE
        assert dates_of(program, feed) == [date for date in kept if date != added or program != "node-ical"], program
    assert {event.sequence for event in read("icalendar", feed)} == {sequence}
    assert sequence == 3

    expanded = reader.open("/calendar/all.ics?locale=en&series=expand").get_data()
    assert b"RRULE" not in expanded.partition(b"BEGIN:VEVENT")[2]
    for program in READERS:
        assert sorted(date.start for date in read(program, expanded) if date.status != "CANCELLED") == kept, program
    hidden = reader.open("/calendar/all.ics?locale=en&cancelled=hide").get_data()
    assert b"CANCELLED" not in hidden
    assert dates_of("ical.js", hidden) == kept

    reader.open(f"/events/{key}")
    reader.follow()
    assert re.search(r"<s>.*?</s>", reader.text, re.DOTALL)
    assert "A holiday" in reader.text
    assert "The hall is closed" in reader.text
    listed = reader.open("/events?region=DE").get_data(as_text=True)
    shown = {written(datetime.fromisoformat(moment)) for moment in re.findall(r'<time datetime="([^"]+T[^"]+)"', listed)}
    assert set(kept) <= shown


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
