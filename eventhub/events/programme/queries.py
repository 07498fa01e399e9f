"""Reads about calls, proposals, sessions and versions of the schedule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from eventhub.accounts.models import Person
from eventhub.core.db import db
from eventhub.events.models import Event, EventOrganizer
from eventhub.events.programme.models import (
    Call,
    ProgrammeReviewer,
    Proposal,
    Rating,
    Room,
    ScheduleVersion,
    Session,
    Speaker,
)
from eventhub.events.programme.workflow import CALL, CallState, Consent, D, Ps
from eventhub.events.workflow import S

_CALL_EVENT = joinedload(Proposal.call).joinedload(Call.event).selectinload(Event.occurrences)
_WHOLE = (_CALL_EVENT, selectinload(Proposal.speakers).joinedload(Speaker.person))
_AWAITED = (Ps.SUBMITTED, Ps.WAITLISTED)

# Calls


def find_call(key: str) -> Call | None:
    """The call of the event with this public key."""
    if not key.isalnum():
        return None
    return db.session.scalars(
        sa.select(Call).join(Event).where(Event.key == key).options(joinedload(Call.event).selectinload(Event.occurrences))
    ).first()


def find_call_of(event_id: int) -> Call | None:
    """The call of an event."""
    return db.session.scalars(sa.select(Call).where(Call.event_id == event_id).options(joinedload(Call.event))).first()


def get_call_by_id(call_id: int) -> Call:
    """The call with this id."""
    return db.session.scalars(
        sa.select(Call).where(Call.id == call_id).options(joinedload(Call.event).selectinload(Event.occurrences))
    ).one()


def list_open_calls(now: datetime, limit: int = 200) -> Sequence[Call]:
    """The calls that take proposals, the next deadline first."""
    return db.session.scalars(
        sa.select(Call).join(Event)
        .where(Call.status == CallState.OPEN, Call.deadline_at > now, Event.status.in_(Event.__workflow__.public_states - {S.CANCELLED}))
        .options(joinedload(Call.event).options(selectinload(Event.occurrences), joinedload(Event.community)))
        .order_by(Call.deadline_at, Call.id).limit(limit)
    ).all()  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """What the event's own page says of its programme."""

    version: int | None
    """The number of the newest version of the schedule."""
    call: str
    """``open``, ``over`` or nothing."""
    deadline_at: datetime | None = None
    wall_deadline: datetime | None = None
    zone: str = ""


def get_shown(event_id: int, now: datetime) -> Shown:
    """What the event's page says of the programme. One query."""
    newest = sa.select(sa.func.max(ScheduleVersion.number)).where(ScheduleVersion.event_id == event_id).scalar_subquery()
    row = db.session.execute(
        sa.select(newest.label("version"), Call.status, Call.deadline_at, Call.wall_deadline, Call.zone)
        .select_from(sa.select(sa.literal(1).label("one")).subquery()).outerjoin(Call, Call.event_id == event_id)
    ).one()  # fmt: skip
    if row.status not in CALL.public_states:
        return Shown(row.version, "")
    is_open = row.status == CallState.OPEN and row.deadline_at > now
    return Shown(row.version, "open" if is_open else "over", row.deadline_at, row.wall_deadline, row.zone)


def party_organizers(call: Call) -> Sequence[Person]:
    """Everyone who runs the event."""
    return db.session.scalars(
        sa.select(Person).join(EventOrganizer, EventOrganizer.person_id == Person.id)
        .where(EventOrganizer.event_id == call.event_id).order_by(EventOrganizer.id)
    ).all()  # fmt: skip


def party_speakers(proposal: Proposal) -> Sequence[Person]:
    """Those who have agreed to give it."""
    return db.session.scalars(
        sa.select(Person).join(Speaker, Speaker.person_id == Person.id)
        .where(Speaker.proposal_id == proposal.id, Speaker.consent == Consent.CONSENTS).order_by(Speaker.id)
    ).all()  # fmt: skip


def list_reviewers(event_id: int) -> Sequence[ProgrammeReviewer]:
    """Who rates besides the organizers."""
    return db.session.scalars(
        sa.select(ProgrammeReviewer).where(ProgrammeReviewer.event_id == event_id)
        .options(joinedload(ProgrammeReviewer.person)).order_by(ProgrammeReviewer.id)
    ).all()  # fmt: skip


# Proposals


def find_proposal(key: str) -> Proposal | None:
    """The proposal with this public key, with its call, event and speakers."""
    if not key.isalnum():
        return None
    return db.session.scalars(sa.select(Proposal).where(Proposal.key == key).options(*_WHOLE)).first()


def get_proposal_by_id(proposal_id: int) -> Proposal:
    """The proposal with this id, with its call, event and speakers."""
    return db.session.scalars(sa.select(Proposal).where(Proposal.id == proposal_id).options(*_WHOLE)).one()


