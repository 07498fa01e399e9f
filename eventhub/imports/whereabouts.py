"""Where an event of another calendar is: what it says itself counts, and the community's city only where nothing speaks against it."""

from __future__ import annotations

import re
from typing import NamedTuple

from eventhub.core import zones
from eventhub.core.geo import distance_km
from eventhub.core.search.normalize import index_text
from eventhub.imports.ical import ReadEvent
from eventhub.imports.targets import Target
from eventhub.regions.queries import search_cities
from eventhub.regions.rules import find_territory

NEAR_KM = 60
"""So far from the community's city a position still is in it, or around it."""
PARTS_OF_AN_ADDRESS = 3
_PARTS = re.compile(r"[,;\n]")


class Spot(NamedTuple):
    """A city and its country, each empty where it is not known, and the time zone there, empty where nothing tells."""

    city: str = ""
    country: str = ""
    zone: str = ""


class Whereabouts:
    """The cities that one sync has looked up, each once."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._cities: dict[tuple[str, str], tuple[str, tuple[float, float]] | None] = {}

    def find(self, event: ReadEvent) -> Spot:
        """Where the event is."""
        if event.city or event.country:
            return self._said(event)
        if event.geo is not None:
            zone = zone_at(event.geo)
            return Spot(*(self._home() if self._is_near(event.geo, zone) else ("", "")), zone)
        return Spot() if self._is_elsewhere(event) else Spot(*self._home())

    def _home(self) -> tuple[str, str]:
        return self._target.city, self._target.country

    def _said(self, event: ReadEvent) -> Spot:
        """What the source names by itself; its time zone is that of the position, or of the largest city of that name."""
        country = find_territory(event.country, (self._target.source_language, event.language, "en")) if event.country else ""
        known = self._city(event.city, country) if event.city else None
        if not event.country and event.city.casefold() == self._target.city.casefold():
            country = self._target.country
        zone = zone_at(event.geo) if event.geo is not None else known[0] if known else ""
        return Spot(event.city[:120], country, zone)

    def _is_near(self, geo: tuple[float, float], zone: str) -> bool:
        home = self._city(*self._home()) if self._target.city else None
        return distance_km(geo, home[1]) <= NEAR_KM if home else zone == self._target.zone

    def _is_elsewhere(self, event: ReadEvent) -> bool:
        """It names another time zone; or its place is a whole address, and that does not name the community's city."""
        if event.zone and event.zone not in {"UTC", self._target.zone}:
            return True
        parts = [part for part in _PARTS.split(event.location) if part.strip()]
        return len(parts) >= PARTS_OF_AN_ADDRESS and index_text(self._target.city) not in index_text(event.location)

    def _city(self, name: str, country: str) -> tuple[str, tuple[float, float]] | None:
        """The zone and position of the largest city of this name, in this country where it is known."""
        if (name, country) not in self._cities:
            found = (city for city in search_cities(name, limit=20) if country in ("", city.country))
            best = next(found, None)
            self._cities[name, country] = (best.zone, (best.lat, best.lon)) if best is not None else None
        return self._cities[name, country]


def zone_at(geo: tuple[float, float]) -> str:
    """The IANA zone at a position; empty where there is none that is known here."""
    from tzfpy import get_tz  # inline: its map takes memory that only imports need

    zone: str = get_tz(geo[1], geo[0])
    return zone if zones.is_zone(zone) and not zone.startswith("Etc/") else ""
