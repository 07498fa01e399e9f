"""Events: finding them, writing them, reviewing them."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("events", __name__, url_prefix="/events")

from eventhub.blueprints.events import (  # noqa: E402, F401  they register their routes
    cfp,
    checkin,
    checklist,
    doubles,
    hints,
    kit,
    manage,
    media,
    mirrored,
    owners,
    programme,
    proposals,
    registration,
    registration_manage,
    report,
    review,
    series,
    translate,
    views,
)
