"""What reviewers and liaisons do: the queue, the thing as it will look, what changed, the decision."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape

from eventhub.blueprints import dates, present
from eventhub.blueprints.access import allow, allow_anywhere, get_person
from eventhub.blueprints.context import reader_zone
from eventhub.blueprints.events import bp
from eventhub.blueprints.events.hints import hints_view
from eventhub.blueprints.events.views import event_view
from eventhub.blueprints.forms import BaseForm, roll_back
from eventhub.core import advance, audit, clock, notes, policy
from eventhub.core.db import db
from eventhub.core.errors import Invalid
from eventhub.events import queries
from eventhub.events.models import Event
from eventhub.events.permissions import EventPermission
from eventhub.events.queries.review import select_queue
from eventhub.events.rules.changes import changed_names, facts_of
from eventhub.events.services import review as services
from eventhub.events.workflow import EVENT, S

P = EventPermission


@bp.get("/review")
@allow_anywhere(P.READ_REVIEW)
def queue() -> Any:
    """What waits for a review in the person's regions, oldest first."""
    person = get_person()
    found = db.session.scalars(select_queue(person).limit(200)).all()
    rows = [_queue_view(event, person.id) for event in found]
    return render_template("events/queue.html", waiting=[r for r in rows if r["state"] == S.SUBMITTED],
                           claimed=[r for r in rows if r["state"] == S.IN_REVIEW],
                           may_decide=policy.can_anywhere(person, P.REVIEW))  # fmt: skip


def _queue_view(event: Event, person_id: int) -> dict[str, Any]:
    occurrence = event.occurrence
    by = advance.answer_by(event)
    return {
        "title": event.title, "href": url_for("events.review", key=event.key), "state": event.status,
        "own": any(organizer.person_id == person_id for organizer in event.organizers),
        "organizers": ", ".join(organizer.person.name for organizer in event.organizers),
        "community": event.community.name if event.community else "", "region": event.region_code or "",
        "when": dates.short_day(occurrence.wall_start.date()) if occurrence else "",
        "age": dates.age_text(event.status_since), "by": dates.by_text(by, reader_zone()),
        "late": bool(by and by < clock.now()), "reviewer": event.reviewer.name if event.reviewer else "",
        "mine": event.reviewer_id == person_id, "place": present.place_text(event.city, ""), "mode": event.mode.label,
    }  # fmt: skip


@bp.get("/<string(length=10):key>/review")
@allow(P.READ_REVIEW, on=queries.find_event, read=P.READ_REVIEW)
def review(event: Event) -> Any:
    """The thing as it will look, what changed since last time, the checks, the decision."""
    return review_page(event)


def review_page(event: Event, status: int = 200, error: str = "", failed: str = "", reason: str = "") -> Any:
    """The reviewers' page; with an error by the step that could not be taken, and what was typed for it."""
    person = get_person()
    steps = present.steps_view([s for s in advance.list_steps(event, person) if s.permission in {P.REVIEW, P.STOP}],
                               reasons=reason_templates(), primary="claim" if event.status == S.SUBMITTED else "approve")  # fmt: skip
    for step in steps:
        step["hidden"] = {"from": "review"}
        if step["name"] == failed:
            step |= {"error": error, "reason": reason}
    points = next((step for step in steps if step["name"] == "request_changes"), None)
    return render_template(
        "events/review.html", event=event, note=present.note_again(error, failed, reason),
        error=present.unplaced(error, failed, steps, ("note", "override", "request_changes" if points else "")),
        override={"error": error, "reason": reason, "state": request.form.get("state", "")} if failed == "override" else None, e=event_view(event), promise=present.promise(event),
        steps=[step for step in steps if step is not points], points=points, typed_points=request.form.getlist("points"),
        may_check=event.check_wanted_at is not None and policy.can(person, P.CHECK, event) and person.id not in event.concerned_ids(),
        check_text=present.changed_text(event.check_reason), checks=system_checks(event), hints=hints_view(event, reviewing=True), changes=_changes(event), form=BaseForm(),
        own=person.id in event.concerned_ids(), notes=notes.list_notes(event, include_private=True),
        trail=present.trail(audit.list_entries(event), EVENT, zone=reader_zone() or event.zone),
        may_override=policy.can(person, P.OVERRIDE, event), states=[(s.value, said.label) for s, said in EVENT.states.items()],
    ), status  # fmt: skip


def reason_templates() -> dict[str, list[tuple[str, str]]]:
    """Beginnings of reasons: each names what is missing and what to do next, and must be made personal."""
    return {
        "decline": [
            (_("Not about the project"), _("Thank you for sending this in. This calendar lists events about the project, and in yours I could not find that part: … If there is one, tell us more about it and ask for a second reading.")),
            (_("Too little known yet"), _("Thank you for organizing. Date and place are still open, so people could not plan. Send it again when … is settled; until then the people at … can help.")),
            (_("Commercial"), _("Thank you for sending this in. Paid trainings are not listed here. What would fit: a free talk or an open evening about …")),
        ],
    }  # fmt: skip


