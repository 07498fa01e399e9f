"""A source brought in step: asked without a transaction, read, and written in batches that are a transaction each.

For the worker and the command line. A worker holds a lease on the source; one that is killed loses it after ten minutes,
and the next goes on from what is in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Literal

import structlog

from eventhub.core import clock
from eventhub.core.advance import advance
from eventhub.core.db import transaction
from eventhub.core.errors import Refused
from eventhub.imports.ical import Reading
from eventhub.imports.making import Maker
from eventhub.imports.report import Remark, Report
from eventhub.imports.sources import batches, fetching, leases
from eventhub.imports.sources.fetching import Content, Unusable
from eventhub.imports.sources.leases import Job, LeaseLost
from eventhub.imports.sources.models import Source, SourceKind, SourceState
from eventhub.imports.sources.moves import follow_move
from eventhub.imports.sources.publishing import publish_ready
from eventhub.imports.targets import Target

FIRST_RETRY = timedelta(hours=1)
LAST_RETRY = timedelta(hours=24)
LONGEST_WAIT = timedelta(days=7)
"""For which a host is believed that asks to be left alone (Retry-After)."""
GIVE_UP_AFTER = timedelta(days=7)
LOOK_THROUGH_EVERY = timedelta(days=1)
"""How often content that has not changed is gone through all the same: what was over there may have a next date here."""

Progress = Callable[[Literal["read", "write"], int, int], None]
"""``progress(stage, done, total)``, in events."""

log = structlog.get_logger()


def quiet(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody how far it is."""


def sync(source_id: int, *, by_force: bool = False, past: bool = False, progress: Progress = quiet) -> Report | None:
    """Bring one source in step now. Returns the report, or None when somebody else is at it.

    Runs transactions of its own: for jobs and the command line, not within a request.

    :param by_force: take it from a worker that is at it, or was killed; what that one has written stays.
    :param past: bring in what is over too.
    :raises Unusable: there is nothing usable at the place; that is noted with the source as well.
    """
    with transaction():
        jobs = leases.take([source_id], by_force=by_force)
    if not jobs:
        return None
    return finish(jobs[0], ask(jobs[0]), past=past, progress=progress)


def ask(job: Job) -> Content | Unusable:
    """What is at the place now. Asks the network and no database, so that threads may do it; never raises."""
    if job.kind is SourceKind.FILE:
        return Content(None)
    try:
        # What never came in whole is asked for anew, so that nothing hangs on what was kept.
        conditions = {"etag": job.etag, "last_modified": job.last_modified} if job.digest else {}
        return fetching.get_content(job.place, **conditions)
    except Unusable as unusable:
        return unusable
    except Exception:
        log.exception("source.ask_failed", source=job.id)
        return Unusable("unexpected")


def finish(
    job: Job, answer: Content | Unusable, *, target: Target | None = None, past: bool = False, progress: Progress = quiet
) -> Report | None:
    """Bring in what was found, and note how it went. Returns None when somebody else has the source now.

    :param target: whose drafts new events become; None for what the source says.
    :raises Unusable: nothing usable was found; noted as well.
    """
    try:
        if isinstance(answer, Unusable):
            raise answer
        return _bring_in_step(job, answer, target, past, progress)
    except LeaseLost:
        return None
    except Unusable as unusable:
        _note_failure(job, unusable)
        raise
    except Exception:
        log.exception("source.failed", source=job.id)
        _note_failure(job, Unusable("unexpected"))
        raise
    except BaseException:
        _let_go(job)
        raise


