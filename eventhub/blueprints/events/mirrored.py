"""An event that a calendar elsewhere brought in: what was edited here, and giving the calendar its word back."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eventhub.blueprints import dates, present
from eventhub.blueprints.access import allow, get_person
from eventhub.blueprints.context import reader_zone
from eventhub.blueprints.events import bp
from eventhub.blueprints.events.parts import PARTS, Part
from eventhub.communities.permissions import CommunityPermission
from eventhub.core import policy
from eventhub.core.errors import NotFound
from eventhub.events import queries as events
from eventhub.events.models import Event
from eventhub.events.permissions import EventPermission as P
from eventhub.imports.sources import queries
from eventhub.imports.sources.said import WHEN, columns_of, dates_of
from eventhub.imports.sources.services import follow_source_again, settle_vanished

SHOWN_DATES = 3
TEXTS = ("title", "description", "venue", "city", "join_url", "registration_url")
MIRRORED = "/<string(length=10):key>/source"
organizers_only = allow(P.EDIT, on=events.find_event, read=P.EDIT)

PARTS.append(
    Part(_l("The calendar it comes from"), "events.mirrored", "refresh-cw", shown=lambda event: event.source is not None)
)


@bp.get(MIRRORED)
@organizers_only
def mirrored(event: Event) -> Any:
    """Where it comes from, what follows the calendar, and what was edited here."""
    return _page(event)


@bp.post(MIRRORED)
@organizers_only
def follow_source(event: Event) -> Any:
    """Let the calendar have its word again, for the fields that were ticked."""
    locked = queries.locked_fields(event)
    wanted = [name for name in request.form.getlist("fields") if name in locked]
    if not wanted:
        return _page(event, 422, error=_("Tick what shall follow the calendar again."))
    follow_source_again(event, wanted, actor=get_person())
    flash(_("It says what the calendar says again."), "success")
    return redirect(url_for("events.mirrored", key=event.key), 303)


@bp.post(f"{MIRRORED}/settle")
@organizers_only
def settle_mirrored(event: Event) -> Any:
    """It takes place, whatever its calendar says."""
    settle_vanished(event, actor=get_person())
    flash(_("Good to know. Nobody asks again."), "success")
    return redirect(url_for("events.mirrored", key=event.key), 303)


def _page(event: Event, status: int = 200, *, error: str = "") -> Any:
    found = queries.find_mirror_of(event)
    if found is None:
        raise NotFound(_("No calendar is mirrored into this event."))
    source, mirror = found
    locked = queries.locked_fields(event)
    return render_template(
        "events/mirrored.html", event=event, name=source.title, source=source,
        rows=[(field, label, _said(mirror.said, field), _here(event, field)) for field, label in locked.items()], error=error,
        settled=mirror.settled_at is not None,
        gone=dates.by_text(mirror.vanished_at, reader_zone()) if mirror.vanished_at else "",
        may_open=policy.can(get_person(), CommunityPermission.SOURCE_READ, source),
        good=dates.ago_text(source.good_at) if source.good_at else "",
    ), status  # fmt: skip


def _said(packed: dict[str, Any], field: str) -> str:
    """What the calendar says of a field, where that can be said in words."""
    if field == WHEN:
        all_day = bool(columns_of(packed, [WHEN]).get("all_day"))
        return "; ".join(_when(row, all_day=all_day) for row in (dates_of(packed) or [])[:SHOWN_DATES])
    columns = columns_of(packed, [field])
    if field == "mode":
        return str(columns["mode"].label)
    if field == "cost":
        return present.cost_text(columns["cost"], columns["cost_note"])
    texts = [str(columns[name]) for name in TEXTS if columns.get(name)]
    return texts[0] if texts else ""


def _here(event: Event, field: str) -> str:
    """What it says here, for fields that are a text."""
    if field == "cost":
        return present.cost_text(event.cost, event.cost_note)
    value = getattr(event, field, "")
    return value if isinstance(value, str) and field in TEXTS else ""


def _when(row: dict[str, Any], *, all_day: bool) -> str:
    return dates.when_text(row["wall_start"], row["wall_end"], row["zone"], all_day=all_day)
