"""How much there is in each region: two queries for any number of regions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from eventhub.communities.models import Community
from eventhub.communities.workflow import STANDING
from eventhub.core.db import db
from eventhub.events.models import Listing, Occurrence
from eventhub.events.workflow import O
from eventhub.regions.models import RegionAncestor

_PREFIX = "region:"


@dataclass(frozen=True, slots=True)
class Counts:
    """Communities of the directory, and dates to come."""

    communities: int = 0
    events: int = 0

    def __bool__(self) -> bool:
        return bool(self.communities or self.events)

    @property
    def total(self) -> int:
        """How large the point on the map is."""
        return self.communities + self.events

    @property
    def text(self) -> str:
        """“3 communities · 2 events to come”; what there is none of is left out."""
        groups = ngettext("%(num)d community", "%(num)d communities", self.communities) if self.communities else ""
        events = ngettext("%(num)d event to come", "%(num)d events to come", self.events) if self.events else ""
        return " · ".join(part for part in (groups, events) if part) or _("Nobody here yet")


def count_in(codes: Collection[str], now: datetime) -> dict[str, Counts]:
    """What is in or below each of these regions; regions with nothing are left out."""
    groups, events = _communities(codes), _events(codes, now)
    return {code: Counts(groups.get(code, 0), events.get(code, 0)) for code in {*groups, *events}}


def _communities(codes: Collection[str]) -> dict[str, int]:
    statement = (
        sa.select(RegionAncestor.ancestor, sa.func.count())
        .join(Community, Community.region_code == RegionAncestor.code)
        .where(RegionAncestor.ancestor.in_(codes), Community.standing.in_(STANDING.public_states))
        .group_by(RegionAncestor.ancestor)
    )
    return dict(db.session.execute(statement).all())


def _events(codes: Collection[str], now: datetime) -> dict[str, int]:
    statement = (
        sa.select(Listing.scope, sa.func.count())
        .join(Occurrence, Occurrence.id == Listing.occurrence_id)
        .where(Listing.scope.in_([f"{_PREFIX}{code}" for code in codes]), Listing.starts_at >= now)
        .where(Occurrence.status == O.SCHEDULED)
        .group_by(Listing.scope)
    )
    return {scope.removeprefix(_PREFIX): count for scope, count in db.session.execute(statement)}
