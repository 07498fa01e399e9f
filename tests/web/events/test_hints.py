"""Neighbours in time and place: told beside the form and the review, never in the way."""

from datetime import datetime, timedelta

import pytest

from eventhub.accounts.queries import find_by_email
from eventhub.events import queries
from eventhub.events.doubles import services
from eventhub.events.workflow import S
from tests.factories import make_community, make_event, make_person, make_reviewer, make_topic
from tests.support.queries import count_queries

DAY = (datetime.now() + timedelta(days=28)).replace(hour=19, minute=0, second=0, microsecond=0)
MONDAY = DAY - timedelta(days=DAY.weekday())
SAME = "Is this the same event?"
NEAR = "Others meet that week too"


@pytest.fixture
def mine(given, organizer):
    """The key of her draft on a Wednesday in Berlin about Python."""
    with given():
        make_topic("python")
        olga = find_by_email("olga@example.org")
        return make_event(organizer=olga, title="Python evening", topics=("python",), starts=MONDAY + timedelta(days=2)).key


def neighbour(given, **said):
    with given():
        make_topic("python")
        known = {
            "status": S.PUBLISHED,
            "title": "Snakes and cake",
            "topics": ("python",),
            "starts": MONDAY + timedelta(days=4),
            **said,
        }
        return make_event(**known).key


def test_same_city_same_week_same_topic_is_said_kindly_beside_the_form(given, organizer, mine):
    key = neighbour(given)
    organizer.open(f"/events/{mine}/edit")

    assert NEAR in organizer.text
    assert f'href="/events/{key}-snakes-and-cake"' in organizer.text
    assert "You need nobody's leave." in organizer.text.replace("&#39;", "'")


@pytest.mark.parametrize(
    "said",
    [
        {"topics": ()},
        {"starts": MONDAY + timedelta(days=9)},
        {"city": "Lisbon", "lat": 38.7, "lon": -9.1},
        {"status": S.CANCELLED},
        {"status": S.SUBMITTED},
    ],
)
def test_what_is_no_neighbour_or_not_public_is_not_said(given, organizer, mine, said):
    neighbour(given, **said)
    organizer.open(f"/events/{mine}/edit")

    assert NEAR not in organizer.text
    assert SAME not in organizer.text


def test_the_same_day_and_words_may_be_the_same_event(given, organizer, mine):
    neighbour(given, title="An evening: Python", starts=MONDAY + timedelta(days=2))
    organizer.open(f"/events/{mine}/edit")

    assert SAME in organizer.text
    assert NEAR not in organizer.text


def test_what_was_said_to_be_two_events_is_asked_no_more(given, organizer, mine):
    key = neighbour(given, title="An evening: Python", starts=MONDAY + timedelta(days=2))
    with given():
        olga = find_by_email("olga@example.org")
        services.part(queries.find_event(mine), queries.find_event(key), actor=olga)
    organizer.open(f"/events/{mine}/edit")

    assert SAME not in organizer.text
    assert NEAR in organizer.text, "that week they still meet both"


def test_her_own_draft_is_a_neighbour_and_a_strangers_is_not(given, organizer, mine):
    neighbour(given, status=S.DRAFT, title="Python evening", starts=MONDAY + timedelta(days=2))
    organizer.open(f"/events/{mine}/edit")
    assert SAME not in organizer.text

    with given():
        olga = find_by_email("olga@example.org")
        make_event(organizer=olga, title="Evening, Python", topics=("python",), starts=MONDAY + timedelta(days=2))
    organizer.open(f"/events/{mine}/edit")
    assert SAME in organizer.text


def test_a_community_that_meets_twice_in_a_week_is_told(given, organizer):
    with given():
        olga = find_by_email("olga@example.org")
        community = make_community("Berliners")
        make_event(status=S.PUBLISHED, community=community, title="Garden", starts=MONDAY, city="", lat=None, lon=None)
        key = make_event(organizer=olga, community=community, title="Music", starts=MONDAY + timedelta(days=1)).key
    organizer.open(f"/events/{key}/edit")

    assert NEAR in organizer.text


def test_what_is_typed_and_not_saved_is_asked_by_the_script(given, organizer, mine):
    neighbour(given, city="Lisbon", lat=38.7, lon=-9.1)
    day = f"{MONDAY + timedelta(days=2):%Y-%m-%d}"
    path = f"/events/{mine}/hints"
    organizer.open(f"{path}?title=X&starts_date={day}&city=lisbon&topics=python")
    assert NEAR in organizer.text
    assert "<html" not in organizer.text

    for nonsense in (
        "",
        "?starts_date=soon&lat=x",
        f"?starts_date={day}",
        f"?starts_date={day}&city=Lisbon",
        "?community=nothing&topics=x",
    ):
        assert organizer.open(path + nonsense).status_code == 200
        assert NEAR not in organizer.text


def test_hints_never_block_saving(given, organizer, mine):
    neighbour(given, title="Python evening", starts=MONDAY + timedelta(days=2))
    organizer.open(f"/events/{mine}/edit")

    assert organizer.submit("/edit", then="submit").status_code == 303
    organizer.follow()
    assert "Waiting for a reviewer" in organizer.text


def test_the_reviewer_reads_them_as_advice(given, browser_of, mine):
    neighbour(given)
    with given():
        make_reviewer(email="rita@example.org")
        from eventhub.events import queries

        queries.find_event(mine).status = S.SUBMITTED
    rita = browser_of("rita@example.org")
    rita.open(f"/events/{mine}/review")

    assert NEAR in rita.text
    assert "it is no reason to decline" in rita.text


def test_nobody_else_asks_for_them(given, browser_of, mine):
    with given():
        make_person(email="bo@example.org")

    assert browser_of("bo@example.org").open(f"/events/{mine}/hints").status_code == 404


def test_many_neighbours_cost_no_more_queries_and_are_told_in_six_lines(given, organizer, mine):
    counts = []
    for more in (1, 7):
        for _number in range(more):
            neighbour(given, title=f"Evening {_number}")
        path = f"/events/{mine}/hints?starts_date={MONDAY:%Y-%m-%d}&city=Berlin&topics=python"
        organizer.open(path)
        with count_queries() as statements:
            organizer.open(path)
        counts.append(len(statements))

    assert counts[0] == counts[1]
    assert organizer.text.count("<li>") == 6
