"""What an own calendar holds, read for one person: VEVENTs, the zones they need, and the scopes it all hangs on.

Few events are one's own, and they say what others may not read, so those are written when the calendar is made anew.
What a person follows is public: that is joined from the VEVENTs stored for everyone.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from eventhub.accounts.rules import own_scope
from eventhub.core import addresses, generations
from eventhub.core.db import db
from eventhub.core.text import force_locale
from eventhub.core.text import lazy_gettext as _l
from eventhub.events.follows.queries import list_scopes
from eventhub.events.models import Event, EventOrganizer, Occurrence
from eventhub.events.queries.listing import LONGEST
from eventhub.events.registration.models import Registration, RegistrationSetup, RegistrationSkip
from eventhub.events.registration.rules import Seat
from eventhub.events.registration.workflow import IN_LINE, R
from eventhub.events.rules.filters import EventFilter
from eventhub.events.workflow import EVENT
from eventhub.feeds import ical, members, render
from eventhub.feeds.asked import Feed
from eventhub.feeds.facts import EventFacts
from eventhub.feeds.personal.rules import FeedKind
from eventhub.feeds.render import Read

DEADLINE_LASTS = timedelta(minutes=30)
"""A deadline ends when it passes, so that nobody reads it as later than it is; calendars want it to last (RFC 5545 §3.6.1)."""
_NAMESPACE = uuid.UUID("3c1d0f53-6f0c-4d9c-9c43-9b0a6e1a7a55")
_PRIVATE_LINK = (R.GOING, Seat.SCREEN)
"""Who has a seat, and that on the screen, may know how to join."""

WORDS = {
    "waiting": _l("Waiting list"),
    "requested": _l("Asked to come"),
    "own": _l("Your registration: %(address)s"),
    "manage": _l("For organizers: %(address)s"),
    "alarm": _l("Reminder"),
    "due": _l("%(kind)s: %(title)s"),
    "private": _l("Your own calendar of %(site)s. Keep its address to yourself: whoever has it can read along."),
}
"""All that own calendars say in words of their own, beside those of :data:`eventhub.feeds.render.WORDS`."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something that waits on a person by a time: ``mark`` names it for good, ``since`` says when it began to wait."""

    mark: str
    kind: str
    title: str
    action: str
    address: str
    by: datetime
    since: datetime


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose calendar it is, and in what language and zone they read it. ``zone`` is empty when it is not known."""

    person_id: int
    locale: str
    zone: str
    deadlines: Callable[[], Sequence[Deadline]]
    """Asked for only where the calendar is that of the desk."""


@dataclass(frozen=True, slots=True)
class Contents:
    """A calendar but for its head."""

    bodies: tuple[bytes, ...]
    zones: dict[str, tuple[datetime, datetime]]
    scopes: frozenset[str]
    kept: int | None = None
    rendered: Sequence[dict[str, Any]] = ()
    """VEVENTs for everyone that had to be made."""


def say(word: str, **values: object) -> str:
    """One of the words in the language in force."""
    return str(WORDS[word]) % values if values else str(WORDS[word])


def version_of(locale: str, zone: str) -> str:
    """What the bytes of an own calendar depend on besides the data."""
    with force_locale(locale):
        spoken = "\n".join([*map(str, WORDS.values()), *(f"{kind.label} {kind.about}" for kind in FeedKind)])
    return f"{render.version_of(locale)}.{locale}.{zone}.{hashlib.sha256(spoken.encode()).hexdigest()[:8]}"


def read(kind: FeedKind, owner: Owner, today: datetime) -> Contents:
    """What is in a calendar of this kind now."""
    with force_locale(owner.locale):
        match kind:
            case FeedKind.GOING:
                return _read_going(owner, today)
            case FeedKind.HOSTING:
                return _read_hosting(owner, today)
            case FeedKind.FOLLOWING:
                return _read_following(owner, today)
            case FeedKind.DESK:
                return _read_desk(owner, today)


# Going


def _read_going(owner: Owner, today: datetime) -> Contents:
    """Registrations that are open, in the order they were made; the newest thousand."""
    rows = db.session.execute(
        sa.select(Registration.id, Registration.key, Registration.event_id, Registration.occurrence_id, Registration.status, Registration.seat,
                  Event.key.label("event_key"), Event.status.label("event_status"), RegistrationSetup.screen_url)
        .join(Event, Event.id == Registration.event_id)
        .outerjoin(RegistrationSetup, RegistrationSetup.event_id == Registration.event_id)
        .where(Registration.person_id == owner.person_id, Registration.status.in_(IN_LINE), _is_near(Registration.event_id, today))
        .order_by(Registration.id.desc()).limit(members.MAX_EVENTS)
    ).all()  # fmt: skip
    shown = [row for row in rows if row.event_status in EVENT.public_states]
    skips = _skips_of([row.id for row in shown if row.occurrence_id is None])
    reads = {read.row.id: read for read in render.read_events(sorted({row.event_id for row in shown}), owner.locale)}
    facts = [
        fact
        for row in shown
        if row.event_id in reads
        for fact in _going_facts(row, reads[row.event_id], skips[row.id], owner.locale)
    ]
    return _written(owner, _recent(facts, today), {f"event:{row.event_key}" for row in rows}, today)


def _is_near(event_id: Any, today: datetime) -> sa.ColumnElement[bool]:
    """Whether any of its dates is in the window."""
    return sa.exists().where(Occurrence.event_id == event_id, Occurrence.ends_at >= today - members.BACK)


def _skips_of(ids: Sequence[int]) -> defaultdict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    if ids:
        for skip in db.session.scalars(sa.select(RegistrationSkip).where(RegistrationSkip.registration_id.in_(ids))):
            found[skip.registration_id].add(skip.occurrence_id)
    return found


def _going_facts(row: Any, read: Read, skipped: Collection[int], locale: str) -> Iterator[EventFacts]:
    knows = (row.status, row.seat) == _PRIVATE_LINK
    mine = render.revealed(read, row.screen_url or "") if knows else render.without_way(read)
    door = addresses.address_of("events.my_registration", door=row.key)
    for facts in render.facts_for(mine, locale, only=row.occurrence_id, without=skipped):
        told = replace(facts, description=f"{facts.description}\n{say('own', address=door)}")
        yield told if row.status == R.GOING else _tentative(told, say(row.status.value))


def _tentative(facts: EventFacts, word: str) -> EventFacts:
    """Not certain yet; what is cancelled says that first."""
    return facts if facts.status != "confirmed" else replace(facts, status="tentative", summary_prefix=word)


# Hosting


def _read_hosting(owner: Owner, today: datetime) -> Contents:
    """Public events that the person runs. What is not public yet hangs in the scopes, for the day it will be."""
    rows = db.session.execute(
        sa.select(Event.id, Event.key, Event.status).join(EventOrganizer, EventOrganizer.event_id == Event.id)
        .where(EventOrganizer.person_id == owner.person_id, _is_near(Event.id, today))
        .order_by(Event.id.desc()).limit(members.MAX_EVENTS)
    ).all()  # fmt: skip
    shown = sorted(row.id for row in rows if row.status in EVENT.public_states)
    facts = [fact for read in render.read_events(shown, owner.locale) for fact in _hosting_facts(read, owner.locale)]
    return _written(owner, _recent(facts, today), {f"event:{row.key}" for row in rows}, today)


def _hosting_facts(read: Read, locale: str) -> Iterator[EventFacts]:
    page = addresses.address_of("events.manage", key=read.row.key)
    for facts in render.facts_for(render.revealed(read, ""), locale):
        yield replace(facts, description=f"{facts.description}\n{say('manage', address=page)}")


# Following


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed(EventFilter):
    """Whatever is found under any of these scopes."""

    any_of: tuple[str, ...] = ()

    def scope_groups(self) -> list[list[str]]:
        """One group: the scopes are alternatives."""
        return [list(self.any_of)]


def _read_following(owner: Owner, today: datetime) -> Contents:
    scopes = list_scopes(owner.person_id)
    base = frozenset({own_scope(owner.person_id), *scopes})
    if not scopes:
        return Contents((), {}, base)
    feed = Feed("all", "", Followed(any_of=tuple(scopes)), owner.locale)
    joined = members.join(feed, today)
    return Contents(joined.bodies, joined.zones, base, joined.kept, joined.rendered)


# Desk


def _read_desk(owner: Owner, today: datetime) -> Contents:
    """What waits on the person by a day, as long as it waits."""
    near = [deadline for deadline in owner.deadlines() if deadline.by >= today - members.BACK]
    facts = [_deadline_facts(deadline, owner) for deadline in near[: members.MAX_EVENTS]]
    return _written(owner, facts, {generations.TURNS}, today)


def _deadline_facts(deadline: Deadline, owner: Owner) -> EventFacts:
    """A deadline that moves is another one, under another UID, so none ever changes and SEQUENCE stays 0."""
    named = f"{owner.person_id}|{deadline.mark}|{deadline.since.timestamp():.6f}|{deadline.by.timestamp():.6f}"
    by, since = deadline.by.replace(microsecond=0), deadline.since.replace(microsecond=0)
    return EventFacts(
        uid=str(uuid.uuid5(_NAMESPACE, named)), sequence=0, created=since, changed=since, starts=by - DEADLINE_LASTS, ends=by,
        zone=owner.zone or "UTC", transparent=True, summary=say("due", kind=deadline.kind, title=deadline.title),
        description=f"{deadline.action}: {deadline.address}", language=owner.locale, url=deadline.address,
    )  # fmt: skip


# Writing


def _recent(facts: Iterable[EventFacts], today: datetime) -> list[EventFacts]:
    """Without what is out of the window, or was cancelled so long ago that every calendar has heard.

    A series brings all its dates that differ: without them a calendar would put those back to where the rule says.
    """
    facts = list(facts)
    series = {one.uid for one in facts if one.rule}
    return [one for one in facts if one.uid in series or _instant(one.ends) >= today - _kept_for(one)]


def _kept_for(facts: EventFacts) -> timedelta:
    return members.KEEP_CANCELLED if facts.status == "cancelled" and not facts.recurrence_id else members.BACK


def _written(owner: Owner, facts: Iterable[EventFacts], scopes: set[str], today: datetime) -> Contents:
    """In order of start, UID and RECURRENCE-ID."""
    ordered = sorted(facts, key=lambda one: (_instant(one.starts), one.uid, str(one.recurrence_id or "")))
    bodies = tuple(ical.vevent(one) for one in ordered)
    return Contents(bodies, _zones(ordered, bodies, today), frozenset({own_scope(owner.person_id), *scopes}))


def _zones(facts: Sequence[EventFacts], bodies: Sequence[bytes], today: datetime) -> dict[str, tuple[datetime, datetime]]:
    """The zones in use, each for the whole window, so that one event more or less leaves their definitions alone."""
    names = sorted({one.zone for one, body in zip(facts, bodies, strict=True) if one.zone and b";TZID=" in body})
    earliest = min([today - members.BACK, *(_instant(one.starts) for one in facts)])
    horizon = max([today + members.AHEAD, *(_instant(one.starts) for one in facts)]) + LONGEST
    return dict.fromkeys(names, (earliest, horizon))


def _instant(moment: datetime | date) -> datetime:
    return (
        moment.astimezone(UTC) if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    )
