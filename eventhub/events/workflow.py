"""The whole life of an event, and that of each of its dates, on one page."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from eventhub.accounts.guards import not_own_item
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.workflow import State, Step, Tone, Workflow
from eventhub.events.guards import appeal_in_time, claimed_by_actor, complete, not_the_one_who_declined, still_ahead
from eventhub.events.permissions import EventPermission

DECIDE_WITHIN = timedelta(days=7)
REMIND_CHANGES = timedelta(days=5)
BACK_TO_DRAFT = timedelta(days=30)


class S(StrEnum):
    """The states of an event: its review and its publication."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    PUBLISHED = "published"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class O(StrEnum):  # noqa: E742  the two machines are read side by side: S for the event, O for an occurrence
    """The states of one date."""

    SCHEDULED = "scheduled"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    HELD = "held"
    REPORTED = "reported"


P = EventPermission
_OPEN = frozenset({S.DRAFT, S.SUBMITTED, S.IN_REVIEW, S.CHANGES_REQUESTED})

EVENT = Workflow(
    subject="event",
    initial=S.DRAFT,
    override_permission=P.OVERRIDE,
    states={
        S.DRAFT: State(
            label=_l("Draft"), tone=Tone.QUIET, turn="organizers",
            says=_l("Only you and your co-organizers see this. Send it for review when it is ready.")),
        S.SUBMITTED: State(
            label=_l("Waiting for a reviewer"), tone=Tone.WAIT, turn="reviewers", answer_within=DECIDE_WITHIN,
            remind_after=timedelta(days=3), escalate_to="team",
            says=_l("A reviewer of your region will look at it.")),
        S.IN_REVIEW: State(
            label=_l("In review"), tone=Tone.WAIT, turn="reviewer", answer_within=DECIDE_WITHIN,
            remind_after=timedelta(days=3), escalate_to="reviewers",
            says=_l("A reviewer is reading it.")),
        S.CHANGES_REQUESTED: State(
            label=_l("Changes asked for"), tone=Tone.WARN, turn="organizers", remind_after=REMIND_CHANGES,
            says=_l("The reviewer has listed what to change. When you send it back, the same reviewer reads on.")),
        S.APPROVED: State(
            label=_l("Approved"), tone=Tone.GOOD, turn="organizers", remind_after=timedelta(days=5),
            says=_l("It is ready. Publish it when you like, or let it go out at the time you set.")),
        S.PUBLISHED: State(
            label=_l("Published"), tone=Tone.GOOD, public=True,
            says=_l("Everyone can find it, and it is in the calendars.")),
        S.POSTPONED: State(
            label=_l("Postponed"), tone=Tone.WARN, turn="organizers", remind_after=timedelta(days=14), public=True,
            says=_l("It will not take place on the date given. Set a new date and bring it back.")),
        S.CANCELLED: State(
            label=_l("Cancelled"), tone=Tone.STOP, public=True,
            says=_l("It will not take place. Calendars say so too.")),
        S.DECLINED: State(
            label=_l("Not taken on"), tone=Tone.STOP,
            says=_l("The reviewer has given a reason. You can ask for a second reading by someone else within 14 days.")),
        S.WITHDRAWN: State(
            label=_l("Withdrawn"), tone=Tone.QUIET,
            says=_l("You have taken it back. Duplicate it if you want to try again.")),
    },
    steps=(
        Step(name="submit", sources=frozenset({S.DRAFT}), target=S.SUBMITTED, permission=P.EDIT,
             label=_l("Send for review"), guards=(complete,),
             does=_l("A reviewer of your region reads it; you hear within a week."),
             done=_l("Sent. You will hear within a week."), tells=("reviewers", "organizers")),
        Step(name="fast_publish", sources=frozenset({S.DRAFT}), target=S.PUBLISHED, permission=P.FAST_PUBLISH,
             label=_l("Publish now"), guards=(complete,),
             does=_l("Your community is official, so it goes out at once, without a review."),
             done=_l("Published. It is in the calendars now."), tells=("organizers",)),
        Step(name="claim", sources=frozenset({S.SUBMITTED}), target=S.IN_REVIEW, permission=P.REVIEW,
             label=_l("I'll review this"), guards=(not_own_item, not_the_one_who_declined),
             does=_l("Nobody else needs to look at it; the organizers see that someone is reading."),
             done=_l("It is yours to review."), tells=("organizers",)),
        Step(name="release", sources=frozenset({S.IN_REVIEW}), target=S.SUBMITTED, permission=P.REVIEW,
             label=_l("Put it back"), guards=(claimed_by_actor,),
             does=_l("It goes back to the queue, for another reviewer."),
             done=_l("It is back in the queue.")),
        Step(name="request_changes", sources=frozenset({S.IN_REVIEW}), target=S.CHANGES_REQUESTED, permission=P.REVIEW,
             label=_l("Ask for changes"), guards=(not_own_item, claimed_by_actor), tells=("organizers",),
             does=_l("The organizers get your points as a list; when they send it back it comes to you."),
             done=_l("The organizers have your points.")),
        Step(name="resubmit", sources=frozenset({S.CHANGES_REQUESTED}), target=S.IN_REVIEW, permission=P.EDIT,
             label=_l("Send back to the reviewer"), guards=(complete,), tells=("reviewer", "organizers"),
             does=_l("The same reviewer sees what you changed."),
             done=_l("Sent back. The same reviewer reads on.")),
        Step(name="approve", sources=frozenset({S.IN_REVIEW}), target=S.APPROVED, permission=P.REVIEW,
             label=_l("Approve"), guards=(not_own_item, claimed_by_actor), tells=("organizers",),
             does=_l("The organizers can publish it, or it goes out at the time they set."),
             done=_l("Approved. The organizers know.")),
        Step(name="decline", sources=frozenset({S.IN_REVIEW}), target=S.DECLINED, permission=P.REVIEW,
             label=_l("Decline"), guards=(not_own_item, claimed_by_actor), needs_reason=True, tells=("organizers",),
             does=_l("The organizers read your reason and what they can do next; they may ask someone else to read it."),
             done=_l("Declined. The organizers have your reason."), grave=True),
        Step(name="appeal", sources=frozenset({S.DECLINED}), target=S.SUBMITTED, permission=P.EDIT,
             label=_l("Ask for a second reading"), guards=(appeal_in_time, complete), needs_reason=True,
             tells=("reviewers", "organizers"),
             does=_l("Another reviewer reads it, with what you write here."),
             done=_l("Sent. Another reviewer will read it.")),
        Step(name="publish", sources=frozenset({S.APPROVED}), target=S.PUBLISHED, permission=P.EDIT,
             label=_l("Publish"), guards=(complete,), tells=("organizers",),
             does=_l("Everyone can find it, and it goes into the calendars."),
             done=_l("Published. It is in the calendars now.")),
        Step(name="publish_due", sources=frozenset({S.APPROVED}), target=S.PUBLISHED, permission=None,
             label=_l("Publish at the time set"), tells=("organizers",), guards=(still_ahead,),
             does=_l("It goes out by itself."), done=_l("Published at the time set.")),
        Step(name="publish_mirrored", sources=frozenset({S.DRAFT}), target=S.PUBLISHED, permission=None,
             label=_l("Publish what a trusted calendar says"), guards=(complete,),
             does=_l("It goes out by itself."), done=_l("Published, as the calendar it comes from is trusted.")),
        Step(name="postpone", sources=frozenset({S.PUBLISHED}), target=S.POSTPONED, permission=P.STOP,
             label=_l("Postpone"), needs_reason=True, tells=("organizers",), guards=(still_ahead,),
             does=_l("Page and calendars say that it will not be on this date. Its address stays."),
             done=_l("Postponed. Page and calendars say so.")),
        Step(name="resume", sources=frozenset({S.POSTPONED}), target=S.PUBLISHED, permission=P.EDIT,
             label=_l("It takes place"), guards=(complete,), tells=("organizers",),
             does=_l("Page and calendars show the date that you have set now."),
             done=_l("It is on again, with its new date.")),
        Step(name="cancel", sources=frozenset({S.PUBLISHED, S.POSTPONED}), target=S.CANCELLED, permission=P.STOP,
             label=_l("Cancel the event"), needs_reason=True, tells=("organizers",), guards=(still_ahead,), grave=True,
             does=_l("Page and calendars say that it will not take place. This can't be undone."),
             done=_l("Cancelled. Page and calendars say so.")),
        Step(name="withdraw", sources=_OPEN, target=S.WITHDRAWN, permission=P.EDIT,
             label=_l("Withdraw"), tells=("reviewer",), grave=True,
             does=_l("Nobody works on it any more. You keep the text and can duplicate it."),
             done=_l("Withdrawn.")),
        Step(name="lapse", sources=frozenset({S.CHANGES_REQUESTED}), target=S.DRAFT, permission=None,
             label=_l("Back to draft"), tells=("organizers",),
             does=_l("After 30 days without an answer it is a draft again."), done=_l("It is a draft again.")),
    ),
)  # fmt: skip

