"""Every list offers itself: the panel, the links in the head, and the truth about what is cut and how soon changes show."""

from __future__ import annotations

import re
from typing import Any

import pytest

from eventhub.events.workflow import S
from eventhub.feeds import members
from tests.factories import make_community, make_event
from tests.support.programme import make_call

BASE = "https://hub.example/calendar/"


@pytest.fixture
def world(given: Any) -> dict[str, str]:
    """A community with an event, and an open call."""
    with given():
        community = make_community("Lisbon group")
        event = make_event(status=S.PUBLISHED, community=community, topics=("python",))
        make_call()
        return {"community": f"/communities/{community.key}-community", "event": f"/events/{event.key}-{event.slug}",
                "community_feed": f"community/{community.key}", "event_feed": f"event/{event.key}"}  # fmt: skip


def links_in_head(html: str) -> list[tuple[str, str]]:
    """The calendars and news that a page offers; its frame for other sites (oEmbed) is another matter."""
    head = html.split("</head>")[0].replace("&amp;", "&")
    found = re.findall(r'<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)">', head)
    return [(kind, address) for kind, address in found if not kind.endswith("+oembed")]


@pytest.mark.parametrize(
    ("page", "feed", "query"),
    [
        ("/", "all", ""),
        ("/events", "all", ""),
        ("/events?region=DE", "region/DE", ""),
        ("/events?region=DE&topic=python&mode=in_person&past=all", "region/DE", "?topic=python&mode=in_person&past=all"),
        ("/events?topic=python", "topic/python", ""),
        ("/events/month", "all", ""),
        ("/events/month?format=meetup", "format/meetup", ""),
        ("/regions/DE", "region/DE", ""),
        ("/events/calls", "cfp", ""),
        ("community", "community_feed", ""),
        ("event", "event_feed", ""),
    ],
)
def test_a_page_names_its_own_list_in_its_head_and_offers_all_formats(client, world, page, feed, query):
    html = client.get(world.get(page, page)).text
    stem = f"{BASE}{world.get(feed, feed)}."

    assert links_in_head(html) == [
        ("text/calendar", f"{stem}ics{query}"), ("application/atom+xml", f"{stem}atom{query}"), ("application/feed+json", f"{stem}feed.json{query}"),
    ]  # fmt: skip
    panel = html.split('class="panel subscribe"')[1].split("</section>")[0].replace("&amp;", "&")
    assert f'href="webcal://{stem.removeprefix("https://")}ics{query}"' in panel
    for ext in ("atom", "feed.json", "jcal", "jscal.json"):
        assert f'<a href="{stem}{ext}{query}"' in panel
    assert "Other formats" in panel


def test_what_is_offered_is_there(client, world):
    html = client.get("/events?region=DE&topic=python").text

    for _type, address in links_in_head(html):
        assert client.get(address.removeprefix("https://hub.example")).status_code == 200


def test_the_reader_s_language_is_in_every_address(client, world):
    html = client.get("/events?locale=de").text

    assert [address.partition("?")[2] for _type, address in links_in_head(html)] == ["locale=de"] * 3


def test_how_soon_each_calendar_shows_a_change_is_said(client, world):
    panel = client.get("/events").text.split('class="panel subscribe"')[1]

    assert re.findall(r"<dt>(\w+)</dt><dd>([^<]+)</dd>", panel) == [
        ("Apple", "as often as you set it, from five minutes to a week"), ("Thunderbird", "every half hour, or as you set it"),
        ("Outlook", "about every three hours, and at times only after a day"), ("Google", "after half a day to a day"),
    ]  # fmt: skip


def test_a_page_says_that_its_calendar_is_cut_once_it_is(client, app, given, world, monkeypatch):
    says = "This list is longer than one calendar: only the 2 events nearest in time are in it."
    for _ in range(3):
        with given():
            make_event(status=S.PUBLISHED, topics=("python",))
    monkeypatch.setattr(members, "MAX_EVENTS", 2)
    members._statements.cache_clear()
    before = client.get("/events?topic=python").text
    client.get("/calendar/topic/python.ics")
    members._statements.cache_clear()

    after = client.get("/events?topic=python&fresh=1").text
    other = client.get("/events?topic=python&mode=online").text

    assert (says in before, says in after, says in other) == (False, True, False)
