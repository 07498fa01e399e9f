"""The forms of the programme: shape only."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from eventhub.accounts.models import Person
from eventhub.blueprints.forms import NEEDED, BaseForm, at_most, language_choices, zone_choices
from eventhub.core import clock
from eventhub.core.zones import is_zone, wall_in
from eventhub.events.models import Event
from eventhub.events.programme.models import Call, Proposal, Room, Session, Speaker
from eventhub.events.programme.rules import (
    MAX_ABSTRACT,
    MAX_BIO,
    MAX_NAME,
    MAX_NOTES,
    MAX_TITLE,
    PROPOSED,
    USUAL,
    CallDraft,
    Kind,
    Level,
    ProposalDraft,
    SessionDraft,
)

EVENING = time(23, 59)


class TypedDate(DateField):
    """A date whose error says what to do."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Write the date as 2027-01-31.")) from None


class TypedTime(TimeField):
    """A time whose error says what to do; seconds are cut."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([value[:5] for value in valuelist])
        except ValueError:
            raise ValueError(_("Write the time as 19:30.")) from None


class CallForm(BaseForm):
    """What do you look for? Until when? When will people hear?"""

    text = TextAreaField(
        _l("What do you look for?"), description=_l("Topics, who will listen, what you pay or can't pay. Markdown works.")
    )
    takes_talk = BooleanField(Kind.TALK.label)
    takes_lightning = BooleanField(Kind.LIGHTNING.label)
    takes_workshop = BooleanField(Kind.WORKSHOP.label)
    takes_panel = BooleanField(Kind.PANEL.label)
    minutes_talk = IntegerField(_l("Minutes for a talk"), validators=[Optional()])
    minutes_lightning = IntegerField(_l("Minutes for a lightning talk"), validators=[Optional()])
    minutes_workshop = IntegerField(_l("Minutes for a workshop"), validators=[Optional()])
    minutes_panel = IntegerField(_l("Minutes for a panel"), validators=[Optional()])
    opens_date = TypedDate(
        _l("Opens by itself on"), validators=[Optional()], description=_l("Leave it empty to open it by hand.")
    )
    opens_time = TypedTime(_l("At"), validators=[Optional()])
    deadline_date = TypedDate(_l("Deadline"), validators=[InputRequired(_l("Until when can people propose something?"))])
    deadline_time = TypedTime(_l("At"), validators=[Optional()], description=_l("Empty means the end of the day."))
    zone = SelectField(_l("Time zone"))
    answer_by = TypedDate(
        _l("Everyone hears by"), validators=[InputRequired(_l("By when will people hear? They plan with it."))],
        description=_l("You promise this to everyone who proposes something. We remind you."),
    )  # fmt: skip
    most_each = IntegerField(_l("Proposals for each person"), validators=[Optional(), NumberRange(1, 20, _l("Choose a number between 1 and 20."))],
                             default=3)  # fmt: skip

    kinds = [kind.value for kind in PROPOSED]

    def offer(self, event: Event) -> None:
        """Fill in the choices."""
        self.zone.choices = zone_choices(event.zone)

    def rows(self) -> list[tuple[Any, Any]]:
        """The kinds with their minutes."""
        return [(self[f"takes_{kind}"], self[f"minutes_{kind}"]) for kind in self.kinds]

    def draft(self) -> CallDraft:
        """What it says."""
        lengths = {kind: self[f"minutes_{kind}"].data or USUAL[Kind(kind)] for kind in self.kinds if self[f"takes_{kind}"].data}
        opens = datetime.combine(self.opens_date.data, self.opens_time.data or time(0)) if self.opens_date.data else None
        return CallDraft(
            text=self.text.data or "", lengths=lengths, opens=opens, zone=self.zone.data if is_zone(self.zone.data or "") else "UTC",
            deadline=datetime.combine(self.deadline_date.data, self.deadline_time.data or EVENING), answer_by=self.answer_by.data,
            most_each=self.most_each.data or 3,
        )  # fmt: skip


def call_values(event: Event, call: Call | None) -> dict[str, Any]:
    """What the form shows at first: what is there, or what is usual: six weeks before the event, but not over yet."""
    lengths = call.lengths if call else {"talk": USUAL[Kind.TALK], "lightning": USUAL[Kind.LIGHTNING]}
    kinds = {f"takes_{kind}": kind in lengths for kind in CallForm.kinds}
    minutes = {f"minutes_{kind}": lengths.get(kind, USUAL[Kind(kind)]) for kind in CallForm.kinds}
    if call is None:
        starts = event.occurrence.wall_start.date() if event.occurrence else None
        soon = wall_in(clock.now(), event.zone).date() + timedelta(days=10)
        deadline = max(starts - timedelta(days=42), min(soon, starts)) if starts else None
        answer = max(starts - timedelta(days=28), min(deadline + timedelta(days=7), starts)) if starts and deadline else None
        return {**kinds, **minutes, "zone": event.zone, "most_each": 3, "deadline_time": EVENING, "deadline_date": deadline,
                "answer_by": answer}  # fmt: skip
    opens = call.wall_opens
    return {
        **kinds, **minutes, "text": call.text, "zone": call.zone, "most_each": call.most_each, "deadline_date": call.wall_deadline.date(),
        "deadline_time": call.wall_deadline.time(), "answer_by": call.answer_by, "opens_date": opens.date() if opens else None,
        "opens_time": opens.time() if opens else None,
    }  # fmt: skip


class ProposalForm(BaseForm):
    """What is it? Who are you?"""

    title = StringField(_l("Title"), validators=[NEEDED, at_most(MAX_TITLE)])
    kind = RadioField(_l("What kind of session is it?"))
    abstract = TextAreaField(_l("What will people take home?"), validators=[at_most(MAX_ABSTRACT)],
                             description=_l("Everyone reads this in the programme. Markdown works."))  # fmt: skip
    notes = TextAreaField(_l("Notes for those who decide"), validators=[at_most(MAX_NOTES)],
                          description=_l("Nobody else reads this: an outline, whether it is your first talk, where you gave it before."))  # fmt: skip
    language = SelectField(_l("Language you speak in"))
    level = RadioField(_l("What should listeners know?"), choices=[SelectChoice(level.value, level.label) for level in Level])
    needs = TextAreaField(_l("What do you need?"), validators=[at_most(MAX_NOTES)],
                          description=_l("A projector, a day that suits you, help with the journey."))  # fmt: skip
    name = StringField(_l("Your name in the programme"), validators=[NEEDED, at_most(MAX_NAME)])
    bio = TextAreaField(_l("A line about you"), validators=[at_most(MAX_BIO)])

    def offer(self, call: Call, proposal: Proposal | None = None) -> None:
        """Fill in the choices, in the reader's language."""
        offered = [kind for kind in PROPOSED if kind.value in call.lengths]
        if proposal is not None and proposal.kind not in offered:
            offered.append(proposal.kind)
        self.kind.choices = [
            SelectChoice(kind.value, _("%(kind)s, %(n)s minutes", kind=kind.label, n=call.lengths.get(kind.value, USUAL[kind])))
            for kind in offered
        ]
        self.language.choices = language_choices({self.language.data} - {None})

    def draft(self) -> ProposalDraft:
        """What it says."""
        return ProposalDraft(
            title=self.title.data or "", kind=Kind(self.kind.data), abstract=self.abstract.data or "", notes=self.notes.data or "",
            language=self.language.data, level=Level(self.level.data), needs=self.needs.data or "", name=self.name.data or "",
            bio=self.bio.data or "",
        )  # fmt: skip


