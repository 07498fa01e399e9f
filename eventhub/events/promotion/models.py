"""How many came to an event's page from where: a number a day and channel, and nothing about anyone."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.core.db import Base


class Visits(Base):
    """Visits of one event's page on one day (UTC) by links of one channel."""

    __tablename__ = "event_visits"
    __table_args__ = (sa.CheckConstraint("visits > 0", name="visits"),)

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    visits: Mapped[int] = mapped_column(sa.BigInteger)
