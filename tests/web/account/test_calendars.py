"""My calendars: made, shown once, renewed, revoked, and nobody else's."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from eventhub.accounts.queries import find_by_email
from eventhub.events.workflow import S
from eventhub.feeds.personal import queries
from eventhub.feeds.personal.rules import MAX_FEEDS, FeedKind
from eventhub.feeds.personal.services import add_feed
from tests.factories import make_event, make_person
from tests.support.going import make_going
from tests.support.personal import fetch
from tests.support.queries import count_queries

ADDRESS = re.compile(
    r'<code id="calendar-address" dir="ltr">https://hub\.example(/calendar/u/([A-Za-z0-9_-]{43})/(\w+)\.ics)</code>'
)


@pytest.fixture
def ana(newcomer: Any) -> Any:
    """Ana, signed in."""
    return newcomer("Ana", zone="Europe/Berlin")


def make(browser: Any, **values: Any) -> str:
    """The path of a calendar made by the form."""
    browser.open("/account/calendars")
    browser.submit("/account/calendars", **{"name": "Phone", **values})
    found = ADDRESS.search(browser.text)
    assert found, browser.text
    return found[1]


def test_the_page_of_a_new_calendar_says_how_late_changes_may_be(ana):
    make(ana)

    assert "How soon changes show" in ana.text
    assert "<dt>Google</dt><dd>after half a day to a day</dd>" in ana.text


def kept(given: Any) -> list[tuple[str, str, int | None]]:
    with given():
        feeds = queries.list_feeds(find_by_email("ana@example.org").id)
        return [(feed.kind.value, feed.name, feed.alarm_minutes) for feed, _counted in feeds]


def test_sent_again_by_a_page_loaded_again_it_is_the_same_calendar(ana, given):
    ana.open("/account/calendars")
    once = re.search(r'name="once"[^>]* value="([^"]+)"', ana.text)[1]
    pages = []
    for name in ("Phone", "Phone", "Laptop"):
        ana.open("/account/calendars")
        ana.submit("/account/calendars", name=name, once=once)
        pages.append(ADDRESS.search(ana.text)[1])

    assert pages[0] == pages[1] != pages[2]
    assert [name for _kind, name, _alarm in kept(given)] == ["Phone", "Laptop"]


def test_what_is_revoked_or_long_ago_is_not_made_again_by_the_same_form(ana, given):
    ana.open("/account/calendars")
    once = re.search(r'name="once"[^>]* value="([^"]+)"', ana.text)[1]
    paths = set()
    with time_machine.travel(datetime.now(UTC), tick=False) as traveller:
        for hours in (0, 0, 2):
            traveller.shift(timedelta(hours=hours))
            ana.open("/account/calendars")
            ana.submit("/account/calendars", name="Phone", once=once)
            paths.add(ADDRESS.search(ana.text)[1])
            if not hours:
                ana.open("/account/calendars")
                if revoke := re.search(r'action="(/account/calendars/\w+/revoke)"', ana.text):
                    ana.submit(revoke[1])

    assert len(paths) == 3


def test_an_empty_page_says_what_it_is_for(ana):
    ana.open("/account/calendars")

    assert "You have none yet." in ana.text


def test_the_address_is_shown_once_with_every_way_to_subscribe(ana, given):
    path = make(ana, kind="hosting", alarm="60")
    webcal = f"webcal://hub.example{path}"

    assert ana.last.headers["Cache-Control"] == "no-store"
    assert f'href="{webcal}"' in ana.text
    assert "calendar.google.com/calendar/r?cid=webcal%3A%2F%2Fhub.example" in ana.text
    assert "outlook.live.com/calendar/0/addfromweb?url=https%3A%2F%2Fhub.example" in ana.text
    assert '<img class="qr" src="data:image/svg+xml' in ana.text
    assert kept(given) == [("hosting", "Phone", 60)]
    ana.open("/account/calendars")
    assert path.split("/")[3] not in ana.text
    assert "An alarm one hour before" in ana.text


def test_the_link_on_another_page_chooses_the_kind(ana):
    ana.open("/account/calendars?kind=desk")
    assert re.search(r'value="desk" checked', ana.text)
    ana.open("/account/calendars?kind=nonsense")
    assert re.search(r'value="going" checked', ana.text)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"name": ""}, "Please fill this in."),
        ({"name": "\u202e"}, "What shall it be called? The device it is for is a good name."),
        ({"name": "x" * 81}, "Please keep it to 80 characters."),
        ({"kind": "everything"}, "Not a valid choice."),
        ({"alarm": "7"}, "Not a valid choice."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(ana, given, values, says):
    ana.open("/account/calendars")
    answer = ana.submit("/account/calendars", **{"name": "Phone", **values})

    assert answer.status_code == 422
    assert says in ana.text
    assert kept(given) == []


def test_a_name_is_text(ana):
    make(ana, name="<b>Phone</b>")
    ana.open("/account/calendars")

    assert "&lt;b&gt;Phone&lt;/b&gt;" in ana.text
    assert "<b>Phone" not in ana.text


def test_a_new_address_ends_the_old_one_and_keeps_the_rest(ana, client, given):
    old = make(ana, kind="desk", alarm="1440")
    ana.open("/account/calendars")
    ana.submit("/rotate")
    new = ADDRESS.search(ana.text)[1]

    assert ana.last.headers["Cache-Control"] == "no-store"
    assert (fetch(client, old).status_code, fetch(client, new).status_code) == (410, 200)
    assert kept(given) == [("desk", "Phone", 1440)]


def test_a_revoked_one_is_gone_from_the_page(ana, client, given):
    path = make(ana)
    ana.open("/account/calendars")
    answer = ana.submit("/revoke")

    assert (answer.status_code, answer.location) == (303, "/account/calendars")
    assert fetch(client, path).status_code == 410
    assert kept(given) == []
    ana.follow()
    assert "You have none yet." in ana.text


def test_nobody_touches_another_s(ana, client, given, browser_of):
    path = make(ana)
    ana.open("/account/calendars")
    address = re.search(r'action="(/account/calendars/\w+/revoke)"', ana.text)[1]
    with given():
        make_person(email="bo@example.org")
    bo = browser_of("bo@example.org")
    make(bo)
    bo.open("/account/calendars")
    token = re.search(r'name="csrf_token" value="([^"]+)"', bo.text)[1]

    for step in ("revoke", "rotate"):
        answer = bo.client.post(address.replace("revoke", step), base_url="https://hub.example", data={"csrf_token": token},
                                headers={"Referer": "https://hub.example/"})  # fmt: skip
        assert answer.status_code == 404
    assert fetch(client, path).status_code == 200


def test_twenty_are_enough(ana, given):
    with given():
        for n in range(MAX_FEEDS):
            add_feed(find_by_email("ana@example.org"), FeedKind.GOING, name=f"Device {n}")
    ana.open("/account/calendars")

    assert "That is as many as can be kept." in ana.text
    assert 'action="/account/calendars"' not in ana.text


def test_it_says_who_asked_and_which_version_they_have(ana, client, given):
    noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=1)
    path = make(ana)
    said = []

    def look() -> None:
        ana.open("/account/calendars")
        said.append(
            re.findall(
                r"(?:[^<>]+ (?:ago|now) by [^<]+|No calendar has[^<]+|It has the newest[^<]+|It has an older[^<]+|There may be[^<]+)",
                ana.text,
            )
        )

    with time_machine.travel(noon, tick=False):
        look()
        fetch(client, path, User_Agent="Thunderbird/140.0")
        look()
    with time_machine.travel(noon + timedelta(hours=2), tick=False), given():
        make_going(make_event(status=S.PUBLISHED), person=find_by_email("ana@example.org"))
    with time_machine.travel(noon + timedelta(hours=2), tick=False):
        look()
        client.head(path, base_url="https://hub.example")
        look()
        fetch(client, path, User_Agent="somebody's script")
        look()

    assert said == [
        ["No calendar has asked for it yet."],
        ["It has the newest version.", "just now by Thunderbird"],
        ["There may be news since then. It asks again by itself.", "2 hours ago by Thunderbird"],
        ["It has an older version. It asks again by itself.", "2 hours ago by Thunderbird"],
        ["It has the newest version.", "just now by a program that we don&#39;t know"],
    ]


@pytest.mark.parametrize("number", [1, 5])
def test_the_page_costs_the_same_with_many(ana, client, given, number):
    for n in range(number):
        fetch(client, make(ana, name=f"Device {n}"))
    ana.open("/account/calendars")
    with count_queries() as asked:
        ana.open("/account/calendars")

    assert ana.text.count("/rotate") == number
    mine = [statement for statement in asked if "personal_feed" in statement]
    assert len(mine) == 1, mine


@pytest.mark.parametrize("page", ["/account/calendars", "/account/following", "/account/following/new?kind=region&value=DE"])
def test_strangers_are_sent_to_sign_in(client, page):
    answer = client.get(page, base_url="https://hub.example")

    assert answer.status_code == 303
    assert answer.location.startswith("/account/sign-in?next=")
