"""Programs that know nothing of each other read the same events, at the same moments, in one rich feed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from eventhub.accounts.models import Person
from eventhub.events.workflow import S
from tests.factories import make_event, make_person, wall
from tests.support.facts import STEADY
from tests.support.readers import READERS, read, written

pytestmark = pytest.mark.slow
NOW = datetime(2026, 5, 20, 10, tzinfo=UTC)
FEED = "/calendar/all.ics?locale=en"
HOUR = timedelta(hours=1)

OWN_ZONES = "node-ical"
"""It knows zones by Node's own data alone, which may be older than the feed's; the others read the zones that the feed defines."""

Row = tuple[str, str, str]
"""UID, start (an instant in UTC or a date), summary."""

# Some have yearly rules for all time, some rules with hours outside a day, some none; some change their rules within the window.
ZONES = (
    "Europe/Berlin", "Europe/Dublin", "Africa/Cairo", "Africa/Casablanca", "America/Vancouver", "America/New_York",
    "America/Santiago", "America/Nuuk", "Asia/Jerusalem", "Asia/Kathmandu", "Asia/Tokyo", "Australia/Lord_Howe",
    "Pacific/Chatham", "Pacific/Kiritimati", "UTC",
)  # fmt: skip
TITLES = (
    "أمسية عن قابلية الوصول", "日本語の勉強会、東京で", "Émile & Zoë: “drôle”, n'est-ce pas?", "🎉 Sprint 👩🏽‍💻 für alle 🏳️‍🌈",
    r"Paths\Names; a, b\nc \\ d", "हिन्दी में कार्यशाला", "שלום, עולם", "A colon: a semicolon; a comma, a “quote” \"too\"",
    "Ω" * 150,
)  # fmt: skip


@pytest.fixture(autouse=True)
def at_a_known_time() -> Iterator[None]:
    """A day from which the window holds every change of clocks that the tests are about."""
    with time_machine.travel(NOW, tick=True):
        yield


def publish(by: Person, title: str, starts: datetime, zone: str = "Europe/Berlin", *, prefix: str = "", **said: Any) -> Row:
    """Make a public event; returns it as each reader should find it."""
    said.setdefault("ends", starts + 3 * HOUR)
    status = said.pop("status", S.PUBLISHED)
    event = make_event(organizer=by, status=status, title=title, starts=starts, zone=zone, **said)
    start = f"{starts:%Y-%m-%d}" if said.get("all_day") else written(event.occurrences[0].starts_at)
    return event.uid, start, f"{prefix}{title}"


@pytest.fixture
def feed(client: Any) -> Callable[[], bytes]:
    """The feed of all events."""

    def fetched() -> bytes:
        answer = client.get(FEED, base_url="https://hub.example")
        assert answer.status_code == 200
        return bytes(answer.data)

    return fetched


def rows_of(reader: str, data: bytes) -> list[Row]:
    """What a program finds in a feed."""
    return sorted((event.uid, event.start, event.summary or "") for event in read(reader, data))


def changes_of(zone: str) -> list[datetime]:
    """The first instants of new offsets in the feed's window, to the minute."""
    start, tz = NOW - timedelta(days=80), ZoneInfo(zone)
    days = [start + timedelta(days=n) for n in range(80 + 530)]
    return [_change_between(day, tz) for day in days if day.astimezone(tz).utcoffset() != _day_later(day, tz).utcoffset()]


def _day_later(moment: datetime, tz: ZoneInfo) -> datetime:
    return (moment + timedelta(days=1)).astimezone(tz)


def _change_between(day: datetime, tz: ZoneInfo) -> datetime:
    before, after = 0, 24 * 60
    while after - before > 1:
        middle = (before + after) // 2
        same = (day + timedelta(minutes=middle)).astimezone(tz).utcoffset() == day.astimezone(tz).utcoffset()
        before, after = (middle, after) if same else (before, middle)
    return day + timedelta(minutes=after)


