"""``feeds`` on the command line: throwing away, making anew, comparing, with rows that were deliberately spoilt."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from eventhub import EventHub
from eventhub.cli import feeds as commands
from eventhub.core.db import db as database
from eventhub.events.queries import get_event_by_id
from eventhub.events.rules.filters import EventFilter
from eventhub.events.services import publicity
from eventhub.events.workflow import S
from eventhub.feeds import formats, http, store, upkeep
from eventhub.feeds.asked import Feed
from eventhub.feeds.models import FeedAnswer, FeedComponent
from tests.factories import make_event

Run = Callable[..., Result]
FEEDS = [Feed("region", "DE", EventFilter(), "en", ext) for ext in formats.FORMATS] + [Feed("cfp", "", EventFilter(), "en")]
ICS = FEEDS[0]


@pytest.fixture
def run(app: EventHub, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run one ``feeds`` command against the test's database."""
    monkeypatch.setattr(commands, "make_app", lambda: app)
    return lambda *words, typed=None: CliRunner().invoke(commands.feeds, list(words), input=typed)


@pytest.fixture
def event_id(given: Any) -> int:
    with given():
        return make_event(status=S.PUBLISHED, title="Before").id


@pytest.fixture
def stored(app: EventHub, event_id: int) -> dict[str, http.Answer]:
    """A region's calendar in every format and that of calls, asked for once."""
    return {feed.address: ask(app, feed) for feed in FEEDS}


def ask(app: Any, feed: Feed, memory: store.Memory | None = None) -> http.Answer:
    with app.app_context():
        return store.answer_of(feed, memory or store.Memory(10_000_000), site="EventHub")


def spoil(given: Any, model: Any, where: Any, **values: Any) -> None:
    with given() as session:
        assert session.execute(sa.update(model).where(where).values(**values)).rowcount == 1


def spoil_body(given: Any, app: Any, old: bytes, new: bytes, *, form: str = "plain") -> None:
    with app.app_context():
        body = database.session.scalar(sa.select(FeedComponent.body).where(FeedComponent.form == form))
    assert old in body
    spoil(given, FeedComponent, FeedComponent.form == form, body=body.replace(old, new))


def tags(app: Any) -> dict[str, tuple[str, Any]]:
    with app.app_context():
        return {row.address: (row.digest, row.last_modified) for row in database.session.scalars(sa.select(FeedAnswer))}


# check


def test_what_is_right_is_said_in_one_line(run: Run, stored: Any) -> None:
    done = run("check")

    assert (done.exit_code, done.output) == (0, "All stored calendars are right.\n")


def test_a_spoilt_piece_is_named_with_what_differs(run: Run, app: Any, given: Any, event_id: int, stored: Any) -> None:
    spoil_body(given, app, b"SUMMARY;LANGUAGE=en:Before", b"SUMMARY;LANGUAGE=en:Forged")
    with app.app_context():
        key = get_event_by_id(event_id).key

    done = run("check")

    assert done.exit_code == 1
    lines = done.output.splitlines()
    assert lines[0] == f"Event {key}, en, plain"
    assert lines[2:4] == ["  - SUMMARY;LANGUAGE=en:Forged", "  + SUMMARY;LANGUAGE=en:Before"]
    assert lines[4] == "/calendar/region/DE.ics"  # joined from that piece it would be another one
    assert lines[-1] == "2 differ. `feeds rebuild` makes them anew."


@pytest.mark.parametrize("form", ["jcal:plain", "jscal.json:plain", "atom:rich", "feed.json:rich"])
def test_a_spoilt_piece_of_any_format_is_found(run: Run, app: Any, given: Any, stored: Any, form: str) -> None:
    spoil_body(given, app, b"Before", b"Forged", form=form)

    done = run("check")

    assert done.exit_code == 1
    assert f", en, {form}\n" in done.output
    assert next(line[:3] for line in done.output.splitlines() if "Forged" in line) == "  -"


def test_a_wrong_zone_beside_a_piece_is_found(run: Run, given: Any, stored: Any) -> None:
    spoil(given, FeedComponent, FeedComponent.form == "plain", tzid="Asia/Tokyo")

    done = run("check")

    assert "  tzid: stored 'Asia/Tokyo', fresh 'Europe/Berlin'\n" in done.output
    assert done.exit_code == 1


def test_bytes_that_do_not_unpack_and_bytes_of_another_digest_are_found(run: Run, given: Any, stored: Any) -> None:
    other = http.make_answer(b"BEGIN:VCALENDAR", next(iter(stored.values())).last_modified)
    spoil(given, FeedAnswer, FeedAnswer.address == "/calendar/region/DE.atom", gzip=b"\x1f\x8bnothing")
    spoil(given, FeedAnswer, FeedAnswer.address == "/calendar/region/DE.ics", gzip=other.gzip)

    done = run("check")

    assert done.output.splitlines() == [
        "/calendar/region/DE.atom", "  The stored bytes cannot be unpacked.", "/calendar/region/DE.ics",
        f"  The stored bytes have the digest {other.digest}; the row says {stored[ICS.address].digest}.",
        "2 differ. `feeds rebuild` makes them anew.",
    ]  # fmt: skip


def test_a_whole_answer_that_says_something_else_is_found(run: Run, given: Any, stored: Any) -> None:
    address = "/calendar/region/DE.feed.json"
    forged = http.make_answer(stored[address].body.replace(b"Before", b"Forged"), stored[address].last_modified)
    spoil(given, FeedAnswer, FeedAnswer.address == address, gzip=forged.gzip, digest=forged.digest)

    done = run("check")

    assert done.exit_code == 1
    assert done.output.splitlines()[0] == address
    assert '- "title":"Forged",' in done.output


