"""Tables of registration: how an event takes people in, who comes, and the pools that its seats are taken from."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Person
from eventhub.core import clock
from eventhub.core.db import Base, enum_column
from eventhub.core.permissions import Relation
from eventhub.core.text import make_key
from eventhub.core.workflow import machines
from eventhub.events.models import Event, EventOrganizer, Occurrence
from eventhub.events.registration.rules import Kind, Per, QuestionKind, Seat
from eventhub.events.registration.workflow import REGISTRATION, R


def make_code() -> str:
    """A secret of 128 bits for the ticket: 26 letters and digits that a QR code holds cheaply."""
    return "".join(secrets.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in range(26))


class RegistrationSetup(Base):
    """How one event takes people in. An event without a row has none, or the outside page that it names."""

    __tablename__ = "registration_setups"
    __table_args__ = (
        sa.CheckConstraint("room_capacity IS NULL OR room_capacity > 0", name="room_capacity"),
        sa.CheckConstraint("screen_capacity IS NULL OR screen_capacity > 0", name="screen_capacity"),
        sa.CheckConstraint("closes_minutes >= 0", name="closes_minutes"),
        sa.CheckConstraint("room_reminder_hours >= 0 AND screen_reminder_hours >= 0", name="reminder_hours"),
    )

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(default=1)
    kind: Mapped[Kind] = mapped_column(enum_column(Kind, "kind"), default=Kind.HERE)
    per: Mapped[Per] = mapped_column(enum_column(Per, "per"), default=Per.DATE)
    needs_approval: Mapped[bool] = mapped_column(default=False)
    room_capacity: Mapped[int | None]
    """None: as many as come. Each pool has its own; this is what new ones begin with."""
    screen_capacity: Mapped[int | None]
    waitlist: Mapped[bool] = mapped_column(default=True)
    closes_at: Mapped[datetime | None]
    """A fixed time for all dates, on top of ``closes_minutes`` before each."""
    closes_minutes: Mapped[int] = mapped_column(default=0)
    room_reminder_hours: Mapped[int] = mapped_column(default=24)
    screen_reminder_hours: Mapped[int] = mapped_column(default=1)
    screen_url: Mapped[str] = mapped_column(sa.String(1000), default="")
    """Empty: the event's own link."""
    room_note: Mapped[str] = mapped_column(sa.Text, default="")
    """Told only to those who go to the room."""
    turns_at: Mapped[datetime | None] = mapped_column(index=True)
    """When time alone will next change what the event's page says of it: the closing for its next date."""

    event: Mapped[Event] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": revision}

    def capacity_of(self, seat: Seat) -> int | None:
        """How many seats of a kind a date has; None for as many as come."""
        return self.room_capacity if seat is Seat.ROOM else self.screen_capacity

    def reminder_hours_of(self, seat: Seat) -> int:
        """How many hours before a date people with this seat are reminded; 0 for never."""
        return self.room_reminder_hours if seat is Seat.ROOM else self.screen_reminder_hours


