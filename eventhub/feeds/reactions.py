"""What feeds do when events change."""

from __future__ import annotations

from itertools import groupby

import sqlalchemy as sa

from eventhub.core.db import db
from eventhub.core.reactions import Happening
from eventhub.feeds import pieces
from eventhub.feeds.models import FeedComponent


def render_again(happening: Happening) -> None:
    """Write the pieces of an event anew in every language they are read in, so that no reader waits for it.

    Only those already stored: whoever is the first to read in a language or format has it rendered then.
    """
    db.session.flush()
    event = happening.record
    found = db.session.execute(
        sa.select(FeedComponent.locale, FeedComponent.form).where(FeedComponent.event_id == event.id)
        .order_by(FeedComponent.locale, FeedComponent.form)
    )  # fmt: skip
    for locale, rows in groupby(found.all(), key=lambda row: row.locale):
        pieces.upsert_components(db.session.execute, pieces.render_forms([event.id], locale, [row.form for row in rows]))