def proposal_values(call: Call, person: Person, proposal: Proposal | None = None) -> dict[str, Any]:
    """What the form shows at first."""
    if proposal is None:
        offered = [kind for kind in PROPOSED if kind.value in call.lengths]
        return {"kind": offered[0].value if offered else "talk", "language": person.locale.split("-")[0], "level": Level.ANYONE.value,
                "name": person.name}  # fmt: skip
    own = next((speaker for speaker in proposal.speakers if speaker.person_id == person.id), None)
    said = {name: getattr(proposal, name) for name in ("title", "abstract", "notes", "needs", "language")}
    return {**said, "kind": proposal.kind.value, "level": proposal.level.value, "name": own.name if own else person.name,
            "bio": own.bio if own else ""}  # fmt: skip


class InviteForm(BaseForm):
    """Someone to ask."""

    name = StringField(_l("Their name"), validators=[NEEDED, at_most(MAX_NAME)])
    email = StringField(_l("Their e-mail address"), validators=[NEEDED, at_most(254)])


class ReviewerForm(BaseForm):
    """Someone to read along."""

    email = StringField(_l("Their e-mail address"), validators=[NEEDED, at_most(254)])


class AnswerForm(BaseForm):
    """Under which name?"""

    name = StringField(_l("Your name in the programme"), validators=[NEEDED, at_most(MAX_NAME)])
    bio = TextAreaField(_l("A line about you"), validators=[at_most(MAX_BIO)])


