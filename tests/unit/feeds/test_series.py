"""Series in feeds: one master, its overrides, and the same dates found by other programs."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
import recurring_ical_events

from eventhub.core import clock, zones
from eventhub.events import queries
from eventhub.events.models import Event
from eventhub.events.rules.filters import EventFilter
from eventhub.events.rules.recurrence import Every, Recurrence, from_first, write_rule
from eventhub.events.services import series
from eventhub.events.services.series import DateChange, Reach
from eventhub.events.workflow import O, S
from eventhub.feeds import ical, members, pieces, render
from eventhub.feeds.asked import Feed
from tests.factories import make_event, make_person
from tests.unit.events.test_series import make_series, next_tuesday


@pytest.fixture
def olga(db: Any) -> Any:
    return make_person(name="Olga")


def calendar_of(event: Event, form: str = render.PLAIN) -> Any:
    (row,) = pieces.render_missing([event.id], "en", form)
    span = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))
    bodies = [piece for _start, piece in pieces.dates_in(row["body"])] or [row["body"]]
    return icalendar.Calendar.from_ical(ical.single({"Europe/Berlin": span}, bodies))


def found_by_another(calendar: Any, days: int) -> list[datetime]:
    events = recurring_ical_events.of(calendar).between(clock.now(), clock.now() + timedelta(days=days))
    return sorted(e["DTSTART"].dt.astimezone(UTC) for e in events if e.get("STATUS") != "CANCELLED")


def changed_series(olga: Any) -> Event:
    """One date moved, one cancelled, one added, one elsewhere."""
    event = make_series(olga, Recurrence(every=Every.WEEK, times=8), venue="Hall 1")
    moved = event.occurrences[1].wall_start + timedelta(days=1, hours=1)
    series.change_dates(
        event, event.occurrences[1], DateChange(starts=moved, ends=moved + timedelta(hours=1)), Reach.THIS, actor=olga
    )
    event = queries.get_event_by_id(event.id)
    series.cancel_date(event, event.occurrences[2], reason="A holiday", actor=olga)
    event = queries.get_event_by_id(event.id)
    extra = next_tuesday() + timedelta(days=3)
    series.add_date(event, extra, extra + timedelta(hours=1), actor=olga)
    event = queries.get_event_by_id(event.id)
    series.change_dates(event, event.occurrences[-1], DateChange(own={"venue": "Park"}), Reach.THIS, actor=olga)
    return queries.get_event_by_id(event.id)


def test_a_master_with_its_overrides_names_the_dates_of_the_page(olga: Any) -> None:
    event = changed_series(olga)
    calendar = calendar_of(event)
    kept = [o.starts_at for o in event.occurrences if o.status == O.SCHEDULED]

    assert found_by_another(calendar, 80) == kept
    master, *dates = calendar.events
    assert master["RRULE"].to_ical() == b"FREQ=WEEKLY;COUNT=8;BYDAY=TU"
    assert {e["UID"] for e in calendar.events} == {event.uid}
    assert {e["SEQUENCE"] for e in calendar.events} == {event.sequence}
    assert [str(e.get("STATUS")) for e in dates] == ["CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert "Park" in dates[-1]["LOCATION"]
    assert [e["RECURRENCE-ID"].dt for e in dates] == sorted(e["RECURRENCE-ID"].dt for e in dates)


def test_cancelled_dates_can_be_hidden(olga: Any) -> None:
    event = changed_series(olga)
    calendar = calendar_of(event, f"{render.PLAIN}-{render.KEPT}")

    assert "CANCELLED" not in {str(e.get("STATUS")) for e in calendar.events}
    assert found_by_another(calendar, 80) == [o.starts_at for o in event.occurrences if o.status == O.SCHEDULED]


def test_expanded_there_is_a_vevent_for_each_date_and_no_rule(olga: Any) -> None:
    event = changed_series(olga)
    calendar = calendar_of(event, render.EXPANDED)

    assert [e["DTSTART"].dt.astimezone(UTC) for e in calendar.events if e["STATUS"] != "CANCELLED"] == [
        o.starts_at for o in sorted(event.occurrences, key=lambda o: o.original_start) if o.status == O.SCHEDULED
    ]
    assert not any("RRULE" in e for e in calendar.events)


def test_until_is_in_utc_and_holds_the_last_date(olga: Any) -> None:
    last = next_tuesday() + timedelta(weeks=2)
    event = make_series(olga, Recurrence(every=Every.WEEK, until=last.date()))
    calendar = calendar_of(event)

    assert calendar.events[0]["RRULE"]["UNTIL"][0].tzinfo is not None
    assert found_by_another(calendar, 60) == [o.starts_at for o in event.occurrences]
    assert len(event.occurrences) == 3


def test_whole_days_recur_as_days(olga: Any) -> None:
    first = next_tuesday(0)
    event = make_series(olga, Recurrence(every=Every.WEEK, until=(first + timedelta(weeks=2)).date()), all_day=True, starts=first,
                        ends=first + timedelta(hours=23, minutes=59))  # fmt: skip
    calendar = calendar_of(event)

    assert calendar.events[0]["DTSTART"].dt == first.date()
    assert calendar.events[0]["RRULE"]["UNTIL"] == [(first + timedelta(weeks=2)).date()]


def test_a_series_that_goes_on_as_another_names_it(olga: Any) -> None:
    event = make_series(olga)
    third = event.occurrences[2]
    starts = third.wall_start.replace(hour=17)
    new = series.change_dates(
        event, third, DateChange(starts=starts, ends=starts + timedelta(hours=1)), Reach.FOLLOWING, actor=olga
    )

    assert str(calendar_of(new).events[0]["RELATED-TO"]) == event.uid
    assert len(found_by_another(calendar_of(queries.get_event_by_id(event.id)), 100)) == 2


def test_rules_that_hang_readers_are_never_written() -> None:
    first = datetime(2027, 1, 29, 19)  # a Friday, the fifth, and a day that not every month has
    rules = {
        write_rule(from_first(Recurrence(every=every, interval=interval, weekdays=days, until=until, times=times), first))
        for every in set(Every) - {Every.RULE} for interval in (1, 2) for days in ((), (1, 3)) for until, times in ((None, None), (date(2027, 12, 1), None), (None, 5))
    }  # fmt: skip

    shapes = {re.sub(r"INTERVAL=2;?|;?(UNTIL|COUNT)=\w+", "", rule).rstrip(";") for rule in rules}
    assert shapes == {
        "FREQ=DAILY",
        "FREQ=WEEKLY;BYDAY=FR",
        "FREQ=WEEKLY;BYDAY=TU,TH,FR",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=MONTHLY",
        "FREQ=YEARLY",
    }


def test_the_dates_of_two_series_stand_in_order_of_time(db: Any, olga: Any) -> None:
    for minutes in (0, 30):
        make_series(olga, Recurrence(every=Every.WEEK, times=4), starts=next_tuesday() + timedelta(minutes=minutes))
    feed = Feed("all", "", EventFilter(expand=True), "en")
    joined = members.join(feed, members.day_of(clock.now()))

    starts = [re.findall(rb"DTSTART;TZID=Europe/Berlin:(\d+T\d+)", body)[0] for body in joined.bodies]
    assert len(starts) == 8
    assert starts == sorted(starts)


def test_expanded_feeds_hold_the_dates_of_the_window_and_no_more_than_fit(db: Any, olga: Any, monkeypatch: Any) -> None:
    make_series(olga, Recurrence(every=Every.WEEK, times=12))
    feed = Feed("all", "", EventFilter(expand=True), "en")
    monkeypatch.setattr(members, "MAX_EVENTS", 5)
    today = members.day_of(clock.now())

    cut, later = members.join(feed, today), members.join(feed, today + timedelta(days=7 * 12 + 80))

    assert (cut.kept, len(cut.bodies)) == (5, 5)
    assert len(later.bodies) < 12


def test_a_date_of_which_programs_take_another_end_or_start_says_itself_when_it_is(olga: Any) -> None:
    nights = make_series(
        olga, Recurrence(every=Every.WEEK, times=60), starts=saturday(23), ends=saturday(23) + timedelta(hours=5)
    )
    early = make_series(olga, Recurrence(every=Every.WEEK, times=60), starts=sunday(2, 30), ends=sunday(4))

    for event in (nights, early):
        master, *told = calendar_of(event).events
        assert told
        length = master["DTEND"].dt - master["DTSTART"].dt
        apart = [o for o in event.occurrences if o.ends_at - o.starts_at != length or zones.is_gap(o.original_wall, "Europe/Berlin")
                 or zones.is_overlap(o.original_wall, "Europe/Berlin")]  # fmt: skip
        assert [(e["DTSTART"].dt.astimezone(UTC), e["DTEND"].dt.astimezone(UTC)) for e in told] == [
            (o.starts_at, o.ends_at) for o in apart
        ]


def test_a_rule_of_a_day_that_few_months_have_names_the_day(olga: Any) -> None:
    first = next(day for day in (next_tuesday() + timedelta(days=n) for n in range(99)) if day.day == 31)
    late = make_series(olga, Recurrence(every=Every.MONTH_DAY, times=3), starts=first, ends=first + timedelta(hours=2))
    usual = make_series(
        olga,
        Recurrence(every=Every.MONTH_DAY, times=3),
        starts=first - timedelta(days=3),
        ends=first - timedelta(days=2, hours=20),
    )

    assert [calendar_of(event).events[0]["RRULE"].to_ical() for event in (late, usual)] == [
        b"FREQ=MONTHLY;COUNT=3;BYMONTHDAY=31", b"FREQ=MONTHLY;COUNT=3",
    ]  # fmt: skip


def saturday(hour: int) -> datetime:
    return (next_tuesday() + timedelta(days=4)).replace(hour=hour, minute=0)


def sunday(hour: int, minute: int = 0) -> datetime:
    return (next_tuesday() + timedelta(days=5)).replace(hour=hour, minute=minute)


def test_a_series_of_many_dates_leaves_room_for_what_comes_after_it(db: Any, olga: Any) -> None:
    """More dates than a feed holds events, and none of the events is missing for it."""
    for _ in range(2):
        make_series(olga, Recurrence(every=Every.DAY))
    late = make_event(organizer=olga, status=S.PUBLISHED, starts=datetime.now() + timedelta(days=520), title="Far away")
    gone = make_event(organizer=olga, status=S.PUBLISHED, starts=datetime.now() - timedelta(days=80), title="Long ago")
    today = members.day_of(clock.now())

    for _ in ("rendered for it", "stored"):
        joined = members.join(Feed("all", "", EventFilter(), "en"), today)
        assert (len(joined.bodies), joined.kept) == (4, None)
        assert [
            body.count(f"UID:{event.uid}".encode()) for event in (gone, late) for body in (joined.bodies[0], joined.bodies[-1])
        ] == [1, 0, 0, 1]
        pieces.upsert_components(db.session.execute, joined.rendered)


def test_the_nearest_events_are_kept_however_many_dates_some_have(db: Any, olga: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(members, "MAX_EVENTS", 3)
    monkeypatch.setattr(members, "_statements", members._statements.__wrapped__)
    monkeypatch.setattr(members, "_each_once", members._each_once.__wrapped__)
    make_series(olga, Recurrence(every=Every.DAY, times=9), starts=next_tuesday())
    for days in (-20, -50, 30, 60):
        make_event(organizer=olga, status=S.PUBLISHED, starts=datetime.now() + timedelta(days=days), title=f"In {days} days")

    joined = members.join(Feed("all", "", EventFilter(), "en"), members.day_of(clock.now()))

    titles = sorted(re.search(rb"SUMMARY[^:]*:(.*)\r", body)[1].decode() for body in joined.bodies)  # type: ignore[index]
    assert joined.kept == 3
    assert titles == ["An evening in Berlin", "In -20 days", "In 30 days"]
