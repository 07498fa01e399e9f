"""What stands in the head of a public page for those who pass it on: its one address, its languages, its picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Flask, get_template_attribute, request, url_for
from markupsafe import Markup

from eventhub.blueprints.context import best_language, choose_locale
from eventhub.blueprints.settings import settings_of
from eventhub.blueprints.subscribe import kind_of
from eventhub.config import LANGUAGES
from eventhub.core import addresses
from eventhub.events.rules.filters import EventFilter

Pairs = Sequence[tuple[str, str]]
DESCRIPTION = 300
"""Letters of a description; networks show fewer."""
TERRITORIES = {"en": "en_US", "de": "de_DE", "es": "es_ES", "ar": "ar_AR"}
"""Languages as Open Graph writes them: with the territory under which networks know them."""


def head_of(
    title: str,
    description: Any = "",
    *,
    pairs: Pairs = (),
    image: str = "",
    event: Any = None,
    canonical: str = "",
    embeddable: bool = False,
) -> Markup:
    """The elements of a page's head: canonical address, languages, Open Graph, and where it can be embedded from.

    :param pairs: the page's query in canonical order; what else an address carries is no part of the page.
    :param image: the absolute address of a picture of 1200 × 630; without one the site's card.
    :param event: what an event's page says of its times (``begins_iso``, ``ends_iso``, ``updated_iso``).
    :param canonical: the absolute address of the page that stands for this one, where it is not this one itself.
    :param embeddable: whether :mod:`eventhub.blueprints.embed` shows the same thing in a frame.
    """
    page = address_of_page(pairs)
    said = " ".join(str(description).split())[:DESCRIPTION]
    facts = {
        "title": title, "description": said, "url": page, "canonical": canonical or page, "image": image or card_address("site", "site"), "event": event,
        "alternates": [(tag, _with_locale(pairs, tag)) for tag in LANGUAGES], "default": _with_locale(pairs, ""),
        "og_locale": og_locale(choose_locale()), "og_others": [og_locale(tag) for tag in LANGUAGES if tag != choose_locale()],
        "oembed": _oembed(page) if embeddable else None,
    }  # fmt: skip
    return Markup(get_template_attribute("components/discovery.html", "head")(facts))  # noqa: S704  our own macro, which escapes


def og_locale(tag: str) -> str:
    """``de_DE`` for ``de``."""
    return TERRITORIES.get(tag, tag.replace("-", "_"))


def address_of_page(pairs: Pairs) -> str:
    """The one address of the page now asked for. A language in the address stays: it is a page of its own."""
    return _with_locale(pairs, best_language(request.args.get("locale", "")))


def _with_locale(pairs: Pairs, tag: str) -> str:
    query = urlencode([*pairs, *([("locale", tag)] if tag else [])])
    return f"{addresses.base()}{request.script_root}{request.path}{f'?{query}' if query else ''}"


def _oembed(page: str) -> dict[str, str]:
    address = f"{addresses.base()}{url_for('embed.oembed')}"
    return {kind: f"{address}?{urlencode([('url', page), ('format', kind)])}" for kind in ("json", "xml")}


def card_address(kind: str, name: str) -> str:
    """The absolute address of a card in the reader's language."""
    return addresses.base() + url_for("discovery.card", kind=kind, name=name, locale=choose_locale())


def card_of(chosen: EventFilter) -> str:
    """The card of a list: that of the one thing it is narrowed to, else the site's."""
    kind, name = kind_of(chosen)
    return card_address(kind, name) if kind and name else card_address("site", "site")


def hub_name() -> str:
    """What the installation is called."""
    return settings_of().site_name


def init_app(app: Flask) -> None:
    """Let templates write their heads."""
    app.jinja_env.globals.update(head_of=head_of, card_address=card_address, card_of=card_of, hub_name=hub_name)
