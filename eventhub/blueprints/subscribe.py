"""What you can list, you can subscribe to: the addresses and words of the Subscribe panel."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

import segno
from flask import request, url_for
from flask_babel import format_decimal
from flask_babel import gettext as _

from eventhub.blueprints import fragments
from eventhub.blueprints.context import choose_locale
from eventhub.config import LANGUAGES
from eventhub.core import addresses
from eventhub.events.rules.filters import EventFilter
from eventhub.feeds import store
from eventhub.feeds.asked import CALLS, Feed
from eventhub.feeds.formats import FORMATS

KEPT_PANELS = 500
FIELDS = {"region": "regions", "community": "communities", "format": "formats", "topic": "topics", "language": "languages"}
"""The kinds of feed that a filter can name too, and its field for each."""
FIRST = ("community", "region", "topic", "format", "language")
"""Which kind gives a filter its address when it narrows to one value of it."""


def panel_for(chosen: EventFilter, kind: str | None = None, slug: str | None = None) -> dict[str, Any]:
    """The arguments of the ``subscribe_panel`` macro, for the feed of what a page lists.

    :param kind: that of the feed when the page is about one thing (``region``, ``community``, ``event`` …), with its
        ``slug``; without it the filter decides.
    """
    is_wider = bool(chosen.text or chosen.starts or chosen.ends)
    kind, slug, chosen = _placed(chosen, kind, slug)
    kept = _kept(chosen, kind, slug)
    key = (chosen, kind, slug, choose_locale(), addresses.base(), request.script_root, kept, is_wider)
    return fragments.piece(
        "panels", KEPT_PANELS, key, lambda: _make_panel(chosen, kind, slug, kept) | _wider(is_wider=is_wider)
    )


def _wider(*, is_wider: bool) -> dict[str, str]:
    """Calendars know no words and no days: where the list has some, its calendar holds more, and says so."""
    return {"wider": _("Your words and dates are left out: the calendar holds all else that you chose.")} if is_wider else {}


def _kept(chosen: EventFilter, kind: str | None, slug: str | None) -> int | None:
    """How many events the calendar holds where not all fitted when it was asked for last. One query; none for what never is cut."""
    if kind in {"event", CALLS}:
        return None
    return store.find_kept(Feed(kind or "all", slug or "", chosen, choose_locale()))


def _make_panel(chosen: EventFilter, kind: str | None, slug: str | None, kept: int | None) -> dict[str, Any]:
    return {
        **_ways(feed_address(chosen, kind, slug)), "notes": _notes(single=kind == "event"), "delays": _delays(),
        "cut": _cut(kept) if kept is not None else None, "formats": _formats(chosen, kind, slug),
        "qr_svg_href": _path(chosen, kind, slug, "qr.svg"),
        "download": _path(chosen, kind, slug, "ics", download=True) if kind == "event" else None,
        "embed_href": _embed_href(chosen, kind, slug),
    }  # fmt: skip


def _formats(chosen: EventFilter, kind: str | None, slug: str | None) -> list[dict[str, Any]]:
    """The same in every format: its name, what it is for, its type, its address, and whether pages name it in their head."""
    words = {
        "ics": ("iCalendar", _("for calendars")), "atom": ("Atom", _("for news readers")),
        "feed.json": ("JSON Feed", _("for news readers and web pages")), "jcal": ("jCal", _("iCalendar as JSON")),
        "jscal.json": ("JSCalendar", _("for programs")),
    }  # fmt: skip
    return [
        {"name": name, "hint": hint, "type": FORMATS[ext].media_type, "offered": FORMATS[ext].offered,
         "href": f"{addresses.base()}{_path(chosen, kind, slug, ext)}"}
        for ext, (name, hint) in words.items()
    ]  # fmt: skip


def panel_of(https: str) -> dict[str, Any]:
    """The same for an address that is told once: its picture stands in the page itself, so that nobody else is asked for it."""
    drawn = segno.make(webcal_of(https), error="m", micro=False)
    return {
        **_ways(https), "notes": _notes(single=False), "delays": _delays(), "download": None,
        "qr_svg_href": drawn.svg_data_uri(scale=4, border=4, light="#fff", dark="#000"),
    }  # fmt: skip


def _ways(https: str) -> dict[str, str]:
    """The address as each calendar wants it."""
    webcal = webcal_of(https)
    return {
        "webcal": webcal, "https": https, "google": f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        "outlook": f"https://outlook.live.com/calendar/0/addfromweb?url={quote(https, safe='')}",
    }  # fmt: skip


def _embed_href(chosen: EventFilter, kind: str | None, slug: str | None) -> str | None:
    """Where this list, or this event, is made ready for another website; what no filter names has no such form."""
    if kind == "event":
        return url_for("embed.builder", event=slug)
    if kind is not None and kind not in FIELDS:
        return None
    whole: dict[str, Any] = {FIELDS[kind]: (slug,)} if kind else {}
    query = replace(chosen, **whole).query()
    return f"{url_for('embed.builder')}?{query}" if query else url_for("embed.builder")


def feed_address(chosen: EventFilter, kind: str | None, slug: str | None) -> str:
    """The absolute address of a feed in the reader's language."""
    return f"{addresses.base()}{_path(chosen, kind, slug, 'ics')}"


