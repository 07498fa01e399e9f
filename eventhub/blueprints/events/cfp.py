"""The call for speakers: all that are open, one of them, and what its organizers say in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from eventhub.blueprints import dates, pages, present, subscribe
from eventhub.blueprints.access import allow, anyone, current_person, get_person
from eventhub.blueprints.events import bp
from eventhub.blueprints.events.parts import PARTS, Part
from eventhub.blueprints.events.programme_forms import CallForm, ReviewerForm, call_values
from eventhub.blueprints.events.views import event_scopes
from eventhub.blueprints.forms import BaseForm, refuse, region_name, roll_back
from eventhub.core import advance, clock, generations, policy
from eventhub.core.errors import Invalid, NotFound, Refused
from eventhub.core.markup import to_html
from eventhub.core.text import lazy_gettext as _l
from eventhub.events import queries as events
from eventhub.events.models import Event
from eventhub.events.permissions import EventPermission as P
from eventhub.events.programme import queries
from eventhub.events.programme.models import Call
from eventhub.events.programme.rules import Kind
from eventhub.events.programme.services import calls as services
from eventhub.events.programme.workflow import CALL
from eventhub.events.rules.filters import EventFilter
from eventhub.events.workflow import S

PARTS.append(Part(_l("Call for speakers"), "events.edit_call", "megaphone"))

by_organizers = allow(P.PROGRAMME_MANAGE, on=events.find_event, read=P.EDIT)


@bp.get("/calls")
@pages.stored(lambda **_kwargs: [services.SCOPE, generations.WORDS])
@anyone
def calls() -> Any:
    """All open calls, the next deadline first."""
    found = queries.list_open_calls(clock.now())
    if found:
        pages.valid_until(found[0].deadline_at)
    panel = subscribe.panel_for(EventFilter(), kind="cfp")
    return render_template("events/cfp_list.html", calls=[_row(call) for call in found], panel=panel)


def _row(call: Call) -> dict[str, Any]:
    event = call.event
    date = event.occurrence
    region = region_name(event.region_code) if event.region_code else ""
    return {
        "title": event.title, "href": url_for("events.call", key=event.key), **deadline_view(call),
        "when": dates.when_text(date.wall_start, date.wall_end, date.zone, all_day=event.all_day) if date else "",
        "place": present.place_text(event.city, region), "community": event.community.name if event.community else "",
        "kinds": kinds_text(call), "date": dates.date_parts(call.wall_deadline),
    }  # fmt: skip


def deadline_view(call: Call) -> dict[str, str]:
    """The deadline in words, and as an instant for the reader's own time."""
    return _deadline(call.wall_deadline, call.deadline_at, call.zone)


def _deadline(wall: datetime, at: datetime, zone: str) -> dict[str, str]:
    said = _(
        "%(day)s, %(time)s in %(zone)s",
        day=dates.day_text(wall.date()),
        time=dates.clock_text(wall),
        zone=dates.zone_city(zone),
    )
    return {"deadline": said, "deadline_iso": present.iso(at), "zone": zone}


def kinds_text(call: Call) -> list[str]:
    """“Talk, 30 minutes” for each kind that is looked for."""
    return [ngettext("%(kind)s, one minute", "%(kind)s, %(num)d minutes", minutes, kind=Kind(kind).label)
            for kind, minutes in sorted(call.lengths.items(), key=lambda item: item[1])]  # fmt: skip


@bp.get("/<string(length=10):key>/call")
@pages.stored(event_scopes)
@allow(P.CALL_READ, on=queries.find_call, read=P.CALL_READ)
def call(call: Call) -> Any:
    """What an event looks for, and until when."""
    if call.takes_proposals:
        pages.valid_until(call.deadline_at)
    person = current_person()
    event = call.event
    mine = queries.list_of_speaker(person, call.id) if person else []
    return render_template(
        "events/cfp.html", call=call, event=event, html=to_html(call.text), kinds=kinds_text(call), is_open=call.takes_proposals,
        answer_by=dates.day_text(call.answer_by), mine=[(p.title, url_for("events.proposal", key=p.key)) for p in mine],
        may_manage=bool(person) and policy.can(person, P.PROGRAMME_MANAGE, call), **deadline_view(call), when=_when(event),
        may_read=bool(person) and policy.can(person, P.PROGRAMME_RATE, call),
    )  # fmt: skip


def _when(event: Event) -> str:
    date = event.occurrence
    return dates.when_text(date.wall_start, date.wall_end, date.zone, all_day=event.all_day) if date else ""


