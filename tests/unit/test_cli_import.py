"""``run.py cli import ics``: from a file or an address, what it prints, and what the shell is told."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from eventhub.cli.main import cli
from eventhub.core.db import db
from eventhub.events.models import Event
from eventhub.imports.sources.models import Source
from tests.factories import make_community, make_format, make_person

FILE = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:Soon\r\nDTSTART:20900101T100000Z\r\nDTEND:20900101T120000Z\r\nEND:VEVENT\r\n"
OVER = b"BEGIN:VEVENT\r\nUID:b\r\nSUMMARY:Over\r\nDTSTART:20200101T100000Z\r\nDTEND:20200101T120000Z\r\nEND:VEVENT\r\n"


@pytest.fixture
def run(app, given, monkeypatch):
    """``run(place, …)``: the command for a community, with its output."""
    with given():
        make_format("meetup")
        key = make_community(contacts=(make_person(email="ada@example.org"),)).key
    monkeypatch.setattr("eventhub.cli.imports.make_app", lambda: app)
    return lambda place, *more: CliRunner().invoke(cli, ["import", "ics", str(place), "--community", key, *more])


@pytest.fixture
def server():
    """The address of a server on this machine that answers /good.ics, /page and nothing else."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = {"/good.ics": FILE, "/page": b"<!doctype html><p>Sign in</p>"}.get(self.path)
            self.send_response(200 if body else 404)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}"
        listening.shutdown()
        thread.join()


def sources(app) -> list[tuple[str, str]]:
    with app.app_context():
        return [
            tuple(row)
            for row in db.session.execute(sa.select(Source.place, Event.title).join(Source, Source.key == Event.source))
        ]


def test_a_file_comes_in_once(run, app, tmp_path):
    (tmp_path / "our.ics").write_bytes(FILE + OVER)

    first, second = run(tmp_path / "our.ics"), run(tmp_path / "our.ics")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout == ("our.ics: 1 new, 0 the same, 0 updated, 1 skipped.\nSkipped:\n  line 8, “Over”: It is over.\n")
    assert second.stdout.startswith("our.ics: 0 new, 1 the same, 0 updated, 1 skipped.\n")
    assert sources(app) == [("our.ics", "Soon")]


def test_the_last_line_can_be_json(run, tmp_path):
    (tmp_path / "our.ics").write_bytes(FILE + OVER)

    told = json.loads(run(tmp_path / "our.ics", "--json").stdout.splitlines()[-1])

    assert told == {
        "source": "our.ics", "calendar": "", "total": 2, "new": 1, "same": 0, "updated": 0, "vanished": 0, "published": 0,
        "skipped": 1, "doubts": 0,
        "skipped_events": [{
            "line": 8, "title": "Over", "why": "over", "reason": "It is over.",
        }],
        "doubtful_events": [],
    }  # fmt: skip


def test_an_address_is_fetched(run, app, server):
    result = run(f"{server}/good.ics")

    assert result.exit_code == 0
    assert sources(app) == [(f"{server}/good.ics", "Soon")]


def test_a_webcal_address_means_https(run, server):
    result = run(f"webcal{server.removeprefix('http')}/good.ics")

    assert (result.exit_code, result.stderr.startswith("Error: https://127.0.0.1:")) == (2, True)


@pytest.mark.parametrize(("place", "says"), [
    ("/page", "it is a web page that names no events (line 1)."), ("/gone.ics", "the host answered with an error (404)."),
])  # fmt: skip
def test_an_address_that_gives_no_calendar_is_one_line(run, app, server, place, says):
    result = run(server + place)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Error: {server}{place} can't be read: {says}\n"
    assert sources(app) == []


@pytest.mark.parametrize(("content", "says"), [
    (b"", "it is empty."), (b"\x89PNG\r\n\0\0\0", "it is no text (line 1)."), (b"hello\n", "there is no calendar in it (line 1)."),
    (None, "there is no such file."), (b" " * 50_000_001, "it has a line that is too long (line 1)."),
])  # fmt: skip
def test_a_file_that_is_no_calendar_is_one_line(run, tmp_path, content, says):
    path = tmp_path / "our.ics"
    if content is not None:
        path.write_bytes(content)

    result = run(path)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith(f"our.ics can't be read: {says}\n")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("place", ["ftp://example.org/a.ics", "file:///etc/passwd", "https://user:secret@127.0.0.1/a.ics", "."])
def test_other_places_are_refused_in_one_line(run, place):
    result = run(place)

    assert (result.exit_code, result.stderr.count("\n"), "secret" in result.stderr) == (2, 1, False)


def test_nothing_in_is_said_to_the_shell(run, tmp_path):
    (tmp_path / "old.ics").write_bytes(OVER)
    (tmp_path / "none.ics").write_bytes(b"BEGIN:VCALENDAR\nEND:VCALENDAR\n")

    assert run(tmp_path / "old.ics").exit_code == 1
    assert run(tmp_path / "old.ics", "--past").exit_code == 0
    assert run(tmp_path / "none.ics").exit_code == 0


def test_a_stranger_as_organizer_is_one_line(run, tmp_path):
    (tmp_path / "our.ics").write_bytes(FILE)

    result = run(tmp_path / "our.ics", "--organizer", "who@example.org")

    assert (result.exit_code, result.stderr) == (1, "Error: There is no confirmed account with the address who@example.org.\n")


@pytest.mark.slow
def test_ten_thousand_events_come_in_and_progress_is_told(run, tmp_path):
    events = (FILE.split(b"\r\n", 1)[1].replace(b"UID:a", b"UID:%d" % n) for n in range(10_000))
    (tmp_path / "big.ics").write_bytes(b"".join(events))

    began = time.perf_counter()
    result = run(tmp_path / "big.ics")
    took = time.perf_counter() - began

    print(f"10,000 events: {took:.1f} s")  # noqa: T201  the figure is for the reader of the test's output
    assert result.stdout == "big.ics: 10000 new, 0 the same, 0 updated, 0 skipped.\n"
    assert result.stderr.splitlines() == [
        f"{label}: {n:,} of 10,000" for label in ("Reading", "Writing") for n in range(1000, 10_001, 1000)
    ]
