"""Embeds on a page of another site, with a strict policy, in a real browser; and the page that makes them ready."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_pages import MODES, check

FALLBACK = "The list on the hub"


@pytest.fixture
def site(tmp_path: Path, server: str) -> Iterator[Callable[..., str]]:
    """``site(body)``: the address of a page on another origin, which allows the hub and nothing else."""

    class Handler(SimpleHTTPRequestHandler):
        def end_headers(self) -> None:
            policy = f"default-src 'none'; script-src {server}; connect-src {server}; frame-src {server}"
            self.send_header("Content-Security-Policy", policy)
            super().end_headers()

        def log_message(self, *_said: Any) -> None:
            """Keep quiet."""

    serving = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(tmp_path)))
    Thread(target=serving.serve_forever, daemon=True).start()

    def write(body: str) -> str:
        page = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A blog</title></head><body><main><h1>A blog</h1>{body}</main></body></html>'
        (tmp_path / "index.html").write_text(page, encoding="utf-8")
        return f"http://127.0.0.1:{serving.server_port}/index.html"

    yield write
    serving.shutdown()
    serving.server_close()


@pytest.fixture
def reader(chromium: Browser) -> Iterator[Callable[..., tuple[Page, list[str]]]]:
    """``reader(address, locale="de")``: a visitor of that page, and what goes wrong there."""
    contexts = []

    def begin(address: str, **said: Any) -> tuple[Page, list[str]]:
        context = chromium.new_context(**{"locale": "en", "timezone_id": "America/New_York", **said})
        contexts.append(context)
        page, wrong = context.new_page(), list[str]()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda said: wrong.append(said.text) if said.type == "error" and "favicon" not in said.location["url"] else None,
        )
        page.goto(address)
        return page, wrong

    yield begin
    for context in contexts:
        context.close()


def component(server: str, attributes: str = "") -> str:
    return (
        f'<script type="module" src="{server}/embed/eventhub.js"></script>'
        f'<eventhub-events src="{server}" {attributes}><a href="{server}/events">{FALLBACK}</a></eventhub-events>'
    )


def test_the_component_shows_events_on_another_site(server: str, site: Any, reader: Any) -> None:
    page, wrong = reader(site(component(server, 'limit="3" theme="auto"')))
    items = page.locator("eventhub-events li")
    expect(items).to_have_count(3)
    asked = page.evaluate(
        "performance.getEntriesByType('resource').map(entry => entry.name).filter(name => name.includes('/embed/events'))"
    )
    assert asked == [f"{server}/embed/events.json?limit=3"]

    link = items.first.locator("a")
    assert link.get_attribute("href").startswith(f"{server}/events/")
    assert (link.get_attribute("target"), link.get_attribute("rel")) == ("_blank", "noopener")
    said = items.first.locator("time").inner_text()
    assert re.fullmatch(r"\w+, \w+ \d+, .* in \w+ · .*\d:\d\d\s[AP]M for you", said), said
    assert not page.get_by_text(FALLBACK).is_visible()
    assert wrong == []
    assert page.context.cookies() == []


def test_the_component_speaks_arabic_from_right_to_left(server: str, site: Any, reader: Any) -> None:
    page, wrong = reader(
        site(
            component(
                server, 'locale="ar" view="cards" theme="dark" accent="amber" filter="region=150&mode=in_person" limit="2"'
            )
        )
    )
    expect(page.locator("eventhub-events li")).to_have_count(2)

    whole = page.locator("eventhub-events .whole")
    assert (whole.get_attribute("dir"), whole.get_attribute("lang")) == ("rtl", "ar")
    assert whole.evaluate("node => getComputedStyle(node).direction") == "rtl"
    assert "locale=ar" in whole.locator(".foot a").get_attribute("href")
    assert wrong == []


def test_the_component_changes_with_its_attributes(server: str, site: Any, reader: Any) -> None:
    page, _wrong = reader(site(component(server, 'limit="3"')))
    expect(page.locator("eventhub-events li")).to_have_count(3)
    page.locator("eventhub-events").evaluate("node => node.setAttribute('limit', '1')")

    expect(page.locator("eventhub-events li")).to_have_count(1)


def test_what_stands_in_the_component_stays_when_the_events_do_not_come(server: str, site: Any, reader: Any) -> None:
    page, _wrong = reader(site(component(server, 'filter="topic=flat-earth"')))
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text(FALLBACK)).to_be_visible()

    page, _wrong = reader(site(component(server)), java_script_enabled=False)
    expect(page.get_by_text(FALLBACK)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "attributes",
    ['theme="auto"', 'theme="dark" accent="blue"', 'theme="light" accent="amber" view="cards"', 'locale="ar" accent="rose"'],
)
def test_axe_finds_nothing_in_the_component(visit: Any, server: str, site: Any, scheme: str, attributes: str) -> None:
    seen = visit(scheme=scheme, width=390)
    address = site(component(server, f'limit="4" {attributes}'))
    seen.page.goto(address)
    expect(seen.page.locator("eventhub-events li").first).to_be_visible()

    assert [fault for fault in check(seen, "component") if "asks another host" not in fault and "favicon" not in fault] == []


def test_a_frame_grows_to_what_is_in_it_where_the_module_is_loaded(server: str, site: Any, reader: Any) -> None:
    frame = f'<iframe src="{server}/embed/events?limit=4" title="Events" width="300" height="80" frameborder="0"></iframe>'
    page, wrong = reader(site(f'{frame}<script type="module" src="{server}/embed/eventhub.js"></script>'))
    page.wait_for_function("document.querySelector('iframe').clientHeight > 200")
    inside = page.frames[1]

    assert inside.evaluate("document.documentElement.scrollHeight - document.documentElement.clientHeight") == 0
    assert wrong == []
    assert page.context.cookies() == []


def test_a_message_of_another_site_moves_nothing(server: str, site: Any, reader: Any) -> None:
    frame = f'<iframe src="{server}/embed/events?limit=1" title="Events" width="300" height="90" frameborder="0"></iframe>'
    page, _wrong = reader(site(f'{frame}<script type="module" src="{server}/embed/eventhub.js"></script>'))
    page.wait_for_function("document.querySelector('iframe').style.height !== ''")
    before = page.locator("iframe").evaluate("node => node.style.height")
    page.evaluate("postMessage({ type: 'eventhub:height', height: 4000 }, '*')")
    page.wait_for_timeout(100)

    assert page.locator("iframe").evaluate("node => node.style.height") == before


def test_other_pages_can_not_be_framed(server: str, site: Any, reader: Any) -> None:
    page, _wrong = reader(site(f'<iframe src="{server}/events" title="Events" width="300" height="200"></iframe>'))
    page.wait_for_load_state("networkidle")

    assert page.frames[1].url.startswith("chrome-error:")


@pytest.mark.parametrize(("locale", "scheme", "width"), MODES)
def test_axe_finds_nothing_on_frames_and_the_builder(visit: Any, locale: str, scheme: Any, width: int) -> None:
    seen = visit(locale=locale, scheme=scheme, width=width)
    seen.open("/events")
    key = re.search(r"/events/(\w{10})-", seen.page.content())[1]  # type: ignore[index]
    faults = []
    for path in (
        "/embed",
        "/embed?lang=ar&lang=en&official=1",
        f"/embed?event={key}&accent=rose",
        "/embed/events?limit=5",
        "/embed/events?view=cards&accent=violet",
        f"/embed/events/{key}",
        "/embed/events?region=BV",
    ):
        seen.open(path)
        faults += check(seen, path)

    assert faults == []


def test_what_is_copied_as_a_frame_that_fits_is_as_high_as_what_is_in_it(visit: Any, site: Any, reader: Any) -> None:
    seen = visit()
    seen.open("/embed?limit=3")
    page, wrong = reader(site(seen.page.locator("#snippet-fitting").input_value()))
    page.wait_for_function("document.querySelector('iframe').style.height !== ''")

    assert page.frames[1].evaluate("innerHeight - document.documentElement.getBoundingClientRect().height") < 1
    assert wrong == []


def test_the_builder_shows_a_choice_at_once(visit: Any) -> None:
    seen = visit()
    seen.open("/embed")
    with seen.page.expect_navigation():
        seen.page.select_option("[name=accent]", "violet")

    assert "accent=violet" in seen.page.locator(".embed-preview").get_attribute("src")
    assert "accent=violet" in seen.page.locator("#snippet-iframe").input_value()
    assert 'accent="violet"' in seen.page.locator("#snippet-component").input_value()
