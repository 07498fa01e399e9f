"""The audit trail: who did what to which record, when and why. Entries are added, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.core import clock
from eventhub.core.db import Base, db
from eventhub.core.permissions import Actor

request_id: ContextVar[str] = ContextVar("eventhub_request_id", default="")
"""The id of the request or job in hand; stands in the log lines too."""


class AuditEntry(Base):
    """One thing done. ``actor_name`` is what the trail shows; erasure puts a pseudonym there."""

    __tablename__ = "audit_entries"
    __table_args__ = (sa.Index("ix_audit_entries_subject", "subject", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id", ondelete="SET NULL"), index=True)
    actor_name: Mapped[str] = mapped_column(sa.String(200), default="")
    verb: Mapped[str] = mapped_column(sa.String(80))
    subject: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    request_id: Mapped[str] = mapped_column(sa.String(40), default="")


def record(verb: str, record: Any, *, actor: Actor | None, reason: str = "", data: dict[str, Any] | None = None) -> AuditEntry:
    """Add an entry in the present transaction. ``verb`` is ``<subject>.<what>``, as permissions are named."""
    entry = AuditEntry(
        at=clock.now(), actor_id=actor.id if actor else None, actor_name=actor.name if actor else "", verb=verb,
        subject=record.__subject__, subject_id=record.id, reason=reason, data=data or {}, request_id=request_id.get(),
    )  # fmt: skip
    db.session.add(entry)
    return entry


def list_entries(record: Any, *, limit: int = 200) -> Sequence[AuditEntry]:
    """The record's trail, newest first."""
    return db.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.subject == record.__subject__, AuditEntry.subject_id == record.id)
        .order_by(AuditEntry.id.desc()).limit(limit)
    ).all()  # fmt: skip


def last_entry(record: Any, verbs: Sequence[str]) -> AuditEntry | None:
    """The newest entry about the record with one of these verbs."""
    return db.session.scalars(
        sa.select(AuditEntry)
        .where(AuditEntry.subject == record.__subject__, AuditEntry.subject_id == record.id, AuditEntry.verb.in_(verbs))
        .order_by(AuditEntry.id.desc()).limit(1)
    ).first()  # fmt: skip
