"""What time does to events: going out at the time set, lapsing, reminding, being over, being forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from eventhub.core import clock, generations, zones
from eventhub.core.advance import advance, answer_by, tell
from eventhub.core.db import db
from eventhub.core.errors import Refused
from eventhub.events.models import Event, Occurrence
from eventhub.events.queries import get_event_by_id
from eventhub.events.rules.drafts import PublishRule
from eventhub.events.rules.recurrence import AHEAD, read_rule
from eventhub.events.services import series
from eventhub.events.services.review import advance_event
from eventhub.events.workflow import BACK_TO_DRAFT, EVENT, O, S

MAX_REMINDERS = 2
EMPTY_DRAFT_AFTER = timedelta(days=30)
EXTEND_WITHIN = timedelta(days=30)
BATCH = 200


def find_due(now: datetime) -> dict[str, Sequence[int]]:
    """The ids of what the clock should act on, by step; each is taken in a transaction of its own."""
    at_once = Event.publish_rule == PublishRule.AT_ONCE
    at_time = sa.and_(Event.publish_rule == PublishRule.AT_TIME, Event.publish_at <= now)
    return {
        "publish_due": _ids(sa.select(Event.id).join(Occurrence).where(
            Event.status == S.APPROVED, sa.or_(at_once, at_time), Occurrence.ends_at > now
        ).distinct()),
        "lapse": _ids(sa.select(Event.id).where(Event.status == S.CHANGES_REQUESTED, Event.status_since <= now - BACK_TO_DRAFT)),
        "hold": _ids(sa.select(Occurrence.id).join(Event).where(
            Occurrence.status == O.SCHEDULED, Occurrence.ends_at <= now, Event.status == S.PUBLISHED
        )),
        "remind": [event_id for state in EVENT.states for event_id in _ids(_select_to_remind(S(state), now))],
        "extend": list_to_extend(now),
        "forget": _ids(sa.select(Event.id).where(
            Event.status == S.DRAFT, Event.title == "", Event.typed.is_(None), Event.created_at <= now - EMPTY_DRAFT_AFTER
        )),
    }  # fmt: skip


def _ids(statement: sa.Select[int]) -> Sequence[int]:
    return db.session.scalars(statement.limit(BATCH)).all()


def _select_to_remind(state: S, now: datetime) -> sa.Select[int]:
    """Two reminders, each ``remind_after`` later; then one word to whom it escalates."""
    after = EVENT.states[state].remind_after
    if after is None:
        return sa.select(Event.id).where(sa.false())
    last = MAX_REMINDERS + (1 if EVENT.states[state].escalate_to else 0)
    since = sa.func.coalesce(Event.reminded_at, Event.status_since)
    return sa.select(Event.id).where(Event.status == state, Event.reminders < last, since <= now - after)


def list_to_extend(now: datetime) -> Sequence[int]:
    """Public series whose last stored date has come nearer than dates are stored ahead, by a month at least."""
    last = sa.select(sa.func.max(Occurrence.original_start)).where(Occurrence.event_id == Event.id, Occurrence.added.is_(False))
    found = db.session.execute(
        sa.select(Event.id, Event.rule, Event.rule_start).where(
            Event.rule != "", Event.status.in_(EVENT.public_states), Event.status != S.CANCELLED,
            last.scalar_subquery() < now + AHEAD - EXTEND_WITHIN, Event.rule.not_like("%COUNT=%"),
        )
    )  # fmt: skip
    horizon = (now + AHEAD - EXTEND_WITHIN).date()
    return [row.id for row in found if (read_rule(row.rule).until or horizon) >= horizon][:BATCH]


def list_ids_to_come(now: datetime) -> Sequence[int]:
    """The events with a date to come whose stored instant no longer fits its zone's rules."""
    rows = db.session.execute(
        sa.select(Occurrence.event_id, Occurrence.wall_start, Occurrence.starts_at, Occurrence.zone)
        .where(Occurrence.starts_at > now)
    )  # fmt: skip
    return sorted({row.event_id for row in rows if zones.wall_in(row.starts_at, row.zone) != row.wall_start})


def act(name: str, record_id: int) -> bool:
    """Do one due thing. False when it was no longer due, or could not be done."""
    if name == "hold":
        return hold(record_id)
    event = db.session.get(Event, record_id)
    if event is None:
        return False
    event = get_event_by_id(record_id)
    if name == "remind":
        return remind(event)
    if name == "forget":
        db.session.delete(event)
        return True
    if name == "extend":
        return series.extend(event)
    try:
        advance_event(event, name, actor=None)
    except Refused:
        return False
    return True


def remind(event: Event) -> bool:
    """Remind the party whose turn it is; after two reminders tell whom the state escalates to."""
    state = EVENT.states[event.status]
    party = state.turn if event.reminders < MAX_REMINDERS else state.escalate_to
    last = event.reminded_at or event.status_since
    if party is None or state.remind_after is None or clock.now() < last + state.remind_after:
        return False
    by = answer_by(event)
    tell(event, "event/reminder", (party,), actor=None, extra={"by": by.isoformat() if by else "",
                                                              "since": event.status_since.isoformat()})  # fmt: skip
    event.reminders += 1
    event.reminded_at = clock.now()
    return True


def hold(occurrence_id: int) -> bool:
    """A date is over."""
    occurrence = db.session.get(Occurrence, occurrence_id)
    if occurrence is None or occurrence.status != O.SCHEDULED or occurrence.ends_at > clock.now():
        return False
    advance(occurrence, "hold", actor=None)
    key = db.session.scalar(sa.select(Event.key).where(Event.id == occurrence.event_id))
    generations.raise_page([f"event:{key}"])
    return True
