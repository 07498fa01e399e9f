"""How an event takes people in: said by its organizers, changed without losing anybody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.core import audit, clock, generations, policy
from eventhub.core.db import db
from eventhub.core.errors import Changed, Invalid
from eventhub.core.text import clean_line, clean_text
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.text import lazy_ngettext as _ln
from eventhub.events.models import Event, Occurrence
from eventhub.events.permissions import EventPermission as P
from eventhub.events.queries import get_event_by_id
from eventhub.events.registration import queries
from eventhub.events.registration.following import tell_of_change
from eventhub.events.registration.models import Answer, Pool, Question, Registration, RegistrationSetup
from eventhub.events.registration.rules import Kind, QuestionDraft, Seat, SetupDraft, check_setup, way_in
from eventhub.events.registration.services import pools
from eventhub.events.registration.workflow import OPEN
from eventhub.events.rules.drafts import Mode
from eventhub.events.services import publicity

PLAIN = ("kind", "per", "needs_approval", "waitlist", "room_capacity", "screen_capacity", "closes_at", "closes_minutes",
         "room_reminder_hours", "screen_reminder_hours")  # fmt: skip


def save_setup(event: Event, draft: SetupDraft, *, actor: Person, revision: int | None = None) -> RegistrationSetup:
    """Take over what the form says. More seats go to those who wait, in their order, at once.

    :param revision: the one the actor saw (0: there was none); None skips the comparison.
    :raises Invalid: a field makes no sense; a capacity is below those who are going; what can't be changed any more.
    :raises Changed: someone else changed it meanwhile.
    """
    policy.demand(actor, P.MANAGE_REGISTRATION, event)
    check_setup(draft)
    setup = _get(event, draft, revision)
    way = way_in(event, setup.kind if sa.inspect(setup).persistent else None)
    if setup.kind is Kind.HERE and draft.kind is Kind.EXTERNAL and not event.registration_url:
        raise Invalid({"kind": _l("Give the address of the page in the event's own form first.")})
    if setup.per is not draft.per and _is_used(event.id):
        raise Invalid({"per": _l("People have registered already, so this can't be changed any more.")})
    for name in PLAIN:
        setattr(setup, name, getattr(draft, name))
    link, setup.screen_url, setup.room_note = setup.screen_url or "", draft.screen_url.strip(), clean_text(draft.room_note)
    _ask(event, draft.questions)
    setup.turns_at = queries.next_closing(setup, queries.list_dates_to_come(event.id))
    db.session.flush()
    _fit_pools(setup)
    if setup.screen_url != link:
        _say_link(event, setup, link)
    audit.record("event.registration.set", event, actor=actor)
    pools.say_on_page(event)
    if event.is_public and way_in(event, setup.kind) is not way:
        publicity.refresh(get_event_by_id(event.id))  # feeds say how to come by the link
    return setup


def _say_link(event: Event, setup: RegistrationSetup, before: str) -> None:
    """Those who come on the screen join by another link: it stands in their own calendars, and in invitations they have."""
    generations.raise_calendar([f"event:{event.key}"])
    if (
        not event.is_public
        or event.mode is Mode.IN_PERSON
        or (before or event.join_url) == (setup.screen_url or event.join_url)
    ):
        return
    publicity.refresh(event, rescheduled=True)
    db.session.flush()
    tell_of_change(get_event_by_id(event.id), (), changed=("join_url",), reason="", seat=Seat.SCREEN)


def follow_dates(event: Event) -> None:
    """The event's dates have changed: reckon anew when its page will next say something else."""
    setup = queries.find_setup(event.id)
    if setup is not None and setup.kind is Kind.HERE:
        turn(setup)


def turn(setup: RegistrationSetup) -> None:
    """Note the next closing, past the ORM: the form that an organizer has open stays good."""
    turns_at = queries.next_closing(setup, queries.list_dates_to_come(setup.event_id))
    db.session.execute(
        sa.update(RegistrationSetup).where(RegistrationSetup.event_id == setup.event_id).values(turns_at=turns_at)
        .execution_options(synchronize_session=False)
    )  # fmt: skip


def _get(event: Event, draft: SetupDraft, revision: int | None) -> RegistrationSetup:
    """The row, held, so that no pool is made with the old capacities meanwhile."""
    statement = sa.select(RegistrationSetup).where(RegistrationSetup.event_id == event.id).with_for_update()
    setup = db.session.scalars(statement.execution_options(populate_existing=True)).first()
    if revision is not None and revision != (setup.revision if setup else 0):
        raise Changed(_l("Someone else changed this meanwhile. What you wrote is still here: compare, then save again."))
    if setup is None:
        setup = RegistrationSetup(event_id=event.id, kind=draft.kind, per=draft.per)
        db.session.add(setup)
    return setup


def _is_used(event_id: int) -> bool:
    found = sa.select(Registration.id).where(Registration.event_id == event_id, Registration.status.in_(OPEN))
    return db.session.scalar(found.limit(1)) is not None


def _ask(event: Event, drafts: Sequence[QuestionDraft]) -> None:
    """Questions that were answered are retired rather than removed: their answers stay until they are erased."""
    known = {question.id: question for question in queries.list_questions(event.id)}
    answered = set(db.session.scalars(sa.select(Answer.question_id).where(Answer.question_id.in_(known)).distinct()))
    for position, draft in enumerate(drafts):
        question = known.pop(draft.id or 0, None)
        values = {
            "position": position, "text": clean_line(draft.text), "kind": draft.kind, "required": draft.required,
            "choices": list(draft.choices), "about_access": draft.about_access,
        }  # fmt: skip
        if question is not None and question.id in answered and _means_another(question, values):
            question.retired_at, question = clock.now(), None
        if question is None:
            db.session.add(Question(event_id=event.id, **values))
            continue
        for name, value in values.items():
            setattr(question, name, value)
    for question in known.values():
        if question.id in answered:
            question.retired_at = clock.now()
        else:
            db.session.delete(question)
    db.session.flush()


def _means_another(question: Question, values: dict[str, Any]) -> bool:
    """Whether what was answered would be an answer to something else."""
    return question.kind is not values["kind"] or question.text != values["text"]


def _fit_pools(setup: RegistrationSetup) -> None:
    """Give the pools of dates to come their new capacities, and what is free to those who wait."""
    ahead = sa.select(Occurrence.id).where(Occurrence.event_id == setup.event_id, Occurrence.ends_at > clock.now())
    ids = db.session.scalars(
        sa.select(Pool.id).where(Pool.event_id == setup.event_id)
        .where(sa.or_(Pool.occurrence_id.is_(None), Pool.occurrence_id.in_(ahead)))
    ).all()  # fmt: skip
    wrong = {}
    for pool in pools.lock(ids).values():
        capacity = setup.capacity_of(pool.seat)
        if pool.capacity != capacity and not pools.set_capacity(pool, capacity):
            wrong[f"{pool.seat.value}_capacity"] = too_small(pool.seat, pool.taken)
            continue
        pools.promote(pool.id)
    if wrong:
        raise Invalid(wrong)


def too_small(seat: Seat, going: int) -> Any:
    """Why a capacity can't be lowered so far."""
    if seat is Seat.ROOM:
        return _ln("One person is going in the room already. Keep at least that many seats, or cancel with them first.",
                   "%(num)d people are going in the room already. Keep at least that many seats, or cancel with some first.", going)  # fmt: skip
    return _ln("One person is going on the screen already. Keep at least that many seats, or cancel with them first.",
               "%(num)d people are going on the screen already. Keep at least that many seats, or cancel with some first.", going)  # fmt: skip
