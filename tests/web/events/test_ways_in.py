"""The way to a private link: the page, its JSON-LD and the feeds say it alike, and the organizers hear where there is none."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest

from eventhub.accounts.queries import find_by_email
from eventhub.events import queries
from eventhub.events.registration.rules import Kind, SetupDraft
from eventhub.events.registration.services.setting import save_setup
from eventhub.events.rules.recurrence import Every, Recurrence
from eventhub.events.services import series
from eventhub.events.workflow import S
from tests.factories import make_community, make_event, make_person, make_setup

SECRET = "https://join.example/SECRET"
NOBODY = "Nobody can get the link yet"
ADA = {"name": "Ada Organizer", "email": "ada@example.org"}


def publish(given: Any, kind: Kind | None = None, community: str = "", **said: Any) -> str:
    """The key of an online event with a private link."""
    with given():
        host = make_community(community) if community else None
        known = {
            "status": S.PUBLISHED,
            "organizer": find_by_email(ADA["email"]) or make_person(**ADA),
            "mode": "online",
            "join_url": SECRET,
            "community": host,
        }
        event = make_event(**{**known, **said})
        if kind:
            make_setup(event, kind=kind)
        return str(event.key)


def lead_of(browser: Any, key: str) -> str:
    """What the page says of the way in, as words."""
    browser.open(f"/events/{key}")
    browser.follow()
    (lead,) = re.findall(r"<p>(Online.*?)</p>", browser.text)
    assert "SECRET" not in browser.text
    return unescape(re.sub(r"<[^>]+>", "", lead))


CASES = [
    ({"kind": Kind.HERE}, "You get the link when you register.", ""),
    ({"registration_url": "https://tickets.example/7"}, "Register there, and you get the link.", "tickets.example · "),
    ({"contact": "hello@example.org"}, "Ask the contact for the link.", ""),
    ({}, "Ask the organizers for the link.", ""),
    ({"community": "Berliners"}, "Ask the organizers for the link.", ""),
    ({"kind": Kind.NONE, "registration_url": "https://tickets.example/7"}, "Ask the organizers for the link.", ""),
]


@pytest.mark.parametrize(("said", "sentence", "first"), CASES)
def test_page_data_and_feed_say_the_same(
    given: Any, reader: Any, client: Any, said: dict[str, Any], sentence: str, first: str
) -> None:
    key = publish(given, **said)
    lead = lead_of(reader, key)
    data = json.loads(re.findall(r'ld\+json">(.*?)</script>', reader.text, re.DOTALL)[0])
    feed = client.get(f"/calendar/event/{key}.ics").get_data(as_text=True).replace("\r\n ", "").replace("\\,", ",")

    assert lead.startswith(f"Online · {first}{sentence}")
    assert data["location"][0]["description"] == sentence
    assert sentence in feed


def test_whom_to_ask_is_named_and_linked(given: Any, reader: Any) -> None:
    assert lead_of(reader, publish(given)).endswith("for the link. Ada Organizer")
    assert lead_of(reader, publish(given, community="Berliners")).endswith("for the link. Berliners")
    assert re.search(r'link\. <a href="/communities/\w{10}-community" dir="auto">Berliners</a>', reader.text)
    assert lead_of(reader, publish(given, contact="hello@example.org")).endswith("for the link. hello@example.org")


def test_an_outside_page_is_where_search_engines_are_led_too(given: Any, reader: Any) -> None:
    lead_of(reader, publish(given, registration_url="https://tickets.example/7"))

    assert '"url":"https://tickets.example/7"' in reader.text.replace('": "', '":"')


def test_where_registration_has_closed_nothing_is_promised_to_newcomers(given: Any, reader: Any) -> None:
    with given():
        event = make_event(status=S.PUBLISHED, organizer=make_person(), mode="online", join_url=SECRET)
        make_setup(event, closes_at=datetime(2020, 1, 1).astimezone())
        key = event.key

    assert lead_of(reader, key) == "Online · Those who have registered get the link."


@pytest.mark.parametrize("said", [{"status": S.CANCELLED}, {"starts": datetime.now() - timedelta(days=3)}])
def test_nobody_is_sent_for_the_link_of_what_is_off_or_over(given: Any, reader: Any, said: dict[str, Any]) -> None:
    assert lead_of(reader, publish(given, **said)) == "Online"


def test_opening_registration_tells_feeds_that_are_stored(given: Any, client: Any) -> None:
    key = publish(given)
    path = f"/calendar/event/{key}.ics"
    assert "Ask the organizers for the link." in client.get(path).get_data(as_text=True)
    with given():
        save_setup(queries.find_event(key), SetupDraft(), actor=find_by_email("ada@example.org"))

    assert "You get the link when you register." in client.get(path).get_data(as_text=True).replace("\r\n ", "")


def test_the_own_link_of_a_date_is_as_private_as_the_events(given: Any, reader: Any) -> None:
    for public in (False, True):
        with given():
            olga = make_person()
            event = make_event(
                status=S.PUBLISHED, organizer=olga, mode="online", join_url=SECRET, join_public=public,
                recurrence=Recurrence(every=Every.WEEK, times=3),
            )  # fmt: skip
            date = event.occurrences[0]
            change = series.DateChange(
                starts=date.wall_start, ends=date.wall_end, own={"title": "Outdoors", "join_url": "https://join.example/HIDDEN"}
            )
            series.change_dates(event, date, change, series.Reach.THIS, actor=olga)
            key = event.key
        reader.open(f"/events/{key}")
        reader.follow()

        assert "Outdoors" in reader.text
        assert ("HIDDEN" in reader.text) is public


# What the organizers are told beforehand


@pytest.fixture
def olgas(given: Any, organizer: Any) -> Any:
    """``olgas(contact="x")``: the key of an online draft of Olga's with a private link."""

    def make(kind: Kind | None = None, **said: Any) -> str:
        with given():
            olga = find_by_email("olga@example.org")
            event = make_event(**{"organizer": olga, "mode": "online", "join_url": SECRET, **said})
            if kind:
                make_setup(event, kind=kind)
            return str(event.key)

    return make


