"""My desk: what waits on me."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from eventhub.blueprints.access import get_person, signed_in
from eventhub.blueprints.inbox import list_items
from eventhub.core import policy
from eventhub.events.permissions import EventPermission

bp = Blueprint("desk", __name__, url_prefix="/desk")


@bp.get("")
@signed_in
def index() -> Any:
    """What waits, oldest promise first; drafts apart, for they press nobody."""
    items = list_items(get_person())
    return render_template(
        "desk/index.html", pressing=[item for item in items if item.tone != "quiet"], drafts=[item for item in items if item.tone == "quiet"],
        leads_team=policy.can_anywhere(get_person(), EventPermission.EDIT_FORMAT),
        reads_queue=policy.can_anywhere(get_person(), EventPermission.READ_REVIEW),
    )  # fmt: skip
