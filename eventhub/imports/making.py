"""From what was read of a calendar to the columns of a draft: its words, its place, how to join, and its dates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import urlsplit

from eventhub.core import zones
from eventhub.core.text import clean_line, make_slug
from eventhub.events.rules.drafts import LIMITS, MAX_LENGTH, Cost, Mode
from eventhub.events.rules.recurrence import MAX_DATES, OWN
from eventhub.imports.dates import Dates, Row, dates_of_one, dates_of_series
from eventhub.imports.ical import Meter, Moment, ReadEvent
from eventhub.imports.report import DOUBTS
from eventhub.imports.targets import Target
from eventhub.imports.whereabouts import Spot, Whereabouts

STEPS = 6_400_000
"""What all rules of a file together may cost: twenty seconds, most of them spent on dates that are found."""
STEPS_AT_ONCE = 2_000_000
"""The same where somebody waits for it, and others for the database: some five seconds, or seven hundred weekly series."""
DATES = 100_000
"""How many dates of series come in from one file as far ahead as dates are stored; each further series brings its next ones."""
DATES_BEYOND = 12
FIRST_YEAR, LAST_YEAR = 1970, 2200

_MEETINGS = ("zoom.us", "zoom.com", "meet.google.com", "teams.microsoft.com", "teams.live.com", "webex.com", "whereby.com",
             "meet.jit.si", "gotomeeting.com", "meet.goto.com")  # fmt: skip
_MEETING_NAME = re.compile("|".join(map(re.escape, _MEETINGS)), re.IGNORECASE)
_ADDRESS = re.compile(rf"(?:https?://|(?<![\w./@-])(?:[\w-]+\.)*(?:{_MEETING_NAME.pattern})\.?/)[^\s<>\"\\]+", re.IGNORECASE)
"""A link; one to a meeting also as people type it, without https://."""
_ONLINE = frozenset({"", "online", "online event", "virtual", "virtual event", "remote", "web", "internet", "zoom", "zoom meeting",
                     "google meet", "teams", "microsoft teams", "microsoft teams meeting", "jitsi", "webex", "en línea",
                     "عبر الإنترنت", "على الإنترنت"})  # fmt: skip


@dataclass(slots=True)
class Draft:
    """What is written for one event of the file."""

    uid: str
    print: str
    event: dict[str, Any]
    dates: list[Row]
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

    def __init__(self, target: Target, now: datetime, *, past: bool, steps: int | None = None) -> None:
        self.target = target
        self.now = now
        self.past = past
        self.meter = Meter(STEPS if steps is None else steps)
        self.dates_left = DATES
        self._whereabouts = Whereabouts(target)

    @property
    def is_spent(self) -> bool:
        """Whether the rules of the file have cost all that they may, so that those of further series are not followed."""
        return self.meter.steps <= 0

    def make(self, uid: str, mark: str, event: ReadEvent) -> Draft:
        """The draft of one event. Raises Skip."""
        doubts = [*event.doubts, *(["floating"] if event.floating and "unknown_zone" not in event.doubts else [])]
        texts = _texts_of(event, doubts)
        spot = self._whereabouts.find(event)
        dates = self._when(event, spot)
        for row, speaks in zip(dates.rows, dates.speakers, strict=True):
            if speaks is not event:
                row["own"] = _own(texts, speaks)
        mode = self._mode(texts, event)
        version = self.target.formats[mode]
        columns = {
            **texts, **_place(mode, event, spot),
            "slug": make_slug(texts["title"]), "mode": mode, "zone": dates.zone, "all_day": event.all_day,
            "community_id": self.target.community_id, "region_code": self.target.region_code,
            "languages": list(self.target.languages), "source_language": self.target.source_language,
            "format_id": version[0] if version else None, "format_version_id": version[1] if version else None,
            "join_public": False, "changed_at": self.now, "cost": Cost(event.cost or Cost.UNKNOWN),
            "cost_note": event.cost_note[: LIMITS["cost_note"]],
            "rule": dates.rule, "rule_start": dates.rule_start, "rule_end": dates.rule_end, "excluded": dates.excluded,
        }  # fmt: skip
        if event.status == "tentative":
            doubts.append("tentative")
        columns["source_note"] = "\n".join(str(DOUBTS[doubt]) for doubt in doubts)
        return Draft(uid, mark, columns, dates.rows, doubts, event)

    def _when(self, event: ReadEvent, spot: Spot) -> Dates:
        """The date of the draft, or the dates of a series."""
        if _as_instant(event.ends) - _as_instant(event.starts) > MAX_LENGTH:
            raise Skip("too_long")
        zone = self._zone(event, spot)
        if not (event.recurrence or event.recurrence.exdates or event.overrides):
            self._check_year(event.starts)
            dates = dates_of_one(event, zone)
            if dates.rows[0]["ends_at"] <= self.now and not self.past:
                raise Skip("over")
            return dates
        most = MAX_DATES if self.dates_left > 0 else DATES_BEYOND
        dates = dates_of_series(event, zone, self.now, self.meter, past=self.past, most=most)
        if not any(self.past or row["ends_at"] > self.now for row in dates.rows):
            raise Skip("rule_cut" if dates.was_cut else "over")
        self._check_year(dates.rows[0]["starts_at"])
        self.dates_left -= len(dates.rows)
        return dates

    def _check_year(self, starts: Moment) -> None:
        if not FIRST_YEAR <= starts.year <= LAST_YEAR:
            raise Skip("over" if starts.year < FIRST_YEAR and not self.past else "far_off")

    def _zone(self, event: ReadEvent, spot: Spot) -> str:
        """The zone the event names; one in UTC, in none or in rules of its own is shown in that of its place, else the community's."""
        if event.zone and event.zone != "UTC" and zones.is_zone(event.zone):
            return event.zone
        return spot.zone or self.target.zone

    def _mode(self, texts: dict[str, Any], event: ReadEvent) -> Mode:
        meets = bool(texts["venue"]) or event.geo is not None
        if texts["join_url"]:
            return Mode.HYBRID if meets else Mode.ONLINE
        if meets:
            return Mode.IN_PERSON
        return Mode.ONLINE if self.target.meets_online or (event.location and _names_online(event.location)) else Mode.IN_PERSON


