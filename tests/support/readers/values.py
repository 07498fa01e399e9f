"""What a calendar program finds, in plain values that can be compared across programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One VEVENT, or one date of a series, as a program reads it; None for what it does not give away.

    Moments are text: an instant in UTC (``2027-01-05T10:00:00Z``), or a date; ``end`` is exclusive. ``recurrence_id`` is that
    of the VEVENT, or of an expanded date where the rule puts it. ``geo`` is (latitude, longitude).
    """

    uid: str
    start: str
    end: str | None = None
    recurrence_id: str | None = None
    summary: str | None = None
    description: str | None = None
    location: str | None = None
    status: str | None = None
    transparency: str | None = None
    sequence: int | None = None
    url: str | None = None
    geo: tuple[float, float] | None = None
    contact: str | None = None
    related_to: str | None = None
    conference: str | None = None
    label: str | None = None
    categories: tuple[str, ...] | None = None


def written(moment: datetime | date) -> str:
    """A moment as text: an aware datetime as an instant in UTC, or a date."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    assert moment.utcoffset() is not None, f"a floating time: {moment}"
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def found_in(answer: dict[str, Any]) -> Found:
    """The same from a program that answers in JSON, numbers and lists as text."""
    known = dict(answer)
    if known.get("sequence") is not None:
        known["sequence"] = int(known["sequence"] or 0)
    if known.get("geo"):
        latitude, longitude = map(float, known["geo"].split(";"))
        known["geo"] = (latitude, longitude)
    if known.get("categories") is not None:
        known["categories"] = tuple(known["categories"])
    return Found(**known)
