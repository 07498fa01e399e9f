"""VTIMEZONE text against zoneinfo, read by an evaluator that shares nothing with the generator."""

import json
import re
import zoneinfo
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from io import StringIO

import pytest
from dateutil.tz import tzical
from icalendar import Timezone

from eventhub.feeds.facts import EventFacts
from eventhub.feeds.timezones import iana_of, is_zone, use_packaged_zones, vtimezone
from tests.support.facts import ODD_ZONES, calendar_of, changes_of
from tests.support.readers import read, written

FIRST, LAST = 2026, 2037
EARLIEST, HORIZON = datetime(FIRST, 1, 1, tzinfo=UTC), datetime(LAST, 12, 31, tzinfo=UTC)
SAMPLE = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/New_York",
    "America/Nuuk",
    "America/Santiago",
    "America/Vancouver",
    "Antarctica/Troll",
    "Asia/Jerusalem",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Europe/Dublin",
    "Pacific/Chatham",
    "US/Eastern",
    "UTC",
]
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


# An evaluator of VTIMEZONE text: a list of (moment in UTC, offset, name), first to last


def offset_of(text):
    sign = -1 if text.startswith("-") else 1
    return sign * timedelta(hours=int(text[1:3]), minutes=int(text[3:5]))


def observances_of(text):
    blocks = re.findall(r"BEGIN:(STANDARD|DAYLIGHT)\r\n(.*?)END:\1\r\n", text, re.DOTALL)
    return [(kind, dict(line.split(":", 1) for line in block.splitlines())) for kind, block in blocks]


def day_by_rule(year, rule):
    parts = dict(part.split("=") for part in rule.split(";"))
    assert parts.keys() == {"FREQ", "BYDAY", "BYMONTH"}
    assert parts["FREQ"] == "YEARLY"
    ordinal, weekday, month = int(parts["BYDAY"][:-2]), WEEKDAYS.index(parts["BYDAY"][-2:]), int(parts["BYMONTH"])
    days = [datetime(year, month, 1) + timedelta(days=n) for n in range(31)]
    matching = [day for day in days if day.month == month and day.weekday() == weekday]
    return matching[ordinal] if ordinal < 0 else matching[ordinal - 1]


def onsets_of(lines):
    start = datetime.strptime(lines["DTSTART"], "%Y%m%dT%H%M%S")
    if "RRULE" not in lines:
        return [start]
    clock = timedelta(hours=start.hour, minutes=start.minute, seconds=start.second)
    found = [day_by_rule(year, lines["RRULE"]) + clock for year in (1970, *range(FIRST - 2, LAST + 1))]
    assert found[0] == start
    return found


def written_history(text):
    found = []
    for _, lines in observances_of(text):
        for onset in onsets_of(lines):
            moment = onset - offset_of(lines["TZOFFSETFROM"])
            found.append((moment, offset_of(lines["TZOFFSETTO"]), lines["TZNAME"]))
    return sorted(found)


def written_changes(text):
    """(what clocks show as the span starts, changes within it)"""
    start, end = datetime(FIRST, 1, 1), datetime(LAST + 1, 1, 1)
    history = written_history(text)
    return history_before(history, start), [change for change in history if start <= change[0] < end]


def history_before(history, start):
    return [change[1:] for change in history if change[0] < start][-1]


# The same from zoneinfo: a look every fifth day, then halving until the second of the change


@cache
def days():
    end = datetime(LAST + 1, 1, 1, tzinfo=UTC)
    return [*(EARLIEST + timedelta(days=n) for n in range(0, (end - EARLIEST).days, 5)), end - timedelta(seconds=1)]


def shown(zone, moment):
    local = moment.astimezone(zone)
    return local.utcoffset(), local.tzname()


def true_changes(name):
    zone = zoneinfo.ZoneInfo(name)
    changes, before = [], shown(zone, days()[0] - timedelta(seconds=1))
    first = last = before
    for day in days():
        if (now := shown(zone, day)) != last:
            moment = bisect(zone, day - timedelta(days=5, seconds=1), day)
            changes.append((moment.replace(tzinfo=None), *now))
            last = now
    return first, changes


def bisect(zone, before, after):
    old = shown(zone, before)
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        before, after = (middle, after) if shown(zone, middle) == old else (before, middle)
    return after.replace(microsecond=0)


def read_with_dateutil(text, name):
    known = re.sub("X-LIC-LOCATION:.*\r\n", "", text)  # dateutil refuses properties that it does not know
    return tzical(StringIO(known)).get(name)


def write(zone, first=EARLIEST, last=HORIZON):
    return vtimezone(zone, first, last).decode("ascii")


@pytest.mark.slow
def test_every_zone_and_alias_gives_every_change_of_zoneinfo_from_2026_to_2037():
    wrong = {name for name in zoneinfo.available_timezones() if written_changes(write(name)) != true_changes(name)}

    assert len(zoneinfo.available_timezones()) > 590
    assert wrong == set()


