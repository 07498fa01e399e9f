"""The reviewers' work: what waits, for whom, since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from eventhub.accounts.models import Affiliation, Person
from eventhub.communities.models import CommunityContact
from eventhub.core import policy
from eventhub.core.db import db
from eventhub.events.models import Event, EventOrganizer
from eventhub.events.ownership.models import cohosted_by
from eventhub.events.permissions import EventPermission
from eventhub.events.workflow import S

_ROW = (
    selectinload(Event.occurrences), selectinload(Event.organizers).joinedload(EventOrganizer.person),
    joinedload(Event.community), joinedload(Event.reviewer), joinedload(Event.format),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class QueueAge:
    """How many wait for a reviewer, and since when the first of them does."""

    waiting: int
    oldest: datetime | None


def select_queue(person: Person, states: Sequence[S] = (S.SUBMITTED, S.IN_REVIEW)) -> sa.Select[Event]:
    """Events in these states whose review this person may read, oldest first."""
    return (
        sa.select(Event)
        .where(Event.status.in_(states), policy.where_can(person, EventPermission.READ_REVIEW, Event))
        .options(*_ROW).order_by(Event.status_since, Event.id)
    )  # fmt: skip


def list_claimed_by(person: Person) -> Sequence[Event]:
    """What this reviewer has in hand and owes an answer to, oldest first."""
    return db.session.scalars(
        sa.select(Event).where(Event.status == S.IN_REVIEW, Event.reviewer_id == person.id)
        .options(*_ROW).order_by(Event.status_since, Event.id)
    ).all()  # fmt: skip


def _concerns(person: Person) -> sa.ColumnElement[bool]:
    """Whether the person organizes the event or speaks for a community that hosts it: then they decide nothing about it."""
    own = sa.select(EventOrganizer.id).where(EventOrganizer.event_id == Event.id, EventOrganizer.person_id == person.id)
    community = sa.select(CommunityContact.id).where(
        CommunityContact.community_id == Event.community_id, CommunityContact.person_id == person.id
    )
    return sa.or_(own.exists(), community.exists(), Event.id.in_(cohosted_by(person)))


def _is_colleagues(person: Person) -> sa.ColumnElement[bool]:
    """Whether an organizer works for the same organization."""
    employers = sa.select(Affiliation.organization_key).where(Affiliation.person_id == person.id)
    colleagues = sa.select(Affiliation.person_id).where(Affiliation.organization_key.in_(employers))
    return (
        sa.select(EventOrganizer.id)
        .where(EventOrganizer.event_id == Event.id, EventOrganizer.person_id.in_(colleagues)).exists()
    )  # fmt: skip


def list_awaiting_review(person: Person, limit: int = 50) -> Sequence[Event]:
    """Submitted events that this person may take on, oldest first: none of their own, their community's or employer's."""
    return db.session.scalars(
        sa.select(Event)
        .where(Event.status == S.SUBMITTED, policy.where_can(person, EventPermission.REVIEW, Event), ~_concerns(person), ~_is_colleagues(person),
               sa.or_(Event.declined_by_id.is_(None), Event.declined_by_id != person.id))
        .options(*_ROW).order_by(Event.status_since, Event.id).limit(limit)
    ).all()  # fmt: skip


def list_awaiting_check(person: Person, limit: int = 50) -> Sequence[Event]:
    """Published events whose later change this person may look at."""
    return db.session.scalars(
        sa.select(Event)
        .where(Event.check_wanted_at.is_not(None), policy.where_can(person, EventPermission.CHECK, Event), ~_concerns(person))
        .options(*_ROW).order_by(Event.check_wanted_at, Event.id).limit(limit)
    ).all()  # fmt: skip


def list_awaiting_organizer(person: Person) -> Sequence[Event]:
    """The person's own events whose turn is theirs."""
    mine = sa.select(EventOrganizer.event_id).where(EventOrganizer.person_id == person.id)
    turns = [S.DRAFT, S.CHANGES_REQUESTED, S.APPROVED, S.POSTPONED]
    return db.session.scalars(
        sa.select(Event).where(Event.id.in_(mine), Event.status.in_(turns))
        .options(*_ROW).order_by(Event.status_since, Event.id).limit(50)
    ).all()  # fmt: skip


def queue_age(region_code: str | None) -> QueueAge:
    """The age of the queue that an event of this region stands in: that of its country and all below it."""
    statement = sa.select(sa.func.count(), sa.func.min(Event.status_since)).where(Event.status == S.SUBMITTED)
    if region_code:
        statement = statement.where(
            Event.scope_clause(frozenset({region_code[:2] if region_code[:1].isalpha() else region_code}))
        )
    waiting, oldest = db.session.execute(statement).one()
    return QueueAge(waiting, oldest)