@pytest.mark.parametrize("page", ["edit", "preview", "manage"])
def test_that_nobody_gets_the_link_is_said_before_it_goes_out(organizer: Any, olgas: Any, page: str) -> None:
    key = olgas()
    organizer.open(f"/events/{key}/{page}")

    assert NOBODY in organizer.text
    form = "" if page == "edit" else f"/events/{key}/edit"  # there what is typed stays as it is
    for way in (f"/events/{key}/registration/setup", f"{form}#registration_url", f"{form}#contact"):
        assert f'href="{way}"' in organizer.text, way


@pytest.mark.parametrize("said", [
    {"kind": Kind.HERE}, {"registration_url": "https://tickets.example/7"}, {"contact": "hello@example.org"}, {"join_public": True},
    {"mode": "in_person"},
])  # fmt: skip
def test_where_there_is_a_way_nothing_is_said(organizer: Any, olgas: Any, said: dict[str, Any]) -> None:
    key = olgas(**said)
    for page in ("edit", "preview", "manage"):
        organizer.open(f"/events/{key}/{page}")
        assert NOBODY not in organizer.text, page


def test_it_does_not_stand_in_the_way(organizer: Any, olgas: Any) -> None:
    key = olgas()
    organizer.open(f"/events/{key}/edit")

    assert organizer.submit("/edit", then="submit").status_code == 303
    organizer.follow()
    assert "Waiting for a reviewer" in organizer.text


def test_what_stands_in_the_form_is_asked_by_the_script(given: Any, organizer: Any, browser_of: Any, olgas: Any) -> None:
    path = f"/events/{olgas(mode='in_person')}/hints/link"
    organizer.open(f"{path}?mode=hybrid&join_url=1")
    assert NOBODY in organizer.text
    assert "<html" not in organizer.text
    for known in ("", "?mode=in_person&join_url=1", "?mode=online", "?mode=online&join_url=1&join_public=y",
                  "?mode=online&join_url=1&contact=me", "?mode=online&join_url=1&registration_url=https://x.example"):  # fmt: skip
        assert organizer.open(path + known).status_code == 200
        assert NOBODY not in organizer.text, known
    with given():
        make_person(email="bo@example.org")
    assert browser_of("bo@example.org").open(path).status_code == 404
