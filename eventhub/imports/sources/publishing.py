"""What a trusted source brings in goes out by itself, as soon as nothing is missing."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
import structlog

from eventhub.core import clock
from eventhub.core.db import db, transaction
from eventhub.core.errors import Refused
from eventhub.events.doubles.services import find_doubles
from eventhub.events.models import Event
from eventhub.events.queries import get_event_by_id
from eventhub.events.services.review import advance_event
from eventhub.events.workflow import S
from eventhub.imports.sources import leases
from eventhub.imports.sources.leases import Job
from eventhub.imports.sources.models import Mirror, Source
from eventhub.imports.sources.queries import is_complete, worked_on

AT_ONCE = 25
"""Events that go out in one transaction: others wait for so long at most."""
MOST = 500
"""In one sync; the rest goes out with the next, a minute later."""

log = structlog.get_logger()


def publish_ready(job: Job) -> int:
    """Publish the drafts of a trusted source that are complete and that nobody works on. Returns how many went out."""
    published, last = 0, 0
    while published < MOST:
        with transaction():
            source = leases.hold(job)
            ids = _list_ready(source, after=last) if source.trusted else []
            out = [event_id for event_id in ids if _publish(event_id)]
            find_doubles(out)
            published += len(out)
            if ids and published >= MOST:
                source.next_check_at = clock.now()
        if not ids:
            break
        last = ids[-1]
    return published


def _publish(event_id: int) -> bool:
    """Let one go out; what is refused stays a draft and is asked again next time."""
    try:
        with db.session.begin_nested():
            event = get_event_by_id(event_id)
            advance_event(event, "publish_mirrored", actor=None)
            db.session.flush()
            db.session.execute(
                sa.update(Mirror).where(Mirror.event_id == event_id).values(revision=event.revision)
                .execution_options(synchronize_session=False)
            )  # fmt: skip
    except Refused:
        return False
    return True


def _list_ready(source: Source, *, after: int) -> Sequence[int]:
    """The drafts that are complete and as the source wrote them; the guard has the last word."""
    return db.session.scalars(
        sa.select(Event.id).join(Mirror, Mirror.event_id == Event.id)
        .where(
            Mirror.source_id == source.id, Mirror.vanished_at.is_(None), Mirror.revision == Event.revision, Event.status == S.DRAFT,
            Event.typed.is_(None), is_complete(), ~worked_on(), Event.id > after,
        )
        .order_by(Event.id).limit(AT_ONCE)
    ).all()  # fmt: skip
