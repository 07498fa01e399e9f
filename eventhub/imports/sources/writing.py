"""A batch of events written as it was planned, in the present transaction."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
import structlog

from eventhub.core import audit, clock
from eventhub.core.audit import AuditEntry
from eventhub.core.db import db, upsert
from eventhub.core.text import gettext, make_key
from eventhub.events.models import Event, EventOrganizer, Occurrence
from eventhub.events.queries import get_event_by_id
from eventhub.events.services import mirroring
from eventhub.events.workflow import EVENT, S
from eventhub.imports.dates import Row
from eventhub.imports.making import Draft
from eventhub.imports.pictures import want_pictures
from eventhub.imports.report import Remark, Report
from eventhub.imports.sources import said
from eventhub.imports.sources.models import Mirror, Source
from eventhub.imports.sources.plan import Known, Plan
from eventhub.imports.sources.queries import IMPORTED
from eventhub.imports.targets import Target

ROWS = 5_000
"""How many rows are written by one statement: a batch of series has tens of thousands."""

_Event: Any = Event.__table__
_Date: Any = Occurrence.__table__
_Organizer: Any = EventOrganizer.__table__
_Entry: Any = AuditEntry.__table__
_Mirror: Any = Mirror.__table__

log = structlog.get_logger()


def write(plan: Plan, source: Source, target: Target) -> tuple[Report, list[int]]:
    """Write all of it. Returns what became of it, and the ids of the events that are new or changed."""
    report = Report(source.place, skipped=plan.skipped)
    _mark_older(plan, source)
    ids = _add(plan, source, target, report)
    ids += _rewrite(plan, source, report)
    ids += _follow(plan, source, report)
    _adopt(plan, source, report)
    _keep_same(plan, report)
    return report, ids


def _mark_older(plan: Plan, source: Source) -> None:
    """Let events from before there were mirrors carry the key of their source, as all others do."""
    changed = [*plan.rewrite, *plan.follow, *plan.adopt]
    older = [known.id for known, _ in changed if not known.mirrored] + [
        known.id for known, _ in plan.same if not known.mirrored
    ]
    if older:
        db.session.connection().execute(sa.update(_Event).where(_Event.c.id.in_(older)).values(source=source.key))


def _add(plan: Plan, source: Source, target: Target, report: Report) -> list[int]:
    """Write the new drafts; one that another sync was quicker with counts as the same."""
    if not plan.new:
        return []
    rows = [{**draft.event, "key": make_key(), "uid": str(uuid.uuid4()), "source": source.key, "source_uid": draft.uid,
             "status": EVENT.initial, "revision": 1} for draft in plan.new]  # fmt: skip
    connection = db.session.connection()
    connection.execute(upsert(_Event).on_conflict_do_nothing(index_elements=["source", "source_uid"]), rows)
    # Not RETURNING, for which psycopg takes three times as long.
    added = sa.select(_Event.c.source_uid, _Event.c.id).where(_Event.c.uid.in_([row["uid"] for row in rows]))
    ids = {row.source_uid: row.id for row in connection.execute(added)}
    written = [(ids[draft.uid], draft) for draft in plan.new if draft.uid in ids]
    report.new += len(written)
    report.same += len(plan.new) - len(written)
    _insert(_Organizer, [{"event_id": id_, "person_id": target.organizer_id} for id_, _ in written])
    _insert(_Date, [{**row, "event_id": id_} for id_, draft in written for row in draft.dates])
    _insert(_Entry, [_entry(id_, source) for id_, _ in written])
    _insert(_Mirror, [_mirror(id_, draft, source, revision=1) for id_, draft in written])
    want_pictures({id_: draft.read.image_url for id_, draft in written if draft.read.image_url})
    _remember_doubts(report, [draft for _, draft in written])
    return list(ids.values())


def _rewrite(plan: Plan, source: Source, report: Report) -> list[int]:
    """Write anew the drafts that changed at the source and that nobody has touched here."""
    if not plan.rewrite:
        return []
    ids = [known.id for known, _ in plan.rewrite]
    connection = db.session.connection()
    revisions = {row.id: row.revision + 1 for row in
                 connection.execute(sa.select(_Event.c.id, _Event.c.revision).where(_Event.c.id.in_(ids)))}  # fmt: skip
    names = set(plan.rewrite[0][1].event)
    statement = sa.update(_Event).where(_Event.c.id == sa.bindparam("event_id")).values(
        {**{name: sa.bindparam(name) for name in names}, "revision": _Event.c.revision + 1}
    )  # fmt: skip
    connection.execute(statement, [{**draft.event, "event_id": known.id} for known, draft in plan.rewrite])
    connection.execute(sa.delete(_Date).where(_Date.c.event_id.in_(ids)))
    _insert(_Date, [{**row, "event_id": known.id} for known, draft in plan.rewrite for row in draft.dates])
    _insert(_Entry, [_entry(id_, source) for id_ in ids])
    connection.execute(sa.delete(_Mirror).where(_Mirror.c.event_id.in_(ids)))
    _insert(_Mirror, [_mirror(known.id, draft, source, revision=revisions[known.id]) for known, draft in plan.rewrite])
    report.updated += len(ids)
    want_pictures({known.id: draft.read.image_url for known, draft in plan.rewrite if draft.read.image_url})
    _remember_doubts(report, [draft for _, draft in plan.rewrite])
    return ids


def _follow(plan: Plan, source: Source, report: Report) -> list[int]:
    """Let the others say what the source says, where they were not edited here; one that fails keeps the rest going."""
    changed = []
    for known, draft in plan.follow:
        try:
            with db.session.begin_nested():
                names = _follow_one(known, draft, source)
        except Exception:
            log.exception("source.unwritten", source=source.id, event_id=known.id)
            report.skipped.add(Remark(draft.read.line, draft.read.title, "unwritten"))
            continue
        if names == ["kept_cancelled"]:
            report.skipped.add(Remark(draft.read.line, draft.read.title, "kept_cancelled"))
        elif names:
            report.updated += 1
            changed.append(known.id)
            _remember_doubts(report, [draft])
        else:
            report.same += 1
    want_pictures({known.id: draft.read.image_url for known, draft in plan.follow if draft.read.image_url})
    return changed


def _follow_one(known: Known, draft: Draft, source: Source) -> list[str]:
    event = get_event_by_id(known.id)
    mirror = db.session.get(Mirror, known.id)
    packed = said.pack(draft.event, draft.dates)
    # What no mirror speaks of yet follows from now on; where it differs today, somebody may have edited it.
    held = set(said.locked(event, {**packed, **(mirror.said if mirror else {})}))
    fields = set(packed) - held
    note, cancelled = {"source_note": draft.event["source_note"]}, draft.read.status == "cancelled"
    dates = draft.dates if said.WHEN in fields else None
    names = let_follow(event, packed, fields, dates, source, beside=note, cancelled=cancelled)
    if mirror is None:
        mirror = Mirror(event_id=event.id, source_id=source.id)
        db.session.add(mirror)
    mirror.print, mirror.sequence = draft.print, draft.read.sequence
    mirror.vanished_at = mirror.settled_at = None
    mirror.said, mirror.revision = packed, event.revision
    db.session.flush()
    return names


def let_follow(
    event: Event, packed: dict[str, Any], fields: Collection[str], dates: Sequence[Row] | None, source: Source, *,
    beside: Mapping[str, Any] | None = None, cancelled: bool = False,
) -> list[str]:  # fmt: skip
    """Let an event say what the source says in these fields, and note in ``packed`` which dates came of it.

    Returns the names of what changed.

    :param dates: its rows of dates as the source says them; None where those are not among the fields.
    :param beside: columns that come with the source's word and are no field, such as the note for the organizers.
    """
    names = mirroring.take_over(
        event, {**said.columns_of(packed, fields), **(beside or {})}, dates, wants_check=not source.trusted, cancelled=cancelled,
        reason=gettext("The calendar it comes from says so."),
    )  # fmt: skip
    db.session.flush()
    if dates is not None:
        said.remember_dates(packed, event)
    return [name for name in names if name != "source_note"]


def _adopt(plan: Plan, source: Source, report: Report) -> None:
    """Give the events from before there were mirrors theirs, with what the source says: where they differ, they were edited."""
    report.same += len(plan.adopt)
    rows = [_mirror(known.id, draft, source, revision=0) for known, draft in plan.adopt]
    if rows:
        db.session.connection().execute(upsert(_Mirror).on_conflict_do_nothing(index_elements=["event_id"]), rows)
        untouched = [known.id for known, _ in plan.adopt if known.untouched]
        revision = sa.select(_Event.c.revision).where(_Event.c.id == _Mirror.c.event_id).scalar_subquery()
        db.session.connection().execute(sa.update(_Mirror).where(_Mirror.c.event_id.in_(untouched)).values(revision=revision))


def _keep_same(plan: Plan, report: Report) -> None:
    """What is there again is no longer marked as gone, and a higher SEQUENCE is remembered."""
    report.same += len(plan.same)
    connection = db.session.connection()
    want_pictures({known.id: event.image_url for known, event in plan.same if event.image_url})
    for known, event in plan.same:
        if known.vanished and known.status is S.CANCELLED and event.status != "cancelled":
            report.skipped.add(Remark(event.line, event.title, "kept_cancelled"))
    back = [known.id for known, _ in plan.same if known.vanished]
    if back:
        connection.execute(sa.update(_Mirror).where(_Mirror.c.event_id.in_(back)).values(vanished_at=None, settled_at=None))
    higher = [{"id": known.id, "higher": event.sequence} for known, event in plan.same if event.sequence > known.sequence]
    if higher:
        statement = sa.update(_Mirror).where(_Mirror.c.event_id == sa.bindparam("id")).values(sequence=sa.bindparam("higher"))
        connection.execute(statement, higher)


def _insert(table: Any, rows: Sequence[dict[str, Any]]) -> None:
    for start in range(0, len(rows), ROWS):
        db.session.connection().execute(sa.insert(table), rows[start : start + ROWS])


def _entry(event_id: int, source: Source) -> dict[str, Any]:
    return {
        "at": clock.now(), "actor_id": None, "actor_name": "", "verb": IMPORTED, "subject": "event", "subject_id": event_id,
        "reason": "", "data": {"source": source.place}, "request_id": audit.request_id.get(),
    }  # fmt: skip


def _mirror(event_id: int, draft: Draft, source: Source, *, revision: int) -> dict[str, Any]:
    return {
        "event_id": event_id, "source_id": source.id, "print": draft.print, "sequence": draft.read.sequence,
        "said": said.pack(draft.event, draft.dates), "revision": revision, "vanished_at": None,
    }  # fmt: skip


def _remember_doubts(report: Report, drafts: Sequence[Draft]) -> None:
    for draft in drafts:
        for doubt in draft.doubts:
            report.doubts.add(Remark(draft.read.line, draft.read.title, doubt))
