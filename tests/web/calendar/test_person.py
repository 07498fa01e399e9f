"""The calendar of a person: what they run and where they speak, as far as the public sees it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from eventhub.accounts import services as accounts
from eventhub.accounts.models import Person
from eventhub.accounts.queries import find_by_key
from eventhub.core.db import db
from eventhub.core.generations import Generation
from eventhub.events import queries
from eventhub.events.models import Listing
from eventhub.events.ownership import queries as owners
from eventhub.events.ownership import services as owning
from eventhub.events.programme import queries as programme
from eventhub.events.programme.rules import Kind, SessionDraft
from eventhub.events.programme.services import proposals, schedule, speakers
from eventhub.events.workflow import S
from tests.factories import make_event, make_person
from tests.support.programme import make_call, make_conference, make_proposal
from tests.web.calendar.test_formats import EXTS, titles


def found(client: Any, key: str, ext: str = "ics") -> list[str]:
    answer = client.get(f"/calendar/person/{key}.{ext}")
    assert answer.status_code == 200, answer.text
    return titles(ext, answer.data)


@pytest.fixture
def olga(given: Any) -> str:
    """Someone who runs two events, of which one is public."""
    with given():
        person = make_person(name="Olga")
        make_event(status=S.PUBLISHED, title="Olga's evening", organizer=person)
        make_event(status=S.DRAFT, title="Secret", organizer=person)
        make_event(status=S.PUBLISHED, title="Somebody else's")
        return str(person.key)


@pytest.mark.parametrize("ext", EXTS)
def test_what_a_person_runs_is_there_and_nothing_else(client, olga, ext):
    assert found(client, olga, ext) == ["Olga's evening"]


def test_the_calendar_bears_the_name_and_leads_to_a_page(client, olga):
    answer = client.get(f"/calendar/person/{olga}.ics")

    assert "\r\nX-WR-CALNAME:EventHub: Olga\r\n" in answer.text
    assert "\r\nURL:https://hub.example/" in answer.text.replace("\r\n ", "")


def test_a_page_of_people_is_linked_where_there_is_one(client, olga, monkeypatch):
    from eventhub.core import addresses

    known = addresses.address_of
    pages = {"people.show": f"https://hub.example/people/{olga}"}
    monkeypatch.setattr(addresses, "address_of", lambda name, **values: pages.get(name) or known(name, **values))

    assert f"\r\nURL:https://hub.example/people/{olga}\r\n" in client.get(f"/calendar/person/{olga}.ics").text


def test_whoever_never_had_a_part_in_public_has_no_calendar(client, given):
    with given():
        person = make_person()
        make_event(status=S.DRAFT, organizer=person)
        key = person.key

    assert client.get(f"/calendar/person/{key}.ics").status_code == 404


def test_whoever_has_none_any_more_has_an_empty_one(client, given, olga, withdraw_from_public):
    before = client.get(f"/calendar/person/{olga}.ics")
    with given() as session:
        key = next(event.key for event in session.scalars(sa.select(queries.Event)) if event.title == "Olga's evening")
    withdraw_from_public(key)

    after = client.get(f"/calendar/person/{olga}.ics", headers={"If-None-Match": before.headers["ETag"]})

    assert (after.status_code, titles("ics", after.data)) == (200, [])
    assert after.text.count("BEGIN:VTIMEZONE") == 1


def test_whoever_is_erased_has_no_calendar(client, given, olga):
    assert found(client, olga) == ["Olga's evening"]
    with given() as session:
        session.delete(session.scalars(sa.select(Person).where(Person.key == olga)).one())

    assert client.get(f"/calendar/person/{olga}.ics").status_code == 404


def test_another_name_is_that_of_the_calendar_at_once(client, given, olga):
    found(client, olga)
    with given():
        accounts.update_profile(find_by_key(olga), name="Olga Nova", locale="en", zone="", employers=[])

    assert "\r\nX-WR-CALNAME:EventHub: Olga Nova\r\n" in client.get(f"/calendar/person/{olga}.ics").text


def test_another_name_gives_nobody_a_calendar(client, given):
    with given():
        key = make_person().key
    with given():
        accounts.update_profile(find_by_key(key), name="Nova", locale="en", zone="", employers=[])

    assert client.get(f"/calendar/person/{key}.ics").status_code == 404


def test_who_joins_and_who_leaves_changes_two_calendars_and_no_entry(client, given, olga):
    with given() as session:
        event = next(e for e in session.scalars(sa.select(queries.Event)) if e.title == "Olga's evening")
        key, actor = event.key, find_by_key(olga)
        friend = make_person(name="Fred")
        friend_key = friend.key
        owning.invite_organizer(queries.get_event_by_id(event.id), friend.email, actor=actor)
    before = client.get("/calendar/all.ics")
    with given():
        event = queries.find_event(key)
        (invitation,) = owners.list_open(event)
        owning.answer(invitation, "accept", actor=find_by_key(friend_key))
    joined = (found(client, olga), found(client, friend_key))
    with given():
        owning.leave_event(queries.find_event(key), person=find_by_key(olga))

    assert joined == (["Olga's evening"], ["Olga's evening"])
    assert (found(client, olga), found(client, friend_key)) == ([], ["Olga's evening"])
    assert client.get("/calendar/all.ics", headers={"If-None-Match": before.headers["ETag"]}).status_code == 304


@pytest.fixture
def conference(given: Any) -> dict[str, Any]:
    """A conference with a confirmed talk that has a time; its schedule is not public yet."""
    with given():
        speaker = make_person(name="Sam")
        event = make_conference(title="Nordlicht")
        proposal = make_proposal(make_call(event), speaker=make_person(), state="submitted")
        first = find_by_key(proposal.speakers[0].person.key)
        own = speakers.invite(proposal, name="Sam", email=speaker.email, actor=first)
        speakers.answer(programme.find_speaker(own.id), "consent", actor=find_by_key(speaker.key))
        organizer = find_by_key(event.organizers[0].person.key)
        proposals.decide(proposal, "accept", actor=organizer)
        proposals.announce(proposal.call, [proposal.key], actor=organizer)
        proposals.advance_proposal(programme.find_proposal(proposal.key), "confirm", actor=first)
        draft = SessionDraft(title="", kind=Kind.TALK, minutes=30)
        listed = [s for s in programme.list_sessions(event.id) if s.proposal_id == proposal.id]
        session = listed[0] if listed else schedule.add_session(event, draft, actor=organizer)
        starts = event.occurrences[0].wall_start + timedelta(hours=1)
        room = schedule.add_room(event, "Hall", None, actor=organizer)
        schedule.place(session, event=event, room_id=room.id, starts=starts, actor=organizer)
        return {"event": event.key, "speaker": speaker.key, "organizer": organizer.key, "first": first.key, "own": own.id}


def publish_schedule(given: Any, conference: dict[str, Any]) -> None:
    with given():
        event = queries.find_event(conference["event"])
        schedule.publish(event, actor=find_by_key(conference["organizer"]))


def test_a_speaker_is_public_with_the_schedule_and_not_before(client, given, conference):
    before = client.get(f"/calendar/person/{conference['speaker']}.ics").status_code
    publish_schedule(given, conference)

    assert (before, found(client, conference["speaker"])) == (404, ["Nordlicht"])


def test_who_takes_their_name_back_is_out_and_can_come_again(client, given, conference):
    publish_schedule(given, conference)
    first = found(client, conference["speaker"])
    answers = []
    for name in ("refuse", "consent"):
        with given():
            own = programme.find_speaker(conference["own"])
            speakers.answer(own, name, actor=find_by_key(conference["speaker"]))
        answers.append(found(client, conference["speaker"]))

    assert (first, answers) == (["Nordlicht"], [[], ["Nordlicht"]])


def test_a_feed_of_people_is_found_under_their_scope(app, client, given, conference):
    publish_schedule(given, conference)
    with app.app_context():
        scopes = set(db.session.scalars(sa.select(Listing.scope).where(Listing.scope.startswith("person:"))))
        counted = set(db.session.scalars(sa.select(Generation.scope).where(Generation.scope.startswith("person:"))))

    assert scopes == {f"person:{conference[who]}" for who in ("speaker", "first", "organizer")}
    assert counted == scopes
