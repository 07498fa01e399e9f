"""Requests a second, latencies and queries of the reads that everybody makes, as ratios to /healthz of the same run."""

from __future__ import annotations

import argparse
import gzip
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
FEED = "/calendar/region/150.ics"
IN_FORMATS = tuple(f"/calendar/region/150.{ext}" for ext in ("ics", "jcal", "jscal.json", "atom", "feed.json"))
LIST = "/events?region=150&mode=in_person"
LONG_LIST = "/events?region=150&past=all"
"""Fifty rows in a small world too, so that the cost of growth can be told."""
EVENT_PAGE = r'href="(/events/[a-z0-9]{10}-[^"]*)"'


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    rate: float
    p50: float
    p99: float
    queries: str
    base: float = 0
    """What /healthz gave next to it, where that was measured; else that of the whole run counts."""


def free_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(port: int, workers: int) -> Iterator[int]:
    """The application's own server as a child; gives its process id."""
    words = [sys.executable, "-m", "eventhub.cli", "serve", "--port", str(port), "--workers", str(workers)]
    child = subprocess.Popen(words, cwd=ROOT, env=os.environ, start_new_session=True)
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).read()
                break
            except OSError:
                time.sleep(0.05)
        yield child.pid
    finally:
        os.killpg(child.pid, signal.SIGTERM)
        child.wait(20)


def fetch(port: int, path: str, **headers: str) -> Any:
    """One answer."""
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    return urllib.request.urlopen(asked, timeout=60)


def count_queries(app: Any, paths: dict[str, tuple[str, dict[str, str]]]) -> dict[str, str]:
    """How many statements an answer asks, the second time it is asked (and how many when it is built)."""
    from sqlalchemy import event

    from eventhub.core import generations
    from eventhub.core.db import db

    asked: list[str] = []
    peeked = generations.peek

    def peek(scopes: Any) -> Any:
        asked.append("counters, straight from a pooled connection")
        return peeked(scopes)

    generations.peek = peek
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda _c, _cur, statement, *_: asked.append(statement))
    client, counts = app.test_client(), {}
    for name, (path, headers) in paths.items():
        if not name.endswith("built"):
            client.get(path, headers=headers)
        asked.clear()
        client.get(path, headers=headers)
        counts[name] = str(len([statement for statement in asked if not statement.startswith(("BEGIN", "PRAGMA"))]))
    return counts


def measure(port: int, name: str, make: Callable[[int], bytes], *, seconds: float, connections: int, queries: str = "") -> Row:
    """Warm up, then load."""
    from benchmarks import load

    load.run(port, make, seconds=min(1.0, seconds), connections=connections)
    result = load.run(port, make, seconds=seconds, connections=connections)
    wrong = {status: number for status, number in result.statuses.items() if status not in {200, 304}}
    if wrong:
        raise SystemExit(f"{name}: answers that are none: {wrong}")
    return Row(name, result.rate, result.median, result.percentile(0.99), queries)


def edit_one(app: Any, number: int) -> None:
    """Change the title of an event in Europe, as an organizer would."""
    import sqlalchemy as sa

    from eventhub.core.db import db, transaction
    from eventhub.events.models import Event, Listing
    from eventhub.events.queries import get_event_by_id
    from eventhub.events.rules.changes import facts_of
    from eventhub.events.services import publicity

    with app.app_context(), transaction():
        from eventhub.core import clock

        found = db.session.scalar(
            sa.select(Listing.occurrence_id).where(Listing.scope == "region:150", Listing.starts_at > clock.now()).limit(1)
        )
        event = get_event_by_id(db.session.scalars(sa.select(Event.id).where(Event.id == found)).one())
        before = facts_of(event)
        event.title = f"Edited {number} {time.time()}"
        publicity.refresh(event, before=before)


def after_edits(app: Any, port: int, *paths: str, times: int = 9) -> dict[str, list[float]]:
    """Milliseconds that the first fetch of each of these feeds takes after an edit."""
    took: dict[str, list[float]] = {path: [] for path in paths}
    for number in range(times):
        edit_one(app, number)
        for path in paths:
            begun = time.perf_counter()
            fetch(port, path, Accept_Encoding="gzip").read()
            took[path].append((time.perf_counter() - begun) * 1000)
    return {path: sorted(each) for path, each in took.items()}


