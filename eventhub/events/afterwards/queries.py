"""Reads about how events went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from eventhub.accounts.models import Person
from eventhub.core import clock
from eventhub.core.db import db
from eventhub.core.storage import StoredFile
from eventhub.events.afterwards.models import Report, ReportAsk, ReportContact, ReportHabit, ReportPhoto
from eventhub.events.afterwards.rules import ASK_AFTER, ASK_WITHIN, BETWEEN_ASKS, CONTACTS_KEPT, Scope
from eventhub.events.models import Event, EventOrganizer, Format, Occurrence, event_topics
from eventhub.events.workflow import EVENT, O, S

OTHERS = 3
"""How many reports of others stand beside a form."""
OVER = frozenset({O.HELD, O.REPORTED})

_WHOLE = (
    selectinload(Report.photos).joinedload(ReportPhoto.file), selectinload(Report.contacts), joinedload(Report.occurrence),
    joinedload(Report.author),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counts:
    """How many came, as far as the house saw it: None where nobody counted. ``checked_in`` tells counting from guessing."""

    room: int | None = None
    screen: int | None = None
    going: int | None = None
    """How many said that they would come."""
    checked_in: bool = False


def find_report(event_id: int, occurrence_id: int | None) -> Report | None:
    """What was told of a date, or of the whole series, with its photos and contacts."""
    which = Report.occurrence_id == occurrence_id if occurrence_id else Report.occurrence_id.is_(None)
    return db.session.scalars(sa.select(Report).where(Report.event_id == event_id, which).options(*_WHOLE)).first()


def get_report_by_id(report_id: int) -> Report | None:
    """The report with this id, with its photos and contacts."""
    return db.session.scalars(sa.select(Report).where(Report.id == report_id).options(*_WHOLE)).first()


def list_of_event(event_id: int) -> Sequence[Report]:
    """Everything that was told of an event, sent or not, with its dates."""
    return db.session.scalars(
        sa.select(Report).where(Report.event_id == event_id).options(joinedload(Report.occurrence), joinedload(Report.author))
        .order_by(Report.id)
    ).all()  # fmt: skip


def list_shown(event_id: int, limit: int = 3) -> Sequence[Report]:
    """What an event's page shows of how it went, the newest first."""
    return db.session.scalars(
        sa.select(Report).where(Report.event_id == event_id, Report.sent_at.is_not(None), _shows_anything())
        .options(selectinload(Report.photos).joinedload(ReportPhoto.file), joinedload(Report.occurrence))
        .order_by(Report.sent_at.desc(), Report.id.desc()).limit(limit)
    ).all()  # fmt: skip


def _shows_anything() -> sa.ColumnElement[bool]:
    return sa.or_(Report.shows_numbers, Report.shows_words, Report.shows_photos)


def list_others(
    *, format_slug: str = "", topics: Sequence[str] = (), language: str = "en", but: int = 0, limit: int = OTHERS,
) -> Sequence[Report]:  # fmt: skip
    """How others did it: public reports of the same format, then of the same topics; in the reader's language first, then the newest.

    :param but: the id of the event that asks.
    """
    same_format = sa.and_(Format.slug == format_slug, sa.literal(bool(format_slug)))
    of_topics = Report.event_id.in_(sa.select(event_topics.c.event_id).where(event_topics.c.topic_slug.in_(topics)))
    wanted = [same_format, *([of_topics] if topics else [])]
    statement = (
        sa.select(Report).join(Event, Event.id == Report.event_id).outerjoin(Format, Format.id == Event.format_id)
        .where(Report.sent_at.is_not(None), sa.or_(Report.shows_numbers, Report.shows_words), Event.id != but,
               Event.status.in_(EVENT.public_states))
        .options(joinedload(Report.event).joinedload(Event.format).joinedload(Format.version), joinedload(Report.occurrence))
    )  # fmt: skip
    if format_slug or topics:
        statement = statement.where(sa.or_(*wanted))
    base = language.split("-")[0]
    nearest = sa.case((same_format, 0), else_=1)
    spoken = sa.case((Report.language == language, 0), (Report.language == base, 0), else_=1)
    return db.session.scalars(statement.order_by(nearest, spoken, Report.sent_at.desc(), Report.id.desc()).limit(limit)).all()


def find_photo(key: str, file_id: int) -> tuple[StoredFile, bool] | None:
    """A photo of an event's reports, and whether everyone may see it."""
    if not key.isalnum():
        return None
    row = db.session.execute(
        sa.select(StoredFile, sa.and_(
            Report.sent_at.is_not(None), Report.shows_photos, ReportPhoto.alt != "", Event.status.in_(EVENT.public_states)
        ))
        .join(ReportPhoto, ReportPhoto.file_id == StoredFile.id).join(Report).join(Event, Event.id == Report.event_id)
        .where(Event.key == key, StoredFile.id == file_id)
    ).first()  # fmt: skip
    return (row[0], bool(row[1])) if row else None


