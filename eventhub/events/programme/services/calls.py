"""The call for speakers: what it says, until when, who reads what comes in."""

from __future__ import annotations

from datetime import timedelta

from eventhub.accounts.models import Person
from eventhub.accounts.queries import find_by_email
from eventhub.core import advance as engine
from eventhub.core import audit, clock, generations, limits, outbox, policy
from eventhub.core.db import db
from eventhub.core.permissions import Actor
from eventhub.core.text import clean_text
from eventhub.core.workflow import Step
from eventhub.events.models import Event
from eventhub.events.permissions import EventPermission
from eventhub.events.programme import queries
from eventhub.events.programme.models import Call, ProgrammeReviewer
from eventhub.events.programme.rules import CallDraft, check_call
from eventhub.events.programme.workflow import CALL

SCOPE = "calls"
"""The counter of the list of open calls and of its feed."""
RESCHEDULING = ("wall_deadline", "zone")


def save_call(event: Event, draft: CallDraft, *, actor: Person) -> Call:
    """Say what an event looks for; its first saving begins the call.

    :raises Invalid: a field makes no sense.
    """
    policy.demand(actor, EventPermission.PROGRAMME_MANAGE, event)
    opens_at, deadline_at = check_call(draft)
    call = queries.find_call_of(event.id)
    values = {
        "text": clean_text(draft.text), "lengths": dict(draft.lengths), "zone": draft.zone, "wall_opens": draft.opens,
        "opens_at": opens_at, "wall_deadline": draft.deadline, "deadline_at": deadline_at, "answer_by": draft.answer_by,
        "most_each": draft.most_each,
    }  # fmt: skip
    if call is None:
        call = Call(event_id=event.id, status=CALL.initial, **values)
        db.session.add(call)
        db.session.flush()
        audit.record("call.add", call, actor=actor)
        return queries.get_call_by_id(call.id)
    changed = [name for name, value in values.items() if getattr(call, name) != value]
    for name in changed:
        setattr(call, name, values[name])
    if changed:
        audit.record("call.edit", call, actor=actor, data={"changed": changed})
        refresh(call, rescheduled=any(name in changed for name in RESCHEDULING))
    return call


def advance_call(call: Call, name: str, *, actor: Actor | None) -> Step:
    """Take one step with a call.

    :raises Refused: as :func:`eventhub.core.advance.advance` does.
    """
    values = {"opened_at": call.opened_at or clock.now(), "reminded_at": None} if name in {"open", "open_due"} else {}
    step = engine.advance(call, name, actor=actor, values=values)
    refresh(call, rescheduled=name in {"close", "open"})
    return step


def refresh(call: Call, *, rescheduled: bool = False) -> None:
    """What the call says has changed: for its page, that of its event, the list of calls and its feed."""
    db.session.flush()
    if call.opened_at is None:
        return
    call.sequence += int(rescheduled)
    call.changed_at = max(clock.now_in_seconds(), call.changed_at)
    generations.raise_calendar([SCOPE])
    generations.raise_page([f"event:{call.event.key}"])


def invite_reviewer(call: Call, email: str, *, actor: Person) -> None:
    """Ask someone with an account to rate proposals. Nobody learns whether an address has an account.

    :raises TooMany: more than thirty in a day.
    """
    policy.demand(actor, EventPermission.PROGRAMME_MANAGE, call)
    limits.hit(f"programme_reviewer:{actor.id}", limit=30, window=timedelta(days=1))
    person = find_by_email(email.strip().lower())
    known = {reviewer.person_id for reviewer in queries.list_reviewers(call.event_id)}
    if person is None or not person.is_active or person.id in known:
        return
    db.session.add(ProgrammeReviewer(event_id=call.event_id, person_id=person.id))
    audit.record("call.reviewer.add", call, actor=actor, data={"person": person.key})
    outbox.enqueue("call/reviewer", person_id=person.id, locale=person.locale, facts={**call.mail_facts(), "actor": actor.name})


def remove_reviewer(call: Call, reviewer_id: int, *, actor: Person) -> None:
    """Someone rates no more; what they have said stays. Whoever was asked may step back too."""
    reviewer = next((each for each in queries.list_reviewers(call.event_id) if each.id == reviewer_id), None)
    if reviewer is None:
        return
    if reviewer.person_id != actor.id:
        policy.demand(actor, EventPermission.PROGRAMME_MANAGE, call)
    audit.record("call.reviewer.remove", call, actor=actor, data={"person": reviewer.person.key})
    db.session.delete(reviewer)
    db.session.flush()
