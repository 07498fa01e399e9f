"""Every error as a page that says what to do; the details go to the log, under the request's id."""

from __future__ import annotations

from typing import Any

import structlog
from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from eventhub.core.db import db
from eventhub.core.errors import Invalid, Refused, TooMany

MAX_RESENT = 200_000

HEADINGS = {
    400: _l("This request can't be understood"), 401: _l("Please sign in"), 403: _l("This is for others to do"),
    404: _l("There is nothing here"), 405: _l("This can't be done here"), 409: _l("Someone was quicker"),
    410: _l("This is gone"), 413: _l("This is too large"), 422: _l("Something needs another look"),
    429: _l("A little too often"), 500: _l("Something is wrong on our side"), 503: _l("Back in a moment"),
}  # fmt: skip
TEXTS = {
    400: _l("Go back, check what you sent, and try again."),
    404: _l("The address may be old or mistyped. Perhaps you find it through the search."),
    405: _l("Go back and use the button on the page."),
    413: _l("A file can have up to 8 MB. What you typed before is kept as a draft."),
    500: _l("What you did was not saved. We have been told; try again in a moment."),
    503: _l("The database is busy or away. Nothing is lost; try again in a moment."),
}  # fmt: skip


def init_app(app: Flask) -> None:
    """Handle what services refuse, what HTTP refuses, and what nobody expected."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(Exception, _unexpected)
    app.after_request(_secure)


def wants_json() -> bool:
    """Whether a script asks rather than a person."""
    return request.accept_mimetypes.best == "application/json"


def answer(status: int, text: Any = "", heading: Any = "", fields: dict[str, Any] | None = None) -> Response:
    """The error's page, or its RFC 9457 problem for a script, or one line for a calendar client."""
    db.session.rollback()
    g.pop("_login_user", None)  # loaded anew when the frame asks: the rollback has expired what was loaded with them
    text = text or TEXTS.get(status, "")
    heading = heading or HEADINGS.get(status, HEADINGS[400])
    if wants_json():
        problem = {"type": "about:blank", "title": str(heading), "status": status, "detail": str(text),
                   "errors": {name: str(said) for name, said in (fields or {}).items()}}  # fmt: skip
        response = jsonify(problem)
        response.mimetype = "application/problem+json"
    elif request.path.startswith(("/calendar/", "/healthz", "/readyz")):
        response = make_response(f"{text or heading}\n")
        response.mimetype = "text/plain"
    else:
        response = make_response(render_template("errors/error.html", status=status, heading=heading, text=text,
                                                 fields=fields or {}, request_id=g.get("request_id", "")))  # fmt: skip
    response.status_code = status
    return response


def _refused(error: Refused) -> Response:
    fields = error.fields if isinstance(error, Invalid) else None
    text = " ".join(str(said) for said in fields.values()) if fields else error.message
    heading = error.message if fields and len(fields) > 1 else ""
    response = answer(error.status, text, heading, fields)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _http(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    response = answer(error.code)
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            response.headers[name] = value
    return response


def _expired(error: CSRFError) -> Response:
    """The page was open too long: what was typed is shown again, to be sent with one press.

    Only for requests from our own pages: a form elsewhere could otherwise borrow this one's button.
    """
    db.session.rollback()
    g.pop("_login_user", None)
    own = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    kept = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token" and "password" not in name]
    size = sum(len(value) for _name, value in kept)
    if wants_json() or not own or size > MAX_RESENT:
        return answer(400, _("This page was open too long. Load it again; what you typed is kept in the draft."))
    page = render_template("errors/expired.html", kept=kept, action=request.full_path.rstrip("?"), status=400)
    return make_response(page, 400)


def _stale(error: StaleDataError) -> Response:
    return answer(409, _("Someone else changed this at the same moment. Look at it again, then decide."))


def _database(error: DBAPIError) -> Response:
    structlog.get_logger().error("database", request_id=g.get("request_id", ""), exc_info=error)
    response = answer(503)
    response.headers["Retry-After"] = "5"
    return response


def _unexpected(error: Exception) -> Response:
    structlog.get_logger().error("unexpected", request_id=g.get("request_id", ""), exc_info=error)
    return answer(500)


_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)


def _policy() -> str:
    """What a page may load. Only embeds say that any site may frame them, and only their builder frames one of ours."""
    policy = _CSP.replace("frame-ancestors 'none'", "frame-ancestors *") if g.get("may_be_framed") else _CSP
    return f"{policy}; frame-src 'self'" if g.get("may_frame") else policy


def _secure(response: Response) -> Response:
    headers = response.headers
    headers["X-Content-Type-Options"] = "nosniff"
    if response.mimetype == "text/html":
        headers["Content-Security-Policy"] = _policy()
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        headers.setdefault("Cache-Control", "private, no-cache")
        response.vary.update(("Accept-Language",) if g.get("sessionless") else ("Cookie", "Accept-Language"))
    return response
