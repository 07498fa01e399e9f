"""How a session begins and where it leads."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

from flask import request, session, url_for
from flask_login import login_user

from eventhub.accounts.models import Person
from eventhub.core import limits

_QUARTER = timedelta(minutes=15)
_OWN = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


def begin_session(person: Person) -> None:
    """Every way of signing in ends here.

    The session is a new one, so that one which somebody else planted or saw before is worth nothing.
    """
    session.clear()
    session.permanent = True
    login_user(person, remember=False)


def own_path(text: str | None) -> str:
    """Where to go after signing in: a path of this site, else My desk."""
    text = text or ""
    if _OWN.fullmatch(text) and not urlsplit(text).netloc and not text.startswith("/account/sign-"):
        return text
    return url_for("desk.index")


def count_network(kind: str, *, limit: int) -> None:
    """Count a try from the reader's network address.

    :raises TooMany: more than ``limit`` within a quarter of an hour.
    """
    limits.hit(limits.mark(kind, request.remote_addr or "unknown"), limit=limit, window=_QUARTER)
