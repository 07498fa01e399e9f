"""A region's page: what is there, who connects, and the invitation where nothing is."""

import re

import pytest

from eventhub.accounts.permissions import Role
from eventhub.events.workflow import S
from eventhub.regions.services import add_region
from tests.factories import make_community, make_event, make_holder, make_person
from tests.support.queries import count_queries
from tests.support.sessions import Browser


def people(browser):
    return re.findall(r'<bdi class="name">([^<]+)</bdi><span class="sub">([^<]+)</span>', browser.text)


def communities(browser):
    return re.findall(r'<a class="whole-link" href="/communities/[a-z0-9]{10}-[^"]+" dir="auto">([^<]+)</a>', browser.text)


def test_it_shows_what_is_in_it_and_below(app, given):
    with given():
        add_region("DE-BE", names={"en": "Berlin"}, actor=None)
        make_community("Berlin group", region="DE-BE")
        make_community("Official group", region="DE", official=True)
        make_community("Lisbon group", region="PT")
        make_event(status=S.PUBLISHED, region_code="DE", title="An evening")
    browser = Browser(app)

    assert browser.open("/regions/DE").status_code == 200
    assert "2 communities · 1 event to come" in browser.text
    assert communities(browser) == ["Official group", "Berlin group"]
    assert re.findall(r'class="event-title"[^>]*><a [^>]*>([^<]+)</a>', browser.text) == ["An evening"]
    assert '<li><a href="/regions/DE-BE">Berlin</a> <span class="soft small figures">1 community</span></li>' in browser.text
    assert 'href="webcal://hub.example/calendar/region/DE.ics"' in browser.text


def test_the_path_leads_up_to_the_world(app, given):
    with given():
        add_region("DE-BE", names={"en": "Berlin"}, actor=None)
    browser = Browser(app)
    browser.open("/regions/DE-BE")
    path = browser.text.split('<nav class="breadcrumb"')[1].split("</nav>")[0]

    assert re.findall(r'href="([^"]+)">([^<]+)<', path) == [
        ("/regions", "Regions"), ("/regions/150", "Europe"), ("/regions/155", "Western Europe"), ("/regions/DE", "Germany"),
    ]  # fmt: skip


@pytest.mark.parametrize(("written", "meant"), [("de", "DE"), ("dE", "DE"), ("de-be", "DE-BE")])
def test_another_way_of_writing_leads_to_the_one(app, written, meant):
    answer = Browser(app).open(f"/regions/{written}")

    assert (answer.status_code, answer.location) == (301, f"/regions/{meant}")


@pytest.mark.parametrize("code", ["XX", "999", "DE-QQ", "%3Cscript%3E"])
def test_there_is_nothing_at_an_unknown_code(app, code):
    browser = Browser(app)
    answer = browser.open(f"/regions/{code}")
    if answer.status_code == 301:
        answer = browser.follow()

    assert answer.status_code == 404


def test_everyone_who_connects_is_listed_with_equal_weight(app, given):
    with given():
        make_holder(Role.REVIEWER, "DE", name="Zoe", email="zoe@example.org")
        both = make_holder(Role.LIAISON, "DE", name="Émile", email="emile@example.org")
        make_holder(Role.LIAISON, "150", name="Ana", email="ana@example.org")
        make_holder(Role.LIAISON, "PT", name="Elsewhere")
        make_holder(Role.TEAM, "001", name="Team")
        from eventhub.accounts.services import grant_role

        grant_role(both, Role.REVIEWER, "001", actor=None)
    browser = Browser(app)
    browser.open("/regions/DE")

    assert people(browser) == [
        ("Ana", "Connects people"),
        ("Émile", "Connects people · Looks at new events"),
        ("Zoe", "Looks at new events"),
    ]
    assert "@example.org" not in browser.text


def test_an_ended_role_is_not_listed(app, given):
    from eventhub.accounts.services import end_role

    with given():
        team, person = make_holder(Role.TEAM), make_holder(Role.LIAISON, "DE", name="Ana")
        from eventhub.accounts.queries import list_grants

        end_role(next(grant for grant in list_grants() if grant.person_id == person.id), actor=team)
    browser = Browser(app)
    browser.open("/regions/DE")

    assert people(browser) == []


def test_an_empty_region_is_an_invitation(app, given):
    with given():
        make_community("Lisbon group", region="PT", city="Lisboa")
        make_community("Tokyo group", region="JP")
    browser = Browser(app)
    browser.open("/regions/ES")

    assert '<a class="whole-link" href="/events/new?region=ES">Start an event</a>' in browser.text
    assert '<a class="whole-link" href="/communities/new?region=ES">Start a community</a>' in browser.text
    assert communities(browser) == ["Lisbon group"]
    assert '<a href="/regions/039">All in Southern Europe</a>' in browser.text


def test_an_empty_world_still_invites(app):
    browser = Browser(app)

    assert browser.open("/regions/001").status_code == 200
    assert "Start an event" in browser.text
    assert communities(browser) == []


def test_a_new_community_is_on_the_page_at_once(app, given):
    with given():
        make_person(email="ana@example.org")
    reader, ana = Browser(app), Browser(app, "ana@example.org")
    reader.open("/regions/DE")

    ana.open("/communities/new?region=DE")
    ana.submit("/communities/new", name="Aachen")
    reader.open("/regions/DE")

    assert communities(reader) == ["Aachen"]


@pytest.mark.parametrize("rows", [1, 5])
def test_the_cost_does_not_grow_with_the_rows(app, given, rows):
    with given():
        for number in range(rows):
            make_holder(Role.LIAISON, "DE")
            add_region(f"DE-x-part-{number}", names={"en": f"Part {number}"}, actor=None)
            make_community(region=f"DE-x-part-{number}")
            make_event(status=S.PUBLISHED, region_code="DE")
    browser = Browser(app)
    browser.open("/communities")

    with count_queries() as queries:
        browser.open("/regions/DE")

    assert len(queries) == 13, queries
