"""JSON-LD in the words of schema.org: how it is written into a page, and what a list of dates says of itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from eventhub.core import addresses
from eventhub.events.rules.drafts import Mode
from eventhub.events.workflow import O, S

SCHEMA = "https://schema.org"
MOST = 10
"""Dates of a list that are told in full."""
MODES = {Mode.IN_PERSON: "Offline", Mode.ONLINE: "Online", Mode.HYBRID: "Mixed"}
_ESCAPED = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def as_script(found: Mapping[str, Any]) -> Markup:
    """The data as JSON for a ``<script type="application/ld+json">``; nothing in it can end the element."""
    return Markup(json.dumps(found, ensure_ascii=False, sort_keys=True).translate(_ESCAPED))  # noqa: S704  escaped just here


def attendance(mode: Mode) -> str:
    """The eventAttendanceMode."""
    return f"{SCHEMA}/{MODES[mode]}EventAttendanceMode"


def statuses(status: S, date: O | None, *, moved: bool, moved_online: bool) -> list[str]:
    """The eventStatus: what is off is only that; what has moved and gone online is both."""
    if status == S.CANCELLED or date is O.CANCELLED:
        return [f"{SCHEMA}/EventCancelled"]
    if status == S.POSTPONED or date is O.POSTPONED:
        return [f"{SCHEMA}/EventPostponed"]
    changed = [name for name, is_so in (("EventMovedOnline", moved_online), ("EventRescheduled", moved)) if is_so]
    return [f"{SCHEMA}/{name}" for name in changed or ["EventScheduled"]]


def one_or_all(values: Sequence[str]) -> Any:
    """A single value by itself, as most readers expect it."""
    return values[0] if len(values) == 1 else list(values)


def item_list(title: str, rows: Iterable[Mapping[str, Any]]) -> Markup:
    """A list page's dates in their order, the first ten with as much as their rows say: a page should stay light.

    :param rows: those of :func:`eventhub.blueprints.present.rows_view`.
    """
    listed = list(rows)
    items = [{"@type": "ListItem", "position": n, "item": _item(row)} for n, row in enumerate(listed[:MOST], 1)]
    return as_script(
        {"@context": SCHEMA, "@type": "ItemList", "name": title, "numberOfItems": len(listed), "itemListElement": items}
    )


def _item(row: Mapping[str, Any]) -> dict[str, Any]:
    page = addresses.base() + row["href"]
    mode = Mode(row["mode"])
    found: dict[str, Any] = {
        "@type": "Event", "@id": f"{page}#date-{row['number']}", "url": page, "name": row["title"], "startDate": row["begins_iso"],
        "endDate": row["finishes_iso"], "eventAttendanceMode": attendance(mode), "eventStatus": row["schema_status"],
    }  # fmt: skip
    places = [] if mode is Mode.ONLINE else [{"@type": "Place", "name": row["place"], "address": row["place"]}]
    online = [] if mode is Mode.IN_PERSON else [{"@type": "VirtualLocation", "url": page}]
    found["location"] = [*places, *online]
    if row["community"]:
        found["organizer"] = {
            "@type": "Organization",
            "name": row["community"],
            "url": addresses.base() + row["community_href"],
        }
    return found
