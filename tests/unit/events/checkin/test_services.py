"""Letting people in: each once, by a code that is theirs, also from a phone that had no network."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from eventhub.core import clock
from eventhub.core.audit import list_entries
from eventhub.core.db import db as database
from eventhub.core.errors import Invalid, NotAllowed, NotFound, Refused
from eventhub.events.checkin import queries, rules
from eventhub.events.checkin.models import CheckIn, Source
from eventhub.events.checkin.queries import Count
from eventhub.events.checkin.services import Came, Scan, check_in, take_scans, undo
from eventhub.events.models import Occurrence
from eventhub.events.queries import get_event_by_id
from eventhub.events.registration.models import Guest
from eventhub.events.registration.rules import Per, Seat
from eventhub.events.registration.services.keeping import cancel, skip_dates
from eventhub.events.rules.drafts import Mode
from eventhub.events.workflow import O, S
from tests.factories import make_event, make_person
from tests.support.going import make_going, open_registration

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def olga(db):
    return make_person(name="Olga")


@pytest.fixture
def event(olga):
    return make_event(status=S.PUBLISHED, organizer=olga)


def scan(event, code, *, name="one", ago=timedelta(0), source=Source.SCAN):
    return Scan(id=name, mark=rules.mark_of(rules.salt_of(event.key), code), at=clock.now() - ago, source=source)


def take(event, olga, *scans):
    return take_scans(event, event.occurrences[0], scans, actor=olga)


def rows():
    return database.session.scalars(sa.select(CheckIn)).all()


def test_a_code_lets_in_whoever_it_is_of(event, olga):
    ana = make_going(event, "Ana")

    [outcome] = take(event, olga, scan(event, ana.code))

    assert (outcome.came, outcome.ticket.name) == (Came.IN, "Ana")
    assert queries.count(event.occurrences[0]) == {Seat.ROOM: Count(going=1, inside=1)}
    [row] = rows()
    assert (row.registration_id, row.by_person_id, row.source) == (ana.id, olga.id, Source.SCAN)


def test_scanning_twice_says_since_when_they_are_in(event, olga):
    ana = make_going(event, "Ana")
    [first] = take(event, olga, scan(event, ana.code))

    [second] = take(event, olga, scan(event, ana.code, name="two"))

    assert (second.came, second.at) == (Came.ALREADY, first.at)
    assert len(rows()) == 1


def test_what_a_phone_sends_again_is_done_once(event, olga):
    ana = make_going(event, "Ana")
    sent = scan(event, ana.code, ago=timedelta(minutes=3), source=Source.OFFLINE)

    [first], [again] = take(event, olga, sent), take(event, olga, sent)

    assert (first.came, again.came) == (Came.IN, Came.IN)
    assert first.at == again.at
    assert len(rows()) == 1


def test_a_phone_that_had_no_network_says_when_it_was(event, olga):
    ana = make_going(event, "Ana")

    take(event, olga, scan(event, ana.code, ago=timedelta(minutes=40), source=Source.OFFLINE))

    [row] = rows()
    assert row.source is Source.OFFLINE
    assert timedelta(minutes=39) < clock.now() - row.at < timedelta(minutes=41)


def test_a_phone_whose_clock_is_ahead_lets_nobody_in_tomorrow(event, olga):
    ana = make_going(event, "Ana")

    take(event, olga, scan(event, ana.code, ago=-timedelta(days=1), source=Source.OFFLINE))

    assert rows()[0].at <= clock.now()


def test_two_phones_at_once_give_one_check_in(event, olga):
    ana = make_going(event, "Ana")
    phones = [scan(event, ana.code, name=name, ago=ago, source=Source.OFFLINE)
              for name, ago in (("door", timedelta(minutes=2)), ("bar", timedelta(minutes=1)))]  # fmt: skip

    outcomes = take(event, olga, *phones)

    assert [outcome.came for outcome in outcomes] == [Came.IN, Came.ALREADY]
    assert len(rows()) == 1


def test_a_forged_code_lets_nobody_in(event, olga):
    make_going(event, "Ana")

    [outcome] = take(event, olga, scan(event, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))

    assert (outcome.came, outcome.ticket) == (Came.UNKNOWN, None)
    assert rows() == []


def test_the_code_of_another_event_lets_nobody_in(event, olga):
    other = make_going(make_event(status=S.PUBLISHED), "Eve")

    [outcome] = take(event, olga, scan(event, other.code))

    assert outcome.came is Came.UNKNOWN


def test_who_has_cancelled_is_not_let_in_and_the_door_reads_why(event, olga):
    ana = make_going(event, "Ana")
    cancel(ana, actor=Guest(ana.id))

    [outcome] = take(event, olga, scan(event, ana.code))

    assert (outcome.came, outcome.ticket.status.value) == (Came.NOT_GOING, "cancelled")
    assert rows() == []


def test_taken_back_they_are_out_and_may_come_in_again(event, olga):
    ana, date = make_going(event, "Ana"), event.occurrences[0]
    take(event, olga, scan(event, ana.code))

    undo(event, date, ana.key, actor=olga)

    assert queries.count(date) == {Seat.ROOM: Count(going=1, inside=0)}
    assert take(event, olga, scan(event, ana.code, name="two"))[0].came is Came.IN
    assert queries.count(date) == {Seat.ROOM: Count(going=1, inside=1)}
    assert "event.checkin.undo" in [entry.verb for entry in list_entries(event)]


def test_what_was_taken_back_stays_so_when_a_phone_sends_it_late(event, olga):
    ana, date = make_going(event, "Ana"), event.occurrences[0]
    late = scan(event, ana.code, name="late", ago=timedelta(minutes=9), source=Source.OFFLINE)
    take(event, olga, scan(event, ana.code))
    undo(event, date, ana.key, actor=olga)

    assert take(event, olga, late)[0].came is Came.UNDONE
    assert queries.count(date) == {Seat.ROOM: Count(going=1, inside=0)}


def test_what_was_taken_back_stays_so_when_the_same_scan_comes_again(event, olga):
    ana, date = make_going(event, "Ana"), event.occurrences[0]
    sent = scan(event, ana.code)
    take(event, olga, sent)
    undo(event, date, ana.key, actor=olga)

    assert take(event, olga, sent)[0].came is Came.UNDONE


def test_an_organizer_lets_themselves_in(event, olga):
    mine = make_going(event, person=olga)

    assert check_in(event, event.occurrences[0], mine.key, actor=olga).came is Came.IN
    assert rows()[0].source is Source.NAME


def test_only_organizers_let_people_in(event, olga):
    ana = make_going(event, "Ana")
    stranger = make_person()

    with pytest.raises(NotAllowed):
        take(event, stranger, scan(event, ana.code))
    with pytest.raises(NotAllowed):
        check_in(event, event.occurrences[0], ana.key, actor=stranger)
    with pytest.raises(NotAllowed):
        undo(event, event.occurrences[0], ana.key, actor=stranger)


def test_a_registration_of_another_event_is_none_of_this(event, olga):
    other = make_going(make_event(status=S.PUBLISHED), "Eve")

    with pytest.raises(NotFound):
        check_in(event, event.occurrences[0], other.key, actor=olga)


def test_nobody_is_let_in_to_what_does_not_take_place(event, olga):
    ana = make_going(event, "Ana")
    event.occurrences[0].status = O.CANCELLED
    database.session.flush()

    with pytest.raises(Refused, match="does not take place"):
        take(event, olga, scan(event, ana.code))


def test_a_phone_sends_no_more_than_two_hundred_at_once(event, olga):
    with pytest.raises(Invalid):
        take(event, olga, *(scan(event, "A" * 26, name=str(n)) for n in range(201)))


def test_seats_are_counted_apart(olga):
    event = make_event(status=S.PUBLISHED, organizer=olga, mode=Mode.HYBRID, join_url="https://meet.example/1")
    ana = make_going(event, "Ana")
    make_going(event, "Bo", seat=Seat.SCREEN)
    take(event, olga, scan(event, ana.code))

    assert queries.count(event.occurrences[0]) == {Seat.ROOM: Count(1, 1), Seat.SCREEN: Count(1, 0)}


@pytest.mark.parametrize(("asked", "found"), [("ana", ["Ana Łoś", "Zoë Anand"]), ("los", ["Ana Łoś"]), ("zoe an", ["Zoë Anand"]),
                                              ("", []), ("eve", [])])  # fmt: skip
def test_people_are_found_by_any_part_of_their_name_whatever_its_accents(event, asked, found):
    make_going(event, "Ana Łoś")
    make_going(event, "Zoë Anand")

    assert [ticket.name for ticket in queries.search(event.occurrences[0], asked)] == found


def test_a_phone_holds_nothing_from_which_a_code_can_be_had(event):
    ana = make_going(event, "Ana")

    marks = [rules.mark_of(rules.salt_of(event.key), code) for code in queries.list_codes(event.occurrences[0])]

    assert len(marks) == 1
    assert ana.code not in marks[0]
    assert marks[0] != rules.mark_of(rules.salt_of("otherevent"), ana.code)


@pytest.mark.parametrize(("text", "code"), [
    ("abcd efgh ijkl mnop qrst uvwx yz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"), ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    ("ABC", ""), ("https://elsewhere.example/", ""), ("", ""),
])  # fmt: skip
def test_a_code_is_read_as_people_type_it(text, code):
    assert rules.code_in(text) == code


def test_a_seat_in_a_series_is_good_for_each_date_but_those_left_out(olga):
    event = make_event(status=S.PUBLISHED, organizer=olga)
    first = event.occurrences[0]
    later = [Occurrence(event_id=event.id, original_start=first.original_start + week, starts_at=first.starts_at + week,
                        ends_at=first.ends_at + week, wall_start=first.wall_start + week, wall_end=first.wall_end + week,
                        zone=first.zone) for week in (timedelta(weeks=1), timedelta(weeks=2))]  # fmt: skip
    database.session.add_all(later)
    database.session.flush()
    database.session.expire(event, ["occurrences"])
    event = get_event_by_id(event.id)
    open_registration(event, per=Per.SERIES)
    ana = make_going(event, "Ana")
    skip_dates(ana, {later[0].id}, actor=Guest(ana.id))

    outcomes = [take_scans(event, date, [scan(event, ana.code)], actor=olga)[0].came for date in event.occurrences]

    assert outcomes == [Came.IN, Came.OTHER_DATE, Came.IN]
    assert [queries.count(date) for date in event.occurrences] == [{Seat.ROOM: Count(1, 1)}, {}, {Seat.ROOM: Count(1, 1)}]
    assert [len(queries.list_codes(date)) for date in event.occurrences] == [1, 0, 1]