@pytest.mark.parametrize("name", SAMPLE)
@pytest.mark.parametrize("read", ["icalendar", "dateutil"])
def test_libraries_read_the_same_local_times_from_it(name, read):
    text = write(name)
    zone = zoneinfo.ZoneInfo(name)
    there = Timezone.from_ical(text).to_tz() if read == "icalendar" else read_with_dateutil(text, name)
    noons = [datetime(2026, 1, 1, 12) + timedelta(days=n) for n in range(0, 4 * 365, 9)]

    offsets = [noon.replace(tzinfo=there).utcoffset() for noon in noons]

    assert offsets == [noon.replace(tzinfo=zone).utcoffset() for noon in noons]


@pytest.mark.slow
@pytest.mark.parametrize("reader", ["vobject", "ical.js", "libical"])
def test_programs_that_know_no_zones_of_their_own_find_every_moment_around_a_change_of_clocks(reader):
    moments = [
        (zone, change + timedelta(minutes=minutes))
        for zone in ODD_ZONES for change in changes_of(zone) for minutes in (-121, -61, -1, 0, 1, 59, 121)
    ]  # fmt: skip
    facts = [event_at(moment, zone, number) for number, (zone, moment) in enumerate(moments)]

    found = {event.uid: event.start for event in read(reader, calendar_of(tuple(facts)))}

    assert len(moments) > 1000
    assert found == {f"uid-{number}": written(moment) for number, (_, moment) in enumerate(moments)}


def event_at(moment, zone, number):
    return EventFacts(
        uid=f"uid-{number}", sequence=0, created=EARLIEST, changed=EARLIEST, starts=moment, ends=moment + timedelta(hours=30),
        zone=zone, summary=zone, language="en", url="https://hub.example/",
    )  # fmt: skip


def test_a_zone_with_a_plain_rule_is_two_yearly_observances_since_1970():
    assert write("Europe/Berlin", EARLIEST, datetime(2027, 6, 1, tzinfo=UTC)).splitlines() == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Berlin",
        "X-LIC-LOCATION:Europe/Berlin",
        "BEGIN:STANDARD",
        "DTSTART:19701025T030000",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "TZNAME:CET",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:19700329T020000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "TZNAME:CEST",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "END:DAYLIGHT",
        "END:VTIMEZONE",
    ]


def test_a_zone_without_changes_is_one_standard_observance():
    assert observances_of(write("Asia/Kolkata")) == [
        (
            "STANDARD",
            {"DTSTART": "19700101T000000", "TZOFFSETFROM": "+0530", "TZOFFSETTO": "+0530", "TZNAME": "IST"},
        )
    ]


def test_utc_can_be_written_for_a_feed_that_has_no_other_zone():
    assert [lines["TZOFFSETTO"] for _, lines in observances_of(write("UTC"))] == ["+0000"]


def test_the_larger_offset_is_daylight_where_the_data_call_winter_the_exception():
    dublin = [(kind, lines["TZOFFSETTO"], lines["TZNAME"]) for kind, lines in observances_of(write("Europe/Dublin"))]

    assert dublin == [("STANDARD", "+0000", "GMT"), ("DAYLIGHT", "+0100", "IST")]


def test_a_rule_whose_hours_leave_the_day_is_written_change_by_change():
    cairo = observances_of(write("Africa/Cairo", EARLIEST, datetime(2026, 12, 31, tzinfo=UTC)))

    assert [(kind, lines["DTSTART"], lines.get("RRULE")) for kind, lines in cairo] == [
        ("STANDARD", "19700101T000000", None),
        ("DAYLIGHT", "20260424T000000", None),
        ("STANDARD", "20261030T000000", None),
    ]


def test_a_rule_that_is_younger_than_the_feed_is_written_change_by_change():
    text = write("America/New_York", datetime(2006, 1, 1, tzinfo=UTC), datetime(2007, 12, 31, tzinfo=UTC))

    assert [lines["DTSTART"] for _, lines in observances_of(text)] == [
        "19700101T000000",
        "20060402T020000",
        "20061029T020000",
        "20070311T020000",
        "20071104T020000",
    ]


def test_a_change_of_standard_time_for_good_is_not_daylight():
    text = write("Asia/Almaty", datetime(2023, 1, 1, tzinfo=UTC), HORIZON)

    assert [(kind, lines["TZOFFSETTO"]) for kind, lines in observances_of(text)] == [
        ("STANDARD", "+0600"),
        ("STANDARD", "+0500"),
    ]


