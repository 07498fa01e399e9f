"""What the demo world's attendee follows, and a calendar of theirs that a phone reads."""

from __future__ import annotations

from datetime import datetime, timedelta

from eventhub.accounts.models import Person
from eventhub.core.db import db
from eventhub.events.follows.rules import FollowKind
from eventhub.events.follows.services import follow
from eventhub.feeds.personal.models import PersonalVisit
from eventhub.feeds.personal.rules import FeedKind
from eventhub.feeds.personal.services import add_feed

_FOLLOWS = ((FollowKind.REGION, "DE"), (FollowKind.LANGUAGE, "en"))
_PHONE = "iOS/18.1 (22B83) dataaccessd/1.0"


def seed(people: dict[str, Person], now: datetime) -> int:
    """Add them; returns how many there are of both. The address of the calendar is told to nobody."""
    attendee = people["attendee"]
    for kind, value in _FOLLOWS:
        follow(attendee, kind, value)
    feed, _token = add_feed(attendee, FeedKind.FOLLOWING, name="Phone")
    feed.created_at = now - timedelta(days=40)
    db.session.add(PersonalVisit(feed_id=feed.id, last_at=now - timedelta(hours=2), agent=_PHONE))
    db.session.flush()
    return len(_FOLLOWS) + 1
