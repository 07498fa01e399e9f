"""Stored answers: pages for readers who carry no session, kept by address, language and build.

A stored page remembers the counters (:mod:`eventhub.core.generations`) of the scopes it speaks of. One query asks
whether they still stand; what time alone changes is bounded by ``valid_until``.
"""

from __future__ import annotations

import gzip
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial, wraps
from typing import Any, ParamSpec

from flask import Response, current_app, g, make_response, request

from eventhub.blueprints.context import choose_locale, has_session
from eventhub.blueprints.settings import settings_of
from eventhub.core import clock, generations

P = ParamSpec("P")
LIFETIME = 3600.0
"""Seconds after which a page is made anew even when nothing has raised its counters."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A page as it was answered."""

    body: bytes
    packed: bytes
    scopes: tuple[str, ...]
    seen: tuple[tuple[int, int], ...]
    valid_until: float
    headers: tuple[tuple[str, str], ...]


class PageStore:
    """Pages of one process, bounded in bytes; what was used least goes first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[str, ...], Stored] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: tuple[str, ...]) -> Stored | None:
        """The page, which is now the one used last."""
        with self._lock:
            found = self._pages.get(key)
            if found is not None:
                self._pages.move_to_end(key)
            return found

    def put(self, key: tuple[str, ...], page: Stored, limit: int) -> None:
        """Keep a page, letting others go when there are more than ``limit`` bytes."""
        with self._lock:
            old = self._pages.pop(key, None)
            self._bytes += _size(page) - (_size(old) if old else 0)
            self._pages[key] = page
            while self._bytes > limit and self._pages:
                _, gone = self._pages.popitem(last=False)
                self._bytes -= _size(gone)


def _size(page: Stored) -> int:
    return len(page.body) + len(page.packed) + 500


def store() -> PageStore:
    """The store of this application in this process."""
    kept: PageStore = current_app.extensions.setdefault("eventhub_pages", PageStore())
    return kept


def stored(scopes: Callable[..., Sequence[str]]) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    """Keep a view's answers for readers without a session. Stands outside the access rule.

    :param scopes: gives, from the view's arguments, the scopes whose ``page`` counter the answer depends on.
    """

    def decorate(view: Callable[P, Any]) -> Callable[P, Any]:
        @wraps(view)
        def answered(*args: P.args, **kwargs: P.kwargs) -> Any:
            if has_session() or request.method not in {"GET", "HEAD"}:
                return view(*args, **kwargs)
            key = (request.full_path, choose_locale())
            found = store().get(key)
            if found is not None and found.valid_until > time.time() and generations.peek(found.scopes) == found.seen:
                return _answer(found)
            return _make(key, partial(view, *args, **kwargs), tuple(scopes(*args, **kwargs)))

        return answered

    return decorate


def counted(scope: str) -> tuple[int, int]:
    """The counters of a scope as they stood before the answer was begun; asks once where the page store has not."""
    known: dict[str, tuple[int, int]] = g.setdefault("counted", {})
    if scope not in known:
        known[scope] = generations.peek([scope])[0]
    return known[scope]


def valid_until(moment: datetime) -> None:
    """Say from within a view when time alone will change its answer."""
    g.page_valid_until = min(moment.timestamp(), g.get("page_valid_until", float("inf")))


def _make(key: tuple[str, ...], view: Callable[[], Any], scopes: tuple[str, ...]) -> Response:
    seen = generations.peek(scopes)
    g.counted = dict(zip(scopes, seen, strict=True))
    response = make_response(view())
    if response.status_code != 200 or "Set-Cookie" in response.headers or response.direct_passthrough:
        return response
    body = response.get_data()
    until = min(g.get("page_valid_until", float("inf")), clock.now().timestamp() + LIFETIME)
    page = Stored(body, gzip.compress(body, 6, mtime=0), scopes, seen, until, (("Content-Type", response.content_type),))
    store().put(key, page, settings_of().store_megabytes * 1_000_000)
    return _answer(page)


def _answer(page: Stored) -> Response:
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(page.packed if packed else page.body, headers=dict(page.headers))
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response