def webcal_for(chosen: EventFilter, kind: str | None = None, slug: str | None = None) -> str:
    """The address that makes calendars subscribe to what a page lists, without the rest of the panel."""
    kind, slug, chosen = _placed(chosen, kind, slug)
    return webcal_of(feed_address(chosen, kind, slug))


def webcal_of(address: str) -> str:
    """The address that makes calendars subscribe. Never ``webcals``, which few know."""
    return f"webcal://{address.partition('://')[2]}"


def _path(chosen: EventFilter, kind: str | None, slug: str | None, ext: str, *, download: bool = False) -> str:
    locale = choose_locale()
    pairs = [
        *chosen.pairs(),
        *([("locale", locale)] if locale != LANGUAGES[0] else []),
        *([("download", "1")] if download else []),
    ]
    if kind is None or slug is None:
        path = url_for("calendar.feed_of_calls" if kind == CALLS else "calendar.feed_of_all", ext=ext)
    else:
        path = url_for("calendar.feed", kind=kind, slug=slug, ext=ext)
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _placed(chosen: EventFilter, kind: str | None, slug: str | None) -> tuple[str | None, str | None, EventFilter]:
    """The feed's kind and slug, and what is left of the filter. Feeds know no text, no days."""
    chosen = replace(chosen, starts=None, ends=None, text="")
    if kind is None:
        kind, slug = kind_of(chosen)
    if kind in FIELDS and getattr(chosen, FIELDS[kind]) == (slug,):
        emptied: dict[str, Any] = {FIELDS[kind]: ()}
        chosen = replace(chosen, **emptied)
    return kind, slug, chosen


def kind_of(chosen: EventFilter) -> tuple[str | None, str | None]:
    """The kind and name of the one thing that gives a filter its address, if it is narrowed to one."""
    found = next((name for name in FIRST if len(getattr(chosen, FIELDS[name])) == 1), None)
    return (found, getattr(chosen, FIELDS[found])[0]) if found else (None, None)


def _notes(*, single: bool) -> str:
    if single:
        return _("Subscribe, and this event stays right in your calendar when it moves.")
    first = _("Subscribe once. Changes and new dates reach your calendar by themselves.")
    cap = _("One calendar holds at most the 1,000 events nearest in time.")
    return f"{first} {cap}"


def _cut(kept: int) -> str:
    return _(
        "This list is longer than one calendar: only the %(n)s events nearest in time are in it. A narrower choice holds them all.",
        n=format_decimal(kept),
    )


def _delays() -> list[tuple[str, str]]:
    """How soon each calendar shows a change, as their makers say or, where they don't, as it is known."""
    return [
        ("Apple", _("as often as you set it, from five minutes to a week")), ("Thunderbird", _("every half hour, or as you set it")),
        ("Outlook", _("about every three hours, and at times only after a day")), ("Google", _("after half a day to a day")),
    ]  # fmt: skip
