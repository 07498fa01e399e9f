"""Distances on the globe."""

from __future__ import annotations

import pytest

from eventhub.core.geo import Position, distance_km


@pytest.mark.parametrize(("one", "other", "km"), [
    ((52.52, 13.41), (52.52, 13.41), 0), ((52.52, 13.41), (48.14, 11.58), 504), ((0, 179.5), (0, -179.5), 111),
    ((90, 0), (-90, 0), 20015), ((0, 0), (0, 90), 10008),
])  # fmt: skip
def test_the_shortest_way_along_the_surface(one: Position, other: Position, km: int) -> None:
    assert distance_km(one, other) == pytest.approx(km, rel=0.01)
    assert distance_km(other, one) == pytest.approx(distance_km(one, other))
