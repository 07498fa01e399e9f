"""Events as feeds speak of them, of every shape there is, for property tests; and what any reader should find of them."""

from __future__ import annotations

import re
import unicodedata
import zoneinfo
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from eventhub.core import zones
from eventhub.events.rules.recurrence import Every, Recurrence, from_first, walls, write_rule
from eventhub.feeds.facts import EventFacts
from eventhub.feeds.ical import single, vevent
from tests.support.readers import Found, written

FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2034, 6, 1, tzinfo=UTC)
REACH = timedelta(days=400)
"""How long after its first date a series is looked at."""
ODD_ZONES = (
    "Africa/Cairo", "Africa/Casablanca", "America/Nuuk", "America/Santiago", "America/St_Johns", "America/Vancouver",
    "Antarctica/Troll", "Asia/Gaza", "Asia/Jerusalem", "Asia/Kathmandu", "Australia/Lord_Howe", "Europe/Berlin", "Europe/Dublin",
    "Pacific/Chatham", "Pacific/Easter", "Pacific/Kiritimati", "Etc/GMT+12", "UTC",
)  # fmt: skip
"""Zones with hours outside a day, half hours, changes at midnight, two hours of summer time, the far ends, and none of it."""

_NASTY = (
    ",", ";", ":", "=", '"', "'", "^", "^n", "^^", "^'", "\\", "\\n", "\\N", "\\,", "\\;", "\\\\", "\n", "\r\n", "\r", "\t", "  ",
    "\u2028", "\u2029", "\x00", "\x07", "\x0b", "\x1f", "\x7f", "\x85", "\ufeff", "\u00a0", "\u200f", "\u202e", "BEGIN:VEVENT",
    "END:VEVENT\r\n", "👩🏽\u200d💻", "🏳️‍🌈", "العربية", "עברית", "日本語", "ｅ\u0301", "%20", "&amp;", "<b>", "Ω" * 80, "wort " * 60,
)  # fmt: skip
texts = st.lists(st.sampled_from(_NASTY) | st.text(st.characters(exclude_categories=["Cs"]), max_size=12), max_size=6).map(
    "".join
)
titles = texts.filter(lambda text: bool(one_line(text)))
uids = st.uuids().map(str)
addresses = st.builds(
    "https://hub.example/{}?a=1;b={}".format, st.sampled_from(["events/k7", "é ü", "a,b"]), st.integers(0, 99)
)


def plain(text: str) -> str:
    """What of a text a calendar can hold: no control characters (RFC 5545 §3.1), one kind of line break, no blank edges.

    Nor has it a byte order mark, which several programs lose, or what is no character at all.
    """
    broken = re.sub("\r\n|[\r\u2028\u2029]", "\n", text)
    lost = "\ufeff\ufffe\uffff"
    return "".join(c for c in broken if c in "\t\n" or (unicodedata.category(c) not in {"Cc", "Cs"} and c not in lost)).strip()


def one_line(text: str) -> str:
    """The same of a title, a place or a name, which have one line."""
    return re.sub("[\t\n]+", " ", plain(text))


# Moments


@cache
def changes_of(zone: str) -> tuple[datetime, ...]:
    """The instants between FIRST and LAST at which the clocks of a zone change, to the minute."""
    tz = ZoneInfo(zone)
    days = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days)]
    return tuple(_change_after(day, tz) for day in days if _offset(day, tz) != _offset(day + timedelta(days=1), tz))


def _offset(moment: datetime, tz: ZoneInfo) -> timedelta | None:
    return moment.astimezone(tz).utcoffset()


def _change_after(day: datetime, tz: ZoneInfo) -> datetime:
    before, after = 0, 24 * 60
    while after - before > 1:
        middle = (before + after) // 2
        same = _offset(day + timedelta(minutes=middle), tz) == _offset(day, tz)
        before, after = (middle, after) if same else (before, middle)
    return day + timedelta(minutes=after)


