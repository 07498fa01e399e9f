"""series."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _empty(name: str, kind: sa.types.TypeEngine[Any], empty: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=empty)


def upgrade() -> None:
    """Events that recur; dates that differ from their rule."""
    with op.batch_alter_table("events") as batch:
        batch.add_column(_empty("rule", sa.String(length=200), ""))
        batch.add_column(sa.Column("rule_start", sa.DateTime(), nullable=True))
        batch.add_column(sa.Column("rule_end", sa.DateTime(), nullable=True))
        batch.add_column(_empty("excluded", sa.JSON(), "[]"))
        batch.add_column(sa.Column("follows_id", sa.Integer(), nullable=True))
        batch.add_column(_empty("moved_online", sa.Boolean(), sa.false()))
        batch.add_column(_empty("change_reason", sa.String(length=1000), ""))
        batch.create_foreign_key(batch.f("fk_events_follows_id_events"), "events", ["follows_id"], ["id"], ondelete="SET NULL")
        batch.create_index(batch.f("ix_events_follows_id"), ["follows_id"])
        batch.create_check_constraint(
            batch.f("ck_events_rule_is_whole"),
            "(rule = '') = (rule_start IS NULL) AND (rule_start IS NULL) = (rule_end IS NULL)",
        )
    with op.batch_alter_table("occurrences") as batch:
        batch.add_column(sa.Column("original_wall", sa.DateTime(), nullable=True))
        batch.add_column(_empty("added", sa.Boolean(), sa.false()))
        batch.add_column(_empty("own", sa.JSON(), "{}"))
        batch.add_column(_empty("reason", sa.String(length=1000), ""))
    with op.batch_alter_table("feed_components") as batch:
        batch.add_column(_empty("first_start", sa.String(length=32), ""))
    op.execute(sa.text("DELETE FROM feed_components"))
    if op.get_bind().dialect.name == "postgresql":  # SQLite has had it since the table was made
        op.create_foreign_key(
            op.f("fk_formats_version_id_format_versions"), "formats", "format_versions", ["version_id"], ["id"]
        )


def downgrade() -> None:
    """Series lose their rule and keep their dates."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("fk_formats_version_id_format_versions"), "formats", type_="foreignkey")
    with op.batch_alter_table("feed_components") as batch:
        batch.drop_column("first_start")
    with op.batch_alter_table("occurrences") as batch:
        for name in ("reason", "own", "added", "original_wall"):
            batch.drop_column(name)
    with op.batch_alter_table("events") as batch:
        batch.drop_constraint(batch.f("ck_events_rule_is_whole"), type_="check")
        batch.drop_index(batch.f("ix_events_follows_id"))
        batch.drop_constraint(batch.f("fk_events_follows_id_events"), type_="foreignkey")
        for name in ("change_reason", "moved_online", "follows_id", "excluded", "rule_end", "rule_start", "rule"):
            batch.drop_column(name)
