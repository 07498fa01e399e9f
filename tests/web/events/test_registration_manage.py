"""The organizers' pages of registration, over HTTP."""

from __future__ import annotations

import re
from typing import Any

import pytest

from eventhub.accounts.queries import find_by_email
from eventhub.core import audit
from eventhub.events import queries as events
from eventhub.events.registration import queries
from eventhub.events.registration.rules import QuestionDraft, Seat
from eventhub.events.registration.services import joining
from eventhub.events.rules.drafts import Mode
from eventhub.events.workflow import S
from tests.factories import make_event, make_person, make_registration, make_setup, outbox
from tests.support.queries import count_queries


@pytest.fixture
def olga(newcomer: Any) -> Any:
    """Olga, who runs the event, signed in."""
    return newcomer("Olga")


@pytest.fixture
def event_with(given: Any, olga: Any) -> Any:
    """``event_with(room=1)``: the key of a hybrid event of hers."""

    def make(**said: Any) -> str:
        with given():
            event = make_event(status=S.PUBLISHED, organizer=find_by_email("olga@example.org"), mode=Mode.HYBRID,
                               join_url="https://meet.example/room")  # fmt: skip
            if said.pop("setup", True):
                make_setup(event, **said)
            return str(event.key)

    return make


def joined(given: Any, key: str, *names: str, **said: Any) -> list[str]:
    """The keys of the registrations of people with these names."""
    with given():
        event = events.find_event(key)
        return [make_registration(event, make_person(name=name), **said).key for name in names]


def setup_of(given: Any, key: str) -> Any:
    with given():
        setup = queries.find_setup(events.find_event(key).id)
        questions = [(q.text, q.kind.value, q.required) for q in queries.list_questions(events.find_event(key).id)]
        return (setup.kind.value, setup.room_capacity, setup.screen_capacity, questions) if setup else None


def test_an_organizer_sets_it_up_with_two_capacities_and_questions(event_with: Any, olga: Any, given: Any) -> None:
    key = event_with(setup=False)
    olga.open(f"/events/{key}/manage")
    assert f'href="/events/{key}/registrations"' in olga.text
    olga.open(f"/events/{key}/registration/setup")
    answer = olga.submit("/registration/setup", kind="here", room_capacity="40", screen_capacity="", **{
        "questions-0-text": "What do you eat?", "questions-0-kind": "choice", "questions-0-choices": "All\r\nVegan", "questions-0-required": "y",
    })  # fmt: skip

    assert answer.status_code == 303
    assert setup_of(given, key) == ("here", 40, None, [("What do you eat?", "choice", True)])


def test_rows_for_questions_come_without_script_and_keep_what_is_typed(event_with: Any, olga: Any, given: Any) -> None:
    key = event_with(setup=False)
    olga.open(f"/events/{key}/registration/setup")
    olga.submit(
        "/registration/setup", then="more", room_capacity="7",
        **{"questions-0-text": "One?", "questions-1-text": "Two?", "questions-1-kind": "short"},
    )  # fmt: skip

    assert setup_of(given, key) is None
    assert re.findall(r'name="questions-(\d)-text"', olga.text) == ["0", "1", "2", "3"]
    assert 'value="7"' in olga.text
    olga.submit("/registration/setup", **{"questions-2-text": "Three?"})
    assert [text for text, _kind, _required in setup_of(given, key)[3]] == ["One?", "Two?", "Three?"]


def test_a_question_is_taken_out(event_with: Any, olga: Any, given: Any) -> None:
    key = event_with(questions=[QuestionDraft(text="One?"), QuestionDraft(text="Two?")])
    olga.open(f"/events/{key}/registration/setup")
    olga.submit("/registration/setup", **{"questions-0-remove": "y"})

    assert [text for text, _kind, _required in setup_of(given, key)[3]] == ["Two?"]


