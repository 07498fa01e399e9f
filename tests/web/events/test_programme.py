"""Proposals and the schedule over HTTP: who reads, rates, decides; what the public sees."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa

from eventhub.accounts.queries import find_by_email
from eventhub.core.db import db
from eventhub.core.outbox import OutboxMessage
from eventhub.events import queries as events
from eventhub.events.programme import queries
from eventhub.events.programme.services import proposals, schedule, speakers
from tests.factories import make_person, outbox
from tests.support.programme import make_call, make_conference, make_proposal
from tests.support.queries import count_queries


@pytest.fixture
def people(given: Any) -> None:
    """Olga organizes; Sam speaks, perhaps with Cora; Rita and Rolf rate."""
    with given():
        for name in ("Olga", "Sam", "Cora", "Rita", "Rolf"):
            make_person(name=name, email=f"{name.lower()}@example.org")


@pytest.fixture
def conference(given: Any, people: None) -> str:
    """The key of Olga's conference with an open call; Rita and Rolf rate."""
    from eventhub.events.programme.services import calls

    with given():
        olga = find_by_email("olga@example.org")
        call = make_call(make_conference(olga))
        for email in ("rita@example.org", "rolf@example.org"):
            calls.invite_reviewer(call, email, actor=olga)
        return call.event.key


@pytest.fixture
def proposal(given: Any, conference: str) -> str:
    """The key of what Sam has sent in."""
    with given():
        return make_proposal(queries.find_call(conference), speaker=find_by_email("sam@example.org")).key


def make_talk(given: Any, conference: str, state: str = "confirmed", **said: Any) -> str:
    """The key of the session of a talk of Sam's."""
    with given():
        made = make_proposal(queries.find_call(conference), speaker=find_by_email("sam@example.org"), state=state, **said)
        event = events.find_event(conference)
        return next(s.key for s in queries.list_sessions(event.id) if s.proposal_id == made.id)


def post(browser: Any, path: str, **values: Any) -> Any:
    """Send a form that no page offers, with a token that holds."""
    browser.open("/account/profile")
    token = browser.find(r'name="csrf_token"[^>]*value="([^"]+)"')
    browser.last = browser.client.post(path, base_url="https://hub.example", data={"csrf_token": token, **values},
                                       headers={"Referer": "https://hub.example/"})  # fmt: skip
    return browser.last


# Reading, rating, deciding


def test_a_reader_sees_what_others_think_after_their_own_rating(browser_of: Any, proposal: str) -> None:
    rita, rolf = browser_of("rita@example.org"), browser_of("rolf@example.org")
    page = f"/events/proposals/{proposal}/reading"
    rita.open(page)
    rita.submit("/ratings", stars="5", comment="Warm and clear.")

    rolf.open(page)
    assert "Warm and clear." not in rolf.text
    assert "I am nervous." in rolf.text  # the notes for those who decide
    rolf.submit("/ratings", stars="0", comment="")
    rolf.follow()

    assert "Warm and clear." in rolf.text


def test_speakers_organizers_and_strangers_each_see_their_own(browser_of: Any, proposal: str) -> None:
    pages = (f"/events/proposals/{proposal}", f"/events/proposals/{proposal}/reading", f"/events/proposals/{proposal}/edit")

    def answers(email: str) -> list[int]:
        browser = browser_of(email)
        return [browser.open(page).status_code for page in pages]

    assert answers("sam@example.org") == [200, 403, 200]
    assert answers("olga@example.org") == [403, 200, 403]
    assert answers("rita@example.org") == [403, 200, 403]
    assert answers("cora@example.org") == [404, 404, 404]


