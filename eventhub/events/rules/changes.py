"""What makes an event different: for the reviewer ("since last time"), for SEQUENCE, and for the light check."""

from __future__ import annotations

from datetime import datetime
from typing import Any

FACTS = (
    "title", "description", "source_language", "format", "community", "region_code", "mode", "starts", "ends", "zone",
    "all_day", "venue", "street", "city", "country", "lat", "lon", "directions", "join_url", "join_public",
    "registration_url", "languages", "topics", "audience", "access", "access_note", "conduct_url", "cost", "cost_note",
    "contact", "rule", "dates",
)  # fmt: skip
RESCHEDULING = frozenset(
    {"starts", "ends", "zone", "all_day", "mode", "venue", "street", "city", "country", "join_url", "rule", "dates"}
)
"""A change of one of these raises SEQUENCE (RFC 5545 §3.8.7.4)."""
CHECKED = RESCHEDULING | {"community"}
"""After publication a change of one of these is looked at again."""


def facts_of(event: Any) -> dict[str, Any]:
    """What the event says, as plain values that can be kept and compared."""
    occurrence = event.occurrence if not event.rule else None
    derived = {
        "format": event.format.slug if event.format else "",
        "community": event.community.key if event.community else "",
        "starts": _text(occurrence.wall_start if occurrence else event.rule_start),
        "ends": _text(occurrence.wall_end if occurrence else event.rule_end),
        "dates": dates_apart(event) if event.rule else [],
        "zone": event.zone,
        "topics": sorted(topic.slug for topic in event.topics),
    }
    return {name: derived[name] if name in derived else getattr(event, name) for name in FACTS}


def _text(wall: datetime | None) -> str:
    return wall.isoformat() if wall else ""


def dates_apart(event: Any) -> list[Any]:
    """The dates of a series that differ from its rule, and those that never were: what moves without the rule moving."""
    apart = [
        [date.original_start.isoformat(), date.wall_start.isoformat(), date.wall_end.isoformat(),
         "" if date.status in {"held", "reported"} else date.status.value, date.added, date.own]
        for date in event.occurrences
        if date.is_moved or date.added or date.own or date.status.value in {"postponed", "cancelled"}
        or (event.rule_end - event.rule_start) != (date.wall_end - date.wall_start)
    ]  # fmt: skip
    return [*sorted(apart, key=lambda row: row[0]), *sorted(event.excluded)]


def changed_names(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The names of the facts that differ, in the order of a form."""
    return [name for name in FACTS if before.get(name) != after.get(name)]
