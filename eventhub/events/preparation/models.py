"""Tables of the checklist."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Person
from eventhub.core import clock
from eventhub.core.db import Base, db, enum_column
from eventhub.core.permissions import Relation
from eventhub.core.text import make_key
from eventhub.core.workflow import machines
from eventhub.events.models import Event, EventOrganizer, localized
from eventhub.events.preparation.rules import due_day
from eventhub.events.preparation.workflow import TASK, T
from eventhub.regions import queries as regions


class Task(Base):
    """One thing to do for an event. Due so many days from its date, and moving with it, or on a day set by hand."""

    __tablename__ = "tasks"
    __subject__ = "task"
    __workflow__ = TASK
    __table_args__ = (
        sa.CheckConstraint("days IS NULL OR due_on IS NULL", name="one_date"),
        sa.CheckConstraint("days BETWEEN -365 AND 90", name="near"),
        sa.Index("ix_tasks_event_id", "event_id"),
        sa.Index("ix_tasks_open", "status", "days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(10), unique=True, default=make_key)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    texts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What is to be done, by language: the format's words, or the organizers' own in the one they wrote in."""
    days: Mapped[int | None]
    due_on: Mapped[date | None]
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id", ondelete="SET NULL"), index=True)
    status: Mapped[T] = mapped_column(enum_column(T, "status"), default=T.OPEN)
    status_since: Mapped[datetime] = mapped_column(default=clock.now)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    event: Mapped[Event] = relationship(lazy="raise")
    owner: Mapped[Person | None] = relationship(lazy="raise")

    __relations__ = (
        Relation(
            "organizer",
            lambda actor: Task.event_id.in_(sa.select(EventOrganizer.event_id).where(EventOrganizer.person_id == actor.id)),
        ),
    )

    def text_in(self, tag: str) -> str:
        """What is to be done, in the reader's language where the format has it."""
        return localized(self.texts, tag)

    def due(self, anchor: datetime | None) -> date | None:
        """The day it is due."""
        return due_day(self.days, self.due_on, anchor)

    def scopes(self) -> list[str]:
        """The codes of its event's region and all above."""
        code = db.session.scalar(sa.select(Event.region_code).where(Event.id == self.event_id))
        return regions.list_codes_above(code or "001")

    @classmethod
    def scope_clause(cls, scopes: frozenset[str]) -> sa.ColumnElement[bool]:
        """Those whose event is in or below one of these regions."""
        return cls.event_id.in_(sa.select(Event.id).where(Event.scope_clause(scopes)))

    def owner_ids(self) -> set[int]:
        """The ids of the organizers of its event."""
        return set(db.session.scalars(sa.select(EventOrganizer.person_id).where(EventOrganizer.event_id == self.event_id)))


class TaskReminder(Base):
    """That a person was reminded of a task, how often, and on which day the last time."""

    __tablename__ = "task_reminders"

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("tasks.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True)
    times: Mapped[int] = mapped_column(default=1)
    last_on: Mapped[date]


machines.bind(TASK, Task)
