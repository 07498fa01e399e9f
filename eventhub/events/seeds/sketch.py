"""What an organizer of the demo world would type into the form: place, time, mode and all the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from eventhub.communities.models import Community
from eventhub.core.text import make_slug
from eventhub.events.rules.drafts import Access, Cost, EventDraft, Mode
from eventhub.events.seeds.words import Deck, Words, language_of, read, write
from eventhub.regions.seeds import Place

CONDUCT_URL = "https://example.org/code-of-conduct"
FORMATS = {"talks": "meetup", "workshops": "workshop", "sprints": "sprint", "translation": "sprint", "camps": "camp",
           "conferences": "conference", "office": "office-hours"}  # fmt: skip
MINUTES = {"talks": 120, "workshops": 240, "sprints": 420, "translation": 300, "camps": 1980, "conferences": 1980, "office": 60}
GUESTS = {"talks": (10, 40), "workshops": (8, 16), "sprints": (8, 24), "translation": (6, 20), "camps": (40, 110),
          "conferences": (120, 400), "office": (3, 12)}  # fmt: skip
SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be held: whose, of which kind, about so many days from today."""

    community: Community
    place: Place | None
    kind: str
    day: int


def draw(wish: Wish, deck: Deck, today: date) -> tuple[EventDraft, Words]:
    """Everything that is said of an event, and the words it came from."""
    rng, community = deck.rng, wish.community
    mode = _mode(wish, rng)
    tag = language_of(community, rng)
    words = write(deck, wish.kind, tag, community, wish.place, online=mode is Mode.ONLINE)
    starts = _start(wish, today, rng)
    draft = EventDraft(
        title=words.title, description=words.description, source_language=tag, format_slug=_format(wish.kind, mode),
        community_key=community.key, region_code=community.region_code, mode=mode, starts=starts,
        ends=starts + timedelta(minutes=MINUTES[wish.kind]), zone=community.zone, languages=_languages(community, tag, rng),
        topics=words.topics, audience=rng.choice(read(tag)["audience"]), conduct_url=CONDUCT_URL,
        contact=f"{make_slug(community.name, fallback='hub')}@lumen.example.org", expected=rng.randint(*GUESTS[wish.kind]),
        **_house(wish, mode, tag, rng), **_room(wish, mode, rng), **_price(wish.kind, tag, rng),
    )  # fmt: skip
    return draft, words


def _mode(wish: Wish, rng: Random) -> Mode:
    if wish.place is None or wish.kind == "office":
        return Mode.ONLINE
    chance = rng.random()
    if wish.kind == "talks" and chance < 0.12:
        return Mode.ONLINE
    return Mode.HYBRID if chance > 0.86 else Mode.IN_PERSON


def _format(kind: str, mode: Mode) -> str:
    return "online-meetup" if kind == "talks" and mode is Mode.ONLINE else FORMATS[kind]


def _start(wish: Wish, today: date, rng: Random) -> datetime:
    """Evenings on the group's own weekday, all that lasts longer on Saturdays; moved away from today, never across it."""
    weekday = {"talks": sum(wish.community.key.encode()) % 3 + 1, "office": 2}.get(wish.kind, SATURDAY)
    day = today + timedelta(days=wish.day)
    shift = (weekday - day.weekday()) % 7
    day += timedelta(days=shift if wish.day > 0 else shift - 7)
    hours = {"talks": [time(18), time(18, 30), time(19), time(19, 30)], "office": [time(12), time(17), time(18)]}
    return datetime.combine(day, rng.choice(hours.get(wish.kind, [time(9, 30), time(10)])))


def _languages(community: Community, tag: str, rng: Random) -> tuple[str, ...]:
    others = [each for each in community.languages if each != tag]
    return (tag, rng.choice(others)) if others and rng.random() < 0.3 else (tag,)


def _house(wish: Wish, mode: Mode, tag: str, rng: Random) -> dict[str, Any]:
    """A house of the city, a few streets from its middle. Online events have none."""
    if mode is Mode.ONLINE or wish.place is None:
        return {"access": (Access.CAPTIONS.value,) if rng.random() < 0.6 else ()}
    place, texts = wish.place, read(tag)
    venue, street = rng.choice(place.venues)
    facts = Random(venue).sample([each.value for each in Access], 4)  # a house has the same facts each time
    return {
        "venue": venue, "street": street, "city": place.name, "country": place.country,
        "lat": round(place.lat + rng.uniform(-0.008, 0.008), 5), "lon": round(place.lon + rng.uniform(-0.008, 0.008), 5),
        "access": tuple(facts), "access_note": rng.choice(texts["access_note"]) if rng.random() < 0.5 else "",
        "directions": rng.choice(texts["directions"]),
    }  # fmt: skip


def _room(wish: Wish, mode: Mode, rng: Random) -> dict[str, Any]:
    links: dict[str, Any] = {}
    if mode is not Mode.IN_PERSON:
        links["join_url"] = f"https://meet.example.org/lumen-{wish.community.key[:4]}-{rng.randint(100, 999)}"
        links["join_public"] = wish.kind == "office"
    if wish.kind in {"camps", "conferences", "workshops"}:
        links["registration_url"] = f"https://tickets.example.org/lumen-{wish.community.key[:4]}-{rng.randint(100, 999)}"
    return links


def _price(kind: str, tag: str, rng: Random) -> dict[str, Any]:
    if kind == "conferences" or (kind == "camps" and rng.random() < 0.5):
        return {"cost": Cost.PAID, "cost_note": read(tag)["cost_note"]}
    return {"cost": Cost.DONATION if rng.random() < 0.15 else Cost.FREE}
