"""Stored answers: one query asks whether a feed still says what it said; only when not is it joined anew.

An answer is kept in the process and in a table. It holds while the counters of its scopes stand still and the day lasts.
Joined anew to equal bytes it keeps its ETag and Last-Modified: an edit elsewhere costs a look, not a change.
"""

from __future__ import annotations

import hashlib
import threading
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from eventhub.core import clock, generations
from eventhub.core.db import db, mark_writing, upsert
from eventhub.events.models import Occurrence
from eventhub.feeds import asked, http, members
from eventhub.feeds.asked import Feed
from eventhub.feeds.models import FeedAnswer, FeedComponent
from eventhub.feeds.render import version_of

PATIENCE = 200
"""Milliseconds that a reader's process waits for SQLite's write lock before it goes without storing."""
UNUSED = timedelta(days=30)
_DAY = timedelta(days=1)
_SPARE = 600  # bytes of an entry besides its body
_ANSWERS = FeedAnswer.__table__


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer, the sum of counters it was made under, and until when (in seconds since 1970) time leaves it alone."""

    answer: http.Answer
    generation: int
    valid_until: float

    @property
    def size(self) -> int:
        return len(self.answer.body) + len(self.answer.gzip) + _SPARE


class Memory:
    """The answers of one process by address, bounded in bytes; what was used least goes first."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.making = threading.Lock()
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, address: str) -> Kept | None:
        """What is kept for the address, which is now the one used last."""
        with self._lock:
            found = self._kept.get(address)
            if found is not None:
                self._kept.move_to_end(address)
            return found

    def put(self, address: str, kept: Kept) -> None:
        """Keep an answer, letting others go when there are too many bytes."""
        with self._lock:
            old = self._kept.pop(address, None)
            self._bytes += kept.size - (old.size if old else 0)
            self._kept[address] = kept
            while self._bytes > self.limit and self._kept:
                self._bytes -= self._kept.popitem(last=False)[1].size


def read_calendar(scopes: Sequence[str]) -> int:
    """The sum of the ``calendar`` counters of these scopes: one query, straight from a pooled connection.

    The session would cost twenty times as much (begin, compile, rows, close) on the path that nearly every request takes.
    """
    pooled = db.engine.raw_connection()
    try:
        connection: Any = pooled.dbapi_connection
        if db.engine.dialect.name == "sqlite":
            marks = ",".join("?" * len(scopes))
            query = f"SELECT coalesce(sum(calendar), 0) FROM generations WHERE scope IN ({marks})"  # noqa: S608  question marks only
            return int(connection.execute(query, tuple(scopes)).fetchone()[0])
        return _read_calendar(connection, scopes)
    finally:
        pooled.close()


def _read_calendar(connection: Any, scopes: Sequence[str]) -> int:
    """The same on PostgreSQL, without the round trips of a transaction around it."""
    connection.autocommit = True
    try:
        query = "SELECT coalesce(sum(calendar), 0)::bigint FROM generations WHERE scope = ANY(%s)"
        return int(connection.execute(query, (list(scopes),)).fetchone()[0])
    finally:
        connection.autocommit = False


def answer_of(feed: Feed, memory: Memory, *, site: str) -> http.Answer:
    """The answer in force. Must not be called within a transaction that writes.

    :raises NotFound, Gone, Retired, Invalid: as :func:`eventhub.feeds.asked.check` does.
    """
    generation = read_calendar(feed.scopes)  # before the content, so that a change in between is looked for again
    kept = memory.get(feed.address)
    if kept is not None and kept.generation == generation and time.time() < kept.valid_until:
        return kept.answer
    with memory.making:
        kept = _from_table(feed, generation) or _make(feed, generation, memory.get(feed.address), site)
        memory.put(feed.address, kept)
        return kept.answer


# The table


def _key(feed: Feed) -> str:
    return hashlib.sha256(feed.address.encode()).hexdigest()


def _find(feed: Feed, *columns: Any) -> Any:
    return db.session.execute(sa.select(*(columns or _ANSWERS.c)).where(_ANSWERS.c.key == _key(feed))).first()


def _from_table(feed: Feed, generation: int) -> Kept | None:
    """What another process, or this one before it was started anew, has stored and what still holds."""
    row = _find(feed, _ANSWERS.c.generation, _ANSWERS.c.version, _ANSWERS.c.valid_until)
    if row is None or row.generation != generation or row.version != version_of(feed.locale) or row.valid_until <= clock.now():
        return None
    whole = _find(feed)
    return _kept_of(whole) if whole is not None else None


def _kept_of(row: Any) -> Kept:
    body = zlib.decompress(row.gzip, wbits=31)
    answer = http.Answer(row.digest, row.last_modified, row.shared_second, body=body, gzip=row.gzip)
    return Kept(answer, row.generation, row.valid_until.timestamp())


def _make(feed: Feed, generation: int, kept: Kept | None, site: str) -> Kept:
    """Join the feed anew. What the table holds came last; without a row there, what this process remembers."""
    asked.check(feed)
    now = clock.now()
    today = members.day_of(now)
    row = _find(feed, _ANSWERS.c.digest, _ANSWERS.c.last_modified, _ANSWERS.c.shared_second)
    joined = members.join(feed, today)
    made = _answer(feed, joined, site, previous=_previous(row, kept), now=now)
    fresh = made or (kept.answer if kept is not None and row is not None and kept.answer.digest == row.digest else None)
    if fresh is None:
        fresh = _kept_of(_find(feed)).answer if row is not None else kept.answer  # type: ignore[union-attr]  # one of them was previous
    result = Kept(fresh, generation, (today + _DAY).timestamp())
    db.session.rollback()  # a reader's transaction must be over before the write lock is asked for
    return _store(feed, result, joined.rendered, is_new=made is not None)


def _previous(row: Any, kept: Kept | None) -> http.Validators | None:
    if row is not None:
        return http.Validators(row.digest, row.last_modified, row.shared_second)
    return kept.answer if kept is not None else None


def _answer(
    feed: Feed, joined: members.Joined, site: str, *, previous: http.Validators | None, now: datetime
) -> http.Answer | None:
    """The new answer; None when its bytes are those of the previous one."""
    if previous is None:
        return http.make_answer(_bytes(feed, joined, site, http.next_last_modified(None, now)), _second(now))
    body = _bytes(feed, joined, site, previous.last_modified)
    if http.digest_of(body) == previous.digest:
        return None
    modified = http.next_last_modified(previous.last_modified, now)
    return body and None
