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


def select_run_by(person_ids: Collection[int]) -> sa.Select[Any]:
    """The ids of the events that these people run, public or not."""
    return sa.select(EventOrganizer.event_id).where(EventOrganizer.person_id.in_(person_ids))


def select_spoken_at_by(person_ids: Collection[int]) -> sa.CompoundSelect[Any]:
    """The ids of the events in whose published programme these people agreed to stand."""
    named = sa.and_(Speaker.person_id.in_(person_ids), Speaker.consent == Consent.CONSENTS)
    return _select_spoken_at(Session.event_id, Call.event_id, named)


def _select_spoken_at(by_hand: Any, by_call: Any, named: sa.ColumnElement[bool]) -> sa.CompoundSelect[Any]:
    shown = sa.exists().where(ScheduleVersion.event_id == Session.event_id)
    own = sa.select(by_hand).select_from(Session).join(Speaker, Speaker.session_id == Session.id).where(named, shown)
    shown = sa.exists().where(ScheduleVersion.event_id == Call.event_id)
    proposed = (
        sa.select(by_call).select_from(Speaker).join(Proposal, Proposal.id == Speaker.proposal_id)
        .join(Call, Call.id == Proposal.call_id).where(named, Proposal.status == Ps.CONFIRMED, shown)
    )  # fmt: skip
    return sa.union(own, proposed)


def list_public_keys(event_id: int) -> list[str]:
    """The keys of the people whom the public meets at an event."""
    runs = sa.select(EventOrganizer.person_id).where(EventOrganizer.event_id == event_id)
    agreed = Speaker.consent == Consent.CONSENTS
    speaks = _select_spoken_at(
        Speaker.person_id, Speaker.person_id,
        sa.and_(agreed, sa.or_(Speaker.session_id.in_(sa.select(Session.id).where(Session.event_id == event_id)),
                               Speaker.proposal_id.in_(sa.select(Proposal.id).join(Call).where(Call.event_id == event_id)))),
    )  # fmt: skip
    people = sa.union(runs, speaks).subquery()
    return list(db.session.scalars(sa.select(Person.key).where(Person.id.in_(sa.select(people))).order_by(Person.key)))


def find_public_person(key: str) -> Person | None:
    """The person with this key, if there is a public event that they run or speak at."""
    if not key.isalnum():
        return None
    person = db.session.scalars(sa.select(Person).where(Person.key == key)).first()
    if person is None:
        return None
    ids = sa.union(select_run_by([person.id]), select_spoken_at_by([person.id])).subquery()
    met = sa.select(Event.id).where(Event.status.in_(_PUBLIC), Event.id.in_(sa.select(ids))).limit(1)
    return person if db.session.scalar(met) is not None else None
