"""Data for the benchmarks: so many published occurrences in many regions, formats, topics and languages."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from eventhub.accounts.services import create_person
from eventhub.cli.database import load_reference_data
from eventhub.communities.models import Community, CommunityKind
from eventhub.core import generations, search, zones
from eventhub.core.db import db, transaction
from eventhub.core.text import make_key
from eventhub.events.models import Event, EventOrganizer, Format, Listing, Occurrence, Topic, event_topics
from eventhub.events.rules.drafts import Cost, Mode, PublishRule
from eventhub.events.services.reference import load_formats_and_topics
from eventhub.events.workflow import O, S
from eventhub.regions.models import City, Region, RegionAncestor

BATCH = 2000
WORDS = ("community", "meetup", "evening", "talks", "workshop", "translation", "sprint", "beginners", "release", "docs", "accessibility",
         "design", "python", "web", "garden", "library", "soup", "music", "maps", "history", "school", "radio")  # fmt: skip


def make_world(occurrences: int, *, seed: int = 7) -> None:
    """Fill an empty, migrated database."""
    from flask import current_app
    from flask_migrate import upgrade

    from eventhub.migrations import attach

    attach(current_app._get_current_object())
    upgrade()
    load_reference_data()
    dice = random.Random(seed)
    with transaction():
        load_formats_and_topics()
        person = create_person(name="Bench", email="bench@example.org", password="")
        cities = list(db.session.scalars(sa.select(City).order_by(City.population.desc()).limit(400)))
        known = {code: [] for code in db.session.scalars(sa.select(Region.code))}
        for code, ancestor in db.session.execute(sa.select(RegionAncestor.code, RegionAncestor.ancestor)):
            known[code].append(ancestor)
        formats = list(db.session.execute(sa.select(Format.id, Format.slug, Format.version_id)))
        topics = list(db.session.scalars(sa.select(Topic.slug)))
        communities = _communities(cities[:60])
        kept = {
            "person": person.id,
            "person_key": person.key,
            "cities": cities,
            "known": known,
            "formats": formats,
            "topics": topics,
            "communities": communities,
        }
    for first in range(0, occurrences, BATCH):
        with transaction():
            _batch(range(first, min(first + BATCH, occurrences)), kept, dice, occurrences)
    with transaction():
        generations.raise_calendar([generations.ALL])
    with db.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("ANALYZE")


def _communities(cities: list[Any]) -> list[Any]:
    made = [
        Community(slug="c", name=f"Community of {city.name}", kind=CommunityKind.LOCAL, region_code=city.country, city=city.name,
                  zone=city.zone, links=[], contacts=[])
        for city in cities
    ]  # fmt: skip
    db.session.add_all(made)
    db.session.flush()
    return [(community.id, community.key, community.region_code) for community in made]


def _batch(numbers: range, kept: dict[str, Any], dice: random.Random, total: int) -> None:
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    rows: dict[str, list[Any]] = {"events": [], "organizers": [], "occurrences": [], "listings": [], "topics": [], "search": []}
    for number in numbers:
        city = dice.choice(kept["cities"])
        fmt = dice.choice(kept["formats"])
        community = dice.choice([None, *kept["communities"][:8]])
        topics = dice.sample(kept["topics"], 2)
        language = dice.choice(["en", "de", "es", "ar", "pt", "fr", "ja"])
        mode = dice.choice(list(Mode))
        begin = now - timedelta(days=90) + timedelta(minutes=number * 640 * 1440 // total)
        title = f"{dice.choice(WORDS).title()} {dice.choice(WORDS)} in {city.name} {number}"
        text = " ".join(dice.choice(WORDS) for _ in range(24)) + "."
        event_id = number + 1
        rows["events"].append(_event(event_id, title, text, city, fmt, community, language, mode, now))
        rows["organizers"].append({"event_id": event_id, "person_id": kept["person"]})
        rows["occurrences"].append(_occurrence(event_id, begin, city.zone))
        scopes = ["all", f"mode:{mode.value}", f"language:{language}", f"format:{fmt.slug}", *(f"topic:{topic}" for topic in topics),
                  f"person:{kept['person_key']}", *(f"region:{code}" for code in kept["known"][city.country])]  # fmt: skip
        if community:
            scopes.append(f"community:{community[1]}")
        rows["listings"] += [{"scope": scope, "starts_at": begin, "occurrence_id": event_id} for scope in scopes]
        rows["topics"] += [{"event_id": event_id, "topic_slug": topic} for topic in topics]
        rows["search"].append((event_id, title, text))
    for model, name in ((Event, "events"), (EventOrganizer, "organizers"), (Occurrence, "occurrences"), (Listing, "listings")):
        db.session.execute(sa.insert(model), rows[name])
    db.session.execute(sa.insert(event_topics), rows["topics"])
    search.put_many("event", rows["search"])


def _event(
    event_id: int, title: str, text: str, city: Any, fmt: Any, community: Any, language: str, mode: Mode, now: datetime
) -> dict[str, Any]:
    return {
        "id": event_id, "key": make_key(), "uid": str(uuid.uuid4()), "slug": "bench", "status": S.PUBLISHED, "status_since": now, "revision": 1,
        "title": title, "description": text, "source_language": language, "format_id": fmt.id, "format_version_id": fmt.version_id,
        "community_id": community[0] if community else None, "region_code": city.country, "zone": city.zone, "mode": mode, "venue": "Hall 1",
        "city": city.name, "country": city.country, "lat": city.lat, "lon": city.lon, "languages": [language], "access": [], "cost": Cost.FREE,
        "publish_rule": PublishRule.AT_ONCE, "published_at": now, "sequence": 0, "created_at": now, "changed_at": now, "join_url":
        "https://meet.example.org/x", "reminders": 0, "all_day": False, "join_public": False, "submitted_facts": {},
    }  # fmt: skip


def _occurrence(event_id: int, begin: datetime, zone: str) -> dict[str, Any]:
    end = begin + timedelta(hours=2)
    return {
        "id": event_id, "event_id": event_id, "original_start": begin, "starts_at": begin, "ends_at": end, "zone": zone,
        "wall_start": zones.wall_in(begin, zone), "wall_end": zones.wall_in(end, zone), "status": O.SCHEDULED, "status_since": begin,
    }  # fmt: skip
