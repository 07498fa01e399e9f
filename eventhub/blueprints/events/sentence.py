"""The filter as a sentence: each of its words can be chosen, and has room for an alternative."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel.lists import format_list
from flask import get_template_attribute
from flask_babel import gettext as _
from markupsafe import Markup

from eventhub.blueprints import fragments, pages
from eventhub.blueprints.context import choose_locale, language_name
from eventhub.blueprints.forms import language_options, region_name, region_options
from eventhub.blueprints.words import list_in_use, names_of
from eventhub.core import generations
from eventhub.events.rules.drafts import Mode
from eventhub.events.rules.filters import MAX_VALUES, EventFilter

KEPT_SELECTS = 200
ASKED = frozenset({"format", "topic", "lang", "mode", "region", "from", "to", "q"})
"""The parts of a filter that its form asks for."""


@dataclass(frozen=True, slots=True)
class Word:
    """A place in the sentence: what stands there while nothing is chosen, and how one more value is asked for."""

    name: str
    label: str
    anything: str
    another: str
    options: Sequence[Any]
    names: Mapping[str, str]


def sentence_of(chosen: EventFilter, wider_href: str | None) -> Markup:
    """The filter in words that can be chosen.

    :param wider_href: the address of this page with the choice of a second region: regions are so many that a page
        offers them once. None where it is that page already.
    """
    day = get_template_attribute("components/forms.html", "filter_date")
    words = {
        "format": _written(_format(), chosen.formats), "topic": _written(_topic(), chosen.topics),
        "mode": _written(_mode(), chosen.modes),
        "language": _long("lang", chosen.languages, lambda: _written(_language(chosen.languages), chosen.languages)),
        "region": _long("region", (*chosen.regions, wider_href), lambda: _regions(chosen.regions, wider_href)),
        "from": day("from", _("From"), chosen.starts.isoformat() if chosen.starts else ""),
        "to": day("to", _("To"), chosen.ends.isoformat() if chosen.ends else ""),
    }  # fmt: skip
    return Markup(_("%(format)s about %(topic)s in %(language)s, %(mode)s, in %(region)s, from %(from)s to %(to)s", **words))  # noqa: S704  words is markup of our own macros, which escape


def _format() -> Word:
    return Word("format", _("Format"), _("Events"), _("another format"), list_in_use("format"), names_of("format"))


def _topic() -> Word:
    return Word("topic", _("Topic"), _("anything"), _("another topic"), list_in_use("topic"), names_of("topic"))


def _mode() -> Word:
    modes = [(mode.value, str(mode.label)) for mode in Mode]
    return Word("mode", _("In person or online"), _("online or in person"), _("otherwise"), modes, dict(modes))


def _language(values: tuple[str, ...]) -> Word:
    names = {tag: language_name(tag, choose_locale()) for tag in values}
    return Word("lang", _("Language"), _("any language"), _("another language"), language_options(values), names)


def _regions(values: tuple[str, ...], wider_href: str | None) -> Markup:
    names = {code: region_name(code) for code in values}
    word = Word("region", _("Region"), _("the whole world"), _("another region"), region_options(), names)
    if len(values) != 1:
        return _written(word, values)
    if wider_href is None:
        return _joined([*_said(word, values), _further(word, values, autofocus=True)])
    link = get_template_attribute("components/forms.html", "filter_link")(wider_href, word.another)
    return _joined([_choice(word, values[0]), link])


def _written(word: Word, values: tuple[str, ...]) -> Markup:
    """One value in a select of all, several as words; after them a select for one more."""
    if not values:
        return _choice(word)
    said = [_choice(word, values[0])] if len(values) == 1 else _said(word, values)
    has_more = len(values) < min(MAX_VALUES, len(word.options))
    return _joined([*said, _further(word, values)] if has_more else said)


def _choice(word: Word, value: str = "") -> Markup:
    select = get_template_attribute("components/forms.html", "filter_select")
    return Markup(select(word.name, word.label, [("", word.anything), *word.options], value))  # noqa: S704  our own macro, which escapes


def _said(word: Word, values: Iterable[str]) -> list[Markup]:
    said = get_template_attribute("components/forms.html", "filter_said")
    return [Markup(said(word.name, value, word.names.get(value, value))) for value in values]  # noqa: S704  as above


def _further(word: Word, values: tuple[str, ...], *, autofocus: bool = False) -> Markup:
    select = get_template_attribute("components/forms.html", "filter_select")
    left = [("", word.another), *_without(word.options, values)]
    return Markup(select(word.name, f"{word.label}: {word.another}", left, further=True, autofocus=autofocus))  # noqa: S704  as above


def _without(options: Sequence[Any], values: Collection[str]) -> list[Any]:
    """The options, and those in groups, but for those chosen already."""
    return [
        {**option, "options": _without(option["options"], values)} if isinstance(option, dict) else option
        for option in options if isinstance(option, dict) or option[0] not in values
    ]  # fmt: skip


def _joined(parts: Sequence[Markup]) -> Markup:
    return Markup(format_list(parts, style="or", locale=choose_locale().replace("-", "_")))  # noqa: S704  parts are markup of our own


def _long(name: str, values: tuple[str | None, ...], make: Callable[[], Markup]) -> Markup:
    """A select of some hundred options, kept in this process for as long as there are no others to choose from."""
    key = (name, values, choose_locale(), pages.counted(generations.WORDS))
    return fragments.piece("selects", KEPT_SELECTS, key, make)
