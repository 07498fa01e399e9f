"""Positions on the Earth."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0
Position = tuple[float, float]
"""Latitude and longitude in degrees."""


def distance_km(one: Position, other: Position) -> float:
    """How far apart in kilometres, along the surface of a globe (haversine formula)."""
    a, b = radians(one[0]), radians(other[0])
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(other[1] - one[1]) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))
