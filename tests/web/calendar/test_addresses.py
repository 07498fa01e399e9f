"""Which address gives which events, and where old addresses lead."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from eventhub.communities.workflow import Standing
from eventhub.core import generations
from eventhub.events.models import Topic
from eventhub.events.workflow import S
from tests.factories import make_community, make_event, make_topic

NOON = datetime.now(UTC).replace(tzinfo=None, hour=12, minute=0, second=0, microsecond=0)
"""Today at noon, as a clock on the wall shows it."""


def titles(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return re.findall(r"SUMMARY;LANGUAGE=\w+:([^\r]*)", answer.text)


@pytest.fixture
def world(given):
    with given():
        community = make_community("Lisbon group", region="PT", official=True)
        lisbon = {"region_code": "PT", "zone": "Europe/Lisbon", "city": "Lisbon", "country": "PT"}
        starts = NOON + timedelta(days=20)
        make_event(status=S.PUBLISHED, title="Lisbon", community=community, languages=("pt-BR",), topics=("python",),
                   starts=starts, **lisbon)  # fmt: skip
        make_event(status=S.PUBLISHED, title="Berlin", format_slug="workshop", starts=starts + timedelta(days=1))
        make_event(status=S.DRAFT, title="Secret", starts=starts)
        return {"community": community.key}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("all.ics", ["Lisbon", "Berlin"]),
        ("region/001.ics", ["Lisbon", "Berlin"]),
        ("region/150.ics", ["Lisbon", "Berlin"]),
        ("region/PT.ics", ["Lisbon"]),
        ("region/150.ics?region=PT", ["Lisbon"]),
        ("region/PT.ics?region=DE", []),
        ("region/FR.ics", []),
        ("format/workshop.ics", ["Berlin"]),
        ("topic/python.ics", ["Lisbon"]),
        ("language/pt.ics", ["Lisbon"]),
        ("language/pt-BR.ics", ["Lisbon"]),
        ("all.ics?lang=pt-br", ["Lisbon"]),
        ("all.ics?lang=DE&lang=pt", ["Lisbon", "Berlin"]),
        ("all.ics?official=1", ["Lisbon"]),
        ("all.ics?region=pt&topic=Python&format=Meetup", ["Lisbon"]),
        ("all.ics?region=PT&region=de&region=PT", ["Lisbon", "Berlin"]),
        ("all.ics?topic=&region=&cancelled=", ["Lisbon", "Berlin"]),
        ("all.ics?mode=online", []),
        ("all.ics?mode=in_person&region=DE", ["Berlin"]),
        ("language/ja.ics", []),
    ],
)
def test_each_address_gives_its_events_in_order_of_time(client, world, path, found):
    assert titles(client.get(f"/calendar/{path}")) == found


def test_a_communitys_feed_holds_its_events(client, world):
    assert titles(client.get(f"/calendar/community/{world['community']}.ics")) == ["Lisbon"]
    assert titles(client.get(f"/calendar/all.ics?community={world['community']}")) == ["Lisbon"]


def test_an_empty_feed_still_holds_a_zone(client):
    answer = client.get("/calendar/all.ics")

    assert answer.text.count("BEGIN:VTIMEZONE") == 1
    assert "BEGIN:VEVENT" not in answer.text


def test_a_draft_has_no_feed_and_is_in_none(client, publish):
    key = publish(status=S.DRAFT, title="Secret")

    assert client.get(f"/calendar/event/{key}.ics").status_code == 404
    assert titles(client.get("/calendar/all.ics")) == []


def test_what_was_public_is_gone(client, publish, withdraw_from_public):
    key = publish()
    before = client.get(f"/calendar/event/{key}.ics").status_code
    withdraw_from_public(key)

    after = client.get(f"/calendar/event/{key}.ics")

    assert (before, after.status_code) == (200, 410)
    assert after.text == "This event is not public any more.\n"
    assert titles(client.get("/calendar/all.ics")) == []


def test_an_archived_community_is_gone(client, given):
    with given():
        community = make_community("Old")
        key = community.key
    before = client.get(f"/calendar/community/{key}.ics").status_code
    with given() as session:
        from eventhub.communities.models import Community

        community = session.query(Community).filter_by(key=key).one()
        community.standing = Standing.ARCHIVED
        generations.raise_calendar([f"community:{key}"])

    after = client.get(f"/calendar/community/{key}.ics")

    assert (before, after.status_code) == (200, 410)
    assert after.text == "This community is archived and has no calendar any more.\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/calendar/region/de.ics", "/calendar/region/DE.ics"),
        ("/calendar/region/de-be.ics?mode=online", "/calendar/region/DE-BE.ics?mode=online"),
        ("/calendar/region/de-X-Harz.ics", "/calendar/region/DE-x-harz.ics"),
        ("/calendar/language/PT-br.ics", "/calendar/language/pt-BR.ics"),
        ("/calendar/event/aaaaaaaaaa-an-evening.ics?download=1", "/calendar/event/aaaaaaaaaa.ics?download=1"),
        ("/calendar/community/aaaaaaaaaa-lisbon.ics", "/calendar/community/aaaaaaaaaa.ics"),
        ("/calendar/community/AAAAAAAAAA.ics", "/calendar/community/aaaaaaaaaa.ics"),
        ("/calendar/person/aaaaaaaaaa-olga.atom?locale=de", "/calendar/person/aaaaaaaaaa.atom?locale=de"),
        ("/calendar/topic/Python.feed.json", "/calendar/topic/python.feed.json"),
        ("/calendar/format/Online-Meetup.jcal", "/calendar/format/online-meetup.jcal"),
    ],
)
def test_other_ways_of_writing_lead_to_the_one_address(client, old, new):
    answer = client.get(old)

    assert (answer.status_code, answer.headers["Location"]) == (301, f"https://hub.example{new}")


def test_a_retired_topic_leads_to_its_successor_for_ever(client, given):
    with given() as session:
        make_topic("machine-learning")
        session.add(Topic(slug="ml", names={"en": "ML"}, retired_to="machine-learning"))

    path = client.get("/calendar/topic/ml.ics?mode=online")
    query = client.get("/calendar/all.ics?topic=ml&mode=online")

    assert (path.status_code, query.status_code) == (301, 301)
    assert path.headers["Location"] == "https://hub.example/calendar/topic/machine-learning.ics?mode=online"
    assert query.headers["Location"] == "https://hub.example/calendar/all.ics?topic=machine-learning&mode=online"


def test_the_window_reaches_90_days_back_and_18_months_ahead(client, publish):
    for title, days in (("Long ago", -91), ("Last month", -30), ("Next year", 500), ("Far ahead", 560)):
        publish(title=title, starts=NOON + timedelta(days=days))

    assert titles(client.get("/calendar/all.ics")) == ["Last month", "Next year"]
    assert titles(client.get("/calendar/all.ics?past=all")) == ["Long ago", "Last month", "Next year"]


def test_the_window_rolls_at_midnight(client, publish):
    publish(title="Soon gone", starts=NOON - timedelta(days=90))
    first = client.get("/calendar/all.ics")

    with time_machine.travel(datetime.now(UTC) + timedelta(days=2), tick=False):
        second = client.get("/calendar/all.ics", headers={"If-None-Match": first.headers["ETag"]})

    assert titles(first) == ["Soon gone"]
    assert titles(second) == []


def test_a_cancelled_event_stays_until_thirty_days_after_its_end(client, publish):
    publish(title="Lately", status=S.CANCELLED, starts=NOON - timedelta(days=29))
    publish(title="Long off", status=S.CANCELLED, starts=NOON - timedelta(days=32))
    publish(title="On")

    assert titles(client.get("/calendar/all.ics")) == ["Cancelled: Lately", "On"]
    assert titles(client.get("/calendar/all.ics?cancelled=hide")) == ["On"]


def test_at_most_so_many_events_the_nearest_first_and_it_says_so(client, publish, monkeypatch):
    from eventhub.feeds import members

    monkeypatch.setattr(members, "MAX_EVENTS", 3)
    members._statements.cache_clear()
    for days in (-40, -2, 1, 5, 60):
        publish(title=f"Day {days}", starts=NOON + timedelta(days=days))

    answer = client.get("/calendar/all.ics")
    members._statements.cache_clear()

    assert titles(answer) == ["Day -2", "Day 1", "Day 5"]
    assert "Only the 3 events nearest in time are in here." in answer.text.replace("\r\n ", "")


def test_at_most_so_many_bytes(client, publish, monkeypatch):
    from eventhub.feeds import members

    monkeypatch.setattr(members, "MAX_BYTES", 2000)
    for days in (9, 5, 1):
        publish(title=f"Day {days}", starts=NOON + timedelta(days=days))

    answer = client.get("/calendar/all.ics")

    assert titles(answer) == ["Day 1", "Day 5"]
    assert "Only the 2 events nearest in time" in answer.text.replace("\r\n ", "")


def test_locale_is_the_language_of_the_feed(client, publish):
    publish(region_code="DE")

    german, english = client.get("/calendar/region/DE.ics?locale=de"), client.get("/calendar/region/DE.ics")

    assert "\r\nX-WR-CALNAME:EventHub: Deutschland\r\n" in german.text
    assert "\r\nX-WR-CALNAME:EventHub: Germany\r\n" in english.text
    assert "c-base\\, Berlin\\, Deutschland" in german.text


def test_the_qr_code_holds_the_webcal_address(client, publish, monkeypatch):
    import segno

    drawn = []
    make = segno.make
    monkeypatch.setattr(segno, "make", lambda text, **known: drawn.append(text) or make(text, **known))

    one, every = client.get("/calendar/region/DE.qr.svg?topic=python"), client.get("/calendar/all.qr.svg")

    assert (one.status_code, one.mimetype, every.status_code) == (200, "image/svg+xml", 200)
    assert drawn == ["webcal://hub.example/calendar/region/DE.ics?topic=python", "webcal://hub.example/calendar/all.ics"]
    assert one.text.startswith("<svg ")


def test_the_panel_gives_every_way_to_subscribe(app):
    from eventhub.blueprints.subscribe import panel_for
    from eventhub.events.rules.filters import parse_filter

    with app.test_request_context("/?locale=de"):
        chosen = parse_filter([("region", "DE"), ("topic", "a"), ("topic", "b"), ("q", "x"), ("from", "2027-01-01")])
        panel = panel_for(chosen)
        single = panel_for(parse_filter([]), kind="event", slug="aaaaaaaaaa")

    https = "https://hub.example/calendar/region/DE.ics?topic=a&topic=b&locale=de"
    assert panel["https"] == https
    assert [(each["name"], each["offered"], each["href"].removeprefix("https://hub.example/calendar/region/DE.")) for each in panel["formats"]] == [
        ("iCalendar", True, "ics?topic=a&topic=b&locale=de"), ("Atom", True, "atom?topic=a&topic=b&locale=de"),
        ("JSON Feed", True, "feed.json?topic=a&topic=b&locale=de"), ("jCal", False, "jcal?topic=a&topic=b&locale=de"),
        ("JSCalendar", False, "jscal.json?topic=a&topic=b&locale=de"),
    ]  # fmt: skip
    assert panel["webcal"] == "webcal://hub.example/calendar/region/DE.ics?topic=a&topic=b&locale=de"
    assert panel["google"] == (
        "https://calendar.google.com/calendar/r?cid="
        "webcal%3A%2F%2Fhub.example%2Fcalendar%2Fregion%2FDE.ics%3Ftopic%3Da%26topic%3Db%26locale%3Dde"
    )
    assert panel["outlook"].startswith("https://outlook.live.com/calendar/0/addfromweb?url=https%3A%2F%2Fhub.example")
    assert panel["qr_svg_href"] == "/calendar/region/DE.qr.svg?topic=a&topic=b&locale=de"
    assert (panel["download"], single["download"]) == (None, "/calendar/event/aaaaaaaaaa.ics?locale=de&download=1")
