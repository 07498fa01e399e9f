"""From what was read of a calendar to the columns of a draft: its words, its place, how to join, and its dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from eventhub.core import zones
from eventhub.core.text import clean_line, make_slug
from eventhub.events.rules.drafts import LIMITS, MAX_LENGTH, Mode
from eventhub.events.workflow import OCCURRENCE
from eventhub.imports.ical import Meter, Moment, ReadEvent, next_occurrence
from eventhub.imports.report import DOUBTS, describe_series
from eventhub.imports.targets import Target

STEPS = 1_600_000
"""What all rules of a file together may cost: five seconds."""
STEPS_THAT_CUT = 50_000
FIRST_YEAR, LAST_YEAR = 1970, 2200

_ADDRESS = re.compile(r"https?://[^\s<>\"\\]+", re.IGNORECASE)
_MEETINGS = ("zoom.us", "zoom.com", "meet.google.com", "teams.microsoft.com", "teams.live.com", "webex.com", "whereby.com",
             "meet.jit.si", "gotomeeting.com", "meet.goto.com")  # fmt: skip
_MEETING_NAME = re.compile("|".join(map(re.escape, _MEETINGS)), re.IGNORECASE)
_ONLINE = frozenset({"", "online", "online event", "virtual", "virtual event", "remote", "web", "internet", "zoom", "zoom meeting",
                     "google meet", "teams", "microsoft teams", "microsoft teams meeting", "jitsi", "webex", "en línea",
                     "عبر الإنترنت", "على الإنترنت"})  # fmt: skip


@dataclass(slots=True)
class Draft:
    """What is written for one event of the file."""

    uid: str
    print: str
    event: dict[str, Any]
    dates: list[dict[str, Any]]
    """Rows of its dates, in order; a one-off event has one."""
    doubts: list[str]
    read: ReadEvent


class Skip(Exception):
    """The event does not come in; ``why`` is a code of SKIPPED."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Maker:
    """Makes drafts of what was read, for one target at one moment."""

    def __init__(self, target: Target, now: datetime, *, past: bool) -> None:
        self.target = target
        self.now = now
        self.past = past
        self.meter = Meter(STEPS)

    def make(self, uid: str, mark: str, event: ReadEvent) -> Draft:
        """The draft of one event. Raises Skip."""
        date_row = self._when(event)
        doubts = [*event.doubts, *(["floating"] if event.floating and "unknown_zone" not in event.doubts else [])]
        texts = _texts_of(event, doubts)
        mode = self._mode(texts, event)
        version = self.target.formats[mode]
        columns = {
            **texts, **self._place(mode, event, texts, date_row["zone"]),
            "slug": make_slug(texts["title"]), "mode": mode, "zone": date_row["zone"], "all_day": event.all_day,
            "community_id": self.target.community_id, "region_code": self.target.region_code,
            "languages": list(self.target.languages), "source_language": self.target.source_language,
            "format_id": version[0] if version else None, "format_version_id": version[1] if version else None,
            "join_public": False, "changed_at": self.now,
        }  # fmt: skip
        if event.status == "tentative":
            doubts.append("tentative")
        columns["source_note"] = _note(event, doubts)
        return Draft(uid, mark, columns, [date_row], doubts, event)

    def _when(self, event: ReadEvent) -> dict[str, Any]:
        """The date of the draft: the only one, or the next of a series."""
        dates = (event.starts, event.ends) if not event.recurrence else self.next_date(event)
        if dates is None:
            if not self.past:
                raise Skip("over")
            dates = event.starts, event.ends
        if not FIRST_YEAR <= dates[0].year <= LAST_YEAR:
            raise Skip("over" if dates[0].year < FIRST_YEAR and not self.past else "far_off")
        if _as_instant(dates[1]) - _as_instant(dates[0]) > MAX_LENGTH:
            raise Skip("too_long")
        row = _date_row(event, dates, self._zone(event))
        if row["ends_at"] <= self.now and not self.past:
            raise Skip("over")
        return row

    def next_date(self, event: ReadEvent) -> tuple[Moment, Moment] | None:
        """The next date of a series. Raises Skip when its rule takes too long to follow."""
        before = self.meter.steps
        found = next_occurrence(event, self.now, meter=self.meter)
        if found is None and before - self.meter.steps >= min(STEPS_THAT_CUT, before):
            raise Skip("rule_cut")
        return found

    def _zone(self, event: ReadEvent) -> str:
        """The zone the event names; one in UTC, in none or in rules of its own is shown in the community's."""
        return event.zone if event.zone and event.zone != "UTC" and zones.is_zone(event.zone) else self.target.zone

    def _mode(self, texts: dict[str, Any], event: ReadEvent) -> Mode:
        meets = bool(texts["venue"]) or event.geo is not None
        if texts["join_url"]:
            return Mode.HYBRID if meets else Mode.ONLINE
        if meets:
            return Mode.IN_PERSON
        return Mode.ONLINE if self.target.meets_online or (event.location and _names_online(event.location)) else Mode.IN_PERSON

    def _place(self, mode: Mode, event: ReadEvent, texts: dict[str, Any], zone: str) -> dict[str, Any]:
        """The community's city, unless the zone says that it is somewhere else."""
        lat, lon = event.geo or (None, None)
        near = mode != Mode.ONLINE and zone == self.target.zone
        return {
            "city": self.target.city if near else "", "country": self.target.country if near else "", "lat": lat, "lon": lon,
        }  # fmt: skip


