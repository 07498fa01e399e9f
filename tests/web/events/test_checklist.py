"""The checklist's pages: taken over, ticked off without a script, on My desk; starting again from the past."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from eventhub.accounts.permissions import Role
from eventhub.accounts.queries import find_by_email
from eventhub.events import queries
from eventhub.events.preparation import queries as preparation
from eventhub.events.workflow import S
from tests.factories import make_event, make_format, make_holder, make_person, wall
from tests.support.queries import count_queries

LIST = (
    {"days": -14, "text": {"en": "Tell the groups", "de": "Gruppen einladen"}},
    {"days": 2, "text": {"en": "Publish the notes"}},
)


@pytest.fixture
def event(given, organizer):
    """The key of a whole event of hers in three weeks, whose format has a checklist."""
    with given():
        make_format("meetup", checklist=LIST)
        return make_event(organizer=find_by_email("olga@example.org")).key


def test_the_formats_list_is_seen_first_and_taken_over_with_one_button(given, organizer, event):
    organizer.open(f"/events/{event}/checklist")
    assert "Tell the groups" in organizer.text
    assert 'class="task ' not in organizer.text

    organizer.submit("/checklist/from-format")
    organizer.follow()
    assert "2 tasks are on your list now." in organizer.text
    assert organizer.text.count('class="task ') == 2
    with given():
        date = queries.find_event(event).occurrence.wall_start.date()
    assert f'<time datetime="{(date - timedelta(days=14)).isoformat()}">' in organizer.text


def test_a_task_is_added_ticked_off_opened_again_and_struck_out(organizer, event):
    organizer.open(f"/events/{event}/checklist")
    organizer.submit(
        "/checklist", text="Bake a cake", distance="3", side="before", owner=organizer.find(r'<option value="(\w{10})">Olga')
    )
    organizer.follow()
    assert "Bake a cake" in organizer.text
    assert "<bdi>Olga</bdi>" in organizer.text

    for name, status in [("finish", "done"), ("reopen", "open"), ("drop", "dropped")]:
        organizer.submit(f"/steps/{name}")
        assert organizer.last.status_code == 303
        organizer.follow()
        assert f'data-status="{status}"' in organizer.text


def test_what_is_wrong_stands_by_its_field_and_the_text_stays(organizer, event, errors_on):
    organizer.open(f"/events/{event}/checklist")
    answer = organizer.submit("/checklist", text="Bake a cake", distance="3", due_on="2027-01-01")

    assert answer.status_code == 422
    assert errors_on(organizer) == {"due_on": "Choose a day, or a distance from the event; not both."}
    assert 'value="Bake a cake"' in organizer.text


def test_a_task_is_changed_on_a_page_of_its_own(organizer, event):
    organizer.open(f"/events/{event}/checklist")
    organizer.submit("/checklist", text="Bake a cake", distance="3", side="after")
    organizer.follow()
    path = organizer.find(rf'href="(/events/{event}/checklist/\w{{10}})"')
    organizer.open(path)
    assert '<option selected value="after">' in organizer.text

    organizer.submit(path, text="Buy a cake", distance="", due_on="2027-05-06", owner="")
    organizer.follow()
    assert "Buy a cake" in organizer.text
    assert '<time datetime="2027-05-06">' in organizer.text
    assert "fixed day" in organizer.text


def test_others_find_nothing_there(given, browser_of, event):
    with given():
        make_person(email="bo@example.org")

    assert browser_of("bo@example.org").open(f"/events/{event}/checklist").status_code == 404


def test_a_task_of_another_event_is_not_on_this_list(given, organizer, event):
    with given():
        other = make_event(organizer=find_by_email("olga@example.org")).key
    organizer.open(f"/events/{other}/checklist")
    organizer.submit("/checklist", text="Bake a cake")
    organizer.follow()
    task = organizer.find(r"/checklist/(\w{10})\"")

    assert organizer.open(f"/events/{event}/checklist/{task}").status_code == 404


def test_the_list_costs_as_many_queries_with_one_task_as_with_five(organizer, event):
    counts = []
    for more in (1, 4):
        for number in range(more):
            organizer.open(f"/events/{event}/checklist")
            organizer.submit("/checklist", text=f"Task {number}", distance="3")
        organizer.open(f"/events/{event}/checklist")
        with count_queries() as statements:
            organizer.open(f"/events/{event}/checklist")
        counts.append(len(statements))

    assert counts[0] == counts[1]


def test_what_is_due_stands_on_my_desk_and_what_is_far_off_does_not(organizer, event):
    organizer.open(f"/events/{event}/checklist")
    organizer.submit("/checklist", text="Bake a cake", due_on=f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}")
    organizer.open(f"/events/{event}/checklist")
    organizer.submit("/checklist", text="Wash the dishes", due_on=f"{datetime.now(UTC) + timedelta(days=10):%Y-%m-%d}")
    organizer.open("/desk")

    assert "Bake a cake" in organizer.text
    assert "Wash the dishes" not in organizer.text


def test_a_past_event_is_held_again_on_the_same_weekday(given, organizer):
    with time_machine.travel(datetime(2027, 1, 1, tzinfo=UTC)), given():
        make_format("meetup", checklist=LIST)
        event = make_event(organizer=find_by_email("olga@example.org"), status=S.PUBLISHED, starts=wall(2027, 2, 4, 18, 30))
        key = event.key
    with time_machine.travel(datetime(2027, 2, 10, 9, tzinfo=UTC)):
        organizer.open("/account/sign-in")
        organizer.sign_in("olga@example.org")
        organizer.open("/events/new")
        assert "Again on Thursday, March 4" in organizer.text
        organizer.submit(f"/events/{key}/again", date="next")
        organizer.follow()

    assert 'name="starts_date" type="date" value="2027-03-04"' in organizer.text
    assert 'name="starts_time" type="time" value="18:30"' in organizer.text
    assert "The date is our guess" in organizer.text


def test_a_stranger_cannot_start_from_it(given, browser_of):
    with given():
        key = make_event(status=S.PUBLISHED).key
        make_person(email="bo@example.org")
    bo = browser_of("bo@example.org")
    bo.open("/events/new")
    token = bo.find(r'name="csrf_token" value="([^"]+)"') if "csrf_token" in bo.text else ""
    answer = bo.client.post(f"/events/{key}/again", base_url="https://hub.example", data={"csrf_token": token},
                            headers={"Referer": "https://hub.example/"})  # fmt: skip

    assert answer.status_code == 403


def test_the_team_edits_a_formats_checklist(given, browser_of):
    with given():
        make_holder(Role.TEAM, email="team@example.org")
        make_format("meetup", checklist=LIST)
    team = browser_of("team@example.org")
    team.open("/team/formats/meetup")
    assert 'value="Tell the groups"' in team.text
    team.submit(
        "/formats/meetup",
        **{"items-1-text_en": "", "items-2-days": "-7", "items-2-text_en": "Bake", "items-2-text_de": "Backen"},
    )
    assert team.last.status_code == 303, team.text

    with given():
        assert queries.find_format("meetup").version.checklist == [
            {"days": -14, "text": {"en": "Tell the groups", "de": "Gruppen einladen"}}, {"days": -7, "text": {"en": "Bake", "de": "Backen"}}
        ]  # fmt: skip


def test_the_manage_page_says_how_much_is_left(organizer, event, given):
    organizer.open(f"/events/{event}/checklist")
    organizer.submit("/checklist/from-format")
    organizer.open(f"/events/{event}/manage")

    assert "2 things to do" in organizer.text
    with given():
        assert preparation.count_open(queries.find_event(event)) == (2, 2)
