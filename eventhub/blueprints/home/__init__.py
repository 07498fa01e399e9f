"""The front door, the search, and the pages every site needs."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for

from eventhub.blueprints import pages, present, subscribe
from eventhub.blueprints.access import anyone
from eventhub.blueprints.context import choose_locale
from eventhub.blueprints.home.ways import ways_to
from eventhub.blueprints.settings import settings_of
from eventhub.communities import queries as communities
from eventhub.core import addresses, clock, generations, zones
from eventhub.core.db import db
from eventhub.events.queries import listing
from eventhub.events.rules.filters import EventFilter
from eventhub.regions.map import project
from eventhub.regions.queries import list_regions, names_of

bp = Blueprint("home", __name__)
ON_FRONT = 7
CLOSED = (
    "/account/",
    "/desk",
    "/team/",
    "/calendar/u/",
    "/events/mine",
    "/events/going",
    "/events/new",
    "/events/review",
    "/events/registrations/",
    "/oembed",
)
"""What machines need not ask for: it is somebody's own, or a part of another site."""


@bp.get("/")
@pages.stored(lambda: [generations.ALL])
@anyone
def index() -> Any:
    """What comes next, in your language first; then the map; then three doors."""
    now = clock.now()
    own = listing.list_next([[f"language:{choose_locale()}"]], now=now, size=ON_FRONT)
    rows = [
        *own,
        *(
            row
            for row in listing.list_next([], now=now, size=ON_FRONT)
            if row.occurrence_id not in {r.occurrence_id for r in own}
        ),
    ]
    events = present.rows_view(rows[:ON_FRONT])
    pages.valid_until(min([row.starts_at for row in rows[:ON_FRONT]], default=zones.local_day(now, "UTC")[1]))
    return render_template("home/index.html", feature=events[0] if events else None, events=events[1:], points=coverage_points(),
                           panel=subscribe.panel_for(EventFilter()))  # fmt: skip


def coverage_points() -> list[dict[str, Any]]:
    """A point for every country with communities, on the map and in its list."""
    counts: dict[str, int] = {}
    for code, count in communities.count_by_country().items():
        counts[code[:2]] = counts.get(code[:2], 0) + count
    names = names_of(set(counts), choose_locale())
    points = []
    for region in list_regions(set(counts)):
        if region.lat is None or region.lon is None:
            continue
        x, y = project(region.lat, region.lon)
        points.append({"x": round(x, 1), "y": round(y, 1), "label": names[region.code], "href": url_for("regions.show", code=region.code),
                       "count": counts[region.code], "region": region.code})  # fmt: skip
    return sorted(points, key=lambda point: str(point["label"]))


@bp.get("/search")
@pages.stored(lambda: [generations.ALL, generations.WORDS])
@anyone
def search() -> Any:
    """Events and communities by their words, and the regions, topics and languages that are called so."""
    text = " ".join(request.args.get("q", "").split())[:200]
    events: list[dict[str, Any]] = []
    groups: list[Any] = []
    if text:
        page = listing.list_page(EventFilter(text=text), now=clock.now(), size=20)
        past = [] if page.items else listing.list_page(EventFilter(text=text, past=True), now=clock.now(), size=20).items
        events = present.rows_view(page.items or past)
        chosen = communities.DirectoryFilter(text=text)
        groups = list(db.session.scalars(communities.select_directory(chosen).limit(12)))
    pages.valid_until(zones.local_day(clock.now(), "UTC")[1])
    names = names_of({group.region_code for group in groups}, choose_locale()) if groups else {}
    return render_template("home/search.html", text=text, events=events, groups=groups, names=names, ways=ways_to(text))


@bp.get("/code-of-conduct")
@anyone
def conduct() -> Any:
    """The rules that hold here: the installation's own, or ours in short."""
    address = settings_of().conduct_url
    return redirect(address, 302) if address else render_template("home/conduct.html")


@bp.get("/accessibility")
@anyone
def accessibility() -> Any:
    """What works for whom, and whom to tell when something does not."""
    return render_template("home/accessibility.html")


@bp.get("/privacy")
@anyone
def privacy() -> Any:
    """What is kept, for how long, and who sees it."""
    return render_template("home/privacy.html")


@bp.get("/robots.txt")
@anyone
def robots() -> Any:
    """Everything public may be read, calendars too, which say themselves that they are no search results."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED),
        "",
        f"Sitemap: {addresses.base()}{url_for('discovery.index')}",
        "",
    ]
    return Response("\n".join(lines), mimetype="text/plain")
