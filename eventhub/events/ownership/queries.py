"""Reads about who runs an event, and about invitations to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from eventhub.accounts.models import Person
from eventhub.communities.models import Community
from eventhub.communities.queries import list_contacts
from eventhub.communities.workflow import STANDING
from eventhub.core import policy
from eventhub.core.audit import AuditEntry
from eventhub.core.db import db
from eventhub.events.models import Event, EventOrganizer, Occurrence
from eventhub.events.ownership.models import CoHost, Invitation, cohosted_by, is_invited
from eventhub.events.ownership.workflow import ANSWER_WITHIN, I
from eventhub.events.permissions import EventPermission
from eventhub.events.queries import party_organizers
from eventhub.events.workflow import S

ASKED_WITHIN = timedelta(days=60)
"""For how long a last organizer's call for help stands before the team."""

TENDED = frozenset({S.SUBMITTED, S.IN_REVIEW, S.CHANGES_REQUESTED, S.APPROVED, S.PUBLISHED, S.POSTPONED})
"""The states in which an event needs someone who runs it."""

_WHOLE = (
    joinedload(Invitation.event).selectinload(Event.occurrences),
    joinedload(Invitation.community),
    joinedload(Invitation.invited_by),
)


def list_cohosts(event_id: int) -> Sequence[Community]:
    """The communities that host an event besides the one it is announced by, by name; only those with a page."""
    return db.session.scalars(
        sa.select(Community).join(CoHost).where(CoHost.event_id == event_id, Community.standing.in_(STANDING.public_states))
        .order_by(Community.name, Community.id)
    ).all()  # fmt: skip


def list_cohost_keys(event_id: int) -> Sequence[str]:
    """Their public keys: the scopes under which the event is found as well."""
    return db.session.scalars(
        sa.select(Community.key).join(CoHost, CoHost.community_id == Community.id).where(CoHost.event_id == event_id)
        .order_by(Community.key)
    ).all()  # fmt: skip


def select_ids_with(community_id: int) -> sa.Select[int]:
    """The ids of the events that a community hosts with others."""
    return sa.select(CoHost.event_id).where(CoHost.community_id == community_id)


def list_cohosted_by(person: Person) -> Sequence[tuple[Event, Community]]:
    """The events that the person's communities host with others, the newest first, each with the community."""
    rows = db.session.execute(
        sa.select(Event, Community).join(CoHost, CoHost.event_id == Event.id).join(Community, Community.id == CoHost.community_id)
        .where(Event.id.in_(cohosted_by(person)), Community.contacts.any(person_id=person.id))
        .options(selectinload(Event.occurrences)).order_by(CoHost.since.desc(), CoHost.id.desc()).limit(200)
    )  # fmt: skip
    return [(event, community) for event, community in rows]


def find_cohost(event_id: int, community_key: str) -> CoHost | None:
    """That a community hosts an event with others, with the community."""
    return db.session.scalars(
        sa.select(CoHost).join(Community).where(CoHost.event_id == event_id, Community.key == community_key)
        .options(joinedload(CoHost.community))
    ).first()  # fmt: skip


def find_invitation(key: str) -> Invitation | None:
    """The invitation with this public key, with its event, its community and who invited."""
    return db.session.scalars(sa.select(Invitation).where(Invitation.key == key).options(*_WHOLE)).first()


def get_invitation_by_id(invitation_id: int) -> Invitation | None:
    """The same by its id."""
    return db.session.scalars(sa.select(Invitation).where(Invitation.id == invitation_id).options(*_WHOLE)).first()


def find_open(event_id: int, *, email: str = "", community_id: int | None = None) -> Invitation | None:
    """The open invitation to this address or community, if there is one."""
    to = Invitation.community_id == community_id if community_id else Invitation.email == email
    return db.session.scalars(
        sa.select(Invitation).where(Invitation.event_id == event_id, Invitation.status == I.INVITED, to).options(*_WHOLE)
    ).first()


def list_open(event: Event) -> Sequence[Invitation]:
    """The invitations of an event that wait for an answer, oldest first."""
    return db.session.scalars(
        sa.select(Invitation).where(Invitation.event_id == event.id, Invitation.status == I.INVITED)
        .options(joinedload(Invitation.event), joinedload(Invitation.community), joinedload(Invitation.invited_by)).order_by(Invitation.id)
    ).all()  # fmt: skip


def list_invitations_to(person: Person) -> Sequence[Invitation]:
    """What waits for the person's answer, oldest first."""
    return db.session.scalars(
        sa.select(Invitation).where(Invitation.status == I.INVITED, is_invited(person)).options(*_WHOLE)
        .order_by(Invitation.status_since, Invitation.id).limit(50)
    ).all()  # fmt: skip


def list_lapsed(now: datetime, limit: int = 200) -> Sequence[int]:
    """The ids of the invitations that nobody has answered in time."""
    return db.session.scalars(
        sa.select(Invitation.id)
        .where(Invitation.status == I.INVITED, Invitation.status_since <= now - ANSWER_WITHIN)
        .limit(limit)
    ).all()


def list_orphaned(person: Person, *, now: datetime, limit: int = 200) -> Sequence[Event]:
    """The events to come in this person's care that nobody runs any more, or whose last organizer asks for help.

    Drafts are not among them: only their writers may see them.
    """
    return db.session.scalars(
        sa.select(Event).where(*_is_orphaned(person, now))
        .options(selectinload(Event.occurrences), selectinload(Event.organizers).joinedload(EventOrganizer.person), joinedload(Event.community))
        .order_by(Event.status_since, Event.id).limit(limit)
    ).all()  # fmt: skip


def count_orphaned(person: Person, *, now: datetime) -> tuple[int, datetime | None]:
    """How many there are, and since when the first of them stands as it does."""
    row = db.session.execute(
        sa.select(sa.func.count(), sa.func.min(Event.status_since)).where(*_is_orphaned(person, now))
    ).one()
    return row[0], row[1]


def _is_orphaned(person: Person, now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    running = sa.select(EventOrganizer.id).where(EventOrganizer.event_id == Event.id)
    dated = sa.select(Occurrence.id).where(Occurrence.event_id == Event.id)
    only_one = sa.select(sa.func.count()).where(EventOrganizer.event_id == Event.id).scalar_subquery() == 1
    asked = sa.select(AuditEntry.id).where(
        AuditEntry.subject == "event", AuditEntry.subject_id == Event.id, AuditEntry.verb == "event.owners.ask",
        AuditEntry.at > now - ASKED_WITHIN,
    )  # fmt: skip
    return (
        policy.where_can(person, EventPermission.OWN, Event), ~Event.id.in_(_run_by(person)), Event.status.in_(TENDED),
        sa.or_(~running.exists(), sa.and_(only_one, asked.exists())),
        sa.or_(dated.where(Occurrence.ends_at > now).exists(), ~dated.exists()),
    )  # fmt: skip


def _run_by(person: Person) -> sa.Select[int]:
    return sa.select(EventOrganizer.event_id).where(EventOrganizer.person_id == person.id)


def party_inviting(invitation: Invitation) -> Sequence[Person]:
    """Everyone who runs the event."""
    return party_organizers(invitation.event)


def party_invited(invitation: Invitation) -> Sequence[Person]:
    """The contacts of the community that was invited, or the person with an account who was."""
    if invitation.community is not None:
        return list_contacts(invitation.community)
    return db.session.scalars(
        sa.select(Person).where(sa.or_(Person.id == invitation.person_id, Person.email == invitation.email))
    ).all()
