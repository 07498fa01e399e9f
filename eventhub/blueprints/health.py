"""Whether the process lives, and whether all it needs is there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, jsonify

from eventhub.blueprints.access import anyone
from eventhub.core import clock, traces
from eventhub.core.db import db
from eventhub.migrations import FOLDER

bp = Blueprint("health", __name__)
WORKER_SILENT = timedelta(minutes=3)


@bp.get("/healthz")
@anyone
def healthz() -> Any:
    """The process answers. Asks nothing else."""
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}


@bp.get("/readyz")
@anyone
def readyz() -> Any:
    """Database, migrations and worker: 200 when all are well, else 503 and which is not."""
    checks = {"database": _database(), "migrations": _migrations(), "worker": _worker()}
    ready = all(said == "ok" for said in checks.values())
    response = jsonify(checks)
    response.status_code = 200 if ready else 503
    response.headers["Cache-Control"] = "no-store"
    return response


def _database() -> str:
    try:
        db.session.execute(sa.text("SELECT 1"))
    except sa.exc.SQLAlchemyError:
        db.session.rollback()
        return "does not answer"
    return "ok"


def _migrations() -> str:
    from alembic.runtime.migration import MigrationContext  # inline: only here and on the command line
    from alembic.script import ScriptDirectory

    try:
        with db.engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_heads()
    except sa.exc.SQLAlchemyError:
        return "unknown"
    wanted = ScriptDirectory(str(FOLDER)).get_heads()
    return "ok" if set(current) == set(wanted) else "the database is not at the newest migration"


def _worker() -> str:
    seen = traces.last("worker", "heartbeat")
    if seen is None:
        return "has not been seen"
    return "ok" if clock.now() - seen < WORKER_SILENT else "silent"
