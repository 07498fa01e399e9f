"""Answers of own calendars: one query says who asks, whether the last answer still holds, and what they have of it.

The sum of the counters is made in that query, so no process remembers anything, and a token that was revoked is worth
nothing at once. Made anew to equal bytes, an answer keeps its ETag and Last-Modified.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from eventhub.core import addresses, clock, generations, traces, zones
from eventhub.core.db import change_rows, db, upsert
from eventhub.core.text import force_locale
from eventhub.feeds import http, ical, members, pieces, render, store
from eventhub.feeds.facts import CalendarFacts
from eventhub.feeds.http import Answer, Validators
from eventhub.feeds.personal import contents, queries
from eventhub.feeds.personal.contents import Contents, Owner, say
from eventhub.feeds.personal.models import PersonalAnswer, PersonalScope, PersonalVisit
from eventhub.feeds.personal.rules import AGENT_LENGTH, VISITS_APART, FeedKind, hash_of, is_token

_DAY = timedelta(days=1)
_COLORS = {
    FeedKind.GOING: "mediumseagreen", FeedKind.HOSTING: "steelblue", FeedKind.FOLLOWING: "mediumpurple", FeedKind.DESK: "darkorange",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """An own calendar as it stands when it is asked for."""

    row: Any
    kind: FeedKind
    locale: str

    @property
    def is_revoked(self) -> bool:
        """Whether its address is no longer good."""
        return self.row.revoked_at is not None

    @property
    def zone(self) -> str:
        """The owner's time zone; empty when it is not known."""
        return self.row.zone if zones.is_zone(self.row.zone) else ""

    @property
    def version(self) -> str:
        """What its bytes depend on besides the data."""
        return contents.version_of(self.locale, self.zone)

    @property
    def known(self) -> Validators | None:
        """What was answered last, if anything."""
        row = self.row
        return Validators(row.digest, row.last_modified, row.shared_second) if row.digest else None

    @property
    def holds(self) -> bool:
        """Whether neither a change nor time nor other words have overtaken that."""
        row = self.row
        return (
            bool(row.digest) and row.generation == row.counted and row.version == self.version and row.valid_until > clock.now()
        )


def find(token: str, kind: str, *, languages: Sequence[str]) -> Asked | None:
    """The calendar at an address; None when there is none, or the token is that of another kind. One query.

    :param languages: those that calendars are written in; the first is for readers of any other.
    """
    row = queries.find_by_hash(hash_of(token)) if is_token(token) else None
    if row is None or row.kind != kind:
        return None
    known = (tag for tag in languages if tag in {row.locale, row.locale.split("-")[0]})
    return Asked(row, row.kind, next(known, languages[0]))


def load(asked: Asked) -> Answer:
    """The stored bytes of what holds. They can have gone meanwhile.

    :raises LookupError: they have.
    """
    packed = db.session.scalar(sa.select(PersonalAnswer.gzip).where(PersonalAnswer.feed_id == asked.row.id))
    known = asked.known
    if packed is None or known is None:
        raise LookupError("the stored answer has gone")
    body = zlib.decompress(packed, wbits=31)
    return Answer(known.digest, known.last_modified, known.shared_second, body=body, gzip=packed)


def make(asked: Asked, owner: Owner, *, site: str) -> Answer:
    """Read the calendar anew, and store it. Must not be called within a transaction that writes."""
    now = clock.now()
    today = members.day_of(now)
    _begin_snapshot()
    found = contents.read(asked.kind, owner, today)
    generation = sum(calendar for calendar, _page in generations.read(sorted(found.scopes)))
    answer = _answer(asked, found, site, now)
    db.session.rollback()  # the reader's transaction must be over before the write lock is asked for
    _store(asked, found, answer, generation, today + _DAY)
    return answer


def _begin_snapshot() -> None:
    """See content and counters as they were at one moment: which counters to read is known only after the content.

    SQLite's transactions are like that anyway.
    """
    db.session.rollback()
    if db.engine.dialect.name != "sqlite":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _answer(asked: Asked, found: Contents, site: str, now: datetime) -> Answer:
    """What went out before where the bytes are the same, else something new with a Last-Modified of its own."""
    facts, known = _facts(asked, found, site), asked.known
    bodies = _alarmed(found.bodies, asked)
    modified = http.next_last_modified(known.last_modified if known else None, now)
    if known is not None:
        same = ical.assemble(replace(facts, last_modified=known.last_modified), found.zones, bodies)
        made = http.make_answer(same, known.last_modified)
        if made.digest == known.digest:
            return replace(made, shared_second=known.shared_second)
    fresh = http.make_answer(ical.assemble(replace(facts, last_modified=modified), found.zones, bodies), modified)
    return replace(fresh, shared_second=known is not None and known.last_modified == modified)


