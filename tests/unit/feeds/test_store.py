"""Stored answers: what holds, what is made anew, and who wins when two are at it."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from eventhub.core import generations
from eventhub.core.db import db as database
from eventhub.events.queries import get_event_by_id
from eventhub.events.rules.filters import EventFilter
from eventhub.events.services import publicity
from eventhub.events.workflow import S
from eventhub.feeds import formats, http, members, pieces, store
from eventhub.feeds.asked import Feed
from eventhub.feeds.models import FeedAnswer, FeedComponent
from tests.factories import make_event

ROOT = Path(__file__).parents[3]
ALL = Feed("all", "", EventFilter(), "en")
NOTHING = members.Joined((), {}, None, [], formats.FORMATS["ics"])
MOMENT = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
def event_id(given: Any) -> int:
    with given():
        return make_event(status=S.PUBLISHED).id


def ask(app: Any, memory: store.Memory | None = None, feed: Feed = ALL) -> http.Answer:
    with app.app_context():
        return store.answer_of(feed, memory or store.Memory(10_000_000), site="EventHub")


def rename(given: Any, event_id: int, title: str) -> None:
    with given():
        event = get_event_by_id(event_id)
        event.title = title
        publicity.refresh(event)


def rows(app: Any, model: Any) -> list[Any]:
    with app.app_context():
        return list(database.session.scalars(sa.select(model)))


def test_the_address_is_one_for_every_way_of_asking() -> None:
    first = Feed("region", "DE", EventFilter(topics=("a", "b"), hide_cancelled=True), "de")

    assert first.address == "/calendar/region/DE.ics?topic=a&topic=b&cancelled=hide&locale=de"
    assert first.scopes == ("topic:a", "topic:b")
    assert Feed("region", "DE", EventFilter(regions=("PT",)), "en").also == ["region:PT"]
    assert Feed("event", "aaaaaaaaaa", EventFilter(), "en").scopes == ("event:aaaaaaaaaa",)


def test_an_answer_is_stored_with_its_vevents(app: Any, event_id: int) -> None:
    answer = ask(app)

    (row,), (component,) = rows(app, FeedAnswer), rows(app, FeedComponent)
    assert (row.address, row.digest, row.gzip, row.size) == ("/calendar/all.ics", answer.digest, answer.gzip, len(answer.gzip))
    assert (component.event_id, component.locale, component.form, component.tzid) == (event_id, "en", "plain", "Europe/Berlin")
    assert component.body in answer.body


def test_another_process_takes_what_is_stored(app: Any, event_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    first = ask(app)
    monkeypatch.setattr(store, "_make", None)

    assert ask(app) == first


def test_only_what_changed_is_rendered_again(app: Any, given: Any, event_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with given():
        for _ in range(3):
            make_event(status=S.PUBLISHED)
    memory = store.Memory(10_000_000)
    ask(app, memory)
    rendered: list[int] = []
    render = pieces.render_forms
    monkeypatch.setattr(pieces, "render_forms", lambda ids, *known: rendered.extend(ids) or render(ids, *known))

    rename(given, event_id, "Renamed")
    answer = ask(app, memory)

    assert rendered == [event_id]
    assert b"SUMMARY;LANGUAGE=en:Renamed\r\n" in answer.body


def test_whoever_is_second_takes_the_answer_of_the_first(app: Any, event_id: int) -> None:
    theirs = ask(app)
    body = theirs.body.replace(b"LAST-MODIFIED", b"X-OTHER")
    mine = store.Kept(http.make_answer(body, MOMENT), rows(app, FeedAnswer)[0].generation, _midnight())
    with app.app_context():
        kept = store._store(ALL, mine, NOTHING, is_new=True)

    assert kept.answer == theirs
    assert [row.digest for row in rows(app, FeedAnswer)] == [theirs.digest]


def _midnight() -> float:
    return (members.day_of(datetime.now(UTC)) + timedelta(days=1)).timestamp()


def test_a_newer_generation_replaces_the_row(app: Any, event_id: int) -> None:
    old = ask(app)
    made = store.Kept(http.make_answer(b"new", MOMENT, previous=old), rows(app, FeedAnswer)[0].generation + 1, _midnight())
    with app.app_context():
        kept = store._store(ALL, made, NOTHING, is_new=True)

    assert kept is made
    assert [(row.digest, row.last_modified) for row in rows(app, FeedAnswer)] == [(made.answer.digest, MOMENT)]


@contextmanager
def _locked(app: Any) -> Any:
    """Somebody else is writing to the SQLite file."""
    with app.app_context():
        if database.engine.dialect.name != "sqlite":
            pytest.skip("SQLite alone has one lock for all who write")
        path = database.engine.url.database
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        writer.execute("ROLLBACK")
        writer.close()


def test_a_busy_database_costs_the_storing_and_not_the_answer(app: Any, event_id: int) -> None:
    memory = store.Memory(10_000_000)
    with _locked(app):
        started = time.monotonic()
        answer = ask(app, memory)
        took = time.monotonic() - started

    assert b"BEGIN:VEVENT" in answer.body
    assert took < 5
    assert rows(app, FeedAnswer) == []
    assert ask(app, memory) is answer


def test_the_usual_patience_comes_back(app: Any, event_id: int) -> None:
    with app.app_context():
        if database.engine.dialect.name != "sqlite":
            pytest.skip("a setting of SQLite")
    ask(app)
    with app.app_context(), database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 10000


def test_two_threads_get_one_answer(app: Any, event_id: int) -> None:
    memory = store.Memory(10_000_000)
    found: list[http.Answer] = []
    threads = [threading.Thread(target=lambda: found.append(ask(app, memory))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({id(answer) for answer in found}) == 1


def test_two_changes_within_a_second_share_their_last_modified(app: Any, given: Any, event_id: int) -> None:
    import time_machine

    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=10), tick=False):
        first = ask(app)
        rename(given, event_id, "Renamed")
        second = ask(app)

    assert first.last_modified == second.last_modified
    assert (first.digest != second.digest, first.shared_second, second.shared_second) == (True, False, True)
    assert rows(app, FeedAnswer)[0].shared_second is True


def test_another_version_makes_it_anew(app: Any, event_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(app)
    for module in (members, pieces, store):
        monkeypatch.setattr(module, "version_of", lambda locale: "next")
    members._statements.cache_clear()
    ask(app)
    members._statements.cache_clear()

    assert [row.version for row in rows(app, FeedAnswer)] == ["next"]
    assert [row.version for row in rows(app, FeedComponent)] == ["next"]


def test_memory_lets_go_what_was_used_least() -> None:
    memory = store.Memory(4_000)
    kept = {name: store.Kept(http.make_answer(name.encode() * 1_000, MOMENT), 1, 0.0) for name in "abc"}
    for name in "ab":
        memory.put(name, kept[name])
    memory.get("a")
    for name in "cc":
        memory.put(name, kept[name])

    assert [name for name in "abc" if memory.get(name)] == ["a", "c"]


def test_counters_are_summed_over_the_scopes(app: Any, given: Any) -> None:
    with given():
        generations.raise_calendar(["topic:a", "topic:b"])
    with given():
        generations.raise_calendar(["topic:b"])
    with given():
        generations.raise_page(["topic:b"])
    with app.app_context():
        read = [store.read_calendar(scopes) for scopes in (["topic:a"], ["topic:b"], ["topic:a", "topic:b"], ["topic:c"])]

    assert read == [1, 2, 3, 0]


def test_pruning_lets_go_the_unused_and_what_is_too_much(app: Any, given: Any, event_id: int) -> None:
    feeds = [Feed("region", code, EventFilter(), "en") for code in ("DE", "150", "001")]
    sizes = [len(ask(app, feed=feed).gzip) for feed in feeds]
    with given() as session:
        for number, feed in enumerate(feeds):
            session.execute(sa.update(FeedAnswer).where(FeedAnswer.address == feed.address)
                            .values(used_at=datetime.now(UTC) - timedelta(days=20 * number)))  # fmt: skip
        gone = store.prune(limit=10_000_000)
    left = {row.address for row in rows(app, FeedAnswer)}
    with given():
        gone_by_size = store.prune(limit=sizes[0] + 1)

    assert (gone, left) == (1, {feeds[0].address, feeds[1].address})
    assert [row.address for row in rows(app, FeedAnswer)] == [feeds[0].address]
    assert gone_by_size >= 1


def test_pruning_lets_go_vevents_that_no_window_holds(app: Any, given: Any, event_id: int) -> None:
    ask(app)
    with given():
        gone = store.prune(limit=10_000_000)
    kept = len(rows(app, FeedComponent))
    with given():
        store.prune(limit=10_000_000, now=datetime.now(UTC) + timedelta(days=200))

    assert (gone, kept) == (0, 1)
    assert rows(app, FeedComponent) == []


def test_two_memories_on_one_database_agree_after_every_edit(app: Any, given: Any, event_id: int) -> None:
    first, second = store.Memory(10_000_000), store.Memory(10_000_000)
    seen = []
    for title in ("One", "Two", "Three"):
        rename(given, event_id, title)
        answers = [ask(app, memory) for memory in (first, second, store.Memory(10_000_000))]
        assert len({(answer.digest, answer.last_modified) for answer in answers}) == 1
        assert f":{title}\r\n".encode() in answers[1].body
        seen.append(answers[0].digest)

    assert len(set(seen)) == 3


ANOTHER_PROCESS = """
import json, sys
from pathlib import Path
from eventhub import create_app
from eventhub.config import Settings
from eventhub.events.rules.filters import EventFilter
from eventhub.feeds import formats, store
from eventhub.feeds.asked import Feed
home, url = sys.argv[1:]
app = create_app(Settings(env="test", home=Path(home), database_url=url, secret_key="a key for tests alone, long enough",
                          base_url="https://hub.example", argon2_memory_kib=64, log_level="CRITICAL"))
