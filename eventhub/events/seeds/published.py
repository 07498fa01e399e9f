"""The bulk of the demo world: what was held in the past year and what is to come, written in bulk for speed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.accounts.permissions import Role
from eventhub.accounts.seeds import make_key
from eventhub.communities.models import Community
from eventhub.communities.workflow import Standing
from eventhub.core import generations, search, translations
from eventhub.core.audit import AuditEntry
from eventhub.core.db import db
from eventhub.core.text import make_slug
from eventhub.events.models import Event, EventOrganizer, Format, Listing, Occurrence, Topic
from eventhub.events.rules.drafts import EventDraft, instants
from eventhub.events.rules.recurrence import Every, Recurrence
from eventhub.events.seeds.sketch import Wish, draw
from eventhub.events.seeds.words import Deck, read
from eventhub.events.services import editing, publicity, series
from eventhub.events.workflow import O, S
from eventhub.regions.seeds import Place

UPCOMING = {"workshops": 12, "sprints": 7, "translation": 4, "camps": 5, "conferences": 3, "office": 9}
PAST = {"workshops": 9, "sprints": 5, "translation": 3, "camps": 4, "conferences": 2, "office": 6}
UPCOMING_COUNT, PAST_COUNT = 180, 120
UPCOMING_DAYS, PAST_DAYS = 180, 360
CHECK_EVERY = 22
TRANSLATED = 12
_COPIED = {field.name for field in fields(EventDraft)} & {column.key for column in sa.inspect(Event).column_attrs}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What the events are made from."""

    now: datetime
    people: dict[str, Person]
    communities: dict[str, Community]
    places: dict[str, Place]
    """By the short name of their community."""
    formats: dict[str, Format]
    topics: dict[str, Topic]
    reviewers: dict[str, list[Person]]
    """Who may review, by region code: those of the region and all above it."""


def seed(world: World, rng: Random) -> list[Event]:
    """Add all published events, listed, found and with their history."""
    deck = Deck(rng)
    drawn = [(wish, *draw(wish, deck, world.now.date())) for wish in _wishes(world, rng)]
    events = [_make(world, wish, draft, rng) for wish, draft, _ in drawn]
    db.session.add_all(events)
    db.session.flush()
    db.session.execute(sa.insert(Listing), [row for event in events for row in publicity.listing_rows(event)])
    search.put_many("event", [(e.id, e.title, _found_by(e)) for e in events])
    db.session.execute(sa.insert(AuditEntry), [row for event in events for row in _history(world, event, rng)])
    _translate(event_subjects=[(event, words.subject) for event, (_, _, words) in zip(events, drawn, strict=True)])
    generations.raise_calendar({scope for e in events for scope in (*publicity.scopes_of(e), f"event:{e.key}")})
    return events


def _wishes(world: World, rng: Random) -> list[Wish]:
    ahead = _days(world, UPCOMING, UPCOMING_COUNT, 1, UPCOMING_DAYS, rng)
    back = _days(world, PAST, PAST_COUNT, 4, PAST_DAYS, rng)
    return [
        *(_wish(world, key, kind, -day) for key, kind, day in back),
        *(_wish(world, key, kind, day) for key, kind, day in ahead),
    ]


def _wish(world: World, key: str, kind: str, day: int) -> Wish:
    return Wish(community=world.communities[key], place=world.places.get(key), kind=kind, day=day)


def _days(world: World, special: dict[str, int], count: int, first: int, last: int, rng: Random) -> list[tuple[str, str, int]]:
    """Whose, what, how many days off: the special ones spread by chance, then evenings in a steady rhythm for everyone."""
    local = [key for key in world.communities if key in world.places]
    found = [
        (rng.choice(_hosts(world, kind, local)), kind, rng.randint(first, last))
        for kind, n in special.items()
        for _ in range(n)
    ]
    starts = {key: rng.randint(first, first + 32) for key in world.communities}
    rounds = 0
    while len(found) < count:
        official_only = rounds % 2 == 1
        for key in rng.sample(list(world.communities), len(world.communities)):
            official = world.communities[key].standing == Standing.OFFICIAL
            day = starts[key] + rounds * 35
            if len(found) < count and day <= last and (official or not official_only):
                found.append((key, "talks", day))
        rounds += 1
    return found


def _hosts(world: World, kind: str, local: Sequence[str]) -> Sequence[str]:
    if kind == "office":
        return [*(key for key in world.communities if key not in world.places), *local[:12]]
    if kind == "conferences":
        return [key for key in local if world.communities[key].standing == Standing.OFFICIAL]
    return ["translators", "arabic", *local] if kind == "translation" else local


