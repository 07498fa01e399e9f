"""Roles, grants and relations: who may do what, as tables that ``wiring`` fills once.

A *role* is held by a grant, for a scope (a region's code and all below it) and a time. A *relation* is held to one
record (its organizer, its contact). Each carries permissions; there is no other source of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import ColumnElement

EVERYWHERE = "001"
"""The scope above all scopes: the world (UN M49)."""


class Grant(Protocol):
    """A role held over a scope, from and until."""

    @property
    def role(self) -> StrEnum: ...
    @property
    def scope(self) -> str: ...
    def active_at(self, moment: datetime) -> bool:
        """Whether it is in force at that moment."""
        ...


class Actor(Protocol):
    """Who acts: a person with an id and grants (loaded with them)."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def active_grants(self) -> list[Any]: ...


Clause = Callable[[Any], ColumnElement[bool]]
"""``clause(actor_or_None)``: the rows that stand in the relation, as SQL."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A way to be connected with a record: ``clause`` defines it, for rows and single records alike."""

    name: str
    clause: Clause
    needs_actor: bool = True
    test: Callable[[Any], bool] | None = None
    """The same rule on a record in hand, where it needs no one and no query: spares the reads that everybody makes."""


@dataclass(frozen=True, slots=True)
class PermissionTable:
    """Which role and which relation carries which permission."""

    roles: Mapping[StrEnum, frozenset[StrEnum]]
    relations: Mapping[str, frozenset[StrEnum]]


_table: list[PermissionTable] = []


def bind_table(table: PermissionTable) -> None:
    """Set the one table; called by wiring."""
    _table[:] = [table]


def table() -> PermissionTable:
    """The table in force; LookupError before wiring has bound one."""
    if not _table:
        raise LookupError("no permission table is bound: import eventhub.wiring first")
    return _table[0]


def roles_with(permission: StrEnum) -> frozenset[StrEnum]:
    """The roles that carry a permission."""
    return frozenset(role for role, carried in table().roles.items() if permission in carried)


def relations_with(permission: StrEnum) -> frozenset[str]:
    """The relations that carry a permission."""
    return frozenset(name for name, carried in table().relations.items() if permission in carried)
