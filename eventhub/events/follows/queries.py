"""Reads about what people follow."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.communities.models import Community
from eventhub.communities.workflow import STANDING
from eventhub.core.db import db
from eventhub.core.errors import Invalid
from eventhub.core.translations import canonical_tag
from eventhub.events.follows.models import DigestSetting, Follow
from eventhub.events.follows.rules import FollowKind
from eventhub.events.models import Topic
from eventhub.events.programme.appearances import find_public_person
from eventhub.regions.models import Region


def list_follows(person_id: int) -> Sequence[Follow]:
    """What a person follows, by kind, in the order they began."""
    return db.session.scalars(
        sa.select(Follow).where(Follow.person_id == person_id).order_by(Follow.kind, Follow.since, Follow.id)
    ).all()


def list_scopes(person_id: int) -> list[str]:
    """The scopes under which the events are found that a person follows."""
    return sorted(follow.scope for follow in list_follows(person_id))


def find_follow(person_id: int, kind: FollowKind, value: str) -> Follow | None:
    """That the person follows this, if so."""
    return db.session.scalars(
        sa.select(Follow).where(Follow.person_id == person_id, Follow.kind == kind, Follow.value == value)
    ).first()


def find_setting(person_id: int) -> DigestSetting | None:
    """How often the person gets a digest, read as it is now; None before they follow anything."""
    return db.session.get(DigestSetting, person_id, populate_existing=True)


def canonical(kind: FollowKind, value: str) -> str | None:
    """The value by which this is followed, or None when there is no such thing to follow."""
    if len(value) > 60:
        return None
    match kind:
        case FollowKind.REGION:
            return db.session.scalar(sa.select(Region.code).where(Region.code == value))
        case FollowKind.COMMUNITY:
            public = Community.standing.in_(STANDING.public_states)
            return db.session.scalar(sa.select(Community.key).where(Community.key == value, public))
        case FollowKind.TOPIC:
            row = db.session.execute(sa.select(Topic.slug, Topic.retired_to).where(Topic.slug == value)).first()
            return (row.retired_to or row.slug) if row is not None else None
        case FollowKind.PERSON:
            person = find_public_person(value)
            return person.key if person else None
    try:
        return canonical_tag(value)
    except Invalid:
        return None


def names_of_communities(keys: Collection[str]) -> dict[str, tuple[str, str]]:
    """Name and slug by key."""
    rows = db.session.execute(sa.select(Community.key, Community.name, Community.slug).where(Community.key.in_(keys)))
    return {row.key: (row.name, row.slug) for row in rows}


def names_of_people(keys: Collection[str]) -> dict[str, str]:
    """Names by key."""
    return {row.key: row.name for row in db.session.execute(sa.select(Person.key, Person.name).where(Person.key.in_(keys)))}
