"""The lives of a call, a proposal, the decision about it and a speaker's consent, on one page.

A proposal has two lives: ``status`` is what its speakers see; ``decision`` is what the organizers have made up their
minds about, and nobody else's business until it is announced.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from typing import Any

from eventhub.core.permissions import Actor
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.workflow import State, Step, Tone, Workflow
from eventhub.events.permissions import EventPermission as P
from eventhub.events.programme import guards

CONFIRM_WITHIN = timedelta(days=7)


class CallState(StrEnum):
    """The states of a call for speakers."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Ps(StrEnum):
    """The states of a proposal, as its speakers see them."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WAITLISTED = "waitlisted"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class D(StrEnum):
    """What the organizers have decided so far."""

    OPEN = "open"
    ACCEPT = "accept"
    WAITLIST = "waitlist"
    DECLINE = "decline"


class Consent(StrEnum):
    """Whether a speaker agrees to be named."""

    INVITED = "invited"
    CONSENTS = "consents"
    REFUSES = "refuses"


def _decided(decision: D) -> Callable[[Any, Actor | None, Step], None]:
    def check(proposal: Any, actor: Actor | None, step: Step) -> None:
        guards.decided_as(proposal, decision)

    return check


_UNDECIDED = frozenset({Ps.SUBMITTED, Ps.WAITLISTED})

CALL = Workflow(
    subject="call",
    initial=CallState.DRAFT,
    states={
        CallState.DRAFT: State(
            label=_l("Not open yet"), tone=Tone.QUIET, turn="organizers",
            says=_l("Only the organizers see the call. Open it when it says what you look for.")),
        CallState.OPEN: State(
            label=_l("Open"), tone=Tone.GOOD, public=True,
            says=_l("Everyone can propose something until the deadline.")),
        CallState.CLOSED: State(
            label=_l("Closed"), tone=Tone.QUIET, turn="organizers", public=True,
            says=_l("Nothing new comes in any more. The organizers read what there is.")),
    },
    steps=(
        Step(name="open", sources=frozenset({CallState.DRAFT, CallState.CLOSED}), target=CallState.OPEN,
             permission=P.PROGRAMME_MANAGE, label=_l("Open the call"), guards=(guards.call_is_complete,),
             does=_l("Everyone finds it among the open calls, and its deadline goes into the calendars."),
             done=_l("The call is open. Its deadline is in the calendars.")),
        Step(name="open_due", sources=frozenset({CallState.DRAFT}), target=CallState.OPEN, permission=None,
             label=_l("Open at the time set"), guards=(guards.call_is_complete,),
             does=_l("It opens by itself."), done=_l("The call is open.")),
        Step(name="close", sources=frozenset({CallState.OPEN}), target=CallState.CLOSED, permission=P.PROGRAMME_MANAGE,
             label=_l("Close it now"), grave=True,
             does=_l("Nothing new comes in any more. Calendars say that the call is over."),
             done=_l("The call is closed.")),
        Step(name="lapse", sources=frozenset({CallState.OPEN}), target=CallState.CLOSED, permission=None,
             label=_l("Close at the deadline"), tells=("organizers",),
             does=_l("The deadline has passed."), done=_l("The call is closed.")),
    ),
)  # fmt: skip

PROPOSAL = Workflow(
    subject="proposal",
    initial=Ps.DRAFT,
    states={
        Ps.DRAFT: State(
            label=_l("Draft"), tone=Tone.QUIET, turn="speakers",
            says=_l("Only its speakers see this. Send it in before the deadline.")),
        Ps.SUBMITTED: State(
            label=_l("Sent in"), tone=Tone.WAIT, turn="organizers",
            says=_l("The organizers read all proposals together. Whatever they decide, you hear from them.")),
        Ps.WAITLISTED: State(
            label=_l("In reserve"), tone=Tone.WAIT, turn="organizers",
            says=_l("There is no room for it yet. When a place opens you are asked; nothing is lost.")),
        Ps.ACCEPTED: State(
            label=_l("Accepted"), tone=Tone.WARN, turn="speakers", remind_after=CONFIRM_WITHIN, escalate_to="organizers",
            says=_l("The organizers want it. Say that you will come, so that it can stand in the programme.")),
        Ps.CONFIRMED: State(
            label=_l("Confirmed"), tone=Tone.GOOD,
            says=_l("It is part of the programme. You hear when its time or room changes.")),
        Ps.DECLINED: State(
            label=_l("Not in this programme"), tone=Tone.STOP,
            says=_l("The organizers have given their reason. The text stays yours, to send it elsewhere.")),
        Ps.WITHDRAWN: State(
            label=_l("Withdrawn"), tone=Tone.QUIET,
            says=_l("Its speakers have taken it back.")),
    },
    steps=(
        Step(name="submit", sources=frozenset({Ps.DRAFT}), target=Ps.SUBMITTED, permission=P.PROPOSAL_EDIT,
             label=_l("Send it in"), guards=(guards.proposal_is_complete, guards.call_takes_it), tells=("speakers",),
             does=_l("The organizers and the people who rate can read it. You can change it until the deadline."),
             done=_l("Sent in. You will hear from the organizers.")),
        Step(name="announce_accepted", sources=_UNDECIDED, target=Ps.ACCEPTED, permission=P.PROGRAMME_MANAGE,
             label=_l("Tell them it is accepted"), guards=(_decided(D.ACCEPT),), tells=("speakers",),
             does=_l("The speakers are asked to confirm."), done=_l("The speakers know that it is accepted.")),
        Step(name="announce_waitlisted", sources=frozenset({Ps.SUBMITTED}), target=Ps.WAITLISTED,
             permission=P.PROGRAMME_MANAGE, label=_l("Tell them it is in reserve"), guards=(_decided(D.WAITLIST),),
             tells=("speakers",), does=_l("The speakers hear that it is kept in reserve."),
             done=_l("The speakers know that it is in reserve.")),
        Step(name="announce_declined", sources=_UNDECIDED, target=Ps.DECLINED, permission=P.PROGRAMME_MANAGE,
             label=_l("Tell them it is not taken"), guards=(_decided(D.DECLINE),), needs_reason=True, tells=("speakers",),
             does=_l("The speakers read your reason and what they can do next."),
             done=_l("The speakers have your reason.")),
        Step(name="confirm", sources=frozenset({Ps.ACCEPTED}), target=Ps.CONFIRMED, permission=P.PROPOSAL_EDIT,
             label=_l("I will be there"), does=_l("It can stand in the programme from the next version on."),
             done=_l("Confirmed. You hear when its time or room changes.")),
        Step(name="call_off", sources=frozenset({Ps.ACCEPTED, Ps.CONFIRMED}), target=Ps.DECLINED,
             permission=P.PROGRAMME_MANAGE, label=_l("Take it out of the programme"), needs_reason=True, grave=True,
             guards=(guards.no_part_in_it,), tells=("speakers",),
             does=_l("The speakers read your reason. It leaves the schedule with the next version."),
             done=_l("Taken out. The speakers have your reason.")),
        Step(name="withdraw", sources=frozenset({Ps.SUBMITTED, Ps.WAITLISTED, Ps.ACCEPTED, Ps.CONFIRMED}),
             target=Ps.WITHDRAWN, permission=P.PROPOSAL_EDIT, label=_l("Withdraw it"), grave=True, tells=("organizers",),
             does=_l("The organizers learn that it does not take place. This can't be undone."),
             done=_l("Withdrawn. The organizers know.")),
    ),
)  # fmt: skip

_ANY = frozenset(D)
_guarded = (guards.no_part_in_it, guards.is_undecided)

DECISION = Workflow(
    subject="decision",
    column="decision",
    initial=D.OPEN,
    states={
        D.OPEN: State(label=_l("Nothing decided"), tone=Tone.WAIT, says=_l("Nothing has been decided about it yet.")),
        D.ACCEPT: State(label=_l("To be accepted"), tone=Tone.GOOD, says=_l("Decided. The speakers learn it when you announce it.")),
        D.WAITLIST: State(label=_l("For the reserve"), tone=Tone.WARN,
                          says=_l("Decided. The speakers learn it when you announce it.")),
        D.DECLINE: State(label=_l("To be declined"), tone=Tone.STOP, says=_l("Decided. The speakers learn it when you announce it.")),
    },
    steps=(
        Step(name="accept", sources=_ANY - {D.ACCEPT}, target=D.ACCEPT, permission=P.PROGRAMME_MANAGE, label=_l("Accept"),
             guards=_guarded, does=_l("It can be placed in the schedule. Nobody is told yet."), done=_l("Decided: accepted.")),
        Step(name="waitlist", sources=_ANY - {D.WAITLIST}, target=D.WAITLIST, permission=P.PROGRAMME_MANAGE,
             label=_l("Keep in reserve"), guards=_guarded, does=_l("It may take the place of another. Nobody is told yet."),
             done=_l("Decided: in reserve.")),
        Step(name="decline", sources=_ANY - {D.DECLINE}, target=D.DECLINE, permission=P.PROGRAMME_MANAGE, label=_l("Decline"),
             guards=_guarded, needs_reason=True, does=_l("The speakers read your reason when you announce it."),
             done=_l("Decided: declined.")),
        Step(name="reopen", sources=_ANY - {D.OPEN}, target=D.OPEN, permission=P.PROGRAMME_MANAGE, label=_l("Decide later"),
             guards=_guarded, does=_l("It is open again. Nobody was told."), done=_l("It is open again.")),
    ),
)  # fmt: skip

CONSENT = Workflow(
    subject="speaker",
    column="consent",
    initial=Consent.INVITED,
    states={
        Consent.INVITED: State(
            label=_l("Asked"), tone=Tone.WAIT, says=_l("We wait for the answer. Until then no name is shown.")),
        Consent.CONSENTS: State(
            label=_l("Takes part"), tone=Tone.GOOD, says=_l("The name stands in the programme.")),
        Consent.REFUSES: State(
            label=_l("Does not take part"), tone=Tone.QUIET, says=_l("The name is not shown.")),
    },
    steps=(
        Step(name="consent", sources=frozenset({Consent.INVITED, Consent.REFUSES}), target=Consent.CONSENTS,
             permission=P.SPEAKER_ANSWER, label=_l("Yes, I take part"),
             does=_l("Your name and what you say of yourself stand in the programme once it is published."),
             done=_l("Thank you. You are one of its speakers.")),
        Step(name="refuse", sources=frozenset({Consent.INVITED, Consent.CONSENTS}), target=Consent.REFUSES,
             permission=P.SPEAKER_ANSWER, label=_l("No, thank you"), guards=(guards.others_remain,),
             does=_l("Your name is not shown. You need not say why."), done=_l("Your name is not shown.")),
        Step(name="refuse_by_link", sources=frozenset({Consent.INVITED}), target=Consent.REFUSES, permission=None,
             label=_l("No, thank you"), does=_l("Whoever has the mail can refuse without an account."),
             done=_l("Your name is not shown, and your address is forgotten.")),
    ),
)  # fmt: skip
