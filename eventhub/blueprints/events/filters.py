"""The filter of events as a sentence that can be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask import g, get_template_attribute, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from eventhub.blueprints import fragments, pages
from eventhub.blueprints.context import choose_locale, language_name
from eventhub.blueprints.forms import language_options, list_region_options, region_name, region_options
from eventhub.communities.queries import find_names
from eventhub.core import generations
from eventhub.events import queries
from eventhub.events.models import localized
from eventhub.events.rules.drafts import Mode
from eventhub.events.rules.filters import EventFilter

KEPT_SELECTS = 200
KEPT_FILTERS = 500


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


def known_values() -> dict[str, dict[str, str | None]]:
    """What regions, formats and topics there are, each with what has taken its place."""
    known: dict[str, dict[str, str | None]] = {
        kind: {slug: retired_to for slug, (_name, retired_to) in found.items()} for kind, found in load_words().items()
    }
    return known | {"region": {option.code: None for option in list_region_options()}}


def filter_view(chosen: EventFilter, endpoint: str) -> dict[str, Any]:
    """What the filter bar needs: its sentence, and a chip for each value that narrows."""
    names = find_names(chosen.communities)
    key = (chosen, endpoint, choose_locale(), pages.counted(generations.WORDS), tuple(sorted(names.items())))
    return fragments.piece("filters", KEPT_FILTERS, key, lambda: _make_view(chosen, endpoint, names))


def _make_view(chosen: EventFilter, endpoint: str, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "action": url_for(endpoint), "sentence": _sentence(chosen), "query": chosen.text, "clear_href": url_for(endpoint),
        "active": [(label, _address(chosen.without(name, value), endpoint)) for name, value, label in _labels(chosen, names)],
    }  # fmt: skip


def _address(chosen: EventFilter, endpoint: str) -> str:
    query = chosen.query()
    return f"{url_for(endpoint)}?{query}" if query else url_for(endpoint)


def _sentence(chosen: EventFilter) -> Markup:
    select, day = (get_template_attribute("components/forms.html", name) for name in ("filter_select", "filter_date"))
    formats = [("", _("Events")), *_in_use("format")]
    modes = [("", _("online or in person")), *((mode.value, mode.label) for mode in Mode)]
    topics = [("", _("anything")), *_in_use("topic")]
    words = {
        "format": select("format", _("Format"), formats, _one(chosen.formats)),
        "topic": select("topic", _("Topic"), topics, _one(chosen.topics)),
        "language": _long_select("lang", _one(chosen.languages), lambda: _language_select(chosen.languages)),
        "mode": select("mode", _("In person or online"), modes, _one(chosen.modes)),
        "region": _long_select("region", _one(chosen.regions), lambda: _region_select(_one(chosen.regions))),
        "from": day("from", _("From"), chosen.starts.isoformat() if chosen.starts else ""),
        "to": day("to", _("To"), chosen.ends.isoformat() if chosen.ends else ""),
    }
    return Markup(_("%(format)s about %(topic)s in %(language)s, %(mode)s, in %(region)s, from %(from)s to %(to)s", **words))  # noqa: S704  words is markup of our own macros, which escape


def _language_select(chosen: tuple[str, ...]) -> Markup:
    select = get_template_attribute("components/forms.html", "filter_select")
    options = [("", _("any language")), *language_options(chosen)]
    return Markup(select("lang", _("Language"), options, _one(chosen)))  # noqa: S704  our own macro, which escapes


def _region_select(value: str) -> Markup:
    select = get_template_attribute("components/forms.html", "filter_select")
    options = [("", _("the whole world")), *region_options()]
    return Markup(select("region", _("Region"), options, value))  # noqa: S704  as above


def _long_select(name: str, value: str, make: Callable[[], Markup]) -> Markup:
    """A select of some hundred options, kept in this process for as long as there are no others to choose from."""
    key = (name, value, choose_locale(), pages.counted(generations.WORDS))
    return fragments.piece("selects", KEPT_SELECTS, key, make)


def _in_use(kind: str) -> list[tuple[str, str]]:
    return [(slug, name) for slug, (name, retired_to) in load_words()[kind].items() if retired_to is None]


def _one(values: tuple[str, ...]) -> str:
    return values[0] if len(values) == 1 else ""


def _labels(chosen: EventFilter, names: Mapping[str, str]) -> list[tuple[str, str, str]]:
    tag = choose_locale()
    known_words = {kind: {slug: name for slug, (name, _retired) in found.items()} for kind, found in load_words().items()}
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
