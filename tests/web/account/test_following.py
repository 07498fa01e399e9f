"""Following over HTTP: the button on pages, the list, the digest's settings and its way out."""

from __future__ import annotations

import re
from typing import Any

import pytest

from eventhub.accounts.queries import find_by_email
from eventhub.events.follows import queries, services
from eventhub.events.follows.rules import FollowKind, Rhythm
from eventhub.events.workflow import S
from tests.factories import make_community, make_event, make_person
from tests.support.queries import count_queries

SITE = "https://hub.example"


@pytest.fixture
def ana(newcomer: Any) -> Any:
    """Ana, signed in."""
    return newcomer("Ana")


def followed(given: Any) -> list[str]:
    with given():
        return queries.list_scopes(find_by_email("ana@example.org").id)


def rhythm(given: Any) -> Rhythm | None:
    with given():
        setting = queries.find_setting(find_by_email("ana@example.org").id)
        return setting.rhythm if setting else None


@pytest.fixture
def things(given: Any) -> dict[str, tuple[str, str]]:
    """A page with a button for each kind, and the scope that it follows."""
    with given():
        group, olga = make_community("Pythonistas"), make_person(name="Olga")
        make_event(status=S.PUBLISHED, organizer=olga, community=group, topics=("python",))
        return {
            "region": ("/regions/DE", "region:DE"),
            "community": (f"/communities/{group.key}-community", f"community:{group.key}"),
            "topic": ("/events?topic=python", "topic:python"),
            "language": ("/events?lang=de", "language:de"),
            "person": (f"/people/{olga.key}", f"person:{olga.key}"),
        }


@pytest.mark.parametrize("kind", ["region", "community", "topic", "language", "person"])
def test_the_button_follows_and_gives_up(ana, given, things, kind):
    page, scope = things[kind]
    ana.open(page)
    answer = ana.submit("/account/following")
    assert (answer.status_code, answer.location) == (303, page)
    assert followed(given) == [scope]

    ana.follow()
    assert "Following" in ana.text
    answer = ana.submit("/account/following/end")
    assert (answer.status_code, answer.location) == (303, page)
    assert followed(given) == []


@pytest.mark.parametrize("kind", ["region", "community", "topic", "language", "person"])
def test_without_an_account_it_is_a_link_that_comes_back_here(client, browser_of, given, things, kind):
    page, scope = things[kind]
    with given():
        make_person(name="Ana", email="ana@example.org")
    reader = browser_of("")
    reader.open(page)
    assert "csrf_token" not in reader.text
    href = reader.find(r'href="(/account/following/new\?[^"]+)"').replace("&amp;", "&")
    reader.open(href)
    reader.follow()
    reader.submit("/sign-in", email="ana@example.org", password="a long enough sentence")
    reader.follow()
    answer = reader.submit("/account/following")

    assert (answer.status_code, answer.location) == (303, page)
    assert followed(given) == [scope]


@pytest.mark.parametrize(
    "page",
    [
        "/events",
        "/events?topic=python&lang=de",
        "/events?lang=de&lang=en",
        "/events?lang=de&mode=online",
        "/events?lang=de&q=x",
    ],
)
def test_a_list_of_no_one_thing_has_no_button(ana, things, page):
    ana.open(page)

    assert "/account/following" not in ana.text.partition("<main")[2]


def test_only_the_first_says_that_mails_will_come(ana, given):
    said = []
    for code in ("DE", "PT"):
        ana.open(f"/regions/{code}")
        ana.submit("/account/following")
        ana.follow()
        said.append("On Mondays we write to you" in ana.text)

    assert said == [True, False]
    assert rhythm(given) is Rhythm.WEEKLY


