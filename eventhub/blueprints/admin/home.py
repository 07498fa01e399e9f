"""The team's front door: the parts that this person may use."""

from __future__ import annotations

from flask import render_template

from eventhub.accounts.permissions import AccountPermission
from eventhub.blueprints.access import allow_anywhere
from eventhub.blueprints.admin import bp


@bp.get("")
@allow_anywhere(AccountPermission.LIST_PEOPLE)
def index() -> str:
    """Three doors."""
    return render_template("admin/index.html")
