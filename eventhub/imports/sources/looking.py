"""What a source would change, looked at without writing anything."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from eventhub.core import clock
from eventhub.core.db import db
from eventhub.core.text import LazyText, reader_locale
from eventhub.events.models import Event
from eventhub.events.rules.recurrence import read_rule
from eventhub.events.rules.words import say_rule
from eventhub.events.workflow import O
from eventhub.imports.ical import ReadEvent, Reading
from eventhub.imports.making import STEPS_AT_ONCE, Draft, Maker
from eventhub.imports.report import OVER, SKIPPED, Remark
from eventhub.imports.sources import batches, said
from eventhub.imports.sources.models import Mirror, Source
from eventhub.imports.sources.plan import Known, Plan, plan
from eventhub.imports.targets import Target

MAX_ROWS = 500
"""Rows that are kept for a page; all are counted."""
What = Literal["new", "changed", "same", "skipped"]


@dataclass(frozen=True, slots=True)
class LookRow:
    """One event of the source: what would become of it.

    ``starts`` and ``ends`` are wall times in ``zone`` of the (next) date; None where the source's date makes no sense.
    """

    what: What
    title: str
    line: int = 0
    starts: datetime | None = None
    ends: datetime | None = None
    zone: str = ""
    all_day: bool = False
    repeats: str = ""
    """How it repeats, in the reader's language; empty for one date."""
    apart: int = 0
    """How many of its dates to come are moved, cancelled or added."""
    place: str = ""
    joins: bool = False
    """Whether it has a link for joining."""
    changes: tuple[str, ...] = ()
    """Fields that would change here, by name (:data:`eventhub.imports.sources.words.FIELDS`)."""
    locked: tuple[str, ...] = ()
    """Fields that differ at the source and stay, because they were edited here."""
    why: str = ""
    reason: LazyText = ""
    """For what is skipped: the code and the sentence."""
    detail: str = ""
    event_key: str = ""
    """The event here, where there is one."""


@dataclass(frozen=True, slots=True)
class Look:
    """All rows in the order of the source (at most :data:`MAX_ROWS`), and how many there are of each sort."""

    rows: tuple[LookRow, ...]
    new: int
    changed: int
    same: int
    skipped: int
    over: int
    """Events that are over and stay out for that alone; they have no rows and are not among the skipped."""
    vanished: int
    """Events with dates to come that came in before and that the source no longer has."""
    name: str = ""
    pending: bool = True
    """Whether this content has not been brought in since it was kept."""


def look_through(source: Source, reading: Reading, target: Target) -> Look:
    """Go through what was read as a sync would, and write nothing."""
    report = batches.begin_report(source.place, reading)
    events = list(batches.once_each(reading.events, report))
    maker = Maker(target, clock.now(), past=False, steps=STEPS_AT_ONCE)
    rows, seen = list[LookRow](), set[int]()
    counts = Counter[str]()
    for start in range(0, len(events), batches.BATCH):
        planned = plan(source, events[start : start + batches.BATCH], maker, locking=False)
        seen |= planned.seen
        report.skipped.extend(planned.skipped)
        counts.update(new=len(planned.new), changed=len(planned.rewrite) + len(planned.follow),
                      same=len(planned.same) + len(planned.adopt))  # fmt: skip
        if len(rows) < MAX_ROWS:
            rows += _rows_of(planned)
    rows += [_skipped_row(remark) for remark in report.skipped.kept if remark.why != OVER]
    rows.sort(key=lambda row: row.line)
    return Look(
        tuple(rows[:MAX_ROWS]), counts["new"], counts["changed"], counts["same"],
        report.skipped.count - report.skipped.over, report.skipped.over,
        len(batches.list_vanished_ids(source, seen, reading)), reading.calendar_name,
    )  # fmt: skip


def _rows_of(planned: Plan) -> list[LookRow]:
    changed = [*planned.rewrite, *planned.follow]
    here = _load([known.id for known, _ in changed])
    return [
        *(_row("new", draft) for draft in planned.new),
        *(_changed_row(known, draft, *here[known.id]) for known, draft in changed),
        *(_row("same", draft, event_key=known.key) for known, draft in planned.adopt),
        *(_same_row(known, event) for known, event in planned.same),
    ]


def _load(ids: list[int]) -> dict[int, tuple[Event, dict[str, Any] | None]]:
    rows = db.session.execute(
        sa.select(Event, Mirror.said).outerjoin(Mirror, Mirror.event_id == Event.id).where(Event.id.in_(ids))
        .options(selectinload(Event.occurrences))
    )  # fmt: skip
    return {event.id: (event, packed) for event, packed in rows}


def _row(what: What, draft: Draft, **more: Any) -> LookRow:
    ahead = (row for row in draft.dates if row["ends_at"] > clock.now())
    first = next(ahead, draft.dates[0])
    return LookRow(
        what, draft.event["title"], draft.read.line, first["wall_start"], first["wall_end"], first["zone"], draft.event["all_day"],
        _repeats(draft.event["rule"], draft.event["rule_start"], all_day=draft.event["all_day"]), _count_apart(draft),
        draft.event["venue"], bool(draft.event["join_url"]), **more,
    )  # fmt: skip


def _count_apart(draft: Draft) -> int:
    """Dates to come that are not just as the rule has them; of a single date there is nothing to differ from."""
    if not draft.event["rule"]:
        return 0
    return sum(
        1 for row in draft.dates if row["ends_at"] > clock.now()
        and (row["starts_at"] != row["original_start"] or row["status"] != O.SCHEDULED or row["added"])
    )  # fmt: skip


def _changed_row(known: Known, draft: Draft, event: Event, packed: dict[str, Any] | None) -> LookRow:
    now = said.pack(draft.event, draft.dates)
    held = [] if known.untouched else said.locked(event, packed or now)
    differing = said.locked(event, now)
    return _row("changed", draft, event_key=known.key, locked=tuple(name for name in differing if name in held),
                changes=tuple(name for name in differing if name not in held))  # fmt: skip


def _same_row(known: Known, event: ReadEvent) -> LookRow:
    starts, ends = (_wall(moment) for moment in (event.wall_start or event.starts, event.wall_end or event.ends))
    return LookRow("same", event.title, event.line, starts, ends, event.zone or "UTC", event.all_day,
                   _repeats(known.rule, known.rule_start, all_day=event.all_day), event_key=known.key)  # fmt: skip


def _wall(moment: datetime | date) -> datetime:
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None)
    return datetime(moment.year, moment.month, moment.day)


def _skipped_row(remark: Remark) -> LookRow:
    return LookRow("skipped", remark.title, remark.line, why=remark.why, reason=SKIPPED.get(remark.why, remark.why),
                   detail=remark.detail)  # fmt: skip


def _repeats(rule: str, first: datetime | None, *, all_day: bool) -> str:
    return say_rule(read_rule(rule), first, reader_locale(), all_day=all_day) if first else ""
