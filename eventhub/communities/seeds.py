"""The demo world's communities: local, online and topical ones, some of them official."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from importlib import resources
from random import Random
from typing import Any

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.accounts.seeds import make_key
from eventhub.communities.models import Community, CommunityContact, CommunityKind, CommunityLink, Platform
from eventhub.communities.services import advance_community, touch_scopes
from eventhub.communities.workflow import STANDING
from eventhub.core import generations, search
from eventhub.core.audit import AuditEntry
from eventhub.core.db import db
from eventhub.core.text import make_slug
from eventhub.regions.seeds import Place

_REASON = "Two contacts, a public thread, a regular rhythm and a room of its own: all criteria are met."


def seed(now: datetime, rng: Random, people: dict[str, Person], places: dict[str, Place]) -> dict[str, Community]:
    """Add all communities; returns them by the short names that the data use."""
    rows = json.loads(resources.files("eventhub.communities").joinpath("seeds_data/communities.json").read_text("utf-8"))
    made = {row["key"]: _make(row, now, rng, people, places.get(row.get("place", ""))) for row in rows}
    db.session.add_all(made.values())
    db.session.flush()
    search.put_many("community", [(c.id, c.name, f"{c.city}\n{c.summary}") for c in made.values()])
    _tell_history([(row, made[row["key"]]) for row in rows], now, rng, people)
    generations.raise_calendar({scope for community in made.values() for scope in touch_scopes(community)})
    return made


def _make(row: dict[str, Any], now: datetime, rng: Random, people: dict[str, Person], place: Place | None) -> Community:
    founded = now - timedelta(days=rng.randint(400, 880), minutes=rng.randint(0, 1400))
    where: dict[str, Any] = {"region_code": row.get("region"), "zone": row.get("zone", "UTC")}
    if place:
        where = {"region_code": place.region, "zone": place.zone, "city": place.name, "lat": place.lat, "lon": place.lon}
    return Community(
        key=make_key(rng), slug=make_slug(row["name"]), name=row["name"], kind=CommunityKind(row.get("kind", "local")),
        languages=row["langs"], source_language=row["langs"][0], summary=row["summary"], standing=STANDING.initial,
        standing_since=founded, created_at=founded, links=_links(row),
        contacts=[CommunityContact(person=people[name], since=founded) for name in row["contacts"]], **where,
    )  # fmt: skip


def _links(row: dict[str, Any]) -> list[CommunityLink]:
    return [
        CommunityLink(
            position=number, platform=Platform(name), url=f"https://{name.replace('_', '-')}.example.org/lumen-{row['key']}"
        )
        for number, name in enumerate(row["links"])
    ]


def _tell_history(rows: list[tuple[dict[str, Any], Community]], now: datetime, rng: Random, people: dict[str, Person]) -> None:
    for row, community in rows:
        founder = people[row["contacts"][0]]
        db.session.add(AuditEntry(at=community.created_at, actor_id=founder.id, actor_name=founder.name,
                                  verb="community.page.add", subject="community", subject_id=community.id))  # fmt: skip
        if row.get("official"):
            advance_community(community, "recognize", actor=people["team"], reason=_REASON)
            _date_back(community, now - timedelta(days=rng.randint(40, 360), minutes=rng.randint(0, 600)))


def _date_back(community: Community, moment: datetime) -> None:
    community.standing_since = moment
    db.session.execute(
        sa.update(AuditEntry)
        .where(AuditEntry.subject == "community", AuditEntry.subject_id == community.id, AuditEntry.verb == "community.recognize")
        .values(at=moment).execution_options(synchronize_session=False)
    )  # fmt: skip
