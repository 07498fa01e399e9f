"""Tables of what people follow and of how often they hear of it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.core import clock
from eventhub.core.db import Base, enum_column
from eventhub.events.follows.rules import FollowKind, Rhythm


class Follow(Base):
    """That a person follows something. ``value`` is what its kind is named by: a code, a key, a slug, a tag."""

    __tablename__ = "follows"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "kind", "value"),
        sa.CheckConstraint("length(value) > 0", name="value"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"))
    kind: Mapped[FollowKind] = mapped_column(enum_column(FollowKind, "kind"))
    value: Mapped[str] = mapped_column(sa.String(60))
    since: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def scope(self) -> str:
        """The scope of listings under which its events are found."""
        return f"{self.kind.value}:{self.value}"


class DigestSetting(Base):
    """How often a person gets a digest. There is a row from the first thing on that they follow."""

    __tablename__ = "digest_settings"
    __table_args__ = (sa.CheckConstraint("(rhythm = 'off') = (next_at IS NULL)", name="next_at"),)

    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    rhythm: Mapped[Rhythm] = mapped_column(enum_column(Rhythm, "rhythm"), default=Rhythm.WEEKLY)
    since: Mapped[datetime] = mapped_column(default=clock.now)
    """What has happened from then on is news in the next digest."""
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    """When the next one is due. Moved on in the commit that writes it, so that a period has one digest, whoever writes it."""
