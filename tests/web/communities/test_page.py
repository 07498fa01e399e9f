"""A community's page, as everyone sees it."""

import re

import pytest

from eventhub.communities.models import CommunityLink, Platform
from eventhub.communities.workflow import Standing
from eventhub.events.workflow import S
from tests.factories import make_community, make_event, make_holder, make_person
from tests.support.queries import count_queries
from tests.support.sessions import Browser


@pytest.fixture
def berlin(given):
    with given():
        ana = make_person(name="Ana Lima", email="ana@example.org")
        community = make_community(
            "Berlin", region="DE", contacts=(ana,), city="Berlin", zone="Europe/Berlin", languages=["de", "en"],
            summary="We **meet**. <script>alert(1)</script>",
        )  # fmt: skip
        community.links.append(CommunityLink(platform=Platform.MATRIX, url="https://matrix.example/berlin"))
        return community.key


def test_it_says_who_they_are_and_where_to_find_them(app, berlin):
    browser = Browser(app)

    assert browser.open(f"/communities/{berlin}-community").status_code == 200
    assert "<p>We <strong>meet</strong>. " in browser.text
    assert "<script>alert" not in browser.text
    assert '<bdi class="name">Ana Lima</bdi>' in browser.text
    assert re.search(r'<a href="https://matrix.example/berlin" rel="nofollow noopener ugc">.*Matrix</a>', browser.text)
    assert "<dd>German, English</dd>" in browser.text
    assert '<a href="/regions/DE">Germany</a>' in browser.text


def test_no_address_of_a_person_is_on_it(app, berlin):
    for browser in (Browser(app), Browser(app, "ana@example.org")):
        browser.open(f"/communities/{berlin}-community")
        assert "ana@example.org" not in browser.text


@pytest.mark.parametrize("path", ["", "-", "-old-name", "-community-and-more"])
def test_an_old_address_leads_to_the_present_one(app, berlin, path):
    answer = Browser(app).open(f"/communities/{berlin}{path}")

    if path == "-":
        assert answer.status_code == 404
    else:
        assert (answer.status_code, answer.location) == (301, f"/communities/{berlin}-community")


@pytest.mark.parametrize("path", ["/communities/aaaaaaaaaa-x", "/communities/aaaaaaaaaa", "/communities/short-x"])
def test_there_is_nothing_at_an_unknown_address(app, path):
    assert Browser(app).open(path).status_code == 404


def test_an_archived_community_is_for_those_who_had_a_part_in_it(app, berlin, given):
    from eventhub.communities.queries import find_community

    with given():
        find_community(berlin).standing = Standing.ARCHIVED
        make_person(email="other@example.org")
    page = f"/communities/{berlin}-community"

    assert Browser(app).open(page).location == f"/account/sign-in?next={page}"
    assert Browser(app, "other@example.org").open(page).status_code == 404
    assert Browser(app, "ana@example.org").open(page).status_code == 200


def test_its_next_events_are_listed(app, berlin, given):
    from eventhub.communities.queries import find_community

    with given():
        make_event(status=S.PUBLISHED, community=find_community(berlin), title="An evening with cake")
        make_event(status=S.PUBLISHED, title="Elsewhere")
    browser = Browser(app)
    browser.open(f"/communities/{berlin}-community")

    assert re.findall(r'<h3 class="event-title"[^>]*><a [^>]*>([^<]+)</a></h3>', browser.text) == ["An evening with cake"]


def test_a_community_without_events_invites(app, berlin):
    browser = Browser(app)
    browser.open(f"/communities/{berlin}-community")

    assert "<h3>Nothing announced yet</h3>" in browser.text


def test_its_calendar_can_be_subscribed_to(app, berlin):
    browser = Browser(app)
    browser.open(f"/communities/{berlin}-community")

    assert f'href="webcal://hub.example/calendar/community/{berlin}.ics"' in browser.text


def test_buttons_are_for_those_who_may_press_them(app, berlin, given):
    with given():
        make_person(email="other@example.org")
        make_holder(__import__("eventhub.accounts.permissions", fromlist=["Role"]).Role.TEAM, email="team@example.org")
    page, edit, step = (
        f"/communities/{berlin}-community",
        f"/communities/{berlin}/edit",
        f"/communities/{berlin}/steps/recognize",
    )
    shown = {}
    for email in ("", "other@example.org", "ana@example.org", "team@example.org"):
        browser = Browser(app, email)
        browser.open(page)
        shown[email] = (f'href="{edit}"' in browser.text, f'action="{step}"' in browser.text)

    assert shown == {
        "": (False, False), "other@example.org": (False, False), "ana@example.org": (True, False), "team@example.org": (True, True),
    }  # fmt: skip


def test_the_page_of_a_stranger_holds_no_token(app, berlin):
    browser = Browser(app)
    answer = browser.open(f"/communities/{berlin}-community")

    assert "csrf_token" not in browser.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("rows", [1, 5])
def test_the_cost_does_not_grow_with_the_rows(app, given, rows):
    with given():
        community = make_community("Berlin", contacts=tuple(make_person() for _ in range(rows)))
        for _ in range(rows):
            make_event(status=S.PUBLISHED, community=community)
        key = community.key
    browser = Browser(app)
    browser.open("/communities")

    with count_queries() as queries:
        browser.open(f"/communities/{key}-community")

    assert len(queries) == 9, queries
