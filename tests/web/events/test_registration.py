"""Registering, over HTTP: people, guests by mail, their own page, and what the event's page says."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa

from eventhub.accounts.queries import find_by_email, find_by_key
from eventhub.core.db import db
from eventhub.core.outbox import OutboxMessage
from eventhub.events import queries as events
from eventhub.events.registration import queries
from eventhub.events.registration.models import Registration
from eventhub.events.registration.rules import Per, QuestionDraft, QuestionKind, Seat
from eventhub.events.rules.drafts import Mode
from eventhub.events.rules.recurrence import Every, Recurrence
from eventhub.events.workflow import S
from tests.factories import make_event, make_person, make_registration, make_setup, outbox, wall
from tests.support.queries import count_queries

DIET = QuestionDraft(text="What do you eat?", kind=QuestionKind.CHOICE, choices=("All", "Vegan"), required=True)


@pytest.fixture
def event_with(given: Any) -> Any:
    """``event_with(room=1)``: the key of a hybrid event that people register for."""

    def make(*, status: S = S.PUBLISHED, mode: Mode = Mode.HYBRID, **said: Any) -> str:
        with given():
            organizer = find_by_email("olga@example.org") or make_person(name="Olga", email="olga@example.org")
            event = make_event(status=status, organizer=organizer, mode=mode, join_url="https://meet.example/room")
            make_setup(event, **said)
            return str(event.key)

    return make


@pytest.fixture
def ana(newcomer: Any) -> Any:
    """Ana, signed in."""
    return newcomer("Ana")


def states(given: Any, key: str) -> list[tuple[str, str]]:
    """Seat and state of each registration, in the order they came."""
    with given():
        rows = db.session.scalars(
            sa.select(Registration).where(Registration.event_id == events.find_event(key).id).order_by(Registration.id)
        )
        return [(row.seat.value, row.status.value) for row in rows]


def door_in_mail(given: Any) -> str:
    """Where the link of the last mail leads."""
    with given():
        mail = db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(1)).one()
        return f"/events/registrations/{mail.facts['door']}"


def page_of(browser: Any, key: str) -> str:
    browser.open(f"/events/{key}")
    browser.follow()
    return browser.text


def test_the_events_page_says_how_many_seats_there_are_and_leads_to_the_form(event_with: Any, browser_of: Any) -> None:
    key = event_with(room=2, screen=None)
    text = page_of(browser_of(), key)

    assert "2 seats left of 2." in text
    assert "As many as come." in text
    assert f'href="/events/{key}/registration">Register</a>' in text


def test_the_events_page_follows_the_seats_for_everyone_also_where_it_is_stored(
    event_with: Any, browser_of: Any, ana: Any
) -> None:
    key = event_with(room=1, screen=1, mode=Mode.IN_PERSON)
    reader = browser_of()
    assert "One seat left of 1." in page_of(reader, key)

    ana.open(f"/events/{key}/registration")
    ana.submit("/registration", seat="room")

    assert "All seats are taken." in page_of(browser_of(), key)
    assert ">Join the waiting list</a>" in page_of(browser_of(), key)


def test_a_person_registers_and_sees_where_it_stands(event_with: Any, ana: Any, given: Any) -> None:
    key = event_with(room=1, room_note="Ring at the back door.")
    ana.open(f"/events/{key}/registration")
    answer = ana.submit("/registration", seat="room")
    ana.follow()

    assert answer.status_code == 303
    assert "You have a seat. We have sent you a mail." in ana.text
    assert "Ring at the back door." in ana.text
    assert "https://meet.example/room" not in ana.text
    assert states(given, key) == [("room", "going")]
    with given():
        assert outbox() == [("registration/go", "ana@example.org")]


def test_the_link_is_on_the_page_of_those_on_the_screen_alone(event_with: Any, ana: Any) -> None:
    key = event_with(screen_url="https://meet.example/hall", room_note="Ring at the back door.")
    ana.open(f"/events/{key}/registration")
    ana.submit("/registration", seat="screen")
    ana.follow()

    assert 'href="https://meet.example/hall"' in ana.text
    assert "Ring at the back door." not in ana.text
    assert "https://meet.example/hall" not in page_of(ana, key)


def test_a_missing_answer_is_said_by_its_question_and_everything_typed_stays(
    event_with: Any, browser_of: Any, given: Any
) -> None:
    key = event_with(questions=[DIET, QuestionDraft(text="Anything else?", kind=QuestionKind.LONG)])
    with given():
        diet, more = [q.id for q in queries.list_questions(events.find_event(key).id)]
    guest = browser_of()
    guest.open(f"/events/{key}/registration")
    answer = guest.submit(
        "/registration", seat="screen", name="Gus <b>", email="gus@example.org", **{f"q-{more}": "Two\nlines"}
    )

    assert answer.status_code == 422
    assert f'href="#q-{diet}"' in guest.text
    assert 'value="Gus &lt;b&gt;"' in guest.text
    assert 'value="gus@example.org"' in guest.text
    assert "Two\nlines</textarea>" in guest.text
    assert re.search(r'value="screen" checked', guest.text)
    assert states(given, key) == []

    assert guest.submit("/registration", **{f"q-{diet}": "Vegan"}).status_code == 303
    assert states(given, key) == [("screen", "unconfirmed")]


def test_a_guest_confirms_by_the_button_behind_the_link_and_not_by_opening_it(
    event_with: Any, browser_of: Any, given: Any
) -> None:
    key = event_with(room=1)
    guest = browser_of()
    guest.open(f"/events/{key}/registration")
    guest.submit("/registration", seat="room", name="Gus", email="gus@example.org")
    guest.follow()
    assert "We have written to the address you gave." in guest.text

    phone, door = browser_of(), door_in_mail(given)
    assert phone.open(door).status_code == 200
    assert states(given, key) == [("room", "unconfirmed")]
    assert phone.submit("/confirmation").status_code == 303
    phone.follow()

    assert "You have a seat. We have sent you a mail." in phone.text
    assert states(given, key) == [("room", "going")]


def test_the_answer_to_a_guest_is_the_same_whether_or_not_the_address_is_known(
    event_with: Any, browser_of: Any, given: Any
) -> None:
    key = event_with()
    with given():
        make_registration(events.find_event(key), make_person(email="ana@example.org"))
    answers = []
    for email in ("ana@example.org", "nobody@example.org"):
        guest = browser_of()
        guest.open(f"/events/{key}/registration")
        sent = guest.submit("/registration", seat="room", name="Someone", email=email)
        guest.follow()
        answers.append((sent.status_code, sent.location, re.sub(r'csrf_token" value="[^"]+', "", guest.text)))

    assert answers[0] == answers[1]
    with given():
        assert outbox()[-2:] == [("registration/known", "ana@example.org"), ("registration/confirm", "nobody@example.org")]


def test_a_guest_cancels_by_link_and_the_next_moves_up(event_with: Any, browser_of: Any, given: Any) -> None:
    key = event_with(room=1)
    guest = browser_of()
    guest.open(f"/events/{key}/registration")
    guest.submit("/registration", seat="room", name="Gus", email="gus@example.org")
    guest.open(door_in_mail(given))
    guest.submit("/confirmation")
    door = door_in_mail(given)
    with given():
        make_registration(events.find_event(key), make_person(email="ben@example.org"))

    guest.open(door)
    guest.submit("/cancellation")
    guest.follow()

    assert "Cancelled. Thank you for telling us." in guest.text
    assert states(given, key) == [("room", "cancelled"), ("room", "going")]
    guest.submit("/return")
    guest.follow()
    assert "You are on the waiting list." in guest.text
    assert states(given, key) == [("room", "waiting"), ("room", "going")]


def test_a_forged_link_opens_nothing(event_with: Any, browser_of: Any, given: Any) -> None:
    key = event_with()
    with given():
        make_registration(events.find_event(key))
    door = door_in_mail(given)
    reader = browser_of()

    for wrong in (door[:-1], f"{door}x", "/events/registrations/nothing", "/events/registrations/a.b.c"):
        answer = reader.open(wrong)
        assert (answer.status_code, "This link is no longer good" in reader.text) == (410, True)


def test_another_persons_registration_is_not_there_and_asks_a_stranger_to_sign_in(event_with: Any, ana: Any, browser_of: Any, given: Any) -> None:  # fmt: skip
    key = event_with()
    with given():
        other = make_registration(events.find_event(key)).key

    assert ana.open(f"/events/registrations/{other}").status_code == 404
    assert browser_of().open(f"/events/registrations/{other}").status_code == 303


def test_changing_the_seat_that_is_taken_is_refused_and_the_seat_stays(event_with: Any, ana: Any, given: Any) -> None:
    key = event_with(room=1)
    with given():
        make_registration(events.find_event(key))
    ana.open(f"/events/{key}/registration")
    ana.submit("/registration", seat="screen")
    ana.follow()
    answer = ana.submit("/seat", seat="room")

    assert answer.status_code == 422
    assert "No seat is free there. This one stays as it is." in ana.text
    assert states(given, key)[1] == ("screen", "going")


def test_whoever_waits_for_the_room_takes_the_screen(event_with: Any, ana: Any, given: Any) -> None:
    key = event_with(room=1)
    with given():
        make_registration(events.find_event(key))
    ana.open(f"/events/{key}/registration")
    ana.submit("/registration", seat="room")
    ana.follow()
    assert "On the waiting list" in ana.text
    ana.submit("/seat", seat="screen")
    ana.follow()

    assert "Your seat is changed." in ana.text
    assert states(given, key)[1] == ("screen", "going")


def test_registering_twice_says_so(event_with: Any, ana: Any, given: Any) -> None:
    key = event_with()
    ana.open(f"/events/{key}/registration")
    token = ana.find(r'name="csrf_token"[^>]*value="([^"]+)"')
    answers = [
        ana.client.post(f"/events/{key}/registration", base_url="https://hub.example", headers={"Referer": "https://hub.example/"},
                        data={"csrf_token": token, "seat": "room", "date": ana.find(r'name="date" value="(\d+)"')})
        for _ in range(2)
    ]  # fmt: skip

    assert [answer.status_code for answer in answers] == [303, 409]
    assert "You are registered for this already." in answers[1].text
    assert states(given, key) == [("room", "going")]


@pytest.mark.parametrize(("status", "says"), [
    (S.CANCELLED, "This event is cancelled."), (S.POSTPONED, "This event is postponed."),
])  # fmt: skip
def test_a_form_of_an_event_that_is_off_says_why(event_with: Any, ana: Any, status: S, says: str) -> None:
    key = event_with(status=status)
    ana.open(f"/events/{key}/registration")

    assert says in ana.text
    assert "<button" not in ana.text.split("<main")[1].split("</main>")[0]


def test_a_draft_has_no_form_for_others(event_with: Any, ana: Any) -> None:
    assert ana.open(f"/events/{event_with(status=S.DRAFT)}/registration").status_code == 404


def test_without_a_setup_the_form_leads_to_the_outside_page(given: Any, browser_of: Any) -> None:
    with given():
        event = make_event(status=S.PUBLISHED, registration_url="https://tickets.example/42")
        key = event.key
    reader = browser_of()
    reader.open(f"/events/{key}/registration")

    assert 'href="https://tickets.example/42"' in reader.text
    assert 'href="https://tickets.example/42"' in page_of(reader, key)


def test_what_one_goes_to_is_listed_with_the_next_first(event_with: Any, ana: Any, given: Any) -> None:
    key = event_with()
    assert "You have not registered for anything" in ana.open("/events/going").get_data(as_text=True)
    with given():
        make_registration(events.find_event(key), find_by_email("ana@example.org"), seat=Seat.SCREEN)
        make_registration(events.find_event(key))
    ana.open("/events/going")

    assert len(set(re.findall(r'href="/events/registrations/\w{10}"', ana.text))) == 1
    assert "On the screen" in ana.text


def test_dates_of_a_series_are_ticked_and_left_out(event_with: Any, ana: Any, given: Any) -> None:
    key = event_with(per=Per.SERIES)
    ana.open(f"/events/{key}/registration")
    ana.submit("/registration", seat="room")
    ana.follow()
    ana.submit("/dates", comes=None)
    with given():
        assert queries.list_attending(events.find_event(key).id, [events.find_event(key).occurrences[0].id]) == []
    ana.follow()
    ana.submit("/dates", comes=ana.find(r'name="comes" value="(\d+)"'))
    with given():
        assert len(queries.list_attending(events.find_event(key).id, [events.find_event(key).occurrences[0].id])) == 1


def test_rubbish_in_the_form_is_refused_and_not_an_error(event_with: Any, ana: Any, given: Any) -> None:
    key = event_with()
    for rubbish in ({"seat": "roof"}, {"seat": ["room"], "date": "9" * 30}, {"seat": "room", "date": "-1"}, {"seat": ""}):
        ana.open(f"/events/{key}/registration")
        assert ana.submit("/registration", **rubbish).status_code == 422, rubbish
    assert states(given, key) == []


def test_a_page_without_a_session_is_stored_and_holds_nothing_of_a_guest(event_with: Any, browser_of: Any, given: Any) -> None:
    key = event_with()
    guest = browser_of()
    guest.open(f"/events/{key}/registration")
    guest.submit("/registration", seat="room", name="Gustav Secret", email="gus@example.org")

    assert "Gustav Secret" not in page_of(browser_of(), key)
    assert "gus@example.org" not in page_of(browser_of(), key)


def series(given: Any, **said: Any) -> str:
    """The key of a weekly event with three dates to come."""
    with given():
        event = make_event(status=S.PUBLISHED, recurrence=Recurrence(every=Every.WEEK, times=3))
        make_setup(event, **said)
        return str(event.key)


def test_each_date_of_a_series_has_its_own_seats(given: Any, ana: Any) -> None:
    key = series(given, room=1)
    ana.open(f"/events/{key}/registration")
    dates = re.findall(r'name="date" value="(\d+)"', ana.text)
    ana.submit("/registration", seat="room", date=dates[1])
    with given():
        event = events.find_event(key)
        assert [str(count.occurrence_id) for count in queries.count_seats(event)] == dates
        assert [count.taken for count in queries.count_seats(event)] == [0, 1, 0]
        assert [len(queries.list_attending(event.id, [int(date)])) for date in dates] == [0, 1, 0]
    ana.open(f"/events/{key}/registration")
    assert ana.submit("/registration", seat="room", date=dates[0]).status_code == 303
    ana.open("/events/going")
    assert len(set(re.findall(r'href="/events/registrations/\w{10}"', ana.text))) == 2


def test_a_series_taken_whole_counts_for_its_dates_but_those_left_out(given: Any, ana: Any) -> None:
    key = series(given, room=5, per=Per.SERIES)
    ana.open(f"/events/{key}/registration")
    assert 'name="date" value="' not in ana.text.replace('name="date" value=""', "")
    ana.submit("/registration", seat="room")
    ana.follow()
    dates = re.findall(r'name="comes" value="(\d+)" checked', ana.text)
    assert len(dates) == 3
    ana.submit("/dates", comes=[dates[0], dates[2]])

    with given():
        event = events.find_event(key)
        assert [len(queries.list_attending(event.id, [int(date)])) for date in dates] == [1, 0, 1]
        assert [(count.occurrence_id, count.taken) for count in queries.count_seats(event)] == [(None, 1)]


# What the event's page and one's own pages say to one reader


def at_noon_in_cairo(given: Any, **said: Any) -> str:
    """The key of an evening in Singapore that begins at 12:00 in Cairo."""
    with given():
        event = make_event(
            status=S.PUBLISHED, zone="Asia/Singapore", starts=wall(2027, 2, 3, 18), ends=wall(2027, 2, 3, 20), mode=Mode.HYBRID,
            join_url="https://meet.example/room", **said,
        )  # fmt: skip
        make_setup(event, room=1)
        return str(event.key)


def test_ones_own_pages_say_the_time_in_both_zones(given: Any, newcomer: Any) -> None:
    key, nour = at_noon_in_cairo(given), newcomer("Nour", zone="Africa/Cairo")
    nour.open(f"/events/{key}/registration")
    pages = [nour.text]
    nour.submit("/registration", seat="screen")
    nour.follow()
    pages.append(nour.text)
    nour.open("/events/going")
    pages.append(nour.text)

    for page in pages:
        said = unescape(re.sub(r"<[^>]+>", "", page)).replace("\u202f", " ")
        assert re.search(r"February 3, 2027, 6:00 PM–8:00 PM in Singapore · \w+, Feb 3, 2027, 12:00 PM in Cairo for you", said)


def test_a_guests_page_leaves_their_time_to_the_script(given: Any, browser_of: Any) -> None:
    key = at_noon_in_cairo(given)
    browser = browser_of()
    browser.open(f"/events/{key}/registration")

    assert '<time datetime="2027-02-03T10:00:00Z" data-zone="Asia/Singapore">' in browser.text


def test_dates_to_choose_from_are_in_both_zones_too(given: Any, newcomer: Any) -> None:
    key, nour = at_noon_in_cairo(given, recurrence=Recurrence(every=Every.WEEK, times=3)), newcomer("Nour", zone="Africa/Cairo")
    nour.open(f"/events/{key}/registration")

    assert nour.text.count("in Cairo for you</span>") == 3 + 1


@pytest.mark.parametrize(("seat", "room", "said", "link"), [
    ("screen", 1, "You have a seat.", "Your link is on the page of your registration."), ("room", 1, "You have a seat.", ""),
    ("room", 0, "All seats are taken. When one becomes free", ""),
])  # fmt: skip
def test_the_events_page_knows_who_comes(
    given: Any, ana: Any, browser_of: Any, seat: str, room: int, said: str, link: str
) -> None:
    key = at_noon_in_cairo(given)
    with given():
        if not room:
            make_registration(events.find_event(key), seat=Seat.ROOM)
    assert f'href="/events/{key}/registration">' in page_of(ana, key)
    ana.open(f"/events/{key}/registration")
    path = ana.submit("/registration", seat=seat).location
    text = page_of(ana, key)

    assert said in text
    assert f'<a class="button" href="{path}">Open my registration</a>' in text
    assert f'href="/events/{key}/registration">' not in text
    assert "You get the link when you register." not in text.partition("<main")[2]
    assert (link in text) if link else "Your link is" not in text
    assert "You have a seat" not in page_of(browser_of(), key)


def test_who_has_cancelled_may_register_again(given: Any, ana: Any) -> None:
    key = at_noon_in_cairo(given)
    ana.open(f"/events/{key}/registration")
    ana.submit("/registration", seat="room")
    ana.follow()
    ana.submit("/cancellation")

    assert f'href="/events/{key}/registration">' in page_of(ana, key)
    assert "Open my registration" not in ana.text


def test_who_waits_for_an_answer_reads_it_on_the_events_page(given: Any, event_with: Any, ana: Any) -> None:
    key = event_with(needs_approval=True)
    ana.open(f"/events/{key}/registration")
    ana.submit("/registration", seat="room")

    assert "The organizers look at each registration. You hear by mail." in page_of(ana, key)


@pytest.mark.parametrize("registers", [True, False])
def test_knowing_a_reader_costs_one_query_and_only_where_people_register_here(
    given: Any, newcomer: Any, registers: bool
) -> None:
    with given():
        plain = make_event(status=S.PUBLISHED)
        with_setup = make_event(status=S.PUBLISHED, organizer=make_person(name="Other"))
        make_setup(with_setup, room=9)
        keys, path = (plain.key, with_setup.key), f"/events/{with_setup.key}-{with_setup.slug}"
    ana = newcomer("Ana")
    if registers:
        ana.open(f"/events/{keys[1]}/registration")
        ana.submit("/registration", seat="room")
    counts = []
    for key in keys:
        page_of(ana, key)  # what is the same for everyone is kept
        with count_queries() as asked:
            ana.open(path.replace(keys[1], key))
        counts.append(len(asked))

    assert counts[1] - counts[0] == 1, counts


def test_a_registration_can_be_put_into_a_calendar(given: Any, ana: Any) -> None:
    key = at_noon_in_cairo(given)
    ana.open(f"/events/{key}/registration")
    ana.submit("/registration", seat="room")
    ana.follow()
    assert "Add to my calendar" in ana.text
    assert f'href="/calendar/event/{key}.ics?download=1"' in ana.text

    ana.submit("/cancellation")
    ana.follow()
    assert "Add to my calendar" not in ana.text


def marked(text: str) -> list[bool]:
    """Of each next date on the page, whether it says that one comes."""
    (found,) = re.findall(r"<h2>Next dates</h2>\s*<ul.*?</ul>", text, re.DOTALL)
    return ["Going" in row for row in found.split("<li>")[1:]]


def test_on_a_series_the_dates_one_comes_to_are_marked(given: Any, ana: Any, browser_of: Any) -> None:
    key = series(given, room=5)
    ana.open(f"/events/{key}/registration")
    dates = re.findall(r'name="date" value="(\d+)"', ana.text)
    ana.submit("/registration", seat="room", date=dates[1])

    assert marked(page_of(ana, key)) == [False, True, False]
    assert f'href="/events/{key}/registration">Register</a>' in ana.text  # for another date
    assert marked(page_of(browser_of(), key)) == [False, False, False]


def test_of_a_series_taken_whole_the_dates_left_out_are_not_marked(given: Any, ana: Any) -> None:
    key = series(given, room=5, per=Per.SERIES)
    ana.open(f"/events/{key}/registration")
    ana.submit("/registration", seat="room")
    ana.follow()
    dates = re.findall(r'name="comes" value="(\d+)" checked', ana.text)
    ana.submit("/dates", comes=[dates[0], dates[2]])

    assert marked(page_of(ana, key)) == [True, False, True]
    assert f'href="/events/{key}/registration">' not in ana.text


def test_a_date_that_does_not_take_place_is_not_offered(given: Any, ana: Any) -> None:
    from eventhub.core.advance import advance

    key = series(given, room=5)
    with given():
        event = events.find_event(key)
        off = event.occurrences[0]
        advance(off, "cancel", actor=find_by_key(event.organizers[0].person.key))
        number = off.id
    ana.open(f"/events/{key}/registration")

    assert f'name="date" value="{number}"' not in ana.text
    assert ana.submit("/registration", seat="room", date=str(number)).status_code == 409
    assert "does not take place as planned" in ana.text
