"""Calendar files: samples of real programs, every oddity by itself, and files that mean harm."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.core.rrules import Meter, MeterEmpty
from eventhub.imports.ical import NotACalendar, Patience, ReadEvent, Skipped, dates_of, occurrences, read_calendar

SAMPLES = Path(__file__).parents[2] / "data" / "ics"
BERLIN = ZoneInfo("Europe/Berlin")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def calendar(*events: str, head: str = "") -> bytes:
    bodies = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{bodies}END:VCALENDAR\n".encode()


def event(*lines: str, start: str = "DTSTART:20270105T100000Z", uid: str = "one", title: str = "Talk") -> str:
    return "\n".join([f"UID:{uid}", f"SUMMARY:{title}", start, *lines])


def read_one(*lines: str, start: str = "DTSTART:20270105T100000Z", head: str = "") -> ReadEvent:
    reading = read_calendar(calendar(event(*lines, start=start), head=head))
    assert reading.skipped == []
    return reading.events[0]


def starts_of(data: bytes) -> list[datetime | date]:
    return [found.starts for found in occurrences(read_calendar(data), utc(2027, 1, 1), utc(2028, 1, 1)).occurrences]


def as_listed(moment: datetime | date) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if isinstance(moment, datetime) else moment.isoformat()


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.glob("*.ics")))
def test_a_sample_has_the_occurrences_that_other_programs_find(name):
    expected = json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))
    begin, end = (datetime.fromisoformat(day).replace(tzinfo=UTC) for day in expected["window"])

    found = occurrences(read_calendar((SAMPLES / name).read_bytes()), begin, end)

    assert found.cut == []
    assert len(found.occurrences) == expected["count"]
    if expected["events"] is not None:
        listed = sorted((as_listed(o.starts), o.event.title) for o in found.occurrences)
        assert listed == sorted((e["s"], e["t"]) for e in expected["events"])


# One event


def test_everything_but_people_is_read():
    found = read_one(
        "DTEND:20270105T113000Z", "SEQUENCE:3", "STATUS:TENTATIVE", "DESCRIPTION:One\\, two\\; three\\nfour \\\\n",
        "LOCATION:Town hall", "GEO:52.5;13.4", "URL:https://example.org/talk", "CATEGORIES:a\\,b,c", "CATEGORIES:d",
        "ORGANIZER;CN=Ann:mailto:ann@example.org", "ATTENDEE:mailto:bob@example.org", "CONTACT:Carl\\, +49 30 1234",
        "CONFERENCE;VALUE=URI;FEATURE=VIDEO:https://meet.example.org/x", "IMAGE;VALUE=URI:https://example.org/x.png",
    )  # fmt: skip

    assert found == ReadEvent(
        source_uid="one", title="Talk", starts=utc(2027, 1, 5, 10), ends=utc(2027, 1, 5, 11, 30), line=3, sequence=3,
        status="tentative", description="One, two; three\nfour \\n", location="Town hall", geo=(52.5, 13.4),
        url="https://example.org/talk", categories=("a,b", "c", "d"), zone="UTC", wall_start=datetime(2027, 1, 5, 10),
        wall_end=datetime(2027, 1, 5, 11, 30), conference_url="https://meet.example.org/x",
        image_url="https://example.org/x.png",
    )  # fmt: skip
    assert not any(name in repr(found) for name in ("ann@", "bob@", "Carl"))


def test_a_place_that_is_an_address_is_a_private_join_link():
    found = read_one("LOCATION:https://meet.example.org/room")

    assert (found.location, found.conference_url) == ("", "https://meet.example.org/room")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "mailto:ann@example.org", "file:///etc/passwd", "not one"])
def test_only_web_addresses_are_addresses(url):
    assert read_one(f"URL:{url}").url == ""


def test_marked_up_descriptions_become_words():
    found = read_one("DESCRIPTION:<p>Hello <b>all</b></p><script>x()</script><br>5 &lt\\; 6")

    assert found.description == "Hello all\n\n5 < 6"
    assert found.html == "<p>Hello <b>all</b></p><script>x()</script><br>5 &lt; 6"


def test_control_characters_are_stripped():
    assert read_one("LOCATION:Ro\x07om \u202eevil\x9b").location == "Room evil"


@pytest.mark.parametrize(("end", "length", "doubts"), [
    ("DTEND:20270105T120000Z", timedelta(hours=2), ()),
    ("DURATION:PT45M", timedelta(minutes=45), ()),
    ("DURATION:P1DT1H", timedelta(hours=25), ()),
    ("X-NONE:1", timedelta(hours=1), ("no_end",)),
    ("DTEND:20270105T090000Z", timedelta(hours=1), ("bad_end",)),
    ("DTEND:soon", timedelta(hours=1), ("bad_end",)),
])  # fmt: skip
def test_an_end_is_read_or_made(end, length, doubts):
    found = read_one(end)

    assert (found.ends - found.starts, found.doubts) == (length, doubts)


@pytest.mark.parametrize(("lines", "ends"), [
    ((), date(2027, 1, 6)), (("DTEND;VALUE=DATE:20270108",), date(2027, 1, 8)), (("DURATION:P2D",), date(2027, 1, 7)),
    (("DTEND;VALUE=DATE:20270105",), date(2027, 1, 6)),
])  # fmt: skip
def test_dates_are_all_day_with_an_exclusive_end(lines, ends):
    found = read_one(*lines, start="DTSTART;VALUE=DATE:20270105")

    assert (found.starts, found.ends, found.all_day, found.wall_start) == (date(2027, 1, 5), ends, True, None)


def test_an_event_without_uid_gets_one_that_stays():
    lines = "SUMMARY:Talk\nDTSTART:20270105T100000Z"

    first, twin = read_calendar(calendar(lines, lines)).events
    again = read_calendar(calendar(f"{lines}\nDESCRIPTION:new", event())).events[0]

    assert first.doubts == ("no_end", "no_uid")
    assert (first.source_uid == again.source_uid, twin.source_uid) == (True, f"{first.source_uid}-2")


# Zones


@pytest.mark.parametrize(("tzid", "zone"), [
    ("Europe/Berlin", "Europe/Berlin"), ("W. Europe Standard Time", "Europe/Berlin"), ("europe/berlin", "Europe/Berlin"),
    ("/mozilla.org/20050126_1/Europe/Berlin", "Europe/Berlin"), ('"Europe/Berlin"', "Europe/Berlin"),
    ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Amsterdam"), ("GMT+0100", "Etc/GMT-1"),
])  # fmt: skip
def test_zone_names_of_many_programs_are_understood(tzid, zone):
    found = read_one(start=f"DTSTART;TZID={tzid}:20270105T100000")

    assert (found.starts.astimezone(UTC), found.zone, found.wall_start) == (
        utc(2027, 1, 5, 9), zone, datetime(2027, 1, 5, 10),
    )  # fmt: skip


def zone_definition(tzid: str, standard: str, daylight: str, spring: str, autumn: str) -> str:
    return (
        f"BEGIN:VTIMEZONE\nTZID:{tzid}\nBEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:{daylight}\n"
        f"TZOFFSETTO:{standard}\nRRULE:FREQ=YEARLY;{autumn}\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:16010101T020000\n"
        f"TZOFFSETFROM:{standard}\nTZOFFSETTO:{daylight}\nRRULE:FREQ=YEARLY;{spring}\nEND:DAYLIGHT\nEND:VTIMEZONE\n"
    )


EUROPEAN = ("BYDAY=-1SU;BYMONTH=3", "BYDAY=-1SU;BYMONTH=10")


def test_a_zone_of_the_files_own_is_recognized_by_its_rules():
    head = zone_definition("Ours", "+0100", "+0200", *EUROPEAN)

    found = read_one(start="DTSTART;TZID=Ours:20270705T100000", head=head)

    assert (found.starts.astimezone(UTC), found.zone, found.doubts) == (utc(2027, 7, 5, 8), "Europe/Berlin", ("no_end",))


def test_rules_that_no_zone_has_still_give_the_instants():
    data = calendar(
        event("RRULE:FREQ=MONTHLY;INTERVAL=6;COUNT=2", start="DTSTART;TZID=Odd:20270105T100000"),
        head=zone_definition("Odd", "+0117", "+0217", *EUROPEAN),
    )

    assert read_calendar(data).events[0].zone is None
    assert starts_of(data) == [utc(2027, 1, 5, 8, 43), utc(2027, 7, 5, 7, 43)]


def test_an_unknown_zone_is_a_doubt_and_floats():
    found = read_one(start="DTSTART;TZID=../../etc/passwd:20270105T100000")

    assert (found.starts, found.zone, found.floating, found.doubts) == (
        utc(2027, 1, 5, 10), None, True, ("unknown_zone", "no_end"),
    )  # fmt: skip


def test_floating_times_mean_the_calendars_zone():
    reading = read_calendar(calendar(event(start="DTSTART:20270105T100000"), head="X-WR-TIMEZONE:Europe/Berlin\n"))

    assert (reading.default_zone, reading.events[0].zone) == ("Europe/Berlin", "Europe/Berlin")
    assert reading.events[0].starts == datetime(2027, 1, 5, 10, tzinfo=BERLIN)


def test_a_time_that_the_clocks_skip_is_as_far_past_the_gap():
    found = read_one(start="DTSTART;TZID=Europe/Berlin:20270328T023000")

    assert found.starts.astimezone(UTC) == utc(2027, 3, 28, 1, 30)


# Series


def test_a_series_keeps_its_wall_time_when_the_clocks_change():
    data = calendar(event("RRULE:FREQ=WEEKLY;COUNT=3", start="DTSTART;TZID=Europe/Berlin:20270321T190000"))

    assert starts_of(data) == [utc(2027, 3, 21, 18), utc(2027, 3, 28, 17), utc(2027, 4, 4, 17)]


def test_exceptions_extra_dates_and_changed_dates_are_kept():
    data = calendar(
        event(
            "RRULE:FREQ=DAILY;COUNT=4", "EXDATE:20270106T100000Z", "RDATE:20270110T120000Z,20270111T120000Z",
            "EXDATE;VALUE=DATE:20270111",
        ),
        event("RECURRENCE-ID:20270107T100000Z", start="DTSTART:20270107T150000Z", title="Moved"),
        event("RECURRENCE-ID:20270108T100000Z", "STATUS:CANCELLED", start="DTSTART:20270108T100000Z"),
    )  # fmt: skip

    reading = read_calendar(data)
    found = occurrences(reading, utc(2027, 1, 1), utc(2028, 1, 1)).occurrences

    assert [len(e.overrides) for e in reading.events] == [2]
    assert [(o.starts, o.event.title, o.event.status) for o in found] == [
        (utc(2027, 1, 5, 10), "Talk", "confirmed"),
        (utc(2027, 1, 7, 15), "Moved", "confirmed"),
        (utc(2027, 1, 8, 10), "Talk", "cancelled"),
        (utc(2027, 1, 10, 12), "Talk", "confirmed"),
    ]


def test_this_and_following_moves_all_that_come_after():
    data = calendar(
        event("RRULE:FREQ=WEEKLY;COUNT=4", start="DTSTART;TZID=Europe/Berlin:20270314T190000"),
        event(
            "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20270321T190000", "DURATION:PT3H",
            start="DTSTART;TZID=Europe/Berlin:20270322T200000", title="Later",
        ),
    )  # fmt: skip

    found = occurrences(read_calendar(data), utc(2027, 1, 1), utc(2028, 1, 1)).occurrences

    assert [(o.starts, o.ends, o.event.title) for o in found] == [
        (utc(2027, 3, 14, 18), utc(2027, 3, 14, 19), "Talk"),
        (utc(2027, 3, 22, 19), utc(2027, 3, 22, 22), "Later"),
        (utc(2027, 3, 29, 18), utc(2027, 3, 29, 21), "Later"),
        (utc(2027, 4, 5, 18), utc(2027, 4, 5, 21), "Later"),
    ]


def test_of_two_with_one_uid_the_higher_sequence_counts():
    reading = read_calendar(calendar(event("SEQUENCE:2", title="New"), event("SEQUENCE:1", title="Old")))

    assert [found.title for found in reading.events] == ["New"]


def test_an_interval_of_nothing_is_one():
    assert len(starts_of(calendar(event("RRULE:FREQ=DAILY;INTERVAL=0")))) == 361


def test_the_dates_of_a_span_are_those_that_are_changed_and_those_whose_originals_lie_in_it():
    data = calendar(
        event("RRULE:FREQ=DAILY", "EXDATE:20270302T100000Z", "DTEND:20270105T110000"),
        event("RECURRENCE-ID:20270110T100000Z", start="DTSTART:20270111T120000Z"),
    )

    found = dates_of(read_calendar(data).events[0], utc(2027, 3, 1), utc(2027, 3, 5), meter=Meter(10_000))

    assert [o.starts for o in found] == [utc(2027, 1, 11, 12), utc(2027, 3, 1, 10), utc(2027, 3, 3, 10), utc(2027, 3, 4, 10)]


# How files are written


def test_line_ends_byte_order_marks_and_encodings_make_no_difference():
    text = calendar(event("LOCATION:Café", title="Größe")).decode()
    written = [
        text.encode(), text.replace("\n", "\r\n").encode(), text.replace("\n", "\r").encode(), text.encode("latin-1"),
        b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16"), text.replace("\n", "\n\n").encode(),
        text.replace("BEGIN", "begin").replace("SUMMARY", "Summary").encode(),
    ]  # fmt: skip

    found = [read_calendar(data).events[0] for data in written]

    assert {(e.title, e.location, e.starts) for e in found} == {("Größe", "Café", utc(2027, 1, 5, 10))}


def test_lines_folded_inside_a_character_are_put_together():
    data = calendar(event(title="Größe")).replace("ö".encode(), b"\xc3\r\n \xb6")

    assert read_calendar(data).events[0].title == "Größe"


def test_events_without_a_calendar_around_them_and_several_calendars_are_read():
    bare = f"BEGIN:VEVENT\n{event(uid='bare')}\nEND:VEVENT\n".encode()
    data = bare + calendar(event(uid="a"), head="X-WR-CALNAME:First\n") + calendar(event(uid="b"))

    reading = read_calendar(data)

    assert (reading.calendar_name, [e.source_uid for e in reading.events]) == ("First", ["bare", "a", "b"])


def test_alarms_do_not_speak_for_their_event():
    found = read_one("BEGIN:VALARM", "DESCRIPTION:Wake up", "DURATION:PT15M", "END:VALARM", "LOCATION:Here")

    assert (found.description, found.location, found.ends) == ("", "Here", utc(2027, 1, 5, 11))


@pytest.mark.parametrize(("lines", "expected"), [
    ("UID:x\nSUMMARY:Bad", Skipped(8, "no_start", "Bad")),
    ("UID:x\nSUMMARY:Bad\nDTSTART:someday", Skipped(11, "bad_start", "Bad", "someday")),
    ("UID:x\nSUMMARY:Bad\nDTSTART:20270230", Skipped(11, "bad_start", "Bad", "20270230")),
    ("SUMMARY:Bad\nDTSTART:20270105\nRRULE:FREQ=OFTEN", Skipped(11, "bad_rule", "Bad", "FREQ=OFTEN")),
    ("SUMMARY:Bad\nDTSTART:20270105\nEXDATE:20270106,then", Skipped(11, "bad_date", "Bad", "then")),
    ("SUMMARY:Bad\nDTSTART:20270105\nEND:VALARM\nBEGIN:VEVENT\nDTSTART:20270106", Skipped(8, "not_ended")),
])  # fmt: skip
def test_a_broken_event_is_reported_by_line_and_the_rest_comes_in(lines, expected):
    reading = read_calendar(calendar(event(uid="a"), lines, event(uid="b")))

    assert reading.skipped == [expected]
    assert {"a", "b"} <= {found.source_uid for found in reading.events}


@pytest.mark.parametrize(("data", "reason"), [
    (b"", "empty"), (b" \r\n ", "empty"), (b"<!DOCTYPE html><html></html>", "web_page"), (b"hello\n", "no_calendar"),
    (b"\x89PNG\r\n\x1a\n\0\0\0", "binary"),
])  # fmt: skip
def test_what_is_no_calendar_is_refused_with_a_reason(data, reason):
    with pytest.raises(NotACalendar) as refused:
        read_calendar(data)
    assert refused.value.reason == reason


def test_a_calendar_may_be_empty():
    assert read_calendar(calendar()).events == []


def test_progress_is_told_to_the_end():
    told: list[tuple[int, int]] = []

    read_calendar(
        calendar(*(event(uid=str(n)) for n in range(250))), on_progress=lambda done, total: told.append((done, total))
    )

    assert told == [(0, 250), (200, 250), (250, 250)]


# Files that mean harm


@pytest.mark.parametrize(("lines", "why", "line"), [
    ("DESCRIPTION:" + "a" * 1_000_001, "line_too_long", 12),
    ("X-A:" + "a" * 10_000_000, "too_large", 8),
    ("EXDATE:" + ",".join(["20270106T100000Z"] * 10_001), "too_many_dates", 12),
    ("\n".join(["EXDATE:20270106T100000Z"] * 200_001), "too_many_lines", 8),
    ("\n".join(["BEGIN:VALARM"] * 1000), "too_deep", 8),
])  # fmt: skip
def test_an_event_of_a_hostile_size_is_left_out(lines, why, line):
    reading = read_calendar(calendar(event(uid="a"), event(lines, uid="b"), event(uid="c")))

    assert [(s.why, s.line) for s in reading.skipped] == [(why, line)]
    assert [found.source_uid for found in reading.events] == ["a", "c"]


def test_nesting_outside_of_events_is_refused_by_line():
    with pytest.raises(NotACalendar) as refused:
        read_calendar(calendar(head="BEGIN:X\n" * 1000))
    assert (refused.value.reason, refused.value.line) == ("too_deep", 34)


def test_a_file_with_one_endless_line_is_refused_by_line():
    with pytest.raises(NotACalendar) as refused:
        read_calendar(b"BEGIN:VCALENDAR\nX:" + b"a" * 50_000_000)
    assert (refused.value.reason, refused.value.line) == ("line_too_long", 2)


@pytest.mark.parametrize("rule", [
    "FREQ=SECONDLY", "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=YEARLY;BYDAY=1MO;BYMONTHDAY=20", "FREQ=SECONDLY;COUNT=999999999;BYSECOND=1,2,3",
    "FREQ=MINUTELY;BYHOUR=3;BYMINUTE=1;BYMONTH=2;BYMONTHDAY=31",
])  # fmt: skip
def test_a_rule_without_end_is_cut_and_other_events_stay(rule):
    reading = read_calendar(calendar(event(f"RRULE:{rule}", start="DTSTART:20200101T000000Z"), event(uid="b", title="Stays")))

    found = occurrences(reading, utc(2027, 1, 1), utc(2027, 12, 1))

    assert found.cut == [3]
    assert [o.starts for o in found.occurrences if o.event.title == "Stays"] == [utc(2027, 1, 5, 10)]


def test_a_rule_that_never_matches_empties_its_meter_and_no_more():
    never, meter = read_one("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), Meter(60_000)

    with pytest.raises(MeterEmpty):
        list(dates_of(never, utc(2027, 2, 1), utc(2999, 1, 1), meter=meter))


@pytest.mark.slow
@given(st.lists(st.sampled_from([
    b"BEGIN:VCALENDAR", b"END:VCALENDAR", b"BEGIN:VEVENT", b"END:VEVENT", b"BEGIN:VALARM", b"DTSTART:20270105T100000",
    b"DTSTART;TZID=:2027", b"RRULE:FREQ=WEEKLY;COUNT=3", b"RRULE:;;", b"DTEND;VALUE=DATE:20270106", b" folded", b"\xff\xfe:",
    b"RECURRENCE-ID:20270105", b"EXDATE:", b"UID:\x00", b"DURATION:-P", b"GEO:;", b":", b";", b"BEGIN:VTIMEZONE", b"TZID:Z",
    b"END:VTIMEZONE", b"RDATE;VALUE=PERIOD:20270105T100000Z/PT1H,20270106T100000Z/",
]), max_size=40))  # fmt: skip
def test_no_mixture_of_lines_breaks_the_reader(lines):
    try:
        reading = read_calendar(b"\n".join(lines))
    except NotACalendar:
        return
    for occurrence in occurrences(reading, utc(2027, 1, 1), utc(2028, 1, 1)).occurrences:
        assert occurrence.starts < occurrence.ends


def test_when_nobody_waits_any_longer_the_rest_is_left_out_and_said():
    class Short(Patience):
        """Over after so many questions."""

        left = 2

        @property
        def is_over(self) -> bool:
            self.left -= 1
            return self.left < 0

    data = calendar(*(event(uid=str(n), title=f"Talk {n}") for n in range(4)))
    reading = read_calendar(data, patience=Short())

    assert [read.title for read in reading.events] == ["Talk 0", "Talk 1"]
    assert reading.skipped == [Skipped(13, "out_of_time")]

    found = occurrences(read_calendar(data), utc(2027, 1, 1), utc(2028, 1, 1), patience=Short())

    assert [o.event.title for o in found.occurrences] == ["Talk 0", "Talk 1"]
    assert found.cut == [13, 18]


def test_patience_is_measured_by_the_clock():
    assert (Patience(0).is_over, Patience(60).is_over, Patience().is_over) == (True, False, False)


def zone_of(name: str, standard: str, daylight: str) -> str:
    return "\n".join([
        "BEGIN:VTIMEZONE", f"TZID:{name}", "BEGIN:STANDARD", "DTSTART:20201025T030000", f"TZOFFSETFROM:{daylight}", f"TZOFFSETTO:{standard}",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "END:STANDARD", "BEGIN:DAYLIGHT", "DTSTART:20200329T020000", f"TZOFFSETFROM:{standard}",
        f"TZOFFSETTO:{daylight}", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "END:DAYLIGHT", "END:VTIMEZONE", "",
    ])  # fmt: skip


def test_a_zone_means_what_its_own_calendar_defines():
    local = "DTSTART;TZID=Local:20270722T190000"
    one = calendar(event(start=local, title="One"), head=zone_of("Local", "+0100", "+0200"))
    two = calendar(event(start=local, title="Two", uid="two"), head=zone_of("Local", "-0500", "-0400"))
    none = calendar(event(start=local, title="Three", uid="three"))

    found = occurrences(read_calendar(one + two + none), utc(2027, 1, 1), utc(2028, 1, 1)).occurrences

    assert {o.event.title: o.starts.astimezone(UTC) for o in found} == {
        "One": utc(2027, 7, 22, 17), "Two": utc(2027, 7, 22, 23), "Three": utc(2027, 7, 22, 17),
    }  # fmt: skip


def test_a_series_that_begins_in_an_hour_that_clocks_skip_begins_once_and_goes_on_as_written():
    data = calendar(event("RRULE:FREQ=DAILY;COUNT=3", "DURATION:PT1H", start="DTSTART;TZID=Europe/Berlin:20270328T023000"))
    (read,) = read_calendar(data).events

    assert starts_of(data) == [utc(2027, 3, 28, 1, 30), utc(2027, 3, 29, 0, 30), utc(2027, 3, 30, 0, 30)]
    assert (f"{read.starts:%H:%M}", f"{read.ends:%H:%M}", read.wall_start) == ("03:30", "04:30", datetime(2027, 3, 28, 2, 30))


def test_uids_that_differ_only_at_their_end_are_two():
    long = "L" * 600
    found = read_calendar(calendar(event(uid=f"{long}1"), event(uid=f"{long}2", title="Other"))).events

    assert len({read.source_uid for read in found}) == 2
    assert {len(read.source_uid) for read in found} == {500}
