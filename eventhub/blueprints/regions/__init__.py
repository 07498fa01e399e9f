"""Regions: the map of where the project lives, the page of each region, and the look-up of places."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("regions", __name__)

from eventhub.blueprints.regions import places, views  # noqa: E402, F401  # they hang their routes on bp
