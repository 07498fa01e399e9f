"""Who may come where: every route says so, and what is open to everyone is written down here."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Blueprint

from eventhub.blueprints.access import ATTRIBUTE, demand_rules

OPEN_TO_EVERYONE = {
    "account.confirm", "account.forgot", "account.reset", "account.sign_in", "account.sign_up",
    "calendar.feed", "calendar.feed_of_all", "calendar.feed_of_calls", "communities.index", "events.answer_by_mail", "events.answer_speaking", "events.calls", "events.speaking", "events.cover", "events.index", "events.invitation_by_mail", "events.others", "events.month", "events.picture",
    "people.show", "discovery.card", "discovery.index", "discovery.part", "embed.builder", "embed.component", "embed.event", "embed.events",
    "embed.events_json", "embed.oembed", "health.healthz", "health.readyz", "home.accessibility", "home.conduct", "home.index", "home.privacy", "home.robots", "home.search",
    "regions.index", "regions.places", "regions.show",
}  # fmt: skip


def rules_of(app: Any) -> dict[str, Any]:
    return {name: getattr(view, ATTRIBUTE) for name, view in app.view_functions.items() if name != "static"}


def test_only_these_routes_are_open_to_everyone(app: Any) -> None:
    found = {name for name, access in rules_of(app).items() if access.who == "anyone"}

    assert found - OPEN_TO_EVERYONE <= {name for name in found if name.startswith(("calendar.", "account.", "mailbox."))}
    assert found >= OPEN_TO_EVERYONE - {"account.confirm", "account.reset"}


def test_an_application_with_a_silent_route_does_not_start(app: Any) -> None:
    from flask import Flask

    other = Flask("other")
    bp = Blueprint("silent", __name__)
    bp.add_url_rule("/silent", "route", lambda: "x")
    other.register_blueprint(bp)

    with pytest.raises(RuntimeError, match=r"silent\.route"):
        demand_rules(other)


def test_no_route_that_writes_answers_get(app: Any) -> None:
    writing = {
        "create",
        "save",
        "take_step",
        "duplicate",
        "add_note",
        "check",
        "override",
        "save_translation",
        "keep_typed",
        "sign_out",
    }
    for rule in app.url_map.iter_rules():
        if rule.endpoint.rsplit(".", 1)[-1] in writing:
            assert rule.methods is not None
            assert "GET" not in rule.methods, rule
