"""Reads of the checklist, of neighbours, and of what one can start from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from eventhub.accounts.models import Person
from eventhub.communities.models import Community, CommunityContact
from eventhub.core.db import db
from eventhub.events.doubles.models import DoublePair
from eventhub.events.doubles.rules import Said
from eventhub.events.models import Event, EventOrganizer, Occurrence, event_topics
from eventhub.events.preparation.models import Task, TaskReminder
from eventhub.events.preparation.rules import NEAR_KM, Kind, Sketch, kind_of
from eventhub.events.preparation.workflow import T
from eventhub.events.workflow import EVENT, O, S

OVER = frozenset({S.CANCELLED, S.DECLINED, S.WITHDRAWN})
"""Nobody is reminded of an event that will not be."""
AGAIN_AFTER = timedelta(days=7)
MAX_TIMES = 2
SOON = timedelta(days=3)
"""How long before it is due a task stands on My desk."""
_WEEK = timedelta(days=8)
MAX_HINTS = 6


@dataclass(frozen=True, slots=True)
class Due:
    """A task, its event, the day it is due."""

    task: Task
    event: Event
    day: date


@dataclass(frozen=True, slots=True)
class Similar:
    """A neighbour of an event: what is to be said of it, and enough to link to it."""

    kind: Kind
    key: str
    slug: str
    title: str
    wall_start: datetime
    zone: str
    city: str
    community: str
    status: S

    @property
    def public(self) -> bool:
        """Whether anyone may see it."""
        return self.status in EVENT.public_states


# The checklist


def find_task(event: Event, key: str) -> Task | None:
    """The task of this event with this key."""
    return db.session.scalars(
        sa.select(Task).where(Task.event_id == event.id, Task.key == key).options(joinedload(Task.owner))
    ).first()


def list_tasks(event: Event) -> list[Task]:
    """The event's tasks, what is due first first; those without a date last."""
    rows = db.session.scalars(sa.select(Task).where(Task.event_id == event.id).options(joinedload(Task.owner))).all()
    anchor = event.occurrence.wall_start if event.occurrence else None
    return sorted(rows, key=lambda task: ((task.due(anchor) or _date_of(task.days)), task.id))


def _date_of(days: int | None) -> date:
    """Where a task stands in order while the event has no date: by its distance, at the end of all."""
    return date.max - timedelta(days=400) + timedelta(days=days if days is not None else 399)


def count_open(event: Event) -> tuple[int, int]:
    """How many tasks are still to be done, of how many."""
    rows = db.session.execute(sa.select(Task.status, sa.func.count()).where(Task.event_id == event.id).group_by(Task.status))
    found: dict[T, int] = {row[0]: row[1] for row in rows}
    return found.get(T.OPEN, 0), found.get(T.OPEN, 0) + found.get(T.DONE, 0)


def list_due(person: Person, *, until: date, now: datetime, unreminded: bool = False) -> list[Due]:
    """The open tasks of a person that are due by a day, the earliest first: their own, and those of their events that nobody has.

    :param unreminded: only when a reminder is due for at least one of them; then all that are due.
    """
    own = sa.select(EventOrganizer.event_id).where(EventOrganizer.person_id == person.id)
    distances = _distances(Task.event_id.in_(own))
    if not distances:  # as for nearly everyone on nearly every page, where My desk is counted
        return []
    anchor = _anchor(now)
    mine = (
        sa.select(Task, anchor.label("anchor"))
        .join(Event, Event.id == Task.event_id)
        .join(EventOrganizer, EventOrganizer.event_id == Event.id)
        .where(EventOrganizer.person_id == person.id, Task.status == T.OPEN, Event.status.not_in(OVER), _is_for(EventOrganizer.person_id),
               _due_by(anchor, until, distances))
        .options(contains_eager(Task.event)).order_by(Task.id).limit(200)
    )  # fmt: skip
    found = [
        Due(task, task.event, day)
        for task, at in db.session.execute(mine)
        if (day := task.due(at)) is not None and day <= until
    ]
    if unreminded and not _any_unreminded([due.task.id for due in found], person, until):
        return []
    return sorted(found, key=lambda due: (due.day, due.task.id))


def _any_unreminded(ids: Sequence[int], person: Person, today: date) -> bool:
    """Whether a reminder of one of these is due, and none of any task went to the person today."""
    said = db.session.scalars(sa.select(TaskReminder).where(TaskReminder.person_id == person.id)).all()
    if any(reminder.last_on >= today for reminder in said):
        return False
    known = {reminder.task_id: reminder for reminder in said}
    return any(
        task_id not in known or (known[task_id].times < MAX_TIMES and known[task_id].last_on <= today - AGAIN_AFTER)
        for task_id in ids
    )


