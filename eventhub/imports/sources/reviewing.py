"""The drafts of a source sent for review all at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.communities.permissions import CommunityPermission
from eventhub.core import advance as engine
from eventhub.core import audit, policy
from eventhub.core.db import db
from eventhub.core.errors import Invalid
from eventhub.core.text import LazyText
from eventhub.events import queries as events
from eventhub.events.guards import find_missing
from eventhub.events.models import Event, EventOrganizer
from eventhub.events.services.review import advance_event
from eventhub.events.workflow import O, S
from eventhub.imports.sources import queries
from eventhub.imports.sources.models import Mirror, Source

MOST = 200
"""That go in one request; asked again, the next ones go."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of it: how many went, how many still miss something, and how many are left for the next time."""

    sent: int
    incomplete: int
    left: int


def send_for_review(source: Source, *, actor: Person) -> Sent:
    """Send the drafts of the source that are complete and that the actor runs for review, at most 200 at a time.

    The reviewers get one mail for all of them.
    """
    policy.demand(actor, CommunityPermission.SOURCE_EDIT, source)
    ids = list(db.session.scalars(_select_drafts(source, actor)))
    sent, incomplete, left = 0, 0, 0
    for event_id in ids:
        if sent >= MOST:
            left += 1
            continue
        event = events.get_event_by_id(event_id)
        if find_missing(event):
            incomplete += 1
            continue
        try:
            advance_event(event, "submit", actor=actor, tells=())
        except Invalid:
            incomplete += 1
        else:
            sent += 1
    if sent:
        _tell(source, sent, actor)
    return Sent(sent, incomplete, left)


def any_complete(source: Source, actor: Person) -> bool:
    """Whether :func:`send_for_review` would send any. One query."""
    rows = db.session.scalars(
        _select_drafts(source, actor).with_only_columns(Event.languages).where(queries.is_complete()).limit(MOST)
    )
    return any(rows)


def find_missing_in(row: Any) -> Mapping[str, LazyText]:
    """What a draft still misses, of a row of :func:`eventhub.imports.sources.queries.list_events_of`."""
    date = SimpleNamespace(ends_at=datetime.max.replace(tzinfo=UTC), status=O.SCHEDULED) if row.takes_place else None
    return find_missing(SimpleNamespace(**row._mapping, occurrence=date))


def _select_drafts(source: Source, actor: Person) -> sa.Select[int]:
    mine = sa.exists().where(EventOrganizer.event_id == Event.id, EventOrganizer.person_id == actor.id)
    return (
        sa.select(Event.id).join(Mirror, Mirror.event_id == Event.id)
        .where(Mirror.source_id == source.id, Event.status == S.DRAFT, Event.typed.is_(None), mine).order_by(Event.id)
    )  # fmt: skip


def _tell(source: Source, sent: int, actor: Person) -> None:
    """One mail to everyone who would otherwise have got one for each event."""
    audit.record("source.page.send", source, actor=actor, data={"sent": sent})
    engine.tell(source, "source/sent", ("reviewers",), actor=actor, extra={"count": sent})
