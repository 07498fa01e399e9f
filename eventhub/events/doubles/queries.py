"""Reads about events that were announced twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from eventhub.core import clock
from eventhub.core.db import db
from eventhub.core.search.normalize import fold
from eventhub.events.doubles.models import DoublePair, EventAddress, EventDouble
from eventhub.events.doubles.rules import NEAR, Mark, Pair, Said, Standing, address_of, are_same, words_of
from eventhub.events.models import Event, Occurrence
from eventhub.events.rules.drafts import Mode
from eventhub.events.workflow import EVENT, S

STEP = timedelta(minutes=5)
"""People meet at multiples of five minutes: starts that are near are looked up one by one, by their index."""
PART = 400
MAX_LIKELY = 3
_AROUND = [STEP * n for n in range(-(NEAR // STEP), NEAR // STEP + 1)]
_E = Event.__table__.c


# What an event is shown under


def find_primary_id(event_id: int) -> int | None:
    """The id of the event that this one is shown under, or None when it stands for itself."""
    return db.session.scalar(sa.select(EventDouble.primary_id).where(EventDouble.event_id == event_id))


def find_primary(event_id: int) -> Event | None:
    """The event that this one is shown under, as its link needs it."""
    return db.session.scalars(
        sa.select(Event).join(EventDouble, EventDouble.primary_id == Event.id).where(EventDouble.event_id == event_id)
    ).first()


def list_doubles(event_id: int) -> Sequence[Event]:
    """The public events that are shown under this one, with community, topics and format, the oldest first."""
    return db.session.scalars(
        sa.select(Event).join(EventDouble, EventDouble.event_id == Event.id)
        .where(EventDouble.primary_id == event_id, Event.status.in_(EVENT.public_states))
        .options(joinedload(Event.community), joinedload(Event.format), selectinload(Event.topics)).order_by(Event.id)
    ).all()  # fmt: skip


def list_shown_with(event_id: int) -> tuple[int | None, Sequence[int]]:
    """The id of the event that this one is shown under, or else the ids of those shown under it. One query."""
    rows = db.session.execute(
        sa.select(EventDouble.event_id, EventDouble.primary_id)
        .where(sa.or_(EventDouble.event_id == event_id, EventDouble.primary_id == event_id)).order_by(EventDouble.event_id)
    ).all()  # fmt: skip
    primary = next((row.primary_id for row in rows if row.event_id == event_id), None)
    return primary, [row.event_id for row in rows if row.primary_id == event_id]


def list_keys(event_ids: Collection[int]) -> Sequence[str]:
    """The public keys of these events."""
    return (
        db.session.scalars(sa.select(Event.key).where(Event.id.in_(event_ids)).order_by(Event.key)).all() if event_ids else []
    )


def list_under(event_ids: Collection[int]) -> dict[int, int]:
    """Of these events, and those shown under them, which is shown under which."""
    rows = db.session.execute(
        sa.select(EventDouble.event_id, EventDouble.primary_id)
        .where(sa.or_(EventDouble.event_id.in_(event_ids), EventDouble.primary_id.in_(event_ids)))
    )  # fmt: skip
    return {row.event_id: row.primary_id for row in rows}


def list_changed_since(moment: datetime) -> Sequence[int]:
    """The ids of public events that have changed or gone out since then."""
    is_recent = sa.or_(Event.changed_at >= moment, Event.published_at >= moment)
    return db.session.scalars(
        sa.select(Event.id).where(Event.status.in_(EVENT.public_states), is_recent).order_by(Event.id)
    ).all()


# Pairs


def list_pairs(event_ids: Collection[int]) -> dict[Pair, Said]:
    """What is said of these events and any other."""
    rows = db.session.execute(
        sa.select(DoublePair.low_id, DoublePair.high_id, DoublePair.said)
        .where(sa.or_(DoublePair.low_id.in_(event_ids), DoublePair.high_id.in_(event_ids)))
    )  # fmt: skip
    return {(row.low_id, row.high_id): row.said for row in rows}


def list_connected(event_ids: Collection[int]) -> dict[Pair, Said]:
    """All pairs of the events that hang together with these, step by step."""
    found: dict[Pair, Said] = {}
    seen: set[int] = set()
    fresh = set(event_ids)
    while fresh:
        seen |= fresh
        found |= list_pairs(fresh)
        fresh = set(chain.from_iterable(found)) - seen
    return found


def list_standings(event_ids: Collection[int]) -> list[Standing]:
    """What decides under which an event is shown; only of public ones."""
    rows = db.session.execute(
        sa.select(_E.id, _E.status, _E.source, _E.published_at, _E.created_at)
        .where(_E.id.in_(event_ids), _E.status.in_(EVENT.public_states))
    )  # fmt: skip
    return [
        Standing(id=row.id, cancelled=row.status == S.CANCELLED, imported=row.source is not None,
                 since=row.published_at or row.created_at)
        for row in rows
    ]  # fmt: skip


# Telling


def list_marks(event_ids: Collection[int], *, public: bool = True) -> list[Mark]:
    """What tells these events from others; those without a date or a title tell nothing.

    :param public: only of those that anyone may see.
    """
    ids = sorted(event_ids)
    return [mark for at in range(0, len(ids), PART) for mark in _marks(_E.id.in_(ids[at : at + PART]), public)]


def list_near(marks: Sequence[Mark]) -> list[Mark]:
    """The other public events that may be the same as one of these: near in time, or announced at the same address."""
    starts = sorted({mark.starts_at + shift for mark in marks for shift in _AROUND})
    addresses = sorted({mark.address for mark in marks if mark.address})
    other = _E.id.not_in([mark.id for mark in marks])
    found: list[Mark] = []
    for at in range(0, len(starts), 10 * PART):
        at_once = sa.select(Occurrence.event_id).where(Occurrence.starts_at.in_(starts[at : at + 10 * PART]))
        found += _marks(sa.and_(_E.id.in_(at_once), other), public=True)
    if addresses:
        there = sa.select(EventAddress.event_id).where(EventAddress.address.in_(addresses))
        found += _marks(sa.and_(_E.id.in_(there), other), public=True)
    return found


def list_likely(event: Event) -> Sequence[Event]:
    """The public events that look like this one and of which nobody has said anything yet, whoever wrote them.

    Of those that are shown under another the other stands for them.
    """
    marks = list_marks([event.id], public=False)
    alike = {other.id for other in list_near(marks) if are_same(marks[0], other)} if marks else set()
    if not alike:
        return []
    under = list_under({event.id, *alike})
    said = {each for pair in list_pairs([event.id]) for each in pair}
    ids = {under.get(each, each) for each in alike - said} - {*said, event.id, under.get(event.id)}
    return list_with_dates(sorted(ids)[:MAX_LIKELY])


def list_with_dates(event_ids: Iterable[int]) -> Sequence[Event]:
    """These events with dates and community, as a line about each needs them."""
    statement = sa.select(Event).where(Event.id.in_(list(event_ids))).order_by(Event.id)
    return db.session.scalars(statement.options(joinedload(Event.community), selectinload(Event.occurrences))).all()


def list_parted(event: Event) -> Sequence[Event]:
    """The public events of which a person says that they are others than this one."""
    parted = [pair for pair, said in list_pairs([event.id]).items() if said is Said.PARTED]
    found = list_with_dates({each for pair in parted for each in pair} - {event.id})
    return [other for other in found if other.is_public]


def _marks(where: sa.ColumnElement[bool], public: bool) -> list[Mark]:
    """Events with the start of their next date, or of their last when all are over."""
    dates = sa.select(sa.func.min(Occurrence.starts_at)).where(Occurrence.event_id == _E.id, Occurrence.ends_at > clock.now())
    last = sa.select(sa.func.max(Occurrence.starts_at)).where(Occurrence.event_id == _E.id)
    starts_at = sa.func.coalesce(dates.scalar_subquery(), last.scalar_subquery(), type_=Occurrence.starts_at.type)
    statement = sa.select(
        _E.id, _E.source, _E.community_id, _E.title, _E.rule, _E.mode, _E.venue, _E.city, _E.lat, _E.lon, _E.registration_url,
        _E.join_url, starts_at.label("starts_at"),
    ).where(where, _E.title != "")  # fmt: skip
    if public:
        statement = statement.where(_E.status.in_(EVENT.public_states))
    return [_mark(row) for row in db.session.execute(statement) if row.starts_at is not None]


def _mark(row: Any) -> Mark:
    return Mark(
        id=row.id, source=row.source, community_id=row.community_id, title=words_of(row.title), starts_at=row.starts_at, rule=row.rule,
        meets=row.mode is not Mode.ONLINE, venue=frozenset(words_of(row.venue)), city=fold(row.city.strip()),
        spot=(row.lat, row.lon) if row.lat is not None else None, address=address_of(row.registration_url), join=address_of(row.join_url),
    )  # fmt: skip
