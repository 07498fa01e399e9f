"""Pure calculations of registration: which seats there are, when the form closes, what may be asked and answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from eventhub.core.errors import Invalid
from eventhub.core.text import LazyText, clean_line, clean_text, is_web_address
from eventhub.core.text import lazy_gettext as _l
from eventhub.events.rules.drafts import Mode

CONFIRM_WITHIN = timedelta(hours=48)
KEPT_AFTER = timedelta(days=90)
REMINDER_HOURS = (0, 1, 3, 24, 48, 168)
"""When a reminder may go out, in hours before a date; 0 is never."""
MAX_CAPACITY = 100_000
MAX_QUESTIONS = 20
MAX_CHOICES = 30
MAX_ANSWER = 4000
MAX_NOTE = 1000
MAX_CLOSES_MINUTES = 60 * 24 * 60
LINK_LASTS = timedelta(days=400)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Kind(StrEnum):
    """Where people register."""

    NONE = "none"
    EXTERNAL = "external"
    HERE = "here"

    @property
    def label(self) -> LazyText:
        """Its name for readers."""
        return {"none": _l("Nobody needs to"), "external": _l("On another site"), "here": _l("Here")}[self.value]


class WayIn(StrEnum):
    """How someone who reads of an event gets the link to take part by."""

    OPEN = "open"
    """It is public."""
    HERE = "here"
    OUTSIDE = "outside"
    CONTACT = "contact"
    ORGANIZERS = "organizers"
    """It is private, and nothing that the event says leads to it: all that is left is to ask those who run it."""

    @property
    def says(self) -> LazyText:
        """What readers are told to do."""
        return {
            "open": _l("Join online"), "here": _l("You get the link when you register."),
            "outside": _l("Register there, and you get the link."), "contact": _l("Ask the contact for the link."),
            "organizers": _l("Ask the organizers for the link."),
        }[self.value]  # fmt: skip


def way_in(said: Any, kind: Kind | None) -> WayIn | None:
    """The way to the link of an event, or of a date of it; None where everyone meets in a room.

    :param said: an event, a draft or a row of them.
    :param kind: where people register; None when nobody has said, so it is the outside page if there is one.
    """
    if said.mode == Mode.IN_PERSON:
        return None
    if said.join_public and said.join_url:
        return WayIn.OPEN
    if kind is Kind.HERE:
        return WayIn.HERE
    if said.registration_url and kind is not Kind.NONE:
        return WayIn.OUTSIDE
    return WayIn.CONTACT if said.contact else WayIn.ORGANIZERS


class Per(StrEnum):
    """What one registration is for."""

    DATE = "date"
    SERIES = "series"

    @property
    def label(self) -> LazyText:
        """Its name for readers."""
        return {"date": _l("For each date"), "series": _l("For the whole series")}[self.value]


class Seat(StrEnum):
    """Where someone takes part."""

    ROOM = "room"
    SCREEN = "screen"

    @property
    def label(self) -> LazyText:
        """Its name for readers."""
        return {"room": _l("In the room"), "screen": _l("On the screen")}[self.value]


class QuestionKind(StrEnum):
    """How a question is answered."""

    SHORT = "short"
    LONG = "long"
    CHOICE = "choice"
    YES_NO = "yes_no"

    @property
    def label(self) -> LazyText:
        """Its name for readers."""
        return {"short": _l("A line"), "long": _l("Some lines"), "choice": _l("One of several"), "yes_no": _l("Yes or no")}[
            self.value
        ]


def seats_of(mode: Mode) -> tuple[Seat, ...]:
    """The seats that an event of this mode has."""
    return {Mode.IN_PERSON: (Seat.ROOM,), Mode.ONLINE: (Seat.SCREEN,)}.get(mode, (Seat.ROOM, Seat.SCREEN))


def closes_for(starts_at: datetime, *, closes_at: datetime | None, minutes_before: int) -> datetime:
    """When nobody can register for a date any more: so many minutes before it, or at a fixed time if that is earlier."""
    before = starts_at - timedelta(minutes=minutes_before)
    return min(before, closes_at) if closes_at else before


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionDraft:
    """A question as an organizer wrote it; ``id`` says which one it was before."""

    text: str
    kind: QuestionKind = QuestionKind.SHORT
    choices: tuple[str, ...] = ()
    required: bool = False
    about_access: bool = False
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupDraft:
    """What an organizer says of the registration."""

    kind: Kind = Kind.HERE
    per: Per = Per.DATE
    needs_approval: bool = False
    room_capacity: int | None = None
    screen_capacity: int | None = None
    waitlist: bool = True
    closes_at: datetime | None = None
    closes_minutes: int = 0
    room_reminder_hours: int = 24
    screen_reminder_hours: int = 1
    screen_url: str = ""
    room_note: str = ""
    questions: Sequence[QuestionDraft] = ()


def check_setup(draft: SetupDraft) -> None:
    """Whether this can be kept.

    :raises Invalid: what can't, by field; a question's errors under ``question-<its place from 0>``.
    """
    wrong: dict[str, Any] = {**_wrong_numbers(draft), **_wrong_texts(draft)}
    if len(draft.questions) > MAX_QUESTIONS:
        wrong["questions"] = _l("Please keep it to %(n)s questions.", n=MAX_QUESTIONS)
    for place, question in enumerate(draft.questions):
        error = _wrong_with(question)
        if error:
            wrong[f"question-{place}"] = error
    if wrong:
        raise Invalid(wrong)


def _wrong_numbers(draft: SetupDraft) -> dict[str, Any]:
    wrong: dict[str, Any] = {}
    for name in ("room_capacity", "screen_capacity"):
        capacity = getattr(draft, name)
        if capacity is not None and not 1 <= capacity <= MAX_CAPACITY:
            wrong[name] = _l("Give a number from 1 to %(most)s, or leave it empty for as many as come.", most=MAX_CAPACITY)
    for name in ("room_reminder_hours", "screen_reminder_hours"):
        if getattr(draft, name) not in REMINDER_HOURS:
            wrong[name] = _l("Choose one of these.")
    if not 0 <= draft.closes_minutes <= MAX_CLOSES_MINUTES:
        wrong["closes_hours"] = _l("At most 60 days before.")
    return wrong


def _wrong_texts(draft: SetupDraft) -> dict[str, Any]:
    wrong: dict[str, Any] = {}
    if len(draft.screen_url) > 1000:
        wrong["screen_url"] = _l("This address is too long.")
    elif draft.screen_url and not is_web_address(draft.screen_url):
        wrong["screen_url"] = _l("This is not a web address. It begins with https://.")
    if len(draft.room_note) > MAX_NOTE:
        wrong["room_note"] = _l("Please keep it to %(n)s characters.", n=MAX_NOTE)
    return wrong


def _wrong_with(question: QuestionDraft) -> LazyText | None:
    if not clean_line(question.text):
        return _l("What do you want to ask?")
    if len(question.text) > 300:
        return _l("Please keep it to %(n)s characters.", n=300)
    if question.kind is QuestionKind.CHOICE and len(question.choices) < 2:
        return _l("Give at least two answers to choose from, one a line.")
    if len(question.choices) > MAX_CHOICES or any(len(choice) > 200 for choice in question.choices):
        return _l("At most %(n)s answers of up to 200 characters.", n=MAX_CHOICES)
    return None


def check_answers(questions: Iterable[Any], given: Mapping[int, str]) -> dict[int, str]:
    """The answers, cleaned, by the question's id; those left empty are left out.

    :raises Invalid: by ``q-<id>``: a required one is missing, or one can't be an answer to its question.
    """
    kept: dict[int, str] = {}
    wrong: dict[str, Any] = {}
    for question in questions:
        text = (clean_text if question.kind is QuestionKind.LONG else clean_line)(given.get(question.id, ""))
        if not text:
            if question.required:
                wrong[f"q-{question.id}"] = _l("Please answer this.")
            continue
        if len(text) > MAX_ANSWER:
            wrong[f"q-{question.id}"] = _l("Please keep it to %(n)s characters.", n=MAX_ANSWER)
        elif text not in _offered(question, text):
            wrong[f"q-{question.id}"] = _l("Choose one of these.")
        else:
            kept[question.id] = text
    if wrong:
        raise Invalid(wrong, _l("Something is still missing. What you wrote is all here."))
    return kept


def _offered(question: Any, text: str) -> Sequence[str]:
    if question.kind is QuestionKind.CHOICE:
        return list(question.choices)
    return ("yes", "no") if question.kind is QuestionKind.YES_NO else (text,)


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, “CSV injection”): an apostrophe goes before it."""
    return f"'{text}" if text.startswith(_FORMULA) else text