def test_no_zone_carries_lists_of_dates_comments_or_seconds_in_an_offset():
    text = "".join(write(name) for name in sorted(zoneinfo.available_timezones()))

    assert {line.split(":")[0] for line in text.splitlines()} == {
        "BEGIN",
        "END",
        "TZID",
        "X-LIC-LOCATION",
        "DTSTART",
        "TZOFFSETFROM",
        "TZOFFSETTO",
        "TZNAME",
        "RRULE",
    }
    assert {len(offset) for offset in re.findall(r"TZOFFSET(?:FROM|TO):(.*)\r", text)} == {5}


def test_lines_end_in_crlf_and_stay_within_75_octets():
    text = b"".join(vtimezone(name, EARLIEST, HORIZON) for name in zoneinfo.available_timezones())
    lines = text.split(b"\r\n")

    assert lines[-1] == b""
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75


def test_calls_in_the_same_years_give_the_same_bytes():
    early = vtimezone("Africa/Cairo", datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    late = vtimezone("Africa/Cairo", datetime(2026, 9, 9, tzinfo=UTC), datetime(2027, 12, 31, tzinfo=UTC))

    assert early == late


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../../etc/passwd", "/etc/passwd", "europe/berlin", "Europe"])
def test_an_unknown_zone_is_refused_by_its_name(name):
    assert not is_zone(name)
    with pytest.raises(ValueError, match="unknown time zone"):
        vtimezone(name, EARLIEST, HORIZON)


@pytest.mark.parametrize(
    ("earliest", "horizon", "says"),
    [(datetime(2026, 1, 1), HORIZON, "aware"), (EARLIEST, datetime(2027, 1, 1), "aware"), (HORIZON, EARLIEST, "ends")],
)
def test_a_span_without_sense_is_refused(earliest, horizon, says):
    with pytest.raises(ValueError, match=says):
        vtimezone("Europe/Berlin", earliest, horizon)


def test_zones_come_from_the_package_and_never_from_the_system():
    use_packaged_zones()
    berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    use_packaged_zones()

    assert zoneinfo.TZPATH == ()
    assert zoneinfo.ZoneInfo("Europe/Berlin") is berlin


def test_zones_read_from_the_system_are_forgotten():
    before = zoneinfo.ZoneInfo("Europe/Berlin")
    zoneinfo.reset_tzpath(to=("/nowhere",))

    use_packaged_zones()

    assert zoneinfo.TZPATH == ()
    assert zoneinfo.ZoneInfo("Europe/Berlin") is not before


@pytest.mark.parametrize(
    ("tzid", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        (" US/Eastern ", "US/Eastern"),
        ('"W. Europe Standard Time"', "Europe/Berlin"),
        ("w. europe standard time", "Europe/Berlin"),
        ("Pacific Standard Time", "America/Los_Angeles"),
        ("UTC-11", "Etc/GMT+11"),
        ("Eastern", "America/New_York"),
        ("/freeassociation.sourceforge.net/Europe/Berlin", "Europe/Berlin"),
        ("/freeassociation.sourceforge.net/Tzfile/Europe/Berlin", "Europe/Berlin"),
        ("freeassociation.sourceforge.net/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("/mozilla.org/20050126_1/America/New_York", "America/New_York"),
        ("/softwarestudio.org/Olson_20011030_5/Asia/Tokyo", "Asia/Tokyo"),
        ("tzone://Microsoft/Utc", "UTC"),
        ("(UTC) Coordinated Universal Time", "Etc/UTC"),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Amsterdam"),
        ("(GMT+01:00) Amsterdam / Berlin / Bern / Rome / Stockholm / Vienna", "Europe/Amsterdam"),
        ("(UTC) Dublin, Edinburgh, Lisbon, London", "Europe/Dublin"),
        ("(UTC-05:00) Eastern Time (US & Canada)", "America/New_York"),
        ("(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi", "Asia/Kolkata"),
        ("(UTC\u221203:30) Newfoundland", "America/St_Johns"),
    ],
)
def test_names_of_other_programs_are_understood(tzid, zone):
    assert iana_of(tzid) == zone


@pytest.mark.parametrize(
    "tzid",
    [
        "",
        "Customized Time Zone",
        "tzone://Microsoft/Custom",
        "Mars/Singapore",
        "../../etc/passwd",
        "(UTC+09:00) Berlin",
        "x" * 300,
        "/" * 10_000,
    ],
)
def test_names_without_a_meaning_are_none(tzid):
    assert iana_of(tzid) is None


def test_every_windows_name_leads_to_a_zone_that_exists():
    table = json.loads(resources.files("eventhub.feeds").joinpath("windows_zones.json").read_text("utf-8"))

    assert table["zones"].pop("UTC") == "Etc/UTC"  # an IANA name itself, so it stays as it is
    assert len(table["zones"]) > 130
    assert {name for name, zone in table["zones"].items() if iana_of(name) != zone or not is_zone(zone)} == set()
