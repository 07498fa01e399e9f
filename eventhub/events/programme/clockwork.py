"""What time does to the programme: calls open and close, promised answers fall due, speakers are asked to confirm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from eventhub.core import clock
from eventhub.core.advance import tell
from eventhub.core.db import db
from eventhub.core.errors import Refused
from eventhub.events.models import Event, Occurrence
from eventhub.events.programme import queries
from eventhub.events.programme.models import Call, Proposal, Speaker
from eventhub.events.programme.services.calls import advance_call
from eventhub.events.programme.workflow import CONFIRM_WITHIN, CallState, Consent, Ps

MAX_REMINDERS = 2
BEFORE_ANSWER = timedelta(days=3)
FORGET_AFTER = timedelta(days=90)
BATCH = 200


def find_due(now: datetime) -> dict[str, Sequence[int]]:
    """The ids of what the clock should act on, by step."""
    waiting = sa.select(Proposal.id).where(Proposal.call_id == Call.id, Proposal.status == Ps.SUBMITTED)
    over = (
        sa.select(Occurrence.event_id)
        .group_by(Occurrence.event_id)
        .having(sa.func.max(Occurrence.ends_at) <= now - FORGET_AFTER)
    )
    since = sa.func.coalesce(Proposal.reminded_at, Proposal.status_since)
    return {
        "call_open": _ids(sa.select(Call.id).join(Event).where(
            Call.status == CallState.DRAFT, Call.opens_at <= now, Call.deadline_at > now,
            Event.status.in_(Event.__workflow__.public_states), Call.text != "",
        )),
        "call_lapse": _ids(sa.select(Call.id).where(Call.status == CallState.OPEN, Call.deadline_at <= now)),
        "call_answers": _ids(sa.select(Call.id).where(
            Call.status == CallState.CLOSED, Call.reminded_at.is_(None), Call.answer_by <= (now + BEFORE_ANSWER).date(),
            waiting.exists(),
        )),
        "proposal_confirm": _ids(sa.select(Proposal.id).where(
            Proposal.status == Ps.ACCEPTED, Proposal.reminders <= MAX_REMINDERS, since <= now - CONFIRM_WITHIN
        )),
        "speaker_forget": _ids(sa.select(Speaker.id).outerjoin(Proposal, Proposal.id == Speaker.proposal_id)
                               .outerjoin(Call, Call.id == Proposal.call_id).where(
            Speaker.email != "", Speaker.consent == Consent.INVITED,
            sa.or_(Speaker.consent_since <= now - FORGET_AFTER, Proposal.status.in_((Ps.DECLINED, Ps.WITHDRAWN)), Call.event_id.in_(over)),
        )),
    }  # fmt: skip


def _ids(statement: sa.Select[int]) -> Sequence[int]:
    return db.session.scalars(statement.limit(BATCH)).all()


def act(name: str, record_id: int) -> bool:
    """Do one due thing. False when it was no longer due, or could not be done."""
    if record_id not in find_due(clock.now())[name]:
        return False  # another worker was quicker
    if name == "speaker_forget":
        return _forget(record_id)
    if name == "proposal_confirm":
        return _ask_to_confirm(queries.get_proposal_by_id(record_id))
    call = queries.get_call_by_id(record_id)
    if name == "call_answers":
        return _remind_of_answers(call)
    try:
        advance_call(call, {"call_open": "open_due", "call_lapse": "lapse"}[name], actor=None)
    except Refused:
        return False
    return True


def _remind_of_answers(call: Call) -> bool:
    """The day is near by which everyone was promised an answer, and some still wait."""
    call.reminded_at = clock.now()
    tell(call, "call/answers", ("organizers",), actor=None)
    return True


def _ask_to_confirm(proposal: Proposal) -> bool:
    """Two reminders to the speakers; then the organizers hear that nobody answers."""
    party = "speakers" if proposal.reminders < MAX_REMINDERS else "organizers"
    tell(proposal, "proposal/reminder", (party,), actor=None, extra={"since": proposal.status_since.isoformat()})
    proposal.reminders += 1
    proposal.reminded_at = clock.now()
    return True


def _forget(speaker_id: int) -> bool:
    """Addresses are borrowed: whoever never answered is forgotten."""
    speaker = db.session.get(Speaker, speaker_id)
    if speaker is None:
        return False
    db.session.delete(speaker)
    return True
