"""``run.py test``: the tests on SQLite, and once more on PostgreSQL where a server can be reached."""

import getpass
import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from launcher import app, environment
from launcher.checkout import DEV_LOCK, RUNTIME_LOCK, Checkout
from launcher.say import complain, say

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NOTHING_COLLECTED = 5

# Run inside the environment, where psycopg is: prints the first address that may be used, or the reason why none may.
PROBE = """
import sys
import psycopg
reason = "no server answers on the local socket or on 127.0.0.1:5432"
for url in sys.argv[1:]:
    try:
        with psycopg.connect(url.replace("+psycopg", "", 1), connect_timeout=2) as connection:
            role = "SELECT rolname, rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            name, allowed = connection.execute(role).fetchone()
    except psycopg.Error:
        continue
    if allowed:
        sys.exit(print(url))
    reason = f"the role {name} may not create databases"
sys.exit(reason)
"""


@dataclass
class Run:
    """One run of pytest and what came of it."""

    database: str
    settings: dict[str, str]
    leave_out: str = ""
    code: int = 0
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)


def run(checkout: Checkout, words: Sequence[str]) -> int:
    """All runs that this machine allows, and one line of summary; 0 when none failed."""
    environment.ensure(checkout, locks=[RUNTIME_LOCK, DEV_LOCK])
    app.compile_translations(checkout, settings=app.user_settings(checkout))
    runs, skipped = plan(checkout)
    for line in skipped:
        say(line)
    for number, one in enumerate(runs):
        run_pytest(checkout, one, arguments(words, one, again=number > 0))
    return summarize(runs, skipped)


def plan(checkout: Checkout) -> tuple[list[Run], list[str]]:
    """The runs to make, and a line for each kind of test that has to be skipped."""
    settings = app.python_settings(checkout)
    browser, postgres, why_not = find_browser(), *find_postgres(checkout)
    sqlite = Run("sqlite", {**settings, "EVENTHUB_TEST_DATABASE": "sqlite"}, leave_out="postgresql")
    runs, skipped = [sqlite], []
    if browser:
        sqlite.settings["EVENTHUB_CHROMIUM"] = browser
    else:
        sqlite.leave_out = "(postgresql or browser)"
        skipped.append("Skipped: the browser tests (no Chromium or Chrome found; EVENTHUB_CHROMIUM may name one).")
    if postgres:
        urls = {"EVENTHUB_TEST_DATABASE": "postgresql", "EVENTHUB_TEST_POSTGRES": postgres}
        runs.append(Run("postgresql", {**settings, **urls}, leave_out="browser"))
    else:
        skipped.append(f"Skipped: the tests on PostgreSQL ({why_not}; EVENTHUB_TEST_POSTGRES may name a server).")
    return runs, skipped


def find_browser() -> str | None:
    """The browser that drives the browser tests."""
    return next(filter(None, map(shutil.which, filter(None, (os.environ.get("EVENTHUB_CHROMIUM"), *BROWSERS)))), None)


def find_postgres(checkout: Checkout) -> tuple[str | None, str]:
    """The address of a PostgreSQL server on which databases can be made, or None and the reason."""
    named = os.environ.get("EVENTHUB_TEST_POSTGRES")
    probe = [str(checkout.python), "-c", PROBE, *([named] if named else usual_postgres_urls())]
    answer = subprocess.run(probe, capture_output=True, text=True, check=False)
    if answer.returncode == 0:
        return answer.stdout.strip(), ""
    return None, answer.stderr.strip().splitlines()[-1] if answer.stderr.strip() else "no answer"


def usual_postgres_urls() -> list[str]:
    """Where a PostgreSQL server usually waits for the current user."""
    user = getpass.getuser()
    sockets = [f"postgresql+psycopg://{user}@/postgres?host={folder}" for folder in ("/var/run/postgresql", "/tmp")]  # noqa: S108 - PostgreSQL's own default
    return [*sockets, f"postgresql+psycopg://{user}@127.0.0.1:5432/postgres"]


def arguments(words: Sequence[str], one: Run, *, again: bool) -> list[str]:
    """The arguments for pytest: the caller's, with what this run leaves out; in parallel unless the caller says otherwise."""
    words = leaving_out(words, one.leave_out)
    if not any(word.startswith(("-n", "--numprocesses", "--pdb", "--trace")) for word in words):
        words = ["-n", "auto", "--dist", "loadgroup", *words]
    if again and any(word == "--cov" or word.startswith("--cov=") for word in words):
        words.append("--cov-append")
    return words


def leaving_out(words: Sequence[str], marker: str) -> list[str]:
    """The arguments with one more condition on markers, joined to the caller's own ``-m`` (pytest obeys only the last)."""
    words = list(words)
    for index, word in enumerate(words):
        if word == "-m" and index + 1 < len(words):
            words[index + 1] = f"({words[index + 1]}) and not {marker}"
            return words
    return ["-m", f"not {marker}", *words]


def run_pytest(checkout: Checkout, one: Run, words: Sequence[str]) -> None:
    """One run; its counts come from pytest's own report."""
    report = checkout.var / "tests" / f"{one.database}.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    say(f"Tests on {'SQLite' if one.database == 'sqlite' else 'PostgreSQL'}")
    command = [str(checkout.python), "-m", "pytest", f"--junitxml={report}", *words]
    started = time.monotonic()
    one.code = subprocess.run(command, cwd=checkout.root, env=one.settings, check=False).returncode
    one.seconds = time.monotonic() - started
    if report.exists():
        one.counts = read_counts(report.read_text("utf-8"))


def read_counts(report: str) -> Counter[str]:
    """Passed, failed, errors and skipped of a JUnit report."""
    counts: Counter[str] = Counter()
    for suite in ET.fromstring(report).iter("testsuite"):  # noqa: S314 - pytest wrote it a moment ago
        found = {name: int(suite.get(key, 0)) for name, key in KEYS.items()}
        counts.update(found)
        counts["passed"] += int(suite.get("tests", 0)) - sum(found.values())
    return counts


KEYS = {"failed": "failures", "error": "errors", "skipped": "skipped"}


def summarize(runs: Sequence[Run], skipped: Sequence[str]) -> int:
    """Print the summary of all runs in pytest's own form, so that the last line tells of everything; returns the exit code."""
    failed = [one for one in runs if one.code and one.code != NOTHING_COLLECTED]
    nothing = all(one.code == NOTHING_COLLECTED for one in runs)
    missing = bool(skipped) and os.environ.get("CI", "").lower() in ("1", "true", "yes")
    if missing:
        complain("In CI nothing may be skipped for want of a browser or of PostgreSQL: that counts as a failure.")
    total: Counter[str] = sum((one.counts for one in runs), Counter())
    parts = [f"{total[name]} {name}" for name in ("failed", "passed", "skipped", "error") if total[name]] or ["no tests ran"]
    times = " + ".join(f"{one.database} {one.seconds:.1f}s" for one in runs)
    line = f" {', '.join(parts)} in {sum(one.seconds for one in runs):.2f}s ({times}) "
    sys.stdout.flush()
    say(line.center(max(shutil.get_terminal_size().columns, len(line) + 4), "="))
    if failed:
        return failed[0].code
    return NOTHING_COLLECTED if nothing else int(missing)
