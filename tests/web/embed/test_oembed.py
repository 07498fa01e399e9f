"""oEmbed 1.0: answers for our own addresses in JSON and XML, within what the consumer allows, and its errors."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import fromstring

import pytest

from tests.support.queries import count_queries

HUB = "https://hub.example"


def oembed(ask: Any, url: str, **more: Any) -> Any:
    return ask("&".join([f"/oembed?url={quote(url, safe='')}", *(f"{name}={value}" for name, value in more.items())]))


def test_an_event_s_address_gives_a_frame_of_it(ask: Any, world: dict[str, str]) -> None:
    key = world["berlin"]
    answer = oembed(ask, f"{HUB}/events/{key}-{world['slug']}")
    found = answer.json

    assert answer.mimetype == "application/json"
    assert found | {"thumbnail_url": ""} == {
        "version": "1.0", "type": "rich", "title": "Berlin evening", "provider_name": "EventHub", "provider_url": HUB, "cache_age": 3600,
        "author_name": "Berliners", "author_url": f"{HUB}/communities/{world['community']}-community", "width": 640, "height": 260,
        "thumbnail_url": "", "thumbnail_width": 1200, "thumbnail_height": 630,
        "html": f'<iframe src="{HUB}/embed/events/{key}" title="Berlin evening" width="640" height="260" loading="lazy" frameborder="0"></iframe>',
    }  # fmt: skip
    assert found["thumbnail_url"].startswith(f"{HUB}/events/{key}/card.png?v=")
    assert ask(f"/embed/events/{key}").status_code == 200


@pytest.mark.parametrize(("path", "source"), [
    ("/events", "/embed/events"), ("/", "/embed/events"), ("/events?topic=web&region=DE&utm_source=x&locale=de", "/embed/events?region=DE&topic=web&locale=de"),
    ("/regions/DE", "/embed/events?region=DE"), ("/communities/COMMUNITY-community", "/embed/events?community=COMMUNITY"),
])  # fmt: skip
def test_lists_give_a_frame_of_the_same_filter(ask: Any, world: dict[str, str], path: str, source: str) -> None:
    found = oembed(ask, HUB + path.replace("COMMUNITY", world["community"])).json

    address = unescape(re.search(r'src="([^"]+)"', found["html"])[1])  # type: ignore[index]
    assert address == HUB + source.replace("COMMUNITY", world["community"])
    assert ask(address.removeprefix(HUB)).status_code == 200


def test_xml_says_the_same(ask: Any, world: dict[str, str]) -> None:
    url = f"{HUB}/events/{world['berlin']}-{world['slug']}"
    answer = oembed(ask, url, format="xml")

    assert answer.content_type == "text/xml; charset=utf-8"
    root = fromstring(answer.data)
    assert root.tag == "oembed"
    assert {part.tag: part.text for part in root} == {name: str(value) for name, value in oembed(ask, url).json.items()}


@pytest.mark.parametrize(("most", "width", "height", "picture"), [
    ({"maxwidth": 400, "maxheight": 200}, 400, 200, False), ({"maxwidth": 5000}, 640, 260, True), ({"maxheight": 629}, 640, 260, False),
])  # fmt: skip
def test_it_is_no_larger_than_the_consumer_allows(
    ask: Any, world: dict[str, str], most: Any, width: int, height: int, picture: bool
) -> None:
    found = oembed(ask, f"{HUB}/events/{world['berlin']}-x", **most).json

    assert (found["width"], found["height"], "thumbnail_url" in found) == (width, height, picture)
    assert f'width="{width}" height="{height}"' in found["html"]


@pytest.mark.parametrize("url", [
    "https://elsewhere.example/events", "https://hub.example.evil.example/events", "https://hub.example@evil.example/events", "ftp://hub.example/events",
    "javascript:alert(1)", "/events", "", "https://hub.example:8443/events", "https://hub.example/account/sign-in", "https://hub.example/nothing/here",
    "https://hub.example/events/aaaaaaaaaa-x", "https://[/", "https://hub.example/events?region=xx", "https://hub.example/communities/aaaaaaaaaa-x",
])  # fmt: skip
def test_what_is_not_ours_or_not_there_is_404_or_400(ask: Any, world: dict[str, str], url: str) -> None:
    answer = oembed(ask, url)

    assert (answer.status_code, answer.mimetype) == (400 if "region=" in url else 404, "text/plain")
    assert answer.get_data(as_text=True).count("\n") == 1


def test_the_other_errors_are_those_of_the_specification(ask: Any, world: dict[str, str]) -> None:
    assert oembed(ask, f"{HUB}/events/{world['draft']}-x").status_code == 401
    assert "Hidden" not in oembed(ask, f"{HUB}/events/{world['draft']}-x").get_data(as_text=True)
    assert oembed(ask, f"{HUB}/events", format="yaml").status_code == 501
    assert oembed(ask, f"{HUB}/events", maxwidth="wide").status_code == 400
    assert oembed(ask, f"{HUB}/events?topic=flat-earth").get_data(as_text=True) == "There is no topic “flat-earth”.\n"


@pytest.mark.parametrize(
    "path", ["/events/{berlin}-{slug}", "/events?topic=web", "/communities/{community}-community", "/regions/DE"]
)
def test_pages_say_where_it_is_asked_and_it_answers(ask: Any, world: dict[str, str], path: str) -> None:
    page = ask(path.format(**world)).get_data(as_text=True)
    found = {
        kind: unescape(href)
        for kind, href in re.findall(r'<link rel="alternate" type="([\w/]+)\+oembed" title="[^"]+" href="([^"]+)">', page)
    }

    assert set(found) == {"application/json", "text/xml"}
    for href in found.values():
        assert ask(href.removeprefix(HUB)).status_code == 200


def test_it_costs_few_queries(ask: Any, world: dict[str, str]) -> None:
    with count_queries() as asked:
        oembed(ask, f"{HUB}/events/{world['berlin']}-x")

    assert len(asked) <= 8, asked
