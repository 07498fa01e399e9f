"""Time zones by their IANA names, from the packaged data alone, and the way from wall time to an instant.

Gaps and overlaps when clocks change are those of PEP 495: a wall time in a gap never was; one in an overlap was twice.
"""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from eventhub.core.errors import Invalid
from eventhub.core.text import lazy_gettext as _l


def use_packaged_zones() -> None:
    """Read zones from the ``tzdata`` package only, so that every installation agrees. May be called again."""
    if zoneinfo.TZPATH:
        zoneinfo.reset_tzpath(to=())
        zoneinfo.ZoneInfo.clear_cache()


use_packaged_zones()


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """All names, aliases too."""
    return frozenset(zoneinfo.available_timezones())


def is_zone(name: str) -> bool:
    """Whether the name is in the list; looked up there before anything touches a file."""
    return name in zone_names()


def get_zone(name: str) -> zoneinfo.ZoneInfo:
    """The zone.

    :raises Invalid: there is none of that name.
    """
    if not is_zone(name):
        raise Invalid({"zone": _l("There is no time zone of this name.")})
    return zoneinfo.ZoneInfo(name)


def is_gap(wall: datetime, zone: str) -> bool:
    """Whether the clocks of the zone skip this wall time."""
    aware = wall.replace(tzinfo=get_zone(zone), fold=0)
    return aware.astimezone(UTC).astimezone(aware.tzinfo).replace(tzinfo=None) != wall


def is_overlap(wall: datetime, zone: str) -> bool:
    """Whether the clocks of the zone show this wall time twice."""
    aware = wall.replace(tzinfo=get_zone(zone))
    return aware.replace(fold=0).utcoffset() != aware.replace(fold=1).utcoffset() and not is_gap(wall, zone)


def after_gap(wall: datetime, zone: str) -> datetime:
    """The wall time that the clocks show when they have skipped this one: moved on by the length of the gap."""
    aware = wall.replace(tzinfo=get_zone(zone), fold=0)
    return aware.astimezone(UTC).astimezone(aware.tzinfo).replace(tzinfo=None)


def instant(wall: datetime, zone: str, *, second: bool = False) -> datetime:
    """The instant, in UTC, at which the clocks of the zone show ``wall``.

    :param second: of a wall time that is shown twice, take the later instant.
    :raises Invalid: the zone is unknown, or its clocks skip this wall time (key ``starts``).
    """
    if is_gap(wall, zone):
        better = after_gap(wall, zone)
        raise Invalid({"starts": _l(
            "On that day clocks in %(zone)s skip %(wall)s. Did you mean %(better)s?",
            zone=zone, wall=f"{wall:%H:%M}", better=f"{better:%H:%M}",
        )})  # fmt: skip
    return wall.replace(tzinfo=get_zone(zone), fold=int(second)).astimezone(UTC)


def wall_in(moment: datetime, zone: str) -> datetime:
    """What the clocks of the zone show at an instant: naive."""
    return moment.astimezone(get_zone(zone)).replace(tzinfo=None)


def local_day(moment: datetime, zone: str) -> tuple[datetime, datetime]:
    """The first and the last instant (exclusive) of the zone's day that holds ``moment``."""
    midnight = wall_in(moment, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    tz = get_zone(zone)
    return midnight.replace(tzinfo=tz).astimezone(UTC), (midnight + timedelta(days=1)).replace(tzinfo=tz).astimezone(UTC)