OCCURRENCE = Workflow(
    subject="occurrence",
    initial=O.SCHEDULED,
    states={
        O.SCHEDULED: State(label=_l("Takes place"), tone=Tone.GOOD, says=_l("This date takes place."), public=True),
        O.POSTPONED: State(label=_l("Postponed"), tone=Tone.WARN, says=_l("This date is postponed."), public=True),
        O.CANCELLED: State(label=_l("Cancelled"), tone=Tone.STOP, says=_l("This date is cancelled."), public=True),
        O.HELD: State(label=_l("Took place"), tone=Tone.QUIET, turn="organizers", says=_l("This date is over."), public=True),
        O.REPORTED: State(label=_l("Reported"), tone=Tone.QUIET, says=_l("The organizers have told how it went."), public=True),
    },
    steps=(
        Step(name="postpone", sources=frozenset({O.SCHEDULED}), target=O.POSTPONED, permission=P.STOP,
             label=_l("Postpone without a new date"), does=_l("This date will not be kept. To move it, choose another date in the form."), done=_l("The date is postponed.")),
        Step(name="resume", sources=frozenset({O.POSTPONED}), target=O.SCHEDULED, permission=P.STOP,
             label=_l("It takes place"), does=_l("This date is on again."), done=_l("The date is on again.")),
        Step(name="cancel", sources=frozenset({O.SCHEDULED, O.POSTPONED}), target=O.CANCELLED, permission=P.STOP,
             label=_l("Cancel this date"), does=_l("This date will not take place."), done=_l("The date is cancelled."),
             grave=True),
        Step(name="hold", sources=frozenset({O.SCHEDULED}), target=O.HELD, permission=None,
             label=_l("Over"), does=_l("Its end has passed."), done=_l("The date is over.")),
        Step(name="report", sources=frozenset({O.HELD}), target=O.REPORTED, permission=P.REPORT,
             label=_l("Tell how it went"), does=_l("What you tell helps whoever does this next."),
             done=_l("Thank you. Whoever does this next will be glad of it.")),
    ),
)  # fmt: skip
