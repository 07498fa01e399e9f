"""Feeds over HTTP. No session, no cookie, no negotiation but of the coding: the address says it all."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any, TypeVar

import segno
import structlog
from flask import Blueprint, Response, current_app, g, request
from flask.globals import request_ctx
from werkzeug.exceptions import MethodNotAllowed

from eventhub.blueprints import errors, subscribe
from eventhub.blueprints.access import anyone
from eventhub.blueprints.feed_answer import METHODS, FeedResponse
from eventhub.config import LANGUAGES
from eventhub.core import addresses, clock
from eventhub.core.db import db
from eventhub.core.errors import Invalid, Refused
from eventhub.core.text import force_locale
from eventhub.events.queries.listing import Retired
from eventhub.extensions import csrf
from eventhub.feeds import http, reading, store
from eventhub.feeds.formats import FORMATS, ICS
from eventhub.feeds.reading import Moved

bp = Blueprint("calendar", __name__)
csrf.exempt(bp)

QR = "qr.svg"
_RETRY_AFTER = "300"
_PLAIN = {"Content-Type": "text/plain; charset=utf-8", "X-Robots-Tag": "noindex", "Access-Control-Allow-Origin": "*"}

View = TypeVar("View", bound=Callable[..., Any])


def guarded(view: View) -> View:
    """Answer in one line whatever is refused or goes wrong; clients delete what is missing, so never an empty calendar."""

    @wraps(view)
    def answered(**kwargs: Any) -> Response:
        request_ctx._session = current_app.session_interface.make_null_session(current_app)  # neither read nor written
        if request.method == "OPTIONS":
            return _options()
        try:
            return view(**kwargs)
        except Moved as moved:
            return _moved(moved.address)
        except Retired as retired:
            return _moved(reading.successor(request.path, request.query_string.decode("utf-8", "replace"), retired))
        except Refused as refused:
            return _refusal(refused)
        except Exception as error:
            return _failure(error)

    return answered  # type: ignore[return-value]  # wraps keeps its shape


@bp.route("/calendar/all.<ext>", methods=METHODS)
@anyone
@guarded
def feed_of_all(ext: str) -> Response:
    """Everything public."""
    return _answer("all", "", ext)


@bp.route("/calendar/cfp.<ext>", methods=METHODS)
@anyone
@guarded
def feed_of_calls(ext: str) -> Response:
    """Open calls for speakers, each with its deadline as the event."""
    return _answer("cfp", "", ext)


@bp.route("/calendar/<kind>/<slug>.<ext>", methods=METHODS)
@anyone
@guarded
def feed(kind: str, slug: str, ext: str) -> Response:
    """What is in a region, of a community, a format, a topic, in a language, with a person; or one event."""
    stem, _dot, ending = f"{slug}.{ext}".partition(".")  # slugs hold no dots, and some endings do
    return _answer(kind, stem, ending)


def _answer(kind: str, slug: str, ext: str) -> Response:
    if ext == QR:
        return _qr(kind, slug)
    asked, is_download = reading.read(kind, slug, ext, request.query_string, LANGUAGES)
    found = store.answer_of(asked, memory(), site=current_app.settings.site_name)  # type: ignore[attr-defined]  # EventHub's
    headers = request.headers
    coding = http.choose_coding(headers.get("Accept-Encoding"))
    if http.is_not_modified(
        found, headers.get("If-None-Match"), headers.get("If-Modified-Since"), coding, now=clock.now()
    ):  # fmt: skip
        return FeedResponse([], 304, http.not_modified_headers(found, coding, audience="public"))
    said = http.headers(found, coding, audience="public", filename=f"{slug or kind}.{ext}",
                        content_type=FORMATS[ext].content_type, disposition="attachment" if is_download else "inline")  # fmt: skip
    return FeedResponse([found.payload(coding)], 200, said)


def memory() -> store.Memory:
    """The answers that this process keeps for the application."""
    found: store.Memory | None = current_app.extensions.get("eventhub_feeds")
    if found is None:
        limit = current_app.settings.store_megabytes * 1_000_000  # type: ignore[attr-defined]  # EventHub's
        found = current_app.extensions.setdefault("eventhub_feeds", store.Memory(limit))
    return found


def _qr(kind: str, slug: str) -> Response:
    """The address as a picture, for a phone to subscribe."""
    asked, _ = reading.read(kind, slug, ICS, request.query_string, LANGUAGES)
    drawn = BytesIO()
    code = segno.make(subscribe.webcal_of(f"{addresses.base()}{asked.address}"), error="m", micro=False)
    code.save(drawn, kind="svg", scale=4, border=4, light="#fff", dark="#000", xmldecl=False, nl=False)
    said = {"Content-Type": "image/svg+xml", "Cache-Control": "public, max-age=86400", "X-Robots-Tag": "noindex"}
    return FeedResponse([drawn.getvalue()], 200, said)


def _moved(address: str) -> Response:
    return _line(301, "", {"Location": f"{addresses.base()}{address}", "Cache-Control": "public, max-age=86400"})


def _refusal(refused: Refused) -> Response:
    db.session.rollback()
    status = 400 if isinstance(refused, Invalid) else refused.status
    with force_locale(LANGUAGES[0]):  # the address alone says what is answered
        text = " ".join(str(said) for said in refused.fields.values()) if isinstance(refused, Invalid) else str(refused.message)
    return _line(status, text, {"Cache-Control": "public, max-age=60"})


def _failure(error: Exception) -> Response:
    structlog.get_logger().error("calendar", request_id=g.get("request_id", ""), exc_info=error)
    db.session.rollback()
    said = {"Retry-After": _RETRY_AFTER, "Cache-Control": "no-store"}
    return _line(503, "This calendar can't be had at the moment. Please keep what you have and ask again.", said)


def _line(status: int, text: str, headers: dict[str, str]) -> Response:
    return FeedResponse([f"{text}\n".encode()] if text else [], status, {**_PLAIN, **headers})


def _options() -> Response:
    """What may be done here, for browsers on other sites too."""
    return FeedResponse([], 204, {
        "Allow": ", ".join(METHODS), "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": ", ".join(METHODS),
        "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since", "Access-Control-Max-Age": "86400",
    })  # fmt: skip


@bp.app_errorhandler(MethodNotAllowed)
def not_allowed(error: MethodNotAllowed) -> Response:
    """405 with the methods in one order, always the same (a set's differs from start to start)."""
    is_calendar = request.path.startswith("/calendar/")
    response = _line(405, "Calendars can be read, not written.", {}) if is_calendar else errors.answer(405)
    response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response
