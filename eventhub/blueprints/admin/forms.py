"""Forms of the team's pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    EmailField,
    FieldList,
    FloatField,
    Form,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import HiddenInput

from eventhub.accounts.permissions import Role
from eventhub.blueprints.context import own_name
from eventhub.blueprints.forms import NEEDED, BaseForm, at_most, region_choices
from eventhub.config import LANGUAGES
from eventhub.core import clock
from eventhub.events.models import FormatVersion
from eventhub.events.rules.drafts import Mode
from eventhub.events.services.formats import FormatDraft

TERM = timedelta(days=365)


def role_label(role: Role) -> Any:
    """The word for a role."""
    return {Role.TEAM: _l("Team"), Role.REVIEWER: _l("Reviewer"), Role.LIAISON: _l("Liaison")}[role]


class ItemForm(Form):
    """One line of a format's checklist, in each language of the interface."""

    days = IntegerField(
        _l("Days from the event"), [Optional()], description=_l("−14 is two weeks before, 0 the day itself, 2 two days after.")
    )

    def said(self) -> dict[str, Any]:
        """The line as it is kept; texts without a distance are meant for the day itself."""
        return {"days": self.days.data or 0, "text": {tag: self[f"text_{tag}"].data or "" for tag in LANGUAGES}}


for _tag in LANGUAGES:
    setattr(ItemForm, f"text_{_tag}", StringField(own_name(_tag)))

EMPTY_ITEMS = 3
"""So many lines to fill in stand under those that are there."""


class FormatForm(BaseForm):
    """What the next version of a format says; three texts in each language of the interface."""

    duration_minutes = IntegerField(_l("Usual length, in minutes"), [NEEDED], default=120)
    start_time = TimeField(_l("Usual beginning"), [NEEDED], default=time(19))
    mode = RadioField(_l("Usually"))
    lead_days = IntegerField(_l("Days ahead that a review should begin"), [NEEDED], default=14)
    items = FieldList(FormField(ItemForm))
    note = StringField(_l("What is new in this version"), [at_most(500)])
    seen = IntegerField(widget=HiddenInput(), default=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mode.choices = [SelectChoice(mode.value, str(mode.label)) for mode in Mode]

    @classmethod
    def of(cls, version: FormatVersion | None) -> FormatForm:
        """With what the version in force says."""
        if version is None:
            return cls(mode=Mode.IN_PERSON.value, items=[{}] * EMPTY_ITEMS)
        texts = {f"{kind}_{tag}": said.get(tag, "") for tag in LANGUAGES for kind, said in (
            ("name", version.names), ("summary", version.summaries), ("guidance", version.guidance),
        )}  # fmt: skip
        return cls(
            **texts, duration_minutes=version.duration_minutes, start_time=time.fromisoformat(version.start_time),
            mode=version.mode.value, lead_days=version.lead_days, seen=version.number,
            items=[
                *({"days": item["days"], **{f"text_{tag}": text for tag, text in item["text"].items()}} for item in version.checklist),
                *[{}] * EMPTY_ITEMS,
            ],
        )  # fmt: skip

    def texts(self, kind: str) -> dict[str, str]:
        """One of the three texts by language."""
        return {tag: self[f"{kind}_{tag}"].data or "" for tag in LANGUAGES}

    def draft(self, before: FormatVersion | None = None) -> FormatDraft:
        """What was said, for the service; texts of the version before in languages that the form lacks are kept."""
        said = {"names": self.texts("name"), "summaries": self.texts("summary"), "guidance": self.texts("guidance")}
        if before:
            said = {kind: {**getattr(before, kind), **texts} for kind, texts in said.items()}
        return FormatDraft(
            **said,
            duration_minutes=self.duration_minutes.data or 0, start_time=f"{self.start_time.data:%H:%M}",
            mode=Mode(self.mode.data), lead_days=self.lead_days.data or 0, note=self.note.data or "",
            checklist=[entry.form.said() for entry in self.items],
        )  # fmt: skip


for _tag in LANGUAGES:
    setattr(FormatForm, f"name_{_tag}", StringField(_l("Name"), [at_most(200)]))
    setattr(FormatForm, f"summary_{_tag}", StringField(_l("In one sentence"), [at_most(200)]))
    setattr(FormatForm, f"guidance_{_tag}", TextAreaField(_l("Guidance"), description=_l("Markdown works.")))


class RoleForm(BaseForm):
    """Who is to hold which role, where and until when."""

    email = EmailField(_l("E-mail address of the person"), [NEEDED, at_most(254)])
    role = RadioField(_l("Role"))
    region = SelectField(_l("For"), [NEEDED], description=_l("The role holds in this region and all below it."))
    until = DateField(_l("Until"), [Optional()], description=_l("The last day. Left empty, it has no end."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = [SelectChoice(role.value, str(role_label(role))) for role in Role]
        self.region.choices = region_choices(empty=_("Choose a region"))

    @classmethod
    def blank(cls) -> RoleForm:
        """A term of twelve months."""
        return cls(role=Role.REVIEWER.value, until=clock.now().date() + TERM)

    def ends_at(self) -> datetime | None:
        """The end of the last day, everywhere."""
        day: date | None = self.until.data
        return datetime.combine(day, time(), UTC) + timedelta(days=1) if day else None


class RegionForm(BaseForm):
    """A subdivision or an area, and its names."""

    code = StringField(
        _l("Code"), [NEEDED, at_most(40)], description=_l("DE-BE for a subdivision, DE-BE-x-neukoelln for an area in it.")
    )
    lat = FloatField(_l("Latitude"), [Optional(), NumberRange(-90, 90, _l("Between −90 and 90."))])
    lon = FloatField(_l("Longitude"), [Optional(), NumberRange(-180, 180, _l("Between −180 and 180."))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for tag in LANGUAGES:
            self[f"name_{tag}"].label.text = _("Name (%(language)s)", language=own_name(tag))

    @classmethod
    def of(cls, code: str, names: Mapping[str, str]) -> RegionForm:
        """With the names that are known of it."""
        return cls(code=code, **{f"name_{tag}": names.get(tag, "") for tag in LANGUAGES})

    def names(self) -> dict[str, str]:
        """The names by language."""
        return {tag: self[f"name_{tag}"].data or "" for tag in LANGUAGES}


for _tag in LANGUAGES:
    setattr(RegionForm, f"name_{_tag}", StringField(_l("Name"), [at_most(120)]))
