"""Tables of the programme."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Person
from eventhub.core import clock
from eventhub.core.db import Base, WallTime, db, enum_column
from eventhub.core.permissions import Relation
from eventhub.core.text import make_key
from eventhub.core.workflow import machines
from eventhub.events.models import Event, EventOrganizer
from eventhub.events.programme.rules import Kind, Level
from eventhub.events.programme.workflow import CALL, CONSENT, DECISION, PROPOSAL, CallState, Consent, D, Ps
from eventhub.events.workflow import S
from eventhub.regions import queries as regions


def _run_by(actor: Any) -> sa.Select[Any]:
    return sa.select(EventOrganizer.event_id).where(EventOrganizer.person_id == actor.id)


def _scopes_of_event(event_id: Any) -> list[str]:
    code = db.session.scalar(sa.select(Event.region_code).where(Event.id == event_id))
    return regions.list_codes_above(code or "001")


class Call(Base):
    """The call for speakers of an event."""

    __tablename__ = "calls"
    __subject__ = "call"
    __workflow__ = CALL
    __table_args__ = (
        sa.CheckConstraint("most_each BETWEEN 1 AND 20", name="most_each"),
        sa.CheckConstraint("status = 'draft' OR opened_at IS NOT NULL", name="was_opened"),
        sa.Index("ix_calls_deadline", "status", "deadline_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), unique=True)
    uid: Mapped[str] = mapped_column(sa.String(36), unique=True, default=lambda: str(uuid.uuid4()))
    """Of the deadline in calendars."""
    status: Mapped[CallState] = mapped_column(enum_column(CallState, "status"), default=CallState.DRAFT)
    status_since: Mapped[datetime] = mapped_column(default=clock.now)
    text: Mapped[str] = mapped_column(sa.Text, default="")
    lengths: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Minutes by kind of session: the kinds that are looked for."""
    zone: Mapped[str] = mapped_column(sa.String(60))
    wall_opens: Mapped[datetime | None] = mapped_column(WallTime)
    opens_at: Mapped[datetime | None]
    wall_deadline: Mapped[datetime] = mapped_column(WallTime)
    deadline_at: Mapped[datetime]
    answer_by: Mapped[date]
    """The day by which everyone who proposed something will have heard."""
    most_each: Mapped[int] = mapped_column(default=3)
    """How many proposals one person may send in."""
    opened_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)

    event: Mapped[Event] = relationship(lazy="raise")

    __relations__ = (
        Relation("organizer", lambda actor: Call.event_id.in_(_run_by(actor))),
        Relation("programme_reviewer", lambda actor: Call.event_id.in_(
            sa.select(ProgrammeReviewer.event_id).where(ProgrammeReviewer.person_id == actor.id)
        )),
        Relation(
            "public",
            lambda _: sa.and_(
                Call.status.in_(CALL.public_states),
                Call.event_id.in_(sa.select(Event.id).where(Event.status.in_(Event.__workflow__.public_states))),
            ),
            needs_actor=False,
        ),
    )  # fmt: skip

    @property
    def takes_proposals(self) -> bool:
        """Whether something can be sent in now."""
        on = self.event.is_public and self.event.status != S.CANCELLED
        return on and self.status == CallState.OPEN and self.deadline_at > clock.now()

    def scopes(self) -> list[str]:
        """The codes of its event's region and all above."""
        return _scopes_of_event(self.event_id)

    @classmethod
    def scope_clause(cls, scopes: frozenset[str]) -> sa.ColumnElement[bool]:
        """Those whose event is in or below one of these regions."""
        return cls.event_id.in_(sa.select(Event.id).where(Event.scope_clause(scopes)))

    def mail_facts(self) -> dict[str, Any]:
        """What a mail about it says, frozen as it is now."""
        return {"title": self.event.title, "key": self.event.key, "slug": self.event.slug, "by": _noon(self.answer_by)}


