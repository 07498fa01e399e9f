"""Frames and their data: what they show, to whom, with which headers, and what they cost."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from eventhub.events import queries
from eventhub.events.services import publicity
from eventhub.events.workflow import S
from tests.factories import make_event
from tests.support.queries import count_queries
from tests.web.embed.conftest import DAY

PAGES = (
    "/embed/events",
    "/embed/events/{berlin}",
    "/embed/events.json",
    "/embed/eventhub.js",
    "/oembed?url=https://hub.example/events",
)


def titles(answer: Any) -> list[str]:
    return re.findall(r'<a class="p-name u-url"[^>]*>([^<]+)<span', answer.get_data(as_text=True))


@pytest.mark.parametrize("path", PAGES)
def test_any_site_may_have_it_and_no_cookie_goes_either_way(ask: Any, world: dict[str, str], path: str) -> None:
    answer = ask(path.format(**world) + ("&" if "?" in path else "?") + "locale=ar")

    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Cache-Control"].startswith("public, max-age=")
    assert "Set-Cookie" not in answer.headers
    assert set(answer.vary) == {"Accept-Encoding", "Accept-Language"}


@pytest.mark.parametrize(("path", "may"), [
    ("/embed/events", True), ("/embed/events/{berlin}", True), ("/embed", False), ("/events", False), ("/", False), ("/events/{berlin}-{slug}", False),
    ("/account/sign-in", False), ("/embed/nothing", False),
])  # fmt: skip
def test_only_embeds_may_be_framed(ask: Any, world: dict[str, str], path: str, may: bool) -> None:
    rules = dict(
        rule.strip().partition(" ")[::2] for rule in ask(path.format(**world)).headers["Content-Security-Policy"].split(";")
    )

    assert rules["frame-ancestors"] == ("*" if may else "'none'")
    assert rules.get("frame-src") == ("'self'" if path == "/embed" else None)
    assert (rules["default-src"], rules["script-src"], rules["style-src"]) == ("'none'", "'self'", "'self'")


@pytest.mark.parametrize(("query", "found"), [
    ("", ["Berlin evening", "Lisbon online"]), ("region=DE", ["Berlin evening"]), ("topic=web", ["Berlin evening"]), ("lang=pt", ["Lisbon online"]),
    ("cancelled=hide", ["Berlin evening"]), ("limit=1", ["Berlin evening"]), ("q=lisb", ["Lisbon online"]), ("region=AO", []),
    ("view=cards&theme=dark&accent=blue&utm_source=x", ["Berlin evening", "Lisbon online"]), ("limit=99999999999999999999", ["Berlin evening", "Lisbon online"]),
])  # fmt: skip
def test_a_frame_and_its_data_show_what_the_filter_says(ask: Any, world: dict[str, str], query: str, found: list[str]) -> None:
    assert titles(ask(f"/embed/events?{query}")) == found
    assert [item["title"] for item in ask(f"/embed/events.json?{query}").json["items"]] == found


@pytest.mark.parametrize(("query", "said"), [
    ("region=xx", "“xx” is not a value of region."), ("topic=flat-earth", "There is no topic “flat-earth”."), ("limit=0", "“0” is not a value of limit."),
    ("limit=-1", "“-1” is not a value of limit."), ("limit=many", "“many” is not a value of limit."), ("limit=٣", "“٣” is not a value of limit."),
    ("theme=neon", "“neon” is not a value of theme."), ("accent=%23ff0000;}", "“#ff0000;}” is not a value of accent."), ("view=map", "“map” is not a value of view."),
])  # fmt: skip
@pytest.mark.parametrize("path", ["/embed/events", "/embed/events.json"])
def test_a_malformed_value_is_said_in_one_line(ask: Any, world: dict[str, str], path: str, query: str, said: str) -> None:
    answer = ask(f"{path}?{query}")

    assert (answer.status_code, answer.mimetype, answer.get_data(as_text=True)) == (400, "text/plain", f"{said}\n")


def test_a_retired_topic_leads_to_its_successor(ask: Any, given: Any, world: dict[str, str]) -> None:
    from eventhub.events.models import Topic
    from tests.factories import make_topic

    with given() as session:
        make_topic("the-web")
        session.get(Topic, "web").retired_to = "the-web"
    answer = ask("/embed/events?topic=web&theme=dark")

    assert (answer.status_code, answer.location) == (301, "/embed/events?topic=the-web&theme=dark")


@pytest.mark.parametrize("which", ["draft", "none"])
def test_what_is_not_public_is_not_there(ask: Any, world: dict[str, str], which: str) -> None:
    answer = ask(f"/embed/events/{world.get(which, 'aaaaaaaaaa')}")

    assert (answer.status_code, answer.get_data(as_text=True)) == (
        404,
        "There is nothing at this address, or it is not public.\n",
    )


def test_nothing_private_is_in_any_embed(ask: Any, world: dict[str, str]) -> None:
    for path in ("/embed/events", "/embed/events.json", f"/embed/events/{world['lisbon']}", "/embed/events?past=all"):
        text = ask(path).get_data(as_text=True)
        assert "SECRET" not in text
        assert "Hidden draft" not in text
        assert "csrf_token" not in text


def test_links_open_beside_the_site_and_lead_to_the_same_list(ask: Any, world: dict[str, str]) -> None:
    page = ask("/embed/events?region=DE&locale=de").get_data(as_text=True)
    links = re.findall(r"<a [^>]+>", page)

    assert len(links) == 3
    assert all('target="_blank" rel="noopener"' in link for link in links)
    assert 'href="https://hub.example/events?region=DE&amp;locale=de"' in links[1]
    assert 'href="webcal://hub.example/calendar/region/DE.ics?locale=de"' in links[2]


def test_the_language_is_the_address_s_then_the_browser_s_and_never_the_cookie_s(ask: Any, world: dict[str, str]) -> None:
    def language(path: str, **headers: str) -> str:
        return re.search(r'<html lang="(\w+)" dir="(\w+)"', ask(path, **headers).get_data(as_text=True)).expand(r"\1 \2")  # type: ignore[union-attr]

    assert language("/embed/events?locale=ar", Accept_Language="es") == "ar rtl"
    assert language("/embed/events", Accept_Language="es") == "es ltr"
    assert language("/embed/events") == "en ltr"
    assert ask("/embed/events.json", Accept_Language="de").json["language"] == "de"


def test_looks_are_attributes_of_the_page(ask: Any, world: dict[str, str]) -> None:
    page = ask("/embed/events?theme=dark&accent=rose&view=cards").get_data(as_text=True)

    assert re.search(r'<html lang="en" dir="ltr" data-theme="dark" data-accent="rose">', page)
    assert '<ul class="events h-feed as-cards">' in page
    assert "data-theme" not in ask("/embed/events").get_data(as_text=True)


def test_the_data_say_when_where_and_what_has_become_of_it(ask: Any, world: dict[str, str]) -> None:
    found = ask("/embed/events.json").json
    first, second = found["items"]

    assert found["home_page_url"] == "https://hub.example/events"
    assert first | {"id": ""} == {
        "id": "", "url": f"https://hub.example/events/{world['berlin']}-{world['slug']}", "title": "Berlin evening", "language": "en",
        "starts": "2027-03-10T19:00+01:00", "ends": "2027-03-10T21:00+01:00", "zone": "Europe/Berlin", "all_day": False,
        "when": "Wednesday, March 10, 7:00\u202fPM–9:00\u202fPM in Berlin", "place": "Berlin, Germany", "mode": "in_person", "community": "Berliners", "status": "",
    }  # fmt: skip
    assert (second["place"], second["status"]) == ("Online", "Cancelled")


@pytest.mark.parametrize("path", PAGES)
def test_who_has_it_already_gets_304(ask: Any, world: dict[str, str], path: str) -> None:
    first = ask(path.format(**world))
    again = ask(path.format(**world), If_None_Match=first.headers["ETag"])

    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert ask(path.format(**world), If_None_Match='"other"').status_code == 200


def test_a_stored_frame_asks_one_query_until_an_edit_makes_it_anew(ask: Any, given: Any, world: dict[str, str]) -> None:
    first = ask("/embed/events")
    with count_queries() as asked:
        again = ask("/embed/events")
    assert (again.data, len(asked)) == (first.data, 1)

    with given():
        event = queries.find_event(world["berlin"])
        event.title = "Berlin night"
        publicity.refresh(event)
    assert titles(ask("/embed/events")) == ["Berlin night", "Lisbon online"]
    assert ask("/embed/events").headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize("rows", [1, 5])
@pytest.mark.parametrize(("path", "most"), [("/embed/events?topic=web", 5), ("/embed/events.json?topic=web", 5)])
def test_it_costs_the_same_with_many_events(ask: Any, given: Any, path: str, most: int, rows: int) -> None:
    with given():
        for n in range(rows):
            make_event(status=S.PUBLISHED, title=f"Evening {n}", topics=("web",), starts=DAY + timedelta(days=n))
    with count_queries() as asked:
        answer = ask(path)

    assert answer.get_data(as_text=True).count("Evening") == rows
    assert len(asked) == most, asked


def test_one_event_costs_few_queries(ask: Any, world: dict[str, str]) -> None:
    with count_queries() as asked:
        assert titles(ask(f"/embed/events/{world['berlin']}")) == ["Berlin evening"]

    assert len(asked) == 5, asked