def list_people_to_remind(*, today: date, now: datetime, limit: int = 200) -> Sequence[int]:
    """The ids of people to whom a reminder of tasks is due."""
    anchor = _anchor(now)
    said = sa.select(TaskReminder.task_id).where(
        TaskReminder.task_id == Task.id, TaskReminder.person_id == EventOrganizer.person_id,
        sa.or_(TaskReminder.times >= MAX_TIMES, TaskReminder.last_on > today - AGAIN_AFTER),
    )  # fmt: skip
    told_today = sa.select(TaskReminder.task_id).where(
        TaskReminder.person_id == EventOrganizer.person_id, TaskReminder.last_on >= today
    )
    return db.session.scalars(
        sa.select(EventOrganizer.person_id).distinct()
        .join(Event, Event.id == EventOrganizer.event_id).join(Task, Task.event_id == Event.id)
        .where(Task.status == T.OPEN, Event.status.not_in(OVER), _is_for(EventOrganizer.person_id), _due_by(anchor, today, _distances()),
               ~said.exists(), ~told_today.exists())
        .limit(limit)
    ).all()  # fmt: skip


def _is_for(person_id: Any) -> sa.ColumnElement[bool]:
    """Whether a task is this organizer's: they have taken it, or nobody who still organizes the event has."""
    other = aliased(EventOrganizer)
    owned = sa.select(other.id).where(other.event_id == Task.event_id, other.person_id == Task.owner_id).exists()
    return sa.or_(Task.owner_id == person_id, ~owned)


def _anchor(now: datetime) -> sa.ScalarSelect[datetime]:
    """The wall time of the event's next date that takes place, else of its last: as :attr:`Event.occurrence` has it."""
    ahead = sa.and_(Occurrence.ends_at > now, Occurrence.status == O.SCHEDULED)
    coming = sa.func.min(sa.case((ahead, Occurrence.wall_start)))
    later = sa.func.min(sa.case((Occurrence.ends_at > now, Occurrence.wall_start)))
    return (
        sa.select(sa.func.coalesce(coming, later, sa.func.max(Occurrence.wall_start)))
        .where(Occurrence.event_id == Event.id).correlate(Event).scalar_subquery()
    )  # fmt: skip


def _distances(*where: sa.ColumnElement[bool]) -> Sequence[int | None]:
    """How far from their events open tasks are due; None among them for those with a day of their own, or without any."""
    return db.session.scalars(sa.select(Task.days).where(Task.status == T.OPEN, *where).distinct()).all()


def _due_by(anchor: sa.ScalarSelect[datetime], until: date, distances: Sequence[int | None]) -> sa.ColumnElement[bool]:
    """Whether a task is due by a day. Distances are few, so each is compared apart: no arithmetic of dates, which databases do apart."""
    end = datetime(until.year, until.month, until.day) + timedelta(days=1)
    relative = [sa.and_(Task.days == days, anchor < end - timedelta(days=days)) for days in distances if days is not None]
    return sa.or_(Task.due_on <= until, *relative)


# Neighbours


def sketch_of(event: Event) -> Sketch:
    """What tells an event's neighbours."""
    return Sketch(
        title=event.title, day=event.occurrence.wall_start.date() if event.occurrence else None, city=event.city, lat=event.lat,
        lon=event.lon, community_id=event.community_id, topics=frozenset(topic.slug for topic in event.topics),
    )  # fmt: skip


def find_similar(sketch: Sketch, *, apart: int | None, organizers: Sequence[int]) -> list[Similar]:
    """What is already there near an event: public ones, and those that the same people are still writing. Two queries.

    :param apart: the id of the event itself.
    :param organizers: the ids of its organizers.
    """
    if sketch.day is None or not (sketch.city or sketch.lat is not None or sketch.community_id):
        return []
    sketch_day = sketch.day
    rows = db.session.execute(_select_near(sketch, apart, organizers)).all()
    topics = _topics_of({row.id for row in rows})
    found = []
    for row in rows:
        other = Sketch(
            title=row.title, day=row.wall_start.date(), city=row.city, lat=row.lat, lon=row.lon, community_id=row.community_id,
            topics=frozenset(topics.get(row.id, ())),
        )  # fmt: skip
        kind = kind_of(sketch, other, parted=row.parted)
        if kind is not None:
            found.append(Similar(kind, row.key, row.slug, row.title, row.wall_start, row.zone, row.city, row.name or "", row.status))  # fmt: skip
    found.sort(key=lambda similar: (similar.kind != Kind.DUPLICATE, abs(similar.wall_start.date() - sketch_day)))
    once = {similar.key: similar for similar in reversed(found)}  # of a series, the date that matters most
    return list(once.values())[::-1][:MAX_HINTS]


