"""The filter of events as a sentence that can be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for

from eventhub.blueprints import fragments, pages
from eventhub.blueprints.context import choose_locale
from eventhub.blueprints.events.sentence import ASKED, sentence_of
from eventhub.blueprints.words import labels_of
from eventhub.communities.queries import find_names
from eventhub.core import generations
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
        "active": [(label, _address(chosen.without(name, value), endpoint)) for name, value, label in labels_of(chosen, names)],
    }  # fmt: skip


def _address(chosen: EventFilter, endpoint: str) -> str:
    query = chosen.query()
    return f"{url_for(endpoint)}?{query}" if query else url_for(endpoint)