RECENT = frozenset({"Africa/Casablanca", "Africa/El_Aaiun", "America/Vancouver", "Canada/Pacific"})
"""Zones whose rules have changed of late, so that programs with zone data of their own may still go by the old ones."""
STEADY = ("America/New_York", "Asia/Kathmandu", "Asia/Tokyo", "Australia/Lord_Howe", "Europe/Berlin", "Europe/Dublin", "UTC")
"""Zones whose rules are older than any such data."""
zone_names = st.sampled_from(ODD_ZONES) | st.sampled_from(sorted(zoneinfo.available_timezones() - {"Factory", "localtime"}))


def moments_in(zone: str) -> st.SearchStrategy[datetime]:
    """Instants, a good part of them around a change of the zone's clocks."""
    anywhere = st.datetimes(FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None), timezones=st.just(UTC))
    anywhere = anywhere.map(lambda moment: moment.replace(microsecond=0))
    if not changes_of(zone):
        return anywhere
    around = st.integers(-8, 8).map(lambda quarters: timedelta(minutes=15 * quarters))
    return anywhere | st.builds(lambda change, by: change + by, st.sampled_from(changes_of(zone)), around)


# Events


@st.composite
def words(draw: st.DrawFn) -> dict[str, Any]:
    """All of an event but when it is."""

    def perhaps(strategy: st.SearchStrategy[Any]) -> Any:
        return draw(st.none() | strategy)

    stamps = [draw(moments_in("UTC")) for _ in range(2)]
    geo = st.tuples(st.integers(-90_000_000, 90_000_000), st.integers(-180_000_000, 180_000_000))
    return {
        "uid": draw(uids), "sequence": draw(st.integers(0, 2**31 - 1)), "created": min(stamps), "changed": max(stamps),
        "status": draw(st.sampled_from(["confirmed", "tentative", "cancelled"])), "transparent": draw(st.booleans()),
        "summary": draw(titles), "summary_prefix": perhaps(st.sampled_from(["Cancelled", "ملغى"])), "description": draw(texts),
        "language": draw(st.sampled_from(["en", "de", "ar", "zh-Hant"])), "location": perhaps(titles), "location_title": perhaps(titles),
        "geo": perhaps(geo.map(lambda point: (point[0] / 1e6, point[1] / 1e6))), "url": draw(addresses),
        "categories": tuple(draw(st.lists(titles, max_size=3))), "contact": perhaps(titles), "related_to": perhaps(uids),
        "conference_url": perhaps(addresses), "conference_label": perhaps(titles), "image_url": perhaps(addresses),
    }  # fmt: skip


@st.composite
def one_offs(draw: st.DrawFn, names: st.SearchStrategy[str] = zone_names) -> EventFacts:
    """Any event of one date, in one of the zones."""
    said = draw(words())
    if draw(st.integers(0, 4)) == 0:
        first = draw(st.dates(FIRST.date(), LAST.date()))
        return EventFacts(**said, all_day=True, starts=first, ends=first + timedelta(days=draw(st.integers(1, 40))),
                          zone=draw(st.none() | names))  # fmt: skip
    zone = draw(names)
    starts = draw(moments_in(zone))
    length = timedelta(minutes=draw(st.sampled_from([1, 15, 60, 90, 600]) | st.integers(1, 60 * 24 * 9)))
    return EventFacts(**said, zone=draw(st.just(zone) | st.none()), starts=starts, ends=starts + length)


@dataclass(frozen=True, slots=True)
class Series:
    """A master with what differs from it, as feeds write it; and the dates that it means, first to last."""

    facts: tuple[EventFacts, ...]
    dates: tuple[Found, ...] = field(repr=False)
    skipped: frozenset[frozenset[str]]
    """Dates of the rule that the clocks skip, each by the instants it may be taken for."""
    twice: frozenset[frozenset[str]]
    """The same of those that the clocks show twice."""

    @property
    def master(self) -> EventFacts:
        return self.facts[0]

    @property
    def first(self) -> datetime:
        """When it begins."""
        return _instant(self.master.starts).astimezone(UTC)

    @property
    def data(self) -> bytes:
        """A calendar of it."""
        return calendar_of(self.facts)


def calendar_of(facts: tuple[EventFacts, ...]) -> bytes:
    """A calendar that holds these events, and defines their zones for as long as they may last."""
    start, end = (_instant(pick(one.starts for one in facts)) for pick in (min, max))
    span = (start - timedelta(days=1), end + REACH + timedelta(days=40))
    bodies = [vevent(one) for one in facts]
    used = {one.zone for one in facts if one.zone and any(f";TZID={one.zone}:".encode() in body for body in bodies)}
    return single(dict.fromkeys(used, span), bodies)