def _bring_in_step(job: Job, answer: Content, target: Target | None, past: bool, progress: Progress) -> Report:
    found = (answer.data, answer.url) if answer.data is not None else _kept(job)
    digest = fetching.digest_of(found[0], "past" if past else "")
    if digest == job.digest and job.brought_in_at and job.brought_in_at > clock.now() - LOOK_THROUGH_EVERY:
        report = _note_unchanged(job, answer)
    else:
        reading = answer.reading or fetching.read_content(
            job.kind, *found, on_progress=lambda done, total: progress("read", done, total)
        )
        report = _bring_in_all(job, answer, found, reading, target, past, progress)
        with transaction():
            source = leases.hold(job)
            batches.note_brought_in(source, report, digest)
            _note_answer(source, answer)
    report.published = publish_ready(job)
    with transaction():
        leases.release(leases.hold(job))
    return report


def _note_answer(source: Source, answer: Content) -> None:
    """It answered, and where it was found."""
    batches.note_good(source, answer)
    follow_move(source, answer.moved_to)


def _kept(job: Job) -> tuple[bytes, str]:
    with transaction():
        kept = fetching.kept(job.id)
    if kept is None:
        raise Unusable("no_content")
    return kept


def _note_unchanged(job: Job, answer: Content) -> Report:
    """The same as last time, so the report says of it what it said then, with nothing new."""
    with transaction():
        source = leases.hold(job)
        _note_answer(source, answer)
        report = Report(
            source.place, source.name, same=source.counts.get("events", 0), vanished=source.counts.get("vanished", 0)
        )
        for said in source.skipped:
            report.skipped.add(Remark(said["line"], said["title"], said["why"], said["detail"]))
        report.skipped.count, report.skipped.over = source.counts.get("skipped", 0), source.counts.get("over", 0)
    return report


def _bring_in_all(
    job: Job, answer: Content, found: tuple[bytes, str], reading: Reading, target: Target | None, past: bool, progress: Progress
) -> Report:  # fmt: skip
    """All batches, then what has vanished, then the content for the next time."""
    with transaction():
        source = leases.hold(job)
        batches.check_whole(source, found[0], reading)
        target = target or batches.target_of(source)
    report = batches.begin_report(job.place, reading)
    events = list(batches.once_each(reading.events, report))
    maker, seen = Maker(target, clock.now(), past=past), set[int]()
    for start in range(0, len(events), batches.BATCH):
        with transaction():
            source = leases.hold(job)
            part, ids = batches.bring_in_batch(source, target, maker, events[start : start + batches.BATCH])
        report.add(part)
        seen |= ids
        progress("write", min(start + batches.BATCH, len(events)), len(events))
    with transaction():
        source = leases.hold(job)
        if not fetching.is_cut_off(job.kind, found[0]):
            report.vanished = batches.mark_vanished(source, seen, reading)
        if answer.data is not None:
            fetching.keep(source, *found)
    return report


def _note_failure(job: Job, unusable: Unusable) -> None:
    """It is tried again, each time twice as late, a day at most; what is gone for a week is paused, and people are told."""
    try:
        with transaction():
            source = leases.hold(job)
            leases.release(source)
            _write_failure(source, unusable)
            if source.gone_since and source.gone_since <= clock.now() - GIVE_UP_AFTER and source.status == SourceState.ACTIVE:
                advance(source, "give_up", actor=None, values={"next_check_at": None})
    except (LeaseLost, Refused):
        return


def _write_failure(source: Source, unusable: Unusable) -> None:
    now = clock.now()
    source.checked_at = now
    source.failures += 1
    source.failing_since = source.failing_since or now
    source.gone_since = (source.gone_since or now) if unusable.is_gone else None
    source.problem, source.problem_detail, source.problem_line = unusable.reason, unusable.detail, unusable.line
    if source.has_address and source.status == SourceState.ACTIVE:
        wait = min(FIRST_RETRY * 2 ** min(source.failures - 1, 5), LAST_RETRY)
        asked = min(timedelta(seconds=unusable.retry_after or 0), LONGEST_WAIT)
        source.next_check_at = now + max(wait, asked)
    else:
        source.next_check_at = None


def _let_go(job: Job) -> None:
    """Stopped by hand: the next one need not wait for the lease to end."""
    try:
        with transaction():
            leases.release(leases.hold(job))
    except LeaseLost:
        return
