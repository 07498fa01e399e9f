"""What events do when something else happens."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import object_session

from eventhub.accounts.models import Person
from eventhub.core import clock, generations
from eventhub.core.db import db
from eventhub.core.reactions import Happening
from eventhub.events.models import Event, EventOrganizer, Occurrence
from eventhub.events.ownership.queries import select_ids_with
from eventhub.events.queries import get_event_by_id
from eventhub.events.services import publicity
from eventhub.events.workflow import EVENT

SHOWN = ("name", "confirmed_at")
"""What a person's calendar says of them, and whether there is one."""


def follow_person(happening: Happening) -> None:
    """Someone has another name: the pages of the events they run are made anew. Calendars do not name people."""
    keys = db.session.scalars(
        sa.select(Event.key)
        .join(EventOrganizer)
        .where(EventOrganizer.person_id == happening.record.id, Event.status.in_(EVENT.public_states))
    )
    generations.raise_page(f"event:{key}" for key in keys)


def follow_row(_mapper: Any, connection: Any, person: Person) -> None:
    """Someone is called otherwise, or is erased: their calendar, where they have one, says it or is gone.

    It listens to the rows themselves, so that no way of changing them can forget it.
    """
    state, scope = sa.inspect(person), f"person:{person.key}"
    session = object_session(person)
    is_other = session is not None and (
        person in session.deleted or any(state.attrs[name].history.has_changes() for name in SHOWN)
    )
    if is_other and connection.scalar(sa.select(generations.Generation.scope).where(generations.Generation.scope == scope)):
        generations.raise_calendar([scope])


for _name in ("after_update", "after_delete"):
    sa.event.listen(Person, _name, follow_row)


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
