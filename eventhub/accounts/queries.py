"""Reads about people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from eventhub.accounts.models import Affiliation, Person, RoleGrant
from eventhub.accounts.permissions import Role
from eventhub.core import clock
from eventhub.core.db import db
from eventhub.core.permissions import EVERYWHERE


def find_by_email(email: str) -> Person | None:
    """The person with this (normalized) address."""
    return db.session.scalars(sa.select(Person).where(Person.email == email).options(selectinload(Person.grants))).first()


def find_by_key(key: str) -> Person | None:
    """The person with this public key."""
    return db.session.scalars(sa.select(Person).where(Person.key == key).options(selectinload(Person.grants))).first()


def find_by_id(person_id: int) -> Person | None:
    """The person with this number."""
    return db.session.scalars(sa.select(Person).where(Person.id == person_id).options(selectinload(Person.grants))).first()


def find_for_session(session_id: str) -> Person | None:
    """The person a session cookie speaks of, unless their stamp has changed since."""
    key, _, stamp = session_id.partition(".")
    person = find_by_key(key)
    return person if person and person.session_stamp == stamp and person.is_active else None


def list_people_with_role(role: Role, scopes: Iterable[str]) -> Sequence[Person]:
    """Everyone who holds the role now over one of these scopes (a region's code and all above it) or everywhere."""
    moment = clock.now()
    held = sa.select(RoleGrant.person_id).where(
        RoleGrant.role == role, RoleGrant.scope.in_({*scopes, EVERYWHERE}), RoleGrant.starts_at <= moment,
        sa.or_(RoleGrant.ends_at.is_(None), RoleGrant.ends_at > moment),
    )  # fmt: skip
    return db.session.scalars(
        sa.select(Person).where(Person.id.in_(held), Person.confirmed_at.is_not(None)).order_by(Person.id)
    ).all()


def list_grants() -> Sequence[RoleGrant]:
    """All grants in force or to come, by scope and role, with their people."""
    return db.session.scalars(
        sa.select(RoleGrant)
        .where(sa.or_(RoleGrant.ends_at.is_(None), RoleGrant.ends_at > clock.now()))
        .options(selectinload(RoleGrant.person)).order_by(RoleGrant.scope, RoleGrant.role, RoleGrant.id)
    ).all()  # fmt: skip


def list_affiliations(person: Person) -> Sequence[Affiliation]:
    """The organizations the person works for."""
    return db.session.scalars(
        sa.select(Affiliation).where(Affiliation.person_id == person.id).order_by(Affiliation.organization)
    ).all()


def share_an_employer(person_id: int, others: Iterable[int]) -> bool:
    """Whether the person works for the same organization as any of the others."""
    own = sa.select(Affiliation.organization_key).where(Affiliation.person_id == person_id)
    return bool(db.session.scalar(sa.select(sa.exists().where(
        Affiliation.person_id.in_(set(others) - {person_id}), Affiliation.organization_key.in_(own)
    ))))  # fmt: skip
