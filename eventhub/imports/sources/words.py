"""The words for what is wrong with a source, and for the fields of an event that a source speaks of."""

from __future__ import annotations

from collections.abc import Mapping

from eventhub.core.text import LazyText
from eventhub.core.text import lazy_gettext as _l
from eventhub.imports.report import NOT_A_CALENDAR

FIELDS: Mapping[str, LazyText] = {
    "title": _l("Title"), "when": _l("Date and time"), "description": _l("Description"), "venue": _l("Venue"),
    "city": _l("City"), "country": _l("Country"), "position": _l("Position on the map"), "mode": _l("How people meet"),
    "join_url": _l("Link to join"), "registration_url": _l("Page to register"),
    "cost": _l("Cost"),
}  # fmt: skip
"""In the order of a form; pages show these instead of column names. Community, region, languages and format are no word
of the source's: its events begin with the community's, and people here say what else they are."""


def say_problem(reason: str, detail: str = "") -> LazyText:
    """One sentence on why a source can't be read; empty without a reason."""
    if not reason:
        return ""
    if reason == "web_page":
        return _l("This is a web page that names no events. Give the address of its calendar instead.")
    said = NOT_A_CALENDAR.get(reason, reason)
    if detail:
        return _l("It can't be read: %(reason)s (%(detail)s).", reason=said, detail=detail)
    return _l("It can't be read: %(reason)s.", reason=said)
