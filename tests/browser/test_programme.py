"""The programme in a real browser: the board by keyboard and by drag, and every page of it looked at by axe."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.browser.test_keyboard import tab_to
from tests.browser.test_pages import check

ORGANIZER, SPEAKER = "organizer@example.org", "reviewer@example.org"


def published_event(seen: Any) -> str:
    """The key of a public event to come that the organizer runs."""
    seen.open("/events/mine")
    read = "rows => rows.filter(row => row.textContent.includes('Published')).map(row => row.querySelector('a').getAttribute('href'))"
    for address in seen.page.eval_on_selector_all(".desk > li", read):
        key = re.search(r"/events/(\w{10})/", address)[1]
        if seen.open(f"/events/{key}/schedule").status == 200 and not seen.page.locator("[data-session]").count():
            seen.open(f"/events/{key}/manage")
            if seen.page.locator("form[action$='/steps/cancel']").count():
                return str(key)
    raise AssertionError("the organizer runs no public event to come")


def submit(seen: Any, selector: str) -> None:
    with seen.page.expect_navigation():
        seen.page.click(selector)


def add_session(seen: Any, key: str, title: str) -> None:
    seen.open(f"/events/{key}/schedule")
    seen.page.click("form[action$='/schedule/sessions'] >> xpath=ancestor::details >> summary")
    seen.page.fill("form[action$='/schedule/sessions'] [name=title]", title)
    submit(seen, "form[action$='/schedule/sessions'] button")


def add_room(seen: Any, key: str, name: str) -> None:
    seen.open(f"/events/{key}/schedule")
    details = seen.page.locator("details", has=seen.page.locator("form[action$='/schedule/rooms']"))
    if details.get_attribute("open") is None:
        details.locator("summary").click()
    seen.page.fill("form[action$='/schedule/rooms'] [name=name]", name)
    submit(seen, "form[action$='/schedule/rooms'] button")


def order(seen: Any) -> dict[str, list[str]]:
    """The sessions of the day, by room."""
    read = "sections => sections.map(s => [s.querySelector('h2 bdi').textContent, [...s.querySelectorAll('h3')].map(h => h.textContent)])"
    return dict(seen.page.eval_on_selector_all(".board-column", read))


def wait_for(seen: Any, expected: dict[str, list[str]]) -> None:
    for _ in range(50):
        if order(seen) == expected:
            return
        seen.page.wait_for_timeout(100)
    assert order(seen) == expected


@pytest.fixture
def board(visit: Callable[..., Any]) -> tuple[Any, str]:
    """An organizer at the board of an event with a room and three sessions, two of them in the room."""
    seen = visit()
    seen.sign_in(ORGANIZER)
    key = published_event(seen)
    add_room(seen, key, "Hall")
    for title in ("One", "Two", "Three"):
        add_session(seen, key, title)
    for title in ("One", "Two"):
        seen.open(f"/events/{key}/schedule")
        card = seen.page.locator("#unplaced [data-session]", has_text=title)
        card.locator("select").select_option(label="Hall")
        card.locator("button", has_text="Put it there").click()
        seen.page.wait_for_selector(f".board-column [data-session] >> text={title}")
    return seen, key


def test_sessions_move_by_keyboard_and_by_drag_and_stay_so(board: tuple[Any, str]) -> None:
    seen, key = board
    wait_for(seen, {"Everywhere": [], "Hall": ["One", "Two"]})

    tab_to(seen, "[data-column] [data-session]:nth-child(2) [data-handle]")
    seen.page.keyboard.press("ArrowUp")
    wait_for(seen, {"Everywhere": [], "Hall": ["Two", "One"]})
    assert seen.page.evaluate("document.activeElement.closest('[data-session]').querySelector('h3').textContent") == "Two"
    assert "Two" in seen.page.inner_text("[data-board-status]")
    seen.page.keyboard.press("ArrowLeft")
    wait_for(seen, {"Everywhere": ["Two"], "Hall": ["One"]})

    seen.page.drag_and_drop(
        "#unplaced [data-session]", "[data-column] [data-session] >> text=One", target_position={"x": 5, "y": 2}
    )
    wait_for(seen, {"Everywhere": ["Two"], "Hall": ["Three", "One"]})

    seen.open(f"/events/{key}/schedule")
    assert order(seen) == {"Everywhere": ["Two"], "Hall": ["Three", "One"]}
    submit(seen, "form[action$='/schedule/versions'] button")
    assert "Version 1" in seen.page.inner_text("main")
    assert seen.errors == []


@pytest.mark.parametrize(("locale", "scheme", "width"), [("en", "light", 1280), ("ar", "dark", 390)], ids=str)
def test_pages_of_the_programme(visit: Callable[..., Any], locale: str, scheme: str, width: int) -> None:
    seen, faults = visit(locale=locale, scheme=scheme, width=width), list[str]()
    plain, other = visit(), visit()
    for one, email in ((seen, ORGANIZER), (plain, ORGANIZER), (other, SPEAKER)):
        one.sign_in(email)
    key = published_event(plain)
    soon = (datetime.now(UTC) + timedelta(days=3)).date()
    plain.open(f"/events/{key}/call/edit")
    plain.page.fill("[name=text]", "Tell us what you tried.")
    plain.page.fill("[name=deadline_date]", soon.isoformat())
    plain.page.fill("[name=answer_by]", (soon + timedelta(days=7)).isoformat())
    opens = plain.page.locator("button[name=then][value=open]").count()  # the server is shared: it may be open already
    submit(plain, "button[name=then][value=open]" if opens else "button[name=then][value=stay]")
    other.open(f"/events/{key}/proposals/new")
    other.page.fill("[name=title]", f"Soup in {locale}")
    other.page.fill("[name=abstract]", "How we cooked.")
    submit(other, "button[name=then][value=submit]")
    proposal = re.search(r"/events/proposals/(\w{10})", other.page.url)[1]

    for path in (f"/events/{key}/call/edit", f"/events/{key}/proposals", f"/events/{key}/schedule", f"/events/proposals/{proposal}/reading",
                 f"/events/{key}/call", "/events/calls", f"/events/{key}/proposals/new", "/events/proposals"):  # fmt: skip
        answer = seen.open(f"{path}?locale={locale}")
        assert answer.status == 200, path
        faults += check(seen, path)
    plain.open(f"/events/proposals/{proposal}/reading")
    other.open(f"/events/proposals/{proposal}")
    assert "Sent in" in other.page.inner_text("main")

    assert faults == []
