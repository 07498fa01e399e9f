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
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from eventhub.core import clock, generations
from eventhub.core.db import change_rows, db, mark_writing, upsert
from eventhub.events.models import Occurrence
from eventhub.feeds import asked, http, members, pieces
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

    def holds(self, generation: int) -> bool:
        """Whether neither an edit nor time has overtaken it."""
        return self.generation == generation and time.time() < self.valid_until

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
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
    """The sum of the ``calendar`` counters of these scopes, in one query outside of the session."""
    return sum(calendar for calendar, _page in generations.peek(scopes))


def answer_of(feed: Feed, memory: Memory, *, site: str) -> http.Answer:
    """The answer in force. Must not be called within a transaction that writes.

    :raises NotFound, Gone, Retired, Invalid: as :func:`eventhub.feeds.asked.check` does.
    """
    generation = read_calendar(feed.scopes)  # before the content, so that a change in between is looked for again
    kept = memory.get(feed.address)
    if kept is not None and kept.holds(generation):
        return kept.answer
    with memory.making:
        kept = memory.get(feed.address)
        if kept is None or not kept.holds(generation):  # another thread may have made it meanwhile
            kept = _from_table(feed, generation) or _make(feed, generation, kept, site)
            memory.put(feed.address, kept)
        return kept.answer


def find_kept(feed: Feed) -> int | None:
    """How many events the calendar holds where not all fit, as it was answered last; None when all do, or nobody asked."""
    found: int | None = db.session.scalar(sa.select(_ANSWERS.c.kept).where(_ANSWERS.c.key == _key(feed)))
    return found


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
    return _kept_of(_find(feed))


def _kept_of(row: Any) -> Kept | None:
    """What a row holds; nothing when there is none, or when its bytes are not those that its digest names."""
    body = unpack(row.gzip) if row is not None else None
    if body is None or http.digest_of(body) != row.digest:
        return None
    answer = http.Answer(row.digest, row.last_modified, row.shared_second, body=body, gzip=row.gzip)
    return Kept(answer, row.generation, row.valid_until.timestamp())


def unpack(packed: bytes) -> bytes | None:
    """The bytes that were compressed; None when these are no compressed bytes."""
    try:
        return zlib.decompress(packed, wbits=31)
    except zlib.error:
        return None


def _make(feed: Feed, generation: int, kept: Kept | None, site: str) -> Kept:
    """Join the feed anew, and store it where this process is the first to do so."""
    asked.check(feed)
    now = clock.now()
    today = members.day_of(now)
    previous = _previous(feed, kept)
    joined = members.join(feed, today)
    answer = answer_from(feed, joined, site, previous=previous, now=now)
    db.session.rollback()  # the reader's transaction must be over before the write lock is asked for
    made = Kept(answer, generation, (today + _DAY).timestamp())
    return _store(feed, made, joined, is_new=answer is not previous)


def _previous(feed: Feed, kept: Kept | None) -> http.Answer | None:
    """What went out last: what the table holds, for other processes write there; without a row, what this one remembers."""
    row = _find(feed, _ANSWERS.c.digest, _ANSWERS.c.last_modified)
    if row is None or (kept is not None and (kept.answer.digest, kept.answer.last_modified) == tuple(row)):
        return kept.answer if kept is not None else None
    found = _kept_of(_find(feed))
    return found.answer if found is not None else None


def answer_from(
    feed: Feed, joined: members.Joined, site: str, *, previous: http.Answer | None, now: datetime
) -> http.Answer:  # fmt: skip
    """The previous answer where nothing but the time has changed, else a new one with a Last-Modified of its own."""
    facts = members.facts_of(feed, joined, site)
    modified = http.next_last_modified(previous.last_modified if previous else None, now)
    if previous is not None and members.write(facts, joined, previous.last_modified) == previous.body:
        return previous
    return http.make_answer(members.write(facts, joined, modified), modified, previous=previous)


def _store(feed: Feed, made: Kept, joined: members.Joined, *, is_new: bool) -> Kept:
    """Write what was made in a transaction of its own. It may be lost; when another process was quicker, its answer counts.

    A named exception to "GET changes nothing".
    """

    def write(connection: Connection) -> bool:
        pieces.upsert_components(connection.execute, joined.rendered)
        statement = _upsert(feed, made, joined.kept, whole=is_new)
        return connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount > 0

    won = in_own_transaction(write)
    if won is not False:
        return made
    theirs = _kept_of(_find(feed))
    db.session.rollback()
    return theirs if theirs is not None and theirs.generation >= made.generation else made


