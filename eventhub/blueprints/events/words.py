"""What filters can name: formats, topics and regions in the reader's language."""

from __future__ import annotations

from flask import g

from eventhub.blueprints import fragments, pages
from eventhub.blueprints.context import choose_locale
from eventhub.blueprints.forms import list_region_options
from eventhub.core import generations
from eventhub.events import queries
from eventhub.events.models import localized


def load_words() -> dict[str, dict[str, tuple[str, str | None]]]:
    """By ``format`` and ``topic``: slugs with their names in the reader's language and what has taken their place.

    Kept in this process until the counter of the words rises.
    """
    if "filter_words" not in g:
        key = (choose_locale(), pages.counted(generations.WORDS))
        g.filter_words = fragments.piece("words", 20, key, _read_words)
    words: dict[str, dict[str, tuple[str, str | None]]] = g.filter_words
    return words


def _read_words() -> dict[str, dict[str, tuple[str, str | None]]]:
    words: dict[str, dict[str, tuple[str, str | None]]] = {"format": {}, "topic": {}}
    for kind, slug, names, retired_to in queries.list_words():
        words[kind][slug] = (localized(names, choose_locale()) or slug, retired_to)
    return words


def names_of(kind: str) -> dict[str, str]:
    """The names of all formats or topics by their slugs, retired ones too."""
    return {slug: name for slug, (name, _retired) in load_words()[kind].items()}


def list_in_use(kind: str) -> list[tuple[str, str]]:
    """``(slug, name)`` of the formats or topics that can be chosen."""
    return [(slug, name) for slug, (name, retired_to) in load_words()[kind].items() if retired_to is None]


def known_values() -> dict[str, dict[str, str | None]]:
    """What regions, formats and topics there are, each with what has taken its place."""
    known: dict[str, dict[str, str | None]] = {
        kind: {slug: retired_to for slug, (_name, retired_to) in found.items()} for kind, found in load_words().items()
    }
    return known | {"region": {option.code: None for option in list_region_options()}}
