"""Tables of own calendars: their addresses as hashes, what each answered last, and who asked."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.core import clock
from eventhub.core.db import Base, enum_column
from eventhub.core.text import make_key
from eventhub.feeds.personal.rules import ALARMS, FeedKind


class PersonalFeed(Base):
    """One address that one person gave to one device. Revoked, it stays, so that its address can say so."""

    __tablename__ = "personal_feeds"
    __table_args__ = (
        sa.CheckConstraint(f"alarm_minutes IN ({', '.join(map(str, ALARMS))})", name="alarm_minutes"),
        sa.CheckConstraint("length(token_hash) = 64", name="token_hash"),
        sa.CheckConstraint("revoked_at IS NULL OR name = ''", name="revoked_has_no_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(10), unique=True, default=make_key)
    """Names it on its owner's pages; leads to nothing without signing in."""
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)
    kind: Mapped[FeedKind] = mapped_column(enum_column(FeedKind, "kind"))
    name: Mapped[str] = mapped_column(sa.String(80), default="")
    """As its owner calls it: mostly the device."""
    alarm_minutes: Mapped[int | None]
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    revoked_at: Mapped[datetime | None]

    answer: Mapped[PersonalAnswer | None] = relationship(lazy="raise", viewonly=True)
    visit: Mapped[PersonalVisit | None] = relationship(lazy="raise", viewonly=True)


class PersonalAnswer(Base):
    """What it answered last. That holds while the counters of its scopes stand still, until ``valid_until``."""

    __tablename__ = "personal_feed_answers"

    feed_id: Mapped[int] = mapped_column(
        sa.ForeignKey("personal_feeds.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    generation: Mapped[int] = mapped_column(sa.BigInteger)
    """The sum of the counters of its scopes when it was made."""
    version: Mapped[str] = mapped_column(sa.String(120))
    digest: Mapped[str] = mapped_column(sa.String(64))
    last_modified: Mapped[datetime]
    shared_second: Mapped[bool] = mapped_column(default=False)
    valid_until: Mapped[datetime]
    gzip: Mapped[bytes] = mapped_column(sa.LargeBinary)
    size: Mapped[int]


class PersonalScope(Base):
    """One scope that an answer hangs on. Kept as rows, so that one query can add up their counters."""

    __tablename__ = "personal_feed_scopes"

    feed_id: Mapped[int] = mapped_column(
        sa.ForeignKey("personal_feeds.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    scope: Mapped[str] = mapped_column(sa.String(120), primary_key=True)


class PersonalVisit(Base):
    """The last time that a calendar program came by. A trace: it may be lost."""

    __tablename__ = "personal_feed_visits"

    feed_id: Mapped[int] = mapped_column(
        sa.ForeignKey("personal_feeds.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    last_at: Mapped[datetime]
    agent: Mapped[str] = mapped_column(sa.String(200), default="")
    """What it said of itself, cut."""
    digest: Mapped[str] = mapped_column(sa.String(64), default="")
    """Of the answer that it has."""
