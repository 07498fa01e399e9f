"""Makes regions.json and subdivisions.json from CLDR; see tools/README.md for the packages and the call.

The tree is UN M49 as CLDR carries it, without its groupings (EU, UN, 003, 202, 419 …) and its "Outlying Oceania".
Antarctica, which M49 puts under no region, hangs under the world.
"""

import argparse
import json
from pathlib import Path
from typing import Any

Row = dict[str, Any]

DATA = Path(__file__).parents[1] / "eventhub" / "regions" / "data"
LANGUAGES = ("en", "de", "es", "ar")
HUES = {"002": 38, "019": 110, "009": 182, "150": 254, "142": 326}
DISAMBIGUATION = "²³"
"""CLDR marks a name that stands twice in one country; the code tells the two apart."""
NOT_ISSUED = frozenset({"AC", "CP", "CQ", "DG", "EA", "IC", "TA"})
"""Codes that ISO 3166-1 reserves without assigning; what they name is part of another country."""


def main() -> None:
    """Write both files anew."""
    arguments = _arguments()
    cldr = arguments.packages / "cldr-core" / "supplemental"
    points = _read(arguments.label_points)
    rows = regions(_read(cldr / "territoryContainment.json")["supplemental"]["territoryContainment"], points)
    _write_rows(DATA / "regions.json", rows)
    containment = _read(cldr / "subdivisionContainment.json")["supplemental"]["subdivisionContainment"]
    countries = {row["code"] for row in rows if row["kind"] == "country"}
    names = {language: _names(arguments.packages, language) for language in LANGUAGES}
    _write_map(DATA / "subdivisions.json", subdivisions(containment, countries, names))


def regions(containment: Row, points: dict[str, tuple[float, float]]) -> list[Row]:
    """World, macro-regions, sub-regions and countries, parents before children, each level by code."""
    macros = sorted(containment["001"]["_contains"])
    subs = sorted((code, macro) for macro in macros for code in _areas(containment, macro))
    inside = ((code, sub) for sub, _ in subs for code in containment[sub]["_contains"])
    countries = [(code, sub) for code, sub in inside if code not in NOT_ISSUED]
    rows: list[Row] = [{"code": "001", "parent": None, "kind": "world"}]
    rows += [{"code": code, "parent": "001", "kind": "macro", "hue": HUES[code]} for code in macros]
    rows += [{"code": code, "parent": macro, "kind": "sub"} for code, macro in subs]
    return rows + [_country(code, parent, points) for code, parent in sorted([*countries, ("AQ", "001")])]


def _areas(containment: Row, macro: str) -> list[str]:
    return [code for code in containment[macro]["_contains"] if code.isdigit()]


def _country(code: str, parent: str, points: dict[str, tuple[float, float]]) -> Row:
    lat, lon = points[code]
    return {"code": code, "parent": parent, "kind": "country", "lat": lat, "lon": lon}


def subdivisions(containment: Row, countries: set[str], names: dict[str, dict[str, str]]) -> dict[str, Row]:
    """Every ISO 3166-2 subdivision of these countries that CLDR can name, whatever its level, by code."""
    inner = [(raw, _owner(above)) for above, row in containment.items() for raw in row["_contains"]]
    rows = [_subdivision(raw, country, names) for raw, country in inner if country in countries and raw in names["en"]]
    return dict(sorted(rows, key=lambda row: row[0]))


def _owner(above: str) -> str:
    return above[:2].upper()


def _subdivision(raw: str, country: str, names: dict[str, dict[str, str]]) -> tuple[str, Row]:
    known = {language: names[language][raw] for language in LANGUAGES if raw in names[language]}
    return f"{country}-{raw[2:].upper()}", {"parent": country, "names": known}


def _names(packages: Path, language: str) -> dict[str, str]:
    path = packages / "cldr-subdivisions-full" / "subdivisions" / language / f"{language}.json"
    found: dict[str, str] = _read(path)["subdivisions"]["localeDisplayNames"]["subdivisions"]
    return {code: name.rstrip(DISAMBIGUATION) for code, name in found.items()}


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _write_rows(path: Path, rows: list[Row]) -> None:
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def _write_map(path: Path, rows: dict[str, Row]) -> None:
    lines = ",\n".join(f"{_compact(code)}:{_compact(row)}" for code, row in rows.items())
    path.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("packages", type=Path, help="the node_modules folder")
    parser.add_argument("label_points", type=Path, help="what make_world_map.mjs wrote")
    return parser.parse_args()


if __name__ == "__main__":
    main()
