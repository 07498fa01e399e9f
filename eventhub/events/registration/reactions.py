"""What registration does when its event changes."""

from __future__ import annotations

from eventhub.core.reactions import Happening
from eventhub.events.registration.services import setting


def follow_event(happening: Happening) -> None:
    """An event says something else, perhaps of its dates: its form closes at other times now."""
    setting.follow_dates(happening.record)