def test_a_decision_stays_between_the_organizers_until_it_is_announced(
    browser_of: Any, given: Any, conference: str, proposal: str
) -> None:
    olga, sam = browser_of("olga@example.org"), browser_of("sam@example.org")
    olga.open(f"/events/{conference}/proposals")
    olga.submit("/proposals/decisions", chosen=proposal, then="accept")
    olga.follow()
    assert "To be accepted" in olga.text

    sam.open(f"/events/proposals/{proposal}")
    assert "Sent in" in sam.text
    assert not re.search("accept", sam.text, re.IGNORECASE)
    assert "accept" not in str(outbox_of(given))

    olga.submit("/proposals/decisions", then="announce_all")
    sam.open(f"/events/proposals/{proposal}")
    assert "Accepted" in sam.text
    sam.submit("/steps/confirm")
    sam.follow()
    assert "Confirmed" in sam.text


def outbox_of(given: Any) -> list[tuple[str, str]]:
    with given():
        return outbox()


def test_a_declined_speaker_reads_the_reason_and_where_to_go(browser_of: Any, conference: str, proposal: str) -> None:
    olga, sam = browser_of("olga@example.org"), browser_of("sam@example.org")
    olga.open(f"/events/{conference}/proposals")
    olga.submit("/proposals/decisions", chosen=proposal, then="decline", reason="")
    assert olga.last.status_code == 422
    olga.open(f"/events/{conference}/proposals")
    olga.submit("/proposals/decisions", chosen=proposal, then="decline", reason="We had four like it.")
    olga.follow()

    sam.open(f"/events/proposals/{proposal}")
    assert "We had four like it." not in sam.text
    olga.submit("/proposals/decisions", then="announce_all")
    sam.open(f"/events/proposals/{proposal}")
    assert "We had four like it." in sam.text
    assert "/events/calls" in sam.text


@pytest.mark.parametrize("email", ["sam@example.org", "rita@example.org", "cora@example.org"])
def test_only_organizers_decide(browser_of: Any, given: Any, conference: str, proposal: str, email: str) -> None:
    answer = post(browser_of(email), f"/events/{conference}/proposals/decisions", chosen=proposal, then="accept")

    assert answer.status_code == 403
    with given():
        assert queries.find_proposal(proposal).decision.value == "open"


def test_nobody_announces_by_the_way_of_steps(browser_of: Any, conference: str, proposal: str) -> None:
    assert post(browser_of("olga@example.org"), f"/events/proposals/{proposal}/steps/announce_accepted").status_code == 404


# Speaking together


def test_a_co_speaker_opens_the_link_of_the_mail_and_the_button_consents(
    browser_of: Any, given: Any, client: Any, proposal: str
) -> None:
    sam, cora = browser_of("sam@example.org"), browser_of("cora@example.org")
    sam.open(f"/events/proposals/{proposal}")
    sam.submit("/speakers", name="Cora C.", email="cora@example.org")
    with given():
        mail = db.session.scalars(sa.select(OutboxMessage).where(OutboxMessage.notice == "speaker/invitation")).one()
        link = f"/events/speakers/{mail.facts['token']}"

    cora.open(link)
    sam.open(f"/events/proposals/{proposal}")
    assert "Takes part" in sam.text  # Sam
    assert "Asked" in sam.text  # Cora: to open a page changes nothing
    cora.submit(link, name="Cora Cook", bio="Peels.", then="consent")
    sam.open(f"/events/proposals/{proposal}")

    assert "Cora Cook" in sam.text
    assert "Asked" not in sam.text
    assert "cora@example.org" not in sam.text


def test_without_an_account_one_can_say_no(browser_of: Any, given: Any, proposal: str) -> None:
    with given():
        asked = speakers.invite(
            queries.find_proposal(proposal), name="Xu", email="xu@example.net", actor=find_by_email("sam@example.org")
        )
        link = f"/events/speakers/{speakers.make_token(asked)}"
    someone = browser_of()
    someone.open(link)
    assert "Sign in to say yes" in someone.text

    someone.submit(link, then="refuse")

    assert someone.last.status_code == 303
    with given():
        found = [s for s in queries.find_proposal(proposal).speakers if s.person_id is None]
        assert [(s.email, s.consent.value) for s in found] == [("", "refuses")]
    assert someone.open(f"{link}x").status_code == 409


