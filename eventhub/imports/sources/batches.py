"""A calendar that has been read, brought into the database: batch by batch, then what has vanished, then the source itself.

Every function works in the present transaction. What is written when the machine stops is whole, and the next sync goes on
from there, because what is in already is recognized.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from eventhub.communities.models import Community, CommunityContact
from eventhub.core import clock
from eventhub.core.db import db
from eventhub.core.text import clean_line, fitting, force_locale
from eventhub.events.doubles.services import find_doubles
from eventhub.events.models import Event
from eventhub.imports.ical import ReadEvent, Reading
from eventhub.imports.making import Maker
from eventhub.imports.report import OVER, Remark, Report
from eventhub.imports.sources import fetching
from eventhub.imports.sources.fetching import Content, Unusable
from eventhub.imports.sources.models import Mirror, Source, SourceState
from eventhub.imports.sources.plan import DEFERRED, Identified, plan
from eventhub.imports.sources.queries import still_to_come
from eventhub.imports.sources.writing import write
from eventhub.imports.targets import Target, make_target

BATCH = 500
INTERVAL = timedelta(hours=1)
JITTER_SECONDS = 600
MAX_SHOWN = 50
"""Skipped events that are kept with the source."""


def target_of(source: Source) -> Target:
    """Whose drafts its events become.

    :raises Unusable: nobody speaks for the community.
    """
    contacts = selectinload(Community.contacts).joinedload(CommunityContact.person)
    whole = sa.select(Source).where(Source.id == source.id).options(
        joinedload(Source.community).options(contacts), joinedload(Source.organizer)
    )  # fmt: skip
    loaded = db.session.scalars(whole.execution_options(populate_existing=False)).unique().one()
    organizer = loaded.organizer or next((contact.person for contact in loaded.community.contacts), None)
    if organizer is None:
        raise Unusable("nobody")
    return make_target(loaded.community, organizer)


def once_each(events: Iterable[ReadEvent], report: Report) -> Iterator[Identified]:
    """Events with the UID that they are known by; a changed date whose series is not in the file has its date in it."""
    seen = set()
    for event in events:
        uid = fitting(event.source_uid + (f"#{event.recurrence_id.isoformat()}" if event.recurrence_id else ""), 500)
        if uid in seen:
            report.skipped.add(Remark(event.line, event.title, "twice"))
        else:
            seen.add(uid)
            yield uid, event


def begin_report(source: str, reading: Reading) -> Report:
    """A report that begins with what could not be read."""
    report = Report(source, reading.calendar_name)
    for skipped in reading.skipped:
        report.skipped.add(Remark(skipped.line, skipped.title, skipped.why, skipped.detail))
    report.skipped.count = reading.skipped_count
    return report


def bring_in_batch(source: Source, target: Target, maker: Maker, events: list[Identified]) -> tuple[Report, set[int]]:
    """Plan a batch and write it. Returns what became of it, and the ids of all its events that are here."""
    with force_locale(target.locale.replace("-", "_")):
        planned = plan(source, events, maker)
        report, ids = write(planned, source, target)
    find_doubles(ids)
    return report, planned.seen | set(ids)


def mark_vanished(source: Source, seen: Collection[int], reading: Reading) -> int:
    """Mark what the source no longer has and is still to come, and return how much that is by now."""
    gone = list_vanished_ids(source, seen, reading)
    for start in range(0, len(gone), BATCH):
        db.session.execute(
            sa.update(Mirror).where(Mirror.event_id.in_(gone[start : start + BATCH]), Mirror.vanished_at.is_(None))
            .values(vanished_at=clock.now()).execution_options(synchronize_session=False)
        )  # fmt: skip
    return len(gone)


def list_vanished_ids(source: Source, seen: Collection[int], reading: Reading) -> list[int]:
    """The events still to come that the source no longer has.

    An event with the title of one that could not be read may be that one, so it is left alone.
    """
    if len(reading.skipped) < reading.skipped_count:
        return []  # so many could not be read that nothing can be said of the others
    unread = {clean_line(skipped.title) for skipped in reading.skipped}
    rows = db.session.execute(
        sa.select(Mirror.event_id, Mirror.vanished_at, Event.title).join(Event, Event.id == Mirror.event_id)
        .where(Mirror.source_id == source.id, still_to_come())
    )  # fmt: skip
    return [row.event_id for row in rows if row.event_id not in seen and (row.vanished_at or row.title not in unread)]


def has_events_to_come(source: Source) -> bool:
    """Whether events have come in from it that are still to come and that it still had last time."""
    there = sa.exists().where(
        Mirror.source_id == source.id, Mirror.vanished_at.is_(None), Event.id == Mirror.event_id, still_to_come()
    )
    return bool(db.session.scalar(sa.select(there)))


def note_good(source: Source, content: Content) -> None:
    """It answered, and what it said is in."""
    now = clock.now()
    source.checked_at = source.good_at = now
    source.failures, source.problem, source.problem_detail, source.problem_line = 0, "", "", None
    source.failing_since = source.gone_since = None
    if content.data is not None:
        source.etag, source.last_modified = content.etag, content.last_modified
    source.next_check_at = now + interval_of(source) if source.has_address and source.status == SourceState.ACTIVE else None


def note_brought_in(source: Source, report: Report, digest: str) -> None:
    """Remember what became of the last content. Without its digest it is gone through again next time."""
    deferred = any(remark.why in DEFERRED for remark in report.skipped.kept)
    source.digest = "" if deferred else digest
    source.brought_in_at = clock.now()
    source.name = clean_line(report.calendar_name)[:200] or source.name
    source.counts = {
        "events": report.total - report.skipped.count, "new": report.new, "changed": report.updated, "same": report.same,
        "skipped": report.skipped.count, "over": report.skipped.over, "vanished": report.vanished,
    }  # fmt: skip
    source.skipped = remarks_of(report)


def remarks_of(report: Report) -> list[dict[str, Any]]:
    """The first fifty that were left out, by line; what is only over comes last."""
    shown = sorted(report.skipped.kept, key=lambda remark: (remark.why == OVER, remark.line))[:MAX_SHOWN]
    return [{"line": r.line, "title": r.title[:200], "why": r.why, "detail": r.detail[:200]} for r in shown]


def interval_of(source: Source) -> timedelta:
    """How long until the next look: an hour, give or take five minutes by its key, so that not all are asked at once."""
    return INTERVAL + timedelta(seconds=zlib.crc32(source.key.encode()) % JITTER_SECONDS - JITTER_SECONDS // 2)


def check_whole(source: Source, data: bytes, reading: Reading) -> None:
    """An answer that is empty or cut off, where there were events, is a failure and never a mass vanishing.

    :raises Unusable: it is such an answer.
    """
    if not (reading.events or reading.skipped_count) and has_events_to_come(source):
        raise Unusable("came_back_empty")
    if source.has_address and fetching.is_cut_off(source.kind, data) and has_events_to_come(source):
        raise Unusable("cut_off")
