"""The schedule: rooms, sessions with their time and place, and the versions that the public reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.core import audit, generations, outbox, policy, zones
from eventhub.core.db import db
from eventhub.core.errors import Changed, Invalid, NotFound, Refused
from eventhub.core.text import clean_line
from eventhub.core.text import lazy_gettext as _l
from eventhub.events.models import Event
from eventhub.events.permissions import EventPermission
from eventhub.events.programme import queries
from eventhub.events.programme.models import Room, ScheduleVersion, Session, Speaker
from eventhub.events.programme.rules import Clash, SessionDraft, Slot, check_session, clashes, compare, laid
from eventhub.events.programme.workflow import Consent
from eventhub.events.queries import get_event_by_id
from eventhub.events.services import publicity

MAX_ROOMS = 40
MAX_SESSIONS = 500
MAX_NOTE = 500
MORNING = time(9)


def _demand(event: Event, actor: Person) -> None:
    policy.demand(actor, EventPermission.PROGRAMME_MANAGE, event)


# Rooms


def add_room(event: Event, name: str, capacity: int | None, *, actor: Person) -> Room:
    """A room more, at the end.

    :raises Invalid: it has no name, or one that is taken, or no room for anyone.
    """
    _demand(event, actor)
    rooms = queries.list_rooms(event.id)
    if len(rooms) >= MAX_ROOMS:
        raise Refused(_l("There are %(n)s rooms; more can't be kept.", n=MAX_ROOMS))
    room = Room(event_id=event.id, position=len(rooms), **_room(rooms, name, capacity))
    db.session.add(room)
    db.session.flush()
    return room


def edit_room(event: Event, room_id: int, name: str, capacity: int | None, *, actor: Person) -> None:
    """Call a room otherwise, or say how many fit in.

    :raises Invalid: as in :func:`add_room`.
    """
    _demand(event, actor)
    rooms = queries.list_rooms(event.id)
    room = _room_of(rooms, room_id)
    values = _room([each for each in rooms if each is not room], name, capacity)
    room.name, room.capacity = values["name"], values["capacity"]
    db.session.flush()


def remove_room(event: Event, room_id: int, *, actor: Person) -> None:
    """A room less. Sessions in it lose their place.

    :raises NotFound: there is no such room.
    """
    _demand(event, actor)
    room = _room_of(queries.list_rooms(event.id), room_id)
    db.session.execute(
        sa.update(Session).where(Session.room_id == room.id).values(room_id=None, wall_start=None)
        .execution_options(synchronize_session="fetch")
    )  # fmt: skip
    db.session.delete(room)
    db.session.flush()


def _room(others: Iterable[Room], name: str, capacity: int | None) -> dict[str, Any]:
    name, wrong = clean_line(name)[:80], {}
    if not name:
        wrong["name"] = _l("How is the room called?")
    elif name.casefold() in {each.name.casefold() for each in others}:
        wrong["name"] = _l("There is a room of this name already.")
    if capacity is not None and capacity not in range(1, 100_001):
        wrong["capacity"] = _l("How many people fit in?")
    if wrong:
        raise Invalid(wrong)
    return {"name": name, "capacity": capacity}


def _room_of(rooms: Sequence[Room], room_id: int) -> Room:
    found = next((room for room in rooms if room.id == room_id), None)
    if found is None:
        raise NotFound(_l("There is no such room."))
    return found


# Sessions


def add_session(event: Event, draft: SessionDraft, *, actor: Person) -> Session:
    """A session by hand: a break, an opening, a talk that needed no call.

    :raises Invalid: a field makes no sense.
    """
    _demand(event, actor)
    draft = check_session(draft)
    if len(queries.list_sessions(event.id)) >= MAX_SESSIONS:
        raise Refused(_l("There are %(n)s sessions; more can't be kept.", n=MAX_SESSIONS))
    session = Session(event_id=event.id, own_speakers=[], **_columns(draft))
    db.session.add(session)
    db.session.flush()
    audit.record("session.add", session, actor=actor)
    return session


def edit_session(session: Session, draft: SessionDraft, *, event: Event, actor: Person) -> None:
    """Change what it says; of a proposal only how long it takes, for the words are its speakers'.

    :raises Invalid: a field makes no sense, or it gets too long for its place.
    """
    _demand(event, actor)
    if session.proposal is not None:
        proposal = session.proposal
        draft = SessionDraft(title=proposal.title, kind=proposal.kind, minutes=draft.minutes)
    draft = check_session(draft)
    values = {"minutes": draft.minutes} if session.proposal is not None else _columns(draft)
    if session.wall_start is not None:
        _demand_free(event, session, session.room_id, session.wall_start, draft.minutes)
    for name, value in values.items():
        setattr(session, name, value)
    db.session.flush()


def _columns(draft: SessionDraft) -> dict[str, Any]:
    return {
        "title": draft.title,
        "kind": draft.kind,
        "abstract": draft.abstract,
        "language": draft.language,
        "minutes": draft.minutes,
    }


def remove_session(session: Session, *, event: Event, actor: Person) -> None:
    """Throw a session away that was made by hand.

    :raises Refused: it comes from a proposal, whose speakers must hear of it.
    """
    _demand(event, actor)
    if session.proposal_id is not None:
        raise Refused(_l("Its speakers count on it. Take the proposal out of the programme, with a reason."))
    audit.record("session.remove", session, actor=actor, data={"title": session.title})
    db.session.delete(session)
    db.session.flush()


def place(session: Session, *, event: Event, room_id: int | None, starts: datetime | None, actor: Person) -> None:
    """Give a session its time and room, or (without a time) take them away.

    :param starts: by the clock on the event's wall.
    :raises Invalid: something else is in that room at that time.
    """
    _demand(event, actor)
    room = _room_of(queries.list_rooms(event.id), room_id) if room_id is not None else None
    if starts is not None:
        _demand_free(event, session, room_id, starts, session.minutes)
    session.wall_start = starts
    session.room = room if starts is not None else None
    db.session.flush()


def _demand_free(event: Event, session: Session, room_id: int | None, starts: datetime, minutes: int) -> None:
    ends = starts + timedelta(minutes=minutes)
    for other in queries.list_sessions(event.id):
        if other.id == session.id or other.wall_start is None or other.wall_end is None or other.room_id != room_id:
            continue
        if other.wall_start < ends and starts < other.wall_end:
            raise Invalid({"time": _l(
                "“%(title)s” is there from %(start)s to %(end)s.", title=other.heading, start=f"{other.wall_start:%H:%M}",
                end=f"{other.wall_end:%H:%M}",
            )})  # fmt: skip


def arrange(event: Event, key: str, *, room_id: int | None, day: date, before: str | None, actor: Person) -> Session:
    """Put a session into a room's day before another one, or at its end; times follow from the order.

    :raises NotFound: there is no such session or room.
    """
    _demand(event, actor)
    sessions = queries.list_sessions(event.id)
    moved = next((each for each in sessions if each.key == key), None)
    if moved is None:
        raise NotFound(_l("There is no such session."))
    room = _room_of(queries.list_rooms(event.id), room_id) if room_id is not None else None
    column = [_slot(each, each.wall_start) for each in sessions
              if each.wall_start is not None and each.room_id == room_id and each.wall_start.date() == day]  # fmt: skip
    slot = Slot(key=moved.key, room=room_id, starts=first_start(event, day), minutes=moved.minutes)
    starts = laid(column, slot, before)
    if any(moment.date() != day for moment in starts.values()):
        raise Refused(_l("That does not fit into the day any more."))
    for each in sessions:
        if each.key in starts:
            each.wall_start = starts[each.key]
    moved.room = room
    db.session.flush()
    return moved


def step_aside(event: Event, key: str, *, up: bool, actor: Person) -> Session:
    """Change places with the one before or after it in the same room and day.

    :raises NotFound: there is no such session.
    :raises Refused: it is the first or the last, or has no place yet.
    """
    sessions = queries.list_sessions(event.id)
    moved = next((each for each in sessions if each.key == key), None)
    if moved is None:
        raise NotFound(_l("There is no such session."))
    if moved.wall_start is None:
        raise Refused(_l("It has no place yet. Give it a time and a room."))
    day = moved.wall_start.date()
    keys = [each.key for each in sessions
            if each.wall_start is not None and each.room_id == moved.room_id and each.wall_start.date() == day]  # fmt: skip
    at = keys.index(key)
    if at == (0 if up else len(keys) - 1):
        raise Refused(_l("It is the first of its room already.") if up else _l("It is the last of its room already."))
    before = keys[at - 1] if up else (keys[at + 2] if at + 2 < len(keys) else None)
    return arrange(event, key, room_id=moved.room_id, day=day, before=before, actor=actor)


def days_of(event: Event) -> list[date]:
    """The days that an event lasts; none without a date."""
    occurrence = event.occurrence
    if occurrence is None:
        return []
    first = occurrence.wall_start.date()
    last = max(first, (occurrence.wall_end - timedelta(seconds=1)).date())
    return [first + timedelta(days=n) for n in range(min((last - first).days, 30) + 1)]


def first_start(event: Event, day: date) -> datetime:
    """When a day begins: with the event, on later days in the morning."""
    occurrence = event.occurrence
    if occurrence is not None and occurrence.wall_start.date() == day and not event.all_day:
        return occurrence.wall_start
    return datetime.combine(day, MORNING)


def _slot(session: Session, starts: datetime) -> Slot:
    people = frozenset(speaker.person_id for speaker in session.speakers
                       if speaker.person_id is not None and speaker.consent != Consent.REFUSES)  # fmt: skip
    return Slot(key=session.key, room=session.room_id, starts=starts, minutes=session.minutes, speakers=people)


def find_clashes(sessions: Iterable[Session]) -> list[Clash]:
    """What gets in each other's way in the schedule as it stands."""
    return clashes([_slot(session, session.wall_start) for session in sessions if session.wall_start is not None])


