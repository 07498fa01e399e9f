"""A person as everyone may know them: by what they run and speak at. Never an address of mail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template

from eventhub.blueprints import present
from eventhub.blueprints.access import anyone
from eventhub.blueprints.context import choose_locale, language_name
from eventhub.blueprints.follow import button_for
from eventhub.blueprints.subscribe import panel_for
from eventhub.core import clock
from eventhub.core.errors import NotFound
from eventhub.core.text import lazy_gettext as _l
from eventhub.events.follows.rules import FollowKind
from eventhub.events.programme import appearances
from eventhub.events.queries import listing
from eventhub.events.rules.filters import EventFilter

bp = Blueprint("people", __name__)

COMING, PAST = 30, 20


@bp.get("/people/<string(length=10):key>")
@anyone
def show(key: str) -> Any:
    """What a person runs and speaks at: what is coming, then what was."""
    person = appearances.find_public_person(key)
    if person is None:
        raise NotFound(_l("There is nobody of this name whom the public meets at an event."))
    ids, now = appearances.select_met_at(key), clock.now()
    coming = listing.list_dates_of(ids, now=now, past=False, size=COMING)
    past = listing.list_dates_of(ids, now=now, past=True, size=PAST)
    return render_template(
        "people/show.html", name=person.name, key=person.key, **_rows(person.id, coming, past), spoken=_languages([*coming, *past]),
        panel=panel_for(EventFilter(), kind="person", slug=key),
        follow=button_for(FollowKind.PERSON, key),
    )  # fmt: skip


def _rows(person_id: int, coming: Sequence[Any], past: Sequence[Any]) -> dict[str, Any]:
    """The rows of both lists; those of events that they don't run are marked: there they speak."""
    found = [*coming, *past]
    run = appearances.list_ids_run_by(person_id, [row.event_id for row in found])
    views = [view | {"speaks": row.event_id not in run} for view, row in zip(present.rows_view(found), found, strict=True)]
    return {"coming": views[: len(coming)], "past": views[len(coming) :]}


def _languages(rows: Sequence[Any]) -> list[str]:
    """The languages of their events, the most frequent first."""
    tags = [tag for row in rows for tag in row.languages]
    return [language_name(tag, choose_locale()) for tag in sorted(set(tags), key=lambda tag: (-tags.count(tag), tag))]
