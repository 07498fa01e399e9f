"""What time does, one record at a time: one that fails does not stop the others."""

from __future__ import annotations

from typing import Any

import structlog

from eventhub.core import clock
from eventhub.core.db import db, transaction
from eventhub.events.afterwards import clockwork as afterwards
from eventhub.events.follows import digest
from eventhub.events.ownership import services as ownership
from eventhub.events.preparation import clockwork as preparation
from eventhub.events.programme import clockwork as programme
from eventhub.events.registration import clockwork as registration
from eventhub.events.services import clockwork

log = structlog.get_logger()
SOURCES = (clockwork, afterwards, ownership, programme, registration, preparation, digest)
"""Modules with ``find_due(now)``, ids by the name of a step, and ``act(name, id)``. Names are unique among all."""


def run_clock() -> dict[str, int]:
    """Do everything that is due; returns how many were done, by step. Steps with none are left out."""
    done: dict[str, int] = {}
    for source in SOURCES:
        due = source.find_due(clock.now())
        db.session.rollback()
        for name, ids in due.items():
            count = sum(_act(source, name, record_id) for record_id in ids)
            if count:
                done[name] = count
    if done:
        log.info("clock.done", **done)
    return done


def _act(source: Any, name: str, record_id: int) -> bool:
    """Do one thing in a transaction of its own; what is refused leaves nothing behind."""
    try:
        with transaction() as session:
            done = _still_due(name, record_id) and source.act(name, record_id)
            if not done:
                session.rollback()
        return done
    except Exception:
        log.exception("clock.failed", step=name, record=record_id)
        return False


def _still_due(name: str, record_id: int) -> bool:
    """Another worker may have reminded meanwhile; the other steps look for themselves."""
    return name != "remind" or record_id in clockwork.find_due(clock.now())["remind"]
