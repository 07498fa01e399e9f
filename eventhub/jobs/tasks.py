"""The jobs themselves. Each runs in an application context of its own; none knows more than which service to call."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from huey import Huey, crontab

from eventhub.config import LANGUAGES, Settings
from eventhub.core import audit, clock, limits, traces
from eventhub.core.db import transaction
from eventhub.events.doubles import services as doubles
from eventhub.events.queries import get_event_by_id
from eventhub.events.services import clockwork, editing
from eventhub.feeds import store
from eventhub.feeds.personal import store as personal
from eventhub.imports import pictures
from eventhub.imports.sources.due import sync_due
from eventhub.jobs import queue
from eventhub.jobs.clock import run_clock
from eventhub.mail import deliver, render
from eventhub.mail.transport import Transport, make_transport

EVERY_MINUTE = crontab()
EVERY_TEN_MINUTES = crontab(minute="*/10")
DAILY = crontab(hour="3", minute="17")

STORED_FEED_BYTES = 256_000_000
LOOKED_AT_AGAIN = timedelta(minutes=30)

log = structlog.get_logger()
Job = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Jobs:
    """The queue, what each job does, and what wakes the delivery."""

    huey: Huey
    by_name: dict[str, Job]
    enqueue_delivery: Callable[[], object]


def make_jobs(app: Any) -> Jobs:
    """All jobs of an application, registered with its queue.

    :raises ValueError: the settings ask for a transport or a queue that there is not.
    """
    settings: Settings = app.settings
    render.bind(render.House(settings.mail_from, settings.site_name, LANGUAGES))
    transport = make_transport(settings.mail_url, settings.home)
    huey = queue.make_queue(settings.queue_url, settings.home)
    by_name: dict[str, Job] = {
        "deliver_mail": lambda: deliver_mail(transport), "sweep": lambda: deliver_mail(transport), "heartbeat": heartbeat,
        "merge_doubles": merge_doubles, "run_clock": run_clock, "sync_sources": sync_due, "tidy": tidy, "fetch_pictures": lambda: fetch_pictures(settings),
    }  # fmt: skip
    ready = {name: _in_context(app, name, job) for name, job in by_name.items()}
    delivery = huey.task(name="deliver_mail")(ready["deliver_mail"])
    for name in ("heartbeat", "run_clock", "sweep", "sync_sources"):
        huey.periodic_task(EVERY_MINUTE, name=name)(ready[name])
    for name in ("fetch_pictures", "merge_doubles"):
        huey.periodic_task(EVERY_TEN_MINUTES, name=name)(ready[name])
    huey.periodic_task(DAILY, name="tidy")(ready["tidy"])
    return Jobs(huey, ready, delivery)


def deliver_mail(transport: Transport) -> None:
    """Send all that is due, batch by batch. As the sweep it finds what a lost wake-up left."""
    while deliver.deliver_due(transport):
        pass


def heartbeat() -> None:
    """Say that the worker lives; ``/readyz`` asks for it."""
    traces.note("worker", "heartbeat")


def fetch_pictures(settings: Settings) -> None:
    """Fetch some of the pictures that imported events have at their sources."""
    given = pictures.fetch_pictures(allow_private=settings.fetch_private)
    if given:
        log.info("pictures.done", given=given)


def merge_doubles() -> None:
    """Find what was announced twice at the same moment."""
    with transaction():
        merged = doubles.find_recent_doubles(clock.now() - LOOKED_AT_AGAIN)
    if merged:
        log.info("doubles.done", merged=merged)


def tidy() -> None:
    """Remove what nobody needs any more."""
    with transaction():
        removed = {"limits": limits.sweep(), "mails": deliver.forget_old(), "feeds": store.prune(limit=STORED_FEED_BYTES),
                   "own_calendars": personal.prune(limit=STORED_FEED_BYTES, now=clock.now())}  # fmt: skip
    log.info("tidy.done", moved=follow_zone_rules(), **removed)


def follow_zone_rules() -> int:
    """Move dates to come when new zone data change their instants: the wall time was promised. Returns how many moved."""
    moved = 0
    for event_id in clockwork.list_ids_to_come(clock.now()):
        with transaction():
            moved += editing.follow_zone_rules(get_event_by_id(event_id))
    return moved


def _in_context(app: Any, name: str, job: Job) -> Job:
    """The job with an id that its log lines and audit entries share. A failure is logged; the next minute tries again."""

    def run() -> None:
        job_id = f"job-{secrets.token_hex(8)}"
        audit.request_id.set(job_id)
        with structlog.contextvars.bound_contextvars(job=name, request_id=job_id), app.app_context():
            try:
                job()
            except Exception:
                log.exception("job.failed")

    return run
