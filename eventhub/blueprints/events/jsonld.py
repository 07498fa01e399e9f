"""An event as schema.org tells it to search engines: what it is, and what has become of it.

A one-off event is one ``Event``. A series is a graph: an ``EventSeries`` with its ``Schedule``, and an ``Event`` for each
of its next dates (docs/decisions/0019).
"""

from __future__ import annotations

from typing import Any

from flask import url_for
from markupsafe import Markup

from eventhub.blueprints import present
from eventhub.blueprints.context import choose_locale
from eventhub.blueprints.events.jsonld_parts import (
    capacities,
    image_addresses,
    offers,
    organizers,
    places,
    schedule,
    sessions,
    speakers,
)
from eventhub.blueprints.structured import SCHEMA, as_script, attendance, one_or_all, statuses
from eventhub.core import addresses, clock
from eventhub.events.models import Event, Occurrence
from eventhub.events.ownership.queries import list_cohosts
from eventhub.events.queries import find_followed
from eventhub.events.rules.drafts import Cost

NEXT_DATES = 20
"""How many dates of a series are told one by one; its schedule tells the rest."""
DESCRIPTION, OF_A_DATE = 5000, 500
"""Letters of the description, once for the whole and again for each date of a series."""


def json_ld(event: Event, said: dict[str, Any]) -> Markup:
    """The event as JSON for a ``<script type="application/ld+json">``; nothing in it can end the element.

    :param said: what its page says, in the reader's language.
    """
    common = _common(event, said)
    if not event.rule:
        return as_script({"@context": SCHEMA, **_date(event, event.occurrence, common, said["join"]), **_of_whole(event, said)})
    now = clock.now()
    ahead = [date for date in event.occurrences if date.ends_at > now][:NEXT_DATES] or event.occurrences[-1:]
    each = {**common, **({"description": common["description"][:OF_A_DATE]} if "description" in common else {})}
    dates = [{**_date(event, date, each, said["join"]), "superEvent": {"@id": f"{page_of(event)}#series"}} for date in ahead]
    series = {
        **common, "@type": "EventSeries", "@id": f"{page_of(event)}#series", "location": places(event, {}, page_of(event), said["join"]),
        "eventStatus": one_or_all(statuses(event.status, None, moved=False, moved_online=event.moved_online)),
        **schedule(event), "subEvent": [{"@id": date["@id"]} for date in dates], **_of_whole(event, said),
    }  # fmt: skip
    return as_script({"@context": SCHEMA, "@graph": [series, *dates]})


def page_of(event: Event) -> str:
    """The absolute address of its page."""
    return addresses.base() + url_for("events.show", key=event.key, slug=event.slug)


def _common(event: Event, said: dict[str, Any]) -> dict[str, Any]:
    """What is the same of all its dates."""
    cohosts = list_cohosts(event.id) if "cohosts" in said["there"] else []
    found: dict[str, Any] = {
        "@type": "Event", "url": page_of(event), "name": said["title"], "eventAttendanceMode": attendance(event.mode),
        "inLanguage": list(event.languages),
        "image": image_addresses(event, choose_locale()), "organizer": organizers(event, cohosts), "identifier": event.uid,
    }  # fmt: skip
    if event.cost is not Cost.UNKNOWN:
        found["isAccessibleForFree"] = event.cost is not Cost.PAID
    if said["plain"]:
        found["description"] = said["plain"][:DESCRIPTION]
    if said["topics"]:
        found["keywords"] = [name for _slug, name in said["topics"]]
    if event.audience:
        found["audience"] = {"@type": "Audience", "audienceType": event.audience}
    return found


def _date(event: Event, date: Occurrence | None, common: dict[str, Any], join: dict[str, Any] | None) -> dict[str, Any]:
    """One date: when and where it is, and what has become of it."""
    page, own = page_of(event), date.own if date else {}
    found: dict[str, Any] = {
        **common,
        "@id": f"{page}#date-{date.id}" if date and event.rule else page,
        "location": places(event, own, page, join),
    }
    is_moved = date is not None and date.is_moved
    state = date.status if date else None
    found["eventStatus"] = one_or_all(statuses(event.status, state, moved=is_moved, moved_online=event.moved_online))
    found |= {name: text for name, text in (("name", own.get("title")), ("description", own.get("description"))) if text}
    if date is not None:
        span = present.span_iso(date, all_day=event.all_day)
        found |= {"startDate": span["begins_iso"], "endDate": span["finishes_iso"]}
    if date is not None and is_moved:
        found["previousStartDate"] = present.moment_iso(date.original_start, date.zone, all_day=event.all_day)
    return found


def _of_whole(event: Event, said: dict[str, Any]) -> dict[str, Any]:
    """What hangs on the whole event: how to come in, the programme, the series that it goes on from."""
    page, found = page_of(event), dict[str, Any]()
    found |= offers(event, page, registers_here="registration" in said["there"])
    found |= capacities(event) if "registration" in said["there"] else {}
    if "programme" in said["there"]:
        parts = sessions(event, f"{page_of(event)}")
        found |= {"subEvent": parts, "performer": speakers(parts)} if not event.rule and parts else {}
    followed = find_followed(event)
    if followed is not None:
        found["superEvent"] = {
            "@type": "EventSeries",
            "@id": f"{page_of(followed)}#series",
            "url": page_of(followed),
            "name": followed.title,
        }
    return found
