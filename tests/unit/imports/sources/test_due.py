"""What the worker does each minute: what is due, side by side, one after another, one that fails stopping none."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from eventhub.communities.queries import find_community
from eventhub.communities.workflow import Standing
from eventhub.core.db import db
from eventhub.imports.sources import due, leases, services
from eventhub.imports.sources.models import Source
from eventhub.jobs.tasks import make_jobs
from tests.support.calendars import vcalendar, vevent
from tests.unit.imports.sources.conftest import NOW


def make_sources(world, server, names: str) -> dict[str, int]:
    return {name: world.mirrored(server.put(f"/{name}.ics", vcalendar(vevent(uid=name)))) for name in names}


def move_all(server, names: str) -> None:
    for name in names:
        server.put(f"/{name}.ics", vcalendar(vevent(uid=name, title="Better")))


def test_only_what_is_due_is_asked(world, server, clock):
    made = make_sources(world, server, "ab")
    assert due.sync_due() == {"good": 0, "failed": 0}
    world.do(lambda: setattr(world.source(made["b"]), "next_check_at", NOW + timedelta(hours=3)))
    server.asked.clear()
    move_all(server, "ab")
    clock.shift(timedelta(hours=2))

    assert due.sync_due() == {"good": 1, "failed": 0}

    assert ([path for path, _ in server.asked], world.event("a").title, world.event("b").title) == (
        ["/a.ics"],
        "Better",
        "Talk",
    )
    assert due.sync_due() == {"good": 0, "failed": 0}


def test_one_that_fails_does_not_stop_the_others(world, server, clock, monkeypatch):
    make_sources(world, server, "abcd")
    move_all(server, "abcd")
    server.put("/b.ics", b"", status=500)
    bring_in = due.sync.batches.bring_in_batch

    def broken(source, target, maker, events):
        if events[0][0] == "c":
            raise RuntimeError
        return bring_in(source, target, maker, events)

    monkeypatch.setattr(due.sync.batches, "bring_in_batch", broken)
    clock.shift(timedelta(hours=2))

    assert due.sync_due() == {"good": 2, "failed": 2}

    assert [world.event(name).title for name in "abcd"] == ["Better", "Talk", "Talk", "Better"]
    db.session.rollback()
    rows = db.session.execute(sa.select(Source.problem, Source.lease).order_by(Source.id)).all()
    assert [tuple(row) for row in rows] == [("", ""), ("status", ""), ("unexpected", ""), ("", "")]


def test_paused_removed_and_leased_sources_and_archived_communities_are_not_asked(world, server, clock):
    made = make_sources(world, server, "abcd")
    world.do(lambda: services.advance_source(world.source(made["a"]), "pause", actor=world.ada))
    world.do(lambda: services.remove_source(world.source(made["b"]), fate=services.Fate.KEEP, actor=world.ada))
    clock.shift(timedelta(hours=2))
    world.do(lambda: leases.take([made["c"]]))

    assert due.sync_due() == {"good": 1, "failed": 0}
    world.do(lambda: setattr(find_community(world.community_key), "standing", Standing.ARCHIVED))
    clock.shift(timedelta(hours=2))
    assert due.sync_due() == {"good": 0, "failed": 0}


def test_more_than_fit_in_one_go_are_all_asked_once(world, server, clock, monkeypatch):
    monkeypatch.setattr(due, "AHEAD", 4)
    make_sources(world, server, "abcdefghijk")
    server.asked.clear()
    clock.shift(timedelta(hours=2))

    assert due.sync_due() == {"good": 11, "failed": 0}
    assert sorted(path for path, _ in server.asked) == sorted(f"/{name}.ics" for name in "abcdefghijk")


def test_when_the_time_is_over_no_more_are_begun(world, server, clock):
    make_sources(world, server, "ab")
    clock.shift(timedelta(hours=2))

    assert due.sync_due(seconds=0) == {"good": 0, "failed": 0}


def test_a_minute_that_is_still_at_it_is_not_joined_by_the_next(world, server, clock):
    make_sources(world, server, "a")
    clock.shift(timedelta(hours=2))
    with due._running:
        assert due.sync_due() == {"good": 0, "failed": 0}
    assert due.sync_due() == {"good": 1, "failed": 0}


def test_the_worker_has_the_job(app):
    assert "sync_sources" in make_jobs(app).by_name