def rows(app: Any, port: int, seconds: float) -> list[Row]:
    """The whole table but the edits."""
    from benchmarks.load import request

    page = str(gzip.decompress(fetch(port, LIST, Accept_Encoding="gzip").read()))
    event_page = re.findall(EVENT_PAGE, page)[0]
    etag = fetch(port, FEED, Accept_Encoding="gzip").headers["ETag"]
    paths = {
        "feed 304": (FEED, {"If-None-Match": etag, "Accept-Encoding": "gzip"}), "feed 200": (FEED, {"Accept-Encoding": "gzip"}),
        "list built": (LIST, {}), "event built": (event_page, {}), "search built": ("/events?q=community", {}),
        "list stored": (LIST, {}), "event stored": (event_page, {}), "search stored": ("/events?q=community", {}),
    }  # fmt: skip
    asked = count_queries(app, paths)
    plain = {"Accept_Encoding": "gzip"}

    def fixed(path: str, **headers: str) -> Callable[[int], bytes]:
        made = request(path, **{**plain, **headers})
        return lambda _n: made

    def anew(path: str) -> Callable[[int], bytes]:
        mark = "&" if "?" in path else "?"
        stamp = int(time.time())
        return lambda n: request(f"{path}{mark}fresh={stamp}-{n}", **plain)

    def another(pages: list[str]) -> Callable[[int], bytes]:
        return lambda n: request(pages[n % len(pages)], **plain)

    todo = [
        ("/healthz", fixed("/healthz"), 8, "0"), ("feed 304", fixed(FEED, If_None_Match=etag), 8, asked["feed 304"]),
        ("feed 200, 1,000 events, gzip", fixed(FEED), 8, asked["feed 200"]), ("event page, stored", fixed(event_page), 8, asked["event stored"]),
        ("list of 50, two filters, stored", fixed(LIST), 8, asked["list stored"]),
        ("event page, built", anew(event_page), 8, asked["event built"]),
        ("event page, built, each another", another(event_pages(app)), 8, asked["event built"]),
        ("list of 50, two filters, built", anew(LIST), 8, asked["list built"]),
        ("list of 50, past ones too, built", anew(LONG_LIST), 8, ""),
        ("text search, common word, stored", fixed("/events?q=community"), 16, asked["search stored"]),
        ("text search, common word, built", anew("/events?q=community"), 16, asked["search built"]), ("/healthz again", fixed("/healthz"), 8, "0"),
    ]  # fmt: skip
    return [measure(port, name, make, seconds=seconds, connections=n, queries=queries) for name, make, n, queries in todo]


def feed_paths(app: Any) -> list[str]:
    """A feed of every kind, one with a filter, and one in every format."""
    import sqlalchemy as sa

    from eventhub.accounts.models import Person
    from eventhub.communities.models import Community
    from eventhub.core.db import db
    from eventhub.events.models import Event

    with app.app_context():
        community, event, person = (db.session.scalar(sa.select(model.key).limit(1)) for model in (Community, Event, Person))
    kinds = [
        "all", "region/150", f"community/{community}", "format/meetup", "topic/python", "language/en", f"person/{person}", f"event/{event}", "cfp",
    ]  # fmt: skip
    return [
        *(f"/calendar/{kind}.ics" for kind in kinds), f"{FEED}?mode=in_person&topic=python", f"{FEED}?series=expand",
        f"{FEED}?locale=de", *IN_FORMATS[1:],
    ]  # fmt: skip


