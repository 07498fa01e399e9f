"""How someone on the screen gets the link to take part by, as the event's page and its JSON-LD say it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import url_for
from flask_babel import gettext as _

from eventhub.blueprints import present
from eventhub.core import clock
from eventhub.events.guards import SCREENS
from eventhub.events.models import Event
from eventhub.events.registration import queries
from eventhub.events.registration.rules import WayIn, way_in
from eventhub.events.workflow import S


def join_view(event: Event, *, why_not: str = "") -> dict[str, Any] | None:
    """The way to the link, with whoever gives it; None where everyone meets in a room.

    :param why_not: why nobody can register here now.
    """
    way = find_way(event)
    if way is None:
        return None
    found: dict[str, Any] = {"way": way.value, "says": "", "leads": []}
    if way is WayIn.OPEN or _is_off(event):
        return found
    closed = way is WayIn.HERE and why_not
    return found | {
        "says": _("Those who have registered get the link.") if closed else str(way.says),
        "leads": _leads(event, way),
    }


def find_way(event: Event) -> WayIn | None:
    """The way to the link. Asks how people register only where that makes a difference."""
    if event.mode not in SCREENS or (event.join_public and event.join_url):
        return way_in(event, None)
    setup = queries.find_setup(event.id)
    return way_in(event, setup.kind if setup else None)


def _is_off(event: Event) -> bool:
    over = event.occurrence is not None and event.occurrence.ends_at <= clock.now()
    return over or event.status in {S.CANCELLED, S.POSTPONED}


def _leads(event: Event, way: WayIn) -> list[dict[str, Any]]:
    """Whom to ask, or where to go, each with a name and perhaps an address."""
    match way:
        case WayIn.OUTSIDE:
            return [{"name": urlsplit(event.registration_url).netloc, "href": event.registration_url, "outside": True}]
        case WayIn.CONTACT:
            return [{"name": event.contact, "href": None}]
        case WayIn.ORGANIZERS if event.community:
            community = event.community
            return [{"name": community.name, "href": url_for("communities.show", key=community.key, slug=community.slug)}]
        case WayIn.ORGANIZERS:
            return present.people_view((organizer.person for organizer in event.organizers), linked=event.is_public)
        case _:
            return []
