"""``run.py cli import source``: what it prints, and what the shell is told."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from eventhub.cli.main import cli
from eventhub.core.db import db
from eventhub.events.models import Event
from eventhub.imports.sources.models import Source
from tests.factories import make_community, make_format, make_person, make_reviewer
from tests.support.calendars import COMPLETE, serve_calendars, vcalendar, vevent

FILE = vcalendar(vevent(*COMPLETE, start="DTSTART:20900101T100000Z"), vevent(uid="old", start="DTSTART:20200101T100000Z"))


@pytest.fixture
def run(app, given, monkeypatch):
    """``run("list", …)``: the command, with its output; ``run.key`` is a community's."""
    with given():
        make_format("meetup")
        key = make_community(contacts=(make_person(email="ada@example.org"),)).key
        make_reviewer("DE", email="rita@example.org")
    monkeypatch.setattr("eventhub.cli.imports.make_app", lambda: app)
    monkeypatch.setattr("eventhub.cli.sources.make_app", lambda: app)

    def call(*words):
        return CliRunner().invoke(cli, ["import", "source", *map(str, words)])

    call.key = key
    return call


@pytest.fixture
def file(tmp_path):
    (tmp_path / "our.ics").write_bytes(FILE)
    return tmp_path / "our.ics"


def keys(app) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Source.key).order_by(Source.id)))


def test_a_file_is_looked_at_then_brought_in_then_listed(run, app, file):
    added = run("add", file, "--community", run.key)
    (key,) = keys(app)

    assert (added.exit_code, added.stdout) == (0, (
        f"{key}  Our evenings\n1 new, 0 changed, 0 the same, 0 skipped, 1 over, 0 vanished.\n"
        "  new      2090-01-01 10:00 UTC             Talk\n"
        f"See all of it: import source look {key}. Bring it in: import source sync {key}.\n"
    ))  # fmt: skip
    assert run("look", key).stdout.startswith("1 new, 0 changed")
    assert run("sync", key).stdout.startswith("our.ics: 1 new, 0 the same, 0 updated, 1 skipped.\n")
    assert run("sync", key).stdout.startswith("our.ics: 0 new, 1 the same, 0 updated, 1 skipped.\n")
    listed = run("list", "--community", run.key).stdout
    assert listed.startswith(f"{key}  active  our.ics  good 20")
    assert listed.endswith("UTC, 1 events, 0 skipped\n")


def test_an_address_that_fails_is_told_by_two_and_listed(run, app):
    with serve_calendars() as server:
        place = server.put("/a.ics", FILE)
        run("add", place, "--community", run.key)
        (key,) = keys(app)
        run("sync", key)
        server.put("/a.ics", b"<!doctype html>")
        failed = run("sync", key)

    assert (failed.exit_code, failed.stderr) == (
        2,
        "Error: This is a web page that names no events. Give the address of its calendar instead.\n",
    )
    assert (
        run("list").stdout.splitlines()[1].strip()
        == "This is a web page that names no events. Give the address of its calendar instead. (line 1)"
    )


@pytest.mark.parametrize(
    ("place", "code"), [("nowhere.ics", 2), ("ftp://example.org/a.ics", 2), ("http://127.0.0.1:1/a.ics", 2)]
)
def test_what_is_no_calendar_is_one_line_and_two(run, app, tmp_path, place, code):
    result = run("add", place, "--community", run.key)

    assert (result.exit_code, result.stdout, result.stderr.count("\n"), keys(app)) == (code, "", 1, [])


def test_the_same_again_points_to_the_one_there(run, app, file):
    run("add", file, "--community", run.key)
    again = run("add", file, "--community", run.key)

    assert (again.exit_code, again.stderr) == (1, f"Error: This calendar is here already: {keys(app)[0]}.\n")


def test_pausing_trusting_and_removing(run, app, file):
    run("add", file, "--community", run.key)
    (key,) = keys(app)
    run("sync", key)

    assert run("pause", key).stdout == "Paused. The events stay as they are.\n"
    assert run("resume", key).stdout == "It is kept in step again.\n"
    assert run("trust", key).exit_code == 1
    assert run("trust", key, "--as", "rita@example.org").stdout == "Trusted. Its events go out by themselves.\n"
    assert run("distrust", key, "--as", "rita@example.org").exit_code == 1
    done = run("distrust", key, "--as", "rita@example.org", "--reason", "Two were wrong.")
    assert done.stdout == "Its new events wait for a review.\n"
    would = run("remove", key, "--fate", "drafts", "--dry-run")
    assert would.stdout == (
        "It would be: 1 drafts deleted, 0 withdrawn, 0 events cancelled (0 people told), 0 kept (0 for others to decide).\n"
    )
    assert run("remove", key, "--fate", "drafts").stdout.startswith("Removed: 1 drafts deleted")
    assert run("list").stdout.startswith("No calendar is mirrored.")
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Event)) == 0


def test_an_import_by_command_is_a_paused_source_underneath(run, app, file):
    imported = CliRunner().invoke(cli, ["import", "ics", str(file), "--community", run.key])

    assert imported.stdout.startswith("our.ics: 1 new, 0 the same, 0 updated, 1 skipped.\n")
    assert run("list").stdout.startswith(f"{keys(app)[0]}  paused  our.ics  good 20")


def test_who_is_unknown_is_one_line(run, file):
    assert run("look", "nokey").stderr == "Error: There is no source with the key nokey. See: import source list\n"
    assert run("add", file, "--community", "nokey").stderr == "Error: There is no community with the key nokey.\n"
    unknown = run("add", file, "--community", run.key, "--as", "who@example.org")
    assert unknown.stderr == "Error: There is no account with the address who@example.org.\n"
