"""How Alembic finds the database and the tables."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import text

from eventhub.core.db import Base, UtcDateTime, WallTime, db, mark_writing


def _is_ours(_object: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    """The search's own tables are made by its own code, in a migration."""
    return not (kind == "table" and (name or "").startswith("search_"))


def _render(kind: str, item: Any, _autogen: Any) -> Any:
    """Column types of ours are written as what the database knows, so that old migrations need none of our code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return "sa.DateTime()" if kind == "type" and isinstance(item, WallTime) else False


def _foreign_keys(connection: Any, state: str) -> None:
    """Outside of any transaction, where alone SQLite obeys."""
    connection.connection.driver_connection.execute(f"PRAGMA foreign_keys={state}")


def run() -> None:
    """Migrate in one transaction; on SQLite with foreign keys off, so that re-created tables cascade nothing."""
    unmark = mark_writing()
    with db.engine.connect() as connection:
        on_sqlite = connection.dialect.name == "sqlite"
        if on_sqlite:
            _foreign_keys(connection, "OFF")
        context.configure(
            connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True,
            include_object=_is_ours, render_item=_render, transactional_ddl=True,
        )  # fmt: skip
        with context.begin_transaction():
            context.run_migrations()
            if on_sqlite:
                broken = connection.execute(text("PRAGMA foreign_key_check")).all()
                if broken:
                    raise RuntimeError(f"the migration would leave rows that point nowhere: {broken[:5]}")
        connection.commit()
        if on_sqlite:
            _foreign_keys(connection, "ON")
    unmark()


run()
