"""One calendar that is mirrored in: what would come in, how it is, and what its community does with it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from eventhub.blueprints import present
from eventhub.blueprints.access import allow, get_person
from eventhub.blueprints.forms import BaseForm, refuse, roll_back
from eventhub.blueprints.sources import bp
from eventhub.blueprints.sources.forms import AddressForm, FileForm, OrganizerForm, read_upload
from eventhub.blueprints.sources.said import (
    events_view,
    look_view,
    moving_text,
    next_look,
    report_text,
    skipped_text,
    source_view,
)
from eventhub.communities.permissions import CommunityPermission as P
from eventhub.communities.queries import list_contacts
from eventhub.core import policy
from eventhub.core.advance import list_steps
from eventhub.core.errors import AlreadyDone, Invalid, Refused
from eventhub.imports.sources import queries, reviewing, services
from eventhub.imports.sources.models import Source, SourceKind
from eventhub.imports.sources.workflow import SOURCE, TRUST, SourceState

ONE = "/sources/<string(length=10):key>"
STEPS = frozenset({"pause", "resume", "trust", "distrust"})
"""The steps that are a button here; bringing in and removing have forms of their own."""

readers = allow(P.SOURCE_READ, on=queries.find_source, read=P.SOURCE_READ)
editors = allow(P.SOURCE_EDIT, on=queries.find_source, read=P.SOURCE_READ)


@bp.get(ONE)
@readers
def show(source: Source) -> Any:
    """The calendar: before it is brought in what would come, afterwards how it is."""
    return _page(source)


@bp.post(f"{ONE}/bring-in")
@editors
def bring_in(source: Source) -> Any:
    """Let in what was looked at."""
    key = source.key
    try:
        report = services.bring_in(source, actor=get_person())
    except AlreadyDone:
        roll_back()
        flash(_("It is in already. This page shows how it went."))
        return redirect(url_for("sources.show", key=key), 303)
    flash(
        report_text(report) if report else _("It is coming in. That takes a minute or two; this page shows how it went."),
        "success",
    )
    return redirect(url_for("sources.show", key=source.key), 303)


@bp.post(f"{ONE}/look")
@editors
def check_now(source: Source) -> Any:
    """Look there now instead of when it is due."""
    services.check_now(source, actor=get_person())
    flash(_("It is looked at within a minute."), "success")
    return redirect(url_for("sources.show", key=source.key), 303)


@bp.post(f"{ONE}/steps/<name>")
@readers
def take_step(source: Source, name: str) -> Any:
    """Pause it, go on, trust it, or have its events reviewed again."""
    key, reason = source.key, request.form.get("reason", "")
    if name not in STEPS:
        raise Refused(_("This can't be done here."))
    try:
        step = services.advance_source(source, name, actor=get_person(), reason=reason)
    except Invalid as error:
        roll_back()
        return _page(_reload(key), 422, failed={"name": name, "error": error.fields.get("reason"), "reason": reason})
    flash(step.done, "success")
    return redirect(url_for("sources.show", key=key), 303)


@bp.post(f"{ONE}/review")
@editors
def send_for_review(source: Source) -> Any:
    """Send every draft that is complete for review, at once."""
    sent = reviewing.send_for_review(source, actor=get_person())
    if sent.sent:
        flash(ngettext("One draft went out for review.", "%(num)d drafts went out for review.", sent.sent), "success")
    if sent.incomplete:
        flash(ngettext("One draft still misses something. It waits on your desk.",
                       "%(num)d drafts still miss something. They wait on your desk.", sent.incomplete), "info")  # fmt: skip
    if not sent.sent and not sent.incomplete:
        flash(_("No draft of yours waits here."))
    return redirect(url_for("sources.show", key=source.key), 303)


@bp.post(f"{ONE}/file")
@editors
def replace_file(source: Source) -> Any:
    """Put a newer file in the place of the one that is there."""
    form, key = FileForm(), source.key
    try:
        upload = read_upload(form.file) if form.validate() else None
        if upload is None:
            raise Invalid({"file": _("Choose a calendar file.")})
        services.replace_file(source, upload[1], actor=get_person())
    except Invalid as error:
        refuse(form, error)
        return _page(_reload(key), 422, file_form=form)
    flash(_("Read. Here is what would change; nothing has yet."), "success")
    return redirect(url_for("sources.show", key=key), 303)


@bp.post(f"{ONE}/organizer")
@editors
def set_organizer(source: Source) -> Any:
    """Say whose drafts its events are."""
    contacts = {person.key: person for person in list_contacts(source.community)}
    wanted = request.form.get("organizer", "")
    if wanted and wanted not in contacts:
        raise Invalid({"organizer": _("Choose one of the community’s contacts.")})
    services.set_organizer(source, contacts.get(wanted), actor=get_person())
    flash(_("Saved. It holds for what comes in from now on."), "success")
    return redirect(url_for("sources.show", key=source.key), 303)


@bp.post(f"{ONE}/address")
@editors
def change_address(source: Source) -> Any:
    """Look for it at another address from now on."""
    form, key = AddressForm(), source.key
    try:
        if form.validate():
            services.change_address(source, form.place.data or "", actor=get_person())
            flash(_("It answers there. It is kept in step with that address from now on."), "success")
            return redirect(url_for("sources.show", key=key), 303)
        roll_back()
    except Invalid as error:
        refuse(form, error)
    return _page(_reload(key), 422, address_form=form)


def _reload(key: str) -> Source:
    source = queries.find_source(key)
    if source is None:
        raise Refused(_("This calendar is gone."))
    return source


def _page(source: Source, status: int = 200, *, failed: dict[str, Any] | None = None, **forms: BaseForm) -> Any:
    person, health = get_person(), queries.health_of(source)
    waits = source.status is SourceState.LOOKED_AT
    looked, trouble = (
        _look(source) if waits or (source.kind is SourceKind.FILE and source.status is SourceState.ACTIVE) else (None, "")
    )
    may_edit = policy.can(person, P.SOURCE_EDIT, source) and source.status is not SourceState.REMOVED
    organizer = OrganizerForm(formdata=None)
    organizer.offer(source, list(list_contacts(source.community)) if may_edit else [])
    return render_template(
        "sources/show.html", source=source, s=source_view(source, health, whole=may_edit), community=source.community, waits=waits, looked=looked,
        trouble=trouble, next_look=next_look(health), moving=moving_text(source) if source.status is SourceState.ACTIVE else "", skipped=[_skipped(one) for one in health.skipped], may_edit=may_edit,
        steps=_steps(source, failed), file_form=forms.get("file_form") or FileForm(formdata=None), address_form=forms.get("address_form") or AddressForm(formdata=None), organizer_form=organizer,
        is_file=source.kind is SourceKind.FILE, step_address=lambda name: url_for("sources.take_step", key=source.key, name=name),
        vanished=queries.list_vanished_of(source), events=events_view(queries.list_events_of(source, person)),
        may_send=may_edit and bool(health.drafts) and reviewing.any_complete(source, person), may_trust_own=source.is_of_official_contact(person), removed=source.status is SourceState.REMOVED,
    ), status  # fmt: skip


def _look(source: Source) -> tuple[dict[str, Any] | None, str]:
    """What the content that is kept would change, or why that can't be told."""
    try:
        return look_view(services.look(source)), ""
    except Refused as refused:
        return None, str(refused.message)


def _skipped(skipped: Any) -> dict[str, str]:
    return {"title": skipped.title or _("An event without a title"), "why": skipped_text(skipped), "detail": skipped.detail}


def _steps(source: Source, failed: dict[str, Any] | None) -> list[dict[str, Any]]:
    person = get_person()
    if source.status is SourceState.REMOVED:
        return []
    shown = STEPS if source.has_address else STEPS - {"pause"}  # nobody looks for a newer file, so there is nothing to pause
    possible = [step for machine in (SOURCE, TRUST) for step in list_steps(source, person, machine) if step.name in shown]
    return [step | (failed if failed and failed["name"] == step["name"] else {}) for step in present.steps_view(possible)]