def answer_values(speaker: Speaker, person: Person | None) -> dict[str, Any]:
    """What the form shows at first."""
    return {"name": speaker.name if speaker.consent.value == "consents" or person is None else person.name, "bio": speaker.bio}


class RatingForm(BaseForm):
    """What do you think?"""

    stars = RadioField(_l("Your rating"), validators=[InputRequired(_l("Choose stars, or that you would rather not say."))])
    comment = TextAreaField(
        _l("Your thoughts"), validators=[at_most(2000)], description=_l("Only those who read proposals see this.")
    )

    def offer(self) -> None:
        """Fill in the choices, in the reader's language."""
        self.stars.choices = [
            SelectChoice("5", _("5, a must")), SelectChoice("4", _("4, gladly")), SelectChoice("3", _("3, why not")),
            SelectChoice("2", _("2, rather not")), SelectChoice("1", _("1, no")), SelectChoice("0", _("I would rather not say")),
        ]  # fmt: skip


class RoomForm(BaseForm):
    """A room."""

    name = StringField(_l("Room"), validators=[NEEDED, at_most(80)])
    capacity = IntegerField(_l("Seats"), validators=[Optional()])


class SessionForm(BaseForm):
    """A session made by hand."""

    title = StringField(_l("Title"), validators=[NEEDED, at_most(MAX_TITLE)])
    kind = SelectField(_l("What kind of session is it?"))
    minutes = IntegerField(_l("Minutes"), validators=[Optional()])
    language = SelectField(_l("Language"))
    abstract = TextAreaField(_l("What happens there"), validators=[at_most(MAX_ABSTRACT)])

    def offer(self, event: Event) -> None:
        """Fill in the choices; what organizers add most comes first."""
        order = (Kind.BREAK, Kind.PLENARY, Kind.SOCIAL, *PROPOSED)
        self.kind.choices = [SelectChoice(kind.value, kind.label) for kind in order]
        self.language.choices = language_choices([self.language.data] if self.language.data else event.languages)

    def draft(self) -> SessionDraft:
        """What it says."""
        kind = Kind(self.kind.data)
        return SessionDraft(title=self.title.data or "", kind=kind, abstract=self.abstract.data or "", language=self.language.data,
                            minutes=self.minutes.data if self.minutes.data is not None else USUAL[kind])  # fmt: skip


class PlaceForm(BaseForm):
    """When and where?"""

    day = SelectField(_l("Day"))
    time = TypedTime(_l("Begins at"), validators=[Optional()])
    room = SelectField(_l("Room"))

    def offer(self, days: list[tuple[str, str]], rooms: list[Room]) -> None:
        """Fill in the choices."""
        self.day.choices = [SelectChoice(iso, text) for iso, text in days]
        self.room.choices = [SelectChoice("", _("Everywhere")), *(SelectChoice(str(room.id), room.name) for room in rooms)]


class PublishForm(BaseForm):
    """A version for everyone."""

    number = HiddenField()
    note = StringField(_l("A word about what changed"), validators=[at_most(500)])


def session_values(event: Event, session: Session | None = None) -> dict[str, Any]:
    """What the form shows at first."""
    if session is None:
        return {"kind": Kind.BREAK.value, "language": (event.languages or ["en"])[0]}
    return {"title": session.heading, "kind": session.kind.value, "minutes": session.minutes, "language": session.language,
            "abstract": session.abstract}  # fmt: skip
