"""What organizers do: begin, write, preview, take steps, read where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from eventhub.accounts.models import Person
from eventhub.blueprints import dates, present
from eventhub.blueprints.access import allow, get_person, signed_in
from eventhub.blueprints.context import choose_locale, reader_zone
from eventhub.blueprints.events import bp, media
from eventhub.blueprints.events.checklist import past_view
from eventhub.blueprints.events.forms import FIELD_OF, FIELDS, EventForm, draft_of, values_of
from eventhub.blueprints.events.hints import OF_LINK, hints_view, lacks_way_in
from eventhub.blueprints.events.parts import list_parts
from eventhub.blueprints.events.said import said_of, text_of
from eventhub.blueprints.events.sure import sure_page
from eventhub.blueprints.events.views import event_view
from eventhub.blueprints.forms import BaseForm, refuse, roll_back
from eventhub.communities.queries import list_of_contact
from eventhub.core import advance, audit, clock, notes, policy, zones
from eventhub.core.db import db
from eventhub.core.errors import Changed, Invalid, NotAllowed, Refused
from eventhub.core.markup import to_html
from eventhub.events import queries
from eventhub.events.guards import APPEAL_WITHIN, find_missing
from eventhub.events.models import Event, localized
from eventhub.events.permissions import EventPermission
from eventhub.events.registration.queries import list_attending
from eventhub.events.rules import drafts
from eventhub.events.services import changes, editing
from eventhub.events.services.review import advance_event
from eventhub.events.workflow import EVENT, S

P = EventPermission
organizers_only = allow(P.EDIT, on=queries.find_event, read=P.EDIT)


GOING_OUT = frozenset({S.DRAFT, S.CHANGES_REQUESTED, S.APPROVED, S.POSTPONED})
"""The states from which the organizers send it on, as soon as nothing is missing."""


TELLING = frozenset({"cancel", "postpone", "resume"})
"""Steps of which those who come are told: they are shown before they are taken."""


class NewEventForm(BaseForm):
    """Only the token: the format's card is the button."""


@bp.get("/new")
@signed_in
def new() -> Any:
    """Choose a format; it fills in the rest."""
    tag = choose_locale()
    formats = [
        {"slug": f.slug, "name": f.name_in(tag), "summary": localized(f.version.summaries, tag) if f.version else ""}
        for f in queries.list_formats()
    ]
    past = past_view(get_person())
    again = {event["title"] for event in past}
    mine = [e for e in queries.list_of_organizer(get_person()) if e.title and e.title not in again][:6]
    return render_template("events/new.html", formats=formats, mine=mine, past=past, form=NewEventForm(), asked=request.args)


@bp.post("")
@signed_in
def create() -> Any:
    """Begin a draft from a format."""
    person = get_person()
    fmt = queries.find_format(request.form.get("format", ""))
    if fmt is None or fmt.retired_to:
        raise Invalid({"format": _("Choose a format to begin with.")})
    event = editing.start_draft(fmt, organizer=person, zone=person.zone or reader_zone(), region_code=None)
    _prefill_from_community(event, person, request.form.get("community", ""))
    return redirect(url_for("events.edit", key=event.key), 303)


def _prefill_from_community(event: Event, person: Person, wanted: str) -> None:
    """Who speaks for one community most likely announces one of its events."""
    mine = list_of_contact(person)
    chosen = next((c for c in mine if c.key == wanted), mine[0] if len(mine) == 1 else None)
    if chosen is not None:
        event.community, event.region_code, event.zone = chosen, chosen.region_code, chosen.zone
        event.city, event.lat, event.lon = chosen.city, chosen.lat, chosen.lon
        event.languages = list(chosen.languages) or event.languages


@bp.get("/<string(length=10):key>/edit")
@organizers_only
def edit(event: Event) -> Any:
    """The form, with what was typed and not yet saved."""
    if event.status not in editing.EDITABLE:
        return redirect(url_for("events.manage", key=event.key), 303)
    if event.typed:
        form = EventForm(formdata=MultiDict(event.typed))
        form.offer(event, get_person())
        form.revision.data = str(event.revision)
    else:
        form = EventForm(data=values_of(event))
        form.offer(event, get_person())
    return _form_page(event, form)


def _form_page(event: Event, form: EventForm, status: int = 200, warnings: dict[str, Any] | None = None) -> Any:
    version = event.format.version if event.format else event.format_version
    return render_template(
        "events/edit.html", event=event, form=form, next_dates=said_of(event), series_text=text_of(event), version=version, kept_at=event.typed_at if event.typed and request.method == "GET" else None,
        guidance=to_html(localized(version.guidance, choose_locale())) if version else "", points=_open_points(event),
        may_send=event.status in {S.DRAFT, S.CHANGES_REQUESTED}, hints=hints_view(event), steps=_form_steps(event), warnings=warnings or {},
        of_link=" ".join(OF_LINK), lacks_way_in=lacks_way_in(event, SimpleNamespace(**{name: form[name].data for name in OF_LINK})),
    ), status  # fmt: skip