# The desk


def test_the_desk_says_what_waits_on_whom(browser_of: Any, given: Any, conference: str, proposal: str) -> None:
    with given():
        speakers.invite(
            queries.find_proposal(proposal), name="Cora", email="cora@example.org", actor=find_by_email("sam@example.org")
        )

    rita, cora, sam = (browser_of(f"{name}@example.org") for name in ("rita", "cora", "sam"))
    rita.open("/desk")
    assert f"/events/{conference}/proposals" in rita.text
    assert "One waits for your rating." in rita.text
    cora.open("/desk")
    assert "/events/speakers/" in cora.text
    sam.open("/desk")
    assert "Nothing waits on you" in sam.text

    with given():
        olga = find_by_email("olga@example.org")
        found = queries.find_proposal(proposal)
        proposals.decide(found, "accept", actor=olga)
        proposals.announce(found.call, None, actor=olga)
    sam.open("/desk")
    assert f"/events/proposals/{proposal}" in sam.text
    rita.open("/desk")
    assert "waits for your rating" not in rita.text


# The schedule


def test_from_rooms_to_a_published_version_by_small_forms_alone(
    browser_of: Any, client: Any, given: Any, conference: str
) -> None:
    olga = browser_of("olga@example.org")
    name = make_talk(given, conference)
    olga.open(f"/events/{conference}/schedule")
    olga.submit("/schedule/rooms", name="Hall", capacity="120")
    olga.follow()
    room = olga.find(r'data-room="(\d+)"')
    olga.submit("/schedule/order", session=name, room=room)
    olga.follow()
    assert "09:00" in olga.text or "9:00" in olga.text
    olga.submit("/schedule/versions", note="Come early.")
    assert olga.last.status_code == 303, olga.text

    page = client.get(f"/events/{conference}/programme", base_url="https://hub.example").get_data(as_text=True)
    assert "Soup for forty" in page
    assert "Hall" in page
    assert "Sam the Speaker" in page
    assert "I am nervous." not in page
    assert "sam@example.org" not in page
    assert 'data-zone="Europe/Berlin"' in page
    shown = client.get(f"/events/{conference}", base_url="https://hub.example", follow_redirects=True).get_data(as_text=True)
    assert f"/events/{conference}/programme" in shown


def test_a_time_that_is_taken_is_said_beside_the_field(browser_of: Any, given: Any, conference: str, errors_on: Any) -> None:
    olga = browser_of("olga@example.org")
    first, second = make_talk(given, conference, title="First"), make_talk(given, conference, title="Second")
    for name, status in ((first, 303), (second, 422)):
        olga.open(f"/events/{conference}/schedule/{name}")
        olga.submit("/place", time="09:30")
        assert olga.last.status_code == status

    assert list(errors_on(olga)) == ["time"]
    assert "First" in errors_on(olga)["time"]


def test_moving_by_button_changes_the_order(browser_of: Any, given: Any, conference: str) -> None:
    olga = browser_of("olga@example.org")
    names = [make_talk(given, conference, title=title) for title in ("First", "Second")]
    with given():
        event = events.find_event(conference)
        day = schedule.days_of(event)[0]
        for name in names:
            schedule.arrange(event, name, room_id=None, day=day, before=None, actor=find_by_email("olga@example.org"))
    olga.open(f"/events/{conference}/schedule")
    post(olga, f"/events/{conference}/schedule/order", session=names[1], then="up", day=day.isoformat())
    olga.follow()

    assert olga.text.index("Second") < olga.text.index("First")


