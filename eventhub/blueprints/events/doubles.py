"""An event that is announced twice: what its pages say of it, and the page on which people say whether it is one or two."""

from __future__ import annotations

from textwrap import shorten
from typing import Any
from urllib.parse import urlsplit

from babel import Locale
from babel.lists import format_list
from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eventhub.accounts.models import Person
from eventhub.blueprints import dates, present
from eventhub.blueprints.access import allow, get_person
from eventhub.blueprints.context import choose_locale
from eventhub.blueprints.events import bp
from eventhub.blueprints.events.parts import PARTS, Part
from eventhub.core import policy
from eventhub.core.errors import NotFound
from eventhub.core.markup import to_plain
from eventhub.events import queries as events
from eventhub.events.doubles import queries, services
from eventhub.events.doubles.rules import Mark, Match, matches
from eventhub.events.models import Event
from eventhub.events.permissions import EventPermission as P
from eventhub.events.workflow import S
from eventhub.imports.sources.models import Source
from eventhub.imports.sources.queries import list_sources_of

OTHER = "/<string(length=10):key>/doubles/<string(length=10):other>"
EXCERPT = 240
"""Characters of a text that are enough to tell two apart."""
either = allow(P.PART, on=events.find_event, read=P.PART)


@bp.app_template_global()
def same_elsewhere(event: Event) -> dict[str, Any]:
    """What an event is shown under, what is shown under it, what looks like it, and what a person has parted from it."""
    primary_id, ids = queries.list_shown_with(event.id)
    under = queries.list_with_dates([primary_id] if primary_id is not None else [])
    likely = queries.list_likely(event) if event.status not in {S.DECLINED, S.WITHDRAWN} else []
    found = {"under": under, "over": queries.list_with_dates(ids), "likely": likely, "parted": queries.list_parted(event)}
    return {name: [_row(event, other) for other in others] for name, others in found.items()}


@bp.app_template_global()
def primary_of(event: Event) -> dict[str, Any] | None:
    """The event that this one is shown under, for the first lines of its page."""
    primary = queries.find_primary(event.id)
    return {"title": primary.title, "href": present.event_address(primary)} if primary is not None else None


@bp.app_template_global()
def announced_elsewhere(event: Event) -> list[dict[str, Any]]:
    """Where else an event is announced, and by whom: for its public page, so only of public events."""
    return [
        {
            "title": other.title, "href": present.event_address(other), "status": present.status_of(other.status),
            "registration": other.registration_url if other.registration_url != event.registration_url else "",
            "host": urlsplit(other.registration_url).hostname or "", **_community_view(other),
        }
        for other in queries.list_doubles(event.id)
    ]  # fmt: skip


def _community_view(event: Event) -> dict[str, Any]:
    community = event.community
    if community is None:
        return {"community": "", "community_href": ""}
    return {"community": community.name, "community_href": url_for("communities.show", key=community.key, slug=community.slug)}


def _when(event: Event) -> str:
    date = event.occurrence
    return dates.when_text(date.wall_start, date.wall_end, date.zone, all_day=event.all_day) if date else ""


def _row(event: Event, other: Event) -> dict[str, Any]:
    when = _when(other)
    return {
        "title": other.title, "href": present.event_address(other), "status": present.status_of(other.status), "other": other,
        "about": " · ".join(part for part in (when, other.venue or other.city, other.community.name if other.community else "") if part),
        "part": url_for("events.part_double", key=event.key, other=other.key),
        "join": url_for("events.join_double", key=event.key, other=other.key),
    }  # fmt: skip


def _is_worth_a_link(event: Event) -> bool:
    primary_id, ids = queries.list_shown_with(event.id)
    return bool(primary_id or ids or queries.list_parted(event) or queries.list_likely(event))


PARTS.append(Part(_l("The same event elsewhere"), "events.doubles", "copy", shown=_is_worth_a_link))


@bp.get("/<string(length=10):key>/doubles")
@either
def doubles(event: Event) -> Any:
    """What it is shown with, and what it may be shown with."""
    same, person = same_elsewhere(event), get_person()
    this = _compare(event, [row for rows in same.values() for row in rows])
    for row in (*same["likely"], *same["parted"]):
        row["may_join"] = event.is_public and _may_join(person, event, row["other"])
    may_manage = policy.can(person, P.EDIT, event)
    back = url_for("events.manage", key=event.key) if may_manage else present.event_address(event) if event.is_public else None
    return render_template("events/doubles.html", event=event, this=this, same=same, back=back)


def _compare(event: Event, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Write into the rows what tells each from the event, and return the same of the event itself."""
    ids = [event.id, *(row["other"].id for row in rows)]
    sources, marks = list_sources_of(ids), {mark.id: mark for mark in queries.list_marks(ids, public=False)}
    for row in rows:
        other = row["other"].id
        row.update(_facts(row["other"], sources.get(other)), match=_match_text(marks.get(event.id), marks.get(other)))
    return _facts(event, sources.get(event.id))


def _facts(event: Event, source: Source | None) -> dict[str, Any]:
    """What people compare. Of a calendar only its name and host: its whole address may be a secret."""
    calendar = " · ".join(dict.fromkeys((source.title, source.host))) if source else ""
    place = ", ".join(part for part in (event.venue, event.street, event.city) if part)
    said = [
        (_("Date and time"), _when(event), "calendar"), (_("Where"), place or event.mode.label, "map-pin"),
        (_("Community"), event.community.name if event.community else "", "users"),
        (_("The calendar it comes from"), calendar, "refresh-cw"),
    ]  # fmt: skip
    text = shorten(to_plain(event.description), EXCERPT, placeholder="…")
    return {"facts": [fact for fact in said if fact[1]], "text": text}


def _match_text(one: Mark | None, other: Mark | None) -> str:
    """What both have in common, in a row; empty when it is nothing, or one of them says too little."""
    if one is None or other is None:
        return ""
    words = {
        Match.ADDRESS: _("the page to register"), Match.START: _("the start"), Match.TITLE: _("the title"),
        Match.PLACE: _("the place") if one.meets else _("the link or the community"),
    }  # fmt: skip
    return format_list([words[match] for match in matches(one, other)], locale=Locale.parse(choose_locale(), sep="-"))


def _may_join(person: Person, event: Event, other: Event) -> bool:
    return policy.can(person, P.PART, event) and policy.can(person, P.PART, other)


@bp.post(f"{OTHER}/part")
@either
def part_double(event: Event, other: str) -> Any:
    """Say that these are two events."""
    found = _public(other)
    title = found.title
    services.part(event, found, actor=get_person())
    flash(_("These are two events from now on: “%(title)s” is listed by itself.", title=title), "success")
    return redirect(url_for("events.doubles", key=event.key), 303)


@bp.post(f"{OTHER}/join")
@either
def join_double(event: Event, other: str) -> Any:
    """Say that these are one event."""
    services.join(event, _public(other), actor=get_person())
    flash(_("These are one event from now on, and listed once."), "success")
    return redirect(url_for("events.doubles", key=event.key), 303)


def _public(key: str) -> Event:
    """The other event; one that is not public is nobody's to know here."""
    found = events.find_event(key)
    if found is None or not found.is_public:
        raise NotFound(_l("There is nothing at this address, or it is not public."))
    return found
