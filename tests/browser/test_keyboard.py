"""The main job with the keyboard alone, in Arabic."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

MOST_TABS = 400


def tab_to(seen: Any, selector: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(MOST_TABS):
        if seen.page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        seen.page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector} on {seen.page.url}")


def press(seen: Any, selector: str, key: str = "Enter") -> None:
    """Reach an element and press a key that leads to another page."""
    tab_to(seen, selector)
    with seen.page.expect_navigation():
        seen.page.keyboard.press(key)


def write(seen: Any, selector: str, text: str) -> None:
    """Reach a field and type into it."""
    tab_to(seen, selector)
    seen.page.keyboard.press("Control+a")
    seen.page.keyboard.type(text)


def sign_in(seen: Any, email: str, password: str) -> None:
    seen.open("/account/sign-in?locale=ar")
    write(seen, "[name=email]", email)
    write(seen, "[name=password]", password)
    with seen.page.expect_navigation():
        seen.page.keyboard.press("Enter")


def feed(base: str, etag: str = "") -> tuple[int, str, str]:
    """Status, ETag and text of Germany's feed in Arabic."""
    request = urllib.request.Request(
        f"{base}/calendar/region/DE.ics?locale=ar", headers={"If-None-Match": etag} if etag else {}
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers["ETag"], answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("ETag", ""), ""


def test_from_draft_to_the_calendar_in_arabic_without_a_mouse(visit: Callable[..., Any], server: str) -> None:
    _, before, _ = feed(server)
    organizer, reviewer = visit(locale="ar"), visit(locale="ar")
    title = "أمسية عن إمكانية الوصول"

    # The organizer writes an event and sends it.
    sign_in(organizer, "organizer@example.org", "open community hub")
    organizer.open("/events/new?locale=ar")
    assert organizer.page.get_attribute("html", "dir") == "rtl"
    press(organizer, "button[value=meetup]")
    write(organizer, "#title", title)
    write(organizer, "#description", "ثلاث محاضرات قصيرة ثم حساء.")
    tab_to(organizer, "#starts_date")
    day = (datetime.now(UTC) + timedelta(days=40)).date()
    organizer.page.keyboard.type(
        organizer.page.evaluate("() => new Intl.DateTimeFormat().resolvedOptions().locale") and f"{day:%d%m%Y}"
    )
    organizer.page.evaluate(
        "day => { const date = document.querySelector('#starts_date'); date.value = day; date.dispatchEvent(new Event('change', { bubbles: true })) }",
        day.isoformat(),
    )
    write(organizer, "#city", "Berlin")
    organizer.page.wait_for_selector("[role=option]")
    organizer.page.keyboard.press("ArrowDown")
    organizer.page.keyboard.press("Enter")
    write(organizer, "#venue", "c-base")
    press(organizer, "button[name=then][value=submit]")
    assert "/manage" in organizer.page.url, organizer.page.inner_text("main")
    key = re.search(r"/events/(\w{10})/", organizer.page.url)[1]

    # The reviewer takes it on from the desk and approves it.
    sign_in(reviewer, "reviewer@example.org", "open community hub")
    reviewer.open("/desk?locale=ar")
    press(reviewer, f"a[href*='{key}']")
    press(reviewer, "form[action$='/steps/claim'] button:not([type=button])")
    press(reviewer, "form[action$='/steps/approve'] button:not([type=button])")

    # At once or by hand it is published; it is in the calendar, with another ETag.
    organizer.open(f"/events/{key}/manage?locale=ar")
    press(organizer, "form[action$='/steps/publish'] button:not([type=button])")
    status, after, text = feed(server, before)
    assert (status, after != before) == (200, True)
    assert title in text.replace("\r\n ", "")
    assert feed(server, after)[0] == 304

    # Cancelled through the dialog, with a reason: CANCELLED in the calendar.
    tab_to(organizer, "form[action$='/steps/cancel'] summary")
    organizer.page.keyboard.press("Enter")
    write(organizer, "form[action$='/steps/cancel'] textarea", "غمرت المياه المكان.")
    tab_to(organizer, "form[action$='/steps/cancel'] button:not([type=button])")
    organizer.page.keyboard.press("Enter")
    organizer.page.wait_for_selector("dialog[open]")
    press(organizer, "dialog[open] button[value=yes]")
    status, cancelled, text = feed(server, after)
    assert (status, cancelled != after) == (200, True)
    assert "STATUS:CANCELLED" in text
    assert organizer.errors == []
    assert reviewer.errors == []
