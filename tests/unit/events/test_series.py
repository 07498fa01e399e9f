"""Series: their dates in the store, changes to one, from one on, or all, and what feeds make of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from eventhub.core import clock, zones
from eventhub.core.errors import Invalid, Refused
from eventhub.events import queries
from eventhub.events.models import Event, Listing, Occurrence
from eventhub.events.rules.recurrence import Every, Recurrence
from eventhub.events.services import series
from eventhub.events.services.series import DateChange, Reach
from eventhub.events.workflow import O, S
from tests.factories import make_event, make_person

WEEKLY = Recurrence(every=Every.WEEK)


def next_tuesday(hour: int = 19) -> datetime:
    today = zones.wall_in(clock.now(), "Europe/Berlin").replace(hour=hour, minute=0, second=0, microsecond=0)
    return today + timedelta(days=(1 - today.weekday()) % 7 or 7)


@pytest.fixture
def olga(db: Any) -> Any:
    return make_person(name="Olga", email="olga@example.org")


def make_series(olga: Any, recurrence: Recurrence = WEEKLY, **said: Any) -> Event:
    first = next_tuesday()
    values = {"status": S.PUBLISHED, "starts": first, "ends": first + timedelta(hours=2), "recurrence": recurrence, **said}
    return make_event(organizer=olga, **values)


def again(event: Event) -> Event:
    return queries.get_event_by_id(event.id)


def walls(event: Event) -> list[datetime]:
    return [o.wall_start for o in again(event).occurrences]


def test_a_series_without_end_is_stored_eighteen_months_ahead_and_listed(olga: Any, db: Any) -> None:
    event = make_series(olga)
    found = walls(event)

    assert found[:3] == [next_tuesday() + timedelta(weeks=n) for n in range(3)]
    assert 75 <= len(found) <= 80
    listed = db.session.scalar(sa.select(sa.func.count()).select_from(Listing).where(Listing.scope == "all"))
    assert listed == len(found)


def test_time_adds_the_dates_that_come_within_reach(olga: Any, db: Any) -> None:
    event = make_series(olga)
    db.session.execute(sa.delete(Occurrence).where(Occurrence.starts_at > clock.now() + timedelta(days=300)))
    db.session.flush()
    db.session.expire_all()
    event = again(event)
    short, sequence = len(event.occurrences), event.sequence

    assert series.extend(event)
    assert len(event.occurrences) - short > 30
    assert not series.extend(event)
    assert again(event).sequence == sequence
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Listing).where(Listing.scope == "all")) == len(
        event.occurrences
    )


def test_a_start_that_clocks_skip_moves_on_by_the_gap_and_keeps_its_name(olga: Any) -> None:
    first = datetime(2027, 3, 7, 2, 30)
    event = make_series(olga, starts=first, ends=first + timedelta(hours=1))
    skipped = next(o for o in event.occurrences if o.original_wall == datetime(2027, 3, 28, 2, 30))

    assert (skipped.wall_start, f"{skipped.starts_at:%H:%M}") == (datetime(2027, 3, 28, 3, 30), "01:30")
    assert not skipped.is_moved


def test_one_date_moves_alone(olga: Any) -> None:
    event = make_series(olga)
    second, sequence = event.occurrences[1], event.sequence
    moved = second.wall_start + timedelta(days=1)

    series.change_dates(event, second, DateChange(starts=moved, ends=moved + timedelta(hours=3), reason="The hall is closed"),
                        Reach.THIS, actor=olga)  # fmt: skip

    event = again(event)
    assert walls(event)[:3] == [next_tuesday(), moved, next_tuesday() + timedelta(weeks=2)]
    assert (event.occurrences[1].is_moved, event.occurrences[1].reason, event.sequence) == (
        True,
        "The hall is closed",
        sequence + 1,
    )


def test_one_date_meets_elsewhere(olga: Any) -> None:
    event = make_series(olga, venue="Hall 1", city="Berlin")
    series.change_dates(
        event, event.occurrences[0], DateChange(own={"venue": "Park", "city": "Berlin"}), Reach.THIS, actor=olga
    )

    assert again(event).occurrences[0].own == {"venue": "Park"}
    assert again(event).venue == "Hall 1"


def test_all_dates_to_come_move_and_stay_the_same_dates(olga: Any) -> None:
    event = make_series(olga)
    ids = [o.id for o in event.occurrences]
    third = event.occurrences[2]
    by_hand = third.wall_start + timedelta(days=3)
    series.change_dates(event, third, DateChange(starts=by_hand, ends=by_hand + timedelta(hours=1)), Reach.THIS, actor=olga)
    event = again(event)
    later = event.occurrences[0].wall_start + timedelta(days=1, hours=-1)

    series.change_dates(
        event, event.occurrences[0], DateChange(starts=later, ends=later + timedelta(hours=2)), Reach.ALL, actor=olga
    )

    event = again(event)
    assert event.rule == "FREQ=WEEKLY;BYDAY=WE"
    assert walls(event)[:2] == [later, later + timedelta(weeks=1)]
    assert walls(event)[2] == by_hand  # what was moved by hand keeps its time
    assert [o.id for o in event.occurrences[:70]] == ids[:70]


def test_this_and_following_is_a_new_event_from_that_date_on(olga: Any) -> None:
    event = make_series(olga, Recurrence(every=Every.WEEK, times=10), venue="Hall 1")
    fourth = event.occurrences[3]
    starts, uid = fourth.wall_start.replace(hour=18), event.uid

    new = series.change_dates(event, fourth, DateChange(starts=starts, ends=starts + timedelta(hours=2), own={"venue": "Hall 2"}),
                              Reach.FOLLOWING, actor=olga)  # fmt: skip

    old, new = again(event), again(new)
    assert [len(walls(old)), len(walls(new))] == [3, 7]
    assert (old.venue, new.venue, old.uid == uid, new.uid != uid, new.follows_id) == ("Hall 1", "Hall 2", True, True, old.id)
    assert old.rule == f"FREQ=WEEKLY;BYDAY=TU;UNTIL={fourth.original_wall.date() - timedelta(days=1):%Y%m%d}"
    assert new.rule == "FREQ=WEEKLY;BYDAY=TU;COUNT=7"
    assert walls(new)[0] == starts
    assert (new.status, new.is_public, [o.person_id for o in new.organizers]) == (S.PUBLISHED, True, [olga.id])
    assert fourth.id in {o.id for o in new.occurrences}


def test_a_date_is_cancelled_and_another_added(olga: Any) -> None:
    event = make_series(olga)
    series.cancel_date(event, event.occurrences[1], reason="A holiday", actor=olga)
    event = again(event)
    extra = next_tuesday() + timedelta(days=2)
    series.add_date(event, extra, extra + timedelta(hours=1), actor=olga)

    event = again(event)
    assert [(o.status, o.added) for o in event.occurrences[:3]] == [
        (O.SCHEDULED, False), (O.SCHEDULED, True), (O.CANCELLED, False),
    ]  # fmt: skip
    with pytest.raises(Invalid) as refused:
        series.add_date(event, extra, extra + timedelta(hours=1), actor=olga)
    assert "starts_date" in refused.value.fields
    with pytest.raises(Refused):
        series.change_dates(event, event.occurrences[2], DateChange(own={"venue": "x"}), Reach.THIS, actor=olga)


def test_a_one_off_event_becomes_a_series_and_keeps_its_date(olga: Any) -> None:
    first = next_tuesday()
    event = make_event(status=S.PUBLISHED, organizer=olga, starts=first, ends=first + timedelta(hours=2))
    number = event.occurrences[0].id
    series.set_rule(event, Recurrence(every=Every.WEEK, interval=2, times=4), first, first + timedelta(hours=2), actor=olga)

    event = again(event)
    assert [o.wall_start for o in event.occurrences] == [first + timedelta(weeks=2 * n) for n in range(4)]
    assert event.occurrences[0].id == number


@pytest.mark.parametrize(("change", "field"), [
    ({"starts": datetime(2027, 3, 28, 2, 30), "ends": datetime(2027, 3, 28, 4)}, "starts_time"),
    ({"starts": datetime(2027, 3, 2, 2, 30), "ends": datetime(2027, 3, 2, 2)}, "ends_time"),
    ({"starts": datetime(2027, 3, 2, 2, 30)}, "ends_time"), ({"own": {"title": " "}}, "title"),
    ({"own": {"join_url": "javascript:alert(1)"}}, "join_url"), ({"own": {"venue": "x" * 300}}, "venue"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused_by_its_field_and_changes_nothing(olga: Any, change: dict[str, Any], field: str) -> None:
    event = make_series(olga)
    before = walls(event)
    with pytest.raises(Invalid) as refused:
        series.change_dates(event, event.occurrences[0], DateChange(**change), Reach.ALL, actor=olga)

    assert field in refused.value.fields
    assert walls(event) == before


def test_the_rule_of_a_draft_is_laid_out_anew_with_every_save(olga: Any) -> None:
    until = next_tuesday().date() + timedelta(weeks=3)
    event = make_series(olga, Recurrence(every=Every.WEEK, until=until), status=S.DRAFT)

    assert len(walls(event)) == 4
    assert all(isinstance(o.original_wall, datetime) for o in event.occurrences)
    assert event.occurrences[0].original_wall.date() == date.fromisoformat(str(next_tuesday().date()))


def test_the_clock_finds_what_to_extend_and_leaves_what_has_an_end(olga: Any, db: Any) -> None:
    from eventhub.events.services import clockwork

    open_end = make_series(olga)
    ends = make_series(olga, Recurrence(every=Every.WEEK, until=next_tuesday().date() + timedelta(weeks=3)))
    counted = make_series(olga, Recurrence(every=Every.WEEK, times=4))
    assert clockwork.find_due(clock.now())["extend"] == []
    later = clock.now() + timedelta(days=90)

    assert clockwork.find_due(later)["extend"] == [open_end.id]
    assert {ends.id, counted.id}.isdisjoint(clockwork.find_due(later + timedelta(days=900))["extend"])
    db.session.execute(sa.delete(Occurrence).where(Occurrence.starts_at > clock.now() + timedelta(days=300)))
    db.session.flush()
    db.session.expire_all()
    assert clockwork.act("extend", open_end.id)
    assert walls(open_end)[-1] > next_tuesday() + timedelta(weeks=70)
