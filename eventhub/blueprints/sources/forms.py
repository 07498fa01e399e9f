"""What is asked about a calendar that is kept elsewhere."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, TextAreaField, URLField
from wtforms.fields import SelectChoice

from eventhub.blueprints.forms import NEEDED, BaseForm, at_most
from eventhub.imports.sources.fetching import MAX_BYTES
from eventhub.imports.sources.models import Source
from eventhub.imports.sources.removal import Fate

MAX_REASON = 1000


def read_upload(field: Any) -> tuple[str, bytes] | None:
    """The bare name and the bytes of an uploaded file, one byte more than may come so that too much is found out; None without one."""
    upload = field.data
    if not upload or not getattr(upload, "filename", ""):
        return None
    return upload.filename.replace("\\", "/").rpartition("/")[2], upload.stream.read(MAX_BYTES + 1)


class AddForm(BaseForm):
    """An address or a file; one of them is enough."""

    place = URLField(
        _l("Address"), [at_most(500)],
        description=_l("A calendar (.ics, webcal) or a page that lists events: Meetup, Luma, Google, Nextcloud, your own site."),
    )  # fmt: skip
    file = FileField(
        _l("Or a calendar file"),
        description=_l("An .ics file of up to 5 MB. It comes in once; send a newer one whenever you like."),
    )


class AddressForm(BaseForm):
    """Another address of the same calendar."""

    place = URLField(_l("New address"), [NEEDED, at_most(500)])


class FileForm(BaseForm):
    """A newer file in the place of one that was sent before."""

    file = FileField(_l("A newer file"), description=_l("What is in already is recognized; you see what would change first."))


class OrganizerForm(BaseForm):
    """Whom the drafts belong to."""

    organizer = SelectField(
        _l("Whose drafts are its events?"), description=_l("They can change them and send them for review.")
    )

    def offer(self, source: Source, contacts: list[Any]) -> None:
        """The contacts of the community, and the first of them as the usual one."""
        self.organizer.choices = [
            SelectChoice("", _("The community’s first contact")), *(SelectChoice(person.key, person.name) for person in contacts),
        ]  # fmt: skip
        if self.organizer.data is None:
            self.organizer.data = source.organizer.key if source.organizer else ""


class RemoveForm(BaseForm):
    """What becomes of the events, and why."""

    fate = RadioField(_l("What becomes of its events?"), validate_choice=False)
    reason = TextAreaField(
        _l("Why?"),
        [at_most(MAX_REASON)],
        description=_l("Needed when something is cancelled: those who come read it as it stands."),
    )

    def offer(self, counted: dict[Fate, str]) -> None:
        """The three fates, each with what it would do now."""
        self.fate.choices = [
            SelectChoice(fate.value, str(fate.label), render_kw={"data-help": said}) for fate, said in counted.items()
        ]

    @property
    def chosen(self) -> Fate | None:
        """The fate that was chosen, if it is one."""
        return Fate(self.fate.data) if self.fate.data in set(Fate) else None
