"""Before a change is made: what it would do and who would be told; after it: one mail to each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from eventhub.core import clock, generations
from eventhub.core.db import db
from eventhub.core.outbox import OutboxMessage
from eventhub.events.models import Event, Occurrence
from eventhub.events.queries import get_event_by_id
from eventhub.events.workflow import O

TOLD_OF = ("title", "venue", "street", "city", "join_url", "mode", "directions")
"""What people who come are told of besides the times."""


@dataclass(frozen=True, slots=True)
class DateFacts:
    """One date as people know it."""

    wall_start: datetime
    wall_end: datetime
    starts_at: datetime
    zone: str
    status: O
    place: str
    all_day: bool = field(default=False, compare=False)
    """Only how it is said: by itself it moves nothing for those who come."""


@dataclass(frozen=True, slots=True)
class DateDiff:
    """What becomes of one date: before and after, one of them None for a date that is new or goes."""

    occurrence_id: int
    before: DateFacts | None
    after: DateFacts | None


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a change would do: to the dates to come, to the rule, and how many people would get a mail."""

    dates: tuple[DateDiff, ...]
    rule_before: str
    rule_after: str
    told: int
    new_event: bool


def rehearse(event: Event, act: Callable[[], Event]) -> Rehearsal:
    """Make a change, look at what it did, and take it back: nothing of it stays.

    :param act: makes the change in the present transaction and returns the event that holds the date afterwards.
    :raises: whatever ``act`` raises, with nothing changed.
    """
    number, rule = event.id, event.rule
    before = read_dates([number])
    mails = db.session.scalar(sa.select(sa.func.max(OutboxMessage.id))) or 0
    with generations.unchanged():
        nested = db.session.begin_nested()
        try:
            held = act()
            db.session.flush()
            ids = sorted({number, held.id})
            after, rule_after = read_dates(ids), held.rule
            told = _count_told(mails)
        finally:
            nested.rollback()
            db.session.expire_all()
    return Rehearsal(diff_dates(before, after), rule, rule_after, told, len(ids) > 1)


def _count_told(mails: int) -> int:
    """How many people other than organizers the mails since that one are for."""
    who = sa.func.coalesce(sa.cast(OutboxMessage.person_id, sa.String), OutboxMessage.address)
    return int(db.session.scalar(
        sa.select(sa.func.count(sa.distinct(who))).where(OutboxMessage.id > mails, OutboxMessage.notice == "registration/moved")
    ) or 0)  # fmt: skip


def read_dates(event_ids: Sequence[int]) -> dict[int, DateFacts]:
    """The dates to come of these events, as people know them."""
    rows = db.session.execute(
        sa.select(Occurrence, Event.venue, Event.street, Event.city, Event.join_url, Event.mode, Event.all_day)
        .join(Event, Event.id == Occurrence.event_id)
        .where(Occurrence.event_id.in_(event_ids), Occurrence.ends_at > clock.now())
        .execution_options(populate_existing=False)
    )  # fmt: skip
    return {date.id: _facts(date, {"venue": venue, "street": street, "city": city, "join_url": link, "mode": mode.value}, all_day=all_day)
            for date, venue, street, city, link, mode, all_day in rows}  # fmt: skip


def _facts(date: Occurrence, shared: Mapping[str, Any], *, all_day: bool) -> DateFacts:
    said = {**shared, **date.own}
    place = ", ".join(filter(None, (said["venue"], said["street"], said["city"]))) if said["mode"] != "online" else ""
    link = str(said["join_url"]) if said["mode"] != "in_person" else ""
    return DateFacts(date.wall_start, date.wall_end, date.starts_at, date.zone, date.status,
                     " · ".join(filter(None, (place, link))), all_day)  # fmt: skip


def diff_dates(before: Mapping[int, DateFacts], after: Mapping[int, DateFacts]) -> tuple[DateDiff, ...]:
    """The dates that differ, in order of time."""
    found = [DateDiff(n, before.get(n), after.get(n)) for n in {*before, *after} if before.get(n) != after.get(n)]
    return tuple(sorted(found, key=_order))


def _order(diff: DateDiff) -> datetime:
    known = diff.before or diff.after
    assert known is not None
    return known.starts_at


@dataclass(frozen=True, slots=True)
class Before:
    """What those who come knew of an event when a change began."""

    dates: Mapping[int, DateFacts]
    said: Mapping[str, Any]


def remember(event: Event) -> Before:
    """What those who come know now; to be taken before a change, and handed to :func:`tell_attending` after it."""
    return Before(read_dates([event.id]) if event.is_public else {}, {name: getattr(event, name) for name in TOLD_OF})


def tell_attending(before: Before, event: Event, *, reason: str = "", goes_on: Event | None = None) -> int:
    """Write one mail to each person who comes to a date that has changed, in their language. Returns how many.

    A date that is new changes nothing for those who come to others.

    :param goes_on: the event that holds the later dates since the series was split.
    """
    from eventhub.events.registration.following import tell_of_change  # inline: registration stands above the dates

    if not before.dates:
        return 0
    db.session.flush()
    told = 0
    for holder in filter(None, (event, goes_on)):
        after = read_dates([holder.id])
        known = before.dates if holder is event and goes_on is None else {n: f for n, f in before.dates.items() if n in after}
        diffs = [diff for diff in diff_dates(known, after) if diff.before is not None]
        changed = [name for name in TOLD_OF if before.said[name] != getattr(holder, name)]
        if diffs or changed:
            told += tell_of_change(get_event_by_id(holder.id), diffs, changed=changed, reason=reason)
    return told
