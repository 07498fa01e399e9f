"""The digest: what stands in it, that a period has one, and how it ends."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from eventhub.accounts.queries import find_by_key
from eventhub.core.db import db, transaction
from eventhub.core.errors import NotFound
from eventhub.core.outbox import OutboxMessage
from eventhub.events import queries as events
from eventhub.events.follows import digest, services
from eventhub.events.follows.models import DigestSetting
from eventhub.events.follows.rules import FollowKind, Rhythm
from eventhub.events.services import editing
from eventhub.events.services.review import advance_event
from eventhub.events.workflow import S
from eventhub.jobs.clock import run_clock
from eventhub.mail import render
from tests.factories import make_draft, make_event, make_person
from tests.support.queries import count_queries

MONDAY = datetime(2027, 3, 1, 8, tzinfo=UTC)
FRIDAY, NEXT_MONDAY = MONDAY - timedelta(days=3), MONDAY + timedelta(days=7)


@pytest.fixture
def ana(given: Any) -> str:
    """Ana, who has followed Germany since Friday."""
    with time_machine.travel(FRIDAY, tick=False), given():
        person = make_person(name="Ana", email="ana@example.org")
        services.follow(person, FollowKind.REGION, "DE")
        return str(person.key)


def publish(given: Any, at: datetime, **said: Any) -> str:
    """An event that becomes public at this time, in two weeks from Monday unless it says else."""
    with time_machine.travel(at, tick=False), given():
        starts = said.pop("starts", MONDAY.replace(tzinfo=None) + timedelta(days=14))
        olga = make_person()
        key = make_event(status=S.APPROVED, organizer=olga, starts=starts, **said).key
        advance_event(events.find_event(key), "publish", actor=find_by_key(olga.key))
        return str(key)


def cancel(given: Any, at: datetime, key: str) -> None:
    with time_machine.travel(at, tick=False), given():
        event = events.find_event(key)
        advance_event(event, "cancel", actor=find_by_key(event.organizers[0].person.key), reason="No room.")


def tick(app: Any, at: datetime) -> int:
    """How many digests the clock has done at a time."""
    with time_machine.travel(at, tick=False), app.app_context():
        return run_clock().get("digest", 0)


def written(app: Any) -> list[dict[str, list[str]]]:
    """What the digests in the outbox list, by part."""
    with app.app_context():
        rows = db.session.scalars(
            sa.select(OutboxMessage).where(OutboxMessage.notice == "digest/news").order_by(OutboxMessage.id)
        )
        return [
            {
                part: [f"{row['title']}{row['state'] and ' ' + row['state']}" for row in mail.facts[part]]
                for part in ("new", "changed", "soon")
            }
            for mail in rows
        ]


def test_what_is_new_since_the_last_one_and_what_comes_next_to_it(app: Any, given: Any, ana: str) -> None:
    publish(given, FRIDAY - timedelta(days=1), title="known, soon", starts=datetime(2027, 3, 4, 19))
    publish(given, FRIDAY - timedelta(days=1), title="known, late")
    publish(given, FRIDAY + timedelta(hours=1), title="new")
    publish(given, FRIDAY + timedelta(hours=1), title="elsewhere", region_code="PT")

    assert tick(app, MONDAY - timedelta(seconds=1)) == 0
    assert tick(app, MONDAY) == 1
    assert written(app) == [{"new": ["new"], "changed": [], "soon": ["known, soon"]}]


def test_without_news_there_is_no_mail_though_something_comes_next(app: Any, given: Any, ana: str) -> None:
    publish(given, FRIDAY - timedelta(days=1), title="known, soon", starts=datetime(2027, 3, 4, 19))

    assert tick(app, MONDAY) == 1
    assert written(app) == []


def test_the_next_one_has_only_what_has_happened_since(app: Any, given: Any, ana: str) -> None:
    first = publish(given, FRIDAY + timedelta(hours=1), title="first")
    tick(app, MONDAY)
    publish(given, MONDAY + timedelta(days=1), title="second", starts=datetime(2027, 4, 1, 19))
    cancel(given, MONDAY + timedelta(days=1), first)
    tick(app, NEXT_MONDAY)
    tick(app, NEXT_MONDAY + timedelta(days=7))

    assert written(app) == [
        {"new": ["first"], "changed": [], "soon": []},
        {"new": ["second"], "changed": ["first cancelled"], "soon": []},
    ]


def test_what_came_and_went_between_two_is_in_none(app: Any, given: Any, ana: str) -> None:
    cancel(given, FRIDAY + timedelta(hours=2), publish(given, FRIDAY + timedelta(hours=1), title="came and went"))
    publish(given, FRIDAY + timedelta(hours=1), title="is over", starts=(FRIDAY + timedelta(hours=3)).replace(tzinfo=None))
    tick(app, MONDAY)

    assert written(app) == []


def test_a_date_that_has_moved_is_a_change(app: Any, given: Any, ana: str) -> None:
    key = publish(given, FRIDAY - timedelta(days=1), title="moved")
    with time_machine.travel(FRIDAY + timedelta(hours=1), tick=False), given():
        event = events.find_event(key)
        later = make_draft(title="moved", starts=event.occurrences[0].wall_start + timedelta(days=1))
        editing.save(event, later, actor=find_by_key(event.organizers[0].person.key))
    tick(app, MONDAY)

    assert written(app) == [{"new": [], "changed": ["moved"], "soon": []}]


def test_a_period_has_one_digest_with_two_workers_at_once(app: Any, given: Any, ana: str) -> None:
    publish(given, FRIDAY + timedelta(hours=1), title="new")
    gate = Barrier(2)
    with given():
        number = find_by_key(ana).id

    def work(_n: int) -> bool:
        with app.app_context():
            gate.wait()
            with transaction():
                return digest.act("digest", number)

    with time_machine.travel(MONDAY, tick=True), ThreadPoolExecutor(2) as pool:
        done = sorted(pool.map(work, range(2)))

    assert done == [False, True]
    assert written(app) == [{"new": ["new"], "changed": [], "soon": []}]


def test_a_crash_half_way_leaves_the_period_open_and_the_next_minute_writes_it(
    app: Any, given: Any, ana: str, monkeypatch: Any
) -> None:
    publish(given, FRIDAY + timedelta(hours=1), title="new")
    with monkeypatch.context() as broken:
        broken.setattr(digest, "_write", lambda *_given: 1 / 0)
        assert tick(app, MONDAY) == 0
    assert written(app) == []

    assert tick(app, MONDAY + timedelta(minutes=1)) == 1
    assert written(app) == [{"new": ["new"], "changed": [], "soon": []}]


def test_a_worker_that_was_away_for_a_month_writes_one(app: Any, given: Any, ana: str) -> None:
    publish(given, FRIDAY + timedelta(hours=1), title="new", starts=datetime(2027, 5, 1, 19))

    assert [tick(app, MONDAY + timedelta(days=30, minutes=n)) for n in range(3)] == [1, 0, 0]
    assert len(written(app)) == 1


@pytest.mark.parametrize("number", [1, 5])
def test_it_costs_the_same_with_many_events(app: Any, given: Any, ana: str, number: int) -> None:
    for n in range(number):
        publish(given, FRIDAY + timedelta(hours=1), title=f"new {n}")
    with given():
        person_id = find_by_key(ana).id
        with time_machine.travel(MONDAY, tick=False), count_queries() as asked:
            assert digest.act("digest", person_id)
            db.session.flush()

    assert len(asked) == 9, asked


def test_who_turned_it_off_gets_none_and_hears_later_only_of_what_came_since(app: Any, given: Any, ana: str) -> None:
    publish(given, FRIDAY + timedelta(hours=1), title="missed")
    with time_machine.travel(FRIDAY + timedelta(hours=2), tick=False), given():
        services.set_rhythm(find_by_key(ana), Rhythm.OFF)
    assert tick(app, MONDAY) == 0
    with time_machine.travel(MONDAY + timedelta(days=1), tick=False), given():
        services.set_rhythm(find_by_key(ana), Rhythm.DAILY)
    publish(given, MONDAY + timedelta(days=1, hours=1), title="heard of")

    assert tick(app, MONDAY + timedelta(days=2)) == 1
    assert written(app) == [{"new": ["heard of"], "changed": [], "soon": []}]


def test_the_mail_can_be_stopped_by_one_click_and_names_its_reader_nowhere(app: Any, given: Any, ana: str) -> None:
    publish(given, FRIDAY + timedelta(hours=1), title="new")
    tick(app, MONDAY)
    with app.app_context():
        message = db.session.scalars(sa.select(OutboxMessage).where(OutboxMessage.notice == "digest/news")).one()
        mail = render.compose(message, render.Reader(address="ana@example.org", name="Ana", locale="en", zone="Europe/Berlin"))
        token = services.stop_token(find_by_key(ana))
    heads = mail.as_bytes().partition(b"\r\n\r\n")[0].split(b"\r\n")

    assert f"List-Unsubscribe: <https://hub.example/account/digest/{token}>".encode() in heads
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in heads
    assert "ana@example.org" not in token


@pytest.mark.parametrize("token", ["", ".", "aaaaaaaaaa.aaaaaaaaaaaaaaaaaaaa", "x", "ü.ü"])
def test_a_forged_link_stops_nothing(app: Any, given: Any, ana: str, token: str) -> None:
    with given(), pytest.raises(NotFound):
        services.find_by_stop_token(token)
    with given(), pytest.raises(NotFound):
        services.find_by_stop_token(f"{ana}.{'a' * 20}")
    with given():
        assert [setting.rhythm for setting in db.session.scalars(sa.select(DigestSetting))] == [Rhythm.WEEKLY]
