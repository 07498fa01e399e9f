"""Reading a feed's address: the one way to write it, and what it asks for. Every face of the feeds reads it here."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit

from eventhub.core.errors import Invalid, NotFound
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.translations import canonical_tag
from eventhub.events.queries.listing import Retired
from eventhub.events.rules.filters import parse_filter
from eventhub.feeds.asked import KINDS, Feed, path_of
from eventhub.feeds.formats import FORMATS
from eventhub.regions.rules import is_region_code

PARAMETERS = frozenset({
    "topic", "format", "lang", "mode", "region", "community", "official", "cancelled", "series", "past", "locale", "download",
})  # fmt: skip
"""What a feed's query may say; anything else is ignored, for clients add words of their own against caches."""

MAX_FIELDS = 200
"""Parameters in one query; nobody means more."""
_KEY = re.compile(r"[a-z0-9]{10}")
_WORDS = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
_SLUGS = {
    "community": _KEY, "event": _KEY, "person": _KEY, "format": _WORDS, "topic": _WORDS, "region": _WORDS, "language": _WORDS,
}  # fmt: skip
_WHOLE = frozenset({"all", "cfp"})
"""Kinds without a slug."""
_KEYED = re.compile(r"([A-Za-z0-9]{10})(-.*)?")


class Moved(Exception):
    """The feed has another address for good: its path, and its query."""

    def __init__(self, path: str, query: str) -> None:
        super().__init__(path)
        self.address = f"{path}?{query}" if query else path


@lru_cache(maxsize=4096)
def read(kind: str, slug: str, ext: str, query: bytes, languages: tuple[str, ...]) -> tuple[Feed, bool]:
    """The feed that an address asks for, and whether as a file.

    :param languages: those that feeds are written in; the first is that of an address that names none.
    :raises NotFound: there can be no such thing.
    :raises Invalid: a known parameter has a malformed value.
    :raises Moved: there is a better way to write the path.
    """
    text = query.decode("utf-8", "replace")
    if kind not in KINDS or ext not in FORMATS or (kind in _WHOLE) == bool(slug):
        raise _nothing()
    better = _canonical(kind, slug)
    if better != slug:
        raise Moved(path_of(kind, better, ext), text)
    pairs = [_cased(name, value) for name, value in _pairs(text) if name in PARAMETERS]
    asked = parse_filter([pair for pair in pairs if pair[0] not in {"locale", "download"}])
    is_download = kind == "event" and dict(pairs).get("download", "") not in {"", "0"}
    locale = _locale([value for name, value in pairs if name == "locale"], languages)
    return Feed(kind, slug, asked, locale, ext), is_download


def read_address(address: str, languages: tuple[str, ...]) -> Feed:
    """The feed of an address as it is stored: a path, and its query.

    :raises NotFound, Invalid, Moved: as :func:`read` does.
    """
    parts = urlsplit(address)
    names = parts.path.removeprefix("/calendar/").split("/")
    stem, _dot, ext = names[-1].partition(".")
    kind, slug = (names[0], stem) if len(names) > 1 else (stem, "")
    return read(kind, slug, ext, parts.query.encode(), languages)[0]


def successor(path: str, query: str, retired: Retired) -> str:
    """The same address with the new name in the place of the old one."""
    for ext in FORMATS:
        if path == path_of(retired.name, retired.old, ext):
            return Moved(path_of(retired.name, retired.new, ext), query).address
    pairs = [
        (name, retired.new if (name, value.strip()) == (retired.name, retired.old) else value) for name, value in _pairs(query)
    ]
    return Moved(path, urlencode(pairs)).address


def _pairs(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query, max_num_fields=MAX_FIELDS)
    except ValueError:
        raise Invalid({"query": _l("Please take at most %(n)s values.", n=MAX_FIELDS)}) from None


def _canonical(kind: str, slug: str) -> str:
    """The slug as it is written; pages put the title behind a key, and the feed's address is the bare key.

    :raises NotFound: nothing can have such a slug.
    """
    if kind in _WHOLE:
        return slug
    keyed = _KEYED.fullmatch(slug) if _SLUGS[kind] is _KEY else None
    if keyed is not None:
        return keyed[1].lower()
    if _SLUGS[kind] is _KEY or not _SLUGS[kind].fullmatch(slug):
        raise _nothing()
    if kind == "region":
        return _region(slug)
    return _tag(slug) if kind == "language" else slug.lower()


def _region(code: str) -> str:
    code, mark, area = code.partition("-x-") if "-x-" in code else code.partition("-X-")
    return f"{code.upper()}{'-x-' if mark else ''}{area.lower()}"


def _tag(slug: str) -> str:
    try:
        return canonical_tag(slug)
    except Invalid:
        raise _nothing() from None


def _nothing() -> NotFound:
    return NotFound(_l("There is no such calendar."))


def _cased(name: str, value: str) -> tuple[str, str]:
    """Values in their one way of writing: language tags (RFC 5646 §2.1.1), region codes, slugs and keys."""
    value = value.strip()
    if name == "lang" and value:
        try:
            return name, canonical_tag(value)
        except Invalid:
            raise Invalid({name: _l("“%(value)s” is not a value of %(name)s.", value=value[:60], name=name)}) from None
    if name == "region" and is_region_code(_region(value)):
        return name, _region(value)
    if name in {"topic", "format", "community"} and _WORDS.fullmatch(value):
        return name, value.lower()
    return name, value


def _locale(values: list[str], languages: tuple[str, ...]) -> str:
    if any(value not in languages for value in values) or len(set(values)) > 1:
        raise Invalid({"locale": _l("Calendars are there in these languages: %(known)s.", known=", ".join(languages))})
    return values[0] if values else languages[0]
