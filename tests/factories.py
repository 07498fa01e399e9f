"""What tests are made of: each maker gives a whole, valid thing, and takes what matters to the test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa

from eventhub.accounts import services as accounts
from eventhub.accounts.models import Person
from eventhub.accounts.permissions import Role
from eventhub.accounts.queries import find_by_key
from eventhub.communities.models import Community, CommunityContact, CommunityKind
from eventhub.communities.workflow import Standing
from eventhub.core.db import db
from eventhub.core.outbox import OutboxMessage
from eventhub.events import queries
from eventhub.events.models import Event, Format, Topic
from eventhub.events.registration import queries as registrations
from eventhub.events.registration.models import Registration, RegistrationSetup
from eventhub.events.registration.rules import Per, Seat, SetupDraft
from eventhub.events.registration.services import joining, setting
from eventhub.events.rules.drafts import EventDraft
from eventhub.events.services import editing, publicity
from eventhub.events.services.formats import FormatDraft, add_format
from eventhub.events.workflow import O, S
from tests.support.sessions import PASSWORD

_numbers = count(1)


def make_person(name: str = "", email: str = "", **known: Any) -> Person:
    """A person with a confirmed account."""
    number = next(_numbers)
    person = accounts.create_person(
        name=name or f"Person {number}", email=email or f"person{number}@example.org", password=PASSWORD, **known
    )
    return _with_grants(person)


def _with_grants(person: Person) -> Person:
    db.session.expire(person)
    found = find_by_key(person.key)
    assert found
    return found


def make_reviewer(region: str = "001", **known: Any) -> Person:
    """A person who reviews events of a region."""
    return make_holder(Role.REVIEWER, region, **known)


def make_holder(role: Role, region: str = "001", **known: Any) -> Person:
    """A person who holds a role over a region."""
    person = make_person(**known)
    accounts.grant_role(person, role, region, actor=None, starts_at=datetime.now(UTC) - timedelta(days=1))
    db.session.flush()
    return _with_grants(person)


def make_format(slug: str = "meetup", **known: Any) -> Format:
    """A format, made once."""
    found = queries.find_format(slug)
    names = known.pop("names", {"en": slug.replace("-", " ").title(), "de": f"{slug} (de)"})
    return found or add_format(
        FormatDraft(**{"names": names, "summaries": {}, "guidance": {"en": "Bring cake."}, **known}), actor=None, slug=slug
    )


def make_topic(slug: str = "python") -> Topic:
    """A topic, made once."""
    topic = db.session.get(Topic, slug)
    if topic is None:
        topic = Topic(slug=slug, names={"en": slug.title()})
        db.session.add(topic)
        db.session.flush()
    return topic


def make_community(name: str = "", *, region: str = "DE", official: bool = False, contacts: tuple[Person, ...] = (),
                   **known: Any) -> Community:  # fmt: skip
    """A community in the directory."""
    community = Community(
        name=name or f"Community {next(_numbers)}", slug="community", kind=CommunityKind.LOCAL, region_code=region, links=[],
        standing=Standing.OFFICIAL if official else Standing.LISTED,
        contacts=[CommunityContact(person=person) for person in contacts], **known,
    )  # fmt: skip
    db.session.add(community)
    db.session.flush()
    return community


def make_draft(**known: Any) -> EventDraft:
    """What an organizer says of an event in three weeks."""
    starts = (datetime.now(UTC).replace(tzinfo=None) + timedelta(days=21)).replace(hour=19, minute=0, second=0, microsecond=0)
    values = {
        "title": "An evening in Berlin", "description": "We meet and talk.", "region_code": "DE", "zone": "Europe/Berlin",
        "starts": starts, "ends": known.get("starts", starts) + timedelta(hours=2), "venue": "c-base", "city": "Berlin",
        "country": "DE", "lat": 52.51, "lon": 13.42, "languages": ("de",), "format_slug": "meetup",
    }  # fmt: skip
    return EventDraft(**{**values, **known})


def make_event(*, status: S = S.DRAFT, organizer: Person | None = None, reviewer: Person | None = None,
               community: Community | None = None, **said: Any) -> Event:  # fmt: skip
    """An event in any state, whole; public ones are listed and found."""
    organizer = organizer or make_person()
    event = editing.new_event(format=make_format(said.get("format_slug", "meetup")), languages=["de"])
    editing.add_draft(event, organizer)
    for slug in said.get("topics", ()):
        make_topic(slug)
    editing.save(event, make_draft(**{**({"community_key": community.key} if community else {}), **said}), actor=organizer)
    if status in {S.IN_REVIEW, S.CHANGES_REQUESTED}:
        event.reviewer_id = (reviewer or make_reviewer()).id
    event.status = status
    event.status_since = datetime.now(UTC)
    for occurrence in event.occurrences:
        occurrence.status = {S.CANCELLED: O.CANCELLED, S.POSTPONED: O.POSTPONED}.get(status, occurrence.status)
    db.session.flush()
    db.session.expire(event)
    event = queries.get_event_by_id(event.id)
    if event.is_public:
        publicity.refresh(event)
    return event


def make_setup(event: Event, *, room: int | None = None, screen: int | None = None, **said: Any) -> RegistrationSetup:
    """How an event takes people in: with so many seats in the room and on the screen."""
    draft = SetupDraft(room_capacity=room, screen_capacity=screen, **said)
    return setting.save_setup(event, draft, actor=event.organizers[0].person)


def make_registration(event: Event, person: Person | None = None, *, seat: Seat = Seat.ROOM, **said: Any) -> Registration:
    """Somebody who registers as they would by the form: for the event's date, or the whole series when it is taken whole."""
    setup = registrations.find_setup(event.id)
    date = None if setup and setup.per is Per.SERIES else event.occurrences[0].id
    draft = joining.JoinDraft(**{"seat": seat, "occurrence_id": date, **said})
    return joining.register(event, draft, person=person or make_person())[0]


def outbox() -> list[tuple[str, str]]:
    """What would be mailed: notice and the person's address, in order."""
    rows = db.session.execute(
        sa.select(OutboxMessage.notice, sa.func.coalesce(Person.email, OutboxMessage.address))
        .outerjoin(Person, Person.id == OutboxMessage.person_id).order_by(OutboxMessage.id)
    )  # fmt: skip
    return [(notice, address) for notice, address in rows]


def wall(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A wall time."""
    return datetime(year, month, day, hour, minute)
