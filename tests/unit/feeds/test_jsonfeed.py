"""JSON Feed 1.1: the rules of the format, and what items say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from eventhub.core.text import force_locale
from eventhub.feeds import atom, jsonfeed, pieces
from eventhub.feeds.facts import EventFacts
from tests.factories import make_person
from tests.unit.feeds.test_atom import FEED, READ
from tests.unit.feeds.test_ical import PLAIN
from tests.unit.feeds.test_series import changed_series

KNOWN = {
    "id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "banner_image", "date_published",
    "date_modified", "authors", "tags", "language", "attachments",
}  # fmt: skip
"""What an item may hold; anything else begins with an underscore."""


@pytest.fixture
def olga(db: Any) -> Any:
    return make_person(name="Olga")


def feed_of(*found: Sequence[EventFacts]) -> dict[str, Any]:
    with force_locale("en"):
        made: dict[str, Any] = json.loads(jsonfeed.assemble(FEED, {}, [jsonfeed.items(each, "en") for each in found]))
    return made


@pytest.fixture(autouse=True)
def in_context(app: Any) -> Any:
    """Words need an application."""
    with app.app_context():
        yield


def test_the_head_has_what_the_format_demands() -> None:
    feed = feed_of([PLAIN])

    assert {name: feed[name] for name in feed if name != "items"} == {
        "version": "https://jsonfeed.org/version/1.1", "title": "Berlin; events", "home_page_url": FEED.url, "feed_url": FEED.source,
        "description": "Meetings,\nsprints", "language": "en", "authors": [{"name": "Events & more", "url": "https://events.example"}],
    }  # fmt: skip


def test_items_hold_only_what_the_format_knows_and_one_extension() -> None:
    (item,) = feed_of([READ])["items"]

    assert set(item) <= KNOWN | {"_event"}
    assert isinstance(item["id"], str)
    assert item["content_html"]


def test_an_item_says_the_same_as_the_entry() -> None:
    (item,) = feed_of([READ])["items"]

    assert (item["id"], item["url"], item["title"]) == (
        f"urn:uuid:{READ.uid}",
        READ.url,
        "Verschoben: Größer; weiter, 日本語\\Neu",
    )
    assert (item["date_published"], item["date_modified"]) == ("2026-01-02T03:04:05Z", "2026-02-03T04:05:06Z")
    assert (item["tags"], item["language"]) == (["python", "web, data", "DE-BE"], "de")
    assert item["image"] == "https://events.example/files/cover%20one.png"
    assert item["summary"].replace("\u202f", " ") == "Monday, June 1, 2026, 7:00 PM–9:00 PM in Berlin"
    with force_locale("en"):
        assert item["content_html"] in ET.fromstring(atom.entry([READ], "en")).findtext("content", "")


def test_the_extension_says_moments_zone_state_and_place() -> None:
    (item,) = feed_of([READ])["items"]

    assert item["_event"] == {
        "uid": READ.uid, "starts": "2026-06-01T17:00:00Z", "ends": "2026-06-01T19:00:00Z", "time_zone": "Europe/Berlin",
        "status": "tentative", "location": READ.location, "coordinates": [52.51299, 0.00001], "calendar_url": READ.calendar_url,
    }  # fmt: skip


def test_whole_days_are_days_without_a_zone() -> None:
    (item,) = feed_of([replace(READ, all_day=True, starts=date(2026, 6, 1), ends=date(2026, 6, 3))])["items"]

    assert (item["_event"]["starts"], item["_event"]["ends"]) == ("2026-06-01", "2026-06-03")
    assert "time_zone" not in item["_event"]


@pytest.mark.parametrize(("form", "count"), [("feed.json:rich", 1), ("feed.json:rich-exp", 9)])
def test_a_series_is_one_item_or_an_item_for_each_date(olga: Any, form: str, count: int) -> None:
    event = changed_series(olga)
    (row,) = pieces.render_forms([event.id], "en", [form])
    parts = [piece for _start, piece in pieces.dates_in(row["body"])] or [row["body"]]
    items = json.loads(b"[%b]" % b",".join(parts))

    assert len(items) == count == len({item["id"] for item in items})
    assert {item["_event"]["uid"] for item in items} == {event.uid}
