"""The filter of events as a sentence that can be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import gettext as _

from eventhub.blueprints import fragments, pages
from eventhub.blueprints.context import choose_locale, language_name
from eventhub.blueprints.events.sentence import ASKED, sentence_of
from eventhub.blueprints.events.words import names_of
from eventhub.blueprints.forms import region_name
from eventhub.communities.queries import find_names
from eventhub.core import generations
from eventhub.events.rules.drafts import Mode
from eventhub.events.rules.filters import EventFilter

KEPT_FILTERS = 500
WIDER = "wider"
"""The name by which an address asks for the choice of a second region; no part of a filter."""


def filter_view(chosen: EventFilter, endpoint: str) -> dict[str, Any]:
    """What the filter bar needs: its sentence, and a chip for each value that narrows."""
    names, is_wider = find_names(chosen.communities), request.args.get(WIDER) == "region"
    key = (chosen, endpoint, is_wider, choose_locale(), pages.counted(generations.WORDS), tuple(sorted(names.items())))
    return fragments.piece("filters", KEPT_FILTERS, key, lambda: _make_view(chosen, endpoint, names, is_wider=is_wider))


def _make_view(chosen: EventFilter, endpoint: str, names: Mapping[str, str], *, is_wider: bool) -> dict[str, Any]:
    wider_href = None if is_wider else url_for(endpoint) + f"?{urlencode([*chosen.pairs(), (WIDER, 'region')])}"
    return {
        "action": url_for(endpoint), "sentence": sentence_of(chosen, wider_href), "query": chosen.text, "clear_href": url_for(endpoint),
        "hidden": [(name, value) for name, value in chosen.pairs() if name not in ASKED],
        "active": [(label, _address(chosen.without(name, value), endpoint)) for name, value, label in _labels(chosen, names)],
    }  # fmt: skip


def _address(chosen: EventFilter, endpoint: str) -> str:
    query = chosen.query()
    return f"{url_for(endpoint)}?{query}" if query else url_for(endpoint)


def _labels(chosen: EventFilter, names: Mapping[str, str]) -> list[tuple[str, str, str]]:
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
