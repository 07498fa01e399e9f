"""From a guest's RSVP to their calendar and back: over HTTP, a real SMTP server, two calendar libraries, and the command."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import icalendar
import pytest
import vobject
from click.testing import CliRunner, Result

from eventhub.accounts.queries import find_by_email
from eventhub.cli.main import cli
from eventhub.events.queries import find_event
from eventhub.events.registration.queries import find_of
from eventhub.events.registration.workflow import R
from eventhub.events.services import editing
from eventhub.events.services.review import advance_event
from eventhub.events.workflow import S
from eventhub.mail import render
from eventhub.mail.deliver import deliver_due
from eventhub.mail.transport import make_transport
from tests.factories import make_draft, make_event, make_person
from tests.support.going import open_registration
from tests.unit.mail.smtp_server import Script, running

GUEST = "ana@guests.example"
OLGA = "olga@example.org"


@pytest.fixture(autouse=True)
def house() -> None:
    render.bind(render.House("EventHub <hub@hub.example>", "EventHub", ("en", "de", "es", "ar")))


@pytest.fixture
def key(given: Any) -> str:
    """A published event for which people register here."""
    with given():
        event = make_event(status=S.PUBLISHED, organizer=make_person(email=OLGA))
        open_registration(event)
        return event.key


@pytest.fixture
def post(app: Any) -> Callable[[], list[EmailMessage]]:
    """``post()``: what is due goes out through a server on loopback; returns what arrived there."""

    def deliver() -> list[EmailMessage]:
        script = Script()
        with running(script) as url, app.app_context():
            deliver_due(make_transport(url, Path("/nowhere")), limit=50)
        return [message_from_bytes(data, policy=policy.default) for reader, data in script.letters if reader == GUEST]

    return deliver


@pytest.fixture
def receive(app: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """``receive(message)``: the command that a mail server calls."""
    monkeypatch.setattr("eventhub.cli.mail.make_app", lambda: app)
    return lambda message=b"", *more: CliRunner().invoke(cli, ["mail", "receive", *more], input=message)


@pytest.fixture
def status(given: Any, key: str) -> Callable[[], R]:
    """``status()``: where the guest's registration stands."""

    def look() -> R:
        with given():
            event = find_event(key)
            assert event is not None
            registration = find_of(event.id, event.occurrences[0].id, email=GUEST)
            assert registration is not None
            return registration.status

    return look


def calendar_of(mail: EmailMessage) -> icalendar.Calendar:
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True).decode())
    assert part["Content-Type"].params["method"] == calendar["METHOD"]
    return calendar


def answer(invitation: EmailMessage, partstat: str, *, sender: str = GUEST) -> bytes:
    """What a mail program sends when its reader presses a button of the invitation."""
    calendar = calendar_of(invitation)
    calendar["METHOD"] = "REPLY"
    for event in calendar.walk("VEVENT"):
        event["ATTENDEE"].params["PARTSTAT"] = partstat
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, str(calendar.walk("VEVENT")[0]["ORGANIZER"]).removeprefix("mailto:")
    mail["Subject"] = f"{partstat.title()}: {invitation['Subject']}"
    mail.set_content("Sent by a calendar.")
    mail.add_alternative(calendar.to_ical().decode(), subtype="calendar", params={"method": "REPLY"})
    return mail.as_bytes()


def register_as_a_guest(browser: Any, key: str, post: Callable[[], list[EmailMessage]]) -> EmailMessage:
    """The form, the mail with the link, its button; returns the mail that invites."""
    browser.open(f"/events/{key}/registration")
    browser.submit(f"/events/{key}/registration", name="Ana", email=GUEST)
    [asked] = post()
    body = asked.get_body(("plain",))
    assert body is not None
    browser.open(re.findall(r"https://hub\.example(/events/registrations/\S+)", body.get_content())[0])
    browser.submit("/confirmation")
    [invited] = post()
    return invited


