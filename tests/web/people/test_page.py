"""A person's page: what they run and speak at publicly, and nothing else of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from eventhub.accounts.queries import find_by_key
from eventhub.events import queries as events
from eventhub.events.programme import queries as programme
from eventhub.events.programme.services import schedule
from eventhub.events.workflow import S
from tests.factories import make_event, make_person
from tests.support.programme import make_call, make_conference, make_proposal
from tests.support.queries import count_queries

SITE = "https://hub.example"


def titles(page: Any) -> dict[str, list[str]]:
    """The events by heading."""
    parts = re.split(r'<h2 id="(coming|past)">', page.text)[1:]
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return {name: re.findall(r"<h3[^>]*><a[^>]*>([^<]+)</a>", text.partition("</section>")[0]) for name, text in pairs}


def wall(days: int) -> datetime:
    return (datetime.now(UTC).replace(tzinfo=None) + timedelta(days=days)).replace(hour=19, minute=0, second=0, microsecond=0)


def test_what_is_coming_then_what_was_and_only_what_is_public(client, given):
    with given():
        olga = make_person(name="Olga", email="olga@secret.example")
        for title, days in (("later", 30), ("soon", 3), ("long ago", -60), ("lately", -3)):
            make_event(status=S.PUBLISHED, organizer=olga, title=title, starts=wall(days))
        for state in (S.DRAFT, S.SUBMITTED, S.IN_REVIEW, S.APPROVED):
            make_event(status=state, organizer=olga, title=f"concealed {state.value}")
        make_event(status=S.PUBLISHED, title="somebody's")
        key = olga.key
    page = client.get(f"/people/{key}", base_url=SITE)

    assert page.status_code == 200
    assert titles(page) == {"coming": ["soon", "later"], "past": ["lately", "long ago"]}
    assert "Olga" in page.text
    assert "olga@secret.example" not in page.text
    assert "concealed" not in page.text
    assert f"https://hub.example/calendar/person/{key}.ics" in page.text


def test_who_speaks_is_there_once_the_schedule_is_out(client, given):
    with given():
        sam = make_person(name="Sam")
        event = make_conference()
        call = make_call(event)
        make_proposal(call, speaker=sam, state="confirmed")
        key, event_key, organizer = sam.key, event.key, event.organizers[0].person.key
    before = client.get(f"/people/{key}", base_url=SITE)
    with given():
        event, actor = events.find_event(event_key), find_by_key(organizer)
        (talk,) = programme.list_sessions(event.id)
        start = schedule.first_start(event, schedule.days_of(event)[0])
        schedule.place(talk, event=event, room_id=None, starts=start, actor=actor)
        schedule.publish(event, actor=actor)
    after = client.get(f"/people/{key}", base_url=SITE)

    assert before.status_code == 404
    assert titles(after)["coming"] == ["Nordlicht"]
    assert "Speaks there" in after.text


@pytest.mark.parametrize("key", ["aaaaaaaaaa", "short", "a'--------"])
def test_nobody_of_this_key_is_404(client, key):
    assert client.get(f"/people/{key}", base_url=SITE).status_code == 404


def test_those_without_anything_public_have_no_page(client, given):
    with given():
        shy = make_person(name="Shy")
        make_event(status=S.SUBMITTED, organizer=shy)
        key = shy.key
    page = client.get(f"/people/{key}", base_url=SITE)

    assert page.status_code == 404
    assert "Shy" not in page.text


def test_the_event_s_page_leads_to_its_organizers(client, given):
    with given():
        olga = make_person(name="Olga")
        event = make_event(status=S.PUBLISHED, organizer=olga)
        path, key = f"/events/{event.key}-{event.slug}", olga.key

    assert f'href="/people/{key}" dir="auto">Olga</a>' in client.get(path, base_url=SITE).text


@pytest.mark.parametrize("number", [1, 5])
def test_it_costs_the_same_with_many_events(client, given, number):
    with given():
        olga = make_person(name="Olga")
        for n in range(number):
            make_event(status=S.PUBLISHED, organizer=olga, title=f"coming {n}", starts=wall(3 + n))
            make_event(status=S.PUBLISHED, organizer=olga, title=f"past {n}", starts=wall(-3 - n))
        key = olga.key
    client.get(f"/people/{key}", base_url=SITE)
    with count_queries() as asked:
        page = client.get(f"/people/{key}", base_url=SITE)

    assert {name: len(found) for name, found in titles(page).items()} == {"coming": number, "past": number}
    assert len(asked) == 7, asked
