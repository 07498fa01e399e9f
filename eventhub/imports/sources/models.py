"""Tables of mirrored calendars."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Person
from eventhub.communities.models import Community, CommunityContact
from eventhub.communities.workflow import Standing
from eventhub.core import clock
from eventhub.core.db import Base, db, enum_column
from eventhub.core.permissions import Relation
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.text import make_key
from eventhub.core.workflow import machines
from eventhub.imports.sources.workflow import SOURCE, TRUST, SourceState, Trust
from eventhub.regions import queries as regions


class SourceKind(StrEnum):
    """What stands at the place."""

    FILE = "file"
    FEED = "feed"
    PAGE = "page"

    @property
    def label(self) -> Any:
        """The word for it."""
        return {"file": _l("Calendar file"), "feed": _l("Calendar address"), "page": _l("Page with events")}[self.value]


def _is_contact(actor: Any) -> sa.ColumnElement[bool]:
    spoken_for = sa.select(CommunityContact.community_id).where(CommunityContact.person_id == actor.id)
    return Source.community_id.in_(spoken_for)


def _is_official_contact(actor: Any) -> sa.ColumnElement[bool]:
    official = sa.select(Community.id).where(Community.standing == Standing.OFFICIAL)
    return sa.and_(_is_contact(actor), Source.community_id.in_(official))


class Source(Base):
    """A calendar elsewhere that a community has mirrored in."""

    __tablename__ = "calendar_sources"
    __subject__ = "source"
    __workflow__ = SOURCE
    __table_args__ = (
        sa.CheckConstraint("length(place) > 0", name="place"),
        sa.CheckConstraint("failures >= 0", name="failures"),
        sa.CheckConstraint("(failures = 0) = (problem = '')", name="problem_when_failing"),
        sa.CheckConstraint("(lease = '') = (leased_until IS NULL)", name="lease_is_whole"),
        sa.Index("ix_calendar_sources_place", "community_id", "place", unique=True,
                 sqlite_where=sa.text("status <> 'removed'"), postgresql_where=sa.text("status <> 'removed'")),
        sa.Index("ix_calendar_sources_due", "status", "next_check_at"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(10), unique=True, default=make_key)
    """Its events carry it as their ``source``: the same calendar can be another community's as well."""
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("communities.id", ondelete="CASCADE"))
    kind: Mapped[SourceKind] = mapped_column(enum_column(SourceKind, "kind"))
    place: Mapped[str] = mapped_column(sa.String(500))
    """The address as it is asked, or the bare name of the file."""
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    """How the calendar calls itself."""
    organizer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id", ondelete="SET NULL"), index=True)
    """Whom its drafts belong to; None for the community's first contact."""
    status: Mapped[SourceState] = mapped_column(enum_column(SourceState, "status"), default=SourceState.LOOKED_AT)
    status_since: Mapped[datetime] = mapped_column(default=clock.now)
    trust: Mapped[Trust] = mapped_column(enum_column(Trust, "trust"), default=Trust.REVIEWED)
    trust_since: Mapped[datetime] = mapped_column(default=clock.now)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    etag: Mapped[str] = mapped_column(sa.String(500), default="")
    last_modified: Mapped[str] = mapped_column(sa.String(100), default="")
    digest: Mapped[str] = mapped_column(sa.String(32), default="")
    """Of the content that was last brought in whole, without what only says when it was written; empty before."""
    brought_in_at: Mapped[datetime | None]
    """When the content was last gone through, event by event."""
    checked_at: Mapped[datetime | None]
    good_at: Mapped[datetime | None]
    next_check_at: Mapped[datetime | None]
    moved_to: Mapped[str] = mapped_column(sa.String(500), default="")
    """Where its host says that it has moved for good; empty when it has not."""
    moved_since: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    """How many in a row."""
    failing_since: Mapped[datetime | None]
    gone_since: Mapped[datetime | None]
    """Since when the host says each time that there is nothing (404, 410)."""
    problem: Mapped[str] = mapped_column(sa.String(40), default="")
    """A code of :data:`eventhub.imports.report.NOT_A_CALENDAR`; empty when the last look was good."""
    problem_detail: Mapped[str] = mapped_column(sa.String(200), default="")
    problem_line: Mapped[int | None]
    lease: Mapped[str] = mapped_column(sa.String(32), default="")
    leased_until: Mapped[datetime | None]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Of the last good sync: ``events``, ``new``, ``changed``, ``same``, ``skipped``, of those ``over``, ``vanished``."""
    skipped: Mapped[list[Any]] = mapped_column(default=list)
    """The first fifty that were left out: ``{"line": 212, "title": …, "why": a code of SKIPPED, "detail": …}``."""

    community: Mapped[Community] = relationship(lazy="raise")
    organizer: Mapped[Person | None] = relationship(lazy="raise")

    __relations__ = (Relation("contact", _is_contact), Relation("official_contact", _is_official_contact))

    @property
    def title(self) -> str:
        """What the calendar is called; one without a name by the host where it lies, or by its file."""
        return self.name or self.host

    @property
    def trusted(self) -> bool:
        """Whether its events go out without a review."""
        return self.trust is Trust.TRUSTED

    @property
    def has_address(self) -> bool:
        """Whether it can be asked for again by itself."""
        return self.kind is not SourceKind.FILE

    @property
    def host(self) -> str:
        """Where it is kept, without what may be secret: who has the address of a private calendar reads it. Of a file its name."""
        return (urlsplit(self.place).hostname or "…") if self.has_address else self.place

    def scopes(self) -> list[str]:
        """The codes of its community's region and all above."""
        code = db.session.scalar(sa.select(Community.region_code).where(Community.id == self.community_id))
        return regions.list_codes_above(code or "001")

    @classmethod
    def scope_clause(cls, scopes: frozenset[str]) -> sa.ColumnElement[bool]:
        """Those whose community is in or below one of these regions."""
        return cls.community_id.in_(sa.select(Community.id).where(Community.scope_clause(scopes)))

    def owner_ids(self) -> set[int]:
        """The ids of the contacts of its community."""
        return set(db.session.scalars(
            sa.select(CommunityContact.person_id).where(CommunityContact.community_id == self.community_id)
        ))  # fmt: skip

    def concerned_ids(self) -> set[int]:
        """Those contacts, and whom its drafts belong to: none of them decides on it."""
        return self.owner_ids() | ({self.organizer_id} if self.organizer_id else set())

    def is_of_official_contact(self, actor: Any) -> bool:
        """Whether the actor speaks for its community, and that is official."""
        return bool(db.session.scalar(sa.select(sa.exists().where(Source.id == self.id, _is_official_contact(actor)))))

    def mail_facts(self) -> dict[str, Any]:
        """What a mail about it says."""
        row = db.session.execute(
            sa.select(Community.name, Community.key, Community.slug).where(Community.id == self.community_id)
        )
        name, key, slug = row.one()
        return {"title": self.title, "key": self.key, "place": self.host, "community": name,
                "community_key": key, "community_slug": slug}  # fmt: skip


