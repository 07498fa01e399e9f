"""Feeds over HTTP. No session, no cookie, no negotiation but of the coding: the address says it all."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from io import BytesIO
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

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
from eventhub.core.errors import Invalid, NotFound, Refused
from eventhub.core.text import force_locale
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.translations import canonical_tag
from eventhub.events.queries.listing import Retired
from eventhub.events.rules.filters import parse_filter
from eventhub.extensions import csrf
from eventhub.feeds import http, store
from eventhub.feeds.asked import KINDS, Feed

bp = Blueprint("calendar", __name__)
csrf.exempt(bp)

PARAMETERS = frozenset({
    "topic", "format", "lang", "mode", "region", "community", "official", "cancelled", "series", "past", "locale", "download",
})  # fmt: skip
"""What a feed's query may say; anything else is ignored, for clients add words of their own against caches."""

SLUGS = {
    "community": re.compile(r"[a-z0-9]{10}"),
    "event": re.compile(r"[a-z0-9]{10}"),
    "format": re.compile(r"[a-z0-9]+(-[a-z0-9]+)*"),
    "topic": re.compile(r"[a-z0-9]+(-[a-z0-9]+)*"),
    "region": re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*"),
    "language": re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*"),
}
_KEYED = re.compile(r"([a-z0-9]{10})-.+")
_RETRY_AFTER = "300"
_PLAIN = {"Content-Type": "text/plain; charset=utf-8", "X-Robots-Tag": "noindex", "Access-Control-Allow-Origin": "*"}

View = TypeVar("View", bound=Callable[..., Any])


class Moved(Exception):
    """The feed has another address for good: its path, and the names and values of its query."""

    def __init__(self, path: str, query: str) -> None:
        super().__init__(path)
        self.location = f"{addresses.base()}{path}{f'?{query}' if query else ''}"


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
            return _line(301, "", {"Location": moved.location, "Cache-Control": "public, max-age=86400"})
        except Retired as retired:
            return _line(301, "", {"Location": _successor(retired), "Cache-Control": "public, max-age=86400"})
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
    """What is in a region, of a community, a format, a topic, in a language; or one event."""
    return _answer(kind, slug, ext)


def _answer(kind: str, slug: str, ext: str) -> Response:
    if slug.endswith(".qr") or ext == "qr.svg":
        return _qr(kind, slug.removesuffix(".qr"))
    if ext != "ics":
        raise NotFound(_l("There is no such calendar."))
    asked, is_download = read(kind, slug, request.query_string)
    found = store.answer_of(asked, memory(), site=current_app.settings.site_name)  # type: ignore[attr-defined]  # EventHub's
    headers = request.headers
    coding = http.choose_coding(headers.get("Accept-Encoding"))
    if http.is_not_modified(
        found, headers.get("If-None-Match"), headers.get("If-Modified-Since"), coding, now=clock.now()
    ):  # fmt: skip
        return FeedResponse([], 304, http.not_modified_headers(found, coding, audience="public"))
    said = http.headers(found, coding, audience="public", filename=f"{slug or kind}.ics",
                        disposition="attachment" if is_download else "inline")  # fmt: skip
    return FeedResponse([found.payload(coding)], 200, said)


def memory() -> store.Memory:
    """The answers that this process keeps for the application."""
    found: store.Memory | None = current_app.extensions.get("eventhub_feeds")
    if found is None:
        limit = current_app.settings.store_megabytes * 1_000_000  # type: ignore[attr-defined]  # EventHub's
        found = current_app.extensions.setdefault("eventhub_feeds", store.Memory(limit))
    return found


@lru_cache(maxsize=4096)
def read(kind: str, slug: str, query: bytes) -> tuple[Feed, bool]:
    """The feed that an address asks for, and whether as a file.

    :raises NotFound: there can be no such thing.
    :raises Invalid: a known parameter has a malformed value.
    :raises Moved: there is a better way to write the path.
    """
    text = query.decode("utf-8", "replace")
    if kind not in KINDS or (kind in {"all", "cfp"}) == bool(slug) or (slug and not SLUGS[kind].fullmatch(slug)):
        _demand_key(kind, slug, text)
    better = _canonical(kind, slug)
    if better != slug:
        raise Moved(f"/calendar/{kind}/{better}.ics", text)
    pairs = [_cased(name, value) for name, value in parse_qsl(text, max_num_fields=200) if name in PARAMETERS]
    asked = parse_filter([pair for pair in pairs if pair[0] not in {"locale", "download"}])
    is_download = kind == "event" and dict(pairs).get("download", "") not in {"", "0"}
    return Feed(kind, slug, asked, _locale([value for name, value in pairs if name == "locale"])), is_download


def _demand_key(kind: str, slug: str, query: str) -> None:
    """Pages write the title behind the key; the feed's address is the bare key."""
    keyed = _KEYED.fullmatch(slug)
    if kind not in {"community", "event"} or keyed is None:
        raise NotFound(_l("There is no such calendar."))
    raise Moved(f"/calendar/{kind}/{keyed[1]}.ics", query)


def _canonical(kind: str, slug: str) -> str:
    if kind == "region":
        code, mark, area = slug.partition("-x-") if "-x-" in slug else slug.partition("-X-")
        return f"{code.upper()}{'-x-' if mark else ''}{area.lower()}"
    if kind == "language":
        try:
            return canonical_tag(slug)
        except Invalid:
            raise NotFound(_l("There is no such calendar.")) from None
    return slug


def _cased(name: str, value: str) -> tuple[str, str]:
    """Language tags in their usual case (RFC 5646 §2.1.1)."""
    if name != "lang" or not value.strip():
        return name, value
    try:
        return name, canonical_tag(value.strip())
    except Invalid:
        raise Invalid({name: _l("“%(value)s” is not a value of %(name)s.", value=value[:60], name=name)}) from None


def _locale(values: list[str]) -> str:
    if any(value not in LANGUAGES for value in values) or len(set(values)) > 1:
        raise Invalid({"locale": _l("Calendars are there in these languages: %(known)s.", known=", ".join(LANGUAGES))})
    return values[0] if values else LANGUAGES[0]


def _qr(kind: str, slug: str) -> Response:
    """The address as a picture, for a phone to subscribe."""
    asked, _ = read(kind, slug, request.query_string)
    drawn = BytesIO()
    code = segno.make(subscribe.webcal_of(f"{addresses.base()}{asked.address}"), error="m", micro=False)
    code.save(drawn, kind="svg", scale=4, border=4, light="#fff", dark="#000", xmldecl=False, nl=False)
    said = {"Content-Type": "image/svg+xml", "Cache-Control": "public, max-age=86400", "X-Robots-Tag": "noindex"}
    return FeedResponse([drawn.getvalue()], 200, said)


def _successor(retired: Retired) -> str:
    """The same address with the new name in the place of the old one."""
    path, query = request.path, request.query_string.decode("utf-8", "replace")
    if path == f"/calendar/{retired.name}/{retired.old}.ics":
        return Moved(f"/calendar/{retired.name}/{retired.new}.ics", query).location
    pairs = [(n, retired.new if (n, v) == (retired.name, retired.old) else v) for n, v in parse_qsl(query)]
    return Moved(path, urlencode(pairs)).location


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
    response = errors.answer(405)
    response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response
