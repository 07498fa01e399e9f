"""Pieces of feeds in every format, what a calendar has left out, and the calendars of people

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-28 11:30:00

"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

PUBLIC = ("published", "postponed", "cancelled")


def upgrade() -> None:
    """Longer names of forms, one more column, and every public event listed under the people whom it shows."""
    with op.batch_alter_table("feed_components", schema=None) as batch_op:
        batch_op.alter_column("form", existing_type=sa.String(length=12), type_=sa.String(length=24), existing_nullable=False)
    with op.batch_alter_table("feed_answers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kept", sa.Integer(), nullable=True))
    _list_people()


def downgrade() -> None:
    """Stored pieces of other formats go; they would be made again."""
    op.execute("DELETE FROM feed_components WHERE form LIKE '%:%'")
    op.execute("DELETE FROM feed_answers WHERE address NOT LIKE '%.ics' AND address NOT LIKE '%.ics?%'")
    op.execute("DELETE FROM listings WHERE scope LIKE 'person:%'")
    op.execute("DELETE FROM generations WHERE scope LIKE 'person:%'")
    with op.batch_alter_table("feed_answers", schema=None) as batch_op:
        batch_op.drop_column("kept")
    with op.batch_alter_table("feed_components", schema=None) as batch_op:
        batch_op.alter_column("form", existing_type=sa.String(length=24), type_=sa.String(length=12), existing_nullable=False)


def _list_people() -> None:
    """Who runs an event, and who speaks by the newest version of its schedule and agrees to be named."""
    connection = op.get_bind()
    events = sa.text("SELECT id FROM events WHERE status IN :public").bindparams(sa.bindparam("public", PUBLIC, expanding=True))
    public = set(connection.scalars(events))
    runs = connection.execute(sa.text("SELECT event_id, key FROM event_organizers JOIN people ON people.id = person_id"))
    shown = sorted({*map(tuple, runs), *_speakers(connection)})
    listed = [{"id": event_id, "scope": f"person:{key}"} for event_id, key in shown if event_id in public]
    for row in listed:
        connection.execute(sa.text(
            "INSERT INTO listings (scope, starts_at, occurrence_id) SELECT :scope, starts_at, id FROM occurrences WHERE event_id = :id"
        ), row)  # fmt: skip
    for scope in sorted({row["scope"] for row in listed}):
        connection.execute(sa.text("INSERT INTO generations (scope, calendar, page) VALUES (:scope, 1, 1)"), {"scope": scope})


def _speakers(connection: Any) -> set[tuple[int, str]]:
    named = sa.text(
        "SELECT programme_speakers.id, people.key FROM programme_speakers JOIN people ON people.id = person_id"
        " WHERE consent = 'consents'"
    )
    keys = dict(map(tuple, connection.execute(named)))
    columns = (sa.column("event_id", sa.Integer), sa.column("number", sa.Integer), sa.column("snapshot", sa.JSON))
    versions = sa.table("schedule_versions", *columns)
    rows = connection.execute(sa.select(versions.c.event_id, versions.c.snapshot).order_by(versions.c.number))
    newest: dict[int, Any] = dict(map(tuple, rows))
    return {
        (event_id, keys[speaker])
        for event_id, snapshot in newest.items()
        for session in snapshot.get("sessions", ())
        for speaker in session["speakers"]
        if speaker in keys
    }
