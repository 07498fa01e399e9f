"""Every page in a real browser: nothing for axe to find, no error, no other host, nothing that sticks out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],  # what passes need not be told node by node
}
MODES = [
    ("en", "light", 1280),
    ("en", "dark", 390),
    ("de", "dark", 1280),
    ("es", "light", 390),
    ("ar", "light", 390),
    ("ar", "dark", 1280),
]
OPEN = (
    "/", "/events", "/events?region=150&lang=de&mode=in_person", "/events?q=nothing+at+all+like+this", "/events/month", "/search?q=translation",
    "/search", "/communities", "/regions", "/regions/DE", "/regions/BV", "/account/sign-in", "/account/sign-up", "/account/forgot",
    "/code-of-conduct", "/accessibility", "/privacy", "/events/nothinghere", "EVENT", "COMMUNITY", "/events/calls", "/events/others", "SERIES",
    "/events?lang=de", "/events?lang=ar&lang=en&topic=accessibility&region=DE&wider=region", "/events?region=DE&region=AT&mode=online", "PERSON",
)  # fmt: skip
SIGNED_IN = {
    "organizer@example.org": ("/desk", "/events/new", "/events/mine", "MINE manage", "MINE edit", "MINE preview", "MINE translations",
                              "/communities/new", "/account/profile", "/account/password", "/events/going", "RUNS manage", "RUNS dates",
                              "RUNS registration/setup", "RUNS registrations", "RUNS schedule", "RUNS call/edit", "RUNS check-in", "RUNS organizers",
                              "RUNS kit", "RUNS checklist"),
    "reviewer@example.org": ("/desk", "/events/review", "QUEUE"),
    "attendee@example.org": ("/account/calendars", "/account/following", "/account/following/new?kind=region&value=PT", "/regions/DE",
                             "/events?topic=accessibility"),
    "team@example.org": ("/desk", "/team/formats", "/team/roles", "/team/regions", "/events/orphans", "SOURCES", "SOURCES file",
                         "SOURCES file/remove", "SOURCES address"),
    "jonas.albrecht@example.com": ("/desk", "MIRRORED source", "MIRRORED edit"),
}  # fmt: skip


def check(seen: Any, path: str) -> list[str]:
    """What is wrong with the page now open."""
    seen.page.wait_for_load_state("load")
    found = Axe().run(seen.page, options=RULES).response["violations"]
    faults = [
        f"{path}: {v['id']}: {v['nodes'][0]['html'][:160]} {v['nodes'][0].get('failureSummary', '')[:200]}" for v in found
    ]
    wide = seen.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    faults += [f"{path}: sticks out by {wide} px"] if wide > 0 else []
    errors = [error for error in seen.errors if not re.search(r"status of (404|422)", error)]
    seen.errors.clear()
    return [*faults, *(f"{path}: {error}" for error in errors)]


def first_link(seen: Any, path: str, pattern: str) -> str:
    """The first address on a page that fits."""
    seen.open(path)
    addresses = seen.page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
    return next(address for address in addresses if re.search(pattern, address))


def published_of_mine(seen: Any) -> str:
    """The key of an event that the person runs and everyone sees."""
    seen.open("/events/mine")
    addresses = seen.page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
    for address in (a for a in addresses if re.search(r"^/events/\w{10}/manage", a)):
        seen.open(address)
        if seen.page.query_selector(f'main a[href^="{address.removesuffix("/manage")}-"]'):
            return address.split("/")[2]
    raise AssertionError("no published event on /events/mine")


def one_of_berlin(seen: Any, which: str) -> str:
    """The list of the calendars that Berlin has mirrored, or one of them: what came in as a file, or has an address."""
    community = first_link(seen, "/communities?q=Lumen+Berlin", r"^/communities/[a-z0-9]{10}-").removeprefix("/communities/")[
        :10
    ]
    listed = f"/communities/{community}/calendars"
    if not which:
        return listed
    seen.open(listed)
    kind, _, page = which.partition("/")
    names = {"file": "lumen-berlin.ics", "address": "https://kalender"}
    href = seen.page.locator("li", has_text=names[kind]).locator("a").first.get_attribute("href")
    return f"{href}/{page}" if page else str(href)


def resolved(seen: Any, path: str) -> str:
    """The address that a placeholder stands for."""
    if path == "EVENT":
        return first_link(seen, "/events", r"^/events/\w{10}-")
    if path == "PERSON":
        return first_link(seen, first_link(seen, "/events", r"^/events/\w{10}-"), r"^/people/\w{10}$")
    if path == "SERIES":
        return first_link(seen, "/events?format=office-hours", r"^/events/\w{10}-")
    if path == "COMMUNITY":
        return first_link(seen, "/communities", r"^/communities/\w{10}-")
    if path == "QUEUE":
        return first_link(seen, "/events/review", r"^/events/\w{10}/review")
    if path.startswith("SOURCES"):
        return one_of_berlin(seen, path.removeprefix("SOURCES").strip())
    if path.startswith("MIRRORED "):
        return (
            f"{first_link(seen, '/events/mine', r'^/events/[a-z0-9]{10}/(edit|manage)').rpartition('/')[0]}/{path.split()[1]}"
        )
    if path.startswith("RUNS "):
        return f"/events/{published_of_mine(seen)}/{path.split()[1]}"
    if path.startswith("MINE "):
        return first_link(seen, "/desk", r"^/events/\w{10}/edit").replace("edit", path.split()[1])
    return path


@pytest.mark.parametrize(("locale", "scheme", "width"), MODES, ids=str)
def test_pages_for_everyone(visit: Callable[..., Any], locale: str, scheme: str, width: int) -> None:
    seen, faults = visit(locale=locale, scheme=scheme, width=width), []
    for path in OPEN:
        seen.open(resolved(seen, path))
        faults += check(seen, path)
        assert seen.page.get_attribute("html", "lang") == locale
        assert seen.page.get_attribute("html", "dir") == ("rtl" if locale == "ar" else "ltr")

    assert faults == []


@pytest.mark.parametrize("email", SIGNED_IN)
@pytest.mark.parametrize(("locale", "scheme", "width"), [MODES[0], MODES[1], MODES[4], MODES[5]], ids=str)
def test_pages_for_people_with_an_account(visit: Callable[..., Any], email: str, locale: str, scheme: str, width: int) -> None:
    seen, faults = visit(locale=locale, scheme=scheme, width=width), []
    seen.sign_in(email)
    for path in SIGNED_IN[email]:
        address = resolved(seen, path)
        answer = seen.open(f"{address}{'&' if '?' in address else '?'}locale={locale}")
        assert answer.status == 200, path
        faults += check(seen, path)

    assert faults == []


def kind_of(event: dict[str, Any]) -> str:
    """The kind of an answer; the sprite of icons is a picture, which the browser calls “Other”."""
    return "Image" if event["response"]["mimeType"].startswith("image/") else str(event["type"])


@pytest.mark.parametrize(("path", "locale"), [("/", "en"), ("/events", "en"), ("EVENT", "de"), ("/events", "ar")])
def test_a_first_visit_weighs_little(visit: Callable[..., Any], path: str, locale: str) -> None:
    address = resolved(visit(locale=locale), path)
    seen = visit(locale=locale)
    session = seen.context.new_cdp_session(seen.page)
    session.send("Network.enable")
    sizes: dict[str, int] = {}
    kinds: dict[str, str] = {}
    session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: kind_of(event)}))
    session.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    seen.open(address)
    seen.page.wait_for_load_state("networkidle")

    weight = sum(size for request, size in sizes.items() if kinds.get(request) != "Image")
    assert weight <= 100_000, sorted(((size, kinds.get(request)) for request, size in sizes.items()), reverse=True)[:8]


@pytest.mark.parametrize(("locale", "scheme", "width"), [MODES[0], MODES[4]], ids=str)
def test_a_page_that_tells_what_was_done(visit: Callable[..., Any], locale: str, scheme: str, width: int) -> None:
    seen = visit(locale=locale, scheme=scheme, width=width)
    seen.sign_in("attendee@example.org")
    seen.open(f"/account/profile?locale={locale}")
    with seen.page.expect_navigation():
        seen.page.click("form[action='/account/profile'] .form-actions button")

    assert seen.page.locator("[role=status] .flashes li").count() == 1
    assert check(seen, "a flash") == []
    seen.page.click(".flashes [data-dismiss]")
    assert seen.page.locator(".flashes").count() == 0


@pytest.mark.parametrize("path", ["/", "/events", "/events/month"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_calendar_of_a_list_is_one_step_away(visit: Callable[..., Any], path: str, width: int) -> None:
    seen = visit(width=width)
    seen.open(path)
    link = seen.page.locator("main a[href='#subscribe']")
    above = link.evaluate("node => node.getBoundingClientRect().bottom")
    link.focus()
    seen.page.keyboard.press("Enter")

    assert above < 900
    assert seen.page.evaluate("document.activeElement.id") == "subscribe"
    assert seen.page.locator("#subscribe h2").evaluate("node => node.getBoundingClientRect().top") < 900
    seen.page.keyboard.press("Tab")
    assert seen.page.evaluate("document.activeElement.href").startswith("webcal:")


@pytest.mark.parametrize(("locale", "scheme", "width"), [MODES[0], MODES[4]], ids=str)
def test_the_page_with_the_address_of_an_own_calendar(visit: Callable[..., Any], locale: str, scheme: str, width: int) -> None:
    seen = visit(locale=locale, scheme=scheme, width=width)
    seen.sign_in("attendee@example.org")
    seen.open(f"/account/calendars?locale={locale}")
    seen.page.fill("[name=name]", "Laptop")
    seen.page.click("form[action='/account/calendars'] .form-actions button")
    seen.page.wait_for_selector("#calendar-address")
    seen.page.click("details.fold summary")

    assert check(seen, "the address") == []
    assert re.search(r"/calendar/u/[A-Za-z0-9_-]{43}/going\.ics$", seen.page.inner_text("#calendar-address"))
