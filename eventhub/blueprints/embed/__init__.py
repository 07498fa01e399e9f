"""Events on other people's websites: frames, a web component, oEmbed, and the page that makes them ready."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("embed", __name__)

from eventhub.blueprints.embed import builder, component, frames, oembed  # noqa: E402, F401  # they hang their routes on bp