def _as_instant(moment: Moment) -> datetime:
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time(), UTC)


def _date_row(event: ReadEvent, dates: tuple[Moment, Moment], zone: str) -> dict[str, Any]:
    """Start and end as instants and as the clocks of the zone show them; a wall time they skip is moved past the gap."""
    (starts_at, wall_start), (ends_at, wall_end) = (_in_zone(moment, zone, floating=event.floating) for moment in dates)
    if ends_at <= starts_at:
        ends_at = starts_at + timedelta(hours=1)
        wall_end = zones.wall_in(ends_at, zone)
    return {
        "original_start": starts_at, "starts_at": starts_at, "ends_at": ends_at, "wall_start": wall_start, "wall_end": wall_end,
        "zone": zone, "status": OCCURRENCE.initial,
    }  # fmt: skip


def _in_zone(moment: Moment, zone: str, *, floating: bool) -> tuple[datetime, datetime]:
    if isinstance(moment, datetime) and not floating:
        return moment.astimezone(UTC), zones.wall_in(moment, zone)
    wall = moment.replace(tzinfo=None) if isinstance(moment, datetime) else _midnight(moment)
    wall = zones.after_gap(wall, zone)
    return zones.instant(wall, zone), wall


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _texts_of(event: ReadEvent, doubts: list[str]) -> dict[str, Any]:
    """Words and links as the columns hold them; a link for joining is kept where only participants will see it."""
    description, described = _without_meetings(event.description, event.conference_url)
    venue, placed = _without_meetings(event.location, event.conference_url)
    if described or placed:
        doubts.append("join_link_moved")
    links = [event.conference_url, event.url if _is_meeting(event.url) else "", *placed, *described]
    join = next(filter(None, links), "")
    if not event.title:
        doubts.append("no_title")
    return {
        "title": _cut("title", event.title, doubts),
        "description": _cut("description", description, doubts),
        "venue": "" if _names_online(venue) else _cut("venue", _one_line(venue), doubts),
        "join_url": _link("join_url", join, doubts),
        "registration_url": "" if event.url in (join, *links) else _link("registration_url", event.url, doubts),
    }


def _without_meetings(text: str, conference: str) -> tuple[str, list[str]]:
    """The text without links for joining, and those."""
    found: list[str] = []

    def take_out(match: re.Match[str]) -> str:
        link = match[0].rstrip(".,;:!?)]}'")
        if link != conference and not _is_meeting(link):
            return match[0]
        found.append(link)
        return "…" + match[0][len(link) :]

    return (_ADDRESS.sub(take_out, text), found) if "://" in text else (text, found)


def _is_meeting(link: str) -> bool:
    if not _MEETING_NAME.search(link):
        return False
    try:
        host = urlsplit(link).hostname or ""
    except ValueError:
        return False
    return any(host == name or host.endswith(f".{name}") for name in _MEETINGS)


def _names_online(place: str) -> bool:
    """Whether a place says only that there is none."""
    return len(place) < 40 and place.strip(" \n\t.,:;…()-–").casefold() in _ONLINE


def _one_line(text: str) -> str:
    return clean_line(", ".join(filter(None, (line.strip(" ,") for line in text.split("\n")))))


def _cut(name: str, text: str, doubts: list[str]) -> str:
    most = LIMITS[name]
    if len(text) <= most:
        return text
    doubts.append(f"{name}_cut")
    return f"{text[: most - 1].rstrip()}…"


def _link(name: str, link: str, doubts: list[str]) -> str:
    if len(link) <= LIMITS[name] and link.isprintable():
        return link
    doubts.append("link_dropped")
    return ""


def _note(event: ReadEvent, doubts: list[str]) -> str:
    """What the organizer should know of the source, in the organizer's language."""
    lines = [str(DOUBTS[doubt]) for doubt in doubts]
    if event.recurrence:
        lines.insert(0, describe_series(event.recurrence.rules, len(event.recurrence.rdates), len(event.overrides)))
    return "\n".join(lines)
