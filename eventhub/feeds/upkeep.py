"""What whoever runs the installation can do with stored feeds: throw them away, make them anew, compare them with fresh ones.

Services: they run in the caller's transaction, and commit nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, islice
from typing import Any

import sqlalchemy as sa

from eventhub.core import clock, generations
from eventhub.core.db import db
from eventhub.core.errors import Refused
from eventhub.events.models import Event
from eventhub.events.queries.listing import Retired
from eventhub.feeds import asked, http, members, pieces, reading, store
from eventhub.feeds.asked import Feed
from eventhub.feeds.models import FeedAnswer, FeedComponent
from eventhub.feeds.render import version_of

BATCH = 200
SHOWN = 6
"""Lines of a difference that are shown of each side."""
_FOLD = re.compile(rb"\r\n[ \t]")
_PIECE = re.compile(rb"(?<=[,>\n\x1e])")
_LOST = (Refused, Retired, reading.Moved)
"""Why an address that was answered once is not any more."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something stored that is not what would be made now: what it is, and lines that say how it differs."""

    what: str
    lines: tuple[str, ...]


class Remade(StrEnum):
    """What has become of a stored answer."""

    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"


def purge(languages: tuple[str, ...]) -> tuple[int, int]:
    """Throw all stored answers and pieces away; how many there were of each. Processes look again for what they remember."""
    for address in list_addresses():
        _look_again(address, languages)
    counts = (_count(FeedAnswer), _count(FeedComponent))
    for model in (FeedAnswer, FeedComponent):
        db.session.execute(sa.delete(model).execution_options(synchronize_session=False))
    return counts


def list_addresses(kind: str | None = None) -> Sequence[str]:
    """The addresses of the stored answers of public calendars, of one kind or all, in order."""
    found = db.session.scalars(sa.select(FeedAnswer.address).order_by(FeedAnswer.address)).all()
    kinds = asked.KINDS if kind is None else {kind}
    return [address for address in found if re.split(r"[/.]", address.removeprefix("/calendar/"), maxsplit=1)[0] in kinds]


def rebuild_pieces() -> tuple[int, int]:
    """Write every stored piece anew; how many there are, and how many of them changed by it."""
    seen = changed = 0
    for rows, fresh in _pieces():
        different = [made for made in fresh.values() if _difference(rows[made["event_id"]], made)]
        pieces.upsert_components(db.session.execute, different)
        seen, changed = seen + len(rows), changed + len(different)
    return seen, changed


def rebuild(address: str, *, site: str, languages: tuple[str, ...]) -> Remade:
    """Make one stored answer anew. Equal bytes keep their ETag and Last-Modified; what has no calendar any more goes."""
    row = _row(address)
    try:
        feed = reading.read_address(address, languages)
        asked.check(feed)
    except _LOST:
        db.session.execute(sa.delete(FeedAnswer).where(FeedAnswer.key == row.key).execution_options(synchronize_session=False))
        return Remade.GONE
    generation, now = store.read_calendar(feed.scopes), clock.now()
    joined = members.join(feed, members.day_of(now))
    pieces.upsert_components(db.session.execute, joined.rendered)
    previous = store.stored_answer(row)
    answer = store.answer_from(feed, joined, site, previous=previous, now=max(now, row.last_modified))
    store.replace_row(feed, answer, joined, generation=generation, now=now)
    if answer is previous:
        return Remade.SAME
    generations.raise_calendar(feed.scopes)
    return Remade.CHANGED


def check(*, site: str, languages: tuple[str, ...]) -> Iterator[Finding]:
    """Every stored piece and answer that is not what would be made now. What is overtaken anyway is not looked at, but that
    its bytes unpack to their digest.
    """
    for rows, fresh in _pieces():
        for made in fresh.values():
            if lines := _difference(rows[made["event_id"]], made):
                row = rows[made["event_id"]]
                yield Finding(f"Event {row.key}, {row.locale}, {row.form}", lines)
    for address in list_addresses():
        if lines := _check_answer(_row(address), site, languages):
            yield Finding(address, lines)


def _row(address: str) -> Any:
    return db.session.execute(sa.select(FeedAnswer.__table__).where(FeedAnswer.address == address)).one()


