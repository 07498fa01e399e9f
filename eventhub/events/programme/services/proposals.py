"""Proposals: writing them, rating them, deciding about them, saying so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.core import advance as engine
from eventhub.core import audit, clock, generations, limits, policy
from eventhub.core.db import db
from eventhub.core.errors import Invalid, Refused
from eventhub.core.permissions import Actor
from eventhub.core.text import clean_text
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.workflow import Step
from eventhub.events.permissions import EventPermission
from eventhub.events.programme import guards, queries
from eventhub.events.programme.models import Call, Proposal, Rating, Session, Speaker
from eventhub.events.programme.rules import USUAL, ProposalDraft, check_proposal
from eventhub.events.programme.workflow import DECISION, PROPOSAL, Consent, D, Ps

MAX_COMMENT = 2000
EDITABLE = frozenset({Ps.DRAFT, Ps.SUBMITTED, Ps.WAITLISTED, Ps.ACCEPTED, Ps.CONFIRMED})
ANNOUNCEMENTS = {D.ACCEPT: "announce_accepted", D.WAITLIST: "announce_waitlisted", D.DECLINE: "announce_declined"}


def propose(call: Call, draft: ProposalDraft, *, speaker: Person) -> Proposal:
    """A new draft; whoever writes it is its first speaker. It can be kept after the deadline, but not sent in.

    :raises Invalid: a text is too long, or there is none.
    :raises Refused: the person has as many proposals in this call as one may have.
    :raises TooMany: more than thirty in a day.
    """
    policy.demand(speaker, EventPermission.CALL_READ, call)
    draft = check_proposal(draft)
    limits.hit(f"proposal:{speaker.id}", limit=30, window=timedelta(days=1))
    if queries.count_of_speaker(speaker, call.id) >= call.most_each:
        raise Refused(
            _l("One person can have %(n)s proposals in this call. Change one of yours, or withdraw it.", n=call.most_each)
        )
    proposal = Proposal(call=call, status=PROPOSAL.initial, decision=DECISION.initial, minutes=_minutes(call, draft), ratings=[],
                        **_said(draft))  # fmt: skip
    first = Speaker(person=speaker, name=draft.name, bio=draft.bio)
    proposal.speakers = [first]
    db.session.add(proposal)
    db.session.flush()
    audit.record("proposal.add", proposal, actor=speaker)
    engine.advance(first, "consent", actor=speaker)
    return proposal


def save_proposal(proposal: Proposal, draft: ProposalDraft, *, actor: Person) -> None:
    """Take over what the form says. What it is can't change any more once it is decided about.

    :raises Invalid: a text is too long, or there is none.
    :raises Refused: it can't be edited any more.
    """
    policy.demand(actor, EventPermission.PROPOSAL_EDIT, proposal)
    draft = check_proposal(draft)
    if proposal.status not in EDITABLE:
        raise Refused(_l("This can't be changed any more."))
    said = _said(draft)
    if proposal.status not in {Ps.DRAFT, Ps.SUBMITTED}:
        said["kind"] = proposal.kind
    changed = [name for name, value in said.items() if getattr(proposal, name) != value]
    for name in changed:
        setattr(proposal, name, said[name])
    if "kind" in changed:
        proposal.minutes = _minutes(proposal.call, draft)
    own = next(speaker for speaker in proposal.speakers if speaker.person_id == actor.id)
    if (own.name, own.bio) != (draft.name, draft.bio):
        own.name, own.bio = draft.name, draft.bio
        raise_names(proposal.call.event.key)
    if changed:
        audit.record("proposal.edit", proposal, actor=actor, data={"changed": changed})


def _said(draft: ProposalDraft) -> dict[str, Any]:
    return {"title": draft.title, "kind": draft.kind, "abstract": draft.abstract, "notes": draft.notes, "needs": draft.needs,
            "language": draft.language, "level": draft.level}  # fmt: skip


def _minutes(call: Call, draft: ProposalDraft) -> int:
    return int(call.lengths.get(draft.kind.value, USUAL[draft.kind]))


def raise_names(event_key: str) -> None:
    """Somebody's name or consent has changed, and with it the page of the programme."""
    generations.raise_page([f"event:{event_key}"])


def delete_draft(proposal: Proposal, *, actor: Person) -> None:
    """Throw a draft away.

    :raises Refused: it has been sent in; it can be withdrawn.
    """
    policy.demand(actor, EventPermission.PROPOSAL_EDIT, proposal)
    if proposal.status != Ps.DRAFT:
        raise Refused(_l("It has been sent in. Withdraw it instead."))
    db.session.execute(sa.delete(Proposal).where(Proposal.id == proposal.id))
    db.session.expunge(proposal)


