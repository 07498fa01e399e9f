"""How embeds answer: without a session, to any site, in one line when something is wrong, and 304 where nothing is new."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec
from urllib.parse import urlencode

from flask import Response, g, make_response, redirect, request

from eventhub.blueprints.context import sessionless
from eventhub.blueprints.feed_answer import explain
from eventhub.core.db import db
from eventhub.core.errors import Refused
from eventhub.events.queries.listing import Retired

MAX_AGE = 300
"""Seconds for which browsers and caches in between keep an embed without asking."""

P = ParamSpec("P")


def for_other_sites(view: Callable[P, Any]) -> Callable[P, Response]:
    """Stands outside the store of pages, so that stored answers get the same headers."""

    @wraps(view)
    @sessionless
    def answered(*args: P.args, **kwargs: P.kwargs) -> Response:
        g.may_be_framed = True
        try:
            response = make_response(view(*args, **kwargs))
        except Retired as retired:
            response = make_response(redirect(_successor(retired), 301))
        except Refused as refused:
            response = one_line(refused)
        return _finish(response)

    return answered


def one_line(refused: Refused) -> Response:
    """The reason as text, which says more in a small frame than a page would."""
    db.session.rollback()
    status, text = explain(refused)
    response = Response(f"{text}\n", status, mimetype="text/plain")
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


def _successor(retired: Retired) -> str:
    pairs = [(name, retired.new if (name, value) == (retired.name, retired.old) else value)
             for name, value in request.args.items(multi=True)]  # fmt: skip
    return f"{request.path}?{urlencode(pairs)}"


def _finish(response: Response) -> Response:
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    headers["X-Robots-Tag"] = "noindex"
    response.vary.update(("Accept-Encoding", "Accept-Language"))
    headers.setdefault("Cache-Control", f"public, max-age={MAX_AGE}, stale-while-revalidate=3600")
    if response.status_code == 200:
        response.set_etag(hashlib.blake2b(response.get_data(), digest_size=12).hexdigest())
        response.make_conditional(request)
    return response
