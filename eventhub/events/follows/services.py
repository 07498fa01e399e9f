"""Following, and how often one hears of what is new."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.accounts.queries import find_by_key
from eventhub.accounts.rules import own_scope
from eventhub.core import clock, generations, limits, tokens
from eventhub.core.db import db, upsert
from eventhub.core.errors import NotFound, Refused
from eventhub.core.text import lazy_gettext as _l
from eventhub.events.follows import queries
from eventhub.events.follows.models import DigestSetting, Follow
from eventhub.events.follows.rules import MAX_FOLLOWS, FollowKind, Rhythm, next_digest

PURPOSE = "digest.stop"
A_DAY = 300
"""How often a person may begin to follow something within a day."""


def follow(person: Person, kind: FollowKind, value: str) -> bool:
    """Follow something; to follow it already is all right. Returns whether this is the first thing that they ever follow,
    from which on there is a weekly digest.

    :raises NotFound: there is no such thing.
    :raises Refused: it is the person themselves, or they follow as much as can be followed.
    :raises TooMany: 300 in a day.
    """
    limits.hit(f"follow:{person.id}", limit=A_DAY, window=timedelta(days=1))
    known = queries.canonical(kind, value)
    if known is None:
        raise NotFound(_l("There is nothing at this address, or it is not public."))
    if kind is FollowKind.PERSON and known == person.key:
        raise Refused(_l("This is you. What you run is in the calendar “What I run”."))
    if len(queries.list_follows(person.id)) >= MAX_FOLLOWS and queries.find_follow(person.id, kind, known) is None:
        raise Refused(_l("You follow %(n)s things; more can't be followed. Stop following something first.", n=MAX_FOLLOWS))
    insert = upsert(Follow).values(person_id=person.id, kind=kind, value=known, since=clock.now())
    db.session.execute(insert.on_conflict_do_nothing(index_elements=["person_id", "kind", "value"]))
    generations.raise_calendar([own_scope(person.id)])
    return _begin_digest(person)


def _begin_digest(person: Person) -> bool:
    moment = clock.now()
    insert = upsert(DigestSetting).values(
        person_id=person.id, rhythm=Rhythm.WEEKLY, since=moment, next_at=next_digest(Rhythm.WEEKLY, person.zone, moment)
    )
    result = db.session.execute(insert.on_conflict_do_nothing(index_elements=["person_id"]).returning(DigestSetting.person_id))
    return result.first() is not None


def unfollow(person: Person, kind: FollowKind, value: str) -> None:
    """Follow it no more; not to follow it already is all right."""
    gone = sa.delete(Follow).where(Follow.person_id == person.id, Follow.kind == kind, Follow.value == value)
    db.session.execute(gone.execution_options(synchronize_session=False))
    generations.raise_calendar([own_scope(person.id)])


def set_rhythm(person: Person, rhythm: Rhythm) -> None:
    """Say how often a digest shall come. Who had none until now hears of what is new from now on."""
    moment = clock.now()
    setting = queries.find_setting(person.id)
    if setting is None:
        setting = DigestSetting(person_id=person.id, rhythm=Rhythm.OFF, since=moment)
        db.session.add(setting)
    if setting.rhythm is Rhythm.OFF:
        setting.since = moment
    setting.rhythm, setting.next_at = rhythm, next_digest(rhythm, person.zone, moment)
    db.session.flush()


def stop_token(person: Person) -> str:
    """What the link in a digest ends with: good for this one thing, and for as long as the account is there."""
    return f"{person.key}.{tokens.seal(PURPOSE, person.key)}"


def find_by_stop_token(token: str) -> Person:
    """The person whose digest the link in it stops.

    :raises NotFound: nobody's; it was forged, or the account is gone.
    """
    key, _dot, seal = token.partition(".")
    person = find_by_key(key) if key.isalnum() and tokens.is_sealed(seal, PURPOSE, key) else None
    if person is None:
        raise NotFound(_l("This link is no longer good."))
    return person
