"""A hybrid event with two waiting lists, over HTTP: from the organizer's form to the day after the answers are erased."""

from __future__ import annotations

import re
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import sqlalchemy as sa
import time_machine

from eventhub.accounts.queries import find_by_email
from eventhub.core.db import db
from eventhub.events import queries as events
from eventhub.events.registration import queries
from eventhub.events.registration.models import Answer, Registration
from eventhub.events.rules.drafts import Mode
from eventhub.events.workflow import S
from eventhub.jobs.clock import run_clock
from eventhub.mail import deliver
from tests.factories import make_event, make_person


class Letterbox:
    """Takes every mail, by address."""

    def __init__(self) -> None:
        self.mails: dict[str, list[EmailMessage]] = {}

    def send(self, mail: EmailMessage) -> None:
        self.mails.setdefault(mail["To"].addresses[0].addr_spec, []).append(mail)

    def close(self) -> None:
        """Nothing is open."""

    def last(self, address: str) -> str:
        """What the last mail to an address says."""
        body = self.mails[address][-1].get_body(("plain",))
        assert body is not None
        return str(body.get_content())

    def subjects(self, address: str) -> list[str]:
        return [str(mail["Subject"]) for mail in self.mails.get(address, [])]

    def link(self, address: str) -> str:
        """The path of the page that the last mail leads to."""
        return re.search(r"https://hub\.example(/events/registrations/\S+)", self.last(address))[1]


def post(app: Any, box: Letterbox) -> None:
    """The worker delivers what is due."""
    with app.app_context():
        while deliver.deliver_due(box):
            pass


def state(given: Any, key: str) -> dict[str, tuple[str, str]]:
    """Seat and state, by name."""
    with given():
        rows = db.session.scalars(queries.select_of_event(events.find_event(key).id))
        return {queries.name_of(row): (row.seat.value, row.status.value) for row in rows}


def register(browser: Any, key: str, seat: str, **more: str) -> None:
    browser.open(f"/events/{key}/registration")
    assert browser.submit("/registration", seat=seat, **more).status_code == 303, browser.text
    browser.follow()


