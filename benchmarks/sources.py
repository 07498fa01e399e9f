"""1,000 calendars in step by one worker, from a server on this machine: seconds for a change of each, and for none."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES, EVENTS = 1_000, 20


def calendar_text(number: int, version: int) -> bytes:
    """The calendar of one group; every second version moves one of its events."""
    begin = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//benchmark//EN", f"X-WR-CALNAME:Group {number}"]
    for at in range(EVENTS):
        start = begin + timedelta(days=7 * at, hours=version if at == 0 else 0)
        lines += [
            "BEGIN:VEVENT", f"UID:{number}-{at}@example.org", f"DTSTAMP:{datetime.now(UTC):%Y%m%dT%H%M%SZ}", f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
            "DURATION:PT2H", f"SUMMARY:Evening {at} of group {number}", f"DESCRIPTION:{'Talks and soup. ' * 8}", "LOCATION:Hall 1",
            "END:VEVENT",
        ]  # fmt: skip
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


class Groups(ThreadingHTTPServer):
    """A host with the calendars of all groups."""

    version = 0


class Handler(BaseHTTPRequestHandler):
    """Answers ``/<number>.ics``, without validators, as most hosts do."""

    def do_GET(self) -> None:
        """The calendar of the group."""
        body = calendar_text(int(self.path.strip("/").partition(".")[0]), self.server.version)  # type: ignore[attr-defined]  # ours
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main() -> None:
    """Make a home, add the sources, and let the worker's job run until nothing is due."""
    home = Path(tempfile.mkdtemp(prefix="eventhub-sources-"))
    os.environ |= {"EVENTHUB_HOME": str(home), "EVENTHUB_LOG_LEVEL": "ERROR", "EVENTHUB_FETCH_PRIVATE": "1"}
    for command in ("db", "upgrade"), ("seed",):
        subprocess.run(
            [sys.executable, "-m", "eventhub.cli", *command], env=os.environ, cwd=ROOT, check=True, capture_output=True
        )
    sys.path.insert(0, str(ROOT))
    with Groups(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        _measure(server)
        server.shutdown()


def _measure(server: Groups) -> None:
    from eventhub import create_app

    with create_app().app_context():
        _add(f"http://127.0.0.1:{server.server_port}")
        for label in (f"first sync, {EVENTS} drafts each", "unchanged but for DTSTAMP", "one event moved in each"):
            begun, good = time.perf_counter(), _run()
            took = time.perf_counter() - begun
            print(f"{SOURCES:,} sources, {label}: {took:.1f} s ({good:,} good, {took / SOURCES * 1000:.0f} ms each)")
            server.version = 1 if label.startswith("unchanged") else 0


def _add(base: str) -> None:
    import sqlalchemy as sa

    from eventhub.communities.models import Community, CommunityContact
    from eventhub.core import clock
    from eventhub.core.db import db, transaction
    from eventhub.imports.sources.models import Source, SourceKind, SourceState

    with transaction():
        spoken_for = sa.select(Community.id).join(CommunityContact).where(Community.standing != "archived").distinct()
        ids = db.session.scalars(spoken_for).all()
        db.session.add_all(
            Source(community_id=ids[n % len(ids)], kind=SourceKind.FEED, place=f"{base}/{n}.ics", status=SourceState.ACTIVE,
                   next_check_at=clock.now()) for n in range(SOURCES)
        )  # fmt: skip


def _run() -> int:
    """Run the job as the worker does each minute, all at once; returns how many were good."""
    import sqlalchemy as sa

    from eventhub.core import clock
    from eventhub.core.db import db, transaction
    from eventhub.imports.sources.due import sync_due
    from eventhub.imports.sources.models import Source

    with transaction():
        db.session.execute(sa.update(Source).where(Source.place.contains("127.0.0.1")).values(next_check_at=clock.now()))
    return sync_due(seconds=600)["good"]


if __name__ == "__main__":
    main()
