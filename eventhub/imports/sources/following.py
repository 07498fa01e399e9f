"""What was edited here follows the source again, when somebody says so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Any

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.core import audit, clock, policy
from eventhub.core.db import db
from eventhub.core.errors import Refused
from eventhub.core.text import lazy_gettext as _l
from eventhub.events.models import Event
from eventhub.events.permissions import EventPermission
from eventhub.imports.dates import Row
from eventhub.imports.making import Maker, Skip
from eventhub.imports.report import Report
from eventhub.imports.sources import batches, fetching, said
from eventhub.imports.sources.models import Mirror, Source
from eventhub.imports.sources.queries import CLOSED
from eventhub.imports.sources.writing import let_follow


def follow_again(event: Event, fields: Collection[str], *, actor: Person) -> list[str]:
    """As :func:`eventhub.imports.sources.services.follow_source_again` says."""
    policy.demand(actor, EventPermission.EDIT, event)
    mirror = db.session.scalars(
        sa.select(Mirror).where(Mirror.event_id == event.id).with_for_update().execution_options(populate_existing=True)
    ).first()  # fmt: skip
    if mirror is None:
        raise Refused(_l("This event follows no calendar."))
    if event.status in CLOSED:
        raise Refused(_l("This event can't be edited any more."))
    packed = {**mirror.said, said.WHEN: dict(mirror.said[said.WHEN])}
    wanted = set(fields) & set(said.locked(event, packed))
    if not wanted:
        return []
    source = db.session.get_one(Source, mirror.source_id)
    dates = _dates_of(event, packed, source) if said.WHEN in wanted else None
    names = let_follow(event, packed, wanted, dates, source)
    mirror.said = packed
    audit.record("event.page.follow", event, actor=actor, data={"fields": sorted(wanted), "changed": names})
    return names


def _dates_of(event: Event, packed: dict[str, Any], source: Source) -> Sequence[Row]:
    """The dates as the source says them: kept with the event, or those of a series read anew from the source's content.

    :raises Refused: the content is no longer kept, or no longer has the event.
    """
    kept = said.dates_of(packed)
    if kept is not None:
        return kept
    content = fetching.kept(source.id)
    if content is not None:
        with suppress(fetching.Unusable, Skip):
            reading = fetching.read_content(source.kind, *content)
            maker = Maker(batches.target_of(source), clock.now(), past=False)
            for uid, found in batches.once_each(reading.events, Report(source.place)):
                if uid == event.source_uid:
                    return maker.make(uid, "", found).dates
    raise Refused(_l("What its calendar said of the dates is no longer kept. Have the calendar looked at, then try again."))