def _form_steps(event: Event) -> dict[str, str]:
    """The button that saves and moves on, by the state."""
    names = {S.DRAFT: ["fast_publish", "submit"], S.CHANGES_REQUESTED: ["resubmit"], S.POSTPONED: ["resume"]}
    possible = [step for step in EVENT.steps_from(event.status) if step.name in names.get(event.status, [])]
    person = get_person()
    allowed = [step for step in possible if step.permission and policy.can(person, step.permission, event)]
    order = names.get(event.status, [])
    return {step.name: str(step.label) for step in sorted(allowed, key=lambda step: order.index(step.name))}


def _open_points(event: Event) -> Sequence[Any]:
    return [point for point in event.points if point.resolved_at is None] if event.status == S.CHANGES_REQUESTED else []


@bp.post("/<string(length=10):key>/edit")
@organizers_only
def save(event: Event) -> Any:
    """Save what the form says, and go on as asked: stay, look at it, or take a step."""
    form, person = EventForm(), get_person()
    form.offer(event, person)
    then = request.form.get("then", "stay")
    key = event.key
    if not form.validate():
        return _refused(key, form, 422)
    try:
        draft = draft_of(form, event)
        warned = drafts.warnings(draft)
        reason = (form.change_reason.data or "") if form.change_reason else ""
        if event.is_public and request.form.get("sure") != "1" and list_attending(event.id):
            found = changes.rehearse(event, lambda: _save_now(event.id, draft, form, reason))
            roll_back()
            event = queries.get_event_by_id(event.id)
            if found.told:
                return sure_page(event, found, typed_fields(), then)
        editing.save(event, draft, actor=get_person(), revision=_revision(form), reason=reason)
        media.take_picture(event, form, actor=get_person())
    except Invalid as error:
        refuse(form, error, FIELD_OF)
        return _refused(key, form, 422)
    except Changed as error:
        form.form_errors = [error.message]
        return _refused(key, form, 409, fresh_revision=True)
    except Refused as error:
        form.form_errors = [error.message]
        return _refused(key, form, error.status)
    if warned and not draft.second:
        flash(
            _(
                "Saved. On that night this time comes twice: the first one is meant. Choose the second below the date if you mean that."
            ),
            "warn",
        )
    if EVENT.has(then):
        return _save_and_step(event, form, then)
    flash(_("Saved."), "success")
    return redirect(
        url_for("events.preview" if then == "preview" else "events.edit" if then == "stay" else "events.manage", key=key), 303
    )


def _save_now(event_id: int, draft: drafts.EventDraft, form: EventForm, reason: str) -> Event:
    event = queries.get_event_by_id(event_id)
    editing.save(event, draft, actor=get_person(), revision=_revision(form), reason=reason)
    return event


def _save_and_step(event: Event, form: EventForm, name: str) -> Any:
    """What was saved stays saved when the step can't be taken yet."""
    missing = find_missing(event)
    if missing:
        for field, text in missing.items():
            target = form[FIELD_OF.get(field, field)]
            target.errors = [*target.errors, text]
        form.form_errors = [_("Saved. Before it can go out, something is still missing.")]
        db.session.flush()
        form.revision.data = str(event.revision)
        return _form_page(event, form, 422)
    step = advance_event(event, name, actor=get_person())
    flash(step.done, "success")
    return redirect(url_for("events.manage", key=event.key), 303)


def _revision(form: EventForm) -> int | None:
    return int(form.revision.data) if (form.revision.data or "").isdigit() else None


def _refused(key: str, form: EventForm, status: int, *, fresh_revision: bool = False) -> Any:
    """Show the form again with everything typed, and keep it on the server as well where that is possible."""
    roll_back()
    event = queries.find_event(key)
    assert event is not None
    with suppress(Refused):  # too much to be kept, or not to be edited any more: it still stands in the form
        editing.keep_typed(event, typed_fields(), actor=get_person())
    form.offer(event, get_person())
    if fresh_revision:
        form.revision.data = str(event.revision)
    return _form_page(event, form, status)


def typed_fields() -> dict[str, list[str]]:
    """What stands in the form, as it was typed."""
    skipped = {"csrf_token", "then", "revision"}
    return {name: values for name, values in request.form.lists() if name not in skipped and name in FIELDS}


@bp.post("/<string(length=10):key>/typed")
@organizers_only
def keep_typed(event: Event) -> Any:
    """Autosave: what is typed is kept as it is, whether or not it makes sense yet."""
    seen = request.form.get("revision", "")
    revision = int(seen) if seen.isdecimal() and len(seen) < 10 else None
    editing.keep_typed(event, typed_fields(), actor=get_person(), revision=revision)
    return jsonify(saved_at=dates.clock_text(zones.wall_in(clock.now(), reader_zone() or event.zone)))


@bp.get("/<string(length=10):key>/preview")
@organizers_only
def preview(event: Event) -> Any:
    """The event as others will see it."""
    return render_template("events/preview.html", event=event, e=event_view(event), missing=find_missing(event),
                           labels=present.field_labels(), lacks_way_in=lacks_way_in(event))  # fmt: skip


