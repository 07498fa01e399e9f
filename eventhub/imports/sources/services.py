"""What people do with mirrored calendars. Nothing here commits; the request or the job does.

Names for a page: a *source* is one calendar elsewhere, a *look* what it would change, a *fate* what becomes of its
events when it is removed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from eventhub.accounts.models import Person
from eventhub.communities.models import Community
from eventhub.core.errors import Invalid, Text
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.workflow import Step
from eventhub.events.models import Event
from eventhub.imports.sources.looking import Look
from eventhub.imports.sources.models import Source, SourceKind

MAX_SOURCES = 20
"""How many a community may have."""
MAX_BYTES = 5_000_000
"""Of an address, and of a file that comes by the web."""


class AlreadyThere(Invalid):
    """The community has this source already; ``source`` is it, for a link to its page."""

    def __init__(self, source: Source, field: str) -> None:
        super().__init__({field: _l("This calendar is here already.")})
        self.source = source


class Fate(StrEnum):
    """What becomes of the events of a source that is removed."""

    KEEP = "keep"
    DRAFTS = "drafts"
    ALL = "all"

    @property
    def label(self) -> Text:
        """The choice in words."""
        return {
            "keep": _l("Keep them all, as ordinary events"),
            "drafts": _l("Drafts go; what is published stays"),
            "all": _l("Drafts go, and what is published and still to come is cancelled"),
        }[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fates:
    """What removing a source would do, by the number of events.

    ``deleted``: drafts nobody has touched · ``withdrawn``: drafts someone has worked on, and those in review ·
    ``cancelled``: published ones to come · ``told``: people who come to those · ``kept``: all others, and ``not_yours``
    of these only because their organizers alone may withdraw or cancel them.
    """

    deleted: int = 0
    withdrawn: int = 0
    cancelled: int = 0
    told: int = 0
    kept: int = 0
    not_yours: int = 0


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of sending drafts for review: how many went, and how many still miss something."""

    sent: int
    incomplete: int


def add_source(
    community: Community, *, kind: SourceKind, place: str, data: bytes | None = None, organizer: Person | None = None,
    actor: Person,
) -> Source:  # fmt: skip
    """Have a calendar looked at: it is fetched (an address) or read (a file's bytes) and kept; nothing comes in yet.

    A page instead of a calendar is read as a page, and the other way round: the source's ``kind`` says what it was.

    :param place: an address (http, https, webcal), or the file's name as it was given.
    :param data: the bytes of a file; None for an address.
    :raises Invalid: by the field ``place`` (or ``file``): there is no calendar, or there are twenty already.
    :raises AlreadyThere: the same place of the same community; for a file see :func:`replace_file`.
    :raises TooMany: more than thirty tries in an hour.
    """
    raise NotImplementedError


def replace_file(source: Source, data: bytes, *, actor: Person) -> Look:
    """Put a newer file in the place of one that was uploaded before; it comes in with :func:`bring_in`.

    :raises Invalid: by the field ``file``.
    :raises Refused: the source is no file.
    """
    raise NotImplementedError


def look(source: Source) -> Look:
    """What the content that is kept would change. Writes nothing.

    :raises Refused: there is no content yet, or it can't be read any more.
    """
    raise NotImplementedError


def bring_in(source: Source, *, actor: Person) -> None:
    """Let the content that is kept come in, and keep the source in step from then on.

    The events come in within a minute, by the worker: see ``source.counts`` afterwards. (In the demo and the command
    line :func:`eventhub.imports.sources.sync.sync` does it at once.)

    :raises AlreadyDone: someone has brought it in meanwhile.
    """
    raise NotImplementedError


def check_now(source: Source, *, actor: Person) -> None:
    """Have the worker look there within a minute instead of when it is due.

    :raises Refused: it is a file, paused or removed.
    :raises TooMany: more than twelve times in an hour.
    """
    raise NotImplementedError


def advance_source(source: Source, name: str, *, actor: Person | None, reason: str = "") -> Step:
    """Take one of the steps ``pause``, ``resume``, ``trust``, ``distrust`` (and ``give_up``, which is the clock's).

    :raises Refused: as :func:`eventhub.core.advance.advance` does.
    """
    raise NotImplementedError


def set_organizer(source: Source, organizer: Person | None, *, actor: Person) -> None:
    """Say whom new drafts belong to: a contact of the community, or None for its first contact.

    :raises Invalid: by the field ``organizer``: they do not speak for the community.
    """
    raise NotImplementedError


def send_for_review(source: Source, *, actor: Person) -> Sent:
    """Send all drafts of the source that are complete and that the actor runs for review, with one mail to each reader."""
    raise NotImplementedError


def count_fates(source: Source, fate: Fate, *, actor: Person) -> Fates:
    """What :func:`remove_source` would do. Writes nothing."""
    raise NotImplementedError


def remove_source(source: Source, *, fate: Fate, reason: str = "", actor: Person) -> Fates:
    """Stop mirroring a calendar. What stays are ordinary events, which another source may bring in again.

    :param reason: why published events are cancelled; those who come read it.
    :raises Invalid: by the field ``reason``: something would be cancelled, and there is none.
    :raises AlreadyDone: it is removed already.
    """
    raise NotImplementedError


def follow_source_again(event: Event, fields: Sequence[str], *, actor: Person) -> list[str]:
    """Give the source its word back for these fields (names as in :func:`queries.locked_fields`), at once.

    Returns the names of what changed.

    :raises Refused: the event has no source, or takes no changes any more.
    """
    raise NotImplementedError
