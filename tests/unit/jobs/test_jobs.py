"""Jobs: what wakes the worker, what the clock does, and that neither is stopped by what goes wrong."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from eventhub import jobs
from eventhub.core import outbox, traces
from eventhub.core.limits import Limit
from eventhub.core.outbox import OutboxMessage
from eventhub.events.models import Event
from eventhub.events.services import clockwork
from eventhub.events.workflow import S
from eventhub.jobs import queue
from eventhub.jobs.clock import run_clock
from eventhub.jobs.tasks import Jobs, make_jobs
from tests.factories import make_event, make_reviewer


@pytest.fixture
def own(app) -> Jobs:
    return make_jobs(app)


@pytest.fixture
def woken(monkeypatch) -> list[str]:
    """Bound as the queue; the list of wake-ups."""
    seen: list[str] = []
    monkeypatch.setattr(outbox, "_wakers", [])
    outbox.on_commit_wake(queue.wake)
    queue.bind(lambda: seen.append("woken"))
    yield seen
    queue.bind(lambda: None)


def test_a_commit_that_wrote_mail_wakes_the_worker_once(given, woken):
    with given():
        outbox.enqueue("account/reset", address="bo@example.org")
        outbox.enqueue("account/reset", address="eve@example.org")
        assert woken == []
    assert woken == ["woken"]

    with given():
        pass
    assert woken == ["woken"]


def test_a_queue_that_is_away_raises_nothing_and_is_left_alone_for_a_while(given, woken):
    tries = []

    def away() -> None:
        tries.append(1)
        raise ConnectionError("no queue")

    queue.bind(away)
    for _ in range(3):
        with given():
            outbox.enqueue("account/reset", address="bo@example.org")

    assert tries == [1]
    with given() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == 3


def test_a_wake_up_goes_through_the_queue_and_delivers(app, given, own):
    huey = own.huey
    huey.storage.flush_queue()
    with given():
        outbox.enqueue("account/reset", address="bo@example.org", facts={"name": "Bo", "token": "x"})

    own.enqueue_delivery()
    task = huey.dequeue()
    huey.execute(task)

    assert task.name == "deliver_mail"
    with given() as session:
        assert session.scalars(sa.select(OutboxMessage.sent_at)).one() is not None
    assert len(list((Path(app.settings.home) / "mail").glob("*.eml"))) >= 1


def test_the_queue_holds_plain_json_that_cannot_run_anything(own):
    own.huey.storage.flush_queue()
    own.enqueue_delivery()

    (held,) = own.huey.storage.enqueued_items()
    assert bytes(held).startswith(b'["')
    with pytest.raises(ValueError):
        queue.PlainSerializer().deserialize(b"\x80\x04.")


@pytest.mark.parametrize("url", ["http://queue", "postgresql:", "redis://", "amqp://host"])
def test_a_setting_that_names_no_queue_is_refused(url, tmp_path):
    with pytest.raises(ValueError, match=r"^EVENTHUB_QUEUE_URL "):
        queue.make_queue(url, tmp_path)


def test_a_queue_in_the_database_is_made_without_asking_it():
    made = queue.make_queue("postgresql+psycopg://hub@127.0.0.1:1/hub", Path())

    assert made.storage.dsn == "postgresql://hub@127.0.0.1:1/hub"


@pytest.mark.postgresql
def test_a_queue_in_postgresql_takes_a_wake_up(database):
    if not database.url.startswith("postgresql"):
        pytest.skip("asks PostgreSQL")
    huey = queue.make_queue(database.url, Path())
    try:
        queue.prepare(huey)
        wake = huey.task(name="deliver_mail")(lambda: None)
        wake()
        assert huey.dequeue().name == "deliver_mail"
    finally:
        for table in (huey.storage.table_kv, huey.storage.table_schedule, huey.storage.table_task, huey.storage.table_counter):
            huey.storage.sql(f"drop table {table}")
        huey.storage.close()


def test_every_minute_the_worker_beats_looks_at_the_clock_and_sweeps_and_once_a_day_tidies(own):
    by_name = {task.name: task for task in own.huey._registry.periodic_tasks}
    noon, early = datetime(2026, 11, 22, 12, 1), datetime(2026, 11, 22, 3, 17)

    assert sorted(by_name) == ["fetch_pictures", "heartbeat", "merge_doubles", "run_clock", "sweep", "sync_sources", "tidy"]
    assert sorted(name for name, task in by_name.items() if task.validate_datetime(noon)) == [
        "heartbeat", "run_clock", "sweep", "sync_sources",
    ]  # fmt: skip
    assert by_name["tidy"].validate_datetime(early)
    for name in ("fetch_pictures", "merge_doubles"):
        assert by_name[name].validate_datetime(datetime(2026, 11, 22, 12, 10))


def test_the_heartbeat_is_what_readyz_asks_for(app, own):
    own.by_name["heartbeat"]()

    with app.app_context():
        seen = traces.last("worker", "heartbeat")
    assert seen is not None
    assert datetime.now(UTC) - seen < timedelta(seconds=30)


def test_the_sweep_finds_what_a_lost_wake_up_left(given, own):
    with given():
        outbox.enqueue("account/reset", address="bo@example.org", facts={"name": "Bo", "token": "x"})

    own.by_name["sweep"]()

    with given() as session:
        assert session.scalars(sa.select(OutboxMessage.sent_at)).one() is not None


def test_tidying_removes_windows_that_are_over(given, own):
    past = datetime.now(UTC) - timedelta(days=1)
    with given() as session:
        session.add(Limit(key="old", window_start=past, window_end=past + timedelta(hours=1), count=1))

    own.by_name["tidy"]()

    with given() as session:
        assert session.scalars(sa.select(Limit)).all() == []


def test_a_job_that_fails_is_not_the_end_of_the_worker(app, monkeypatch):
    begun = []

    def broken() -> None:
        begun.append("heartbeat")
        raise KeyError("no")

    monkeypatch.setattr("eventhub.jobs.tasks.heartbeat", broken)
    job = make_jobs(app).by_name["heartbeat"]

    job()
    job()

    assert begun == ["heartbeat", "heartbeat"]


def test_the_clock_publishes_what_is_due_and_writes_to_the_organizers(app, given):
    with given():
        event = make_event(status=S.APPROVED)
        event_id = event.id

    with app.app_context():
        assert run_clock() == {"publish_due": 1}
        assert run_clock() == {}

    with given() as session:
        assert session.get(Event, event_id).status is S.PUBLISHED
        assert session.scalars(sa.select(OutboxMessage.notice)).all() == ["event/publish_due"]


def test_a_thing_that_fails_stops_no_other_and_leaves_nothing_half_done(app, given, monkeypatch):
    with given():
        first, second = make_event(status=S.APPROVED).id, make_event(status=S.APPROVED).id
    act = clockwork.act

    def sometimes(name: str, record_id: int) -> bool:
        done = act(name, record_id)
        if record_id == first:
            raise RuntimeError("no")
        return done

    monkeypatch.setattr(clockwork, "act", sometimes)
    with app.app_context():
        assert run_clock() == {"publish_due": 1}

    with given() as session:
        assert [session.get(Event, event_id).status for event_id in (first, second)] == [S.APPROVED, S.PUBLISHED]


def test_two_workers_at_once_remind_once(app, given, monkeypatch):
    with given():
        make_reviewer("DE")
        event = make_event(status=S.SUBMITTED)
        event.status_since = datetime.now(UTC) - timedelta(days=4)
    nested: list[dict[str, int]] = []
    found = clockwork.find_due

    def other_worker_first(now: datetime) -> dict[str, Any]:
        due = found(now)
        if not nested:
            nested.append({})
            nested[0] = run_clock()
        return due

    monkeypatch.setattr(clockwork, "find_due", other_worker_first)
    with app.app_context():
        assert run_clock() == {}

    assert nested == [{"remind": 1}]
    with given() as session:
        assert session.scalars(sa.select(OutboxMessage.notice)).all() == ["event/reminder"]


def test_a_server_opens_its_queue_only_when_there_is_something_to_say(app, monkeypatch):
    made = []
    monkeypatch.setattr("eventhub.jobs.tasks.make_jobs", lambda app: made.append(app) or make_jobs(app))
    monkeypatch.setattr(outbox, "_wakers", [])
    app.extensions.pop("eventhub_jobs", None)

    jobs.init_app(app)
    assert made == []
    queue.wake()
    queue.wake()
    assert made == [app]

    app.extensions.pop("eventhub_jobs").huey.storage.close()
    queue.bind(lambda: None)