def is_first_of_two(moment: datetime, zone: str) -> bool:
    """Whether clocks will show this time once more."""
    local = moment.astimezone(ZoneInfo(zone))
    return local.fold == 0 and local.replace(fold=1).utcoffset() != local.utcoffset() and not _is_gap(local)


def _is_gap(local: datetime) -> bool:
    return local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None)


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_finds_the_same_events_in_a_rich_feed(reader: str, given: Any, feed: Any) -> None:
    zones = STEADY if reader == OWN_ZONES else ZONES
    titles = [title for title in TITLES if "\\N" not in title or reader != "node-ical"]  # that is a line break to it
    day = wall(2026, 10, 8, 19)
    whole = {"all_day": True, "ends": wall(2026, 10, 26)}
    with given():
        by = make_person()
        rows = [publish(by, f"{zone} in {month}", wall(year, month, 20, 18, 30), zone)
                for zone in zones for year, month in ((2026, 3), (2026, 12), (2027, 8))]  # fmt: skip
        rows += [publish(by, title, day + timedelta(days=number), "Asia/Tokyo") for number, title in enumerate(titles)]
        rows += [
            publish(by, "A whole day", wall(2026, 10, 25), **whole),
            publish(by, "Three days", wall(2026, 10, 23), "Pacific/Kiritimati", **whole),
            publish(by, "A whole day in Vancouver", wall(2026, 10, 25), "America/Vancouver", **whole),
            publish(by, "Here and there", day, mode="hybrid", join_url="https://meet.example/a?b=1;c=2,3", join_public=True),
            publish(by, "There", day, mode="online", venue="", city="", country="", lat=None, lon=None),
            publish(by, "The room is gone", day, status=S.CANCELLED, prefix="Cancelled: "),
            publish(by, "Later, perhaps", day, status=S.POSTPONED, prefix="Postponed: "),
            publish(by, "Much to say", day, description="Zeile; mit, allem \\ 日本語 🎉\n\n" * 400),
            publish(by, "In several places", day, street='Straße "des 17. Juni"; 1', venue="Größe: 日本語会館\\Halle"),
        ]  # fmt: skip
    assert rows_of(reader, feed()) == sorted(rows)


@pytest.mark.parametrize("reader", [reader for reader in READERS if reader != OWN_ZONES])
def test_every_reader_finds_the_same_moments_on_days_when_clocks_change(reader: str, given: Any, feed: Any) -> None:
    moments = [(change + timedelta(minutes=minutes), zone)
               for zone in ZONES for change in changes_of(zone) for minutes in (-61, -30, -1, 0, 30, 60)]  # fmt: skip
    with given():
        by = make_person()
        rows = [publish_at(by, moment, zone) for moment, zone in moments if not is_first_of_two(moment, zone)]
    assert {"Europe/Berlin", "Africa/Cairo", "Africa/Casablanca", "America/Vancouver"} <= {zone for _, zone in moments}
    assert rows_of(reader, feed()) == sorted(rows)


def publish_at(by: Person, moment: datetime, zone: str) -> Row:
    """An event that begins at an instant, on the clocks of a zone."""
    starts, ends = (each.astimezone(ZoneInfo(zone)) for each in (moment, moment + 26 * HOUR))
    row = publish(by, f"{zone} {moment:%Y-%m-%d %H:%M}", starts.replace(tzinfo=None, fold=0), zone,
                  ends=ends.replace(tzinfo=None, fold=0), second=bool(starts.fold))  # fmt: skip
    assert row[1] == written(moment)
    return row


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_tells_the_two_times_that_clocks_show_alike(reader: str, given: Any, feed: Any) -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    with given():
        by = make_person()
        rows = [publish_at(by, first + number * HOUR, "Europe/Berlin") for number in range(2)]
    assert rows_of(reader, feed()) == sorted(rows)
