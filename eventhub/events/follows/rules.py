"""Pure calculations: what can be followed, and when the next digest is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from eventhub.core import zones
from eventhub.core.text import LazyText
from eventhub.core.text import lazy_gettext as _l

MAX_FOLLOWS = 100
HOUR = 8
"""By the clock on the reader's wall: when digests go out."""
_MONDAY = 0


class FollowKind(StrEnum):
    """What can be followed. The value is the kind of a listing's scope as well."""

    REGION = "region"
    COMMUNITY = "community"
    TOPIC = "topic"
    LANGUAGE = "language"
    PERSON = "person"

    @property
    def label(self) -> LazyText:
        """Its name for readers."""
        return {
            "region": _l("Region"), "community": _l("Community"), "topic": _l("Topic"), "language": _l("Language"),
            "person": _l("Person"),
        }[self.value]  # fmt: skip


class Rhythm(StrEnum):
    """How often a digest is written."""

    OFF = "off"
    DAILY = "daily"
    WEEKLY = "weekly"

    @property
    def label(self) -> LazyText:
        """Its name for readers."""
        return {"off": _l("No mail"), "daily": _l("Every day"), "weekly": _l("Once a week")}[self.value]

    @property
    def about(self) -> LazyText:
        """When that is."""
        return {
            "off": _l("What you follow is still in your calendar."),
            "daily": _l("At eight in the morning, if there is something new."),
            "weekly": _l("On Mondays at eight in the morning, if there is something new."),
        }[self.value]

    @property
    def ahead(self) -> timedelta:
        """How far a digest looks ahead."""
        return timedelta(days=2) if self is Rhythm.DAILY else timedelta(days=8)


def next_digest(rhythm: Rhythm, zone: str, after: datetime) -> datetime | None:
    """The first morning after a moment on which a digest is due, as an instant; None when none ever is.

    :param zone: the reader's; empty for UTC.
    """
    if rhythm is Rhythm.OFF:
        return None
    place = zones.get_zone(zone if zones.is_zone(zone) else "UTC")
    here = after.astimezone(place).replace(tzinfo=None)
    morning = here.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if morning <= here:
        morning += timedelta(days=1)
    if rhythm is Rhythm.WEEKLY:
        morning += timedelta(days=(_MONDAY - morning.weekday()) % 7)
    return morning.replace(tzinfo=place).astimezone(UTC)
