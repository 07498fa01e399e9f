"""Reads about mirrored calendars."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from eventhub.accounts.models import Person
from eventhub.communities.models import Community, CommunityContact
from eventhub.communities.queries import list_contacts
from eventhub.core import clock
from eventhub.core.advance import Party, bind_parties
from eventhub.core.audit import AuditEntry
from eventhub.core.db import db
from eventhub.core.text import LazyText
from eventhub.events.guards import ROOMS, SCREENS
from eventhub.events.models import Event, EventOrganizer, Occurrence
from eventhub.events.queries import party_reviewers
from eventhub.events.workflow import EVENT, O, S
from eventhub.imports.sources.models import Mirror, Source, SourceKind, SourceState

IMPORTED = "event.page.import"
"""The audit entry of an event that a source brought in or wrote anew."""
BY_SOURCES = (IMPORTED, "event.page.sync")
"""All that sources write into the trail of a draft."""
CLOSED = frozenset({S.CANCELLED, S.DECLINED, S.WITHDRAWN})
"""Someone has decided here that it does not go on, whatever the source says."""
FAILING_AFTER = timedelta(days=1)
"""A source that fails for so long is worth a word; most come back before."""

bind_parties("source", {
    "contacts": lambda source: list_contacts(db.session.get_one(Community, source.community_id)),
    # The nearest reviewers of its region who have no part in it, as for an event: both answer scopes() and concerned_ids().
    "reviewers": cast("Party", party_reviewers),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class SkippedEvent:
    """An event that the last sync left out, in words."""

    line: int
    title: str
    why: str
    reason: LazyText
    detail: str


@dataclass(frozen=True, slots=True)
class Health:
    """How a source is: "last good 2 h ago, 14 events, 1 skipped: line 212, no start".

    ``problem`` is a whole sentence, empty when the last look was good; ``next_check_at`` is None for files and for what
    is not kept in step. The counts up to ``skipped`` are those of the last good sync, the last three are of now.
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
    over: int
    """Events that are over and stay out for that alone; they are not among the skipped."""
    skipped_count: int
    skipped: tuple[SkippedEvent, ...]
    drafts: int
    """Drafts that wait to be sent for review."""
    in_review: int
    published: int


@dataclass(frozen=True, slots=True)
class VanishedEvent:
    """An event with a date to come that its source no longer has."""

    event: Event
    source: Source
    since: datetime


def find_source(key: str) -> Source | None:
    """The source with this public key, with its community and organizer; removed ones too."""
    if not key.isalnum():
        return None
    whole = joinedload(Source.community), joinedload(Source.organizer)
    return db.session.scalars(sa.select(Source).where(Source.key == key).options(*whole)).first()


def list_of_community(community: Community) -> Sequence[Source]:
    """The sources of a community by name, without removed ones, with their organizers. One query."""
    return db.session.scalars(
        sa.select(Source).where(Source.community_id == community.id, Source.status != SourceState.REMOVED)
        .options(joinedload(Source.organizer)).order_by(Source.name, Source.id)
    ).all()  # fmt: skip


def list_all(community_key: str = "") -> Sequence[Source]:
    """All sources that are not removed, or those of one community, by community and name."""
    wanted = (
        sa.select(Source)
        .join(Community)
        .where(Source.status != SourceState.REMOVED)
        .order_by(Community.name, Source.name, Source.id)
    )
    return db.session.scalars(wanted.where(Community.key == community_key) if community_key else wanted).all()


def find_first_contact(community_id: int) -> Person | None:
    """Whoever has spoken for the community the longest, with their roles."""
    return db.session.scalars(
        sa.select(Person).join(CommunityContact, CommunityContact.person_id == Person.id)
        .where(CommunityContact.community_id == community_id).options(selectinload(Person.grants))
        .order_by(CommunityContact.id).limit(1)
    ).first()  # fmt: skip


def health_of(source: Source) -> Health:
    """How it is now. One query."""
    return healths_of([source])[source.id]


