"""50 calendar programs that poll with their ETag for a minute, while events are edited and people read lists: errors, latencies, memory."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import load
from benchmarks.speed import LIST, ROOT, edit_one, fetch, free_port, memory_of, server

FEEDS = (
    "/calendar/all.ics", "/calendar/region/150.ics", "/calendar/region/DE.ics", "/calendar/region/019.ics", "/calendar/language/de.ics",
    "/calendar/format/meetup.ics", "/calendar/all.ics?mode=online", "/calendar/all.ics?locale=ar", "/calendar/region/150.ics?series=expand",
    "/calendar/region/002.ics",
)  # fmt: skip
CLIENTS = 50
EVERY = 1.0
"""Seconds between two edits."""


def poll(port: int, seconds: float, said: dict[str, Any]) -> None:
    """Fifty clients, each with the ETag that its feed had at the start: 304 while nothing has changed, 200 after an edit."""
    tags = {path: fetch(port, path, Accept_Encoding="gzip").headers["ETag"] for path in FEEDS}
    made = [load.request(path, If_None_Match=tag, Accept_Encoding="gzip") for path, tag in tags.items()]
    said["polls"] = load.run(port, lambda n: made[n % len(made)], seconds=seconds, connections=CLIENTS)


def read_lists(port: int, seconds: float, said: dict[str, Any]) -> None:
    """One reader who opens the list again and again."""
    asked = load.request(LIST, Accept_Encoding="gzip")
    said["lists"] = load.run(port, lambda _n: asked, seconds=seconds, connections=1)


def edit(app: Any, seconds: float, said: dict[str, Any]) -> None:
    """An edit each second, as organizers make them."""
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        edit_one(app, count)
        count += 1
        time.sleep(EVERY)
    said["edits"] = count


def main() -> None:
    """Make the world, start the server, let everybody loose, print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--occurrences", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--home", type=Path, help="where the world is kept for the next time")
    chosen = parser.parse_args()
    home, port = chosen.home or Path(tempfile.mkdtemp(prefix="eventhub-polling-")), free_port()
    os.environ.update(EVENTHUB_ENV="development", EVENTHUB_HOME=str(home), EVENTHUB_BASE_URL=f"http://127.0.0.1:{port}",
                      EVENTHUB_LOG_LEVEL="ERROR", EVENTHUB_STORE_MEGABYTES="64", PYTHONPATH=str(ROOT))  # fmt: skip

    from eventhub import create_app

    app = create_app()
    if not (home / "made").exists():
        from benchmarks.world import make_world

        with app.app_context():
            make_world(chosen.occurrences)
        (home / "made").touch()
    with server(port, chosen.workers) as group:
        _run(app, port, group, chosen.seconds)


def _run(app: Any, port: int, group: int, seconds: float) -> None:
    said: dict[str, Any] = {}
    threads = [
        threading.Thread(target=poll, args=(port, seconds, said)), threading.Thread(target=read_lists, args=(port, seconds, said)),
        threading.Thread(target=edit, args=(app, seconds, said)),
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    memory = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(min(5, seconds / 6))
        memory.append(memory_of(group))
    for thread in threads:
        thread.join()
    for name, what in (("polls", f"{CLIENTS} clients with their ETag"), ("lists", "the list page meanwhile")):
        result = said[name]
        told = ", ".join(f"{number:,} × {status}" for status, number in sorted(result.statuses.items()))
        print(f"{what:32} {result.rate:7.0f}/s  p50 {result.median:6.1f} ms  p95 {result.percentile(0.95):6.1f} ms  {told}")
    print(f"edits meanwhile: {said['edits']}; memory of the server (PSS, MB): {' '.join(f'{size:.0f}' for size in memory)}")


if __name__ == "__main__":
    main()
