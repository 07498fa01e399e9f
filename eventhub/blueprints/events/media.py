"""Pictures of events: the organizers' own, re-encoded, and the one generated from the key."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Response, make_response, render_template

from eventhub.accounts.models import Person
from eventhub.blueprints.access import anyone
from eventhub.blueprints.events import bp
from eventhub.blueprints.settings import settings_of
from eventhub.core import storage
from eventhub.core.db import db
from eventhub.core.errors import NotFound
from eventhub.core.images import read_picture
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.text import make_key
from eventhub.events.models import Event
from eventhub.events.queries import find_cover, find_cover_hue
from eventhub.events.services import editing

MAX_PIXELS = 40_000_000


def take_picture(event: Event, form: Any, *, actor: Person) -> None:
    """Take over the picture that the form brings, or take the present one away.

    :raises Invalid: it is no picture, or too large (field ``cover``).
    """
    upload = form.cover.data
    if upload and getattr(upload, "filename", ""):
        megabytes = settings_of().upload_megabytes
        picture = read_picture(upload.stream, max_bytes=megabytes * 2**20, max_pixels=MAX_PIXELS)
        editing.set_cover(event, _store(picture, actor), form.cover_alt.data or "", actor=actor)
    elif form.cover_remove.data and event.cover is not None:
        editing.set_cover(event, None, "", actor=actor)
    elif event.cover is not None and (form.cover_alt.data or "") != event.cover_alt:
        editing.set_cover(event, event.cover, form.cover_alt.data or "", actor=actor)


def _store(picture: Any, owner: Person) -> storage.StoredFile:
    key = make_key()
    stored = storage.StoredFile(
        key=key, name=f"covers-{key}.webp", content_type=picture.content_type, size=len(picture.data), width=picture.width,
        height=picture.height, sha256=hashlib.sha256(picture.data).hexdigest(), owner_id=owner.id,
    )  # fmt: skip
    storage.storage().put(stored.name, picture.data, picture.content_type)
    db.session.add(stored)
    db.session.flush()
    return stored


@bp.get("/<string(length=10):key>/picture/<int:version>")
@anyone
def picture(key: str, version: int) -> Any:
    """The organizers' picture; a new one has a new number, so it may be kept for good."""
    stored = find_cover(key, version)
    if stored is None or not storage.storage().exists(stored.name):
        raise NotFound(_l("There is no picture at this address."))
    with storage.storage().open(stored.name) as file:
        response = Response(file.read(), mimetype=stored.content_type)
    return _kept(response)


@bp.get("/<string(length=10):key>/cover.svg")
@anyone
def cover(key: str) -> Any:
    """A cover drawn from the key and the hue of its macro-region: the same for ever."""
    hue = find_cover_hue(key)
    if hue is None:
        raise NotFound(_l("There is no picture at this address."))
    drawn = render_template("components/cover.svg.jinja", hue=hue, seeds=list(hashlib.sha256(key.encode()).digest()), initials="",
                            width=1200, height=675)  # fmt: skip
    response = make_response(drawn)
    response.mimetype = "image/svg+xml"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return _kept(response)


def _kept(response: Response) -> Response:
    response.headers["Cache-Control"] = "public, max-age=604800, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
