"""Who may trust a source, and what goes out then; who sends its drafts for review."""

from __future__ import annotations

import pytest

from eventhub.accounts.permissions import Role
from eventhub.communities.queries import find_community
from eventhub.communities.workflow import Standing
from eventhub.core import audit
from eventhub.core.db import db
from eventhub.core.errors import Invalid, NotAllowed
from eventhub.core.outbox import OutboxMessage
from eventhub.events.services.editing import keep_typed
from eventhub.events.workflow import S
from eventhub.imports.sources import publishing, services
from eventhub.imports.sources.workflow import Trust
from tests.factories import make_holder, outbox
from tests.support.calendars import COMPLETE, vcalendar, vevent
from tests.unit.imports.sources.conftest import NOW


def take(world, source_id, name, who, reason="") -> None:
    world.do(lambda: services.advance_source(world.source(source_id), name, actor=world.person(who), reason=reason))


def statuses(world) -> dict[str, str]:
    return {uid: world.event(uid).status.value for uid in world.uids()}


# Who


def test_a_reviewer_of_the_region_trusts_a_source_and_its_people_are_told(world):
    source_id = world.mirrored("our.ics", vcalendar(vevent()))

    take(world, source_id, "trust", "rita")

    source = world.source(source_id)
    assert (source.trusted, source.trust_since, outbox()) == (True, NOW, [("source/trust", "ada@example.org")])
    assert [(e.verb, e.actor_name) for e in audit.list_entries(source)[:1]] == [("source.trust", "Rita")]


def test_nobody_trusts_the_calendar_of_their_own_community(world):
    source_id = world.mirrored("our.ics", vcalendar(vevent()))
    with pytest.raises(NotAllowed):
        take(world, source_id, "trust", "ada")


def test_a_reviewer_who_speaks_for_the_community_does_not_either(world):
    from eventhub.communities.models import CommunityContact

    source_id = world.mirrored("our.ics", vcalendar(vevent()))
    world.do(lambda: db.session.add(CommunityContact(
        community_id=world.source(source_id).community_id, person_id=world.person("rita").id,
    )))  # fmt: skip

    with pytest.raises(NotAllowed, match="someone else decides"):
        take(world, source_id, "trust", "rita")


def test_a_contact_of_an_official_community_may(world):
    source_id = world.mirrored("our.ics", vcalendar(vevent()))
    world.do(lambda: setattr(find_community(world.community_key), "standing", Standing.OFFICIAL))

    take(world, source_id, "trust", "ada")

    assert world.source(source_id).trusted


def test_a_reviewer_of_another_region_may_not(world):
    source_id = world.mirrored("our.ics", vcalendar(vevent()))
    world.do(lambda: make_holder(Role.REVIEWER, "PT", name="Rui", email="rui@example.org"))

    with pytest.raises(NotAllowed):
        take(world, source_id, "trust", "rui")


def test_distrust_needs_a_reason_that_its_people_read(world):
    source_id = world.mirrored("our.ics", vcalendar(vevent()))
    take(world, source_id, "trust", "rita")
    with pytest.raises(Invalid):
        take(world, source_id, "distrust", "rita")

    take(world, source_id, "distrust", "rita", "Two were wrong.")

    assert (world.source(source_id).trust, outbox()[-1]) == (Trust.REVIEWED, ("source/distrust", "ada@example.org"))


# What goes out


def test_what_is_complete_goes_out_by_itself_and_the_rest_stays_a_draft(world):
    source_id = world.mirrored("our.ics", vcalendar(vevent(*COMPLETE), vevent(uid="bare"), vevent(*COMPLETE, uid="two")))
    assert set(statuses(world).values()) == {"draft"}
    take(world, source_id, "trust", "rita")

    first, second = world.sync(source_id), world.sync(source_id)

    assert (first.published, second.published) == (2, 0)
    assert statuses(world) == {"one": "published", "bare": "draft", "two": "published"}
    entries = audit.list_entries(world.event())
    assert [(e.verb, e.actor_id) for e in entries] == [("event.publish_mirrored", None), ("event.page.import", None)]
    assert world.event().published_at == NOW
    assert [notice for notice, _ in outbox()] == ["source/trust"]


def test_a_draft_that_someone_has_in_hand_does_not_go_out(world):
    source_id = world.mirrored("our.ics", vcalendar(vevent(*COMPLETE), vevent(*COMPLETE, uid="two")))
    world.do(lambda: keep_typed(world.event(), {"title": "Nearly"}, actor=world.ada))
    world.do(lambda: setattr(world.event("two"), "audience", "Everyone"))
    take(world, source_id, "trust", "rita")

    assert world.sync(source_id).published == 0


def test_what_a_trusted_source_brings_later_goes_out_with_the_sync(world, server):
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent(*COMPLETE))))
    take(world, source_id, "trust", "rita")
    assert world.source(source_id).next_check_at == NOW
    server.put("/a.ics", vcalendar(vevent(*COMPLETE), vevent(*COMPLETE, uid="two")))

    report = world.sync(source_id)

    assert (report.new, report.published, statuses(world)) == (1, 2, {"one": "published", "two": "published"})


def test_many_go_out_in_small_transactions_and_the_rest_a_minute_later(world, server, monkeypatch):
    monkeypatch.setattr(publishing, "AT_ONCE", 2)
    monkeypatch.setattr(publishing, "MOST", 4)
    source_id = world.mirrored(server.put("/a.ics", vcalendar(*(vevent(*COMPLETE, uid=str(n)) for n in range(7)))))
    take(world, source_id, "trust", "rita")

    first = world.sync(source_id).published
    due = world.source(source_id).next_check_at
    second = world.sync(source_id).published

    assert (first, due, second, set(statuses(world).values())) == (4, NOW, 3, {"published"})


# For review


def test_all_complete_drafts_are_sent_at_once_with_one_mail(world):
    source_id = world.mirrored("our.ics", vcalendar(vevent(*COMPLETE), vevent(uid="bare"), vevent(*COMPLETE, uid="two")))

    sent = world.do(lambda: services.send_for_review(world.source(source_id), actor=world.ada))

    assert (sent.sent, sent.incomplete, sent.left) == (2, 1, 0)
    assert statuses(world) == {"one": "submitted", "bare": "draft", "two": "submitted"}
    assert outbox() == [("source/sent", "rita@example.org")]
    assert db.session.query(OutboxMessage).one().facts["count"] == 2
    again = world.do(lambda: services.send_for_review(world.source(source_id), actor=world.ada))
    assert (again.sent, len(outbox())) == (0, 1)


def test_sending_stops_at_two_hundred_and_says_what_is_left(world, monkeypatch):
    from eventhub.imports.sources import reviewing

    monkeypatch.setattr(reviewing, "MOST", 1)
    source_id = world.mirrored("our.ics", vcalendar(*(vevent(*COMPLETE, uid=str(n)) for n in range(3))))

    sent = world.do(lambda: services.send_for_review(world.source(source_id), actor=world.ada))

    assert (sent.sent, sent.left) == (1, 2)


def test_only_their_organizers_send_drafts(world):
    source_id = world.mirrored("our.ics", vcalendar(vevent(*COMPLETE)))
    world.do(lambda: make_holder(Role.TEAM, name="Tea", email="tea@example.org"))

    sent = world.do(lambda: services.send_for_review(world.source(source_id), actor=world.person("tea")))

    assert (sent.sent, world.event().status) == (0, S.DRAFT)
    with pytest.raises(NotAllowed):
        world.do(lambda: services.send_for_review(world.source(source_id), actor=world.person("bo")))
