"""A calendar whose host says that it lies elsewhere for good (RFC 9110 §15.4.2 and §15.4.9: 301 and 308)."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from eventhub.core import audit, clock
from eventhub.core.db import db
from eventhub.imports.sources.models import Source, SourceState

BELIEVED_AFTER = timedelta(days=7)
"""For so long the old address has to say it each time: a mistake, or somebody's network that asks to sign in, lasts less."""


def follow_move(source: Source, moved_to: str) -> None:
    """Note where the calendar was found for good; once that has been so for a week, it is looked for there.

    A move from https to http, or to where the community has another calendar already, is followed each time and not kept.

    :param moved_to: the address that permanent redirects led to; empty when the calendar is where it was.
    """
    if not moved_to or not _may_be_kept(source, moved_to):
        source.moved_to, source.moved_since = "", None
        return
    now = clock.now()
    if source.moved_to != moved_to or source.moved_since is None:
        source.moved_to, source.moved_since = moved_to, now
    elif source.moved_since + BELIEVED_AFTER <= now:
        source.place, source.moved_to, source.moved_since = moved_to, "", None
        audit.record("source.page.move", source, actor=None, data={"host": source.host})


def kept_from(source: Source) -> datetime | None:
    """When it is looked for where it has moved to; None when it has not moved."""
    return source.moved_since + BELIEVED_AFTER if source.moved_since else None


def _may_be_kept(source: Source, moved_to: str) -> bool:
    if (
        moved_to == source.place
        or len(moved_to) > 500
        or (source.place.startswith("https:") and not moved_to.startswith("https:"))
    ):
        return False
    there = sa.exists().where(
        Source.community_id == source.community_id, Source.place == moved_to, Source.id != source.id,
        Source.status != SourceState.REMOVED,
    )  # fmt: skip
    return not db.session.scalar(sa.select(there))
