"""Questions, the closing time, and what a spreadsheet gets."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from eventhub.core import audit, clock
from eventhub.core.errors import Changed, Invalid, Refused
from eventhub.events.registration import queries
from eventhub.events.registration.models import Answer, Question
from eventhub.events.registration.rules import (
    Per,
    QuestionDraft,
    QuestionKind,
    Seat,
    SetupDraft,
    check_setup,
    closes_for,
    safe_cell,
)
from eventhub.events.registration.services import deciding, joining, keeping, setting
from tests.factories import make_person, make_registration, make_setup

DIET = QuestionDraft(text="What do you eat?", kind=QuestionKind.CHOICE, choices=("All", "Vegan"), required=True)
ACCESS = QuestionDraft(text="What do you need in order to take part?", kind=QuestionKind.LONG, about_access=True)


def ids(event: Any) -> list[int]:
    return [question.id for question in queries.list_questions(event.id)]


def said(registration: Any) -> dict[int, str]:
    return queries.load_answers([registration.id]).get(registration.id, {})


def test_a_required_question_must_be_answered_and_by_one_of_its_answers(event: Any) -> None:
    make_setup(event, questions=[DIET, ACCESS])
    diet, access = ids(event)

    for answers in ({}, {diet: " "}, {diet: "Meat"}):
        with pytest.raises(Invalid) as refused:
            make_registration(event, answers=answers)
        assert list(refused.value.fields) == [f"q-{diet}"]
    registration = make_registration(event, answers={diet: "Vegan", access: "A ramp.\nPlease.", 99: "x"})

    assert said(registration) == {diet: "Vegan", access: "A ramp.\nPlease."}


def test_answers_can_be_changed_while_it_is_open(event: Any) -> None:
    make_setup(event, questions=[DIET])
    (diet,) = ids(event)
    registration = make_registration(event, answers={diet: "All"})
    keeping.change_answers(registration, {diet: "Vegan"}, actor=registration.person)
    assert said(registration) == {diet: "Vegan"}

    keeping.cancel(registration, actor=registration.person)
    with pytest.raises(Refused):
        keeping.change_answers(registration, {diet: "All"}, actor=registration.person)


def test_a_question_that_was_answered_is_retired_and_its_answers_stay(event: Any, organizer: Any, db: Any) -> None:
    make_setup(event, questions=[DIET, ACCESS])
    diet, _access = ids(event)
    registration = make_registration(event, answers={diet: "All"})

    setting.save_setup(event, SetupDraft(), actor=organizer)

    assert ids(event) == []
    assert [question.id for question in queries.list_questions(event.id, retired=True)] == [diet]
    assert said(registration) == {diet: "All"}


def test_an_answered_question_in_other_words_is_another_question(event: Any, organizer: Any) -> None:
    make_setup(event, questions=[DIET])
    (diet,) = ids(event)
    make_registration(event, answers={diet: "All"})
    asked = QuestionDraft(id=diet, text="Are you vegan?", kind=QuestionKind.YES_NO)

    setting.save_setup(event, SetupDraft(questions=[asked]), actor=organizer)

    assert [(q.text, q.id == diet) for q in queries.list_questions(event.id)] == [("Are you vegan?", False)]


def test_a_question_keeps_its_id_while_it_asks_the_same(event: Any, organizer: Any, db: Any) -> None:
    make_setup(event, questions=[DIET, ACCESS])
    diet, access = ids(event)
    drafts = [QuestionDraft(id=access, text=ACCESS.text, kind=ACCESS.kind), QuestionDraft(id=diet, text="And to drink?")]

    setting.save_setup(event, SetupDraft(questions=drafts), actor=organizer)

    assert ids(event) == [access, diet]
    assert db.session.get(Question, diet).text == "And to drink?"


def test_two_organizers_at_the_form_the_second_is_told(event: Any, organizer: Any) -> None:
    seen = make_setup(event).revision
    setting.save_setup(event, SetupDraft(room_capacity=5), actor=organizer, revision=seen)

    with pytest.raises(Changed):
        setting.save_setup(event, SetupDraft(room_capacity=9), actor=organizer, revision=seen)


@pytest.mark.parametrize(("draft", "field"), [
    (SetupDraft(room_capacity=0), "room_capacity"), (SetupDraft(screen_capacity=10**9), "screen_capacity"),
    (SetupDraft(screen_url="javascript:alert(1)"), "screen_url"), (SetupDraft(closes_minutes=-1), "closes_hours"),
    (SetupDraft(room_reminder_hours=7), "room_reminder_hours"), (SetupDraft(room_note="x" * 1001), "room_note"),
    (SetupDraft(questions=[QuestionDraft(text=" ")]), "question-0"),
    (SetupDraft(questions=[ACCESS, QuestionDraft(text="Which?", kind=QuestionKind.CHOICE, choices=("One",))]), "question-1"),
    (SetupDraft(questions=[ACCESS] * 21), "questions"),
])  # fmt: skip
def test_a_setup_that_makes_no_sense_is_refused_by_its_field(draft: SetupDraft, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_setup(draft)
    assert list(refused.value.fields) == [field]


def test_it_closes_before_the_date_or_at_a_fixed_time_if_that_is_earlier() -> None:
    start = datetime(2026, 12, 3, 19, tzinfo=clock.now().tzinfo)

    assert closes_for(start, closes_at=None, minutes_before=120) == start - timedelta(hours=2)
    assert closes_for(start, closes_at=start - timedelta(days=1), minutes_before=120) == start - timedelta(days=1)
    assert closes_for(start, closes_at=start, minutes_before=120) == start - timedelta(hours=2)


def test_an_answer_to_a_closed_form_is_refused_with_a_sentence_and_cancelling_still_works(event: Any, organizer: Any) -> None:
    make_setup(event)
    registration = make_registration(event)
    setting.save_setup(event, SetupDraft(closes_at=clock.now() - timedelta(minutes=1)), actor=organizer)

    with pytest.raises(Refused, match="closed"):
        make_registration(event)
    keeping.cancel(registration, actor=registration.person)
    with pytest.raises(Refused, match="closed"):
        joining.come_back(registration, actor=registration.person)


def test_a_date_of_another_event_or_the_series_where_dates_count_is_refused(event: Any) -> None:
    make_setup(event)
    for date in (None, 999_999):
        with pytest.raises(Invalid, match="date"):
            make_registration(event, occurrence_id=date)


def test_a_seat_that_the_event_does_not_have_is_refused(db: Any) -> None:
    from eventhub.events.workflow import S
    from tests.factories import make_event

    in_person = make_event(status=S.PUBLISHED)
    make_setup(in_person)

    with pytest.raises(Invalid, match="seat"):
        make_registration(in_person, seat=Seat.SCREEN)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "＝1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


def test_the_table_has_answers_and_only_on_demand_the_addresses_of_guests(event: Any, organizer: Any) -> None:
    make_setup(event, questions=[QuestionDraft(text="=Why?")])
    (why,) = ids(event)
    make_registration(event, make_person(name="=cmd|' /C calc'!A0", email="eve@example.org"), answers={why: '@SUM(1), "x"'})
    rows = list(database_rows(event))

    plain = deciding.export(event, rows, actor=organizer, with_addresses=False, when=lambda _row: "3 Dec")
    with_all = deciding.export(event, rows, actor=organizer, with_addresses=True, when=lambda _row: "3 Dec")

    assert plain.startswith("\ufeffName,")
    head, line = csv.reader(io.StringIO(plain.removeprefix("\ufeff")))
    assert (head[-1], line[0], line[-1]) == ("'=Why?", "'=cmd|' /C calc'!A0", '\'@SUM(1), "x"')
    assert "eve@example.org" not in plain + with_all
    entries = [entry.data for entry in audit.list_entries(event) if entry.verb == "event.registration.export"]
    assert entries == [{"rows": 1, "with_addresses": True}, {"rows": 1, "with_addresses": False}]


def database_rows(event: Any) -> Any:
    from eventhub.core.db import db

    return db.session.scalars(queries.select_of_event(event.id))


def test_who_reads_answers_stands_in_the_trail(event: Any, organizer: Any) -> None:
    make_setup(event, questions=[ACCESS])
    (access,) = ids(event)
    registration = make_registration(event, answers={access: "A ramp."})

    assert deciding.look_at(queries.get_registration_by_id(registration.id), actor=organizer) == {access: "A ramp."}
    assert next((e.verb, e.actor_id) for e in audit.list_entries(registration)) == ("registration.look", organizer.id)


def test_dates_of_a_series_can_be_left_out_and_the_seat_stays(event: Any, db: Any) -> None:
    make_setup(event, room=1, per=Per.SERIES)
    registration, waiting = make_registration(event), make_registration(event)
    date = event.occurrences[0].id

    keeping.skip_dates(queries.get_registration_by_id(registration.id), [date, 999], actor=registration.person)

    assert queries.list_attending(event.id, [date]) == []
    assert [row.skipped for row in queries.list_attending(event.id)] == [{date}]
    assert queries.get_registration_by_id(waiting.id).status == "waiting"
    keeping.skip_dates(queries.get_registration_by_id(registration.id), [], actor=registration.person)
    assert len(queries.list_attending(event.id, [date])) == 1


def test_there_is_one_answer_a_question(event: Any, db: Any) -> None:
    make_setup(event, questions=[DIET])
    (diet,) = ids(event)
    registration = make_registration(event, answers={diet: "All"})
    another = sa.insert(Answer).values(registration_id=registration.id, question_id=diet, text="Vegan")

    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        db.session.execute(another)
