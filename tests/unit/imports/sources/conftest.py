"""A community in Berlin that Ada speaks for, at a fixed time, with a server beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from eventhub.accounts.models import Person
from eventhub.accounts.queries import find_by_email
from eventhub.communities.queries import find_community
from eventhub.core.db import db, transaction
from eventhub.events.models import Event
from eventhub.events.queries import get_event_by_id
from eventhub.imports.sources import services
from eventhub.imports.sources.models import Mirror, Source, SourceKind
from eventhub.imports.sources.sync import sync
from tests.factories import make_community, make_format, make_person, make_reviewer
from tests.support.calendars import CalendarServer, serve_calendars

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """``clock.shift(timedelta(…))`` lets time pass."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def server() -> Iterator[CalendarServer]:
    """A server on this machine that answers as it is told."""
    with serve_calendars() as told:
        yield told


class World:
    """What the tests do again and again, each in a transaction of its own."""

    def __init__(self, key: str) -> None:
        self.community_key = key

    @property
    def ada(self) -> Person:
        """The community's contact."""
        return self.person("ada")

    def person(self, name: str) -> Person:
        """Someone by the part of the address before the @."""
        found = find_by_email(f"{name}@example.org")
        assert found is not None
        return found

    def add(self, place: str, data: bytes | None = None, **how: Any) -> int:
        """The id of a new source."""
        kind = how.pop("kind", SourceKind.FILE if data is not None else SourceKind.FEED)
        with transaction():
            community = find_community(self.community_key)
            assert community is not None
            return services.add_source(community, kind=kind, place=place, data=data, actor=self.ada, **how).id

    def bring_in(self, source_id: int) -> Any:
        """Let it come in; returns the report."""
        with transaction():
            return services.bring_in(self.source(source_id), actor=self.ada)

    def mirrored(self, place: str, data: bytes | None = None) -> int:
        """A new source, brought in."""
        source_id = self.add(place, data)
        self.bring_in(source_id)
        return source_id

    def source(self, source_id: int) -> Source:
        """The source, read afresh."""
        return db.session.get_one(Source, source_id, populate_existing=True)

    def event(self, uid: str = "one") -> Event:
        """The event with this UID, read afresh."""
        db.session.expire_all()
        return get_event_by_id(db.session.scalars(sa.select(Event.id).where(Event.source_uid == uid)).one())

    def mirror(self, uid: str = "one") -> Mirror:
        """What is known of its source."""
        return db.session.scalars(
            sa.select(Mirror).join(Event, Event.id == Mirror.event_id).where(Event.source_uid == uid)
            .execution_options(populate_existing=True)
        ).one()  # fmt: skip

    def uids(self) -> list[str | None]:
        """The UIDs of all events."""
        db.session.rollback()
        return list(db.session.scalars(sa.select(Event.source_uid).order_by(Event.id)))

    def do(self, act: Callable[[], Any]) -> Any:
        """One thing in a transaction of its own."""
        with transaction():
            return act()

    def sync(self, source_id: int, **how: Any) -> Any:
        """Bring it in step; returns the report."""
        return sync(source_id, **how)


@pytest.fixture
def world(given: Any, app: Any) -> Iterator[World]:
    """Ada's community, a reviewer of Germany, and someone else; the context stays open, no transaction does."""
    with given():
        make_format("meetup")
        make_format("online-meetup")
        ada = make_person(name="Ada", email="ada@example.org")
        make_reviewer("DE", name="Rita", email="rita@example.org")
        make_person(name="Bo", email="bo@example.org")
        key = make_community(
            "Berlin evenings", contacts=(ada,), city="Berlin", zone="Europe/Berlin", languages=["de"], source_language="de"
        ).key
    with app.app_context():
        yield World(key)