def healths_of(sources: Sequence[Source]) -> Mapping[int, Health]:
    """How each is, by the source's id. One query for all."""
    rows = db.session.execute(
        sa.select(Mirror.source_id, Event.status, sa.func.count()).join(Event, Event.id == Mirror.event_id)
        .where(Mirror.source_id.in_([source.id for source in sources])).group_by(Mirror.source_id, Event.status)
    )  # fmt: skip
    counts: dict[int, dict[S, int]] = {}
    for source_id, status, count in rows:
        counts.setdefault(source_id, {})[status] = count
    return {source.id: _health(source, counts.get(source.id, {})) for source in sources}


def _health(source: Source, here: Mapping[S, int]) -> Health:
    from eventhub.imports.sources.words import say_problem  # inline: the words of reports, which most pages need none of

    said = source.counts
    return Health(
        state=source.status, kind=source.kind, trusted=source.trusted, good_at=source.good_at, checked_at=source.checked_at,
        next_check_at=source.next_check_at if source.has_address else None, failing_since=source.failing_since,
        failures=source.failures, problem=say_problem(source.problem, source.problem_detail), problem_line=source.problem_line,
        events=said.get("events", 0), new=said.get("new", 0), changed=said.get("changed", 0), same=said.get("same", 0),
        vanished=said.get("vanished", 0), skipped_count=said.get("skipped", 0) - said.get("over", 0),
        over=said.get("over", 0), skipped=_skipped(source),
        drafts=here.get(S.DRAFT, 0), published=sum(here.get(S(state), 0) for state in EVENT.public_states),
        in_review=sum(here.get(state, 0) for state in (S.SUBMITTED, S.IN_REVIEW, S.CHANGES_REQUESTED, S.APPROVED)),
    )  # fmt: skip


def _skipped(source: Source) -> tuple[SkippedEvent, ...]:
    from eventhub.imports.report import OVER, SKIPPED  # inline: as above

    return tuple(
        SkippedEvent(row["line"], row["title"], row["why"], SKIPPED.get(row["why"], row["why"]), row["detail"])
        for row in source.skipped
        if row["why"] != OVER
    )


def list_vanished(person: Person) -> Sequence[VanishedEvent]:
    """Events that this person runs, with dates to come, that their source no longer has, those marked first first."""
    rows = db.session.execute(
        sa.select(Event, Source, Mirror.vanished_at)
        .join(Mirror, Mirror.event_id == Event.id).join(Source, Source.id == Mirror.source_id)
        .join(EventOrganizer, EventOrganizer.event_id == Event.id)
        .where(EventOrganizer.person_id == person.id, Mirror.vanished_at.is_not(None), Mirror.settled_at.is_(None), still_to_come())
        .options(selectinload(Event.occurrences)).order_by(Mirror.vanished_at, Event.id).limit(100)
    )  # fmt: skip
    return [VanishedEvent(event, source, since) for event, source, since in rows if since is not None]


def list_vanished_of(source: Source) -> Sequence[VanishedEvent]:
    """The events to come that this source no longer has, those marked first first. One query."""
    rows = db.session.execute(
        sa.select(Event, Mirror.vanished_at).join(Mirror, Mirror.event_id == Event.id)
        .where(Mirror.source_id == source.id, Mirror.vanished_at.is_not(None), Mirror.settled_at.is_(None), still_to_come())
        .order_by(Mirror.vanished_at, Event.id).limit(100)
    )  # fmt: skip
    return [VanishedEvent(event, source, since) for event, since in rows if since is not None]


def still_to_come() -> sa.ColumnElement[bool]:
    """Events that go on, with a date to come."""
    return sa.and_(Event.status.not_in(CLOSED), has_date_to_come())


def has_date_to_come() -> sa.ColumnElement[bool]:
    """Events with a date that is neither over nor cancelled.

    Says which states it does not want: asked for those it wants, SQLite would walk all dates of all events by state and
    time for each event, instead of the event's own.
    """
    done = Occurrence.status.in_((O.CANCELLED, O.HELD, O.REPORTED))
    return sa.exists().where(Occurrence.event_id == Event.id, Occurrence.ends_at > clock.now(), ~done).correlate(Event)


def is_complete() -> sa.ColumnElement[bool]:
    """What :func:`eventhub.events.guards.find_missing` would let pass but for the languages, asked of all drafts at once."""
    placed = sa.or_(Event.mode.not_in(ROOMS), Event.venue != "", Event.street != "")
    reachable = sa.or_(Event.mode.not_in(SCREENS), Event.join_url != "", Event.registration_url != "")
    said = Event.title != "", Event.description != "", Event.region_code.is_not(None)
    return sa.and_(*said, placed, reachable, has_date_to_come())


