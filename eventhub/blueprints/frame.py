"""What stands around every page: its head's files, the bar above, the foot below.

For a reader without a session they say the same on every page but for the addresses of the other languages, so they
are rendered once for each language and part of the site.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Flask, request, url_for
from flask_babel import gettext as _
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from eventhub.blueprints import fragments
from eventhub.blueprints.context import choose_locale, own_name
from eventhub.blueprints.settings import settings_of
from eventhub.blueprints.subscribe import feed_address
from eventhub.config import LANGUAGES
from eventhub.events.rules.filters import EventFilter

KEPT_PARTS = 200


def language_links() -> list[tuple[str, str, str]]:
    """The same address in every language of the interface."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "locale"]
    return [(tag, own_name(tag), f"{request.path}?{urlencode([*kept, ('locale', tag)])}") for tag in LANGUAGES]


def addresses() -> dict[str, Any]:
    """The addresses of the frame; that of the calendar speaks the reader's language."""
    return fragments.piece("addresses", 20, (request.script_root, choose_locale()), _addresses)


def _addresses() -> dict[str, Any]:
    settings = settings_of()
    return {
        "site_name": settings.site_name, "home": url_for("home.index"), "search": url_for("home.search"),
        "desk": url_for("desk.index"), "sign_in": url_for("account.sign_in"), "sign_up": url_for("account.sign_up"),
        "sign_out": url_for("account.sign_out"), "account": url_for("account.profile"), "going": url_for("events.going"), "calendars": url_for("account.calendars"), "following": url_for("account.following"), "proposals": url_for("events.my_proposals"),
        "calendar": feed_address(EventFilter(), None, None), "conduct": url_for("home.conduct"),
        "source": settings.source_url or None, "accessibility": url_for("home.accessibility"),
        "privacy": url_for("home.privacy"),
    }  # fmt: skip


def navigation() -> list[tuple[str, str, str]]:
    """The main parts, by key, label and address."""
    return [
        ("events", _("Events"), url_for("events.index")),
        ("communities", _("Communities"), url_for("communities.index")),
        ("regions", _("Regions"), url_for("regions.index")),
    ]


@pass_context
def part(context: Context, name: str) -> Markup:
    """The part ``layouts/_NAME.html`` of the frame."""
    if context["person"]:
        return _render(context, name)
    tongues = [(tag, own, f"@{tag}@") for tag, own, _href in context["languages"]]
    key = (name, context["locale_tag"], context["nav_here"], request.script_root)
    text = str(fragments.piece("frame", KEPT_PARTS, key, lambda: _render(context, name, languages=tongues, search_query="@q@")))
    for tag, _own, href in context["languages"]:
        text = text.replace(f"@{tag}@", escape(href))
    return Markup(text.replace("@q@", escape(context["search_query"])))  # noqa: S704  our own template, and escaped values


def _render(context: Context, name: str, **marks: Any) -> Markup:
    values = {**context.get_all(), "nav": navigation(), **marks}
    return Markup(context.environment.get_template(f"layouts/_{name}.html").render(values))  # noqa: S704  as above


def init_app(app: Flask) -> None:
    """Let templates ask for the parts."""
    app.jinja_env.globals.update(part=part)
