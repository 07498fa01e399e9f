"""From a calendar file to events: the oddities of real programs are read, one broken event is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from eventhub.core.moments import FIRST_YEAR, LAST_YEAR, Moment, parse_moment
from eventhub.core.rrules import Meter, MeterEmpty, parse_rule
from eventhub.core.text import clean_line, fitting
from eventhub.imports.ical import values
from eventhub.imports.ical.groups import group_events
from eventhub.imports.ical.lines import (
    BrokenComponent,
    Component,
    Line,
    NotACalendar,
    components,
    content_lines,
    normalize,
)
from eventhub.imports.ical.patience import Patience
from eventhub.imports.ical.values import ReadEvent, Recurrence
from eventhub.imports.ical.zones import MAX_DEFINITIONS, UTC_ZONE, Definition, Zone, Zones, read_definition

MAX_EVENTS = 30_000
MAX_DATES = 10_000
"""EXDATEs or RDATEs of one event; 27 years of every day."""
MAX_ALL_DATES = 200_000
"""EXDATEs and RDATEs of a whole file."""
MAX_RULES = 20
MAX_RULE_TEXT = 3_000_000
"""Characters of all rules of a file, half a second of work; 30,000 rules as programs write them take 1.5 million."""
MAX_HTML = 5_000_000
"""Characters of marked-up descriptions of a whole file that are turned into words with care, a second of work."""
MAX_SKIPPED = 1_000
MAX_CATEGORIES = 50
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)

_TIMES = frozenset({
    "UID", "SUMMARY", "STATUS", "SEQUENCE", "DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID",
})  # fmt: skip
_WANTED = _TIMES | {
    "DESCRIPTION", "LOCATION", "GEO", "URL", "CATEGORIES", "CONFERENCE", "IMAGE", "X-ALT-DESC", "X-GOOGLE-CONFERENCE",
    "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK",
}  # fmt: skip
_MANY = frozenset({"RRULE", "EXRULE", "RDATE", "EXDATE", "CATEGORIES", "CONFERENCE", "IMAGE"})
_CALENDAR = frozenset({"NAME", "X-WR-CALNAME", "X-WR-TIMEZONE"})
_MEETING_LINKS = (
    "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK",
)  # fmt: skip
_STATUS = {"TENTATIVE": "tentative", "CANCELLED": "cancelled", "CANCELED": "cancelled"}


@dataclass(frozen=True, slots=True)
class Skipped:
    """An event that did not come in: the line it begins on or the fault is at, a code, and what to say it with.

    Codes: ``not_ended``, ``too_large``, ``too_many_lines``, ``line_too_long``, ``too_deep``, ``no_start``, ``bad_start``,
    ``bad_rule``, ``bad_date``, ``too_many_dates``, ``too_many_rules``, ``too_many_events``, ``out_of_time``, ``unreadable``.
    """

    line: int
    why: str
    title: str = ""
    detail: str = ""


@dataclass(slots=True)
class Reading:
    """What a file holds. ``skipped`` lists the first thousand of ``skipped_count`` events that were left out."""

    calendar_name: str = ""
    default_zone: str | None = None
    events: list[ReadEvent] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    skipped_count: int = 0


@dataclass(slots=True)
class _Calendar:
    """One VCALENDAR: what its own properties say."""

    name: str = ""
    zone: Zone | None = None


@dataclass(slots=True)
class _Budget:
    """What may be spent on one file, however it is shared among its events."""

    dates: Meter = field(default_factory=lambda: Meter(MAX_ALL_DATES))
    rules: Meter = field(default_factory=lambda: Meter(MAX_RULE_TEXT))
    html: Meter = field(default_factory=lambda: Meter(MAX_HTML))


def read_calendar(
    data: bytes, *, words: bool = True, on_progress: Callable[[int, int], None] | None = None, patience: Patience | None = None
) -> Reading:  # fmt: skip
    """Read a calendar file; ``on_progress(done, total)`` is told about the events now and then, and at the end.

    Changed dates of a series come in as ``overrides`` of their event; without it in the same VCALENDAR they stand for
    themselves. Of two events with the same UID the one with the higher SEQUENCE counts; where it is equal, or they stand in
    different VCALENDARs, they are two, and if they differ the second gets a UID of its own. Without ``words`` only titles and
    times are read. When ``patience`` is over, the events that are left are not read. Raises NotACalendar.
    """
    return _Reader(normalize(data), words).read(on_progress or (lambda done, total: None), patience or Patience())


class _Reader:
    def __init__(self, data: bytes, words: bool) -> None:
        self.data = data
        self.words = words
        self.reading = Reading()
        self.calendars: dict[int, _Calendar] = {}
        self.zones = Zones([])
        self.budget = _Budget()

    def read(self, on_progress: Callable[[int, int], None], patience: Patience) -> Reading:
        found = self._survey()
        events: list[tuple[int, ReadEvent]] = []
        for done, component in enumerate(found):
            if done % 200 == 0:
                on_progress(done, len(found))
            if patience.is_over:
                self._skip(component.line, "out_of_time")
                break
            if event := self._read_or_skip(component):
                events.append((component.calendar, event))
        self.reading.events = group_events(events)
        self.reading.skipped.sort(key=lambda skipped: skipped.line)
        on_progress(len(found), len(found))
        return self.reading

    def _survey(self) -> list[Component]:
        """First pass: where the events are, what the calendars say, which zones there are (they may come last)."""
        found: list[Component] = []
        definitions: list[Definition] = []
        heads: list[Component] = []
        for component in components(self.data):
            if component.name == "VEVENT":
                found.append(component)
            elif component.name == "VCALENDAR" and len(heads) < MAX_DEFINITIONS:
                heads.append(component)
            elif component.name == "VTIMEZONE" and len(definitions) < MAX_DEFINITIONS:
                definitions += filter(None, [read_definition(self.data, component)])
            if len(found) > MAX_EVENTS:
                self._skip(found.pop().line, "too_many_events")
                break
        self.zones = Zones(definitions)
        for head in heads:
            self._read_head(head)
        return found

    def _read_head(self, component: Component) -> None:
        calendar = self.calendars.setdefault(component.calendar, _Calendar())
        try:
            for line in content_lines(self.data, component, _CALENDAR):
                if line.name == "X-WR-TIMEZONE":
                    calendar.zone = calendar.zone or self.zones.find_zone(
                        line.value.strip(), datetime.now(UTC).year, component.calendar
                    )
                elif not calendar.name or line.name == "NAME":
                    calendar.name = clean_line(values.parse_text(line.value))[:200]
        except BrokenComponent:
            pass  # a calendar without a name is still a calendar
        self.reading.calendar_name = self.reading.calendar_name or calendar.name
        self.reading.default_zone = self.reading.default_zone or (calendar.zone.name if calendar.zone else None)

    def _read_or_skip(self, component: Component) -> ReadEvent | None:
        title = ""
        try:
            if component.problem:
                raise BrokenComponent(component.problem, component.line)
            properties = _Properties(content_lines(self.data, component, _WANTED if self.words else _TIMES))
            title = properties.title()
            calendar = self.calendars.get(component.calendar, _Calendar())
            reader = _EventReader(properties, component, self.zones, calendar.zone, self.budget)
            return reader.read(words=self.words)
        except BrokenComponent as broken:
            self._skip(broken.line, broken.why, title, broken.detail)
        except (ValueError, OverflowError) as error:
            self._skip(component.line, "unreadable", title, str(error)[:80])
        return None

    def _skip(self, line: int, why: str, title: str = "", detail: str = "") -> None:
        self.reading.skipped_count += 1
        if len(self.reading.skipped) < MAX_SKIPPED:
            self.reading.skipped.append(Skipped(line, why, title, clean_line(detail)))


class _Properties:
    """The properties of one event: the first with a value of a kind that comes once, all of a kind that repeats."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._one: dict[str, Line] = {}
        self._many: dict[str, list[Line]] = {}
        for line in lines:
            if line.name in _MANY:
                self._many.setdefault(line.name, []).append(line)
            elif line.value or line.name not in self._one:
                self._one.setdefault(line.name, line)

    def find(self, name: str) -> Line | None:
        return self._one.get(name)

    def value(self, name: str) -> str:
        line = self._one.get(name)
        return line.value if line else ""

    def text(self, name: str) -> str:
        return values.parse_text(self.value(name))

    def list(self, name: str) -> list[Line]:
        return self._many.get(name, [])

    def title(self) -> str:
        return clean_line(self.text("SUMMARY"))[:10_000]


