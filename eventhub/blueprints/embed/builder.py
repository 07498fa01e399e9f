"""The page that makes a list, or an event, ready for another website: choose, look, copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from eventhub.blueprints.access import anyone
from eventhub.blueprints.context import choose_locale, own_name, speaking
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
from eventhub.blueprints.words import labels_of, list_in_use
from eventhub.communities.queries import find_names
from eventhub.config import LANGUAGES
from eventhub.core import addresses
from eventhub.core.errors import Invalid
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
    names = find_names(chosen.communities)
    shown = _of_event(key, options) if key else _of_list(chosen, options, names)
    return render_template(
        "embed/builder.html", chosen=chosen, options=options, event_key=key, **shown, selects=None if key else _filter_selects(chosen),
        looks=_look_selects(options, single=bool(key)), kept=_kept(chosen), chips=_chips(chosen, options, names),
    )  # fmt: skip


def _options() -> Options:
    """As the address says. The language of the page itself is the reader's; that of the embed is chosen apart."""
    found = read_options()
    asked = request.args.get("embed_locale", "")
    return Options(
        theme=found.theme, accent=found.accent, view=found.view, limit=found.limit, locale=asked if asked in LANGUAGES else ""
    )


def _of_list(chosen: EventFilter, options: Options, names: Mapping[str, str]) -> dict[str, Any]:
    source = frame_address(chosen, options)
    # What is copied speaks the language of the embed, this page that of its reader.
    with speaking(options.locale or choose_locale()):
        title = " · ".join([_("Events"), *(label for _name, _value, label in labels_of(chosen, names))])
        copied = {**_frames(source, title, LIST_HEIGHT), "component": _component(chosen, options)}
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
        **_frames(source, row["title"], EVENT_HEIGHT), "component": None, "shortcode": None, "page_href": addresses.base() + row["href"],
    }  # fmt: skip


def _frames(source: str, title: str, height: int) -> dict[str, str]:
    """The frame of one height, and with the script that gives it the height of what is in it."""
    frame = iframe(source, title, "100%", height)
    return {"iframe": frame, "fitting": f"{frame}\n{_script()}"}


def _script() -> str:
    return str(Markup('<script type="module" src="{}/embed/eventhub.js"></script>').format(addresses.base()))


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
    element = Markup('<eventhub-events src="{}"{}>\n  <a href="{}">{}</a>\n</eventhub-events>').format(
        addresses.base(), said, page_address(chosen, options.locale), _("All events")
    )
    return f"{_script()}\n{element}"


def _shortcode(chosen: EventFilter, options: Options) -> str:
    """For a WordPress whose theme has the lines of :mod:`eventhub.blueprints.embed.wordpress`."""
    return f"[eventhub{''.join(f' {name}={chr(34)}{value}{chr(34)}' for name, value in _attributes(chosen, options))}]"


def _filter_selects(chosen: EventFilter) -> list[tuple[str, str, Any, str]]:
    modes = [(mode.value, mode.label) for mode in Mode]
    return [
        _select("topic", _("Topic"), chosen.topics, _("All topics"), _("another topic"), list_in_use("topic")),
        _select("format", _("Format"), chosen.formats, _("All formats"), _("another format"), list_in_use("format")),
        _select("region", _("Region"), chosen.regions, _("The whole world"), _("another region"), region_options()),
        _select("lang", _("Language of the event"), chosen.languages, _("All languages"), _("another language"), language_options(chosen.languages)),
        _select("mode", _("In person or online"), chosen.modes, _("Online and in person"), _("otherwise"), modes),
    ]  # fmt: skip


def _select(
    name: str, label: str, values: tuple[str, ...], all_of_them: str, another: str, options: Sequence[Any]
) -> tuple[str, str, Any, str]:
    """One value is chosen in it; several are kept beside it, and it adds to them."""
    return name, label, [("", another if len(values) > 1 else all_of_them), *options], values[0] if len(values) == 1 else ""


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


def _chips(chosen: EventFilter, options: Options, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """What of it can be named, and this page without it."""
    kept = set(_kept(chosen))
    return [
        (label, _own_address(chosen.without(name, value), options))
        for name, value, label in labels_of(chosen, names) if (name, value) in kept
    ]  # fmt: skip


def _own_address(chosen: EventFilter, options: Options) -> str:
    looks = [("embed_locale" if name == "locale" else name, value) for name, value in options.pairs()]
    query = urlencode([*chosen.pairs(), *looks])
    return f"{url_for('embed.builder')}?{query}" if query else url_for("embed.builder")