def _make(world: World, wish: Wish, draft: EventDraft, rng: Random) -> Event:
    starts, ends = instants(draft)
    over = ends <= world.now
    published = (starts - timedelta(days=rng.randint(14, 40))) if over else world.now - timedelta(days=rng.randint(1, 40))
    published = published.replace(microsecond=0)
    fmt = world.formats[draft.format_slug]
    contacts = [contact.person for contact in wish.community.contacts]
    event = editing.new_event(
        **copied(draft), key=make_key(rng), uid=make_uid(rng), slug=make_slug(draft.title), languages=list(draft.languages),
        access=sorted(draft.access), region_code=draft.region_code, format=fmt, format_version=fmt.version,
        community=wish.community, topics=[world.topics[slug] for slug in draft.topics], published_at=published,
        created_at=published - timedelta(days=rng.randint(3, 12)), changed_at=published, status_since=published,
    )  # fmt: skip
    event.status = S.PUBLISHED
    event.organizers = [EventOrganizer(person=person) for person in contacts[: rng.randint(1, 2)]]
    event.occurrences = [Occurrence(
        original_start=starts, starts_at=starts, ends_at=ends, wall_start=draft.starts, wall_end=draft.ends, zone=draft.zone,
        status=O.HELD if over else O.SCHEDULED, status_since=ends if over else published,
    )]  # fmt: skip
    if not over and wish.kind == "office":
        _make_series(event, draft, rng)
    if not over and rng.randrange(CHECK_EVERY) == 0:
        event.check_wanted_at, event.check_reason = world.now - timedelta(hours=rng.randint(4, 60)), "venue, street"
    return event


def _make_series(event: Event, draft: EventDraft, rng: Random) -> None:
    """Office hours come again every second week; now and then one is moved, or falls out."""
    assert draft.starts is not None
    assert draft.ends is not None
    series.lay_out(event, Recurrence(every=Every.WEEK, interval=2, times=8), draft.starts, draft.ends)
    if rng.randrange(3) == 0:
        moved, gone = event.occurrences[1], event.occurrences[2]
        day = timedelta(days=1)
        moved.wall_start, moved.wall_end = moved.wall_start + day, moved.wall_end + day
        moved.starts_at, moved.ends_at = moved.starts_at + day, moved.ends_at + day
        gone.status = O.CANCELLED


def copied(draft: EventDraft) -> dict[str, Any]:
    """The columns that a draft fills as they are."""
    return {name: getattr(draft, name) for name in sorted(_COPIED - {"languages", "access", "region_code"})}


def make_uid(rng: Random) -> str:
    """A calendar UID that is the same each time the world is made."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def reviewers_for(event: Event, world: World) -> list[Person]:
    """Who may review an event: none of those who have a part in it."""
    assert event.community is not None
    apart = {contact.person_id for contact in event.community.contacts} | {each.person.id for each in event.organizers}
    found = [person for person in world.reviewers[event.region_code or "001"] if person.id not in apart]
    return found or [person for person in (world.people["team"], world.people["mireille.caron"]) if person.id not in apart]


def list_reviewers(codes: dict[str, list[str]], people: Iterable[Person]) -> dict[str, list[Person]]:
    """For each region those who review it or what is above it, given the codes above each."""
    holders = [(person, grant.scope) for person in people for grant in person.grants if grant.role == Role.REVIEWER]
    return {code: [person for person, scope in holders if scope in above] for code, above in codes.items()}


def _found_by(event: Event) -> str:
    people = event.community.name if event.community else ""
    return f"{event.venue} {event.city}\n{people}\n{event.description}"


def _history(world: World, event: Event, rng: Random) -> list[dict[str, Any]]:
    """The entries its timeline would have: through a review, or at once for official communities."""
    organizer, published = event.organizers[0].person, event.published_at
    assert published is not None
    assert event.community is not None
    told: list[tuple[datetime, Person | None, str, dict[str, Any]]] = [(event.created_at, organizer, "event.page.add", {})]
    if event.community.standing == Standing.OFFICIAL:
        told.append((published, organizer, "event.fast_publish", {"from": "draft", "to": "published"}))
    else:
        reviewer, span = rng.choice(reviewers_for(event, world)), published - event.created_at
        for share, actor, verb, source, target in (
            (0.2, organizer, "submit", "draft", "submitted"), (0.5, reviewer, "claim", "submitted", "in_review"),
            (0.9, reviewer, "approve", "in_review", "approved"), (1.0, None, "publish_due", "approved", "published"),
        ):  # fmt: skip
            told.append((event.created_at + span * share, actor, f"event.{verb}", {"from": source, "to": target}))
    if event.check_wanted_at:
        told.append((event.check_wanted_at, organizer, "event.page.edit", {"changed": ["venue", "street"]}))
    return [
        {"at": at, "actor_id": actor.id if actor else None, "actor_name": actor.name if actor else "", "verb": verb,
         "subject": "event", "subject_id": event.id, "reason": "", "data": data, "request_id": ""}
        for at, actor, verb, data in told
    ]  # fmt: skip


def _translate(*, event_subjects: Iterable[tuple[Event, str]]) -> None:
    """A few German titles to come are there in English too."""
    english = read("titles_in_english")
    german = [(e, english[s]) for e, s in event_subjects if s in english and e.source_language == "de" and e.title == s]
    for event, title in german[-TRANSLATED:]:
        translations.set_text(event, "title", "en", title)
