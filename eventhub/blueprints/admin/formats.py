"""Formats: every save is a new version, and the old ones stay to be read."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from eventhub.blueprints.access import allow_anywhere, get_person
from eventhub.blueprints.admin import bp
from eventhub.blueprints.admin.forms import FormatForm
from eventhub.blueprints.context import own_name
from eventhub.blueprints.forms import refuse
from eventhub.config import LANGUAGES
from eventhub.core import markup
from eventhub.core.errors import Invalid, NotFound
from eventhub.core.text import lazy_gettext as _l
from eventhub.events import queries
from eventhub.events.models import Format
from eventhub.events.permissions import EventPermission
from eventhub.events.services import formats as services

NAMES = {"names": "name_en", "guidance": "guidance_en", "checklist": "items"}


@bp.get("/formats")
@allow_anywhere(EventPermission.EDIT_FORMAT)
def formats() -> str:
    """All formats in use."""
    found = [fmt for fmt in queries.list_formats() if fmt.version]
    spoken = {fmt.slug: ", ".join(own_name(tag) for tag in fmt.version.names) for fmt in found if fmt.version}
    return render_template("admin/formats.html", formats=found, spoken=spoken)


@bp.get("/formats/new")
@allow_anywhere(EventPermission.EDIT_FORMAT)
def new_format() -> str:
    """The form for a new format."""
    return _page(FormatForm.of(None), None)


@bp.post("/formats/new")
@allow_anywhere(EventPermission.EDIT_FORMAT)
def add_format() -> Any:
    """A new format with its first version."""
    form = FormatForm()
    if form.validate():
        try:
            services.add_format(form.draft(), actor=get_person(), position=len(queries.list_formats()))
            flash(_("The format can be used now."), "success")
            return redirect(url_for("admin.formats"), 303)
        except Invalid as error:
            refuse(form, error, NAMES)
    return _page(form, None), 422


@bp.get("/formats/<slug>")
@allow_anywhere(EventPermission.EDIT_FORMAT)
def edit_format(slug: str) -> str:
    """The form with what the version in force says."""
    fmt = _get(slug)
    return _page(FormatForm.of(fmt.version), fmt)


@bp.post("/formats/<slug>")
@allow_anywhere(EventPermission.EDIT_FORMAT)
def refine_format(slug: str) -> Any:
    """The next version, unless someone else made one meanwhile."""
    form, fmt = FormatForm(), _get(slug)
    if form.validate():
        try:
            version = services.refine_format(fmt, form.draft(fmt.version), actor=get_person(), seen=form.seen.data or 0)
            flash(_("Version %(n)s is in force.", n=version.number), "success")
            return redirect(url_for("admin.formats"), 303)
        except Invalid as error:
            refuse(form, error, NAMES)
            fmt = _get(slug)
            form.seen.data, form.seen.raw_data = fmt.version.number if fmt.version else 0, None
    return _page(form, fmt), 422


@bp.get("/formats/<slug>/versions")
@allow_anywhere(EventPermission.EDIT_FORMAT)
def format_versions(slug: str) -> str:
    """What the format said, version by version."""
    fmt = _get(slug)
    return render_template("admin/versions.html", fmt=fmt, versions=queries.list_format_versions(fmt), own_names=_own_names(),
                           to_html=markup.to_html)  # fmt: skip


def _get(slug: str) -> Format:
    found = queries.find_format(slug)
    if found is None:
        raise NotFound(_l("There is no such format."))
    return found


def _page(form: FormatForm, fmt: Format | None) -> str:
    return render_template("admin/format.html", form=form, fmt=fmt, own_names=_own_names())


def _own_names() -> list[tuple[str, str]]:
    return [(tag, own_name(tag)) for tag in LANGUAGES]
