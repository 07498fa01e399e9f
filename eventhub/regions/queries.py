"""Reads about regions and cities."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from eventhub.core.db import db
from eventhub.core.search.normalize import index_text
from eventhub.regions.models import City, CityName, Region, RegionAncestor


def find_region(code: str) -> Region | None:
    """The region with this code."""
    return db.session.get(Region, code)


def list_codes_above(code: str) -> list[str]:
    """The region's own code and all above it, nearest first; empty for an unknown code."""
    return list(db.session.scalars(
        sa.select(RegionAncestor.ancestor).where(RegionAncestor.code == code).order_by(RegionAncestor.depth)
    ))  # fmt: skip


def select_codes_below(codes: Collection[str]) -> sa.Select[str]:
    """The codes of these regions and all below them, as a subquery for ``IN``."""
    return sa.select(RegionAncestor.code).where(RegionAncestor.ancestor.in_(codes))


def list_path(code: str) -> Sequence[Region]:
    """The regions from the world down to this one."""
    return db.session.scalars(
        sa.select(Region).join(RegionAncestor, RegionAncestor.ancestor == Region.code)
        .where(RegionAncestor.code == code).order_by(RegionAncestor.depth.desc())
    ).all()  # fmt: skip


def list_children(code: str) -> Sequence[Region]:
    """The regions directly below."""
    return db.session.scalars(sa.select(Region).where(Region.parent_code == code).order_by(Region.code)).all()


def list_regions(codes: Collection[str] | None = None) -> Sequence[Region]:
    """All regions, or those with these codes."""
    statement = sa.select(Region).order_by(Region.code)
    return db.session.scalars(statement if codes is None else statement.where(Region.code.in_(codes))).all()


def names_of(codes: Collection[str], tag: str) -> dict[str, str]:
    """The names of these regions in the reader's language. One query."""
    rows = db.session.execute(sa.select(Region.code, Region.names, Region.kind).where(Region.code.in_(codes)))
    from eventhub.regions.rules import name_of  # inline: keeps this module's top to tables

    return {code: name_of(code, names, tag) for code, names, _ in rows}


def list_codes_with_above(codes: Collection[str]) -> list[str]:
    """These regions and all above them, in order of their codes. One query."""
    found = sa.select(RegionAncestor.ancestor).where(RegionAncestor.code.in_(codes)).distinct()
    return sorted(db.session.scalars(found))


def find_city(city_id: int) -> City | None:
    """The city with this GeoNames id."""
    return db.session.get(City, city_id)


def search_cities(text: str, limit: int = 8) -> Sequence[City]:
    """Cities one of whose names begins with the text, in any script, the largest first."""
    folded = index_text(text).strip()
    if not folded:
        return []
    best = (
        sa.select(CityName.city_id, sa.func.min(CityName.rank).label("rank"))
        .where(CityName.folded >= folded, CityName.folded < folded + "\uffff")
        .group_by(CityName.city_id).order_by(sa.text("rank")).limit(limit).subquery()
    )  # fmt: skip
    return db.session.scalars(sa.select(City).join(best, best.c.city_id == City.id).order_by(best.c.rank)).all()
