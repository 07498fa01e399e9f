"""Making, renewing and revoking the addresses of own calendars. Each token is told once, and kept as a hash alone."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.core import audit, clock, limits, tokens
from eventhub.core.db import db
from eventhub.core.errors import Invalid, Refused
from eventhub.core.text import clean_line
from eventhub.core.text import lazy_gettext as _l
from eventhub.feeds.personal import queries
from eventhub.feeds.personal.models import PersonalAnswer, PersonalFeed, PersonalScope, PersonalVisit
from eventhub.feeds.personal.rules import ALARMS, MAX_FEEDS, MAX_NAME, FeedKind, hash_of, make_token

A_DAY = 60
"""How many addresses a person may have made within a day."""


MADE_AGAIN_WITHIN = timedelta(hours=1)
"""How long the form of a calendar gives the same calendar when it is sent again."""


def add_feed(
    person: Person, kind: FeedKind, *, name: str, alarm_minutes: int | None = None, once: str = ""
) -> tuple[PersonalFeed, str]:
    """Make an address. Returns the calendar and the token in its address, which is nowhere to be found again.

    :param once: what the form was given along; sent a second time within an hour, by a page loaded again, it is the same
        calendar with the same address.
    :raises Invalid: it has no name, or an alarm that is not offered.
    :raises Refused: the person has as many as one can have.
    :raises TooMany: 60 in a day.
    """
    name = clean_line(name)[:MAX_NAME]
    if not name:
        raise Invalid({"name": _l("What shall it be called? The device it is for is a good name.")})
    if alarm_minutes is not None and alarm_minutes not in ALARMS:
        raise Invalid({"alarm": _l("Choose one of these.")})
    db.session.execute(sa.select(Person.id).where(Person.id == person.id).with_for_update())
    token = tokens.derive("own-calendar", str(person.id), once, kind.value, name, str(alarm_minutes)) if once else make_token()
    if once and (made := queries.find_made(hash_of(token), person.id)):
        if made.revoked_at is None and made.created_at > clock.now() - MADE_AGAIN_WITHIN:
            return made, token
        token = make_token()
    limits.hit(f"own-calendar:{person.id}", limit=A_DAY, window=timedelta(days=1))
    if queries.count_feeds(person.id) >= MAX_FEEDS:
        raise Refused(_l("You have %(n)s calendars; more can't be kept. Revoke one that you no longer need.", n=MAX_FEEDS))
    return _add(person, kind, name, alarm_minutes, token)


def rotate(feed: PersonalFeed, person: Person) -> tuple[PersonalFeed, str]:
    """Give the calendar another address; the old one says from now on that it is gone. Returns as :func:`add_feed` does.

    :raises TooMany: 60 in a day.
    """
    limits.hit(f"own-calendar:{person.id}", limit=A_DAY, window=timedelta(days=1))
    kind, name, alarm = feed.kind, feed.name, feed.alarm_minutes
    revoke(feed, person)
    return _add(person, kind, name, alarm, make_token())


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


def _add(person: Person, kind: FeedKind, name: str, alarm_minutes: int | None, token: str) -> tuple[PersonalFeed, str]:
    feed = PersonalFeed(person_id=person.id, kind=kind, name=name, alarm_minutes=alarm_minutes, token_hash=hash_of(token))
    db.session.add(feed)
    db.session.flush()
    audit.record("account.calendar.add", person, actor=person, data={"kind": kind.value})
    return feed, token
