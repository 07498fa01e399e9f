"""From a call for speakers to version 2 of the schedule: everyone at their own browser, every link from a mail."""

from __future__ import annotations

import re
from typing import Any

import icalendar
import sqlalchemy as sa

from eventhub.accounts.queries import find_by_email
from eventhub.core.db import db
from eventhub.core.outbox import OutboxMessage
from eventhub.mail import render
from tests.factories import make_person
from tests.support.programme import make_conference, wall_in_days


def mail_to(app: Any, given: Any, email: str, notice: str) -> str:
    """The newest mail of a kind to somebody, as text."""
    with given():
        person = find_by_email(email)
        row = db.session.scalars(
            sa.select(OutboxMessage).where(OutboxMessage.person_id == person.id, OutboxMessage.notice == notice)
            .order_by(OutboxMessage.id.desc())
        ).first()  # fmt: skip
        assert row is not None, f"{email} has no mail {notice}"
        reader = render.Reader(address=person.email, name=person.name, locale=person.locale, zone=person.zone)
        return render.render(row.notice, row.audience, row.facts, reader=reader, at=row.created_at).text


def link_in(text: str) -> str:
    return re.search(r"https://hub\.example(/\S+)", text)[1]


def test_from_a_call_for_speakers_to_a_published_schedule_v2(app: Any, given: Any, browser_of: Any, client: Any) -> None:
    with given():
        for name in ("Olga", "Sam", "Cora", "Dan", "Rita"):
            make_person(
                name=name, email=f"{name.lower()}@example.org", locale="de" if name == "Dan" else "en", zone="Europe/Lisbon"
            )
        key = make_conference(find_by_email("olga@example.org")).key
    olga, sam, cora, dan, rita = (browser_of(f"{name}@example.org") for name in ("olga", "sam", "cora", "dan", "rita"))

    # Olga opens the call; its deadline is in the calendar.
    olga.open(f"/events/{key}/manage")
    olga.open(olga.find(rf'href="(/events/{key}/call/edit)"'))
    olga.submit("/call/edit", text="Tell us what you tried.", takes_workshop="y", deadline_date=f"{wall_in_days(14):%Y-%m-%d}",
                deadline_time="18:00", answer_by=f"{wall_in_days(21):%Y-%m-%d}", then="open")  # fmt: skip
    assert olga.last.status_code == 303, olga.text
    olga.follow()
    olga.submit("/call/reviewers", email="rita@example.org")
    feed = client.get("/calendar/cfp.ics", base_url="https://hub.example")
    assert [str(entry["SUMMARY"]) for entry in icalendar.Calendar.from_ical(feed.data).walk("VEVENT")] == [
        "Call for speakers: Nordlicht"
    ]

    # Sam and Dan propose; Sam asks Cora, who consents through the mail.
    for browser, title in ((sam, "Soup for forty"), (dan, "Git for gardeners")):
        browser.open("/events/calls")
        browser.open(browser.find(rf'href="(/events/{key}/call)"'))
        browser.open(browser.find(rf'href="(/events/{key}/proposals/new)"'))
        browser.submit("/proposals", title=title, abstract="What we learned.", notes="My first talk.", then="submit")
        browser.follow()
    mine = sam.last.request.path
    sam.submit("/speakers", name="Cora", email="cora@example.org")
    link = link_in(mail_to(app, given, "cora@example.org", "speaker/invitation"))
    cora.open(link)
    cora.submit(link, name="Cora Cook", bio="Peels.", then="consent")

    # Rita rates what waits on her desk, and sees nobody else's word before.
    rita.open(link_in(mail_to(app, given, "rita@example.org", "call/reviewer")))
    for title, stars in (("Soup for forty", "5"), ("Git for gardeners", "2")):
        rita.open(f"/events/{key}/proposals")
        rita.open(rita.find(rf'href="(/events/proposals/\w+/reading)"[^>]*>{title}'))
        rita.submit("/ratings", stars=stars, comment="")
    rita.open("/desk")
    assert "waits for your rating" not in rita.text

    # Olga decides; nobody is told; then she announces. Dan reads why not, in German.
    olga.open(f"/events/{key}/proposals")
    soup = re.search(r'value="(\w{10})"[^>]*aria-label="Choose “Soup', olga.text)[1]
    git = re.search(r'value="(\w{10})"[^>]*aria-label="Choose “Git', olga.text)[1]
    olga.submit("/proposals/decisions", chosen=soup, then="accept")
    olga.follow()
    olga.submit(
        "/proposals/decisions", chosen=git, then="decline", reason="Too little about people. Show us the garden next year."
    )
    sam.open(mine)
    assert "Accepted" not in sam.text
    olga.follow()
    olga.submit("/proposals/decisions", then="announce_all")
    assert "Show us the garden" in mail_to(app, given, "dan@example.org", "proposal/announce_declined")

    # Sam confirms from the mail.
    sam.open(link_in(mail_to(app, given, "sam@example.org", "proposal/announce_accepted")))
    sam.submit("/steps/confirm")

    # A room, a break, a place; version 1 tells Sam and Cora their time.
    olga.open(f"/events/{key}/schedule")
    olga.submit("/schedule/rooms", name="Hall", capacity="120")
    olga.follow()
    olga.submit("/schedule/sessions", title="Lunch", kind="break", minutes="60")
    olga.follow()
    hall = olga.find(r'data-room="(\d+)"')
    talk = re.search(r"/schedule/(\w{10})\"><bdi>Soup", olga.text)[1]
    olga.submit("/schedule/order", session=talk, room=hall)
    olga.follow()
    olga.submit("/schedule/versions", note="")
    first = mail_to(app, given, "cora@example.org", "proposal/schedule")
    assert "9:00" in first
    assert "Hall" in first

    # A later start; version 2 says what changed, on the page and to those it concerns.
    olga.open(f"/events/{key}/schedule/{talk}")
    olga.submit("/place", time="14:00")
    olga.open(f"/events/{key}/schedule")
    assert "“Soup for forty” is now on" in olga.text
    olga.submit("/schedule/versions", note="The oven is slow.")
    assert olga.last.status_code == 303, olga.text
    for email in ("sam@example.org", "cora@example.org"):
        text = mail_to(app, given, email, "proposal/schedule")
        assert "2:00" in text
        assert "1:00" in text  # for a reader in Lisbon
        assert "The oven is slow." in text

    page = client.get(f"/events/{key}/programme", base_url="https://hub.example").get_data(as_text=True)
    assert "Version 2" in page
    assert "“Soup for forty” is now on" in page
    assert "Cora Cook" in page
    assert "Git for gardeners" not in page
    assert "example.org" not in page
    shown = client.get(f"/events/{key}", base_url="https://hub.example", follow_redirects=True).get_data(as_text=True)
    assert f'href="/events/{key}/programme"' in shown
