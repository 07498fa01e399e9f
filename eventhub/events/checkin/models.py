"""Who came: one row for a registration and a date."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.core.db import Base, enum_column


class Source(StrEnum):
    """How someone was found at the door."""

    SCAN = "scan"
    NAME = "name"
    OFFLINE = "offline"
    """Scanned while the phone had no network, and sent later."""


class CheckIn(Base):
    """That someone is in. Taken back it stays, with the time of that; whoever comes in again gets the same row."""

    __tablename__ = "check_ins"
    __table_args__ = (
        sa.UniqueConstraint("registration_id", "occurrence_id"),
        sa.CheckConstraint("undone_at IS NULL OR undone_at >= at", name="undone_later"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registrations.id", ondelete="CASCADE"))
    occurrence_id: Mapped[int] = mapped_column(sa.ForeignKey("occurrences.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    by_person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id", ondelete="SET NULL"), index=True)
    source: Mapped[Source] = mapped_column(enum_column(Source, "source"))
    client_id: Mapped[str] = mapped_column(sa.String(36), default="")
    """What the phone called it: the same one sent twice is one, also when it was taken back meanwhile."""
    undone_at: Mapped[datetime | None]


__all__ = ["CheckIn", "Source"]
