"""Removing a calendar: what becomes of its events is asked, and said beforehand in numbers."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from eventhub.blueprints.access import get_person
from eventhub.blueprints.forms import refuse
from eventhub.blueprints.sources import bp
from eventhub.blueprints.sources.forms import RemoveForm
from eventhub.blueprints.sources.said import fates_text, source_view
from eventhub.blueprints.sources.views import ONE, editors
from eventhub.core.errors import Invalid, Refused
from eventhub.imports.sources import queries, removal
from eventhub.imports.sources.models import Source
from eventhub.imports.sources.removal import Fate


@bp.get(f"{ONE}/remove")
@editors
def remove(source: Source) -> Any:
    """What would become of its events, by each of three ways."""
    return _page(source, RemoveForm(formdata=None, data={"fate": Fate.KEEP.value}))


@bp.post(f"{ONE}/remove")
@editors
def remove_now(source: Source) -> Any:
    """Stop mirroring it."""
    form, key, community = RemoveForm(), source.key, source.community.key
    try:
        if form.chosen is None:
            raise Invalid({"fate": _("Choose what becomes of its events.")})
        if form.validate():
            done = removal.remove_source(source, fate=form.chosen, reason=form.reason.data or "", actor=get_person())
            flash(_("Removed. %(what)s", what=fates_text(done)), "success")
            return redirect(url_for("sources.index", key=community), 303)
    except Invalid as error:
        refuse(form, error)
    found = queries.find_source(key)
    if found is None:
        raise Refused(_("This calendar is gone."))
    return _page(found, form), 422


def _page(source: Source, form: RemoveForm) -> str:
    person = get_person()
    form.offer({fate: fates_text(removal.count_fates(source, fate, actor=person)) for fate in Fate})
    s = source_view(source, queries.health_of(source), whole=True)
    return render_template("sources/remove.html", source=source, s=s, community=source.community, form=form)