@bp.app_template_global()
def programme_words(event: Event) -> dict[str, Any]:
    """What the event's own page says of its programme, to everyone. One query, when that page is made anew."""
    shown = queries.get_shown(event.id, clock.now())
    if shown.call != "open" or shown.wall_deadline is None or shown.deadline_at is None or event.status == S.CANCELLED:
        return {"version": shown.version, "deadline": ""}
    return {"version": shown.version, **_deadline(shown.wall_deadline, shown.deadline_at, shown.zone)}


# For its organizers


@bp.get("/<string(length=10):key>/call/edit")
@by_organizers
def edit_call(event: Event) -> Any:
    """What the call says, whether it is open, who reads along."""
    return _call_page(event)


def _call_page(
    event: Event, form: CallForm | None = None, reviewer: ReviewerForm | None = None, error: str = "", status: int = 200
) -> Any:
    found = queries.find_call(event.key)
    if form is None:
        form = CallForm(formdata=None, data=call_values(event, found))
    form.offer(event)
    steps = present.steps_view(advance.list_steps(found, get_person()) if found else [], primary="open")
    state = CALL.states[found.status] if found else None
    return render_template(
        "events/cfp_edit.html", event=event, call=found, form=form, steps=steps, state=state, error=error,
        reviewers=queries.list_reviewers(event.id), reviewer=reviewer or ReviewerForm(formdata=None), token=BaseForm(),
        tabs=programme_tabs(event.key, "call", has_call=found is not None),
    ), status  # fmt: skip


def programme_tabs(key: str, here: str, *, has_call: bool) -> list[tuple[str, str, bool, str]]:
    """The three places where a programme is made."""
    tabs = [(_("Call for speakers"), url_for("events.edit_call", key=key), here == "call", "megaphone")]
    if has_call:
        tabs.append((_("Proposals"), url_for("events.proposals", key=key), here == "proposals", "inbox"))
    return [*tabs, (_("Schedule"), url_for("events.schedule", key=key), here == "schedule", "calendar-days")]


@bp.post("/<string(length=10):key>/call/edit")
@by_organizers
def save_call(event: Event) -> Any:
    """Save what the call says, and open it when asked to."""
    form, key = CallForm(), event.key
    form.offer(event)
    if not form.validate():
        return _call_page(event, form, status=422)
    try:
        saved = services.save_call(event, form.draft(), actor=get_person())
        if request.form.get("then") == "open":
            flash(services.advance_call(saved, "open", actor=get_person()).done, "success")
        else:
            flash(_("Saved."), "success")
    except Invalid as error:
        refuse(form, error, {"kinds": "takes_talk", "deadline": "deadline_date"})
        return _call_page(_again(key), form, status=422)
    except Refused as error:
        roll_back()
        form.form_errors = [error.message]
        return _call_page(_again(key), form, status=error.status)
    return redirect(url_for("events.edit_call", key=key), 303)


def _again(key: str) -> Event:
    event = events.find_event(key)
    if event is None:
        raise NotFound(_l("There is nothing at this address, or it is not public."))
    return event


@bp.post("/<string(length=10):key>/call/steps/<name>")
@allow(P.PROGRAMME_MANAGE, on=queries.find_call, read=P.CALL_READ)
def step_call(call: Call, name: str) -> Any:
    """Open or close the call."""
    key = call.event.key
    try:
        flash(services.advance_call(call, name, actor=get_person()).done, "success")
    except Invalid as error:
        roll_back()
        return _call_page(_again(key), error=" ".join(str(text) for text in error.fields.values()), status=422)
    return redirect(url_for("events.edit_call", key=key), 303)


@bp.post("/<string(length=10):key>/call/reviewers")
@allow(P.PROGRAMME_MANAGE, on=queries.find_call, read=P.CALL_READ)
def invite_reviewer(call: Call) -> Any:
    """Ask someone with an account to rate."""
    form = ReviewerForm()
    if not form.validate():
        return _call_page(_again(call.event.key), reviewer=form, status=422)
    services.invite_reviewer(call, form.email.data, actor=get_person())
    flash(_("If there is an account with this address, they have a mail and can rate now."), "success")
    return redirect(url_for("events.edit_call", key=call.event.key), 303)


@bp.post("/<string(length=10):key>/call/reviewers/<int:number>/removal")
@allow(P.PROGRAMME_RATE, on=queries.find_call, read=P.CALL_READ)
def remove_reviewer(call: Call, number: int) -> Any:
    """Someone rates no more."""
    services.remove_reviewer(call, number, actor=get_person())
    flash(_("They rate no more. What they have said stays."), "success")
    manages = policy.can(get_person(), P.PROGRAMME_MANAGE, call)
    return redirect(url_for("events.edit_call", key=call.event.key) if manages else url_for("desk.index"), 303)