# Versions


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a new version would say, before it is published."""

    snapshot: dict[str, Any]
    changes: list[dict[str, Any]]
    number: int
    clashes: list[Clash]
    unconfirmed: list[Session]
    """With a place, but not confirmed by their speakers: they are left out."""
    outside: list[Session]
    """On days that are none of the event's."""

    @property
    def is_new(self) -> bool:
        """Whether it would say anything else than the one before."""
        return self.number == 1 or bool(self.changes)


def look_ahead(event: Event, sessions: Sequence[Session] | None = None) -> Outlook:
    """What publishing now would make public."""
    sessions = queries.list_sessions(event.id) if sessions is None else sessions
    placed = [session for session in sessions if session.wall_start is not None]
    certain = [session for session in placed if session.is_certain]
    newest = queries.find_newest_version(event.id)
    snapshot = {"zone": event.zone, "sessions": [_said(session) for session in certain]}
    days = set(days_of(event))
    return Outlook(
        snapshot=snapshot, changes=compare(newest.snapshot if newest else None, snapshot), number=newest.number + 1 if newest else 1,
        clashes=find_clashes(placed), unconfirmed=[session for session in placed if not session.is_certain],
        outside=[session for session in certain if session.wall_start and session.wall_start.date() not in days],
    )  # fmt: skip


