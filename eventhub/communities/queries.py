"""Reads about communities."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from eventhub.accounts.models import Person
from eventhub.communities.models import Community, CommunityContact, CommunityKind
from eventhub.communities.workflow import STANDING, Standing
from eventhub.core import search
from eventhub.core.db import db
from eventhub.regions import queries as regions


@dataclass(frozen=True, slots=True)
class DirectoryFilter:
    """What the directory is narrowed to."""

    region: str = ""
    kind: CommunityKind | None = None
    official: bool = False
    text: str = ""


def find_community(key: str) -> Community | None:
    """The community with this public key, with its contacts, their names and its links."""
    return db.session.scalars(
        sa.select(Community).where(Community.key == key).options(
            selectinload(Community.contacts).joinedload(CommunityContact.person), selectinload(Community.links)
        )
    ).first()  # fmt: skip


def select_directory(chosen: DirectoryFilter) -> sa.Select[Community]:
    """Communities in the directory by name."""
    statement = sa.select(Community).where(Community.standing.in_(STANDING.public_states))
    if chosen.region:
        statement = statement.where(Community.region_code.in_(regions.select_codes_below([chosen.region])))
    if chosen.kind:
        statement = statement.where(Community.kind == chosen.kind)
    if chosen.official:
        statement = statement.where(Community.standing == Standing.OFFICIAL)
    if chosen.text:
        statement = statement.where(search.clause("community", chosen.text, Community.id))
    return statement.order_by(Community.name, Community.id)


def list_in_region(code: str, limit: int = 60) -> Sequence[Community]:
    """Communities in or below a region, official ones first."""
    return db.session.scalars(
        select_directory(DirectoryFilter(region=code)).order_by(None)
        .order_by(Community.standing.desc(), Community.name).limit(limit)
    ).all()  # fmt: skip


def list_of_contact(person: Person) -> Sequence[Community]:
    """The communities a person speaks for."""
    return db.session.scalars(
        sa.select(Community).join(CommunityContact)
        .where(CommunityContact.person_id == person.id, Community.standing != Standing.ARCHIVED).order_by(Community.name)
    ).all()  # fmt: skip


def list_contacts(community: Community) -> Sequence[Person]:
    """The people who speak for a community."""
    return db.session.scalars(
        sa.select(Person).join(CommunityContact, CommunityContact.person_id == Person.id)
        .where(CommunityContact.community_id == community.id).order_by(CommunityContact.id)
    ).all()  # fmt: skip


def is_contact(person_id: int, community_id: int) -> bool:
    """Whether the person speaks for the community."""
    return bool(db.session.scalar(sa.select(sa.exists().where(
        CommunityContact.community_id == community_id, CommunityContact.person_id == person_id
    ))))  # fmt: skip


def find_names(keys: Collection[str]) -> dict[str, str]:
    """Names of communities by their keys; no query where there are none."""
    if not keys:
        return {}
    found = db.session.execute(sa.select(Community.key, Community.name).where(Community.key.in_(keys)))
    return {row.key: row.name for row in found}


def count_by_country() -> dict[str, int]:
    """How many communities of the directory there are, by region code."""
    rows = db.session.execute(
        sa.select(Community.region_code, sa.func.count()).where(Community.standing.in_(STANDING.public_states))
        .group_by(Community.region_code)
    )  # fmt: skip
    return {row[0]: row[1] for row in rows}


def list_public_addresses(limit: int = 50_000) -> Sequence[Any]:
    """``key``, ``slug`` and ``region_code`` of the communities in the directory, for the sitemap. One query."""
    return db.session.execute(
        sa.select(Community.key, Community.slug, Community.region_code)
        .where(Community.standing.in_(STANDING.public_states)).order_by(Community.id).limit(limit)
    ).all()  # fmt: skip
