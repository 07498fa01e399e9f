"""The page that makes a list, or an event, ready for another website: choose, look, copy."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import g, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup

from eventhub.blueprints.access import anyone
from eventhub.blueprints.context import choose_locale, own_name
from eventhub.blueprints.embed import bp, wordpress
from eventhub.blueprints.embed.frames import find_public, row_of
from eventhub.blueprints.embed.oembed import EVENT_HEIGHT, LIST_HEIGHT, iframe
from eventhub.blueprints.embed.options import (
    ACCENTS,
    THEMES,
    VIEWS,
    Options,
    event_frame_address,
    frame_address,
    page_address,
    read_filter,
    read_options,
)
from eventhub.blueprints.forms import language_options, region_options
from eventhub.config import LANGUAGES
from eventhub.core import addresses
from eventhub.core.errors import Invalid
from eventhub.events import queries
from eventhub.events.models import localized
from eventhub.events.queries.listing import Retired
from eventhub.events.rules.drafts import Mode
from eventhub.events.rules.filters import EventFilter

LIMITS = (3, 5, 10, 20, 50)


class Malformed(Invalid):
    """A parameter of the address can't be read."""

    status = 400


@bp.get("/embed")
@anyone
def builder() -> Any:
    """Choose what is shown and how; below it the preview and what is to be copied."""
    g.may_frame = True
    try:
        options, chosen = _options(), read_filter()
    except Invalid as error:
        raise Malformed(error.fields) from None
    except Retired as retired:
        return redirect(f"{url_for('embed.builder')}?{urlencode([(retired.name, retired.new)])}", 301)
    key = request.args.get("event", "").strip()
    shown = _of_event(key, options) if key else _of_list(chosen, options)
    return render_template(
        "embed/builder.html", chosen=chosen, options=options, event_key=key, **shown, selects=None if key else _filter_selects(chosen),
        looks=_look_selects(options, single=bool(key)), kept=_kept(chosen),
    )  # fmt: skip


def _options() -> Options:
    """As the address says. The language of the page itself is the reader's; that of the embed is chosen apart."""
    found = read_options()
    asked = request.args.get("embed_locale", "")
    return Options(
        theme=found.theme, accent=found.accent, view=found.view, limit=found.limit, locale=asked if asked in LANGUAGES else ""
    )


def _of_list(chosen: EventFilter, options: Options) -> dict[str, Any]:
    source = frame_address(chosen, options)
    # What is copied speaks the language of the embed, this page that of its reader.
    with force_locale(options.locale or choose_locale()):
        copied = {"iframe": iframe(source, _("Events"), "100%", LIST_HEIGHT), "component": _component(chosen, options)}
    return {
        "title": _("Events"), "source": source, "preview": _within(source), "height": LIST_HEIGHT, **copied,
        "shortcode": _shortcode(chosen, options), "wordpress": wordpress.shortcode_lines(addresses.base()),
        "page_href": page_address(chosen, options.locale),
    }  # fmt: skip


def _of_event(key: str, options: Options) -> dict[str, Any]:
    row = row_of(find_public(key))
    source = event_frame_address(key, options)
    return {
        "title": row["title"], "source": source, "preview": _within(source), "height": EVENT_HEIGHT,
        "iframe": iframe(source, row["title"], "100%", EVENT_HEIGHT), "component": None, "shortcode": None,
        "page_href": addresses.base() + row["href"],
    }  # fmt: skip


def _within(address: str) -> str:
    """The same address on this host, for the preview."""
    return address.removeprefix(addresses.base())


def _attributes(chosen: EventFilter, options: Options) -> list[tuple[str, str]]:
    """How the component is told what to show."""
    said = [("locale", options.locale), ("theme", options.theme), ("accent", "" if options.accent == ACCENTS[0] else options.accent),
            ("view", "" if options.view == VIEWS[0] else options.view), ("limit", str(options.limit))]  # fmt: skip
    return [(name, value) for name, value in (("filter", chosen.query()), *said) if value]


def _component(chosen: EventFilter, options: Options) -> str:
    """A script and an element. What stands in the element is there until the events have come, and when they don't."""
    said = Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in _attributes(chosen, options))
    return str(Markup('<script type="module" src="{0}/embed/eventhub.js"></script>\n'
                      '<eventhub-events src="{0}"{1}>\n  <a href="{2}">{3}</a>\n</eventhub-events>')
               .format(addresses.base(), said, page_address(chosen, options.locale), _("All events")))  # fmt: skip


def _shortcode(chosen: EventFilter, options: Options) -> str:
    """For a WordPress whose theme has the lines of :mod:`eventhub.blueprints.embed.wordpress`."""
    return f"[eventhub{''.join(f' {name}={chr(34)}{value}{chr(34)}' for name, value in _attributes(chosen, options))}]"


def _filter_selects(chosen: EventFilter) -> list[tuple[str, str, Any, str]]:
    tag, words = choose_locale(), queries.list_words()

    def in_use(kind: str) -> list[tuple[str, str]]:
        return [
            (slug, localized(names, tag) or slug) for found, slug, names, retired in words if found == kind and retired is None
        ]

    return [
        ("topic", _("Topic"), [("", _("All topics")), *in_use("topic")], _one(chosen.topics)),
        ("format", _("Format"), [("", _("All formats")), *in_use("format")], _one(chosen.formats)),
        ("region", _("Region"), [("", _("The whole world")), *region_options()], _one(chosen.regions)),
        ("lang", _("Language of the event"), [("", _("All languages")), *language_options(chosen.languages)], _one(chosen.languages)),
        ("mode", _("In person or online"), [("", _("Online and in person")), *((m.value, m.label) for m in Mode)], _one(chosen.modes)),
    ]  # fmt: skip


def _look_selects(options: Options, *, single: bool) -> list[tuple[str, str, list[tuple[str, Any]], str]]:
    themes = {"auto": _("By itself"), "light": _("Light"), "dark": _("Dark")}
    accents = {
        "evergreen": _("Evergreen"),
        "blue": _("Blue"),
        "violet": _("Violet"),
        "rose": _("Rose"),
        "amber": _("Amber"),
        "slate": _("Slate"),
    }
    languages = [("", _("The visitor's")), *((tag, own_name(tag)) for tag in LANGUAGES)]
    found: list[tuple[str, str, list[tuple[str, Any]], str]] = [
        ("theme", _("Light or dark"), [(name, themes[name]) for name in THEMES], options.theme),
        ("accent", _("Colour"), [(name, accents[name]) for name in ACCENTS], options.accent),
        ("embed_locale", _("Language of the embed"), languages, options.locale),
    ]  # fmt: skip
    if single:
        return found
    limits = sorted({*LIMITS, options.limit})
    return [
        *found, ("view", _("Form"), [("list", _("A list")), ("cards", _("Cards"))], options.view),
        ("limit", _("How many at most"), [(str(n), str(n)) for n in limits], str(options.limit)),
    ]  # fmt: skip


def _kept(chosen: EventFilter) -> list[tuple[str, str]]:
    """What narrows the list and has no select of its own, or several values."""
    shown = {
        "topic": chosen.topics,
        "format": chosen.formats,
        "region": chosen.regions,
        "lang": chosen.languages,
        "mode": chosen.modes,
    }
    return [(name, value) for name, value in chosen.pairs() if len(shown.get(name, ())) != 1]


def _one(values: tuple[str, ...]) -> str:
    return values[0] if len(values) == 1 else ""
