"""The life of a task on an event's checklist."""

from __future__ import annotations

from enum import StrEnum

from eventhub.core.text import lazy_gettext as _l
from eventhub.core.workflow import State, Step, Tone, Workflow
from eventhub.events.permissions import EventPermission as P


class T(StrEnum):
    """The states of a task."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


TASK = Workflow(
    subject="task",
    initial=T.OPEN,
    states={
        T.OPEN: State(label=_l("To do"), tone=Tone.WAIT, turn="organizers", says=_l("Someone still has to do this.")),
        T.DONE: State(label=_l("Done"), tone=Tone.GOOD, says=_l("This is done.")),
        T.DROPPED: State(label=_l("Not needed"), tone=Tone.QUIET, says=_l("You have decided that this event does without.")),
    },
    steps=(
        Step(name="finish", sources=frozenset({T.OPEN}), target=T.DONE, permission=P.EDIT,
             label=_l("Done"), does=_l("It is ticked off; nobody is reminded any more."), done=_l("Ticked off.")),
        Step(name="drop", sources=frozenset({T.OPEN}), target=T.DROPPED, permission=P.EDIT,
             label=_l("Not needed"), does=_l("It stays on the list, struck out."), done=_l("Struck out.")),
        Step(name="reopen", sources=frozenset({T.DONE, T.DROPPED}), target=T.OPEN, permission=P.EDIT,
             label=_l("Open it again"), does=_l("It is to be done again."), done=_l("It is to be done again.")),
    ),
)  # fmt: skip