class _EventReader:
    """One VEVENT with its lines at hand."""

    def __init__(
        self, properties: _Properties, component: Component, zones: Zones, default: Zone | None, budget: _Budget
    ) -> None:  # fmt: skip
        self.properties = properties
        self.line = component.line
        self.calendar = component.calendar
        self.zones = zones
        self.default = default
        self.budget = budget
        self.zone: Zone | None = default  # of local times in this event that name none; set by DTSTART
        self.doubts: list[str] = []

    def read(self, *, words: bool) -> ReadEvent:
        start, zone, floating = self._start()
        self.zone = zone
        end = self._end(start)
        return ReadEvent(
            title=self.properties.title(),
            line=self.line,
            **self._identity(),
            **self._times(start, end, zone, floating),
            **(self._words() | self._links() if words else {}),
            recurrence=self._recurrence(),
            doubts=tuple(self.doubts),
        )

    # When

    def _start(self) -> tuple[Moment, Zone, bool]:
        line = self.properties.find("DTSTART")
        if line is None or not line.value.strip():
            raise BrokenComponent("no_start", self.line)
        try:
            moment = _within_reach(parse_moment(_date_value(line)))
        except (ValueError, OverflowError):
            raise BrokenComponent("bad_start", line.number, line.value) from None
        if not isinstance(moment, datetime):
            return moment, self.default or UTC_ZONE, False
        if moment.tzinfo:
            return moment, self._shown_zone(), False
        zone = self._zone_of(line, moment.year)
        return moment.replace(tzinfo=(zone or UTC_ZONE).tz), zone or UTC_ZONE, zone is None

    def _shown_zone(self) -> Zone:
        """A single date given in UTC is shown in the calendar's zone; a series repeats in UTC as it says."""
        repeats = self.properties.find("RECURRENCE-ID") or any(map(self.properties.list, ("RRULE", "RDATE")))
        return UTC_ZONE if repeats or self.default is None or self.default.name is None else self.default

    def _zone_of(self, line: Line, year: int) -> Zone | None:
        """The zone of a local time: its TZID's, else the calendar's; None leaves it floating (RFC 5545 §3.3.5)."""
        tzid = line.parameters.get("TZID", "").strip()
        if not tzid:
            return self.zone
        zone = self.zones.find_zone(tzid, year, self.calendar)
        if zone is None and "unknown_zone" not in self.doubts:
            self.doubts.append("unknown_zone")
        return zone or self.zone

    def _end(self, start: Moment) -> Moment:
        end = self._given_end(start)
        if end is None:
            if "bad_end" not in self.doubts and isinstance(start, datetime):
                self.doubts.append("no_end")
            return start + (_HOUR if isinstance(start, datetime) else _DAY)
        return end

    def _given_end(self, start: Moment) -> Moment | None:
        """DTEND or DURATION as a later moment of the start's kind; anything else is put down as a doubt."""
        line, length = self.properties.find("DTEND"), self.properties.find("DURATION")
        try:
            if line is not None and line.value.strip():
                end: Moment | None = self._alike(self._moment(line, _date_value(line)), start)
            elif length is not None and length.value.strip():
                end = _plus(start, values.parse_duration(length.value))
            else:
                return None
        except (ValueError, OverflowError):
            end = None
        if end is None or end < start:
            self.doubts.append("bad_end")
            return None
        return end if end > start else None

    def _moment(self, line: Line, value: str) -> Moment:
        moment = _within_reach(parse_moment(value))
        if isinstance(moment, datetime) and moment.tzinfo is None:
            return moment.replace(tzinfo=(self._zone_of(line, moment.year) or UTC_ZONE).tz)
        return moment

    def _alike(self, moment: Moment, start: Moment) -> Moment:
        """A moment as the kind of value that the start is, where a program mixed dates and times."""
        if isinstance(start, datetime):
            return moment if isinstance(moment, datetime) else datetime(*_ymd(moment), tzinfo=start.tzinfo)
        if isinstance(moment, datetime):
            return moment.date() + (_DAY if moment.time() > datetime.min.time() else timedelta(0))
        return moment

    def _times(self, start: Moment, end: Moment, zone: Zone, floating: bool) -> dict[str, Any]:
        if not isinstance(start, datetime) or not isinstance(end, datetime):
            return {"starts": start, "ends": end, "all_day": True, "zone": zone.name if self.default else None}
        start, end = start.astimezone(zone.tz), end.astimezone(zone.tz)
        return {  # through UTC, so that a time which the clocks skip is as far past the gap; rules go on from what is written
            "starts": start.astimezone(UTC).astimezone(zone.tz), "ends": end.astimezone(UTC).astimezone(zone.tz),
            "zone": None if floating else zone.name, "tz": zone.tz, "floating": floating,
            "wall_start": start.replace(tzinfo=None), "wall_end": end.replace(tzinfo=None),
        }  # fmt: skip

    # How often

    def _recurrence(self) -> Recurrence:
        if self.properties.value("RECURRENCE-ID").strip():
            return _ONCE  # one date of a series, though some programs repeat the series' rule with it
        found = (
            tuple(self._rules("RRULE")),
            tuple(self._dates("RDATE")),
            tuple(start for start, _ in self._dates("EXDATE")),
            tuple(self._rules("EXRULE")),
        )
        return Recurrence(*found) if any(found) else _ONCE

    def _rules(self, name: str) -> Iterator[str]:
        for line in self.properties.list(name)[:MAX_RULES]:
            if not line.value.strip():
                continue
            try:
                self.budget.rules.take(len(line.value))
                parse_rule(line.value)
            except MeterEmpty:
                raise BrokenComponent("too_many_rules", line.number) from None
            except (ValueError, OverflowError):
                raise BrokenComponent("bad_rule", line.number, line.value) from None
            yield line.value.strip().upper().removeprefix("RRULE:")

    def _dates(self, name: str) -> Iterator[tuple[Moment, Moment | None]]:
        lines = self.properties.list(name)
        if not lines:
            return
        count = len(lines) + sum(line.value.count(",") for line in lines)
        try:
            self.budget.dates.take(count)
        except MeterEmpty:
            count = MAX_ALL_DATES
        if count > MAX_DATES:
            raise BrokenComponent("too_many_dates", lines[0].number, name)
        for line in lines:
            for value in filter(None, map(str.strip, line.value.split(","))):
                try:
                    yield self._period(line, value)
                except (ValueError, OverflowError):
                    raise BrokenComponent("bad_date", line.number, value) from None

    def _period(self, line: Line, value: str) -> tuple[Moment, Moment | None]:
        """A date, a time, or a PERIOD with an end or a duration (RFC 5545 §3.3.9)."""
        first, slash, second = value.partition("/")
        start = self._moment(line, first)
        if not slash:
            return start, None
        if second[:1] in "Pp+":
            return start, _plus(start, values.parse_duration(second))
        return start, self._moment(line, second)

    # Who, what, where

    def _identity(self) -> dict[str, Any]:
        line = self.properties.find("RECURRENCE-ID")
        uid = fitting(clean_line(self.properties.value("UID")), 500)
        if not uid:
            self.doubts.append("no_uid")
        try:
            recurrence_id = self._moment(line, line.value) if line and line.value.strip() else None
        except (ValueError, OverflowError):
            raise BrokenComponent("bad_date", line.number if line else self.line, line.value if line else "") from None
        sequence = self.properties.value("SEQUENCE").strip()
        return {
            "source_uid": uid,
            "recurrence_id": recurrence_id,
            "and_following": line is not None and line.parameters.get("RANGE", "").upper() == "THISANDFUTURE",
            "sequence": int(sequence) if sequence.isdecimal() and len(sequence) < 9 else 0,
            "status": _STATUS.get(self.properties.value("STATUS").strip().upper(), "confirmed"),
        }

    def _words(self) -> dict[str, Any]:
        summary, description = self.properties.find("SUMMARY"), self.properties.text("DESCRIPTION")
        html = self.properties.text("X-ALT-DESC")
        if values.looks_like_html(description):
            html, description = html or description, self._plain(description)
        elif html and not description:
            description = self._plain(html)
        listed = (part for line in self.properties.list("CATEGORIES") for part in values.parse_list(line.value))
        categories = islice(listed, MAX_CATEGORIES)
        return {
            "description": description,
            "html": html,
            "categories": tuple(dict.fromkeys(clean_line(name)[:200] for name in categories)),
            "language": summary.parameters.get("LANGUAGE", "")[:35] if summary else "",
            "geo": values.parse_geo(self.properties.value("GEO")),
        }

    def _plain(self, html: str) -> str:
        try:
            self.budget.html.take(len(html))
        except MeterEmpty:
            return values.strip_tags(html)
        return values.html_to_text(html)

    def _links(self) -> dict[str, Any]:
        """A place that is an address is how to join, and so is private like CONFERENCE (RFC 7986 §5.11)."""
        location = self.properties.text("LOCATION")
        joins = [line.value for line in self.properties.list("CONFERENCE")]
        joins += [self.properties.value(name) for name in _MEETING_LINKS] + [location]
        pictures = (values.parse_url(line.value) for line in self.properties.list("IMAGE"))
        return {
            "url": values.parse_url(self.properties.value("URL")),
            "location": "" if values.parse_url(location) else location[:2000],
            "conference_url": next(filter(None, map(values.parse_url, joins)), ""),
            "image_url": next(filter(None, pictures), ""),
        }


_ONCE = Recurrence()


def _date_value(line: Line) -> str:
    """The value of DTSTART or DTEND; some programs write a time behind what they say is a DATE."""
    value = line.value.strip()
    return value.partition("T")[0] if line.parameters.get("VALUE", "").upper() == "DATE" else value


def _within_reach(moment: Moment) -> Moment:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"year {moment.year}")
    return moment


def _plus(start: Moment, length: timedelta) -> Moment:
    """Start and DURATION: days are days on the calendar, hours are hours on a stopwatch (RFC 5545 §3.3.6)."""
    if not isinstance(start, datetime):
        return start + max(timedelta(days=length.days), _DAY)
    whole = timedelta(days=length.days)
    return ((start + whole).astimezone(UTC) + (length - whole)).astimezone(start.tzinfo)


def _ymd(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day


__all__ = ["NotACalendar", "Reading", "Skipped", "read_calendar"]
