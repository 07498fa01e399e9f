"""Who works on a source: one worker at a time, for a while that a killed worker can't prolong."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from eventhub.communities.models import Community
from eventhub.communities.workflow import Standing
from eventhub.core import clock
from eventhub.core.db import db
from eventhub.imports.sources.models import Source, SourceKind, SourceState

LEASE = timedelta(minutes=10)


class LeaseLost(Exception):
    """Another worker has the source now, or it is removed; what was written so far stays."""


@dataclass(frozen=True, slots=True)
class Job:
    """A leased source in plain values, to be used without a transaction."""

    id: int
    lease: str
    kind: SourceKind
    place: str
    etag: str
    last_modified: str
    digest: str
    brought_in_at: datetime | None


def take_due(limit: int) -> list[Job]:
    """Take a lease on sources that are due, the longest waiting first. Commit before asking the network."""
    now = clock.now()
    due = (
        sa.select(Source.id).join(Community, Community.id == Source.community_id)
        .where(Source.status == SourceState.ACTIVE, Source.next_check_at <= now, _free(now), Community.standing != Standing.ARCHIVED)
        .order_by(Source.next_check_at, Source.id).limit(limit).with_for_update(of=Source, skip_locked=True)
    )  # fmt: skip
    return take(db.session.scalars(due).all())


def take(source_ids: Sequence[int], *, by_force: bool = False) -> list[Job]:
    """Take a lease on these sources; those that someone works on already are left out, but when it is taken by force."""
    now, lease = clock.now(), secrets.token_hex(16)
    free = sa.true() if by_force else _free(now)
    db.session.execute(
        sa.update(Source).where(Source.id.in_(source_ids), Source.status != SourceState.REMOVED, free).values(lease=lease, leased_until=now + LEASE)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    rows = db.session.execute(
        sa.select(Source.id, Source.kind, Source.place, Source.etag, Source.last_modified, Source.digest, Source.brought_in_at)
        .where(Source.lease == lease, Source.id.in_(source_ids)).order_by(Source.next_check_at, Source.id)
    )  # fmt: skip
    return [Job(row.id, lease, row.kind, row.place, row.etag, row.last_modified, row.digest, row.brought_in_at) for row in rows]


def hold(job: Job) -> Source:
    """The leased source, in a transaction, with the lease prolonged.

    :raises LeaseLost: it is no longer this worker's.
    """
    source = db.session.scalars(
        sa.select(Source).where(Source.id == job.id, Source.lease == job.lease, Source.status != SourceState.REMOVED)
        .with_for_update().execution_options(populate_existing=True)
    ).first()  # fmt: skip
    if source is None:
        raise LeaseLost
    source.leased_until = clock.now() + LEASE
    return source


def release(source: Source) -> None:
    """Let others work on it."""
    source.lease, source.leased_until = "", None


def _free(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(Source.leased_until.is_(None), Source.leased_until <= now)
