"""What feeds keep: the pieces of each event in each language, and the answers that are in use."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.core import clock
from eventhub.core.db import Base


class FeedComponent(Base):
    """One event as a VEVENT, or as another format's piece, in one language and form. It holds while ``revision``, ``changed_at`` and ``version`` do."""

    __tablename__ = "feed_components"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    locale: Mapped[str] = mapped_column(sa.String(35), primary_key=True)
    form: Mapped[str] = mapped_column(sa.String(24), primary_key=True)
    """The format and its marks: see :func:`eventhub.feeds.formats.form_of`."""
    version: Mapped[str] = mapped_column(sa.String(80))
    """That of the renderer, the zone data and the words it was written with."""
    revision: Mapped[int]
    changed_at: Mapped[datetime]
    """Those of the event as it was written."""
    tzid: Mapped[str] = mapped_column(sa.String(60), default="")
    """The zone that a feed with it must define; empty for UTC and whole days."""
    first_start: Mapped[str] = mapped_column(sa.String(32), default="")
    """The earliest DTSTART in it, as ISO 8601 in UTC: what feeds are sorted by, and from where on its zone is needed."""
    body: Mapped[bytes] = mapped_column(sa.LargeBinary)


class FeedAnswer(Base):
    """What one address answered last. It holds while the counters of its scopes stand still, until ``valid_until``."""

    __tablename__ = "feed_answers"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    """The SHA-256 of ``address``, which can be long."""
    address: Mapped[str] = mapped_column(sa.Text)
    generation: Mapped[int] = mapped_column(sa.BigInteger)
    """The sum of the counters: each of them only rises, so equal sums are equal counters."""
    version: Mapped[str] = mapped_column(sa.String(80))
    digest: Mapped[str] = mapped_column(sa.String(64))
    last_modified: Mapped[datetime]
    shared_second: Mapped[bool] = mapped_column(default=False)
    valid_until: Mapped[datetime]
    gzip: Mapped[bytes] = mapped_column(sa.LargeBinary)
    """The compressed bytes; the plain ones come from them and are kept in memory alone."""
    size: Mapped[int]
    kept: Mapped[int | None]
    """How many events are in it where not all fitted: pages that offer the calendar say so."""
    used_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
