"""What was edited here stays, what was not follows, and the source gets its word back when somebody says so."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from eventhub.core.db import db
from eventhub.core.errors import NotAllowed, Refused
from eventhub.events.queries import get_event_by_id
from eventhub.events.rules.drafts import Cost
from eventhub.events.services import editing, series
from eventhub.events.services.review import advance_event
from eventhub.events.workflow import S
from eventhub.imports.pictures import WantedPicture
from eventhub.imports.sources import queries, services, writing
from tests.factories import make_draft, make_person, make_registration, make_setup, outbox
from tests.support.calendars import COMPLETE, vcalendar, vevent
from tests.support.queries import count_queries

LATER = "DTSTART;TZID=Europe/Berlin:20270502T190000"


@pytest.fixture
def follow(world, server):
    """``follow("LOCATION:…", title=…)``: what the source says of its one event from now on; returns the report."""
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent(*COMPLETE))))

    def say(*lines, **said):
        server.put("/a.ics", vcalendar(vevent(*(lines or COMPLETE), **said)))
        return world.sync(source_id)

    say.source_id = source_id
    return say


def save(world, **said) -> None:
    """Save the form of the event with this in it and all else as it is."""
    event, ada = world.event(), world.ada
    now = {name: getattr(event, name) for name in (
        "title", "description", "zone", "venue", "region_code", "city", "country", "source_language", "lat", "lon", "mode",
        "registration_url", "join_url", "cost", "cost_note",
    )}  # fmt: skip
    date = event.occurrence
    draft = make_draft(**{
        **now, "languages": tuple(event.languages), "community_key": event.community.key, "format_slug": event.format.slug,
        "starts": date.wall_start, "ends": date.wall_end, **said,
    })  # fmt: skip
    editing.save(event, draft, actor=ada)


def publish(world) -> None:
    world.do(lambda: advance_event(world.event(), "publish_mirrored", actor=None))


def locked(world) -> dict[str, str]:
    return {name: str(word) for name, word in queries.locked_fields(world.event()).items()}


def test_nothing_is_locked_as_it_comes_in_nor_by_saving_the_form_as_it_is(world, follow):
    assert locked(world) == {}
    world.do(lambda: save(world))
    assert locked(world) == {}


@pytest.mark.parametrize("state", ["draft", "published"])
def test_what_was_edited_here_stays_and_the_rest_follows(world, follow, state):
    if state == "published":
        publish(world)
    world.do(lambda: save(world, venue="Our own place"))
    assert locked(world) == {"venue": "Venue"}

    report = follow("LOCATION:Elsewhere", "DESCRIPTION:Bring pie.", title="Better")

    event = world.event()
    assert (report.updated, event.venue, event.title, event.description) == (1, "Our own place", "Better", "Bring pie.")
    assert (event.slug, event.status, locked(world)) == ("better", S(state), {"venue": "Venue"})


def test_the_date_and_the_time_are_one_field(world, follow):
    world.do(lambda: save(world, starts=datetime(2027, 6, 1, 19), ends=datetime(2027, 6, 1, 21)))
    assert locked(world) == {"when": "Date and time"}

    follow(start=LATER, title="Better")

    assert (world.event().occurrence.wall_start, world.event().title) == (datetime(2027, 6, 1, 19), "Better")


def test_a_field_that_comes_to_say_the_same_is_free_again(world, follow):
    world.do(lambda: save(world, title="Better"))
    first = follow(title="Better")
    assert (first.updated, first.same, locked(world)) == (0, 1, {})

    follow(title="The best")

    assert world.event().title == "The best"


def test_a_later_word_of_the_source_does_not_unlock(world, follow):
    world.do(lambda: save(world, title="Ours"))
    for title in ("B", "Talk", "C"):
        assert (follow(title=title).updated, world.event().title, locked(world)) == (0, "Ours", {"title": "Title"})


def test_the_source_gets_its_word_back_at_once(world, follow):
    world.do(lambda: save(world, title="Ours", venue="Our own place"))
    follow("LOCATION:Elsewhere", "DESCRIPTION:Bring cake.", title="Better")

    names = world.do(lambda: services.follow_source_again(world.event(), ["title", "description"], actor=world.ada))

    assert (names, world.event().title, world.event().venue, locked(world)) == (
        ["title"], "Better", "Our own place", {"venue": "Venue"},
    )  # fmt: skip
    assert follow("LOCATION:Elsewhere", "DESCRIPTION:Bring cake.", title="The best").updated == 1
    assert world.event().title == "The best"


def test_the_source_gets_its_date_back(world, follow):
    publish(world)
    world.do(lambda: save(world, starts=datetime(2027, 6, 1, 19), ends=datetime(2027, 6, 1, 21)))

    world.do(lambda: services.follow_source_again(world.event(), ["when"], actor=world.ada))

    assert (world.event().occurrence.wall_start, locked(world)) == (datetime(2027, 5, 1, 19), {})
    assert follow(start=LATER).updated == 1
    assert world.event().occurrence.wall_start == datetime(2027, 5, 2, 19)


def test_only_organizers_give_the_source_its_word_back(world, follow):
    with pytest.raises(NotAllowed):
        world.do(lambda: services.follow_source_again(world.event(), ["title"], actor=world.person("bo")))


def test_an_event_without_a_source_follows_none(world, follow):
    event_id = world.event().id
    world.do(lambda: services.remove_source(world.source(follow.source_id), fate=services.Fate.KEEP, actor=world.ada))

    with pytest.raises(Refused, match="follows no calendar"):
        world.do(lambda: services.follow_source_again(get_event_by_id(event_id), ["title"], actor=world.ada))


def test_community_region_and_languages_are_for_people_here_to_say(world, follow):
    world.do(lambda: setattr(world.event(), "languages", ["en"]))

    assert (follow(title="Better").updated, world.event().languages, locked(world)) == (1, ["en"], {})


# What the public reads


def test_a_published_event_that_moves_at_its_source_moves_here_and_everyone_is_told_once(world, follow):
    publish(world)

    def register():
        event, _ = world.event(), world.ada
        make_setup(event)
        make_registration(event, make_person(email="guest@example.org"))

    world.do(register)
    before = world.event().sequence

    report = follow(start=LATER)
    again = follow(start=LATER)

    event = world.event()
    assert (report.updated, again.updated, again.same) == (1, 0, 1)
    assert (event.occurrence.wall_start, event.sequence) == (datetime(2027, 5, 2, 19), before + 1)
    assert [mail for mail in outbox() if mail[1] == "guest@example.org" and mail[0] == "registration/moved"] == [
        ("registration/moved", "guest@example.org")
    ]


def test_a_change_of_a_published_event_is_looked_at_again_unless_its_source_is_trusted(world, follow):
    publish(world)
    follow(start=LATER)
    assert world.event().check_wanted_at is not None
    world.do(lambda: setattr(world.event(), "check_wanted_at", None))
    world.do(lambda: services.advance_source(world.source(follow.source_id), "trust", actor=world.person("rita")))

    follow()

    assert world.event().check_wanted_at is None


def test_cancelled_at_its_source_is_cancelled_here_and_comes_back_with_it(world, follow):
    publish(world)

    follow(*COMPLETE, "STATUS:CANCELLED")
    cancelled = world.event().status
    follow()

    assert (cancelled, world.event().status, locked(world)) == (S.CANCELLED, S.PUBLISHED, {})


def test_cancelled_here_stays_cancelled_and_is_said(world, follow):
    publish(world)
    world.do(lambda: advance_event(world.event(), "cancel", actor=world.ada, reason="The roof is gone."))

    follow(*COMPLETE, "STATUS:CANCELLED")
    report = follow(title="Better")

    assert (world.event().status, [r.why for r in report.skipped.kept]) == (S.CANCELLED, ["kept_cancelled"])


def test_what_was_cancelled_because_it_vanished_and_comes_back_is_said(world, server, follow):
    publish(world)
    server.put("/a.ics", vcalendar(vevent(*COMPLETE, uid="two")))
    world.sync(follow.source_id)
    world.do(lambda: advance_event(world.event(), "cancel", actor=world.ada, reason="It is gone there."))

    server.put("/a.ics", vcalendar(vevent(*COMPLETE), vevent(*COMPLETE, uid="two")))
    report = world.sync(follow.source_id)

    assert (world.event().status, [r.why for r in report.skipped.kept]) == (S.CANCELLED, ["kept_cancelled"])
    assert world.mirror().vanished_at is None


def test_a_picture_that_comes_later_is_wanted_too(world, follow):
    follow(*COMPLETE, "IMAGE;VALUE=URI:https://pictures.example/a.png")

    assert db.session.scalars(sa.select(WantedPicture.url)).all() == ["https://pictures.example/a.png"]


def test_a_draft_that_is_cancelled_at_its_source_does_not_go_out(world, follow):
    world.do(lambda: services.advance_source(world.source(follow.source_id), "trust", actor=world.person("rita")))

    report = follow(*COMPLETE, "STATUS:CANCELLED")

    assert (report.published, world.event().status) == (0, S.DRAFT)
    assert [r.why for r in report.doubts.kept] == ["cancelled_there"]


def test_one_event_that_can_not_be_written_does_not_stop_the_others(world, server, monkeypatch):
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent(*COMPLETE), vevent(*COMPLETE, uid="two"))))
    for uid in ("one", "two"):
        world.do(lambda uid=uid: advance_event(world.event(uid), "publish_mirrored", actor=None))
    server.put("/a.ics", vcalendar(vevent(*COMPLETE, title="B"), vevent(*COMPLETE, uid="two", title="B")))
    take_over = writing.mirroring.take_over

    def broken(event, *args, **how):
        if event.source_uid == "one":
            event.title = "half"
            raise RuntimeError
        return take_over(event, *args, **how)

    with monkeypatch.context() as patched:
        patched.setattr(writing.mirroring, "take_over", broken)
        report = world.sync(source_id)

    assert (report.updated, [r.why for r in report.skipped.kept]) == (1, ["unwritten"])
    assert (world.event("one").title, world.event("two").title) == ("Talk", "B")
    assert (world.sync(source_id).updated, world.event("one").title) == (1, "B")


# Series


RULE = "RRULE:FREQ=WEEKLY;BYDAY=SA"


def test_a_date_of_a_series_that_was_cancelled_here_locks_its_dates(world, follow):
    follow(*COMPLETE, RULE)
    publish(world)
    assert (locked(world), len(world.event().occurrences) > 50) == ({}, True)
    world.do(lambda: (world.ada, series.cancel_date(
        (event := world.event()), event.occurrences[1], reason="Holiday", actor=world.ada,
    )))  # fmt: skip
    assert locked(world) == {"when": "Date and time"}

    follow(*COMPLETE, RULE, start="DTSTART;TZID=Europe/Berlin:20270501T200000", title="Better")

    event = world.event()
    assert (event.title, event.occurrences[0].wall_start.hour) == ("Better", 19)
    world.do(lambda: services.follow_source_again(world.event(), ["when"], actor=world.ada))
    assert world.event().occurrences[0].wall_start.hour == 20


def test_a_series_goes_on_being_free_as_time_passes(world, follow, clock):
    follow(*COMPLETE, RULE)
    publish(world)
    clock.shift(timedelta(days=100))
    assert locked(world) == {}

    follow(*COMPLETE, RULE, "EXDATE;TZID=Europe/Berlin:20270703T190000")

    assert locked(world) == {}
    assert datetime(2027, 7, 3, 19) not in [o.wall_start for o in world.event().occurrences]


def test_the_locked_fields_of_an_event_cost_one_query(world, follow):
    event = world.event()
    with count_queries() as counted:
        queries.locked_fields(event)
    assert len(counted) == 1


PAGE = """<!doctype html><title>Evenings</title><script type="application/ld+json">{"@context": "https://schema.org", "@id": "one",
"@type": "Event", "name": "Talk", "startDate": "2027-05-01T19:00:00+02:00", "endDate": "2027-05-01T21:00:00+02:00"%s}</script>"""
PRICE = ', "offers": {"@type": "Offer", "price": "%s", "priceCurrency": "EUR"}'


def test_what_it_costs_is_not_known_until_the_source_says_it_and_then_follows(world, server):
    def say(cost=""):
        return server.put("/page", (PAGE % cost).encode())

    source_id = world.mirrored(say())
    uid = world.uids()[0]
    costs = []
    for cost in ("", PRICE % 15, PRICE % 20, PRICE % 0):
        say(cost)
        world.sync(source_id)
        costs.append((world.event(uid).cost, world.event(uid).cost_note))

    assert costs == [(Cost.UNKNOWN, ""), (Cost.PAID, "15 EUR"), (Cost.PAID, "20 EUR"), (Cost.FREE, "")]


def test_what_it_costs_is_locked_once_it_was_said_here(world, follow):
    assert world.event().cost is Cost.UNKNOWN
    world.do(lambda: save(world, cost=Cost.FREE))
    assert locked(world) == {"cost": "Cost"}

    follow(title="Better")
    assert (world.event().cost, world.event().title) == (Cost.FREE, "Better")

    world.do(lambda: services.follow_source_again(world.event(), ["cost"], actor=world.ada))
    assert (world.event().cost, locked(world)) == (Cost.UNKNOWN, {})


def test_what_a_mirror_from_before_does_not_speak_of_is_kept_as_it_is_here(world, follow):
    def as_it_was():
        mirror = world.mirror()
        mirror.said = {name: value for name, value in mirror.said.items() if name != "cost"}
        world.event().cost = Cost.DONATION

    world.do(as_it_was)
    assert follow(title="Better").updated == 1

    assert (world.event().cost, world.event().title, locked(world)) == (Cost.DONATION, "Better", {"cost": "Cost"})
