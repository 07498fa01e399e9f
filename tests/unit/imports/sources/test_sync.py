"""A source kept in step: asked conditionally, failing, coming back, vanishing, stopped half-way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from eventhub.core import clock as hub_clock
from eventhub.core.db import transaction
from eventhub.imports.sources import batches, leases, moves, services, sync, writing
from eventhub.imports.sources.fetching import Unusable
from eventhub.imports.sources.models import SourceState
from tests.factories import outbox
from tests.support.calendars import vcalendar, vevent
from tests.unit.imports.sources.conftest import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOON, LATER = "DTSTART;TZID=Europe/Berlin:20270501T190000", "DTSTART;TZID=Europe/Berlin:20270502T190000"


def counts(report) -> tuple[int, int, int, int, int]:
    return report.new, report.same, report.updated, report.skipped.count, report.vanished


def fail(world, source_id) -> str:
    with pytest.raises(Unusable) as unusable:
        world.sync(source_id)
    return unusable.value.reason


# Asking


def test_what_has_not_changed_is_asked_for_conditionally_and_costs_a_look(world, server, clock):
    place = server.put("/a.ics", vcalendar(vevent()), ETag='"1"', Last_Modified="Mon, 01 Mar 2027 10:00:00 GMT")
    source_id = world.mirrored(place)
    world.sync(source_id)
    clock.shift(HOUR)

    report = world.sync(source_id)

    headers = server.asked[-1][1]
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('"1"', "Mon, 01 Mar 2027 10:00:00 GMT")
    source = world.source(source_id)
    assert (counts(report), source.checked_at, source.good_at, source.lease) == ((0, 1, 0, 0, 0), NOW + HOUR, NOW + HOUR, "")
    assert source.brought_in_at == NOW


def test_a_calendar_that_only_stamps_the_time_anew_is_unchanged(world, server, clock, monkeypatch):
    source_id = world.mirrored(
        server.put("/a.ics", vcalendar(vevent("DTSTAMP:20270301T100000Z", "LAST-MODIFIED:20270301T100000Z")))
    )
    server.put("/a.ics", vcalendar(vevent("DTSTAMP:20270301T110000Z", "LAST-MODIFIED:20270301T110000Z")))
    monkeypatch.setattr(sync.fetching, "read_content", None)  # it is not even read
    clock.shift(HOUR)

    assert counts(world.sync(source_id)) == (0, 1, 0, 0, 0)


def test_unchanged_content_is_gone_through_once_a_day(world, server, clock):
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent(start="DTSTART:20270302T100000Z"))))
    clock.shift(2 * DAY)

    report = world.sync(source_id)

    assert (counts(report), world.source(source_id).brought_in_at) == ((0, 1, 0, 0, 0), NOW + 2 * DAY)


def test_the_next_look_is_in_an_hour_give_or_take_five_minutes_by_the_key(world, server):
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent())))

    source = world.source(source_id)

    assert source.next_check_at == NOW + batches.interval_of(source)
    assert abs(batches.interval_of(source) - HOUR) <= timedelta(minutes=5)
    source.key = "aaaaaaaaaa"
    one = batches.interval_of(source)
    source.key = "bbbbbbbbbb"
    assert batches.interval_of(source) != one


def test_validators_are_kept_only_of_what_came_in(world, server, monkeypatch):
    place = server.put("/a.ics", vcalendar(vevent()), ETag='"1"')
    source_id = world.mirrored(place)
    server.put("/a.ics", vcalendar(vevent(title="Better")), ETag='"2"')
    with monkeypatch.context() as patched:
        patched.setattr(sync.batches, "bring_in_batch", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            world.sync(source_id)

    assert (world.source(source_id).etag, world.source(source_id).problem) == ('"1"', "unexpected")
    assert (world.sync(source_id).updated, world.source(source_id).etag, world.source(source_id).problem) == (1, '"2"', "")


# Failing


def test_a_source_that_fails_is_asked_later_each_time_and_comes_back_quietly(world, server, clock):
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent())))
    server.put("/a.ics", b"", status=500)
    waits = []
    for _ in range(7):
        assert fail(world, source_id) == "status"
        waits.append((world.source(source_id).next_check_at - hub_clock.now()) / HOUR)
    source = world.source(source_id)

    assert waits == [1, 2, 4, 8, 16, 24, 24]
    assert (source.failures, source.failing_since, source.problem, source.problem_detail) == (7, NOW, "status", "500")
    assert source.good_at == NOW
    server.put("/a.ics", vcalendar(vevent()))
    clock.shift(DAY)
    world.sync(source_id)
    source = world.source(source_id)
    assert (source.failures, source.failing_since, source.problem, source.good_at) == (0, None, "", NOW + DAY)
    assert outbox() == []


@pytest.mark.parametrize(("asked", "hours"), [("600", 1), ("18000", 5), ("9000000", 7 * 24)])
def test_a_host_that_asks_to_be_left_alone_is_for_a_week_at_most(world, server, asked, hours):
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent())))
    server.put("/a.ics", b"", status=503, Retry_After=asked)
    fail(world, source_id)

    assert world.source(source_id).next_check_at == NOW + hours * HOUR


def test_what_is_gone_for_a_week_is_paused_and_its_people_are_told_once(world, server, clock):
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent())))
    server.put("/a.ics", b"", status=410)
    fail(world, source_id)
    clock.shift(6 * DAY)
    fail(world, source_id)
    assert (world.source(source_id).status, outbox()) == (SourceState.ACTIVE, [])
    clock.shift(DAY)
    fail(world, source_id)

    source = world.source(source_id)
    assert (source.status, source.next_check_at, outbox()) == (
        SourceState.PAUSED,
        None,
        [("source/give_up", "ada@example.org")],
    )
    assert world.event().title == "Talk"


def test_a_week_of_other_trouble_pauses_nothing(world, server, clock):
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent())))
    for status in (404, 500, 404):
        server.put("/a.ics", b"", status=status)
        fail(world, source_id)
        clock.shift(5 * DAY)

    assert world.source(source_id).status is SourceState.ACTIVE


def test_what_is_no_calendar_any_more_is_noted_with_its_line(world, server):
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent())))
    server.put("/a.ics", b"<!doctype html><p>Sign in</p>")

    assert fail(world, source_id) == "web_page"
    assert (world.source(source_id).problem, world.source(source_id).problem_line) == ("web_page", 1)


# Vanishing


def test_what_vanished_is_marked_and_comes_back_unmarked(world, server):
    both, one = vcalendar(vevent(), vevent(uid="two")), vcalendar(vevent())
    source_id = world.mirrored(server.put("/a.ics", both))
    server.put("/a.ics", one)

    first, second = world.sync(source_id), world.sync(source_id)
    marked = world.mirror("two").vanished_at
    server.put("/a.ics", both)
    third = world.sync(source_id)

    assert (counts(first), counts(second), counts(third)) == ((0, 1, 0, 0, 1), (0, 1, 0, 0, 1), (0, 2, 0, 0, 0))
    assert (marked, world.mirror("two").vanished_at, world.uids()) == (NOW, None, ["one", "two"])


def test_what_changes_as_it_comes_back_is_unmarked_too(world, server):
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent(), vevent(uid="two"))))
    for data in (vcalendar(vevent()), vcalendar(vevent(), vevent(uid="two", title="Back"))):
        server.put("/a.ics", data)
        world.sync(source_id)

    assert (world.mirror("two").vanished_at, world.event("two").title) == (None, "Back")


def test_what_is_over_does_not_vanish(world, server, clock):
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent(), vevent(uid="two", start="DTSTART:20270302T100000Z"))))
    server.put("/a.ics", vcalendar(vevent()))
    clock.shift(2 * DAY)

    assert counts(world.sync(source_id)) == (0, 1, 0, 0, 0)
    assert world.mirror("two").vanished_at is None


@pytest.mark.parametrize(("body", "reason"), [
    (vcalendar(), "came_back_empty"), (vcalendar(vevent()).partition(b"END:VCALENDAR")[0], "cut_off"),
])  # fmt: skip
def test_an_empty_or_truncated_answer_is_a_failure_and_no_vanishing(world, server, body, reason):
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent(), vevent(uid="two"))))
    server.put("/a.ics", body)

    assert fail(world, source_id) == reason
    assert (world.mirror().vanished_at, world.mirror("two").vanished_at, world.source(source_id).failures) == (None, None, 1)


def test_a_calendar_may_be_empty_when_all_of_it_is_over(world, server, clock):
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent(start="DTSTART:20270302T100000Z"))))
    server.put("/a.ics", vcalendar())
    clock.shift(2 * DAY)

    assert counts(world.sync(source_id)) == (0, 0, 0, 0, 0)
    assert world.source(source_id).problem == ""


def test_an_event_that_can_not_be_read_has_not_vanished(world, server):
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent(), vevent(uid="two", title="Other"))))
    server.put("/a.ics", vcalendar(vevent(), vevent("RRULE:FREQ=SOMETIMES", uid="two", title="Other")))

    assert counts(world.sync(source_id)) == (0, 1, 0, 1, 0)
    assert world.mirror("two").vanished_at is None


# Changing


def test_a_b_a_leads_back(world, server):
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent())))
    titles = []
    for title in ("B", "Talk", "B", "B", "Talk"):
        server.put("/a.ics", vcalendar(vevent(title=title)))
        titles.append((world.sync(source_id).updated, world.event().title))

    assert titles == [(1, "B"), (1, "Talk"), (1, "B"), (0, "B"), (1, "Talk")]


def test_a_lower_sequence_is_ignored_with_a_remark(world, server):
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent("SEQUENCE:1"))))
    server.put("/a.ics", vcalendar(vevent("SEQUENCE:3")))
    same = world.sync(source_id)
    server.put("/a.ics", vcalendar(vevent("SEQUENCE:2", title="Older")))
    older = world.sync(source_id)

    assert (counts(same), counts(older), [r.why for r in older.skipped.kept]) == ((0, 1, 0, 0, 0), (0, 0, 0, 1, 0), ["older"])
    assert (world.event().title, world.mirror().sequence) == ("Talk", 3)


def test_withdrawn_here_stays_withdrawn(world, server):
    from eventhub.events.services.review import advance_event

    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent())))
    world.do(lambda: advance_event(world.event(), "withdraw", actor=world.ada))
    server.put("/a.ics", vcalendar(vevent(title="Better")))

    assert counts(world.sync(source_id)) == (0, 1, 0, 0, 0)
    assert (world.event().title, world.event().status.value) == ("Talk", "withdrawn")


def test_people_in_the_calendar_do_not_come_in(world, server):
    data = vcalendar(vevent(
        "ORGANIZER;CN=Olga:mailto:olga@example.com", "ATTENDEE;CN=Petra:mailto:petra@example.com", "CONTACT:quentin@example.com",
        "CONFERENCE:https://meet.example/secret",
    ))  # fmt: skip
    world.mirrored(server.put("/a.ics", data))

    said = str({**vars(world.event()), "mirror": world.mirror().said})
    assert not any(name in said for name in ("olga", "petra", "quentin", "Olga", "Petra"))
    assert (world.event().join_url, world.event().join_public) == ("https://meet.example/secret", False)


# Two at once, and stopped


def test_two_workers_never_have_the_same_source(world, server):
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent())))
    with transaction():
        job = leases.take([source_id])[0]

    assert world.sync(source_id) is None
    assert sync.finish(job, sync.ask(job)) is not None
    assert world.sync(source_id) is not None


def test_a_worker_that_was_killed_has_the_source_for_ten_minutes(world, server, clock):
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent())))
    with transaction():
        job = leases.take([source_id])[0]
    clock.shift(leases.LEASE + timedelta(seconds=1))

    assert counts(world.sync(source_id)) == (0, 1, 0, 0, 0)
    server.put("/a.ics", vcalendar(vevent(title="Too late")))
    assert sync.finish(job, sync.ask(job)) is None
    assert (world.event().title, world.source(source_id).failures) == ("Talk", 0)


def test_two_syncs_at_once_write_each_event_once(world, server, monkeypatch):
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent())))
    server.put("/a.ics", vcalendar(vevent(), vevent(uid="two")))
    with transaction():
        late = leases.take([source_id])[0]
    answer = sync.ask(late)
    world.sync(source_id, by_force=True)

    assert sync.finish(late, answer) is None
    assert (world.uids(), world.source(source_id).lease) == (["one", "two"], "")


def test_a_sync_that_is_killed_between_batches_leaves_whole_events_and_goes_on(world, server, monkeypatch):
    monkeypatch.setattr(batches, "BATCH", 10)
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent())))
    server.put("/a.ics", vcalendar(vevent(), *(vevent(uid=str(n)) for n in range(45))))
    add, calls = writing._add, []

    def killed_in_the_third(*args):
        added = add(*args)
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return added

    with monkeypatch.context() as patched:
        patched.setattr(writing, "_add", killed_in_the_third)
        with pytest.raises(KeyboardInterrupt):
            world.sync(source_id)

    assert len(world.uids()) == 20
    assert counts(world.sync(source_id)) == (26, 20, 0, 0, 0)
    assert counts(world.sync(source_id)) == (0, 46, 0, 0, 0)


def test_an_event_edited_while_its_source_is_fetched_keeps_what_was_typed(world, server):
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent("LOCATION:c-base"))))
    server.put("/a.ics", vcalendar(vevent("LOCATION:Elsewhere", title="Better")))
    with transaction():
        job = leases.take([source_id])[0]
    answer = sync.ask(job)
    world.do(lambda: setattr(world.event(), "venue", "Our own place"))

    sync.finish(job, answer)

    assert (world.event().venue, world.event().title) == ("Our own place", "Better")


def test_a_source_removed_meanwhile_is_left_alone(world, server):
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent())))
    with transaction():
        job = leases.take([source_id])[0]
    server.put("/a.ics", vcalendar(vevent(uid="two")))
    answer = sync.ask(job)
    world.do(lambda: services.remove_source(world.source(source_id), fate=services.Fate.DRAFTS, actor=world.ada))

    assert sync.finish(job, answer) is None
    assert (world.uids(), world.sync(source_id)) == ([], None)


def test_paused_is_not_due_and_goes_on_at_once_when_resumed(world, server):
    source_id = world.mirrored(server.put("/a.ics", vcalendar(vevent())))
    world.do(lambda: services.advance_source(world.source(source_id), "pause", actor=world.ada))
    assert world.source(source_id).next_check_at is None

    world.do(lambda: services.advance_source(world.source(source_id), "resume", actor=world.ada))

    assert (world.source(source_id).status, world.source(source_id).next_check_at) == (SourceState.ACTIVE, NOW)


# Moving


def test_a_calendar_that_has_moved_for_good_is_looked_for_there_after_a_week(world, server, clock):
    old, new = server.put("/old.ics", vcalendar(vevent())), server.put("/new.ics", vcalendar(vevent()), ETag='"1"')
    source_id = world.mirrored(old)
    server.put("/old.ics", b"", status=301, Location="/mid.ics")
    server.put("/mid.ics", b"", status=308, Location="/new.ics")
    world.sync(source_id)
    assert (world.source(source_id).place, world.source(source_id).moved_to) == (old, new)
    assert world.source(source_id).moved_since == NOW

    clock.shift(6 * DAY)
    world.sync(source_id)
    assert world.source(source_id).place == old
    clock.shift(DAY)
    world.sync(source_id)

    source = world.source(source_id)
    assert (source.place, source.moved_to, source.moved_since, source.failures) == (new, "", None, 0)
    server.asked.clear()
    assert counts(world.sync(source_id)) == (0, 1, 0, 0, 0)
    assert [path for path, _ in server.asked] == ["/new.ics"]


@pytest.mark.parametrize(("first", "then"), [(302, 301), (301, 307)])
def test_what_has_moved_for_the_moment_only_is_followed_each_time(world, server, clock, first, then):
    old = server.put("/old.ics", vcalendar(vevent()))
    source_id = world.mirrored(old)
    server.put("/old.ics", b"", status=first, Location="/mid.ics")
    mid = server.put("/mid.ics", b"", status=then, Location="/new.ics")
    server.put("/new.ics", vcalendar(vevent()))
    for _ in range(2):
        world.sync(source_id)
        clock.shift(8 * DAY)

    assert world.source(source_id).place == (old if first == 302 else mid)


def test_a_move_that_is_taken_back_begins_anew(world, server, clock):
    old, _new = server.put("/old.ics", vcalendar(vevent())), server.put("/new.ics", vcalendar(vevent()))
    source_id = world.mirrored(old)
    server.put("/old.ics", b"", status=301, Location="/new.ics")
    world.sync(source_id)
    clock.shift(5 * DAY)
    server.put("/old.ics", vcalendar(vevent()))
    world.sync(source_id)
    assert world.source(source_id).moved_to == ""
    clock.shift(5 * DAY)
    server.put("/old.ics", b"", status=301, Location="/new.ics")
    world.sync(source_id)

    assert (world.source(source_id).place, world.source(source_id).moved_since) == (old, NOW + 10 * DAY)


def test_a_move_to_where_the_community_has_another_calendar_is_not_kept(world, server, clock):
    old, new = server.put("/old.ics", vcalendar(vevent())), server.put("/new.ics", vcalendar(vevent(uid="two")))
    source_id, _other = world.mirrored(old), world.mirrored(new)
    server.put("/old.ics", b"", status=301, Location="/new.ics")
    for _ in range(2):
        world.sync(source_id)
        clock.shift(8 * DAY)

    assert (world.source(source_id).place, world.source(source_id).moved_to) == (old, "")


def test_a_move_from_https_to_http_is_not_kept(world, server):
    source_id = world.mirrored(server.put("/old.ics", vcalendar(vevent())))

    def moved() -> tuple[str, str]:
        source = world.source(source_id)
        source.place = "https://example.org/a.ics"
        moves.follow_move(source, "http://example.org/b.ics")
        said = source.moved_to
        moves.follow_move(source, "https://example.org/b.ics")
        return said, source.moved_to

    assert world.do(moved) == ("", "https://example.org/b.ics")
