"""What is said of calls, proposals and sessions, as plain values; how a schedule is laid out and compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import combinations, pairwise
from typing import Any

from eventhub.core import zones
from eventhub.core.errors import Invalid
from eventhub.core.text import LazyText, clean_line, clean_text
from eventhub.core.text import lazy_gettext as _l

MAX_CALL = 20_000
MAX_TITLE = 150
MAX_ABSTRACT = 4000
MAX_NOTES = 4000
MAX_BIO = 600
MAX_NAME = 120
MINUTES = range(5, 24 * 60 + 1)


class Kind(StrEnum):
    """What a session is."""

    TALK = "talk"
    LIGHTNING = "lightning"
    WORKSHOP = "workshop"
    PANEL = "panel"
    PLENARY = "plenary"
    BREAK = "break"
    SOCIAL = "social"

    @property
    def label(self) -> LazyText:
        """The word for it."""
        return {
            "talk": _l("Talk"), "lightning": _l("Lightning talk"), "workshop": _l("Workshop"), "panel": _l("Panel"),
            "plenary": _l("For everyone"), "break": _l("Break"), "social": _l("Social"),
        }[self.value]  # fmt: skip


PROPOSED = (Kind.TALK, Kind.LIGHTNING, Kind.WORKSHOP, Kind.PANEL)
"""The kinds that people propose; organizers add the others by hand."""
USUAL = {
    Kind.TALK: 30,
    Kind.LIGHTNING: 10,
    Kind.WORKSHOP: 90,
    Kind.PANEL: 45,
    Kind.PLENARY: 30,
    Kind.BREAK: 30,
    Kind.SOCIAL: 120,
}
"""Minutes that a kind usually takes."""


class Level(StrEnum):
    """What listeners should know already."""

    ANYONE = "anyone"
    SOME = "some"
    DEEP = "deep"

    @property
    def label(self) -> LazyText:
        """The word for it."""
        return {"anyone": _l("Nothing needed"), "some": _l("Some experience"), "deep": _l("A lot of experience")}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDraft:
    """What organizers say of a call. Wall times are in ``zone``."""

    text: str = ""
    lengths: Mapping[str, int]
    """Minutes by kind."""
    opens: datetime | None = None
    deadline: datetime
    zone: str
    answer_by: date
    most_each: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalDraft:
    """What a speaker proposes, and says of themselves."""

    title: str = ""
    kind: Kind = Kind.TALK
    abstract: str = ""
    notes: str = ""
    language: str = "en"
    level: Level = Level.ANYONE
    needs: str = ""
    name: str = ""
    bio: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionDraft:
    """What organizers say of a session made by hand."""

    title: str
    kind: Kind = Kind.BREAK
    abstract: str = ""
    language: str = "en"
    minutes: int = 30


def check_call(draft: CallDraft) -> tuple[datetime | None, datetime]:
    """The instants at which it opens (None: by hand) and ends.

    :raises Invalid: every field that makes no sense.
    """
    wrong = _too_long({"text": (draft.text, MAX_CALL)})
    if not draft.lengths:
        wrong["kinds"] = _l("Choose at least one kind of session.")
    if any(kind not in {k.value for k in PROPOSED} or minutes not in MINUTES for kind, minutes in draft.lengths.items()):
        wrong["kinds"] = _l("A session takes between %(least)s minutes and a day.", least=MINUTES.start)
    if draft.most_each not in range(1, 21):
        wrong["most_each"] = _l("Choose a number between 1 and 20.")
    if draft.answer_by < draft.deadline.date():
        wrong["answer_by"] = _l("This is before the deadline. When will people hear?")
    if draft.opens and draft.opens >= draft.deadline:
        wrong["opens_date"] = _l("It would open after the deadline.")
    try:
        instants = (zones.instant(draft.opens, draft.zone) if draft.opens else None, zones.instant(draft.deadline, draft.zone))
    except Invalid as error:
        wrong |= {"zone" if name == "zone" else "deadline_time": text for name, text in error.fields.items()}
        raise Invalid(wrong) from None
    if wrong:
        raise Invalid(wrong)
    return instants


def check_proposal(draft: ProposalDraft) -> ProposalDraft:
    """The same with its texts cleaned.

    :raises Invalid: a text is too long, or there is no name.
    """
    cleaned = replace(
        draft, title=clean_line(draft.title), abstract=clean_text(draft.abstract), notes=clean_text(draft.notes),
        needs=clean_text(draft.needs), name=clean_line(draft.name), bio=clean_text(draft.bio),
    )  # fmt: skip
    wrong = _too_long({
        "title": (cleaned.title, MAX_TITLE), "abstract": (cleaned.abstract, MAX_ABSTRACT), "notes": (cleaned.notes, MAX_NOTES),
        "needs": (cleaned.needs, MAX_NOTES), "name": (cleaned.name, MAX_NAME), "bio": (cleaned.bio, MAX_BIO),
    })  # fmt: skip
    if not cleaned.title:
        wrong["title"] = _l("Give it a title, so that you find it again.")
    if not cleaned.name:
        wrong["name"] = _l("Under which name do you speak?")
    if wrong:
        raise Invalid(wrong)
    return cleaned


def check_session(draft: SessionDraft) -> SessionDraft:
    """The same with its texts cleaned.

    :raises Invalid: a field makes no sense.
    """
    cleaned = replace(draft, title=clean_line(draft.title), abstract=clean_text(draft.abstract))
    wrong = _too_long({"title": (cleaned.title, MAX_TITLE), "abstract": (cleaned.abstract, MAX_ABSTRACT)})
    if not cleaned.title:
        wrong["title"] = _l("What is it called?")
    if cleaned.minutes not in MINUTES:
        wrong["minutes"] = _l("A session takes between %(least)s minutes and a day.", least=MINUTES.start)
    if wrong:
        raise Invalid(wrong)
    return cleaned


def _too_long(texts: Mapping[str, tuple[str, int]]) -> dict[str, LazyText]:
    return {name: _l("Please keep it to %(n)s characters.", n=most) for name, (text, most) in texts.items() if len(text) > most}


# The schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A session as far as time and place go. Without a room it is for everyone, in all of them."""

    key: str
    room: int | None
    starts: datetime
    minutes: int
    speakers: frozenset[int] = frozenset()
    """The ids of people, where they are known."""

    @property
    def ends(self) -> datetime:
        """When it is over, by the clock on the wall."""
        return self.starts + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Clash:
    """Two sessions that get in each other's way: in one ``room``, for one ``speaker``, or because one is for ``everyone``."""

    what: str
    first: str
    second: str