def test_a_hybrid_event_with_two_waiting_lists(given: Any, browser_of: Any, app: Any) -> None:
    box = Letterbox()
    with given():
        make_person(name="Olga", email="olga@example.org")
        key = make_event(status=S.PUBLISHED, organizer=find_by_email("olga@example.org"), mode=Mode.HYBRID,
                         join_url="https://meet.example/open").key  # fmt: skip
        for name in ("Ana", "Ben", "Cem", "Dee"):
            make_person(name=name, email=f"{name.lower()}@example.org")
    olga = browser_of("olga@example.org")
    ana, ben, cem, dee = [browser_of(f"{name}@example.org") for name in ("ana", "ben", "cem", "dee")]
    gus = browser_of()

    # The organizer says how many come in the room and on the screen, what each of them gets, and what she asks.
    olga.open(f"/events/{key}/manage")
    olga.open(f"/events/{key}/registrations")
    olga.open(f"/events/{key}/registration/setup")
    olga.submit("/registration/setup", kind="here", room_capacity="1", screen_capacity="1", waitlist="y", room_note="Ring at the back door.",
                screen_url="https://meet.example/hall", room_reminder_hours="24", screen_reminder_hours="1",
                **{"questions-0-text": "What do you need in order to take part?", "questions-0-about_access": "y"})  # fmt: skip
    assert olga.last.status_code == 303, olga.text
    with given():
        (need,) = [question.id for question in queries.list_questions(events.find_event(key).id)]

    # Room and screen fill up apart; a guest stands in line once they have confirmed.
    register(ana, key, "room", **{f"q-{need}": "A ramp."})
    register(ben, key, "screen")
    register(cem, key, "room")
    register(dee, key, "screen")
    register(gus, key, "room", name="Gus", email="gus@example.org", **{f"q-{need}": "A seat at the front."})
    post(app, box)
    gus.open(box.link("gus@example.org"))
    gus.submit("/confirmation")
    post(app, box)
    assert state(given, key) == {
        "Ana": ("room", "going"), "Cem": ("room", "waiting"), "Gus": ("room", "waiting"),
        "Ben": ("screen", "going"), "Dee": ("screen", "waiting"),
    }  # fmt: skip
    assert "Ring at the back door." in box.last("ana@example.org")
    assert "https://meet.example/hall" not in box.last("ana@example.org")
    assert "https://meet.example/hall" in box.last("ben@example.org")
    assert box.subjects("gus@example.org") == ["Confirm: An evening in Berlin", "On the waiting list: An evening in Berlin"]
    reader = browser_of()
    reader.open(f"/events/{key}")
    reader.follow()
    assert "All seats are taken. 2 people wait." in reader.text
    assert "All seats are taken. One person waits." in reader.text

    # Who goes in the room cancels: the first in the room's line moves up, the screen's line does not move.
    ana.open("/events/going")
    ana.open(ana.find(r'href="(/events/registrations/\w{10})"'))
    ana.submit("/cancellation")
    post(app, box)
    assert state(given, key) == {
        "Ana": ("room", "cancelled"), "Cem": ("room", "going"), "Gus": ("room", "waiting"),
        "Ben": ("screen", "going"), "Dee": ("screen", "waiting"),
    }  # fmt: skip
    assert box.subjects("cem@example.org")[-1] == "A seat for you: An evening in Berlin"
    assert "Ring at the back door." in box.last("cem@example.org")

    # A second seat on the screen goes to Dee at once; the organizer can't go below those who are going.
    olga.open(f"/events/{key}/registration/setup")
    olga.submit("/registration/setup", screen_capacity="2")
    assert state(given, key)["Dee"] == ("screen", "going")
    olga.open(f"/events/{key}/registration/setup")
    assert olga.submit("/registration/setup", screen_capacity="1").status_code == 422
    assert "2 people are going on the screen already." in olga.text

    # Who waits for the room takes a seat on the screen, by the link in the mail.
    ben.open(ben.open("/events/going") and ben.find(r'href="(/events/registrations/\w{10})"'))
    ben.submit("/cancellation")
    gus.open(box.link("gus@example.org"))
    gus.submit("/seat", seat="screen")
    post(app, box)
    assert state(given, key)["Gus"] == ("screen", "going")
    assert "https://meet.example/hall" in box.last("gus@example.org")

    # Each is reminded once, at the time of their seat and with what belongs to it.
    with given():
        date = events.find_event(key).occurrences[0]
        starts, ends = date.starts_at, date.ends_at
    for before in (timedelta(hours=23), timedelta(hours=22), timedelta(minutes=55), timedelta(minutes=30)):
        with time_machine.travel(starts - before), app.app_context():
            run_clock()
            post(app, box)
    reminders = {
        name: [s for s in box.subjects(f"{name}@example.org") if s.startswith("Soon:")]
        for name in ("ana", "ben", "cem", "dee", "gus")
    }
    assert {name: len(found) for name, found in reminders.items()} == {"ana": 0, "ben": 0, "cem": 1, "dee": 1, "gus": 1}
    assert "https://meet.example/hall" in box.last("gus@example.org")
    assert "https://meet.example/hall" not in box.last("cem@example.org")

    # The organizer takes a table along; 90 days later no answer and nothing of the guest is left, but the counts are.
    olga.open(f"/events/{key}/registrations")
    table = olga.submit("/export", addresses="1").get_data(as_text=True)
    assert "A seat at the front." in table
    assert "gus@example.org" in table
    assert "ana@example.org" not in table
    with time_machine.travel(ends + timedelta(days=91)), app.app_context():
        run_clock()
    with given():
        assert db.session.scalars(sa.select(Answer)).all() == []
        assert [r.guest_name for r in db.session.scalars(sa.select(Registration)) if r.person_id is None] == [""]
        assert sum(queries.count_by_state(events.find_event(key).id).values()) == 5
