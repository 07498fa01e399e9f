"""Tables of communities."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Person
from eventhub.communities.workflow import STANDING, Standing
from eventhub.core import clock
from eventhub.core.db import Base, db, enum_column
from eventhub.core.permissions import Relation
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.text import make_key
from eventhub.core.workflow import machines
from eventhub.regions import queries as regions


class CommunityKind(StrEnum):
    """Where a community lives."""

    LOCAL = "local"
    ONLINE = "online"
    TOPICAL = "topical"

    @property
    def label(self) -> Any:
        """The word for it."""
        return {"local": _l("Local"), "online": _l("Online"), "topical": _l("Topical")}[self.value]


class Platform(StrEnum):
    """A place where a community can be found."""

    WEBSITE = "website"
    MEETUP = "meetup"
    FORUM = "forum"
    MATRIX = "matrix"
    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
    DISCORD = "discord"
    SLACK = "slack"
    MASTODON = "mastodon"
    LINKEDIN = "linkedin"
    FACEBOOK = "facebook"
    YOUTUBE = "youtube"
    MAILING_LIST = "mailing_list"
    CODE = "code"

    @property
    def label(self) -> Any:
        """Its name: proper names stand as they are."""
        own = {"website": _l("Website"), "forum": _l("Forum"), "mailing_list": _l("Mailing list"), "code": _l("Source code")}
        proper = {"youtube": "YouTube", "linkedin": "LinkedIn", "whatsapp": "WhatsApp"}
        return own.get(self.value) or proper.get(self.value) or self.value.title()


def _is_contact(actor: Any) -> sa.ColumnElement[bool]:
    return Community.id.in_(sa.select(CommunityContact.community_id).where(CommunityContact.person_id == actor.id))


class Community(Base):
    """A group with a page."""

    __tablename__ = "communities"
    __subject__ = "community"
    __workflow__ = STANDING
    __table_args__ = (
        sa.CheckConstraint("length(name) > 0", name="name"),
        sa.Index("ix_communities_directory", "standing", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(10), unique=True, default=make_key)
    slug: Mapped[str] = mapped_column(sa.String(80))
    name: Mapped[str] = mapped_column(sa.String(120))
    kind: Mapped[CommunityKind] = mapped_column(enum_column(CommunityKind, "kind"))
    region_code: Mapped[str] = mapped_column(sa.ForeignKey("regions.code"), index=True)
    city: Mapped[str] = mapped_column(sa.String(120), default="")
    zone: Mapped[str] = mapped_column(sa.String(60), default="UTC")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    languages: Mapped[list[Any]] = mapped_column(default=list)
    source_language: Mapped[str] = mapped_column(sa.String(35), default="en")
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    standing: Mapped[Standing] = mapped_column(enum_column(Standing, "standing"), default=Standing.LISTED)
    standing_since: Mapped[datetime] = mapped_column(default=clock.now)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    revision: Mapped[int] = mapped_column(default=1)

    contacts: Mapped[list[CommunityContact]] = relationship(
        back_populates="community", lazy="raise", cascade="all, delete-orphan", order_by="CommunityContact.id"
    )
    links: Mapped[list[CommunityLink]] = relationship(
        back_populates="community", lazy="raise", cascade="all, delete-orphan", order_by="CommunityLink.position"
    )

    __relations__ = (
        Relation("contact", _is_contact),
        Relation("public", lambda _: Community.standing.in_(STANDING.public_states), needs_actor=False),
    )
    __mapper_args__ = {"version_id_col": revision}

    def scopes(self) -> list[str]:
        """The codes of its region and all above."""
        return regions.list_codes_above(self.region_code)

    @classmethod
    def scope_clause(cls, scopes: frozenset[str]) -> sa.ColumnElement[bool]:
        """Those in or below one of these regions."""
        return cls.region_code.in_(regions.select_codes_below(scopes))

    def owner_ids(self) -> set[int]:
        """The ids of its contacts."""
        return set(db.session.scalars(
            sa.select(CommunityContact.person_id).where(CommunityContact.community_id == self.id)
        ))  # fmt: skip

    def concerned_ids(self) -> set[int]:
        """Those who may not decide on it."""
        return self.owner_ids()

    def mail_facts(self) -> dict[str, Any]:
        """What a mail about it may say."""
        return {"title": self.name, "key": self.key, "slug": self.slug}


class CommunityContact(Base):
    """A person who speaks for a community."""

    __tablename__ = "community_contacts"
    __table_args__ = (sa.UniqueConstraint("community_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("communities.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)
    since: Mapped[datetime] = mapped_column(default=clock.now)

    community: Mapped[Community] = relationship(back_populates="contacts", lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")


class CommunityLink(Base):
    """A place outside where a community can be found."""

    __tablename__ = "community_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("communities.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    platform: Mapped[Platform] = mapped_column(enum_column(Platform, "platform"))
    url: Mapped[str] = mapped_column(sa.String(500))

    community: Mapped[Community] = relationship(back_populates="links", lazy="raise")


machines.bind(STANDING, Community)