class SourceContent(Base):
    """The last good content of a source, so that bringing it in needs no second fetch and an uploaded file stays."""

    __tablename__ = "calendar_source_contents"
    __table_args__ = (sa.CheckConstraint("size >= 0", name="size"),)

    source_id: Mapped[int] = mapped_column(sa.ForeignKey("calendar_sources.id", ondelete="CASCADE"), primary_key=True)
    packed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    """Gzipped."""
    size: Mapped[int]
    """Bytes unpacked."""
    url: Mapped[str] = mapped_column(sa.String(1000), default="")
    """Where it was found in the end, against which the links of a page are read."""
    kept_at: Mapped[datetime] = mapped_column(default=clock.now)


class Mirror(Base):
    """What a source last said of an event that it brought in."""

    __tablename__ = "event_mirrors"
    __table_args__ = (
        sa.CheckConstraint("sequence >= 0", name="sequence"),
        sa.Index("ix_event_mirrors_source_id_vanished_at", "source_id", "vanished_at"),
    )

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    source_id: Mapped[int] = mapped_column(sa.ForeignKey("calendar_sources.id", ondelete="CASCADE"))
    print: Mapped[str] = mapped_column(sa.String(32), default="")
    """The fingerprint of what it last said."""
    sequence: Mapped[int] = mapped_column(default=0)
    """The source's own (RFC 5545 §3.8.7.4)."""
    said: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """By field, as :mod:`eventhub.imports.sources.said` packs it. Where the event differs from it, it was edited here."""
    revision: Mapped[int] = mapped_column(default=1)
    """The event's when the source last wrote to it."""
    vanished_at: Mapped[datetime | None]
    """Since when the source no longer has it."""
    settled_at: Mapped[datetime | None]
    """Since when somebody has said that it takes place all the same."""


machines.bind(SOURCE, Source)
machines.bind(TRUST, Source)

__all__ = ["Mirror", "Source", "SourceContent", "SourceKind", "SourceState", "Trust"]