def worked_on() -> sa.ColumnElement[bool]:
    """Events of whose trail somebody else than a source has written a line: an edit of its date alone is no new revision."""
    return sa.exists().where(
        AuditEntry.subject == "event", AuditEntry.subject_id == Event.id, AuditEntry.verb.not_in(BY_SOURCES)
    ).correlate(Event)  # fmt: skip


def list_events_of(source: Source, person: Person, *, size: int = 50) -> Sequence[Any]:
    """The events of a source that are still to come, the nearest first, with whether the person runs them and what tells whether a draft is complete. One query."""
    ahead = (
        sa.select(Occurrence.event_id, sa.func.min(Occurrence.starts_at).label("starts_at"))
        .where(Occurrence.ends_at > clock.now(), Occurrence.event_id.in_(sa.select(Mirror.event_id).where(Mirror.source_id == source.id)))
        .group_by(Occurrence.event_id).subquery()
    )  # fmt: skip
    mine = sa.exists().where(EventOrganizer.event_id == Event.id, EventOrganizer.person_id == person.id)
    return db.session.execute(
        sa.select(Event.key, Event.slug, Event.title, Event.status, Event.all_day, Occurrence.wall_start, Occurrence.wall_end,
                  Occurrence.zone, mine.label("mine"), (Event.description != "").label("description"), Event.region_code, Event.languages,
                  Event.mode, Event.venue, Event.street, Event.join_url, Event.registration_url, has_date_to_come().label("takes_place"))
        .join(ahead, ahead.c.event_id == Event.id)
        .join(Occurrence, sa.and_(Occurrence.event_id == Event.id, Occurrence.starts_at == ahead.c.starts_at))
        .order_by(Occurrence.starts_at, Event.id).limit(size)
    ).all()  # fmt: skip


def list_failing(person: Person) -> Sequence[Source]:
    """The sources of this person's communities that have failed for a day, or are paused because there is nothing any more."""
    mine = sa.select(CommunityContact.community_id).where(CommunityContact.person_id == person.id)
    failing = sa.and_(Source.status == SourceState.ACTIVE, Source.failing_since <= clock.now() - FAILING_AFTER)
    gone = sa.and_(Source.status == SourceState.PAUSED, Source.gone_since.is_not(None))
    return db.session.scalars(
        sa.select(Source).where(Source.community_id.in_(mine), sa.or_(failing, gone)).options(joinedload(Source.community))
        .order_by(Source.failing_since, Source.id).limit(100)
    ).all()  # fmt: skip


def find_source_of(event: Event) -> Source | None:
    """The source that an event is mirrored from, with its community."""
    return db.session.scalars(
        sa.select(Source).join(Mirror, Mirror.source_id == Source.id).where(Mirror.event_id == event.id)
        .options(joinedload(Source.community))
    ).first()  # fmt: skip


def list_sources_of(event_ids: Collection[int]) -> Mapping[int, Source]:
    """The sources that these events are mirrored from, by the event's id. One query."""
    rows = db.session.execute(
        sa.select(Mirror.event_id, Source).join(Source, Source.id == Mirror.source_id).where(Mirror.event_id.in_(event_ids))
    )
    return {row[0]: row[1] for row in rows}


def find_mirror_of(event: Event) -> tuple[Source, Mirror] | None:
    """The source that an event is mirrored from, and what it last said of it."""
    row = db.session.execute(
        sa.select(Source, Mirror).join(Mirror, Mirror.source_id == Source.id).where(Mirror.event_id == event.id)
    ).first()
    return (row[0], row[1]) if row else None


def locked_fields(event: Event) -> Mapping[str, LazyText]:
    """What was edited here and no longer follows the source: plain names by field; empty without a source. One query.

    The event must have been loaded with its dates.
    """
    from eventhub.imports.sources import said  # inline: only pages of imported events ask
    from eventhub.imports.sources.words import FIELDS

    packed = db.session.scalar(sa.select(Mirror.said).where(Mirror.event_id == event.id))
    return {name: FIELDS[name] for name in said.locked(event, packed)} if packed else {}
