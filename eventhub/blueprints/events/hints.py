"""What is near an event in time and place, and whether anybody can get its link: shown beside its form, as advice."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from types import SimpleNamespace
from typing import Any

from flask import render_template, request, url_for

from eventhub.blueprints import dates
from eventhub.blueprints.access import allow
from eventhub.blueprints.events import bp
from eventhub.communities.queries import find_community
from eventhub.core.text import clean_line
from eventhub.events import queries as events
from eventhub.events.models import Event
from eventhub.events.permissions import EventPermission
from eventhub.events.preparation import queries
from eventhub.events.preparation.queries import Similar
from eventhub.events.preparation.rules import Kind, Sketch
from eventhub.events.registration.queries import find_setup
from eventhub.events.registration.rules import WayIn, way_in
from eventhub.events.workflow import EVENT, S

P = EventPermission
OF_LINK = ("mode", "join_url", "join_public", "registration_url", "contact")
"""The fields of the form that say who gets the link."""


def hints_view(event: Event, sketch: Sketch | None = None, *, reviewing: bool = False) -> dict[str, Any]:
    """The neighbours of an event as the template wants them.

    :param sketch: what stands in the form, when that is more than what is saved.
    :param reviewing: whether the words are for a reviewer.
    """
    organizers = [organizer.person_id for organizer in event.organizers]
    found = queries.find_similar(sketch or queries.sketch_of(event), apart=event.id, organizers=organizers)
    if reviewing:  # what is only being written is nobody else's to know
        found = [similar for similar in found if similar.status not in {S.DRAFT, S.CHANGES_REQUESTED}]
    return {
        "reviewing": reviewing,
        "duplicates": [_row(similar, reviewing) for similar in found if similar.kind == Kind.DUPLICATE],
        "clashes": [_row(similar, reviewing) for similar in found if similar.kind == Kind.CLASH],
    }


def _row(similar: Similar, reviewing: bool) -> dict[str, Any]:
    day = dates.short_day(similar.wall_start.date())
    return {
        "title": similar.title,
        "href": _address(similar, reviewing),
        "about": " · ".join(part for part in (day, similar.city, similar.community) if part),
        "state": "" if similar.public else EVENT.states[similar.status].label,
    }  # fmt: skip


def _address(similar: Similar, reviewing: bool) -> str:
    """The page that the reader may see."""
    if similar.public:
        return url_for("events.show", key=similar.key, slug=similar.slug)
    return url_for("events.review" if reviewing else "events.manage", key=similar.key)


@bp.get("/<string(length=10):key>/hints")
@allow(P.EDIT, on=events.find_event, read=P.EDIT)
def hints(event: Event) -> Any:
    """The same for what stands in the form and is not saved yet: a piece of a page."""
    return render_template("events/_hints.html", hints=hints_view(event, _typed(event)))


def _typed(event: Event) -> Sketch:
    said = request.args
    day, lat, lon = None, None, None
    with suppress(ValueError):
        day = date.fromisoformat(said.get("starts_date", ""))
    with suppress(ValueError):
        lat, lon = float(said.get("lat", "")), float(said.get("lon", ""))
    key = said.get("community", "")
    known = event.community if event.community and event.community.key == key else find_community(key) if key else None
    return Sketch(
        title=clean_line(said.get("title"))[:150], day=day, city=clean_line(said.get("city"))[:120], lat=lat, lon=lon,
        community_id=known.id if known else None, topics=frozenset(said.getlist("topics")),
    )  # fmt: skip


def lacks_way_in(event: Event, said: Any = None) -> bool:
    """Whether there is a link that nobody who reads the page can get. Asks how they register only where that decides.

    :param said: what stands in the form, when that is more than what is saved.
    """
    said = said or event
    if not said.join_url or said.contact or way_in(said, None) in {None, WayIn.OPEN}:
        return False
    setup = find_setup(event.id)
    return way_in(said, setup.kind if setup else None) is WayIn.ORGANIZERS


@bp.get("/<string(length=10):key>/hints/link")
@allow(P.EDIT, on=events.find_event, read=P.EDIT)
def link_hint(event: Event) -> Any:
    """The same of the link: a piece of a page. The link itself is never part of the question."""
    asked = {name: clean_line(request.args.get(name)) for name in OF_LINK}
    return render_template(
        "events/_link_hint.html", event=event, of_link=OF_LINK, lacks_way_in=lacks_way_in(event, SimpleNamespace(**asked))
    )
