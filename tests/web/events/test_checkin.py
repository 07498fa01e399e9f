"""The door over HTTP: who may open it, what a phone is given and sends, and what is said of bad codes."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from eventhub.events import queries as events
from eventhub.events.checkin import queries, rules
from eventhub.events.registration.models import Guest
from eventhub.events.registration.queries import find_registration
from eventhub.events.registration.services.keeping import cancel
from eventhub.events.registration.telling import make_door
from eventhub.events.workflow import S
from tests.factories import make_event, make_person
from tests.support.going import make_going
from tests.support.queries import count_queries


class World:
    """The keys of what the tests speak of."""


@pytest.fixture
def world(given):
    known = World()
    with given():
        olga = make_person(name="Olga", email="olga@example.org")
        make_person(name="Eve", email="eve@example.org")
        event = make_event(status=S.PUBLISHED, organizer=olga)
        ana = make_going(event, "Ana Łoś")
        known.key, known.ana, known.code = event.key, ana.key, ana.code
        known.stamp = queries.stamp_of(event.occurrences[0])
        known.mark = rules.mark_of(rules.salt_of(event.key), ana.code)
    known.path = f"/events/{known.key}/check-in/{known.stamp}"
    return known


@pytest.fixture
def olga(world, browser_of):
    return browser_of("olga@example.org")


def send(browser, world, *items):
    """What the page's script sends."""
    browser.open(world.path)
    token = browser.find(r'data-token="([^"]+)"')
    return browser.client.post(
        f"{world.path}/scans", base_url="https://hub.example", json={"items": list(items)},
        headers={"X-CSRFToken": token, "Accept": "application/json", "Referer": f"https://hub.example{world.path}"},
    )  # fmt: skip


def item(mark, name="one", **more):
    return {"id": name, "mark": mark, "at": datetime.now(UTC).isoformat(), "source": "scan", **more}


def test_an_event_of_one_date_has_nothing_to_choose(olga, world):
    assert olga.open(f"/events/{world.key}/check-in").location == world.path


def test_the_manage_page_leads_to_the_door(olga, world):
    olga.open(f"/events/{world.key}/manage")

    assert f'href="/events/{world.key}/check-in"' in olga.text


def test_a_scan_is_answered_with_the_name_and_the_counts(olga, world):
    answer = send(olga, world, item(world.mark)).get_json()

    [result] = answer["results"]
    assert (result["id"], result["came"], result["tone"], result["text"]) == ("one", "in", "good", "Ana Łoś is in.")
    assert result["undo"] == f"{world.path}/people/{world.ana}/undo"
    assert (answer["counts"]["in"], answer["counts"]["going"]) == (1, 1)


def test_the_second_scan_is_told_the_time_of_the_first(olga, world, given):
    send(olga, world, item(world.mark))

    [result] = send(olga, world, item(world.mark, name="two")).get_json()["results"]

    assert result["came"] == "already"
    assert re.fullmatch(r"Ana Łoś is already in, at \d\d?:\d\d.*\.", result["text"])


def test_a_forged_code_is_called_so_and_lets_nobody_in(olga, world):
    answer = send(olga, world, item("0" * 64)).get_json()

    assert answer["results"][0]["text"] == "This code belongs to no registration for this event."
    assert answer["results"][0]["undo"] is None
    assert answer["counts"]["in"] == 0


@pytest.mark.parametrize("broken", [{}, {"id": "one"}, {"id": "one", "mark": "x", "at": "2026-01-01T00:00:00Z"},
                                    {"id": "o" * 37, "mark": "0" * 64, "at": "2026-01-01T00:00:00Z"},
                                    {"id": "one", "mark": "0" * 64, "at": "yesterday"},
                                    {"id": "one", "mark": "0" * 64, "at": "2026-01-01T00:00:00Z", "source": "name it"},
                                    {"id": 1, "mark": "0" * 64, "at": "2026-01-01T00:00:00Z"}, "text", None], ids=str)  # fmt: skip
def test_what_the_page_would_never_send_is_refused(olga, world, broken):
    answer = send(olga, world, broken)

    assert answer.status_code == 422
    assert "what was scanned is kept" in answer.get_json()["errors"]["items"]


def test_a_scan_without_the_pages_token_is_refused(olga, world):
    answer = olga.client.post(f"{world.path}/scans", base_url="https://hub.example", json={"items": [item(world.mark)]},
                              headers={"Accept": "application/json"})  # fmt: skip

    assert answer.status_code == 400


