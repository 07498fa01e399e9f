"""The web component, at one address for ever: the pages that load it are not ours to change."""

from __future__ import annotations

from functools import lru_cache

from flask import Response

from eventhub.blueprints.access import anyone
from eventhub.blueprints.embed import bp
from eventhub.blueprints.embed.guard import for_other_sites
from eventhub.config import ROOT

SOURCE = ROOT / "static" / "embed" / "eventhub.js"


@lru_cache(maxsize=1)
def _text() -> bytes:
    return SOURCE.read_bytes()


@bp.get("/embed/eventhub.js")
@anyone
@for_other_sites
def component() -> Response:
    """The module. Kept for an hour, then asked for again with its ETag."""
    response = Response(_text(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
