"""Two counters a scope: ``calendar`` rises with what feeds say, ``page`` with anything a public page says.

A scope is a plain string (``all``, ``region:DE``, ``community:k3…``). A stored answer remembers the counters it was
made under; equal counters mean that it still holds. Unequal ones mean "look again", not "changed".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session

from eventhub.core.db import Base, db, upsert

ALL = "all"
WORDS = "words"
"""The names of formats, topics and regions, which stand on pages of every scope."""
TURNS = "turns"
"""Whose move is next, of anything that has a turn: what waits on people hangs on it."""
_PENDING = "eventhub_generations"


class Generation(Base):
    """The two counters of one scope."""

    __tablename__ = "generations"

    scope: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    calendar: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    page: Mapped[int] = mapped_column(sa.BigInteger, default=0)


def raise_calendar(scopes: Iterable[str]) -> None:
    """What feeds of these scopes say has changed (and so have their pages)."""
    _pending(db.session()).update(dict.fromkeys(scopes, True))


def raise_page(scopes: Iterable[str]) -> None:
    """What public pages of these scopes say has changed."""
    pending = _pending(db.session())
    for scope in scopes:
        pending.setdefault(scope, False)


def _pending(session: Session) -> dict[str, bool]:
    pending: dict[str, bool] = session.info.setdefault(_PENDING, {})
    return pending


def _write_pending(session: Session) -> None:
    """At the end of the transaction, in sorted order, so that two writers never wait for each other crosswise."""
    if session.in_nested_transaction():
        return  # a savepoint; what is raised is written at the end of the whole
    session.flush()  # which may raise more
    pending: dict[str, bool] = session.info.pop(_PENDING, {})
    if not pending:
        return
    insert = upsert(Generation)
    statement = insert.on_conflict_do_update(
        index_elements=[Generation.scope],
        set_={"page": Generation.page + 1, "calendar": Generation.calendar + insert.excluded.calendar},
    )
    rows = [{"scope": scope, "page": 1, "calendar": int(calendar)} for scope, calendar in sorted(pending.items())]
    for start in range(0, len(rows), 400):
        session.execute(statement.values(rows[start : start + 400]))


@contextmanager
def unchanged() -> Iterator[None]:
    """Forget what is raised meanwhile: for a change that is only tried."""
    before = dict(_pending(db.session()))
    try:
        yield
    finally:
        db.session().info[_PENDING] = before


def are_words(*models: type[Base]) -> None:
    """Say that rows of these tables are words of pages: whatever changes one raises :data:`WORDS`."""
    for model, name in product(models, ("after_insert", "after_update", "after_delete")):
        event.listen(model, name, _raise_words)


def _raise_words(_mapper: Any, _connection: Any, row: Any) -> None:
    session = object_session(row)
    if session is not None:
        _pending(session).setdefault(WORDS, False)


def watch(scopes_of: Callable[[Any], Iterable[str]], *models: type[Base]) -> None:
    """Say that calendars hang on rows of these tables: whatever the ORM writes to one raises the scopes it is in.

    Statements that go past the ORM raise for themselves.
    """

    def changed(_mapper: Any, _connection: Any, row: Any) -> None:
        session = object_session(row)
        if session is not None:
            _pending(session).update(dict.fromkeys(scopes_of(row), True))

    for model, name in product(models, ("after_insert", "after_update", "after_delete")):
        event.listen(model, name, changed)


def _forget_pending(session: Session, *_: Any) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_PENDING, None)


event.listen(Session, "before_commit", _write_pending)
event.listen(Session, "after_rollback", _forget_pending)


def read(scopes: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """``(calendar, page)`` of each scope, in the order asked; zeros where nothing was ever raised. One query."""
    rows = {row[0]: (row[1], row[2]) for row in db.session.execute(_select(scopes))}
    return tuple(rows.get(scope, (0, 0)) for scope in scopes)


def peek(scopes: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """The same straight from a pooled connection, outside of the session: for the path that nearly every request takes.

    A session would cost many times as much (begin, compile, rows, close). Sees what is committed.
    """
    pooled = db.engine.raw_connection()
    try:
        connection: Any = pooled.dbapi_connection
        found = {row[0]: (row[1], row[2]) for row in _raw_rows(connection, scopes)}
        return tuple(found.get(scope, (0, 0)) for scope in scopes)
    finally:
        pooled.close()


def _raw_rows(connection: Any, scopes: Sequence[str]) -> list[Any]:
    if db.engine.dialect.name == "sqlite":
        marks = ",".join("?" * len(scopes))
        query = f"SELECT scope, calendar, page FROM generations WHERE scope IN ({marks})"  # noqa: S608  question marks only
        return list(connection.execute(query, tuple(scopes)))
    connection.autocommit = True  # without the round trips of a transaction around it
    try:
        return list(connection.execute("SELECT scope, calendar, page FROM generations WHERE scope = ANY(%s)", (list(scopes),)))
    finally:
        connection.autocommit = False


def _select(scopes: Sequence[str]) -> sa.Select[Any]:
    table = Generation.__table__
    return sa.select(table.c.scope, table.c.calendar, table.c.page).where(table.c.scope.in_(scopes))
