"""What a source would change, looked at without writing anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from eventhub.core.text import LazyText

MAX_ROWS = 500
"""Rows that are kept for a page; all are counted."""


@dataclass(frozen=True, slots=True)
class LookRow:
    """One event of the source: what would become of it.

    ``starts`` and ``ends`` are wall times in ``zone`` of the (next) date; None where the source's date makes no sense.
    """

    what: Literal["new", "changed", "same", "skipped"]
    title: str
    line: int = 0
    starts: datetime | None = None
    ends: datetime | None = None
    zone: str = ""
    all_day: bool = False
    repeats: str = ""
    """How it repeats, in the reader's language; empty for one date."""
    changes: tuple[str, ...] = ()
    """Fields that would change here, by name (:data:`eventhub.imports.sources.words.FIELDS`)."""
    locked: tuple[str, ...] = ()
    """Fields that differ at the source and stay, because they were edited here."""
    why: str = ""
    reason: LazyText = ""
    """For what is skipped: the code and the sentence."""
    detail: str = ""
    event_key: str = ""
    """The event here, where there is one."""


@dataclass(frozen=True, slots=True)
class Look:
    """All rows in the order of the source (at most :data:`MAX_ROWS`), and how many there are of each sort."""

    rows: tuple[LookRow, ...]
    new: int
    changed: int
    same: int
    skipped: int
    vanished: int
    """Events with dates to come that came in before and that the source no longer has."""
    name: str = ""
