"""An event as schema.org tells it to search engines: what it is, and what has become of it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from flask import url_for
from markupsafe import Markup

from eventhub.core import addresses, zones
from eventhub.events.models import Event, Occurrence
from eventhub.events.rules.drafts import Cost, Mode
from eventhub.events.workflow import O, S

SCHEMA = "https://schema.org"
_MODES = {Mode.IN_PERSON: "Offline", Mode.ONLINE: "Online", Mode.HYBRID: "Mixed"}
_ESCAPED = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def json_ld(event: Event, said: dict[str, Any]) -> Markup:
    """The event as JSON for a ``<script type="application/ld+json">``; nothing in it can end the element.

    :param said: what its page says, in the reader's language.
    """
    return Markup(json.dumps(_event(event, said), ensure_ascii=False, sort_keys=True).translate(_ESCAPED))  # noqa: S704  escaped just here


def _event(event: Event, said: dict[str, Any]) -> dict[str, Any]:
    date = event.occurrence
    page = addresses.base() + url_for("events.show", key=event.key, slug=event.slug)
    found: dict[str, Any] = {
        "@context": SCHEMA, "@type": "Event", "@id": page, "url": page, "name": said["title"],
        "eventAttendanceMode": f"{SCHEMA}/{_MODES[event.mode]}EventAttendanceMode", "inLanguage": list(event.languages),
        "eventStatus": f"{SCHEMA}/{_status(event, date)}", "isAccessibleForFree": event.cost is not Cost.PAID,
        "location": _places(event), **_times(event, date),
    }  # fmt: skip
    if event.description:
        found["description"] = event.description[:5000]
    if event.community is not None:
        found["organizer"] = {"@type": "Organization", "name": event.community.name}
    if event.access:
        found["accessibilityFeature"] = list(event.access)
    return found


def _status(event: Event, date: Occurrence | None) -> str:
    state = date.status if date is not None else O.SCHEDULED
    if event.status is S.CANCELLED or state is O.CANCELLED:
        return "EventCancelled"
    if event.status is S.POSTPONED or state is O.POSTPONED:
        return "EventPostponed"
    if event.moved_online:
        return "EventMovedOnline"
    return "EventRescheduled" if date is not None and date.is_moved else "EventScheduled"


def _times(event: Event, date: Occurrence | None) -> dict[str, str]:
    if date is None:
        return {}
    found = {"startDate": _moment(event, date.starts_at, date.zone), "endDate": _moment(event, date.ends_at, date.zone)}
    if date.is_moved:
        found["previousStartDate"] = _moment(event, date.original_start, date.zone)
    return found


def _moment(event: Event, moment: datetime, zone: str) -> str:
    local = moment.astimezone(zones.get_zone(zone))
    return local.date().isoformat() if event.all_day else local.isoformat(timespec="minutes")


def _places(event: Event) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if event.mode is not Mode.ONLINE:
        address = {"streetAddress": event.street, "addressLocality": event.city, "addressCountry": event.country}
        place: dict[str, Any] = {"@type": "Place", "name": event.venue or event.city,
                                 "address": {"@type": "PostalAddress", **{k: v for k, v in address.items() if v}}}  # fmt: skip
        if event.lat is not None:
            place["geo"] = {"@type": "GeoCoordinates", "latitude": event.lat, "longitude": event.lon}
        found.append(place)
    if event.mode is not Mode.IN_PERSON:
        link = (
            event.join_url
            if event.join_public and event.join_url
            else addresses.base() + url_for("events.show", key=event.key, slug=event.slug)
        )
        found.append({"@type": "VirtualLocation", "url": link})
    return found