def advance_proposal(proposal: Proposal, name: str, *, actor: Actor | None, reason: str = "") -> Step:
    """Take one step of what speakers see, with all that belongs to it.

    :raises Refused: as :func:`eventhub.core.advance.advance` does.
    """
    values: dict[str, Any] = {"reminders": 0, "reminded_at": None}
    if name == "submit":
        values["submitted_at"] = clock.now()
    if name in ANNOUNCEMENTS.values():
        values["announced_at"] = clock.now()
    step = engine.advance(proposal, name, actor=actor, reason=reason, values=values)
    if proposal.status in {Ps.WITHDRAWN, Ps.DECLINED}:
        _leave_schedule(proposal)
    return step


def rate(proposal: Proposal, stars: int | None, comment: str, *, actor: Person) -> Rating:
    """Say what one thinks of a proposal, or change it. No stars: one would rather not say.

    :raises NotAllowed: the actor has a part in it.
    :raises Invalid: there are no such stars, or the comment is too long.
    :raises Refused: it is settled.
    """
    policy.demand(actor, EventPermission.PROGRAMME_RATE, proposal)
    guards.no_part_in_it(proposal, actor)
    comment = clean_text(comment)
    if stars is not None and stars not in range(1, 6):
        raise Invalid({"stars": _l("Choose between one and five stars.")})
    if len(comment) > MAX_COMMENT:
        raise Invalid({"comment": _l("Please keep it to %(n)s characters.", n=MAX_COMMENT)})
    if proposal.status not in {Ps.SUBMITTED, Ps.WAITLISTED}:
        raise Refused(_l("This is settled already: “%(state)s”.", state=PROPOSAL.states[proposal.status].label))
    rating = db.session.scalars(
        sa.select(Rating).where(Rating.proposal_id == proposal.id, Rating.person_id == actor.id)
    ).first() or Rating(proposal_id=proposal.id, person_id=actor.id)  # fmt: skip
    rating.stars, rating.comment, rating.rated_at = stars, comment, clock.now()
    db.session.add(rating)
    db.session.flush()
    return rating


# Deciding, and saying so


def decide(proposal: Proposal, name: str, *, actor: Person, reason: str = "") -> Step:
    """Make up one's mind about a proposal. Its speakers see nothing of it; an accepted one can be placed.

    :raises Refused: as :func:`eventhub.core.advance.advance` does.
    """
    values = {"decision_reason": clean_text(reason)[: engine.MAX_REASON] if name == "decline" else ""}
    step = engine.advance(proposal, name, actor=actor, reason=reason, machine=DECISION, values=values)
    if proposal.decision == D.ACCEPT:
        db.session.add(Session(event_id=proposal.call.event_id, proposal=proposal, kind=proposal.kind, minutes=proposal.minutes,
                               language=proposal.language))  # fmt: skip
        db.session.flush()
    else:
        _leave_schedule(proposal)
    return step


def decide_many(call: Call, keys: Sequence[str], name: str, *, actor: Person, reason: str = "") -> tuple[int, int]:
    """The same for several. Returns how many were decided, and how many were not this actor's to decide or settled.

    :raises Invalid: a reason is needed and missing.
    """
    policy.demand(actor, EventPermission.PROGRAMME_MANAGE, call)
    if DECISION.step(name).needs_reason and not clean_text(reason):
        raise Invalid({"reason": _l("Please say why: the people concerned will read it.")})
    return _each(call, keys, lambda proposal: decide(proposal, name, actor=actor, reason=reason))


def announce(call: Call, keys: Sequence[str] | None, *, actor: Person) -> tuple[int, int]:
    """Tell the speakers what was decided: about these proposals, or (None) about all. Returns told and left out."""
    policy.demand(actor, EventPermission.PROGRAMME_MANAGE, call)
    waiting = {proposal.key: proposal for proposal in queries.list_to_announce(call)}
    chosen = list(waiting) if keys is None else [key for key in keys if key in waiting]
    told, left = _each(call, chosen, lambda proposal: advance_proposal(
        proposal, ANNOUNCEMENTS[proposal.decision], actor=actor, reason=proposal.decision_reason
    ), waiting)  # fmt: skip
    return told, left + (len(keys) - len(chosen) if keys is not None else 0)


def _each(call: Call, keys: Sequence[str], act: Any, known: Mapping[str, Proposal] | None = None) -> tuple[int, int]:
    done = 0
    for key in dict.fromkeys(keys):
        proposal = known.get(key) if known is not None else queries.find_proposal(key)
        if proposal is None or proposal.call_id != call.id:
            continue
        try:
            act(proposal)
        except Refused:
            continue
        done += 1
    return done, len(set(keys)) - done


def _leave_schedule(proposal: Proposal) -> None:
    """What does not take place has no place; the next version of the schedule says so."""
    found = db.session.scalars(sa.select(Session).where(Session.proposal_id == proposal.id)).first()
    if found is not None:
        db.session.delete(found)
        db.session.flush()


def consenting(proposal: Proposal) -> list[Speaker]:
    """Those of its speakers who may be named."""
    return [speaker for speaker in proposal.speakers if speaker.consent == Consent.CONSENTS]
