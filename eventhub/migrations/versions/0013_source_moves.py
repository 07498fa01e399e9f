"""Where calendars have moved to for good, and since when they say so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """None has moved so far."""
    with op.batch_alter_table("calendar_sources", schema=None) as batch_op:
        batch_op.add_column(sa.Column("moved_to", sa.String(length=500), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("moved_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """They are followed each time again."""
    with op.batch_alter_table("calendar_sources", schema=None) as batch_op:
        batch_op.drop_column("moved_since")
        batch_op.drop_column("moved_to")
