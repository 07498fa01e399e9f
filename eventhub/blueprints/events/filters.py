"""The filter of events as a sentence that can be read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import get_template_attribute, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from eventhub.blueprints.context import choose_locale, language_name
from eventhub.blueprints.forms import language_options, region_name, region_options
from eventhub.events import queries
from eventhub.events.rules.drafts import Mode
from eventhub.events.rules.filters import EventFilter


def filter_view(chosen: EventFilter, endpoint: str) -> dict[str, Any]:
    """What the filter bar needs: its sentence, and a chip for each value that narrows."""
    return {
        "action": url_for(endpoint), "sentence": _sentence(chosen), "query": chosen.text, "clear_href": url_for(endpoint),
        "active": [(label, _address(chosen.without(name, value), endpoint)) for name, value, label in _labels(chosen)],
    }  # fmt: skip


def _address(chosen: EventFilter, endpoint: str) -> str:
    query = chosen.query()
    return f"{url_for(endpoint)}?{query}" if query else url_for(endpoint)


def _sentence(chosen: EventFilter) -> Markup:
    select, day = (get_template_attribute("components/forms.html", name) for name in ("filter_select", "filter_date"))
    tag = choose_locale()
    formats = [("", _("Events")), *((f.slug, f.name_in(tag)) for f in queries.list_formats())]
    languages = [("", _("any language")), *language_options(chosen.languages)]
    modes = [("", _("anywhere")), *((mode.value, mode.label) for mode in Mode)]
    topics = [("", _("anything")), *((topic.slug, topic.name_in(tag)) for topic in queries.list_topics())]
    regions = [("", _("the whole world")), *region_options()]
    words = {
        "format": select("format", _("Format"), formats, _one(chosen.formats)),
        "topic": select("topic", _("Topic"), topics, _one(chosen.topics)),
        "language": select("lang", _("Language"), languages, _one(chosen.languages)),
        "mode": select("mode", _("In person or online"), modes, _one(chosen.modes)),
        "region": select("region", _("Region"), regions, _one(chosen.regions)),
        "from": day("from", _("From"), chosen.starts.isoformat() if chosen.starts else ""),
        "to": day("to", _("To"), chosen.ends.isoformat() if chosen.ends else ""),
    }
    return Markup(_("%(format)s about %(topic)s in %(language)s, %(mode)s, in %(region)s, from %(from)s to %(to)s", **words))  # noqa: S704  words is markup of our own macros, which escape


def _one(values: tuple[str, ...]) -> str:
    return values[0] if len(values) == 1 else ""


def _labels(chosen: EventFilter) -> list[tuple[str, str, str]]:
    tag = choose_locale()
    formats = {f.slug: f.name_in(tag) for f in queries.list_formats()} if chosen.formats else {}
    topics = {t.slug: t.name_in(tag) for t in queries.list_topics()} if chosen.topics else {}
    modes = {mode.value: str(mode.label) for mode in Mode}
    words = {"official": _("Official communities"), "cancelled": _("Without cancelled ones"), "past": _("Past ones too"),
             "series": _("Each date")}  # fmt: skip
    labels = []
    for name, value in replace(chosen, expand=False).pairs():
        known = {
            "region": region_name(value) if name == "region" else "", "format": formats.get(value, value),
            "topic": topics.get(value, value), "lang": language_name(value, tag) if name == "lang" else "",
            "mode": modes.get(value, value), "community": _("One community"), "from": _("From %(day)s", day=value),
            "to": _("To %(day)s", day=value), "q": _("“%(text)s”", text=value),
        }  # fmt: skip
        labels.append((name, value, known.get(name) or words.get(name, value)))
    return labels