def test_older_versions_stay_with_what_changed(browser_of: Any, client: Any, given: Any, conference: str) -> None:
    names = [make_talk(given, conference, title=title) for title in ("First", "Second")]
    with given():
        event, olga = events.find_event(conference), find_by_email("olga@example.org")
        day = schedule.days_of(event)[0]
        schedule.arrange(event, names[0], room_id=None, day=day, before=None, actor=olga)
        schedule.publish(event, actor=olga)
    assert "Second" not in client.get(f"/events/{conference}/programme", base_url="https://hub.example").get_data(as_text=True)
    with given():
        event, olga = events.find_event(conference), find_by_email("olga@example.org")
        schedule.arrange(event, names[1], room_id=None, day=day, before=names[0], actor=olga)
        schedule.publish(event, actor=olga)

    page = client.get(f"/events/{conference}/programme", base_url="https://hub.example").get_data(as_text=True)
    assert "New: “Second”" in page
    assert "“First” is now on" in page
    old = client.get(f"/events/{conference}/programme/1", base_url="https://hub.example").get_data(as_text=True)
    assert "This is an older version" in old
    assert client.get(f"/events/{conference}/programme/3", base_url="https://hub.example").status_code == 404


def test_before_the_first_version_there_is_no_programme(client: Any, given: Any, conference: str) -> None:
    make_talk(given, conference)

    assert client.get(f"/events/{conference}/programme", base_url="https://hub.example").status_code == 404
    shown = client.get(f"/events/{conference}", base_url="https://hub.example", follow_redirects=True).get_data(as_text=True)
    assert f"/events/{conference}/programme" not in shown


def test_the_schedule_is_for_organizers(browser_of: Any, client: Any, conference: str) -> None:
    assert browser_of("rita@example.org").open(f"/events/{conference}/schedule").status_code == 404
    assert client.get(f"/events/{conference}/schedule", base_url="https://hub.example").status_code == 303


def test_who_takes_their_name_back_is_gone_from_the_page_at_once(
    browser_of: Any, client: Any, given: Any, conference: str, proposal: str
) -> None:
    with given():
        olga, sam, cora = (find_by_email(f"{name}@example.org") for name in ("olga", "sam", "cora"))
        found = queries.find_proposal(proposal)
        asked = speakers.invite(found, name="Cora", email=cora.email, actor=sam)
        speakers.answer(asked, "consent", actor=cora, shown_name="Cora Cook")
        proposals.decide(found, "accept", actor=olga)
        proposals.announce(found.call, None, actor=olga)
        proposals.advance_proposal(found, "confirm", actor=sam)
        event = events.find_event(conference)
        name = queries.list_sessions(event.id)[0].key
        schedule.arrange(event, name, room_id=None, day=schedule.days_of(event)[0], before=None, actor=olga)
        schedule.publish(event, actor=olga)
        link = f"/events/speakers/{speakers.make_token(asked)}"
    page = f"/events/{conference}/programme"
    assert "Cora Cook" in client.get(page, base_url="https://hub.example").get_data(as_text=True)

    cora = browser_of("cora@example.org")
    cora.open(link)
    cora.submit(link, then="refuse")

    assert "Cora Cook" not in client.get(page, base_url="https://hub.example").get_data(as_text=True)


@pytest.mark.parametrize("rows", [1, 5])
def test_board_and_programme_take_few_queries(browser_of: Any, client: Any, given: Any, conference: str, rows: int) -> None:
    with given():
        event, olga = events.find_event(conference), find_by_email("olga@example.org")
        call = queries.find_call(conference)
        for n in range(rows):
            made = make_proposal(call, state="confirmed", title=f"Talk {n}")
            name = next(s.key for s in queries.list_sessions(event.id) if s.proposal_id == made.id)
            schedule.arrange(event, name, room_id=None, day=schedule.days_of(event)[0], before=None, actor=olga)
        schedule.publish(event, actor=olga)
    browser = browser_of("olga@example.org")
    browser.open(f"/events/{conference}/schedule")
    with count_queries() as board:
        browser.open(f"/events/{conference}/schedule")
    with count_queries() as public:
        page = client.get(f"/events/{conference}/programme", base_url="https://hub.example").get_data(as_text=True)

    assert page.count('class="session"') == rows
    assert len(board) <= 30, board
    assert len(public) <= 4, public
