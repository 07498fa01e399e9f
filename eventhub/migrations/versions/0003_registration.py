"""registration."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """How events take people in, who comes, and the seats."""
    op.create_table(
        "registration_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("short", "long", "choice", "yes_no", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("about_access", sa.Boolean(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_registration_questions_text")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_registration_questions_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_questions")),
    )
    with op.batch_alter_table("registration_questions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_questions_event_id"), ["event_id"], unique=False)

    op.create_table(
        "registration_setups",
        sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("none", "external", "here", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "per", sa.Enum("date", "series", name="per", native_enum=False, create_constraint=True, length=40), nullable=False
        ),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("room_capacity", sa.Integer(), nullable=True),
        sa.Column("screen_capacity", sa.Integer(), nullable=True),
        sa.Column("waitlist", sa.Boolean(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_minutes", sa.Integer(), nullable=False),
        sa.Column("room_reminder_hours", sa.Integer(), nullable=False),
        sa.Column("screen_reminder_hours", sa.Integer(), nullable=False),
        sa.Column("screen_url", sa.String(length=1000), nullable=False),
        sa.Column("room_note", sa.Text(), nullable=False),
        sa.Column("turns_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("closes_minutes >= 0", name=op.f("ck_registration_setups_closes_minutes")),
        sa.CheckConstraint("room_capacity IS NULL OR room_capacity > 0", name=op.f("ck_registration_setups_room_capacity")),
        sa.CheckConstraint(
            "room_reminder_hours >= 0 AND screen_reminder_hours >= 0", name=op.f("ck_registration_setups_reminder_hours")
        ),
        sa.CheckConstraint(
            "screen_capacity IS NULL OR screen_capacity > 0", name=op.f("ck_registration_setups_screen_capacity")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_registration_setups_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_registration_setups")),
    )
    with op.batch_alter_table("registration_setups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_setups_turns_at"), ["turns_at"], unique=False)

    op.create_table(
        "registration_pools",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=True),
        sa.Column(
            "seat", sa.Enum("room", "screen", name="seat", native_enum=False, create_constraint=True, length=40), nullable=False
        ),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("next_place", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "capacity IS NULL OR (capacity > 0 AND taken <= capacity)", name=op.f("ck_registration_pools_capacity")
        ),
        sa.CheckConstraint("taken >= 0", name=op.f("ck_registration_pools_taken")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_registration_pools_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrences.id"], name=op.f("fk_registration_pools_occurrence_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_pools")),
        sa.UniqueConstraint("occurrence_id", "seat", name=op.f("uq_registration_pools_occurrence_id_seat")),
    )
    with op.batch_alter_table("registration_pools", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_pools_event_id"), ["event_id"], unique=False)
        batch_op.create_index(
            "uq_registration_pools_series",
            ["event_id", "seat"],
            unique=True,
            sqlite_where=sa.text("occurrence_id IS NULL"),
            postgresql_where=sa.text("occurrence_id IS NULL"),
        )

    op.create_table(
        "registrations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=10), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=True),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("guest_name", sa.String(length=120), nullable=False),
        sa.Column("guest_email", sa.String(length=254), nullable=True),
        sa.Column("locale", sa.String(length=35), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column(
            "seat", sa.Enum("room", "screen", name="seat", native_enum=False, create_constraint=True, length=40), nullable=False
        ),
        sa.Column(
            "status",
            sa.Enum(
                "unconfirmed",
                "requested",
                "going",
                "waiting",
                "declined",
                "cancelled",
                "lapsed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("status_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place_in_line", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=26), nullable=False),
        sa.Column("stamp", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(person_id IS NOT NULL AND guest_email IS NULL AND guest_name = '') OR (person_id IS NULL AND guest_email IS NOT NULL AND erased_at IS NULL) OR (person_id IS NULL AND guest_email IS NULL AND guest_name = '' AND erased_at IS NOT NULL)",
            name=op.f("ck_registrations_who"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('requested', 'going', 'waiting') OR place_in_line IS NOT NULL", name=op.f("ck_registrations_place")
        ),
        sa.CheckConstraint("guest_email = lower(guest_email)", name=op.f("ck_registrations_guest_email_lower")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_registrations_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrences.id"], name=op.f("fk_registrations_occurrence_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_registrations_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["pool_id"], ["registration_pools.id"], name=op.f("fk_registrations_pool_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
        sa.UniqueConstraint("code", name=op.f("uq_registrations_code")),
        sa.UniqueConstraint("key", name=op.f("uq_registrations_key")),
        sa.UniqueConstraint("occurrence_id", "guest_email", name=op.f("uq_registrations_occurrence_id_guest_email")),
        sa.UniqueConstraint("occurrence_id", "person_id", name=op.f("uq_registrations_occurrence_id_person_id")),
        sa.UniqueConstraint("pool_id", "place_in_line", name=op.f("uq_registrations_pool_id_place_in_line")),
    )
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.create_index("ix_registrations_due", ["status", "status_since"], unique=False)
        batch_op.create_index(batch_op.f("ix_registrations_erased_at"), ["erased_at"], unique=False)
        batch_op.create_index("ix_registrations_event", ["event_id", "status"], unique=False)
        batch_op.create_index(batch_op.f("ix_registrations_guest_email"), ["guest_email"], unique=False)
        batch_op.create_index("ix_registrations_line", ["pool_id", "status", "place_in_line"], unique=False)
        batch_op.create_index(batch_op.f("ix_registrations_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_registrations_series_guest",
            ["event_id", "guest_email"],
            unique=True,
            sqlite_where=sa.text("occurrence_id IS NULL"),
            postgresql_where=sa.text("occurrence_id IS NULL"),
        )
        batch_op.create_index(
            "uq_registrations_series_person",
            ["event_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("occurrence_id IS NULL"),
            postgresql_where=sa.text("occurrence_id IS NULL"),
        )

    op.create_table(
        "registration_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["registration_questions.id"], name=op.f("fk_registration_answers_question_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_registration_answers_registration_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_answers")),
        sa.UniqueConstraint("registration_id", "question_id", name=op.f("uq_registration_answers_registration_id_question_id")),
    )
    with op.batch_alter_table("registration_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_answers_question_id"), ["question_id"], unique=False)

    op.create_table(
        "registration_reminders",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrences.id"], name=op.f("fk_registration_reminders_occurrence_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_registration_reminders_registration_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("registration_id", "occurrence_id", name=op.f("pk_registration_reminders")),
    )
    with op.batch_alter_table("registration_reminders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_reminders_occurrence_id"), ["occurrence_id"], unique=False)

    op.create_table(
        "registration_skips",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrences.id"], name=op.f("fk_registration_skips_occurrence_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registrations.id"], name=op.f("fk_registration_skips_registration_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("registration_id", "occurrence_id", name=op.f("pk_registration_skips")),
    )
    with op.batch_alter_table("registration_skips", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_skips_occurrence_id"), ["occurrence_id"], unique=False)


def downgrade() -> None:
    """All of it goes."""
    with op.batch_alter_table("registration_skips", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_skips_occurrence_id"))

    op.drop_table("registration_skips")
    with op.batch_alter_table("registration_reminders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_reminders_occurrence_id"))

    op.drop_table("registration_reminders")
    with op.batch_alter_table("registration_answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_answers_question_id"))

    op.drop_table("registration_answers")
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_registrations_series_person",
            sqlite_where=sa.text("occurrence_id IS NULL"),
            postgresql_where=sa.text("occurrence_id IS NULL"),
        )
        batch_op.drop_index(
            "uq_registrations_series_guest",
            sqlite_where=sa.text("occurrence_id IS NULL"),
            postgresql_where=sa.text("occurrence_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_registrations_person_id"))
        batch_op.drop_index("ix_registrations_line")
        batch_op.drop_index(batch_op.f("ix_registrations_guest_email"))
        batch_op.drop_index("ix_registrations_event")
        batch_op.drop_index(batch_op.f("ix_registrations_erased_at"))
        batch_op.drop_index("ix_registrations_due")

    op.drop_table("registrations")
    with op.batch_alter_table("registration_pools", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_registration_pools_series",
            sqlite_where=sa.text("occurrence_id IS NULL"),
            postgresql_where=sa.text("occurrence_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_registration_pools_event_id"))

    op.drop_table("registration_pools")
    with op.batch_alter_table("registration_setups", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_setups_turns_at"))

    op.drop_table("registration_setups")
    with op.batch_alter_table("registration_questions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_questions_event_id"))

    op.drop_table("registration_questions")
