"""Guards of the programme's machines: each says in one sentence why not."""

from __future__ import annotations

from typing import Any

from eventhub.accounts.queries import share_an_employer
from eventhub.core import clock
from eventhub.core.errors import Invalid, NotAllowed, Refused
from eventhub.core.permissions import Actor
from eventhub.core.text import LazyText
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.workflow import Step


def call_is_complete(call: Any, actor: Actor | None, step: Step) -> None:
    """Speakers learn from it what is looked for, and until when.

    :raises Invalid: what is missing, by field.
    :raises Refused: its event is not public.
    """
    missing: dict[str, LazyText] = {}
    if not call.text:
        missing["text"] = _l("Say in a few sentences what you look for.")
    if not call.lengths:
        missing["kinds"] = _l("Choose at least one kind of session.")
    if call.deadline_at <= clock.now():
        missing["deadline_date"] = _l("The deadline has passed. Set a later one first.")
    if missing:
        raise Invalid(missing, _l("Something is still missing before this can go on."))
    if not call.event.is_public:
        raise Refused(_l("Publish the event first: the call is part of its page."))


def proposal_is_complete(proposal: Any, actor: Actor | None, step: Step) -> None:
    """There is something to read.

    :raises Invalid: what is missing, by field.
    """
    missing: dict[str, LazyText] = {}
    if not proposal.title:
        missing["title"] = _l("What is it called?")
    if not proposal.abstract:
        missing["abstract"] = _l("Tell in a few sentences what people will take home.")
    if proposal.kind.value not in proposal.call.lengths:
        missing["kind"] = _l("The organizers do not look for this kind of session.")
    if missing:
        raise Invalid(missing, _l("Something is still missing before this can go on."))


def call_takes_it(proposal: Any, actor: Actor | None, step: Step) -> None:
    """The call is open and its deadline ahead.

    :raises Refused: it is over.
    """
    if not proposal.call.takes_proposals:
        raise Refused(_l("The call is over, so this can't be sent in any more. Your text is kept as a draft."))


def no_part_in_it(proposal: Any, actor: Actor | None, step: Step | None = None) -> None:
    """Nobody rates or decides on what they would give themselves, nor on that of a colleague.

    :raises NotAllowed: the actor is one of its speakers, asked ones among them, or works with one.
    """
    if actor is None:
        return
    speakers = proposal.speaker_ids()
    if actor.id in speakers:
        raise NotAllowed(_l("You have a part in this yourself, so someone else decides."))
    if share_an_employer(actor.id, speakers):
        raise NotAllowed(_l("You work for the same organization as a speaker, so someone else decides."))


def is_undecided(proposal: Any, actor: Actor | None, step: Step) -> None:
    """What has been announced stays as it was announced.

    :raises Refused: the speakers have their answer, or have taken it back.
    """
    if proposal.status.value not in {"submitted", "waitlisted"}:
        raise Refused(_l("This is settled already: “%(state)s”.", state=proposal.__workflow__.states[proposal.status].label))


def decided_as(proposal: Any, decision: Any) -> None:
    """Only what was decided is announced.

    :raises Refused: it was decided otherwise, or not yet.
    """
    if proposal.decision != decision:
        raise Refused(_l("This has not been decided."))


def others_remain(speaker: Any, actor: Actor | None, step: Step) -> None:
    """Somebody must be there to give it.

    :raises Refused: the last one would go.
    """
    if speaker.consent.value == "consents" and speaker.proposal_id and not speaker.has_others():
        raise Refused(_l("You are its only speaker. Withdraw it instead, so that the organizers know."))
