"""Tables of what was told of an event, and of asking for it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventhub.accounts.models import Person
from eventhub.core import clock
from eventhub.core.db import Base, enum_column
from eventhub.core.storage import StoredFile
from eventhub.events.afterwards.rules import MAX_PHOTOS, Scope, came_in_all
from eventhub.events.models import Event, Occurrence


class Report(Base):
    """How one date went, or a whole series. Only its organizers read it until it is sent, and then what they let others see."""

    __tablename__ = "reports"
    __subject__ = "report"
    __table_args__ = (
        sa.CheckConstraint("expected IS NULL OR expected >= 0", name="expected"),
        sa.CheckConstraint("came_room IS NULL OR came_room >= 0", name="came_room"),
        sa.CheckConstraint("came_screen IS NULL OR came_screen >= 0", name="came_screen"),
        sa.CheckConstraint(
            "first_timers IS NULL OR first_timers >= 0 AND (came_room IS NULL AND came_screen IS NULL "
            "OR first_timers <= coalesce(came_room, 0) + coalesce(came_screen, 0))", name="first_timers"),
        sa.UniqueConstraint("event_id", "occurrence_id"),
        sa.Index("uq_reports_series", "event_id", unique=True,
                 sqlite_where=sa.text("occurrence_id IS NULL"), postgresql_where=sa.text("occurrence_id IS NULL")),
        sa.Index("ix_reports_sent", "sent_at"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"))
    occurrence_id: Mapped[int | None] = mapped_column(sa.ForeignKey("occurrences.id", ondelete="CASCADE"), index=True)
    """The date it speaks of; None for the whole series."""
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id", ondelete="SET NULL"), index=True)
    language: Mapped[str] = mapped_column(sa.String(35), default="en")
    """The language its texts are written in."""
    expected: Mapped[int | None]
    came_room: Mapped[int | None]
    came_screen: Mapped[int | None]
    first_timers: Mapped[int | None]
    outcomes: Mapped[str] = mapped_column(sa.Text, default="")
    again: Mapped[str] = mapped_column(sa.Text, default="")
    differently: Mapped[str] = mapped_column(sa.Text, default="")
    shows_numbers: Mapped[bool] = mapped_column(default=False)
    shows_words: Mapped[bool] = mapped_column(default=False)
    shows_photos: Mapped[bool] = mapped_column(default=False)
    sent_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    revision: Mapped[int] = mapped_column(default=1)

    event: Mapped[Event] = relationship(lazy="raise")
    occurrence: Mapped[Occurrence | None] = relationship(lazy="raise")
    author: Mapped[Person | None] = relationship(lazy="raise")
    photos: Mapped[list[ReportPhoto]] = relationship(
        back_populates="report", lazy="raise", cascade="all, delete-orphan", order_by="ReportPhoto.position"
    )
    contacts: Mapped[list[ReportContact]] = relationship(
        back_populates="report", lazy="raise", cascade="all, delete-orphan", order_by="ReportContact.id"
    )

    __mapper_args__ = {"version_id_col": revision}

    @property
    def came(self) -> int | None:
        """How many came in all."""
        return came_in_all(self.came_room, self.came_screen)

    @property
    def shown_photos(self) -> list[ReportPhoto]:
        """The photos that others see: those that say what they show, when the organizers let them be seen."""
        return [photo for photo in self.photos if photo.alt] if self.sent_at and self.shows_photos else []


class ReportPhoto(Base):
    """A picture of how it was. Twelve places are all there are; the thirteenth is for changing places."""

    __tablename__ = "report_photos"
    __table_args__ = (
        sa.UniqueConstraint("report_id", "position"),
        sa.CheckConstraint(f"position BETWEEN 0 AND {MAX_PHOTOS}", name="position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(sa.ForeignKey("reports.id", ondelete="CASCADE"))
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_files.id"), index=True)
    alt: Mapped[str] = mapped_column(sa.String(300), default="")
    """What it shows, for those who can't see it; without it nobody else is shown the photo."""
    position: Mapped[int]

    report: Mapped[Report] = relationship(back_populates="photos", lazy="raise")
    file: Mapped[StoredFile] = relationship(lazy="raise")


class ReportContact(Base):
    """Someone the organizers met. Only they see it; it is erased after 90 days unless the person agreed to more."""

    __tablename__ = "report_contacts"
    __table_args__ = (
        sa.CheckConstraint("length(name) > 0", name="name"),
        sa.Index("ix_report_contacts_due", "keep", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(sa.ForeignKey("reports.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    reach: Mapped[str] = mapped_column(sa.String(300), default="")
    """How they want to be reached."""
    note: Mapped[str] = mapped_column(sa.Text, default="")
    keep: Mapped[bool] = mapped_column(default=False)
    """Whether they agreed that it is kept for longer."""
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    report: Mapped[Report] = relationship(back_populates="contacts", lazy="raise")


class ReportHabit(Base):
    """What the organizers of a series want to be asked: after each date, or once at its end."""

    __tablename__ = "report_habits"

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    scope: Mapped[Scope] = mapped_column(enum_column(Scope, "scope"), default=Scope.DATE)


class ReportAsk(Base):
    """How often the organizers were asked of a date, and whether they said that there will be no report."""

    __tablename__ = "report_asks"
    __table_args__ = (sa.CheckConstraint("asked BETWEEN 0 AND 2", name="asked"),)

    occurrence_id: Mapped[int] = mapped_column(sa.ForeignKey("occurrences.id", ondelete="CASCADE"), primary_key=True)
    asked: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime | None]
    skipped_at: Mapped[datetime | None]
    skipped_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id", ondelete="SET NULL"))
