"""``db``: migrations up and down."""

from __future__ import annotations

from typing import Any

import click

from eventhub.cli.main import make_app


@click.group()
def db() -> None:
    """Bring the database to the newest migration, or back."""


@db.command()
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Migrate up, and fill in regions, cities, formats and topics."""
    from flask_migrate import upgrade as migrate_up  # inline: alembic is not needed by the other commands

    app = _migrating_app()
    with app.app_context():
        migrate_up(revision=revision)
        if revision == "head":
            load_reference_data()


@db.command()
@click.argument("revision", default="-1")
def downgrade(revision: str) -> None:
    """Migrate down by one, or to a revision."""
    from flask_migrate import downgrade as migrate_down  # inline: as above

    with _migrating_app().app_context():
        migrate_down(revision=revision)


def _migrating_app() -> Any:
    from eventhub.migrations import attach  # inline: as above

    app = make_app()
    attach(app)
    return app


def load_reference_data() -> None:
    """The pinned region tree, the trimmed table of cities, the official formats and topics; adds only what is missing."""
    from eventhub.core.db import transaction  # inline: as above
    from eventhub.events.services.reference import load_formats_and_topics
    from eventhub.regions import services

    with transaction():
        services.load_pinned_tree()
        services.load_cities()
        load_formats_and_topics()
