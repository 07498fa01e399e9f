"""Tables of people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.permissions import Role
from eventhub.accounts.rules import own_scope
from eventhub.core import clock, generations
from eventhub.core.db import Base, enum_column
from eventhub.core.permissions import Relation
from eventhub.core.text import make_key


class Person(Base):
    """Someone with an account."""

    __tablename__ = "people"
    __subject__ = "person"
    __table_args__ = (
        sa.CheckConstraint("length(name) > 0", name="name"),
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(10), unique=True, default=make_key)
    name: Mapped[str] = mapped_column(sa.String(120))
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    password_hash: Mapped[str] = mapped_column(sa.String(200), default="")
    session_stamp: Mapped[str] = mapped_column(sa.String(10), default=make_key)
    locale: Mapped[str] = mapped_column(sa.String(35), default="en")
    zone: Mapped[str] = mapped_column(sa.String(60), default="")
    region_code: Mapped[str | None] = mapped_column(sa.String(40), index=True)
    confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    grants: Mapped[list[RoleGrant]] = relationship(
        back_populates="person", lazy="raise", foreign_keys="RoleGrant.person_id", cascade="all, delete-orphan"
    )

    __relations__ = (Relation("self", lambda actor: Person.id == actor.id),)

    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        """Whether the address is confirmed: only then one can be signed in."""
        return self.confirmed_at is not None

    def get_id(self) -> str:
        """What the session cookie holds; a new password changes the stamp and so ends every other session."""
        return f"{self.key}.{self.session_stamp}"

    @property
    def active_grants(self) -> list[RoleGrant]:
        """The grants in force now (they must have been loaded)."""
        moment = clock.now()
        return [grant for grant in self.grants if grant.active_at(moment)]

    def mail_facts(self) -> dict[str, Any]:
        """What a mail about this person may say."""
        return {"name": self.name}

    def scopes(self) -> list[str]:
        """People belong to no region's reviewers."""
        return []

    @classmethod
    def scope_clause(cls, scopes: frozenset[str]) -> sa.ColumnElement[bool]:
        """No region's role reaches a person."""
        return sa.false()


class RoleGrant(Base):
    """A role over a region and all below it, for a term."""

    __tablename__ = "role_grants"
    __table_args__ = (sa.CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="term"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(enum_column(Role, "role"))
    scope: Mapped[str] = mapped_column(sa.String(40), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    granted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id", ondelete="SET NULL"))

    person: Mapped[Person] = relationship(back_populates="grants", lazy="raise", foreign_keys=[person_id])

    def active_at(self, moment: datetime) -> bool:
        """Whether the term covers that moment."""
        return self.starts_at <= moment and (self.ends_at is None or moment < self.ends_at)


class Affiliation(Base):
    """That a person works for an organization; keeps colleagues from deciding on each other's items."""

    __tablename__ = "affiliations"
    __table_args__ = (sa.UniqueConstraint("person_id", "organization_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)
    organization: Mapped[str] = mapped_column(sa.String(120))
    organization_key: Mapped[str] = mapped_column(sa.String(120), index=True)


generations.watch(lambda person: [own_scope(person.id)], Person)
