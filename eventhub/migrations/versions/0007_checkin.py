"""check-in, and the answers that came to invitations by mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Who came; what mail programs have answered."""
    op.create_table(
        "check_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=True),
        sa.Column(
            "source",
            sa.Enum("scan", "name", "offline", name="source", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("client_id", sa.String(length=36), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("undone_at IS NULL OR undone_at >= at", name=op.f("ck_check_ins_undone_later")),
        sa.ForeignKeyConstraint(
            ["by_person_id"], ["people.id"], name=op.f("fk_check_ins_by_person_id_people"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrences.id"], name=op.f("fk_check_ins_occurrence_id_occurrences"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_check_ins_registration_id_registrations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ins")),
        sa.UniqueConstraint("registration_id", "occurrence_id", name=op.f("uq_check_ins_registration_id_occurrence_id")),
    )
    with op.batch_alter_table("check_ins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_check_ins_by_person_id"), ["by_person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_check_ins_occurrence_id"), ["occurrence_id"], unique=False)

    op.create_table(
        "invitation_answers",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("named", sa.String(length=32), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "answer",
            sa.Enum("accepted", "declined", "tentative", name="answer", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_invitation_answers_registration_id_registrations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("registration_id", "named", name=op.f("pk_invitation_answers")),
    )  # fmt: skip


def downgrade() -> None:
    """Both go."""
    op.drop_table("invitation_answers")
    op.drop_table("check_ins")
