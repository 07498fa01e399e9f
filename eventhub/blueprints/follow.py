"""Following, on every page that is about one thing: the button, and what it is called."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import request, url_for

from eventhub.accounts.models import Person
from eventhub.blueprints.access import current_person
from eventhub.blueprints.context import has_session
from eventhub.events.follows import queries
from eventhub.events.follows.rules import FollowKind
from eventhub.events.rules.filters import EventFilter

_FIELDS = {
    "topics": FollowKind.TOPIC,
    "languages": FollowKind.LANGUAGE,
    "regions": FollowKind.REGION,
    "communities": FollowKind.COMMUNITY,
}


def button_for(kind: FollowKind, value: str) -> dict[str, Any] | None:
    """The arguments of ``follow_button``; None where there is nothing to follow.

    Without a session it is a link, for the page is kept for everyone: it leads to sign in, and back.
    """
    person: Person | None = current_person() if has_session() else None
    if person is not None and kind is FollowKind.PERSON and value == person.key:
        return None
    back = request.full_path.rstrip("?")
    href = url_for("account.begin_following", kind=kind.value, value=value, next=back)
    if person is None:
        return {"href": href, "kind": kind.value, "value": value, "back": back, "signed_in": False, "is_followed": False}
    is_followed = queries.find_follow(person.id, kind, value) is not None
    return {"href": href, "kind": kind.value, "value": value, "back": back, "signed_in": True, "is_followed": is_followed}


def button_for_filter(chosen: EventFilter) -> dict[str, Any] | None:
    """The same for a list that is narrowed to exactly one thing that can be followed."""
    narrowed = [(name, getattr(chosen, name)) for name in _FIELDS if getattr(chosen, name)]
    if len(narrowed) != 1 or len(narrowed[0][1]) != 1:
        return None
    name, (value,) = narrowed[0]
    emptied: dict[str, Any] = {name: ()}
    return button_for(_FIELDS[name], value) if replace(chosen, **emptied) == EventFilter() else None
