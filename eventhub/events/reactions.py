"""What events do when something else happens."""

from __future__ import annotations

import sqlalchemy as sa

from eventhub.core import clock, generations
from eventhub.core.db import db
from eventhub.core.reactions import Happening
from eventhub.events.models import Event, EventOrganizer, Occurrence
from eventhub.events.ownership.queries import select_ids_with
from eventhub.events.queries import get_event_by_id
from eventhub.events.services import publicity
from eventhub.events.workflow import EVENT


def follow_person(happening: Happening) -> None:
    """Someone has another name: the pages of the events they run are made anew. Calendars do not name people."""
    keys = db.session.scalars(
        sa.select(Event.key)
        .join(EventOrganizer)
        .where(EventOrganizer.person_id == happening.record.id, Event.status.in_(EVENT.public_states))
    )
    generations.raise_page(f"event:{key}" for key in keys)


def follow_community(happening: Happening) -> None:
    """A community has another name or standing: its public events to come are listed anew and their pages made anew."""
    ids = db.session.scalars(
        sa.select(Event.id).join(Occurrence, Occurrence.event_id == Event.id)
        .where(sa.or_(Event.community_id == happening.record.id, Event.id.in_(select_ids_with(happening.record.id))),
               Event.status.in_(EVENT.public_states), Occurrence.ends_at > clock.now())
        .distinct()
    ).all()  # fmt: skip
    for event_id in ids:
        publicity.refresh(get_event_by_id(event_id))