def _place(mode: Mode, event: ReadEvent, spot: Spot) -> dict[str, Any]:
    lat, lon = event.geo or (None, None)
    meets = mode != Mode.ONLINE
    return {"city": spot.city if meets else "", "country": spot.country if meets else "", "lat": lat, "lon": lon}


def _as_instant(moment: Moment) -> datetime:
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time(), UTC)


def _own(shared: Mapping[str, Any], speaks: ReadEvent) -> dict[str, str]:
    """What a date says that the others don't; without a title of its own it has that of all."""
    said = _texts_of(speaks, [])
    names = [name for name in OWN if name in said and said[name] != shared[name]]
    return {name: said[name] for name in names if name != "title" or said[name]}


def _texts_of(event: ReadEvent, doubts: list[str]) -> dict[str, Any]:
    """Words and links as the columns hold them; a link for joining is kept where only participants will see it."""
    description, described = _without_meetings(event.description, event.conference_url)
    venue, placed = _without_meetings(event.location, event.conference_url)
    title, titled = _without_meetings(event.title, event.conference_url)
    if described or placed or titled:
        doubts.append("join_link_moved")
    links = [event.conference_url, event.url if _is_meeting(event.url) else "", *placed, *described, *titled]
    join = next(filter(None, links), "")
    if not event.title:
        doubts.append("no_title")
    return {
        "title": _cut("title", title, doubts),
        "description": _cut("description", description, doubts),
        "venue": "" if _names_online(venue) else _cut("venue", _one_line(venue), doubts),
        "join_url": _link("join_url", join, doubts),
        "registration_url": "" if event.url in (join, *links) else _link("registration_url", event.url, doubts, public=True),
    }


def _without_meetings(text: str, conference: str) -> tuple[str, list[str]]:
    """The text without links for joining, and those."""
    found: list[str] = []

    def take_out(match: re.Match[str]) -> str:
        link = match[0].rstrip(".,;:!?)]}'")
        address = link if "://" in link[:8] else f"https://{link}"
        if address != conference and not _is_meeting(address):
            return match[0]
        found.append(address)
        return "…" + match[0][len(link) :]

    return (_ADDRESS.sub(take_out, text), found) if "://" in text or _MEETING_NAME.search(text) else (text, found)


def _is_meeting(link: str) -> bool:
    if not _MEETING_NAME.search(link):
        return False
    try:
        host = (urlsplit(link).hostname or "").rstrip(".")
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


def _link(name: str, link: str, doubts: list[str], *, public: bool = False) -> str:
    """The link as it is, or none; one with somebody's password in it is nothing for everyone's eyes."""
    if len(link) <= LIMITS[name] and link.isprintable() and not (public and "@" in urlsplit(link).netloc):
        return link
    doubts.append("link_dropped")
    return ""
