"""What the kit reads: an event's words in its languages, and where visits came from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa

from eventhub.core.db import db
from eventhub.core.translations import load_texts
from eventhub.events.models import Event
from eventhub.events.promotion.models import Visits


class Source(NamedTuple):
    """How many came by links of one channel."""

    channel: str
    lately: int
    """Since the day asked for."""
    ever: int


def load_translations(event: Event) -> dict[str, dict[str, str]]:
    """Title and description in every language there is, by field and language. One query."""
    return load_texts("event", [event.id], ["title", "description"]).get(event.id, {})


def languages_of(event: Event, translated: dict[str, dict[str, str]]) -> list[str]:
    """The languages it speaks: the one it was written in, then those it was translated into."""
    return list(dict.fromkeys([event.source_language, *sorted(tag for said in translated.values() for tag in said)]))


def list_sources(event: Event, since: date) -> Sequence[Source]:
    """Visits by channel, the most first."""
    lately: sa.ColumnElement[Any] = sa.func.sum(sa.case((Visits.day >= since, Visits.visits), else_=0))
    ever = sa.func.sum(Visits.visits)
    rows = db.session.execute(
        sa.select(Visits.channel, lately, ever).where(Visits.event_id == event.id)
        .group_by(Visits.channel).order_by(ever.desc(), Visits.channel)
    )  # fmt: skip
    return [Source(channel, int(recent), int(total)) for channel, recent, total in rows]
