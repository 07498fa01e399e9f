"""Making, renewing and revoking the addresses of own calendars. Each token is told once, and kept as a hash alone."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.core import audit, clock, limits
from eventhub.core.db import db
from eventhub.core.errors import Invalid, Refused
from eventhub.core.text import clean_line
from eventhub.core.text import lazy_gettext as _l
from eventhub.feeds.personal import queries
from eventhub.feeds.personal.models import PersonalAnswer, PersonalFeed, PersonalScope, PersonalVisit
from eventhub.feeds.personal.rules import ALARMS, MAX_FEEDS, MAX_NAME, FeedKind, hash_of, make_token

A_DAY = 60
"""How many addresses a person may have made within a day."""


def add_feed(person: Person, kind: FeedKind, *, name: str, alarm_minutes: int | None = None) -> tuple[PersonalFeed, str]:
    """Make an address. Returns the calendar and the token in its address, which is nowhere to be found again.

    :raises Invalid: it has no name, or an alarm that is not offered.
    :raises Refused: the person has as many as one can have.
    :raises TooMany: 60 in a day.
    """
    name = clean_line(name)[:MAX_NAME]
    if not name:
        raise Invalid({"name": _l("What shall it be called? The device it is for is a good name.")})
    if alarm_minutes is not None and alarm_minutes not in ALARMS:
        raise Invalid({"alarm": _l("Choose one of these.")})
    limits.hit(f"own-calendar:{person.id}", limit=A_DAY, window=timedelta(days=1))
    db.session.execute(sa.select(Person.id).where(Person.id == person.id).with_for_update())
    if queries.count_feeds(person.id) >= MAX_FEEDS:
        raise Refused(_l("You have %(n)s calendars; more can't be kept. Revoke one that you no longer need.", n=MAX_FEEDS))
    return _add(person, kind, name, alarm_minutes)


def rotate(feed: PersonalFeed, person: Person) -> tuple[PersonalFeed, str]:
    """Give the calendar another address; the old one says from now on that it is gone. Returns as :func:`add_feed` does.

    :raises TooMany: 60 in a day.
    """
    limits.hit(f"own-calendar:{person.id}", limit=A_DAY, window=timedelta(days=1))
    kind, name, alarm = feed.kind, feed.name, feed.alarm_minutes
    revoke(feed, person)
    return _add(person, kind, name, alarm)


def revoke(feed: PersonalFeed, person: Person) -> None:
    """End an address for good. What was kept of it goes, but that there was one."""
    if feed.revoked_at is not None:
        return
    feed.revoked_at, feed.name = clock.now(), ""
    kept: tuple[type[PersonalAnswer | PersonalScope | PersonalVisit], ...] = (PersonalAnswer, PersonalScope, PersonalVisit)
    for model in kept:
        gone = sa.delete(model).where(model.feed_id == feed.id)
        db.session.execute(gone.execution_options(synchronize_session=False))
    audit.record("account.calendar.revoke", person, actor=person, data={"kind": feed.kind.value})
    db.session.flush()


def _add(person: Person, kind: FeedKind, name: str, alarm_minutes: int | None) -> tuple[PersonalFeed, str]:
    token = make_token()
    feed = PersonalFeed(person_id=person.id, kind=kind, name=name, alarm_minutes=alarm_minutes, token_hash=hash_of(token))
    db.session.add(feed)
    db.session.flush()
    audit.record("account.calendar.add", person, actor=person, data={"kind": kind.value})
    return feed, token