def _said(session: Session) -> dict[str, Any]:
    """What the public reads of a session. Speakers are named by their rows, for a name can be taken back."""
    assert session.wall_start is not None
    proposal = session.proposal
    return {
        "key": session.key, "title": session.heading, "abstract": proposal.abstract if proposal else session.abstract,
        "kind": session.kind.value, "language": proposal.language if proposal else session.language,
        "level": proposal.level.value if proposal else "", "room": session.room.name if session.room else "",
        "starts": session.wall_start.isoformat(timespec="minutes"), "minutes": session.minutes,
        "speakers": [speaker.id for speaker in session.speakers if speaker.consent == Consent.CONSENTS],
    }  # fmt: skip


def publish(event: Event, note: str = "", *, actor: Person, number: int | None = None) -> ScheduleVersion:
    """Make the schedule public as it stands now, and tell the speakers what changed for them.

    :param number: that of the version whose outlook the actor saw.
    :raises Changed: someone else published meanwhile.
    :raises Refused: nothing has a place yet, two sessions share a room and a time, or nothing has changed.
    """
    _demand(event, actor)
    db.session.execute(
        sa.select(Event.id).where(Event.id == event.id).with_for_update()
    )  # two at once come one after the other
    outlook = look_ahead(event)
    if number is not None and number != outlook.number:
        raise Changed(_l("Someone else published a version meanwhile. Look at what would change now."))
    if not event.is_public:
        raise Refused(_l("Publish the event first: the programme is part of its page."))
    if not outlook.snapshot["sessions"]:
        raise Refused(_l("Nothing has a time yet that could be published."))
    if any(clash.what == "room" for clash in outlook.clashes):
        raise Refused(_l("Two sessions are in each other's way. Move one of them first."))
    if not outlook.is_new:
        raise Refused(_l("Nothing has changed since the last version."))
    before = queries.find_newest_version(event.id)
    version = ScheduleVersion(
        event_id=event.id, number=outlook.number, published_by_id=actor.id, note=clean_line(note)[:MAX_NOTE],
        snapshot=outlook.snapshot, changes=outlook.changes,
    )  # fmt: skip
    db.session.add(version)
    db.session.flush()
    audit.record("event.programme.publish", event, actor=actor, data={"version": version.number})
    _tell_speakers(event, version, before)
    publicity.relist(get_event_by_id(event.id))
    generations.raise_page([f"event:{event.key}"])
    return version


