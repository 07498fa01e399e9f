"""One event from two sources: listed once, under the scopes of both; parted by a person and never merged again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.accounts.permissions import Role
from eventhub.communities.models import Community
from eventhub.core import generations, policy, search
from eventhub.core.audit import list_entries
from eventhub.core.db import db as database
from eventhub.core.errors import AlreadyDone, NotAllowed, Refused
from eventhub.events.doubles import queries, services
from eventhub.events.doubles.models import DoublePair, EventDouble
from eventhub.events.doubles.rules import Said
from eventhub.events.models import Event, Listing, Occurrence
from eventhub.events.permissions import EventPermission as P
from eventhub.events.queries import get_event_by_id
from eventhub.events.rules.recurrence import Every, Recurrence
from eventhub.events.services import editing, publicity
from eventhub.events.services.review import advance_event, override_event
from eventhub.events.workflow import S
from tests.factories import (
    make_community,
    make_draft,
    make_event,
    make_holder,
    make_person,
    make_registration,
    make_setup,
    make_topic,
)
from tests.support.queries import count_queries

session = database.session
WHEN = (datetime.now(UTC).replace(tzinfo=None) + timedelta(days=21)).replace(hour=19, minute=0, second=0, microsecond=0)


def announce(source: str | None, *, status: S = S.PUBLISHED, **said: Any) -> Event:
    """An event that came in from a source, or was written here when there is none."""
    event = make_event(**said)
    event.source, event.source_uid, event.status = source, source and f"{event.key}@{source}", status
    publicity.refresh(event)
    return event


def shown() -> dict[int, int]:
    return {row.event_id: row.primary_id for row in session.execute(sa.select(EventDouble.event_id, EventDouble.primary_id))}


def listed_under(scope: str) -> list[int]:
    statement = (
        sa.select(Occurrence.event_id).join(Listing, Listing.occurrence_id == Occurrence.id).where(Listing.scope == scope)
    )
    return list(session.scalars(statement.order_by(Occurrence.event_id)))


@pytest.fixture
def ada(db: Any) -> Person:
    return make_person(name="Ada")


@pytest.fixture
def bo(db: Any) -> Person:
    return make_person(name="Bo")


@pytest.fixture
def python(ada: Person) -> Community:
    return make_community("Python", contacts=(ada,))


@pytest.fixture
def django(bo: Person) -> Community:
    return make_community("Django", region="AT", contacts=(bo,))


@pytest.fixture
def two(ada: Person, bo: Person, python: Community, django: Community) -> tuple[Event, Event]:
    """The same evening, written here for one community and come in from a source for another."""
    mine = announce(None, organizer=ada, community=python, topics=("web",))
    theirs = announce("their.ics", organizer=bo, community=django, topics=("django",), languages=("en",), region_code="AT")
    return mine, theirs


def test_the_same_event_from_two_sources_is_listed_once_under_the_scopes_of_both(two: Any, python: Any, django: Any) -> None:
    mine, theirs = two
    scopes = (
        "all",
        f"community:{python.key}",
        f"community:{django.key}",
        "topic:web",
        "topic:django",
        "language:en",
        "region:AT",
    )

    assert shown() == {theirs.id: mine.id}
    assert {scope: listed_under(scope) for scope in scopes} == {scope: [mine.id] for scope in scopes}
    assert search.matching("event", "evening", 10) == [mine.id]
    assert [event.id for event in queries.list_doubles(mine.id)] == [theirs.id]
    assert queries.find_primary(theirs.id) is mine
    assert (mine.sequence, theirs.sequence) == (0, 0), "neither says anything else than before"


def test_that_it_was_found_stands_in_the_trail_and_in_the_counters(db: Any, two: Any, python: Any, django: Any) -> None:
    mine, theirs = two
    db.session.commit()
    scopes = [f"community:{python.key}", f"community:{django.key}", f"event:{mine.key}", f"event:{theirs.key}"]

    assert all(calendar > 0 for calendar, _page in generations.read(scopes))
    assert [(entry.verb, entry.actor_id) for entry in list_entries(theirs)][:1] == [("event.doubles.find", None)]


def test_who_runs_one_of_them_parts_them_and_they_stay_two(db: Any, two: Any, bo: Person, django: Any) -> None:
    mine, theirs = two

    services.part(theirs, mine, actor=bo)

    assert shown() == {}
    assert listed_under("all") == [mine.id, theirs.id]
    assert listed_under(f"community:{django.key}") == listed_under("topic:django") == [theirs.id]
    assert sorted(search.matching("event", "evening", 10)) == [mine.id, theirs.id]
    assert [entry.verb for entry in list_entries(mine)][:1] == ["event.doubles.part"]
    publicity.refresh(theirs)
    assert services.find_doubles([mine.id, theirs.id]) == 0
    assert shown() == {}
    with pytest.raises(AlreadyDone):
        services.part(mine, theirs, actor=bo)


def test_who_speaks_for_neither_parts_nothing(two: Any) -> None:
    mine, theirs = two
    with pytest.raises(NotAllowed):
        services.part(mine, theirs, actor=make_person())

    assert shown() == {theirs.id: mine.id}


def test_who_may_say_it(two: Any, ada: Person, bo: Person) -> None:
    mine, _theirs = two
    contact = make_person()
    club = make_community("Club", contacts=(contact,))
    other = make_event(status=S.PUBLISHED, community=club)
    people = {
        "its organizer": ada, "the other's": bo, "a contact": contact, "a reviewer": make_holder(Role.REVIEWER, "DE"),
        "one elsewhere": make_holder(Role.REVIEWER, "JP"), "a liaison": make_holder(Role.LIAISON, "DE"), "anyone": make_person(),
    }  # fmt: skip

    assert [name for name, person in people.items() if policy.can(person, P.PART, mine)] == ["its organizer", "a reviewer"]
    assert [name for name, person in people.items() if policy.can(person, P.PART, other)] == ["a contact", "a reviewer"]


def test_joining_takes_a_say_in_both(two: Any, ada: Person) -> None:
    mine, theirs = two
    team = make_holder(Role.TEAM)
    services.part(mine, theirs, actor=ada)
    with pytest.raises(NotAllowed):
        services.join(mine, theirs, actor=ada)

    services.join(mine, theirs, actor=team)

    assert shown() == {theirs.id: mine.id}
    with pytest.raises(AlreadyDone):
        services.join(theirs, mine, actor=team)


def test_what_a_person_joined_stays_one_whatever_they_say(db: Any, ada: Person) -> None:
    team = make_holder(Role.TEAM)
    one, other = (make_event(status=S.PUBLISHED, organizer=ada, title=title) for title in ("Evening", "Something else"))
    services.join(one, other, actor=team)
    publicity.refresh(other)

    assert shown() == {other.id: one.id}


def test_a_draft_is_joined_with_nothing(db: Any, ada: Person) -> None:
    one, draft = make_event(status=S.PUBLISHED, organizer=ada), make_event(organizer=ada)
    with pytest.raises(Refused):
        services.join(one, draft, actor=ada)

    assert shown() == {}


def test_two_written_here_are_left_to_people(db: Any, ada: Person, bo: Person) -> None:
    one, other = make_event(status=S.PUBLISHED, organizer=ada), make_event(status=S.PUBLISHED, organizer=bo)

    assert shown() == {}
    assert [event.id for event in queries.list_likely(one)] == [other.id]


def test_a_draft_hides_nothing_and_is_hidden_by_nothing_but_told(db: Any, ada: Person) -> None:
    draft = announce("a.ics", organizer=ada, status=S.DRAFT)
    public = announce("b.ics", organizer=ada)

    assert shown() == {}
    assert services.find_doubles([draft.id, public.id]) == 0
    assert [event.id for event in queries.list_likely(draft)] == [public.id]
    assert queries.list_likely(public) == [], "a draft is nobody else's to know"
    assert queries.list_doubles(public.id) == []


def test_a_draft_is_told_of_the_event_that_others_are_shown_under(db: Any, two: Any, ada: Person) -> None:
    mine, theirs = two
    draft = make_event(organizer=ada)

    assert [event.id for event in queries.list_likely(draft)] == [mine.id]
    assert queries.list_likely(theirs) == []
    services.part(draft, mine, actor=ada)
    assert queries.list_likely(draft) == []


def test_a_draft_said_to_be_another_event_is_listed_by_itself_when_it_goes_out(db: Any, ada: Person) -> None:
    public = announce("b.ics")
    draft = announce("a.ics", organizer=ada, status=S.DRAFT)
    services.part(draft, public, actor=ada)
    assert queries.list_likely(draft) == []

    draft.status = S.PUBLISHED
    publicity.refresh(draft)

    assert shown() == {}
    assert listed_under("all") == [public.id, draft.id]


def test_three_come_to_one(db: Any) -> None:
    first = announce("a.ics", venue="c-base")
    second = announce("b.ics", venue="c-base, Rungestraße 20")
    third = announce("c.ics", venue="")
    written = announce(None)

    assert shown() == {first.id: written.id, second.id: written.id, third.id: written.id}
    assert listed_under("all") == [written.id]


def test_when_the_first_is_cancelled_the_next_takes_its_place(db: Any, two: Any, ada: Person, python: Any) -> None:
    mine, theirs = two

    advance_event(mine, "cancel", actor=ada, reason="No room.")

    assert shown() == {mine.id: theirs.id}
    assert listed_under("all") == listed_under(f"community:{python.key}") == [theirs.id]
    assert search.matching("event", "evening", 10) == [theirs.id]
    assert mine.is_public, "its page stays, and says that it is cancelled there"


def test_when_the_first_is_no_longer_public_the_others_stand_for_themselves(db: Any, two: Any) -> None:
    mine, theirs = two

    override_event(mine, S.DRAFT, actor=make_holder(Role.TEAM), reason="Came too early.")

    assert shown() == {}
    assert listed_under("all") == [theirs.id]
    assert queries.list_doubles(theirs.id) == []


def test_what_moves_to_another_day_is_another_event_until_both_have_moved(db: Any, two: Any, ada: Person, bo: Person) -> None:
    mine, theirs = two
    later = {"starts": WHEN + timedelta(days=7), "ends": WHEN + timedelta(days=7, hours=2)}
    draft = {"community_key": mine.community.key, "topics": ("web",)}

    editing.save(mine, make_draft(**draft, **later), actor=ada)
    assert shown() == {}
    assert listed_under("all") == [mine.id, theirs.id]

    editing.save(theirs, make_draft(community_key=theirs.community.key, **later), actor=bo)
    assert shown() == {theirs.id: mine.id}


def test_another_topic_at_the_one_source_is_where_the_event_is_found(db: Any, two: Any, bo: Person) -> None:
    mine, theirs = two
    make_topic("async")
    editing.save(theirs, make_draft(community_key=theirs.community.key, topics=("async",), region_code="AT"), actor=bo)

    assert (listed_under("topic:async"), listed_under("topic:django")) == ([mine.id], [])


def test_an_address_in_common_is_enough_at_the_same_hour(db: Any) -> None:
    one = announce("a.ics", title="An evening", venue="c-base", registration_url="https://www.example.org/e/7/")
    other = announce("b.ics", title="We meet", venue="elsewhere", registration_url="https://example.org/e/7?utm_source=x")
    third = announce("c.ics", title="We meet", venue="elsewhere", registration_url="https://example.org/e/8")

    assert shown() == {other.id: one.id, third.id: one.id}, "the third by its title, through the second"


def test_an_hour_that_one_source_misread_is_found_by_the_address(db: Any) -> None:
    link = "https://example.org/e/7"
    one = announce("a.ics", registration_url=link)
    other = announce("b.ics", registration_url=link, starts=WHEN + timedelta(hours=2), ends=WHEN + timedelta(hours=4))

    assert shown() == {other.id: one.id}


def test_series_are_the_same_only_as_series(db: Any, ada: Person) -> None:
    weekly = Recurrence(every=Every.WEEK, interval=1, weekdays=(WHEN.weekday(),))
    once = announce("a.ics")
    first, second = (announce(source, recurrence=weekly) for source in ("b.ics", "c.ics"))

    assert shown() == {second.id: first.id}
    assert once.id in listed_under("all")


def test_registrations_stay_where_they_are(db: Any, two: Any) -> None:
    _mine, theirs = two
    make_setup(theirs, room=5)
    registration = make_registration(get_event_by_id(theirs.id))

    services.find_doubles([theirs.id])

    assert registration.event_id == theirs.id


def test_many_cost_no_more_queries_than_one(db: Any) -> None:
    drafts = [announce("a.ics", status=S.DRAFT).id for _ in range(5)]
    with count_queries() as statements:
        assert services.find_doubles(drafts) == 0
    assert len(statements) == 2

    public = [announce("a.ics", title=f"Evening {n} about things").id for n in range(5)]
    with count_queries() as few:
        services.find_doubles(public[:1])
    with count_queries() as many:
        assert services.find_doubles(public) == 0
    assert len(few) == len(many) == 4


def test_what_is_said_of_two_goes_with_either(db: Any, two: Any) -> None:
    mine, _theirs = two
    db.session.execute(sa.delete(Event).where(Event.id == mine.id))

    assert db.session.scalars(sa.select(DoublePair)).all() == []
    assert shown() == {}


def test_what_a_person_said_names_them(db: Any, two: Any, ada: Person) -> None:
    services.part(*two, actor=ada)

    pair = db.session.scalars(sa.select(DoublePair)).one()
    assert (pair.said, pair.said_by_id) == (Said.PARTED, ada.id)


def test_what_went_out_at_the_same_moment_is_found_a_little_later(
    ada: Person, bo: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As two transactions on PostgreSQL that do not see each other's event."""
    with monkeypatch.context() as blind:
        blind.setattr(services, "find_doubles", lambda _ids: 0)
        mine, theirs = announce(None, organizer=ada), announce("their.ics", organizer=bo)
    assert shown() == {}
    now = datetime.now(UTC)

    assert services.find_recent_doubles(now + timedelta(minutes=1)) == 0
    assert services.find_recent_doubles(now - timedelta(minutes=30)) == 1
    assert shown() == {theirs.id: mine.id}
    assert services.find_recent_doubles(now - timedelta(minutes=30)) == 0


@pytest.mark.parametrize("rows", [1, 5])
def test_looking_again_costs_the_same_with_many_rows(ada: Person, rows: int) -> None:
    for n in range(rows):
        announce(None, organizer=ada, title=f"Talk {n} of its own", venue=f"Place {n}")
    session.flush()

    with count_queries() as asked:
        services.find_recent_doubles(datetime.now(UTC) - timedelta(minutes=30))
    assert len(asked) <= 5, asked
