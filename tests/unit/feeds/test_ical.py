"""VEVENT and VCALENDAR text: exact lines, and what independent readers make of it."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import example, given, settings
from hypothesis import strategies as st

from eventhub.feeds.facts import CalendarFacts, EventFacts
from eventhub.feeds.ical import PRODID, assemble, calendar_head, single, vevent, with_alarm

GOLDEN = Path(__file__).with_name("rich_event.ics")
BERLIN = ZoneInfo("Europe/Berlin")
SPAN = (datetime(2025, 1, 1, tzinfo=UTC), datetime(2037, 12, 31, tzinfo=UTC))

PLAIN = EventFacts(
    uid="5f0c1d52-4a0f-4b6e-9d5e-0c8e6a3f1b11",
    sequence=0,
    created=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    changed=datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC),
    starts=datetime(2026, 6, 1, 17, tzinfo=UTC),
    ends=datetime(2026, 6, 1, 19, tzinfo=UTC),
    summary="Sprint",
    language="en",
    url="https://events.example/events/k7Qm2xPz0a-sprint",
)
RICH = replace(
    PLAIN,
    sequence=3,
    zone="Europe/Berlin",
    status="tentative",
    summary="Größer; weiter, 日本語\\Neu",
    summary_prefix="Verschoben",
    description="Zeile eins\nZeile zwei, mit Komma; und Semikolon.\n\nhttps://events.example/events/k7Qm2xPz0a-sprint",
    html_description="<p>Zeile eins</p>",
    language="de",
    location="c-base, Rungestraße 20, 10179 Berlin, Deutschland",
    location_title='Raumstation "c-base"',
    geo=(52.51299, 0.00001),
    categories=("python", "web, data", "DE-BE"),
    image_url="https://events.example/files/cover one.png",
    contact="https://events.example/communities/p4Rw9sTn1c-berlin",
    related_to="0d9f7b5a-8e62-4f53-a1a8-3f2a5e7c9b10",
    conference_url="https://meet.example/sprint?a=1;b=2",
    conference_label="Dabei sein: per Video",
)
CALENDAR = CalendarFacts(
    name="Berlin; events",
    description="Meetings,\nsprints",
    url="https://events.example/regions/DE-BE",
    source="https://events.example/calendar/region/DE-BE.ics",
    color="teal",
    language="en",
    default_zone="Europe/Berlin",
    last_modified=datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC),
)


def lines_of(text):
    """The unfolded lines (RFC 5545 §3.1)."""
    return text.decode("utf-8").replace("\r\n ", "").splitlines()


def line_of(text, name):
    """The one line of that property, without its name."""
    (found,) = [line for line in lines_of(text) if line.startswith((f"{name}:", f"{name};"))]
    return found.removeprefix(name)


def names_of(text):
    return [line.partition(":")[0].partition(";")[0] for line in lines_of(text)]


# One event


def test_a_rich_event_is_written_as_in_the_golden_file():
    assert vevent(RICH) == GOLDEN.read_bytes()


def test_a_plain_event_says_nothing_it_does_not_know():
    assert lines_of(vevent(PLAIN)) == [
        "BEGIN:VEVENT",
        "UID:5f0c1d52-4a0f-4b6e-9d5e-0c8e6a3f1b11",
        "DTSTAMP:20260203T040506Z",
        "CREATED:20260102T030405Z",
        "LAST-MODIFIED:20260203T040506Z",
        "SEQUENCE:0",
        "DTSTART:20260601T170000Z",
        "DTEND:20260601T190000Z",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "SUMMARY;LANGUAGE=en:Sprint",
        "URL:https://events.example/events/k7Qm2xPz0a-sprint",
        "END:VEVENT",
    ]


def test_a_public_event_never_asks_anyone_to_answer_or_rings():
    assert {"ORGANIZER", "ATTENDEE", "VALARM", "METHOD", "RRULE"} & set(names_of(vevent(RICH))) == set()


@pytest.mark.parametrize(
    ("status", "prefix", "says", "transparency", "summary"),
    [
        ("confirmed", None, ":CONFIRMED", ":OPAQUE", ";LANGUAGE=en:Sprint"),
        ("tentative", "Postponed", ":TENTATIVE", ":TRANSPARENT", ";LANGUAGE=en:Postponed: Sprint"),
        ("cancelled", "Cancelled", ":CANCELLED", ":TRANSPARENT", ";LANGUAGE=en:Cancelled: Sprint"),
    ],
)
def test_the_status_decides_whether_time_is_blocked(status, prefix, says, transparency, summary):
    text = vevent(replace(PLAIN, status=status, summary_prefix=prefix))

    assert line_of(text, "STATUS") == says
    assert line_of(text, "TRANSP") == transparency
    assert line_of(text, "SUMMARY") == summary


def test_an_all_day_event_has_dates_with_an_exclusive_end_and_blocks_no_time():
    text = vevent(replace(PLAIN, all_day=True, starts=date(2026, 6, 30), ends=date(2026, 7, 2)))

    assert line_of(text, "DTSTART") == ";VALUE=DATE:20260630"
    assert line_of(text, "DTEND") == ";VALUE=DATE:20260702"
    assert line_of(text, "TRANSP") == ":TRANSPARENT"


def test_a_zone_gives_local_wall_time_on_both_sides_of_a_change_of_clocks():
    night = replace(
        PLAIN,
        zone="Europe/Berlin",
        starts=datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
        ends=datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    )

    assert line_of(vevent(night), "DTSTART") == ";TZID=Europe/Berlin:20260329T013000"
    assert line_of(vevent(night), "DTEND") == ";TZID=Europe/Berlin:20260329T033000"


def test_the_second_of_two_equal_wall_times_is_written_in_utc():
    twice = replace(
        PLAIN,
        zone="Europe/Berlin",
        starts=datetime(2026, 10, 25, 2, 15, tzinfo=BERLIN),
        ends=datetime(2026, 10, 25, 2, 15, tzinfo=BERLIN, fold=1).astimezone(UTC),
    )

    assert line_of(vevent(twice), "DTSTART") == ":20261025T001500Z"
    assert line_of(vevent(twice), "DTEND") == ":20261025T011500Z"


def test_the_first_of_two_equal_wall_times_is_written_in_utc():
    first = replace(
        PLAIN,
        zone="Europe/Berlin",
        starts=datetime(2026, 10, 25, 0, 15, tzinfo=UTC),
        ends=datetime(2026, 10, 25, 0, 45, tzinfo=UTC),
    )

    assert line_of(vevent(first), "DTSTART") == ":20261025T001500Z"


@pytest.mark.parametrize("zone", [None, "UTC", "Etc/UTC"])
def test_utc_is_written_with_a_z_and_no_zone(zone):
    assert line_of(vevent(replace(PLAIN, zone=zone)), "DTSTART") == ":20260601T170000Z"


def test_an_unknown_zone_is_refused():
    with pytest.raises(ValueError, match="unknown time zone"):
        vevent(replace(PLAIN, zone="../../etc/passwd"))


@pytest.mark.parametrize(
    "changes",
    [
        {"ends": PLAIN.starts},
        {"ends": PLAIN.starts - timedelta(hours=1)},
        {"starts": datetime(2026, 6, 1, 17)},
        {"changed": datetime(2026, 6, 1, 17)},
        {"created": datetime(2026, 6, 1, 17)},
        {"all_day": True},
        {"starts": date(2026, 6, 1)},
        {"all_day": True, "starts": date(2026, 6, 1), "ends": date(2026, 6, 1)},
    ],
)
def test_times_that_contradict_each_other_are_refused(changes):
    with pytest.raises(ValueError, match=r"aware|offset|dates|ends"):
        replace(PLAIN, **changes)


def test_a_calendar_has_one_of_the_known_colours():
    with pytest.raises(ValueError, match="not a colour"):
        replace(CALENDAR, color="#123456")


def test_text_is_escaped_and_line_breaks_of_every_kind_become_one():
    text = vevent(replace(PLAIN, description="a;b,c\\d\\Ne\r\nf\rg\nh\u2028i\u2029j"))

    assert line_of(text, "DESCRIPTION") == r";LANGUAGE=en:a\;b\,c\\d\\Ne\nf\ng\nh\ni\nj"


def test_control_characters_and_lone_surrogates_are_stripped():
    dirty = "".join(map(chr, range(0x20))) + "S\x00pr\x0bi\x1cn\x7ft\x85\x9f\ud800"

    assert line_of(vevent(replace(PLAIN, summary=dirty)), "SUMMARY") == ";LANGUAGE=en:Sprint"


def test_a_title_or_a_place_is_one_line():
    text = vevent(replace(PLAIN, summary="One\ntwo\tthree", location="Hall\r\n\r\nTown"))

    assert line_of(text, "SUMMARY") == ";LANGUAGE=en:One two three"
    assert line_of(text, "LOCATION") == ";LANGUAGE=en:Hall Town"


def test_an_address_cannot_break_out_of_its_line():
    text = vevent(replace(PLAIN, url='https://x.example/a b\r\nATTENDEE:mailto:you@x.example"<'))

    assert line_of(text, "URL") == ":https://x.example/a%20b%20ATTENDEE:mailto:you@x.example%22%3C"


def test_a_parameter_cannot_break_out_of_its_quotes():
    text = vevent(replace(PLAIN, conference_url="https://meet.example/1", conference_label='a";X=1:\n^b'))
    conference = icalendar.Event.from_ical(text)["CONFERENCE"]

    assert conference == "https://meet.example/1"
    assert dict(conference.params) == {"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": 'a";X=1: ^b'}


@pytest.mark.parametrize(
    "words",
    ["لقاء مجتمع بايثون في القاهرة " * 9, "コミュニティの集まり" * 12, "👩🏽\u200d🚀🇩🇪" * 30, "é" * 200, "a" * 500],
    ids=["arabic", "japanese", "emoji", "accents", "ascii"],
)
def test_folding_keeps_to_75_octets_and_never_splits_a_character(words):
    text = vevent(replace(PLAIN, summary=words, description=words))
    lines = text.split(b"\r\n")

    assert max(map(len, lines)) <= 75
    assert [line.decode("utf-8") for line in lines if b"\xef\xbf\xbd" in line] == []
    assert line_of(text, "SUMMARY") == f";LANGUAGE=en:{words.strip()}"


# What other libraries read

words = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1).map(str.strip).filter(bool)
moments = st.datetimes(datetime(2025, 2, 1), datetime(2037, 6, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=0)
)
zones = st.sampled_from(
    ["UTC", "Europe/Berlin", "Africa/Cairo", "Africa/Casablanca", "America/Vancouver", "Asia/Kolkata", "Europe/Dublin"]
)
paragraphs = st.lists(words, max_size=3).map("\n".join)


@st.composite
def timed_events(draw):
    starts, length = draw(moments), draw(st.integers(1, 4000))
    return replace(
        PLAIN,
        uid=str(draw(st.uuids())),
        sequence=draw(st.integers(0, 2**31 - 1)),
        starts=starts,
        ends=starts + timedelta(minutes=length),
        zone=draw(zones),
        summary=draw(words),
        description=draw(paragraphs),
        location=draw(words),
    )


BEFORE_CLOCKS_GO_BACK = replace(
    RICH, starts=datetime(2026, 10, 25, 0, 30, tzinfo=UTC), ends=datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
)


def essence_of(facts):
    prefix = f"{facts.summary_prefix}: " if facts.summary_prefix else ""
    return (facts.uid, facts.starts, facts.ends, prefix + facts.summary, facts.location, facts.description)


@pytest.mark.slow
@settings(deadline=None)
@given(timed_events())
@example(RICH)
@example(BEFORE_CLOCKS_GO_BACK)
def test_icalendar_reads_back_what_was_written(facts):
    text = single({facts.zone: SPAN}, [vevent(facts)])

    (event,) = icalendar.Calendar.from_ical(text).events

    assert essence_of(facts) == (
        event["UID"],
        event.start.astimezone(UTC),
        event.end.astimezone(UTC),
        event["SUMMARY"],
        event["LOCATION"],
        event.get("DESCRIPTION", ""),
    )


@pytest.mark.slow
@settings(deadline=None)
@given(timed_events())
@example(RICH)
@example(BEFORE_CLOCKS_GO_BACK)
def test_vobject_reads_back_what_was_written(facts):
    text = single({facts.zone: SPAN}, [vevent(facts)]).decode("utf-8")
    getattr(vobject.icalendar, "__tzidMap").clear()  # it would take a zone of the same name from another file

    event = vobject.readOne(text).vevent

    assert essence_of(facts) == (
        event.uid.value,
        event.dtstart.value.astimezone(UTC),
        event.dtend.value.astimezone(UTC),
        event.summary.value,
        event.location.value,
        event.getChildValue("description", ""),
    )


@settings(deadline=None)
@given(st.dates(date(2025, 1, 1), date(2037, 1, 1)), st.integers(1, 400))
def test_all_day_events_keep_their_dates(starts, length):
    facts = replace(PLAIN, all_day=True, starts=starts, ends=starts + timedelta(days=length))

    (event,) = icalendar.Calendar.from_ical(single({}, [vevent(facts)])).events

    assert (event.start, event.end) == (facts.starts, facts.ends)


@pytest.mark.slow
@settings(deadline=None)
@given(timed_events(), st.text())
def test_any_text_gives_whole_lines_of_utf_8_and_the_same_bytes_each_time(facts, noise):
    noisy = replace(facts, summary=noise, description=noise, location=noise, contact=noise, categories=(noise,))

    text = vevent(noisy)

    assert all(0 < len(line.decode("utf-8").encode()) <= 75 for line in text.removesuffix(b"\r\n").split(b"\r\n"))
    assert not any(byte < 0x20 and byte not in b"\t\r\n" for byte in text)
    assert vevent(replace(noisy)) == text


# A feed


def test_a_feed_names_itself_for_every_client():
    assert lines_of(calendar_head(CALENDAR)) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODID}",
        "CALSCALE:GREGORIAN",
        r"NAME;LANGUAGE=en:Berlin\; events",
        r"X-WR-CALNAME:Berlin\; events",
        r"DESCRIPTION;LANGUAGE=en:Meetings\,\nsprints",
        r"X-WR-CALDESC:Meetings\,\nsprints",
        "X-WR-TIMEZONE:Europe/Berlin",
        "LAST-MODIFIED:20260203T040506Z",
        "URL:https://events.example/regions/DE-BE",
        "SOURCE;VALUE=URI:https://events.example/calendar/region/DE-BE.ics",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "COLOR:teal",
        "X-APPLE-CALENDAR-COLOR:#008080",
    ]


def test_each_zone_is_defined_once_in_order_and_before_the_events():
    bodies = [vevent(RICH), vevent(PLAIN)]

    text = assemble(CALENDAR, {"Europe/Berlin": SPAN, "Africa/Cairo": SPAN}, bodies)

    assert [line for line in lines_of(text) if line.startswith(("TZID:", "BEGIN:VEVENT"))] == [
        "TZID:Africa/Cairo",
        "TZID:Europe/Berlin",
        "BEGIN:VEVENT",
        "BEGIN:VEVENT",
    ]
    assert text.startswith(calendar_head(CALENDAR))
    assert text.endswith(b"".join(bodies) + b"END:VCALENDAR\r\n")


def test_an_empty_feed_still_defines_its_default_zone():
    calendar = icalendar.Calendar.from_ical(assemble(CALENDAR, {}, []))

    assert [zone.tz_name for zone in calendar.timezones] == ["Europe/Berlin"]
    assert calendar.events == []


def test_the_order_of_zones_given_does_not_change_the_bytes():
    one, other = {"Europe/Berlin": SPAN, "Africa/Cairo": SPAN}, {"Africa/Cairo": SPAN, "Europe/Berlin": SPAN}

    assert assemble(CALENDAR, one, [vevent(RICH)]) == assemble(CALENDAR, other, iter([vevent(RICH)]))


def test_an_edit_changes_one_event_and_the_last_modified_of_the_feed_and_nothing_else():
    edited, later = (
        replace(PLAIN, summary="Sprint two"),
        replace(CALENDAR, last_modified=datetime(2026, 2, 4, tzinfo=UTC)),
    )
    zones = {"Europe/Berlin": SPAN}

    before = lines_of(assemble(CALENDAR, zones, [vevent(RICH), vevent(PLAIN)]))
    after = lines_of(assemble(later, zones, [vevent(RICH), vevent(edited)]))

    assert [(old, new) for old, new in zip(before, after, strict=True) if old != new] == [
        ("LAST-MODIFIED:20260203T040506Z", "LAST-MODIFIED:20260204T000000Z"),
        ("SUMMARY;LANGUAGE=en:Sprint", "SUMMARY;LANGUAGE=en:Sprint two"),
    ]


def test_a_single_event_is_a_calendar_without_a_name_of_its_own():
    text = single({"Europe/Berlin": SPAN}, [vevent(RICH)])

    assert names_of(text)[:5] == ["BEGIN", "VERSION", "PRODID", "CALSCALE", "BEGIN"]
    assert [event["UID"] for event in icalendar.Calendar.from_ical(text).events] == [RICH.uid]


@pytest.mark.parametrize(
    "said", ["Dublin weekly END:VEVENT", "END:VEVENT", f"{'x' * 67}END:VEVENT", f"{'x' * 70}\r\nEND:VEVENT\r\n"]
)
def test_an_alarm_stands_at_the_end_of_an_event_whatever_that_says(said: str) -> None:
    whole = vevent(replace(PLAIN, summary=said, description=said))
    off = vevent(replace(PLAIN, summary=said, status="cancelled"))
    body = with_alarm(whole + off + whole, timedelta(hours=1), "Soon")
    calendar = icalendar.Calendar.from_ical(single({}, [body]))

    assert [len(event.walk("VALARM")) for event in calendar.events] == [1, 0, 1]
    assert with_alarm(b"", timedelta(hours=1), "Soon") == b""
    assert re.sub(rb"BEGIN:VALARM.*?END:VALARM\r\n", b"", body, flags=re.DOTALL) == whole + off + whole
