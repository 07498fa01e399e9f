"""The pinned data of regions, subdivisions and cities is whole."""

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from babel import Locale

DATA = Path(__file__).parents[3] / "eventhub" / "regions" / "data"
REGIONS: list[dict[str, Any]] = json.loads((DATA / "regions.json").read_text(encoding="utf-8"))
SUBDIVISIONS: dict[str, dict[str, Any]] = json.loads((DATA / "subdivisions.json").read_text(encoding="utf-8"))
_TABLE = gzip.decompress((DATA / "cities.tsv.gz").read_bytes()).decode()
COLUMNS, *CITIES = [line.split("\t") for line in _TABLE.splitlines()]
BY_CODE = {row["code"]: row for row in REGIONS}
COUNTRIES = {row["code"] for row in REGIONS if row["kind"] == "country"}


def path(code: str) -> list[str]:
    parent = BY_CODE[code]["parent"]
    return [code, *(path(parent) if parent else [])]


def city(number: str) -> dict[str, str]:
    return dict(zip(COLUMNS, next(row for row in CITIES if row[0] == number), strict=True))


def test_the_tree_holds_every_territory_once() -> None:
    assert len(BY_CODE) == len(REGIONS)
    assert Counter(row["kind"] for row in REGIONS) == {"world": 1, "macro": 5, "sub": 22, "country": 250}


def test_parents_come_before_children() -> None:
    seen: set[str | None] = {None}
    for row in REGIONS:
        assert row["parent"] in seen
        seen.add(row["code"])


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("DE", "155 150 001"),
        ("EG", "015 002 001"),
        ("XK", "039 150 001"),
        ("TW", "030 142 001"),
        ("AQ", "001"),
        ("AX", "154 150 001"),
    ],
)
def test_the_way_up(code: str, above: str) -> None:
    assert path(code)[1:] == above.split()


@pytest.mark.parametrize("language", ["en", "de", "es", "ar"])
def test_every_region_has_a_name_in_every_language_of_the_interface(language: str) -> None:
    assert [code for code in BY_CODE if not Locale(language).territories.get(code)] == []


def test_countries_have_a_point_and_macro_regions_a_hue() -> None:
    assert all(abs(BY_CODE[code]["lat"]) <= 90 and abs(BY_CODE[code]["lon"]) <= 180 for code in COUNTRIES)
    hues = sorted(row["hue"] for row in REGIONS if row["kind"] == "macro")
    assert all(second - first >= 60 for first, second in zip(hues, [*hues[1:], hues[0] + 360], strict=True))


def test_subdivisions_belong_to_countries_and_have_an_english_name() -> None:
    assert list(SUBDIVISIONS) == sorted(SUBDIVISIONS)
    for code, row in SUBDIVISIONS.items():
        assert row["parent"] in COUNTRIES
        assert code.startswith(f"{row['parent']}-")
        assert row["names"]["en"]
    assert {"DE-BE", "JP-13", "US-CA", "EG-C", "GB-ENG"} <= set(SUBDIVISIONS)


def test_cities_are_well_formed_and_sorted() -> None:
    assert COLUMNS == ["id", "name", "names", "country", "lat", "lon", "zone", "population"]
    assert {len(row) for row in CITIES} == {8}
    assert len({row[0] for row in CITIES}) == len(CITIES) > 30_000
    assert {row[3] for row in CITIES} <= COUNTRIES
    assert max(row[2].count(",") for row in CITIES) <= 5
    populations = [int(row[7]) for row in CITIES]
    assert populations == sorted(populations, reverse=True)
    assert all(abs(float(row[4])) <= 90 and abs(float(row[5])) <= 180 for row in CITIES)


def test_every_city_has_a_zone_of_the_zone_data() -> None:
    assert all(ZoneInfo(zone).key == zone for zone in {row[6] for row in CITIES})


@pytest.mark.parametrize(
    ("number", "names"),
    [
        ("2867714", {"Munich", "München"}),
        ("2761369", {"Vienna", "Wien", "فيينا"}),
        ("2886242", {"Köln", "Cologne"}),
        ("1850147", {"Tokyo", "東京"}),
        ("360630", {"Cairo", "القاهرة", "Kairo", "El Cairo"}),
    ],
)
def test_a_city_is_known_by_its_names(number: str, names: set[str]) -> None:
    row = city(number)
    assert names <= {row["name"], *row["names"].split(",")}


def test_the_data_is_small_and_made_alike_every_time() -> None:
    assert (DATA / "cities.tsv.gz").stat().st_size <= 2_000_000
    assert (DATA / "cities.tsv.gz").read_bytes()[4:8] == bytes(4), "the time in gzip's header"
