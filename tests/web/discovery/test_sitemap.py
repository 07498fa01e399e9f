"""The sitemap: an index, parts, each address with its languages; what is not public is in none; what it costs."""

from __future__ import annotations

import gzip
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
import time_machine

from eventhub.events import queries
from eventhub.events.queries import sitemap
from eventhub.events.services import publicity
from eventhub.events.workflow import S
from tests.factories import make_community, make_event, make_topic
from tests.support.queries import count_queries

HUB = "https://hub.example"
MAP, HTML = "{http://www.sitemaps.org/schemas/sitemap/0.9}", "{http://www.w3.org/1999/xhtml}"


@pytest.fixture
def ask(client: Any) -> Any:
    """``ask(path, **headers)``."""
    return lambda path, **sent: client.get(
        path, base_url=HUB, headers={name.replace("_", "-"): value for name, value in sent.items()}
    )


def locs(answer: Any) -> list[str]:
    """The addresses of a part or of the index."""
    return [each.text.removeprefix(HUB) for each in fromstring(answer.data).iter(f"{MAP}loc")]


@pytest.fixture
def world(given: Any) -> dict[str, str]:
    """A public event in Berlin, one cancelled in Lisbon, and a draft in Oslo."""
    with given():
        make_topic("web")
        community = make_community("Berliners", region="AT")
        with time_machine.travel("2027-01-05T10:00:00Z", tick=False):
            berlin = make_event(status=S.PUBLISHED, title="Berlin evening", topics=("web",), starts=datetime(2027, 3, 9, 19))
        lisbon = make_event(status=S.CANCELLED, title="Lisbon", region_code="PT", starts=datetime(2027, 3, 9, 19))
        make_event(status=S.APPROVED, title="Oslo", region_code="NO", starts=datetime(2027, 3, 9, 19))
        return {"berlin": berlin.key, "lisbon": lisbon.key, "community": community.key}


def test_the_index_names_the_parts_and_when_they_changed(ask: Any, world: dict[str, str]) -> None:
    answer = ask("/sitemap.xml")

    assert answer.content_type == "application/xml; charset=utf-8"
    assert fromstring(answer.data).tag == f"{MAP}sitemapindex"
    assert locs(answer) == [
        "/sitemaps/pages.xml",
        "/sitemaps/regions.xml",
        "/sitemaps/communities.xml",
        "/sitemaps/events-0.xml",
    ]
    assert "Sitemap: https://hub.example/sitemap.xml" in ask("/robots.txt").get_data(as_text=True).splitlines()


def test_each_event_stands_with_its_languages_and_its_change(ask: Any, world: dict[str, str]) -> None:
    root = fromstring(ask("/sitemaps/events-0.xml").data)
    first, second = root.findall(f"{MAP}url")

    page = f"{HUB}/events/{world['berlin']}-berlin-evening"
    assert (first.findtext(f"{MAP}loc"), first.findtext(f"{MAP}lastmod")) == (page, "2027-01-05T10:00:00Z")
    links = {link.attrib["hreflang"]: link.attrib["href"] for link in first.findall(f"{HTML}link")}
    assert links == {"x-default": page, **{tag: f"{page}?locale={tag}" for tag in ("en", "de", "es", "ar")}}
    assert second.findtext(f"{MAP}loc") == f"{HUB}/events/{world['lisbon']}-lisbon"


def test_regions_with_something_in_them_stand_with_all_above(ask: Any, world: dict[str, str]) -> None:
    found = locs(ask("/sitemaps/regions.xml"))

    assert {"/regions/DE", "/regions/AT", "/regions/PT", "/regions/150", "/regions/001"} <= set(found)
    assert "/regions/NO" not in found
    assert locs(ask("/sitemaps/communities.xml")) == [f"/communities/{world['community']}-community"]


def test_the_pages_that_are_always_there_and_lists_by_topic(ask: Any, world: dict[str, str]) -> None:
    found = locs(ask("/sitemaps/pages.xml"))

    assert {"/", "/events", "/communities", "/regions", "/events?topic=web", "/events?format=meetup"} <= set(found)
    assert all(ask(path).status_code == 200 for path in found)


@pytest.mark.parametrize("name", ["events-1", "events-99999", "events-999999999", "events-", "people", "events-0x"])
def test_there_are_no_other_parts(ask: Any, world: dict[str, str], name: str) -> None:
    assert ask(f"/sitemaps/{name}.xml").status_code == 404


def test_parts_are_spans_of_ids(ask: Any, world: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "PART", 1)
    parts = [path for path in locs(ask("/sitemap.xml")) if "events-" in path]

    assert len(parts) == 2
    assert [len(locs(ask(path))) for path in parts] == [1, 1]


def test_it_goes_out_packed_and_once(ask: Any, world: dict[str, str]) -> None:
    plain, packed = ask("/sitemaps/events-0.xml"), ask("/sitemaps/events-0.xml", Accept_Encoding="gzip")
    again = ask("/sitemaps/events-0.xml", Accept_Encoding="gzip", If_None_Match=packed.headers["ETag"])

    assert (packed.headers["Content-Encoding"], gzip.decompress(packed.data)) == ("gzip", plain.data)
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert (again.status_code, again.data) == (304, b"")
    assert "Set-Cookie" not in plain.headers
    assert plain.vary.to_header() == "Accept-Encoding"


def test_it_asks_only_whether_it_still_holds_until_something_changes(ask: Any, given: Any, world: dict[str, str]) -> None:
    first = ask("/sitemaps/events-0.xml")
    with count_queries() as asked:
        ask("/sitemaps/events-0.xml")
    assert len(asked) == 2, asked  # the counters of what is listed, and of words

    with given():
        event = queries.find_event(world["berlin"])
        event.title, event.slug = "Berlin night", "berlin-night"
        publicity.refresh(event)
    assert ask("/sitemaps/events-0.xml").data != first.data


@pytest.mark.parametrize("rows", [1, 5])
def test_parts_cost_one_query_however_many_events_there_are(ask: Any, given: Any, rows: int) -> None:
    with given():
        for n in range(rows):
            make_event(status=S.PUBLISHED, title=f"Evening {n}")
    with count_queries() as index:
        ask("/sitemap.xml")
    with count_queries() as part:
        assert len(locs(ask("/sitemaps/events-0.xml"))) == rows

    assert (len(index), len(part)) == (3, 3), (index, part)
