"""What time does: lapsing after 48 hours, reminding once, erasing after 90 days, closing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from eventhub.core import clock, generations
from eventhub.core.db import db as database
from eventhub.core.outbox import OutboxMessage
from eventhub.events.registration import clockwork, queries
from eventhub.events.registration.models import Answer, Registration
from eventhub.events.registration.rules import Per, QuestionDraft, Seat
from eventhub.events.registration.services import keeping
from eventhub.events.registration.workflow import R
from tests.factories import make_person, make_registration, make_setup
from tests.unit.events.registration.test_guests import confirm, last_mail, sign_up


def run(name: str) -> int:
    """Do all that is due of a kind; how many that was."""
    return sum(clockwork.act(name, number) for number in clockwork.find_due(clock.now())[name])


def reminded() -> list[tuple[str, str]]:
    """Seat and link of each reminder."""
    rows = database.session.scalars(
        sa.select(OutboxMessage).where(OutboxMessage.notice == "registration/reminder").order_by(OutboxMessage.id)
    )
    return [(row.facts["seat"], row.facts["join_url"]) for row in rows]


def test_who_does_not_confirm_within_48_hours_is_forgotten(event: Any) -> None:
    make_setup(event, questions=[QuestionDraft(text="Why?")])
    (why,) = [question.id for question in queries.list_questions(event.id)]
    sign_up(event, answers={why: "Because."})
    with time_machine.travel(clock.now() + timedelta(hours=47)):
        assert run("registration_lapse") == 0
    with time_machine.travel(clock.now() + timedelta(hours=49)):
        assert run("registration_lapse") == 1
        assert run("registration_lapse") == 0

    row = database.session.scalars(sa.select(Registration)).one()
    assert (row.status, row.guest_email, row.guest_name) == (R.LAPSED, None, "")
    assert database.session.scalars(sa.select(Answer)).all() == []


def test_who_lapsed_can_register_anew(event: Any) -> None:
    make_setup(event)
    sign_up(event)
    with time_machine.travel(clock.now() + timedelta(hours=49)):
        run("registration_lapse")
        sign_up(event)
        confirm(last_mail().facts["door"])

    assert sorted(database.session.scalars(sa.select(Registration.status))) == [R.GOING, R.LAPSED]


def test_each_seat_is_reminded_at_its_own_time_with_its_own_link_once(event: Any) -> None:
    make_setup(event, room_reminder_hours=24, screen_reminder_hours=1, screen_url="https://meet.example/hall")
    make_registration(event)
    make_registration(event, seat=Seat.SCREEN)
    starts = event.occurrences[0].starts_at

    for before, said in (
        (timedelta(hours=25), []),
        (timedelta(hours=23), [("room", "")]),
        (timedelta(minutes=50), [("room", ""), ("screen", "https://meet.example/hall")]),
        (timedelta(minutes=40), [("room", ""), ("screen", "https://meet.example/hall")]),
    ):
        with time_machine.travel(starts - before):
            run("registration_remind")
            assert clockwork.find_due(clock.now())["registration_remind"] == []
        assert reminded() == said


def test_nobody_is_reminded_who_waits_cancelled_or_leaves_the_date_out(event: Any) -> None:
    make_setup(event, room=2, per=Per.SERIES)
    skipping, leaving = make_registration(event), make_registration(event)
    keeping.skip_dates(queries.get_registration_by_id(skipping.id), [event.occurrences[0].id], actor=skipping.person)
    keeping.cancel(leaving, actor=leaving.person)
    for _ in range(2):
        make_registration(event)

    with time_machine.travel(event.occurrences[0].starts_at - timedelta(hours=20)):
        run("registration_remind")
    assert len(reminded()) == 1


def test_who_got_a_seat_after_the_time_for_reminders_is_not_written_to_twice(event: Any) -> None:
    make_setup(event)
    with time_machine.travel(event.occurrences[0].starts_at - timedelta(hours=3)):
        make_registration(event)
        run("registration_remind")

    assert reminded() == []


def test_without_hours_there_is_no_reminder(event: Any) -> None:
    make_setup(event, room_reminder_hours=0)
    make_registration(event)
    with time_machine.travel(event.occurrences[0].starts_at - timedelta(minutes=10)):
        assert run("registration_remind") == 0


def test_answers_and_guests_are_erased_90_days_after_and_the_counts_stay(event: Any) -> None:
    make_setup(event, questions=[QuestionDraft(text="What do you need?", about_access=True)])
    (need,) = [question.id for question in queries.list_questions(event.id)]
    sign_up(event, answers={need: "A ramp."})
    confirm(last_mail().facts["door"])
    make_registration(event, make_person(email="ana@example.org"), answers={need: "Captions."})
    ends = event.occurrences[0].ends_at

    with time_machine.travel(ends + timedelta(days=89)):
        assert run("registration_erase") == 0
    with time_machine.travel(ends + timedelta(days=91)):
        assert run("registration_erase") == 2
        assert run("registration_erase") == 0

    rows = database.session.scalars(sa.select(Registration).order_by(Registration.id)).all()
    assert [(r.status, r.guest_name, r.guest_email, r.person_id is not None) for r in rows] == [
        (R.GOING, "", None, False), (R.GOING, "", None, True),
    ]  # fmt: skip
    assert database.session.scalars(sa.select(Answer)).all() == []
    assert queries.count_by_state(event.id) == {(R.GOING, Seat.ROOM): 2}
    assert [row.address for row in queries.list_attending(event.id)] == ["ana@example.org"]


def test_the_database_keeps_no_guest_without_an_address_unless_erased(event: Any, db: Any) -> None:
    make_setup(event)
    sign_up(event)

    with pytest.raises(sa.exc.IntegrityError, match="who"), db.session.begin_nested():
        db.session.execute(sa.update(Registration).values(guest_email=None))


def test_when_it_closes_the_events_page_is_made_anew_once(event: Any, db: Any) -> None:
    make_setup(event, closes_minutes=60)
    scope = [f"event:{event.key}"]
    starts = event.occurrences[0].starts_at
    db.session.commit()
    before = generations.read(scope)[0][1]

    with time_machine.travel(starts - timedelta(minutes=61)):
        assert run("registration_turn") == 0
    with time_machine.travel(starts - timedelta(minutes=59)):
        assert run("registration_turn") == 1
        db.session.commit()
        assert run("registration_turn") == 0

    assert generations.read(scope)[0][1] == before + 1
