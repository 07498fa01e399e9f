"""Own calendars over HTTP: whoever has the address may read, and nothing else. No session, no cookie, no trace of the token."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ParamSpec

from flask import Blueprint, Response, g, request

from eventhub.accounts.queries import find_by_id
from eventhub.blueprints import inbox
from eventhub.blueprints.access import ATTRIBUTE, Access
from eventhub.blueprints.feed_answer import METHODS, OWNER
from eventhub.blueprints.settings import settings_of
from eventhub.config import LANGUAGES
from eventhub.core import addresses
from eventhub.core.errors import NotFound
from eventhub.core.text import lazy_gettext as _l
from eventhub.extensions import csrf
from eventhub.feeds.asked import Gone
from eventhub.feeds.http import Answer, Validators
from eventhub.feeds.personal import store
from eventhub.feeds.personal.contents import Deadline, Owner
from eventhub.feeds.personal.store import Asked

bp = Blueprint("personal", __name__)
csrf.exempt(bp)

P = ParamSpec("P")


def by_address(view: Callable[P, Response]) -> Callable[P, Response]:
    """Whoever has the address."""
    answered = OWNER.guard(view)
    setattr(answered, ATTRIBUTE, Access("whoever has the address"))
    return answered


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
    known = OWNER.not_modified(answer)
    if request.method == "GET":
        store.note_visit(asked, request.headers.get("User-Agent", ""), answer.digest)
    return known or OWNER.whole(answer if isinstance(answer, Answer) else _load(asked), f"{kind}.ics")


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
    return store.make(asked, owner, site=settings_of().site_name)


def _deadlines(asked: Asked) -> Sequence[Deadline]:
    """What lies on the owner's desk and has a day."""
    person = find_by_id(asked.row.person_id)
    items = inbox.gather(person, asked.zone) if person else []
    return [
        Deadline(mark=item.mark or item.href, kind=item.kind, title=item.title, action=item.action, by=item.by, since=item.since,
                 address=f"{addresses.base()}{item.href}")
        for item in items if item.by is not None
    ]  # fmt: skip
