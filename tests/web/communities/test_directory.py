"""The directory: filters in the address, pages by key, and a cost that does not grow with the rows."""

import re

import pytest

from eventhub.blueprints.communities import views
from eventhub.communities.models import CommunityKind
from eventhub.core import search
from tests.factories import make_community, make_person
from tests.support.queries import count_queries
from tests.support.sessions import Browser


def names(browser):
    return re.findall(r'<a class="whole-link" href="/communities/[^"]+" dir="auto">([^<]+)</a>', browser.text)


@pytest.fixture
def world(given):
    with given():
        ana = make_person(name="Ana", email="ana@example.org")
        berlin = make_community("Berlin", region="DE", official=True, city="Berlin", lat=52.5, lon=13.4, contacts=(ana,))
        search.put("community", berlin.id, "Berlin", "Wir treffen uns")
        make_community("Lisboa", region="PT", city="Lisboa")
        online = make_community("Everywhere", region="001")
        online.kind = CommunityKind.ONLINE


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Berlin", "Everywhere", "Lisboa"]),
        ("?region=DE", ["Berlin"]),
        ("?region=150", ["Berlin", "Lisboa"]),
        ("?region=001", ["Berlin", "Everywhere", "Lisboa"]),
        ("?kind=online", ["Everywhere"]),
        ("?official=1", ["Berlin"]),
        ("?q=treffen", ["Berlin"]),
        ("?q=berlin&kind=local&region=DE&official=1", ["Berlin"]),
        ("?region=XX", []),
        ("?region=%3Cscript%3E&kind=none&official=maybe", ["Berlin", "Everywhere", "Lisboa"]),
    ],
)
def test_filters_are_addresses(app, world, query, found):
    browser = Browser(app)

    assert browser.open(f"/communities{query}").status_code == 200
    assert names(browser) == found


def test_rows_say_where_and_how_they_stand(app, world):
    browser = Browser(app)
    browser.open("/communities?region=DE")

    assert '<p class="small soft">Berlin, Germany</p>' in browser.text
    assert "<span>Official</span>" in browser.text


def test_an_archived_community_is_not_in_it(app, world, given):
    from eventhub.communities.workflow import Standing

    with given():
        make_community("Gone").standing = Standing.ARCHIVED
    browser = Browser(app)
    browser.open("/communities")

    assert "Gone" not in browser.text


def test_no_address_of_a_person_is_on_it(app, world):
    browser = Browser(app, "ana@example.org")
    browser.open("/communities")

    assert "@" not in browser.text.split("<main")[1]


def test_an_empty_answer_invites(app, world):
    browser = Browser(app)
    browser.open("/communities?region=JP")

    assert "<h2>No community like this yet</h2>" in browser.text
    assert '<a class="button primary" href="/communities/new?region=JP">Start a community</a>' in browser.text


def test_an_empty_directory_invites(app):
    browser = Browser(app)
    browser.open("/communities")

    assert "<h2>The first community is yours to start</h2>" in browser.text


def test_pages_follow_each_other_without_gaps(app, given, monkeypatch):
    monkeypatch.setattr(views, "PAGE_SIZE", 2)
    with given():
        for name in ("B", "A", "B", "C", "B"):
            make_community(name)
    browser, seen = Browser(app), []

    browser.open("/communities")
    while True:
        seen.append(names(browser))
        following = re.search(r'rel="next" href="([^"]+)"', browser.text)
        if not following:
            break
        browser.open(following[1].replace("&amp;", "&"))

    assert seen == [["A", "B"], ["B", "B"], ["C"]]


def test_a_damaged_cursor_is_said_to_be_one(app, world):
    browser = Browser(app)

    assert browser.open("/communities?after=rubbish").status_code == 422
    assert "This address of a page is damaged. Please begin at the first page." in browser.text


def test_a_filter_can_be_taken_back(app, world):
    browser = Browser(app)
    browser.open("/communities?region=DE&kind=local&q=berlin")

    assert 'href="/communities?kind=local&amp;q=berlin"' in browser.text
    assert 'href="/communities?region=DE&amp;kind=local"' in browser.text


def test_points_on_the_map_are_links(app, world):
    browser = Browser(app)
    browser.open("/communities")

    assert (
        len(re.findall(r'<a href="/communities/[a-z0-9]{10}-community" tabindex="-1"><title>Berlin</title>', browser.text)) == 1
    )


@pytest.mark.parametrize("rows", [1, 5])
def test_the_cost_does_not_grow_with_the_rows(app, given, rows):
    with given():
        for _ in range(rows):
            make_community(city="Berlin", lat=52.5, lon=13.4)
    browser = Browser(app)
    browser.open("/communities?kind=online")

    with count_queries() as queries:
        browser.open("/communities")

    assert len(queries) == 3, queries


def test_an_unchanged_directory_costs_one_query(app, world):
    browser = Browser(app)
    browser.open("/communities")

    with count_queries() as queries:
        assert browser.open("/communities").status_code == 200

    assert len(queries) == 1


def test_a_new_community_is_in_it_at_once(app, world):
    reader, ana = Browser(app), Browser(app, "ana@example.org")
    reader.open("/communities")
    ana.open("/communities/new")
    ana.submit("/communities/new", name="Aachen", region="DE")

    reader.open("/communities")

    assert names(reader) == ["Aachen", "Berlin", "Everywhere", "Lisboa"]


@pytest.mark.parametrize(("tag", "title"), [("de", "Deutschland"), ("ar", "ألمانيا")])
def test_regions_are_named_in_the_readers_language(app, world, tag, title):
    browser = Browser(app)
    browser.open(f"/communities?locale={tag}")

    assert f'<option value="DE">{title}</option>' in browser.text
