"""Reads about own calendars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import defer, joinedload

from eventhub.accounts.models import Person
from eventhub.core.db import db
from eventhub.core.generations import Generation
from eventhub.feeds.personal.models import PersonalAnswer, PersonalFeed, PersonalScope, PersonalVisit

_F, _A, _V, _P = PersonalFeed.__table__, PersonalAnswer.__table__, PersonalVisit.__table__, Person.__table__
_S, _G = PersonalScope.__table__, Generation.__table__
_COUNTED = (
    sa.select(sa.func.coalesce(sa.func.sum(_G.c.calendar), 0))
    .select_from(_S.join(_G, _G.c.scope == _S.c.scope)).where(_S.c.feed_id == _F.c.id).correlate(_F).scalar_subquery()
)  # fmt: skip
"""The sum of the counters that a stored answer hangs on, as it is now."""

_BY_TOKEN = (
    sa.select(
        _F.c.id, _F.c.person_id, _F.c.kind, _F.c.alarm_minutes, _F.c.revoked_at, _P.c.locale, _P.c.zone,
        _A.c.generation, _A.c.version, _A.c.digest, _A.c.last_modified, _A.c.shared_second, _A.c.valid_until,
        _V.c.last_at.label("visited_at"), _V.c.agent, _V.c.digest.label("visited_digest"), _COUNTED.label("counted"),
    )
    .select_from(_F.join(_P, _P.c.id == _F.c.person_id).outerjoin(_A, _A.c.feed_id == _F.c.id).outerjoin(_V, _V.c.feed_id == _F.c.id))
    .where(_F.c.token_hash == sa.bindparam("token_hash"))
)  # fmt: skip


def find_by_hash(token_hash: str) -> Any:
    """The calendar with this token, with what it last answered, whether that still holds, and who last asked. One query."""
    return db.session.execute(_BY_TOKEN, {"token_hash": token_hash}).first()


def find_feed(key: str, person_id: int) -> PersonalFeed | None:
    """The calendar in use with this key, if it is this person's."""
    return db.session.scalars(
        sa.select(PersonalFeed)
        .where(PersonalFeed.key == key, PersonalFeed.person_id == person_id, PersonalFeed.revoked_at.is_(None))
    ).first()  # fmt: skip


def find_made(token_hash: str, person_id: int) -> PersonalFeed | None:
    """This person's calendar with this token, also when it has been revoked."""
    return db.session.scalars(
        sa.select(PersonalFeed).where(PersonalFeed.token_hash == token_hash, PersonalFeed.person_id == person_id)
    ).first()


def list_feeds(person_id: int) -> Sequence[tuple[PersonalFeed, int]]:
    """A person's calendars in use, the oldest first, each with its last answer, its last visit and the sum of its counters."""
    rows = db.session.execute(
        sa.select(PersonalFeed, _COUNTED).where(PersonalFeed.person_id == person_id, PersonalFeed.revoked_at.is_(None))
        .options(joinedload(PersonalFeed.answer).options(defer(PersonalAnswer.gzip)), joinedload(PersonalFeed.visit))
        .order_by(PersonalFeed.created_at, PersonalFeed.id)
    ).all()  # fmt: skip
    return [(row[0], int(row[1])) for row in rows]


def count_feeds(person_id: int) -> int:
    """How many calendars a person has in use."""
    statement = sa.select(sa.func.count()).where(PersonalFeed.person_id == person_id, PersonalFeed.revoked_at.is_(None))
    return db.session.scalar(statement) or 0
