"""Events on their way: each walks the real steps by the services, and is then dated back so that time has passed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.accounts.seeds import make_key
from eventhub.core.audit import AuditEntry
from eventhub.core.db import db
from eventhub.core.notes import Note
from eventhub.events.models import Event, EventOrganizer, ReviewPoint
from eventhub.events.queries import get_event_by_id
from eventhub.events.rules.drafts import EventDraft, PublishRule
from eventhub.events.seeds.published import World, make_uid
from eventhub.events.seeds.sketch import Wish, draw
from eventhub.events.seeds.words import Deck, read
from eventhub.events.services import editing, review
from eventhub.events.services.clockwork import MAX_REMINDERS
from eventhub.events.workflow import EVENT, S

_BY_REVIEWER = frozenset({"claim", "release", "request_changes", "approve", "decline"})


def seed(world: World, rng: Random) -> list[Event]:
    """Tell every story; returns their events."""
    deck = Deck(rng)
    return [_tell(story, world, deck) for story in read("stories")]


def _tell(story: dict[str, Any], world: World, deck: Deck) -> Event:
    wish = Wish(community=world.communities[story["community"]], place=world.places.get(story["community"]),
                kind=story["kind"], day=story["day"])  # fmt: skip
    draft, _ = draw(wish, deck, world.now.date())
    event = _write(story, _as_told(draft, story, world), world, deck.rng)
    for name, days in story["steps"]:
        _take(event, name, story, world)
        _date_steps(event, world.now - timedelta(days=days, minutes=deck.rng.randint(0, 600)))
    if "note" in story:
        public, who, text = story["note"]
        note = review.add_remark(event, text, actor=world.people[who], public=public)
        _update(Note, Note.id == note.id, created_at=event.status_since + timedelta(hours=5))
    _date_beginning(event, story, world)
    return event


def _as_told(draft: EventDraft, story: dict[str, Any], world: World) -> EventDraft:
    if story.get("without") == "venue":
        draft = replace(draft, venue="", street="", lat=None, lon=None)
    if story.get("without") == "date":
        draft = replace(draft, starts=None, ends=None)
    if "publish_in" in story:
        return replace(draft, publish_rule=PublishRule.AT_TIME, publish_at=world.now + timedelta(days=story["publish_in"]))
    return replace(draft, publish_rule=PublishRule.BY_HAND)


def _write(story: dict[str, Any], draft: EventDraft, world: World, rng: Random) -> Event:
    organizer, *others = [world.people[name] for name in story["who"]]
    fmt = world.formats[draft.format_slug]
    event = editing.new_event(format=fmt, format_version=fmt.version, key=make_key(rng), uid=make_uid(rng))
    editing.add_draft(event, organizer)
    event.organizers = [*event.organizers, *(EventOrganizer(person=person) for person in others)]
    editing.save(event, draft, actor=organizer)
    return get_event_by_id(event.id)


def _take(event: Event, name: str, story: dict[str, Any], world: World) -> None:
    actor: Person = world.people[story["by"] if name in _BY_REVIEWER else story["who"][0]]
    reason = story["appeal"] if name == "appeal" else story.get("reason", "") if EVENT.step(name).needs_reason else ""
    review.advance_event(event, name, actor=actor, reason=reason, points=story.get("points"))


def _date_steps(event: Event, moment: datetime) -> None:
    """What has just happened, happened then. (Later steps must find dates in their order, so each is dated at once.)"""
    recent = sa.and_(AuditEntry.subject == "event", AuditEntry.subject_id == event.id, AuditEntry.at > event.created_at)
    last = sa.select(sa.func.max(AuditEntry.id)).where(recent).scalar_subquery()
    _update(AuditEntry, AuditEntry.id == last, at=moment)
    columns: dict[str, Any] = {"status_since": moment}
    if event.status == S.SUBMITTED:
        columns["submitted_at"] = moment
    if event.status == S.PUBLISHED:
        columns |= {"published_at": moment, "changed_at": moment.replace(microsecond=0)}
    if event.status == S.CHANGES_REQUESTED:
        _update(ReviewPoint, ReviewPoint.event_id == event.id, created_at=moment)
    _update(Event, Event.id == event.id, **columns)
    db.session.refresh(event, list(columns))


def _date_beginning(event: Event, story: dict[str, Any], world: World) -> None:
    """The draft is older than its first step, and the reminders that were due have been sent."""
    first = max((days for _, days in story["steps"]), default=0)
    created = world.now - timedelta(days=first + story.get("idle", 3), hours=7)
    written = sa.and_(AuditEntry.subject == "event", AuditEntry.subject_id == event.id, AuditEntry.verb.like("event.page.%"))
    _update(AuditEntry, written, at=created)
    columns: dict[str, Any] = {"created_at": created}
    if event.status == S.DRAFT:
        columns |= {"status_since": created, "changed_at": created}
    state = EVENT.states[event.status]
    if state.remind_after:
        most = MAX_REMINDERS + (1 if state.escalate_to else 0)
        sent = min(most, (world.now - columns.get("status_since", event.status_since)) // state.remind_after)
        since = columns.get("status_since", event.status_since)
        columns |= {"reminders": sent, "reminded_at": since + sent * state.remind_after if sent else None}
    _update(Event, Event.id == event.id, **columns)
    db.session.refresh(event, list(columns))


def _update(model: type[Any], where: sa.ColumnElement[bool], **columns: Any) -> None:
    """By the table, past the ORM: dating back is no edit and raises no revision."""
    db.session.flush()
    db.session.execute(sa.update(model.__table__).where(where).values(**columns))