def _alarmed(bodies: Sequence[bytes], asked: Asked) -> Sequence[bytes]:
    minutes = asked.row.alarm_minutes
    if minutes is None:
        return bodies
    with force_locale(asked.locale):
        said = say("alarm")
    return [ical.with_alarm(body, timedelta(minutes=minutes), said) for body in bodies]


def _facts(asked: Asked, found: Contents, site: str) -> CalendarFacts:
    """What it says of itself: without its own address, which is a secret that is not kept."""
    with force_locale(asked.locale):
        cut = [render.say("cut", n=found.kept)] if found.kept is not None else []
        return CalendarFacts(
            name=render.say("calendar", site=site, what=str(asked.kind.label)), source="", color=_COLORS[asked.kind],
            description=" ".join([str(asked.kind.about), say("private", site=site), *cut]), language=asked.locale,
            url=addresses.address_of("account.calendars"), default_zone=asked.zone or "UTC", last_modified=clock.now(),
        )  # fmt: skip


def _store(asked: Asked, found: Contents, answer: Answer, generation: int, valid_until: datetime) -> None:
    """In a transaction of its own; it may be lost. A named exception to "GET changes nothing"."""

    def write(connection: Connection) -> bool:
        pieces.upsert_components(connection.execute, list(found.rendered))
        values = {
            "generation": generation, "version": asked.version, "digest": answer.digest, "last_modified": answer.last_modified,
            "shared_second": answer.shared_second, "valid_until": valid_until, "gzip": answer.gzip, "size": len(answer.gzip),
        }  # fmt: skip
        insert = upsert(PersonalAnswer).values(feed_id=asked.row.id, **values)
        connection.execute(insert.on_conflict_do_update(
            index_elements=["feed_id"], set_=values, where=PersonalAnswer.last_modified <= answer.last_modified
        ))  # fmt: skip
        _store_scopes(connection, asked.row.id, found.scopes)
        return True

    store.in_own_transaction(write)


def _store_scopes(connection: Connection, feed_id: int, wanted: frozenset[str]) -> None:
    table = PersonalScope.__table__
    there = set(connection.scalars(sa.select(table.c.scope).where(table.c.feed_id == feed_id)))
    if gone := sorted(there - wanted):
        connection.execute(sa.delete(PersonalScope).where(table.c.feed_id == feed_id, table.c.scope.in_(gone)))
    if fresh := [{"feed_id": feed_id, "scope": scope} for scope in sorted(wanted - there)]:
        connection.execute(upsert(PersonalScope).values(fresh).on_conflict_do_nothing())


def note_visit(asked: Asked, agent: str, digest: str) -> None:
    """Note that a program came by and now has this answer; not again within ten minutes when that is all the same."""
    row, now, agent = asked.row, clock.now(), agent[:AGENT_LENGTH]
    is_same = (row.agent, row.visited_digest) == (agent, digest)
    if is_same and row.visited_at is not None and now - row.visited_at < VISITS_APART:
        return
    values = {"last_at": now, "agent": agent, "digest": digest}
    insert = upsert(PersonalVisit).values(feed_id=row.id, **values)
    traces.leave(insert.on_conflict_do_update(index_elements=["feed_id"], set_=values))


def prune(*, limit: int, now: datetime) -> int:
    """Within the present transaction, let go the answers that nobody has asked for in a month, and the least used beyond
    ``limit`` bytes. Returns how many went. For the daily job.
    """
    asked = sa.select(PersonalVisit.feed_id).where(PersonalVisit.last_at >= now - store.UNUSED)
    gone = _delete(sa.and_(PersonalAnswer.feed_id.not_in(asked), PersonalAnswer.valid_until < now))
    running = sa.func.sum(PersonalAnswer.size).over(order_by=(PersonalAnswer.valid_until.desc(), PersonalAnswer.feed_id))
    rows = sa.select(PersonalAnswer.feed_id, running.label("running")).subquery()
    return gone + _delete(PersonalAnswer.feed_id.in_(sa.select(rows.c.feed_id).where(rows.c.running > limit)))


def _delete(which: sa.ColumnElement[bool]) -> int:
    return change_rows(sa.delete(PersonalAnswer).where(which))
