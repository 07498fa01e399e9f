"""Rooms, times, versions: what the public reads, and who hears what changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from eventhub.accounts.queries import find_by_key
from eventhub.core import generations
from eventhub.core.errors import Changed, Invalid, NotAllowed, Refused
from eventhub.core.outbox import OutboxMessage
from eventhub.events.programme import queries
from eventhub.events.programme.models import Session
from eventhub.events.programme.rules import Kind, SessionDraft
from eventhub.events.programme.services import proposals, schedule, speakers
from eventhub.events.programme.workflow import Consent
from eventhub.events.queries import get_event_by_id as find_event_by_id
from tests.factories import make_person, outbox
from tests.support.programme import make_call, make_conference, make_proposal


class World:
    """A conference with two rooms."""

    def __init__(self) -> None:
        self.event = make_conference()
        self.organizer = self.event.organizers[0].person
        self.call = make_call(self.event)
        self.hall = schedule.add_room(self.event, "Hall", 120, actor=self.organizer)
        self.attic = schedule.add_room(self.event, "Attic", None, actor=self.organizer)
        self.day = schedule.days_of(self.event)[0]
        self.nine = schedule.first_start(self.event, self.day)

    def session(self, title: str, minutes: int = 30, kind: Kind = Kind.TALK) -> Session:
        return schedule.add_session(self.event, SessionDraft(title=title, kind=kind, minutes=minutes), actor=self.organizer)

    def talk(self, state: str = "confirmed", **said: Any) -> tuple[Session, Any]:
        speaker = make_person()
        proposal = make_proposal(self.call, speaker=speaker, state=state, **said)
        return next(s for s in queries.list_sessions(self.event.id) if s.proposal_id == proposal.id), speaker

    def place(self, session: Session, room: Any, minutes: int | None) -> None:
        starts = None if minutes is None else self.nine + timedelta(minutes=minutes)
        schedule.place(session, event=self.event, room_id=room.id if room else None, starts=starts, actor=self.organizer)

    def publish(self, **said: Any) -> Any:
        return schedule.publish(self.event, actor=self.organizer, **said)

    def times(self) -> dict[str, str]:
        return {s.heading: f"{s.wall_start:%H:%M}" for s in queries.list_sessions(self.event.id) if s.wall_start}


@pytest.fixture
def world(db: Any) -> World:
    return World()


def mails_of(db: Any, notice: str) -> list[OutboxMessage]:
    return list(db.session.scalars(sa.select(OutboxMessage).where(OutboxMessage.notice == notice).order_by(OutboxMessage.id)))


def test_two_sessions_do_not_share_a_room_and_a_time(world: World) -> None:
    first, second = world.session("First"), world.session("Second")
    world.place(first, world.hall, 0)

    with pytest.raises(Invalid) as caught:
        world.place(second, world.hall, 15)
    world.place(second, world.attic, 15)

    assert "First" in str(caught.value.fields["time"])
    assert world.times() == {"First": "09:00", "Second": "09:15"}


def test_a_speaker_in_two_rooms_at_once_is_warned_of(world: World) -> None:
    speaker = make_person()
    for title, room in (("One", world.hall), ("Two", world.attic)):
        proposal = make_proposal(world.call, speaker=speaker, state="confirmed", title=title)
        found = next(s for s in queries.list_sessions(world.event.id) if s.proposal_id == proposal.id)
        world.place(found, room, 0)

    assert [clash.what for clash in schedule.look_ahead(world.event).clashes] == ["speaker"]


def test_moving_up_and_down_changes_the_order_and_the_times_follow(world: World) -> None:
    for n, title in enumerate(("One", "Two", "Three")):
        world.place(world.session(title), world.hall, 30 * n)
    keys = {s.heading: s.key for s in queries.list_sessions(world.event.id)}

    schedule.step_aside(world.event, keys["Three"], up=True, actor=world.organizer)
    assert world.times() == {"One": "09:00", "Three": "09:30", "Two": "10:00"}
    schedule.step_aside(world.event, keys["One"], up=False, actor=world.organizer)
    assert world.times() == {"Three": "09:00", "One": "09:30", "Two": "10:00"}
    with pytest.raises(Refused):
        schedule.step_aside(world.event, keys["Two"], up=False, actor=world.organizer)


def test_an_unplaced_session_is_put_before_another_and_moves_it_on(world: World) -> None:
    first, new = world.session("First"), world.session("New", 60)
    world.place(first, world.hall, 0)

    schedule.arrange(world.event, new.key, room_id=world.hall.id, day=world.day, before=first.key, actor=world.organizer)

    assert world.times() == {"New": "09:00", "First": "10:00"}


def test_only_organizers_arrange(world: World) -> None:
    session = world.session("First")

    with pytest.raises(NotAllowed):
        schedule.arrange(world.event, session.key, room_id=None, day=world.day, before=None, actor=make_person())


def test_the_first_version_tells_each_speaker_their_time_in_one_mail(db: Any, world: World) -> None:
    talk, speaker = world.talk()
    world.place(talk, world.hall, 0)

    version = world.publish(note="Come early.")

    assert (version.number, version.changes) == (1, [])
    [mail] = mails_of(db, "proposal/schedule")
    assert mail.person_id == speaker.id
    assert [(line["what"], line["room"]) for line in mail.facts["lines"]] == [("added", "Hall")]


def test_what_is_not_confirmed_is_left_out(world: World) -> None:
    sure, _ = world.talk()
    unsure, _ = world.talk(state="accepted", title="Maybe")
    world.place(sure, world.hall, 0)
    world.place(unsure, world.attic, 0)

    assert [session.heading for session in schedule.look_ahead(world.event).unconfirmed] == ["Maybe"]
    version = world.publish()

    assert [session["title"] for session in version.snapshot["sessions"]] == ["Soup for forty"]


def test_the_second_version_says_what_changed_and_tells_only_those_it_concerns(db: Any, world: World) -> None:
    moved, mover = world.talk(title="Moved")
    same, _ = world.talk(title="Same")
    gone, goer = world.talk(title="Gone")
    for n, session in enumerate((moved, same, gone)):
        world.place(session, world.hall, 30 * n)
    world.publish()
    before = len(outbox())

    world.place(moved, world.attic, 120)
    proposals.advance_proposal(gone.proposal, "withdraw", actor=goer)
    version = world.publish(number=2)

    assert version.number == 2
    assert [(change["what"], change["title"]) for change in version.changes] == [
        ("moved", "Moved"), ("room", "Moved"), ("cancelled", "Gone"),
    ]  # fmt: skip
    assert [pair for pair in outbox()[before:] if pair[0] == "proposal/schedule"] == [
        ("proposal/schedule", mover.email), ("proposal/schedule", goer.email),
    ]  # fmt: skip


def test_publishing_raises_the_counter_of_the_events_page(db: Any, world: World) -> None:
    world.place(world.session("Opening"), world.hall, 0)
    scope = [f"event:{world.event.key}"]
    db.session.commit()
    [(_, before)] = generations.read(scope)
    event = find_event_by_id(world.event.id)

    schedule.publish(event, actor=find_by_key(event.organizers[0].person.key))
    db.session.commit()

    assert generations.read(scope)[0][1] > before


def test_a_version_without_anything_new_is_refused_and_so_is_one_on_an_old_view(world: World) -> None:
    with pytest.raises(Refused):
        world.publish()
    world.place(world.session("Opening"), world.hall, 0)
    world.publish()

    with pytest.raises(Refused, match="Nothing has changed"):
        world.publish()
    with pytest.raises(Changed):
        world.publish(number=1)


def test_who_takes_their_name_back_is_gone_from_every_version(world: World) -> None:
    talk, speaker = world.talk()
    other = make_person()
    asked = speakers.invite(talk.proposal, name="Co", email=other.email, actor=speaker)
    speakers.answer(asked, "consent", actor=other)
    world.place(talk, world.hall, 0)
    version = world.publish()
    ids = version.snapshot["sessions"][0]["speakers"]
    assert set(queries.named_speakers(ids)) == set(ids)
    assert len(ids) == 2

    speakers.answer(asked, "refuse", actor=other)

    assert [row.name for row in queries.named_speakers(ids).values()] == ["Sam the Speaker"]


def test_a_session_by_hand_has_speakers_who_consent_too(world: World) -> None:
    keynote, guest = world.session("Keynote"), make_person()
    asked = speakers.invite_to_session(keynote, world.event, name="Guest", email=guest.email, actor=world.organizer)
    world.place(keynote, world.hall, 0)

    assert schedule.look_ahead(world.event).snapshot["sessions"][0]["speakers"] == []
    speakers.answer(asked, "consent", actor=guest)

    assert asked.consent is Consent.CONSENTS
    assert schedule.look_ahead(world.event).snapshot["sessions"][0]["speakers"] == [asked.id]


def test_what_comes_from_a_proposal_is_not_simply_thrown_away(world: World) -> None:
    talk, _ = world.talk()

    with pytest.raises(Refused):
        schedule.remove_session(talk, event=world.event, actor=world.organizer)


def test_a_room_that_goes_leaves_its_sessions_without_a_place(world: World) -> None:
    session = world.session("First")
    world.place(session, world.hall, 0)

    schedule.remove_room(world.event, world.hall.id, actor=world.organizer)

    assert (session.room_id, session.wall_start) == (None, None)
