"""Reads about mirrored calendars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from eventhub.accounts.models import Person
from eventhub.communities.models import Community
from eventhub.core.text import LazyText
from eventhub.events.models import Event
from eventhub.imports.sources.models import Source, SourceKind, SourceState


@dataclass(frozen=True, slots=True)
class SkippedEvent:
    """An event that the last sync left out, in words."""

    line: int
    title: str
    reason: LazyText
    detail: str


@dataclass(frozen=True, slots=True)
class Health:
    """How a source is: "last good 2 h ago, 14 events, 1 skipped: line 212, no start".

    ``problem`` is a whole sentence, empty when the last look was good; ``next_check_at`` is None for files and for what
    is not kept in step.
    """

    state: SourceState
    kind: SourceKind
    trusted: bool
    good_at: datetime | None
    checked_at: datetime | None
    next_check_at: datetime | None
    failing_since: datetime | None
    failures: int
    problem: LazyText
    problem_line: int | None
    events: int
    new: int
    changed: int
    same: int
    vanished: int
    skipped_count: int
    skipped: tuple[SkippedEvent, ...]
    drafts: int
    """Of its events here: drafts that wait to be sent for review."""
    published: int
    in_review: int


@dataclass(frozen=True, slots=True)
class VanishedEvent:
    """An event with a date to come that its source no longer has."""

    event: Event
    source: Source
    since: datetime


def find_source(key: str) -> Source | None:
    """The source with this public key, with its community and organizer; removed ones too."""
    raise NotImplementedError


def list_of_community(community: Community) -> Sequence[Source]:
    """The sources of a community by name, without removed ones, with their organizers. One query."""
    raise NotImplementedError


def health_of(source: Source) -> Health:
    """How it is now. One query."""
    raise NotImplementedError


def healths_of(sources: Sequence[Source]) -> Mapping[int, Health]:
    """How each is, by the source's id. One query for all."""
    raise NotImplementedError


def list_vanished(person: Person) -> Sequence[VanishedEvent]:
    """Events that this person runs, with dates to come, that their source no longer has, the nearest first. One query."""
    raise NotImplementedError


def list_failing(person: Person) -> Sequence[Source]:
    """The sources of this person's communities that have failed for a day or were paused as gone. For My desk."""
    raise NotImplementedError


def find_source_of(event: Event) -> Source | None:
    """The source that an event is mirrored from, with its community."""
    raise NotImplementedError


def locked_fields(event: Event) -> Mapping[str, LazyText]:
    """What was edited here and no longer follows the source: plain names by field; empty without a source. One query."""
    raise NotImplementedError
