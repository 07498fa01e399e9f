"""What changes a checklist, and starting from a past event. Nothing here commits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.core import advance as engine
from eventhub.core import audit, clock, outbox, policy, translations, zones
from eventhub.core.db import db
from eventhub.core.errors import Invalid, NotAllowed, Refused
from eventhub.core.permissions import Actor
from eventhub.core.text import clean_line
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.workflow import Step
from eventhub.events import queries as events
from eventhub.events.models import Event, Occurrence
from eventhub.events.permissions import EventPermission
from eventhub.events.preparation import queries
from eventhub.events.preparation.models import Task, TaskReminder
from eventhub.events.preparation.queries import Due
from eventhub.events.preparation.rules import DAYS, MAX_TEXT, next_time
from eventhub.events.preparation.workflow import T
from eventhub.events.services import editing

MAX_TASKS = 100
MORNING = 8
"""The hour, where the person lives, from which on a reminder may go out."""

engine.bind_parties("task", {"organizers": lambda task: events.party_organizers(events.get_event_by_id(task.event_id))})


def take_over_checklist(event: Event, *, actor: Person) -> int:
    """Put the format's checklist on the event's, without what is there already; returns how many tasks came.

    Only when asked: what is on the list is mailed about, and nobody should get mail about a list they have not taken.

    :raises Refused: the format has none, or all of it is there.
    """
    policy.demand(actor, EventPermission.EDIT, event)
    version = (event.format.version if event.format else None) or event.format_version
    there = {(task.days, task.texts.get("en", "")) for task in _tasks_of(event)}
    items = [item for item in (version.checklist if version else []) if (item["days"], item["text"].get("en", "")) not in there]
    if not items:
        raise Refused(_l("There is nothing in the format's checklist that is not on yours."))
    db.session.add_all(Task(event_id=event.id, texts=dict(item["text"]), days=item["days"]) for item in items)
    db.session.flush()
    audit.record("event.checklist.take", event, actor=actor, data={"tasks": len(items)})
    return len(items)


def add_task(
    event: Event, *, text: str, due_on: date | None, days: int | None, owner_key: str, locale: str, actor: Person
) -> Task:
    """A task of the organizers' own.

    :param due_on: a day set by hand; it stays when the event moves. ``days`` from the event's date move with it.
    :param locale: the language it is written in.
    :raises Invalid: there is no text, it is too long, both dates are given, or the owner does not organize the event.
    """
    policy.demand(actor, EventPermission.EDIT, event)
    if len(_tasks_of(event)) >= MAX_TASKS:
        raise Invalid({"text": _l("Please keep it to %(n)s tasks.", n=MAX_TASKS)})
    task = Task(event_id=event.id)
    _fill(task, event, text=text, due_on=due_on, days=days, owner_key=owner_key, locale=locale)
    db.session.add(task)
    db.session.flush()
    return task


def edit_task(
    task: Task, event: Event, *, text: str, due_on: date | None, days: int | None, owner_key: str, locale: str, actor: Person
) -> None:
    """Change what it says, when it is due, who has it. Words that are left as they are stay in all their languages.

    :raises Invalid: as in :func:`add_task`.
    """
    policy.demand(actor, EventPermission.EDIT, event)
    before = (task.days, task.due_on)
    _fill(task, event, text=text, due_on=due_on, days=days, owner_key=owner_key, locale=locale)
    if before != (task.days, task.due_on):
        db.session.execute(sa.delete(TaskReminder).where(TaskReminder.task_id == task.id))
    db.session.flush()
    db.session.expire(task, ["owner"])


def _fill(task: Task, event: Event, *, text: str, due_on: date | None, days: int | None, owner_key: str, locale: str) -> None:
    text, wrong = clean_line(text), {}
    owners = {organizer.person.key: organizer.person for organizer in event.organizers}
    if not text or len(text) > MAX_TEXT:
        wrong["text"] = _l("What is to be done? Up to %(n)s characters.", n=MAX_TEXT)
    if due_on is not None and days is not None:
        wrong["due_on"] = _l("Choose a day, or a distance from the event; not both.")
    if days is not None and days not in DAYS:
        wrong["days"] = _l("A task is due at most 365 days before and 90 days after the event.")
    if owner_key and owner_key not in owners:
        wrong["owner"] = _l("Only someone who organizes the event can take a task.")
    if wrong:
        raise Invalid(wrong)
    if not task.texts or task.text_in(locale) != text:
        task.texts = {locale.split("-")[0]: text}
    task.due_on, task.days = due_on, days
    task.owner_id = owners[owner_key].id if owner_key else None


def advance_task(task: Task, name: str, *, actor: Actor) -> Step:
    """Tick it off, strike it out, open it again.

    :raises Refused: as :func:`eventhub.core.advance.advance` does.
    """
    step = engine.advance(task, name, actor=actor)
    if name == "reopen":
        db.session.execute(sa.delete(TaskReminder).where(TaskReminder.task_id == task.id))
    return step


def start_again(event: Event, *, organizer: Person, same_rhythm: bool) -> Event:
    """A new draft from a past event: its words in all their languages, its place, its checklist with the distances kept.

    :param same_rhythm: with the next plausible date, which is the organizer's to change; else without any.
    :raises NotAllowed: only who ran it, or speaks for its community, starts from it.
    """
    if not queries.may_start_from(organizer, event):
        raise NotAllowed(_l("You can start from events that you, or a community you speak for, have held."))
    copy = editing.duplicate(event, organizer=organizer)
    for (field, locale), text in translations.texts(event).items():
        translations.set_text(copy, field, locale, text)
    _copy_tasks(event, copy, organizer)
    if same_rhythm and event.occurrence is not None:
        _set_date(copy, event.occurrence)
    db.session.flush()
    return copy


def suggest_time(date_before: Occurrence) -> datetime:
    """When the next one would be, on the clock there."""
    wall = next_time(date_before.wall_start, zones.wall_in(clock.now(), date_before.zone).date())
    return zones.after_gap(wall, date_before.zone) if zones.is_gap(wall, date_before.zone) else wall


def _set_date(copy: Event, before: Occurrence) -> None:
    wall = suggest_time(before)
    length = before.wall_end - before.wall_start
    starts = zones.instant(wall, before.zone)
    copy.occurrences = [Occurrence(
        original_start=starts, starts_at=starts, ends_at=starts + (before.ends_at - before.starts_at), wall_start=wall,
        wall_end=wall + length, zone=before.zone,
    )]  # fmt: skip


def _copy_tasks(event: Event, copy: Event, organizer: Person) -> None:
    """What was struck out stays out; a day set by hand becomes the distance it had."""
    anchor = event.occurrence.wall_start.date() if event.occurrence else None
    for task in _tasks_of(event):
        days = (task.due_on - anchor).days if task.due_on and anchor else task.days
        if task.status != T.DROPPED:
            db.session.add(Task(
                event_id=copy.id, texts=dict(task.texts), days=days if days in DAYS else None,
                owner_id=organizer.id if task.owner_id == organizer.id else None,
            ))  # fmt: skip


def _tasks_of(event: Event) -> Sequence[Task]:
    return db.session.scalars(sa.select(Task).where(Task.event_id == event.id).order_by(Task.id)).all()


def remind(person: Person) -> bool:
    """One mail with all that is due, once a day at most, each task at most twice; False when nothing is due yet."""
    here = zones.wall_in(clock.now(), person.zone if zones.is_zone(person.zone) else "UTC")
    if here.hour < MORNING:
        return False
    found = queries.list_due(person, until=here.date(), now=clock.now(), unreminded=True)
    if not found:
        return False
    keys = {due.event.key for due in found}
    outbox.enqueue("task/due", person_id=person.id, locale=person.locale, facts={
        "key": keys.pop() if len(keys) == 1 else "", "tasks": [_said(due, person.locale) for due in found],
    })  # fmt: skip
    _note_reminded(found, person, here.date())
    return True


def _said(due: Due, locale: str) -> dict[str, str]:
    """What a mail says of a task. A day without a time is told at ten in the morning UTC, which is that day nearly everywhere."""
    return {"text": due.task.text_in(locale), "title": due.event.title, "due": f"{due.day.isoformat()}T10:00:00+00:00"}


def _note_reminded(found: Sequence[Due], person: Person, today: date) -> None:
    """Those that are only listed along with what is newly due are not counted twice in one week."""
    ids = [due.task.id for due in found]
    known = {
        reminder.task_id: reminder
        for reminder in db.session.scalars(
            sa.select(TaskReminder).where(TaskReminder.person_id == person.id, TaskReminder.task_id.in_(ids))
        )
    }
    for task_id in ids:
        reminder = known.get(task_id)
        if reminder is None:
            db.session.add(TaskReminder(task_id=task_id, person_id=person.id, last_on=today))
        elif reminder.last_on <= today - timedelta(days=queries.AGAIN_AFTER.days):
            reminder.times, reminder.last_on = reminder.times + 1, today
    db.session.flush()
