"""afterwards."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Reports with photos and contacts; communities that host together; invitations to run an event."""
    op.create_table(
        "event_cohosts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_event_cohosts_community_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_cohosts_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_cohosts")),
        sa.UniqueConstraint("event_id", "community_id", name=op.f("uq_event_cohosts_event_id_community_id")),
    )
    with op.batch_alter_table("event_cohosts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_cohosts_community_id"), ["community_id"], unique=False)

    op.create_table(
        "event_invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=10), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("hands_over", sa.Boolean(), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("message", sa.String(length=1000), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "invited",
                "accepted",
                "declined",
                "withdrawn",
                "lapsed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("status_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status <> 'invited' OR (community_id IS NULL) = (email <> '')", name=op.f("ck_event_invitations_one_invited")
        ),
        sa.CheckConstraint("status = 'invited' OR email = ''", name=op.f("ck_event_invitations_address_is_borrowed")),
        sa.CheckConstraint("community_id IS NULL OR NOT hands_over", name=op.f("ck_event_invitations_people_take_over")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_event_invitations_email_lower")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_event_invitations_community_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_invitations_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["people.id"], name=op.f("fk_event_invitations_invited_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_event_invitations_person_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_invitations")),
        sa.UniqueConstraint("key", name=op.f("uq_event_invitations_key")),
    )
    with op.batch_alter_table("event_invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_invitations_community_id"), ["community_id"], unique=False)
        batch_op.create_index("ix_event_invitations_due", ["status", "status_since"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_invitations_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_invitations_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_invitations_invited_by_id"), ["invited_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_invitations_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_event_invitations_community",
            ["event_id", "community_id"],
            unique=True,
            sqlite_where=sa.text("status = 'invited'"),
            postgresql_where=sa.text("status = 'invited'"),
        )
        batch_op.create_index(
            "uq_event_invitations_email",
            ["event_id", "email"],
            unique=True,
            sqlite_where=sa.text("email <> ''"),
            postgresql_where=sa.text("email <> ''"),
        )

    op.create_table(
        "reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("came_room", sa.Integer(), nullable=True),
        sa.Column("came_screen", sa.Integer(), nullable=True),
        sa.Column("first_timers", sa.Integer(), nullable=True),
        sa.Column("outcomes", sa.Text(), nullable=False),
        sa.Column("again", sa.Text(), nullable=False),
        sa.Column("differently", sa.Text(), nullable=False),
        sa.Column("shows_numbers", sa.Boolean(), nullable=False),
        sa.Column("shows_words", sa.Boolean(), nullable=False),
        sa.Column("shows_photos", sa.Boolean(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("came_room IS NULL OR came_room >= 0", name=op.f("ck_reports_came_room")),
        sa.CheckConstraint("came_screen IS NULL OR came_screen >= 0", name=op.f("ck_reports_came_screen")),
        sa.CheckConstraint("expected IS NULL OR expected >= 0", name=op.f("ck_reports_expected")),
        sa.CheckConstraint(
            "first_timers IS NULL OR first_timers >= 0 AND (came_room IS NULL AND came_screen IS NULL OR first_timers <= coalesce(came_room, 0) + coalesce(came_screen, 0))",
            name=op.f("ck_reports_first_timers"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_reports_author_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_reports_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrences.id"], name=op.f("fk_reports_occurrence_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("event_id", "occurrence_id", name=op.f("uq_reports_event_id_occurrence_id")),
    )
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reports_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reports_occurrence_id"), ["occurrence_id"], unique=False)
        batch_op.create_index("ix_reports_sent", ["sent_at"], unique=False)
        batch_op.create_index(
            "uq_reports_series",
            ["event_id"],
            unique=True,
            sqlite_where=sa.text("occurrence_id IS NULL"),
            postgresql_where=sa.text("occurrence_id IS NULL"),
        )

    op.create_table(
        "report_photos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(length=300), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("position BETWEEN 0 AND 12", name=op.f("ck_report_photos_position")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_report_photos_file_id")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_report_photos_report_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_photos")),
        sa.UniqueConstraint("report_id", "position", name=op.f("uq_report_photos_report_id_position")),
    )
    with op.batch_alter_table("report_photos", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_photos_file_id"), ["file_id"], unique=False)

    op.create_table(
        "report_contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("reach", sa.String(length=300), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("keep", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_report_contacts_name")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_report_contacts_report_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_contacts")),
    )
    with op.batch_alter_table("report_contacts", schema=None) as batch_op:
        batch_op.create_index("ix_report_contacts_due", ["keep", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_contacts_report_id"), ["report_id"], unique=False)

    op.create_table(
        "report_habits",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column(
            "scope",
            sa.Enum("date", "series", name="scope", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_report_habits_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_report_habits")),
    )
    op.create_table(
        "report_asks",
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("skipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("skipped_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("asked BETWEEN 0 AND 2", name=op.f("ck_report_asks_asked")),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrences.id"], name=op.f("fk_report_asks_occurrence_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["skipped_by_id"], ["people.id"], name=op.f("fk_report_asks_skipped_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("occurrence_id", name=op.f("pk_report_asks")),
    )


def downgrade() -> None:
    """What was told and agreed goes."""
    op.drop_table("report_asks")
    op.drop_table("report_habits")
    op.drop_table("report_contacts")
    op.drop_table("report_photos")
    op.drop_table("reports")
    op.drop_table("event_invitations")
    op.drop_table("event_cohosts")
