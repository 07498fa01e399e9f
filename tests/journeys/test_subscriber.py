"""A real subscriber of a running server: vdirsyncer fetches its feeds, khal shows what is in them."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import httpx
import pytest
from icalendar import Calendar

from eventhub import create_app
from eventhub.config import Settings
from eventhub.core.db import transaction
from eventhub.events.queries.listing import PAGE_SIZE
from eventhub.events.workflow import S
from tests.factories import make_event, make_person
from tests.support.databases import SqliteDatabase
from tests.support.sessions import PASSWORD, forms_of

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("subscriber")]
ROOT = Path(__file__).parents[2]
ORGANIZER = "olga@example.org"
EDITED = "The one that is edited"
LOCAL = "Asia/Kathmandu"
"""Where the subscriber lives: 5:45 before UTC."""
FIRST, LAST = -80, 500
"""The days, from today on, that the page and khal are asked for; the feed's window is wider."""

Line = tuple[str, str]
"""The local start (the date alone of a whole day), and the title."""

FEEDS = (("all.ics", "/events", 78), ("region/150.ics", "/events?region=150", 30))
"""Feeds, the lists that show the same (of everything, and of Europe), and how many events that are."""


# The server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with a small world of its own, on SQLite whatever the other tests use."""
    home, base = tmp_path_factory.mktemp("subscribed"), f"http://127.0.0.1:{free_port()}"
    environ = {**plain_environ(), "EVENTHUB_HOME": str(home), "EVENTHUB_DATABASE_URL": SqliteDatabase(home).url,
               "EVENTHUB_BASE_URL": base, "EVENTHUB_LOG_LEVEL": "ERROR"}  # fmt: skip
    # In a process of its own: this one has its application already, perhaps on PostgreSQL.
    program = f"from tests.journeys.test_subscriber import make_world; make_world({str(home)!r}, {base!r})"
    subprocess.run([sys.executable, "-c", program], env=environ, cwd=ROOT, check=True, timeout=300)
    with serving(base, environ):
        yield base


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def plain_environ() -> dict[str, str]:
    """This process's environment without settings of the project and without proxies."""
    return {name: value for name, value in os.environ.items()
            if not name.startswith("EVENTHUB_") and not name.lower().endswith("_proxy")}  # fmt: skip


@contextmanager
def serving(base: str, environ: dict[str, str]) -> Iterator[None]:
    """A server as a process of its own, from its first answer on."""
    command = [sys.executable, "-m", "eventhub.cli", "serve", "--port", base.rpartition(":")[2]]
    child = subprocess.Popen(command, env=environ, cwd=ROOT)
    try:
        wait_for(f"{base}/healthz", child)
        yield
    finally:
        child.terminate()
        child.wait(20)


