"""Events of mirrored calendars need not be free: what nobody has said is unknown."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KNOWN = ("free", "donation", "paid")


def upgrade() -> None:
    """Free only by default was every event as its calendar wrote it; where somebody has saved one here, it stays as they saw it."""
    _allow(*KNOWN, "unknown")
    op.execute(
        "UPDATE events SET cost = 'unknown' WHERE cost = 'free' AND cost_note = '' AND EXISTS"
        " (SELECT 1 FROM event_mirrors m WHERE m.event_id = events.id AND m.revision = events.revision)"
    )


def downgrade() -> None:
    """They are called free again."""
    op.execute("UPDATE events SET cost = 'free' WHERE cost = 'unknown'")
    _allow(*KNOWN)


def _allow(*kinds: str) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_events_cost"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_events_cost"), sa.text(f"cost IN ({listed})"))
