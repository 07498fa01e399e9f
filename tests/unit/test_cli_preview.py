"""``import preview``: shows what would come in, writes nothing, asks no database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from eventhub.cli.imports import preview

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//EN\r\n"
EVENT = "BEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:{title}\r\n{more}\r\nEND:VEVENT\r\n"


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A home that must not come into being."""
    monkeypatch.setenv("EVENTHUB_HOME", str(tmp_path / "home"))


def look(path: Path | str, *more: str, start: str = "2027-01-01", end: str = "2027-02-01") -> Result:
    return CliRunner().invoke(preview, [str(path), "--from", start, "--to", end, *more])


def calendar(tmp_path: Path, *events: tuple[str, str], head: str = HEAD) -> Path:
    path = tmp_path / "some.ics"
    bodies = "".join(EVENT.format(uid=n, title=title, more=more) for n, (title, more) in enumerate(events))
    path.write_bytes(f"{head}{bodies}END:VCALENDAR\r\n".encode())
    return path


def test_the_last_line_is_one_object_with_dates_in_order_and_what_was_left_out_by_line(tmp_path: Path) -> None:
    path = calendar(
        tmp_path, ("Weekly", "DTSTART;TZID=Europe/Berlin:20270105T110000\r\nRRULE:FREQ=WEEKLY;COUNT=3"),
        ("A day", "DTSTART;VALUE=DATE:20270112"), ("Floating", "DTSTART:20270105T090000"), ("Broken", "DTSTART:nonsense"),
        ("Before", "DTSTART:20261231T235959Z"), ("Too late", "DTSTART:20270201T000000Z"),
    )  # fmt: skip
    result = look(path, "--json")

    assert result.exit_code == 0
    found = json.loads(result.stdout.strip().splitlines()[-1])
    assert found["events"] == [
        {"s": "2027-01-05T09:00:00Z", "t": "Floating"}, {"s": "2027-01-05T10:00:00Z", "t": "Weekly"}, {"s": "2027-01-12", "t": "A day"},
        {"s": "2027-01-12T10:00:00Z", "t": "Weekly"}, {"s": "2027-01-19T10:00:00Z", "t": "Weekly"},
    ]  # fmt: skip
    (skipped,) = found["skipped"]
    assert 18 <= skipped["line"] <= 24
    assert skipped["why"] == "Its start is no date."
    assert not (tmp_path / "home").exists()


def test_floating_times_are_of_the_zone_that_the_calendar_names(tmp_path: Path) -> None:
    path = calendar(tmp_path, ("Floating", "DTSTART:20270105T090000"), head=f"{HEAD}X-WR-TIMEZONE:America/New_York\r\n")

    assert json.loads(look(path, "--json").stdout.splitlines()[-1])["events"] == [
        {"s": "2027-01-05T14:00:00Z", "t": "Floating"}
    ]


@pytest.mark.parametrize("content", [b"", b"<html>no</html>", b"\x00\x01\x02", b"hello"])
def test_a_file_that_is_no_calendar_is_two_to_the_shell_and_a_reason(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "no.ics"
    path.write_bytes(content)
    result = look(path, "--json")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "can't be read" in result.stderr


def test_a_missing_file_and_a_private_address_are_said_in_one_line(tmp_path: Path) -> None:
    for place in (tmp_path / "none.ics", "http://127.0.0.1:9/x.ics", "http://[::1]/x.ics"):
        result = look(place)
        assert (result.exit_code, result.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize(("start", "end"), [("2027-02-01", "2027-01-01"), ("2027-13-01", "2027-02-01"), ("soon", "later")])
def test_days_that_make_no_sense_are_refused(tmp_path: Path, start: str, end: str) -> None:
    assert look(calendar(tmp_path), start=start, end=end).exit_code == 2


def test_without_json_people_read_it(tmp_path: Path) -> None:
    result = look(calendar(tmp_path, ("Soup", "DTSTART:20270105T090000Z")))

    assert "1 dates" in result.stdout
    assert "2027-01-05T09:00:00Z  Soup" in result.stdout


def test_a_page_that_announces_events_is_read_like_a_calendar() -> None:
    path = Path(__file__).parents[1] / "data" / "jsonld" / "tribe.html"

    result = look(path, "--json", start="2027-03-01", end="2027-04-01")
    assert (result.exit_code, json.loads(result.stdout.splitlines()[-1])) == (0, {
        "events": [{"s": "2027-03-06T13:00:00Z", "t": "Repair café"}, {"s": "2027-03-07", "t": "Open day – all of it"}],
        "skipped": [{"line": 7, "why": "What the page says of its events there is broken JSON."}],
    })  # fmt: skip


def test_a_page_that_announces_nothing_is_said_to_be_one(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text('<!DOCTYPE html><script type="application/ld+json">{"@type": "WebSite"}</script>')
    result = look(path)

    assert (result.exit_code, "it is a web page that names no events" in result.stderr) == (2, True)
