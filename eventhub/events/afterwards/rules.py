"""What an organizer tells of an event, as plain values, and the checks that need nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from eventhub.core.errors import Invalid
from eventhub.core.text import LazyText, clean_line, clean_text
from eventhub.core.text import lazy_gettext as _l

MAX_PHOTOS = 12
MAX_TEXT = 2000
MAX_CONTACTS = 30
MAX_ALT = 300
MOST = 1_000_000
CONTACTS_KEPT = timedelta(days=90)
"""How long what is noted of people is kept when they have not agreed to more."""
ASK_AFTER = (timedelta(days=2), timedelta(days=10))
"""When the organizers are asked how it went, counted from the end of a date."""
BETWEEN_ASKS = timedelta(days=5)
"""What lies between the two at least, also where the clock stood still for a while."""
ASK_WITHIN = timedelta(days=30)
"""What is over for longer than this is not asked about any more, nor laid on a desk."""

NUMBERS = ("expected", "came_room", "came_screen", "first_timers")
TEXTS = ("outcomes", "again", "differently")


class Scope(StrEnum):
    """What the organizers of a series want to tell of."""

    DATE = "date"
    SERIES = "series"

    @property
    def label(self) -> LazyText:
        """The choice in words."""
        return {"date": _l("Each date"), "series": _l("The whole series, once")}[self.value]


class Shown(StrEnum):
    """The parts of a report that its organizers can let others see."""

    NUMBERS = "numbers"
    WORDS = "words"
    PHOTOS = "photos"

    @property
    def label(self) -> LazyText:
        """The part in words."""
        return {
            "numbers": _l("The numbers"), "words": _l("What you wrote"), "photos": _l("The photos that say what they show"),
        }[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Someone the organizers met: private, and kept for 90 days unless they agreed to more."""

    name: str
    reach: str = ""
    note: str = ""
    keep: bool = False
    id: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is said."""
        return not (clean_line(self.name) or clean_line(self.reach) or clean_text(self.note))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDraft:
    """Everything that can be told; what is unknown is empty."""

    expected: int | None = None
    came_room: int | None = None
    came_screen: int | None = None
    first_timers: int | None = None
    outcomes: str = ""
    again: str = ""
    differently: str = ""
    shown: tuple[Shown, ...] = ()
    contacts: tuple[Contact, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is told that another could learn from."""
        numbers = (self.came_room, self.came_screen, self.first_timers)
        return all(number is None for number in numbers) and not any(clean_text(getattr(self, name)) for name in TEXTS)


def check_report(draft: ReportDraft) -> None:
    """Everything makes sense on its own.

    :raises Invalid: what does not, by field.
    """
    wrong = {**_wrong_numbers(draft), **_wrong_contacts(draft.contacts)}
    for name in TEXTS:
        if len(clean_text(getattr(draft, name))) > MAX_TEXT:
            wrong[name] = _l("Please keep it to %(n)s characters.", n=MAX_TEXT)
    if wrong:
        raise Invalid(wrong)


def _wrong_numbers(draft: ReportDraft) -> dict[str, LazyText]:
    given = {name: getattr(draft, name) for name in NUMBERS}
    odd = [name for name, number in given.items() if number is not None and not 0 <= number <= MOST]
    if odd:
        return dict.fromkeys(odd, _l("How many people were it? A number is enough."))
    came = came_in_all(draft.came_room, draft.came_screen)
    if came is not None and draft.first_timers is not None and draft.first_timers > came:
        return {"first_timers": _l("This is more than came in all, which were %(n)s.", n=came)}
    return {}


def _wrong_contacts(contacts: tuple[Contact, ...]) -> dict[str, LazyText]:
    if any(not clean_line(contact.name) and not contact.is_empty for contact in contacts):
        return {"contacts": _l("Give each contact a name; a first name is enough.")}
    if len(contacts) > MAX_CONTACTS:
        return {"contacts": _l("Please keep it to %(n)s contacts.", n=MAX_CONTACTS)}
    if any(len(contact.name) > 120 or len(contact.reach) > 300 or len(contact.note) > 1000 for contact in contacts):
        return {"contacts": _l("One of these texts is too long. Please shorten it.")}
    return {}


def came_in_all(room: int | None, screen: int | None) -> int | None:
    """How many came, in the room and by screen; None when nobody counted."""
    return None if room is None and screen is None else (room or 0) + (screen or 0)
