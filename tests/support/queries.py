"""How many queries something takes, so that lists stay as cheap with many rows as with one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest import mock

from sqlalchemy import event
from sqlalchemy.engine import Engine

from eventhub.core import generations


@contextmanager
def count_queries() -> Iterator[list[str]]:
    """The statements that are sent within the block, in order; transaction control and pragmas left out.

    The look at the generations, which goes past the engine's events, counts too.
    """
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")):
            statements.append(statement)

    def peek(scopes: Sequence[str]) -> tuple[tuple[int, int], ...]:
        statements.append(f"generations of {', '.join(scopes)}")
        return past_the_session(scopes)

    past_the_session = generations.peek
    event.listen(Engine, "before_cursor_execute", note)
    try:
        with mock.patch.object(generations, "peek", peek):
            yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)