def test_the_list_names_everything_and_lets_go_of_it(ana, given, things):
    with given():
        me = find_by_email("ana@example.org")
        for _page, scope in things.values():
            kind, _colon, value = scope.partition(":")
            services.follow(me, FollowKind(kind), value)
    ana.open("/account/following")

    names = re.findall(r'<div class="body"><a href="([^"]+)" dir="auto">([^<]+)</a>', ana.text)
    assert sorted(names) == sorted(
        (things[kind][0], name) for kind, name in
        {"region": "Germany", "community": "Pythonistas", "topic": "Python", "language": "German", "person": "Olga"}.items()
    )  # fmt: skip
    ana.submit("/account/following/end")
    assert len(followed(given)) == 4


@pytest.mark.parametrize("number", [1, 5])
def test_the_list_costs_the_same_with_many_rows(ana, given, number):
    with given():
        me = find_by_email("ana@example.org")
        for n in range(number):
            olga, group = make_person(name=f"Olga {n}"), make_community(f"Group {n}")
            make_event(status=S.PUBLISHED, organizer=olga, topics=(f"topic-{n}",))
            for kind, value in ((FollowKind.PERSON, olga.key), (FollowKind.COMMUNITY, group.key), (FollowKind.TOPIC, f"topic-{n}"),
                                (FollowKind.REGION, ("DE", "PT", "ES", "FR", "IT")[n]), (FollowKind.LANGUAGE, ("de", "pt", "es", "fr", "it")[n])):  # fmt: skip
                services.follow(me, kind, value)
    ana.open("/account/following")
    with count_queries() as asked:
        ana.open("/account/following")

    assert ana.text.count("Stop following<") == 5 * number
    tables = re.compile(r'FROM (follows|digest_settings|communities|topics)\b|^SELECT people."?key"?, people.name \n')
    mine = [statement for statement in asked if tables.search(statement)]
    assert len(mine) == 5, mine


@pytest.mark.parametrize(
    "query", ["kind=region&value=QQ", "kind=planet&value=mars", "kind=topic&value=none", "kind=person&value=aaaaaaaaaa", ""]
)
def test_what_there_is_not_can_not_be_followed(ana, given, query):
    assert ana.open(f"/account/following/new?{query}").status_code == 404
    assert followed(given) == []


def test_the_way_back_stays_on_this_site(ana, given):
    ana.open("/account/following/new?kind=region&value=DE&next=https://elsewhere.example/")
    answer = ana.submit("/account/following")

    assert (answer.status_code, answer.location) == (303, "/desk")


@pytest.mark.parametrize("chosen", list(Rhythm))
def test_how_often_is_for_the_person_to_say(ana, given, chosen):
    ana.open("/account/following")
    answer = ana.submit("/account/following/digest", rhythm=chosen.value)

    assert answer.status_code == 303
    assert rhythm(given) is chosen
    ana.follow()
    assert re.search(rf'value="{chosen.value}" checked', ana.text)


def test_a_rhythm_that_is_not_offered_is_refused(ana, given):
    ana.open("/account/following")
    answer = ana.submit("/account/following/digest", rhythm="hourly")

    assert answer.status_code == 422
    assert rhythm(given) is None


def test_the_way_out_needs_no_account_acts_only_when_pressed_and_works_twice(ana, client, given):
    with given():
        me = find_by_email("ana@example.org")
        services.follow(me, FollowKind.REGION, "DE")
        path = f"/account/digest/{services.stop_token(me)}"
    page = client.get(path, base_url=SITE)

    assert (page.status_code, rhythm(given)) == (200, Rhythm.WEEKLY)
    assert f'<form method="post" action="{path}">' in page.text
    assert "Set-Cookie" not in page.headers
    for _ in range(2):
        answer = client.post(path, base_url=SITE, data={"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, "These mails have stopped" in answer.text) == (200, True)
        assert rhythm(given) is Rhythm.OFF
    assert followed(given) == ["region:DE"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_forged_way_out_is_no_address(client, given, ana, method):
    with given():
        key = find_by_email("ana@example.org").key

    assert getattr(client, method)(f"/account/digest/{key}.{'a' * 20}", base_url=SITE).status_code == 404
