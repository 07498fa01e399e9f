"""Where a person can publicly be met: the events they run, and those they speak at."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.core.db import db
from eventhub.events.models import Event, EventOrganizer
from eventhub.events.programme.models import Call, Proposal, ScheduleVersion, Session, Speaker
from eventhub.events.programme.workflow import Consent, Ps

_PUBLIC = Event.__workflow__.public_states


def select_met_at(person_id: int) -> sa.Select[Any]:
    """The ids of the events that the person runs or speaks at, public or not."""
    mine = Speaker.person_id == person_id
    parts = (
        sa.select(EventOrganizer.event_id).where(EventOrganizer.person_id == person_id),
        _of_sessions().with_only_columns(Session.event_id).where(mine),
        _of_proposals().with_only_columns(Call.event_id).where(mine),
    )
    return sa.select(sa.union(*parts).subquery())


def list_public_keys(event_id: int) -> list[str]:
    """The keys of the people whom the public meets at an event."""
    people = sa.union(
        sa.select(EventOrganizer.person_id).where(EventOrganizer.event_id == event_id),
        _of_sessions().with_only_columns(Speaker.person_id).where(Session.event_id == event_id),
        _of_proposals().with_only_columns(Speaker.person_id).where(Call.event_id == event_id),
    ).subquery()
    return list(db.session.scalars(sa.select(Person.key).where(Person.id.in_(sa.select(people))).order_by(Person.key)))


def _of_sessions() -> sa.Select[Any]:
    """Those who agreed to stand at a session made by hand, where the schedule was published."""
    shown = sa.exists().where(ScheduleVersion.event_id == Session.event_id)
    joined = sa.select(Speaker.id).join(Session, Session.id == Speaker.session_id)
    return joined.where(Speaker.consent == Consent.CONSENTS, shown)


def _of_proposals() -> sa.Select[Any]:
    """Those who confirmed what they proposed, where the schedule was published."""
    shown = sa.exists().where(ScheduleVersion.event_id == Call.event_id)
    joined = sa.select(Speaker.id).join(Proposal, Proposal.id == Speaker.proposal_id).join(Call, Call.id == Proposal.call_id)
    return joined.where(Speaker.consent == Consent.CONSENTS, Proposal.status == Ps.CONFIRMED, shown)


def list_ids_run_by(person_id: int, event_ids: Collection[int]) -> frozenset[int]:
    """Which of these events the person runs; at the others they are a guest who speaks."""
    run = EventOrganizer.person_id == person_id
    return frozenset(db.session.scalars(sa.select(EventOrganizer.event_id).where(run, EventOrganizer.event_id.in_(event_ids))))


def find_public_person(key: str) -> Person | None:
    """The person with this key, if there is a public event that they run or speak at."""
    if not key.isalnum():
        return None
    person = db.session.scalars(sa.select(Person).where(Person.key == key)).first()
    if person is None:
        return None
    met = sa.select(Event.id).where(Event.status.in_(_PUBLIC), Event.id.in_(select_met_at(person.id))).limit(1)
    return person if db.session.scalar(met) is not None else None
