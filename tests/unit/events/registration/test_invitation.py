"""What an invitation freezes of an event: the same UID and SEQUENCE as the feed, and only what its reader may know."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from eventhub.core import clock, zones
from eventhub.core.db import db as database
from eventhub.events.queries import get_event_by_id
from eventhub.events.registration import answers
from eventhub.events.registration.answers import Answer, take_answer
from eventhub.events.registration.invitation import answer_mailbox, invitation_facts, read_mailbox
from eventhub.events.registration.models import Guest
from eventhub.events.registration.queries import get_registration_by_id
from eventhub.events.registration.rules import Per, Seat
from eventhub.events.registration.services.keeping import skip_dates
from eventhub.events.rules.drafts import Mode
from eventhub.events.rules.recurrence import Every, Recurrence
from eventhub.events.services import series
from eventhub.events.services.series import DateChange, Reach
from eventhub.events.workflow import S
from tests.factories import make_event, make_person
from tests.support.going import make_going, open_registration

pytestmark = pytest.mark.usefixtures("db")
WEEK = timedelta(weeks=1)


@pytest.fixture
def olga(db: Any) -> Any:
    return make_person(name="Olga")


@pytest.fixture
def weekly(olga: Any) -> Any:
    first = zones.wall_in(clock.now(), "Europe/Berlin").replace(hour=19, minute=0, second=0, microsecond=0) + timedelta(days=7)
    return make_event(status=S.PUBLISHED, organizer=olga, starts=first, ends=first + timedelta(hours=2),
                      recurrence=Recurrence(every=Every.WEEK, times=6))  # fmt: skip


def test_it_has_the_uid_and_sequence_of_the_event_and_no_address(olga: Any) -> None:
    event = make_event(status=S.PUBLISHED, organizer=olga)
    facts = invitation_facts(make_going(event, "Ana", email="ana@guests.example"), "REQUEST")

    assert (facts["uid"], facts["sequence"], facts["name"]) == (event.uid, event.sequence, "Ana")
    assert "ana@guests.example" not in json.dumps(facts)


def test_the_link_is_for_those_on_the_screen_and_the_ticket_for_those_in_the_room(olga: Any) -> None:
    event = make_event(status=S.PUBLISHED, organizer=olga, mode=Mode.HYBRID, join_url="https://meet.example/1")
    ana, bo = make_going(event, "Ana"), make_going(event, "Bo", seat=Seat.SCREEN)

    room, screen = invitation_facts(ana, "REQUEST"), invitation_facts(bo, "REQUEST")

    assert (room["dates"][0]["join"], room["ticket"]) == ("", ana.code)
    assert (screen["dates"][0]["join"], screen["ticket"]) == ("https://meet.example/1", "")
    assert "meet.example" not in json.dumps(room)
    gone = json.dumps([invitation_facts(ana, "CANCEL"), invitation_facts(bo, "CANCEL")])
    assert ana.code not in gone
    assert "meet.example" not in gone


def test_one_date_of_a_series_is_named(weekly: Any) -> None:
    open_registration(weekly)
    third = weekly.occurrences[2]

    facts = invitation_facts(make_going(weekly, "Ana", date=third.id), "REQUEST")

    assert facts["rule"] == ""
    assert [each["named"] for each in facts["dates"]] == [third.original_wall.isoformat()]
    assert facts["dates"][0]["starts"] == third.starts_at.isoformat()


def test_a_whole_series_has_its_rule_and_what_differs_from_it(olga: Any, weekly: Any) -> None:
    open_registration(weekly, per=Per.SERIES)
    ana = make_going(weekly, "Ana")
    database.session.expire(weekly)
    event = get_event_by_id(weekly.id)
    first, second, third, fourth, *_ = event.occurrences
    later = DateChange(starts=third.wall_start + timedelta(days=1), ends=third.wall_end + timedelta(days=1))
    series.change_dates(event, third, later, Reach.THIS, actor=olga)
    series.cancel_date(event, fourth, reason="The room is taken.", actor=olga)
    skip_dates(get_registration_by_id(ana.id), {second.id}, actor=Guest(ana.id))

    facts = invitation_facts(get_registration_by_id(ana.id), "REQUEST", event=event)

    assert facts["rule"] == event.rule
    assert facts["without"] == [(event.rule_start + n * WEEK).isoformat() for n in (1, 3)]
    master, moved = facts["dates"]
    assert (master["starts"], master["named"]) == (first.starts_at.isoformat(), "")
    assert (moved["starts"], moved["named"]) == (third.starts_at.isoformat(), (event.rule_start + 2 * WEEK).isoformat())
    assert facts["sequence"] == event.sequence


def test_a_no_to_one_date_of_a_series_leaves_that_date_out(weekly: Any) -> None:
    open_registration(weekly, per=Per.SERIES)
    ana = make_going(weekly, "Ana", email="ana@guests.example")
    second = weekly.occurrences[1]
    said = {"attendee": "ana@guests.example", "uid": weekly.uid, "sequence": weekly.sequence, "named": second.starts_at}
    known = read_mailbox(answer_mailbox(weekly.key, "ana@guests.example"))
    assert known is not None

    take_answer(*known, answer=Answer.DECLINED, stamp=clock.now(), **said)
    database.session.expire_all()
    left_out = {skip.occurrence_id for skip in get_registration_by_id(ana.id).skips}
    take_answer(*known, answer=Answer.ACCEPTED, stamp=clock.now() + timedelta(seconds=1), **said)
    database.session.expire_all()

    assert left_out == {second.id}
    assert get_registration_by_id(ana.id).skips == []
    assert database.session.query(answers.InvitationAnswer).one().named == f"{second.original_start:%Y%m%dT%H%M%SZ}"
