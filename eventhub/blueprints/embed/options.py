"""What an embed's address says besides the filter: looks, language, how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import lazy_gettext as _l

from eventhub.blueprints.context import best_language
from eventhub.core import addresses
from eventhub.core.errors import Invalid
from eventhub.core.text import clean_line
from eventhub.events.queries import listing
from eventhub.events.rules.filters import EventFilter, parse_filter

THEMES = ("auto", "light", "dark")
VIEWS = ("list", "cards")
ACCENTS = ("evergreen", "blue", "violet", "rose", "amber", "slate")
"""Colours that are legible on both grounds; a free choice would not be."""
DEFAULT_LIMIT, MAX_LIMIT = 10, 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How an embed looks."""

    theme: str = THEMES[0]
    accent: str = ACCENTS[0]
    view: str = VIEWS[0]
    limit: int = DEFAULT_LIMIT
    locale: str = ""
    """Empty for the visitor's."""

    def pairs(self) -> list[tuple[str, str]]:
        """What differs from what goes without saying, for an address."""
        said = [("theme", self.theme, THEMES[0]), ("accent", self.accent, ACCENTS[0]), ("view", self.view, VIEWS[0]),
                ("limit", str(self.limit), str(DEFAULT_LIMIT)), ("locale", self.locale, "")]  # fmt: skip
        return [(name, value) for name, value, usual in said if value != usual]


def read_options() -> Options:
    """The options of the address.

    :raises Invalid: a value is none.
    """
    return Options(
        theme=_one_of("theme", THEMES), accent=_one_of("accent", ACCENTS), view=_one_of("view", VIEWS), limit=_limit(),
        locale=best_language(request.args.get("locale", "")),
    )  # fmt: skip


def read_filter() -> EventFilter:
    """The same filter as that of lists and feeds.

    :raises Invalid: a value is malformed or names nothing.
    :raises Retired: it names what another thing has taken the place of.
    """
    chosen = parse_filter([(name, clean_line(value)) for name, value in request.args.items(multi=True)])
    listing.check_filter(chosen)
    return chosen


def _one_of(name: str, known: tuple[str, ...]) -> str:
    value = request.args.get(name, "").strip() or known[0]
    if value not in known:
        raise Invalid({name: _l("“%(value)s” is not a value of %(name)s.", value=value[:60], name=name)})
    return value


def _limit() -> int:
    text = request.args.get("limit", "").strip() or str(DEFAULT_LIMIT)
    if not (text.isascii() and text.isdigit()) or not int(text[:9]):
        raise Invalid({"limit": _l("“%(value)s” is not a value of %(name)s.", value=text[:60], name="limit")})
    return min(int(text[:9]), MAX_LIMIT)


def frame_address(chosen: EventFilter, options: Options) -> str:
    """The absolute address of a list in a frame."""
    return _address(url_for("embed.events"), [*chosen.pairs(), *options.pairs()])


def event_frame_address(key: str, options: Options) -> str:
    """The absolute address of one event in a frame."""
    return _address(url_for("embed.event", key=key), [pair for pair in options.pairs() if pair[0] not in {"view", "limit"}])


def page_address(chosen: EventFilter, locale: str = "") -> str:
    """The absolute address of the list's page."""
    return _address(url_for("events.index"), [*chosen.pairs(), *([("locale", locale)] if locale else [])])


def _address(path: str, pairs: Any) -> str:
    query = urlencode(pairs)
    return f"{addresses.base()}{path}{f'?{query}' if query else ''}"
