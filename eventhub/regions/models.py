"""Tables of regions and cities."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.core import generations
from eventhub.core.db import Base, enum_column
from eventhub.regions import rules


class RegionKind(StrEnum):
    """How high in the tree a region stands."""

    WORLD = "world"
    MACRO = "macro"
    SUB = "sub"
    COUNTRY = "country"
    SUBDIVISION = "subdivision"
    AREA = "area"


class Region(Base):
    """A node of the tree. Its code is its key, in addresses too; codes are never given again."""

    __tablename__ = "regions"
    __subject__ = "region"
    __relations__ = ()

    id: Mapped[int] = mapped_column(unique=True, autoincrement=False)
    code: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(sa.ForeignKey("regions.code"), index=True)
    kind: Mapped[RegionKind] = mapped_column(enum_column(RegionKind, "kind"))
    names: Mapped[dict[str, Any]] = mapped_column(default=dict)
    hue: Mapped[int] = mapped_column(default=160)
    lat: Mapped[float | None]
    lon: Mapped[float | None]

    def name_in(self, tag: str) -> str:
        """The name in the reader's language."""
        return rules.name_of(self.code, self.names, tag)


class RegionAncestor(Base):
    """Every region with itself and all above it: ``depth`` 0 is itself."""

    __tablename__ = "region_ancestors"
    __table_args__ = (sa.Index("ix_region_ancestors_below", "ancestor", "code"),)

    code: Mapped[str] = mapped_column(sa.ForeignKey("regions.code", ondelete="CASCADE"), primary_key=True)
    ancestor: Mapped[str] = mapped_column(sa.ForeignKey("regions.code", ondelete="CASCADE"), primary_key=True)
    depth: Mapped[int]


class City(Base):
    """A city with position and time zone, from the trimmed GeoNames table."""

    __tablename__ = "cities"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(sa.String(200))
    country: Mapped[str] = mapped_column(sa.String(2))
    lat: Mapped[float]
    lon: Mapped[float]
    zone: Mapped[str] = mapped_column(sa.String(60))
    population: Mapped[int]


class CityName(Base):
    """A name a city is found by, folded as the search folds it."""

    __tablename__ = "city_names"
    __table_args__ = (sa.Index("ix_city_names_folded", "folded", "rank"),)

    city_id: Mapped[int] = mapped_column(sa.ForeignKey("cities.id", ondelete="CASCADE"), primary_key=True)
    folded: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    rank: Mapped[int]
    """0 is the largest city; results come in this order."""


generations.are_words(Region)
