"""Feeds over HTTP. No session, no cookie, no negotiation but of the coding: the address says it all."""

from __future__ import annotations

from io import BytesIO

import segno
from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import MethodNotAllowed

from eventhub.blueprints import errors, subscribe
from eventhub.blueprints.access import anyone
from eventhub.blueprints.feed_answer import ANYONE, METHODS, FeedResponse
from eventhub.blueprints.settings import settings_of
from eventhub.config import LANGUAGES
from eventhub.core import addresses
from eventhub.events.queries.listing import Retired
from eventhub.extensions import csrf
from eventhub.feeds import reading, store
from eventhub.feeds.formats import FORMATS, ICS
from eventhub.feeds.reading import Moved

bp = Blueprint("calendar", __name__)
csrf.exempt(bp)

QR = "qr.svg"


@bp.route("/calendar/all.<ext>", methods=METHODS)
@anyone
@ANYONE.guard
def feed_of_all(ext: str) -> Response:
    """Everything public."""
    return _answer("all", "", ext)


@bp.route("/calendar/cfp.<ext>", methods=METHODS)
@anyone
@ANYONE.guard
def feed_of_calls(ext: str) -> Response:
    """Open calls for speakers, each with its deadline as the event."""
    return _answer("cfp", "", ext)


@bp.route("/calendar/<kind>/<slug>.<ext>", methods=METHODS)
@anyone
@ANYONE.guard
def feed(kind: str, slug: str, ext: str) -> Response:
    """What is in a region, of a community, a format, a topic, in a language, with a person; or one event."""
    stem, _dot, ending = f"{slug}.{ext}".partition(".")  # slugs hold no dots, and some endings do
    return _answer(kind, stem, ending)


def _answer(kind: str, slug: str, ext: str) -> Response:
    try:
        return _qr(kind, slug) if ext == QR else _read(kind, slug, ext)
    except Moved as moved:
        return _moved(moved.address)
    except Retired as retired:
        return _moved(reading.successor(request.path, request.query_string.decode("utf-8", "replace"), retired))


def _read(kind: str, slug: str, ext: str) -> Response:
    asked, is_download = reading.read(kind, slug, ext, request.query_string, LANGUAGES)
    found = store.answer_of(asked, memory(), site=settings_of().site_name)
    return ANYONE.not_modified(found) or ANYONE.whole(
        found, f"{slug or kind}.{ext}", content_type=FORMATS[ext].content_type,
        disposition="attachment" if is_download else "inline",
    )  # fmt: skip


def memory() -> store.Memory:
    """The answers that this process keeps for the application."""
    found: store.Memory | None = current_app.extensions.get("eventhub_feeds")
    if found is None:
        limit = settings_of().store_megabytes * 1_000_000
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
    return ANYONE.line(301, "", {"Location": f"{addresses.base()}{address}", "Cache-Control": "public, max-age=86400"})


@bp.app_errorhandler(MethodNotAllowed)
def not_allowed(error: MethodNotAllowed) -> Response:
    """405 with the methods in one order, always the same (a set's differs from start to start)."""
    is_calendar = request.path.startswith("/calendar/")
    response = ANYONE.line(405, "Calendars can be read, not written.", {}) if is_calendar else errors.answer(405)
    response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response
