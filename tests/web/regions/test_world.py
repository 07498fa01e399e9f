"""The world map and its list, and the look-up of places."""

import re

import pytest

from eventhub.blueprints.regions.views import canonical
from eventhub.events.workflow import S
from tests.factories import make_community, make_event
from tests.support.queries import count_queries
from tests.support.sessions import Browser


@pytest.fixture
def world(given):
    with given():
        make_community(region="DE")
        make_community(region="DE")
        make_community(region="PT")
        make_event(status=S.PUBLISHED, region_code="DE")
        make_event(status=S.SUBMITTED, region_code="JP")


def test_each_country_with_something_is_a_point_and_a_line(app, world):
    browser = Browser(app)
    browser.open("/regions")

    assert re.findall(r'<a href="/regions/(..)" tabindex="-1"><title>([^<]+)</title>', browser.text) == [
        ("DE", "Germany: 3"), ("PT", "Portugal: 1")]  # fmt: skip
    assert re.findall(r'<li><a href="/regions/(..)">[^<]+</a><br><span class="soft small figures">([^<]+)</span></li>', browser.text) == [
        ("DE", "2 communities · 1 event to come"), ("PT", "1 community")]  # fmt: skip
    assert "We are at home in 2 countries." in browser.text


def test_every_other_country_is_an_invitation(app, world):
    browser = Browser(app)
    browser.open("/regions")

    assert '<li><a href="/regions/JP">Japan</a></li>' in browser.text
    assert len(set(re.findall(r'href="/regions/([A-Z]{2})"', browser.text))) > 240


def test_an_empty_world_invites(app):
    browser = Browser(app)
    browser.open("/regions")

    assert "The map is still empty. Every country is an invitation." in browser.text


@pytest.mark.parametrize(("tag", "name"), [("de", "Deutschland"), ("es", "Alemania"), ("ar", "ألمانيا")])
def test_countries_are_named_in_the_readers_language(app, world, tag, name):
    browser = Browser(app)
    browser.open(f"/regions?locale={tag}")

    assert f'<a href="/regions/DE">{name}</a>' in browser.text


@pytest.mark.parametrize("countries", [["DE"], ["DE", "PT", "JP", "BR", "KE"]])
def test_the_cost_does_not_grow_with_the_rows(app, given, countries):
    with given():
        for code in countries:
            make_community(region=code)
            make_event(status=S.PUBLISHED, region_code=code)
    browser = Browser(app)
    browser.open("/communities")

    with count_queries() as queries:
        browser.open("/regions")

    assert len(queries) == 5, queries


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("de", "DE"),
        ("DE", "DE"),
        ("001", "001"),
        ("de-be", "DE-BE"),
        ("DE-be-X-Neu-Koelln", "DE-BE-x-neu-koelln"),
        ("es-x", "ES-X"),
    ],
)
def test_codes_have_one_way_of_writing(written, meant):
    assert canonical(written) == meant


# Places


def places(app, query, **headers):
    answer = Browser(app).open(f"/places{query}", **headers)
    assert answer.status_code == 200
    return answer.get_json()


def test_a_place_brings_position_zone_and_country(app):
    assert places(app, "?q=lisb")[0] == {
        "id": places(app, "?q=lisb")[0]["id"], "name": "Lisbon", "region": "Portugal", "region_code": "PT", "country": "PT", "zone": "Europe/Lisbon",
        "lat": pytest.approx(38.72, abs=0.1), "lon": pytest.approx(-9.13, abs=0.1), "label": "Lisbon, Portugal",
    }  # fmt: skip


def test_the_country_is_named_in_the_readers_language(app):
    assert places(app, "?q=berlin", **{"Accept-Language": "ar"})[0]["label"] == "Berlin, ألمانيا"


@pytest.mark.parametrize("query", ["", "?q=", "?q=%20%20", "?q=qqqqqqqq", "?q=%25", "?q=" + "x" * 5000, "?q=%00%ff"])
def test_what_is_no_place_gives_an_empty_list(app, query):
    assert places(app, query) == []


def test_an_answer_may_be_kept_by_the_browser(app):
    answer = Browser(app).open("/places?q=lisb")

    assert answer.headers["Cache-Control"] == "private, max-age=3600"
    assert {"cookie", "accept-language"} <= {name.lower() for name in answer.vary}
    assert "Set-Cookie" not in answer.headers
