"""A calendar is looked at, refused, brought in."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from eventhub.communities.queries import find_community
from eventhub.core import audit, limits
from eventhub.core.db import db, transaction
from eventhub.core.errors import AlreadyDone, Invalid, NotAllowed, Refused, TooMany
from eventhub.events.models import Event
from eventhub.imports import making
from eventhub.imports.sources import looking, services
from eventhub.imports.sources.models import Source, SourceContent, SourceKind, SourceState
from tests.support.calendars import vcalendar, vevent


def said(refused) -> dict[str, str]:
    return {name: str(text) for name, text in refused.value.fields.items()}


def test_a_file_is_looked_at_and_nothing_comes_in(world):
    source_id = world.add("C:\\Users\\Ada\\our.ics", vcalendar(vevent(), vevent(uid="two")))

    source = world.source(source_id)
    assert (source.kind, source.place, source.name, source.status) == (
        SourceKind.FILE, "our.ics", "Our evenings", SourceState.LOOKED_AT,
    )  # fmt: skip
    assert (source.good_at == source.checked_at, source.next_check_at, source.counts) == (True, None, {})
    assert [entry.verb for entry in audit.list_entries(source)] == ["source.page.add"]
    assert world.uids() == []


def test_an_address_is_fetched_once_and_its_content_kept(world, server):
    place = server.put("/a.ics", vcalendar(vevent()), ETag='"1"')

    source_id = world.add(place)
    report = world.bring_in(source_id)

    assert (report.new, world.uids(), len(server.asked)) == (1, ["one"], 1)
    assert (world.source(source_id).etag, world.source(source_id).status) == ('"1"', SourceState.ACTIVE)


def test_webcal_is_https_and_known_as_such(world):
    with pytest.raises(Invalid) as refused:
        world.add("webcal://127.0.0.1:1/a.ics")
    assert said(refused) == {"place": "It can't be read: the host does not answer."}


@pytest.mark.parametrize(("place", "says"), [
    ("ftp://example.org/a", "only http, https and webcal addresses can be read"),
    ("https://u:p@example.org/a", "an address with a password in it is not asked"),
    ("nonsense", "only http, https and webcal addresses can be read"),
])  # fmt: skip
def test_what_is_no_address_is_refused_beside_its_field(world, place, says):
    with pytest.raises(Invalid) as refused:
        world.add(place)
    assert said(refused) == {"place": f"It can't be read: {says}."}


@pytest.mark.parametrize(("status", "body", "says"), [
    (404, b"", "the host answered with an error (404)"), (200, b"", "it is empty"),
    (200, b"\x89PNG\r\n\0\0\0", "it is no text (line 1)"), (200, b"hello", "there is no calendar in it (line 1)"),
])  # fmt: skip
def test_an_address_without_a_calendar_is_refused_and_leaves_nothing(world, server, status, body, says):
    with pytest.raises(Invalid) as refused:
        world.add(server.put("/a.ics", body, status=status))
    assert said(refused) == {"place": f"It can't be read: {says}."}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Source)) == 0


def test_a_file_that_is_too_large_or_no_calendar_is_refused_beside_its_field(world):
    for data, says in ((b"x" * 5_000_001, "This file is larger than 5 MB."), (b"", "It can't be read: it is empty.")):
        with pytest.raises(Invalid) as refused:
            world.add("our.ics", data)
        assert said(refused) == {"file": says}


def test_the_same_place_twice_points_to_the_one_there(world):
    first = world.add("our.ics", vcalendar(vevent()))

    with pytest.raises(services.AlreadyThere) as there:
        world.add("our.ics", vcalendar(vevent()))

    assert (there.value.source.id, said(there)) == (first, {"file": "This calendar is here already."})


def test_a_removed_source_is_not_in_the_way(world):
    first = world.add("our.ics", vcalendar(vevent()))
    world.do(lambda: services.remove_source(world.source(first), fate=services.Fate.KEEP, actor=world.ada))

    assert world.add("our.ics", vcalendar(vevent())) != first


def test_twenty_are_enough(world):
    for number in range(20):
        world.add(f"{number}.ics", vcalendar(vevent()))

    with pytest.raises(Invalid) as refused:
        world.add("20.ics", vcalendar(vevent()))
    assert said(refused) == {"file": "A community can have 20 calendars mirrored; remove one first."}


def test_hammering_is_stopped(world):
    for _ in range(30):
        with pytest.raises(Invalid):
            world.add("our.ics", b"")
        world.do(limits.count_lost)  # as a request that failed does
    with pytest.raises(TooMany):
        world.add("our.ics", b"")


def test_only_those_who_speak_for_the_community_add_one(world):
    with transaction(), pytest.raises(NotAllowed):
        services.add_source(find_community(world.community_key), kind=SourceKind.FILE, place="a.ics", data=vcalendar(vevent()),
                            actor=world.person("bo"))  # fmt: skip


def test_drafts_belong_to_contacts_alone(world):
    with pytest.raises(Invalid) as refused:
        world.add("our.ics", vcalendar(vevent()), organizer=world.person("bo"))
    assert said(refused) == {"organizer": "Choose someone who speaks for the community."}


def test_the_wait_for_the_network_holds_no_transaction(world, server, monkeypatch):
    from eventhub.imports.sources import fetching

    place, fetch, inside = server.put("/a.ics", vcalendar(vevent())), fetching.get_content, []
    monkeypatch.setattr(fetching, "get_content", lambda place: (inside.append(db.session().in_transaction()), fetch(place))[1])

    world.add(place)

    assert inside == [False]


# Looking


def test_a_look_says_what_would_come_of_each_event_and_writes_nothing(world):
    source_id = world.mirrored("our.ics", vcalendar(vevent(uid="same"), vevent(uid="changed"), vevent(uid="gone")))
    newer = vcalendar(
        vevent(uid="same"), vevent(uid="changed", title="Better"), vevent("RRULE:FREQ=WEEKLY", uid="new", title="Club"),
        vevent(uid="old", title="Was", start="DTSTART:20200101T100000Z"),
    )  # fmt: skip

    look = world.do(lambda: services.replace_file(world.source(source_id), newer, actor=world.ada))

    assert (look.new, look.changed, look.same, look.over, look.vanished) == (1, 1, 1, 1, 1)
    assert [(row.what, row.title, row.line, row.changes, row.why, row.repeats) for row in look.rows] == [
        ("same", "Talk", 4, (), "", ""), ("changed", "Better", 10, ("title",), "", ""),
        ("new", "Club", 16, (), "", "every Saturday at 7:00\u202fPM"),
    ]  # fmt: skip
    assert (f"{look.rows[1].starts:%d.%m. %H:%M}", look.rows[1].zone, look.rows[1].event_key) == (
        "01.05. 19:00", "Europe/Berlin", world.event("changed").key,
    )  # fmt: skip
    assert world.event("changed").title == "Talk"


def test_a_look_names_the_fields_that_stay(world):
    source_id = world.mirrored("our.ics", vcalendar(vevent("LOCATION:c-base")))
    world.do(lambda: setattr(world.event(), "venue", "Our own place"))

    look = world.do(lambda: services.replace_file(
        world.source(source_id), vcalendar(vevent("LOCATION:Elsewhere", title="Better")), actor=world.ada,
    ))  # fmt: skip

    assert [(row.changes, row.locked) for row in look.rows] == [(("title",), ("venue",))]


def test_a_file_that_changed_comes_in_when_it_is_brought_in_again(world):
    source_id = world.mirrored("our.ics", vcalendar(vevent()))
    world.do(lambda: services.replace_file(world.source(source_id), vcalendar(vevent(title="Better")), actor=world.ada))

    report = world.bring_in(source_id)

    assert (report.updated, world.event().title) == (1, "Better")


# Bringing in


def test_two_who_bring_it_in_at_once_bring_it_in_once(world, server):
    source_id = world.add(server.put("/a.ics", vcalendar(vevent())))
    world.bring_in(source_id)

    with pytest.raises(AlreadyDone):
        world.bring_in(source_id)
    assert world.uids() == ["one"]


def test_what_is_long_is_left_to_the_worker(world, monkeypatch):
    monkeypatch.setattr(services, "AT_ONCE", 1)
    source_id = world.add("our.ics", vcalendar(vevent(), vevent(uid="two")))

    report = world.bring_in(source_id)

    assert (report, world.uids(), world.source(source_id).next_check_at is not None) == (None, [], True)
    assert (world.sync(source_id).new, world.uids()) == (2, ["one", "two"])
    assert world.source(source_id).next_check_at is None


def test_rules_that_take_long_to_follow_are_left_to_the_worker(world, monkeypatch):
    monkeypatch.setattr(making, "STEPS_AT_ONCE", 2_500)
    monkeypatch.setattr(looking, "STEPS_AT_ONCE", 2_500)
    weekly = [vevent("RRULE:FREQ=WEEKLY", uid=uid) for uid in ("one", "two", "three")]
    source_id = world.add("our.ics", vcalendar(*weekly))
    seen = world.do(lambda: services.look(world.source(source_id)))

    report = world.bring_in(source_id)

    assert (seen.new, seen.skipped, {row.why for row in seen.rows if row.what == "skipped"}) == (1, 2, {"rule_cut"})
    assert (report, world.uids(), world.source(source_id).status) == (None, [], SourceState.ACTIVE)
    assert (world.sync(source_id).new, world.uids()) == (3, ["one", "two", "three"])


def test_a_source_whose_community_nobody_speaks_for_says_so(world):
    source_id = world.add("our.ics", vcalendar(vevent()))
    with transaction():
        community = find_community(world.community_key)
        community.contacts = []

    with pytest.raises(Refused, match="nobody in the community could be their organizer"), transaction():
        services.look(world.source(source_id))


def test_what_is_kept_is_packed(world):
    data = vcalendar(*(vevent(uid=str(n)) for n in range(50)))
    source_id = world.add("our.ics", data)

    content = db.session.get(SourceContent, source_id)
    assert (content.size, len(content.packed) < len(data) / 5) == (len(data), True)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Event)) == 0


# Pages


PAGE = """<!doctype html><title>Evenings</title>%s<script type="application/ld+json">{"@context": "https://schema.org",
 "@type": "Event", "@id": "https://example.org/e/1", "name": "On a page", "startDate": "2027-05-01T19:00:00+02:00",
 "endDate": "2027-05-01T21:00:00+02:00", "location": {"@type": "Place", "name": "c-base"}}</script>"""


def test_a_page_that_announces_events_is_a_source_and_kept_in_step(world, server):
    source_id = world.mirrored(server.put("/page", (PAGE % "").encode()))
    assert (world.source(source_id).kind, world.source(source_id).status) == (SourceKind.PAGE, SourceState.ACTIVE)
    (uid,) = world.uids()
    server.put("/page", (PAGE % "").replace("On a page", "Better").encode())

    assert (world.sync(source_id).updated, world.event(uid).title) == (1, "Better")


def test_a_page_that_only_names_a_calendar_leads_to_it(world, server):
    calendar = server.put("/a.ics", vcalendar(vevent()))
    page = server.put("/page", b'<!doctype html><link rel="alternate" type="text/calendar" href="/a.ics"><p>Welcome')

    source = world.source(world.add(page))

    assert (source.kind, source.place) == (SourceKind.FEED, calendar)
    with pytest.raises(services.AlreadyThere):
        world.add(page)


def test_a_page_without_events_is_refused(world, server):
    with pytest.raises(Invalid) as refused:
        world.add(server.put("/page", b"<!doctype html><p>Welcome"))
    assert said(refused) == {"place": "This is a web page that names no events. Give the address of its calendar instead."}
