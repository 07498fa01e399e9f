"""A series of another program comes in, goes out to everyone, and is in the feed what it was: for five programs."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
from dateutil.rrule import rrulestr

from eventhub.accounts.queries import find_by_email
from eventhub.core import zones
from eventhub.core.db import db
from eventhub.events import queries
from eventhub.events.models import Event
from eventhub.events.services.review import advance_event
from eventhub.events.workflow import O, S
from eventhub.imports import services
from eventhub.imports.ical import occurrences, read_calendar
from tests.factories import make_community, make_format, make_person
from tests.support.readers import READERS, Found, expand, written
from tests.unit.events.test_series import next_tuesday

pytestmark = pytest.mark.slow
FIRST = next_tuesday()
BERLIN = ";TZID=Europe/Berlin"


def at(days: int, hour: int = 19) -> str:
    return f"{(FIRST + timedelta(days=days)).replace(hour=hour):%Y%m%dT%H%M%S}"


def day(days: int) -> str:
    return f"{FIRST + timedelta(days=days):%Y%m%d}"


def vevent(*lines: str) -> str:
    said = ["BEGIN:VEVENT", "UID:one", "SUMMARY:An evening", "DESCRIPTION:We talk.", "LOCATION:Hall", *lines, "END:VEVENT"]
    return "\n".join(said)


def weekly(*more: str) -> tuple[str, ...]:
    return (f"DTSTART{BERLIN}:{at(0)}", "DURATION:PT2H", *more)


SERIES = {
    "changed one by one": [
        vevent(*weekly("RRULE:FREQ=WEEKLY;COUNT=22", f"EXDATE{BERLIN}:{at(14)}", f"RDATE{BERLIN}:{at(3, 17)}")),
        vevent(f"RECURRENCE-ID{BERLIN}:{at(7)}", f"DTSTART{BERLIN}:{at(8, 18)}", "DURATION:PT1H"),
        vevent(f"RECURRENCE-ID{BERLIN}:{at(21)}", f"DTSTART{BERLIN}:{at(21)}", "DURATION:PT2H", "STATUS:CANCELLED"),
    ],
    "the last working day": [vevent(*weekly("RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=9"))],
    "weeks from Sunday": [vevent(*weekly("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TU;WKST=SU;COUNT=12"))],
    "beginning off its rule": [vevent(*weekly("RRULE:FREQ=WEEKLY;BYDAY=FR;COUNT=5"))],
    "numbered days below a month": [vevent(*weekly("RRULE:FREQ=DAILY;BYDAY=1TU,WE;COUNT=9"))],
    "a day of every month": [vevent(*weekly(f"RRULE:FREQ=YEARLY;BYMONTHDAY={FIRST.day};COUNT=9"))],
    "by the hour": [vevent(*weekly("RRULE:FREQ=HOURLY;INTERVAL=30;COUNT=20"))],
    "in UTC across the change of clocks": [vevent(f"DTSTART:{at(0)}Z", "DURATION:PT2H", "RRULE:FREQ=WEEKLY;COUNT=22")],
    "a list of dates": [vevent(*weekly(f"RDATE{BERLIN}:{at(5)},{at(12, 9)}"))],
    "from then on at another time": [
        vevent(*weekly("RRULE:FREQ=WEEKLY;COUNT=8")),
        vevent(f"RECURRENCE-ID{BERLIN};RANGE=THISANDFUTURE:{at(28)}", f"DTSTART{BERLIN}:{at(29, 17)}", "DURATION:PT1H"),
    ],
    "whole days": [
        vevent(f"DTSTART;VALUE=DATE:{day(0)}", "RRULE:FREQ=WEEKLY;COUNT=6", f"EXDATE;VALUE=DATE:{day(14)}", f"RDATE;VALUE=DATE:{day(3)}"),
        vevent(f"RECURRENCE-ID;VALUE=DATE:{day(7)}", f"DTSTART;VALUE=DATE:{day(9)}"),
    ],
}  # fmt: skip


@pytest.fixture
def community(given: Any) -> str:
    with given():
        make_format("meetup")
        olga = make_person(name="Olga", email="olga@example.org")
        return make_community(
            official=True, contacts=(olga,), city="Berlin", zone="Europe/Berlin", languages=["de"], source_language="de"
        ).key


@pytest.mark.parametrize("name", SERIES)
def test_a_series_goes_through_the_house_unchanged(given: Any, app: Any, browser_of: Any, community: str, name: str) -> None:
    data = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *SERIES[name], "END:VCALENDAR", ""]).encode()
    with app.app_context():
        report = services.import_calendar(data, source="theirs.ics", target=services.get_target(community))
        assert (report.new, report.skipped.count) == (1, 0)
    with given():
        event = queries.get_event_by_id(db.session.query(Event.id).scalar())
        advance_event(event, "fast_publish", actor=find_by_email("olga@example.org"))
        assert event.status is S.PUBLISHED
        kept = sorted(
            f"{o.wall_start:%Y-%m-%d}" if event.all_day else written(o.starts_at)
            for o in event.occurrences
            if o.status == O.SCHEDULED
        )
        key, page_address, all_day = event.key, f"/events/{event.key}-{event.slug}", event.all_day

    reader = browser_of("")
    page = reader.open(page_address)
    assert page.status_code == 200
    assert page.text.count('"startDate":') >= min(len(kept), 20)  # each of the next dates is told to search engines
    said = json.loads(reader.open(f"/calendar/event/{key}.jscal.json?locale=en").get_data())["entries"]
    assert dates_of_jscalendar(said, all_day=all_day) == kept
    feed = reader.open("/calendar/all.ics?locale=en").get_data()

    first, last = (
        datetime.fromisoformat(f"{day}T00:00:00+00:00") for day in (f"{FIRST - timedelta(days=1):%Y-%m-%d}", "2100-01-01")
    )
    theirs = occurrences(read_calendar(data), first, last).occurrences
    assert kept == sorted(written(o.starts) for o in theirs if o.event.status != "cancelled")
    for program in READERS:
        known = kept if program != "node-ical" else [date for date in kept if f"RDATE:{date}" not in by_itself(feed)]
        assert [o.start for o in in_order(expand(program, feed, first, last))] == known, program


def dates_of_jscalendar(entries: list[dict[str, Any]], *, all_day: bool) -> list[str]:
    """What a reader of RFC 8984 finds (§4.3): the rule as RRULE for dateutil, then what differs."""
    (event,) = entries
    first = datetime.fromisoformat(event["start"])
    starts: dict[str, dict[str, Any]] = {event["start"]: {}}
    for rule in event.get("recurrenceRules", ()):
        starts |= {moment.isoformat(): {} for moment in rrulestr(as_rrule(rule), dtstart=first)}
    starts |= event.get("recurrenceOverrides", {})
    on = [
        patch.get("start", key)
        for key, patch in starts.items()
        if not patch.get("excluded") and patch.get("status") != "cancelled"
    ]
    if all_day:
        return sorted(start[:10] for start in on)
    zone = zones.get_zone(event["timeZone"].replace("Etc/UTC", "UTC"))
    return sorted(written(datetime.fromisoformat(start).replace(tzinfo=zone).astimezone(UTC)) for start in on)


def as_rrule(rule: dict[str, Any]) -> str:
    names = {"frequency": "FREQ", "interval": "INTERVAL", "count": "COUNT", "firstDayOfWeek": "WKST", "byMonth": "BYMONTH",
             "byMonthDay": "BYMONTHDAY", "byYearDay": "BYYEARDAY", "byWeekNo": "BYWEEKNO", "bySetPosition": "BYSETPOS"}  # fmt: skip
    parts = [f"{names[name]}={','.join(map(str, value)) if isinstance(value, list) else str(value).upper()}"
             for name, value in rule.items() if name in names]  # fmt: skip
    days = [f"{day.get('nthOfPeriod', '')}{day['day'].upper()}" for day in rule.get("byDay", ())]
    until = [f"UNTIL={re.sub('[-:]', '', rule['until'])}"] if "until" in rule else []
    return ";".join([*parts, *([f"BYDAY={','.join(days)}"] if days else []), *until])


def by_itself(feed: bytes) -> set[str]:
    """The dates that stand beside a rule (RDATE), which node-ical knows nothing of."""
    calendar = icalendar.Calendar.from_ical(feed)
    listed = [event["RDATE"] for event in calendar.events if "RDATE" in event]
    groups = [group for each in listed for group in (each if isinstance(each, list) else [each])]
    return {f"RDATE:{written(date.dt)}" for group in groups for date in group.dts}


def in_order(found: list[Found]) -> list[Found]:
    """Those that take place, by time."""
    return sorted((each for each in found if each.status != "CANCELLED"), key=lambda each: each.start)