def find_scope(event_id: int) -> Scope:
    """What the organizers want to tell of."""
    return db.session.scalar(sa.select(ReportHabit.scope).where(ReportHabit.event_id == event_id)) or Scope.DATE


def find_ask(occurrence_id: int) -> ReportAsk | None:
    """How often was asked, and what was said to that."""
    return db.session.get(ReportAsk, occurrence_id, populate_existing=True)


def list_skipped(event_id: int) -> set[int]:
    """The ids of the dates of which there will be no report."""
    return set(db.session.scalars(
        sa.select(ReportAsk.occurrence_id).join(Occurrence).where(Occurrence.event_id == event_id, ReportAsk.skipped_at.is_not(None))
    ))  # fmt: skip


def list_to_tell(person: Person, *, now: datetime) -> Sequence[Occurrence]:
    """The dates of the person's events that are over and wait for a report, the oldest first, each with its event.

    They come with the first question, stay for 30 days, and go when somebody has told or said no.
    """
    mine = sa.select(EventOrganizer.event_id).where(EventOrganizer.person_id == person.id)
    return db.session.scalars(
        _select_open(now).where(Occurrence.event_id.in_(mine), Occurrence.ends_at <= now - ASK_AFTER[0])
        .options(joinedload(Occurrence.event)).order_by(Occurrence.ends_at, Occurrence.id).limit(50)
    ).all()  # fmt: skip


def list_ids_to_ask(now: datetime, limit: int = 200, but_only: int | None = None) -> Sequence[int]:
    """The ids of the dates whose organizers are to be asked now: two days after, and once more after ten.

    :param but_only: look at this date alone.
    """
    asked = sa.func.coalesce(ReportAsk.asked, 0)
    first = sa.and_(asked == 0, Occurrence.ends_at <= now - ASK_AFTER[0])
    second = sa.and_(asked == 1, Occurrence.ends_at <= now - ASK_AFTER[1], ReportAsk.asked_at <= now - BETWEEN_ASKS)
    found = _select_open(now).where(sa.or_(first, second)).with_only_columns(Occurrence.id)
    if but_only is not None:
        found = found.where(Occurrence.id == but_only)
    return db.session.scalars(found.order_by(Occurrence.ends_at).limit(limit)).all()


def _select_open(now: datetime) -> sa.Select[Occurrence]:
    """Dates that are over, not long ago, of which nobody has told and nobody has said that there will be no report.

    Where the organizers want to tell of the whole series once, only its last date counts.
    """
    whole = sa.select(Report.id).where(
        Report.event_id == Occurrence.event_id, Report.occurrence_id.is_(None), Report.sent_at.is_not(None)
    )
    once = sa.select(ReportHabit.event_id).where(ReportHabit.event_id == Occurrence.event_id, ReportHabit.scope == Scope.SERIES)
    other = aliased(Occurrence)
    later = sa.select(other.id).where(
        other.event_id == Occurrence.event_id,
        other.starts_at > Occurrence.starts_at,
        other.status.in_((O.SCHEDULED, O.HELD, O.REPORTED)),
    )
    return (
        sa.select(Occurrence).join(Event).outerjoin(ReportAsk, ReportAsk.occurrence_id == Occurrence.id)
        .where(Occurrence.status == O.HELD, Occurrence.ends_at > now - ASK_WITHIN, Event.status == S.PUBLISHED,
               ReportAsk.skipped_at.is_(None), ~whole.exists(), ~sa.and_(once.exists(), later.exists()))
    )  # fmt: skip


def list_with_contacts_due(now: datetime, limit: int = 200) -> Sequence[int]:
    """The ids of the reports with contacts that have been kept for long enough."""
    return db.session.scalars(
        sa.select(ReportContact.report_id).where(ReportContact.keep.is_(False), ReportContact.created_at <= now - CONTACTS_KEPT)
        .distinct().limit(limit)
    ).all()  # fmt: skip


def find_counts(occurrence: Occurrence) -> Counts:
    """How many were there by check-in; for a kind of seat where nobody checked in, how many said that they would come."""
    from eventhub.events.checkin.queries import count  # inline: only this asks the door, and reports go without one
    from eventhub.events.registration.rules import Seat

    seen = count(occurrence)
    room, screen = (
        (seen[seat].inside or seen[seat].going or None) if seat in seen else None for seat in (Seat.ROOM, Seat.SCREEN)
    )
    going = sum(each.going for each in seen.values()) or None
    return Counts(room=room, screen=screen, going=going, checked_in=any(each.inside for each in seen.values()))


def is_over(occurrence: Occurrence) -> bool:
    """Whether a date can be told of: it took place, or its end has passed and the clock has not come by yet."""
    return occurrence.status in OVER or (occurrence.status == O.SCHEDULED and occurrence.ends_at <= clock.now())
