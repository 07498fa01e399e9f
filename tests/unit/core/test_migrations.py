"""Migrations lead to what the models say, down to nothing and up again, on both databases."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from eventhub import create_app
from eventhub.config import Settings
from tests.support.databases import PostgresDatabase, SqliteDatabase, migrate


@pytest.fixture
def apart(tmp_path: Path, worker_id: str) -> Any:
    """A database of its own, empty."""
    if os.environ.get("EVENTHUB_TEST_DATABASE", "sqlite") == "postgresql":
        made: Any = PostgresDatabase(f"{worker_id}_migrations")
    else:
        made = SqliteDatabase(tmp_path)
    yield made
    made.drop()


@pytest.mark.slow
def test_up_down_and_up_again(apart: Any, tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from flask_migrate import downgrade, upgrade

    from eventhub.core.db import Base, db
    from eventhub.migrations import attach

    app = create_app(Settings(env="test", home=tmp_path, database_url=apart.url, secret_key="a key for tests alone, long enough",
                              base_url="https://hub.example", argon2_memory_kib=64, log_level="CRITICAL"))  # fmt: skip
    attach(app)
    with app.app_context():
        for _ in range(2):
            upgrade()
            with db.engine.connect() as connection:
                context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": _is_ours})
                assert compare_metadata(context, Base.metadata) == []
            downgrade(revision="base")
            left = [name for name in sa.inspect(db.engine).get_table_names() if not name.startswith("alembic")]
            assert left == []
        db.engine.dispose()


def _is_ours(_object: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    return not (kind == "table" and (name or "").startswith("search_"))


@pytest.mark.slow
def test_public_events_are_listed_under_the_people_they_show(apart: Any, tmp_path: Path) -> None:
    from flask_migrate import downgrade, upgrade

    from eventhub.core.db import db, transaction
    from eventhub.core.generations import Generation
    from eventhub.events.models import Listing
    from eventhub.events.workflow import S
    from tests.factories import make_event, make_person

    app = create_app(Settings(env="test", home=tmp_path, database_url=apart.url, secret_key="a key for tests alone, long enough",
                              base_url="https://hub.example", argon2_memory_kib=64, log_level="CRITICAL"))  # fmt: skip
    migrate(app)
    of_people = sa.select(Listing.scope).where(Listing.scope.startswith("person:"))
    counted = sa.select(Generation.scope).where(Generation.scope.startswith("person:"))
    with app.app_context():
        with transaction():
            shown, hidden = make_person(), make_person()
            make_event(status=S.PUBLISHED, organizer=shown)
            make_event(status=S.DRAFT, organizer=hidden)
            key = shown.key
        downgrade(revision="0007")
        with db.engine.connect() as connection:
            before = connection.execute(of_people).all() + connection.execute(counted).all()
        upgrade()
        with db.engine.connect() as connection:
            after = (connection.scalars(of_people).all(), connection.scalars(counted).all())
        db.session.remove()
        db.engine.dispose()

    assert (before, after) == ([], ([f"person:{key}"], [f"person:{key}"]))


@pytest.mark.slow
def test_what_a_calendar_brought_in_is_no_longer_called_free_by_default(apart: Any, tmp_path: Path) -> None:
    from flask_migrate import downgrade, upgrade

    from eventhub.core.db import db, transaction
    from eventhub.events.models import Event
    from eventhub.imports.sources.models import Mirror, Source, SourceKind
    from tests.factories import make_community, make_event

    app = create_app(Settings(env="test", home=tmp_path, database_url=apart.url, secret_key="a key for tests alone, long enough",
                              base_url="https://hub.example", argon2_memory_kib=64, log_level="CRITICAL"))  # fmt: skip
    migrate(app)
    costs = sa.select(sa.literal_column("title"), sa.literal_column("cost")).select_from(Event).order_by(Event.title)
    with app.app_context():
        with transaction() as session:
            source = Source(community_id=make_community("Tea").id, kind=SourceKind.FEED, place="https://example.org/a.ics")
            session.add(source)
            session.flush()
            for title, revision in (("Edited here", 2), ("From elsewhere", 1)):
                session.add(Mirror(event_id=make_event(title=title).id, source_id=source.id, revision=revision))
            session.execute(sa.update(Event).values(revision=2).where(Event.title == "From elsewhere"))
            session.execute(sa.update(Mirror).values(revision=2).where(Mirror.revision == 1))
            session.execute(sa.update(Event).values(revision=3).where(Event.title == "Edited here"))
            make_event(title="Our own")
        downgrade(revision="0011")
        with db.engine.connect() as connection:
            before = [tuple(row) for row in connection.execute(costs)]
        upgrade()
        with db.engine.connect() as connection:
            after = [tuple(row) for row in connection.execute(costs)]
        downgrade(revision="0011")
        with db.engine.connect() as connection:
            again = [tuple(row) for row in connection.execute(costs)]
        upgrade()
        db.session.remove()
        db.engine.dispose()

    assert before == again == [("Edited here", "free"), ("From elsewhere", "free"), ("Our own", "free")]
    assert after == [("Edited here", "free"), ("From elsewhere", "unknown"), ("Our own", "free")]