def count_of_speaker(person: Person, call_id: int) -> int:
    """How many proposals a person has in a call, drafts too; what was withdrawn or began with others does not count."""
    other = aliased(Speaker)
    first = sa.select(sa.func.min(other.id)).where(other.proposal_id == Proposal.id).correlate(Proposal).scalar_subquery()
    return db.session.scalar(
        sa.select(sa.func.count()).select_from(Proposal).join(Speaker, Speaker.id == first)
        .where(Proposal.call_id == call_id, Proposal.status != Ps.WITHDRAWN, Speaker.person_id == person.id)
    ) or 0  # fmt: skip


def list_of_speaker(person: Person, call_id: int | None = None) -> Sequence[Proposal]:
    """What a person gives or has proposed, the newest first."""
    mine = sa.select(Speaker.proposal_id).where(Speaker.person_id == person.id, Speaker.consent == Consent.CONSENTS)
    statement = sa.select(Proposal).where(Proposal.id.in_(mine)).options(*_WHOLE).order_by(Proposal.id.desc()).limit(100)
    return db.session.scalars(statement.where(Proposal.call_id == call_id) if call_id else statement).all()


@dataclass(frozen=True, slots=True)
class Read:
    """A proposal as one reader may see it: what others think only once the reader has said so themselves."""

    proposal: Proposal
    mine: Rating | None
    has_part: bool
    count: int | None
    average: float | None


def list_to_read(call: Call, reader: Person) -> list[Read]:
    """The proposals of a call but drafts, with the reader's own rating. Three queries, whatever their number."""
    found = db.session.scalars(
        sa.select(Proposal).where(Proposal.call_id == call.id, Proposal.status != Ps.DRAFT)
        .options(selectinload(Proposal.speakers), selectinload(Proposal.ratings)).order_by(Proposal.submitted_at, Proposal.id)
    ).all()  # fmt: skip
    return [_read(proposal, reader) for proposal in found]


def _read(proposal: Proposal, reader: Person) -> Read:
    mine = next((rating for rating in proposal.ratings if rating.person_id == reader.id), None)
    has_part = any(speaker.person_id == reader.id for speaker in proposal.speakers)
    if has_part or (mine is None and proposal.status in _AWAITED):
        return Read(proposal, mine, has_part, None, None)
    stars = [rating.stars for rating in proposal.ratings if rating.stars is not None]
    return Read(proposal, mine, has_part, len(proposal.ratings), sum(stars) / len(stars) if stars else None)


def list_ratings(proposal: Proposal, reader: Person) -> tuple[Rating | None, Sequence[Rating]]:
    """The reader's own rating, and those of others: none before the reader has given theirs, none of one's own talk."""
    found = db.session.scalars(
        sa.select(Rating).where(Rating.proposal_id == proposal.id).options(joinedload(Rating.person)).order_by(Rating.id)
    ).all()
    mine = next((rating for rating in found if rating.person_id == reader.id), None)
    others = [rating for rating in found if rating is not mine]
    open_to = proposal.status not in _AWAITED or mine is not None
    return mine, others if open_to and reader.id not in proposal.speaker_ids() else []


def list_to_announce(call: Call) -> Sequence[Proposal]:
    """What is decided and not said yet."""
    said = sa.and_(Proposal.status == Ps.WAITLISTED, Proposal.decision == D.WAITLIST)
    return db.session.scalars(
        sa.select(Proposal).where(
            Proposal.call_id == call.id, Proposal.status.in_(_AWAITED), Proposal.decision != D.OPEN, ~said
        ).options(*_WHOLE).order_by(Proposal.id)
    ).all()  # fmt: skip


def list_alive(event_id: int) -> Sequence[Proposal]:
    """What people still hope or plan to give at an event."""
    alive = (Ps.SUBMITTED, Ps.WAITLISTED, Ps.ACCEPTED, Ps.CONFIRMED)
    return db.session.scalars(
        sa.select(Proposal)
        .join(Call)
        .where(Call.event_id == event_id, Proposal.status.in_(alive))
        .options(*_WHOLE)
        .order_by(Proposal.id)
    ).all()


# What waits on a person


def list_to_confirm(person: Person) -> Sequence[Proposal]:
    """Accepted talks of a person that wait for their word, and drafts that can still be sent in."""
    mine = sa.select(Speaker.proposal_id).where(Speaker.person_id == person.id, Speaker.consent == Consent.CONSENTS)
    return db.session.scalars(
        sa.select(Proposal).join(Call)
        .where(Proposal.id.in_(mine), sa.or_(
            Proposal.status == Ps.ACCEPTED, sa.and_(Proposal.status == Ps.DRAFT, Call.status == CallState.OPEN)
        ))
        .options(joinedload(Proposal.call).joinedload(Call.event)).order_by(Proposal.status_since).limit(50)
    ).all()  # fmt: skip


