"""The two lives of a source: whether it is kept in step, and whether its events go out without a review."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from eventhub.accounts.guards import not_own_item
from eventhub.communities.permissions import CommunityPermission as P
from eventhub.core.permissions import Actor
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.workflow import State, Step, Tone, Workflow


class SourceState(StrEnum):
    """Whether a source is kept in step."""

    LOOKED_AT = "looked_at"
    ACTIVE = "active"
    PAUSED = "paused"
    REMOVED = "removed"


class Trust(StrEnum):
    """What becomes of the drafts of a source."""

    REVIEWED = "reviewed"
    TRUSTED = "trusted"


def others_or_official(source: Any, actor: Actor | None, step: Step) -> None:
    """Nobody trusts their own calendar, but for contacts of official communities, whose events go out unreviewed anyway.

    :raises NotAllowed: the actor speaks for the community, which is not official, or works with its contacts.
    """
    if actor is not None and not source.is_of_official_contact(actor):
        not_own_item(source, actor, step)


S = SourceState

SOURCE = Workflow(
    subject="source", initial=S.LOOKED_AT,
    states={
        S.LOOKED_AT: State(
            label=_l("Looked at"), tone=Tone.WAIT, turn="contacts",
            says=_l("Nothing has come in yet. See what would, then bring it in.")),
        S.ACTIVE: State(
            label=_l("Kept in step"), tone=Tone.GOOD,
            says=_l("What changes there changes here. What you edit here stays yours.")),
        S.PAUSED: State(
            label=_l("Paused"), tone=Tone.QUIET, turn="contacts",
            says=_l("Nobody looks there now. The events stay as they are until you go on.")),
        S.REMOVED: State(
            label=_l("Removed"), tone=Tone.QUIET, says=_l("This calendar is no longer mirrored.")),
    },
    steps=(
        Step(name="bring_in", sources=frozenset({S.LOOKED_AT}), target=S.ACTIVE, permission=P.SOURCE_EDIT,
             label=_l("Bring it in"), does=_l("Its events become drafts, and the calendar is kept in step from now on."),
             done=_l("Its events are in.")),
        Step(name="bring_in_once", sources=frozenset({S.LOOKED_AT}), target=S.PAUSED, permission=None,
             label=_l("Bring it in by command"), does=_l("Its events become drafts each time the command is run."),
             done=_l("Its events are in.")),
        Step(name="pause", sources=frozenset({S.ACTIVE}), target=S.PAUSED, permission=P.SOURCE_EDIT,
             label=_l("Pause"), does=_l("Nobody looks there until you go on. The events stay."),
             done=_l("Paused. The events stay as they are.")),
        Step(name="give_up", sources=frozenset({S.ACTIVE}), target=S.PAUSED, permission=None, tells=("contacts",),
             label=_l("Pause what is gone"), does=_l("After a week without anything there it is paused."),
             done=_l("Paused, because there is nothing at its address any more.")),
        Step(name="resume", sources=frozenset({S.PAUSED}), target=S.ACTIVE, permission=P.SOURCE_EDIT,
             label=_l("Go on"), does=_l("It is looked at again within a minute, and kept in step."),
             done=_l("It is kept in step again.")),
        Step(name="remove", sources=frozenset({S.LOOKED_AT, S.ACTIVE, S.PAUSED}), target=S.REMOVED,
             permission=P.SOURCE_EDIT, label=_l("Remove"), grave=True,
             does=_l("It is no longer mirrored. You choose what becomes of its events."), done=_l("Removed.")),
    ),
)  # fmt: skip

TRUST = Workflow(
    subject="source", initial=Trust.REVIEWED, column="trust",
    states={
        Trust.REVIEWED: State(
            label=_l("Reviewed"), tone=Tone.QUIET, says=_l("Its events come in as drafts, which go through a review.")),
        Trust.TRUSTED: State(
            label=_l("Trusted"), tone=Tone.GOOD, says=_l("Its events go out by themselves as soon as nothing is missing.")),
    },
    steps=(
        Step(name="trust", sources=frozenset({Trust.REVIEWED}), target=Trust.TRUSTED, permission=P.SOURCE_TRUST,
             label=_l("Trust it"), guards=(others_or_official,), tells=("contacts",),
             does=_l("Its events go out by themselves, without a review, as soon as nothing is missing."),
             done=_l("Trusted. Its events go out by themselves.")),
        Step(name="distrust", sources=frozenset({Trust.TRUSTED}), target=Trust.REVIEWED, permission=P.SOURCE_TRUST,
             label=_l("Review its events again"), guards=(others_or_official,), needs_reason=True, tells=("contacts",),
             does=_l("New events wait for a review. What is published stays."),
             done=_l("Its new events wait for a review.")),
    ),
)  # fmt: skip
