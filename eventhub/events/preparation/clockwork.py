"""What time does to checklists: reminders by the days on which tasks are due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from eventhub.accounts.models import Person
from eventhub.core.db import db
from eventhub.events.preparation import queries, services

_EAST = timedelta(hours=14 - services.MORNING)
"""How far ahead of UTC the first place is where a day's reminders may go out."""


def find_due(now: datetime) -> dict[str, Sequence[int]]:
    """The ids of people to whom a reminder of their tasks is due."""
    return {"remind_tasks": queries.list_people_to_remind(today=(now + _EAST).date(), now=now)}


def act(name: str, record_id: int) -> bool:
    """Remind one person. False when it is not morning yet where they are, or nothing is due any more."""
    person = db.session.get(Person, record_id)
    return person is not None and services.remind(person)
