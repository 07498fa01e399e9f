"""Pages as microformats2 read them: an event with its times, place and hosts; lists as feeds."""

from datetime import datetime, timedelta

import pytest
import time_machine

from eventhub.events.workflow import S
from tests.factories import make_community, make_event
from tests.support.microformats import read_microformats

DAY = datetime(2027, 3, 10, 19)


@pytest.fixture(autouse=True)
def in_march():
    """It is the first of March 2027."""
    with time_machine.travel("2027-03-01T09:00:00Z", tick=True):
        yield


@pytest.fixture
def items(browser_of):
    """``items(path)``: what a reader finds on a page."""

    def look(path):
        reader = browser_of("")
        assert reader.open(path).status_code == 200
        return read_microformats(reader.text, f"https://hub.example{path}")

    return look


def publish(given, **said):
    with given():
        community = make_community("Berliners", official=True)
        event = make_event(
            status=S.PUBLISHED, community=community, **{"topics": ("web",), "starts": DAY, "title": "An evening", **said}
        )
        return f"/events/{event.key}-{event.slug}", f"https://hub.example/communities/{community.key}-community"


def test_an_event_says_name_times_place_hosts_and_topics(given, items):
    path, _community = publish(given, description="We **meet**.", street="Rungestraße 20")
    [event] = items(path)

    assert event["type"] == ["event"]
    said = event["properties"]
    assert (said["name"], said["start"], said["end"]) == (
        ["An evening"],
        ["2027-03-10T19:00+01:00"],
        ["2027-03-10T21:00+01:00"],
    )
    assert (said["url"], said["uid"]) == ([f"https://hub.example{path}"], [f"https://hub.example{path}"])
    assert (said["category"], said["content"], said["summary"]) == (["Web"], ["We meet."], ["We meet."])
    [place] = said["location"]
    assert place["type"] == ["card"]
    assert place["properties"] == {"name": ["c-base"], "street-address": ["Rungestraße 20"], "locality": ["Berlin, Germany"],
                                   "latitude": ["52.51"], "longitude": ["13.42"]}  # fmt: skip
    assert [host["properties"]["name"] for host in said["organizer"]] == [["Berliners"]]


def test_a_whole_day_is_a_day_and_ends_on_its_last(given, items):
    path, _community = publish(given, all_day=True, starts=datetime(2027, 3, 10), ends=datetime(2027, 3, 12))
    [event] = items(path)

    assert (event["properties"]["start"], event["properties"]["end"]) == (["2027-03-10"], ["2027-03-11"])


@pytest.mark.parametrize("path", ["/events", "/", "/regions/DE"])
def test_lists_are_feeds_of_events(given, items, path):
    page, _community = publish(given)
    with given():
        make_event(
            status=S.PUBLISHED,
            title="Lisbon",
            region_code="PT",
            zone="Europe/Lisbon",
            starts=DAY + timedelta(days=1),
            city="Lisboa",
        )
        make_event(status=S.APPROVED, title="Secret", starts=DAY)
    [feed] = items(path)

    assert feed["type"] == ["feed"]
    found = {event["properties"]["name"][0]: event["properties"] for event in feed["children"]}
    assert set(found) == ({"An evening"} if path == "/regions/DE" else {"An evening", "Lisbon"})
    assert found["An evening"]["start"] == ["2027-03-10T19:00+01:00"]
    assert found["An evening"]["end"] == ["2027-03-10T21:00+01:00"]
    assert found["An evening"]["url"] == [f"https://hub.example{page}"]
    assert found["An evening"]["location"] == ["Berlin, Germany"]
    assert [host["properties"]["name"] for host in found["An evening"]["organizer"]] == [["Berliners"]]


def test_a_community_s_page_is_a_feed(given, items):
    _page, community = publish(given)
    [feed] = items(community.removeprefix("https://hub.example"))

    assert (feed["type"], [event["properties"]["name"] for event in feed["children"]]) == (["feed"], [["An evening"]])
