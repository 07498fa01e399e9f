"""Series of other programs: what is stored is what the reader finds, and what of it is a rule, beside it, or left out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from eventhub.core import zones
from eventhub.events.rules.drafts import Mode
from eventhub.events.rules.recurrence import MAX_DATES, read_rule, walls
from eventhub.imports.ical import Moment, ReadEvent, Reading, occurrences, read_calendar
from eventhub.imports.making import Draft, Maker, Skip
from eventhub.imports.targets import Target

SAMPLES = Path(__file__).parents[2] / "data" / "ics"
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
TARGET = Target(
    community_id=1, organizer_id=1, locale="en", region_code="DE", zone="Europe/Berlin", city="Berlin", languages=("de",),
    source_language="de", meets_online=False, formats=dict.fromkeys(Mode),
)  # fmt: skip


@pytest.fixture(autouse=True)
def words(app: Any) -> Any:
    with app.app_context():
        yield


def calendar(*events: str) -> Reading:
    bodies = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return read_calendar(f"BEGIN:VCALENDAR\nVERSION:2.0\n{bodies}END:VCALENDAR\n".encode())


def event(*lines: str, start: str = "DTSTART;TZID=Europe/Berlin:20270105T190000", title: str = "Talk") -> str:
    return "\n".join(["UID:one", f"SUMMARY:{title}", start, "DURATION:PT2H", *lines])


def make(read: ReadEvent, *, now: datetime = NOW, past: bool = False) -> Draft:
    return Maker(TARGET, now, past=past).make("one", "", read)


def one(*events: str, **how: Any) -> Draft:
    (read,) = calendar(*events).events
    return make(read, **how)


def starts_of(draft: Draft, many: int = 4) -> list[str]:
    return [f"{row['wall_start']:%Y-%m-%d %H:%M}" for row in draft.dates[:many]]


# The reader is the oracle


def in_zone(moment: Moment, read: ReadEvent, zone: str) -> datetime:
    """What a moment of the file means here: itself, or, without a zone, the time on the clock of the draft's zone."""
    if isinstance(moment, datetime) and not read.floating:
        return moment.astimezone(UTC)
    wall = moment.replace(tzinfo=None) if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day)
    return zones.instant(zones.after_gap(wall, zone), zone)


def expected(read: ReadEvent, zone: str, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    found = occurrences(Reading(events=[read]), start - DAY, end + DAY).occurrences
    pairs = [(in_zone(o.starts, o.event, zone), in_zone(o.ends, o.event, zone)) for o in found]
    return sorted(pair for pair in pairs if start <= pair[0] < end)


def stored(draft: Draft, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    return sorted((row["starts_at"], row["ends_at"]) for row in draft.dates if start <= row["starts_at"] < end)


def assert_as_read(read: ReadEvent, *, now: datetime) -> None:
    try:
        draft = make(read, now=now)
    except Skip as skip:
        if skip.why == "over":
            assert expected(read, "Europe/Berlin", now + DAY, now + 540 * DAY) == []
        return
    start, end = now + DAY, now + 540 * DAY
    if len(draft.dates) == MAX_DATES:
        end = min(end, draft.dates[-1]["starts_at"])
    assert stored(draft, start, end) == expected(read, draft.event["zone"], start, end)
    assert_whole(draft, start, end)


def assert_whole(draft: Draft, start: datetime, end: datetime) -> None:
    """Rule, excluded and added dates are, together, the dates: what a feed writes is what is stored."""
    if not draft.event["rule"]:
        return
    zone, first = draft.event["zone"], draft.event["rule_start"]
    last = zones.wall_in(end, zone)
    named = takewhile(lambda wall: wall < last, walls(read_rule(draft.event["rule"]), first, zones.wall_in(start, zone)))
    by_rule = {wall for wall in named if wall >= zones.wall_in(start, zone) and wall.isoformat() not in draft.event["excluded"]}
    rows = {row["original_wall"] for row in draft.dates if not row["added"] and start <= row["original_start"] < end}
    assert rows == by_rule
    assert len({row["original_start"] for row in draft.dates}) == len(draft.dates)


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.glob("*.ics")))
def test_what_comes_in_of_a_sample_is_what_the_reader_finds(name: str) -> None:
    reading = read_calendar((SAMPLES / name).read_bytes())
    for read in reading.events:
        begins = read.starts if isinstance(read.starts, datetime) else datetime(*read.starts.timetuple()[:3], tzinfo=UTC)
        for now in (begins - 40 * DAY, begins + 100 * DAY):
            assert_as_read(read, now=max(now.astimezone(UTC), datetime(1971, 1, 1, tzinfo=UTC)))


