"""Pieces of pages kept in this process for as long as what they are made of says the same.

A key names everything that its piece depends on (language, revision, counters of a scope), so nothing is ever thrown
away because it is wrong; what was used least goes when there are too many.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from flask import current_app

Piece = TypeVar("Piece")


class Kept:
    """At most ``limit`` pieces of one kind; safe to use from several threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._pieces: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Any:
        """The piece, which is now the one used last; None when it isn't kept."""
        with self._lock:
            found = self._pieces.get(key)
            if found is not None:
                self._pieces.move_to_end(key)
            return found

    def put(self, key: Hashable, piece: Any) -> None:
        """Keep a piece."""
        with self._lock:
            self._pieces[key] = piece
            while len(self._pieces) > self._limit:
                self._pieces.popitem(last=False)


def kept(kind: str, limit: int) -> Kept:
    """The pieces of one kind in this application."""
    kinds: dict[str, Kept] = current_app.extensions.setdefault("eventhub_fragments", {})
    return kinds.setdefault(kind, Kept(limit))


def piece(kind: str, limit: int, key: Hashable, make: Callable[[], Piece]) -> Piece:
    """The piece under this key, made when it isn't kept."""
    pieces = kept(kind, limit)
    found: Piece | None = pieces.get(key)
    if found is None:
        found = make()
        pieces.put(key, found)
    return found