def clashes(slots: Iterable[Slot]) -> list[Clash]:
    """What overlaps, by time. What is for everyone is in the way of every room."""
    found = []
    for one, other in combinations(sorted(slots, key=lambda slot: (slot.starts, slot.key)), 2):
        if other.starts >= one.ends:
            continue
        if one.room == other.room or None in {one.room, other.room}:
            found.append(Clash("room" if one.room == other.room else "everyone", one.key, other.key))
        if one.speakers & other.speakers:
            found.append(Clash("speaker", one.key, other.key))
    return found


def laid(column: Sequence[Slot], moved: Slot, before: str | None) -> dict[str, datetime]:
    """The new starts when a session is put into a room's day before another one (None: after all).

    Within the room the pauses stay where they are and the sessions change places. One that comes from elsewhere begins
    where the other began, and only what is in its way moves on.

    :param moved: with the room it goes to; ``starts`` counts only where the room's day is empty.
    """
    column = sorted(column, key=lambda slot: (slot.starts, slot.key))
    keys = [slot.key for slot in column]
    others = [slot for slot in column if slot.key != moved.key]
    at = next((n for n, slot in enumerate(others) if slot.key == before), len(others))
    order = [*others[:at], moved, *others[at:]]
    if moved.key in keys:
        return _swapped(column, order)
    return _pushed(others, moved, at)


def _swapped(column: Sequence[Slot], order: Sequence[Slot]) -> dict[str, datetime]:
    pauses = [later.starts - earlier.ends for earlier, later in pairwise(column)]
    starts, moment = {}, column[0].starts
    for slot, pause in zip(order, [*pauses, timedelta(0)], strict=True):
        starts[slot.key] = moment
        moment += timedelta(minutes=slot.minutes) + max(pause, timedelta(0))
    return starts


def _pushed(others: Sequence[Slot], moved: Slot, at: int) -> dict[str, datetime]:
    if at < len(others):
        begin = others[at].starts
    else:
        begin = others[-1].ends if others else moved.starts
    starts = {moved.key: begin}
    free = begin + timedelta(minutes=moved.minutes)
    for slot in others[at:]:
        starts[slot.key] = max(slot.starts, free)
        free = starts[slot.key] + timedelta(minutes=slot.minutes)
    return starts


# Versions


def compare(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a version of the schedule says otherwise than the one before: in the order of time, what is gone at the end.

    Each is ``{"what", "key", "title", …}`` with ``what`` one of ``added``, ``moved``, ``room``, ``speakers``, ``title``,
    ``text``, ``cancelled``. Of a first version there is nothing to tell.
    """
    if before is None:
        return []
    old = {session["key"]: session for session in before["sessions"]}
    changes: list[dict[str, Any]] = []
    for session in after["sessions"]:
        changes += _changes_of(old.pop(session["key"], None), session)
    gone = [{"what": "cancelled", "key": key, "title": was["title"], "from": was["starts"]} for key, was in old.items()]
    return [*changes, *gone]


def _changes_of(was: Mapping[str, Any] | None, now: Mapping[str, Any]) -> list[dict[str, Any]]:
    known = {"key": now["key"], "title": now["title"]}
    if was is None:
        return [{"what": "added", **known, "to": now["starts"], "room": now["room"]}]
    changes: list[dict[str, Any]] = []
    if (was["starts"], was["minutes"]) != (now["starts"], now["minutes"]):
        changes.append({"what": "moved", **known, "from": was["starts"], "to": now["starts"]})
    if was["room"] != now["room"]:
        changes.append({"what": "room", **known, "from": was["room"], "to": now["room"]})
    if was["title"] != now["title"]:
        changes.append({"what": "title", **known, "from": was["title"]})
    if any(was.get(name) != now.get(name) for name in ("abstract", "kind", "language", "level")):
        changes.append({"what": "text", **known})
    came = [each for each in now["speakers"] if each not in was["speakers"]]
    left = [each for each in was["speakers"] if each not in now["speakers"]]
    if came or left:
        changes.append({"what": "speakers", **known, "came": came, "left": left})
    return changes
