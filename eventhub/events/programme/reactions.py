"""What the programme does when something else happens."""

from __future__ import annotations

import sqlalchemy as sa

from eventhub.core import generations
from eventhub.core.advance import tell
from eventhub.core.db import db
from eventhub.core.reactions import Happening
from eventhub.events.programme import queries
from eventhub.events.programme.models import Call
from eventhub.events.programme.services.calls import SCOPE


def follow_event(happening: Happening) -> None:
    """An event says something else: the list of calls and its feed name it."""
    opened = sa.select(Call.id).where(Call.event_id == happening.record.id, Call.opened_at.is_not(None))
    if db.session.scalar(sa.select(opened.exists())):
        generations.raise_calendar([SCOPE])


def tell_speakers(happening: Happening) -> None:
    """An event is cancelled: whoever wanted to speak there, or was to, reads why."""
    for proposal in queries.list_alive(happening.record.id):
        tell(proposal, "proposal/off", ("speakers",), actor=happening.actor, reason=happening.reason)
