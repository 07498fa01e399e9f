"""The main job over HTTP: an event goes from a draft to every calendar, changes, and is cancelled."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from icalendar import Calendar

from tests.factories import make_format, make_person, make_reviewer, outbox

FEED = "/calendar/region/DE.ics"


def fetch(browser: Any, etag: str = "") -> Any:
    """A calendar client asks for the feed."""
    return browser.client.get(FEED, base_url="https://hub.example", headers={"If-None-Match": etag} if etag else {})


def events_of(answer: Any) -> list[Any]:
    """The VEVENTs of an answer."""
    return Calendar.from_ical(answer.data).walk("VEVENT")


def say_everything(organizer: Any, then: str) -> Any:
    """Fill in the form as an organizer does."""
    day = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    return organizer.submit(
        "/edit", title="An evening about accessibility", description="Three short talks, then soup.", starts_date=day,
        starts_time="19:00", ends_time="21:30", city="Berlin", venue="c-base", languages=["de", "en"], publish_rule="by_hand",
        then=then,
    )  # fmt: skip


def test_from_draft_to_every_calendar_and_back(given: Any, browser_of: Any, app: Any) -> None:
    with given():
        make_format("meetup")
        organizer_mail = make_person(name="Olga", email="olga@example.org").email
        reviewer_mail = make_reviewer("DE", name="Rashid", email="rashid@example.org").email
        other_mail = make_reviewer("DE", name="Rosa", email="rosa@example.org").email
    organizer, reviewer, other = browser_of(organizer_mail), browser_of(reviewer_mail), browser_of(other_mail)
    attendee = browser_of("")

    before = fetch(attendee)
    assert before.status_code == 200
    assert events_of(before) == []
    assert fetch(attendee, before.headers["ETag"]).status_code == 304

    # An organizer begins from a format, fills in the form, and sends it for review.
    organizer.open("/events/new")
    organizer.submit("/events", format="meetup")
    edit = organizer.last.location
    organizer.follow()
    key = re.search(r"/events/(\w{10})/edit", edit)[1]
    say_everything(organizer, then="submit")
    assert organizer.last.status_code == 303, organizer.text
    organizer.follow()
    assert "Waiting for a reviewer" in organizer.text
    assert "The reviewers of your region" in organizer.text

    # A stranger does not learn that it exists; its feed is as it was.
    assert attendee.open(f"/events/{key}/edit").status_code == 303
    assert browser_of(other_mail).open(f"/events/{key}/manage").status_code == 404
    assert fetch(attendee, before.headers["ETag"]).status_code == 304

    # A reviewer claims it; the other comes second and learns who was quicker.
    reviewer.open(f"/events/{key}/review")
    other.open(f"/events/{key}/review")
    reviewer.submit("/steps/claim")
    other.submit("/steps/claim")
    other.follow()
    assert "Rashid was quicker" in other.text

    # They ask for a change; the organizer reads the point, changes it, sends it back to the same reviewer.
    reviewer.open(f"/events/{key}/review")
    reviewer.submit("/steps/request_changes", points=["Name a code of conduct, please."])
    organizer.open(f"/events/{key}/edit")
    assert "Name a code of conduct, please." in organizer.text
    organizer.submit("/edit", conduct_url="https://example.org/conduct", then="resubmit")
    assert organizer.last.status_code == 303, organizer.text
    reviewer.open(f"/events/{key}/review")
    assert "<ins>https://example.org/conduct</ins>" in reviewer.text
    reviewer.submit("/steps/approve")
    assert reviewer.last.status_code == 303

    # Published by the organizer: the feed gains one VEVENT and another ETag.
    organizer.open(f"/events/{key}/manage")
    organizer.submit("/steps/publish")
    after = fetch(attendee, before.headers["ETag"])
    assert after.status_code == 200
    assert after.headers["ETag"] != before.headers["ETag"]
    [published] = events_of(after)
    assert str(published["SUMMARY"]) == "An evening about accessibility"
    assert str(published["DTSTART"].params["TZID"]) == "Europe/Berlin"
    assert fetch(attendee, after.headers["ETag"]).status_code == 304

    # Attendees find it.
    assert "An evening about accessibility" in attendee.open("/events?region=150&lang=de&q=accessib").get_data(as_text=True)
    assert attendee.open("/events?region=PT").status_code == 200
    assert "An evening about accessibility" not in attendee.text

    # Cancelled: the same UID, SEQUENCE one higher, CANCELLED; the old ETag no longer holds.
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=2)):
        organizer.open(f"/events/{key}/manage")
        organizer.submit("/steps/cancel", reason="The venue has flooded.")
        cancelled = fetch(attendee, after.headers["ETag"])
    assert cancelled.status_code == 200
    [gone] = events_of(cancelled)
    assert (str(gone["UID"]), str(gone["STATUS"])) == (str(published["UID"]), "CANCELLED")
    assert gone["SEQUENCE"] == published["SEQUENCE"] + 1
    attendee.open(f"/events/{key}")
    attendee.follow()
    assert "Cancelled" in attendee.text

    with given():
        told = outbox()
    assert told == [
        ("event/submit", reviewer_mail), ("event/submit", other_mail), ("event/claim", organizer_mail),
        ("event/request_changes", organizer_mail), ("event/resubmit", reviewer_mail), ("event/approve", organizer_mail),
    ]  # fmt: skip
