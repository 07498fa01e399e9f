"""Calendars kept elsewhere and mirrored in: a community's list of them, one calendar, and what becomes of its events."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("sources", __name__)

from eventhub.blueprints.sources import listing, removal, views  # noqa: E402, F401  # they hang their routes on bp
