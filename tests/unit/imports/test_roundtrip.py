"""Any calendar that is read can be written, and then says the same: UIDs, instants, changed and cancelled dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventhub.feeds.facts import EventFacts
from eventhub.feeds.ical import single, vevent
from eventhub.feeds.timezones import is_zone
from eventhub.imports.ical import ReadEvent, Reading, occurrences, read_calendar
from tests.support.readers import expand, written

SAMPLES = Path(__file__).parents[2] / "data" / "ics"
STAMP = datetime(2027, 1, 1, tzinfo=UTC)
START, END = datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 3, 1, tzinfo=UTC)
bounded = settings(deadline=None, derandomize=True, database=None, max_examples=60, suppress_health_check=list(HealthCheck))


# From what was read to what is written


def facts_of(event: ReadEvent, *, master: ReadEvent | None = None) -> EventFacts:
    """A read event as a feed would speak of it, under the UID of its source; rules of THISANDFUTURE are left to the reader."""
    zone = event.zone if event.zone and is_zone(event.zone) else "UTC"
    return EventFacts(
        uid=event.source_uid, sequence=event.sequence, created=STAMP, changed=STAMP, starts=event.starts, ends=event.ends,
        zone=zone, all_day=event.all_day, status=event.status, summary=event.title or "-", description=event.description,
        language=event.language or "en", location=event.location or None, geo=event.geo, url=event.url or "https://hub.example/",
        categories=event.categories, recurrence_id=event.recurrence_id if master is not None else None,
        **(_repeats(event) if master is None else {}),
    )  # fmt: skip


def _repeats(event: ReadEvent) -> dict[str, Any]:
    """EXDATEs that name a day of a timed series are written with its time, as the standard has it (RFC 5545 §3.8.5.1)."""
    recurrence = event.recurrence
    exdates = tuple(_alike(moment, event) for moment in recurrence.exdates)
    rdates = tuple(_alike(start, event) for start, _ in recurrence.rdates)
    return {"rule": recurrence.rules[0] if recurrence.rules else None, "exdates": exdates, "rdates": rdates}


def _alike(moment: datetime | date, event: ReadEvent) -> datetime | date:
    if event.all_day:
        return moment.date() if isinstance(moment, datetime) else moment
    if isinstance(moment, datetime):
        return moment.astimezone(event.tz)
    assert event.wall_start is not None
    return datetime.combine(moment, event.wall_start.time(), event.tz)


def is_writable(event: ReadEvent) -> bool:
    """Whether our feeds can speak of it: one rule at most, no EXRULE or THISANDFUTURE, and a zone that has a name."""
    recurrence = event.recurrence
    has_name = event.all_day or event.floating or event.zone is not None
    lengths = all(end is None for _, end in recurrence.rdates)
    plain = len(recurrence.rules) <= 1 and not recurrence.exrules and bool(recurrence.rules) >= bool(recurrence.rdates)
    return has_name and lengths and plain and not any(override.and_following for override in event.overrides)


def write(events: list[ReadEvent]) -> bytes:
    """A calendar of them."""
    facts = [fact for event in events for fact in (facts_of(event), *(facts_of(o, master=event) for o in event.overrides))]
    zones = {fact.zone for fact in facts if fact.zone and fact.zone != "UTC"}
    moments = [_instant(fact.starts) for fact in facts] or [STAMP]
    span = (min(*moments, START), max(*moments, END) + timedelta(days=60))
    return single(dict.fromkeys(zones, span), [vevent(fact) for fact in facts])


def _instant(moment: datetime | date) -> datetime:
    return moment.astimezone(UTC) if isinstance(moment, datetime) else datetime.combine(moment, time.min, UTC)


def dates_of(reading: Reading, start: datetime, end: datetime) -> list[tuple[str, ...]]:
    """UID, start, end, status, title and which date of the rule it is, of all that takes place in the span."""
    return sorted(
        (o.event.source_uid, written(o.starts), written(o.ends), o.event.status, o.event.title or "-", written(o.original))
        for o in occurrences(reading, start, end).occurrences
    )


def dates_of_another(data: bytes, start: datetime, end: datetime) -> list[tuple[str, ...]]:
    """The same as icalendar and recurring-ical-events find it, but for the ends, for which they count hours on the wall."""
    found = expand("icalendar", data, start, end)
    return sorted((one.uid, one.start, (one.status or "").lower(), one.summary or "") for one in found)


def without_end(dates: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return sorted((uid, start, status, title) for uid, start, _end, status, title, _original in dates)


# Calendars of other programs

ZONES = (
    "TZID=Europe/Berlin", "TZID=W. Europe Standard Time", "TZID=Pacific Standard Time", 'TZID="America/New_York"', "TZID=Asia/Tokyo",
    "TZID=/freeassociation.sourceforge.net/Europe/Lisbon", "TZID=Australia/Lord_Howe", "UTC", "VALUE=DATE",
)  # fmt: skip
ENDS = ("", "DTEND", "DURATION:PT1H30M", "DURATION:P1D", "DURATION:PT0S")
RULES = (
    "", "FREQ=DAILY;COUNT=9", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR", "FREQ=MONTHLY;BYDAY=-1SU", "FREQ=YEARLY;COUNT=3",
    "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=7", "FREQ=WEEKLY;UNTIL=20270901T000000Z", "FREQ=DAILY;INTERVAL=10;WKST=SU",
)  # fmt: skip


@st.composite
def vevents(draw: st.DrawFn, number: int) -> str:
    """One event with what changes of it, as one of many programs would write it."""
    param, rule = draw(st.sampled_from(ZONES)), draw(st.sampled_from(RULES))
    first = draw(st.datetimes(datetime(2027, 1, 4), datetime(2027, 6, 1))).replace(second=0, microsecond=0)
    first = first.replace(hour=draw(st.integers(8, 20)))  # clocks change at night: what that does is other tests' matter
    write_moment = _writer(param)
    lines = [
        f"UID:uid-{number}",
        f"SEQUENCE:{draw(st.integers(0, 9))}",
        f"SUMMARY:Talk {number}\\, and more",
        write_moment("DTSTART", first),
    ]
    lines += _end_lines(draw(st.sampled_from(ENDS)), first, write_moment, dates=param == "VALUE=DATE")
    days = draw(st.lists(st.integers(1, 40), unique=True, max_size=4))
    if rule:
        rule = rule.replace("T000000Z", "") if param == "VALUE=DATE" else rule
        lines += [f"RRULE:{rule}", *(write_moment("EXDATE", first + timedelta(days=day)) for day in days[:2])]
        lines += [write_moment("RDATE", first + timedelta(days=day, hours=1)) for day in days[2:]]
    text = [_wrapped(lines)]
    told = st.lists(st.integers(0, 30).filter(lambda day: day not in days), unique=True, max_size=2)
    for day in draw(told) if rule else []:
        status = draw(st.sampled_from(["CONFIRMED", "CANCELLED", "TENTATIVE"]))
        moved = first + timedelta(days=day + draw(st.integers(-1, 1)), minutes=draw(st.sampled_from([0, 90])))
        text.append(_wrapped([f"UID:uid-{number}", f"STATUS:{status}", "SUMMARY:Changed", write_moment("DTSTART", moved),
                              write_moment("DTEND", moved + timedelta(days=1)),
                              write_moment("RECURRENCE-ID", first + timedelta(days=day))]))  # fmt: skip
    return "".join(text)


def _writer(param: str) -> Any:
    if param == "UTC":
        return lambda name, moment: f"{name}:{moment:%Y%m%dT%H%M%SZ}"
    shape = "%Y%m%d" if param == "VALUE=DATE" else "%Y%m%dT%H%M%S"
    return lambda name, moment: f"{name};{param}:{moment:{shape}}"


def _end_lines(end: str, first: datetime, write_moment: Any, *, dates: bool) -> list[str]:
    if end == "DTEND":
        return [write_moment("DTEND", first + (timedelta(days=2) if dates else timedelta(hours=2)))]
    return [end] if end and not (dates and "T" in end) else []


def _wrapped(lines: list[str]) -> str:
    return "".join(f"{line}\r\n" for line in ("BEGIN:VEVENT", *lines, "END:VEVENT"))


@st.composite
def calendars(draw: st.DrawFn) -> bytes:
    """A file with some of them."""
    events = "".join(draw(vevents(number)) for number in range(draw(st.integers(1, 4))))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n".encode()


@pytest.mark.slow
@bounded
@given(data=calendars())
def test_what_is_read_is_written_and_read_again_as_the_same(data: bytes) -> None:
    first = read_calendar(data)
    assert first.skipped == []
    text = write(first.events)
    again = read_calendar(text)

    assert [event.source_uid for event in again.events] == [event.source_uid for event in first.events]
    assert dates_of(again, START, END) == dates_of(first, START, END)
    assert dates_of_another(text, START, END) == without_end(dates_of(first, START, END))


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.glob("*.ics")))
def test_a_sample_is_written_and_read_again_as_the_same(name: str) -> None:
    first = read_calendar((SAMPLES / name).read_bytes())
    reading = replace_events(first, [event for event in first.events if is_writable(event)])
    starts = [_instant(event.starts) for event in reading.events] or [START]
    span = (min(starts) - timedelta(days=2), min(starts) + timedelta(days=800))
    text = write(reading.events)
    again = read_calendar(text)

    assert {event.source_uid for event in again.events} == {event.source_uid for event in reading.events}
    assert dates_of(again, *span) == dates_of(reading, *span)


def replace_events(reading: Reading, events: list[ReadEvent]) -> Reading:
    return replace(reading, events=events)
