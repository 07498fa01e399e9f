"""What can be reckoned without a database: when a task is due, which date comes next, how near two events are."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from eventhub.core.errors import Invalid
from eventhub.core.geo import distance_km
from eventhub.core.text import clean_line
from eventhub.core.text import lazy_gettext as _l

MAX_ITEMS = 40
MAX_TEXT = 300
DAYS = range(-365, 91)
"""How far before or after an event a task may be due."""


# The checklist


def check_items(items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A format's checklist as it is kept: ``{"days": -28, "text": {"en": …}}``, the earliest first.

    :raises Invalid: on ``checklist``: a line without a text, or too far from the event.
    """
    made = []
    for item in items:
        text = {tag: clean_line(said)[:MAX_TEXT] for tag, said in item["text"].items() if clean_line(said)}
        if not text:
            continue
        if item["days"] not in DAYS:
            raise Invalid({"checklist": _l("A task is due at most 365 days before and 90 days after the event.")})
        made.append({"days": int(item["days"]), "text": text})
    if len(made) > MAX_ITEMS:
        raise Invalid({"checklist": _l("Please keep it to %(n)s tasks.", n=MAX_ITEMS)})
    return sorted(made, key=lambda item: item["days"])


def due_day(days: int | None, by_hand: date | None, anchor: datetime | None) -> date | None:
    """The day a task is due: the one set by hand, else so many days from the event's date; None when that is not known.

    :param anchor: the wall time of the date the event is next held.
    """
    if by_hand is not None or days is None or anchor is None:
        return by_hand
    return anchor.date() + timedelta(days=days)


# The next date


def next_time(wall: datetime, today: date, *, ahead: int = 7) -> datetime:
    """The same weekday of the same week of a later month at the same hour, at least ``ahead`` days from today.

    Who met on the first Thursday most likely meets on a first Thursday again; a fifth one that a month lacks is its last.
    """
    week = (wall.day - 1) // 7
    year, month = wall.year, wall.month
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        if (year, month) < (today.year, today.month):
            continue
        day = _nth(year, month, wall.weekday(), week)
        if day >= today + timedelta(days=ahead):
            return datetime.combine(day, wall.time())


def _nth(year: int, month: int, weekday: int, week: int) -> date:
    first = date(year, month, 1)
    day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * week)
    return day if day.month == month else day - timedelta(days=7)


# Neighbours

NEAR_KM = 50.0
ALIKE = 0.6
"""From this likeness of their words on, two titles of the same day are taken for one event."""


class Kind(StrEnum):
    """What is said of a neighbour."""

    DUPLICATE = "duplicate"
    CLASH = "clash"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """As much of an event as tells its neighbours: what stands in a form that is being filled in."""

    title: str = ""
    day: date | None = None
    city: str = ""
    lat: float | None = None
    lon: float | None = None
    community_id: int | None = None
    topics: frozenset[str] = frozenset()


def kind_of(sketch: Sketch, other: Sketch, *, parted: bool = False) -> Kind | None:
    """Whether another event is likely the same one, or falls into the same week for the same people; None for neither.

    :param parted: whether a person has said that they are two; then it is not asked again.
    """
    if sketch.day is None or other.day is None:
        return None
    ours = sketch.community_id is not None and sketch.community_id == other.community_id
    here = same_place(sketch, other)
    if not parted and sketch.day == other.day and (ours or here) and likeness(sketch.title, other.title) >= ALIKE:
        return Kind.DUPLICATE
    if sketch.day.isocalendar()[:2] != other.day.isocalendar()[:2]:
        return None
    return Kind.CLASH if ours or (here and sketch.topics & other.topics) else None


def same_place(one: Sketch, other: Sketch) -> bool:
    """The same city by name, or no more than 50 km apart."""
    if one.city and fold(one.city) == fold(other.city):
        return True
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return False
    return distance_km((one.lat, one.lon), (other.lat, other.lon)) <= NEAR_KM


def likeness(one: str, other: str) -> float:
    """How alike two titles are, from 0 to 1: case, accents and the order of words aside."""
    first, second = sorted(fold(one).split()), sorted(fold(other).split())
    if not first or not second:
        return 0.0
    return SequenceMatcher(None, " ".join(first), " ".join(second), autojunk=False).ratio()


def fold(text: str) -> str:
    """Without case and accents."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in folded if not unicodedata.combining(letter))
