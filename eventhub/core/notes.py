"""Notes on any record: a public thread that its parties read, and a private one for those who handle it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.core import clock
from eventhub.core.db import Base, db
from eventhub.core.errors import Invalid
from eventhub.core.permissions import Actor
from eventhub.core.text import clean_text
from eventhub.core.text import lazy_gettext as _l

MAX_TEXT = 10_000


class Note(Base):
    """What someone wrote about a record. ``author_name`` outlives the account; erasure puts a pseudonym there."""

    __tablename__ = "notes"
    __table_args__ = (sa.Index("ix_notes_subject", "subject", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id", ondelete="SET NULL"), index=True)
    author_name: Mapped[str] = mapped_column(sa.String(200), default="")
    is_public: Mapped[bool]
    text: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]


def add_note(record: Any, *, author: Actor | None, text: str, public: bool) -> Note:
    """Add a note to the record's public or private thread; no author means that the system speaks.

    :raises Invalid: the text is empty or longer than ``MAX_TEXT`` characters.
    """
    note = Note(
        subject=record.__subject__, subject_id=record.id, author_id=author.id if author else None,
        author_name=author.name if author else "", is_public=public, text=_checked(text), created_at=clock.now(),
    )  # fmt: skip
    db.session.add(note)
    db.session.flush()
    return note


def edit_note(note: Note, *, text: str) -> None:
    """Replace what a note says and mark it as edited.

    :raises Invalid: as in :func:`add_note`.
    """
    note.text = _checked(text)
    note.edited_at = clock.now()


def list_notes(record: Any, *, include_private: bool) -> Sequence[Note]:
    """The record's notes, oldest first; the private ones only when asked for."""
    wanted = sa.select(Note).where(Note.subject == record.__subject__, Note.subject_id == record.id).order_by(Note.id)
    if not include_private:
        wanted = wanted.where(Note.is_public)
    return db.session.scalars(wanted).all()


def _checked(text: str) -> str:
    cleaned = clean_text(text)
    if not cleaned:
        raise Invalid({"text": _l("Please write something.")})
    if len(cleaned) > MAX_TEXT:
        message = _l("This is %(length)s characters long; at most %(limit)s fit.", length=len(cleaned), limit=MAX_TEXT)
        raise Invalid({"text": message})
    return cleaned
