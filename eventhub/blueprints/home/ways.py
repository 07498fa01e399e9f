"""What a search may have meant by itself: a region, a topic or a language, each with a page where all of it is listed."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _

from eventhub.blueprints.context import choose_locale
from eventhub.blueprints.forms import language_options, list_region_options
from eventhub.core.search.normalize import can_be_prefix, query_terms, tokens
from eventhub.events.models import localized
from eventhub.events.queries import list_words

MOST = 6
Link = tuple[str, str]


def ways_to(text: str) -> list[tuple[str, list[Link]]]:
    """Headings with links to what is called so in the reader's language, the shortest names first; empty without a match."""
    terms = query_terms(text)
    if not terms:
        return []
    topics = [
        (localized(names, choose_locale()) or slug, slug)
        for kind, slug, names, gone in list_words()
        if kind == "topic" and not gone
    ]
    found = [
        (_("Regions"), _called(terms, ((o.name, url_for("regions.show", code=o.code)) for o in list_region_options()))),
        (_("Topics"), _called(terms, ((name, url_for("events.index", topic=slug)) for name, slug in topics))),
        (_("Languages"), _called(terms, ((name, url_for("events.index", lang=tag)) for tag, name in language_options()))),
    ]
    return [(heading, links) for heading, links in found if links]


def _called(terms: list[str], offered: Iterable[Link]) -> list[Link]:
    """Those whose names have all of the terms, as words or as their beginnings."""
    found = [(name, href) for name, href in offered if all(_has(tokens(name), term) for term in terms)]
    return sorted(found, key=lambda link: (len(link[0]), link[0]))[:MOST]


def _has(words: list[str], term: str) -> bool:
    return term in words or (can_be_prefix(term) and any(word.startswith(term) for word in words))
