"""For the team: formats, roles, the region tree."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("admin", __name__, url_prefix="/team")

from eventhub.blueprints.admin import formats, home, regions, roles  # noqa: E402, F401  # they hang their routes on bp
