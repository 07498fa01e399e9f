"""Small pages for an ``<iframe>``, and the same as data. The only pages that other sites may frame."""

from __future__ import annotations

from typing import Any

from flask import Response, json, render_template
from flask_babel import gettext as _

from eventhub.blueprints import pages, present
from eventhub.blueprints.access import anyone
from eventhub.blueprints.context import choose_locale
from eventhub.blueprints.embed import bp
from eventhub.blueprints.embed.guard import for_other_sites
from eventhub.blueprints.embed.options import page_address, read_filter, read_options
from eventhub.blueprints.settings import settings_of
from eventhub.blueprints.subscribe import webcal_for
from eventhub.core import addresses, clock, generations
from eventhub.core.errors import NotFound
from eventhub.core.text import lazy_gettext as _l
from eventhub.events import queries
from eventhub.events.models import Event
from eventhub.events.queries import listing
from eventhub.events.rules.filters import EventFilter

NOT_FOUND = _l("There is nothing at this address, or it is not public.")


def list_scopes(**_kwargs: Any) -> list[str]:
    """A list depends on everything that is listed."""
    return [generations.ALL, generations.WORDS]


def event_scopes(key: str) -> list[str]:
    """One event depends on itself."""
    return [f"event:{key if key.isalnum() else ''}", generations.WORDS]


@bp.get("/embed/events")
@anyone
@for_other_sites
@pages.stored(list_scopes)
def events() -> Any:
    """The next events that fit a filter, as a list or as cards."""
    options, chosen = read_options(), read_filter()
    return render_template(
        "embed/events.html", events=_list_next(chosen, options.limit), options=options, more_href=page_address(chosen, options.locale),
        webcal=webcal_for(chosen), theme=_theme(options.theme),
    )  # fmt: skip


@bp.get("/embed/events/<string(length=10):key>")
@anyone
@for_other_sites
@pages.stored(event_scopes)
def event(key: str) -> Any:
    """One event."""
    options, found = read_options(), find_public(key)
    webcal = webcal_for(EventFilter(), kind="event", slug=key)
    return render_template("embed/event.html", e=row_of(found), options=options, webcal=webcal, theme=_theme(options.theme))


@bp.get("/embed/events.json")
@anyone
@for_other_sites
@pages.stored(list_scopes)
def events_json() -> Response:
    """The same list as data, with the words that the web component says around it."""
    options, chosen = read_options(), read_filter()
    found = {
        "title": _("Events"), "language": choose_locale(), "home_page_url": page_address(chosen, options.locale),
        "site": settings_of().site_name,
        "words": {"all": _("All events"), "none": _("Nothing is planned here yet"),
                  "new_tab": _("opens in a new tab"), "for_you": _("%(time)s for you", time="{time}")},
        "items": [_item(row) for row in _list_next(chosen, options.limit)],
    }  # fmt: skip
    return Response(json.dumps(found, ensure_ascii=False), mimetype="application/json")


def find_public(key: str) -> Event:
    """The event if everyone may see it.

    :raises NotFound: there is none.
    """
    found = queries.find_event_to_show(key)
    if found is None or not found.is_public:
        raise NotFound(NOT_FOUND)
    return found


def row_of(event: Event) -> dict[str, Any]:
    """What a list says of it, by its next date.

    :raises NotFound: it has no date.
    """
    date = event.occurrence
    row = listing.find_row(date.id) if date else None
    if row is None:
        raise NotFound(NOT_FOUND)
    if row.ends_at > clock.now():
        pages.valid_until(row.ends_at)
    return present.rows_view([row])[0]


def _theme(asked: str) -> str | None:
    return None if asked == "auto" else asked


def _list_next(chosen: EventFilter, limit: int) -> list[dict[str, Any]]:
    now = clock.now()
    rows = listing.list_page(chosen, now=now, size=limit).items
    pages.valid_until(present.next_change(rows, now))
    return present.rows_view(rows)


def _item(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": str(row["number"]), "url": addresses.base() + row["href"], "title": row["title"], "language": row["lang"] or choose_locale(),
        "starts": row["begins_iso"], "ends": row["finishes_iso"], "zone": row["zone"], "all_day": row["all_day"],
        "when": row["when_label"], "place": row["place"] or row["mode_label"], "mode": row["mode"], "community": row["community"] or "",
        "status": row["status"]["label"] if row["status"] else "",
    }  # fmt: skip
