"""The whole life of a registration on one page.

The steps tell nobody by themselves: whoever registers is told of what they did too, guests have no account, and each
mail has the link of its own seat. :mod:`eventhub.events.registration.telling` tells.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Any

from eventhub.core.errors import NotAllowed
from eventhub.core.permissions import Actor
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.workflow import State, Step, Tone, Workflow
from eventhub.events.permissions import EventPermission as P


class R(StrEnum):
    """The states of a registration."""

    UNCONFIRMED = "unconfirmed"
    REQUESTED = "requested"
    GOING = "going"
    WAITING = "waiting"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"


OPEN = frozenset({R.UNCONFIRMED, R.REQUESTED, R.GOING, R.WAITING})
"""The states from which it can be cancelled."""
IN_LINE = frozenset({R.REQUESTED, R.GOING, R.WAITING})
"""The states that have a place in the line."""
_NEW = frozenset({R.UNCONFIRMED, R.CANCELLED})


def not_ones_own(registration: Any, actor: Actor | None, step: Step) -> None:
    """Nobody lets themselves in.

    :raises NotAllowed: it is the actor's own registration.
    """
    if actor is not None and registration.person_id == actor.id:
        raise NotAllowed(_l("This is your own registration, so another organizer decides."))


REGISTRATION = Workflow(
    subject="registration",
    initial=R.UNCONFIRMED,
    states={
        R.UNCONFIRMED: State(
            label=_l("Not confirmed yet"), tone=Tone.QUIET,
            says=_l("Open the link in our mail and confirm. Until then no seat is kept; after 48 hours it lapses.")),
        R.REQUESTED: State(
            label=_l("Asked to come"), tone=Tone.WAIT, turn="organizers", answer_within=timedelta(days=7),
            says=_l("The organizers look at each registration. You hear by mail.")),
        R.GOING: State(label=_l("Going"), tone=Tone.GOOD, says=_l("You have a seat.")),
        R.WAITING: State(
            label=_l("On the waiting list"), tone=Tone.WAIT,
            says=_l("All seats are taken. When one becomes free, the first in line gets it at once and hears by mail.")),
        R.DECLINED: State(label=_l("Not this time"), tone=Tone.STOP, says=_l("The organizers have given a reason.")),
        R.CANCELLED: State(label=_l("Not coming"), tone=Tone.QUIET, says=_l("You are not expected. You can come back while it is open.")),
        R.LAPSED: State(label=_l("Lapsed"), tone=Tone.QUIET, says=_l("It was not confirmed within 48 hours.")),
    },
    steps=(
        Step(name="go", sources=_NEW, target=R.GOING, permission=P.HOLD_REGISTRATION,
             label=_l("Register"), does=_l("You get a seat."), done=_l("You have a seat. We have sent you a mail.")),
        Step(name="wait", sources=_NEW, target=R.WAITING, permission=P.HOLD_REGISTRATION,
             label=_l("Join the waiting list"), does=_l("You get the first seat that becomes free when it is your turn."),
             done=_l("You are on the waiting list. You hear by mail as soon as there is a seat for you.")),
        Step(name="request", sources=_NEW, target=R.REQUESTED, permission=P.HOLD_REGISTRATION,
             label=_l("Ask to come"), does=_l("The organizers look at it and answer by mail."),
             done=_l("The organizers have it and answer by mail.")),
        Step(name="approve", sources=frozenset({R.REQUESTED}), target=R.GOING, permission=P.MANAGE_REGISTRATION,
             label=_l("Approve"), guards=(not_ones_own,), does=_l("They get a seat and a mail."), done=_l("Approved. They know.")),
        Step(name="approve_waiting", sources=frozenset({R.REQUESTED}), target=R.WAITING, permission=P.MANAGE_REGISTRATION,
             label=_l("Approve for the waiting list"), guards=(not_ones_own,),
             does=_l("All seats are taken, so they stand in line."), done=_l("Approved. All seats are taken, so they stand in line.")),
        Step(name="decline", sources=frozenset({R.REQUESTED}), target=R.DECLINED, permission=P.MANAGE_REGISTRATION,
             label=_l("Decline"), guards=(not_ones_own,), needs_reason=True,
             does=_l("They read your reason in a mail."), done=_l("Declined. They have your reason.")),
        Step(name="promote", sources=frozenset({R.WAITING}), target=R.GOING, permission=None,
             label=_l("Move up"), does=_l("A seat became free, and the first in line gets it."), done=_l("They moved up.")),
        Step(name="change", sources=frozenset({R.GOING, R.WAITING}), target=R.GOING, permission=P.HOLD_REGISTRATION,
             label=_l("Change the seat"), does=_l("The other seat becomes yours, this one becomes free."),
             done=_l("Your seat is changed.")),
        Step(name="change_waiting", sources=frozenset({R.WAITING}), target=R.WAITING, permission=P.HOLD_REGISTRATION,
             label=_l("Change the line"), does=_l("You stand in the other line, at its end."),
             done=_l("You stand in the other line now.")),
        Step(name="move", sources=frozenset({R.GOING, R.WAITING}), target=R.GOING, permission=P.MANAGE_REGISTRATION,
             label=_l("Give the other seat"), does=_l("They get the other seat and a mail."), done=_l("Moved. They know.")),
        Step(name="cancel", sources=OPEN, target=R.CANCELLED, permission=P.HOLD_REGISTRATION,
             label=_l("I can't come"), does=_l("Your seat goes to the next in line. You can come back while it is open."),
             done=_l("Cancelled. Thank you for telling us.")),
        Step(name="remove", sources=OPEN, target=R.CANCELLED, permission=P.MANAGE_REGISTRATION,
             label=_l("Cancel this registration"), needs_reason=True, grave=True,
             does=_l("They read your reason in a mail; the seat goes to the next in line."), done=_l("Cancelled. They have your reason.")),
        Step(name="lapse", sources=frozenset({R.UNCONFIRMED}), target=R.LAPSED, permission=None,
             label=_l("Lapse"), does=_l("It was not confirmed within 48 hours."), done=_l("It lapsed.")),
    ),
)  # fmt: skip
