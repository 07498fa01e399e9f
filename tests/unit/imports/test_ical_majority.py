"""Where calendar programs differ, or this reader once did: what most of them find, each case in a few lines of text.

The cases come from a comparison with eight programs (recurring-ical-events, ical, vobject, icalevents, khal, ical.js, node-ical,
libical) over the test collections of many projects; see docs/decisions/0021-what-most-programs-find.md.
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import takewhile

import pytest

from eventhub.core.rrules import parse_rule, starts
from eventhub.imports.ical import Meter, occurrences, read_calendar

BERLIN = "DTSTART;TZID=Europe/Berlin:"


def event(*lines: str, uid: str = "one", title: str = "Talk") -> str:
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", *lines, "END:VEVENT", ""])


def calendar(*parts: str) -> str:
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{''.join(parts)}END:VCALENDAR\n"


def found(text: str | bytes, *, start: int = 2027, end: int = 2028) -> list[str]:
    """Start and title of what lies between two new years, in UTC."""
    reading = read_calendar(text if isinstance(text, bytes) else text.encode())
    span = datetime(start, 1, 1, tzinfo=UTC), datetime(end, 1, 1, tzinfo=UTC)
    expansion = occurrences(reading, *span)
    assert (expansion.cut, reading.skipped) == ([], [])
    return [f"{said(o.starts)} {o.event.title}" for o in expansion.occurrences]


def said(moment: object) -> str:
    return f"{moment.astimezone(UTC):%m-%dT%H:%M}" if isinstance(moment, datetime) else f"{moment:%m-%d}"


# Rules


@pytest.mark.parametrize(("rule", "start", "expected"), [
    ("FREQ=YEARLY", "DTSTART;VALUE=DATE:16040312", ["03-12"]),
    ("FREQ=YEARLY", "DTSTART;VALUE=DATE:19080229", []),
    ("FREQ=YEARLY;INTERVAL=4", "DTSTART;VALUE=DATE:19230701", ["07-01"]),
    ("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "DTSTART;VALUE=DATE:19701126", ["11-25"]),
    ("FREQ=YEARLY;BYMONTH=5", "DTSTART;VALUE=DATE:20200517", ["05-17"]),
    ("FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "DTSTART:19701101T020000Z", ["03-28T02:00"]),
    ("FREQ=YEARLY;BYMONTH=6,7", "DTSTART;VALUE=DATE:20000609", ["06-09", "07-09"]),
    ("FREQ=YEARLY;BYMONTHDAY=-1;BYMONTH=2", "DTSTART;VALUE=DATE:20000229", ["02-28"]),
    ("FREQ=YEARLY;COUNT=28", "DTSTART;VALUE=DATE:20000609", ["06-09"]),
    ("FREQ=YEARLY;COUNT=27", "DTSTART;VALUE=DATE:20000609", []),
    ("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", "DTSTART;VALUE=DATE:20200106", ["01-04"]),
    ("FREQ=YEARLY;BYYEARDAY=-1", "DTSTART;VALUE=DATE:20201231", ["12-31"]),
    ("FREQ=MONTHLY;INTERVAL=6", "DTSTART;VALUE=DATE:19900115", ["01-15", "07-15"]),
    ("FREQ=MONTHLY;INTERVAL=5;BYDAY=2TU", "DTSTART;VALUE=DATE:20000111", ["02-09", "07-13", "12-14"]),
    ("FREQ=MONTHLY;INTERVAL=3;COUNT=82", "DTSTART;VALUE=DATE:20000131", ["01-31"]),
    ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;BYMONTH=2,8", "DTSTART;VALUE=DATE:20000229", ["02-26", "08-31"]),
    ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "DTSTART;VALUE=DATE:20260213", ["08-13"]),
])  # fmt: skip
def test_rules_of_long_ago_go_on_as_they_would_from_their_start(rule, start, expected):
    assert found(calendar(event(start, f"RRULE:{rule}"))) == [f"{day} Talk" for day in expected]


@pytest.mark.parametrize("rule", [
    "FREQ=YEARLY", "FREQ=YEARLY;INTERVAL=3", "FREQ=YEARLY;BYMONTH=2", "FREQ=YEARLY;BYMONTH=9;INTERVAL=2", "FREQ=YEARLY;BYMONTHDAY=31",
    "FREQ=YEARLY;BYDAY=20MO", "FREQ=YEARLY;BYDAY=-1FR;BYMONTH=1", "FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU", "FREQ=YEARLY;BYWEEKNO=53",
    "FREQ=YEARLY;BYYEARDAY=1,-1", "FREQ=YEARLY;BYMONTH=1;BYDAY=MO,TU;BYSETPOS=2", "FREQ=YEARLY;BYHOUR=6", "FREQ=MONTHLY",
    "FREQ=MONTHLY;INTERVAL=7", "FREQ=MONTHLY;BYDAY=5WE", "FREQ=MONTHLY;BYMONTHDAY=-1,30;INTERVAL=2", "FREQ=MONTHLY;BYMONTH=2,3",
    "FREQ=MONTHLY;COUNT=200", "FREQ=YEARLY;COUNT=20", "FREQ=YEARLY;BYMONTH=5;COUNT=20", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU",
    "FREQ=WEEKLY;COUNT=900", "FREQ=DAILY;INTERVAL=3;BYDAY=MO", "FREQ=DAILY;COUNT=7000",
])  # fmt: skip
@pytest.mark.parametrize(
    "first", [datetime(1996, 2, 29, 19), datetime(2001, 1, 31, 9, 30), datetime(2003, 12, 1), datetime(2000, 7, 15)]
)
def test_a_rule_that_is_entered_late_gives_what_it_gives_from_its_start(rule, first):
    parsed, meter, last = parse_rule(rule), Meter(1_000_000), datetime(2027, 1, 1)
    whole = list(takewhile(lambda start: start < last, starts(parsed, first, first, meter)))

    for after in (datetime(2009, 3, 1), datetime(2016, 2, 29, 20), datetime(2020, 12, 31)):
        late = takewhile(lambda start: start < last, starts(parsed, first, after, meter))
        assert [start for start in late if start >= after] == [start for start in whole if start >= after]


def test_a_thousand_birthdays_are_all_found():
    days = [(number % 12 + 1, number % 28 + 1) for number in range(1000)]
    events = [event(f"DTSTART;VALUE=DATE:1930{m:02}{d:02}", "RRULE:FREQ=YEARLY", uid=f"{n}") for n, (m, d) in enumerate(days)]

    assert found(calendar(*events)) == [f"{m:02}-{d:02} Talk" for m, d in sorted(days)]


@pytest.mark.parametrize(("until", "last"), [
    ("20270104", "01-03T09:00"), ("20270104T100000", "01-04T09:00"), ("20270104T095959", "01-03T09:00"),
    ("20270104T090000Z", "01-04T09:00"), ("20270104T085959Z", "01-03T09:00"),
])  # fmt: skip
def test_until_of_a_timed_series_is_an_instant_and_a_date_is_its_midnight(until, last):
    assert found(calendar(event(f"{BERLIN}20270101T100000", f"RRULE:FREQ=DAILY;UNTIL={until}")))[-1] == f"{last} Talk"


@pytest.mark.parametrize("until", ["20270104", "20270104T000000Z", "20270104T235959Z"])
def test_until_of_an_all_day_series_is_a_day_however_it_is_written(until):
    assert found(calendar(event("DTSTART;VALUE=DATE:20270101", f"RRULE:FREQ=DAILY;UNTIL={until}")))[-1] == "01-04 Talk"


@pytest.mark.parametrize(("rule", "expected"), [
    ("FREQ=WEEKLY;BYDAY=TU;COUNT=1", ["01-01T10:00 Talk", "01-05T10:00 Talk"]), ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20270104T090000Z", []),
    ("FREQ=WEEKLY;UNTIL=20261231T000000Z", []), ("FREQ=DAILY;COUNT=0", []),
])  # fmt: skip
def test_the_start_counts_beside_its_rule_unless_the_rule_gives_nothing(rule, expected):
    assert found(calendar(event("DTSTART:20270101T100000Z", f"RRULE:{rule}"))) == expected


# Exceptions and changed dates


@pytest.mark.parametrize("exception", ["EXDATE:20270102T000000Z", "EXDATE;VALUE=DATE:20270102", "EXDATE:20270102"])
def test_a_day_of_an_all_day_series_is_taken_out_however_it_is_written(exception):
    text = calendar(event("DTSTART;VALUE=DATE:20270101", "RRULE:FREQ=DAILY;COUNT=3", exception))

    assert found(text) == ["01-01 Talk", "01-03 Talk"]


def test_a_day_of_an_all_day_series_is_changed_however_it_is_named():
    change = event("RECURRENCE-ID:20270102T000000Z", "DTSTART;VALUE=DATE:20270107", title="Moved")

    assert found(calendar(event("DTSTART;VALUE=DATE:20270101", "RRULE:FREQ=DAILY;COUNT=2"), change)) == [
        "01-01 Talk",
        "01-07 Moved",
    ]


@pytest.mark.parametrize("more", ["RRULE:FREQ=WEEKLY;COUNT=5", "RDATE:20270301T100000Z"])
def test_a_changed_date_is_one_date_though_it_repeats_the_rule(more):
    text = calendar(event("RECURRENCE-ID:20270104T100000Z", "DTSTART:20270105T100000Z", more))

    assert found(text) == ["01-05T10:00 Talk"]


def test_a_change_in_another_calendar_of_the_file_stands_alone():
    series = event("DTSTART:20270101T100000Z", "RRULE:FREQ=DAILY;COUNT=2")
    change = event("RECURRENCE-ID:20270102T100000Z", "DTSTART:20270103T100000Z", title="Moved")

    assert found(calendar(series) + calendar(change)) == ["01-01T10:00 Talk", "01-02T10:00 Talk", "01-03T10:00 Moved"]


@pytest.mark.parametrize(("start", "period"), [
    ("DTSTART;VALUE=DATE:20270101", "20270105T100000Z/PT1H"), ("DTSTART:20270101T100000Z", "20270105T100000Z/20270106"),
    ("DTSTART:20270101T100000Z", "20270105T100000Z/20270104T100000Z"),
])  # fmt: skip
def test_a_period_whose_end_makes_no_sense_lasts_as_long_as_the_event(start, period):
    reading = read_calendar(calendar(event(start, f"RDATE;VALUE=PERIOD:{period}")).encode())

    first, second = occurrences(reading, datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)).occurrences

    assert second.ends - second.starts == first.ends - first.starts


# One UID for several events


def test_different_events_with_one_uid_are_all_read_and_told_apart():
    text = calendar(event("DTSTART:20270101T100000Z"), event("DTSTART:20270102T100000Z", title="Other"))

    first, second = read_calendar(text.encode()).events

    assert found(text) == ["01-01T10:00 Talk", "01-02T10:00 Other"]
    assert (first.source_uid, second.source_uid[:8], "bad_uid" in second.doubts) == ("one", "derived-", True)
    assert second.source_uid == read_calendar(text.replace("SUMMARY:Talk", "SUMMARY:New").encode()).events[1].source_uid


def test_the_same_event_twice_keeps_its_uid_and_a_newer_one_replaces_it():
    once = event("DTSTART:20270101T100000Z")
    newer = event("DTSTART:20270101T110000Z", "SEQUENCE:1")

    assert [e.source_uid for e in read_calendar(calendar(once, once).encode()).events] == ["one", "one"]
    assert found(calendar(once, newer, once)) == ["01-01T11:00 Talk"]


def test_calendars_of_one_file_are_read_each_by_itself():
    old, new = event("DTSTART:20270101T100000Z", "SEQUENCE:0"), event("DTSTART:20270102T100000Z", "SEQUENCE:1")

    assert found(calendar(old) + calendar(new)) == ["01-01T10:00 Talk", "01-02T10:00 Talk"]


# Zones


def zone(tzid: str, offset: str) -> str:
    observance = f"BEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:{offset}\nTZOFFSETTO:{offset}\nEND:STANDARD\n"
    return f"BEGIN:VTIMEZONE\nTZID:{tzid}\n{observance}END:VTIMEZONE\n"


@pytest.mark.parametrize(("tzid", "defined", "start"), [
    ("Europe/Berlin", "+0500", "01-01T09:00"), ("W. Europe Standard Time", "+0500", "01-01T05:00"),
    ("/mozilla.org/20050126_1/Europe/Berlin", "+0500", "01-01T09:00"), ("Our own", "+0530", "01-01T04:30"),
    ("Customized Time Zone", "-0300", "01-01T13:00"), ("tzone://Microsoft/Utc", "+0000", "01-01T10:00"),
])  # fmt: skip
def test_a_definition_counts_for_every_name_that_is_not_iana(tzid, defined, start):
    assert found(calendar(zone(tzid, defined), event(f"DTSTART;TZID={tzid}:20270101T100000"))) == [f"{start} Talk"]


# How lines are written


def test_of_a_property_that_is_there_twice_the_first_counts():
    text = calendar(event("DTSTART:20270101T100000Z", "DTSTART:20270102T100000Z", "SUMMARY:Second"))

    assert found(text) == ["01-01T10:00 Talk"]


def test_a_name_may_be_folded_too_and_lines_are_still_counted():
    text = calendar("BEGIN:VEVENT\nSUM\n MA\n RY:Folded\nDTSTART\n :20270101T100000Z\nEND:VEVENT\n", event("DTSTART:someday"))

    reading = read_calendar(text.encode())

    assert ([e.title for e in reading.events], [s.line for s in reading.skipped]) == (["Folded"], [13])


@pytest.mark.parametrize(("written", "read"), [
    ("One\\, two\\; three \\\\ four", "One, two; three \\ four"), ('Say \\"hi\\"', 'Say \\"hi\\"'), ("C:\\temp", "C:\\temp"),
    ("  out  in  ", "out in"), ("A &amp; <b>B</b>", "A &amp; <b>B</b>"),
])  # fmt: skip
def test_titles_lose_the_escapes_of_the_standard_and_no_others(written, read):
    (one,) = read_calendar(calendar(event("DTSTART:20270101", title=written)).encode()).events

    assert one.title == read


def test_titles_and_times_alone_are_read_where_words_are_not_wanted():
    text = calendar(event("DTSTART:20270101T100000Z", "DESCRIPTION:Much", "LOCATION:Here", "URL:https://example.org/"))

    (one,) = read_calendar(text.encode(), words=False).events

    assert (one.title, one.description, one.location, one.url) == ("Talk", "", "", "")
