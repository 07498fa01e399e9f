"""An event's text in further languages: title and description, by hand."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from eventhub.blueprints.access import allow, get_person
from eventhub.blueprints.context import choose_locale, language_name
from eventhub.blueprints.events import bp
from eventhub.blueprints.forms import BaseForm, language_options
from eventhub.core.translations import texts
from eventhub.events import queries
from eventhub.events.models import Event
from eventhub.events.permissions import EventPermission
from eventhub.events.services import editing

P = EventPermission


@bp.get("/<string(length=10):key>/translations")
@allow(P.EDIT, on=queries.find_event, read=P.EDIT)
def translations(event: Event) -> Any:
    """The languages it has, and a form for one more."""
    said, tag = texts(event), choose_locale()
    known = sorted({locale for _field, locale in said})
    chosen = request.args.get("to", "")
    offered = [(value, name) for value, name in language_options() if value != event.source_language]
    return render_template(
        "events/translations.html", event=event, known=[(value, language_name(value, tag)) for value in known], chosen=chosen,
        chosen_name=language_name(chosen, tag) if chosen else "", languages=offered, form=BaseForm(),
        title=said.get(("title", chosen), ""), description=said.get(("description", chosen), ""),
    )  # fmt: skip


@bp.post("/<string(length=10):key>/translations")
@allow(P.EDIT, on=queries.find_event, read=P.EDIT)
def save_translation(event: Event) -> Any:
    """Keep a translation; an empty one is taken away."""
    tag = request.form.get("to", "")
    editing.translate(
        event, tag, title=request.form.get("title", ""), description=request.form.get("description", ""), actor=get_person()
    )
    flash(_("Saved. Readers of %(language)s see it now.", language=language_name(tag, choose_locale())), "success")
    return redirect(url_for("events.translations", key=event.key, to=tag), 303)
