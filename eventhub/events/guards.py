"""Guards of the event's machine: each says in one sentence why not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from eventhub.core import audit, clock
from eventhub.core.errors import Invalid, NotAllowed, Refused
from eventhub.core.permissions import Actor
from eventhub.core.text import LazyText
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.workflow import Step

APPEAL_WITHIN = timedelta(days=14)
ROOMS = frozenset({"in_person", "hybrid"})
SCREENS = frozenset({"online", "hybrid"})


def find_missing(event: Any) -> dict[str, LazyText]:
    """What a reader would miss, by field; empty when the event can go out."""
    missing: dict[str, LazyText] = {}
    if not event.title:
        missing["title"] = _l("What is it called?")
    if not event.description:
        missing["description"] = _l("Tell people in a few sentences what awaits them.")
    if not event.region_code:
        missing["region"] = _l("Where does it belong? Choose a country, or the world for a global event.")
    if not event.languages:
        missing["languages"] = _l("In which language is it held?")
    if event.mode in ROOMS and not (event.venue or event.street):
        missing["venue"] = _l("Where is it? A venue or an address is needed so that people find it.")
    if event.mode in SCREENS and not event.join_url and not event.registration_url:
        missing["join_url"] = _l("How do people join? Give a link, or a page where they register.")
    return missing | _missing_in_time(event.occurrence)


def _missing_in_time(occurrence: Any) -> dict[str, LazyText]:
    if occurrence is None:
        return {"starts_date": _l("When does it begin?")}
    if occurrence.ends_at <= clock.now():
        return {"starts_date": _l("This date is over. When does it take place?")}
    if occurrence.status == "cancelled":
        return {"starts_date": _l("This date is cancelled. When does it take place?")}
    return {}


def complete(event: Any, actor: Actor | None, step: Step) -> None:
    """Everything a reader needs is there.

    :raises Invalid: what is missing, by field.
    """
    missing = find_missing(event)
    if missing:
        raise Invalid(missing, _l("Something is still missing before this can go on."))


def claimed_by_actor(event: Any, actor: Actor | None, step: Step) -> None:
    """Whoever took it in hand goes on with it.

    :raises NotAllowed: it is in somebody else's hands.
    """
    if actor is None or event.reviewer_id != actor.id:
        raise NotAllowed(_l("Another reviewer has this in hand."))


def not_the_one_who_declined(event: Any, actor: Actor | None, step: Step) -> None:
    """A second reading is by someone else.

    :raises NotAllowed: the actor gave the first answer.
    """
    if actor is not None and event.declined_by_id == actor.id:
        raise NotAllowed(_l("You gave the first answer, so someone else gives the second."))


def appeal_in_time(event: Any, actor: Actor | None, step: Step) -> None:
    """A second reading can be asked for within 14 days.

    :raises Refused: later than that.
    """
    if clock.now() > event.status_since + APPEAL_WITHIN:
        raise Refused(_l("The 14 days for a second reading are over. Duplicate the event to send it in anew."))


def still_ahead(event: Any, actor: Actor | None, step: Step) -> None:
    """What is over can't be stopped any more.

    :raises Refused: its end has passed.
    """
    if event.occurrence is not None and event.occurrence.ends_at <= clock.now():
        raise Refused(_l("This event is over."))


def takes_place(event: Any, actor: Actor | None, step: Step) -> None:
    """What has been cancelled at its source before it went out does not go out.

    :raises Refused: its date is cancelled.
    """
    if event.occurrence is not None and event.occurrence.status == "cancelled":
        raise Refused(_l("This date is cancelled. When does it take place?"))


def cancelled_at_source(record: Any, actor: Actor | None, step: Step) -> None:
    """Only what its source cancelled comes back with it: what people here called off stays off.

    :raises Refused: someone here cancelled it.
    """
    verbs = [f"{record.__subject__}.{name}" for name in ("cancel", "cancel_at_source", "override")]
    entry = audit.last_entry(record, verbs)
    if entry is not None and entry.verb != f"{record.__subject__}.cancel_at_source":
        raise Refused(_l("It was cancelled here, so it stays cancelled."))
