"""Following: what can be followed, and that it holds once, whoever asks how often."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.communities.workflow import Standing
from eventhub.core.errors import NotFound, Refused
from eventhub.events.follows import queries, services
from eventhub.events.follows.models import DigestSetting, Follow
from eventhub.events.follows.rules import MAX_FOLLOWS, FollowKind, Rhythm, next_digest
from eventhub.events.models import Topic
from eventhub.events.workflow import S
from tests.factories import make_community, make_event, make_person, make_topic

F = FollowKind


@pytest.fixture
def ana(db: Any) -> Person:
    return make_person(name="Ana")


def followed(person: Person) -> list[str]:
    return queries.list_scopes(person.id)


def test_each_kind_can_be_followed_and_given_up(ana: Person) -> None:
    group, olga = make_community("Pythonistas"), make_person(name="Olga")
    make_event(status=S.PUBLISHED, organizer=olga)
    make_topic("python")
    things = [(F.REGION, "DE"), (F.COMMUNITY, group.key), (F.TOPIC, "python"), (F.LANGUAGE, "pt-BR"), (F.PERSON, olga.key)]
    for kind, value in things:
        services.follow(ana, kind, value)

    assert followed(ana) == sorted(f"{kind.value}:{value}" for kind, value in things)
    for kind, value in things:
        services.unfollow(ana, kind, value)
        services.unfollow(ana, kind, value)
    assert followed(ana) == []


def test_to_follow_twice_is_to_follow_once_and_only_the_first_thing_begins_a_digest(ana: Person, db: Any) -> None:
    began = [services.follow(ana, F.REGION, code) for code in ("DE", "DE", "PT")]

    assert began == [True, False, False]
    assert followed(ana) == ["region:DE", "region:PT"]
    assert [setting.rhythm for setting in db.session.scalars(sa.select(DigestSetting))] == [Rhythm.WEEKLY]


def test_language_tags_are_written_in_one_way(ana: Person) -> None:
    services.follow(ana, F.LANGUAGE, "PT-br")

    assert followed(ana) == ["language:pt-BR"]


def test_a_topic_that_was_renamed_is_followed_under_its_new_name(ana: Person, db: Any) -> None:
    make_topic("python")
    db.session.add(Topic(slug="snakes", names={"en": "Snakes"}, retired_to="python"))
    db.session.flush()
    services.follow(ana, F.TOPIC, "snakes")

    assert followed(ana) == ["topic:python"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [(F.REGION, "QQ"), (F.REGION, "x" * 61), (F.COMMUNITY, "aaaaaaaaaa"), (F.TOPIC, "none"), (F.LANGUAGE, "not a tag"),
     (F.PERSON, "aaaaaaaaaa"), (F.PERSON, "a'--")],
)  # fmt: skip
def test_what_does_not_exist_can_not_be_followed(ana: Person, kind: FollowKind, value: str) -> None:
    with pytest.raises(NotFound):
        services.follow(ana, kind, value)
    assert followed(ana) == []


def test_people_whom_the_public_meets_nowhere_and_archived_groups_can_not_be_followed(ana: Person, db: Any) -> None:
    shy, group = make_person(name="Shy"), make_community("Gone")
    make_event(status=S.SUBMITTED, organizer=shy)
    group.standing = Standing.ARCHIVED
    db.session.flush()

    for kind, value in ((F.PERSON, shy.key), (F.COMMUNITY, group.key)):
        with pytest.raises(NotFound):
            services.follow(ana, kind, value)


def test_nobody_follows_themselves(ana: Person) -> None:
    make_event(status=S.PUBLISHED, organizer=ana)

    with pytest.raises(Refused, match="This is you"):
        services.follow(ana, F.PERSON, ana.key)


def test_there_is_an_end_to_it(ana: Person, db: Any) -> None:
    db.session.add_all(Follow(person_id=ana.id, kind=F.LANGUAGE, value=f"x{n}") for n in range(MAX_FOLLOWS))
    db.session.flush()
    with pytest.raises(Refused, match="You follow 100 things"):
        services.follow(ana, F.REGION, "DE")
    services.unfollow(ana, F.LANGUAGE, "x0")
    services.follow(ana, F.REGION, "DE")

    assert len(followed(ana)) == MAX_FOLLOWS


def test_with_the_person_goes_what_they_follow(ana: Person, db: Any) -> None:
    services.follow(ana, F.REGION, "DE")
    db.session.execute(sa.delete(Person).where(Person.id == ana.id))

    assert [db.session.scalar(sa.select(sa.func.count()).select_from(model)) for model in (Follow, DigestSetting)] == [0, 0]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]  # year, month, day, hour, minute


@pytest.mark.parametrize(
    ("rhythm", "zone", "after", "due"),
    [
        (Rhythm.DAILY, "Europe/Berlin", utc(2027, 1, 6, 6, 59), utc(2027, 1, 6, 7)),
        (Rhythm.DAILY, "Europe/Berlin", utc(2027, 1, 6, 7), utc(2027, 1, 7, 7)),
        (Rhythm.DAILY, "Europe/Berlin", utc(2027, 3, 27, 12), utc(2027, 3, 28, 6)),
        (Rhythm.DAILY, "Asia/Tokyo", utc(2027, 1, 6, 12), utc(2027, 1, 6, 23)),
        (Rhythm.DAILY, "America/Los_Angeles", utc(2027, 1, 6, 12), utc(2027, 1, 6, 16)),
        (Rhythm.WEEKLY, "Europe/Berlin", utc(2027, 1, 6, 12), utc(2027, 1, 11, 7)),
        (Rhythm.WEEKLY, "Europe/Berlin", utc(2027, 1, 11, 6, 59), utc(2027, 1, 11, 7)),
        (Rhythm.WEEKLY, "Europe/Berlin", utc(2027, 1, 11, 7), utc(2027, 1, 18, 7)),
        (Rhythm.WEEKLY, "Asia/Tokyo", utc(2027, 1, 10, 22), utc(2027, 1, 10, 23)),
        (Rhythm.WEEKLY, "", utc(2027, 1, 6), utc(2027, 1, 11, 8)),
        (Rhythm.WEEKLY, "Moon/Crater", utc(2027, 1, 6), utc(2027, 1, 11, 8)),
        (Rhythm.OFF, "Europe/Berlin", utc(2027, 1, 6), None),
    ],
)
def test_digests_come_at_eight_by_the_reader_s_clock(rhythm: Rhythm, zone: str, after: datetime, due: datetime | None) -> None:
    assert next_digest(rhythm, zone, after) == due
