"""Tables of who runs an event besides its organizers: communities that host it together, and open invitations.

The models of events read this module, so it names them only as text.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Person
from eventhub.communities.models import Community, CommunityContact
from eventhub.core import clock
from eventhub.core.db import Base, db, enum_column
from eventhub.core.permissions import Relation
from eventhub.core.text import make_key
from eventhub.core.workflow import machines
from eventhub.events.ownership.workflow import INVITATION, I
from eventhub.regions import queries as regions

if TYPE_CHECKING:
    from eventhub.events.models import Event


class CoHost(Base):
    """A community that hosts an event besides the one it is announced by."""

    __tablename__ = "event_cohosts"
    __table_args__ = (sa.UniqueConstraint("event_id", "community_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("communities.id", ondelete="CASCADE"), index=True)
    since: Mapped[datetime] = mapped_column(default=clock.now)

    community: Mapped[Community] = relationship(lazy="raise")


def contacts_of_cohosts(event_id: Any) -> sa.Select[int]:
    """The ids of those who speak for a community that hosts the event with others."""
    return sa.select(CommunityContact.person_id).join(
        CoHost, CoHost.community_id == CommunityContact.community_id
    ).where(CoHost.event_id == event_id)  # fmt: skip


def cohosted_by(actor: Any) -> sa.Select[int]:
    """The ids of the events that a community of this person hosts with others."""
    return (
        sa.select(CoHost.event_id).join(CommunityContact, CommunityContact.community_id == CoHost.community_id)
        .where(CommunityContact.person_id == actor.id)
    )  # fmt: skip


def _organizes(actor: Any) -> sa.ColumnElement[bool]:
    from eventhub.events.models import EventOrganizer  # inline: that module reads this one

    return Invitation.event_id.in_(sa.select(EventOrganizer.event_id).where(EventOrganizer.person_id == actor.id))


def is_invited(actor: Any) -> sa.ColumnElement[bool]:
    """Invitations to the person, by their address or the link in their mail, or to a community they speak for."""
    mine = sa.select(CommunityContact.community_id).where(CommunityContact.person_id == actor.id)
    address = sa.select(Person.email).where(Person.id == actor.id, Person.confirmed_at.is_not(None)).scalar_subquery()
    return sa.or_(Invitation.person_id == actor.id, Invitation.community_id.in_(mine), Invitation.email == address)


class Invitation(Base):
    """Someone is asked to run an event, or a community to host it. The address goes as soon as there is an answer."""

    __tablename__ = "event_invitations"
    __subject__ = "ownership"
    __workflow__ = INVITATION
    __table_args__ = (
        sa.CheckConstraint("status <> 'invited' OR (community_id IS NULL) = (email <> '')", name="one_invited"),
        sa.CheckConstraint("status = 'invited' OR email = ''", name="address_is_borrowed"),
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
        sa.CheckConstraint("community_id IS NULL OR NOT hands_over", name="people_take_over"),
        sa.Index("uq_event_invitations_email", "event_id", "email", unique=True,
                 sqlite_where=sa.text("email <> ''"), postgresql_where=sa.text("email <> ''")),
        sa.Index("uq_event_invitations_community", "event_id", "community_id", unique=True,
                 sqlite_where=sa.text("status = 'invited'"), postgresql_where=sa.text("status = 'invited'")),
        sa.Index("ix_event_invitations_due", "status", "status_since"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(10), unique=True, default=make_key)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(sa.String(254), default="", index=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id", ondelete="SET NULL"), index=True)
    """Who answered; before that, who came by the link in the mail with an account of another address."""
    community_id: Mapped[int | None] = mapped_column(sa.ForeignKey("communities.id", ondelete="CASCADE"), index=True)
    hands_over: Mapped[bool] = mapped_column(default=False)
    """Whether whoever invites leaves when this is accepted."""
    invited_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id", ondelete="SET NULL"), index=True)
    message: Mapped[str] = mapped_column(sa.String(1000), default="")
    status: Mapped[I] = mapped_column(enum_column(I, "status"), default=I.INVITED)
    status_since: Mapped[datetime] = mapped_column(default=clock.now)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    event: Mapped[Event] = relationship("Event", lazy="raise")
    community: Mapped[Community | None] = relationship(lazy="raise")
    invited_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[invited_by_id])

    __relations__ = (Relation("organizer", _organizes), Relation("invited", is_invited))

    def scopes(self) -> list[str]:
        """The codes of its event's region and all above."""
        from eventhub.events.models import Event  # inline: that module reads this one

        return regions.list_codes_above(
            db.session.scalar(sa.select(Event.region_code).where(Event.id == self.event_id)) or "001"
        )

    @classmethod
    def scope_clause(cls, scopes: frozenset[str]) -> sa.ColumnElement[bool]:
        """Those whose event is in or below one of these regions."""
        from eventhub.events.models import Event  # inline: that module reads this one

        return cls.event_id.in_(sa.select(Event.id).where(Event.scope_clause(scopes)))

    def mail_facts(self) -> dict[str, Any]:
        """What a mail about it says: the event (which must have been loaded), and what is asked."""
        return {
            "title": self.event.title, "key": self.event.key, "slug": self.event.slug, "own_key": self.key,
            "community": self.community.name if self.community else "", "hands_over": self.hands_over, "message": self.message,
            "inviter": self.invited_by.name if self.invited_by else "",
        }  # fmt: skip


machines.bind(INVITATION, Invitation)
