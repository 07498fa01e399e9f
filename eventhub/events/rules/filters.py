"""The one filter of lists, months and feeds: read from an address, and written back in canonical order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from eventhub.core.errors import Invalid
from eventhub.core.text import clean_line
from eventhub.core.text import lazy_gettext as _l
from eventhub.events.rules.drafts import Mode
from eventhub.regions.rules import is_region_code

MAX_VALUES = 20
_SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_KEY = re.compile(r"^[a-z0-9]{10}$")
_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """What events are narrowed to. Values of one field are alternatives; fields narrow together."""

    regions: tuple[str, ...] = ()
    communities: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    official: bool = False
    hide_cancelled: bool = False
    expand: bool = False
    past: bool = False
    starts: date | None = None
    ends: date | None = None
    text: str = ""
    people: tuple[str, ...] = ()
    """Keys of people who organize it or speak there; only calendars are narrowed to them, so no address of a list says it."""

    def scope_groups(self) -> list[list[str]]:
        """The scopes asked for: each list holds alternatives; one of each must fit. Narrowest kinds first."""
        groups = [
            [f"person:{value}" for value in self.people],
            [f"community:{value}" for value in self.communities], [f"topic:{value}" for value in self.topics],
            [f"language:{value}" for value in self.languages], [f"format:{value}" for value in self.formats],
            [f"region:{value}" for value in self.regions], [f"mode:{value}" for value in self.modes],
            ["official"] if self.official else [],
        ]  # fmt: skip
        return [group for group in groups if group]

    def pairs(self) -> list[tuple[str, str]]:
        """The filter as a query, canonical: the same for every way of writing it."""
        pairs = [(name, value) for name, values in self._lists() for value in values]
        flags = (("official", "1", self.official), ("cancelled", "hide", self.hide_cancelled),
                 ("series", "expand", self.expand), ("past", "all", self.past))  # fmt: skip
        pairs += [(name, value) for name, value, on in flags if on]
        pairs += [(name, day.isoformat()) for name, day in (("from", self.starts), ("to", self.ends)) if day]
        return [*pairs, ("q", self.text)] if self.text else pairs

    def query(self) -> str:
        """The canonical query string, without ``?``."""
        return urlencode(self.pairs())

    def without(self, name: str, value: str) -> EventFilter:
        """The same filter with one value taken out, for the chips above a list."""
        return parse_filter([pair for pair in self.pairs() if pair != (name, value)])

    def within(self, kind: str, slug: str) -> EventFilter:
        """The same filter, narrowed to what a calendar address names."""
        field = _FIELDS[kind][0]
        values: dict[str, Any] = {field: (slug,)}
        return replace(self, **values)

    def _lists(self) -> Iterable[tuple[str, tuple[str, ...]]]:
        return ((name, getattr(self, field)) for name, (field, _) in _FIELDS.items())


def _is_mode(value: str) -> bool:
    return value in {mode.value for mode in Mode}


_FIELDS = {
    "region": ("regions", is_region_code),
    "community": ("communities", _KEY.match),
    "format": ("formats", _SLUG.match),
    "topic": ("topics", _SLUG.match),
    "lang": ("languages", _LANGUAGE.match),
    "mode": ("modes", _is_mode),
}
_FLAGS = {"official": ("official", "1"), "cancelled": ("hide_cancelled", "hide"), "series": ("expand", "expand"),
          "past": ("past", "all")}  # fmt: skip


def parse_filter(pairs: Sequence[tuple[str, str]]) -> EventFilter:
    """Read a query. Unknown names are ignored (clients add their own); empty values say nothing.

    :raises Invalid: a known name has a malformed value, by that name.
    """
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        if value.strip():
            values.setdefault(name, []).append(value.strip())
    found: dict[str, object] = {}
    for name, (field, fits) in _FIELDS.items():
        found[field] = _read_list(name, values.get(name, []), fits)
    for name, (field, on) in _FLAGS.items():
        found[field] = _read_flag(name, values.get(name, []), on)
    found["starts"], found["ends"] = _read_day("from", values), _read_day("to", values)
    found["text"] = " ".join(values.get("q", [])[:1])[:200]
    return EventFilter(**found)  # type: ignore[arg-type]  # built from the two tables above


def _read_list(name: str, values: list[str], fits: object) -> tuple[str, ...]:
    for value in values:
        if not fits(value):  # type: ignore[operator]  # a match method or a predicate
            raise Invalid({name: _l("“%(value)s” is not a value of %(name)s.", value=clean_line(value)[:60], name=name)})
    if len(values) > MAX_VALUES:
        raise Invalid({name: _l("Please take at most %(n)s values.", n=MAX_VALUES)})
    return tuple(sorted(set(values)))


def _read_flag(name: str, values: list[str], on: str) -> bool:
    off = {"0", "show", "rule", "no"}
    for value in values:
        if value != on and value not in off:
            raise Invalid({name: _l("“%(value)s” is not a value of %(name)s.", value=clean_line(value)[:60], name=name)})
    return on in values


def _read_day(name: str, values: dict[str, list[str]]) -> date | None:
    for value in values.get(name, [])[:1]:
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise Invalid({name: _l("Write a date as 2027-01-31.")}) from None
    return None