def system_checks(event: Event) -> list[dict[str, Any]]:
    """What the system has looked at: advice for the reviewer, never in the way."""
    occurrence = event.occurrence
    lead = event.format_version.lead_days if event.format_version else 14
    days = (occurrence.starts_at - clock.now()).days if occurrence else 0
    checks = [
        (
            occurrence is not None and days >= lead,
            _("%(n)s days ahead", n=max(days, 0)),
            _("The format advises %(n)s days.", n=lead),
        ),
        (len(event.description) >= 120, _("Description"), _("Does it say what awaits people?")),
        (bool(event.conduct_url), _("Code of conduct"), _("None is named.")),
        (
            bool(event.access or event.access_note) or event.mode.value == "online",
            _("Accessibility"),
            _("Nothing is said about it."),
        ),
        (event.community is not None, _("Community"), _("Nobody but the organizers invites.")),
    ]
    return [{"good": good, "title": title, "advice": "" if good else advice} for good, title, advice in checks]


def _changes(event: Event) -> list[dict[str, Any]]:
    """Each fact that differs from what the last answer was about, old and new side by side."""
    if not event.submitted_facts:
        return []
    now, labels = facts_of(event), present.field_labels()
    return [
        {"label": labels[name], "before": _marked(before, after, "del"), "after": _marked(after, before, "ins")}
        for name, before, after in ((n, _said(event.submitted_facts.get(n)), _said(now[n])) for n in changed_names(event.submitted_facts, now))
    ]  # fmt: skip


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return "" if value is None else str(value)


_MARKS = {"ins": Markup("<ins>{0}</ins>"), "del": Markup("<del>{0}</del>")}


def _marked(text: str, other: str, tag: str) -> Markup:
    """The text with what the other does not have marked, word by word."""
    words, others = text.split(" ")[:3000], other.split(" ")[:3000]
    parts: list[str] = []
    for kind, start, end, _from, _to in SequenceMatcher(None, words, others, autojunk=False).get_opcodes():
        piece = escape(" ".join(words[start:end]))
        if piece:
            parts.append(piece if kind == "equal" else _MARKS[tag].format(piece))
    return Markup(" ").join(parts)


@bp.post("/<string(length=10):key>/notes")
@allow(P.READ, on=queries.find_event, read=P.READ)
def add_note(event: Event) -> Any:
    """A remark: for the organizers to read, or among reviewers and liaisons."""
    person = get_person()
    advises = policy.can(person, P.ADVISE, event)
    public = not advises or request.form.get("public") == "1"
    if not advises:
        policy.demand(person, P.EDIT, event)
    key, reviews = event.key, advises and request.form.get("from") == "review"
    back = url_for("events.review" if reviews else "events.manage", key=key)
    try:
        services.add_remark(event, request.form.get("text", ""), actor=person, public=public)
    except Invalid as error:
        roll_back()
        return _note_refused(key, error, reviews)
    flash(_("Your note stands there now.") if public else _("Only reviewers and liaisons see this note."), "success")
    return redirect(back, 303)


def _note_refused(key: str, error: Invalid, reviews: bool) -> Any:
    """The page again, with the error by the note and what was typed."""
    from eventhub.blueprints.events.manage import manage_page  # inline: the two pages share this route

    roll_back()
    event = queries.find_event(key)
    assert event is not None
    said = " ".join(str(text) for text in error.fields.values())
    return (review_page if reviews else manage_page)(event, 422, error=said, failed="note", reason=request.form.get("text", ""))


@bp.post("/<string(length=10):key>/checks")
@allow(P.CHECK, on=queries.find_event, read=P.READ)
def check(event: Event) -> Any:
    """The light check of a later change is done."""
    services.look_at_change(event, actor=get_person())
    flash(_("Thank you for looking."), "success")
    return redirect(url_for("desk.index"), 303)


@bp.post("/<string(length=10):key>/override")
@allow(P.OVERRIDE, on=queries.find_event, read=P.READ)
def override(event: Event) -> Any:
    """The team sets a state by hand, always with a reason."""
    key, reason = event.key, request.form.get("reason", "")
    if request.form.get("state") not in set(S):
        raise Invalid({"state": _("There is no such state.")})
    try:
        services.override_event(event, S(request.form["state"]), actor=get_person(), reason=reason)
    except Invalid as error:
        roll_back()
        again = queries.find_event(key)
        assert again is not None
        return review_page(again, 422, error=" ".join(str(t) for t in error.fields.values()), failed="override", reason=reason)
    flash(_("Set. The trail says that the team did it, and why."), "success")
    return redirect(url_for("events.review", key=key), 303)
