"""My desk: what waits on a person, and nothing else."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from eventhub.accounts.queries import find_by_email
from eventhub.events import queries
from eventhub.events.workflow import S
from tests.factories import make_event, make_person, make_reviewer
from tests.support.queries import count_queries


@pytest.fixture
def rashid(given, browser_of):
    """Rashid, a reviewer for Germany, signed in."""
    with given():
        make_reviewer("DE", name="Rashid", email="rashid@example.org")
    return browser_of("rashid@example.org")


def rows(browser):
    """Kind and title of each row, in order."""
    return re.findall(r'<p class="kind">([^<]+)</p>\s*<h\d><a [^>]*>([^<]+)</a>', browser.text)


def test_what_was_promised_soonest_comes_first_and_drafts_apart(given, rashid):
    with given():
        me = find_by_email("rashid@example.org")
        for title, state, days in (("young", S.SUBMITTED, 1), ("old", S.SUBMITTED, 5), ("in hand", S.IN_REVIEW, 3)):
            event = make_event(status=state, title=title, reviewer=me)
            event.status_since = datetime.now(UTC) - timedelta(days=days)
        make_event(status=S.CHANGES_REQUESTED, organizer=me, title="mine to change", reviewer=make_person())
        make_event(status=S.DRAFT, organizer=me, title="my draft")
        make_event(status=S.SUBMITTED, organizer=me, title="mine, with others")
        make_event(status=S.SUBMITTED, region_code="PT", title="elsewhere")
        make_event(status=S.PUBLISHED, title="all good")
    rashid.open("/desk")

    assert rows(rashid) == [
        ("To review", "old"),
        ("In your hands", "in hand"),
        ("To review", "young"),
        ("Your event", "mine to change"),
    ]
    drafts = rashid.text.partition("<h2>Drafts</h2>")[2]
    assert re.findall(r"<h\d><a [^>]*>([^<]+)</a></h\d>", drafts.partition("</section>")[0]) == ["my draft"]
    assert "(4 things wait on you)" in rashid.text


def test_an_empty_desk_says_so(rashid):
    rashid.open("/desk")

    assert "Nothing waits on you" in rashid.text
    assert rows(rashid) == []
    assert 'href="/events/review"' in rashid.text


def test_a_date_has_a_day_by_which_to_answer(given, rashid):
    with given():
        event = make_event(status=S.SUBMITTED)
        event.status_since = datetime(2027, 1, 4, 12, tzinfo=UTC)
    rashid.open("/desk")

    assert re.search(r'<p class="by">[^<]*Jan 11[^<]*</p>', rashid.text)


def test_those_without_a_role_see_their_own_things_alone(given, browser_of):
    with given():
        olga = make_person(email="olga@example.org")
        make_event(status=S.APPROVED, organizer=olga, title="hers")
        make_event(status=S.SUBMITTED, title="somebody's")
    browser = browser_of("olga@example.org")
    browser.open("/desk")

    assert rows(browser) == [("Your event", "hers")]
    assert 'href="/events/review"' not in browser.text
    assert browser.open("/events/review").status_code == 403


def test_a_title_is_text(given, rashid):
    with given():
        make_event(status=S.SUBMITTED, title="<b>bold</b>")
    rashid.open("/desk")

    assert "&lt;b&gt;bold&lt;/b&gt;" in rashid.text
    assert "<b>bold" not in rashid.text


def test_strangers_are_sent_to_sign_in(client):
    answer = client.get("/desk", base_url="https://hub.example")

    assert (answer.status_code, answer.location) == (303, "/account/sign-in?next=/desk")


@pytest.mark.parametrize("number", [1, 5])
def test_it_costs_the_same_with_many_rows(given, rashid, number):
    with given():
        me = find_by_email("rashid@example.org")
        for n in range(number):
            make_event(status=S.SUBMITTED, title=f"wait {n}")
            make_event(status=S.DRAFT, organizer=me, title=f"draft {n}")
            make_event(status=S.IN_REVIEW, reviewer=me, title=f"hand {n}")
            changed = make_event(status=S.PUBLISHED, title=f"changed {n}")
            queries.find_event(changed.key).check_wanted_at = datetime.now(UTC)
    rashid.open("/desk")
    with count_queries() as asked:
        rashid.open("/desk")

    assert len(rows(rashid)) == 3 * number
    assert len(asked) == 23, asked
