"""A conference with its call, proposals and schedule, as far along as a test wants it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from eventhub.accounts.models import Person
from eventhub.accounts.queries import find_by_key
from eventhub.events.models import Event
from eventhub.events.programme import queries
from eventhub.events.programme.models import Call, Proposal
from eventhub.events.programme.rules import CallDraft, Kind, ProposalDraft
from eventhub.events.programme.services import calls, proposals
from eventhub.events.workflow import S
from tests.factories import make_event, make_person


def wall_in_days(days: int, hour: int = 18) -> datetime:
    """A wall time so many days ahead."""
    return (datetime.now(UTC).replace(tzinfo=None) + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)


def call_draft(**said: Any) -> CallDraft:
    """What organizers say: talks and workshops, for two weeks, an answer in three."""
    values: dict[str, Any] = {
        "text": "Tell us **what you tried**.", "lengths": {"talk": 30, "workshop": 90}, "deadline": wall_in_days(14),
        "zone": "Europe/Berlin", "answer_by": wall_in_days(20).date(),
    }  # fmt: skip
    return CallDraft(**{**values, **said})


def make_conference(organizer: Person | None = None, **said: Any) -> Event:
    """A public event of two days in five weeks."""
    starts = wall_in_days(35, 9)
    values = {"title": "Nordlicht", "starts": starts, "ends": starts + timedelta(days=1, hours=8), **said}
    return make_event(status=S.PUBLISHED, organizer=organizer, **values)


def _acting(person: Person) -> Person:
    """The same person with what they were granted, as who is signed in."""
    found = find_by_key(person.key)
    assert found
    return found


def make_call(event: Event | None = None, *, is_open: bool = True, **said: Any) -> Call:
    """A call for speakers."""
    event = event or make_conference()
    organizer = _acting(event.organizers[0].person)
    call = calls.save_call(event, call_draft(**said), actor=organizer)
    if is_open:
        calls.advance_call(call, "open", actor=organizer)
    return call


def proposal_draft(**said: Any) -> ProposalDraft:
    """What a speaker says."""
    values: dict[str, Any] = {"title": "Soup for forty", "kind": Kind.TALK, "abstract": "How we cooked.", "notes": "I am nervous.",
                              "name": "Sam the Speaker", "bio": "Cooks."}  # fmt: skip
    return ProposalDraft(**{**values, **said})


def make_proposal(
    call: Call | None = None, *, speaker: Person | None = None, state: str = "submitted", **said: Any
) -> Proposal:
    """A proposal: ``draft``, ``submitted``, ``accepted`` or ``confirmed``."""
    call, speaker = call or make_call(), speaker or make_person()
    proposal = proposals.propose(call, proposal_draft(**said), speaker=speaker)
    if state != "draft":
        proposals.advance_proposal(proposal, "submit", actor=speaker)
    if state in {"accepted", "confirmed"}:
        organizer = _acting(queries.party_organizers(call)[0])
        proposals.decide(proposal, "accept", actor=organizer)
        proposals.announce(call, [proposal.key], actor=organizer)
    if state == "confirmed":
        proposals.advance_proposal(proposal, "confirm", actor=speaker)
    return queries.get_proposal_by_id(proposal.id)
