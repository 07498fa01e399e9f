"""What doubles do when events change."""

from __future__ import annotations

from eventhub.core.reactions import Happening
from eventhub.events.doubles import queries, services
from eventhub.events.queries import get_event_by_id
from eventhub.events.services import publicity


def follow_event(happening: Happening) -> None:
    """A public event says something else, or came or went: look again what it is the same as, and list it where that is."""
    services.find_doubles([happening.record.id])
    primary_id = queries.find_primary_id(happening.record.id)
    if primary_id is not None:
        publicity.list_under_others(get_event_by_id(primary_id))
