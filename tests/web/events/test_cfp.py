"""The call for speakers over HTTP: who sees it, what is kept after the deadline, its calendar."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import icalendar
import pytest
import sqlalchemy as sa
import time_machine

from eventhub.accounts.queries import find_by_email
from eventhub.core.db import db
from eventhub.events import queries as events
from eventhub.events.programme import clockwork, queries
from eventhub.events.programme.models import Proposal
from eventhub.events.programme.services import calls
from tests.factories import make_person
from tests.support.programme import make_call, make_conference, make_proposal, wall_in_days
from tests.support.queries import count_queries


@pytest.fixture
def people(given: Any) -> None:
    """Olga organizes; Sam speaks; Rita rates."""
    with given():
        for name in ("Olga", "Sam", "Rita"):
            make_person(name=name, email=f"{name.lower()}@example.org")


@pytest.fixture
def conference(given: Any, people: None) -> str:
    """The key of a public conference of Olga's, without a call."""
    with given():
        return make_conference(find_by_email("olga@example.org")).key


@pytest.fixture
def call(given: Any, conference: str) -> str:
    """The key of the same with an open call."""
    with given():
        make_call(events.find_event(conference))
    return conference


def open_call(browser: Any, key: str) -> None:
    deadline = wall_in_days(14)
    browser.open(f"/events/{key}/call/edit")
    browser.submit(
        "/call/edit", text="Tell us what you tried.", deadline_date=f"{deadline:%Y-%m-%d}", deadline_time="18:00",
        answer_by=f"{deadline + timedelta(days=7):%Y-%m-%d}", zone="Europe/Berlin", then="open",
    )  # fmt: skip


def test_an_organizer_opens_a_call_and_everyone_finds_it(browser_of: Any, client: Any, conference: str) -> None:
    olga = browser_of("olga@example.org")
    open_call(olga, conference)
    assert olga.last.status_code == 303, olga.text

    page = client.get(f"/events/{conference}/call", base_url="https://hub.example").get_data(as_text=True)
    assert "Tell us what you tried." in page
    assert "Propose something" in page
    found = client.get("/events/calls", base_url="https://hub.example").get_data(as_text=True)
    assert f"/events/{conference}/call" in found
    assert "webcal://hub.example/calendar/cfp.ics" in found
    event = client.get(f"/events/{conference}", base_url="https://hub.example", follow_redirects=True).get_data(as_text=True)
    assert f"/events/{conference}/call" in event


def test_a_call_without_its_facts_says_what_is_missing_and_keeps_the_text(
    browser_of: Any, conference: str, errors_on: Any
) -> None:
    olga = browser_of("olga@example.org")
    olga.open(f"/events/{conference}/call/edit")
    olga.submit("/call/edit", text="My words", deadline_date="soon", answer_by="", then="open")

    assert olga.last.status_code == 422
    assert set(errors_on(olga)) == {"deadline_date", "answer_by"}
    assert "My words" in olga.text


def test_a_call_that_is_not_open_is_nobodys_to_know(browser_of: Any, client: Any, given: Any, conference: str) -> None:
    with given():
        make_call(events.find_event(conference), is_open=False)

    sam = browser_of("sam@example.org")
    assert sam.open(f"/events/{conference}/call").status_code == 404
    assert sam.open(f"/events/{conference}/call/edit").status_code == 404
    assert sam.open(f"/events/{conference}/proposals").status_code == 404
    assert browser_of("olga@example.org").open(f"/events/{conference}/call").status_code == 200


def test_a_speaker_sends_something_in_and_sees_state_turn_and_date(browser_of: Any, given: Any, call: str) -> None:
    sam = browser_of("sam@example.org")
    sam.open(f"/events/{call}/proposals/new")
    sam.submit("/proposals", title="Soup for forty", abstract="How we cooked.", notes="My first.", then="submit")
    sam.follow()

    assert "Sent in" in sam.text
    assert "The organizers" in sam.text
    with given():
        found = queries.find_call(call)
        assert f"{found.answer_by:%-d}" in sam.text


def test_what_is_sent_too_late_is_kept_as_a_draft(browser_of: Any, given: Any, call: str) -> None:
    sam = browser_of("sam@example.org")
    sam.open(f"/events/{call}/proposals/new")
    with given():
        deadline = queries.find_call(call).deadline_at

    with time_machine.travel(deadline + timedelta(minutes=1), tick=False):
        sam.submit("/proposals", title="Too late", abstract="Alas.", then="submit")
        assert sam.last.status_code == 303
        sam.follow()

        assert "The call is over" in sam.text
        with given():
            assert [(p.title, p.status.value) for p in db.session.scalars(sa.select(Proposal))] == [("Too late", "draft")]
        assert sam.open(f"/events/{call}/proposals/new").status_code == 303
        page = sam.open(f"/events/{call}/call").get_data(as_text=True)
        assert "This call is over" in page


def test_a_half_written_proposal_is_kept_when_it_can_not_be_sent_in(
    browser_of: Any, given: Any, call: str, errors_on: Any
) -> None:
    sam = browser_of("sam@example.org")
    sam.open(f"/events/{call}/proposals/new")
    sam.submit("/proposals", title="Only a title", abstract="", then="submit")

    assert sam.last.status_code == 422
    assert set(errors_on(sam)) == {"abstract"}
    assert "Saved as a draft" in sam.text
    sam.submit("/edit", abstract="Now there is one.", then="submit")
    sam.follow()
    assert "Sent in" in sam.text
    with given():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Proposal)) == 1


