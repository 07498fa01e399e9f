"""The world and its regions, as everyone sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from eventhub.accounts.permissions import Role
from eventhub.accounts.queries import list_people_with_role
from eventhub.blueprints import pages, present, structured
from eventhub.blueprints.access import anyone
from eventhub.blueprints.context import choose_locale, language_name
from eventhub.blueprints.follow import button_for
from eventhub.blueprints.forms import list_region_options, region_name, sort_key
from eventhub.blueprints.regions import bp
from eventhub.blueprints.regions.counts import Counts, count_in
from eventhub.blueprints.subscribe import panel_for
from eventhub.communities.queries import list_in_region
from eventhub.communities.workflow import STANDING
from eventhub.core import clock, generations
from eventhub.core.errors import NotFound
from eventhub.core.text import lazy_gettext as _l
from eventhub.events.follows.rules import FollowKind
from eventhub.events.queries import listing
from eventhub.events.rules.filters import EventFilter
from eventhub.regions import map as world
from eventhub.regions import queries
from eventhub.regions.models import Region, RegionKind

WORLD = "001"
NEXT_EVENTS = 8
NEAREST = 6


@bp.get("/regions")
@pages.stored(scopes=lambda: [generations.ALL])
@anyone
def index() -> str:
    """Where the project lives: the map, and the same as a list."""
    options = list_region_options()
    countries = [option for option in options if option.kind is RegionKind.COUNTRY]
    macros = [option for option in options if option.kind is RegionKind.MACRO]
    counts = count_in([option.code for option in (*countries, *macros)], clock.now())
    groups = [
        {
            "name": macro.name, "href": _page(macro.code), "said": counts.get(macro.code, Counts()).text,
            "here": [_row(o.code, o.name, counts) for o in countries if o.group == macro.name and o.code in counts],
            "others": [_row(o.code, o.name, counts) for o in countries if o.group == macro.name and o.code not in counts],
        }
        for macro in macros
    ]  # fmt: skip
    return render_template(
        "regions/index.html", groups=groups, points=_points(counts), active=_active_countries(countries, counts)
    )


@bp.get("/regions/<code>")
@pages.stored(scopes=lambda code: [f"region:{canonical(code)}", "roles"])
@anyone
def show(code: str) -> Any:
    """A region's page; an empty one is an invitation."""
    if code != canonical(code):
        return redirect(_page(canonical(code)), 301)
    region = queries.find_region(code)
    if region is None:
        raise NotFound(_l("There is no such region."))
    path, now = queries.list_path(code), clock.now()
    children = _children(code)
    counts = count_in([code, *(child.code for child in children)], now)
    rows = listing.list_next([[f"region:{code}"]], now=now, size=NEXT_EVENTS)
    if rows:
        pages.valid_until(rows[0].starts_at)
    events = present.rows_view(rows)
    communities = [_community(found) for found in list_in_region(code)]
    chosen, is_empty = EventFilter(regions=(code,)), not counts.get(code)
    return render_template(
        "regions/show.html", region=region, name=region_name(code), path=_breadcrumb(path), said=counts.get(code, Counts()),
        events=events, json_ld=structured.item_list(region_name(code), events), communities=communities, is_empty=is_empty, nearest=_nearest(path) if is_empty else None,
        children=[_row(child.code, child.name_in(choose_locale()), counts) for child in children],
        people=_people([r.code for r in path]), panel=panel_for(chosen),
        follow=button_for(FollowKind.REGION, code),
    )  # fmt: skip


def canonical(code: str) -> str:
    """The code as it is written: ``de-be-X-Neukoelln`` is ``DE-BE-x-neukoelln``."""
    upper = code.upper()
    head, mark, tail = upper.partition("-X-")
    return f"{head}-x-{tail.lower()}" if mark else head


def _page(code: str) -> str:
    return url_for("regions.show", code=code)


def _row(code: str, name: str, counts: Mapping[str, Counts]) -> dict[str, Any]:
    return {"name": name, "href": _page(code), "said": counts[code].text if code in counts else ""}


def _children(code: str) -> Sequence[Region]:
    tag = choose_locale()
    return sorted(queries.list_children(code), key=lambda region: sort_key(region.name_in(tag)))


def _breadcrumb(path: Sequence[Region]) -> list[tuple[Any, str | None]]:
    above = [(region_name(region.code), _page(region.code)) for region in path[:-1] if region.code != WORLD]
    return [(_("Regions"), url_for("regions.index")), *above, (region_name(path[-1].code), None)]


def _points(counts: Mapping[str, Counts]) -> list[dict[str, Any]]:
    tag = choose_locale()
    spots = [region for region in queries.list_regions(list(counts)) if region.lat is not None and region.lon is not None]
    return [_point(region, region.name_in(tag), counts[region.code]) for region in spots if region.kind is RegionKind.COUNTRY]


def _point(region: Region, name: str, count: Counts) -> dict[str, Any]:
    x, y = world.project(region.lat or 0, region.lon or 0)
    return {
        "x": round(x, 1),
        "y": round(y, 1),
        "label": name,
        "href": _page(region.code),
        "count": count.total,
        "sub": count.text,
    }


def _active_countries(countries: Sequence[Any], counts: Mapping[str, Counts]) -> int:
    return sum(1 for option in countries if option.code in counts)


def _community(community: Any) -> dict[str, Any]:
    state = STANDING.states[community.standing]
    return {
        "name": community.name, "href": url_for("communities.show", key=community.key, slug=community.slug),
        "place": present.place_text(community.city, region_name(community.region_code)), "tone": state.tone.value,
        "status": state.label, "sub": ", ".join(language_name(tag, choose_locale()) for tag in community.languages),
    }  # fmt: skip


def _people(codes: Sequence[str]) -> list[dict[str, Any]]:
    """Everyone who carries the region, in no order of rank: by name, and each with the same weight."""
    liaisons, reviewers = (list_people_with_role(role, codes) for role in (Role.LIAISON, Role.REVIEWER))
    people = {person.id: person for person in (*liaisons, *reviewers)}
    does = {person.id: [_("Connects people")] for person in liaisons}
    for person in reviewers:
        does.setdefault(person.id, []).append(_("Looks at new events"))
    ordered = sorted(people.values(), key=lambda person: sort_key(person.name))
    return [chip | {"sub": " · ".join(does[person.id])}
            for chip, person in zip(present.people_view(ordered), ordered, strict=True)]  # fmt: skip


def _nearest(path: Sequence[Region]) -> dict[str, Any] | None:
    """The communities of the smallest region around that has any."""
    for region in reversed(path[:-1]):
        found = list_in_region(region.code, NEAREST)
        if found:
            return {
                "name": region.name_in(choose_locale()),
                "href": _page(region.code),
                "communities": [_community(c) for c in found],
            }
    return None