def test_a_capacity_below_those_going_is_refused_by_its_field_and_nothing_typed_is_lost(
    event_with: Any, olga: Any, given: Any
) -> None:
    key = event_with(room=3)
    joined(given, key, "Ana", "Ben")
    olga.open(f"/events/{key}/registration/setup")
    answer = olga.submit("/registration/setup", room_capacity="1", room_note="Ring twice.", **{"questions-0-text": "Why?"})

    assert answer.status_code == 422
    assert 'href="#room_capacity"' in olga.text
    assert "2 people are going in the room already." in olga.text
    assert "Ring twice." in olga.text
    assert 'value="Why?"' in olga.text
    assert setup_of(given, key) == ("here", 3, None, [])


@pytest.mark.parametrize(("fields", "says"), [
    ({"room_capacity": "many"}, "Not a valid integer value"), ({"room_capacity": "0"}, "Give a number from 1"),
    ({"screen_url": "ftp://x"}, "This is not a web address"), ({"kind": "tent"}, "Not a valid choice"),
    ({"closes_hours": "-3"}, "At most 60 days before"), ({"closes_date": "soon"}, "Not a valid date"),
    ({"questions-0-text": "x" * 400}, "Please keep it to 300"),
    ({"questions-0-text": "Which?", "questions-0-kind": "choice", "questions-0-choices": "One"}, "at least two answers"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused_with_the_form_as_it_was(
    event_with: Any, olga: Any, fields: dict[str, str], says: str
) -> None:
    key = event_with()
    olga.open(f"/events/{key}/registration/setup")
    answer = olga.submit("/registration/setup", **{"room_note": "Stays.", **fields})

    assert answer.status_code == 422
    assert says in olga.text
    assert "Stays." in olga.text


def test_two_organizers_at_the_form(event_with: Any, olga: Any, given: Any) -> None:
    key = event_with()
    olga.open(f"/events/{key}/registration/setup")
    first = olga.text
    assert olga.submit("/registration/setup", room_capacity="5").status_code == 303
    olga.last.set_data(first)
    answer = olga.submit("/registration/setup", room_capacity="9")

    assert answer.status_code == 409
    assert "Someone else changed this meanwhile." in olga.text
    assert setup_of(given, key)[1] == 5
    assert olga.submit("/registration/setup").status_code == 303
    assert setup_of(given, key)[1] == 9


def test_only_organizers_see_who_comes(event_with: Any, given: Any, browser_of: Any) -> None:
    key = event_with()
    (row,) = joined(given, key, "Ana")
    with given():
        make_person(email="eve@example.org")
    eve = browser_of("eve@example.org")
    for path in ("registrations", f"registrations/{row}", "registration/setup"):
        assert eve.open(f"/events/{key}/{path}").status_code == 404
        assert browser_of().open(f"/events/{key}/{path}").status_code == 303


def test_the_list_is_filtered_by_state_and_seat(event_with: Any, olga: Any, given: Any) -> None:
    key = event_with(room=1)
    joined(given, key, "Ana", "Ben")
    joined(given, key, "Cem", seat=Seat.SCREEN)

    def names(query: str) -> list[str]:
        olga.open(f"/events/{key}/registrations{query}")
        return re.findall(r"<bdi>(\w+)</bdi></a>", olga.text)

    assert names("") == ["Ana", "Ben", "Cem"]
    assert names("?state=waiting") == ["Ben"]
    assert names("?seat=screen") == ["Cem"]
    assert names("?state=going&seat=room") == ["Ana"]
    assert names("?state=nonsense&seat=roof&date=x") == ["Ana", "Ben", "Cem"]


def test_several_are_approved_or_declined_at_once_and_a_no_needs_a_reason(event_with: Any, olga: Any, given: Any) -> None:
    key = event_with(room=1, needs_approval=True)
    ana, ben, cem = joined(given, key, "Ana", "Ben", "Cem")
    olga.open(f"/events/{key}/registrations")
    answer = olga.submit("/decisions", decision="decline", chosen=[ana], reason=" ")
    assert answer.status_code == 422
    assert "Please say why" in olga.text
    assert f'value="{ana}" form="decide" aria-label="Choose Ana" checked' in olga.text
    olga.submit("/decisions", decision="decline", chosen=[ana], reason="It is for beginners.")
    olga.follow()
    olga.submit("/decisions", decision="approve", chosen=[ben, cem])
    olga.follow()

    assert "2 people have your answer." in olga.text
    with given():
        found = [queries.find_registration(row).status.value for row in (ana, ben, cem)]
    assert found == ["declined", "going", "waiting"]
    olga.open(f"/events/{key}/registrations/{ana}")
    assert "It is for beginners." not in olga.text  # the trail holds it; the person has it by mail


def test_people_who_ask_to_come_wait_on_the_organizers_desk(event_with: Any, olga: Any, given: Any) -> None:
    key = event_with(needs_approval=True)
    joined(given, key, "Ana", "Ben")
    olga.open("/desk")

    assert "2 people ask to come." in olga.text
    assert f"/events/{key}/registrations?state=requested" in olga.text


def test_answers_and_a_guests_address_are_shown_by_a_post_that_is_written_down(event_with: Any, olga: Any, given: Any) -> None:
    key = event_with(questions=[QuestionDraft(text="What do you need?", about_access=True)])
    with given():
        event = events.find_event(key)
        (need,) = [q.id for q in queries.list_questions(event.id)]
        draft = joining.JoinDraft(seat=Seat.ROOM, occurrence_id=event.occurrences[0].id, answers={need: "A ramp."})
        joining.sign_up(event, draft, joining.GuestDraft(name="Gus", email="gus@example.org"), network="x")
    olga.open(f"/events/{key}/registrations")
    assert "gus@example.org" not in olga.text
    row = olga.find(r"/registrations/(\w{10})\"")
    olga.open(f"/events/{key}/registrations/{row}")
    assert "gus@example.org" not in olga.text
    assert "A ramp." not in olga.text

    assert olga.submit("/private").status_code == 200

    assert "gus@example.org" in olga.text
    assert "A ramp." in olga.text
    with given():
        assert [e.actor_name for e in audit.list_entries(queries.find_registration(row)) if e.verb == "registration.look"] == [
            "Olga"
        ]


def test_a_person_is_moved_and_cancelled_with_a_word(event_with: Any, olga: Any, given: Any) -> None:
    key = event_with(room=1)
    ana, ben = joined(given, key, "Ana", "Ben")
    olga.open(f"/events/{key}/registrations/{ana}")
    olga.submit("/seat")
    olga.follow()
    assert "Moved. They know." in olga.text
    answer = olga.submit("/steps/remove", reason="")
    assert answer.status_code == 422
    assert "Please say why" in olga.text
    olga.submit("/steps/remove", reason="You asked us to.")
    olga.follow()

    assert "Cancelled. They have your reason." in olga.text
    with given():
        assert [queries.find_registration(row).status.value for row in (ana, ben)] == ["cancelled", "going"]
        notices = [notice for notice, _address in outbox()]
    assert notices[-3:] == ["registration/promote", "registration/change", "registration/remove"]


def test_a_registration_of_another_event_is_not_there(event_with: Any, olga: Any, given: Any) -> None:
    key, other = event_with(), event_with()
    (row,) = joined(given, other, "Ana")

    assert olga.open(f"/events/{key}/registrations/{row}").status_code == 404


def test_the_table_is_taken_along_by_a_post(event_with: Any, olga: Any, given: Any) -> None:
    key = event_with(room=1)
    joined(given, key, "=1+1", "Ben")
    olga.open(f"/events/{key}/registrations")
    answer = olga.submit("/export")

    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="an-evening-in-berlin-')
    lines = answer.get_data(as_text=True).split("\r\n")
    assert lines[0] == "\ufeffName,Date,Seat,State,Since (UTC),Place in line"
    assert lines[1].startswith("'=1+1,")
    assert len(lines) == 4
    assert olga.open(f"/events/{key}/registrations/export").status_code == 405


def test_the_list_asks_the_database_as_often_with_five_as_with_one(event_with: Any, olga: Any, given: Any) -> None:
    key = event_with()
    joined(given, key, "Ana")
    with count_queries() as one:
        olga.open(f"/events/{key}/registrations")
    joined(given, key, "Ben", "Cem", "Dee", "Eli")
    with count_queries() as five:
        olga.open(f"/events/{key}/registrations")

    assert len(five) == len(one)
