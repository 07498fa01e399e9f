"""Files that mean harm, given to the real command: bounded in time and memory, and an answer in any case."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from eventhub.imports.ical import NotACalendar, occurrences, read_calendar
from tests.support.hostile_ics import FILES, HEAD, TAIL, event

ROOT = Path(__file__).parents[3]
SAMPLES = sorted((ROOT / "tests" / "data" / "ics").glob("*.ics"))
SECONDS = 5
"""Of the processor, for the whole command; by the clock it depends on what else the machine does."""
MEGABYTES = 300


class Ran(NamedTuple):
    """How a command ended, and what it took."""

    code: int
    seconds: float
    megabytes: float
    error: str


MEASURE = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=240).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(code, used.ru_utime + used.ru_stime, used.ru_maxrss / int(sys.argv[1]))
"""
"""A small process in between: a child starts out with the peak of whoever started it, and the tests have made large files."""


def preview(place: Path) -> Ran:
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    command = [
        sys.executable,
        "-m",
        "eventhub.cli",
        "import",
        "preview",
        str(place),
        "--from",
        "2027-01-01",
        "--to",
        "2028-01-01",
    ]
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE, str(unit), *command, "--json"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    code, seconds, megabytes = measured.stdout.split()
    return Ran(int(code), float(seconds), float(megabytes), measured.stderr)


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_no_file_takes_long_or_much_or_breaks_the_command(name, tmp_path):
    path = tmp_path / "hostile.ics"
    path.write_bytes(FILES[name]())

    ran = preview(path)

    assert ran.code in {0, 2}, ran.error
    assert (ran.seconds < SECONDS, ran.megabytes < MEGABYTES, ran.error.count("\n") <= 1) == (True, True, True), ran


@pytest.mark.parametrize(("content", "said"), [
    (b"BEGIN:VCALENDAR\nX-A:" + b"a" * 60_000_000, "it has a line that is too long (line 2)."),
    (HEAD + b"BEGIN:X\n" * 100 + TAIL, "it is nested too deeply (line 34)."), (HEAD + b"\n" * 50_000_000, "it has more than 50 MB."),
])  # fmt: skip
def test_what_is_refused_as_a_whole_is_refused_in_one_line(content, said, tmp_path):
    path = tmp_path / "hostile.ics"
    path.write_bytes(content)

    ran = preview(path)

    assert (ran.code, ran.error) == (2, f"Error: {path} can't be read: {said}\n")


@pytest.mark.parametrize(("place", "said"), [
    (Path("/dev/null"), "it is empty"), (ROOT / "tests", "it can't be read"), (ROOT / "none.ics", "there is no such file"),
    (Path(os.devnull) / "x", "it can't be read"), (Path("x" * 5000), "it can't be read"),
])  # fmt: skip
def test_places_that_are_no_files_are_said_in_one_line(place, said):
    ran = preview(place)

    assert (ran.code, ran.error) == (2, f"Error: {place} can't be read: {said}.\n")


PIECES = (
    b"\0", b"\xff", b"\n", b"\r", b" ", b":", b";", b",", b"=", b'"', b"\\", b"-", b"9999999999", b"0", b"Z", b"BEGIN:VEVENT\n",
    b"END:VEVENT\n", b"BEGIN:VTIMEZONE\n", b"END:VCALENDAR\n", b"RRULE:FREQ=YEARLY;BYWEEKNO=53;BYSETPOS=-366\n", b"INTERVAL=0;",
    b"COUNT=-1;", b"UNTIL=00000000;", b"00010101", b"15000101T000000", b"30001231T235959", b"20270230", b"/", b"PT999999H",
    b"RECURRENCE-ID;RANGE=THISANDFUTURE:20060101\n", b"RDATE;VALUE=PERIOD:20270101T000000Z/PT1H\n", b"EXRULE:FREQ=DAILY\n",
    b"+2359", b"+9999", b"TZID=", b"X-WR-TIMEZONE:Asia/Tokyo\n", b"\xc3", b"\xed\xa0\x80", b"\xe2\x80\xae",
)  # fmt: skip


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The file with up to six of its bytes, lines or numbers changed."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(changed) + 1)
        lines = bytes(changed).split(b"\n")
        match chance.randrange(4):
            case 0:
                changed[at:at] = chance.choice(PIECES)
            case 1:
                del changed[at : at + chance.choice([1, 2, 8, 40])]
            case 2:
                changed[at : at + 1] = chance.choice(PIECES)
            case _:
                lines.insert(chance.randrange(len(lines)), chance.choice(lines))
                changed = bytearray(b"\n".join(lines))
    return bytes(changed)


@pytest.mark.parametrize("seed", range(12))
def test_no_damage_to_a_real_file_breaks_the_reader(seed):
    chance = random.Random(seed)
    for _ in range(20):
        data = mutated(chance.choice(SAMPLES).read_bytes(), chance)
        try:
            reading = read_calendar(data)
        except NotACalendar:
            continue
        for found in occurrences(reading, datetime(2000, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)).occurrences:
            assert isinstance(found.starts, datetime) == isinstance(found.ends, datetime)
            assert found.starts < found.ends


def test_one_event_of_a_hostile_file_does_not_cost_the_others_their_place():
    late = event("RRULE:FREQ=YEARLY;COUNT=9", uid="late", start="DTSTART;VALUE=DATE:20220507")
    reading = read_calendar(HEAD + event("RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30") + late + TAIL)

    found = occurrences(reading, datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))

    assert ([o.starts for o in found.occurrences], found.cut) == ([date(2027, 5, 7)], [3])
