"""The life of an invitation to run an event, or to host it with others."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from eventhub.core.text import lazy_gettext as _l
from eventhub.core.workflow import State, Step, Tone, Workflow
from eventhub.events.permissions import EventPermission

ANSWER_WITHIN = timedelta(days=14)


class I(StrEnum):  # noqa: E742  short as those of its siblings: S for the event, O for a date, I for an invitation
    """The states of an invitation."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


P = EventPermission
_OPEN = frozenset({I.INVITED})

INVITATION = Workflow(
    subject="ownership",
    initial=I.INVITED,
    states={
        I.INVITED: State(label=_l("Invited"), tone=Tone.WAIT, turn="invited", answer_within=ANSWER_WITHIN,
                         says=_l("They have two weeks to answer. Nothing changes before they do.")),
        I.ACCEPTED: State(label=_l("Accepted"), tone=Tone.GOOD, says=_l("They are part of it now.")),
        I.DECLINED: State(label=_l("Declined"), tone=Tone.QUIET, says=_l("They have said no. Nothing has changed.")),
        I.WITHDRAWN: State(label=_l("Taken back"), tone=Tone.QUIET, says=_l("The organizers have taken the invitation back.")),
        I.LAPSED: State(label=_l("Without an answer"), tone=Tone.QUIET,
                        says=_l("Two weeks went by. The organizers can invite anew.")),
    },
    steps=(
        Step(name="accept", sources=_OPEN, target=I.ACCEPTED, permission=P.ACCEPT,
             label=_l("Accept"), tells=("organizers",),
             does=_l("You are named on the event's page from now on."), done=_l("You are part of it now. Thank you.")),
        Step(name="decline", sources=_OPEN, target=I.DECLINED, permission=P.ACCEPT,
             label=_l("Decline"), tells=("organizers",),
             does=_l("The organizers hear that you can't. You need not say why."), done=_l("The organizers know. Thank you for answering.")),
        Step(name="decline_by_mail", sources=_OPEN, target=I.DECLINED, permission=None,
             label=_l("Decline by the link in the mail"), tells=("organizers",),
             does=_l("The organizers hear that you can't. You need not say why."), done=_l("The organizers know. Thank you for answering.")),
        Step(name="withdraw", sources=_OPEN, target=I.WITHDRAWN, permission=P.OWN,
             label=_l("Take it back"),
             does=_l("The invitation is no longer good."), done=_l("The invitation is taken back.")),
        Step(name="lapse", sources=_OPEN, target=I.LAPSED, permission=None,
             label=_l("Without an answer"), tells=("organizers",),
             does=_l("After two weeks the invitation is over."), done=_l("The invitation is over.")),
    ),
)  # fmt: skip
