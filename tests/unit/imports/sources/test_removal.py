"""A source is removed: what becomes of its events, said beforehand, and who is told."""

from __future__ import annotations

from dataclasses import astuple

import pytest
import sqlalchemy as sa

from eventhub.accounts.permissions import Role
from eventhub.communities.models import CommunityContact
from eventhub.core import audit
from eventhub.core.db import db
from eventhub.core.errors import AlreadyDone, Invalid, NotAllowed, Refused
from eventhub.events.models import Event
from eventhub.events.services.review import advance_event
from eventhub.imports.sources import services
from eventhub.imports.sources.models import Mirror, Source, SourceContent, SourceState
from eventhub.imports.sources.services import Fate
from tests.factories import make_holder, make_person, make_registration, make_setup, outbox
from tests.support.calendars import COMPLETE, vcalendar, vevent


@pytest.fixture
def source_id(world) -> int:
    """A source with an untouched draft, one that was worked on, one in review, a published one to come and one that is over."""
    events = [vevent(*COMPLETE, uid=uid, title=uid) for uid in ("draft", "worked_on", "in_review", "published", "withdrawn")]
    source_id = world.mirrored("our.ics", vcalendar(*events))
    world.do(lambda: setattr(world.event("worked_on"), "audience", "Everyone"))
    world.do(lambda: advance_event(world.event("in_review"), "submit", actor=world.ada, tells=()))
    world.do(lambda: advance_event(world.event("withdrawn"), "withdraw", actor=world.ada))
    world.do(lambda: advance_event(world.event("published"), "publish_mirrored", actor=None))
    return source_id


def remove(world, source_id, fate, reason="", who="ada"):
    return astuple(world.do(lambda: services.remove_source(
        world.source(source_id), fate=fate, reason=reason, actor=world.person(who),
    )))  # fmt: skip


def count(world, source_id, fate, who="ada"):
    return astuple(world.do(lambda: services.count_fates(world.source(source_id), fate, actor=world.person(who))))


def statuses() -> dict[str, str]:
    db.session.rollback()
    return {row.title: row.status.value for row in db.session.execute(sa.select(Event.title, Event.status))}


ALL = {"draft": "draft", "worked_on": "draft", "in_review": "submitted", "published": "published", "withdrawn": "withdrawn"}


def test_all_may_be_kept_as_ordinary_events(world, source_id):
    assert count(world, source_id, Fate.KEEP) == remove(world, source_id, Fate.KEEP) == (0, 0, 0, 0, 5, 0, 0)

    assert statuses() == ALL
    assert db.session.execute(sa.select(Event.source, Event.source_uid).distinct()).all() == [(None, None)]
    assert [db.session.scalar(sa.select(sa.func.count()).select_from(t)) for t in (Mirror, SourceContent)] == [0, 0]
    assert (world.source(source_id).status, outbox()) == (SourceState.REMOVED, [])


def test_another_source_may_bring_them_in_again(world, source_id):
    remove(world, source_id, Fate.KEEP)

    again = world.mirrored("our.ics", vcalendar(vevent(uid="draft", title="draft")))

    assert again != source_id
    assert world.event("draft").source == world.source(again).key


def test_drafts_go_and_what_is_published_stays(world, source_id):
    assert count(world, source_id, Fate.DRAFTS) == remove(world, source_id, Fate.DRAFTS) == (1, 2, 0, 0, 2, 0, 1)

    assert statuses() == {
        "worked_on": "withdrawn",
        "in_review": "withdrawn",
        "published": "published",
        "withdrawn": "withdrawn",
    }


def test_what_is_published_is_cancelled_and_everyone_who_comes_is_told_once(world, source_id):
    def register():
        event, _ = world.event("published"), world.ada  # who is loaded with her roles
        make_setup(event)
        for name in ("guest", "second"):
            make_registration(event, make_person(email=f"{name}@example.org"))

    world.do(register)
    with pytest.raises(Invalid) as refused:
        remove(world, source_id, Fate.ALL)
    assert list(refused.value.fields) == ["reason"]
    assert statuses() == ALL

    assert (
        count(world, source_id, Fate.ALL) == remove(world, source_id, Fate.ALL, "The group has ended.") == (1, 2, 1, 2, 1, 0, 1)
    )

    assert statuses()["published"] == "cancelled"
    assert sorted(mail for mail in outbox() if mail[0] == "registration/moved") == [
        ("registration/moved", "guest@example.org"), ("registration/moved", "second@example.org"),
    ]  # fmt: skip


def test_what_only_its_organizers_may_decide_is_kept_and_counted(world, source_id):
    world.do(lambda: db.session.add(CommunityContact(
        community_id=world.source(source_id).community_id, person_id=world.person("bo").id,
    )))  # fmt: skip

    assert count(world, source_id, Fate.ALL, "bo") == remove(world, source_id, Fate.ALL, who="bo") == (1, 0, 0, 0, 4, 3, 0)
    assert statuses() == {name: status for name, status in ALL.items() if name != "draft"}


def test_the_team_may_cancel_what_is_public(world, source_id):
    world.do(lambda: make_holder(Role.TEAM, name="Tea", email="tea@example.org"))

    assert remove(world, source_id, Fate.ALL, "It is spam.", who="tea") == (1, 0, 1, 0, 3, 2, 0)
    assert statuses()["published"] == "cancelled"


def test_removing_is_on_record_and_done_once(world, source_id):
    remove(world, source_id, Fate.DRAFTS)

    entry = audit.list_entries(world.source(source_id))[0]
    assert (entry.verb, entry.actor_name, entry.data) == (
        "source.page.remove", "Ada", {"fate": "drafts", "deleted": 1, "withdrawn": 2, "cancelled": 0},
    )  # fmt: skip
    with pytest.raises(AlreadyDone):
        remove(world, source_id, Fate.KEEP)


def test_others_remove_nothing(world, source_id):
    with pytest.raises(NotAllowed):
        remove(world, source_id, Fate.KEEP, who="bo")
    assert world.source(source_id).status is SourceState.ACTIVE


def test_whoever_changes_a_calendar_while_it_is_removed_hears_so_and_brings_nothing_back(world, source_id):
    def overtaken(act):
        source = world.source(source_id)
        gone = sa.update(Source).where(Source.id == source_id).values(status=SourceState.REMOVED)
        db.session.execute(gone.execution_options(synchronize_session=False))  # as another request does meanwhile
        act(source)

    for act in (
        lambda source: services.replace_file(source, vcalendar(vevent(uid="new")), actor=world.ada),
        lambda source: services.bring_in(source, actor=world.ada),
    ):
        with pytest.raises(Refused, match="no longer mirrored"):
            world.do(lambda act=act: overtaken(act))
    assert "new" not in world.uids()
