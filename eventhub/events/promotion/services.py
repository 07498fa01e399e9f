"""Counting a visit; making the card and the poster."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from eventhub.core import clock, traces
from eventhub.core.db import upsert
from eventhub.events.models import Event
from eventhub.events.promotion.models import Visits
from eventhub.events.promotion.rules import SOURCES, is_person
from eventhub.events.promotion.texts import Sheet
from eventhub.events.workflow import EVENT

CARD_DESIGN = 1
"""Raised when cards or posters look different, so that what browsers keep is drawn anew."""


def count_visit(key: str, channel: str, *, agent: str) -> bool:
    """Count a visit of a public event's page, at once and by itself; a database that is busy loses it. True if it was tried.

    Kept are the event, the day and the channel: no cookie, no address, no time of day.

    :param channel: what stands behind ``?from=``; an unknown one is not counted.
    :param agent: the User-Agent: machines are not counted.
    """
    if channel not in SOURCES or not is_person(agent):
        return False
    found = sa.select(
        Event.id, sa.literal(clock.now().date(), sa.Date), sa.literal(channel), sa.literal(1, sa.BigInteger)
    ).where(Event.key == key, Event.status.in_(EVENT.public_states))
    columns = [Visits.event_id, Visits.day, Visits.channel, Visits.visits]
    statement = upsert(Visits).from_select(columns, found).on_conflict_do_update(
        index_elements=["event_id", "day", "channel"], set_={"visits": Visits.visits + 1}
    )  # fmt: skip
    traces.leave(statement)
    return True


def digest_of(*said: object) -> str:
    """A name for a picture or a poster that says this: another one says something else."""
    return hashlib.sha256("\x1f".join(str(part) for part in said).encode()).hexdigest()[:32]


def ready(sheets: Sequence[Sheet]) -> Sheet:
    """The first of these whose title our fonts can set, without the letters that they lack; else the first, without its title."""
    from eventhub.events.promotion import lettering  # inline: fonts and shaping are loaded where someone asks for a picture

    for sheet in sheets:
        title = lettering.settable(sheet.title)
        if title or not sheet.title:
            return _settable(sheet, title)
    return _settable(sheets[0], "")


def _settable(sheet: Sheet, title: str) -> Sheet:
    from eventhub.events.promotion.lettering import settable  # inline: as above

    return replace(sheet, title=title, place=settable(sheet.place), host=settable(sheet.host), summary=settable(sheet.summary))


def draw_card(sheet: Sheet) -> bytes:
    """The share image, a PNG. See :mod:`eventhub.events.promotion.card`."""
    from eventhub.events.promotion import card  # inline: as above

    return card.draw(sheet)


def draw_poster(sheet: Sheet, *, size: str, link: str, at: datetime, scan: str) -> bytes:
    """The poster, a PDF. See :mod:`eventhub.events.promotion.poster`."""
    from eventhub.events.promotion import poster  # inline: as above

    return poster.draw(sheet, size=size, link=link, at=at, scan=scan)
