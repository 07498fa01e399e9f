"""What forms share: cleaning of what is typed, errors of services beside their fields, choices in the reader's language."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from babel.dates import get_timezone_location
from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, PasswordField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from eventhub.blueprints import fragments, pages
from eventhub.blueprints.context import choose_locale, language_name
from eventhub.core import generations, zones
from eventhub.core.db import db
from eventhub.core.errors import Invalid
from eventhub.core.text import clean_line, clean_text
from eventhub.regions import queries as regions
from eventhub.regions.models import Region, RegionKind
from eventhub.regions.rules import territory_name

LANGUAGE_TAGS = (
    "af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi",
    "fil", "fr", "ga", "gl", "gu", "ha", "he", "hi", "hr", "hu", "hy", "id", "ig", "is", "it", "ja", "ka", "kk", "km", "kn",
    "ko", "ky", "lo", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "my", "nb", "ne", "nl", "nn", "pa", "pl", "ps", "pt", "pt-BR",
    "ro", "ru", "rw", "si", "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "th", "ti", "tr", "uk", "ur", "uz", "vi",
    "yo", "zh-Hans", "zh-Hant", "zu",
)  # fmt: skip
"""Languages that people are offered (BCP 47)."""

KEPT_LANGUAGES = 20
_CONTINENTS = {
    "Africa": "002", "America": "019", "Antarctica": "AQ", "Arctic": "150", "Asia": "142", "Atlantic": "", "Australia": "009",
    "Europe": "150", "Indian": "", "Pacific": "009",
}  # fmt: skip


NEEDED = InputRequired(_l("Please fill this in."))


def at_most(n: int) -> Length:
    """Validates that a text has at most ``n`` characters."""
    return Length(max=n, message=_l("Please keep it to %(n)s characters.", n=n))


class BaseForm(FlaskForm):
    """A form whose texts are in NFC, stripped and free of control characters; passwords stay as they were typed."""

    class Meta(FlaskForm.Meta):
        """How fields are bound."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Add the filter that belongs to the kind of field."""
            bound: Field = super().bind_field(form, unbound_field, options)
            if isinstance(bound, TextAreaField):
                bound.filters = (*bound.filters, clean_text)
            elif isinstance(bound, StringField) and not isinstance(bound, PasswordField | HiddenField):
                bound.filters = (*bound.filters, clean_line)
            return bound


def apply_errors(form: Any, error: Invalid, names: Mapping[str, str] | None = None) -> None:
    """Say what a service refused beside the fields it is about; what belongs to none stands above the form.

    :param names: the form's field for a key of the service, where they differ.
    """
    for key, text in error.fields.items():
        name = (names or {}).get(key, key)
        if name in form:
            form[name].errors = [*form[name].errors, text]
        else:
            form.form_errors = [*form.form_errors, text]


def roll_back() -> None:
    """Undo what the request has written so far, before a page is shown again.

    The person signed in is loaded anew when next asked for: a rollback expires what was loaded with them.
    """
    db.session.rollback()
    g.pop("_login_user", None)
    g.pop("counted", None)


def refuse(form: Any, error: Invalid, names: Mapping[str, str] | None = None) -> None:
    """Roll back and say the errors in the form; the view then shows its page with status 422."""
    roll_back()
    apply_errors(form, error, names)


def sort_key(text: str) -> str:
    """Orders names as people expect without a table for each language: accents and case aside."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


# Languages


def language_options(known: Iterable[str] = ()) -> list[tuple[str, str]]:
    """``(tag, name)`` in the reader's language and by name; ``known`` adds tags that a record has already."""
    tag = choose_locale()
    more = [(other, language_name(other, tag)) for other in known if other not in LANGUAGE_TAGS]
    return [*_languages(tag), *more]


def language_choices(known: Iterable[str] = ()) -> list[SelectChoice]:
    """The same for a WTForms field."""
    return [SelectChoice(tag, name) for tag, name in language_options(known)]


@lru_cache(maxsize=16)
def _languages(locale: str) -> tuple[tuple[str, str], ...]:
    named = [(tag, language_name(tag, locale)) for tag in LANGUAGE_TAGS]
    return tuple(sorted(((tag, _capital(name)) for tag, name in named), key=lambda pair: sort_key(pair[1])))


# Regions


@dataclass(frozen=True, slots=True)
class RegionOption:
    """A region as it is offered: its name in the reader's language, and the macro-region it is listed under."""

    code: str
    name: str
    kind: RegionKind
    group: str = ""


