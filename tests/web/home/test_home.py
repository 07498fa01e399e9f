"""The front door, the search, and the pages every site needs."""

import re
from datetime import datetime, timedelta

import pytest

from eventhub.events.workflow import S
from tests.factories import make_community, make_event, make_topic
from tests.support.queries import count_queries

SOON = datetime.now() + timedelta(days=10)


def titles(browser):
    return re.findall(r'class="event-title"[^>]*><a [^>]*>([^<]+)</a>', browser.text)


def test_events_in_the_readers_language_come_first_then_the_others_without_cancelled_ones(given, reader):
    with given():
        make_event(status=S.PUBLISHED, title="German", languages=("de",), starts=SOON)
        make_event(status=S.PUBLISHED, title="English", languages=("en",), starts=SOON + timedelta(days=5))
        make_event(status=S.CANCELLED, title="Off", languages=("en",), starts=SOON)
        make_event(status=S.PUBLISHED, title="Over", languages=("en",), starts=datetime.now() - timedelta(days=5))
        make_event(status=S.APPROVED, title="Not yet", languages=("en",), starts=SOON)
    reader.open("/")
    assert titles(reader) == ["English", "German"]
    reader.open("/?locale=de")
    assert titles(reader) == ["German", "English"]


@pytest.mark.parametrize(
    ("query", "address"), [("", "all.ics"), ("?locale=en", "all.ics"), ("?locale=ar", "all.ics?locale=ar")]
)
def test_the_calendar_in_the_foot_speaks_the_readers_language(reader, query, address):
    reader.open(f"/privacy{query}")
    foot = reader.text.partition('<footer class="foot">')[2]

    assert re.findall(r'<a href="([^"]+)"><svg.*?<span class="address" dir="ltr">([^<]+)', foot) == [
        (f"https://hub.example/calendar/{address}", f"https://hub.example/calendar/{address}")
    ]


def test_an_empty_house_invites(reader):
    reader.open("/")

    assert "Nothing is planned yet" in reader.text
    assert (
        '<link rel="alternate" type="text/calendar" title="All events as a calendar" href="https://hub.example/calendar/all.ics">'
        in reader.text
    )


def test_the_map_counts_communities_by_country(given, reader):
    with given():
        make_community("One", region="DE")
        make_community("Two", region="DE")
        make_community("Three", region="PT")
    reader.open("/")

    for code, name in (("DE", "Germany"), ("PT", "Portugal")):
        assert f'href="/regions/{code}"' in reader.text
        assert name in reader.text


def test_the_search_finds_events_and_communities_and_past_ones_when_nothing_comes(given, reader):
    with given():
        make_event(status=S.PUBLISHED, title="Abend in Zürich", starts=SOON)
        make_event(status=S.PUBLISHED, title="Old pottery", starts=datetime.now() - timedelta(days=50))
        make_event(status=S.SUBMITTED, title="Hidden pottery", starts=SOON)
    reader.open("/search?q=zurich")
    assert titles(reader) == ["Abend in Zürich"]
    reader.open("/search?q=pottery")
    assert titles(reader) == ["Old pottery"]
    reader.open("/search?q=nowhere")
    assert "Nothing was found" in reader.text
    reader.open("/search?q=%20")
    assert (titles(reader), "Nothing was found" in reader.text) == ([], False)


@pytest.mark.parametrize(("query", "found"), [
    ("q=angola", [("/regions/AO", "Angola")]), ("q=germ", [("/regions/DE", "Germany"), ("/events?lang=de", "German")]),
    ("q=Espa%C3%B1a&locale=es", [("/regions/ES", "España")]), ("q=%D8%A7%D9%86%D8%BA%D9%88%D9%84%D8%A7&locale=ar", [("/regions/AO", "أنغولا")]),
    ("q=web", [("/events?topic=web", "The web")]), ("q=w", []), ("q=korea+south", [("/regions/KR", "South Korea")]), ("q=old", []),
])  # fmt: skip
def test_the_search_knows_regions_topics_and_languages_by_name(given, reader, query, found):
    with given():
        make_topic("web").names = {"en": "The web"}
        make_topic("old").retired_to = "web"
    reader.open(f"/search?{query}")

    links = re.findall(r'<p class="cluster"><strong>[^<]+</strong> (.*?)</p>', reader.text)
    assert [pair for line in links for pair in re.findall(r'<a href="([^"]+)" dir="auto">([^<]+)</a>', line)] == found
    assert ("Nothing was found" in reader.text) is (not found)


def test_what_is_searched_for_is_text(reader):
    reader.open("/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")

    assert "<script>alert" not in reader.text
    assert 'value="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in reader.text


@pytest.mark.parametrize("rows", [1, 5])
def test_the_front_page_costs_the_same_with_many_events(given, reader, rows):
    with given():
        for number in range(rows):
            make_event(status=S.PUBLISHED, title=f"Event {number}", languages=("en",), starts=SOON, community=make_community())
    reader.open("/events")
    with count_queries() as asked:
        reader.open("/")

    assert len(titles(reader)) == rows
    assert len(asked) == 9, asked


@pytest.mark.parametrize(("path", "heading"), [
    ("/code-of-conduct", "Code of conduct"), ("/accessibility", "Accessibility"), ("/privacy", "Privacy"),
])  # fmt: skip
def test_the_pages_every_site_needs(reader, path, heading):
    assert reader.open(path).status_code == 200
    assert f"<title>{heading} · EventHub</title>" in reader.text
    assert reader.find(r"<h1[^>]*>([^<]+)</h1>") == heading


def test_robots_stay_out_of_what_is_personal(reader):
    lines = reader.open("/robots.txt").get_data(as_text=True).splitlines()

    assert lines[0] == "User-agent: *"
    assert {"Disallow: /account/", "Disallow: /desk", "Disallow: /team/", "Disallow: /calendar/u/"} <= set(lines)
    assert "Disallow: /calendar/" not in lines  # calendars say themselves that they are no search results
    assert lines[-1] == "Sitemap: https://hub.example/sitemap.xml"
