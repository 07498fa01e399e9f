"""A stored event brought in step with its source: what changes, who is told, what stays as it was, and nothing for nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from eventhub.core import clock
from eventhub.core.audit import list_entries
from eventhub.core.errors import Changed, Refused
from eventhub.core.outbox import OutboxMessage
from eventhub.events import queries
from eventhub.events.models import Event, Listing
from eventhub.events.registration.rules import Kind, Per, Seat, SetupDraft
from eventhub.events.registration.services import joining, setting
from eventhub.events.registration.services.joining import JoinDraft
from eventhub.events.rules.drafts import Mode
from eventhub.events.services import editing, mirroring, series
from eventhub.events.services.review import advance_event
from eventhub.events.workflow import S
from eventhub.imports.ical import read_calendar
from eventhub.imports.making import Draft, Maker
from eventhub.imports.targets import Target
from tests.factories import make_draft, make_event, make_person
from tests.support.queries import count_queries

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
TARGET = Target(
    community_id=1, organizer_id=1, locale="en", region_code="DE", zone="Europe/Berlin", city="Berlin", languages=("de",),
    source_language="de", meets_online=False, formats=dict.fromkeys(Mode),
)  # fmt: skip
WEEKLY = ("RRULE:FREQ=WEEKLY;COUNT=6",)
HALL = "LOCATION:Hall 1"


@pytest.fixture(autouse=True)
def at_a_fixed_time() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def olga(db: Any) -> Any:
    return make_person(name="Olga")


def vevent(*lines: str, start: str = "20270309T190000", title: str = "Talk") -> str:
    return "\n".join(["UID:one", f"SUMMARY:{title}", f"DTSTART;TZID=Europe/Berlin:{start}", "DURATION:PT2H", *lines])


def changed(original: str, *lines: str, start: str = "", title: str = "Talk") -> str:
    return vevent(f"RECURRENCE-ID;TZID=Europe/Berlin:{original}", *lines, start=start or original, title=title)


def source(*events: str) -> Draft:
    """What the source says, as it comes in."""
    text = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    (read,) = read_calendar(f"BEGIN:VCALENDAR\nVERSION:2.0\n{text}END:VCALENDAR\n".encode()).events
    return Maker(TARGET, clock.now(), past=False).make("one", "", read)


def sync(event: Event, *events: str, locked: tuple[str, ...] = (), dates: bool = True, check: bool = False) -> list[str]:
    draft = source(*events)
    columns = {name: value for name, value in draft.event.items() if name not in locked}
    return mirroring.take_over(
        again(event), columns, draft.dates if dates else None, reason="The source says so.", wants_check=check,
        cancelled=draft.read.status == "cancelled",
    )  # fmt: skip


def again(event: Event) -> Event:
    return queries.get_event_by_id(event.id)


def stored(olga: Any, *events: str, status: S = S.PUBLISHED) -> Event:
    """An event that says what its source says, in a state."""
    event = make_event(status=status, organizer=olga, starts=datetime(2027, 3, 9, 19), ends=datetime(2027, 3, 9, 21))
    sync(event, *events)
    return again(event)


def registered(event: Event, number: int | None, olga: Any, per: Per = Per.DATE) -> Any:
    setting.save_setup(event, SetupDraft(kind=Kind.HERE, per=per, room_capacity=20), actor=olga)
    ana = make_person(name="Ana")
    date = None if number is None else event.occurrences[number].id
    joining.register(event, JoinDraft(seat=Seat.ROOM, occurrence_id=date), person=ana)
    return ana


def told(db: Any) -> list[tuple[int | None, str]]:
    rows = db.session.execute(
        sa.select(OutboxMessage.person_id, OutboxMessage.facts).where(OutboxMessage.notice == "registration/moved")
        .order_by(OutboxMessage.id)
    )  # fmt: skip
    return [(person_id, facts["invitation"]["method"]) for person_id, facts in rows]


def said(event: Event) -> list[tuple[str, str]]:
    return [(f"{o.wall_start:%m-%d %H:%M}", o.status.value) for o in again(event).occurrences]


STATES = [S.DRAFT, S.SUBMITTED, S.IN_REVIEW, S.APPROVED, S.PUBLISHED, S.POSTPONED]


@pytest.mark.parametrize("status", STATES)
@pytest.mark.parametrize("lines", [(HALL,), (HALL, *WEEKLY), (HALL, "RRULE:FREQ=HOURLY;INTERVAL=30;COUNT=5")])
def test_what_is_said_already_is_not_written_again(olga: Any, db: Any, status: S, lines: tuple[str, ...]) -> None:
    event = stored(olga, vevent(*lines), status=status)
    db.session.flush()
    draft, revision = source(vevent(*lines)), event.revision

    with count_queries() as statements:
        names = mirroring.take_over(event, draft.event, draft.dates, reason="", wants_check=True)
        db.session.flush()

    assert (names, statements) == ([], [])
    assert again(event).revision == revision


@pytest.mark.parametrize("status", STATES)
def test_a_one_off_event_moves_and_keeps_its_date(olga: Any, db: Any, status: S) -> None:
    event = stored(olga, vevent(HALL), status=status)
    number, sequence = event.occurrences[0].id, event.sequence

    names = sync(event, vevent("LOCATION:Park", start="20270311T180000", title="A better talk"))

    event = again(event)
    assert names == ["title", "starts", "ends", "venue"]
    assert (event.title, event.venue, event.slug, event.status) == ("A better talk", "Park", "a-better-talk", status)
    assert [(o.id, o.wall_start) for o in event.occurrences] == [(number, datetime(2027, 3, 11, 18))]
    assert event.sequence == sequence + (1 if event.is_public else 0)
    entry = list_entries(event)[0]
    assert (entry.verb, entry.actor_id, entry.data) == ("event.page.sync", None, {"changed": names})


def test_what_is_locked_stays(olga: Any, db: Any) -> None:
    event = stored(olga, vevent(HALL))
    with_dates = sync(event, vevent("LOCATION:Park", title="Other", start="20270311T180000"), locked=("title", "slug", "venue"))
    without = sync(event, vevent("LOCATION:Park", title="Other", start="20270312T180000"), locked=("venue",), dates=False)

    event = again(event)
    assert (with_dates, without) == (["starts", "ends"], ["title"])
    assert (event.title, event.venue, event.occurrences[0].wall_start) == ("Other", "Hall 1", datetime(2027, 3, 11, 18))


def test_what_people_here_say_is_not_the_sources_to_say(olga: Any, db: Any) -> None:
    event = stored(olga, vevent(HALL, "CONFERENCE:https://meet.example/x"))
    event.join_public, event.languages, event.region_code = True, ["en", "de"], "FR"
    db.session.flush()

    assert sync(event, vevent(HALL, "CONFERENCE:https://meet.example/x")) == []
    event = again(event)
    assert (event.join_public, event.languages, event.region_code) == (True, ["en", "de"], "FR")


def test_guests_of_a_date_that_moves_get_one_mail_and_others_none(olga: Any, db: Any) -> None:
    event = stored(olga, vevent(HALL, *WEEKLY))
    ana = registered(event, 1, olga)
    bo = make_person(name="Bo")
    joining.register(again(event), JoinDraft(seat=Seat.ROOM, occurrence_id=event.occurrences[3].id), person=bo)
    ids, sequence = [o.id for o in event.occurrences], event.sequence

    names = sync(
        event, vevent(HALL, *WEEKLY), changed("20270316T190000", "LOCATION:Park", start="20270317T190000", title="Walk")
    )

    event = again(event)
    assert names == ["dates"]
    assert told(db) == [(ana.id, "REQUEST")]
    assert [o.id for o in event.occurrences] == ids
    assert (event.occurrences[1].wall_start, event.occurrences[1].own) == (
        datetime(2027, 3, 17, 19), {"title": "Walk", "venue": "Park"},
    )  # fmt: skip
    assert (event.sequence, event.change_reason) == (sequence + 1, "The source says so.")
    assert (
        sync(event, vevent(HALL, *WEEKLY), changed("20270316T190000", "LOCATION:Park", start="20270317T190000", title="Walk"))
        == []
    )
    assert len(told(db)) == 1


def test_the_guests_of_a_whole_series_get_one_mail_when_all_of_it_moves(olga: Any, db: Any) -> None:
    event = stored(olga, vevent(HALL, *WEEKLY))
    ana = registered(event, None, olga, Per.SERIES)
    ids = [o.id for o in event.occurrences]

    names = sync(event, vevent("LOCATION:Park", *WEEKLY, start="20270310T180000"))

    event = again(event)
    assert names == ["starts", "ends", "venue", "rule"]
    assert told(db) == [(ana.id, "REQUEST")]
    assert [o.id for o in event.occurrences] == ids
    assert (said(event)[0], event.rule) == (("03-10 18:00", "scheduled"), "FREQ=WEEKLY;BYDAY=WE;COUNT=6")


def test_a_date_that_its_source_cancels_is_cancelled_and_comes_back_with_it(olga: Any, db: Any) -> None:
    event = stored(olga, vevent(HALL, *WEEKLY))
    ana = registered(event, 1, olga)
    sequence = event.sequence

    assert sync(event, vevent(HALL, *WEEKLY), changed("20270316T190000", HALL, "STATUS:CANCELLED")) == ["dates"]
    assert said(event)[1] == ("03-16 19:00", "cancelled")
    assert list_entries(again(event).occurrences[1])[0].verb == "occurrence.cancel_at_source"
    assert sync(event, vevent(HALL, *WEEKLY)) == ["dates"]

    assert said(event)[1] == ("03-16 19:00", "scheduled")
    assert told(db) == [(ana.id, "CANCEL"), (ana.id, "REQUEST")]
    assert again(event).sequence == sequence + 2


def test_a_date_that_people_here_cancelled_stays_cancelled(olga: Any, db: Any) -> None:
    event = stored(olga, vevent(HALL, *WEEKLY))
    series.cancel_date(event, event.occurrences[1], reason="A holiday", actor=olga)
    db.session.flush()
    sequence = again(event).sequence

    assert sync(event, vevent(HALL, *WEEKLY)) == ["kept_cancelled"]
    assert said(event)[1] == ("03-16 19:00", "cancelled")
    assert (again(event).occurrences[1].reason, again(event).sequence) == ("A holiday", sequence)


@pytest.mark.parametrize("lines", [(HALL,), (HALL, *WEEKLY)])
def test_an_event_that_its_source_cancels_is_cancelled_whole_and_comes_back_with_it(
    olga: Any, db: Any, lines: tuple[str, ...]
) -> None:
    event = stored(olga, vevent(*lines))
    ana = registered(event, 0, olga)
    sequence = event.sequence

    assert "cancelled" in sync(event, vevent(*lines, "STATUS:CANCELLED"))
    assert (again(event).status, {status for _, status in said(event)}) == (S.CANCELLED, {"cancelled"})
    assert sync(event, vevent(*lines, "STATUS:CANCELLED")) == []
    assert "returned" in sync(event, vevent(*lines))

    assert (again(event).status, {status for _, status in said(event)}) == (S.PUBLISHED, {"scheduled"})
    assert told(db) == [(ana.id, "CANCEL"), (ana.id, "REQUEST")]
    assert again(event).sequence == sequence + 2


def test_an_event_that_people_here_cancelled_stays_as_it_is(olga: Any, db: Any) -> None:
    event = stored(olga, vevent(HALL))
    advance_event(event, "cancel", actor=olga, reason="Nobody comes.")

    assert sync(event, vevent("LOCATION:Park", title="Other")) == ["kept_cancelled"]
    assert (again(event).status, again(event).title, again(event).venue) == (S.CANCELLED, "Talk", "Hall 1")


def test_a_draft_that_is_cancelled_at_its_source_can_not_go_out(olga: Any, db: Any) -> None:
    event = stored(olga, vevent(HALL), status=S.APPROVED)

    assert sync(event, vevent(HALL, "STATUS:CANCELLED")) == ["cancelled"]
    assert (again(event).status, said(event)) == (S.APPROVED, [("03-09 19:00", "cancelled")])
    for name, actor in (("publish", olga), ("publish_due", None)):
        with pytest.raises(Refused):
            advance_event(again(event), name, actor=actor)


def test_dates_the_source_takes_out_go_but_not_from_under_those_who_come(olga: Any, db: Any) -> None:
    event = stored(olga, vevent(HALL, *WEEKLY))
    ana = registered(event, 1, olga)
    out = ("EXDATE;TZID=Europe/Berlin:20270316T190000,20270323T190000",)

    assert sync(event, vevent(HALL, *WEEKLY, *out)) == ["dates"]

    assert said(event) == [
        ("03-09 19:00", "scheduled"), ("03-16 19:00", "cancelled"), ("03-30 19:00", "scheduled"), ("04-06 19:00", "scheduled"),
        ("04-13 19:00", "scheduled"),
    ]  # fmt: skip
    assert told(db) == [(ana.id, "CANCEL")]
    assert sync(event, vevent(HALL, *WEEKLY, *out)) == []


def test_dates_the_source_adds_are_listed(olga: Any, db: Any) -> None:
    event = stored(olga, vevent(HALL, *WEEKLY))

    assert sync(event, vevent(HALL, *WEEKLY, "RDATE;TZID=Europe/Berlin:20270312T180000")) == ["dates"]
    assert said(event)[1] == ("03-12 18:00", "scheduled")
    assert again(event).occurrences[1].added
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Listing).where(Listing.scope == "all")) == 7


def test_what_comes_within_reach_is_listed_and_is_no_change(olga: Any, db: Any) -> None:
    event = stored(olga, vevent(HALL, "RRULE:FREQ=WEEKLY"))
    many, sequence, entries = len(event.occurrences), event.sequence, len(list_entries(event))

    with time_machine.travel(NOW + timedelta(days=70), tick=False):
        assert sync(event, vevent(HALL, "RRULE:FREQ=WEEKLY")) == []
        assert len(again(event).occurrences) == many + 9
        listed = db.session.scalar(sa.select(sa.func.count()).select_from(Listing).where(Listing.scope == "all"))
        assert (listed, again(event).sequence, len(list_entries(event))) == (many + 9, sequence, entries)


def test_what_is_over_is_neither_moved_nor_taken_away(olga: Any, db: Any) -> None:
    event = stored(olga, vevent(HALL, *WEEKLY))
    with time_machine.travel(datetime(2027, 3, 18, 12, tzinfo=UTC), tick=False):
        names = sync(event, vevent(HALL, "RRULE:FREQ=WEEKLY;COUNT=3", start="20270325T100000"))
        assert said(event) == [
            ("03-09 19:00", "scheduled"), ("03-16 19:00", "scheduled"), ("03-25 10:00", "scheduled"), ("04-01 10:00", "scheduled"),
            ("04-08 10:00", "scheduled"),
        ]  # fmt: skip
        assert names == ["starts", "ends", "rule"]
        assert sync(event, vevent(HALL, "RRULE:FREQ=WEEKLY;COUNT=3", start="20270325T100000")) == []


def test_an_event_that_is_used_again_for_its_next_date_keeps_the_one_that_is_over(olga: Any, db: Any) -> None:
    event = stored(olga, vevent(HALL))
    with time_machine.travel(datetime(2027, 3, 18, 12, tzinfo=UTC), tick=False):
        assert sync(event, vevent(HALL, start="20270406T190000")) == ["starts", "ends", "rule", "dates"]
        assert said(event) == [("03-09 19:00", "scheduled"), ("04-06 19:00", "scheduled")]
        assert [o.added for o in again(event).occurrences] == [True, False]
        assert sync(event, vevent(HALL, start="20270406T190000")) == []
        assert "starts" in sync(event, vevent(HALL, start="20270407T190000"))
        assert [wall for wall, _ in said(event)] == ["03-09 19:00", "04-07 19:00"]


def test_the_draft_of_an_event_that_is_used_again_just_moves(olga: Any, db: Any) -> None:
    event = stored(olga, vevent(HALL), status=S.DRAFT)
    with time_machine.travel(datetime(2027, 3, 18, 12, tzinfo=UTC), tick=False):
        assert sync(event, vevent(HALL, start="20270406T190000")) == ["starts", "ends"]
        assert (said(event), again(event).rule) == ([("04-06 19:00", "scheduled")], "")


@pytest.mark.parametrize("status", [S.DRAFT, S.PUBLISHED])
def test_a_one_off_event_becomes_a_series_and_one_again(olga: Any, db: Any, status: S) -> None:
    event = stored(olga, vevent(HALL), status=status)
    number = event.occurrences[0].id

    assert sync(event, vevent(HALL, *WEEKLY)) == ["rule"]
    event = again(event)
    assert (len(event.occurrences), event.occurrences[0].id, event.occurrences[0].original_wall) == (
        6, number, datetime(2027, 3, 9, 19),
    )  # fmt: skip
    assert "rule" in sync(event, vevent(HALL, start="20270310T190000"))

    event = again(event)
    assert [(o.id, o.wall_start, o.original_wall, o.added) for o in event.occurrences] == [
        (number, datetime(2027, 3, 10, 19), None, False)
    ]
    assert (event.rule, event.rule_start, event.excluded) == ("", None, [])
    assert sync(event, vevent(HALL, start="20270310T190000")) == []


def test_a_series_that_shrinks_to_one_date_keeps_those_that_guests_come_to_as_cancelled(olga: Any, db: Any) -> None:
    event = stored(olga, vevent(HALL, *WEEKLY))
    ana = registered(event, 3, olga)

    sync(event, vevent(HALL))

    assert said(event) == [("03-09 19:00", "scheduled"), ("03-30 19:00", "cancelled")]
    assert told(db) == [(ana.id, "CANCEL")]
    assert sync(event, vevent(HALL)) == []


@pytest.mark.parametrize(("check", "lines", "asked"), [
    (True, ("LOCATION:Park",), "venue"), (True, (HALL, "DESCRIPTION:More"), ""), (False, ("LOCATION:Park",), ""),
])  # fmt: skip
def test_a_look_is_asked_for_when_what_is_checked_changes(
    olga: Any, db: Any, check: bool, lines: tuple[str, ...], asked: str
) -> None:
    event = stored(olga, vevent(HALL))

    sync(event, vevent(*lines), check=check)

    assert (again(event).check_reason, again(event).check_wanted_at is not None) == (asked, bool(asked))


def test_what_is_typed_meanwhile_is_kept_and_the_open_form_says_that_something_changed(olga: Any, db: Any) -> None:
    event = stored(olga, vevent(HALL))
    editing.keep_typed(event, {"title": "Nearly"}, actor=olga)
    seen = again(event).revision

    sync(event, vevent("LOCATION:Park"))

    event = again(event)
    assert event.typed == {"title": "Nearly"}
    with pytest.raises(Changed):
        editing.save(event, make_draft(), actor=olga, revision=seen)
