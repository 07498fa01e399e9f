from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
import time_machine

from eventhub.core import traces
from eventhub.core.db import transaction

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def test_nothing_came_by_yet(db):
    assert traces.last("worker", "main") is None


def test_a_trace_says_when_it_was_left_last_and_how_often(db):
    with time_machine.travel(NOON, tick=False):
        traces.note("worker", "main", "first")
    with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
        traces.note("worker", "main", "second")
    trace = traces.find("worker", "main")

    assert traces.last("worker", "main") == NOON + timedelta(minutes=1)
    assert (trace.count, trace.detail) == (2, "second")


def test_a_trace_left_again_too_soon_changes_nothing(db):
    every = timedelta(minutes=5)
    for minutes in (0, 4, 5, 9):
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            traces.note("feed", "all", at_most_every=every)
    trace = traces.find("feed", "all")

    assert (trace.last_at, trace.count) == (NOON + timedelta(minutes=5), 2)


def test_a_trace_stays_when_the_request_is_rolled_back(db):
    traces.note("feed", "all")
    db.session.rollback()

    assert traces.find("feed", "all").count == 1


def test_a_trace_is_lost_rather_than_waited_for_while_the_request_writes(db):
    traces.note("feed", "all")
    with transaction() as session:
        session.execute(sa.update(traces.Trace).values(detail="held"))
        traces.note("feed", "all", "lost")

    assert traces.find("feed", "all").detail == "held"


def test_a_connection_is_as_patient_after_a_trace_as_before(db):
    before = _patience(db)
    traces.note("feed", "all")

    assert _patience(db) == before


def _patience(db):
    setting = "PRAGMA busy_timeout" if db.engine.dialect.name == "sqlite" else "SHOW lock_timeout"
    with db.engine.connect() as connection:
        return connection.exec_driver_sql(setting).scalar()
