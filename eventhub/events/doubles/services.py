"""Merging doubles and parting them again."""

from __future__ import annotations

from collections.abc import Collection


def find_doubles(event_ids: Collection[int]) -> int:
    """Merge what the rules take for the same event as one of these, in the caller's transaction. Returns how many were merged.

    Only public events are merged with public ones; drafts among the ids cost nothing but the look. A few queries for 500
    ids. What a person has separated stays so.
    """
    raise NotImplementedError
