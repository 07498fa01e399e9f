"""The digest: what is new, what has changed and what comes next among the things that a person follows.

``find_due`` and ``act`` are what the clock asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.core import clock, outbox
from eventhub.core.db import change_rows, db
from eventhub.core.translations import best, load_texts
from eventhub.events.follows import queries
from eventhub.events.follows.models import DigestSetting
from eventhub.events.follows.rules import Rhythm, next_digest
from eventhub.events.follows.services import stop_token
from eventhub.events.models import Event, Listing, Occurrence
from eventhub.events.workflow import O, S

BATCH = 200
MOST = 20
"""How many events a digest lists in each part; how many more there are it says."""
_OFF = (O.CANCELLED, O.POSTPONED)


@dataclass(frozen=True, slots=True)
class News:
    """The parts of a digest: rows of events with one of their dates, and how many more there are of each."""

    new: Sequence[Any]
    changed: Sequence[Any]
    soon: Sequence[Any]

    @property
    def is_any(self) -> bool:
        """Whether something has happened. What comes next was there before, and alone is no reason to write."""
        return bool(self.new or self.changed)


def find_due(now: datetime) -> dict[str, Sequence[int]]:
    """The ids of people whose next digest is due."""
    due = sa.select(DigestSetting.person_id).where(DigestSetting.next_at <= now).order_by(DigestSetting.next_at).limit(BATCH)
    return {"digest": db.session.scalars(due).all()}


def act(name: str, record_id: int) -> bool:
    """Write one person's digest, if there is something new. False when another worker was quicker."""
    now = clock.now()
    person, setting = db.session.get(Person, record_id), queries.find_setting(record_id)
    if person is None or setting is None or setting.next_at is None or setting.next_at > now:
        return False
    since, rhythm = setting.since, setting.rhythm
    if not _take_period(setting, next_digest(rhythm, person.zone, now), now):
        return False
    news = find_news(queries.list_scopes(person.id), since, now, rhythm)
    if news.is_any:
        _write(person, news, rhythm)
    return True


def _take_period(setting: DigestSetting, next_at: datetime | None, now: datetime) -> bool:
    """Move on to the next period; only the first to do so writes the digest of this one, in the same commit."""
    is_this_one = (DigestSetting.person_id == setting.person_id, DigestSetting.next_at == setting.next_at)
    return change_rows(sa.update(DigestSetting).where(*is_this_one).values(next_at=next_at, since=now)) == 1


def find_news(scopes: Sequence[str], since: datetime, now: datetime, rhythm: Rhythm) -> News:
    """What has happened under these scopes since then, and what comes next. Three queries."""
    if not scopes:
        return News((), (), ())
    ahead = Occurrence.ends_at > now
    is_new, on = Event.published_at > since, Occurrence.status.not_in(_OFF)
    stopped = sa.and_(Occurrence.status.in_(_OFF), Occurrence.status_since > since)
    moved = sa.and_(on, Occurrence.starts_at != Occurrence.original_start, Event.changed_at > since)
    soon = sa.and_(on, Occurrence.starts_at > now, Occurrence.starts_at <= now + rhythm.ahead)
    return News(
        new=_rows(scopes, sa.and_(ahead, is_new, on, Event.status == S.PUBLISHED)),
        changed=_rows(scopes, sa.and_(ahead, sa.not_(is_new), sa.or_(stopped, moved))),
        soon=_rows(scopes, sa.and_(sa.not_(is_new), soon)),
    )


def _rows(scopes: Sequence[str], wanted: sa.ColumnElement[bool]) -> Sequence[Any]:
    """One date of each event, the soonest that fits, in order of time."""
    listed = sa.exists().where(
        Listing.scope.in_(scopes), Listing.starts_at == Occurrence.starts_at, Listing.occurrence_id == Occurrence.id
    )
    first = (
        sa.select(Occurrence.event_id, sa.func.min(Occurrence.starts_at).label("starts_at"))
        .join(Event, Event.id == Occurrence.event_id)
        .where(Event.status.in_(Event.__workflow__.public_states), wanted, listed).group_by(Occurrence.event_id).subquery()
    )  # fmt: skip
    return db.session.execute(
        sa.select(Event.id, Event.key, Event.slug, Event.title, Event.source_language, Event.city, Event.zone,
                  Occurrence.starts_at, Occurrence.status, sa.func.count().over().label("total"))
        .join(first, first.c.event_id == Event.id)
        .join(Occurrence, sa.and_(Occurrence.event_id == Event.id, Occurrence.starts_at == first.c.starts_at))
        .order_by(Occurrence.starts_at, Event.id).limit(MOST)
    ).all()  # fmt: skip


def _write(person: Person, news: News, rhythm: Rhythm) -> None:
    facts: dict[str, Any] = {"weekly": rhythm is Rhythm.WEEKLY, "unsubscribe": stop_token(person)}
    ids = [row.id for rows in (news.new, news.changed, news.soon) for row in rows]
    titles = load_texts("event", ids, ["title"])
    for name, rows in (("new", news.new), ("changed", news.changed), ("soon", news.soon)):
        facts[name] = [_said(row, titles.get(row.id, {}).get("title", {}), person.locale) for row in rows]
        facts[f"{name}_more"] = rows[0].total - len(rows) if rows else 0
    outbox.enqueue("digest/news", person_id=person.id, locale=person.locale, facts=facts)


def _said(row: Any, titles: dict[str, str], locale: str) -> dict[str, Any]:
    title, _language = best({**titles, row.source_language: row.title}, locale, row.source_language)
    return {
        "title": title, "key": row.key, "slug": row.slug, "starts": row.starts_at.isoformat(), "zone": row.zone, "city": row.city,
        "state": row.status.value if row.status in _OFF else "",
    }  # fmt: skip
