"""Tables of events that were announced twice."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.core import clock
from eventhub.core.db import Base, enum_column
from eventhub.events.doubles.rules import Said


class DoublePair(Base):
    """What is said of two events: that they are one, or that they are two. ``low_id`` is the smaller of their ids."""

    __tablename__ = "double_pairs"
    __table_args__ = (sa.CheckConstraint("low_id < high_id", name="in_order"),)

    low_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    high_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True, index=True)
    said: Mapped[Said] = mapped_column(enum_column(Said, "said"))
    said_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id", ondelete="SET NULL"), index=True)
    said_at: Mapped[datetime] = mapped_column(default=clock.now)


class EventDouble(Base):
    """An event that is shown under another: what the pairs come to, so that nobody has to reckon it when reading."""

    __tablename__ = "event_doubles"
    __table_args__ = (sa.CheckConstraint("event_id <> primary_id", name="two_events"),)

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    primary_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), index=True)


class EventAddress(Base):
    """Where a public event is announced, as a digest of the link (:func:`eventhub.events.doubles.rules.address_of`)."""

    __tablename__ = "event_addresses"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    address: Mapped[str] = mapped_column(sa.String(32), index=True)
