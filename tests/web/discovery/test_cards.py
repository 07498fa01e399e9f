"""Share images of lists, communities and regions, and the head that names them."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any

import pytest
from PIL import Image

from eventhub.communities.workflow import Standing
from eventhub.events.workflow import S
from tests.factories import make_community, make_event, make_topic

HUB = "https://hub.example"


@pytest.fixture
def ask(client: Any) -> Any:
    """``ask(path, **headers)``, with cookies that must not matter."""
    client.set_cookie("__Host-eventhub", "anything", domain="hub.example")
    return lambda path, **sent: client.get(
        path, base_url=HUB, headers={name.replace("_", "-"): value for name, value in sent.items()}
    )


@pytest.fixture
def world(given: Any) -> dict[str, str]:
    """Communities that everyone sees, and one that is archived."""
    with given():
        make_topic("web")
        osaka = make_community("大阪のみんな", region="JP", city="大阪市")
        gone = make_community("Archived", region="DE")
        gone.standing = Standing.ARCHIVED
        event = make_event(status=S.PUBLISHED, title="An evening", topics=("web",))
        return {"osaka": osaka.key, "gone": gone.key, "event": f"{event.key}-{event.slug}"}


@pytest.mark.parametrize("path", [
    "site/site", "region/DE", "region/150", "region/JP", "topic/web", "format/meetup", "language/pt", "community/{osaka}",
])  # fmt: skip
@pytest.mark.parametrize("locale", ["en", "ar"])
def test_each_kind_has_a_card(ask: Any, world: dict[str, str], path: str, locale: str) -> None:
    answer = ask(f"/cards/{path.format(**world)}.png?locale={locale}")

    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert Image.open(io.BytesIO(answer.data)).size == (1200, 630)
    assert answer.headers["Cache-Control"] == "public, max-age=86400, stale-while-revalidate=604800"
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.vary


@pytest.mark.parametrize("path", [
    "site/other", "region/XX", "region/de", "topic/flat-earth", "language/xx", "community/{gone}", "community/aaaaaaaaaa", "person/olga", "event/aaaaaaaaaa",
])  # fmt: skip
def test_there_is_none_of_what_is_not_there(ask: Any, world: dict[str, str], path: str) -> None:
    assert ask(f"/cards/{path.format(**world)}.png").status_code == 404


def test_who_has_it_is_not_sent_it_again_and_a_language_is_another_card(ask: Any, world: dict[str, str]) -> None:
    first = ask("/cards/region/DE.png")
    again = ask("/cards/region/DE.png", If_None_Match=first.headers["ETag"])

    assert (again.status_code, again.data) == (304, b"")
    assert ask("/cards/region/DE.png?locale=de").headers["ETag"] != first.headers["ETag"]
    assert ask("/cards/region/DE.png?locale=xx&other=1").headers["ETag"] == first.headers["ETag"]


def heads(page: str) -> dict[str, list[str]]:
    """What the head says, by the name of each element."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)"', page):
        found.setdefault(name, []).append(unescape(value))
    for tag, href in re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', page):
        found.setdefault(f"hreflang {tag}", []).append(unescape(href))
    found["canonical"] = [unescape(href) for href in re.findall(r'<link rel="canonical" href="([^"]+)"', page)]
    return found


@pytest.mark.parametrize(("path", "canonical", "image"), [
    ("/", "/", "/cards/site/site.png?locale=en"), ("/events?utm_source=x", "/events", "/cards/site/site.png?locale=en"),
    ("/events?topic=web&region=DE&fbclid=1", "/events?region=DE&topic=web", "/cards/region/DE.png?locale=en"),
    ("/events?topic=web&locale=de", "/events?topic=web&locale=de", "/cards/topic/web.png?locale=de"),
    ("/events/month?month=2027-03&q=x", "/events/month?q=x&month=2027-03", "/cards/site/site.png?locale=en"),
    ("/regions", "/regions", "/cards/site/site.png?locale=en"), ("/regions/DE?from=x", "/regions/DE", "/cards/region/DE.png?locale=en"),
    ("/communities?region=DE&foo=1", "/communities?region=DE", "/cards/site/site.png?locale=en"),
    ("/communities/{osaka}-community", "/communities/{osaka}-community", "/cards/community/{osaka}.png?locale=en"),
])  # fmt: skip
def test_public_pages_name_their_one_address_their_languages_and_their_card(
    ask: Any, world: dict[str, str], path: str, canonical: str, image: str
) -> None:
    answer = ask(path.format(**world))
    found = heads(answer.get_data(as_text=True))

    assert answer.status_code == 200
    assert found["canonical"] == found["og:url"] == [HUB + canonical.format(**world)]
    assert found["og:image"] == [HUB + image.format(**world)]
    assert ask(found["og:image"][0].removeprefix(HUB)).status_code == 200
    plain = re.sub(r"[?&]locale=\w+$", "", found["canonical"][0])
    mark = "&" if "?" in plain else "?"
    assert found["hreflang x-default"] == [plain]
    assert [found[f"hreflang {tag}"] for tag in ("en", "de", "es", "ar")] == [
        [f"{plain}{mark}locale={tag}"] for tag in ("en", "de", "es", "ar")
    ]
    spoken = found["og:locale"][0]
    assert sorted([spoken, *found["og:locale:alternate"]]) == ["ar_AR", "de_DE", "en_US", "es_ES"]
    assert (found["twitter:card"], len(found["og:title"]), len(found["og:description"])) == (["summary_large_image"], 1, 1)


def test_an_event_says_its_times_and_when_it_changed(ask: Any, world: dict[str, str]) -> None:
    found = heads(ask(f"/events/{world['event']}").get_data(as_text=True))

    assert found["canonical"] == [f"{HUB}/events/{world['event']}"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT19:00[+-]\d\d:\d\d", found["event:start_time"][0])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT21:00[+-]\d\d:\d\d", found["event:end_time"][0])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", found["og:updated_time"][0])


def test_pages_that_are_nobody_s_to_pass_on_have_no_such_head(ask: Any, world: dict[str, str]) -> None:
    for path in ("/account/sign-in", "/events/aaaaaaaaaa"):
        found = heads(ask(path).get_data(as_text=True))
        assert [name for name in found if name.startswith(("og:", "hreflang", "twitter"))] == []
        assert found["canonical"] == []
