"""A place in words: what its parts say, and nothing twice."""

from __future__ import annotations

import re
from collections.abc import Iterable


def unsaid(parts: Iterable[str], said: str) -> list[str]:
    """Those of the parts (a city, a country) that are still to be said after ``said``.

    A venue that came in from a calendar is often a whole address: what stands in it, behind a comma, is not said again.
    """
    found: list[str] = []
    for part in parts:
        if part and part != said and part not in found and not _names(said, part):
            found.append(part)
    return found


def _names(address: str, part: str) -> bool:
    _venue, comma, rest = address.casefold().partition(",")
    return bool(comma) and re.search(rf"(?<!\w){re.escape(part.casefold())}(?!\w)", rest) is not None