def list_region_options(*, wide: bool = True) -> Sequence[RegionOption]:
    """The world, then by macro-region: itself, its sub-regions, countries with what lies in them.

    :param wide: with the regions above countries; without them only the world and what people live in are left.
    """
    found = _regions(choose_locale())
    return [o for o in found if wide or o.kind not in {RegionKind.MACRO, RegionKind.SUB}]


def region_choices(*, wide: bool = True, empty: str = "") -> list[SelectChoice]:
    """Regions for a WTForms field, in groups; ``empty`` is the label of “none chosen yet”."""
    first = [SelectChoice("", empty)] if empty else []
    return first + [SelectChoice(o.code, o.name, optgroup=o.group or None) for o in list_region_options(wide=wide)]


def region_options(*, wide: bool = True) -> list[Any]:
    """Regions for ``filter_select``: pairs, and groups of pairs."""
    options: list[Any] = []
    for option in list_region_options(wide=wide):
        if not option.group:
            options.append((option.code, option.name))
            continue
        if not (options and isinstance(options[-1], dict) and options[-1]["group"] == option.group):
            options.append({"group": option.group, "options": []})
        options[-1]["options"].append((option.code, option.name))
    return options


def region_name(code: str) -> str:
    """A region's name in the reader's language, from the kept list; the code for an unknown one."""
    return _region_names(choose_locale()).get(code, code)


def _regions(locale: str) -> Sequence[RegionOption]:
    key = (locale, pages.counted(generations.WORDS))
    return fragments.piece("regions", KEPT_LANGUAGES, key, lambda: tuple(_by_macro(regions.list_regions(), locale)))


def _region_names(locale: str) -> dict[str, str]:
    key = (locale, pages.counted(generations.WORDS))
    return fragments.piece(
        "region names", KEPT_LANGUAGES, key, lambda: {option.code: option.name for option in _regions(locale)}
    )


def _by_macro(all_regions: Sequence[Region], locale: str) -> Iterable[RegionOption]:
    names = {region.code: _capital(region.name_in(locale)) for region in all_regions}
    ordered = sorted(all_regions, key=lambda region: sort_key(names[region.code]))
    parents = frozenset(region.parent_code for region in ordered)
    yield from (RegionOption(r.code, names[r.code], r.kind) for r in ordered if r.kind is RegionKind.WORLD)
    for macro in (region for region in ordered if region.kind is RegionKind.MACRO):
        group = names[macro.code]
        subs = [region for region in ordered if region.kind is RegionKind.SUB and region.parent_code == macro.code]
        tops = {macro.code, *(sub.code for sub in subs)}
        countries = [r for r in ordered if r.kind is RegionKind.COUNTRY and r.parent_code in tops]
        yield from (RegionOption(r.code, names[r.code], r.kind, group) for r in (macro, *subs))
        for country in countries:
            yield from _with_parts(country, names[country.code], group, ordered, names, parents)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _with_parts(
    region: Region, name: str, group: str, ordered: Sequence[Region], names: Mapping[str, str], parents: frozenset[str | None],
) -> Iterable[RegionOption]:  # fmt: skip
    yield RegionOption(region.code, name, region.kind, group)
    if region.code not in parents:
        return
    for part in (other for other in ordered if other.parent_code == region.code):
        whole = _("%(part)s, %(whole)s", part=names[part.code], whole=name)
        yield from _with_parts(part, whole, group, ordered, names, parents)


# Time zones


def zone_choices(known: str = "", empty: str = "") -> list[SelectChoice]:
    """Time zones by continent and city for a WTForms field; ``known`` adds an older name that a record has already."""
    found = _zones(choose_locale())
    first = [SelectChoice("", empty)] if empty else []
    if known and known not in {zone for zone, _city, _group in found}:
        first.append(SelectChoice(known, known))
    return first + [SelectChoice(zone, city, optgroup=group or None) for zone, city, group in found]


@lru_cache(maxsize=16)
def _zones(locale: str) -> tuple[tuple[str, str, str], ...]:
    tag = locale.replace("-", "_")
    found = []
    for zone in _geographic():
        group = _CONTINENTS.get(zone.split("/")[0], "")
        where = territory_name(group, locale) if group else None
        found.append((zone, get_timezone_location(zone, locale=tag, return_city=True), where or zone.split("/")[0]))
    found.sort(key=lambda row: (sort_key(row[2]), sort_key(row[1])))
    return (("UTC", "UTC", ""), *found)


@lru_cache(maxsize=1)
def _geographic() -> tuple[str, ...]:
    """The zones that a map shows (``zone.tab`` of the IANA data), without aliases and offsets."""
    lines = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8").splitlines()
    named = [line.split("\t")[2] for line in lines if line and not line.startswith("#")]
    return tuple(zone for zone in named if zones.is_zone(zone))
