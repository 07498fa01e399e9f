"""Mirrored calendars: the sources, their last content, and what each last said of an event."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_OPEN = sa.text("status <> 'removed'")


def upgrade() -> None:
    """Events that came in before get their mirror at the next sync of their source."""
    _create_sources()
    op.create_table(
        "calendar_source_contents",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size >= 0", name=op.f("ck_calendar_source_contents_size")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["calendar_sources.id"], name=op.f("fk_calendar_source_contents_source_id_calendar_sources"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_calendar_source_contents")),
    )  # fmt: skip
    op.create_table(
        "event_mirrors",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("print", sa.String(length=32), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("vanished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_event_mirrors_sequence")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_mirrors_event_id_events"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["source_id"], ["calendar_sources.id"], name=op.f("fk_event_mirrors_source_id_calendar_sources"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_mirrors")),
    )
    op.create_index("ix_event_mirrors_source_id_vanished_at", "event_mirrors", ["source_id", "vanished_at"], unique=False)


def _create_sources() -> None:
    op.create_table(
        "calendar_sources",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=10), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("kind", _enum("kind", "file", "feed", "page"), nullable=False),
        sa.Column("place", sa.String(length=500), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("organizer_id", sa.Integer(), nullable=True),
        sa.Column("status", _enum("status", "looked_at", "active", "paused", "removed"), nullable=False),
        sa.Column("status_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trust", _enum("trust", "reviewed", "trusted"), nullable=False),
        sa.Column("trust_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("etag", sa.String(length=500), nullable=False),
        sa.Column("last_modified", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        *(
            sa.Column(name, sa.DateTime(timezone=True), nullable=True)
            for name in ("brought_in_at", "checked_at", "good_at", "next_check_at")
        ),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gone_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=40), nullable=False),
        sa.Column("problem_detail", sa.String(length=200), nullable=False),
        sa.Column("problem_line", sa.Integer(), nullable=True),
        sa.Column("lease", sa.String(length=32), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("skipped", sa.JSON(), nullable=False),
        sa.CheckConstraint("length(place) > 0", name=op.f("ck_calendar_sources_place")),
        sa.CheckConstraint("failures >= 0", name=op.f("ck_calendar_sources_failures")),
        sa.CheckConstraint("(failures = 0) = (problem = '')", name=op.f("ck_calendar_sources_problem_when_failing")),
        sa.CheckConstraint("(lease = '') = (leased_until IS NULL)", name=op.f("ck_calendar_sources_lease_is_whole")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_calendar_sources_community_id_communities"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organizer_id"], ["people.id"], name=op.f("fk_calendar_sources_organizer_id_people"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_sources")),
        sa.UniqueConstraint("key", name=op.f("uq_calendar_sources_key")),
    )
    op.create_index(op.f("ix_calendar_sources_organizer_id"), "calendar_sources", ["organizer_id"], unique=False)
    op.create_index("ix_calendar_sources_due", "calendar_sources", ["status", "next_check_at"], unique=False)
    op.create_index(
        "ix_calendar_sources_place", "calendar_sources", ["community_id", "place"], unique=True,
        sqlite_where=_OPEN, postgresql_where=_OPEN,
    )  # fmt: skip


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def downgrade() -> None:
    """The events stay, with their source's name and their UID there."""
    op.drop_table("event_mirrors")
    op.drop_table("calendar_source_contents")
    op.drop_table("calendar_sources")
