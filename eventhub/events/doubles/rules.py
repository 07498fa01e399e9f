"""When two announcements are one event, and which of them it is shown under: reckoned without a database."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode, urlsplit

from eventhub.core.geo import distance_km
from eventhub.core.search.normalize import fold

NEAR = timedelta(minutes=15)
"""Doors or talks: two who announce one evening may each mean another of its beginnings."""
SAME_DAY = timedelta(hours=24)
"""With one address between them the times may differ by a zone that one source forgot to name."""
ALIKE = 0.85
MANY = 40
"""Among so many at one time a title that is only nearly the same is looked for; among more only the same one."""
CLOSE_KM = 0.3

_NOISE = re.compile(r"(utm_\w+|fbclid|gclid|mc_[ce]id|aff|ref|referrer|source|eventorigin|_\w+)", re.IGNORECASE | re.ASCII)
_WORD = re.compile(r"\w+")
Pair = tuple[int, int]
"""The ids of two events, the smaller first."""


class Said(StrEnum):
    """What holds of a pair, and who says so."""

    FOUND = "found"
    """The rules take them for one; looked at anew whenever one of them changes."""
    JOINED = "joined"
    """A person says that they are one."""
    PARTED = "parted"
    """A person says that they are two: for good, whatever the rules find."""


class Match(StrEnum):
    """In what two announcements agree."""

    ADDRESS = "address"
    START = "start"
    PLACE = "place"
    TITLE = "title"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """As much of an event as tells it from others, its words folded. ``starts_at`` is that of its next date."""

    id: int
    source: str | None
    community_id: int | None
    title: tuple[str, ...]
    starts_at: datetime
    rule: str
    meets: bool
    venue: frozenset[str]
    city: str
    spot: tuple[float, float] | None
    address: str
    join: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides under which of several announcements an event is shown."""

    id: int
    cancelled: bool
    imported: bool
    since: datetime

    @property
    def rank(self) -> tuple[bool, bool, datetime, int]:
        """The smallest comes first: what takes place, what was written here, what was there before."""
        return self.cancelled, self.imported, self.since, self.id


def pair_of(one: int, other: int) -> Pair:
    """Two ids as a pair."""
    return (one, other) if one < other else (other, one)


# Telling


def words_of(text: str) -> tuple[str, ...]:
    """The words of a title, folded as the search does it, in an order of their own."""
    return tuple(sorted(_WORD.findall(fold(text))))


def address_of(url: str) -> str:
    """A digest of what a link leads to, without what does not matter to that; empty for a site's front page or no link."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    asked = sorted((name, value) for name, value in parse_qsl(parts.query) if not _NOISE.fullmatch(name))
    path = parts.path.rstrip("/")
    if not host or not (path or asked):
        return ""
    return hashlib.sha256(f"{host}{path}?{urlencode(asked)}".encode("utf-8", "replace")).hexdigest()[:32]


def are_same(one: Mark, other: Mark) -> bool:
    """Whether both announce the same event: by their address, else by place, start and title together.

    A series is the same only as a series with the same rule and the same next date.
    """
    if one.rule != other.rule or one.id == other.id:
        return False
    apart = abs(one.starts_at - other.starts_at)
    if one.address and one.address == other.address:
        return apart <= NEAR or (apart <= SAME_DAY and are_alike(one.title, other.title))
    return apart <= NEAR and is_same_place(one, other) and are_alike(one.title, other.title)


def matches(one: Mark, other: Mark) -> tuple[Match, ...]:
    """In what both agree, whether or not that makes them one: what a person compares who is to say so."""
    found = {
        Match.ADDRESS: bool(one.address) and one.address == other.address,
        Match.START: abs(one.starts_at - other.starts_at) <= NEAR,
        Match.PLACE: is_same_place(one, other),
        Match.TITLE: are_alike(one.title, other.title),
    }
    return tuple(match for match, agrees in found.items() if agrees)


def are_alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two titles say the same: equal but for the order of words, or nearly so with the same numbers in them."""
    if one == other:
        return bool(one)
    numbers = [[word for word in title if any(map(str.isdigit, word))] for title in (one, other)]
    if numbers[0] != numbers[1]:
        return False
    matcher = SequenceMatcher(None, " ".join(one)[:200], " ".join(other)[:200], autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def is_same_place(one: Mark, other: Mark) -> bool:
    """The same venue, a few steps apart, or the same city where one names no venue; online the same link or community."""
    if one.meets != other.meets:
        return False
    if not one.meets:
        return one.join == other.join if one.join and other.join else one.community_id == other.community_id is not None
    if one.spot and other.spot and distance_km(one.spot, other.spot) <= CLOSE_KM:
        return True
    if one.venue and other.venue:
        return (one.venue <= other.venue or other.venue <= one.venue) and (
            one.city == other.city or not (one.city and other.city)
        )
    return bool(one.city) and one.city == other.city


def come_apart(one: Mark, other: Mark) -> bool:
    """Whether they come from two sources: one source, and people who write here, mean two events when they name two."""
    return one.source != other.source


def find_pairs(ours: Iterable[Mark], others: Iterable[Mark]) -> set[Pair]:
    """The pairs of one of ours and any other that are the same event from two sources."""
    around = sorted({mark.id: mark for mark in others}.values(), key=lambda mark: (mark.starts_at, mark.id))
    starts = [mark.starts_at for mark in around]
    by_address: dict[str, list[Mark]] = {}
    for mark in around:
        by_address.setdefault(mark.address, []).append(mark)
    found = set()
    for mark in ours:
        at_once = around[
            bisect_left(starts, mark.starts_at - NEAR) : bisect_left(starts, mark.starts_at + NEAR + timedelta.resolution)
        ]
        if len(at_once) > MANY:
            at_once = [other for other in at_once if other.title == mark.title]
        here = by_address.get(mark.address, []) if mark.address else []
        found |= {
            pair_of(mark.id, other.id)
            for other in (*at_once, *here[:MANY])
            if come_apart(mark, other) and are_same(mark, other)
        }
    return found


# Grouping


def group(standings: Iterable[Standing], pairs: Mapping[Pair, Said]) -> dict[int, int]:
    """Which event is shown under which: the first of each group stands for the others.

    Pairs chain, but no group holds two that a person has parted; what a person has joined goes before what was found.
    """
    known = {standing.id: standing for standing in standings}
    groups = {event_id: {event_id} for event_id in known}
    parted = {pair for pair, said in pairs.items() if said is Said.PARTED}
    merging = [pair for pair, said in pairs.items() if said is not Said.PARTED and known.keys() >= set(pair)]

    def order(pair: Pair) -> tuple[bool, object, object]:
        ranks = sorted(known[event_id].rank for event_id in pair)
        return pairs[pair] is not Said.JOINED, ranks[0], ranks[1]

    for one, other in sorted(merging, key=order):
        first, second = groups[one], groups[other]
        if first is second or any(pair_of(a, b) in parted for a in first for b in second):
            continue
        first |= second
        groups.update(dict.fromkeys(second, first))
    under = {}
    for event_id, together in groups.items():
        primary = min((known[each] for each in together), key=lambda standing: standing.rank)
        if primary.id != event_id:
            under[event_id] = primary.id
    return under