def wait_for(address: str, child: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until and child.poll() is None:
        try:
            if httpx.get(address, timeout=2, trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


def make_world(home: str, base: str) -> None:
    """More events than a page of the list holds: past and to come, in many zones, whole days, called off, put off."""
    database = SqliteDatabase(Path(home))
    app = create_app(Settings(env="test", home=Path(home), database_url=database.url, base_url=base, argon2_memory_kib=64,
                              log_level="CRITICAL"))  # fmt: skip
    database.prepare(app)
    with app.app_context(), transaction():
        add_events()


def add_events() -> None:
    by = make_person(name="Olga", email=ORGANIZER)
    today = datetime.now(UTC).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    places = (
        ("DE", "Europe/Berlin"), ("PT", "Europe/Lisbon"), ("EG", "Africa/Cairo"), ("MA", "Africa/Casablanca"),
        ("CA", "America/Vancouver"), ("NP", "Asia/Kathmandu"), ("JP", "Asia/Tokyo"), ("NZ", "Pacific/Chatham"), ("GB", "UTC"),
    )  # fmt: skip
    titles = (
        "Talks, and soup; at eight", "أمسية عن قابلية الوصول", "日本語の勉強会", "🎉 Sprint für alle", r"Paths\Names: “quoted”",
    )  # fmt: skip
    for number in range(72):
        region, zone = places[number % len(places)]
        starts = today + timedelta(days=-70 + 5 * number, hours=number % 24)
        make_event(organizer=by, status=S.PUBLISHED, title=f"{titles[number % len(titles)]} {number}", region_code=region, zone=zone,
                   starts=starts, ends=starts + timedelta(hours=2), languages=("en",))  # fmt: skip
    soon = today + timedelta(days=12, hours=18)
    plain = {"organizer": by, "starts": soon, "ends": soon + timedelta(hours=3)}
    make_event(status=S.PUBLISHED, title=EDITED, **plain)
    make_event(status=S.CANCELLED, title="The room is gone", **plain)
    make_event(status=S.POSTPONED, title="Later, perhaps", **plain)
    make_event(status=S.PUBLISHED, title="Online and long", mode="hybrid", **{**plain, "ends": soon + timedelta(days=3)})
    for days in (1, 3):
        first = today + timedelta(days=20)
        make_event(organizer=by, status=S.PUBLISHED, title=f"Whole days: {days}", all_day=True, starts=first,
                   ends=first + timedelta(days=days))  # fmt: skip


# The subscriber


@dataclass(frozen=True)
class Subscriber:
    """Someone with vdirsyncer and khal, whose calendars lie below a folder."""

    home: Path
    base: str

    def subscribe(self, feed: str) -> None:
        """Configure both programs for one feed."""
        self.vdir.mkdir()
        (self.home / "vdirsyncer.ini").write_text(f"""
[general]
status_path = "{self.home / "status"}"

[pair events]
a = "feed"
b = "folder"
collections = null

[storage feed]
type = "http"
url = "{self.base}/calendar/{feed}"

[storage folder]
type = "filesystem"
path = "{self.vdir}"
fileext = ".ics"
""")
        (self.home / "khal.ini").write_text(f"""
[calendars]
[[events]]
path = {self.vdir}
readonly = True

[sqlite]
path = {self.home / "khal.db"}

[locale]
local_timezone = {LOCAL}
default_timezone = {LOCAL}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
""")
        self._run("vdirsyncer", "discover")
        self.sync()

    @property
    def vdir(self) -> Path:
        """The folder with a file for each event."""
        return self.home / "vdir"

    def sync(self) -> list[str]:
        """Fetch; returns what vdirsyncer says it did with single items."""
        said = self._run("vdirsyncer", "sync")
        return [line for line in said.splitlines() if re.match(r"Copying|Deleting", line)]

    def files(self) -> dict[str, tuple[int, int, bytes]]:
        """Each file with what tells whether it has been written again."""
        return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns, path.read_bytes()) for path in self.vdir.glob("*.ics")}

    def list(self, first: str, last: str) -> list[Line]:
        """What khal shows of these days, in order of time."""
        shape = ("--once", "--day-format", "", "--format", "{start-date} {start-time} {title}")
        said = self._run("khal", "list", *shape, first, last)
        lines = [re.fullmatch(r"(\S{10}) (\d\d:\d\d)? (.+)", line) for line in said.splitlines() if line.strip()]
        return sorted((f"{found[1]} {found[2] or ''}".strip(), found[3]) for found in lines if found)

    def _run(self, program: str, *words: str) -> str:
        """One of the two programs, in English and in nobody's home."""
        environ = {**plain_environ(), "HOME": str(self.home), "XDG_CONFIG_HOME": str(self.home), "XDG_CACHE_HOME": str(self.home),
                   "XDG_DATA_HOME": str(self.home), "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", "NO_COLOR": "1"}  # fmt: skip
        entry = {"vdirsyncer": "vdirsyncer.cli:app", "khal": "khal.cli:main_khal"}[program]
        module, name = entry.split(":")
        command = [sys.executable, "-c", f"import sys; from {module} import {name}; sys.argv[0] = {program!r}; {name}()"]
        done = subprocess.run([*command, "-c", str(self.home / f"{program}.ini"), *words], env=environ, cwd=self.home, text=True,
                              encoding="utf-8", capture_output=True, check=False, timeout=120)  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout if program == "khal" else done.stdout + done.stderr


@pytest.fixture
def subscriber_of(server: str, tmp_path: Path) -> Callable[[str], Subscriber]:
    """``subscriber_of("all.ics")``: someone who has just fetched that feed for the first time."""

    def begin(feed: str) -> Subscriber:
        subscriber = Subscriber(tmp_path, server)
        subscriber.subscribe(feed)
        return subscriber

    return begin


# The page


