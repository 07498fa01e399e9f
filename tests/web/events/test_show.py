"""An event's page, as everyone sees it."""

from datetime import datetime, timedelta

import pytest

from eventhub.events import queries
from eventhub.events.services import editing
from eventhub.events.workflow import S
from tests.factories import make_event, make_person
from tests.support.queries import count_queries


def publish(given, **said):
    """A public event, or one in the state said; ``organizer`` is how its only organizer is made."""
    with given():
        organizer = make_person(**said.pop("organizer", {}))
        event = make_event(status=said.pop("status", S.PUBLISHED), organizer=organizer, **said)
        return f"/events/{event.key}-{event.slug}", event.key


def main_of(browser):
    return browser.text.partition("<main")[2]


def test_it_says_what_when_where_and_who(given, reader):
    path, _key = publish(given, organizer={"name": "Olga Ruiz", "email": "olga@example.org"}, description="We **meet**.", starts=datetime(2027, 6, 3, 19), topics=("web",),
                         audience="Beginners welcome", access=("step_free",), conduct_url="https://example.org/conduct")  # fmt: skip
    assert reader.open(path).status_code == 200

    for said in ("<p>We <strong>meet</strong>.</p>", "7:00", "in Berlin", '<span class="p-name">c-base</span>, <span class="p-locality">Berlin, Germany</span>', "Olga Ruiz", "Beginners welcome",
                 "<li>Step-free access</li>", 'href="https://example.org/conduct" rel="nofollow ugc noopener"', "<dd>German</dd>"):  # fmt: skip
        assert said in reader.text, said
    assert 'href="/events?topic=web"' in reader.text
    assert "olga@example.org" not in reader.text
    assert "csrf_token" not in reader.text


def test_a_link_to_join_is_for_those_who_take_part_unless_it_is_public(given, reader):
    hidden, _ = publish(given, mode="online", join_url="https://join.example/SECRET")
    public, _ = publish(given, mode="online", join_url="https://join.example/open", join_public=True)
    reader.open(hidden)
    assert "SECRET" not in reader.text
    assert "Join here" not in reader.text
    reader.open(public)
    assert '<a href="https://join.example/open" rel="nofollow ugc noopener">Join here</a>' in reader.text


@pytest.mark.parametrize(("state", "said"), [(S.CANCELLED, "Cancelled"), (S.POSTPONED, "Postponed")])
def test_what_will_not_be_is_said_first(given, reader, state, said):
    path, _ = publish(given, status=state, registration_url="https://example.org/register")
    reader.open(path)
    page = main_of(reader)

    assert 0 < page.index(f'<p class="title">{said}</p>') < page.index("event-lead")
    assert "https://example.org/register" not in reader.text


def test_what_is_over_stays_and_says_so(given, reader):
    path, _ = publish(given, starts=datetime.now() - timedelta(days=3))
    reader.open(path)

    assert '<p class="title">This event is over</p>' in reader.text


@pytest.mark.parametrize("tail", ["", "-wrong", "-an-evening-in-berlin-and-more"])
@pytest.mark.parametrize("query", ["", "?key=x&slug=y&_external=1&a=b&a=c", "?locale=de"])
def test_another_slug_leads_to_the_right_one(given, reader, tail, query):
    path, key = publish(given)
    answer = reader.open(f"/events/{key}{tail}{query}")

    assert (answer.status_code, answer.location) == (301, path + query)


@pytest.mark.parametrize("path", ["/events/aaaaaaaaaa-x", "/events/aaaaaaaaaa", "/events/short", "/events/aaaaaaaaaa/edit"])
def test_nothing_is_at_an_unknown_address(reader, path):
    assert reader.open(path).status_code == 404
    assert "<h1>There is nothing here</h1>" in reader.text


@pytest.mark.parametrize("state", [S.DRAFT, S.SUBMITTED, S.APPROVED, S.DECLINED, S.WITHDRAWN])
def test_what_is_not_public_shows_nothing_to_strangers(given, reader, browser_of, state):
    path, _ = publish(given, status=state, title="HIDDEN title")
    with given():
        make_person(email="other@example.org")

    assert reader.open(path).location == f"/account/sign-in?next={path}"
    other = browser_of("other@example.org")
    assert other.open(path).status_code == 404
    assert "HIDDEN" not in other.text + reader.text


def test_the_text_is_in_the_readers_language_where_there_is_one(given, reader):
    with given():
        olga = make_person()
        event = make_event(status=S.PUBLISHED, organizer=olga, title="Evening", description="We meet.", source_language="en")
        editing.translate(event, "de", title="Abend", description="Wir treffen uns.", actor=olga)
        key = event.key
    reader.open(f"/events/{key}-evening?locale=de")
    assert "<p>Wir treffen uns.</p>" in reader.text
    assert "Abend" in reader.text
    reader.open(f"/events/{key}-evening?locale=ar")
    assert '<span class="p-name" lang="en">Evening</span>' in reader.text
    assert 'dir="auto" lang="en"><p>We meet.</p>' in reader.text


def test_an_edit_makes_the_stored_page_anew(given, reader):
    from eventhub.accounts.queries import find_by_key
    from tests.factories import make_draft

    path, key = publish(given, title="Before")
    first = reader.open(path).get_data(as_text=True)
    with count_queries() as asked:
        assert reader.open(path).get_data(as_text=True) == first
    assert len(asked) == 1, asked
    with given():
        event = queries.find_event(key)
        editing.save(
            event, make_draft(title="Before", venue="Another house"), actor=find_by_key(event.organizers[0].person.key)
        )

    assert "Another house" in reader.open(path).get_data(as_text=True)


@pytest.mark.parametrize("rows", [1, 5])
def test_it_costs_four_queries_however_many_topics_and_people_it_has(given, reader, rows):
    from eventhub.core.db import db
    from eventhub.events.models import EventOrganizer

    path, key = publish(given, topics=tuple(f"topic-{number}" for number in range(rows)), community=None)
    with given():
        event = queries.find_event(key)
        for number in range(rows - 1):
            db.session.add(EventOrganizer(event_id=event.id, person_id=make_person(name=f"Helper {number}").id))
    reader.open("/events")  # the names of regions and formats are read once a process
    with count_queries() as asked:
        reader.open(path)

    assert reader.text.count("Helper ") >= rows - 1
    assert reader.text.count('href="/events?topic=topic-') == rows
    assert len(asked) == 4, asked


def test_its_people_find_the_way_to_manage_it(given, browser_of):
    with given():
        make_person(email="other@example.org")
    path, key = publish(given, organizer={"email": "olga@example.org"})
    shown = {}
    for email in ("olga@example.org", "other@example.org"):
        browser = browser_of(email)
        browser.open(path)
        shown[email] = (f'href="/events/{key}/manage"' in browser.text, f'href="/events/{key}/review"' in browser.text)

    assert shown == {"olga@example.org": (True, False), "other@example.org": (False, False)}
