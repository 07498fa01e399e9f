"""An event's text in further languages: title and description, by hand."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from eventhub.blueprints.access import allow, get_person
from eventhub.blueprints.context import choose_locale, language_name
from eventhub.blueprints.events import bp
from eventhub.blueprints.forms import BaseForm, language_options, roll_back
from eventhub.core.errors import Invalid
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
    return translations_page(event, request.args.get("to", ""))


def translations_page(event: Event, chosen: str, error: Invalid | None = None) -> Any:
    """The page; with an error beside the field it is about, and what was typed."""
    said, tag = texts(event), choose_locale()
    typed = {
        field: said.get((field, chosen), "") if error is None else request.form.get(field, "")
        for field in ("title", "description")
    }
    known = sorted({locale for _field, locale in said})
    offered = [(value, name) for value, name in language_options() if value != event.source_language]
    return render_template(
        "events/translations.html", event=event, known=[(value, language_name(value, tag)) for value in known], chosen=chosen,
        chosen_name=language_name(chosen, tag) if chosen else "", offered=offered, form=BaseForm(),
        wrong=error.fields if error else {}, **typed,
    ), 422 if error else 200  # fmt: skip


@bp.post("/<string(length=10):key>/translations")
@allow(P.EDIT, on=queries.find_event, read=P.EDIT)
def save_translation(event: Event) -> Any:
    """Keep a translation; an empty one is taken away."""
    tag, key = request.form.get("to", ""), event.key
    said = {name: request.form.get(name, "") for name in ("title", "description")}
    try:
        editing.translate(event, tag, **said, actor=get_person())
    except Invalid as error:
        roll_back()
        again = queries.find_event(key)
        assert again is not None
        return translations_page(again, tag, error)
    flash(_("Saved. Readers of %(language)s see it now.", language=language_name(tag, choose_locale())), "success")
    return redirect(url_for("events.translations", key=event.key, to=tag), 303)