@bp.get("/<string(length=10):key>/manage")
@organizers_only
def manage(event: Event) -> Any:
    """Where it stands, whose turn it is, by when; what can be done now; what was done."""
    return manage_page(event)


def manage_page(event: Event, status: int = 200, error: str = "", failed: str = "", reason: str = "") -> Any:
    """The organizers' page; with an error by the step that could not be taken, and the reason typed for it."""
    person = get_person()
    steps = present.steps_view(advance.list_steps(event, person), primary=_primary(event))
    for step in steps:
        if step["name"] == failed:
            step |= {"error": error, "reason": reason}
    return render_template(
        "events/manage.html", event=event, error=present.unplaced(error, failed, steps), note=present.note_again(error, failed, reason), e=event_view(event), promise=present.promise(event), steps=steps, points=_open_points(event),
        missing=find_missing(event) if event.status in GOING_OUT else {}, labels=present.field_labels(),
        trail=present.trail(audit.list_entries(event), EVENT, zone=reader_zone() or event.zone),
        notes=notes.list_notes(event, include_private=False), editable=event.status in editing.EDITABLE,
        appeal_until=event.status_since + APPEAL_WITHIN if event.status == S.DECLINED else None, form=BaseForm(),
        decision=_decision(event), parts=list_parts(event),
        lacks_way_in=event.status in GOING_OUT | {S.PUBLISHED} and lacks_way_in(event),
    ), status  # fmt: skip


def _decision(event: Event) -> Any:
    """The reason of the last answer, when there is one to read."""
    if event.status not in {S.DECLINED, S.CHANGES_REQUESTED, S.CANCELLED, S.POSTPONED}:
        return None
    verbs = ["event.decline", "event.request_changes", "event.cancel", "event.cancel_at_source", "event.postpone"]
    return audit.last_entry(event, verbs)


def _primary(event: Event) -> str:
    return {S.DRAFT: "submit", S.CHANGES_REQUESTED: "resubmit", S.APPROVED: "publish", S.POSTPONED: "resume",
            S.DECLINED: "appeal"}.get(event.status, "")  # fmt: skip


@bp.post("/<string(length=10):key>/steps/<name>")
@allow(P.READ, on=queries.find_event, read=P.READ)
def take_step(event: Event, name: str) -> Any:
    """Take a step with an event. Who may, the machine says."""
    person, key = get_person(), event.key
    reason = request.form.get("reason", "")
    if name in TELLING and request.form.get("sure") != "1" and list_attending(event.id):
        try:
            found = changes.rehearse(event, lambda: _step_now(event.id, name, reason))
        except (Invalid, Refused):
            found = None  # said below, where it is taken
        roll_back()
        event, person = queries.get_event_by_id(event.id), get_person()
        if found is not None and found.told:
            return sure_page(event, found, dict(request.form.lists()))
    back = url_for("events.review" if request.form.get("from") == "review" else "events.manage", key=key)
    try:
        step = advance_event(event, name, actor=person, reason=reason, points=request.form.getlist("points"))
    except Invalid as error:
        return _step_refused(key, name, " ".join(str(text) for text in error.fields.values()), reason)
    except NotAllowed:
        raise
    except Refused as error:
        roll_back()
        flash(error.message, "warn")
        return redirect(back, 303)
    flash(step.done, "success")
    return redirect(back, 303)


def _step_now(event_id: int, name: str, reason: str) -> Event:
    event = queries.get_event_by_id(event_id)
    advance_event(event, name, actor=get_person(), reason=reason)
    return event


def _step_refused(key: str, name: str, text: str, reason: str) -> Any:
    """The page again, with the error by the step and what was typed for it."""
    from eventhub.blueprints.events.review import review_page  # inline: the two pages share this route

    roll_back()
    event = queries.find_event(key)
    assert event is not None
    reviews = request.form.get("from") == "review" and policy.can(get_person(), P.READ_REVIEW, event)
    if not reviews:
        policy.demand(get_person(), P.EDIT, event)
    return (review_page if reviews else manage_page)(event, 422, error=text, failed=name, reason=reason)


@bp.post("/<string(length=10):key>/copies")
@organizers_only
def duplicate(event: Event) -> Any:
    """A new draft from this event, without its date."""
    copy = editing.duplicate(event, organizer=get_person())
    flash(_("This is a copy. Give it a date."), "success")
    return redirect(url_for("events.edit", key=copy.key), 303)


@bp.get("/mine")
@signed_in
def mine() -> Any:
    """Everything the person runs."""
    events = queries.list_of_organizer(get_person())
    return render_template("events/mine.html", events=[_mine_view(event) for event in events])


def _mine_view(event: Event) -> dict[str, Any]:
    state, occurrence = EVENT.states[event.status], event.occurrence
    by = advance.answer_by(event)
    return {
        "title": event.title or _("An event without a title"), "href": url_for("events.manage", key=event.key), "label": state.label,
        "tone": state.tone.value, "says": state.says, "by": dates.by_text(by, reader_zone()) if by else "",
        "when": dates.when_text(occurrence.wall_start, occurrence.wall_end, occurrence.zone, all_day=event.all_day) if occurrence else _("No date yet"),
    }  # fmt: skip
