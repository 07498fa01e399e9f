"""The calendar part of a mail: what mail programs need to put the date into a calendar, and to answer."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any

import icalendar
import pytest
import vobject

from eventhub.core.outbox import OutboxMessage
from eventhub.events.registration.invitation import answer_mailbox, is_mailbox_of, read_mailbox
from eventhub.mail import invitation, render
from eventhub.mail.render import Reader

AT = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)
SENDER = Address("EventHub", addr_spec="hub@hub.example")
READER = Address("Ana", addr_spec="ana@example.org")
DATE = {
    "place": ["c-base", "Rungestr. 20", "Berlin"], "country": "DE", "join": "", "title": "", "status": "confirmed", "named": "",
    "starts": "2026-12-03T18:00:00+00:00", "ends": "2026-12-03T20:00:00+00:00",
}  # fmt: skip
FACTS = {
    "method": "REQUEST", "key": "abcdefghij", "uid": "0b7a2c6e-0000-4000-8000-000000000001", "sequence": 3,
    "created": "2026-11-01T10:00:00+00:00", "changed": "2026-11-02T10:00:00+00:00", "titles": {"de": "Ein Abend", "en": "An evening"},
    "language": "de", "page": "https://hub.example/events/abcdefghij-ein-abend", "zone": "Europe/Berlin", "all_day": False,
    "conduct": "", "contact": "", "name": "Ana Güler", "by_screen": False, "ticket": "", "rule": "", "without": [],
    "besides": [], "dates": [DATE],
}  # fmt: skip


@pytest.fixture(autouse=True)
def house() -> None:
    render.bind(render.House("EventHub <hub@hub.example>", "EventHub", ("en", "de", "es", "ar")))


@pytest.fixture
def write(shared_app):
    """``write(locale="de", sequence=4)``: the calendar for these facts."""

    def run(locale: str = "en", **changes: Any) -> icalendar.Calendar:
        with shared_app.app_context():
            text = invitation.write({**FACTS, **changes}, sender=SENDER, reader=READER, locale=locale, at=AT)
        return icalendar.Calendar.from_ical(text)

    return run


@pytest.fixture
def compose(shared_app):
    """``compose(ticket="…")``: the whole mail, as it goes over the wire and comes out again."""

    def run(**changes: Any) -> EmailMessage:
        facts = {"title": "Ein Abend", "key": "abcdefghij", "slug": "ein-abend", "zone": "Europe/Lisbon", "city": "Lisboa",
                 "points": [], "starts": "2026-12-03T19:00:00+00:00", "state": "published", "reason": "", "actor": "Bo",
                 "invitation": {**FACTS, **changes}}  # fmt: skip
        row = OutboxMessage(
            notice="event/publish", audience="organizers", facts=facts, message_id="<1-2@eventhub>", created_at=AT
        )
        with shared_app.app_context():
            mail = render.compose(row, Reader(address="ana@example.org", name="Ana", locale="en"))
        return message_from_bytes(mail.as_bytes(), policy=policy.default)

    return run


def event_of(calendar: icalendar.Calendar) -> Any:
    return calendar.walk("VEVENT")[0]


def test_an_invitation_has_the_uid_and_sequence_of_the_feed_and_the_time_of_the_mail(write):
    event = event_of(write())

    assert (event["UID"], event["SEQUENCE"]) == (FACTS["uid"], 3)
    assert event["DTSTAMP"].dt == AT.replace(microsecond=0)
    assert event["LAST-MODIFIED"].dt == datetime(2026, 11, 2, 10, tzinfo=UTC)


def test_an_invitation_names_the_one_it_is_for_and_whom_to_answer(write):
    calendar = write()
    event = event_of(calendar)

    assert calendar["METHOD"] == "REQUEST"
    assert str(event["ATTENDEE"]) == "mailto:ana@example.org"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert event["ATTENDEE"].params["CN"] == "Ana Güler"
    organizer, _at, domain = str(event["ORGANIZER"]).removeprefix("mailto:").partition("@")
    assert domain == "hub.example"
    assert read_mailbox(organizer) == ("abcdefghij", organizer.rpartition(".")[2])


def test_the_date_stands_in_the_zone_of_the_event_which_is_defined(write):
    calendar = write()
    event = event_of(calendar)

    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert event["DTSTART"].dt.astimezone(UTC) == datetime(2026, 12, 3, 18, tzinfo=UTC)
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]
    assert str(event["LOCATION"]) == "c-base, Rungestr. 20, Berlin, Germany"


def test_whole_days_end_on_the_day_after(write):
    days = [{**DATE, "starts": "2026-12-03T00:00:00", "ends": "2026-12-04T23:59:00"}]
    event = event_of(write(all_day=True, dates=days))

    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 12, 3), date(2026, 12, 5))


def test_it_speaks_the_readers_language(write):
    assert str(event_of(write("en"))["SUMMARY"]) == "An evening"
    assert str(event_of(write("de"))["SUMMARY"]) == "Ein Abend"


def test_a_cancellation_says_so_to_the_calendar(write):
    calendar = write(method="CANCEL")

    assert calendar["METHOD"] == "CANCEL"
    assert event_of(calendar)["STATUS"] == "CANCELLED"
    assert str(event_of(calendar)["SUMMARY"]) == "An evening"


def test_a_cancelled_event_is_called_so(write):
    assert str(event_of(write(method="CANCEL", dates=[{**DATE, "status": "cancelled"}]))["SUMMARY"]) == "Cancelled: An evening"


def test_a_series_has_its_rule_the_dates_left_out_and_those_that_moved(write):
    moved = {**DATE, "named": "2026-12-17T19:00:00", "starts": "2026-12-18T18:00:00+00:00", "ends": "2026-12-18T20:00:00+00:00"}
    calendar = write(rule="FREQ=WEEKLY;BYDAY=TH;UNTIL=20270114", without=["2026-12-10T19:00:00"], dates=[DATE, moved])
    master, other = calendar.walk("VEVENT")

    assert master["RRULE"]["UNTIL"] == [datetime(2027, 1, 14, 22, 59, 59, tzinfo=UTC)]
    assert master["EXDATE"].dts[0].dt.astimezone(UTC) == datetime(2026, 12, 10, 18, tzinfo=UTC)
    assert other["RECURRENCE-ID"].dt.astimezone(UTC) == datetime(2026, 12, 17, 18, tzinfo=UTC)
    assert other["DTSTART"].dt.astimezone(UTC) == datetime(2026, 12, 18, 18, tzinfo=UTC)
    assert (other["UID"], other["SEQUENCE"]) == (master["UID"], master["SEQUENCE"])


def test_one_date_of_a_series_is_named_as_in_the_feed(write):
    event = event_of(write(dates=[{**DATE, "named": "2026-12-03T19:00:00"}]))

    assert event["RECURRENCE-ID"].dt.astimezone(UTC) == datetime(2026, 12, 3, 18, tzinfo=UTC)
    assert "RRULE" not in event


def test_the_link_to_join_is_there_for_those_on_the_screen(write):
    link = "https://meet.example/room?x=1"
    event = event_of(write(by_screen=True, dates=[{**DATE, "join": link}]))

    assert str(event["LOCATION"]) == f"Online: {link}"
    assert str(event["CONFERENCE"]) == link
    assert link in str(event["DESCRIPTION"])
    assert link not in write().to_ical().decode()


def test_the_mail_has_it_as_an_alternative_and_as_a_file(compose):
    mail = compose()
    shown, file = mail.iter_parts()

    assert mail.get_content_type() == "multipart/mixed"
    assert [part.get_content_type() for part in shown.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    calendar = list(shown.iter_parts())[2]
    assert calendar["Content-Type"].params["method"] == "REQUEST"
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "invitation.ics")
    assert calendar.get_payload(decode=True) == file.get_payload(decode=True)


def test_another_library_reads_the_same(compose):
    data = next(part for part in compose().walk() if part.get_content_type() == "text/calendar").get_payload(decode=True)
    event = vobject.readOne(data.decode()).vevent

    assert event.uid.value == FACTS["uid"]
    assert event.dtstart.value.astimezone(UTC) == datetime(2026, 12, 3, 18, tzinfo=UTC)
    assert event.attendee.value == "mailto:ana@example.org"


def test_the_ticket_of_who_comes_to_the_room_is_in_the_mail(compose):
    kinds = [part.get_content_type() for part in compose(ticket="ABCDEFGHIJKLMNOPQRSTUVWXYZ").walk()]

    assert kinds.count("image/png") == 1
    assert "image/png" not in [part.get_content_type() for part in compose().walk()]


def test_a_name_breaks_out_of_nothing(write):
    event = event_of(write(name='Ana"\r\nATTENDEE:mailto:eve@example.org'))

    assert str(event["ATTENDEE"]) == "mailto:ana@example.org"


def test_only_the_mailbox_made_for_a_reader_is_theirs():
    mailbox = answer_mailbox("abcdefghij", "Ana@Example.org")
    key, seal = read_mailbox(mailbox.upper()) or ("", "")

    assert len(mailbox.encode()) <= 64
    assert is_mailbox_of(seal, key, "ana@example.org")
    assert not is_mailbox_of(seal, key, "eve@example.org")
    assert not is_mailbox_of(seal, "bbcdefghij", "ana@example.org")
    assert read_mailbox("rsvp+abcdefghij") is None
    assert read_mailbox("hub") is None


def test_a_method_that_is_none_of_ours_is_a_fault(write):
    with pytest.raises(ValueError, match="PUBLISH"):
        write(method="PUBLISH")
