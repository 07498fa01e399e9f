"""The demo world's places: subdivisions and city areas that its team has added, and the cities where people meet."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from eventhub.regions import queries, services


@dataclass(frozen=True, slots=True)
class Place:
    """A city where people meet, with its position and zone from the table of cities and houses to meet in."""

    key: str
    name: str
    region: str
    country: str
    lat: float
    lon: float
    zone: str
    venues: tuple[tuple[str, str], ...]
    """Name and street."""


def seed() -> dict[str, Place]:
    """Add the areas that are missing; returns the places of the demo world by their short names."""
    places = {key: _place(key, row) for key, row in _read("places").items()}
    for row in _read("areas"):
        if queries.find_region(row["code"]) is None:
            place = places[row["place"]]
            services.add_region(row["code"], names=row["names"], actor=None, lat=place.lat, lon=place.lon)
    return places


def city_ids() -> set[int]:
    """The GeoNames ids of the cities that :func:`seed` wants to find in the table."""
    return {row["city"] for row in _read("places").values()}


def _place(key: str, row: dict[str, Any]) -> Place:
    city = queries.find_city(row["city"])
    if city is None:
        raise LookupError(f"the table of cities lacks {row['name']} ({row['city']}): run `db upgrade` first")
    return Place(
        key=key, name=row["name"], region=row["region"], country=city.country, lat=city.lat, lon=city.lon, zone=city.zone,
        venues=tuple((venue, street) for venue, street in row["venues"]),
    )  # fmt: skip


@lru_cache(maxsize=2)
def _read(name: str) -> Any:
    return json.loads(resources.files("eventhub.regions").joinpath(f"seeds_data/{name}.json").read_text("utf-8"))
