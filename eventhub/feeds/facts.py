"""All that a feed says of an event or of itself, in one locale: frozen values, filled by `feeds.store`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Status = Literal["confirmed", "tentative", "cancelled"]

COLORS: Mapping[str, str] = {
    "cornflowerblue": "#6495ED",
    "darkcyan": "#008B8B",
    "darkorange": "#FF8C00",
    "forestgreen": "#228B22",
    "goldenrod": "#DAA520",
    "indianred": "#CD5C5C",
    "mediumpurple": "#9370DB",
    "mediumseagreen": "#3CB371",
    "royalblue": "#4169E1",
    "slategray": "#708090",
    "steelblue": "#4682B4",
    "teal": "#008080",
}
"""The colours a calendar may have: CSS3 name (RFC 7986 §5.9) to the hexadecimal form that Apple reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFacts:
    """One event, or one date of it, in one language.

    `created` and `changed` are aware; `changed` is the time of the last change of content, never moved by RSVPs.
    `starts` and `ends` are aware datetimes, shown in `zone` (None: UTC), or for an all-day event dates, where `ends` is
    the day after the last one (RFC 5545 §3.6.1). `description` is plain text, ready for the reader; `summary_prefix`
    the translated word for "Cancelled" or "Postponed". `geo` is (latitude, longitude) in degrees. `conference_url` is
    given only where its reader may know it. `notes` are the lines at the end of the description (the page, how to join,
    whom to ask), apart, for formats that write the text before them as HTML; `calendar_url` is the event's own feed.
    `rule_text` says the rule in words. `rule` is an RRULE value of the master of a series, `exdates` the dates it
    names that never were, `rdates` those added beside it; `recurrence_id` names the date of a series that this one is.
    Raises ValueError where the times contradict each other.
    """

    uid: str
    sequence: int
    created: datetime
    changed: datetime
    starts: datetime | date
    ends: datetime | date
    zone: str | None = None
    all_day: bool = False
    transparent: bool = False
    status: Status = "confirmed"
    summary: str
    summary_prefix: str | None = None
    description: str = ""
    notes: tuple[str, ...] = ()
    html_description: str | None = None
    language: str
    location: str | None = None
    location_title: str | None = None
    geo: tuple[float, float] | None = None
    url: str
    calendar_url: str | None = None
    categories: tuple[str, ...] = ()
    image_url: str | None = None
    contact: str | None = None
    related_to: str | None = None
    conference_url: str | None = None
    conference_label: str | None = None
    rule: str | None = None
    rule_text: str | None = None
    exdates: tuple[datetime | date, ...] = ()
    rdates: tuple[datetime | date, ...] = ()
    recurrence_id: datetime | date | None = None

    def __post_init__(self) -> None:
        _demand_aware(self.created, self.changed)
        timed = isinstance(self.starts, datetime), isinstance(self.ends, datetime)
        if timed != (not self.all_day, not self.all_day):
            raise ValueError("an all-day event has dates, any other has datetimes")
        _demand_aware(self.starts, self.ends)
        if not self.starts < self.ends:
            raise ValueError("an event ends after it starts")


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFacts:
    """One feed. `url` is its page, `source` its own address (empty where that is a secret), `color` a key of COLORS, `default_zone` the zone of a
    reader who has set none; `site` names the installation, `home` is its address; `others` are the addresses of the same
    in other formats, by their media type. Raises ValueError for a colour that is not in COLORS and for a naive time.
    """

    name: str
    description: str
    url: str
    source: str
    color: str
    language: str
    default_zone: str
    last_modified: datetime
    site: str = "EventHub"
    home: str = ""
    others: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        _demand_aware(self.last_modified)
        if self.color not in COLORS:
            raise ValueError(f"not a colour for a calendar: {self.color!r}")


def _demand_aware(*moments: datetime | date) -> None:
    if any(isinstance(moment, datetime) and moment.utcoffset() is None for moment in moments):
        raise ValueError("a time needs its offset from UTC")