def _tell_speakers(event: Event, version: ScheduleVersion, before: ScheduleVersion | None) -> None:
    """One mail a person, with what the version says otherwise about what they give. The first version tells each their time."""
    now = {session["key"]: session for session in version.snapshot["sessions"]}
    was = {session["key"]: session for session in before.snapshot["sessions"]} if before else {}
    lines: dict[int, list[dict[str, Any]]] = {}
    people = _people({each for session in (*was.values(), *now.values()) for each in session["speakers"]})
    for key in {**was, **now}:
        line = _line(was.get(key), now.get(key), event.zone)
        if line is None:
            continue
        for speaker_id in dict.fromkeys([*(now.get(key) or {}).get("speakers", []), *(was.get(key) or {}).get("speakers", [])]):
            if speaker_id in people:
                lines.setdefault(people[speaker_id], []).append(line)
    for person in db.session.scalars(sa.select(Person).where(Person.id.in_(lines)).order_by(Person.id)):
        outbox.enqueue(
            "proposal/schedule", person_id=person.id, locale=person.locale,
            facts={"event": event.title, "event_key": event.key, "number": version.number, "note": version.note, "lines": lines[person.id]},
        )  # fmt: skip


def _people(speaker_ids: set[int]) -> dict[int, int]:
    rows = db.session.execute(
        sa.select(Speaker.id, Speaker.person_id).where(Speaker.id.in_(speaker_ids), Speaker.consent == Consent.CONSENTS)
    )
    return {row.id: row.person_id for row in rows if row.person_id is not None}


def _line(was: dict[str, Any] | None, now: dict[str, Any] | None, zone: str) -> dict[str, Any] | None:
    """What a speaker is told of one session: its new time and room, or that it is gone; nothing when it is as it was."""
    if now is None:
        return {"what": "cancelled", "title": (was or {})["title"], "starts": "", "zone": zone, "room": ""}
    if was is not None and (was["starts"], was["minutes"], was["room"]) == (now["starts"], now["minutes"], now["room"]):
        return None
    starts = instant_of(now["starts"], zone)
    return {
        "what": "moved" if was else "added",
        "title": now["title"],
        "starts": starts.isoformat(),
        "zone": zone,
        "room": now["room"],
    }


def instant_of(wall: str, zone: str) -> datetime:
    """The instant of a wall time in a version; one that clocks skip moves on with them."""
    moment = datetime.fromisoformat(wall)
    return zones.instant(zones.after_gap(moment, zone) if zones.is_gap(moment, zone) else moment, zone)