def _select_near(sketch: Sketch, apart: int | None, organizers: Sequence[int]) -> Any:
    assert sketch.day is not None
    noon = datetime(sketch.day.year, sketch.day.month, sketch.day.day, 12)
    own = sa.select(EventOrganizer.event_id).where(EventOrganizer.person_id.in_(organizers))
    near = [Event.community_id == sketch.community_id] if sketch.community_id else []
    if sketch.city:
        near += [Event.city == sketch.city, sa.func.lower(Event.city) == sketch.city.lower()]
    if sketch.lat is not None and sketch.lon is not None:
        span = NEAR_KM / 111.0 + 0.01
        near.append(Event.lat.between(sketch.lat - span, sketch.lat + span))
    return (
        sa.select(Event.id, Event.key, Event.slug, Event.title, Event.status, Event.city, Event.lat, Event.lon, Event.community_id,
                  Occurrence.wall_start, Occurrence.zone, Community.name, _is_parted(apart or 0).label("parted"))
        .join(Occurrence, Occurrence.event_id == Event.id).outerjoin(Community, Community.id == Event.community_id)
        .where(Occurrence.wall_start.between(noon - _WEEK, noon + _WEEK), Occurrence.status != O.CANCELLED, sa.or_(*near),
               sa.or_(Event.status.in_([S.PUBLISHED, S.POSTPONED]), sa.and_(Event.id.in_(own), Event.status.not_in([*OVER, S.CANCELLED]))),
               Event.id != (apart or 0), Event.title != "")
        .order_by(Occurrence.wall_start, Event.id).limit(400)
    )  # fmt: skip


def _is_parted(event_id: int) -> sa.ColumnElement[bool]:
    """Whether a person says of an event and this one that they are two."""
    pair = sa.or_(
        sa.and_(DoublePair.low_id == event_id, DoublePair.high_id == Event.id),
        sa.and_(DoublePair.low_id == Event.id, DoublePair.high_id == event_id),
    )
    return sa.exists().where(pair, DoublePair.said == Said.PARTED).correlate(Event)


def _topics_of(ids: set[int]) -> dict[int, list[str]]:
    if not ids:
        return {}
    found: dict[int, list[str]] = {}
    table = event_topics.c
    for event_id, slug in db.session.execute(sa.select(table.event_id, table.topic_slug).where(table.event_id.in_(ids))):
        found.setdefault(event_id, []).append(slug)
    return found


# Starting from what was


def list_past(person: Person, *, now: datetime, limit: int = 12) -> Sequence[Event]:
    """The last events that the person, or a community they speak for, has held; the newest first, each title once."""
    mine = sa.select(EventOrganizer.event_id).where(EventOrganizer.person_id == person.id)
    ours = sa.select(CommunityContact.community_id).where(CommunityContact.person_id == person.id)
    last = (
        sa.select(Occurrence.event_id, sa.func.max(Occurrence.ends_at).label("over")).group_by(Occurrence.event_id).subquery()
    )
    rows = db.session.scalars(
        sa.select(Event).join(last, last.c.event_id == Event.id)
        .where(sa.or_(Event.id.in_(mine), sa.and_(Event.community_id.in_(ours), Event.status == S.PUBLISHED)), last.c.over <= now,
               Event.title != "")
        .options(selectinload(Event.occurrences), joinedload(Event.community)).order_by(last.c.over.desc(), Event.id.desc())
        .limit(4 * limit)
    ).all()  # fmt: skip
    return list({event.title: event for event in reversed(rows)}.values())[::-1][:limit]


def may_start_from(person: Person, event: Event) -> bool:
    """Whether the person runs it or speaks for its community."""
    speaks = sa.select(CommunityContact.id).where(
        CommunityContact.community_id == event.community_id, CommunityContact.person_id == person.id
    )
    return person.id in event.owner_ids() or (event.is_public and bool(db.session.scalar(sa.select(speaks.exists()))))
