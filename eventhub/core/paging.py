"""Paging by key: a cursor says after which row to go on, so that a page costs the same wherever it is."""

from __future__ import annotations

import binascii
import json
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from eventhub.core.errors import Invalid
from eventhub.core.text import lazy_gettext as _l

MAX_CURSOR = 500
_INT64 = range(-(2**63), 2**63)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """The rows of one page, and the cursors of the pages before and after it (None where there is none)."""

    items: Sequence[T]
    before: str | None = None
    after: str | None = None


def encode(*parts: int | str) -> str:
    """The sort key of a row as text for an address. It hides nothing and is not signed."""
    compact = json.dumps(parts, separators=(",", ":"), ensure_ascii=False)
    return urlsafe_b64encode(compact.encode()).rstrip(b"=").decode()


def decode(text: str, kinds: Sequence[type[int] | type[str]]) -> tuple[Any, ...]:
    """The parts of a cursor, each of the kind asked for (``(str, int)``).

    :raises Invalid: on ``after``, when it is not a cursor of these kinds.
    """
    parts = _parts(text)
    if len(parts) != len(kinds) or not all(_fits(part, kind) for part, kind in zip(parts, kinds, strict=True)):
        raise _rubbish()
    return tuple(parts)


def _parts(text: str) -> list[Any]:
    if len(text) > MAX_CURSOR:
        raise _rubbish()
    try:
        packed = b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        parts = json.loads(packed.decode())
    except (binascii.Error, ValueError, RecursionError):
        raise _rubbish() from None
    if not isinstance(parts, list):
        raise _rubbish()
    return parts


def _fits(part: Any, kind: type[Any]) -> bool:
    """Whether a database takes it: whole numbers of 64 bits; text without NUL and without half characters."""
    if type(part) is not kind:
        return False
    if not isinstance(part, str):
        return part in _INT64
    return "\0" not in part and not any("\ud800" <= letter <= "\udfff" for letter in part)


def _rubbish() -> Invalid:
    return Invalid({"after": _l("This address of a page is damaged. Please begin at the first page.")})