RULES = st.sampled_from([
    "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=MO,TH;INTERVAL=2", "FREQ=WEEKLY;BYDAY=SU,TU;INTERVAL=2;WKST=SU",
    "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=MONTHLY;BYMONTHDAY=31",
    "FREQ=MONTHLY;BYDAY=1MO,3TH;COUNT=9", "FREQ=YEARLY;BYMONTH=3,4;BYDAY=2SU", "FREQ=YEARLY;BYMONTHDAY=13", "FREQ=YEARLY;BYYEARDAY=100,-50",
    "FREQ=YEARLY;BYWEEKNO=20", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=TU", "FREQ=DAILY;BYDAY=1MO,TU", "FREQ=HOURLY;INTERVAL=7;COUNT=40",
    "FREQ=DAILY;BYHOUR=9,17;COUNT=30", "FREQ=WEEKLY;COUNT=500", "FREQ=WEEKLY;UNTIL=20270901T160000Z", "FREQ=MONTHLY;BYMONTH=1,6;BYMONTHDAY=5",
    "FREQ=DAILY;INTERVAL=40", "FREQ=WEEKLY;UNTIL=20261231",
])  # fmt: skip
ZONES = st.sampled_from([";TZID=Europe/Berlin", ";TZID=America/New_York", "", "Z", "DATE"])
MOMENTS = st.datetimes(datetime(2026, 9, 1), datetime(2028, 6, 1)).map(
    lambda m: m.replace(minute=m.minute // 30 * 30, second=0, microsecond=0)
)


def written(name: str, zone: str, moment: datetime) -> str:
    if zone == "DATE":
        return f"{name};VALUE=DATE:{moment:%Y%m%d}"
    return f"{name}:{moment:%Y%m%dT%H%M%S}Z" if zone == "Z" else f"{name}{zone}:{moment:%Y%m%dT%H%M%S}"


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@example(
    first=datetime(2026, 9, 1),
    zone=";TZID=Europe/Berlin",
    rules=["FREQ=WEEKLY;BYDAY=MO,TH;INTERVAL=2"],
    listed=[],
    out=[],
    exrules=["FREQ=WEEKLY;BYDAY=MO,TH;INTERVAL=2"],
    changed=[],
    days=-2,
)
@given(
    first=MOMENTS, zone=ZONES, rules=st.lists(RULES, max_size=2), exrules=st.lists(RULES, max_size=1), listed=st.lists(MOMENTS, max_size=3),
    out=st.lists(st.integers(0, 30), max_size=3), changed=st.lists(st.tuples(st.integers(0, 20), st.integers(-200, 200), st.booleans(), st.booleans()), max_size=2),
    days=st.integers(-40, 400),
)  # fmt: skip
def test_any_series_is_stored_as_the_reader_finds_it(
    first: datetime, zone: str, rules: list[str], exrules: list[str], listed: list[datetime], out: list[int],
    changed: list[tuple[int, int, bool, bool]], days: int,
) -> None:  # fmt: skip
    length = "DURATION:P1D" if zone == "DATE" else "DURATION:PT2H"
    lines = ["UID:one", "SUMMARY:Talk", written("DTSTART", zone, first), length, *(f"RRULE:{rule}" for rule in rules)]
    lines += [f"EXRULE:{rule}" for rule in exrules] + [written("RDATE", zone, moment) for moment in listed]
    plain = calendar("\n".join(lines)).events
    known = [
        o.original
        for o in occurrences(
            Reading(events=plain), datetime(2026, 8, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
        ).occurrences
    ]
    tz = plain[0].tz
    there = [
        m.astimezone(tz).replace(tzinfo=None) if isinstance(m, datetime) else datetime(m.year, m.month, m.day) for m in known
    ]
    lines += [written("EXDATE", zone, there[n]) for n in out if n < len(there)]
    bodies = ["\n".join(lines)]
    for n, hours, following, off in changed:
        if n < len(there):
            named = written("RECURRENCE-ID;RANGE=THISANDFUTURE" if following else "RECURRENCE-ID", zone, there[n])
            bodies.append("\n".join(["UID:one", f"SUMMARY:Other {n}", named, written("DTSTART", zone, there[n] + timedelta(hours=hours)), length,
                                     *(["STATUS:CANCELLED"] if off else [])]))  # fmt: skip
    (read,) = calendar(*bodies).events

    assert_as_read(read, now=first.replace(tzinfo=UTC) + days * DAY)


# What is kept as a rule, what stands beside it, what is bounded


@pytest.mark.parametrize(("lines", "rule", "first"), [
    (("RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",), "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2027-01-29 19:00"),
    (("RRULE:FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1",), "FREQ=MONTHLY;BYDAY=-1FR", "2027-01-29 19:00"),
    (("RRULE:FREQ=DAILY;BYDAY=1MO,TU",), "FREQ=WEEKLY;BYDAY=MO,TU", "2027-01-05 19:00"),
    (("RRULE:FREQ=YEARLY;BYMONTHDAY=5",), "FREQ=MONTHLY", "2027-01-05 19:00"),
    (("RRULE:FREQ=YEARLY;INTERVAL=2;BYMONTHDAY=5",),
     "FREQ=YEARLY;INTERVAL=2;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYMONTHDAY=5", "2027-01-05 19:00"),
    (("RRULE:FREQ=WEEKLY;COUNT=300",), "FREQ=WEEKLY;BYDAY=TU;UNTIL=20320928", "2027-01-05 19:00"),
    (("RRULE:FREQ=WEEKLY;UNTIL=20270601T165959Z",), "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270531", "2027-01-05 19:00"),
    (("RRULE:FREQ=HOURLY",), "FREQ=DAILY;COUNT=1", "2027-01-05 19:00"),
    (("RRULE:FREQ=YEARLY;BYWEEKNO=20",), "FREQ=DAILY;COUNT=1", "2027-01-05 19:00"),
    (("RDATE;TZID=Europe/Berlin:20270401T190000",), "FREQ=DAILY;COUNT=1", "2027-01-05 19:00"),
])  # fmt: skip
def test_a_rule_is_kept_in_the_form_that_all_programs_read_alike(lines: tuple[str, ...], rule: str, first: str) -> None:
    draft = one(event(*lines))

    assert (draft.event["rule"], f"{draft.event['rule_start']:%Y-%m-%d %H:%M}") == (rule, first)


def test_dates_of_a_zone_that_the_draft_is_not_in_stand_one_by_one() -> None:
    draft = one(event("RRULE:FREQ=WEEKLY", start="DTSTART:20270105T180000Z"))

    assert (draft.event["rule"], draft.event["zone"]) == ("FREQ=DAILY;COUNT=1", "Europe/Berlin")
    assert starts_of(draft, 5)[-2:] == ["2027-03-23 19:00", "2027-03-30 20:00"]
    assert all(row["added"] for row in draft.dates)


def test_a_birthday_from_before_there_were_computers_begins_later() -> None:
    draft = one(event("RRULE:FREQ=YEARLY", start="DTSTART;VALUE=DATE:16040615"))

    assert (draft.event["rule_start"], draft.event["all_day"], starts_of(draft)) == (
        datetime(1970, 6, 15), True, ["2027-06-15 00:00", "2028-06-15 00:00"],
    )  # fmt: skip


def test_dates_that_are_over_come_in_when_asked_for() -> None:
    draft = one(event("RRULE:FREQ=WEEKLY"), past=True)

    assert starts_of(draft, 1) == ["2027-01-05 19:00"]


def test_what_the_rule_names_on_a_date_that_was_moved_away_is_kept_as_moved() -> None:
    moved = event("RECURRENCE-ID;TZID=Europe/Berlin:20270316T190000", start="DTSTART;TZID=Europe/Berlin:20270220T190000")
    draft = one(event("RRULE:FREQ=WEEKLY"), moved)

    assert starts_of(draft, 2) == ["2027-02-20 19:00", "2027-03-02 19:00"]
    assert draft.event["excluded"] == []


def test_a_file_of_rules_that_never_match_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eventhub.imports.making.STEPS", 300_000)
    maker = Maker(TARGET, NOW, past=False)
    (never,) = calendar(event("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", start="DTSTART:20000101T100000Z")).events

    for _ in range(20):
        with pytest.raises(Skip) as skip:
            maker.make("one", "", never)
        assert skip.value.why == "rule_cut"
    assert maker.meter.steps == 0


def test_many_series_in_one_file_bring_their_next_dates_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eventhub.imports.making.DATES", 100)
    maker = Maker(TARGET, NOW, past=False)
    (weekly,) = calendar(event("RRULE:FREQ=WEEKLY", "EXDATE;TZID=Europe/Berlin:20270316T190000")).events

    found = [maker.make("one", "", weekly) for _ in range(3)]

    assert [len(draft.dates) for draft in found] == [78, 78, 12]
    assert {tuple(draft.event["excluded"]) for draft in found} == {("2027-03-16T19:00:00",)}
