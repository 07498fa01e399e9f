"""Merging doubles and parting them again. Their words, their dates and who is registered stay with each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.core import audit, clock, policy
from eventhub.core.db import db, upsert
from eventhub.core.errors import AlreadyDone, NotAllowed, Refused
from eventhub.core.text import lazy_gettext as _l
from eventhub.events.doubles import queries, rules
from eventhub.events.doubles.models import DoublePair, EventAddress, EventDouble
from eventhub.events.doubles.rules import Mark, Pair, Said, pair_of
from eventhub.events.models import Event
from eventhub.events.permissions import EventPermission
from eventhub.events.queries import get_event_by_id
from eventhub.events.services import publicity

P = EventPermission
GROUPING = 4_120_026
"""The number of this package's advisory lock."""
BATCH = 500


def find_doubles(event_ids: Collection[int]) -> int:
    """Merge what the rules take for the same event as one of these, in the caller's transaction. Returns how many were merged.

    Only public events are merged with public ones; drafts among the ids cost nothing but the look. A few queries for 500
    ids. What a person has said of two events stays so; what the rules found and no longer find is parted again.
    """
    db.session.flush()
    if not event_ids:
        return 0
    marks = queries.list_marks(event_ids)
    _keep_addresses(marks)
    found = rules.find_pairs(marks, [*marks, *queries.list_near(marks)]) if marks else set()
    known = queries.list_pairs(event_ids)
    fresh = found - known.keys()
    stale = {pair for pair, said in known.items() if said is Said.FOUND} - found
    if fresh:
        rows = [_row(pair, Said.FOUND, None) for pair in sorted(fresh)]
        db.session.execute(upsert(DoublePair).on_conflict_do_nothing(index_elements=["low_id", "high_id"]), rows)
    _forget(stale)
    return _group_anew({*event_ids, *(each for pair in (*fresh, *known) for each in pair)}, None) if fresh or known else 0


def find_recent_doubles(since: datetime) -> int:
    """Look again at what has changed or gone out since then: two transactions at the same moment do not see each other's event.

    In the caller's transaction. Returns how many were merged.
    """
    ids = queries.list_changed_since(since)
    return sum(find_doubles(ids[at : at + BATCH]) for at in range(0, len(ids), BATCH))


def part(event: Event, other: Event, *, actor: Person) -> None:
    """Say that these are two events. Each is listed by itself from now on, and no rule merges them again.

    :raises NotAllowed: the actor speaks for neither of them.
    :raises AlreadyDone: it was said before.
    """
    if not (policy.can(actor, P.PART, event) or policy.can(actor, P.PART, other)):
        raise NotAllowed(_l("Those who run one of the two events say this."))
    _say(event, other, Said.PARTED, actor, _l("These are two events already."))
    _group_anew({event.id, other.id}, actor)


def join(event: Event, other: Event, *, actor: Person) -> None:
    """Say that these are one event: the list shows it once, under the one or the other.

    :raises NotAllowed: the actor does not speak for both of them.
    :raises AlreadyDone: it was said before.
    :raises Refused: one of them is not public.
    """
    policy.demand(actor, P.PART, event)
    policy.demand(actor, P.PART, other)
    if not (event.is_public and other.is_public):
        raise Refused(_l("Only what is published can be shown as one."))
    _say(event, other, Said.JOINED, actor, _l("These are shown as one event already."))
    _group_anew({event.id, other.id}, actor)


def _say(event: Event, other: Event, said: Said, actor: Person, already: object) -> None:
    pair = pair_of(event.id, other.id)
    if queries.list_pairs([event.id]).get(pair) is said:
        raise AlreadyDone(already)
    insert = upsert(DoublePair).values(_row(pair, said, actor.id))
    fresh = {name: insert.excluded[name] for name in ("said", "said_by_id", "said_at")}
    db.session.execute(insert.on_conflict_do_update(index_elements=["low_id", "high_id"], set_=fresh))
    for one, another in ((event, other), (other, event)):
        audit.record(
            f"event.doubles.{'part' if said is Said.PARTED else 'join'}", one, actor=actor, data={"other": another.key}
        )


def _row(pair: Pair, said: Said, by: int | None) -> dict[str, object]:
    return {"low_id": pair[0], "high_id": pair[1], "said": said, "said_by_id": by, "said_at": clock.now()}


def _forget(pairs: Iterable[Pair]) -> None:
    for low, high in sorted(pairs):
        db.session.execute(sa.delete(DoublePair).where(DoublePair.low_id == low, DoublePair.high_id == high))


def _keep_addresses(marks: Sequence[Mark]) -> None:
    """Remember where public events are announced, so that others at the same address are found by it."""
    rows = [{"event_id": mark.id, "address": mark.address} for mark in marks if mark.address]
    bare = [mark.id for mark in marks if not mark.address]
    if bare:
        db.session.execute(sa.delete(EventAddress).where(EventAddress.event_id.in_(bare)))
    insert = upsert(EventAddress)
    keep = insert.on_conflict_do_update(
        index_elements=["event_id"], set_={"address": insert.excluded.address},
        where=EventAddress.address != insert.excluded.address,
    )  # fmt: skip
    for at in range(0, len(rows), 400):
        db.session.execute(keep.values(rows[at : at + 400]))


def _wait_for_others() -> None:
    """One grouping at a time, or two that begin together would each miss what the other writes. SQLite has one writer anyway."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(GROUPING)))


def _group_anew(event_ids: Collection[int], actor: Person | None) -> int:
    """Reckon anew which of these events, and of those they hang together with, is shown under which. Returns how many now are."""
    _wait_for_others()
    pairs = queries.list_connected(event_ids)
    ids = {*event_ids, *(each for pair in pairs for each in pair)}
    wanted = rules.group(queries.list_standings(ids), pairs)
    there = queries.list_under(ids)
    gone = {event_id: primary for event_id, primary in there.items() if wanted.get(event_id) != primary}
    new = {event_id: primary for event_id, primary in wanted.items() if there.get(event_id) != primary}
    if gone:
        db.session.execute(sa.delete(EventDouble).where(EventDouble.event_id.in_(gone)))
    if new:
        db.session.execute(
            sa.insert(EventDouble), [{"event_id": event_id, "primary_id": primary} for event_id, primary in new.items()]
        )
    for event_id in sorted({*gone, *gone.values(), *new, *new.values()}):
        event = get_event_by_id(event_id)
        publicity.list_under_others(event)
        if event_id in new and actor is None:
            audit.record("event.doubles.find", event, actor=None)
    return len(new)