def test_what_is_overtaken_anyway_is_no_finding(run: Run, given: Any, event_id: int, stored: Any) -> None:
    with given() as session:
        event = get_event_by_id(event_id)
        event.title = "After"
        session.flush()
        publicity.refresh(event)

    assert run("check").output == "All stored calendars are right.\n"


def test_checking_writes_nothing(run: Run, app: Any, given: Any, stored: Any) -> None:
    spoil_body(given, app, b"Before", b"Forged")
    before = tags(app)

    assert (run("check").exit_code, run("check").exit_code) == (1, 1)
    assert tags(app) == before


# rebuild


def test_equal_bytes_keep_their_tag_and_their_time(run: Run, app: Any, stored: Any) -> None:
    before = tags(app)

    done = run("rebuild")

    assert (
        done.output
        == "Pieces: 5 made anew, 0 changed.\nCalendars: 6 say the same and keep their ETag, 0 changed, 0 are gone.\n"
    )
    assert tags(app) == before


def test_what_was_spoilt_is_right_again_in_every_process(run: Run, app: Any, given: Any, stored: Any) -> None:
    spoil_body(given, app, b"Before", b"Forged")
    with given() as session:
        session.execute(sa.delete(FeedAnswer))
    memory = store.Memory(10_000_000)
    for feed in FEEDS:
        wrong = ask(app, feed, memory)
        assert (b"Forged" in wrong.body) is (feed is ICS)

    done = run("rebuild", "--kind", "region")

    assert (
        done.output
        == "Pieces: 5 made anew, 1 changed.\nCalendars: 4 say the same and keep their ETag, 1 changed, 0 are gone.\n"
    )
    assert b"Forged" not in ask(app, ICS, memory).body
    assert b"Forged" not in ask(app, ICS).body
    assert run("check").exit_code == 0


def test_spoilt_bytes_are_never_given_out_and_rebuilt(run: Run, app: Any, given: Any, stored: Any) -> None:
    spoil(given, FeedAnswer, FeedAnswer.address == ICS.address, gzip=b"\x1f\x8bnothing")
    asked = ask(app, ICS)
    spoil(given, FeedAnswer, FeedAnswer.address == ICS.address, gzip=b"\x1f\x8bnothing")

    done = run("rebuild")

    assert b"SUMMARY;LANGUAGE=en:Before" in asked.body
    assert "5 say the same and keep their ETag, 1 changed" in done.output
    assert run("check").exit_code == 0


def test_only_calendars_of_the_kind_are_looked_at(run: Run, stored: Any) -> None:
    done = run("rebuild", "--kind", "cfp")

    assert done.output.endswith("Calendars: 1 say the same and keep their ETag, 0 changed, 0 are gone.\n")


def test_what_has_no_calendar_any_more_goes(run: Run, app: Any, given: Any, stored: Any) -> None:
    spoil(given, FeedAnswer, FeedAnswer.address == ICS.address, address="/calendar/region/QQ.ics")

    done = run("rebuild")

    assert done.output.endswith("Calendars: 5 say the same and keep their ETag, 0 changed, 1 are gone.\n")
    assert "/calendar/region/QQ.ics" not in tags(app)


# purge


def test_all_is_thrown_away_and_made_again_when_asked_for(run: Run, app: Any, stored: Any) -> None:
    done = run("purge", "--yes")
    empty = tags(app)

    assert (done.exit_code, done.output, empty) == (0, "Thrown away: 6 calendars, 5 pieces.\n", {})
    assert b"Before" in ask(app, ICS).body
    assert list(tags(app)) == [ICS.address]


def test_a_process_that_remembers_the_right_bytes_keeps_their_tag(run: Run, app: Any, event_id: int) -> None:
    memory = store.Memory(10_000_000)
    before = ask(app, ICS, memory)
    run("purge", "--yes")

    after = ask(app, ICS, memory)

    assert after.etags == before.etags
    assert tags(app)[ICS.address] == (before.digest, before.last_modified)


def test_without_a_yes_nothing_is_thrown_away(run: Run, app: Any, stored: Any) -> None:
    done = run("purge", typed="n\n")

    assert done.exit_code == 1
    assert len(tags(app)) == 6


# saying what differs


def test_the_first_difference_is_shown_and_long_ones_are_cut() -> None:
    old = b"\r\n".join(b"LINE:%d" % n for n in range(20))
    new = old.replace(b"LINE:3\r\n", b"").replace(b"LINE:15", b"OTHER")

    said = upkeep.compare(old, new)

    assert said[:3] == ("from line 4 on:", "- LINE:3", "- LINE:4")
    assert said[7] == "- … and 7 more"
    assert upkeep.compare(json.dumps({"a": 1}).encode(), json.dumps({"a": 2}).encode()) == (
        "from line 1 on:",
        '- {"a": 1}',
        '+ {"a": 2}',
    )


def test_what_is_no_public_calendar_is_left_alone(run: Run, app: Any, given: Any, stored: Any) -> None:
    spoil(given, FeedAnswer, FeedAnswer.address == ICS.address, address="/calendar/u/token/going.ics", gzip=b"\x1f\x8bnothing")

    assert run("check").exit_code == 0
    assert run("rebuild").output.endswith("Calendars: 5 say the same and keep their ETag, 0 changed, 0 are gone.\n")
    assert "/calendar/u/token/going.ics" in tags(app)
