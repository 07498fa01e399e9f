"""500 people, 50 at once, for an event with 100 seats, over HTTP: who goes, who waits, in which order, and how long it took."""

from __future__ import annotations

import argparse
import http.client
import itertools
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
NAME = "eventhub_bench_registration"


@dataclass(frozen=True)
class Ask:
    """One request: when it began and ended, by the same clock, and its status."""

    person: int
    begun: float
    ended: float
    status: int


def make_world(app: Any, people: int, seats: int) -> tuple[int, str, str, list[tuple[int, str]]]:
    """An event with so many seats; its id and address, the fields of its form, and each person with the key of their session."""
    from eventhub.accounts.models import Person
    from eventhub.core import clock
    from eventhub.core.db import db, transaction
    from eventhub.core.text import make_key
    from eventhub.events.models import Format
    from eventhub.events.queries import get_event_by_id
    from eventhub.events.registration.rules import Seat, SetupDraft
    from eventhub.events.registration.services import setting
    from eventhub.events.services import editing, publicity
    from eventhub.events.workflow import S
    from tests.factories import make_draft, make_format

    with app.app_context(), transaction() as session:
        known = [
            Person(name=f"Person {number}", email=f"{make_key()}{number}@bench.example", session_stamp=make_key(), key=make_key(),
                   confirmed_at=clock.now(), grants=[]) for number in range(people + 1)
        ]  # fmt: skip
        session.add_all(known)
        session.flush()
        organizer, *rest = known
        event = editing.new_event(format=db.session.query(Format).first() or make_format(), languages=["de"])
        editing.add_draft(event, organizer)
        editing.save(event, make_draft(format_slug=event.format.slug), actor=organizer)
        event.status = S.PUBLISHED
        session.flush()
        session.expire(event)
        event = get_event_by_id(event.id)
        publicity.refresh(event)
        setting.save_setup(event, SetupDraft(room_capacity=seats), actor=organizer)
        fields = urllib.parse.urlencode({"seat": Seat.ROOM.value, "date": event.occurrences[0].id})
        return event.id, f"/events/{event.key}/registration", fields, [(each.id, each.get_id()) for each in rest]


def signed_in(app: Any, session_id: str) -> tuple[str, str]:
    """The cookie of someone who is signed in, and the token that their form would hold."""
    from flask.sessions import SecureCookieSessionInterface
    from itsdangerous import URLSafeTimedSerializer

    raw = os.urandom(20).hex()
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    cookie = signer.dumps({"_user_id": session_id, "_fresh": True, "csrf_token": raw})
    token = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps(raw)
    return f"{app.config['SESSION_COOKIE_NAME']}={cookie}", token


def ask_all(
    app: Any, port: int, path: str, fields: str, people: list[tuple[int, str]], at_once: int
) -> tuple[list[Ask], float]:
    """Everyone sends the form, so many at once; what came of each, and the seconds for all."""
    waiting: queue.SimpleQueue[tuple[int, bytes, dict[str, str]]] = queue.SimpleQueue()
    for person, session_id in people:
        cookie, token = signed_in(app, session_id)
        body = f"{fields}&csrf_token={urllib.parse.quote(token)}".encode()
        heads = {
            "Cookie": cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "Referer": f"http://127.0.0.1:{port}{path}",
        }
        waiting.put((person, body, heads))
    answers: list[Ask] = []
    start = threading.Barrier(at_once + 1)

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        connection.connect()
        start.wait()
        with suppress(queue.Empty):
            while True:
                person, body, heads = waiting.get_nowait()
                begun = time.perf_counter()
                connection.request("POST", path, body, heads)
                answer = connection.getresponse()
                answer.read()
                answers.append(Ask(person, begun, time.perf_counter(), answer.status))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    start.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    return answers, time.perf_counter() - begun


def check(app: Any, event_id: int, answers: list[Ask], people: int, seats: int) -> tuple[int, int, bool]:
    """How many go and how many wait, and whether all is in order: places without gaps, seats for the first of them, and
    nobody who asked only after another had their answer before that other."""
    import sqlalchemy as sa

    from eventhub.core.db import db
    from eventhub.events.registration.models import Pool, Registration
    from eventhub.events.registration.workflow import R

    with app.app_context():
        columns = (Registration.person_id, Registration.place_in_line, Registration.status)
        rows = db.session.execute(sa.select(*columns).where(Registration.event_id == event_id)).all()
        taken = db.session.scalars(sa.select(Pool.taken).where(Pool.event_id == event_id)).one()
    place = {row.person_id: row.place_in_line for row in rows}
    going = {row.place_in_line for row in rows if row.status is R.GOING}
    waits = {row.place_in_line for row in rows if row.status is R.WAITING}
    whole = (
        going == set(range(1, min(seats, people) + 1)) and going | waits == set(range(1, people + 1)) and taken == len(going)
    )
    return len(going), len(waits), whole and _first_come(answers, place)


