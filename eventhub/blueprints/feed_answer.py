"""How calendar programs are answered, whether anyone may read or the owner alone: no session, one line when it can't be had.

Programs delete what is missing, so what goes wrong is never answered with an empty calendar.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec

import structlog
from flask import Response, current_app, g, request
from flask.globals import request_ctx
from werkzeug.datastructures import Headers

from eventhub.config import LANGUAGES
from eventhub.core import clock
from eventhub.core.db import db
from eventhub.core.errors import Invalid, Refused
from eventhub.core.text import force_locale
from eventhub.feeds import http
from eventhub.feeds.http import ICS_TYPE, Validators

METHODS = ["GET", "HEAD", "OPTIONS"]
_RETRY_AFTER = "300"

P = ParamSpec("P")


class FeedResponse(Response):
    """A response whose headers go out as they stand: Werkzeug takes Last-Modified from a 304, which RFC 9110 §15.4.5 wants."""

    default_mimetype = None

    def get_wsgi_headers(self, environ: Any) -> Headers:
        """The headers, with the length of the body where there may be one."""
        if self.status_code not in (204, 304):
            self.headers["Content-Length"] = str(sum(map(len, self.response)))
        return self.headers


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads, as caches are told, and what every line and every OPTIONS says to them besides."""

    audience: http.Audience
    cache: str
    on_lines: Mapping[str, str]
    on_options: Mapping[str, str]

    def line(self, status: int, text: str, headers: Mapping[str, str]) -> Response:
        """A refusal or an explanation, or with an empty text nothing but headers."""
        plain = {"Content-Type": "text/plain; charset=utf-8", "X-Robots-Tag": "noindex", **self.on_lines}
        return FeedResponse([f"{text}\n".encode()] if text else [], status, {**plain, **headers})

    def not_modified(self, found: Validators) -> Response | None:
        """304 for those who have it already."""
        asked, coding = request.headers, coding_asked()
        if not http.is_not_modified(found, asked.get("If-None-Match"), asked.get("If-Modified-Since"), coding, now=clock.now()):
            return None
        return FeedResponse([], 304, http.not_modified_headers(found, coding, audience=self.audience))

    def whole(
        self, answer: http.Answer, filename: str, *, content_type: str = ICS_TYPE, disposition: http.Disposition = "inline"
    ) -> Response:
        """200 with the calendar, coded as asked for."""
        coding = coding_asked()
        said = http.headers(answer, coding, audience=self.audience, filename=filename,
                            content_type=content_type, disposition=disposition)  # fmt: skip
        return FeedResponse([answer.payload(coding)], 200, said)

    def guard(self, view: Callable[P, Response]) -> Callable[P, Response]:
        """Answer in one line whatever is refused or goes wrong."""

        @wraps(view)
        def answered(*args: P.args, **kwargs: P.kwargs) -> Response:
            request_ctx._session = current_app.session_interface.make_null_session(current_app)  # neither read nor written
            if request.method == "OPTIONS":
                return FeedResponse([], 204, {"Allow": ", ".join(METHODS), **self.on_options})
            try:
                return view(*args, **kwargs)
            except Refused as refused:
                return self._refusal(refused)
            except Exception as error:
                return self._failure(error)

        return answered

    def _refusal(self, refused: Refused) -> Response:
        db.session.rollback()
        with force_locale(LANGUAGES[0]):  # the address alone says what is answered, and to nobody known
            status, text = explain(refused)
        return self.line(status, text, {"Cache-Control": f"{self.cache}, max-age=60"})

    def _failure(self, error: Exception) -> Response:
        structlog.get_logger().error(f"{self.audience} calendar", request_id=g.get("request_id", ""), exc_info=error)
        db.session.rollback()
        said = {"Retry-After": _RETRY_AFTER, "Cache-Control": "no-store"}
        return self.line(503, "This calendar can't be had at the moment. Please keep what you have and ask again.", said)


ANYONE = Readers("public", "public", {"Access-Control-Allow-Origin": "*"}, {
    "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since", "Access-Control-Max-Age": "86400",
})  # fmt: skip
"""Calendars for all, which pages on other sites may read too."""
OWNER = Readers("personal", "private", {"Referrer-Policy": "no-referrer"}, {})
"""Calendars whose address is their key: no page on another site, and no trace of where it was read."""


def coding_asked() -> http.Coding:
    """The coding that the reader takes best."""
    return http.choose_coding(request.headers.get("Accept-Encoding"))


def explain(refused: Refused) -> tuple[int, str]:
    """The status and the one line of a refusal; what a program asked for wrongly is 400, not a form's 422."""
    if isinstance(refused, Invalid):
        return 400, " ".join(str(said) for said in refused.fields.values())
    return refused.status, str(refused.message)
