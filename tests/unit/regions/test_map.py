"""Pins lie where the drawn map has the place."""

import json
import re
from pathlib import Path

import pytest

from eventhub.regions.map import HEIGHT, WIDTH, project

POINTS = json.loads((Path(__file__).parent / "map_points.json").read_text(encoding="utf-8"))
SVG = (Path(__file__).parents[3] / "static" / "img" / "world.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point["name"])
def test_a_city_lies_where_d3_draws_it(point: dict[str, float]) -> None:
    assert project(point["lat"], point["lon"]) == pytest.approx((point["x"], point["y"]), abs=0.001)


def test_every_turn_of_the_globe_gives_the_same_point() -> None:
    assert project(10, 190) == pytest.approx(project(10, -170))


def test_latitudes_beyond_the_poles_are_held_at_the_poles() -> None:
    assert project(95, 0) == project(90, 0)


def test_the_view_of_the_drawing_is_the_view_of_the_pins() -> None:
    assert f'viewBox="0 0 {WIDTH} {HEIGHT}"' in SVG


def test_the_drawing_has_classes_instead_of_styles() -> None:
    assert "style=" not in SVG
    paths = re.findall(r'<path id="c-([A-Z]{2})" class="m-(?:002|009|019|142|150)(?: dot)?" d="M[^"]+"/>', SVG)
    assert len(paths) == SVG.count("<path") == len(set(paths))


def test_the_drawing_knows_every_country_but_antarctica() -> None:
    regions = Path(__file__).parents[3] / "eventhub" / "regions" / "data" / "regions.json"
    countries = {row["code"] for row in json.loads(regions.read_text(encoding="utf-8")) if row["kind"] == "country"}
    assert countries - set(re.findall(r'id="c-([A-Z]{2})"', SVG)) == {"AQ"}


def test_the_drawing_is_small() -> None:
    assert len(SVG.encode()) <= 90_000
