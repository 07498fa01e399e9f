"""The demo world's events: a year that is over, half a year to come, and some in every state between."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.communities.models import Community
from eventhub.core.db import db
from eventhub.events.models import Topic
from eventhub.events.queries import list_formats
from eventhub.events.seeds.published import World, list_reviewers
from eventhub.regions.queries import list_codes_above
from eventhub.regions.seeds import Place


def gather(
    now: datetime, people: dict[str, Person], communities: dict[str, Community], places: dict[str, Place]
) -> World:  # fmt: skip
    """What the events are made from; formats, topics and regions must be there."""
    spots = {(place.region, place.name): place for place in places.values()}
    codes = {community.region_code for community in communities.values()} | {"001"}
    return World(
        now=now, people=people, communities=communities,
        places={key: spots[c.region_code, c.city] for key, c in communities.items() if c.city},
        formats={fmt.slug: fmt for fmt in list_formats()},
        topics={topic.slug: topic for topic in db.session.scalars(sa.select(Topic))},
        reviewers=list_reviewers({code: list_codes_above(code) for code in sorted(codes)}, people.values()),
    )  # fmt: skip
