"""When dates change: one mail for each who comes, with what changes for them; a split series takes its people along."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from eventhub.core.outbox import OutboxMessage
from eventhub.events import queries
from eventhub.events.models import Event
from eventhub.events.registration.models import Registration
from eventhub.events.registration.queries import list_attending
from eventhub.events.registration.rules import Kind, Per, Seat, SetupDraft
from eventhub.events.registration.services import joining, keeping, setting
from eventhub.events.registration.services.joining import JoinDraft
from eventhub.events.rules.recurrence import Every, Recurrence
from eventhub.events.services import changes, series
from eventhub.events.services.review import advance_event
from eventhub.events.services.series import DateChange, Reach
from eventhub.events.workflow import S
from tests.factories import make_event, make_person
from tests.unit.events.test_series import make_series

MONTHLY = Recurrence(every=Every.WEEK, times=6)


def open_series(olga: Any, per: Per) -> Event:
    event = make_series(olga, MONTHLY)
    setting.save_setup(event, SetupDraft(kind=Kind.HERE, per=per, room_capacity=20), actor=olga)
    return again(event)


def again(event: Event) -> Event:
    return queries.get_event_by_id(event.id)


def moved_mails(db: Any) -> list[tuple[int | None, list[Any]]]:
    rows = db.session.execute(
        sa.select(OutboxMessage.person_id, OutboxMessage.facts).where(OutboxMessage.notice == "registration/moved")
        .order_by(OutboxMessage.id)
    )  # fmt: skip
    return [(person_id, facts) for person_id, facts in rows]


def shifted(event: Event, index: int, days: int = 1) -> DateChange:
    date = event.occurrences[index]
    starts = date.wall_start + timedelta(days=days)
    return DateChange(starts=starts, ends=starts + timedelta(hours=2), reason="The hall is closed")


def test_who_comes_to_the_date_is_told_once_and_others_are_not(organizer: Any, db: Any) -> None:
    event = open_series(organizer, Per.DATE)
    ana, bo = make_person(name="Ana"), make_person(name="Bo")
    joining.register(event, JoinDraft(seat=Seat.ROOM, occurrence_id=event.occurrences[1].id), person=ana)
    joining.register(event, JoinDraft(seat=Seat.ROOM, occurrence_id=event.occurrences[2].id), person=bo)

    series.change_dates(again(event), again(event).occurrences[1], shifted(event, 1), Reach.THIS, actor=organizer)

    ((person_id, facts),) = moved_mails(db)
    assert person_id == ana.id
    assert (len(facts["dates"]), facts["reason"], facts["invitation"]["method"]) == (1, "The hall is closed", "REQUEST")
    assert facts["dates"][0]["before"]["starts"] != facts["dates"][0]["after"]["starts"]


def test_who_comes_to_the_whole_series_gets_one_mail_for_all_dates(organizer: Any, db: Any) -> None:
    event = open_series(organizer, Per.SERIES)
    ana, bo = make_person(name="Ana"), make_person(name="Bo")
    for person in (ana, bo):
        joining.register(event, JoinDraft(seat=Seat.ROOM), person=person)
    holder = db.session.scalars(sa.select(Registration).where(Registration.person_id == bo.id)).one()
    keeping.skip_dates(queries_of(holder), [event.occurrences[1].id], actor=bo)

    series.change_dates(again(event), again(event).occurrences[0], shifted(event, 0), Reach.ALL, actor=organizer)
    assert [(person_id, len(facts["dates"])) for person_id, facts in moved_mails(db)] == [(ana.id, 6), (bo.id, 5)]

    series.cancel_date(again(event), again(event).occurrences[1], reason="", actor=organizer)
    assert [person_id for person_id, _facts in moved_mails(db)[2:]] == [ana.id]


def queries_of(registration: Registration) -> Registration:
    from eventhub.events.registration.queries import find_registration

    found = find_registration(registration.key)
    assert found is not None
    return found


def test_a_rehearsal_says_who_would_be_told_and_tells_nobody(organizer: Any, db: Any) -> None:
    event = open_series(organizer, Per.SERIES)
    for number in range(3):
        joining.register(event, JoinDraft(seat=Seat.ROOM), person=make_person(name=f"Guest {number}"))
    event, sequence = again(event), event.sequence

    def act() -> Event:
        now = again(event)
        return series.change_dates(now, now.occurrences[0], shifted(now, 0), Reach.ALL, actor=organizer)

    found = changes.rehearse(event, act)

    assert (found.told, len(found.dates)) == (3, 6)
    assert moved_mails(db) == []
    assert again(event).sequence == sequence


def test_cancelling_the_event_tells_everyone_once_with_a_cancel(organizer: Any, db: Any) -> None:
    event = open_series(organizer, Per.SERIES)
    joining.register(event, JoinDraft(seat=Seat.ROOM), person=make_person(name="Ana"))
    advance_event(again(event), "cancel", actor=organizer, reason="Nobody could host it")

    ((_person, facts),) = moved_mails(db)
    assert (facts["invitation"]["method"], facts["reason"]) == ("CANCEL", "Nobody could host it")


@pytest.mark.parametrize("per", [Per.SERIES, Per.DATE])
def test_a_split_series_takes_its_people_along(organizer: Any, db: Any, per: Per) -> None:
    event = open_series(organizer, per)
    ana = make_person(name="Ana")
    late = event.occurrences[4].id
    joining.register(event, JoinDraft(seat=Seat.ROOM, occurrence_id=None if per is Per.SERIES else late), person=ana)

    event = again(event)
    new = series.change_dates(event, event.occurrences[3], shifted(event, 3), Reach.FOLLOWING, actor=organizer)

    assert [row.person.id for row in list_attending(new.id) if row.person] == [ana.id]
    assert len(list_attending(event.id)) == (1 if per is Per.SERIES else 0)
    assert [person_id for person_id, _facts in moved_mails(db)] == [ana.id]


def test_a_date_that_someone_registered_for_never_falls_out_of_the_rule(organizer: Any) -> None:
    event = open_series(organizer, Per.DATE)
    last = event.occurrences[5]
    joining.register(event, JoinDraft(seat=Seat.ROOM, occurrence_id=last.id), person=make_person(name="Ana"))
    event = again(event)
    first = event.rule_start
    assert first is not None
    series.set_rule(event, Recurrence(every=Every.WEEK, times=3), first, first + timedelta(hours=2), actor=organizer)

    kept = again(event).occurrences
    assert len(kept) == 4
    assert (kept[-1].id, kept[-1].added) == (last.id, True)


def link_event(organizer: Any, **said: Any) -> tuple[Event, Any, Any]:
    """A public event in a room and on a screen, with Ana in the one and Bo before the other."""
    event = make_event(
        organizer=organizer, status=S.PUBLISHED, **{"mode": "hybrid", "join_url": "https://meet.example/event", **said}
    )
    setting.save_setup(event, SetupDraft(kind=Kind.HERE, screen_url="https://meet.example/ONE"), actor=organizer)
    ana, bo, date = make_person(name="Ana"), make_person(name="Bo"), event.occurrences[0].id
    joining.register(again(event), JoinDraft(seat=Seat.ROOM, occurrence_id=date), person=ana)
    joining.register(again(event), JoinDraft(seat=Seat.SCREEN, occurrence_id=date), person=bo)
    return again(event), ana, bo


@pytest.mark.parametrize("link", ["https://meet.example/TWO", ""])
def test_another_link_for_the_screen_is_a_change_for_those_who_come_there(organizer: Any, db: Any, link: str) -> None:
    event, _ana, bo = link_event(organizer)
    sequence, revision = event.sequence, event.revision

    setting.save_setup(event, SetupDraft(kind=Kind.HERE, screen_url=link), actor=organizer)

    ((person_id, facts),) = moved_mails(db)
    invitation = facts["invitation"]
    assert (person_id, facts["changed"], invitation["method"]) == (bo.id, ["join_url"], "REQUEST")
    assert invitation["dates"][0]["join"] == (link or "https://meet.example/event")
    assert (again(event).sequence, again(event).revision > revision) == (sequence + 1, True)


def test_the_same_link_for_the_screen_tells_nobody(organizer: Any, db: Any) -> None:
    event, _ana, _bo = link_event(organizer, join_url="https://meet.example/ONE")
    sequence = event.sequence

    for link in ("https://meet.example/ONE", ""):  # without one of its own it is the event's, which is the same
        setting.save_setup(again(event), SetupDraft(kind=Kind.HERE, screen_url=link, room_note="Ring twice."), actor=organizer)

    assert (moved_mails(db), again(event).sequence) == ([], sequence)
