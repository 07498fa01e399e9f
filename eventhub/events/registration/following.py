"""What registration does when the dates of an event change: it tells those who come, and goes along when a series is split."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import inspect
from sqlalchemy.orm.attributes import set_committed_value

from eventhub.accounts.rules import own_scope
from eventhub.core import generations
from eventhub.core.db import db
from eventhub.core.reactions import Happening
from eventhub.core.text import make_key
from eventhub.events.models import Event, Occurrence
from eventhub.events.registration import telling
from eventhub.events.registration.models import (
    Answer,
    Pool,
    Question,
    Registration,
    RegistrationReminder,
    RegistrationSetup,
    RegistrationSkip,
    make_code,
)
from eventhub.events.registration.queries import Attending, list_attending
from eventhub.events.registration.rules import Seat
from eventhub.events.registration.workflow import OPEN
from eventhub.events.services.changes import DateDiff, DateFacts
from eventhub.events.workflow import O, S

MOST_DATES = 10
"""How many dates a mail lists; how many more there are it says."""


def has_registrations(occurrence_id: int) -> bool:
    """Whether somebody has ever registered for just this date; it can't go then."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Registration.occurrence_id == occurrence_id))))


def tell_of_change(
    event: Event, diffs: Sequence[DateDiff], *, changed: Sequence[str], reason: str, seat: Seat | None = None
) -> int:  # fmt: skip
    """One mail to everyone who comes to one of these dates, with all that changes for them and the date for their calendar.

    :param changed: the names of what else is different, for all dates.
    :param seat: where only those with a seat of this kind are concerned.
    """
    told = 0
    for row in list_attending(event.id, None if changed else [diff.occurrence_id for diff in diffs]):
        if seat is not None and row.seat is not seat:
            continue
        mine = [diff for diff in diffs if _is_for(row, diff)]
        if mine or changed:
            _tell_one(row, event, mine, changed=changed, reason=reason)
            told += 1
    return told


def _is_for(row: Attending, diff: DateDiff) -> bool:
    return row.registration.occurrence_id in (None, diff.occurrence_id) and diff.occurrence_id not in row.skipped


def _tell_one(row: Attending, event: Event, mine: Sequence[DateDiff], *, changed: Sequence[str], reason: str) -> None:
    registration = row.registration
    set_committed_value(registration, "event", event)
    date = next((o for o in event.occurrences if o.id == registration.occurrence_id), None)
    set_committed_value(registration, "occurrence", date)
    off = event.status == S.CANCELLED or (date is not None and date.status == O.CANCELLED)
    telling.tell(
        registration, "moved", reason=reason, invites="CANCEL" if off else "REQUEST", changed=list(changed),
        dates=[_said(diff) for diff in mine[:MOST_DATES]], more=max(0, len(mine) - MOST_DATES),
    )  # fmt: skip


def _said(diff: DateDiff) -> dict[str, Any]:
    return {"before": _date(diff.before), "after": _date(diff.after)}


def _date(facts: DateFacts | None) -> dict[str, str] | None:
    if facts is None:
        return None
    return {"starts": facts.starts_at.isoformat(), "zone": facts.zone, "status": facts.status.value, "place": facts.place}


def follow_split(happening: Happening) -> None:
    """A series goes on as another event: whoever comes to its later dates, or to all of them, comes there too."""
    new: Event = happening.record
    old_id, moved = new.follows_id, sa.select(Occurrence.id).where(Occurrence.event_id == new.id)
    setup = db.session.get(RegistrationSetup, old_id)
    if setup is None:
        return
    db.session.add(RegistrationSetup(**_columns(setup, {"event_id", "revision"}), event_id=new.id))
    questions = _copy_questions(old_id, new.id)
    for model in (Pool, Registration):
        db.session.execute(
            sa.update(model).where(model.occurrence_id.in_(moved)).values(event_id=new.id)
            .execution_options(synchronize_session=False)
        )  # fmt: skip
    db.session.flush()
    db.session.expire_all()
    _copy_whole_series(old_id, new.id, questions)
    gone = RegistrationSkip.occurrence_id.in_(moved)
    db.session.execute(sa.delete(RegistrationSkip).where(gone, RegistrationSkip.registration_id.in_(
        sa.select(Registration.id).where(Registration.event_id == old_id))).execution_options(synchronize_session=False))  # fmt: skip
    people = sa.select(Registration.person_id).where(Registration.event_id == new.id, Registration.person_id.is_not(None))
    generations.raise_calendar(own_scope(number) for number in db.session.scalars(people) if number is not None)


def _columns(record: Any, but: set[str]) -> dict[str, Any]:
    return {c.key: getattr(record, c.key) for c in inspect(type(record)).column_attrs if c.key not in but}


def _copy_questions(old_id: int | None, new_id: int) -> dict[int, int]:
    known = {}
    for question in db.session.scalars(sa.select(Question).where(Question.event_id == old_id)).all():
        copy = Question(**_columns(question, {"id", "event_id"}), event_id=new_id)
        db.session.add(copy)
        db.session.flush()
        known[question.id] = copy.id
    return known


def _copy_whole_series(old_id: int | None, new_id: int, questions: Mapping[int, int]) -> None:
    pools = db.session.scalars(sa.select(Pool).where(Pool.event_id == old_id, Pool.occurrence_id.is_(None))).all()
    for pool in pools:
        copy = Pool(**_columns(pool, {"id", "event_id"}), event_id=new_id)
        db.session.add(copy)
        db.session.flush()
        rows = db.session.scalars(
            sa.select(Registration).where(Registration.pool_id == pool.id, Registration.status.in_(OPEN))
        ).all()
        for row in rows:
            _copy_registration(row, new_id, copy.id, questions)


def _copy_registration(row: Registration, new_id: int, pool_id: int, questions: Mapping[int, int]) -> None:
    copy = Registration(
        **_columns(row, {"id", "key", "event_id", "pool_id", "code", "stamp"}), key=make_key(), code=make_code(), stamp=make_key(),
        event_id=new_id, pool_id=pool_id,
    )  # fmt: skip
    db.session.add(copy)
    db.session.flush()
    for answer in db.session.scalars(sa.select(Answer).where(Answer.registration_id == row.id)).all():
        db.session.add(Answer(registration_id=copy.id, question_id=questions[answer.question_id], text=answer.text))
    marks: tuple[Any, ...] = (RegistrationSkip, RegistrationReminder)
    for model in marks:
        dates = sa.select(Occurrence.id).where(Occurrence.event_id == new_id)
        for mark in db.session.scalars(
            sa.select(model).where(model.registration_id == row.id, model.occurrence_id.in_(dates))
        ).all():
            db.session.add(model(registration_id=copy.id, occurrence_id=mark.occurrence_id))
    db.session.flush()