def _noon(day: date) -> str:
    """A day as an instant that is on that day nearly everywhere."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=clock.now().tzinfo).isoformat()


class Proposal(Base):
    """Something that people offer to give."""

    __tablename__ = "proposals"
    __subject__ = "proposal"
    __workflow__ = PROPOSAL
    __table_args__ = (
        sa.CheckConstraint("status = 'draft' OR submitted_at IS NOT NULL", name="was_submitted"),
        sa.CheckConstraint("status NOT IN ('accepted', 'confirmed') OR decision = 'accept'", name="accepted_by_decision"),
        sa.CheckConstraint("status <> 'waitlisted' OR decision <> 'open'", name="waitlisted_by_decision"),
        sa.CheckConstraint("minutes BETWEEN 5 AND 1440", name="minutes"),
        sa.Index("ix_proposals_call", "call_id", "status"),
        sa.Index("ix_proposals_remind", "status", "status_since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(10), unique=True, default=make_key)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("calls.id", ondelete="CASCADE"))
    status: Mapped[Ps] = mapped_column(enum_column(Ps, "status"), default=Ps.DRAFT)
    status_since: Mapped[datetime] = mapped_column(default=clock.now)
    decision: Mapped[D] = mapped_column(enum_column(D, "decision"), default=D.OPEN)
    decision_since: Mapped[datetime] = mapped_column(default=clock.now)
    decision_reason: Mapped[str] = mapped_column(sa.Text, default="")
    revision: Mapped[int] = mapped_column(default=1)
    kind: Mapped[Kind] = mapped_column(enum_column(Kind, "kind"))
    minutes: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(150))
    abstract: Mapped[str] = mapped_column(sa.Text, default="")
    notes: Mapped[str] = mapped_column(sa.Text, default="")
    """For those who read it before it is public; never shown to others."""
    needs: Mapped[str] = mapped_column(sa.Text, default="")
    language: Mapped[str] = mapped_column(sa.String(35), default="en")
    level: Mapped[Level] = mapped_column(enum_column(Level, "level"), default=Level.ANYONE)
    submitted_at: Mapped[datetime | None]
    announced_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    reminders: Mapped[int] = mapped_column(default=0)
    reminded_at: Mapped[datetime | None]

    call: Mapped[Call] = relationship(lazy="raise")
    speakers: Mapped[list[Speaker]] = relationship(
        back_populates="proposal", lazy="raise", cascade="all, delete-orphan", order_by="Speaker.id"
    )
    ratings: Mapped[list[Rating]] = relationship(lazy="raise", cascade="all, delete-orphan", order_by="Rating.id")

    __relations__ = (
        Relation("speaker", lambda actor: Proposal.id.in_(_given_by(actor))),
        Relation("organizer", lambda actor: sa.and_(
            Proposal.status != Ps.DRAFT, Proposal.call_id.in_(sa.select(Call.id).where(Call.event_id.in_(_run_by(actor))))
        )),
        Relation("programme_reviewer", lambda actor: sa.and_(
            Proposal.status != Ps.DRAFT, Proposal.call_id.in_(
                sa.select(Call.id).join(ProgrammeReviewer, ProgrammeReviewer.event_id == Call.event_id)
                .where(ProgrammeReviewer.person_id == actor.id)
            )
        )),
    )  # fmt: skip
    __mapper_args__ = {"version_id_col": revision}

    def speaker_ids(self) -> set[int]:
        """The ids of its speakers and of those who were asked."""
        statement = sa.select(Speaker.person_id).where(Speaker.proposal_id == self.id, Speaker.person_id.is_not(None))
        return {person_id for person_id in db.session.scalars(statement) if person_id is not None}

    def scopes(self) -> list[str]:
        """The codes of its event's region and all above."""
        return _scopes_of_event(sa.select(Call.event_id).where(Call.id == self.call_id).scalar_subquery())

    @classmethod
    def scope_clause(cls, scopes: frozenset[str]) -> sa.ColumnElement[bool]:
        """Those whose event is in or below one of these regions; drafts are their speakers' own."""
        return sa.and_(cls.status != Ps.DRAFT, cls.call_id.in_(sa.select(Call.id).where(Call.scope_clause(scopes))))

    def mail_facts(self) -> dict[str, Any]:
        """What a mail about it says, frozen as it is now."""
        event = self.call.event
        return {
            "title": self.title,
            "key": self.key,
            "event": event.title,
            "event_key": event.key,
            "by": _noon(self.call.answer_by),
        }


def _given_by(actor: Any) -> sa.Select[Any]:
    return sa.select(Speaker.proposal_id).where(
        Speaker.person_id == actor.id, Speaker.consent == Consent.CONSENTS, Speaker.proposal_id.is_not(None)
    )


