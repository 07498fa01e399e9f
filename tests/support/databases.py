"""Databases for tests: migrated once, then laid anew for each test."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

from eventhub import EventHub

KEPT = frozenset({"regions", "region_ancestors", "cities", "city_names", "alembic_version"})
CITIES = (
    (2950159, "Berlin", "DE", 52.52437, 13.41053, "Europe/Berlin", 3426354),
    (2267057, "Lisbon", "PT", 38.71667, -9.13333, "Europe/Lisbon", 517802),
    (360630, "القاهرة", "EG", 30.06263, 31.24967, "Africa/Cairo", 9606916),
    (2657896, "Zürich", "CH", 47.36667, 8.55, "Europe/Zurich", 341730),
    (2240449, "Luanda", "AO", -8.83682, 13.23432, "Africa/Luanda", 2776168),
)


class Database(Protocol):
    """What the fixtures need of a database."""

    url: str

    def prepare(self, app: EventHub) -> None: ...
    def renew(self, app: EventHub) -> None: ...
    def drop(self) -> None: ...


def make_database(kind: str, folder: Path, worker: str) -> Database:
    """The database of a worker."""
    return PostgresDatabase(worker) if kind == "postgresql" else SqliteDatabase(folder)


def migrate(app: EventHub) -> None:
    """All migrations, the region tree, and five cities."""
    from flask_migrate import upgrade

    from eventhub.core.db import transaction
    from eventhub.core.search.normalize import index_text
    from eventhub.migrations import attach
    from eventhub.regions.models import City, CityName
    from eventhub.regions.services import load_pinned_tree

    attach(app)
    with app.app_context():
        upgrade()
        with transaction() as session:
            load_pinned_tree()
            for rank, (number, name, country, lat, lon, zone, population) in enumerate(CITIES):
                session.add(City(id=number, name=name, country=country, lat=lat, lon=lon, zone=zone, population=population))
                session.flush()
                session.add(CityName(city_id=number, folded=index_text(name), rank=rank))


def reverse_the_unordered(engine: sa.Engine) -> None:
    """Let SQLite give rows that nobody ordered in reverse: what leans on an order it did not ask for fails here at once,
    and not one day on PostgreSQL, where an update moves a row. No-op on PostgreSQL."""
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", lambda driver, _record: driver.execute("PRAGMA reverse_unordered_selects = ON"))
        engine.dispose()


class SqliteDatabase:
    """A file, copied from the migrated one."""

    def __init__(self, folder: Path) -> None:
        self.file, self.template = folder / "test.sqlite", folder / "template.sqlite"
        self.url = f"sqlite:///{self.file}"

    def prepare(self, app: EventHub) -> None:
        from eventhub.core.db import db

        migrate(app)
        with app.app_context():
            with db.engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.exec_driver_sql("BEGIN")
            db.engine.dispose()
        shutil.copy(self.file, self.template)

    def renew(self, app: EventHub) -> None:
        from eventhub.core.db import db

        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        for suffix in ("-wal", "-shm"):
            Path(f"{self.file}{suffix}").unlink(missing_ok=True)
        shutil.copy(self.template, self.file)

    def drop(self) -> None:
        """The folder goes with the test run."""


class PostgresDatabase:
    """A database of its own, emptied for each test."""

    def __init__(self, worker: str) -> None:
        server = os.environ.get("EVENTHUB_TEST_POSTGRES", "postgresql+psycopg:///postgres?host=/var/run/postgresql")
        self._server, self._name = sa.make_url(server), f"eventhub_test_{worker}_{os.getpid()}"
        self._run(f'CREATE DATABASE "{self._name}"')
        self.url = self._server.set(database=self._name).render_as_string(hide_password=False)
        self._names: list[str] = []
        self._renewed = 0

    def _run(self, statement: str) -> None:
        engine = sa.create_engine(self._server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    def prepare(self, app: EventHub) -> None:
        migrate(app)
        engine = sa.create_engine(self.url)
        self._names = [name for name in sa.inspect(engine).get_table_names() if name not in KEPT]
        with engine.begin() as connection:
            # So that no row takes the room of an older one, and rows stand in the order in which they were made.
            for name in self._names:
                connection.exec_driver_sql(f"ALTER TABLE {name} SET (autovacuum_enabled = off)")
        engine.dispose()

    def renew(self, app: EventHub) -> None:
        from eventhub.core.db import db

        with app.app_context():
            db.session.remove()
            with db.engine.begin() as connection:
                self._empty(connection)
                connection.exec_driver_sql("DELETE FROM regions WHERE kind IN ('subdivision', 'area')")  # what a test added

    def _empty(self, connection: sa.Connection) -> None:
        """Delete what is there, in one statement so that foreign keys are looked at after it; a hundred times as quick as
        truncating tables of which most are empty."""
        self._renewed += 1
        if self._renewed % 100 == 0:  # what was deleted is still there to be read over
            connection.exec_driver_sql(f"TRUNCATE {', '.join(self._names)} CASCADE")
        looks = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in self._names)  # noqa: S608  names of our own tables
        if filled := connection.exec_driver_sql(" UNION ALL ".join(looks)).scalars().all():
            deletes = ", ".join(f"d{n} AS (DELETE FROM {name})" for n, name in enumerate(filled))  # noqa: S608  names of our own tables
            connection.exec_driver_sql(f"WITH {deletes} SELECT 1")
        connection.exec_driver_sql(
            "SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, start_value, false) FROM pg_sequences"
            " WHERE last_value IS NOT NULL AND sequencename NOT LIKE ALL (%(kept)s)",
            {"kept": [f"{name}\\_%" for name in KEPT]},
        )

    def drop(self) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{self._name}" WITH (FORCE)')
