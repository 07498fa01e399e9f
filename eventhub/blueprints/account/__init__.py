"""One's own account: making it, signing in and out, passwords, what others see."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("account", __name__, url_prefix="/account")

from eventhub.blueprints.account import calendars, following, links, profile, views  # noqa: E402, F401  # they hang their routes on bp
