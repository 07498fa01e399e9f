"""Communities: the directory, their pages, and what their contacts do."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("communities", __name__, url_prefix="/communities")

from eventhub.blueprints.communities import manage, views  # noqa: E402, F401  # they hang their routes on bp
