"""Where a person can publicly be met: the events they run, and those they speak at, as they are listed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.core.db import db
from eventhub.events.models import EventOrganizer, Listing, Occurrence


def select_met_at(key: str) -> sa.Select[Any]:
    """The ids of the public events that the person with this key runs or speaks at."""
    listed = sa.select(Listing.occurrence_id).where(Listing.scope == f"person:{key}")
    return sa.select(Occurrence.event_id).where(Occurrence.id.in_(listed)).distinct()


def list_ids_run_by(person_id: int, event_ids: Collection[int]) -> frozenset[int]:
    """Which of these events the person runs; at the others they are a guest who speaks."""
    run = EventOrganizer.person_id == person_id
    return frozenset(db.session.scalars(sa.select(EventOrganizer.event_id).where(run, EventOrganizer.event_id.in_(event_ids))))


def find_public_person(key: str) -> Person | None:
    """The person with this key, if there is a public event that they run or speak at."""
    if not key.isalnum():
        return None
    listed = sa.exists().where(Listing.scope == f"person:{key}")
    return db.session.scalars(sa.select(Person).where(Person.key == key, listed)).first()
