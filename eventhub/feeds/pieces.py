"""The pieces of feeds: one event in one language and form, as bytes that are stored and joined."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from eventhub.core.db import upsert
from eventhub.core.text import force_locale
from eventhub.feeds import formats
from eventhub.feeds.facts import EventFacts
from eventhub.feeds.models import FeedComponent
from eventhub.feeds.render import EXPANDED, Read, all_facts_of, read_events, version_of


def render_missing(ids: Sequence[int], locale: str, form: str) -> list[dict[str, Any]]:
    """Pieces made now, as rows for :class:`FeedComponent`."""
    return render_forms(ids, locale, [form]) if ids else []


def render_forms(ids: Sequence[int], locale: str, forms: Sequence[str]) -> list[dict[str, Any]]:
    """The same in several forms of one language; each event is read once."""
    version = version_of(locale)
    with force_locale(locale):
        return [_row(read, locale, form, version) for read in read_events(ids, locale) for form in forms]


def _row(read: Read, locale: str, form: str, version: str) -> dict[str, Any]:
    """The piece of one event: of a series the master first, then its dates in the order of their RECURRENCE-ID."""
    written, marks = formats.read_form(form)
    found = all_facts_of(read, locale, marks)
    body = _body(found, written, locale, marks)
    first = min((_instant(facts.starts) for facts in found), default=read.row.starts_at)
    is_zoned = bool(written.names_zone) and written.names_zone in body
    return {
        "event_id": read.row.id, "locale": locale, "form": form, "version": version, "revision": read.row.revision,
        "changed_at": read.row.changed_at, "tzid": found[0].zone if is_zoned else "",
        "first_start": f"{first:%Y-%m-%dT%H:%M:%S}", "body": body,
    }  # fmt: skip


def _body(found: Sequence[EventFacts], written: formats.Format, locale: str, marks: str) -> bytes:
    """One piece; of single dates a piece each behind its start, so that a feed can sort them and leave some out."""
    if EXPANDED not in marks.split("-"):
        return written.piece(found, locale)
    starts = (f"{_instant(facts.starts):%Y-%m-%dT%H:%M:%S}".encode() for facts in found)
    return b"".join(b"\x1e%b\x1f%b" % (at, written.piece([facts], locale)) for at, facts in zip(starts, found, strict=True))


def dates_in(body: bytes) -> list[tuple[str, bytes]]:
    """The starts (ISO 8601, in UTC) and the pieces of the single dates in a stored body. No piece holds these separators:
    text has no control characters (:func:`eventhub.feeds.values.plain`).
    """
    parts = (part.partition(b"\x1f") for part in body.split(b"\x1e")[1:])
    return [(start.decode(), piece) for start, _mark, piece in parts]


def _instant(moment: datetime | date) -> datetime:
    return (
        moment.astimezone(UTC) if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    )


def upsert_components(execute: Any, rows: list[dict[str, Any]]) -> None:
    """Keep rendered VEVENTs; those of the same event, language and form give way.

    :param execute: that of a session or connection in a writing transaction.
    """
    insert = upsert(FeedComponent)
    fresh = {name: insert.excluded[name] for name in ("version", "revision", "changed_at", "tzid", "first_start", "body")}
    statement = insert.on_conflict_do_update(index_elements=["event_id", "locale", "form"], set_=fresh)
    for start in range(0, len(rows), 200):
        execute(statement.values(rows[start : start + 200]))