def _first_come(answers: list[Ask], place: dict[int, int]) -> bool:
    """Whoever was answered before another asked has the smaller place."""
    ended = sorted(answers, key=lambda ask: ask.ended)
    best_done, index = 0, 0
    for ask in sorted(answers, key=lambda ask: ask.begun):
        while index < len(ended) and ended[index].ended <= ask.begun:
            best_done = max(best_done, place[ended[index].person])
            index += 1
        if place[ask.person] < best_done:
            return False
    return True


def run(database: str, chosen: argparse.Namespace) -> list[str]:
    """One line of the table."""
    from benchmarks.speed import free_port, server

    home, port = Path(tempfile.mkdtemp(prefix="eventhub-bench-")), free_port()
    os.environ.update(EVENTHUB_ENV="development", EVENTHUB_HOME=str(home), EVENTHUB_BASE_URL=f"http://127.0.0.1:{port}",
                      EVENTHUB_LOG_LEVEL="ERROR", PYTHONPATH=str(ROOT))  # fmt: skip
    os.environ.pop("EVENTHUB_DATABASE_URL", None)
    if database == "postgresql":
        os.environ["EVENTHUB_DATABASE_URL"] = fresh_postgres(chosen.postgres)
    command = [sys.executable, "-m", "eventhub.cli", "db", "upgrade"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)

    from eventhub import create_app

    app = create_app()
    with app.app_context():
        from eventhub.core.db import transaction
        from eventhub.regions.services import load_pinned_tree

        with transaction():
            load_pinned_tree()
    event_id, path, fields, people = make_world(app, chosen.people, chosen.seats)
    with server(port, chosen.workers):
        answers, seconds = ask_all(app, port, path, fields, people, chosen.at_once)
    statuses = {status: sum(ask.status == status for ask in answers) for status in {ask.status for ask in answers}}
    if statuses != {303: chosen.people}:
        raise SystemExit(f"{database}: answers that are none: {statuses}")
    going, waiting, in_order = check(app, event_id, answers, chosen.people, chosen.seats)
    took = sorted(ask.ended - ask.begun for ask in answers)
    with app.app_context():
        from eventhub.core.db import db

        db.engine.dispose()
    return [database, str(going), str(waiting), "yes" if in_order else "NO", f"{seconds:.1f}", f"{chosen.people / seconds:.0f}",
            f"{took[len(took) // 2] * 1000:.0f}", f"{took[int(len(took) * 0.99)] * 1000:.0f}", f"{took[-1] * 1000:.0f}"]  # fmt: skip


def fresh_postgres(address: str) -> str:
    """The address of an empty database for the benchmark."""
    import sqlalchemy as sa

    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')
        connection.exec_driver_sql(f'CREATE DATABASE "{NAME}"')
    engine.dispose()
    return sa.make_url(address).set(database=NAME).render_as_string(hide_password=False)


def main() -> None:
    """Run it on each database and print the table; fail when a seat was given twice or the line is not in order."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="sqlite")
    parser.add_argument("--postgres", default="postgresql+psycopg:///postgres?host=/var/run/postgresql")
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--at-once", type=int, default=50)
    parser.add_argument("--seats", type=int, default=100)
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args()
    databases = ("sqlite", "postgresql") if chosen.database == "both" else (chosen.database,)
    heads = ["database", "going", "waiting", "in order", "seconds", "a second", "median ms", "p99 ms", "worst ms"]
    rows = [run(database, chosen) for database in databases]
    print(f"\n{chosen.people} people, {chosen.at_once} at once, {chosen.seats} seats, {chosen.workers} worker(s)")
    widths = [max(len(cell) for cell in column) for column in zip(heads, *rows, strict=True)]
    for cells in (heads, *rows):
        print("  ".join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True)))
    expected = [str(min(chosen.seats, chosen.people)), str(max(0, chosen.people - chosen.seats)), "yes"]
    wrong = list(itertools.compress([row[0] for row in rows], [row[1:4] != expected for row in rows]))
    if wrong:
        raise SystemExit(f"not as it should be: {', '.join(wrong)}")


if __name__ == "__main__":
    main()
