"""A published hybrid event, and those who come to it."""

from __future__ import annotations

from typing import Any

import pytest

from eventhub.events.models import Event
from eventhub.events.rules.drafts import Mode
from eventhub.events.workflow import S
from tests.factories import make_event, make_person


@pytest.fixture
def organizer(db: Any) -> Any:
    """Olga, who runs it."""
    return make_person(name="Olga", email="olga@example.org")


@pytest.fixture
def event(organizer: Any) -> Event:
    """A hybrid evening of hers."""
    return make_event(status=S.PUBLISHED, organizer=organizer, mode=Mode.HYBRID, join_url="https://meet.example/room")
