"""When X happens, Y reacts: the table is bound by wiring, and run by ``advance`` in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eventhub.core.permissions import Actor


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened: ``event.publish`` to a record, by whom, with what reason."""

    name: str
    record: Any
    actor: Actor | None = None
    reason: str = ""


Reaction = Callable[[Happening], None]

_table: dict[str, tuple[Reaction, ...]] = {}


def bind(table: Mapping[str, Sequence[Reaction]]) -> None:
    """Set the one table; called by wiring."""
    _table.clear()
    _table.update({name: tuple(reactions) for name, reactions in table.items()})


def run(happening: Happening) -> None:
    """Run what reacts to this, in the order of the table. A reaction that raises undoes the whole transaction."""
    for reaction in _table.get(happening.name, ()):
        reaction(happening)


def bound() -> Mapping[str, tuple[Reaction, ...]]:
    """The table in force, for tests and docs."""
    return _table
