"""What registration does when its event changes."""

from __future__ import annotations

from eventhub.accounts.rules import own_scope
from eventhub.core import generations
from eventhub.core.reactions import Happening
from eventhub.events.registration.services import setting


def follow_event(happening: Happening) -> None:
    """An event says something else, perhaps of its dates: its form closes at other times now."""
    setting.follow_dates(happening.record)


def follow_registration(happening: Happening) -> None:
    """Someone takes a step with a registration: the own calendars of whoever it is of say something else."""
    person_id = happening.record.person_id
    if person_id is not None:
        generations.raise_calendar([own_scope(person_id)])