def _instant(moment: datetime | date) -> datetime:
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time.min, UTC)


# Series


@st.composite
def series(draw: st.DrawFn, names: st.SearchStrategy[str] = zone_names) -> Series:
    """A rule of ours in any zone, with dates taken out, added, moved, called off, or told otherwise."""
    all_day, zone = draw(st.integers(0, 4)) == 0, draw(names)
    first = _first_wall(draw, zone, all_day=all_day)
    length = timedelta(days=draw(st.integers(1, 3))) if all_day else timedelta(minutes=draw(st.sampled_from([45, 120, 480])))
    rule = from_first(draw(_rules(first.date())), first)
    master = _master(draw, zone, first, length, rule, all_day=all_day)
    named = list(takewhile(lambda wall: wall < first + REACH + timedelta(days=1), walls(rule, first)))
    odd = [wall for wall in named if not _is_plain(wall, zone, all_day)]
    gone, told, added = _choose(draw, [wall for wall in named if wall not in odd], first, zone, all_day=all_day)
    master = replace(
        master, exdates=tuple(_named(wall, master) for wall in gone), rdates=tuple(_named(wall, master) for wall in added)
    )
    overrides = tuple(draw(_override(master, wall, length)) for wall in told)
    plain_dates = {wall for wall in named if wall not in gone} | set(added)
    dates = [_date_of(master, _named(wall, master), length) for wall in plain_dates - set(told)]
    skipped, twice = ({_named(wall, master) for wall in odd if zones.is_gap(wall, zone) is gap} for gap in (True, False))
    dates += [replace(expected_of(one), recurrence_id=written(one.recurrence_id)) for one in overrides if one.recurrence_id]
    end = written(_instant(master.starts).astimezone(UTC) + REACH)
    within = [found for found in dates if found.start < end[: len(found.start)]]
    ordered = tuple(sorted(within, key=lambda found: (found.start, found.recurrence_id or "")))
    return Series((master, *overrides), ordered, *(frozenset(map(_readings, each)) for each in (skipped, twice)))


def _first_wall(draw: st.DrawFn, zone: str, *, all_day: bool) -> datetime:
    """The first date on the wall, often near a change of clocks at which others of the series fall."""
    moment = draw(moments_in(zone)) - timedelta(days=draw(st.sampled_from([0, 1, 7, 14, 28])))
    wall = zones.wall_in(moment, zone).replace(second=0)
    if all_day:
        return wall.replace(hour=0, minute=0)
    return wall if _is_plain(wall, zone, all_day) else wall + timedelta(hours=6)


def _is_plain(wall: datetime, zone: str, all_day: bool) -> bool:
    """Whether the clocks show this time once."""
    return all_day or not (zones.is_gap(wall, zone) or zones.is_overlap(wall, zone))


def _rules(first: date) -> st.SearchStrategy[Recurrence]:
    every, days = (
        st.sampled_from([every for every in Every if every is not Every.RULE]),
        st.sets(st.integers(0, 6), max_size=3).map(lambda found: tuple(sorted(found))),
    )
    bounds = st.one_of(
        st.builds(lambda times: {"times": times}, st.integers(1, 40)),
        st.builds(lambda ahead: {"until": first + timedelta(days=ahead)}, st.integers(0, 300)),
        st.just({}),
    )
    shape = st.builds(lambda *said: said, every, st.sampled_from([1, 1, 1, 2, 3]), days, st.sampled_from([0, -1]), bounds)
    return shape.map(lambda said: Recurrence(every=said[0], interval=said[1], weekdays=said[2], position=said[3], **said[4]))


def _master(draw: st.DrawFn, zone: str, first: datetime, length: timedelta, rule: Recurrence, *, all_day: bool) -> EventFacts:
    said = {**draw(words()), "zone": zone, "all_day": all_day, "rule": rule_text(rule, zone, all_day=all_day)}
    if all_day:
        return EventFacts(**said, starts=first.date(), ends=(first + length).date())
    starts = first.replace(tzinfo=ZoneInfo(zone))
    return EventFacts(**said, starts=starts, ends=starts.astimezone(UTC) + length)


