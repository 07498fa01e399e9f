"""Tables of formats, events and their dates."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Person
from eventhub.accounts.rules import own_scope
from eventhub.communities.models import Community, CommunityContact
from eventhub.communities.workflow import Standing
from eventhub.core import clock, generations
from eventhub.core.db import Base, WallTime, db, enum_column
from eventhub.core.permissions import Relation
from eventhub.core.storage import StoredFile
from eventhub.core.text import make_key
from eventhub.core.workflow import machines
from eventhub.events.ownership.models import cohosted_by, contacts_of_cohosts
from eventhub.events.rules.drafts import Cost, Mode, PublishRule
from eventhub.events.workflow import EVENT, OCCURRENCE, O, S
from eventhub.regions import queries as regions


class Format(Base):
    """An official kind of event. What it says stands in its versions; the newest is in force."""

    __tablename__ = "formats"
    __subject__ = "format"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    position: Mapped[int] = mapped_column(default=0)
    retired_to: Mapped[str | None] = mapped_column(sa.String(60))
    version_id: Mapped[int | None] = mapped_column(sa.ForeignKey("format_versions.id", use_alter=True))

    version: Mapped[FormatVersion | None] = relationship(lazy="raise", foreign_keys=[version_id], post_update=True)

    def name_in(self, tag: str) -> str:
        """Its name in the reader's language (the version must have been loaded)."""
        return localized(self.version.names, tag) if self.version else self.slug