def list_invitations(person: Person) -> Sequence[Speaker]:
    """Where a person was asked to take part and has not answered, by account or by their confirmed address."""
    return db.session.scalars(
        sa.select(Speaker)
        .where(Speaker.consent == Consent.INVITED, sa.or_(
            Speaker.person_id == person.id, sa.and_(Speaker.person_id.is_(None), Speaker.email == person.email)
        ))
        .options(joinedload(Speaker.proposal).joinedload(Proposal.call).joinedload(Call.event), joinedload(Speaker.session))
        .order_by(Speaker.consent_since).limit(50)
    ).all()  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many proposals to a call one person has yet to read, or to decide on."""

    call: Call
    unrated: int
    since: datetime


def list_calls_to_rate(person: Person) -> list[Waiting]:
    """Calls with proposals that the person was asked to rate and has not. One query."""
    reads = sa.or_(
        Call.event_id.in_(sa.select(ProgrammeReviewer.event_id).where(ProgrammeReviewer.person_id == person.id)),
        Call.event_id.in_(sa.select(EventOrganizer.event_id).where(EventOrganizer.person_id == person.id)),
    )
    rated = sa.select(Rating.id).where(Rating.proposal_id == Proposal.id, Rating.person_id == person.id)
    own = sa.select(Speaker.id).where(Speaker.proposal_id == Proposal.id, Speaker.person_id == person.id)
    waiting = (
        sa.select(Proposal.call_id, sa.func.count().label("unrated"), sa.func.min(Proposal.submitted_at).label("since"))
        .join(Call).where(reads, Proposal.status == Ps.SUBMITTED, Proposal.decision == D.OPEN, ~rated.exists(), ~own.exists())
        .group_by(Proposal.call_id).subquery()
    )  # fmt: skip
    rows = db.session.execute(
        sa.select(Call, waiting.c.unrated, waiting.c.since).join(waiting, waiting.c.call_id == Call.id)
        .options(joinedload(Call.event)).order_by(Call.id).limit(20)
    ).all()  # fmt: skip
    return [Waiting(call, count, since) for call, count, since in rows]


# The schedule


def list_sessions(event_id: int) -> Sequence[Session]:
    """All sessions of an event with their speakers and rooms, by time; those without a place at the end."""
    return db.session.scalars(
        sa.select(Session).where(Session.event_id == event_id)
        .options(
            joinedload(Session.room), selectinload(Session.own_speakers),
            joinedload(Session.proposal).selectinload(Proposal.speakers),
        )
        .order_by(Session.wall_start.is_(None), Session.wall_start, Session.id)
    ).all()  # fmt: skip


def find_session(event_id: int, key: str) -> Session | None:
    """A session of an event by its key."""
    return next((session for session in list_sessions(event_id) if session.key == key), None)


def list_rooms(event_id: int) -> Sequence[Room]:
    """The rooms of an event, in their order."""
    return db.session.scalars(sa.select(Room).where(Room.event_id == event_id).order_by(Room.position, Room.id)).all()


def list_versions(event_id: int) -> Sequence[ScheduleVersion]:
    """All versions of a schedule, the newest first."""
    return db.session.scalars(
        sa.select(ScheduleVersion).where(ScheduleVersion.event_id == event_id).order_by(ScheduleVersion.number.desc())
    ).all()


def find_newest_version(event_id: int) -> ScheduleVersion | None:
    """The version that is in force."""
    return next(iter(list_versions(event_id)), None)


def named_speakers(ids: Iterable[int]) -> dict[int, Any]:
    """``id``, name, words about themselves and the person's mark of those who consent to be named, by the speaker's id."""
    rows = db.session.execute(
        sa.select(Speaker.id, Speaker.name, Speaker.bio, Person.key.label("seed")).join(Person, Person.id == Speaker.person_id)
        .where(Speaker.id.in_(set(ids)), Speaker.consent == Consent.CONSENTS)
    ).all()  # fmt: skip
    return {row.id: row for row in rows}


def list_public_people(event_id: int) -> Sequence[str]:
    """The keys of the people whom the public sees in an event: who runs it, and who speaks by the schedule in force."""
    newest = sa.select(ScheduleVersion.snapshot).where(ScheduleVersion.event_id == event_id)
    snapshot = db.session.scalar(newest.order_by(ScheduleVersion.number.desc()).limit(1)) or {}
    speakers = {each for session in snapshot.get("sessions", ()) for each in session["speakers"]}
    runs = sa.select(EventOrganizer.person_id).where(EventOrganizer.event_id == event_id)
    speaks = sa.select(Speaker.person_id).where(Speaker.id.in_(speakers), Speaker.consent == Consent.CONSENTS)
    found = runs.union(speaks) if speakers else runs
    return db.session.scalars(sa.select(Person.key).where(Person.id.in_(found)).order_by(Person.key)).all()


def find_speaker(speaker_id: int) -> Speaker | None:
    """Someone who was asked, with what they were asked for."""
    return db.session.scalars(
        sa.select(Speaker).where(Speaker.id == speaker_id).options(
            joinedload(Speaker.proposal).joinedload(Proposal.call).joinedload(Call.event), joinedload(Speaker.session)
        )
    ).first()  # fmt: skip
