"""An event from two sources on pages, in lists and feeds: shown once, said in words, parted by a button."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from eventhub.accounts.permissions import Role
from eventhub.accounts.queries import find_by_email
from eventhub.communities.models import CommunityContact
from eventhub.events import queries as events
from eventhub.events.doubles import services
from eventhub.events.services import publicity
from eventhub.events.workflow import S
from eventhub.imports.sources.models import Mirror, Source, SourceKind, SourceState
from tests.factories import make_community, make_event, make_holder, make_person
from tests.support.programme import make_call
from tests.support.queries import count_queries

TITLE = "An evening for everybody"


@pytest.fixture
def ada(newcomer: Any) -> Any:
    return newcomer("Ada")


@pytest.fixture
def bo(newcomer: Any) -> Any:
    return newcomer("Bo")


def announce(given: Any, source: str | None, organizer: str, community: str, *, status: S = S.PUBLISHED, **said: Any) -> str:
    """The key of an event that came in from a source, or was written here when there is none."""
    with given():
        person = find_by_email(organizer)
        known = make_community(community, contacts=(person,)) if community else None
        event = make_event(organizer=person, community=known, **{"title": TITLE, **said})
        event.source, event.source_uid, event.status = source, source and event.key, status
        publicity.refresh(event)
        return event.key


@pytest.fixture
def two(given: Any, ada: Any, bo: Any) -> tuple[str, str]:
    """The keys of the same evening, written here and come in from elsewhere."""
    mine = announce(given, None, "ada@example.org", "Python Berlin", registration_url="https://python.example/e/1")
    theirs = announce(given, "their.ics", "bo@example.org", "Django Berlin", title=f"{TITLE}!",
                      registration_url="https://django.example/e/9", topics=("django",))  # fmt: skip
    return mine, theirs


def community_key(given: Any, key: str) -> str:
    with given():
        return events.find_event(key).community.key


def address(given: Any, key: str) -> str:
    with given():
        event = events.find_event(key)
        return f"/events/{event.key}-{event.slug}"


def keys_on(browser: Any, path: str) -> list[str]:
    browser.open(path)
    return list(dict.fromkeys(re.findall(r'href="/events/(\w{10})-', browser.text)))


def uids_in(browser: Any, path: str) -> list[str]:
    browser.open(path)
    return re.findall(r"^UID:(\S+)", browser.last.get_data(as_text=True).partition("BEGIN:VEVENT")[2], re.MULTILINE)


def uid_of(given: Any, key: str) -> str:
    with given():
        return str(events.find_event(key).uid)


def said_on(browser: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", browser.text.partition("<main")[2])).split())


def post(browser: Any, path: str) -> int:
    """The status of a form that the page does not have, sent by the token of another page."""
    token = browser.find(r'name="csrf_token" (?:type="hidden" )?value="([^"]+)"') if "csrf_token" in browser.text else ""
    if not token:
        browser.open("/account/profile")
        token = browser.find(r'name="csrf_token"[^>]* value="([^"]+)"')
    answer = browser.client.post(
        path, base_url="https://hub.example", data={"csrf_token": token}, headers={"Referer": "https://hub.example/"}
    )
    return int(answer.status_code)


def test_lists_months_searches_and_feeds_show_it_once(given: Any, reader: Any, two: Any) -> None:
    mine, _theirs = two
    month = "/events/month?month=" + reader_month(given, mine)
    communities = [f"/events?community={community_key(given, key)}" for key in two]
    for path in ("/events", "/events?q=everybody", "/events?topic=django", month, *communities):
        assert keys_on(reader, path) == [mine], path
    feeds = [
        "/calendar/all.ics",
        "/calendar/topic/django.ics",
        *(f"/calendar/community/{community_key(given, key)}.ics" for key in two),
    ]
    for path in feeds:
        assert uids_in(reader, path) == [uid_of(given, mine)], path


def reader_month(given: Any, key: str) -> str:
    with given():
        return f"{events.find_event(key).occurrence.wall_start:%Y-%m}"


def test_its_own_page_and_calendar_live_on_and_say_so_first(given: Any, reader: Any, two: Any) -> None:
    mine, theirs = two
    reader.open(address(given, theirs))

    assert said_on(reader).index(f"This is the same as {TITLE}, where lists and calendars show it.") < said_on(reader).index(
        "c-base"
    )
    assert f'<link rel="canonical" href="https://hub.example{address(given, mine)}">' in reader.text
    assert "https://django.example/e/9" in reader.text, "who was going to register still can"
    assert uids_in(reader, f"/calendar/event/{theirs}.ics") == [uid_of(given, theirs)]


def test_the_page_it_is_shown_under_names_the_other(given: Any, reader: Any, two: Any) -> None:
    mine, theirs = two
    reader.open(address(given, mine))

    assert f"Also announced elsewhere By Django Berlin: {TITLE}!Register at django.example" in said_on(reader)
    assert f'href="{address(given, theirs)}"' in reader.text
    assert f'<link rel="canonical" href="https://hub.example{address(given, mine)}">' in reader.text


def test_either_pages_words_follow_the_other(given: Any, ada: Any, reader: Any, two: Any) -> None:
    mine, theirs = two
    reader.open(address(given, theirs))
    with given():
        events.find_event(mine).title = "An evening for everyone"
        publicity.refresh(events.find_event(mine))
    reader.open(address(given, theirs))

    assert "This is the same as An evening for everyone, where" in said_on(reader)


def test_what_is_cancelled_at_the_one_is_shown_as_the_other_has_it(given: Any, ada: Any, reader: Any, two: Any) -> None:
    mine, theirs = two
    ada.open(f"/events/{mine}/manage")
    ada.submit("/steps/cancel", reason="No room.")

    assert keys_on(reader, "/events") == [theirs]
    reader.open(address(given, theirs))
    assert f"Also announced elsewhere By Python Berlin: {TITLE} Cancelled" in said_on(reader)
    reader.open(address(given, mine))
    assert "Cancelled" in said_on(reader)


def test_the_manage_page_says_it_and_leads_to_the_button(given: Any, bo: Any, reader: Any, two: Any) -> None:
    _mine, theirs = two
    bo.open(f"/events/{theirs}/manage")
    assert f"Lists and calendars show it under {TITLE}, which is the same event." in said_on(bo)
    bo.open(f"/events/{theirs}/doubles")
    bo.submit("/part")
    bo.follow()

    assert f"These are two events from now on: “{TITLE}” is listed by itself." in said_on(bo)
    assert "Said to be another event" in said_on(bo)
    assert "/join" not in bo.text, "that takes a say in both"
    assert sorted(keys_on(reader, "/events")) == sorted(two)
    bo.open(f"/events/{theirs}/manage")
    assert "said that it is another event than one like it." in said_on(bo)


def test_the_page_tells_the_two_apart_and_says_what_matches(given: Any, bo: Any, two: Any) -> None:
    _mine, theirs = two
    with given() as session:
        event = events.find_event(theirs)
        event.description = "**Bring** a laptop. " + "All are welcome. " * 40
        source = Source(community_id=event.community_id, kind=SourceKind.FEED, place="https://meet.example/secret-key/e.ics",
                        name="Django dates", status=SourceState.ACTIVE)  # fmt: skip
        session.add(source)
        session.flush()
        session.add(Mirror(source_id=source.id, event_id=event.id, said={}, revision=event.revision))
    bo.open(f"/events/{theirs}/doubles")
    page = said_on(bo)
    this, other = page.split("This event")[1].split("It is listed under")

    assert "Django dates · meet.example" in this
    assert "secret-key" not in bo.text
    assert "Bring a laptop. All are welcome." in this
    assert len(re.findall("All are welcome", this)) < 20
    assert "Django Berlin" in this
    assert [
        word in other
        for word in ("Python Berlin", "c-base", "Date and time", "The same, or nearly: the start, the place, and the title.")
    ] == [True] * 4


def test_a_contact_of_the_community_finds_the_button_from_the_page(given: Any, two: Any, browser_of: Any) -> None:
    mine, _theirs = two
    with given() as session:
        carla = make_person(name="Carla", email="carla@example.org")
        session.add(CommunityContact(person_id=carla.id, community_id=events.find_event(mine).community_id))
    carla = browser_of("carla@example.org")
    carla.open(address(given, mine))
    assert f'href="/events/{mine}/doubles"' in carla.text
    carla.open(f"/events/{mine}/doubles")
    carla.submit("/part")

    assert carla.last.status_code == 303


def test_others_find_no_button_and_are_not_let_in(given: Any, two: Any, browser_of: Any) -> None:
    mine, theirs = two
    with given():
        make_person(email="dora@example.org")
    dora = browser_of("dora@example.org")
    dora.open(address(given, mine))
    assert "/doubles" not in dora.text
    assert dora.open(f"/events/{mine}/doubles").status_code == 404
    assert post(dora, f"/events/{mine}/doubles/{theirs}/part") == 404
    assert keys_on(dora, "/events") == [mine]


def test_a_reviewer_puts_together_what_was_parted(given: Any, bo: Any, reader: Any, two: Any, browser_of: Any) -> None:
    mine, theirs = two
    with given():
        services.part(events.find_event(mine), events.find_event(theirs), actor=find_by_email("bo@example.org"))
        make_holder(Role.REVIEWER, "DE", email="rita@example.org")
    rita = browser_of("rita@example.org")
    rita.open(f"/events/{mine}/doubles")
    rita.submit("/join")

    assert rita.last.status_code == 303
    assert keys_on(reader, "/events") == [mine]


def test_a_draft_is_told_of_what_is_published_and_nobody_is_told_of_the_draft(
    given: Any, ada: Any, bo: Any, reader: Any
) -> None:
    mine = announce(given, None, "ada@example.org", "Python Berlin")
    draft = announce(given, "their.ics", "bo@example.org", "Django Berlin", status=S.DRAFT, title=f"{TITLE} SECRET")
    bo.open(f"/events/{draft}/manage")
    assert f"This looks like {TITLE}, which is published already." in said_on(bo)
    for browser, path in (
        (reader, address(given, mine)),
        (ada, f"/events/{mine}/manage"),
        (ada, f"/events/{mine}/doubles"),
        (reader, "/events"),
    ):
        browser.open(path)
        assert browser.last.status_code == 200
        assert "SECRET" not in browser.text
        assert draft not in browser.text
    assert post(ada, f"/events/{mine}/doubles/{draft}/join") == 404


def test_the_call_of_one_that_is_shown_under_another_is_found_where_that_is(given: Any, reader: Any, two: Any) -> None:
    _mine, theirs = two
    with given():
        make_call(events.find_event(theirs))

    for path in ("/calendar/cfp.ics", "/calendar/cfp.ics?topic=django"):
        reader.open(path)
        assert reader.text.count("BEGIN:VEVENT") == 1, path


@pytest.mark.parametrize("pairs", [1, 5])
def test_a_list_takes_the_same_queries_however_much_in_it_is_announced_twice(
    given: Any, ada: Any, reader: Any, pairs: int
) -> None:
    for n in range(pairs):
        for source in (None, "their.ics"):
            announce(given, source, "ada@example.org", "", title=f"Evening {n}")
    with count_queries() as statements:
        assert len(keys_on(reader, "/events")) == pairs

    assert len(statements) == 6


def test_the_sitemap_names_it_once(reader: Any, two: Any) -> None:
    mine, theirs = two
    page = reader.open("/sitemaps/events-0.xml").get_data(as_text=True)

    assert [f"/events/{key}-" in page for key in (mine, theirs)] == [True, False]
