"""Own calendars over HTTP: whoever has the address may read, and nothing else. No session, no cookie, no trace of the token."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar

import structlog
from flask import Blueprint, Response, current_app, g, request
from flask.globals import request_ctx

from eventhub.accounts.queries import find_by_id
from eventhub.blueprints import inbox
from eventhub.blueprints.access import ATTRIBUTE, Access
from eventhub.blueprints.feed_answer import METHODS, FeedResponse
from eventhub.config import LANGUAGES
from eventhub.core import addresses, clock
from eventhub.core.db import db
from eventhub.core.errors import NotFound, Refused
from eventhub.core.text import force_locale
from eventhub.core.text import lazy_gettext as _l
from eventhub.extensions import csrf
from eventhub.feeds import http
from eventhub.feeds.asked import Gone
from eventhub.feeds.http import Answer, Validators
from eventhub.feeds.personal import store
from eventhub.feeds.personal.contents import Deadline, Owner
from eventhub.feeds.personal.store import Asked

bp = Blueprint("personal", __name__)
csrf.exempt(bp)

_RETRY_AFTER = "300"
_PLAIN = {"Content-Type": "text/plain; charset=utf-8", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}

View = TypeVar("View", bound=Callable[..., Any])


def by_address(view: View) -> View:
    """Whoever has the address. What is refused or goes wrong is said in one line, and never an empty calendar."""

    @wraps(view)
    def answered(**kwargs: Any) -> Response:
        request_ctx._session = current_app.session_interface.make_null_session(current_app)  # neither read nor written
        if request.method == "OPTIONS":
            return FeedResponse([], 204, {"Allow": ", ".join(METHODS)})
        try:
            return view(**kwargs)
        except Refused as refused:
            db.session.rollback()
            with force_locale(LANGUAGES[0]):  # nobody is known whose language it could be
                return _line(refused.status, str(refused.message), {"Cache-Control": "private, max-age=60"})
        except Exception as error:
            return _failure(error)

    setattr(answered, ATTRIBUTE, Access("whoever has the address"))
    return answered  # type: ignore[return-value]  # wraps keeps its shape


@bp.route("/calendar/u/<token>/<kind>.ics", methods=METHODS)
@by_address
def feed(token: str, kind: str) -> Response:
    """A person's own calendar."""
    asked = store.find(token, kind, languages=LANGUAGES)
    if asked is None:
        raise NotFound(_l("There is no such calendar."))
    if asked.is_revoked:
        raise Gone(_l("This address is not good any more. Whose calendar it is may have a new one."))
    answer = _answer_of(asked)
    coding, headers = http.choose_coding(request.headers.get("Accept-Encoding")), request.headers
    is_known = http.is_not_modified(
        answer, headers.get("If-None-Match"), headers.get("If-Modified-Since"), coding, now=clock.now()
    )  # fmt: skip
    if request.method == "GET":
        store.note_visit(asked, headers.get("User-Agent", ""), answer.digest)
    if is_known:
        return FeedResponse([], 304, http.not_modified_headers(answer, coding, audience="personal"))
    whole = answer if isinstance(answer, Answer) else _load(asked)
    said = http.headers(whole, coding, audience="personal", filename=f"{kind}.ics")
    return FeedResponse([whole.payload(coding)], 200, said)


def _answer_of(asked: Asked) -> Validators:
    """What the stored answer is known by, while it holds; else the answer made anew."""
    known = asked.known
    return known if known is not None and asked.holds else _make(asked)


def _load(asked: Asked) -> Answer:
    try:
        return store.load(asked)
    except LookupError:
        return _make(asked)


def _make(asked: Asked) -> Answer:
    g.reader_locale = asked.locale  # it speaks its owner's language
    owner = Owner(asked.row.person_id, asked.locale, asked.zone, lambda: _deadlines(asked))
    return store.make(asked, owner, site=current_app.settings.site_name)  # type: ignore[attr-defined]  # EventHub's


def _deadlines(asked: Asked) -> Sequence[Deadline]:
    """What lies on the owner's desk and has a day."""
    person = find_by_id(asked.row.person_id)
    items = inbox.gather(person, asked.zone) if person else []
    return [
        Deadline(mark=item.mark or item.href, kind=item.kind, title=item.title, action=item.action, by=item.by, since=item.since,
                 address=f"{addresses.base()}{item.href}")
        for item in items if item.by is not None
    ]  # fmt: skip


def _failure(error: Exception) -> Response:
    structlog.get_logger().error("own calendar", request_id=g.get("request_id", ""), exc_info=error)
    db.session.rollback()
    said = {"Retry-After": _RETRY_AFTER, "Cache-Control": "no-store"}
    return _line(503, "This calendar can't be had at the moment. Please keep what you have and ask again.", said)


def _line(status: int, text: str, headers: dict[str, str]) -> Response:
    return FeedResponse([f"{text}\n".encode()], status, {**_PLAIN, **headers})
