"""Migrations, up and down, for SQLite and PostgreSQL alike."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

FOLDER = Path(__file__).parent


def attach(app: Flask) -> None:
    """Let the application migrate; apart from create_app, because a server that serves needs no Alembic."""
    from flask_migrate import Migrate  # inline: costs a sixth of the time to start

    from eventhub.core.db import db

    if "migrate" not in app.extensions:
        Migrate(app, db, directory=str(FOLDER), render_as_batch=True)
