"""How sources are, in plain facts, and what people see on their desk."""

from __future__ import annotations

from datetime import timedelta

import pytest

from eventhub.communities.permissions import CommunityPermission as P
from eventhub.communities.queries import find_community
from eventhub.core import policy
from eventhub.core.db import db
from eventhub.core.errors import NotAllowed, Refused, TooMany
from eventhub.events.services.review import advance_event
from eventhub.imports.sources import queries, services
from eventhub.imports.sources.fetching import Unusable
from eventhub.imports.sources.models import Source, SourceState
from tests.support.calendars import COMPLETE, vcalendar, vevent
from tests.support.queries import count_queries
from tests.unit.imports.sources.conftest import NOW

BROKEN = vevent(uid="broken", title="Nobody knows when", start="X-START:soon")


def test_health_says_when_it_was_good_what_came_in_and_what_was_left_out_by_line(world):
    source_id = world.mirrored(
        "our.ics",
        vcalendar(vevent(), vevent(*COMPLETE, uid="two"), vevent(uid="old", start="DTSTART:20200101T100000Z"), BROKEN),
    )
    world.do(lambda: advance_event(world.event("two"), "submit", actor=world.ada, tells=()))

    health = queries.health_of(world.source(source_id))

    assert (health.state, health.good_at, health.next_check_at, health.failures, health.problem) == (
        SourceState.ACTIVE, NOW, None, 0, "",
    )  # fmt: skip
    assert (health.events, health.new, health.changed, health.same, health.vanished, health.skipped_count) == (2, 2, 0, 0, 0, 1)
    assert health.over == 1
    assert [(s.line, s.title, str(s.reason)) for s in health.skipped] == [
        (24, "Nobody knows when", "It does not say when it begins."),
    ]  # fmt: skip
    assert (health.drafts, health.in_review, health.published) == (1, 1, 0)


def test_health_says_what_is_wrong_in_a_sentence(world, server):
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent())))
    server.put("/a.ics", b"", status=503)
    with pytest.raises(Unusable):
        world.sync(source_id)

    health = queries.health_of(world.source(source_id))

    assert str(health.problem) == "It can't be read: the host answered with an error (503)."
    assert (health.failures, health.failing_since, health.good_at, health.next_check_at) == (
        1,
        NOW,
        NOW,
        NOW + timedelta(hours=1),
    )
    assert health.events == 1


@pytest.mark.parametrize("number", [1, 5])
def test_the_sources_of_a_community_and_their_healths_cost_two_queries(world, number):
    for n in range(number):
        world.mirrored(f"{n}.ics", vcalendar(vevent(uid=str(n)), name=f"Calendar {number - n}"))
    community = find_community(world.community_key)

    with count_queries() as counted:
        found = queries.list_of_community(community)
        healths = queries.healths_of(found)
        said = [(source.name, source.organizer, healths[source.id].drafts) for source in found]

    assert (len(counted), said) == (2, [(f"Calendar {n}", None, 1) for n in range(1, number + 1)])


@pytest.mark.parametrize("number", [1, 5])
def test_organizers_see_what_has_vanished(world, server, number):
    events = [vevent(uid=str(n), title=f"Talk {n}") for n in range(number)]
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent(uid="stays"), *events)))
    server.put("/a.ics", vcalendar(vevent(uid="stays")))
    world.sync(source_id)
    ada, bo = world.ada, world.person("bo")

    with count_queries() as counted:
        found = [
            (gone.event.title, gone.event.occurrence.wall_start.day, gone.source.id, gone.since)
            for gone in queries.list_vanished(ada)
        ]

    assert (len(counted), found) == (2, [(f"Talk {n}", 1, source_id, NOW) for n in range(number)])
    assert queries.list_vanished(bo) == []


def test_what_was_withdrawn_or_is_over_is_no_matter_any_more(world, server, clock):
    soon = "DTSTART:20270302T100000Z"
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent(uid="stays"), vevent(), vevent(uid="soon", start=soon))))
    server.put("/a.ics", vcalendar(vevent(uid="stays")))
    world.sync(source_id)
    assert len(queries.list_vanished(world.ada)) == 2

    world.do(lambda: advance_event(world.event(), "withdraw", actor=world.ada))
    clock.shift(timedelta(days=2))

    assert queries.list_vanished(world.ada) == []


def test_contacts_see_what_fails_for_a_day(world, server, clock):
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent())))
    server.put("/a.ics", b"", status=500)
    with pytest.raises(Unusable):
        world.sync(source_id)
    assert queries.list_failing(world.ada) == []
    clock.shift(timedelta(days=1))

    assert [source.id for source in queries.list_failing(world.ada)] == [source_id]
    assert queries.list_failing(world.person("bo")) == []


def test_the_source_of_an_event_is_known_and_found_by_its_key(world):
    source_id = world.mirrored("our.ics", vcalendar(vevent()))

    found = queries.find_source_of(world.event())

    assert (found.id, found.community.name, queries.find_source(found.key).id) == (source_id, "Berlin evenings", source_id)
    assert queries.find_source("no'key") is None


@pytest.mark.parametrize(("who", "may"), [
    ("ada", {P.SOURCE_READ, P.SOURCE_EDIT}), ("rita", {P.SOURCE_READ, P.SOURCE_TRUST}), ("bo", set()),
])  # fmt: skip
def test_who_may_do_what_is_the_same_for_a_record_and_for_rows(world, who, may):
    source = world.source(world.mirrored("our.ics", vcalendar(vevent())))
    person = world.person(who)
    asked = (P.SOURCE_READ, P.SOURCE_EDIT, P.SOURCE_TRUST)

    assert {p for p in asked if policy.can(person, p, source)} == may
    assert {p for p in asked if db.session.query(Source).filter(policy.where_can(person, p, Source)).count()} == may


def test_looking_now_is_for_addresses_that_are_kept_in_step(world, server):
    file, feed = (
        world.mirrored("our.ics", vcalendar(vevent(uid="f"))),
        world.mirrored(server.put("/a.ics", vcalendar(vevent()))),
    )
    with pytest.raises(Refused):
        world.do(lambda: services.check_now(world.source(file), actor=world.ada))
    with pytest.raises(NotAllowed):
        world.do(lambda: services.check_now(world.source(feed), actor=world.person("bo")))
    for _ in range(12):
        world.do(lambda: services.check_now(world.source(feed), actor=world.ada))
    assert world.source(feed).next_check_at == NOW
    with pytest.raises(TooMany):
        world.do(lambda: services.check_now(world.source(feed), actor=world.ada))
