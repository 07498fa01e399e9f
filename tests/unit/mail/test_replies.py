"""Answers by mail: the one who was invited is believed, in the order of their messages, and nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any

import icalendar
import pytest
import sqlalchemy as sa

from eventhub.core import clock
from eventhub.core.db import db as database
from eventhub.core.errors import Refused, TooMany
from eventhub.events.registration import queries
from eventhub.events.registration.answers import A_DAY, InvitationAnswer
from eventhub.events.registration.invitation import answer_mailbox, invitation_facts
from eventhub.events.registration.models import Guest
from eventhub.events.registration.services.keeping import cancel
from eventhub.events.registration.workflow import R
from eventhub.events.workflow import S
from eventhub.mail import invitation, replies
from tests.factories import make_event, make_person
from tests.support.going import make_going

pytestmark = pytest.mark.usefixtures("db")
ANA = "ana@guests.example"


@pytest.fixture
def event(db):
    return make_event(status=S.PUBLISHED)


@pytest.fixture
def ana(event):
    return make_going(event, "Ana", email=ANA)


def reply(
    registration: Any, answer: str = "DECLINED", *, sender: str = ANA, later: timedelta = timedelta(0), **changes: Any
) -> bytes:
    """What a mail program answers to the invitation that this registration has had."""
    said = invitation.write(
        invitation_facts(registration, "REQUEST"), sender=Address("Hub", addr_spec="hub@hub.example"),
        reader=Address("", addr_spec=ANA), locale="en", at=clock.now(),
    )  # fmt: skip
    calendar = icalendar.Calendar.from_ical(said)
    calendar["METHOD"] = changes.pop("method", "REPLY")
    event = calendar.walk("VEVENT")[0]
    event["DTSTAMP"] = icalendar.vDDDTypes((clock.now() + later).replace(microsecond=0))
    event["ATTENDEE"].params["PARTSTAT"] = answer
    for name, value in changes.items():
        event[name] = value
    return letter(calendar.to_ical(), sender=sender, to=str(event["ORGANIZER"]).removeprefix("mailto:"))


def letter(calendar: bytes, *, sender: str = ANA, to: str = "rsvp@hub.example") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"Ana <{sender}>", to, "Re: An evening"
    mail.set_content("No, sorry.")
    mail.add_alternative(calendar.decode(), subtype="calendar", params={"method": "REPLY"})
    return mail.as_bytes()


def status(registration: Any) -> R:
    database.session.expire_all()
    return queries.get_registration_by_id(registration.id).status


def test_a_no_cancels_the_registration_and_frees_the_seat(ana):
    line = replies.take(reply(ana))

    assert line == f"Registration {ana.key}: declined; cancelled."
    assert status(ana) is R.CANCELLED
    assert queries.count_seats(ana.event)[0].taken == 0


def test_a_yes_after_a_no_registers_again(ana):
    replies.take(reply(ana))

    replies.take(reply(ana, "ACCEPTED", later=timedelta(seconds=5)))

    assert status(ana) is R.GOING


@pytest.mark.parametrize("answer", ["ACCEPTED", "TENTATIVE"])
def test_a_yes_or_perhaps_of_someone_who_is_going_changes_nothing(ana, answer):
    assert replies.take(reply(ana, answer)).endswith("it stays as it is.")
    assert status(ana) is R.GOING


def test_a_perhaps_after_a_no_brings_nobody_back(ana):
    replies.take(reply(ana))

    replies.take(reply(ana, "TENTATIVE", later=timedelta(seconds=5)))

    assert status(ana) is R.CANCELLED


def test_an_answer_that_was_overtaken_changes_nothing(ana):
    older, newer = reply(ana, later=timedelta(seconds=-60)), reply(ana, "ACCEPTED", later=timedelta(seconds=-50))
    replies.take(newer)

    with pytest.raises(Refused, match="newer answer"):
        replies.take(older)

    assert status(ana) is R.GOING


def test_a_higher_sequence_is_newer_whatever_the_clocks_say(event, ana):
    event.sequence = 4
    database.session.flush()
    replies.take(reply(ana, "ACCEPTED"))

    with pytest.raises(Refused, match="newer answer"):
        replies.take(reply(ana, SEQUENCE=3, later=timedelta(minutes=1)))


def test_the_same_answer_sent_twice_is_one(ana):
    message = reply(ana)
    replies.take(message)

    assert replies.take(message).endswith("this answer is known already.")
    assert database.session.scalar(sa.select(sa.func.count()).select_from(InvitationAnswer)) == 1


def test_an_old_answer_does_not_undo_what_was_done_here_since(ana):
    with pytest.raises(Refused, match="before the registration was last changed"):
        replies.take(reply(ana, later=timedelta(minutes=-30)))

    assert status(ana) is R.GOING


def test_a_yes_to_an_event_that_has_changed_since_brings_nobody_back(event, ana):
    cancel(ana, actor=Guest(ana.id))
    message = reply(ana, "ACCEPTED", later=timedelta(minutes=1))
    event.sequence += 1
    database.session.flush()

    with pytest.raises(Refused, match="has changed since"):
        replies.take(message)


def test_a_stranger_who_was_sent_the_invitation_on_answers_for_nobody(event, ana):
    eve = "eve@elsewhere.example"
    calendar_for_eve = icalendar.vCalAddress(f"mailto:{eve}")
    calendar_for_eve.params["PARTSTAT"] = "DECLINED"

    with pytest.raises(Refused, match="made for nobody, or for someone else"):
        replies.take(reply(ana, sender=eve, ATTENDEE=calendar_for_eve))

    assert status(ana) is R.GOING


def test_whoever_is_not_registered_is_a_stranger(event, ana):
    eve = "eve@elsewhere.example"
    own = icalendar.vCalAddress(f"mailto:{eve}")
    own.params["PARTSTAT"] = "ACCEPTED"
    mailbox = icalendar.vCalAddress(f"mailto:{answer_mailbox(event.key, eve)}@hub.example")

    with pytest.raises(Refused, match="Nobody by the address"):
        replies.take(reply(ana, sender=eve, ATTENDEE=own, ORGANIZER=mailbox))


def test_a_sender_who_is_not_the_attendee_is_refused(ana):
    with pytest.raises(Refused, match="someone else than the one who was invited"):
        replies.take(reply(ana, sender="eve@elsewhere.example"))

    assert status(ana) is R.GOING


def test_a_forged_mailbox_is_refused_even_from_the_right_sender(event, ana):
    forged = icalendar.vCalAddress(f"mailto:rsvp+{event.key}.aaaaaaaaaaaaaaaaaaaa@hub.example")

    with pytest.raises(Refused, match="made for nobody"):
        replies.take(reply(ana, ORGANIZER=forged))

    assert status(ana) is R.GOING


def test_an_answer_about_another_event_is_refused(ana):
    with pytest.raises(Refused, match="another event"):
        replies.take(reply(ana, UID="0b7a2c6e-0000-4000-8000-000000000009"))


def test_a_date_that_is_none_is_refused(ana):
    with pytest.raises(Refused, match="does not have"):
        replies.take(reply(ana, **{"RECURRENCE-ID": icalendar.vDDDTypes(datetime(2020, 1, 1, tzinfo=UTC))}))


def test_a_person_answers_for_the_registration_of_their_account(event):
    bo = make_person(name="Bo", email="bo@example.org")
    registration = make_going(event, person=bo)
    own = icalendar.vCalAddress("mailto:bo@example.org")
    own.params["PARTSTAT"] = "DECLINED"
    mailbox = icalendar.vCalAddress(f"mailto:{answer_mailbox(event.key, 'bo@example.org')}@hub.example")

    replies.take(reply(registration, sender="bo@example.org", ATTENDEE=own, ORGANIZER=mailbox))

    assert status(registration) is R.CANCELLED


def test_someone_who_answers_without_end_is_stopped(ana):
    for number in range(A_DAY):
        replies.take(reply(ana, "ACCEPTED", later=timedelta(seconds=number)))

    with pytest.raises(TooMany):
        replies.take(reply(ana, "ACCEPTED", later=timedelta(minutes=2)))


BROKEN = {
    "no calendar": b"From: ana@guests.example\r\nTo: rsvp@hub.example\r\n\r\nNo, sorry.\r\n",
    "nothing": b"",
    "noise": bytes(range(256)) * 40,
    "a calendar that is none": letter(b"nothing of the kind"),
    "a calendar without an event": letter(b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n"),
    "half a calendar": letter(b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:a\r\n"),
    "no attendee": letter(b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20261101T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"),
    "a broken stamp": letter(b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:yesterday\r\n"
                             b"ATTENDEE;PARTSTAT=DECLINED:mailto:ana@guests.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"),
    "two events": letter(b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:a\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:b\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"),
    "far too large": b"From: ana@guests.example\r\n\r\n" + b"x" * 1_100_000,
}  # fmt: skip


@pytest.mark.parametrize("message", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_no_answer_is_refused_in_a_sentence(ana, message):
    with pytest.raises(replies.Unreadable) as refused:
        replies.take(message)

    assert str(refused.value.message).endswith(".")
    assert status(ana) is R.GOING


@pytest.mark.parametrize(
    "changes", [{"method": "REQUEST"}, {"method": "CANCEL"}, {"answer": "NEEDS-ACTION"}, {"answer": "DELEGATED"}], ids=str
)
def test_what_says_neither_yes_nor_no_is_refused(ana, changes):
    with pytest.raises(replies.Unreadable):
        replies.take(reply(ana, **changes))


def test_a_message_cut_anywhere_changes_nothing_or_is_refused(ana):
    message = reply(ana, "ACCEPTED")

    for end in range(0, len(message), 37):
        try:
            replies.take(message[:end])
        except TooMany:
            return
        except Refused:
            pass
        assert status(ana) is R.GOING