class Rows(HTMLParser):
    """The rows of a list: day, moment and title of each, with the word that says it is off; and where the list goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[dict[str, str]] = []
        self.next = ""
        self._day = ""
        self._into = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        kinds = given.get("class", "").split()
        if "date-block" in kinds:
            self._day = given["datetime"]
        if tag == "article" and "event-row" in kinds:
            self.rows.append({"day": self._day, "starts": "", "status": "", "title": ""})
        if tag == "a" and given.get("rel") == "next":
            self.next = given["href"]
        if tag == "time" and self.rows and "data-zone" in given:
            self.rows[-1]["starts"] = given.get("datetime", "")
        self._into = {"event-status": "status", "event-title": "title"}.get(kinds[0] if kinds else "", self._into)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"p", "h2", "h3"}:
            self._into = ""

    def handle_data(self, data: str) -> None:
        if self._into:
            self.rows[-1][self._into] += data


def list_of_page(base: str, path: str, first: str, last: str) -> list[Line]:
    """What the pages of a list show of the days from the first to the last, said as a calendar says it to the subscriber."""
    around = [datetime.fromisoformat(day) + timedelta(days=days) for day, days in ((first, -2), (last, 2))]
    address = f"{base}{path}{'&' if '?' in path else '?'}from={around[0]:%Y-%m-%d}&to={around[1]:%Y-%m-%d}"
    lines, pages = [], 0
    while address:
        page = Rows()
        page.feed(httpx.get(address, trust_env=False).raise_for_status().text)
        lines += [line_of(row) for row in page.rows]
        address, pages = urljoin(address, page.next) if page.next else "", pages + 1
    assert pages == 1 + (len(lines) > PAGE_SIZE)
    return sorted(line for line in lines if first <= line[0][:10] <= last)


def line_of(row: dict[str, str]) -> Line:
    status, title = row["status"].strip(), row["title"].strip()
    local = datetime.fromisoformat(row["starts"]).astimezone(ZoneInfo(LOCAL)) if row["starts"] else None
    return f"{local:%Y-%m-%d %H:%M}" if local else row["day"], f"{status}: {title}" if status else title


def save_title(base: str, title: str, new: str) -> None:
    """The organizer signs in, opens the event's form and saves it with another title."""
    with httpx.Client(base_url=base, trust_env=False, follow_redirects=True, timeout=30) as browser:
        submit(browser, "/account/sign-in", "/account/sign-in", email=ORGANIZER, password=PASSWORD)
        page = browser.get("/events", params={"q": title}).text
        found = re.search(r'href="/events/(\w{10})-[^"]*" dir="auto"', page)
        assert found, page
        edit = f"/events/{found[1]}/edit"
        submit(browser, edit, "/edit", title=new, then="stay")


def submit(browser: httpx.Client, path: str, action: str, **values: str) -> None:
    """Fill in a form of a page and send it."""
    page = browser.get(path)
    forms = [form for form in forms_of(page.text) if form["method"] == "post"]
    [form] = [form for form in forms if form["action"].split("?")[0].endswith(action)]
    data: dict[str, Any] = {}
    for name, value in form["fields"]:
        data.setdefault(name, []).append(value)
    answer = browser.post(form["action"], data={**data, **values}, headers={"Referer": str(page.url)})
    assert (answer.status_code, [before.status_code for before in answer.history]) == (200, [303]), answer.text


# What holds


@pytest.mark.parametrize(("feed", "path", "count"), FEEDS)
def test_khal_lists_the_events_of_the_page_at_their_local_times(
    feed: str, path: str, count: int, server: str, subscriber_of: Any
) -> None:
    today = datetime.now(UTC)
    first, last = (f"{today + timedelta(days=days):%Y-%m-%d}" for days in (FIRST, LAST))
    shown = list_of_page(server, path, first, last)
    assert len(shown) == count
    assert subscriber_of(feed).list(first, last) == shown


def test_a_second_sync_without_a_change_writes_no_file(subscriber_of: Any) -> None:
    subscriber = subscriber_of("all.ics")
    before = subscriber.files()
    assert len(before) == 78
    assert subscriber.sync() == []
    assert subscriber.files() == before


def test_after_one_edit_a_sync_writes_one_file(server: str, subscriber_of: Any) -> None:
    subscriber = subscriber_of("all.ics")
    before = subscriber.files()
    save_title(server, EDITED, f"{EDITED}, again")
    try:
        said = subscriber.sync()
    finally:
        save_title(server, f"{EDITED}, again", EDITED)
    after = subscriber.files()
    # vdirsyncer names what it fetches over HTTP after its content, so a changed event comes in another file.
    [gone], [new] = before.keys() - after.keys(), after.keys() - before.keys()
    assert {name: after[name] for name in after if name != new} == {name: before[name] for name in before if name != gone}
    assert [line.split()[0] for line in sorted(said)] == ["Copying", "Deleting"]
    assert summary_of(before[gone]) == EDITED
    assert summary_of(after[new]) == f"{EDITED}, again"


def summary_of(file: tuple[int, int, bytes]) -> str:
    """The title of the one event in a file."""
    [event] = Calendar.from_ical(file[2]).walk("VEVENT")
    return str(event["SUMMARY"])
