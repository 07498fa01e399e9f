"""Traces: when something last came by (the worker's heartbeat, a feed's last fetch). They may be lost.

A trace is written at once, in a short transaction of its own, so that a GET may leave one and an error keeps it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.core import clock
from eventhub.core.db import Base, db, upsert

_PATIENCE_MS = 100
"""How long a trace waits for a lock. The request itself may hold it, so waiting longer would only stall."""


class Trace(Base):
    """The last time that something of a kind came by under a key, and how many times a trace was kept."""

    __tablename__ = "traces"

    kind: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    last_at: Mapped[datetime]
    count: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    detail: Mapped[str] = mapped_column(sa.String(500), default="")


def note(kind: str, key: str, detail: str = "", *, at_most_every: timedelta | None = None) -> None:
    """Leave a trace now. A database that is busy or away loses it silently.

    :param at_most_every: leave the row alone when the last trace is younger than this.
    """
    moment = clock.now()
    before = moment - at_most_every if at_most_every else None
    try:
        with db.engine.connect() as connection:
            if before is None or _is_due(connection, kind, key, before):
                _write(connection, kind, key, detail[:500], moment, before)
    except (sa.exc.OperationalError, sa.exc.TimeoutError):
        return


def leave(statement: sa.Executable) -> None:
    """Write a trace that has a table of its own, as :func:`note` writes: now, apart from the request, and it may be lost."""
    try:
        with db.engine.connect() as connection:
            _execute(connection, statement)
    except (sa.exc.OperationalError, sa.exc.TimeoutError):
        return


def find(kind: str, key: str) -> Trace | None:
    """The whole trace, read afresh."""
    wanted = sa.select(Trace).where(Trace.kind == kind, Trace.key == key)
    return db.session.scalars(wanted.execution_options(populate_existing=True)).first()


def last(kind: str, key: str) -> datetime | None:
    """When the last trace was left, or None when there is none."""
    return db.session.scalar(sa.select(Trace.last_at).where(Trace.kind == kind, Trace.key == key))


def _is_due(connection: Connection, kind: str, key: str, before: datetime) -> bool:
    """Ask first in a read of its own: most visits write nothing then, and take no write lock."""
    found = connection.scalar(sa.select(Trace.last_at).where(Trace.kind == kind, Trace.key == key))
    connection.rollback()
    return found is None or found <= before


def _write(connection: Connection, kind: str, key: str, detail: str, moment: datetime, before: datetime | None) -> None:
    statement = (
        upsert(Trace).values(kind=kind, key=key, last_at=moment, count=1, detail=detail)
        .on_conflict_do_update(
            index_elements=["kind", "key"],
            set_={"last_at": moment, "count": Trace.count + 1, "detail": detail},
            where=None if before is None else Trace.last_at <= before,
        )
    )  # fmt: skip
    _execute(connection, statement)


def _execute(connection: Connection, statement: sa.Executable) -> None:
    """One statement in a transaction of its own that waits for no lock longer than is patient."""
    if connection.dialect.name != "sqlite":
        with connection.begin():
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_PATIENCE_MS}")
            connection.execute(statement)
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    patience = driver.execute("PRAGMA busy_timeout").fetchone()[0]
    driver.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
    try:
        with connection.begin():
            connection.execute(statement)
    finally:
        driver.execute(f"PRAGMA busy_timeout = {patience}")