def test_a_guest_is_invited_answers_no_and_their_seat_is_free(browser_of, client, key, post, receive, status):
    invited = register_as_a_guest(browser_of(), key, post)
    event = calendar_of(invited).walk("VEVENT")[0]
    read = vobject.readOne(calendar_of(invited).to_ical().decode()).vevent
    feed = icalendar.Calendar.from_ical(client.get(f"/calendar/event/{key}.ics", base_url="https://hub.example").data)
    [listed] = feed.walk("VEVENT")
    assert status() is R.GOING
    assert (event["UID"], event["SEQUENCE"]) == (listed["UID"], listed["SEQUENCE"])
    assert (read.uid.value, read.dtstart.value.astimezone(UTC)) == (str(listed["UID"]), listed["DTSTART"].dt.astimezone(UTC))
    assert read.attendee.value == f"mailto:{GUEST}"
    assert [part.get_filename() for part in invited.iter_attachments()] == ["invitation.ics", "ticket.png"]

    told = receive(answer(invited, "DECLINED"))

    assert (told.exit_code, told.output.split(": ")[1]) == (0, "declined; cancelled.\n")
    assert status() is R.CANCELLED
    [farewell] = post()
    assert calendar_of(farewell)["METHOD"] == "CANCEL"
    assert calendar_of(farewell).walk("VEVENT")[0]["UID"] == event["UID"]


def test_what_a_stranger_sends_changes_nothing_and_says_why(browser_of, key, post, receive, status):
    invited = register_as_a_guest(browser_of(), key, post)

    told = receive(answer(invited, "DECLINED", sender="eve@elsewhere.example"))

    assert told.exit_code == 77
    assert told.output == "Not done: It was sent by someone else than the one who was invited.\n"
    assert status() is R.GOING
    assert post() == []


@pytest.mark.parametrize("message", [b"", b"From: ana@guests.example\r\n\r\nHello", b"\xff\x00" * 500])
def test_what_is_no_answer_is_told_apart_from_a_refused_one(key, receive, message):
    told = receive(message)

    assert told.exit_code == 65
    assert told.output.startswith("Not done: ")


def test_a_maildir_is_read_message_by_message(browser_of, key, post, receive, status, tmp_path):
    invited = register_as_a_guest(browser_of(), key, post)
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1.a").write_bytes(b"noise")
    (tmp_path / "new" / "2.b").write_bytes(answer(invited, "DECLINED"))

    told = receive(b"", "--maildir", str(tmp_path))

    assert told.exit_code == 77
    assert [line.partition(": ")[0] for line in told.output.splitlines()] == ["1.a", "2.b"]
    assert sorted(path.name for path in (tmp_path / "cur").iterdir()) == ["1.a:2,FS", "2.b:2,S"]
    assert list((tmp_path / "new").iterdir()) == []
    assert status() is R.CANCELLED
    assert receive(b"", "--maildir", str(tmp_path)).exit_code == 0


def test_a_folder_that_is_no_maildir_is_said_in_a_line(key, receive, tmp_path):
    told = receive(b"", "--maildir", str(tmp_path))

    assert (told.exit_code, "is no maildir" in told.output) == (1, True)


def test_a_change_of_date_and_the_cancelled_event_reach_the_guests_calendar_as_the_feed_has_them(
    browser_of, client, given, key, post
):
    invited = register_as_a_guest(browser_of(), key, post)
    before = calendar_of(invited).walk("VEVENT")[0]["SEQUENCE"]

    with given():
        event = find_event(key)
        said = make_draft(starts=event.occurrences[0].wall_start + timedelta(days=1))
        editing.save(event, said, actor=find_by_email(OLGA))
    [moved] = post()
    with given():
        event = find_event(key)
        advance_event(event, "cancel", actor=find_by_email(OLGA), reason="The room is under water.")
    [off] = post()

    change, end = (calendar_of(mail).walk("VEVENT")[0] for mail in (moved, off))
    assert [calendar_of(mail)["METHOD"] for mail in (moved, off)] == ["REQUEST", "CANCEL"]
    assert before < change["SEQUENCE"] < end["SEQUENCE"]
    assert change["DTSTART"].dt == calendar_of(invited).walk("VEVENT")[0]["DTSTART"].dt + timedelta(days=1)
    [listed] = icalendar.Calendar.from_ical(client.get(f"/calendar/event/{key}.ics", base_url="https://hub.example").data).walk(
        "VEVENT"
    )
    assert (end["UID"], end["SEQUENCE"], end["STATUS"]) == (listed["UID"], listed["SEQUENCE"], "CANCELLED")
