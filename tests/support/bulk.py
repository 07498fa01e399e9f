"""Many events at once, where a test is about their number."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from eventhub.core.db import db
from eventhub.events.models import Event, Listing, Occurrence

STEP = timedelta(minutes=30)


def add_many(event: Event, count: int) -> None:
    """So many public copies of a one-off event, half an hour apart, by three statements; search does not know them."""
    db.session.flush()
    [occurrence] = event.occurrences
    scopes = db.session.scalars(sa.select(Listing.scope).where(Listing.occurrence_id == occurrence.id)).all()
    copies = list(_copies_of(Event, event.id, count))
    dates = list(_copies_of(Occurrence, occurrence.id, count))
    for number, (copy, date) in enumerate(zip(copies, dates, strict=True), start=1):
        copy |= {"key": f"copy{number:06}", "uid": str(uuid.UUID(int=number)), "title": f"{event.title} {number}"}
        date |= {"event_id": copy["id"], **{name: date[name] + STEP * number for name in _MOMENTS}}
    db.session.execute(sa.insert(Event), copies)
    db.session.execute(sa.insert(Occurrence), dates)
    rows = [{"scope": scope, "starts_at": date["starts_at"], "occurrence_id": date["id"]} for date in dates for scope in scopes]
    db.session.execute(sa.insert(Listing), rows)


_MOMENTS = ("original_start", "starts_at", "ends_at", "wall_start", "wall_end")


def _copies_of(model: Any, number: int, count: int) -> Iterator[dict[str, Any]]:
    """The columns of a row under other numbers, which no test comes near."""
    table = model.__table__
    row = db.session.execute(sa.select(table).where(table.c.id == number)).one()
    return ({**row._mapping, "id": 1_000_000 + other} for other in range(count))
