"""What is in own calendars: the right dates for the right person, links only for those who may know them, and every change seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from eventhub.accounts.queries import find_by_key
from eventhub.core.db import db
from eventhub.core.errors import Invalid, Refused
from eventhub.events import queries as events
from eventhub.events.follows.rules import FollowKind
from eventhub.events.follows.services import follow, unfollow
from eventhub.events.models import Event
from eventhub.events.ownership.queries import list_open
from eventhub.events.ownership.services import answer, invite_organizer, leave_event
from eventhub.events.registration import queries as registrations
from eventhub.events.registration.models import Registration
from eventhub.events.registration.rules import Per, Seat, SetupDraft
from eventhub.events.registration.services import deciding, keeping, setting
from eventhub.events.rules.drafts import Mode
from eventhub.events.services.review import advance_event
from eventhub.events.services.series import DateChange, Reach, change_dates
from eventhub.events.workflow import S
from eventhub.feeds.personal.rules import MAX_FEEDS, FeedKind, client_of, is_token, make_token
from eventhub.feeds.personal.services import add_feed
from tests.factories import make_community, make_event, make_person, make_reviewer, make_setup
from tests.support.going import make_going, open_registration
from tests.support.personal import events_in, fetch, make_feed, said
from tests.unit.events.test_series import make_series

SECRET = "https://meet.example/secret"


@pytest.fixture
def ana(given: Any) -> str:
    """Ana's key."""
    with given():
        return str(make_person(name="Ana", email="ana@example.org").key)


@pytest.fixture
def calendar_of(given: Any, client: Any) -> Any:
    """``calendar_of(key, "going")``: asks for the one calendar of this kind that is made for the person."""
    paths: dict[tuple[str, str, int | None], str] = {}

    def ask(key: str, kind: str, alarm: int | None = None) -> Any:
        if (key, kind, alarm) not in paths:
            with given():
                paths[key, kind, alarm] = make_feed(find_by_key(key), kind, alarm=alarm)
        return fetch(client, paths[key, kind, alarm])

    return ask


def hybrid(**values: Any) -> Event:
    return make_event(status=S.PUBLISHED, mode=Mode.HYBRID, join_url=SECRET, **values)


def own(person_key: str) -> Registration:
    """The person's only registration."""
    found = db.session.scalars(sa.select(Registration).where(Registration.person_id == find_by_key(person_key).id)).one()
    return registrations.get_registration_by_id(found.id)


# Going


@pytest.mark.parametrize(("seat", "knows"), [(Seat.SCREEN, True), (Seat.ROOM, False)])
def test_the_link_to_join_is_for_those_on_the_screen(given, ana, calendar_of, seat, knows):
    with given():
        key = make_going(hybrid(), person=find_by_key(ana), seat=seat).key
    answer = calendar_of(ana, "going")
    (event,) = events_in(answer)

    assert (SECRET in answer.text.replace("\r\n ", "")) is knows
    assert ("CONFERENCE" in event) is knows
    assert (f"Join online: {SECRET}" in event["DESCRIPTION"]) is knows
    assert "for the link" not in event["DESCRIPTION"]  # whoever comes need not ask how
    assert event["DESCRIPTION"].endswith(f"Your registration: https://hub.example/events/registrations/{key}")
    assert "ATTENDEE" not in event
    assert "ORGANIZER" not in event


def test_the_registration_s_own_link_comes_before_the_event_s(given, ana, calendar_of):
    with given():
        event = hybrid()
        make_setup(event, screen_url="https://meet.example/green")
        make_going(event, person=find_by_key(ana), seat=Seat.SCREEN)
    answer = calendar_of(ana, "going")

    assert str(events_in(answer)[0]["CONFERENCE"]) == "https://meet.example/green"
    assert SECRET not in answer.text.replace("\r\n ", "")