class Question(Base):
    """What an event asks those who register. A retired one is asked no more; its answers stay until they are erased."""

    __tablename__ = "registration_questions"
    __table_args__ = (sa.CheckConstraint("length(text) > 0", name="text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(sa.String(300))
    kind: Mapped[QuestionKind] = mapped_column(enum_column(QuestionKind, "kind"), default=QuestionKind.SHORT)
    choices: Mapped[list[Any]] = mapped_column(default=list)
    required: Mapped[bool] = mapped_column(default=False)
    about_access: Mapped[bool] = mapped_column(default=False)
    retired_at: Mapped[datetime | None]


class Pool(Base):
    """The seats of one kind for one date, or for the whole series. Each is taken by one conditional UPDATE.

    Whoever changes who sits where locks the pool first, pools in the order of their ids, registrations after them.
    """

    __tablename__ = "registration_pools"
    __table_args__ = (
        sa.CheckConstraint("taken >= 0", name="taken"),
        sa.CheckConstraint("capacity IS NULL OR (capacity > 0 AND taken <= capacity)", name="capacity"),
        sa.UniqueConstraint("occurrence_id", "seat"),
        sa.Index("uq_registration_pools_series", "event_id", "seat", unique=True,
                 sqlite_where=sa.text("occurrence_id IS NULL"), postgresql_where=sa.text("occurrence_id IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    occurrence_id: Mapped[int | None] = mapped_column(sa.ForeignKey("occurrences.id", ondelete="CASCADE"))
    """None: the whole series."""
    seat: Mapped[Seat] = mapped_column(enum_column(Seat, "seat"))
    capacity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    next_place: Mapped[int] = mapped_column(default=1)


@dataclass(frozen=True, slots=True)
class Guest:
    """Whoever holds the link of a registration: acts without signing in, on that registration alone."""

    registration_id: int
    id: Any = None
    """Of the person whose registration it is; None for someone without an account, who leaves no name in the trail."""
    name: str = ""
    active_grants: list[Any] = field(default_factory=list)


def _holds(actor: Any) -> sa.ColumnElement[bool]:
    if isinstance(actor, Guest):
        return Registration.id == actor.registration_id
    mine: sa.ColumnElement[bool] = Registration.person_id == actor.id
    return mine


def _runs(actor: Any) -> sa.ColumnElement[bool]:
    return Registration.event_id.in_(sa.select(EventOrganizer.event_id).where(EventOrganizer.person_id == actor.id))


_FREE = sa.text("occurrence_id IS NULL")


class Registration(Base):
    """That someone comes, would like to, or came no more: a person, or a guest with a name and an address.

    One for each person or address and date, or series; who cancels and comes back has the same row and a new place.
    """

    __tablename__ = "registrations"
    __subject__ = "registration"
    __workflow__ = REGISTRATION
    __table_args__ = (
        sa.CheckConstraint(
            "(person_id IS NOT NULL AND guest_email IS NULL AND guest_name = '') OR "
            "(person_id IS NULL AND guest_email IS NOT NULL AND erased_at IS NULL) OR "
            "(person_id IS NULL AND guest_email IS NULL AND guest_name = '' AND erased_at IS NOT NULL)", name="who"),
        sa.CheckConstraint("guest_email = lower(guest_email)", name="guest_email_lower"),
        sa.CheckConstraint("status NOT IN ('requested', 'going', 'waiting') OR place_in_line IS NOT NULL", name="place"),
        sa.UniqueConstraint("pool_id", "place_in_line"),
        sa.UniqueConstraint("occurrence_id", "person_id"),
        sa.UniqueConstraint("occurrence_id", "guest_email"),
        sa.Index("uq_registrations_series_person", "event_id", "person_id", unique=True,
                 sqlite_where=_FREE, postgresql_where=_FREE),
        sa.Index("uq_registrations_series_guest", "event_id", "guest_email", unique=True,
                 sqlite_where=_FREE, postgresql_where=_FREE),
        sa.Index("ix_registrations_line", "pool_id", "status", "place_in_line"),
        sa.Index("ix_registrations_event", "event_id", "status"),
        sa.Index("ix_registrations_due", "status", "status_since"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(10), unique=True, default=make_key)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    occurrence_id: Mapped[int | None] = mapped_column(sa.ForeignKey("occurrences.id"))
    """None: the whole series, its dates to come included. A date that someone registered for can't be removed, only cancelled."""
    pool_id: Mapped[int] = mapped_column(sa.ForeignKey("registration_pools.id"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)
    guest_name: Mapped[str] = mapped_column(sa.String(120), default="")
    guest_email: Mapped[str | None] = mapped_column(sa.String(254), index=True)
    locale: Mapped[str] = mapped_column(sa.String(35), default="en")
    zone: Mapped[str] = mapped_column(sa.String(60), default="")
    seat: Mapped[Seat] = mapped_column(enum_column(Seat, "seat"))
    status: Mapped[R] = mapped_column(enum_column(R, "status"), default=R.UNCONFIRMED)
    status_since: Mapped[datetime] = mapped_column(default=clock.now)
    place_in_line: Mapped[int | None]
    """The order in the pool; never changes while the registration stays in it."""
    code: Mapped[str] = mapped_column(sa.String(26), unique=True, default=make_code)
    """The secret on the ticket."""
    stamp: Mapped[str] = mapped_column(sa.String(10), default=make_key)
    """Part of what the links in a guest's mails are signed over: a new one ends them all."""
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    erased_at: Mapped[datetime | None] = mapped_column(index=True)

    event: Mapped[Event] = relationship(lazy="raise")
    occurrence: Mapped[Occurrence | None] = relationship(lazy="raise")
    person: Mapped[Person | None] = relationship(lazy="raise")
    pool: Mapped[Pool] = relationship(lazy="raise")
    answers: Mapped[list[Answer]] = relationship(
        back_populates="registration", lazy="raise", cascade="all, delete-orphan", passive_deletes=True
    )
    skips: Mapped[list[RegistrationSkip]] = relationship(lazy="raise", cascade="all, delete-orphan", passive_deletes=True)

    __relations__ = (Relation("holder", _holds), Relation("organizer", _runs))

    def scopes(self) -> list[str]:
        """No region's role reaches a registration."""
        return []

    @classmethod
    def scope_clause(cls, scopes: frozenset[str]) -> sa.ColumnElement[bool]:
        """No region's role reaches a registration: organizers alone see who comes."""
        return sa.false()


class Answer(Base):
    """What someone answered. Organizers alone read it, and it is erased."""

    __tablename__ = "registration_answers"
    __table_args__ = (sa.UniqueConstraint("registration_id", "question_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registrations.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("registration_questions.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(sa.Text)

    registration: Mapped[Registration] = relationship(back_populates="answers", lazy="raise")


class RegistrationSkip(Base):
    """A date that someone who comes to the whole series leaves out.

    Their seat in the series stays theirs: it counts as free for that date where counts are shown, but is given to nobody.
    """

    __tablename__ = "registration_skips"

    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registrations.id", ondelete="CASCADE"), primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(
        sa.ForeignKey("occurrences.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class RegistrationReminder(Base):
    """That someone was reminded of a date: one row, one mail."""

    __tablename__ = "registration_reminders"

    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registrations.id", ondelete="CASCADE"), primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(
        sa.ForeignKey("occurrences.id", ondelete="CASCADE"), primary_key=True, index=True
    )


machines.bind(REGISTRATION, Registration)

__all__ = [
    "Answer", "Guest", "Pool", "Question", "Registration", "RegistrationReminder", "RegistrationSetup", "RegistrationSkip",
]  # fmt: skip
