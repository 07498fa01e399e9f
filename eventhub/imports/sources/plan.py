"""What becomes of the events of a calendar, decided before anything is written: for a look and for a sync alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from eventhub.core import clock
from eventhub.core.audit import AuditEntry
from eventhub.core.db import db
from eventhub.events.models import Event
from eventhub.events.workflow import EVENT, S
from eventhub.imports.fingerprint import fingerprint
from eventhub.imports.ical import ReadEvent
from eventhub.imports.making import Draft, Maker, Skip
from eventhub.imports.report import SKIPPED, Remark, Remarks
from eventhub.imports.sources.models import Mirror, Source
from eventhub.imports.sources.queries import IMPORTED, worked_on

DISMISSED = frozenset({S.DECLINED, S.WITHDRAWN})
"""Someone here has put it aside, whatever its source says. (What is cancelled may come back with its source.)"""
DEFERRED = frozenset({"kept", "older", "unwritten"})
"""Reasons that may be gone the next time, though the source says the same."""
TYPING = timedelta(hours=1)
"""For so long the source waits for somebody who is typing; then it goes on, and their form says what has changed."""


@dataclass(slots=True)
class Known:
    """An event that has come in before, as far as it takes to say whether it is the same."""

    id: int
    key: str
    status: S
    print: str
    sequence: int
    mirrored: bool
    """Whether it has a mirror; those that came in before there were mirrors get one."""
    vanished: bool
    typed: bool
    """Whether someone is at work in its form and has not saved yet."""
    untouched: bool
    """A draft as the source wrote it."""
    rule: str
    rule_start: datetime | None


@dataclass(slots=True)
class Plan:
    """What a batch of events comes to."""

    new: list[Draft] = field(default_factory=list)
    rewrite: list[tuple[Known, Draft]] = field(default_factory=list)
    """Drafts as the source wrote them: written anew."""
    follow: list[tuple[Known, Draft]] = field(default_factory=list)
    """All others that have changed there: what was not edited here follows."""
    adopt: list[tuple[Known, Draft]] = field(default_factory=list)
    """The same as when they came in, before there were mirrors."""
    same: list[tuple[Known, ReadEvent]] = field(default_factory=list)
    skipped: Remarks = field(default_factory=lambda: Remarks(SKIPPED))
    seen: set[int] = field(default_factory=set)
    """The ids of all events here that the source still has."""


Identified = tuple[str, ReadEvent]
"""An event with the UID that it is known by."""


def plan(source: Source, events: Sequence[Identified], maker: Maker, *, locking: bool = True) -> Plan:
    """Sort a batch into new, changed, the same, and what does not come in.

    :param locking: whether nobody may begin to work on an event meanwhile, because it is about to be written.
    """
    planned = Plan()
    known, elsewhere = _find_known(source, [uid for uid, _ in events], locking)
    planned.seen = {one.id for one in known.values()}
    for uid, event in events:
        try:
            if uid in elsewhere:
                raise Skip("elsewhere")
            _sort(planned, uid, event, known.get(uid), maker)
        except Skip as skip:
            planned.skipped.add(Remark(event.line, event.title, skip.why))
    _part_touched(planned)
    return planned


def _find_known(source: Source, uids: Sequence[str], locking: bool) -> tuple[dict[str, Known], set[str]]:
    """The events that have come in for this source before, and the UIDs of those that belong to another."""
    untouched = sa.and_(Event.status == EVENT.initial, Event.typed.is_(None), Event.cover_id.is_(None))
    wanted = (
        sa.select(
            Event.source_uid, Event.id, Event.key, Event.community_id, Event.status, Event.rule, Event.rule_start,
            sa.and_(Event.typed.is_not(None), Event.typed_at > clock.now() - TYPING).label("typed"), untouched.label("untouched"), Event.revision,
            Mirror.source_id, Mirror.print, Mirror.sequence, Mirror.revision.label("written"),
            Mirror.vanished_at.is_not(None).label("vanished"),
        )
        .outerjoin(Mirror, Mirror.event_id == Event.id)
        .where(sa.or_(Event.source == source.key, _is_older(source)), Event.source_uid.in_(uids))
    )  # fmt: skip
    rows = db.session.execute(wanted.with_for_update(of=Event) if locking else wanted).all()
    mine = [
        row for row in rows if row.source_id == source.id or (row.source_id is None and row.community_id == source.community_id)
    ]
    known = {row.source_uid: _as_known(row) for row in mine}
    _read_trail([one for one in known.values() if not one.mirrored])
    return known, {row.source_uid for row in rows} - set(known)


def _is_older(source: Source) -> sa.ColumnElement[bool]:
    """Events of the community that came in from the same place before there were sources: they carry its name."""
    return sa.and_(Event.source == source.place, Event.community_id == source.community_id)


def _as_known(row: Any) -> Known:
    mirrored = row.source_id is not None
    untouched = row.untouched and mirrored and row.revision == row.written
    return Known(row.id, row.key, row.status, row.print or "", row.sequence or 0, mirrored, row.vanished, row.typed, untouched,
                 row.rule, row.rule_start)  # fmt: skip


def _read_trail(before_mirrors: Sequence[Known]) -> None:
    """Events that came in before there were mirrors: the audit entry of their import knows what the source said then."""
    if not before_mirrors:
        return
    ids = [one.id for one in before_mirrors]
    newest = (
        sa.select(AuditEntry.subject_id, sa.func.max(AuditEntry.id).label("id"))
        .where(AuditEntry.subject == "event", AuditEntry.subject_id.in_(ids)).group_by(AuditEntry.subject_id).subquery()
    )  # fmt: skip
    imports = sa.select(AuditEntry.subject_id, AuditEntry.id, AuditEntry.data, Event.revision, newest.c.id.label("newest")).join(
        newest, newest.c.subject_id == AuditEntry.subject_id
    ).join(Event, Event.id == AuditEntry.subject_id)  # fmt: skip
    of_import = AuditEntry.subject == "event", AuditEntry.verb == IMPORTED, AuditEntry.subject_id.in_(ids)
    found = {row.subject_id: row for row in db.session.execute(imports.where(*of_import).order_by(AuditEntry.id))}
    for one in before_mirrors:
        row = found.get(one.id)
        one.print = row.data.get("print", "") if row else ""
        one.untouched = bool(
            row and one.status == EVENT.initial and not one.typed and row.id == row.newest and row.revision == row.data.get("revision")
        )  # fmt: skip


def _sort(planned: Plan, uid: str, event: ReadEvent, known: Known | None, maker: Maker) -> None:
    """New, the same, changed, or not to come in at all (raises Skip)."""
    mark = fingerprint(event)
    if known is None:
        if event.status == "cancelled":
            raise Skip("cancelled")
        planned.new.append(maker.make(uid, mark, event))
    elif known.status in DISMISSED:
        planned.same.append((known, event))
    elif known.print != mark or _was_one_date(known, event):
        _sort_changed(planned, known, event, lambda: maker.make(uid, mark, event))
    elif known.mirrored:
        planned.same.append((known, event))
    else:
        planned.adopt.append((known, maker.make(uid, mark, event)))


def _sort_changed(planned: Plan, known: Known, event: ReadEvent, make: Callable[[], Draft]) -> None:
    if event.sequence < known.sequence:
        raise Skip("older")
    if known.typed:
        raise Skip("kept")
    draft = make()
    if event.status == "cancelled" and known.status not in EVENT.public_states:
        draft.doubts.append("cancelled_there")
        planned.follow.append((known, draft))
    else:
        (planned.rewrite if known.untouched else planned.follow).append((known, draft))


def _was_one_date(known: Known, event: ReadEvent) -> bool:
    """Whether a series came in as its next date, before series came in whole."""
    return not known.mirrored and known.untouched and not known.rule and bool(event.recurrence)


def _part_touched(planned: Plan) -> None:
    """What looks as the source wrote it, but of which the trail knows more, follows field by field."""
    if not planned.rewrite:
        return
    ids = [known.id for known, _ in planned.rewrite]
    touched = set(db.session.scalars(sa.select(Event.id).where(Event.id.in_(ids), worked_on())))
    for known, draft in planned.rewrite:
        if known.id in touched:
            known.untouched = False
            planned.follow.append((known, draft))
    planned.rewrite = [(known, draft) for known, draft in planned.rewrite if known.untouched]
