"""What changes the region tree."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from importlib import resources
from typing import Any

import sqlalchemy as sa

from eventhub.core import audit, generations
from eventhub.core.db import db
from eventhub.core.errors import Invalid, NotAllowed
from eventhub.core.permissions import Actor
from eventhub.core.policy import granted_scopes
from eventhub.core.search.normalize import index_text
from eventhub.core.text import clean_line
from eventhub.core.text import lazy_gettext as _l
from eventhub.regions import queries, rules
from eventhub.regions.models import City, CityName, Region, RegionAncestor, RegionKind
from eventhub.regions.permissions import RegionPermission


def load_pinned_tree() -> int:
    """Add the regions of the pinned tree that are not there yet; returns how many."""
    known = set(db.session.scalars(sa.select(Region.code)))
    added = 0
    for row in rules.pinned_tree():
        if row["code"] not in known:
            _insert(row["code"], row["parent"], RegionKind(row["kind"]), names=row.get("names") or {},
                    hue=row.get("hue"), lat=row.get("lat"), lon=row.get("lon"))  # fmt: skip
            added += 1
    return added


def add_region(code: str, *, names: dict[str, str], actor: Actor | None, lat: float | None = None,
               lon: float | None = None) -> Region:  # fmt: skip
    """Add a subdivision (ISO 3166-2) or a city area (``<parent>-x-<slug>``) below what is there.

    :raises NotAllowed: only the team shapes the tree.
    :raises Invalid: the code has the wrong form, is taken, or what it belongs to is missing; no name.
    """
    if actor is not None and not granted_scopes(actor, RegionPermission.EDIT):
        raise NotAllowed(_l("Only the team adds regions."))
    parent = rules.parent_code(code)
    if parent is None:
        raise Invalid({"code": _l("Write a subdivision such as DE-BE, or an area such as DE-BE-x-neukoelln.")})
    if queries.find_region(code):
        raise Invalid({"code": _l("This region is there already.")})
    above = queries.find_region(parent)
    if above is None:
        raise Invalid({"code": _l("Add %(parent)s first: this lies in it.", parent=parent)})
    kind = RegionKind.AREA if rules.AREA.match(code) else RegionKind.SUBDIVISION
    given = {tag: clean_line(name)[:120] for tag, name in names.items() if clean_line(name)}
    names = {**(rules.pinned_subdivisions().get(code, {}) if kind is RegionKind.SUBDIVISION else {}), **given}
    if not names:
        raise Invalid({"name": _l("Give the region a name.")})
    region = _insert(code, parent, kind, names=names, hue=above.hue, lat=lat or above.lat, lon=lon or above.lon)
    audit.record("region.node.add", region, actor=actor)
    generations.raise_page([generations.ALL, f"region:{parent}"])
    return region


def _insert(code: str, parent: str | None, kind: RegionKind, **columns: Any) -> Region:
    above = queries.list_codes_above(parent) if parent else []
    if columns.get("hue") is None:
        columns["hue"] = db.session.scalar(sa.select(Region.hue).where(Region.code == parent)) or 160
    number = (db.session.scalar(sa.select(sa.func.max(Region.id))) or 0) + 1
    region = Region(id=number, code=code, parent_code=parent, kind=kind, **columns)
    db.session.add(region)
    db.session.flush()
    db.session.add(RegionAncestor(code=code, ancestor=code, depth=0))
    db.session.add_all(
        RegionAncestor(code=code, ancestor=ancestor, depth=depth) for depth, ancestor in enumerate(above, start=1)
    )
    db.session.flush()
    return region


def load_cities() -> int:
    """Fill the table of cities from the trimmed list, once; returns how many were added."""
    if db.session.scalar(sa.select(sa.func.count()).select_from(City)):
        return 0
    cities: list[dict[str, Any]] = []
    names: dict[tuple[int, str], int] = {}
    for rank, row in enumerate(_read_cities()):
        cities.append({key: row[key] for key in ("id", "name", "country", "lat", "lon", "zone", "population")})
        for name in [row["name"], *row["names"]]:
            folded = index_text(name)[:200].strip()
            if folded:
                names.setdefault((row["id"], folded), rank)
    db.session.execute(sa.insert(City), cities)
    db.session.execute(sa.insert(CityName), [
        {"city_id": city_id, "folded": folded, "rank": rank} for (city_id, folded), rank in names.items()
    ])  # fmt: skip
    return len(cities)


def _read_cities() -> Iterator[dict[str, Any]]:
    data = resources.files("eventhub.regions").joinpath("data/cities.tsv.gz").read_bytes()
    text = io.StringIO(gzip.decompress(data).decode("utf-8"))
    for row in csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE):
        yield {
            "id": int(row["id"]), "name": row["name"], "names": [n for n in row["names"].split(",") if n],
            "country": row["country"], "lat": float(row["lat"]), "lon": float(row["lon"]), "zone": row["zone"],
            "population": int(row["population"]),
        }  # fmt: skip
