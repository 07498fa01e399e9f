"""events that were announced twice, and the pictures of imported ones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Which events are the same, and what people say of it; where pictures wait to be fetched."""
    op.create_table(
        "double_pairs",
        sa.Column("low_id", sa.Integer(), nullable=False),
        sa.Column("high_id", sa.Integer(), nullable=False),
        sa.Column(
            "said",
            sa.Enum("found", "joined", "parted", name="said", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("said_by_id", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("low_id < high_id", name=op.f("ck_double_pairs_in_order")),
        sa.ForeignKeyConstraint(["high_id"], ["events.id"], name=op.f("fk_double_pairs_high_id_events"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["low_id"], ["events.id"], name=op.f("fk_double_pairs_low_id_events"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["said_by_id"], ["people.id"], name=op.f("fk_double_pairs_said_by_id_people"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("low_id", "high_id", name=op.f("pk_double_pairs")),
    )  # fmt: skip
    with op.batch_alter_table("double_pairs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_double_pairs_high_id"), ["high_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_double_pairs_said_by_id"), ["said_by_id"], unique=False)

    op.create_table(
        "event_doubles",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("primary_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("event_id <> primary_id", name=op.f("ck_event_doubles_two_events")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_doubles_event_id_events"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["primary_id"], ["events.id"], name=op.f("fk_event_doubles_primary_id_events"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_doubles")),
    )  # fmt: skip
    with op.batch_alter_table("event_doubles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_doubles_primary_id"), ["primary_id"], unique=False)

    op.create_table(
        "event_addresses",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_addresses_event_id_events"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_addresses")),
    )  # fmt: skip
    with op.batch_alter_table("event_addresses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_addresses_address"), ["address"], unique=False)

    op.create_table(
        "wanted_pictures",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column(
            "state",
            sa.Enum("wanted", "kept", "failed", name="state", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_wanted_pictures_event_id_events"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_wanted_pictures")),
    )  # fmt: skip
    with op.batch_alter_table("wanted_pictures", schema=None) as batch_op:
        batch_op.create_index("ix_wanted_pictures_due", ["state", "tried_at"], unique=False)


def downgrade() -> None:
    """All go."""
    op.drop_table("wanted_pictures")
    op.drop_table("event_addresses")
    op.drop_table("event_doubles")
    op.drop_table("double_pairs")
