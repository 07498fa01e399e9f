"""The form for telling how it went: five questions on one page, with what the house knows filled in already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from eventhub.blueprints.events.forms import CheckboxesField
from eventhub.blueprints.forms import BaseForm
from eventhub.events.afterwards.models import Report
from eventhub.events.afterwards.queries import Counts
from eventhub.events.afterwards.rules import MAX_CONTACTS, NUMBERS, TEXTS, Contact, ReportDraft, Shown
from eventhub.events.models import Event

NAMES = {"file": "photo"}
"""The form's field for a key of the domain, where they differ."""
SPARE_CONTACTS = 2


class _Number(IntegerField):
    """A number whose error says what to do."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([value.strip() for value in valuelist])
        except ValueError:
            raise ValueError(_("How many people were it? A number is enough.")) from None


class ContactRow(Form):
    """Someone new; a row without words is none."""

    known = HiddenField()
    name = StringField(_l("Name"))
    reach = StringField(_l("How they want to be reached"))
    note = StringField(_l("What you talked about"))
    keep = BooleanField(_l("They agreed that we keep this for longer than 90 days"))


class ReportForm(BaseForm):
    """How many came? What came of it? What would you do again, and what not?"""

    revision = HiddenField()
    expected = _Number(_l("Expected"), validators=[Optional()])
    came_room = _Number(_l("Came to the room"), validators=[Optional()])
    came_screen = _Number(_l("Took part by screen"), validators=[Optional()])
    first_timers = _Number(_l("For the first time"), validators=[Optional()])
    outcomes = TextAreaField(
        _l("What came of it?"),
        description=_l("New volunteers, a first pull request, a plan for the next time. A sentence will do."),
    )
    again = TextAreaField(_l("What would you do again?"))
    differently = TextAreaField(_l("What would you do differently?"))
    shown = CheckboxesField(
        _l("What may others see?"),
        description=_l("It helps whoever does this next. On the event's page, and beside the form for new events."),
    )
    contacts = FieldList(FormField(ContactRow), _l("New contacts"), max_entries=MAX_CONTACTS + SPARE_CONTACTS)
    photo = FileField(
        _l("Add a photo"), description=_l("JPEG, PNG or WebP, up to 8 MB. Where and by which camera it was taken is removed.")
    )
    photo_alt = StringField(
        _l("What the photo shows"), description=_l("For those who can't see it. Without it, only you see the photo.")
    )

    def offer(self) -> None:
        """Fill in the choices in the reader's language, and room for two more contacts."""
        self.shown.choices = [SelectChoice(part.value, part.label) for part in Shown]
        if not self.is_submitted():
            for _n in range(min(SPARE_CONTACTS, MAX_CONTACTS - len(self.contacts))):
                self.contacts.append_entry()

    def draft(self) -> ReportDraft:
        """What was said, for the service."""
        values: dict[str, Any] = {name: self[name].data for name in NUMBERS}
        values |= {name: self[name].data or "" for name in TEXTS}
        rows = (_contact_of(row.form) for row in self.contacts)
        return ReportDraft(
            **values,
            shown=tuple(Shown(value) for value in self.shown.data or ()),
            contacts=tuple(row for row in rows if not row.is_empty),
        )

    def seen(self) -> int | None:
        """The revision that the page was made from; None when there was no report yet."""
        return int(self.revision.data) if (self.revision.data or "").isdigit() else None


def _contact_of(row: Any) -> Contact:
    number = row.known.data or ""
    return Contact(name=row.name.data or "", reach=row.reach.data or "", note=row.note.data or "", keep=bool(row.keep.data),
                   id=int(number) if number.isdigit() and len(number) < 16 else None)  # fmt: skip


def values_of(report: Report) -> dict[str, Any]:
    """What the form shows of a report."""
    shown = ((Shown.NUMBERS, report.shows_numbers), (Shown.WORDS, report.shows_words), (Shown.PHOTOS, report.shows_photos))
    return {
        **{name: getattr(report, name) for name in (*NUMBERS, *TEXTS)}, "revision": str(report.revision),
        "shown": [part.value for part, is_shown in shown if is_shown],
        "contacts": [
            {"known": str(contact.id), "name": contact.name, "reach": contact.reach, "note": contact.note, "keep": contact.keep}
            for contact in report.contacts
        ],
    }  # fmt: skip


def first_values(event: Event, counts: Counts) -> dict[str, Any]:
    """What is known before anybody has typed: the numbers, from the door or from those who said that they would come."""
    expected = event.expected if event.expected is not None else counts.going
    return {"expected": expected, "came_room": counts.room, "came_screen": counts.screen}


def said_of_photos(ids: Sequence[int]) -> dict[int, str]:
    """What was typed beside the photos that are there already."""
    return {number: request.form[f"alt-{number}"] for number in ids if f"alt-{number}" in request.form}