def test_whoever_waits_or_has_only_asked_is_tentative_and_does_not_know_the_link(given, ana, calendar_of):
    with given():
        full, asked = hybrid(title="Full"), hybrid(title="Asked")
        open_registration(full, screen_capacity=1)
        open_registration(asked, needs_approval=True)
        make_going(full, person=make_person(), seat=Seat.SCREEN)
        for event in (full, asked):
            make_going(event, person=find_by_key(ana), seat=Seat.SCREEN)
    answer = calendar_of(ana, "going")

    assert sorted(map(said, events_in(answer))) == [("TENTATIVE", "Asked to come: Asked"), ("TENTATIVE", "Waiting list: Full")]
    assert {str(e["TRANSP"]) for e in events_in(answer)} == {"TRANSPARENT"}
    assert SECRET not in answer.text.replace("\r\n ", "")


def test_nobody_else_s_event_or_link_is_in_it(given, ana, calendar_of):
    with given():
        other = make_person()
        make_going(hybrid(title="Hers"), person=other, seat=Seat.SCREEN)
        hybrid(title="Nobody's")
        make_going(make_event(status=S.PUBLISHED, title="Mine"), person=find_by_key(ana))
        follow(find_by_key(ana), FollowKind.REGION, "DE")

    for kind in ("going", "following"):
        assert SECRET not in calendar_of(ana, kind).text.replace("\r\n ", "")
    assert [said(e) for e in events_in(calendar_of(ana, "going"))] == [("CONFIRMED", "Mine")]


def test_of_a_series_that_one_goes_to_whole_the_dates_left_out_are_excluded(given, ana, calendar_of):
    with given():
        series = make_series(make_person())
        open_registration(series, per=Per.SERIES)
        left_out = events.get_event_by_id(series.id).occurrences[2]
        number, wall = left_out.id, left_out.wall_start
        assert make_going(series, person=find_by_key(ana)).occurrence_id is None
    (before,) = events_in(calendar_of(ana, "going"))
    with given():
        keeping.skip_dates(own(ana), [number], actor=find_by_key(ana))
    (after,) = events_in(calendar_of(ana, "going"))

    assert "EXDATE" not in before
    assert before["RRULE"] == after["RRULE"]
    assert [moment.dt.replace(tzinfo=None) for moment in after["EXDATE"].dts] == [wall]


def test_of_a_series_whose_dates_one_chooses_there_is_that_date_alone(given, ana, calendar_of):
    with given():
        series = make_series(make_person())
        open_registration(series)
        date = events.get_event_by_id(series.id).occurrences[3]
        wall = date.wall_start
        make_going(series, person=find_by_key(ana), date=date.id)
        uid = series.uid
    (event,) = events_in(calendar_of(ana, "going"))

    assert "RRULE" not in event
    assert str(event["UID"]) == uid
    assert event["RECURRENCE-ID"].dt.replace(tzinfo=None) == wall
    assert event["DTSTART"].dt.replace(tzinfo=None) == wall


def test_a_series_brings_the_dates_that_differ_however_long_ago(given, ana, calendar_of):
    with given():
        olga = make_person()
        series = make_series(olga)
        open_registration(series, per=Per.SERIES)
        event = events.get_event_by_id(series.id)
        second = event.occurrences[1]
        moved = second.wall_start + timedelta(days=1)
        change = DateChange(starts=moved, ends=moved + timedelta(hours=2))
        change_dates(event, second, change, Reach.THIS, actor=find_by_key(olga.key))
        make_going(events.get_event_by_id(series.id), person=find_by_key(ana))
    with time_machine.travel(datetime.now(UTC) + timedelta(days=200), tick=True):
        found = events_in(calendar_of(ana, "going"))

    assert [("RRULE" in e, "RECURRENCE-ID" in e) for e in found] == [(True, False), (False, True)]
    assert found[1]["DTSTART"].dt.replace(tzinfo=None) == moved


def _cancel_event(ana: str) -> None:
    event = events.get_event_by_id(own(ana).event_id)
    advance_event(event, "cancel", actor=find_by_key(event.organizers[0].person.key), reason="No room.")


