"""Mail to be sent: rows written in the same commit as what they speak of, delivered by a worker afterwards.

A row freezes the values it speaks of. Sending marks it after success, under a lease and with a stable Message-ID, so
a mail goes out at least once and never before the commit.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, mapped_column

from eventhub.core import clock
from eventhub.core.db import Base, db

LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 8
_WAKE = "eventhub_outbox_wake"


class OutboxMessage(Base):
    """One mail to one address. ``notice`` names its folder: ``mail/<subject>/<notice>``."""

    __tablename__ = "outbox"
    __table_args__ = (
        sa.CheckConstraint("attempts >= 0", name="attempts"),
        sa.Index("ix_outbox_waiting", "due_at", sqlite_where=sa.text("sent_at IS NULL AND failed_at IS NULL"),
                 postgresql_where=sa.text("sent_at IS NULL AND failed_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    notice: Mapped[str] = mapped_column(sa.String(80))
    audience: Mapped[str] = mapped_column(sa.String(40), default="")
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)
    address: Mapped[str] = mapped_column(sa.String(254), default="")
    locale: Mapped[str] = mapped_column(sa.String(35), default="en")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    message_id: Mapped[str] = mapped_column(sa.String(200), unique=True)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(sa.String(500), default="")


def enqueue(
    notice: str, *, person_id: int | None = None, address: str = "", locale: str = "en", audience: str = "",
    facts: dict[str, Any] | None = None,
) -> OutboxMessage:  # fmt: skip
    """Add a mail to a person (their address is read when it is sent) or to a bare address."""
    moment = clock.now()
    message = OutboxMessage(
        notice=notice, audience=audience, person_id=person_id, address=address, locale=locale, facts=facts or {},
        message_id=f"<{uuid.uuid4()}@eventhub>", created_at=moment, due_at=moment,
    )  # fmt: skip
    db.session.add(message)
    db.session.info[_WAKE] = True
    return message


def _after_commit(session: Session) -> None:
    if not session.in_nested_transaction() and session.info.pop(_WAKE, False):
        for wake in _wakers:
            wake()


def _after_rollback(session: Session, *_: Any) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_WAKE, None)


event.listen(Session, "after_commit", _after_commit)
event.listen(Session, "after_rollback", _after_rollback)

_wakers: list[Any] = []


def on_commit_wake(wake: Any) -> None:
    """Set what is called after a commit that wrote mail; a lost wake-up is found by the sweep."""
    _wakers[:] = [wake]


def claim_due(limit: int = 20) -> Sequence[int]:
    """Take a lease on mails that are due and return their ids. Commit before sending them."""
    moment = clock.now()
    due = (
        sa.select(OutboxMessage.id)
        .where(OutboxMessage.sent_at.is_(None), OutboxMessage.failed_at.is_(None), OutboxMessage.due_at <= moment)
        .order_by(OutboxMessage.due_at, OutboxMessage.id).limit(limit).with_for_update(skip_locked=True)
    )  # fmt: skip
    ids = list(db.session.scalars(due))
    if ids:
        db.session.execute(
            sa.update(OutboxMessage).where(OutboxMessage.id.in_(ids))
            .values(due_at=moment + LEASE, attempts=OutboxMessage.attempts + 1)
        )  # fmt: skip
    return ids


def mark_sent(message: OutboxMessage) -> None:
    """The transport has taken it. What it spoke of is no longer needed and goes, and so does a bare address."""
    message.sent_at = clock.now()
    message.facts = {}
    message.address = ""
    message.last_error = ""


def mark_failed(message: OutboxMessage, error: str, *, for_good: bool = False) -> None:
    """Try again later, twice as late each time; give up after ``MAX_ATTEMPTS`` or when it can never work."""
    message.last_error = error[:500]
    if for_good or message.attempts >= MAX_ATTEMPTS:
        message.failed_at = clock.now()
    else:
        message.due_at = clock.now() + timedelta(minutes=2**message.attempts)
