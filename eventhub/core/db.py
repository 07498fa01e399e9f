"""The database: one declarative base, the UTC type, and how a transaction begins.

This module is the kernel's only door to Flask-SQLAlchemy, of which it uses ``db.session`` and ``db.engine`` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, cast

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, Session, registry
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Only aware datetimes go in; aware ones in UTC come out, on SQLite too (which drops zones)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime is not an instant")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class WallTime(TypeDecorator[datetime]):
    """What a clock on the wall shows: a naive local datetime, kept beside the zone it belongs to."""

    impl = sa.DateTime(timezone=False)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is not None:
            raise ValueError("a wall time has no zone of its own")
        return value


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = sa.MetaData(naming_convention=NAMING)
    registry = registry(type_annotation_map={datetime: UtcDateTime(), dict[str, Any]: sa.JSON, list[Any]: sa.JSON})


db = SQLAlchemy(model_class=Base, disable_autonaming=True)


def enum_column(kind: type[StrEnum], name: str) -> sa.Enum:
    """A text column that a CHECK constraint keeps to the values of ``kind``."""
    return sa.Enum(
        kind, name=name, native_enum=False, create_constraint=True, length=40,
        values_callable=lambda members: [member.value for member in members], validate_strings=True,
    )  # fmt: skip


def change_rows(statement: sa.Update | sa.Delete) -> int:
    """Run a statement that objects in the session need not follow; gives how many rows it met."""
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    return cast("sa.CursorResult[Any]", result).rowcount


_writing: ContextVar[bool] = ContextVar("eventhub_writing", default=False)


def _on_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy's begin event below speaks BEGIN itself
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=10000", "synchronous=NORMAL",
                   "cache_size=-16000", "mmap_size=268435456", "temp_store=MEMORY"):  # fmt: skip
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def prepare_engine(engine: Engine) -> None:
    """Make SQLite take its write lock when a writing transaction begins, and keep foreign keys. No-op elsewhere."""
    if engine.dialect.name == "sqlite" and not event.contains(engine, "connect", _on_connect):
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)


def mark_writing() -> Callable[[], None]:
    """Say that transactions begun from here on will write. Returns what takes that back."""
    token = _writing.set(True)
    return lambda: _writing.reset(token)


@contextmanager
def transaction() -> Iterator[Session]:
    """One writing transaction around the block: committed at its end, rolled back when it raises.

    For jobs and the command line; a web request has its own (see ``create_app``). Must not be nested.
    """
    unmark = mark_writing()
    session = db.session()
    session.rollback()
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        unmark()


def upsert(model: type[Base]) -> Any:
    """``INSERT`` in the dialect in use, with ``on_conflict_do_update``."""
    from sqlalchemy.dialects import postgresql, sqlite  # inline: chosen by the database in use

    dialect = db.session.get_bind().dialect.name
    return (postgresql if dialect == "postgresql" else sqlite).insert(model)
