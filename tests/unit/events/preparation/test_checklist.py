"""The checklist: taken over from the format, due by the event's date, reminded of, copied with its distances."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from eventhub.core.errors import AlreadyDone, Invalid, NotAllowed, Refused
from eventhub.core.outbox import OutboxMessage
from eventhub.events import queries as events
from eventhub.events.models import EventOrganizer
from eventhub.events.preparation import clockwork, queries, services
from eventhub.events.preparation.models import Task
from eventhub.events.preparation.workflow import T
from eventhub.events.services import editing
from eventhub.events.workflow import S
from tests.factories import make_community, make_draft, make_event, make_format, make_person, wall
from tests.support.queries import count_queries

LIST = (
    {"days": -14, "text": {"en": "Tell the groups", "de": "Gruppen einladen"}},
    {"days": 2, "text": {"en": "Publish the notes"}},
)
TODAY = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def first_of_march():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def olga(db):
    return make_person(name="Olga", email="olga@example.org", locale="de", zone="Europe/Berlin")


@pytest.fixture
def event(db, olga):
    make_format("meetup", checklist=LIST)
    return make_event(organizer=olga, title="Frühling", starts=wall(2027, 3, 15, 19))


def days_of(event):
    anchor = event.occurrence.wall_start
    return [(task.text_in("de"), task.due(anchor)) for task in queries.list_tasks(event)]


def test_the_formats_checklist_is_taken_over_with_dates_relative_to_the_event(event, olga):
    assert services.take_over_checklist(event, actor=olga) == 2

    assert days_of(event) == [("Gruppen einladen", date(2027, 3, 1)), ("Publish the notes", date(2027, 3, 17))]


def test_what_is_taken_over_twice_is_there_once(event, olga):
    services.take_over_checklist(event, actor=olga)

    with pytest.raises(Refused):
        services.take_over_checklist(event, actor=olga)


def test_a_task_moves_with_the_event_unless_its_day_was_set_by_hand(event, olga):
    services.take_over_checklist(event, actor=olga)
    services.add_task(event, text="Kuchen", due_on=date(2027, 3, 10), days=None, owner_key="", locale="de", actor=olga)
    editing.save(event, make_draft(starts=wall(2027, 3, 22, 19)), actor=olga)

    assert days_of(event) == [
        ("Gruppen einladen", date(2027, 3, 8)),
        ("Kuchen", date(2027, 3, 10)),
        ("Publish the notes", date(2027, 3, 24)),
    ]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 301}, "text"),
        ({"due_on": date(2027, 3, 10), "days": -3}, "due_on"),
        ({"days": -400}, "days"),
        ({"owner_key": "nobodyhere"}, "owner"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field(event, olga, said, field):
    values = {"text": "Cake", "due_on": None, "days": None, "owner_key": "", "locale": "en", **said}

    with pytest.raises(Invalid) as caught:
        services.add_task(event, **values, actor=olga)
    assert list(caught.value.fields) == [field]


def test_only_organizers_touch_the_list(event):
    with pytest.raises(NotAllowed):
        services.take_over_checklist(event, actor=make_person())


def test_words_of_the_format_stay_in_all_languages_until_they_are_changed(event, olga):
    services.take_over_checklist(event, actor=olga)
    task = queries.list_tasks(event)[0]
    said = {"due_on": None, "days": -10, "owner_key": olga.key, "locale": "de", "actor": olga}

    services.edit_task(task, event, text="Gruppen einladen", **said)
    assert (task.text_in("en"), task.days, task.owner_id) == ("Tell the groups", -10, olga.id)
    services.edit_task(task, event, text="Alle einladen", **said)
    assert task.texts == {"de": "Alle einladen"}


def test_a_task_is_ticked_off_once_and_can_be_opened_again(event, olga):
    services.take_over_checklist(event, actor=olga)
    task = queries.list_tasks(event)[0]

    services.advance_task(task, "finish", actor=olga)
    assert (task.status, queries.count_open(event)) == (T.DONE, (1, 2))
    with pytest.raises(AlreadyDone):
        services.advance_task(task, "finish", actor=olga)
    services.advance_task(task, "reopen", actor=olga)
    assert task.status is T.OPEN


def mails():
    rows = OutboxMessage.__table__.c
    from eventhub.core.db import db

    return [facts for (facts,) in db.session.execute(sa.select(rows.facts).where(rows.notice == "task/due").order_by(rows.id))]


def run(now=TODAY):
    with time_machine.travel(now, tick=False):
        return [clockwork.act("remind_tasks", number) for number in clockwork.find_due(now)["remind_tasks"]]


def test_one_mail_a_day_says_all_that_is_due_in_the_readers_language(event, olga):
    services.take_over_checklist(event, actor=olga)
    services.add_task(event, text="Kuchen", due_on=date(2027, 2, 27), days=None, owner_key=olga.key, locale="de", actor=olga)

    assert run() == [True]
    assert run() == []
    [facts] = mails()
    assert facts["key"] == event.key
    assert [(task["text"], task["due"][:10]) for task in facts["tasks"]] == [
        ("Kuchen", "2027-02-27"),
        ("Gruppen einladen", "2027-03-01"),
    ]


def test_a_task_is_reminded_of_twice_a_week_apart_and_then_no_more(event, olga):
    services.take_over_checklist(event, actor=olga)
    sent = [day for day in range(40) if run(TODAY + timedelta(days=day)) == [True]]

    assert sent == [0, 7, 16, 23]  # two of the first task, two of the one after the event


def test_nobody_is_woken_before_eight(event, olga):
    services.take_over_checklist(event, actor=olga)

    assert run(datetime(2027, 3, 1, 6, 59, tzinfo=UTC)) == [False]
    assert run(datetime(2027, 3, 1, 7, 0, tzinfo=UTC)) == [True]


def test_an_owner_is_reminded_alone_and_what_nobody_has_is_everyones(db, event, olga):
    bo = make_person(name="Bo")
    event.organizers = [*event.organizers, EventOrganizer(person=bo)]
    db.session.flush()
    services.take_over_checklist(event, actor=olga)
    services.add_task(event, text="Kuchen", due_on=date(2027, 3, 1), days=None, owner_key=bo.key, locale="de", actor=olga)

    assert run() == [True, True]
    assert sorted(len(facts["tasks"]) for facts in mails()) == [1, 2]


def test_whoever_no_longer_organizes_leaves_their_tasks_to_all(db, event, olga):
    bo = make_person(name="Bo")
    event.organizers = [*event.organizers, EventOrganizer(person=bo)]
    db.session.flush()
    services.add_task(event, text="Kuchen", due_on=date(2027, 3, 1), days=None, owner_key=bo.key, locale="de", actor=olga)
    event.organizers = [organizer for organizer in event.organizers if organizer.person_id == olga.id]
    db.session.flush()

    assert [due.task.text_in("de") for due in queries.list_due(olga, until=TODAY.date(), now=TODAY)] == ["Kuchen"]


@pytest.mark.parametrize("state", [S.CANCELLED, S.WITHDRAWN, S.DECLINED])
def test_nobody_is_reminded_of_what_will_not_be(olga, db, state):
    make_format("meetup", checklist=LIST)
    event = make_event(organizer=olga, status=state, starts=wall(2027, 3, 15, 19))
    services.take_over_checklist(event, actor=olga)

    assert clockwork.find_due(TODAY) == {"remind_tasks": []}


def test_what_is_done_or_not_due_is_not_mailed_about(event, olga):
    services.take_over_checklist(event, actor=olga)
    services.advance_task(queries.list_tasks(event)[0], "finish", actor=olga)

    assert clockwork.find_due(TODAY) == {"remind_tasks": []}


def test_the_tasks_of_many_events_cost_no_more_queries(db, olga):
    make_format("meetup", checklist=LIST)
    counts = []
    for _more in range(2):
        for _event in range(1 if not counts else 4):
            services.take_over_checklist(make_event(organizer=olga, starts=wall(2027, 3, 15, 19)), actor=olga)
        db.session.expunge_all()
        with count_queries() as statements:
            found = queries.list_due(olga, until=TODAY.date(), now=TODAY)
        counts.append((len(found), len(statements)))

    assert counts == [(1, 2), (5, 2)]


def test_starting_again_copies_all_but_the_date_and_keeps_distances(event, olga):
    services.take_over_checklist(event, actor=olga)
    editing.translate(event, "ja", title="春", description="集まります", actor=olga)
    services.add_task(event, text="Kuchen", due_on=date(2027, 3, 12), days=None, owner_key=olga.key, locale="de", actor=olga)
    services.advance_task(queries.list_tasks(event)[0], "finish", actor=olga)

    copy = events.get_event_by_id(services.start_again(event, organizer=olga, same_rhythm=True).id)

    assert (copy.title, copy.venue, copy.status) == (event.title, event.venue, S.DRAFT)
    assert copy.occurrence.wall_start == wall(2027, 4, 19, 19)
    assert copy.occurrence.wall_end == wall(2027, 4, 19, 21)
    assert [(task.text_in("de"), task.days, task.owner_id, task.status) for task in queries.list_tasks(copy)] == [
        ("Gruppen einladen", -14, None, T.OPEN), ("Kuchen", -3, olga.id, T.OPEN), ("Publish the notes", 2, None, T.OPEN)
    ]  # fmt: skip
    from eventhub.core.translations import texts

    assert texts(copy)["title", "ja"] == "春"


def test_a_contact_of_the_community_starts_from_its_events_and_a_stranger_does_not(db, olga):
    bo = make_person(name="Bo")
    community = make_community(contacts=(bo,))
    with time_machine.travel(datetime(2027, 1, 1, tzinfo=UTC)):
        event = make_event(organizer=olga, community=community, status=S.PUBLISHED, starts=wall(2027, 1, 14, 19))

    assert [found.id for found in queries.list_past(bo, now=TODAY)] == [event.id]
    assert services.start_again(event, organizer=bo, same_rhythm=False).occurrences == []
    with pytest.raises(NotAllowed):
        services.start_again(event, organizer=make_person(), same_rhythm=False)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Task)) == 0
