"""10,000 events of a calendar file read into drafts by the command line, then again: seconds and memory of the process."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
EVENTS = 10_000


def calendar_text(events: int) -> str:
    """A calendar as a program writes it: every tenth event repeats, every third has a link."""
    begin = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=1)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//benchmark//EN"]
    for number in range(events):
        start = begin + timedelta(hours=number)
        lines += [
            "BEGIN:VEVENT", f"UID:bench-{number}@example.org", f"DTSTAMP:{begin:%Y%m%dT%H%M%SZ}", f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
            f"DTEND:{start + timedelta(hours=2):%Y%m%dT%H%M%SZ}", f"SUMMARY:Evening number {number}",
            f"DESCRIPTION:{'Talks and soup and more talks. ' * 4}", "LOCATION:Hall 1\\, Main Street 5",
        ]  # fmt: skip
        lines += ["RRULE:FREQ=WEEKLY;COUNT=10"] if number % 10 == 0 else []
        lines += [f"URL:https://example.org/{number}"] if number % 3 == 0 else []
        lines.append("END:VEVENT")
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def main() -> None:
    """Make a home with one community and import into it."""
    home = Path(tempfile.mkdtemp(prefix="eventhub-import-"))
    environ = {**os.environ, "EVENTHUB_HOME": str(home), "EVENTHUB_LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "eventhub.cli"]
    subprocess.run([*command, "db", "upgrade"], env=environ, cwd=ROOT, check=True, capture_output=True)
    subprocess.run([*command, "seed"], env=environ, cwd=ROOT, check=True, capture_output=True)
    file = home / "bench.ics"
    file.write_bytes(calendar_text(EVENTS).encode())
    os.environ.update(environ)
    sys.path.insert(0, str(ROOT))
    key = _community()
    for label in ("into drafts", "again, unchanged"):
        begun = time.perf_counter()
        subprocess.run(
            [*command, "import", "ics", str(file), "--community", key], env=environ, cwd=ROOT, check=True, capture_output=True
        )
        took = time.perf_counter() - begun
        print(f"{EVENTS:,} events {label}: {took:.1f} s, peak memory of a child at most {_peak_mb():.0f} MB")


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _community() -> str:
    import sqlalchemy as sa

    from eventhub import create_app
    from eventhub.communities.models import Community, CommunityContact
    from eventhub.core.db import db

    with create_app().app_context():
        return str(db.session.scalar(sa.select(Community.key).join(CommunityContact).limit(1)))


if __name__ == "__main__":
    main()
