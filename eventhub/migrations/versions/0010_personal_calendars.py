"""own calendars, what people follow, and digests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What people follow, how often they hear of it, and the calendars of their own."""
    _add_follows()
    _add_feeds()
    _add_what_hangs_on_feeds()


def _add_follows() -> None:
    op.create_table(
        "follows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", _enum("kind", "region", "community", "topic", "language", "person"), nullable=False),
        sa.Column("value", sa.String(length=60), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(value) > 0", name=op.f("ck_follows_value")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_follows_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follows")),
        sa.UniqueConstraint("person_id", "kind", "value", name=op.f("uq_follows_person_id_kind_value")),
    )
    op.create_table(
        "digest_settings",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rhythm", _enum("rhythm", "off", "daily", "weekly"), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(rhythm = 'off') = (next_at IS NULL)", name=op.f("ck_digest_settings_next_at")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_digest_settings_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_digest_settings")),
    )
    op.create_index("ix_digest_settings_next_at", "digest_settings", ["next_at"], unique=False)


def _add_feeds() -> None:
    op.create_table(
        "personal_feeds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", _enum("kind", "going", "hosting", "following", "desk"), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("alarm_minutes", sa.Integer(), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("alarm_minutes IN (60, 1440)", name=op.f("ck_personal_feeds_alarm_minutes")),
        sa.CheckConstraint("length(token_hash) = 64", name=op.f("ck_personal_feeds_token_hash")),
        sa.CheckConstraint("revoked_at IS NULL OR name = ''", name=op.f("ck_personal_feeds_revoked_has_no_name")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_personal_feeds_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_feeds")),
        sa.UniqueConstraint("key", name=op.f("uq_personal_feeds_key")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_personal_feeds_token_hash")),
    )
    op.create_index("ix_personal_feeds_person_id", "personal_feeds", ["person_id"], unique=False)


def _add_what_hangs_on_feeds() -> None:
    op.create_table(
        "personal_feed_answers",
        _feed_id(),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("last_modified", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shared_second", sa.Boolean(), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gzip", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        *_of_feed("personal_feed_answers", "feed_id"),
    )
    op.create_table(
        "personal_feed_scopes",
        _feed_id(),
        sa.Column("scope", sa.String(length=120), nullable=False),
        *_of_feed("personal_feed_scopes", "feed_id", "scope"),
    )
    op.create_table(
        "personal_feed_visits",
        _feed_id(),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        *_of_feed("personal_feed_visits", "feed_id"),
    )


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _feed_id() -> sa.Column[int]:
    return sa.Column("feed_id", sa.Integer(), autoincrement=False, nullable=False)


def _of_feed(table: str, *key: str) -> tuple[sa.ForeignKeyConstraint, sa.PrimaryKeyConstraint]:
    return (
        sa.ForeignKeyConstraint(["feed_id"], ["personal_feeds.id"], name=op.f(f"fk_{table}_feed_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")),
    )


def downgrade() -> None:
    """They go."""
    for table in (
        "personal_feed_visits",
        "personal_feed_scopes",
        "personal_feed_answers",
        "personal_feeds",
        "digest_settings",
        "follows",
    ):
        op.drop_table(table)
