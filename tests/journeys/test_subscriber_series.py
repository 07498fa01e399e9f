"""A real subscriber of a series: vdirsyncer sees a moved and a cancelled date, and after an edit what has changed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from eventhub import EventHub, create_app
from eventhub.accounts.queries import find_by_email
from eventhub.config import Settings
from eventhub.core.db import transaction
from eventhub.events import queries
from eventhub.events.models import Event
from eventhub.events.rules.recurrence import Every, Recurrence
from eventhub.events.services import series
from eventhub.events.services.series import DateChange, Reach
from tests.factories import make_person
from tests.journeys.test_subscriber import ROOT, Subscriber, free_port, plain_environ, serving
from tests.support.databases import SqliteDatabase
from tests.unit.events.test_series import make_series

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("subscriber")]
ORGANIZER = "olga@example.org"
TITLE = "Every Tuesday"


def app_at(home: str, base: str) -> EventHub:
    """The application of the server, in another process."""
    database = SqliteDatabase(Path(home))
    return create_app(Settings(env="test", home=Path(home), database_url=database.url, base_url=base, argon2_memory_kib=64,
                               log_level="CRITICAL"))  # fmt: skip


def make_world(home: str, base: str) -> None:
    """One series of five dates, of which the second is moved and the third is cancelled."""
    app = app_at(home, base)
    SqliteDatabase(Path(home)).prepare(app)
    with app.app_context(), transaction():
        event = make_series(make_person(name="Olga", email=ORGANIZER), Recurrence(every=Every.WEEK, times=5), title=TITLE)
        move(event, number=1, by=timedelta(days=1))
        series.cancel_date(queries.get_event_by_id(event.id), queries.get_event_by_id(event.id).occurrences[2], reason="",
                           actor=find_by_email(ORGANIZER))  # fmt: skip


def change_world(home: str, base: str) -> None:
    """The fourth date moves too."""
    with app_at(home, base).app_context(), transaction() as session:
        event = session.query(Event).filter_by(title=TITLE).one()
        move(queries.get_event_by_id(event.id), number=3, by=timedelta(hours=2))


def move(event: Event, *, number: int, by: timedelta) -> None:
    """Change when one date is."""
    date = event.occurrences[number]
    change = DateChange(starts=date.wall_start + by, ends=date.wall_end + by)
    series.change_dates(event, date, change, Reach.THIS, actor=find_by_email(ORGANIZER))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """Home and address of a running server."""
    home, base = tmp_path / "server", f"http://127.0.0.1:{free_port()}"
    home.mkdir()
    run("make_world", home, base)
    environ = {**plain_environ(), "EVENTHUB_HOME": str(home), "EVENTHUB_DATABASE_URL": SqliteDatabase(home).url,
               "EVENTHUB_BASE_URL": base, "EVENTHUB_LOG_LEVEL": "ERROR"}  # fmt: skip
    with serving(base, environ):
        yield home, base


def run(name: str, home: Path, base: str) -> None:
    """One of the functions above, in a process of its own: this one has its application already."""
    program = f"from tests.journeys.test_subscriber_series import {name}; {name}({str(home)!r}, {base!r})"
    subprocess.run([sys.executable, "-c", program], env=plain_environ(), cwd=ROOT, check=True, timeout=300)


def dates_in(subscriber: Subscriber) -> list[tuple[str, bool, str]]:
    """Of the one file: each VEVENT by the date that it stands for, whether that has moved, and its status."""
    [file] = subscriber.vdir.glob("*.ics")
    events = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    named = [(e, e["RECURRENCE-ID"].dt) for e in events if "RECURRENCE-ID" in e]
    assert [str(e["RRULE"].to_ical(), "ascii") for e in events if "RRULE" in e] == ["FREQ=WEEKLY;COUNT=5;BYDAY=TU"]
    return sorted((f"{original:%Y-%m-%d}", e["DTSTART"].dt != original, str(e["STATUS"])) for e, original in named)


def test_a_subscriber_sees_dates_move_and_go(world: tuple[Path, str], tmp_path: Path) -> None:
    home, base = world
    subscriber = Subscriber(tmp_path / "subscriber", base)
    subscriber.home.mkdir()
    subscriber.subscribe("all.ics")
    before = dates_in(subscriber)
    unchanged = subscriber.sync()
    run("change_world", home, base)
    said = subscriber.sync()
    after = dates_in(subscriber)

    assert [(moved, status) for _, moved, status in before] == [(True, "CONFIRMED"), (False, "CANCELLED")]
    assert unchanged == []
    assert [line.split()[0] for line in sorted(said)] == ["Copying", "Deleting"]
    assert after[:2] == before
    assert [(moved, status) for _, moved, status in after[2:]] == [(True, "CONFIRMED")]
