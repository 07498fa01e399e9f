"""Addresses of public events for the sitemap: in parts of neighbouring ids, so that a part stays the same part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from eventhub.core.db import db
from eventhub.events.doubles.models import EventDouble
from eventhub.events.models import Event
from eventhub.events.workflow import EVENT

PART = 10_000
"""Events with ids in one span; with all their languages well below the 50 MB and 50,000 addresses of sitemaps.org."""


class Part(NamedTuple):
    """One span of ids that holds public events."""

    number: int
    changed_at: datetime


def list_parts() -> list[Part]:
    """The spans that hold any public event, and when one of each last changed. One query."""
    number: sa.ColumnElement[Any] = (Event.id - 1) // PART
    rows = db.session.execute(
        sa.select(number.label("number"), sa.func.max(Event.changed_at).label("changed_at"))
        .where(Event.status.in_(EVENT.public_states)).group_by(number).order_by(number)
    )  # fmt: skip
    return [Part(int(row.number), row.changed_at) for row in rows]


def list_part(number: int) -> Sequence[Any]:
    """``key``, ``slug`` and ``changed_at`` of the public events of one span. One query."""
    first = number * PART
    return db.session.execute(
        sa.select(Event.key, Event.slug, Event.changed_at)
        .where(Event.id > first, Event.id <= first + PART, Event.status.in_(EVENT.public_states), _stands_for_itself())
        .order_by(Event.id)
    ).all()  # fmt: skip


def _stands_for_itself() -> sa.ColumnElement[bool]:
    """Whether it is shown under no other event, to which its page would lead a search engine anyway."""
    return ~sa.exists().where(EventDouble.event_id == Event.id)


def list_regions_with_events() -> set[str]:
    """The codes of the regions in which a public event is. One query."""
    wanted = (
        sa.select(Event.region_code).where(Event.status.in_(EVENT.public_states), Event.region_code.is_not(None)).distinct()
    )
    return {code for code in db.session.scalars(wanted) if code}
