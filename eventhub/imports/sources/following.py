"""What was edited here follows the source again, when somebody says so."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.core import audit, policy
from eventhub.core.db import db
from eventhub.core.errors import Refused
from eventhub.core.text import lazy_gettext as _l
from eventhub.events.models import Event
from eventhub.events.permissions import EventPermission
from eventhub.imports.sources import said
from eventhub.imports.sources.models import Mirror, Source
from eventhub.imports.sources.queries import CLOSED
from eventhub.imports.sources.writing import let_follow


def follow_source_again(event: Event, fields: Collection[str], *, actor: Person) -> list[str]:
    """Give the source its word back for these fields (names as in ``queries.locked_fields``), at once.

    Returns the names of what changed. Fields that are not locked are left as they are.

    :raises Refused: the event has no source, or takes no changes any more.
    """
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
    names = let_follow(event, packed, wanted, db.session.get_one(Source, mirror.source_id))
    mirror.said = packed
    audit.record("event.page.follow", event, actor=actor, data={"fields": sorted(wanted), "changed": names})
    return names
