"""Calendar files into drafts for review.

Each event of the file becomes one draft of the community's, in batches that are a transaction each: what is in when the
machine stops is whole, and running the import again goes on where it stopped. ``(source, source_uid)`` is unique, so nothing
comes in twice.

What is known already is told by the audit entry of its import, which keeps a fingerprint of what the source said: the same
fingerprint is "same"; another one rewrites the draft as long as nobody has worked on it here (it is still a draft, nothing is
typed, its revision is the import's and the import is the newest entry of its trail), and is reported otherwise.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from eventhub.core import audit, clock
from eventhub.core.audit import AuditEntry
from eventhub.core.db import db, transaction, upsert
from eventhub.core.text import force_locale, make_key
from eventhub.events.models import Event, EventOrganizer, Occurrence
from eventhub.events.workflow import EVENT
from eventhub.imports.fingerprint import fingerprint
from eventhub.imports.ical import NotACalendar, ReadEvent, Reading
from eventhub.imports.making import Draft, Maker, Skip
from eventhub.imports.pictures import want_pictures
from eventhub.imports.reading import read_any
from eventhub.imports.report import Remark, Report
from eventhub.imports.source import Unreadable, fitting
from eventhub.imports.targets import Target, get_target

BATCH = 500
ROWS = 5_000
"""How many rows are written by one statement: a batch of series has tens of thousands."""
VERB = "event.page.import"

Progress = Callable[[Literal["read", "write"], int, int], None]
"""``progress(stage, done, total)``, in events."""

_Event: Any = Event.__table__
_Date: Any = Occurrence.__table__
_Organizer: Any = EventOrganizer.__table__
_Entry: Any = AuditEntry.__table__


def import_calendar(
    data: bytes, *, source: str, target: Target, past: bool = False, progress: Progress = lambda *_: None
) -> Report:
    """Bring the events of a calendar file in as drafts, and report what became of each.

    Runs transactions of its own, one for 500 events: for the command line and jobs, not within a request.

    :param source: the name under which the source is remembered; see :func:`read_source`.
    :param past: bring in what is over too.
    :raises Unreadable: it is no calendar.
    """
    try:
        reading = read_any(data, source, on_progress=lambda done, total: progress("read", done, total))
    except NotACalendar as refused:
        raise Unreadable(source, refused.reason, f"line {refused.line}" if refused.line else "") from None
    report = _begin_report(reading, source)
    events = list(_once_each(reading.events, report))
    maker = Maker(target, clock.now(), past=past)
    for start in range(0, len(events), BATCH):
        with transaction(), force_locale(target.locale.replace("-", "_")):
            part = _take_in(events[start : start + BATCH], source, target, maker)
        report.add(part)
        progress("write", min(start + BATCH, len(events)), len(events))
    return report


def _begin_report(reading: Reading, source: str) -> Report:
    report = Report(source, reading.calendar_name)
    for skipped in reading.skipped:
        report.skipped.add(Remark(skipped.line, skipped.title, skipped.why, skipped.detail))
    report.skipped.count = reading.skipped_count
    return report


def _once_each(events: Iterable[ReadEvent], report: Report) -> Iterator[tuple[str, ReadEvent]]:
    """Events with the UID that they are known by; a changed date whose series is not in the file has its date in it."""
    seen = set()
    for event in events:
        uid = fitting(event.source_uid + (f"#{event.recurrence_id.isoformat()}" if event.recurrence_id else ""))
        if uid in seen:
            report.skipped.add(Remark(event.line, event.title, "twice"))
        else:
            seen.add(uid)
            yield uid, event


# One batch


@dataclass(slots=True)
class _Known:
    """An event that has come in before."""

    id: int
    community_id: int | None
    print: str | None
    untouched: bool


@dataclass(slots=True)
class _Batch:
    """What a batch comes to, before it is written."""

    report: Report
    new: list[Draft] = field(default_factory=list)
    changed: list[tuple[_Known, Draft]] = field(default_factory=list)


def _take_in(events: list[tuple[str, ReadEvent]], source: str, target: Target, maker: Maker) -> Report:
    known = _find_known(source, [uid for uid, _ in events])
    batch = _Batch(Report(source))
    for uid, event in events:
        try:
            _sort(batch, uid, event, known.get(uid), maker)
        except Skip as skip:
            batch.report.skipped.add(Remark(event.line, event.title, skip.why))
    _add(batch, source, target)
    _rewrite(batch, source)
    return batch.report


def _find_known(source: str, uids: list[str]) -> dict[str, _Known]:
    """Locked where the database can, so that nobody begins to work on a draft that is about to be rewritten."""
    trail = aliased(AuditEntry)
    entries = sa.select(sa.func.max(trail.id)).where(trail.subject == "event", trail.subject_id == Event.id).correlate(Event)
    newest, imported = entries.scalar_subquery(), entries.where(trail.verb == VERB).scalar_subquery()
    rows = db.session.execute(
        sa.select(
            Event.source_uid, Event.id, Event.community_id, Event.status, Event.revision, Event.cover_id,
            Event.typed.is_(None).label("nothing_typed"), newest.label("newest"), AuditEntry.id.label("entry"),
            AuditEntry.data,
        )
        .outerjoin(AuditEntry, AuditEntry.id == imported)
        .where(Event.source == source, Event.source_uid.in_(uids))
        .with_for_update(of=Event)
    )  # fmt: skip
    return {row.source_uid: _as_known(row) for row in rows}


def _as_known(row: sa.Row[Any]) -> _Known:
    data = row.data or {}
    untouched = (
        row.status == EVENT.initial and row.nothing_typed and row.cover_id is None
        and row.entry is not None and row.newest == row.entry and row.revision == data.get("revision")
    )  # fmt: skip
    return _Known(row.id, row.community_id, data.get("print"), untouched)


def _sort(batch: _Batch, uid: str, event: ReadEvent, known: _Known | None, maker: Maker) -> None:
    """New, the same, changed, or not to come in at all (raises Skip)."""
    mark = fingerprint(event)
    if known is None:
        if event.status == "cancelled":
            raise Skip("cancelled")
        batch.new.append(maker.make(uid, mark, event))
        return
    if known.community_id != maker.target.community_id:
        raise Skip("elsewhere")
    if known.print == mark:
        batch.report.same += 1
        return
    if event.status == "cancelled":
        raise Skip("cancelled_kept")
    if not known.untouched:
        raise Skip("kept")
    batch.changed.append((known, maker.make(uid, mark, event)))


def _add(batch: _Batch, source: str, target: Target) -> None:
    """Write the new drafts; one that another import was quicker with counts as the same."""
    if not batch.new:
        return
    rows = [{**draft.event, "key": make_key(), "uid": str(uuid.uuid4()), "source": source, "source_uid": draft.uid,
             "status": EVENT.initial, "revision": 1} for draft in batch.new]  # fmt: skip
    connection = db.session.connection()
    connection.execute(upsert(_Event).on_conflict_do_nothing(index_elements=["source", "source_uid"]), rows)
    # Not RETURNING, for which psycopg takes three times as long.
    added = sa.select(_Event.c.source_uid, _Event.c.id).where(_Event.c.uid.in_([row["uid"] for row in rows]))
    ids = {row.source_uid: row.id for row in connection.execute(added)}
    written = [(ids[draft.uid], draft) for draft in batch.new if draft.uid in ids]
    batch.report.new += len(written)
    batch.report.same += len(batch.new) - len(written)
    organizers = [{"event_id": id_, "person_id": target.organizer_id} for id_, _ in written]
    _insert(_Organizer, organizers)
    _insert(_Date, [{**row, "event_id": id_} for id_, draft in written for row in draft.dates])
    _insert(_Entry, [_entry(id_, draft, source, revision=1) for id_, draft in written])
    want_pictures({id_: draft.read.image_url for id_, draft in written if draft.read.image_url})
    _remember_doubts(batch.report, [draft for _, draft in written])


def _rewrite(batch: _Batch, source: str) -> None:
    """Write anew the drafts that changed at the source and that nobody has touched here."""
    if not batch.changed:
        return
    ids = [known.id for known, _ in batch.changed]
    found = db.session.execute(sa.select(_Event.c.id, _Event.c.revision).where(_Event.c.id.in_(ids)))
    revisions = {row.id: row.revision for row in found}
    names = set(batch.changed[0][1].event)
    statement = sa.update(_Event).where(_Event.c.id == sa.bindparam("event_id")).values(
        {**{name: sa.bindparam(name) for name in names}, "revision": _Event.c.revision + 1}
    )  # fmt: skip
    connection = db.session.connection()
    connection.execute(statement, [{**draft.event, "event_id": known.id} for known, draft in batch.changed])
    connection.execute(sa.delete(_Date).where(_Date.c.event_id.in_(ids)))
    _insert(_Date, [{**row, "event_id": known.id} for known, draft in batch.changed for row in draft.dates])
    _insert(_Entry, [_entry(known.id, draft, source, revision=revisions[known.id] + 1) for known, draft in batch.changed])
    want_pictures({known.id: draft.read.image_url for known, draft in batch.changed if draft.read.image_url})
    batch.report.updated += len(batch.changed)
    _remember_doubts(batch.report, [draft for _, draft in batch.changed])


def _insert(table: Any, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), ROWS):
        db.session.connection().execute(sa.insert(table), rows[start : start + ROWS])


def _entry(event_id: int, draft: Draft, source: str, *, revision: int) -> dict[str, Any]:
    return {
        "at": clock.now(), "actor_id": None, "actor_name": "", "verb": VERB, "subject": "event", "subject_id": event_id,
        "reason": "", "data": {"source": source, "print": draft.print, "revision": revision}, "request_id": audit.request_id.get(),
    }  # fmt: skip


def _remember_doubts(report: Report, drafts: list[Draft]) -> None:
    for draft in drafts:
        for doubt in draft.doubts:
            report.doubts.add(Remark(draft.read.line, draft.read.title, doubt))


__all__ = ["get_target", "import_calendar"]