def _upsert(feed: Feed, made: Kept, kept: int | None, *, whole: bool) -> Any:
    """Insert, or replace what is older. Unchanged bytes are not written again."""
    answer = made.answer
    insert = upsert(FeedAnswer).values(
        key=_key(feed), address=feed.address, generation=made.generation, version=version_of(feed.locale), digest=answer.digest,
        last_modified=answer.last_modified, shared_second=answer.shared_second,
        valid_until=datetime.fromtimestamp(made.valid_until, UTC), gzip=answer.gzip, size=len(answer.gzip), kept=kept, used_at=clock.now(),
    )  # fmt: skip
    new = insert.excluded
    renewed = ("generation", "version", "valid_until", "used_at")
    content = ("digest", "last_modified", "shared_second", "gzip", "size", "kept") if whole else ()
    is_older = sa.or_(
        _ANSWERS.c.generation < new.generation, _ANSWERS.c.valid_until < new.valid_until, _ANSWERS.c.version != new.version
    )
    same = sa.true() if whole else _ANSWERS.c.digest == new.digest
    return insert.on_conflict_do_update(
        index_elements=["key"], set_={name: new[name] for name in (*renewed, *content)},
        where=sa.and_(_ANSWERS.c.generation <= new.generation, is_older, same),
    )  # fmt: skip


def in_own_transaction(write: Callable[[Connection], bool]) -> bool | None:
    """What ``write`` says, after its commit; None when the database was busy or away and nothing was written."""
    unmark = mark_writing()
    try:
        with db.engine.connect() as connection, _patience(connection), connection.begin():
            return write(connection)
    except DBAPIError:
        return None
    finally:
        unmark()


@contextmanager
def _patience(connection: Connection) -> Iterator[None]:
    """On SQLite, wait for the write lock only as long as a reader can."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw: Any = connection.connection.dbapi_connection
    usual = raw.execute("PRAGMA busy_timeout").fetchone()[0]
    raw.execute(f"PRAGMA busy_timeout={PATIENCE}")
    try:
        yield
    finally:
        raw.execute(f"PRAGMA busy_timeout={usual}")


def stored_answer(row: Any) -> http.Answer | None:
    """The answer that a row holds, when its bytes are sound."""
    found = _kept_of(row)
    return found.answer if found is not None else None


def replace_row(feed: Feed, answer: http.Answer, joined: members.Joined, *, generation: int, now: datetime) -> None:
    """Within the present transaction, put an answer in the place of the stored one, whatever that says."""
    values = {
        "generation": generation, "version": version_of(feed.locale), "digest": answer.digest, "kept": joined.kept,
        "last_modified": answer.last_modified, "shared_second": answer.shared_second, "gzip": answer.gzip,
        "size": len(answer.gzip), "valid_until": members.day_of(now) + _DAY,
    }  # fmt: skip
    db.session.execute(sa.update(FeedAnswer).where(FeedAnswer.key == _key(feed)).values(**values))


# Keeping the tables small


def prune(*, limit: int, now: datetime | None = None) -> int:
    """Within the present transaction, let go what nobody asks for and the least used beyond ``limit`` bytes a table.

    Returns how many rows went. For the daily job.
    """
    now = now or clock.now()
    gone = change_rows(sa.delete(FeedAnswer).where(FeedAnswer.used_at < now - UNUSED))
    gone += change_rows(sa.delete(FeedAnswer).where(FeedAnswer.key.in_(_beyond(
        sa.select(FeedAnswer.key.label("id"), _running(FeedAnswer.size, FeedAnswer.used_at.desc(), FeedAnswer.key)), limit
    ))))  # fmt: skip
    gone += change_rows(sa.delete(FeedComponent).where(_is_outdated(now)))
    ends = sa.select(sa.func.max(Occurrence.ends_at)).where(Occurrence.event_id == FeedComponent.event_id).scalar_subquery()
    size = sa.func.length(FeedComponent.body)
    return gone + change_rows(sa.delete(FeedComponent).where(FeedComponent.event_id.in_(_beyond(
        sa.select(FeedComponent.event_id.label("id"), _running(size, ends.desc(), FeedComponent.event_id)), limit
    ))))  # fmt: skip


def _is_outdated(now: datetime) -> sa.ColumnElement[bool]:
    """Whether a VEVENT's last date is out of the window of all feeds but those of everything past, which are rare."""
    recent = sa.select(Occurrence.event_id).where(Occurrence.ends_at >= now - members.BACK - _DAY)
    return FeedComponent.event_id.not_in(recent)


def _running(size: Any, *order: Any) -> sa.Label[int]:
    return sa.func.sum(size).over(order_by=order).label("running")


def _beyond(measured: Any, limit: int) -> sa.Select[Any]:
    rows = measured.subquery()
    return sa.select(rows.c.id).where(rows.c.running > limit)