def feed_rows(app: Any, port: int, seconds: float) -> list[Row]:
    """304 and 200 unchanged of all these, each with a look at /healthz next to it: the run is long, and machines are shared."""
    from benchmarks.load import request

    health = request("/healthz", Accept_Encoding="gzip")
    found = [measure(port, "/healthz", lambda _n: health, seconds=seconds, connections=8, queries="0")]
    for path in feed_paths(app):
        answer = fetch(port, path, Accept_Encoding="gzip")
        size = f"{len(answer.read()) / 1000:,.0f} kB"
        name = re.sub(r"/[a-z0-9]{10}\.", "/….", path.removeprefix("/calendar/"))
        for status, headers in (("304", {"If_None_Match": answer.headers["ETag"]}), (f"200, {size}", {})):
            made = request(path, Accept_Encoding="gzip", **headers)
            row = measure(port, f"{name} {status}", lambda _n, made=made: made, seconds=seconds, connections=8)
            near = measure(port, "", lambda _n: health, seconds=seconds / 2, connections=8)
            found.append(replace(row, base=near.rate))
    return [*found, measure(port, "/healthz again", lambda _n: health, seconds=seconds, connections=8, queries="0")]


def event_pages(app: Any) -> list[str]:
    """Addresses of so many events that none is asked for twice."""
    import sqlalchemy as sa

    from eventhub.core.db import db
    from eventhub.events.models import Event

    with app.app_context():
        found = db.session.execute(sa.select(Event.key, Event.slug).order_by(Event.key).limit(20_000))
        return [f"/events/{key}-{slug}" for key, slug in found]


def print_table(found: list[Row]) -> None:
    """The table, with ratios to the mean of the two /healthz rows."""
    base = (found[0].rate + found[-1].rate) / 2
    width = max(36, *(len(row.name) for row in found))
    print(f"{'what':{width}} {'req/s':>8} {'ratio':>6} {'p50 ms':>8} {'p99 ms':>8} {'queries':>8}")
    for row in found:
        print(
            f"{row.name:{width}} {row.rate:8.0f} {row.rate / (row.base or base):6.2f} {row.p50:8.2f} {row.p99:8.2f} {row.queries:>8}"
        )


def memory_of(group: int) -> float:
    """Proportional set size of a process group, in MB (Linux)."""
    total = 0
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                if os.getpgid(int(folder.name)) == group:
                    lines = (folder / "smaps_rollup").read_text().splitlines()
                    total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
            except (OSError, ProcessLookupError):
                continue
    return total / 1024


def main() -> None:
    """Make the world, start the server, load it, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--occurrences", type=int, default=100_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--postgres", default="postgresql+psycopg:///postgres?host=/var/run/postgresql")
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--feeds", action="store_true", help="feeds of every kind and format instead")
    parser.add_argument("--home", type=Path, help="where the world is kept for the next time")
    chosen = parser.parse_args()
    home = chosen.home or Path(tempfile.mkdtemp(prefix="eventhub-bench-"))
    port = free_port()
    os.environ.update(EVENTHUB_ENV="development", EVENTHUB_HOME=str(home), EVENTHUB_BASE_URL=f"http://127.0.0.1:{port}",
                      EVENTHUB_LOG_LEVEL="ERROR", EVENTHUB_STORE_MEGABYTES="64", PYTHONPATH=str(ROOT))  # fmt: skip
    if chosen.database == "postgresql":
        os.environ["EVENTHUB_DATABASE_URL"] = postgres(chosen.postgres, chosen.occurrences)
    fresh = not (home / "made").exists()

    from eventhub import create_app

    app = create_app()
    if fresh:
        from benchmarks.world import make_world

        with app.app_context():
            make_world(chosen.occurrences)
        (home / "made").touch()
    with server(port, chosen.workers) as group:
        print(f"\n{chosen.occurrences:,} occurrences, {chosen.database}, {chosen.workers} worker(s)")
        print_table((feed_rows if chosen.feeds else rows)(app, port, chosen.seconds))
        for path, took in after_edits(app, port, *(IN_FORMATS if chosen.feeds else (FEED,))).items():
            print(f"{path}, first after an edit: median {took[len(took) // 2]:.1f} ms, worst {took[-1]:.1f} ms")
        print(f"memory of the server (PSS): {memory_of(group):.0f} MB")


def postgres(address: str, occurrences: int) -> str:
    """The address of a database for the benchmark, made when it is missing."""
    import sqlalchemy as sa

    name = f"eventhub_bench_{occurrences}"
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        if not connection.scalar(sa.text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}):
            connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    return sa.make_url(address).set(database=name).render_as_string(hide_password=False)


if __name__ == "__main__":
    main()
