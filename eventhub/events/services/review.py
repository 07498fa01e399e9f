"""Steps of an event by people: review, publication, and what stops it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eventhub.accounts.models import Person
from eventhub.core import advance as engine
from eventhub.core import audit, clock, notes, policy
from eventhub.core.db import db
from eventhub.core.errors import AlreadyDone, Invalid, Refused
from eventhub.core.permissions import Actor
from eventhub.core.text import clean_text
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.workflow import Step
from eventhub.events.guards import claimed_by_actor
from eventhub.events.models import Event, ReviewPoint
from eventhub.events.permissions import EventPermission
from eventhub.events.rules.changes import facts_of
from eventhub.events.services import changes, publicity
from eventhub.events.workflow import EVENT, OCCURRENCE, S

MAX_POINTS = 20
SPOT_CHECK_EVERY = 5


def advance_event(
    event: Event, name: str, *, actor: Actor | None, reason: str = "", points: list[str] | None = None,
    tells: Sequence[str] | None = None,
) -> Step:  # fmt: skip
    """Take one step with an event, with all that belongs to it.

    :param points: for ``request_changes``: what to change, one point each.
    :param tells: as for :func:`eventhub.core.advance.advance`.
    :raises Refused: as :func:`eventhub.core.advance.advance` does.
    """
    was_public, known = event.is_public, changes.remember(event)
    if name == "request_changes" and event.status == S.IN_REVIEW:
        _list_points(event, actor, points or [])
    step = engine.advance(event, name, actor=actor, reason=reason, values=_values_with(event, name, actor), tells=tells)
    _after(event, name, actor)
    if was_public or event.is_public:
        if name in {"postpone", "cancel", "resume"}:
            event.change_reason = clean_text(reason)[:1000]
        publicity.refresh(event, rescheduled=was_public)
    db.session.flush()
    if was_public:
        changes.tell_attending(known, event, reason=event.change_reason)
    return step


def _values_with(event: Event, name: str, actor: Actor | None) -> dict[str, Any]:
    """What is written in the same statement as the status, so that two at once can't mix."""
    moment = clock.now()
    values: dict[str, Any] = {"reminders": 0, "reminded_at": None}
    if name == "claim" and actor is not None:
        values["reviewer_id"] = actor.id
    if name in {"submit", "appeal"}:
        values["submitted_at"] = moment
    if name in {"release", "decline", "withdraw", "lapse", "appeal"}:
        values["reviewer_id"] = None
    if name == "decline":
        values["declined_by_id"] = event.reviewer_id
    if name in {"publish", "publish_due", "fast_publish", "publish_mirrored"}:
        values["published_at"] = event.published_at or moment
    return values


def look_at_change(event: Event, *, actor: Person) -> None:
    """The light check after a change to a published event is done.

    :raises AlreadyDone: someone else has looked already.
    """
    policy.demand(actor, EventPermission.CHECK, event)
    if event.check_wanted_at is None:
        entry = audit.last_entry(event, ["event.review.check"])
        raise AlreadyDone(_l("%(name)s has looked at this already.", name=entry.actor_name if entry else "—"))
    if actor.id in event.concerned_ids():
        raise Refused(_l("You have a part in this yourself, so someone else looks at it."))
    event.check_wanted_at, event.check_reason = None, ""
    audit.record("event.review.check", event, actor=actor)


def override_event(event: Event, target: S, *, actor: Actor, reason: str) -> None:
    """Put an event into a state by the team's hand.

    :raises NotAllowed, Invalid: as :func:`eventhub.core.advance.override` does.
    """
    was_public, known = event.is_public, changes.remember(event)
    reviewed = target in {S.IN_REVIEW, S.CHANGES_REQUESTED}
    values = {"reviewer_id": (event.reviewer_id or actor.id) if reviewed else None, "reminders": 0, "reminded_at": None}
    engine.override(event, target, actor=actor, reason=reason, values=values)
    _follow_dates(event, actor)
    if was_public or event.is_public:
        publicity.refresh(event, rescheduled=was_public)
    if was_public:
        changes.tell_attending(known, event, reason=reason)


def add_remark(event: Event, text: str, *, actor: Person, public: bool) -> notes.Note:
    """A note of the reviewers and liaisons among themselves, or one that the organizers read and are told of.

    :raises Invalid: it is empty or too long.
    """
    note = notes.add_note(event, author=actor, text=text, public=public)
    if public:
        engine.tell(event, "event/note", ("organizers", "reviewer"), actor=actor, extra={"note": note.text})
    return note


def _list_points(event: Event, actor: Actor | None, texts: list[str]) -> None:
    """The points must stand before the step tells the organizers of them."""
    claimed_by_actor(event, actor, EVENT.step("request_changes"))
    texts = [clean_text(text)[:2000] for text in texts if clean_text(text)]
    if not texts:
        raise Invalid({"points": _l("List at least one thing to change.")})
    if len(texts) > MAX_POINTS:
        raise Invalid({"points": _l("Please keep it to %(n)s points.", n=MAX_POINTS)})
    event.points = [*event.points, *(ReviewPoint(text=text) for text in texts)]


def _after(event: Event, name: str, actor: Actor | None) -> None:
    moment = clock.now()
    if name in {"request_changes", "decline"}:
        event.submitted_facts = facts_of(event)
    if name == "resubmit":
        for point in event.points:
            point.resolved_at = point.resolved_at or moment
    if name == "fast_publish" and sum(event.key.encode()) % SPOT_CHECK_EVERY == 0:
        event.check_wanted_at, event.check_reason = moment, "fast_lane"
    _follow_dates(event, actor)


_DATE_STEPS = {S.CANCELLED: "cancel", S.POSTPONED: "postpone", S.PUBLISHED: "resume"}


def _follow_dates(event: Event, actor: Actor | None) -> None:
    """The dates of a one-off event go the way of the event."""
    name = _DATE_STEPS.get(event.status)
    for occurrence in event.occurrences:
        if name and occurrence.status in OCCURRENCE.step(name).sources:
            engine.advance(occurrence, name, actor=actor)