def _other_link(ana: str) -> None:
    event = events.get_event_by_id(own(ana).event_id)
    draft = SetupDraft(screen_url="https://meet.example/new")
    setting.save_setup(event, draft, actor=find_by_key(event.organizers[0].person.key))


def _by_organizer(ana: str) -> None:
    registration = own(ana)
    organizer = events.get_event_by_id(registration.event_id).organizers[0].person
    deciding.remove(registration, actor=find_by_key(organizer.key), reason="Sorry.")


CHANGES = {
    "the person comes no more": (lambda ana: keeping.cancel(own(ana), actor=find_by_key(ana)), []),
    "an organizer takes them off": (_by_organizer, []),
    "they take a seat in the room": (lambda ana: keeping.change_seat(own(ana), Seat.ROOM, actor=find_by_key(ana)), [("CONFIRMED", "Evening", "")]),
    "the event is off": (_cancel_event, [("CANCELLED", "Cancelled: Evening", SECRET)]),
    "the link changes": (_other_link, [("CONFIRMED", "Evening", "https://meet.example/new")]),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_the_calendar_of_what_one_goes_to_follows(given, ana, calendar_of, name):
    change, expected = CHANGES[name]
    with given():
        make_going(hybrid(title="Evening"), person=find_by_key(ana), seat=Seat.SCREEN)
    assert [(*said(e), str(e.get("CONFERENCE", ""))) for e in events_in(calendar_of(ana, "going"))] == [
        ("CONFIRMED", "Evening", SECRET)
    ]

    with given():
        change(ana)

    assert [(*said(e), str(e.get("CONFERENCE", ""))) for e in events_in(calendar_of(ana, "going"))] == expected


def test_who_moves_up_from_the_waiting_list_is_certain(given, ana, calendar_of):
    with given():
        event = make_event(status=S.PUBLISHED, title="Full")
        open_registration(event, room_capacity=1)
        first = make_going(event, person=make_person(name="First"))
        make_going(event, person=find_by_key(ana))
        number, key = first.id, first.person.key
    assert said(events_in(calendar_of(ana, "going"))[0]) == ("TENTATIVE", "Waiting list: Full")

    with given():
        keeping.cancel(registrations.get_registration_by_id(number), actor=find_by_key(key))

    assert said(events_in(calendar_of(ana, "going"))[0]) == ("CONFIRMED", "Full")


# Hosting


def test_what_one_runs_is_in_it_once_it_is_public_with_the_link(given, ana, calendar_of):
    with given():
        me = find_by_key(ana)
        key = make_event(status=S.APPROVED, organizer=me, title="Mine", mode=Mode.ONLINE, join_url=SECRET).key
        make_event(status=S.DRAFT, organizer=me, title="A draft")
        make_event(status=S.IN_REVIEW, organizer=me, title="In review")
        hybrid(title="Somebody's")
    assert events_in(calendar_of(ana, "hosting")) == []

    with given():
        advance_event(events.find_event(key), "publish", actor=find_by_key(ana))
    (event,) = events_in(calendar_of(ana, "hosting"))

    assert said(event) == ("CONFIRMED", "Mine")
    assert str(event["CONFERENCE"]) == SECRET
    assert event["DESCRIPTION"].endswith(f"For organizers: https://hub.example/events/{key}/manage")


def test_who_begins_to_run_it_has_it_and_who_leaves_no_longer(given, ana, calendar_of):
    with given():
        olga = make_person(name="Olga")
        event = hybrid(title="Ours", organizer=olga)
        key, olga_key = event.key, olga.key
    assert events_in(calendar_of(ana, "hosting")) == []
    with given():
        me, event = find_by_key(ana), events.find_event(key)
        invite_organizer(event, me.email, actor=find_by_key(olga_key))
        answer(list_open(event)[0], "accept", actor=me)
    assert [said(e) for e in events_in(calendar_of(ana, "hosting"))] == [("CONFIRMED", "Ours")]
    with given():
        leave_event(events.find_event(key), person=find_by_key(ana))
    assert events_in(calendar_of(ana, "hosting")) == []


# Following


def test_whatever_fits_one_of_the_things_followed_is_in_it_once(given, ana, calendar_of):
    with given():
        me, olga = find_by_key(ana), make_person(name="Olga")
        group = make_community("Pythonistas", region="PT")
        hybrid(title="here and hers", organizer=olga)
        make_event(status=S.PUBLISHED, title="hers", organizer=olga, region_code="PT")
        make_event(status=S.PUBLISHED, title="theirs", community=group, region_code="PT")
        make_event(status=S.PUBLISHED, title="about Python", topics=("python",), region_code="PT")
        make_event(status=S.PUBLISHED, title="in Catalan", languages=("ca",), region_code="PT")
        make_event(status=S.PUBLISHED, title="elsewhere", region_code="PT")
        make_event(status=S.SUBMITTED, title="not public")
        for kind, value in (
            ("region", "DE"),
            ("person", olga.key),
            ("community", group.key),
            ("topic", "python"),
            ("language", "ca"),
        ):
            follow(me, FollowKind(kind), value)
    answer = calendar_of(ana, "following")

    assert sorted(str(e["SUMMARY"]) for e in events_in(answer)) == [
        "about Python",
        "here and hers",
        "hers",
        "in Catalan",
        "theirs",
    ]
    assert SECRET not in answer.text.replace("\r\n ", "")


def test_it_follows_what_one_begins_and_ceases_to_follow(given, ana, calendar_of):
    with given():
        make_event(status=S.PUBLISHED, title="Evening")
    assert events_in(calendar_of(ana, "following")) == []
    with given():
        follow(find_by_key(ana), FollowKind.REGION, "150")
    assert [said(e) for e in events_in(calendar_of(ana, "following"))] == [("CONFIRMED", "Evening")]
    with given():
        unfollow(find_by_key(ana), FollowKind.REGION, "150")
    assert events_in(calendar_of(ana, "following")) == []


# Desk


def test_what_waits_on_one_is_an_event_that_ends_by_when_it_is_due(given, calendar_of):
    with given():
        rashid = make_reviewer("DE", name="Rashid").key
        event = make_event(status=S.SUBMITTED, title="An evening")
        event.status_since = datetime(2026, 12, 1, 12, 0, 30, 5, tzinfo=UTC)
        key = event.key
    (deadline,) = events_in(calendar_of(rashid, "desk"))

    assert said(deadline) == ("CONFIRMED", "To review: An evening")
    assert deadline["DTEND"].dt == datetime(2026, 12, 8, 12, 0, 30, tzinfo=UTC)
    assert deadline["DTEND"].dt - deadline["DTSTART"].dt == timedelta(minutes=30)
    assert (str(deadline["TRANSP"]), deadline["SEQUENCE"]) == ("TRANSPARENT", 0)
    assert str(deadline["DESCRIPTION"]) == f"Have a look: https://hub.example/events/{key}/review"


def test_its_uid_stays_while_it_waits_and_it_goes_when_it_is_done(given, calendar_of):
    with given():
        rashid = make_reviewer("DE", name="Rashid").key
        key = make_event(status=S.SUBMITTED, title="An evening").key
    (first,) = events_in(calendar_of(rashid, "desk"))
    with given():
        make_event(status=S.SUBMITTED, title="Another", region_code="PT")
    (second,) = events_in(calendar_of(rashid, "desk"))
    with given():
        advance_event(events.find_event(key), "claim", actor=find_by_key(rashid))
    (claimed,) = events_in(calendar_of(rashid, "desk"))
    with given():
        advance_event(events.find_event(key), "approve", actor=find_by_key(rashid))

    assert first["UID"] == second["UID"] != claimed["UID"]
    assert said(claimed) == ("CONFIRMED", "In your hands: An evening")
    assert events_in(calendar_of(rashid, "desk")) == []


def test_another_s_desk_is_not_in_it(given, ana, calendar_of):
    with given():
        make_reviewer("DE")
        make_event(status=S.SUBMITTED, title="An evening")

    assert events_in(calendar_of(ana, "desk")) == []


# Alarms


@pytest.mark.parametrize(("alarm", "before"), [(None, None), (60, timedelta(hours=-1)), (1440, timedelta(days=-1))])
@pytest.mark.parametrize("kind", ["going", "hosting", "following", "desk"])
def test_an_alarm_is_there_when_it_was_chosen(given, calendar_of, kind, alarm, before):
    with given():
        me = make_reviewer("DE", name="Rashid")
        follow(me, FollowKind.REGION, "DE")
        make_going(make_event(status=S.PUBLISHED), person=me)
        make_event(status=S.PUBLISHED, organizer=me)
        make_event(status=S.SUBMITTED)
        key = me.key
    found = events_in(calendar_of(key, kind, alarm))

    alarms = [one for event in found for one in event.walk("VALARM")]
    assert found
    assert [one["TRIGGER"].dt for one in alarms] == ([before] * len(found) if before else [])
    assert {str(one["ACTION"]) for one in alarms} <= {"DISPLAY"}


def test_nobody_is_reminded_of_what_is_off(given, ana, calendar_of):
    with given():
        make_going(make_event(status=S.PUBLISHED), person=find_by_key(ana))
        _cancel_event(ana)
    (event,) = events_in(calendar_of(ana, "going", 60))

    assert str(event["STATUS"]) == "CANCELLED"
    assert event.walk("VALARM") == []


# Making them


def test_there_are_at_most_twenty(given, ana):
    with given():
        me = find_by_key(ana)
        for _ in range(MAX_FEEDS):
            add_feed(me, FeedKind.GOING, name="Phone")
        with pytest.raises(Refused, match="You have 20 calendars"):
            add_feed(me, FeedKind.GOING, name="One more")


@pytest.mark.parametrize(("values", "field"), [({"name": " "}, "name"), ({"name": "Phone", "alarm_minutes": 7}, "alarm")])
def test_what_makes_no_sense_is_said_beside_its_field(given, ana, values, field):
    with given(), pytest.raises(Invalid) as refused:
        add_feed(find_by_key(ana), FeedKind.GOING, **values)

    assert list(refused.value.fields) == [field]


def test_tokens_are_of_256_bits_and_never_the_same():
    tokens = {make_token() for _ in range(1000)}

    assert len(tokens) == 1000
    assert all(map(is_token, tokens))


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.0", "Thunderbird"),
        ("macOS/15.1 (24B83) dataaccessd/1.0", "Apple Calendar"),
        ("iOS/18.1 (22B83) dataaccessd/1.0", "Apple Calendar"),
        ("Mac+OS+X/10.15.7 (19H2026) CalendarAgent/930.5.1", "Apple Calendar"),
        ("Google-Calendar-Importer", "Google Calendar"),
        ("Mozilla/5.0 (compatible; Google-Calendar-Importer; +https://google.com)", "Google Calendar"),
        ("Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17328; Pro)", "Outlook"),
        ("Microsoft.Exchange/15.20 (Windows NT 10.0; Win64; x64)", "Outlook"),
        ("DAVx5/4.4.4-ose (dav4jvm; okhttp/4.12.0) Android/14", "DAVx5"),
        ("ICSx5/2.2.5 (2024/11/10; Android/14)", "ICSx5"),
        ("Evolution/3.52.4", "GNOME"),
        ("vdirsyncer/0.19.3", "vdirsyncer"),
        ("Nextcloud Server Crawler", "Nextcloud"),
        ("curl/8.5.0", "curl"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36", "Chrome"),
        ("something new", ""),
        ("", ""),
    ],
)
def test_programs_have_plain_names(agent, name):
    assert client_of(agent) == name