class FormatVersion(Base):
    """What a format said from one moment on: never changed, only followed by the next."""

    __tablename__ = "format_versions"
    __table_args__ = (sa.UniqueConstraint("format_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    format_id: Mapped[int] = mapped_column(sa.ForeignKey("formats.id", ondelete="CASCADE"))
    number: Mapped[int]
    names: Mapped[dict[str, Any]] = mapped_column(default=dict)
    summaries: Mapped[dict[str, Any]] = mapped_column(default=dict)
    guidance: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Markdown by language."""
    duration_minutes: Mapped[int] = mapped_column(default=120)
    start_time: Mapped[str] = mapped_column(sa.String(5), default="19:00")
    mode: Mapped[Mode] = mapped_column(enum_column(Mode, "mode"), default=Mode.IN_PERSON)
    lead_days: Mapped[int] = mapped_column(default=14)
    """How many days ahead a review should begin."""
    checklist: Mapped[list[Any]] = mapped_column(default=list)
    """What there is to do and when: ``{"days": -28, "text": {"en": …}}``, days from the event's date."""
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id", ondelete="SET NULL"))


class Topic(Base):
    """What an event is about. A retired topic points to the one that took its place."""

    __tablename__ = "topics"

    slug: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    names: Mapped[dict[str, Any]] = mapped_column(default=dict)
    retired_to: Mapped[str | None] = mapped_column(sa.String(60))

    def name_in(self, tag: str) -> str:
        """Its name in the reader's language."""
        return localized(self.names, tag)


event_topics = sa.Table(
    "event_topics", Base.metadata,
    sa.Column("event_id", sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("topic_slug", sa.ForeignKey("topics.slug"), primary_key=True, index=True),
)  # fmt: skip


def localized(texts: dict[str, str], tag: str) -> str:
    """The text in the reader's language, else in English, else in any."""
    return texts.get(tag) or texts.get(tag.split("-")[0]) or texts.get("en") or next(iter(texts.values()), "")


def _is_organizer(actor: Any) -> sa.ColumnElement[bool]:
    return Event.id.in_(sa.select(EventOrganizer.event_id).where(EventOrganizer.person_id == actor.id))


def _speaks_for_official_community(actor: Any) -> sa.ColumnElement[bool]:
    official = (
        sa.select(Community.id).join(CommunityContact)
        .where(Community.standing == Standing.OFFICIAL, CommunityContact.person_id == actor.id)
    )  # fmt: skip
    return sa.and_(Event.community_id.in_(official), _is_organizer(actor))


class Event(Base):
    """One gathering, or a series of them. Its dates are :class:`Occurrence` rows."""

    __tablename__ = "events"
    __subject__ = "event"
    __workflow__ = EVENT
    __table_args__ = (
        sa.CheckConstraint("sequence >= 0", name="sequence"),
        sa.CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="position"),
        sa.CheckConstraint("lat IS NULL OR (lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180)", name="on_earth"),
        sa.CheckConstraint("status NOT IN ('in_review', 'changes_requested') OR reviewer_id IS NOT NULL",
                           name="review_has_reviewer"),
        sa.Index("ix_events_queue", "status", "status_since"),
        sa.Index("ix_events_community", "community_id", "status"),
        sa.CheckConstraint("(rule = '') = (rule_start IS NULL) AND (rule_start IS NULL) = (rule_end IS NULL)", name="rule_is_whole"),
        sa.UniqueConstraint("source", "source_uid"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(10), unique=True, default=make_key)
    uid: Mapped[str] = mapped_column(sa.String(36), unique=True, default=lambda: str(uuid.uuid4()))
    slug: Mapped[str] = mapped_column(sa.String(80), default="x")
    status: Mapped[S] = mapped_column(enum_column(S, "status"), default=S.DRAFT)
    status_since: Mapped[datetime] = mapped_column(default=clock.now)
    revision: Mapped[int] = mapped_column(default=1)

    title: Mapped[str] = mapped_column(sa.String(150), default="")
    description: Mapped[str] = mapped_column(sa.Text, default="")
    source_language: Mapped[str] = mapped_column(sa.String(35), default="en")
    format_id: Mapped[int | None] = mapped_column(sa.ForeignKey("formats.id"), index=True)
    format_version_id: Mapped[int | None] = mapped_column(sa.ForeignKey("format_versions.id"))
    community_id: Mapped[int | None] = mapped_column(sa.ForeignKey("communities.id"))
    region_code: Mapped[str | None] = mapped_column(sa.ForeignKey("regions.code"), index=True)
    zone: Mapped[str] = mapped_column(sa.String(60), default="UTC")
    all_day: Mapped[bool] = mapped_column(default=False)
    mode: Mapped[Mode] = mapped_column(enum_column(Mode, "mode"), default=Mode.IN_PERSON)
    venue: Mapped[str] = mapped_column(sa.String(200), default="")
    street: Mapped[str] = mapped_column(sa.String(200), default="")
    city: Mapped[str] = mapped_column(sa.String(120), default="")
    country: Mapped[str] = mapped_column(sa.String(2), default="")
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    directions: Mapped[str] = mapped_column(sa.Text, default="")
    join_url: Mapped[str] = mapped_column(sa.String(1000), default="")
    join_public: Mapped[bool] = mapped_column(default=False)
    registration_url: Mapped[str] = mapped_column(sa.String(1000), default="")
    languages: Mapped[list[Any]] = mapped_column(default=list)
    audience: Mapped[str] = mapped_column(sa.String(300), default="")
    access: Mapped[list[Any]] = mapped_column(default=list)
    access_note: Mapped[str] = mapped_column(sa.Text, default="")
    conduct_url: Mapped[str] = mapped_column(sa.String(1000), default="")
    cost: Mapped[Cost] = mapped_column(enum_column(Cost, "cost"), default=Cost.FREE)
    cost_note: Mapped[str] = mapped_column(sa.String(200), default="")
    contact: Mapped[str] = mapped_column(sa.String(200), default="")
    expected: Mapped[int | None]
    cover_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_files.id", ondelete="SET NULL"))
    cover_alt: Mapped[str] = mapped_column(sa.String(300), default="")

    publish_rule: Mapped[PublishRule] = mapped_column(enum_column(PublishRule, "publish_rule"), default=PublishRule.AT_ONCE)
    publish_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    reviewer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    declined_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id", ondelete="SET NULL"))
    check_wanted_at: Mapped[datetime | None] = mapped_column(index=True)
    check_reason: Mapped[str] = mapped_column(sa.String(200), default="")
    reminders: Mapped[int] = mapped_column(default=0)
    """How many reminders went out since ``status_since``."""
    reminded_at: Mapped[datetime | None]

    sequence: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    """When what the public reads last changed: DTSTAMP and LAST-MODIFIED in feeds."""
    typed: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    """What was typed into the form and not yet taken over, by field name; kept so that nothing is lost."""
    typed_at: Mapped[datetime | None]
    submitted_facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What it said when a reviewer last answered, to show what has changed since."""
    rule: Mapped[str] = mapped_column(sa.String(200), default="")
    """How it recurs, as :func:`eventhub.events.rules.recurrence.write_rule` writes it; empty for a one-off event."""
    rule_start: Mapped[datetime | None] = mapped_column(WallTime)
    """Wall times of the first date of the rule, whatever became of that date."""
    rule_end: Mapped[datetime | None] = mapped_column(WallTime)
    excluded: Mapped[list[Any]] = mapped_column(default=list)
    """Wall starts (ISO 8601) that the rule names and that never were dates."""
    follows_id: Mapped[int | None] = mapped_column(sa.ForeignKey("events.id", ondelete="SET NULL"), index=True)
    """The series that this one goes on from, since its dates were changed from one on."""
    moved_online: Mapped[bool] = mapped_column(default=False)
    """Whether people were to meet in a place when it was published."""
    change_reason: Mapped[str] = mapped_column(sa.String(1000), default="")
    """Why it last moved, in the organizers' words; shown on its page."""
    source: Mapped[str | None] = mapped_column(sa.String(500))
    source_uid: Mapped[str | None] = mapped_column(sa.String(500))
    source_note: Mapped[str] = mapped_column(sa.Text, default="")

    occurrences: Mapped[list[Occurrence]] = relationship(
        back_populates="event", lazy="raise", cascade="all, delete-orphan", order_by="Occurrence.starts_at"
    )
    organizers: Mapped[list[EventOrganizer]] = relationship(
        back_populates="event", lazy="raise", cascade="all, delete-orphan", order_by="EventOrganizer.id"
    )
    points: Mapped[list[ReviewPoint]] = relationship(
        back_populates="event", lazy="raise", cascade="all, delete-orphan", order_by="ReviewPoint.id"
    )
    topics: Mapped[list[Topic]] = relationship(secondary=event_topics, lazy="raise", order_by="Topic.slug")
    community: Mapped[Community | None] = relationship(lazy="raise")
    format: Mapped[Format | None] = relationship(lazy="raise")
    format_version: Mapped[FormatVersion | None] = relationship(lazy="raise")
    reviewer: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[reviewer_id])
    cover: Mapped[StoredFile | None] = relationship(lazy="raise")

    __relations__ = (
        Relation("organizer", _is_organizer),
        Relation("official_contact", _speaks_for_official_community),
        Relation(
            "community_contact",
            lambda actor: Event.community_id.in_(
                sa.select(CommunityContact.community_id).where(CommunityContact.person_id == actor.id)
            ),
        ),
        Relation("cohost", lambda actor: Event.id.in_(cohosted_by(actor))),
        Relation(
            "public", lambda _: Event.status.in_(EVENT.public_states), needs_actor=False, test=lambda event: event.is_public
        ),
    )
    __mapper_args__ = {"version_id_col": revision}

    @property
    def occurrence(self) -> Occurrence | None:
        """The date that is spoken of when only one is: the next that takes place, else the next, else the last."""
        ahead = [date for date in self.occurrences if date.ends_at > clock.now()]
        kept = [date for date in ahead if date.status == O.SCHEDULED]
        return next(iter(kept or ahead or self.occurrences[-1:]), None)

    @property
    def is_public(self) -> bool:
        """Whether anyone may see it."""
        return self.status in EVENT.public_states

    def scopes(self) -> list[str]:
        """The codes of its region and all above; a draft without a region is the world's."""
        return regions.list_codes_above(self.region_code or "001")

    @classmethod
    def scope_clause(cls, scopes: frozenset[str]) -> sa.ColumnElement[bool]:
        """Those in or below one of these regions."""
        return sa.and_(cls.status != S.DRAFT, cls.region_code.in_(regions.select_codes_below(scopes)))

    def owner_ids(self) -> set[int]:
        """The ids of its organizers."""
        return set(db.session.scalars(sa.select(EventOrganizer.person_id).where(EventOrganizer.event_id == self.id)))

    def concerned_ids(self) -> set[int]:
        """Organizers, and the contacts of its community and of those that host it with others: none of them decides."""
        contacts = sa.select(CommunityContact.person_id).where(CommunityContact.community_id == self.community_id)
        return self.owner_ids() | set(db.session.scalars(sa.union(contacts, contacts_of_cohosts(self.id))))

    def mail_facts(self) -> dict[str, Any]:
        """What a mail about it says, frozen as it is now."""
        occurrence = self.occurrence
        return {
            "title": self.title, "key": self.key, "slug": self.slug, "zone": self.zone, "city": self.city,
            "starts": occurrence.starts_at.isoformat() if occurrence else "", "state": self.status.value,
            "points": [point.text for point in self.points if point.resolved_at is None],
        }  # fmt: skip


class EventOrganizer(Base):
    """A person who runs an event."""

    __tablename__ = "event_organizers"
    __table_args__ = (sa.UniqueConstraint("event_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)

    event: Mapped[Event] = relationship(back_populates="organizers", lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")


class Occurrence(Base):
    """One date of an event, keyed by the event and its original start."""

    __tablename__ = "occurrences"
    __subject__ = "occurrence"
    __workflow__ = OCCURRENCE
    __table_args__ = (
        sa.UniqueConstraint("event_id", "original_start"),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        sa.Index("ix_occurrences_ends", "status", "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    original_start: Mapped[datetime]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    wall_start: Mapped[datetime] = mapped_column(WallTime)
    wall_end: Mapped[datetime] = mapped_column(WallTime)
    zone: Mapped[str] = mapped_column(sa.String(60))
    status: Mapped[O] = mapped_column(enum_column(O, "status"), default=O.SCHEDULED)
    status_since: Mapped[datetime] = mapped_column(default=clock.now)
    original_wall: Mapped[datetime | None] = mapped_column(WallTime)
    """The wall time the rule gives it, which names it in calendars (RECURRENCE-ID); None for a one-off event."""
    added: Mapped[bool] = mapped_column(default=False)
    """Whether it was added by hand beside the rule."""
    own: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What is different on this date, by the name of the event's column (:data:`eventhub.events.rules.recurrence.OWN`)."""
    reason: Mapped[str] = mapped_column(sa.String(1000), default="")
    """Why it was moved, postponed or cancelled, in the organizers' words."""

    event: Mapped[Event] = relationship(back_populates="occurrences", lazy="raise")

    @property
    def is_moved(self) -> bool:
        """Whether it is at another time than was first said."""
        return self.starts_at != self.original_start

    __relations__ = (
        Relation("organizer", lambda actor: Occurrence.event_id.in_(sa.select(Event.id).where(_is_organizer(actor)))),
    )

    def scopes(self) -> list[str]:
        """The codes of its event's region and all above."""
        code = db.session.scalar(sa.select(Event.region_code).where(Event.id == self.event_id))
        return regions.list_codes_above(code or "001")

    @classmethod
    def scope_clause(cls, scopes: frozenset[str]) -> sa.ColumnElement[bool]:
        """Those whose event is in or below one of these regions."""
        return cls.event_id.in_(sa.select(Event.id).where(Event.scope_clause(scopes)))

    def mail_facts(self) -> dict[str, Any]:
        """A date is spoken of through its event."""
        return {"starts": self.starts_at.isoformat(), "zone": self.zone}


class ReviewPoint(Base):
    """One thing a reviewer asks to change."""

    __tablename__ = "review_points"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)
    field: Mapped[str] = mapped_column(sa.String(40), default="")
    text: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    resolved_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship(back_populates="points", lazy="raise")


class Listing(Base):
    """Under which scopes a public date is found: what lists and feeds walk, in order of time.

    One row a scope: ``all``, each region above, the community, format, topics, languages, mode, ``official``;
    ``long`` marks what lasts more than a day, so that a list of what is still on need not look far back.
    """

    __tablename__ = "listings"
    __table_args__ = (sa.Index("ix_listings_occurrence", "occurrence_id"), {"sqlite_with_rowid": False})

    scope: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(sa.ForeignKey("occurrences.id", ondelete="CASCADE"), primary_key=True)


machines.bind(EVENT, Event)
machines.bind(OCCURRENCE, Occurrence)

__all__ = [
    "Event", "EventOrganizer", "Format", "FormatVersion", "Listing", "Occurrence", "ReviewPoint", "Topic",
    "event_topics", "localized",
]  # fmt: skip


generations.are_words(Format, FormatVersion, Topic)
generations.watch(lambda organizer: [own_scope(organizer.person_id)], EventOrganizer)
