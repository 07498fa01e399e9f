"""A calendar brought in by whoever runs the installation, from the command line.

Underneath it is a source of the community like any other, but one that nobody looks after between two runs: it is paused,
and its people may let it go on by itself when it has an address.
"""

from __future__ import annotations

import sqlalchemy as sa

from eventhub.core.advance import advance
from eventhub.core.db import db, transaction
from eventhub.imports.report import Report
from eventhub.imports.source import Unreadable
from eventhub.imports.sources import fetching, leases, sync
from eventhub.imports.sources.fetching import Content, Unusable
from eventhub.imports.sources.models import Source, SourceKind, SourceState
from eventhub.imports.sources.workflow import SOURCE, TRUST
from eventhub.imports.targets import Target, get_target


def import_calendar(
    data: bytes, *, source: str, target: Target, past: bool = False, progress: sync.Progress = sync.quiet
) -> Report:
    """Bring the events of a calendar file in as drafts, and report what became of each.

    Runs transactions of its own, one for 500 events: for the command line and jobs, not within a request. Run again, it
    goes on where it was stopped, and takes the source from a worker that was killed with it in hand.

    :param source: the name under which the source is remembered; see :func:`read_source`.
    :param past: bring in what is over too.
    :raises Unreadable: it is no calendar, or nothing in it where there were events.
    """
    try:
        source_id, reading = _find_id(source, target), None
        if source_id is None:
            # What is no calendar leaves no source behind.
            reading = fetching.read_content(
                SourceKind.FILE, data, "", on_progress=lambda done, total: progress("read", done, total)
            )
            source_id = _make(source, target)
        with transaction():
            job = leases.take([source_id], by_force=True)[0]
        report = sync.finish(job, Content(data, reading=reading), target=target, past=past, progress=progress)
    except Unusable as unusable:
        detail = f"line {unusable.line}" if unusable.line else unusable.detail
        raise Unreadable(source, unusable.reason, detail) from None
    return report or Report(source)


def _find_id(place: str, target: Target) -> int | None:
    with transaction():
        return db.session.scalar(sa.select(Source.id).where(
            Source.community_id == target.community_id, Source.place == place, Source.status != SourceState.REMOVED
        ))  # fmt: skip


def _make(place: str, target: Target) -> int:
    kind = SourceKind.FEED if "://" in place else SourceKind.FILE
    with transaction():
        source = Source(
            community_id=target.community_id, kind=kind, place=place, organizer_id=target.organizer_id, status=SOURCE.initial,
            trust=TRUST.initial, failures=0, problem="", lease="", counts={}, skipped=[], digest="",
        )  # fmt: skip
        db.session.add(source)
        db.session.flush()
        advance(source, "bring_in_once", actor=None)
        return source.id


__all__ = ["get_target", "import_calendar"]
