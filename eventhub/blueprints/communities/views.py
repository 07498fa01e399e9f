"""The directory and the pages of communities, as everyone sees them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from eventhub.blueprints import pages, present, structured
from eventhub.blueprints.access import allow, anyone, current_person
from eventhub.blueprints.communities import bp
from eventhub.blueprints.context import choose_locale, language_name
from eventhub.blueprints.follow import button_for
from eventhub.blueprints.forms import region_name, region_options
from eventhub.blueprints.subscribe import panel_for
from eventhub.communities import queries
from eventhub.communities.models import Community, CommunityKind
from eventhub.communities.permissions import CommunityPermission
from eventhub.communities.queries import DirectoryFilter
from eventhub.communities.workflow import STANDING
from eventhub.core import clock, generations, markup, policy
from eventhub.core.advance import list_steps
from eventhub.core.db import db
from eventhub.core.paging import Page, decode, encode
from eventhub.core.text import clean_line
from eventhub.events.follows.rules import FollowKind
from eventhub.events.queries import listing
from eventhub.events.rules.filters import EventFilter
from eventhub.regions import map as world
from eventhub.regions.rules import is_region_code

PAGE_SIZE = 60
MAP_LIMIT = 1000
NEXT_EVENTS = 6


@bp.get("")
@pages.stored(scopes=lambda: [generations.ALL])
@anyone
def index() -> str:
    """The directory, narrowed by what the address says."""
    chosen = read_filter(request.args)
    page = list_page(chosen, request.args.get("after", ""))
    whole = not (page.after or request.args.get("after"))
    return render_template(
        "communities/index.html", chosen=chosen, pairs=list(_said(chosen, request.args.get("after")).items()), page=page, rows=[row_view(c) for c in page.items], active=_active(chosen),
        regions=region_options(), kinds=[("", _("All")), *((k.value, k.label) for k in CommunityKind)],
        points=map_points(page.items if whole else _list_on_map(chosen)), whole=whole,
        next_href=_address(chosen, after=page.after) if page.after else None,
    )  # fmt: skip


@bp.get("/<string(length=10):key>")
@allow(CommunityPermission.READ, on=queries.find_community, read=CommunityPermission.READ)
def find(community: Community) -> Any:
    """The address without a slug leads to the whole one."""
    return redirect(_page_of(community), 301)


@bp.get("/<string(length=10):key>-<slug>")
@pages.stored(scopes=lambda key, slug: [f"community:{key}"])
@allow(CommunityPermission.READ, on=queries.find_community, read=CommunityPermission.READ)
def show(community: Community, slug: str) -> Any:
    """A community's page."""
    if slug != community.slug:
        return redirect(_page_of(community), 301)
    return render_page(community)


def render_page(community: Community, *, failed: dict[str, Any] | None = None) -> str:
    """The page; ``failed`` holds what went wrong with a step: its name, the error and what was typed."""
    person, now = current_person(), clock.now()
    rows = listing.list_next([[f"community:{community.key}"]], now=now, size=NEXT_EVENTS)
    if rows:
        pages.valid_until(rows[0].starts_at)
    events = present.rows_view(rows)
    steps = present.steps_view(list_steps(community, person)) if person else []
    chosen = EventFilter(communities=(community.key,))
    return render_template(
        "communities/show.html", community=community, region=region_name(community.region_code),
        state=STANDING.states[community.standing], summary=markup.to_html(community.summary),
        contacts=present.people_view(contact.person for contact in community.contacts), events=events,
        spoken=[language_name(tag, choose_locale()) for tag in community.languages],
        links=[(link.platform.label, link.url) for link in community.links],
        may_edit=person is not None and policy.can(person, CommunityPermission.EDIT, community),
        may_read_sources=person is not None and policy.can(person, CommunityPermission.SOURCE_READ, community),
        steps=[step | (failed if failed and failed["name"] == step["name"] else {}) for step in steps],
        json_ld=structured.item_list(community.name, events), panel=panel_for(chosen), follow=button_for(FollowKind.COMMUNITY, community.key),
        step_address=lambda name: url_for("communities.take_step", key=community.key, name=name),
    )  # fmt: skip


def read_filter(args: MultiDict[str, str]) -> DirectoryFilter:
    """The filter in an address; what means nothing is left out."""
    kind, region = args.get("kind", ""), args.get("region", "")
    return DirectoryFilter(
        region=region if is_region_code(region) else "", kind=CommunityKind(kind) if kind in set(CommunityKind) else None,
        official=args.get("official") == "1", text=clean_line(args.get("q"))[:200],
    )  # fmt: skip


def list_page(chosen: DirectoryFilter, after: str) -> Page[Community]:
    """One page of the directory, after the row that the cursor names.

    :raises Invalid: it is not a cursor.
    """
    statement = queries.select_directory(chosen)
    if after:
        name, number = decode(after, (str, int))
        statement = statement.where(sa.or_(Community.name > name, sa.and_(Community.name == name, Community.id > number)))
    found = db.session.scalars(statement.limit(PAGE_SIZE + 1)).all()
    items = found[:PAGE_SIZE]
    return Page(items=items, after=encode(items[-1].name, items[-1].id) if len(found) > PAGE_SIZE else None)


def row_view(community: Any) -> dict[str, Any]:
    """A community as the components want it."""
    state = STANDING.states[community.standing]
    spoken = ", ".join(language_name(tag, choose_locale()) for tag in community.languages)
    return {
        "name": community.name, "href": _page_of(community), "sub": spoken, "tone": state.tone.value, "status": state.label,
        "place": present.place_text(community.city, region_name(community.region_code)),
    }  # fmt: skip


def map_points(communities: Sequence[Any]) -> list[dict[str, Any]]:
    """Those with a position, for the map."""
    placed = [c for c in communities if c.lat is not None and c.lon is not None]
    spots = [(c, world.project(c.lat, c.lon)) for c in placed]
    return [
        {"x": round(x, 1), "y": round(y, 1), "label": c.name, "href": _page_of(c), "sub": c.city or None}
        for c, (x, y) in spots if y <= world.HEIGHT
    ]  # fmt: skip


def _list_on_map(chosen: DirectoryFilter) -> Sequence[Any]:
    columns = (Community.key, Community.slug, Community.name, Community.city, Community.lat, Community.lon)
    statement = queries.select_directory(chosen).with_only_columns(*columns).where(Community.lat.is_not(None))
    return db.session.execute(statement.limit(MAP_LIMIT)).all()


def _page_of(community: Any) -> str:
    return url_for("communities.show", key=community.key, slug=community.slug)


def _address(chosen: DirectoryFilter, *, without: str = "", after: str | None = None) -> str:
    kept: dict[str, Any] = {name: value for name, value in _said(chosen, after).items() if name != without}
    return url_for("communities.index", **kept)


def _said(chosen: DirectoryFilter, after: str | None = None) -> dict[str, str]:
    said = {
        "region": chosen.region, "kind": chosen.kind.value if chosen.kind else "", "official": "1" if chosen.official else "",
        "q": chosen.text, "after": after or "",
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}


def _active(chosen: DirectoryFilter) -> list[tuple[Any, str]]:
    labels = [
        ("kind", chosen.kind.label if chosen.kind else ""), ("region", region_name(chosen.region) if chosen.region else ""),
        ("official", _("Official") if chosen.official else ""), ("q", chosen.text and _("“%(text)s”", text=chosen.text)),
    ]  # fmt: skip
    return [(label, _address(chosen, without=name)) for name, label in labels if label]
