"""What the demo world's events say: titles and descriptions written in a dozen languages, dealt like cards."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from random import Random
from typing import Any

from eventhub.communities.models import Community
from eventhub.regions.seeds import Place

LANGUAGES = ("en", "de", "es", "pt", "fr", "ar", "ja", "zh", "pl", "hi", "sw", "tr")


@dataclass(frozen=True, slots=True)
class Words:
    """The text of one event."""

    title: str
    description: str
    subject: str
    """What stands in the title beside the name of the group."""
    topics: tuple[str, ...]


@dataclass(slots=True)
class Deck:
    """Deals subjects so that no community hears the same one twice in a row."""

    rng: Random
    dealt: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def deal(self, community: Community, kind: str, tag: str) -> tuple[str, str, str]:
        """The community's next subject of a kind, in a language: title, abstract, topics."""
        cards = read(tag)[kind]
        spot = (community.key, kind, tag)
        number = self.dealt[spot] = self.dealt.get(spot, self.rng.randrange(len(cards))) + 1
        title, abstract, topics = cards[number % len(cards)]
        return title, abstract, topics


def write(deck: Deck, kind: str, tag: str, community: Community, place: Place | None, *, online: bool = False) -> Words:
    """A title and a description for an event of a community."""
    texts, rng = read(tag), deck.rng
    subject, abstract, topics = deck.deal(community, kind, tag)
    city = place.name if place else community.name
    pattern = "{talk}"
    if kind == "talks":
        patterns = texts["online"] if online else texts["meetup"]
        pattern = rng.choice([each for each in patterns if place or "{city}" not in each])
    elif "{city}" in subject:
        pattern = subject
    title = pattern.format(talk=subject, city=city, community=community.name)
    opening, close = rng.choice(texts["open"]).format(community=community.name), rng.choice(texts["close"])
    parts = [abstract, opening, close] if rng.random() < 0.6 else [opening, abstract, close]
    return Words(title=title, description="\n\n".join(parts), subject=subject, topics=tuple(topics.split()))


def language_of(community: Community, rng: Random) -> str:
    """The language an event is held in: mostly the group's first, now and then another that it speaks."""
    spoken = [tag for tag in community.languages if tag in LANGUAGES]
    return str(rng.choice(spoken) if rng.random() < 0.2 else spoken[0])


@lru_cache(maxsize=32)
def read(name: str) -> Any:
    """A file of the demo world's events."""
    return json.loads(resources.files("eventhub.events").joinpath(f"seeds_data/{name}.json").read_text("utf-8"))