class Session(Base):
    """A part of the programme: from an accepted proposal, or made by hand."""

    __tablename__ = "programme_sessions"
    __subject__ = "session"
    __table_args__ = (
        sa.CheckConstraint("minutes BETWEEN 5 AND 1440", name="minutes"),
        sa.CheckConstraint("proposal_id IS NOT NULL OR title <> ''", name="has_title"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(10), unique=True, default=make_key)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(sa.ForeignKey("proposals.id", ondelete="CASCADE"), unique=True)
    kind: Mapped[Kind] = mapped_column(enum_column(Kind, "kind"))
    title: Mapped[str] = mapped_column(sa.String(150), default="")
    abstract: Mapped[str] = mapped_column(sa.Text, default="")
    language: Mapped[str] = mapped_column(sa.String(35), default="en")
    room_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rooms.id", ondelete="SET NULL"), index=True)
    wall_start: Mapped[datetime | None] = mapped_column(WallTime)
    """By the clock on the event's wall; None while it has no place yet."""
    minutes: Mapped[int]

    proposal: Mapped[Proposal | None] = relationship(lazy="raise")
    room: Mapped[Room | None] = relationship(lazy="raise")
    own_speakers: Mapped[list[Speaker]] = relationship(
        back_populates="session", lazy="raise", cascade="all, delete-orphan", order_by="Speaker.id"
    )

    @property
    def heading(self) -> str:
        """Its title: the proposal's where it comes from one."""
        return self.proposal.title if self.proposal else self.title

    @property
    def speakers(self) -> list[Speaker]:
        """Who gives it, with those who were only asked."""
        return self.proposal.speakers if self.proposal else self.own_speakers

    @property
    def wall_end(self) -> datetime | None:
        """When it is over."""
        return self.wall_start + timedelta(minutes=self.minutes) if self.wall_start else None

    @property
    def is_certain(self) -> bool:
        """Whether the public may know: made by hand, or confirmed by its speakers."""
        return self.proposal is None or self.proposal.status == Ps.CONFIRMED


class Speaker(Base):
    """Someone who gives a session, or was asked to. Only who consents is named."""

    __tablename__ = "programme_speakers"
    __subject__ = "speaker"
    __workflow__ = CONSENT
    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "person_id"),
        sa.UniqueConstraint("session_id", "person_id"),
        sa.CheckConstraint("(proposal_id IS NULL) <> (session_id IS NULL)", name="of_one_thing"),
        sa.CheckConstraint("consent <> 'consents' OR person_id IS NOT NULL", name="consent_by_person"),
        sa.CheckConstraint("email = '' OR consent = 'invited'", name="address_borrowed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int | None] = mapped_column(sa.ForeignKey("proposals.id", ondelete="CASCADE"))
    session_id: Mapped[int | None] = mapped_column(sa.ForeignKey("programme_sessions.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    bio: Mapped[str] = mapped_column(sa.Text, default="")
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    """Of someone without an account who was asked; goes with their answer."""
    consent: Mapped[Consent] = mapped_column(enum_column(Consent, "consent"), default=Consent.INVITED)
    consent_since: Mapped[datetime] = mapped_column(default=clock.now)

    proposal: Mapped[Proposal | None] = relationship(back_populates="speakers", lazy="raise")
    session: Mapped[Session | None] = relationship(back_populates="own_speakers", lazy="raise")
    person: Mapped[Person | None] = relationship(lazy="raise")

    __relations__ = (Relation("invitee", lambda actor: Speaker.person_id == actor.id),)

    def has_others(self) -> bool:
        """Whether someone else would still give it."""
        return bool(db.session.scalar(sa.select(sa.exists().where(
            Speaker.proposal_id == self.proposal_id, Speaker.id != self.id, Speaker.consent == Consent.CONSENTS
        ))))  # fmt: skip

    def scopes(self) -> list[str]:
        """Nobody holds a role over other people's consent."""
        return []

    @classmethod
    def scope_clause(cls, scopes: frozenset[str]) -> sa.ColumnElement[bool]:
        """None."""
        return sa.false()

    def mail_facts(self) -> dict[str, Any]:
        """What a mail about it says: nothing of who it is."""
        return {}


class ProgrammeReviewer(Base):
    """A person whom the organizers asked to rate proposals."""

    __tablename__ = "programme_reviewers"
    __table_args__ = (sa.UniqueConstraint("event_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)

    person: Mapped[Person] = relationship(lazy="raise")


class Rating(Base):
    """What one reader thinks of a proposal; no stars mean that they would rather not say."""

    __tablename__ = "proposal_ratings"
    __table_args__ = (
        sa.UniqueConstraint("proposal_id", "person_id"),
        sa.CheckConstraint("stars IS NULL OR stars BETWEEN 1 AND 5", name="stars"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposals.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)
    stars: Mapped[int | None]
    comment: Mapped[str] = mapped_column(sa.Text, default="")
    rated_at: Mapped[datetime] = mapped_column(default=clock.now)

    person: Mapped[Person] = relationship(lazy="raise")


class Room(Base):
    """Where sessions take place."""

    __tablename__ = "rooms"
    __table_args__ = (
        sa.UniqueConstraint("event_id", "name"),
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),
        sa.CheckConstraint("length(name) > 0", name="name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(sa.String(80))
    capacity: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)


class ScheduleVersion(Base):
    """The schedule as it was published once. Speakers stand in it by their rows, so that who takes their name back is gone."""

    __tablename__ = "schedule_versions"
    __table_args__ = (sa.UniqueConstraint("event_id", "number"), sa.CheckConstraint("number > 0", name="number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    number: Mapped[int]
    published_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id", ondelete="SET NULL"))
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    snapshot: Mapped[dict[str, Any]] = mapped_column(default=dict)
    changes: Mapped[list[Any]] = mapped_column(default=list)
    """What it says otherwise than the one before: see :func:`eventhub.events.programme.rules.compare`."""


machines.bind(CALL, Call)
machines.bind(PROPOSAL, Proposal)
machines.bind(DECISION, Proposal)
machines.bind(CONSENT, Speaker)
