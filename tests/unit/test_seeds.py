"""The demo world is what it promises to be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from eventhub import EventHub
from eventhub.accounts import services as accounts
from eventhub.accounts.models import Person
from eventhub.accounts.queries import find_by_email, share_an_employer
from eventhub.accounts.seeds import ACCOUNTS, PASSWORD
from eventhub.cli.seed import make_world
from eventhub.communities.models import Community
from eventhub.communities.workflow import Standing
from eventhub.core import search, translations
from eventhub.core.audit import AuditEntry
from eventhub.core.db import db, transaction
from eventhub.core.outbox import OutboxMessage
from eventhub.core.text import is_web_address
from eventhub.events.models import Event, Format, FormatVersion, Listing, Occurrence, Topic
from eventhub.events.queries import list_formats, list_of_organizer
from eventhub.events.queries.listing import list_page
from eventhub.events.queries.review import list_awaiting_organizer, list_awaiting_review, list_claimed_by, select_queue
from eventhub.events.registration.models import RegistrationSetup
from eventhub.events.registration.rules import WayIn, way_in
from eventhub.events.rules.filters import EventFilter
from eventhub.events.seeds.words import LANGUAGES
from eventhub.events.services.reference import load_formats_and_topics
from eventhub.events.workflow import EVENT, O, S
from eventhub.regions import services as regions
from eventhub.regions.models import City, Region
from eventhub.regions.seeds import city_ids
from tests.support.databases import Database

pytestmark = pytest.mark.slow
NOW = datetime.now(UTC)


def make_seeded(database: Database, app: EventHub) -> None:
    """The demo world on an empty database that knows the cities it wants."""
    database.renew(app)
    with app.app_context(), transaction() as session:
        known = set(session.scalars(sa.select(City.id)))
        for row in regions._read_cities():
            if row["id"] in city_ids() - known:
                session.add(City(**{key: row[key] for key in ("id", "name", "country", "lat", "lon", "zone", "population")}))
        session.flush()
        make_world(NOW)


def drop_cities(app: EventHub) -> None:
    """PostgreSQL keeps the cities from test to test: leave the five that others count on."""
    from tests.support.databases import CITIES

    with app.app_context(), transaction() as session:
        session.execute(sa.delete(City).where(City.id.not_in([row[0] for row in CITIES])))


@pytest.fixture(scope="module")
def seeded(shared_app: EventHub, database: Database) -> Iterator[EventHub]:
    make_seeded(database, shared_app)
    yield shared_app
    database.renew(shared_app)
    drop_cities(shared_app)


@pytest.fixture
def world(seeded: EventHub) -> Iterator[Any]:
    """The seeded database, for reading."""
    with seeded.app_context():
        yield db.session
        db.session.rollback()


def fingerprint() -> list[tuple[Any, ...]]:
    """What must be the same each time."""
    return [
        tuple(row) for row in db.session.execute(
            sa.select(Event.key, Event.uid, Event.title, Event.status, Event.venue, Event.lat, Occurrence.starts_at,
                      Event.created_at, Community.key)
            .outerjoin(Occurrence, Occurrence.event_id == Event.id).outerjoin(Community, Community.id == Event.community_id)
            .order_by(Event.id)
        )
    ]  # fmt: skip


def test_there_are_as_many_of_everything_as_promised(world: Any) -> None:
    upcoming = (
        sa.select(sa.func.count())
        .select_from(Occurrence)
        .join(Event)
        .where(Event.status == S.PUBLISHED, Occurrence.starts_at > NOW)
    )
    held = (
        sa.select(sa.func.count())
        .select_from(Occurrence)
        .where(Occurrence.status.in_({O.HELD, O.REPORTED}), Occurrence.ends_at < NOW)
    )

    assert world.scalar(sa.select(sa.func.count()).select_from(Person)) == 82
    assert world.scalar(sa.select(sa.func.count()).select_from(Community)) == 62
    assert world.scalar(sa.select(sa.func.count()).select_from(Community).where(Community.standing == Standing.OFFICIAL)) == 25
    series = sa.select(sa.func.count()).select_from(Event).where(Event.rule != "")
    assert world.scalar(series) == 9
    assert world.scalar(upcoming) == 180 + 9 * 7 - world.scalar(
        sa.select(sa.func.count()).select_from(Occurrence).join(Event).where(Event.rule != "", Occurrence.starts_at <= NOW)
    )
    assert world.scalar(held) == 120
    assert len({code[:2] for code in world.scalars(sa.select(Community.region_code)) if code[:1].isalpha()}) == 40


def test_no_date_that_is_over_still_waits_to_take_place(world: Any) -> None:
    late = sa.select(Event.title).join(Occurrence).where(Occurrence.status == O.SCHEDULED, Occurrence.ends_at <= NOW)

    assert world.scalars(late).all() == []


def test_every_state_is_there(world: Any) -> None:
    found = Counter(world.scalars(sa.select(Event.status)))

    assert set(found) == set(EVENT.states)
    assert min(found.values()) >= 2


def test_every_language_is_written_and_searched(world: Any) -> None:
    written = Counter(world.scalars(sa.select(Event.source_language).where(Event.status == S.PUBLISHED)))

    assert set(written) == set(LANGUAGES)
    assert min(written.values()) >= 3
    for text in ("勉強会", "القاهرة", "übersetzung", "दिल्ली", "lisboa"):
        assert search.matching("event", text, 5), text


@pytest.mark.parametrize("tag", ["en", "de", "es", "ar"])
def test_every_region_in_use_has_a_name(world: Any, tag: str) -> None:
    used = {
        *world.scalars(sa.select(Event.region_code).distinct()),
        *world.scalars(sa.select(Community.region_code).distinct()),
    }
    found = world.scalars(sa.select(Region).where(Region.code.in_(used - {None}))).all()

    assert {region.code for region in found} == used - {None}
    assert [region.code for region in found if region.name_in(tag) == region.code] == []


def test_places_zones_and_regions_agree(world: Any) -> None:
    cities: dict[str, set[str]] = {}
    for country, zone in world.execute(sa.select(City.country, City.zone)):
        cities.setdefault(country, set()).add(zone)
    rows = world.execute(
        sa.select(Event.title, Event.region_code, Event.country, Event.zone, Event.city, Community.region_code, Community.zone,
                  Community.city).join(Community)
    ).all()  # fmt: skip

    for title, region, country, zone, city, home, home_zone, home_city in rows:
        assert (region, zone) == (home, home_zone), title
        if country:
            assert (region[:2], city) == (country, home_city), title
            assert zone in cities[country], title


def test_wall_times_and_instants_agree(world: Any) -> None:
    for occurrence in world.scalars(sa.select(Occurrence)):
        zone = ZoneInfo(occurrence.zone)
        assert occurrence.wall_start.replace(tzinfo=zone).astimezone(UTC) == occurrence.starts_at
        assert occurrence.wall_end.replace(tzinfo=zone).astimezone(UTC) == occurrence.ends_at
        assert 8 <= occurrence.wall_start.hour <= 20


def test_texts_are_whole(world: Any) -> None:
    for event in world.scalars(sa.select(Event)):
        said = f"{event.title} {event.description}"
        assert "{" not in said, event.title
        assert len(event.description) > 40, event.title
        assert all(is_web_address(link) for link in (event.conduct_url, event.join_url, event.registration_url) if link)


def test_public_events_are_listed_and_no_others(world: Any) -> None:
    listed = set(world.scalars(sa.select(Occurrence.event_id).join(Listing, Listing.occurrence_id == Occurrence.id)))
    public = set(world.scalars(sa.select(Event.id).where(Event.status.in_(EVENT.public_states))))

    assert listed == public
    assert len(list_page(EventFilter(regions=("DE",)), now=NOW).items) > 10
    assert list_page(EventFilter(regions=("DE-BE",), languages=("de",)), now=NOW).items


def test_timelines_are_in_order_and_end_in_the_present_state(world: Any) -> None:
    trails: dict[int, list[AuditEntry]] = {}
    for entry in world.scalars(sa.select(AuditEntry).where(AuditEntry.subject == "event").order_by(AuditEntry.id)):
        trails.setdefault(entry.subject_id, []).append(entry)

    for event in world.scalars(sa.select(Event)):
        trail = trails[event.id]
        assert [entry.at for entry in trail] == sorted(entry.at for entry in trail), event.title
        assert trail[-1].at <= datetime.now(UTC)
        targets = [entry.data["to"] for entry in trail if "to" in entry.data]
        assert (targets or ["draft"])[-1] == event.status.value
        assert event.created_at <= event.status_since


def test_some_german_titles_are_there_in_english(world: Any) -> None:
    ids = list(world.scalars(sa.select(Event.id).where(Event.source_language == "de")))

    assert len(translations.load_texts("event", ids, ["title"])) >= 3


def test_every_private_link_can_be_had(world: Any) -> None:
    kinds = dict(db.session.execute(sa.select(RegistrationSetup.event_id, RegistrationSetup.kind)).all())
    ways = {way_in(event, kinds.get(event.id)) for event in db.session.scalars(sa.select(Event))}

    assert ways == {None, WayIn.OPEN, WayIn.HERE, WayIn.OUTSIDE, WayIn.CONTACT}


def test_nothing_waits_to_be_mailed(world: Any) -> None:
    assert world.scalars(sa.select(OutboxMessage.notice)).all() == []


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.email)
def test_a_demo_account_signs_in_and_finds_something_to_do(world: Any, account: Any) -> None:
    person = accounts.sign_in(email=account.email, password=PASSWORD)

    assert person is not None
    desk = [*list_awaiting_organizer(person), *list_awaiting_review(person), *list_claimed_by(person),
            *world.scalars(select_queue(person))]  # fmt: skip
    assert desk


def test_desks_show_what_the_accounts_are_said_to_try(world: Any) -> None:
    organizer, official, reviewer, liaison = (
        find_by_email(f"{name}@example.org") for name in ("organizer", "official", "reviewer", "liaison")
    )

    assert Counter(e.status for e in list_of_organizer(organizer))[S.DRAFT] == 2
    assert {S.CHANGES_REQUESTED, S.IN_REVIEW, S.APPROVED} < {e.status for e in list_of_organizer(organizer)}
    assert [e.status for e in list_awaiting_organizer(official)] == [S.DRAFT, S.DRAFT]
    assert len(list_awaiting_review(reviewer)) >= 6
    assert len(list_claimed_by(reviewer)) >= 2
    assert {event.region_code[:2] for event in world.scalars(select_queue(liaison))} == {"MX", "CR"}


def test_a_colleague_of_the_reviewer_has_sent_something_in(world: Any) -> None:
    reviewer = find_by_email("reviewer@example.org")

    waiting = world.scalars(select_queue(reviewer, (S.SUBMITTED,))).all()
    colleagues = [event for event in waiting if share_an_employer(reviewer.id, event.owner_ids())]
    assert colleagues
    assert not {event.id for event in colleagues} & {event.id for event in list_awaiting_review(reviewer)}


def test_nobody_reviewed_what_they_have_a_part_in(world: Any) -> None:
    decided = world.execute(
        sa.select(AuditEntry.subject_id, AuditEntry.actor_id).where(AuditEntry.verb.in_(["event.claim", "event.approve"]))
    ).all()
    events = {event.id: event for event in world.scalars(sa.select(Event))}

    assert [events[number].title for number, actor in decided if actor in events[number].concerned_ids()] == []


def test_reference_data_is_whole_and_added_once(world: Any) -> None:
    formats = list_formats()

    assert [fmt.slug for fmt in formats] == [
        "meetup",
        "online-meetup",
        "camp",
        "conference",
        "sprint",
        "workshop",
        "office-hours",
    ]
    for version in world.scalars(sa.select(FormatVersion)):
        for texts in (version.names, version.summaries, version.guidance):
            assert set(texts) == {"en", "de", "es", "ar"}
        assert all(len(text) > 600 and "- **" in text for text in version.guidance.values())
    assert all(set(names) == {"en", "de", "es", "ar"} for names in world.scalars(sa.select(Topic.names)))
    assert load_formats_and_topics() == 0
    assert world.scalar(sa.select(sa.func.count()).select_from(Format)) == 7


def test_the_same_moment_gives_the_same_world(shared_app: EventHub, database: Database, seeded: EventHub) -> None:
    with seeded.app_context():
        first = fingerprint()
    make_seeded(database, shared_app)
    with seeded.app_context():
        assert fingerprint() == first


def test_no_text_is_left_over_from_a_template() -> None:
    folder = Path(__file__).parents[2] / "eventhub"
    found = [path.name for path in folder.rglob("seeds_data/*.json") if "lorem" in path.read_text("utf-8").lower()]

    assert found == []


def test_people_come_and_wait_speakers_are_called_and_some_have_told(world: Any) -> None:
    from eventhub.events.afterwards.models import Report
    from eventhub.events.programme.models import Call
    from eventhub.events.programme.workflow import CallState
    from eventhub.events.registration.models import Registration
    from eventhub.events.registration.workflow import R

    def count(model: Any, *where: Any) -> int:
        return int(world.scalar(sa.select(sa.func.count()).select_from(model).where(*where)))

    assert count(Registration, Registration.status == R.GOING) > 50
    assert count(Registration, Registration.status == R.WAITING) == 9
    assert count(Call, Call.status == CallState.OPEN) == 3
    assert count(Report, Report.sent_at.is_not(None)) == 9