def rule_text(rule: Recurrence, zone: str, *, all_day: bool) -> str:
    """The rule as a feed writes it: UNTIL is a day for whole days, else the last second of that day, in UTC (RFC 5545 §3.3.10)."""
    text = write_rule(rule)
    if rule.until is None or all_day:
        return text
    last = datetime.combine(rule.until, time(23, 59, 59), ZoneInfo(zone)).astimezone(UTC)
    return text.replace(f"UNTIL={rule.until:%Y%m%d}", f"UNTIL={last:%Y%m%dT%H%M%SZ}")


def _choose(draw: st.DrawFn, named: list[datetime], first: datetime, zone: str, *, all_day: bool) -> tuple[Any, Any, Any]:
    """Which dates never are, which differ, and which are added to those of the rule."""
    changed = draw(st.lists(st.sampled_from(named), unique=True, max_size=6)) if named else []
    cut = draw(st.integers(0, len(changed)))
    steps = st.integers(1, 200).map(lambda days: first + timedelta(days=days, minutes=0 if all_day else 37))
    added = draw(st.lists(steps, unique=True, max_size=2))
    return changed[:cut], changed[cut:], [wall for wall in added if wall not in named and _is_plain(wall, zone, all_day)]


def _readings(moment: datetime | date) -> frozenset[str]:
    assert isinstance(moment, datetime)
    return frozenset(written(moment.replace(fold=fold)) for fold in (0, 1))


def _named(wall: datetime, master: EventFacts) -> datetime | date:
    return wall.date() if master.all_day else wall.replace(tzinfo=ZoneInfo(master.zone or "UTC"))


@st.composite
def _override(draw: st.DrawFn, master: EventFacts, wall: datetime, length: timedelta) -> EventFacts:
    """A date that is moved by hours or days, called off, or told otherwise."""
    original = _named(wall, master)
    moved = timedelta(
        days=draw(st.integers(-2, 2)), minutes=0 if master.all_day else draw(st.sampled_from([0, 0, -90, 30, 600]))
    )
    starts = original + moved if master.all_day else _instant(original).astimezone(UTC) + moved
    said = {"status": draw(st.sampled_from(["confirmed", "cancelled"])), "summary": draw(titles)}
    return replace(
        master, rule=None, exdates=(), rdates=(), recurrence_id=original, starts=starts, ends=starts + length, **said
    )


def _date_of(master: EventFacts, start: datetime | date, length: timedelta) -> Found:
    end = start + length if master.all_day else _instant(start).astimezone(UTC) + length
    return replace(expected_of(master), start=written(start), end=written(end), recurrence_id=written(start))


# What readers should find


def expected_of(facts: EventFacts) -> Found:
    """The event that a reader is to find where it is given these facts."""
    is_busy = facts.status == "confirmed" and not (facts.all_day or facts.transparent)
    prefix = f"{facts.summary_prefix}: " if facts.summary_prefix else ""
    return Found(
        uid=facts.uid, start=written(facts.starts), end=written(facts.ends), summary=prefix + one_line(facts.summary),
        recurrence_id=written(facts.recurrence_id) if facts.recurrence_id else None, description=plain(facts.description) or None,
        location=one_line(facts.location) if facts.location else None, status=facts.status.upper(),
        transparency="OPAQUE" if is_busy else "TRANSPARENT", sequence=facts.sequence, url=address(facts.url), geo=facts.geo,
        contact=one_line(facts.contact) if facts.contact else None, related_to=facts.related_to,
        conference=address(facts.conference_url) if facts.conference_url else None,
        label=parameter(facts.conference_label) if facts.conference_url and facts.conference_label else None,
        categories=tuple(map(one_line, facts.categories)),
    )  # fmt: skip


def parameter(text: str) -> str:
    """A name as it stands in a parameter, in which programs take a backslash for an escape: a slash stands for it."""
    return one_line(text).replace("\\", "/")


def address(url: str) -> str:
    """An address as it stands in a calendar: a blank, which RFC 3986 forbids, is percent-encoded."""
    return url.replace(" ", "%20")
