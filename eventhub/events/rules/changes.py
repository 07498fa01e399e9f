"""What makes an event different: for the reviewer ("since last time"), for SEQUENCE, and for the light check."""

from __future__ import annotations

from typing import Any

FACTS = (
    "title", "description", "source_language", "format", "community", "region_code", "mode", "starts", "ends", "zone",
    "all_day", "venue", "street", "city", "country", "lat", "lon", "directions", "join_url", "join_public",
    "registration_url", "languages", "topics", "audience", "access", "access_note", "conduct_url", "cost", "cost_note",
    "contact",
)  # fmt: skip
RESCHEDULING = frozenset({"starts", "ends", "zone", "all_day", "mode", "venue", "street", "city", "country", "join_url"})
"""A change of one of these raises SEQUENCE (RFC 5545 §3.8.7.4)."""
CHECKED = RESCHEDULING | {"community"}
"""After publication a change of one of these is looked at again."""


def facts_of(event: Any) -> dict[str, Any]:
    """What the event says, as plain values that can be kept and compared."""
    occurrence = event.occurrence
    derived = {
        "format": event.format.slug if event.format else "",
        "community": event.community.key if event.community else "",
        "starts": occurrence.wall_start.isoformat() if occurrence else "",
        "ends": occurrence.wall_end.isoformat() if occurrence else "",
        "zone": event.zone,
        "topics": sorted(topic.slug for topic in event.topics),
    }
    return {name: derived[name] if name in derived else getattr(event, name) for name in FACTS}


def changed_names(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The names of the facts that differ, in the order of a form."""
    return [name for name in FACTS if before.get(name) != after.get(name)]
