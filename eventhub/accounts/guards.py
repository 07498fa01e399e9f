"""Guards that know people: used in the machines of every domain above."""

from __future__ import annotations

from typing import Any

from eventhub.accounts import queries
from eventhub.core.errors import NotAllowed
from eventhub.core.permissions import Actor
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.workflow import Step


def not_own_item(record: Any, actor: Actor | None, step: Step) -> None:
    """Nobody decides on their own item, nor on that of their own community or employer.

    The record answers ``owner_ids()`` (who submitted it) and ``concerned_ids()`` (they and their community's contacts).

    :raises NotAllowed: the actor is one of them, or works for the same organization as an owner.
    """
    if actor is None:
        return
    if actor.id in record.concerned_ids():
        raise NotAllowed(_l("You have a part in this yourself, so someone else decides."))
    if queries.share_an_employer(actor.id, record.owner_ids()):
        raise NotAllowed(_l("You work for the same organization as an organizer, so someone else decides."))
