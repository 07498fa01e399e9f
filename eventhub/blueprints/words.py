"""What filters can name, and how they call it: in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask_babel import gettext as _

from eventhub.blueprints import fragments, pages
from eventhub.blueprints.context import choose_locale, language_name
from eventhub.blueprints.forms import list_region_options, region_name
from eventhub.core import generations
from eventhub.events import queries
from eventhub.events.models import localized
from eventhub.events.rules.drafts import Mode
from eventhub.events.rules.filters import EventFilter


def load_words() -> dict[str, dict[str, tuple[str, str | None]]]:
    """By ``format`` and ``topic``: slugs with their names in the reader's language and what has taken their place.

    Kept in this process until the counter of the words rises.
    """
    return fragments.piece("words", 20, (choose_locale(), pages.counted(generations.WORDS)), _read_words)


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


def labels_of(chosen: EventFilter, names: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """``(name, value, label)`` of each value that narrows.

    :param names: of its communities, by their keys.
    """
    tag = choose_locale()
    known_words = {kind: names_of(kind) for kind in ("format", "topic")}
    modes = {mode.value: str(mode.label) for mode in Mode}
    words = {"official": _("Official communities"), "cancelled": _("Without cancelled ones"), "past": _("Past ones too"),
             "series": _("Each date")}  # fmt: skip
    labels = []
    for name, value in replace(chosen, expand=False).pairs():
        known = {
            "region": region_name(value) if name == "region" else "", "format": known_words["format"].get(value, value),
            "topic": known_words["topic"].get(value, value), "lang": language_name(value, tag) if name == "lang" else "",
            "mode": modes.get(value, value), "community": names.get(value, value), "from": _("From %(day)s", day=value),
            "to": _("To %(day)s", day=value), "q": _("“%(text)s”", text=value),
        }  # fmt: skip
        labels.append((name, value, known.get(name) or words.get(name, value)))
    return labels
