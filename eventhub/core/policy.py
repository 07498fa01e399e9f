"""One rule, asked in two ways: ``can`` for a record, ``where_can`` for all rows at once."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from eventhub.core.db import db
from eventhub.core.errors import NotAllowed
from eventhub.core.permissions import Actor, relations_with, roles_with
from eventhub.core.text import lazy_gettext as _l


def granted_scopes(actor: Actor | None, permission: StrEnum) -> frozenset[str]:
    """The scopes over which the actor holds a role that carries the permission, now."""
    if actor is None:
        return frozenset()
    roles = roles_with(permission)
    return frozenset(grant.scope for grant in actor.active_grants if grant.role in roles)


def can_anywhere(actor: Actor | None, permission: StrEnum) -> bool:
    """Whether the actor holds the permission over any scope at all (for menus and overviews)."""
    return bool(granted_scopes(actor, permission))


def where_can(actor: Actor | None, permission: StrEnum, model: type[Any]) -> ColumnElement[bool]:
    """The rows of ``model`` on which the actor has the permission, as a WHERE clause."""
    carried = relations_with(permission)
    clauses = [
        relation.clause(actor)
        for relation in model.__relations__
        if relation.name in carried and (actor is not None or not relation.needs_actor)
    ]
    scopes = granted_scopes(actor, permission)
    if scopes:
        clauses.append(model.scope_clause(scopes))
    return sa.or_(sa.false(), *clauses)


def can(actor: Actor | None, permission: StrEnum, record: Any) -> bool:
    """Whether the actor has the permission on this record. Asks the database at most once."""
    model = type(record)
    carried = relations_with(permission)
    if any(relation.test(record) for relation in model.__relations__ if relation.test and relation.name in carried):
        return True
    clause = where_can(actor, permission, model)
    return bool(db.session.scalar(sa.select(sa.exists().where(model.id == record.id, clause))))


def demand(actor: Actor | None, permission: StrEnum, record: Any) -> None:
    """Raise :class:`NotAllowed` unless ``can``."""
    if not can(actor, permission, record):
        raise NotAllowed(_l("You may look at this, but this is for others to do."))