with app.app_context():
    made = {ext: store.answer_of(Feed("all", "", EventFilter(), "en", ext), store.Memory(1_000_000), site="EventHub") for ext in formats.FORMATS}
print(json.dumps({ext: answer.etags["identity"] for ext, answer in made.items()}))
"""


@pytest.mark.slow
@pytest.mark.parametrize("is_stored", [True, False])
def test_another_process_gives_the_same_tags(app: Any, given: Any, event_id: int, tmp_path: Path, is_stored: bool) -> None:
    feeds = {ext: Feed("all", "", EventFilter(), "en", ext) for ext in formats.FORMATS}
    mine = {ext: ask(app, feed=feed) for ext, feed in feeds.items()}
    with given() as session:
        url = database.engine.url.render_as_string(hide_password=False)
        if not is_stored:  # its pieces are gone; what went out is known
            session.execute(sa.delete(FeedComponent))
            session.execute(sa.update(FeedAnswer).values(valid_until=datetime.now(UTC) - timedelta(days=1)))

    words = [sys.executable, "-c", ANOTHER_PROCESS, str(tmp_path), url]
    done = subprocess.run(
        words, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONHASHSEED": "7"}
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {ext: answer.etags["identity"] for ext, answer in mine.items()}


def test_memory_stays_within_its_bytes_whatever_is_asked_for() -> None:
    limit = 200_000
    memory = store.Memory(limit)
    for number in range(300):
        body = os.urandom(10 + number * 37 % 9_000)
        memory.put(f"/calendar/{number % 90}", store.Kept(http.make_answer(body, MOMENT), number, 0.0))
        held = sum(kept.size for kept in memory._kept.values())
        assert held == memory._bytes <= limit

    assert len(memory._kept) > 5


def test_an_answer_larger_than_the_memory_is_given_and_not_kept(app: Any, event_id: int) -> None:
    memory = store.Memory(1_000)

    assert b"BEGIN:VEVENT" in ask(app, memory).body
    assert (memory._bytes, len(memory._kept)) == (0, 0)


def test_the_memory_of_an_application_is_as_large_as_set(app: Any) -> None:
    from eventhub.blueprints import calendar

    with app.app_context():
        assert calendar.memory().limit == app.settings.store_megabytes * 1_000_000
