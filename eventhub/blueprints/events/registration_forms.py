"""Forms of registration: the one that people fill in, made of what the organizers ask, and the organizers' own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
    URLField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from eventhub.blueprints import present
from eventhub.blueprints.forms import NEEDED, BaseForm, at_most
from eventhub.core import zones
from eventhub.core.errors import Invalid
from eventhub.core.text import clean_line
from eventhub.events.models import Event, Occurrence
from eventhub.events.registration.models import Question, RegistrationSetup
from eventhub.events.registration.queries import SeatCount
from eventhub.events.registration.rules import (
    MAX_QUESTIONS,
    REMINDER_HOURS,
    Kind,
    Per,
    QuestionDraft,
    QuestionKind,
    Seat,
    SetupDraft,
)

MINUTES = 60


class JoinForm(BaseForm):
    """What everyone is asked; questions of the organizers are fields named ``q-<id>``."""

    date = RadioField(_l("Which date?"), validate_choice=False)
    seat = RadioField(_l("How do you take part?"), validate_choice=False)
    name = StringField(_l("Your name"), [NEEDED, at_most(120)], description=_l("The organizers see it. Nobody else does."))
    email = EmailField(
        _l("E-mail address"), [NEEDED, at_most(254)],
        description=_l("Never shown to anyone but, where they need it, the organizers; erased 90 days after the event. "
                       "We send a link there to confirm."),
    )  # fmt: skip

    def answers(self) -> dict[int, str]:
        """What was answered, by question."""
        return {int(field.name[2:]): field.data or "" for field in self if field.name.startswith("q-")}


def join_form(questions: Sequence[Question], *, guest: bool, **known: Any) -> JoinForm:
    """The form for one event.

    :param guest: whether name and address are asked.
    :param known: what stands in it at first.
    """

    class Asked(JoinForm):
        """With this event's questions."""

    for question in questions:
        setattr(Asked, f"q-{question.id}", _field_of(question))
    if not guest:
        Asked.name = Asked.email = None
    return Asked(data=known.get("data"))


def _field_of(question: Question) -> Any:
    needed = [NEEDED] if question.required else [Optional()]
    help_text = _("Only the organizers read this. It is erased 90 days after the event.") if question.about_access else ""
    known = {"label": question.text, "validators": needed, "description": help_text}
    if question.kind is QuestionKind.LONG:
        return TextAreaField(**known)
    if question.kind is QuestionKind.CHOICE:
        return RadioField(**known, choices=[SelectChoice(text, text) for text in question.choices], validate_choice=False)
    if question.kind is QuestionKind.YES_NO:
        return RadioField(**known, choices=[SelectChoice("yes", _("Yes")), SelectChoice("no", _("No"))], validate_choice=False)
    return StringField(**known)


def offer(form: JoinForm, event: Event, ahead: Sequence[Occurrence], counts: Sequence[SeatCount]) -> None:
    """Give the form its dates and seats, each with how many are left; what leaves no choice is chosen."""
    form.date.choices = [SelectChoice(str(o.id), _date_text(event, o)) for o in ahead]
    if not form.date.data and ahead:
        form.date.data = str(ahead[0].id)
    first = next((count.occurrence_id for count in counts), None)
    several = len({count.occurrence_id for count in counts}) > 1
    seats = [count for count in counts if count.occurrence_id == first]
    form.seat.choices = [
        SelectChoice(count.seat.value, str(count.seat.label), render_kw={} if several else {"data-help": seats_text(count)})
        for count in seats
    ]  # fmt: skip
    if len(seats) == 1:
        form.seat.data = seats[0].seat.value


def _date_text(event: Event, date: Occurrence) -> str:
    return present.times_text(date, all_day=event.all_day)


def seats_text(count: SeatCount) -> str:
    """How full it is, in words that need no table."""
    if count.left is None:
        return _("As many as come.")
    if count.left:
        return ngettext("One seat left of %(of)d.", "%(num)d seats left of %(of)d.", count.left, of=count.capacity)
    if count.waiting:
        return ngettext("All seats are taken. One person waits.", "All seats are taken. %(num)d people wait.", count.waiting)
    return _("All seats are taken.")


# The organizers' form


class QuestionForm(Form):
    """One question; without a text it is none."""

    id = HiddenField()
    text = StringField(_l("Question"), [at_most(300)])
    kind = SelectField(_l("Answer"), choices=[SelectChoice(kind.value, kind.label) for kind in QuestionKind])
    choices = TextAreaField(_l("To choose from"), description=_l("One a line."))
    required = BooleanField(_l("Must be answered"))
    about_access = BooleanField(_l("It is about what someone needs in order to take part"))
    remove = BooleanField(_l("Take this question out"))


