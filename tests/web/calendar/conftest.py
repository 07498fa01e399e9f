"""A public world for feeds, and a reader of them."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.accounts.permissions import Role
from eventhub.accounts.queries import find_by_key
from eventhub.core.db import db
from eventhub.events import queries
from eventhub.events.models import Event
from eventhub.events.rules.drafts import EventDraft
from eventhub.events.services import editing, review
from eventhub.events.workflow import S
from tests.factories import make_event, make_holder, make_person


@pytest.fixture
def publish(given: Any) -> Any:
    """``publish(title=…)``: a public event, by its key."""

    def made(**said: Any) -> str:
        with given():
            organizer = make_person()
            return str(make_event(status=said.pop("status", S.PUBLISHED), organizer=organizer, **said).key)

    return made


@pytest.fixture
def edit(given: Any) -> Any:
    """``edit(key, title=…)``: the organizer saves the form."""

    def saved(key: str, **said: Any) -> None:
        with given():
            event = queries.find_event(key)
            assert event
            values = {**_said(event), **said}
            editing.save(event, EventDraft(**values), actor=_organizer(event))

    return saved


def _organizer(event: Event) -> Person:
    found = find_by_key(event.organizers[0].person.key)
    assert found
    return found


def _said(event: Event) -> dict[str, Any]:
    names = {name for name in EventDraft.__dataclass_fields__ if hasattr(event, name)} - {"topics"}
    values = {name: getattr(event, name) for name in names}
    date = event.occurrences[0]
    return {
        **values, "languages": tuple(event.languages), "access": tuple(event.access), "starts": date.wall_start,
        "ends": date.wall_end, "format_slug": event.format.slug if event.format else "",
        "community_key": event.community.key if event.community else "", "topics": tuple(t.slug for t in event.topics),
    }  # fmt: skip


@pytest.fixture
def step(given: Any) -> Any:
    """``step(key, "cancel")``: the organizer takes a step."""

    def taken(key: str, name: str) -> None:
        with given():
            event = queries.find_event(key)
            assert event
            review.advance_event(event, name, actor=_organizer(event), reason="The room is gone.")

    return taken


@pytest.fixture
def withdraw_from_public(given: Any) -> Any:
    """The team puts a public event back."""

    def put(key: str) -> None:
        with given():
            event = queries.find_event(key)
            assert event
            event.published_at = event.status_since
            review.override_event(event, S.DRAFT, actor=make_holder(Role.TEAM), reason="Not ours.")

    return put


@pytest.fixture
def count_statements(app: Any) -> Any:
    """``with count_statements() as seen``: all SQL that reaches SQLite, whichever way it is sent."""
    from contextlib import contextmanager

    @contextmanager
    def counting() -> Any:
        seen: list[str] = []
        with app.app_context():
            engine = db.engine

        def checked_out(raw: Any, *_: Any) -> None:
            raw.set_trace_callback(seen.append)

        sa.event.listen(engine, "checkout", checked_out)
        try:
            yield seen
        finally:
            sa.event.remove(engine, "checkout", checked_out)
            raw = engine.raw_connection()
            raw.dbapi_connection.set_trace_callback(None)
            raw.close()

    return counting
