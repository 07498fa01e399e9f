"""Names and codes of regions: pure, from CLDR and the pinned subdivision list."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from typing import Any

from babel import Locale, UnknownLocaleError

M49 = re.compile(r"^\d{3}$")
COUNTRY = re.compile(r"^[A-Z]{2}$")
SUBDIVISION = re.compile(r"^[A-Z]{2}-[A-Z0-9]{1,3}$")
AREA = re.compile(r"^(?P<parent>[A-Z]{2}(-[A-Z0-9]{1,3})?)-x-(?P<slug>[a-z0-9]+(-[a-z0-9]+)*)$")


def is_region_code(code: str) -> bool:
    """Whether the code has one of the four forms: UN M49, ISO 3166-1, ISO 3166-2, or an area's."""
    return any(form.match(code) for form in (M49, COUNTRY, SUBDIVISION, AREA))


def parent_code(code: str) -> str | None:
    """The code above a subdivision or an area; None for the codes whose place is pinned as data."""
    if area := AREA.match(code):
        return area["parent"]
    return code[:2] if SUBDIVISION.match(code) else None


@lru_cache(maxsize=64)
def _territories(tag: str) -> dict[str, str]:
    try:
        return dict(Locale.parse(tag, sep="-").territories)
    except (UnknownLocaleError, ValueError):
        return dict(Locale("en").territories)


def territory_name(code: str, tag: str) -> str | None:
    """CLDR's name of an M49 region or a country, in the language of ``tag``."""
    return _territories(tag).get(code) or _territories("en").get(code)


def find_territory(text: str, tags: Iterable[str]) -> str:
    """The ISO 3166-1 code of a country that is given as a code or by CLDR's name in one of these languages; else empty."""
    wanted = text.strip().casefold()
    if COUNTRY.match(wanted.upper()):
        return wanted.upper() if wanted.upper() in _territories("en") else ""
    return next((code for tag in tags if tag for code in [_codes_by_name(tag).get(wanted, "")] if code), "")


@lru_cache(maxsize=16)
def _codes_by_name(tag: str) -> dict[str, str]:
    return {name.casefold(): code for code, name in _territories(tag).items() if COUNTRY.match(code)}


def name_of(code: str, names: dict[str, str], tag: str) -> str:
    """A region's name in the reader's language: the team's own names first, then CLDR's, then the code."""
    language = tag.split("-")[0]
    name = names.get(tag) or names.get(language) or territory_name(code, tag) or names.get("en")
    name = name or next(iter(names.values()), code)
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=1)
def pinned_tree() -> list[dict[str, Any]]:
    """World, macro-regions, sub-regions and countries, parents before children."""
    text = resources.files("eventhub.regions").joinpath("data/regions.json").read_text("utf-8")
    rows: list[dict[str, Any]] = json.loads(text)
    return rows


@lru_cache(maxsize=1)
def pinned_subdivisions() -> dict[str, dict[str, str]]:
    """ISO 3166-2 codes and their names by language, to pre-fill what the team adds."""
    folder = resources.files("eventhub.regions").joinpath("data")
    rows: dict[str, Any] = json.loads(folder.joinpath("subdivisions.json").read_text("utf-8"))
    return {code: row.get("names", row) for code, row in rows.items()}
