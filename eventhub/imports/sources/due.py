"""Every minute: the sources that are due, asked side by side, brought in one after another."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

import structlog

from eventhub.core.db import db, transaction
from eventhub.imports.sources import leases, sync
from eventhub.imports.sources.fetching import Content, Unusable
from eventhub.imports.sources.leases import Job

THREADS = 8
_running = threading.Lock()
AHEAD = 24
"""Sources that are leased and asked while others are brought in: their answers wait in memory, 5 MB each at most."""
SECONDS = 50.0
"""How long one run begins new ones; the next minute goes on."""

log = structlog.get_logger()
Asked = Future[Content | Unusable]


def sync_due(seconds: float = SECONDS) -> dict[str, int]:
    """Bring the sources that are due in step. Returns how many were good and how many failed.

    One that fails does not stop the others. Runs transactions of its own.

    :param seconds: after which no more are begun.
    """
    if not _running.acquire(blocking=False):
        return {"good": 0, "failed": 0}  # the minute before is still at it; the worker's other threads send mail
    try:
        return _sync_due(time.monotonic() + seconds)
    finally:
        _running.release()


def _sync_due(end: float) -> dict[str, int]:
    done = {"good": 0, "failed": 0}
    with ThreadPoolExecutor(THREADS, thread_name_prefix="source") as pool:
        for job, answer in _answers(pool, end):
            done["good" if _finish(job, answer) else "failed"] += 1
    if any(done.values()):
        log.info("sources.done", **done)
    return done


def _answers(pool: ThreadPoolExecutor, end: float) -> Iterator[tuple[Job, Content | Unusable]]:
    """Answers as they come, with some more always asked for meanwhile."""
    asked: dict[Asked, Job] = {}
    more = True
    while asked or more:
        more = more and time.monotonic() < end
        if more and len(asked) < AHEAD // 2:
            with transaction():
                jobs = leases.take_due(AHEAD - len(asked))
            more = bool(jobs)
            asked |= {pool.submit(sync.ask, job): job for job in jobs}
        for future in wait(asked, return_when=FIRST_COMPLETED).done if asked else ():
            yield asked.pop(future), future.result()


def _finish(job: Job, answer: Content | Unusable) -> bool:
    try:
        return sync.finish(job, answer) is not None
    except Exception:
        return False  # noted with the source, and logged where it was not the source's fault
    finally:
        db.session.remove()
