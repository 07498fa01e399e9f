"""A person follows a region, has it in a calendar of their own, sees an event come, change and be cancelled, and gets one digest."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from icalendar import Calendar

from eventhub.accounts.queries import find_by_key
from eventhub.events import queries
from eventhub.events.services import review
from eventhub.events.workflow import S
from eventhub.jobs.clock import run_clock
from tests.factories import make_event, make_person
from tests.journeys.test_hybrid import Letterbox, post

SITE = "https://hub.example"
MONDAY = datetime(2027, 3, 1, 6, 30, tzinfo=UTC)  # half past seven in Berlin


def address_on(page: str) -> str:
    """The path of the one address that the page shows."""
    found = set(re.findall(rf"{SITE}(/calendar/u/[A-Za-z0-9_-]+/\w+\.ics)", page))
    assert len(found) == 1
    return found.pop()


def fetch(browser: Any, path: str, etag: str = "") -> Any:
    """A calendar program asks for it."""
    headers = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Thunderbird/140.0", **({"If-None-Match": etag} if etag else {})}
    return browser.client.get(path, base_url=SITE, headers=headers)


def events_of(answer: Any) -> list[Any]:
    """The VEVENTs of an answer."""
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def test_from_following_a_region_to_the_digest(given: Any, browser_of: Any, app: Any) -> None:
    box = Letterbox()
    with time_machine.travel(MONDAY - timedelta(days=3), tick=True):
        with given():
            make_person(name="Ana", email="ana@example.org", zone="Europe/Berlin")
            olga = make_person(name="Olga", email="olga@example.org").key

        # Without signing in the button leads to sign in and back to the same button.
        ana = browser_of("")
        ana.open("/regions/DE")
        href = ana.find(r'href="(/account/following/new[^"]+)"').replace("&amp;", "&")
        assert ana.open(href).status_code == 303
        ana.follow()
        ana.submit("/sign-in", email="ana@example.org", password="a long enough sentence")
        ana.follow()
        assert "Follow Germany?" in ana.text
        ana.submit("/account/following")
        ana.follow()
        assert "On Mondays we write to you" in ana.text
        assert "Following" in ana.text

        # A calendar of her own: the address is on that page, and on no other.
        ana.open("/account/calendars?kind=following")
        ana.submit("/account/calendars", name="Laptop")
        address = address_on(ana.text)
        ana.open("/account/calendars")
        assert address.split("/")[3] not in ana.text
        assert "No calendar has asked for it yet." in ana.text

        stranger = browser_of("")
        empty = fetch(stranger, address)
        assert (empty.status_code, events_of(empty)) == (200, [])
        assert fetch(stranger, address, empty.headers["ETag"]).status_code == 304

        # An organizer publishes an event there.
        with given():
            starts = MONDAY.replace(tzinfo=None, hour=19, minute=0) + timedelta(days=10)
            key = make_event(status=S.APPROVED, organizer=find_by_key(olga), title="Soup and talks", starts=starts).key
            review.advance_event(queries.find_event(key), "publish", actor=find_by_key(olga))
        full = fetch(stranger, address, empty.headers["ETag"])
        (there,) = events_of(full)
        assert (full.status_code, str(there["SUMMARY"]), there["SEQUENCE"]) == (200, "Soup and talks", 0)
        assert fetch(stranger, address, full.headers["ETag"]).status_code == 304
        ana.open("/account/calendars")
        assert "by Thunderbird" in ana.text
        assert "It has the newest version." in ana.text

    with time_machine.travel(MONDAY + timedelta(minutes=45), tick=True), app.app_context():
        assert run_clock().get("digest") == 1
        assert run_clock().get("digest") is None
        post(app, box)
    assert box.subjects("ana@example.org") == ["One new event you may like"]

    with time_machine.travel(MONDAY + timedelta(days=1), tick=True):
        with given():
            review.advance_event(queries.find_event(key), "cancel", actor=find_by_key(olga), reason="The room is gone.")
        off = fetch(stranger, address, full.headers["ETag"])
        (gone,) = events_of(off)
        assert (str(gone["STATUS"]), gone["SEQUENCE"], gone["UID"]) == ("CANCELLED", 1, there["UID"])
        assert str(gone["SUMMARY"]) == "Cancelled: Soup and talks"

        # Another device: the old address says that it is gone, the new one goes on.
        ana = browser_of("ana@example.org")
        ana.open("/account/calendars")
        ana.submit("/rotate")
        fresh = address_on(ana.text)
        assert fresh != address
        old = fetch(stranger, address, off.headers["ETag"])
        assert (old.status_code, old.text) == (
            410,
            "This address is not good any more. Whose calendar it is may have a new one.\n",
        )
        assert len(events_of(fetch(stranger, fresh))) == 1

    with time_machine.travel(MONDAY + timedelta(days=7, hours=1), tick=True), app.app_context():
        assert run_clock().get("digest") == 1
        post(app, box)
    assert box.subjects("ana@example.org") == ["One new event you may like", "Changed: events you follow"]

    # One click in the mail program, and once more for good measure: no mail comes any more.
    (path,) = re.findall(rf"{SITE}(/account/digest/\S+)", box.last("ana@example.org"))
    for _ in range(2):
        assert stranger.client.post(path, base_url=SITE, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    with time_machine.travel(MONDAY + timedelta(days=14, hours=1), tick=True), app.app_context():
        assert run_clock().get("digest") is None