class SetupForm(BaseForm):
    """How an event takes people in."""

    kind = RadioField(_l("Where do people register?"), choices=[SelectChoice(kind.value, kind.label) for kind in Kind])
    per = RadioField(_l("What do they register for?"), choices=[SelectChoice(per.value, per.label) for per in Per])
    needs_approval = BooleanField(_l("I look at each registration before it counts"))
    waitlist = BooleanField(_l("Keep a waiting list when all seats are taken"))
    room_capacity = IntegerField(_l("Seats in the room"), [Optional()], description=_l("Empty: as many as come."))
    screen_capacity = IntegerField(_l("Seats on the screen"), [Optional()], description=_l("Empty: as many as come."))
    closes_hours = IntegerField(_l("Closes how many hours before the start"), [Optional()])
    closes_date = DateField(_l("Or on this day, for all dates"), [Optional()])
    closes_time = TimeField(_l("at"), [Optional()])
    room_reminder_hours = SelectField(_l("Remind those in the room"), coerce=int)
    screen_reminder_hours = SelectField(_l("Remind those on the screen"), coerce=int)
    screen_url = URLField(
        _l("Link for the screen"), [at_most(1000)],
        description=_l("Only those with a seat on the screen get it, by mail and on their page. Empty: the event's own link."),
    )  # fmt: skip
    room_note = TextAreaField(
        _l("A word for those in the room"), [at_most(1000)],
        description=_l("Only they get it: “Ring at the back door.”"),
    )  # fmt: skip
    questions = FieldList(FormField(QuestionForm), max_entries=MAX_QUESTIONS + 2)
    revision = HiddenField()

    def offer(self) -> None:
        """Give it its choices, and rows for questions to come."""
        choices = [SelectChoice(hours, _reminder_text(hours)) for hours in REMINDER_HOURS]
        self.room_reminder_hours.choices = self.screen_reminder_hours.choices = choices

    def add_rows(self, empty: int = 1) -> None:
        """So many empty rows at the end, as far as there may be more questions."""
        written = [entry for entry in self.questions if clean_line(entry.form.text.data)]
        while len(self.questions) < min(len(written) + empty, MAX_QUESTIONS):
            self.questions.append_entry({"kind": QuestionKind.SHORT.value})


def _reminder_text(hours: int) -> str:
    if not hours:
        return _("Never")
    if hours % 24:
        return ngettext("One hour before", "%(num)d hours before", hours)
    return ngettext("The day before", "%(num)d days before", hours // 24)


def values_of(setup: RegistrationSetup | None, questions: Sequence[Question], event: Event) -> dict[str, Any]:
    """What the form begins with."""
    if setup is None:
        kind = Kind.EXTERNAL if event.registration_url else Kind.HERE
        return {"kind": kind.value, "per": Per.DATE.value, "waitlist": True, "room_reminder_hours": 24,
                "screen_reminder_hours": 1, "revision": "0", "questions": []}  # fmt: skip
    closes = zones.wall_in(setup.closes_at, event.zone) if setup.closes_at else None
    plain = ("needs_approval", "waitlist", "room_capacity", "screen_capacity", "room_reminder_hours", "screen_reminder_hours",
             "screen_url", "room_note")  # fmt: skip
    return {
        **{name: getattr(setup, name) for name in plain}, "kind": setup.kind.value, "per": setup.per.value,
        "closes_hours": setup.closes_minutes // MINUTES or None, "closes_date": closes.date() if closes else None,
        "closes_time": closes.time() if closes else None, "revision": str(setup.revision),
        "questions": [
            {"id": str(q.id), "text": q.text, "kind": q.kind.value, "choices": "\n".join(q.choices), "required": q.required,
             "about_access": q.about_access}
            for q in questions
        ],
    }  # fmt: skip


def draft_of(form: SetupForm, event: Event) -> SetupDraft:
    """What the form says.

    :raises Invalid: the closing time is one that its zone's clocks skip.
    """
    closes_at = None
    if form.closes_date.data:
        wall = datetime.combine(form.closes_date.data, form.closes_time.data or time())
        if zones.is_gap(wall, event.zone):
            raise Invalid({"closes_time": _("Clocks skip this time on that day.")})
        closes_at = zones.instant(wall, event.zone)
    plain = ("needs_approval", "waitlist", "room_capacity", "screen_capacity", "room_reminder_hours", "screen_reminder_hours")
    return SetupDraft(
        **{name: getattr(form, name).data for name in plain}, kind=Kind(form.kind.data), per=Per(form.per.data),
        closes_at=closes_at, closes_minutes=(form.closes_hours.data or 0) * MINUTES, screen_url=form.screen_url.data or "",
        room_note=form.room_note.data or "", questions=[_question_of(entry) for entry in kept_questions(form)],
    )  # fmt: skip


def kept_questions(form: SetupForm) -> list[Any]:
    """The rows that stay: those with a text, or that were a question before, and are not to be taken out."""
    return [
        entry.form for entry in form.questions
        if not entry.form.remove.data and (clean_line(entry.form.text.data) or (entry.form.id.data or "").isdigit())
    ]  # fmt: skip


def _question_of(row: Any) -> QuestionDraft:
    lines = [clean_line(line) for line in (row.choices.data or "").splitlines()]
    return QuestionDraft(
        text=clean_line(row.text.data), kind=QuestionKind(row.kind.data), required=row.required.data,
        choices=tuple(dict.fromkeys(line for line in lines if line)) if row.kind.data == QuestionKind.CHOICE else (),
        about_access=row.about_access.data, id=int(row.id.data) if (row.id.data or "").isdigit() else None,
    )  # fmt: skip


def place_question_errors(form: SetupForm, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Put the errors of questions beside their rows; gives the rest."""
    rows = kept_questions(form)
    rest = {}
    for name, text in fields.items():
        number = name.removeprefix("question-")
        if number.isdigit() and int(number) < len(rows):
            field = rows[int(number)].text
            field.errors = [*field.errors, text]
        else:
            rest[name] = text
    return rest


def seat_of(text: str | None) -> Seat:
    """The seat that a form names.

    :raises Invalid: it names none (``seat``).
    """
    if text not in set(Seat):
        raise Invalid({"seat": _("Choose how you take part.")})
    return Seat(text)
