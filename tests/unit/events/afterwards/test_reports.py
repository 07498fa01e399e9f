"""How it went: told once, kept private until it is sent, asked after two and ten days, and what others learn from it."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image
from sqlalchemy.exc import IntegrityError

from eventhub.accounts.models import Person
from eventhub.accounts.permissions import Role
from eventhub.core import clock, generations, storage
from eventhub.core.audit import list_entries
from eventhub.core.errors import Changed, Invalid, NotAllowed, Refused
from eventhub.core.images import read_picture
from eventhub.core.outbox import OutboxMessage
from eventhub.core.storage import StoredFile
from eventhub.events import queries as events
from eventhub.events.afterwards import clockwork, queries, services
from eventhub.events.afterwards.models import Report, ReportContact, ReportPhoto
from eventhub.events.afterwards.rules import MAX_PHOTOS, Contact, ReportDraft, Scope, Shown, check_report
from eventhub.events.models import Event, EventOrganizer, Occurrence
from eventhub.events.workflow import O, S
from eventhub.jobs.clock import run_clock
from tests.factories import make_event, make_holder, make_person, make_topic, outbox

WHOLE = ReportDraft(
    expected=20, came_room=18, came_screen=4, first_timers=5, outcomes="Three new volunteers.", again="The open table.",
    differently="Start earlier.", shown=(Shown.NUMBERS, Shown.WORDS),
)  # fmt: skip


@pytest.fixture
def olga(db: Any) -> Person:
    return make_person(name="Olga")


def held(organizer: Person, *, days: float = 3, status: O = O.HELD, **said: Any) -> Event:
    """An event whose only date ended so many days ago."""
    starts = (clock.now() - timedelta(days=days, hours=2)).replace(tzinfo=None)
    event = make_event(status=S.PUBLISHED, organizer=organizer, zone="UTC", starts=starts, **said)
    event.occurrences[0].status = status
    services.db.session.flush()
    return event


def add_date(event: Event, *, days: float, status: O = O.HELD) -> Occurrence:
    """One more date of the event, so many days ago (or ahead)."""
    ends = clock.now() - timedelta(days=days)
    values = {"starts_at": ends - timedelta(hours=2), "ends_at": ends}
    date = Occurrence(original_start=values["starts_at"], wall_start=values["starts_at"].replace(tzinfo=None),
                      wall_end=ends.replace(tzinfo=None), zone="UTC", status=status, **values)  # fmt: skip
    event.occurrences.append(date)
    services.db.session.flush()
    return date


def picture(color: str = "green") -> Any:
    packed, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "A camera with a name"
    Image.new("RGB", (40, 30), color).save(packed, "JPEG", exif=exif)
    packed.seek(0)
    return read_picture(packed)


def told(event: Event, actor: Person, draft: ReportDraft = WHOLE, *, send: bool = True) -> Report:
    before = queries.find_report(event.id, event.occurrences[0].id)
    report = services.save_report(event, event.occurrences[0], draft, actor=actor, revision=before.revision if before else None)
    if send:
        services.send_report(report, event, actor=actor)
    return report


def test_a_draft_is_kept_and_nothing_else_changes(db: Any, olga: Person) -> None:
    event = held(olga)

    report = told(event, olga, send=False)

    assert (report.came, report.sent_at, event.occurrences[0].status) == (22, None, O.HELD)
    assert queries.list_shown(event.id) == []
    assert queries.list_others(format_slug="meetup") == []


def test_sending_takes_the_date_to_reported_and_shows_what_was_agreed(db: Any, olga: Person) -> None:
    event = held(olga)
    before = generations.read([f"event:{event.key}"])

    report = told(event, olga)
    db.session.commit()

    event = events.get_event_by_id(event.id)
    assert event.occurrences[0].status is O.REPORTED
    assert [shown.id for shown in queries.list_shown(event.id)] == [report.id]
    assert generations.read([f"event:{event.key}"]) != before, "its page is made anew"
    assert {"event.report.send"} <= {entry.verb for entry in list_entries(event)}
    assert [entry.verb for entry in list_entries(event.occurrences[0])] == ["occurrence.report"]


def test_a_date_whose_end_has_passed_can_be_told_of_before_the_clock_comes_by(db: Any, olga: Person) -> None:
    event = held(olga, status=O.SCHEDULED)

    told(event, olga)

    assert event.occurrences[0].status is O.REPORTED


def test_what_has_not_taken_place_cannot_be_told_of(db: Any, olga: Person) -> None:
    ahead, cancelled = make_event(status=S.PUBLISHED, organizer=olga), held(olga, status=O.CANCELLED)
    for event in (ahead, cancelled):
        with pytest.raises(Refused, match="not taken place yet"):
            told(event, olga)


def test_an_empty_report_is_kept_but_not_sent(db: Any, olga: Person) -> None:
    event = held(olga)
    with pytest.raises(Invalid, match="one thing at least"):
        told(event, olga, ReportDraft(expected=5))
    assert event.occurrences[0].status is O.HELD


def test_only_organizers_tell_and_read(db: Any, olga: Person) -> None:
    event = held(olga)
    for other in (make_person(), make_holder(Role.TEAM), make_holder(Role.REVIEWER)):
        with pytest.raises(NotAllowed):
            told(event, other)


def test_the_second_of_two_who_write_at_once_is_told_so(db: Any, olga: Person) -> None:
    event = held(olga)
    told(event, olga, send=False)

    with pytest.raises(Changed, match="Your text is still here"):
        services.save_report(event, event.occurrences[0], WHOLE, actor=olga, revision=None)


@pytest.mark.parametrize(("changes", "field"), [
    ({"came_room": -1}, "came_room"), ({"expected": 10**9}, "expected"), ({"first_timers": 23}, "first_timers"),
    ({"outcomes": "x" * 2001}, "outcomes"), ({"contacts": (Contact(name="", reach="a@example.org"),)}, "contacts"),
    ({"contacts": (Contact(name="x"),) * 31}, "contacts"),
])  # fmt: skip
def test_what_makes_no_sense_is_named(db: Any, changes: dict[str, Any], field: str) -> None:
    values = {name: getattr(WHOLE, name) for name in WHOLE.__slots__}
    with pytest.raises(Invalid) as refused:
        check_report(ReportDraft(**{**values, **changes}))
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize("values", [{"came_room": -1}, {"came_room": 1, "first_timers": 2}])
def test_the_database_refuses_numbers_that_make_no_sense(db: Any, olga: Person, values: dict[str, int]) -> None:
    event = held(olga)
    with pytest.raises(IntegrityError):
        db.session.execute(sa.insert(Report).values(event_id=event.id, occurrence_id=event.occurrences[0].id, **values))


# The whole series


def test_a_series_is_told_of_once_when_its_organizers_like_it_so(db: Any, olga: Person) -> None:
    event = held(olga, days=20)
    for days in (13, 6):
        add_date(event, days=days)
    report = services.save_report(event, None, WHOLE, actor=olga)
    services.send_report(report, event, actor=olga)

    assert [date.status for date in event.occurrences] == [O.REPORTED] * 3
    assert report.occurrence_id is None
    with pytest.raises(IntegrityError):
        db.session.execute(sa.insert(Report).values(event_id=event.id))


def test_who_tells_of_the_whole_series_is_asked_after_its_last_date_only(db: Any, olga: Person) -> None:
    event = held(olga, days=17)
    last = add_date(event, days=3)
    assert set(queries.list_ids_to_ask(clock.now())) == {event.occurrences[0].id, last.id}

    services.choose_scope(event, Scope.SERIES, actor=olga)
    assert queries.list_ids_to_ask(clock.now()) == [last.id]
    add_date(event, days=-7, status=O.SCHEDULED)
    assert queries.list_ids_to_ask(clock.now()) == []

    services.choose_scope(event, Scope.DATE, actor=olga)
    assert queries.find_scope(event.id) is Scope.DATE
    assert len(queries.list_ids_to_ask(clock.now())) == 2


# Asking


@pytest.mark.parametrize(("days", "due"), [(1.9, False), (2.1, True), (9, True), (29, True), (31, False)])
def test_organizers_are_asked_two_days_after(db: Any, olga: Person, days: float, due: bool) -> None:
    event = held(olga, days=days)

    assert (event.occurrences[0].id in queries.list_ids_to_ask(clock.now())) is due


def test_they_are_asked_twice_at_most_and_with_days_between(db: Any, olga: Person) -> None:
    event = held(olga, days=2.1)
    date, now = event.occurrences[0], clock.now()

    def asked_at(moment: datetime) -> bool:
        db.session.expire_all()
        return services.ask(db.session.get(Occurrence, date.id), moment)

    assert asked_at(now)
    assert not asked_at(now)
    assert not asked_at(now + timedelta(days=5))
    assert asked_at(now + timedelta(days=8))
    assert not asked_at(now + timedelta(days=8))
    assert not asked_at(now + timedelta(days=20))
    assert outbox() == [("occurrence/ask_report", olga.email)] * 2
    assert [message.facts["again"] for message in db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id))] == [
        False,
        True,
    ]


def test_a_clock_that_stood_still_does_not_ask_twice_in_a_row(db: Any, olga: Person) -> None:
    event = held(olga, days=12)
    assert clockwork.act("ask_report", event.occurrences[0].id)
    assert clockwork.find_due(clock.now())["ask_report"] == []


def test_nobody_is_asked_who_has_told_or_said_that_there_will_be_no_report(db: Any, olga: Person) -> None:
    first, second = held(olga), held(olga)
    told(first, olga)
    assert [date.event_id for date in queries.list_to_tell(olga, now=clock.now())] == [second.id]

    services.skip_report(second, second.occurrences[0], actor=olga)

    assert queries.list_ids_to_ask(clock.now()) == []
    assert queries.list_to_tell(olga, now=clock.now()) == []
    assert queries.list_skipped(second.id) == {second.occurrences[0].id}
    told(second, olga)
    assert second.occurrences[0].status is O.REPORTED, "who changes their mind can tell all the same"


def test_the_clock_asks(db: Any, olga: Person) -> None:
    held(olga)
    db.session.commit()

    assert run_clock()["ask_report"] == 1
    assert "ask_report" not in run_clock()


# New contacts


def test_contacts_are_forgotten_after_90_days_unless_they_agreed_to_more(db: Any, olga: Person) -> None:
    event = held(olga)
    people = (Contact(name="Ana", reach="by phone"), Contact(name="Bo", keep=True), Contact(name=""))
    report = told(event, olga, ReportDraft(outcomes="x", contacts=people))
    assert [contact.name for contact in report.contacts] == ["Ana", "Bo"]
    assert queries.list_with_contacts_due(clock.now()) == []
    db.session.execute(sa.update(ReportContact).values(created_at=clock.now() - timedelta(days=90)))
    db.session.commit()

    assert run_clock()["erase_contacts"] == 1
    db.session.expire_all()
    assert [contact.name for contact in queries.get_report_by_id(report.id).contacts] == ["Bo"]
    assert list_entries(report)[0].data == {"contacts": 1}


def test_a_contact_erased_meanwhile_does_not_come_back_from_an_open_form(db: Any, olga: Person) -> None:
    event = held(olga)
    report = told(event, olga, ReportDraft(outcomes="x", contacts=(Contact(name="Ana"),)), send=False)
    known = report.contacts[0].id
    told(event, olga, ReportDraft(outcomes="x", contacts=(Contact(name="Anna", id=known),)), send=False)
    assert [(c.id, c.name) for c in report.contacts] == [(known, "Anna")]

    told(event, olga, ReportDraft(outcomes="x", contacts=(Contact(name="Ana", id=known + 7),)), send=False)

    assert report.contacts == []


# Photos


def test_photos_are_re_encoded_and_carry_nothing_but_the_picture(db: Any, olga: Person) -> None:
    report = told(held(olga), olga, send=False)

    photo = services.add_photo(report, picture(), "The  table\n", actor=olga)

    with storage.storage().open(photo.file.name) as file:
        kept = Image.open(io.BytesIO(file.read()))
    assert (kept.format, dict(kept.getexif()), photo.alt) == ("WEBP", {}, "The table")


def test_there_are_twelve_places_and_no_more_in_the_database_too(db: Any, olga: Person) -> None:
    report = told(held(olga), olga, send=False)
    for number in range(MAX_PHOTOS):
        services.add_photo(report, picture(), f"Photo {number}", actor=olga)

    with pytest.raises(Invalid, match="There are 12 photos already"):
        services.add_photo(report, picture(), "", actor=olga)
    with pytest.raises(IntegrityError):
        db.session.execute(sa.insert(ReportPhoto).values(report_id=report.id, file_id=report.photos[0].file_id, position=3))


def test_photos_change_places_and_go_for_good(db: Any, olga: Person) -> None:
    report = told(held(olga), olga, send=False)
    first, second, third = (services.add_photo(report, picture(), name, actor=olga) for name in ("a", "b", "c"))
    names = [photo.file.name for photo in (first, second, third)]

    services.move_photo(report, third.id, earlier=True)
    services.move_photo(report, first.id, earlier=True)
    assert [photo.alt for photo in report.photos] == ["a", "c", "b"]
    services.remove_photo(report, first.id)
    assert storage.storage().exists(names[0]), "a roll-back would need it"
    db.session.commit()

    again = queries.get_report_by_id(report.id)
    assert [(photo.alt, photo.position) for photo in again.photos] == [("c", 0), ("b", 1)]
    assert [storage.storage().exists(name) for name in names] == [False, True, True]
    assert db.session.scalar(sa.select(sa.func.count(StoredFile.id))) == 2


def test_a_photo_is_for_everyone_only_with_words_and_by_consent(db: Any, olga: Person) -> None:
    event = held(olga)
    report = told(event, olga, send=False)
    shown, silent = (
        services.add_photo(report, picture(), "The table", actor=olga),
        services.add_photo(report, picture(), "", actor=olga),
    )

    def public() -> list[bool]:
        return [queries.find_photo(event.key, photo.file_id)[1] for photo in (shown, silent)]

    assert public() == [False, False]
    told(event, olga)
    assert public() == [False, False]
    told(event, olga, ReportDraft(outcomes="x", shown=(Shown.PHOTOS,)))
    assert public() == [True, False]
    assert report.shown_photos == [shown]
    assert queries.find_photo(make_event(organizer=olga).key, shown.file_id) is None


# How others did it


def test_others_are_of_the_same_format_then_topic_in_the_readers_language_first_then_the_newest(db: Any, olga: Person) -> None:
    make_topic("web")

    def report_of(name: str, *, language: str, days: int, **said: Any) -> None:
        event = held(olga, title=name, **said)
        report = told(event, olga)
        report.language, report.sent_at = language, datetime.now(UTC) - timedelta(days=days)
        db.session.flush()

    report_of("older english", language="en", days=5)
    report_of("newer english", language="en", days=2)
    report_of("german", language="de", days=9)
    report_of("same topic", language="de", days=1, format_slug="camp", topics=("web",))
    report_of("neither", language="de", days=1, format_slug="sprint")
    told(held(olga, title="hidden"), olga, ReportDraft(outcomes="x"))

    def titles(**asked: Any) -> list[str]:
        return [report.event.title for report in queries.list_others(**{"limit": 9, **asked})]

    assert titles(format_slug="meetup", topics=["web"], language="de") == [
        "german",
        "newer english",
        "older english",
        "same topic",
    ]
    assert titles(format_slug="meetup", topics=["web"], language="de", limit=2) == ["german", "newer english"]
    assert titles(format_slug="meetup", language="en-GB") == ["newer english", "older english", "german"]
    assert "neither" in titles(language="de")


def test_an_event_is_no_example_for_itself(db: Any, olga: Person) -> None:
    event = held(olga)
    told(event, olga)

    assert queries.list_others(format_slug="meetup", but=event.id) == []
    assert len(queries.list_others(format_slug="meetup")) == 1


def test_what_was_told_stays_when_its_author_goes(db: Any, olga: Person) -> None:
    event = held(make_person())
    leaving = make_person()
    db.session.add(EventOrganizer(event_id=event.id, person_id=leaving.id))
    db.session.flush()
    report = told(events.get_event_by_id(event.id), leaving)
    report_id = report.id
    db.session.commit()
    db.session.execute(sa.text("DELETE FROM role_grants"))
    db.session.execute(sa.delete(Person).where(Person.id == leaving.id))
    db.session.commit()

    kept = queries.get_report_by_id(report_id)
    assert (kept.author_id, kept.outcomes) == (None, "Three new volunteers.")
