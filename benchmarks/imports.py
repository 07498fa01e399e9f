"""10,000 events of a calendar file, the same again, and 1,000 series, read into drafts: seconds and memory of the process."""

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
SERIES = 1_000


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


def series_text(series: int) -> str:
    """Series without an end, each with a date left out and one changed: some eighty dates each."""
    begin = datetime.now(UTC).replace(tzinfo=None, hour=19, minute=0, second=0, microsecond=0) - timedelta(days=200)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//benchmark//EN"]
    for number in range(series):
        start = begin + timedelta(days=number % 28)
        rule = (
            "FREQ=WEEKLY",
            "FREQ=WEEKLY;INTERVAL=2",
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "FREQ=WEEKLY;BYDAY=MO,TH",
        )[number % 4]
        zone = ";TZID=Europe/Berlin"
        head = [
            "BEGIN:VEVENT",
            f"UID:series-{number}@example.org",
            f"SUMMARY:Series number {number}",
            "LOCATION:Hall 1",
            "DURATION:PT2H",
        ]
        lines += [*head, f"DTSTART{zone}:{start:%Y%m%dT%H%M%S}", f"RRULE:{rule}",
                  f"EXDATE{zone}:{start + timedelta(weeks=30):%Y%m%dT%H%M%S}", "END:VEVENT"]  # fmt: skip
        changed = start + timedelta(weeks=32)
        lines += [
            *head,
            f"RECURRENCE-ID{zone}:{changed:%Y%m%dT%H%M%S}",
            f"DTSTART{zone}:{changed + timedelta(days=1):%Y%m%dT%H%M%S}",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def main() -> None:
    """Make a home with one community and import into it."""
    home = Path(tempfile.mkdtemp(prefix="eventhub-import-"))
    environ = {**os.environ, "EVENTHUB_HOME": str(home), "EVENTHUB_LOG_LEVEL": "ERROR"}
    command = [sys.executable, "run.py", "cli"]
    subprocess.run([*command, "db", "upgrade"], env=environ, cwd=ROOT, check=True, capture_output=True)
    subprocess.run([*command, "seed"], env=environ, cwd=ROOT, check=True, capture_output=True)
    os.environ.update(environ)
    sys.path.insert(0, str(ROOT))
    key = _community()
    once, series = (f"{EVENTS:,} events", calendar_text(EVENTS)), (f"{SERIES:,} series", series_text(SERIES))
    for name, text in (once, (f"the same {EVENTS:,} events again", once[1]), series):
        file = home / "bench.ics"
        file.write_bytes(text.encode())
        begun, busy = time.perf_counter(), _busy()
        subprocess.run(
            [*command, "import", "ics", str(file), "--community", key], env=environ, cwd=ROOT, check=True, capture_output=True
        )
        took = time.perf_counter() - begun
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
        print(
            f"{name} into drafts: {took:.1f} s ({_busy() - busy:.1f} s of a processor), peak memory of a child at most {peak:.0f} MB"
        )


def _busy() -> float:
    """Seconds that children have kept a processor busy: what a machine with other work to do still tells."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _community() -> str:
    import sqlalchemy as sa

    from eventhub import create_app
    from eventhub.communities.models import Community, CommunityContact
    from eventhub.core.db import db

    with create_app().app_context():
        return str(db.session.scalar(sa.select(Community.key).join(CommunityContact).limit(1)))


if __name__ == "__main__":
    main()