def test_a_phone_is_given_marks_and_nothing_about_people(olga, world):
    answer = olga.open(f"{world.path}/codes.json")

    assert answer.get_json() == {"marks": [world.mark]}
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_page_itself_holds_no_name_and_no_code_until_one_is_asked_for(olga, world):
    olga.open(world.path)

    assert "Ana" not in olga.text
    assert world.code not in olga.text


def test_counts_are_not_sent_again_while_they_are_the_same(olga, world):
    first = olga.open(f"{world.path}/counts.json")
    again = olga.open(f"{world.path}/counts.json", **{"If-None-Match": first.headers["ETag"]})
    send(olga, world, item(world.mark))
    changed = olga.open(f"{world.path}/counts.json", **{"If-None-Match": first.headers["ETag"]})

    assert first.get_json() == {"going": 1, "in": 0, "going-room": 1, "in-room": 0, "going-screen": 0, "in-screen": 0}
    assert (again.status_code, again.data) == (304, b"")
    assert changed.get_json()["in"] == 1


def test_by_name_someone_is_let_in_and_taken_back_without_a_script(olga, world):
    olga.open(f"{world.path}?name=los")
    olga.submit(f"/people/{world.ana}")
    olga.follow()
    assert "Ana Łoś is in." in olga.text
    assert "in since" in olga.text

    olga.submit(f"/people/{world.ana}/undo")
    olga.follow()

    assert "Ana Łoś is no longer in." in olga.text
    assert "in since" not in olga.text


def test_nobody_of_that_name_is_said_in_words(olga, world):
    olga.open(f"{world.path}?name=eve")

    assert "Nobody of this name is going on this date." in olga.text


def test_the_camera_is_for_this_page_alone(olga, world):
    assert olga.open(world.path).headers["Permissions-Policy"].startswith("camera=(self)")
    assert olga.open(f"/events/{world.key}/manage").headers["Permissions-Policy"].startswith("camera=()")
    assert olga.open("/events").headers["Permissions-Policy"].startswith("camera=()")


def test_the_worker_lies_where_the_pages_of_one_event_are(olga, world):
    answer = olga.open(f"/events/{world.key}/check-in/worker.js")

    assert answer.mimetype == "text/javascript"
    assert world.path.startswith(f"/events/{world.key}/check-in/")


@pytest.mark.parametrize("tail", ["", "/codes.json", "/counts.json"])
def test_only_organizers_know_the_door(world, browser_of, client, tail):
    assert browser_of("eve@example.org").open(world.path + tail).status_code == 404
    assert client.get(world.path + tail, base_url="https://hub.example").location.startswith("/account/sign-in")


def test_a_date_that_is_none_is_not_found(olga, world):
    assert olga.open(f"/events/{world.key}/check-in/20200101T000000Z").status_code == 404


def test_scanning_asks_as_many_questions_for_five_as_for_one(app, given, world):
    def ask(n):
        with given():
            event = events.find_event(world.key)
            date = event.occurrences[0]
            with count_queries() as asked:
                queries.list_codes(date)
                queries.search(date, "a")
                queries.count(date)
        return len(asked)

    one = ask(1)
    with given():
        for name in ("Bo", "Cy", "Di", "Ed"):
            make_going(events.find_event(world.key), f"{name} a")

    assert ask(5) == one == 3


# Tickets


@pytest.fixture
def doors(given, world):
    """The link in Ana's mail, and one that someone made up."""
    with given():
        return make_door(find_registration(world.ana)), "made.up.door"


def test_a_guest_sees_their_ticket_by_the_link_in_their_mail(client, world, doors):
    page = client.get(f"/events/registrations/{doors[0]}", base_url="https://hub.example").get_data(as_text=True)
    answer = client.get(f"/events/registrations/{doors[0]}/ticket.svg", base_url="https://hub.example")

    assert f'src="/events/registrations/{doors[0]}/ticket.svg"' in page
    assert " ".join(world.code[n : n + 4] for n in range(0, 26, 4)) in page
    assert answer.mimetype == "image/svg+xml"
    assert answer.data == rules.ticket_svg(world.code)
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_nobody_else_sees_it(client, browser_of, world, doors):
    assert client.get(f"/events/registrations/{doors[1]}/ticket.svg", base_url="https://hub.example").status_code == 410
    assert browser_of("eve@example.org").open(f"/events/registrations/{world.ana}/ticket.svg").status_code == 404


def test_who_has_cancelled_has_no_ticket(client, given, world, doors):
    with given():
        own = find_registration(world.ana)
        cancel(own, actor=Guest(own.id))

    assert client.get(f"/events/registrations/{doors[0]}/ticket.svg", base_url="https://hub.example").status_code == 404
    page = client.get(f"/events/registrations/{doors[0]}", base_url="https://hub.example").get_data(as_text=True)
    assert "ticket.svg" not in page
