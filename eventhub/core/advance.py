"""The only writer of a status."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from eventhub.core import audit, clock, generations, outbox, policy, reactions
from eventhub.core.db import change_rows, db
from eventhub.core.errors import AlreadyDone, Invalid, NotAllowed, Refused
from eventhub.core.permissions import Actor
from eventhub.core.text import clean_text
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.workflow import Step, Workflow

MAX_REASON = 5000

Party = Callable[[Any], Iterable[Any]]
"""``party(record)``: the people (with ``id`` and ``locale``) who make up a party to it."""

_parties: dict[str, Mapping[str, Party]] = {}


def bind_parties(subject: str, parties: Mapping[str, Party]) -> None:
    """Say who the parties to a subject are, by the names its states and steps use."""
    _parties[subject] = parties


def party(record: Any, name: str) -> list[Any]:
    """The people who make up a party to the record."""
    return list(_parties[record.__subject__][name](record))


def party_names(subject: str) -> frozenset[str]:
    """The names of the parties a subject knows."""
    return frozenset(_parties.get(subject, ()))


def advance(
    record: Any, name: str, *, actor: Actor | None, reason: str = "", machine: Workflow | None = None,
    values: Mapping[str, Any] | None = None, tells: Sequence[str] | None = None,
) -> Step:  # fmt: skip
    """Take one step with a record, in the present transaction.

    Checks, in this order: that the actor may take it, that the step leads on from here, its guards, its reason; then
    changes the status by compare-and-set, writes the audit entry, the mails and runs the reactions.

    :param actor: who acts; None for the clock, which takes only steps that are its own.
    :param values: columns to set together with the status, by whoever is first.
    :param tells: the parties to tell instead of the step's own: none where one mail speaks of many records.
    :raises AlreadyDone: someone took this or another step meanwhile.
    :raises NotAllowed: the step is not this actor's to take.
    :raises Invalid: a reason is needed and missing.
    :raises Refused: a guard says no.
    """
    machine = machine or record.__workflow__
    if not machine.has(name):
        raise Refused(_l("There is no such step."))
    step = machine.step(name)
    reason = clean_text(reason)[:MAX_REASON]
    _check_actor(record, step, actor)
    _check_source(record, step, machine, actor)
    for guard in step.guards:
        guard(record, actor, step)
    if step.needs_reason and not reason:
        raise Invalid({"reason": _l("Please say why: the people concerned will read it.")})
    source = getattr(record, machine.column)
    _compare_and_set(record, source, step.target, machine, values or {}, actor)
    audit.record(f"{machine.subject}.{name}", record, actor=actor, reason=reason,
                 data={"from": source.value, "to": step.target.value})  # fmt: skip
    tell(record, f"{machine.subject}/{name}", step.tells if tells is None else tells, actor=actor, reason=reason)
    reactions.run(reactions.Happening(f"{machine.subject}.{name}", record, actor, reason))
    return step


def override(
    record: Any, target: StrEnum, *, actor: Actor, reason: str, machine: Workflow | None = None,
    values: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Put a record into a state by the team's hand: its own kind of change, always with a reason.

    :raises NotAllowed: the actor lacks the machine's override permission.
    :raises Invalid: there is no reason.
    """
    machine = machine or record.__workflow__
    if machine.override_permission is None:
        raise NotAllowed(_l("This can't be overridden."))
    policy.demand(actor, machine.override_permission, record)
    reason = clean_text(reason)[:MAX_REASON]
    if not reason:
        raise Invalid({"reason": _l("Please say why: the people concerned will read it.")})
    source = getattr(record, machine.column)
    _compare_and_set(record, source, target, machine, values or {}, actor)
    audit.record(f"{machine.subject}.override", record, actor=actor, reason=reason,
                 data={"from": source.value, "to": target.value})  # fmt: skip
    reactions.run(reactions.Happening(f"{machine.subject}.override", record, actor, reason))


def tell(
    record: Any, notice: str, parties: Sequence[str], *, actor: Actor | None, reason: str = "",
    extra: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Write a mail to everyone in these parties but the actor, each once, freezing what the mail speaks of."""
    told = {actor.id} if actor else set()
    for name in parties:
        for person in party(record, name):
            if person.id in told:
                continue
            told.add(person.id)
            facts = {**record.mail_facts(), "reason": reason, "actor": actor.name if actor else "", **(extra or {})}
            outbox.enqueue(notice, person_id=person.id, locale=person.locale, audience=name, facts=facts)


def list_steps(record: Any, actor: Actor | None, machine: Workflow | None = None) -> list[Step]:
    """The steps that this actor may take now, for the buttons on a page: guards asked, nothing changed."""
    machine = machine or record.__workflow__
    possible = [step for step in machine.steps_from(getattr(record, machine.column)) if not step.by_clock]
    allowed = {p: policy.can(actor, p, record) for p in {step.permission for step in possible} if p is not None}
    return [step for step in possible if step.permission and allowed[step.permission] and _guards_pass(record, actor, step)]


def answer_by(record: Any, machine: Workflow | None = None) -> datetime | None:
    """The date by which whoever waits will hear, or None when nobody waits."""
    machine = machine or record.__workflow__
    within = machine.states[getattr(record, machine.column)].answer_within
    since: datetime = getattr(record, f"{machine.column}_since")
    return since + within if within else None


def _guards_pass(record: Any, actor: Actor | None, step: Step) -> bool:
    try:
        for guard in step.guards:
            guard(record, actor, step)
    except Refused:
        return False
    return True


def _check_source(record: Any, step: Step, machine: Workflow, actor: Actor | None) -> None:
    state = getattr(record, machine.column)
    if state not in step.sources:
        raise already_done(record, machine, actor)


def _check_actor(record: Any, step: Step, actor: Actor | None) -> None:
    if step.permission is None:
        if actor is not None:
            raise NotAllowed(_l("This happens by itself when its time has come."))
    elif actor is None:
        raise NotAllowed(_l("Please sign in first."))
    else:
        policy.demand(actor, step.permission, record)


def _compare_and_set(
    record: Any, source: StrEnum, target: StrEnum, machine: Workflow, values: Mapping[str, Any], actor: Actor | None
) -> None:
    model = type(record)
    columns = {**values, machine.column: target, f"{machine.column}_since": clock.now()}
    db.session.flush()
    is_as_read = (model.id == record.id, getattr(model, machine.column) == source)
    if not change_rows(sa.update(model).where(*is_as_read).values(columns)):
        db.session.refresh(record, [machine.column])
        raise already_done(record, machine, actor)
    generations.raise_calendar([generations.TURNS])
    db.session.refresh(record, list(columns))


def already_done(record: Any, machine: Workflow, actor: Actor | None = None) -> AlreadyDone:
    """The error for coming second: says who was first, when that is known, and where things stand now."""
    verbs = [f"{machine.subject}.{step.name}" for step in machine.steps] + [f"{machine.subject}.override"]
    entry = audit.last_entry(record, verbs)
    label = machine.states[getattr(record, machine.column)].label
    if entry is not None and actor is not None and entry.actor_id == actor.id:
        return AlreadyDone(_l("You have done this already: it is now “%(state)s”.", state=label), by=actor.name, at=entry.at)
    if entry is None or not entry.actor_name:
        return AlreadyDone(_l("This has moved on meanwhile: it is now “%(state)s”.", state=label))
    return AlreadyDone(
        _l("%(name)s was quicker: this is now “%(state)s”.", name=entry.actor_name, state=label),
        by=entry.actor_name, at=entry.at,
    )  # fmt: skip
