"""What time does after an event: asking how it went, and forgetting people whom the organizers met."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from eventhub.core import clock
from eventhub.core.db import db
from eventhub.events.afterwards import queries, services
from eventhub.events.models import Occurrence


def find_due(now: datetime) -> dict[str, Sequence[int]]:
    """The dates to ask about, and the reports with contacts to forget."""
    return {"ask_report": queries.list_ids_to_ask(now), "erase_contacts": queries.list_with_contacts_due(now)}


def act(name: str, record_id: int) -> bool:
    """Do one due thing. False when it was no longer due."""
    if name == "ask_report":
        occurrence = db.session.get(Occurrence, record_id)
        return occurrence is not None and services.ask(occurrence, clock.now())
    report = queries.get_report_by_id(record_id)
    return report is not None and services.erase_contacts(report, clock.now())