def _check_answer(row: Any, site: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    body = store.unpack(row.gzip)
    if body is None:
        return ("The stored bytes cannot be unpacked.",)
    if (digest := http.digest_of(body)) != row.digest:
        return (f"The stored bytes have the digest {digest}; the row says {row.digest}.",)
    try:
        feed = reading.read_address(row.address, languages)
        if not _holds(row, feed):
            return ()
        asked.check(feed)
    except _LOST as lost:
        return (f"There is no such calendar any more: {lost}",)
    joined = members.join(feed, members.day_of(clock.now()))
    fresh = members.write(members.facts_of(feed, joined, site), joined, row.last_modified)
    return () if fresh == body else (*_cut(row.kept, joined.kept), *compare(body, fresh))


def _holds(row: Any, feed: Feed) -> bool:
    is_current = row.version == version_of(feed.locale) and row.valid_until > clock.now()
    return bool(is_current and row.generation == store.read_calendar(feed.scopes))


def _cut(stored: int | None, fresh: int | None) -> tuple[str, ...]:
    return (f"It held {stored or 'all'} of its events, and would hold {fresh or 'all'}.",) if stored != fresh else ()


# Pieces


def _pieces() -> Iterator[tuple[dict[int, Any], dict[int, dict[str, Any]]]]:
    """Batches of stored pieces that still count, and the same made now, both by the event's id."""
    table, event = FeedComponent.__table__, Event.__table__
    joined = table.join(event, event.c.id == table.c.event_id)
    counts = (table.c.revision == event.c.revision, table.c.changed_at == event.c.changed_at)
    names = sa.select(table.c.locale, table.c.form, table.c.version, table.c.event_id).select_from(joined).where(*counts)
    ordered = names.order_by(table.c.locale, table.c.form, table.c.event_id)
    for (locale, form), group in groupby(db.session.execute(ordered).all(), key=lambda row: (row.locale, row.form)):
        current = (row.event_id for row in group if row.version == version_of(locale))
        while ids := list(islice(current, BATCH)):
            bodies = sa.select(table, event.c.key).select_from(joined).where(
                table.c.locale == locale, table.c.form == form, table.c.event_id.in_(ids)
            )  # fmt: skip
            rows = {row.event_id: row for row in db.session.execute(bodies)}
            yield (
                rows,
                {made["event_id"]: made for made in pieces.render_missing(ids, locale, form) if made["event_id"] in rows},
            )


def _difference(row: Any, made: dict[str, Any]) -> tuple[str, ...]:
    names = ("tzid", "first_start")
    lines = [
        f"{name}: stored {getattr(row, name)!r}, fresh {made[name]!r}" for name in names if getattr(row, name) != made[name]
    ]
    return (*lines, *(compare(row.body, made["body"]) if row.body != made["body"] else ()))


# Saying what differs


def compare(stored: bytes, fresh: bytes) -> tuple[str, ...]:
    """The lines that differ, ``-`` as stored and ``+`` as made now; of long differences the beginning. Formats without
    lines are cut behind their commas and marks.
    """
    old, new = _lines(stored), _lines(fresh)
    start = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    tail = 0
    while tail < min(len(old), len(new)) - start and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    gone, come = old[start : len(old) - tail], new[start : len(new) - tail]
    return (f"from line {start + 1} on:", *_shown("-", gone), *_shown("+", come))


def _lines(text: bytes) -> list[bytes]:
    unfolded = _FOLD.sub(b"", text)
    return unfolded.split(b"\r\n") if b"\r\n" in unfolded else _PIECE.split(unfolded)


def _shown(mark: str, lines: Sequence[bytes]) -> Iterator[str]:
    for each in lines[:SHOWN]:
        yield f"{mark} {each.decode('utf-8', 'replace').strip()[:200]}"
    if len(lines) > SHOWN:
        yield f"{mark} … and {len(lines) - SHOWN} more"


def _look_again(address: str, languages: tuple[str, ...]) -> None:
    try:
        generations.raise_calendar(reading.read_address(address, languages).scopes)
    except _LOST:
        return


def _count(model: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0
