"""preparation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Checklists of formats and events, their reminders, and visits by source."""
    with op.batch_alter_table("format_versions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("checklist", sa.JSON(), nullable=False, server_default="[]"))

    op.create_table(
        "tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=10), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("open", "done", "dropped", name="status", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("status_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("days BETWEEN -365 AND 90", name=op.f("ck_tasks_near")),
        sa.CheckConstraint("days IS NULL OR due_on IS NULL", name=op.f("ck_tasks_one_date")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_tasks_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_tasks_owner_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("key", name=op.f("uq_tasks_key")),
    )
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.create_index("ix_tasks_event_id", ["event_id"], unique=False)
        batch_op.create_index("ix_tasks_open", ["status", "days"], unique=False)
        batch_op.create_index(batch_op.f("ix_tasks_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "task_reminders",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_task_reminders_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_task_reminders_task_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("task_id", "person_id", name=op.f("pk_task_reminders")),
    )
    with op.batch_alter_table("task_reminders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_reminders_person_id"), ["person_id"], unique=False)

    op.create_table(
        "event_visits",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("visits", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("visits > 0", name=op.f("ck_event_visits_visits")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_visits_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "day", "channel", name=op.f("pk_event_visits")),
    )


def downgrade() -> None:
    """Without them."""
    op.drop_table("event_visits")
    op.drop_table("task_reminders")
    op.drop_table("tasks")
    with op.batch_alter_table("format_versions", schema=None) as batch_op:
        batch_op.drop_column("checklist")
