"""A weekly series over ten years: all its dates to come moved at once, and the month that holds 2,000 dates."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
TIMES = 7
IN_A_MONTH = 2000


def main() -> None:
    """Make a home, lay out the series, edit it."""
    os.environ.update(EVENTHUB_HOME=tempfile.mkdtemp(prefix="eventhub-series-"), EVENTHUB_ENV="development", EVENTHUB_LOG_LEVEL="ERROR",
                      EVENTHUB_BASE_URL="http://127.0.0.1:5000")  # fmt: skip
    from eventhub import create_app

    app = create_app()
    from benchmarks.world import make_world

    with app.app_context():
        make_world(200)
    print(f"weekly for ten years, 'all dates to come' moved by a quarter of an hour: {edit_all(app)}")
    print(f"month with {IN_A_MONTH:,} dates: {month(app)}")


def edit_all(app: Any) -> str:
    """Milliseconds from the service call to the commit."""
    import sqlalchemy as sa

    from eventhub.accounts.models import Person
    from eventhub.accounts.queries import find_by_key
    from eventhub.core.db import db, transaction
    from eventhub.events import queries
    from eventhub.events.models import Event, EventOrganizer, Occurrence
    from eventhub.events.rules.recurrence import Every, Recurrence, write_rule
    from eventhub.events.services import publicity, series
    from eventhub.events.services.series import DateChange, Reach

    took = []
    with app.app_context():
        with transaction():
            number, person_key = db.session.execute(
                sa.select(Event.id, Person.key)
                .join(EventOrganizer, EventOrganizer.event_id == Event.id)
                .join(Person, Person.id == EventOrganizer.person_id)
                .order_by(Event.id)
                .limit(1)
            ).one()
            event = queries.get_event_by_id(number)
            first = datetime.now(UTC).replace(tzinfo=None, hour=19, minute=0, second=0, microsecond=0) - timedelta(weeks=442)
            rule = Recurrence(every=Every.WEEK, weekdays=(first.weekday(),))
            event.zone = "Europe/Berlin"
            event.occurrences = []
            db.session.flush()
            event.rule, event.rule_start, event.rule_end = write_rule(rule), first, first + timedelta(hours=2)
            series._keep_in_step(event, cutoff=None)
            db.session.flush()
            publicity.refresh(event)
            dates = len(event.occurrences)
        for _ in range(TIMES):
            begun = time.perf_counter()
            with transaction():
                event, person = queries.get_event_by_id(number), find_by_key(person_key)
                date = event.occurrence
                starts = date.wall_start + timedelta(minutes=15)
                series.change_dates(
                    event, date, DateChange(starts=starts, ends=starts + timedelta(hours=2)), Reach.ALL, actor=person
                )
            took.append((time.perf_counter() - begun) * 1000)
        ahead = db.session.scalar(sa.select(sa.func.count()).select_from(Occurrence).where(
            Occurrence.event_id == number, Occurrence.starts_at > datetime.now(UTC)))  # fmt: skip
    took.sort()
    return f"{dates} dates stored, {ahead} to come; median {took[TIMES // 2]:.0f} ms, worst {took[-1]:.0f} ms (asked: 300)"


def month(app: Any) -> str:
    """Milliseconds and queries of a month that holds so many dates."""
    import sqlalchemy as sa

    from eventhub.core.db import db, transaction
    from eventhub.events.models import Event, Listing, Occurrence

    begin = datetime(2031, 3, 1, 12, tzinfo=UTC)
    with app.app_context(), transaction():
        ids = list(db.session.scalars(sa.select(Event.id).where(Event.rule == "").limit(200)))
        for n in range(IN_A_MONTH):
            starts = begin + timedelta(minutes=20 * n)
            wall = starts.replace(tzinfo=None)
            date = Occurrence(event_id=ids[n % len(ids)], original_start=starts, starts_at=starts, ends_at=starts + timedelta(hours=1),
                              wall_start=wall, wall_end=wall + timedelta(hours=1), zone="UTC")  # fmt: skip
            db.session.add(date)
            db.session.flush()
            db.session.add(Listing(scope="all", starts_at=starts, occurrence_id=date.id))
    asked: list[str] = []
    with app.app_context():
        sa.event.listen(db.engine, "before_cursor_execute", lambda _c, _cur, statement, *_: asked.append(statement))
    client = app.test_client()
    client.get("/events")
    took = []
    for n in range(TIMES):
        asked.clear()
        begun = time.perf_counter()
        answer = client.get(f"/events/month?month=2031-03&n={n}")
        took.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200
    took.sort()
    queries = len([statement for statement in asked if not statement.startswith(("BEGIN", "PRAGMA"))]) + 1
    return f"median {took[TIMES // 2]:.0f} ms, {queries} queries with that of the counters (asked: 6)"


if __name__ == "__main__":
    main()