def test_asking_an_address_for_ratings_tells_nobody_whether_it_has_an_account(browser_of: Any, call: str) -> None:
    said = []
    for email in ("rita@example.org", "nobody@example.org"):
        olga = browser_of("olga@example.org")
        olga.open(f"/events/{call}/call/edit")
        olga.submit("/call/reviewers", email=email)
        olga.follow()
        said.append(re.search(r"If there is an account[^<]*", olga.text)[0])

    assert said[0] == said[1]
    assert browser_of("rita@example.org").open(f"/events/{call}/proposals").status_code == 200


# The calendar


def fetch(client: Any, path: str = "/calendar/cfp.ics", etag: str = "") -> Any:
    return client.get(path, base_url="https://hub.example", headers={"If-None-Match": etag} if etag else {})


def test_the_deadline_is_in_the_calendar_and_stays_the_same_bytes(client: Any, given: Any, call: str) -> None:
    first, second = fetch(client), fetch(client)

    assert first.status_code == 200
    assert first.data == second.data
    assert fetch(client, etag=first.headers["ETag"]).status_code == 304
    [entry] = icalendar.Calendar.from_ical(first.data).walk("VEVENT")
    with given():
        known = queries.find_call(call)
        assert entry.end == known.deadline_at
        assert entry.start == known.deadline_at - timedelta(hours=1)
        assert (entry["UID"], entry["SUMMARY"], entry["TRANSP"]) == (known.uid, "Call for speakers: Nordlicht", "TRANSPARENT")
    assert entry["URL"] == f"https://hub.example/events/{call}/call"


def test_another_deadline_is_another_etag_with_the_same_uid(client: Any, given: Any, browser_of: Any, call: str) -> None:
    before = fetch(client)
    olga = browser_of("olga@example.org")
    olga.open(f"/events/{call}/call/edit")
    olga.submit("/call/edit", deadline_date=f"{wall_in_days(18):%Y-%m-%d}", then="stay")

    after = fetch(client, etag=before.headers["ETag"])

    assert after.status_code == 200
    one, other = (icalendar.Calendar.from_ical(answer.data).walk("VEVENT")[0] for answer in (before, after))
    assert one["UID"] == other["UID"]
    assert other["SEQUENCE"] > one["SEQUENCE"]


def test_a_call_closed_early_is_cancelled_in_calendars_and_one_that_ran_out_is_not(client: Any, given: Any, call: str) -> None:
    with given():
        deadline = queries.find_call(call).deadline_at
        calls.advance_call(queries.find_call(call), "close", actor=find_by_email("olga@example.org"))
    assert b"STATUS:CANCELLED" in fetch(client).data

    with given():
        calls.advance_call(queries.find_call(call), "open", actor=find_by_email("olga@example.org"))
    with time_machine.travel(deadline + timedelta(minutes=2), tick=False):
        with given():
            clockwork.act("call_lapse", queries.find_call(call).id)
        assert b"STATUS:CONFIRMED" in fetch(client).data


def test_the_calendar_of_calls_can_be_narrowed_and_is_empty_where_nothing_is_open(client: Any, call: str) -> None:
    assert fetch(client, "/calendar/cfp.ics?region=DE").data.count(b"BEGIN:VEVENT") == 1
    assert fetch(client, "/calendar/cfp.ics?region=FR").data.count(b"BEGIN:VEVENT") == 0
    assert fetch(client, "/calendar/cfp/x.ics").status_code == 404


def test_a_cancelled_event_takes_its_call_with_it(client: Any, given: Any, call: str) -> None:
    from eventhub.events.services.review import advance_event

    fetch(client)
    with given():
        event = events.find_event(call)
        advance_event(event, "cancel", actor=find_by_email("olga@example.org"), reason="Flooded.")

    assert b"STATUS:CANCELLED" in fetch(client).data
    assert f"/events/{call}/call" not in client.get("/events/calls", base_url="https://hub.example").get_data(as_text=True)


@pytest.mark.parametrize("rows", [1, 5])
def test_the_list_of_calls_takes_few_queries(given: Any, client: Any, people: None, rows: int) -> None:
    with given():
        for _n in range(rows):
            make_call(make_conference(find_by_email("olga@example.org")))

    client.get("/events/calls", base_url="https://hub.example")
    with given():
        calls.refresh(queries.list_open_calls(wall_in_days(0).astimezone())[0])
    with count_queries() as asked:
        page = client.get("/events/calls", base_url="https://hub.example").get_data(as_text=True)

    assert page.count('class="event-title"') == rows
    assert len(asked) <= 5, asked


@pytest.mark.parametrize("rows", [1, 5])
def test_the_list_of_proposals_takes_few_queries(given: Any, browser_of: Any, call: str, rows: int) -> None:
    with given():
        for n in range(rows):
            make_proposal(queries.find_call(call), title=f"Talk {n}")
    olga = browser_of("olga@example.org")
    olga.open(f"/events/{call}/proposals")
    with count_queries() as asked:
        olga.open(f"/events/{call}/proposals")

    assert olga.text.count('name="chosen"') == rows
    assert len(asked) <= 24, asked
