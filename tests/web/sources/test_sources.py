"""Calendars from elsewhere on their pages: looked at first, brought in, kept in step, trusted, removed."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
import time_machine

from eventhub.accounts.permissions import Role
from eventhub.accounts.queries import find_by_email
from eventhub.core.db import db
from eventhub.events.models import Event, EventOrganizer
from eventhub.events.workflow import S
from eventhub.imports.sources.models import Mirror, Source, SourceKind, SourceState
from tests.factories import make_community, make_format, make_holder, make_person
from tests.support.bad_server import BadServer
from tests.support.queries import count_queries
from tests.support.sessions import Browser

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_a_fixed_time():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def berlin(given):
    with given():
        make_format("meetup")
        make_format("online-meetup")
        ana = make_person(name="Ana", email="ana@example.org")
        make_person(name="Ben", email="ben@example.org")
        make_holder(Role.REVIEWER, region="DE", name="Rea", email="rea@example.org")
        return make_community("Berlin", contacts=(ana,), city="Berlin", zone="Europe/Berlin", languages=["de"]).key


@pytest.fixture
def ana(app, berlin):
    return Browser(app, "ana@example.org")


WHOLE = ("20270501T190000", "DESCRIPTION:Bring a laptop", "LOCATION:c-base")
"""What makes a draft complete."""


def vevent(uid: str, title: str, start: str = "20270501T190000", *lines: str) -> str:
    body = [f"UID:{uid}", f"SUMMARY:{title}", f"DTSTART;TZID=Europe/Berlin:{start}", "DURATION:PT2H", *lines]
    return "\n".join(["BEGIN:VEVENT", *body, "END:VEVENT", ""])


def calendar(*events: str, name: str = "Our dates") -> bytes:
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nX-WR-CALNAME:{name}\n{''.join(events)}END:VCALENDAR\n".encode()


def upload(browser: Browser, berlin: str, data: bytes, name: str = "ours.ics"):
    path = f"/communities/{berlin}/calendars"
    browser.open(path)
    return browser.submit(path, files={"file": (io.BytesIO(data), name)})


def seen(browser: Browser, path: str) -> str:
    """The text of a page."""
    browser.open(path)
    return browser.text


def post(browser: Browser, path: str, **values: str):
    """Send what no form of the page would, with the token of one that is there."""
    browser.open("/account")
    token = browser.find(r'name="csrf_token"[^>]*value="([^"]+)"')
    return browser.client.post(path, base_url="https://hub.example", data={"csrf_token": token, **values},
                               headers={"Referer": "https://hub.example/"})  # fmt: skip


def key_of(answer) -> str:
    return re.search(r"/sources/([a-z0-9]{10})", answer.location)[1]


def brought_in(browser: Browser, berlin: str, *events: str) -> str:
    key = key_of(upload(browser, berlin, calendar(*events)))
    browser.open(f"/sources/{key}")
    browser.submit(f"/sources/{key}/bring-in")
    return key


def newer(browser: Browser, key: str, *events: str):
    browser.open(f"/sources/{key}")
    answer = browser.submit(f"/sources/{key}/file", files={"file": (io.BytesIO(calendar(*events)), "whatever.ics")})
    browser.open(f"/sources/{key}")
    return answer


def titles(given) -> list[tuple[str, S]]:
    with given():
        return [tuple(row) for row in db.session.execute(sa.select(Event.title, Event.status).order_by(Event.id))]


# Looking first


def test_a_file_is_shown_before_anything_comes_in(ana, berlin, given):
    answer = upload(
        ana, berlin, calendar(vevent("one", "Talks"), vevent("two", "Sprint", "bad"), vevent("three", "Old", "20200101T190000"))
    )

    assert answer.status_code == 303
    page = ana.follow().get_data(as_text=True)
    assert [
        word in page
        for word in ("What would come in", "Our dates", "Talks", "Saturday, May 1, 7:00", "Line 13: Its start is no date.")
    ] == [True] * 5
    assert titles(given) == []


def test_after_that_it_comes_in_as_drafts_of_its_community(ana, berlin, given):
    key = brought_in(ana, berlin, vevent("one", "Talks"), vevent("two", "Sprint"))

    assert "2 events came in." in seen(ana, f"/sources/{key}")
    assert titles(given) == [("Talks", S.DRAFT), ("Sprint", S.DRAFT)]


def test_what_is_no_calendar_is_said_beside_the_file(ana, berlin):
    answer = upload(ana, berlin, b"<html>no</html>", "page.html")

    assert (answer.status_code, "This is a web page that names no events." in ana.text) == (422, True)


def test_the_form_says_where_an_address_is_found_and_points_there_when_a_page_names_no_events(ana, berlin):
    path = f"/communities/{berlin}/calendars"
    fold, page = '<details class="fold" id="where"', seen(ana, path)
    names = ("Google Calendar:", "meetup.com/your-group/events/ical/", "Luma:", "Nextcloud:", "Outlook:")
    assert [name in page for name in (f"{fold}>", *names)] == [True] * 6
    with BadServer() as server:
        server.serve("/us", b"<!doctype html><html><body>About us</body></html>", content_type="text/html")
        ana.submit(path, place=server.url("/us"))

    assert "This is a web page that names no events. Give the address of its calendar instead." in ana.text
    assert f"{fold} open>" in ana.text


def test_an_empty_form_says_what_is_missing(ana, berlin):
    path = f"/communities/{berlin}/calendars"
    ana.open(path)

    assert (ana.submit(path).status_code, "Give either an address or a file." in ana.text) == (422, True)


@pytest.mark.parametrize(("place", "said"), [
    ("ftp://example.org/a.ics", "only http, https and webcal"), ("https://user:secret@example.org/a.ics", "an address with a password"),
    ("https://", "the address"),
])  # fmt: skip
def test_an_address_that_can_not_be_asked_keeps_its_text(ana, berlin, place, said):
    path = f"/communities/{berlin}/calendars"
    ana.open(path)
    answer = ana.submit(path, place=place)

    assert (answer.status_code, said in ana.text) == (422, True)


def test_the_same_file_again_leads_to_the_calendar_that_is_there(ana, berlin):
    first = key_of(upload(ana, berlin, calendar(vevent("one", "Talks"))))

    assert key_of(upload(ana, berlin, calendar(vevent("one", "Talks")))) == first


# Who may come


def test_strangers_learn_nothing_of_a_communitys_calendars(app, ana, berlin):
    key = brought_in(ana, berlin, vevent("one", "Talks"))
    ben = Browser(app, "ben@example.org")

    assert [
        ben.open(path).status_code for path in (f"/communities/{berlin}/calendars", f"/sources/{key}", f"/sources/{key}/remove")
    ] == [403, 404, 404]
    assert "ours.ics" not in seen(ben, f"/communities/{berlin}")
    nobody = Browser(app)
    assert nobody.open(f"/sources/{key}").status_code == 303


def test_a_reviewer_reads_and_trusts_but_changes_nothing(app, ana, berlin):
    key = brought_in(ana, berlin, vevent("one", "Talks"))
    rea = Browser(app, "rea@example.org")

    page = seen(rea, f"/sources/{key}")
    assert [f"/sources/{key}/{what}" in page for what in ("steps/trust", "steps/pause", "remove", "file")] == [
        True,
        False,
        False,
        False,
    ]
    assert rea.submit(f"/sources/{key}/steps/trust").status_code == 303
    assert "Its events go out by themselves" in seen(rea, f"/sources/{key}")


def test_a_secret_address_is_shown_to_those_who_have_it_mirrored_and_to_nobody_else(app, ana, berlin, given):
    key = brought_in(ana, berlin, vevent("one", "Talks"))
    secret = "https://calendar.example/private-s3cret/basic.ics"
    with given():
        source = db.session.scalars(sa.select(Source)).one()
        source.kind, source.place, source.name = SourceKind.FEED, secret, ""
        event = db.session.scalars(sa.select(Event)).one()
        event.source, path = secret, f"/events/{event.key}/source"
        db.session.add(EventOrganizer(event_id=event.id, person_id=find_by_email("ben@example.org").id))
        db.session.execute(sa.update(Mirror).values(vanished_at=NOW))
        assert source.mail_facts()["title"] == "calendar.example"

    pages = [f"/communities/{berlin}/calendars", f"/sources/{key}"]
    for who, paths, is_whole in (("ana", pages, True), ("rea", pages, False), ("ben", [path, "/desk"], False)):
        browser = Browser(app, f"{who}@example.org")
        assert [("calendar.example" in seen(browser, each), "s3cret" in browser.text) for each in paths] == [
            (True, is_whole)
        ] * 2


def test_a_contact_does_not_trust_their_own_calendar(ana, berlin):
    key = brought_in(ana, berlin, vevent("one", "Talks"))

    assert f"/sources/{key}/steps/trust" not in seen(ana, f"/sources/{key}")
    assert post(ana, f"/sources/{key}/steps/trust").status_code == 403


# In step


def test_a_newer_file_shows_what_would_change_and_then_changes_it(ana, berlin, given):
    key = brought_in(ana, berlin, vevent("one", "Talks"), vevent("two", "Sprint"))
    newer(ana, key, vevent("one", "More talks"), vevent("three", "Party"))

    assert [
        word in ana.text
        for word in ("What the file would change", "Would change: Title.", "One event to come is no longer in it")
    ] == [True] * 3
    ana.submit(f"/sources/{key}/bring-in")
    assert [title for title, _ in titles(given)] == ["More talks", "Sprint", "Party"]
    assert "Sprint" in seen(ana, f"/sources/{key}").partition("No longer there")[2]


def test_what_the_calendar_no_longer_has_waits_on_the_desk(ana, berlin):
    key = brought_in(ana, berlin, vevent("one", "Talks"), vevent("two", "Sprint"))
    newer(ana, key, vevent("one", "Talks"))
    ana.submit(f"/sources/{key}/bring-in")

    assert "“Our dates” does not list it any more." in seen(ana, "/desk")


def test_what_was_edited_here_stays_until_its_organizer_says_otherwise(ana, berlin, given):
    key = brought_in(ana, berlin, vevent("one", "Talks"))
    with given():
        event = db.session.scalars(sa.select(Event)).one()
        event.title, event_key = "Our talks", event.key
    newer(ana, key, vevent("one", "Their talks"))
    assert "Stays as you edited it: Title." in ana.text
    ana.submit(f"/sources/{key}/bring-in")
    assert titles(given) == [("Our talks", S.DRAFT)]

    page = seen(ana, f"/events/{event_key}/source")
    assert [word in page for word in ("Edited here", "Their talks")] == [True, True]
    assert ana.submit(f"/events/{event_key}/source", fields="title").status_code == 303
    assert titles(given) == [("Their talks", S.DRAFT)]
    assert "Nothing was edited here" in seen(ana, f"/events/{event_key}/source")


BARCAMP = "BEGIN:VEVENT\nUID:camp\nSUMMARY:Barcamp\nDTSTART;VALUE=DATE:20270410\nDTEND;VALUE=DATE:20270412\nEND:VEVENT\n"


def test_whole_days_go_on_following_when_their_form_is_saved_as_it_is(ana, berlin, given):
    brought_in(ana, berlin, BARCAMP)
    with given():
        key = db.session.scalars(sa.select(Event.key)).one()
    ana.open(f"/events/{key}/edit")
    assert ana.submit("/edit", description="Two days.").status_code == 303
    assert "Date and time" not in seen(ana, f"/events/{key}/source")

    ana.open(f"/events/{key}/edit")
    ana.submit("/edit", ends_date="2027-04-12")
    page = seen(ana, f"/events/{key}/source")
    assert "Saturday, April 10 to Sunday, April 11" in page


def test_what_a_calendar_does_not_say_of_the_cost_is_not_made_up(ana, berlin, given):
    brought_in(ana, berlin, vevent("one", "Talks"))
    with given():
        event = db.session.scalars(sa.select(Event)).one()
        key, page = event.key, f"/events/{event.key}-{event.slug}"

    assert re.search(r"Cost</dt>\s*<dd[^>]*>Not said</dd>", seen(ana, page))
    edit = f"/events/{key}/edit"
    assert 'value="unknown"' in seen(ana, edit)
    assert ana.submit(edit, cost="paid", cost_note="5 EUR").status_code == 303
    assert 'value="unknown"' not in seen(ana, edit)
    assert "Edited here" in seen(ana, f"/events/{key}/source")
    assert "Paid · 5 EUR" in ana.text


def test_the_page_says_where_a_calendar_has_moved_and_from_when_on_it_is_looked_for_there(ana, berlin, given):
    key = brought_in(ana, berlin, vevent("one", "Talks"))
    assert "has moved" not in seen(ana, f"/sources/{key}")
    with given():
        source = db.session.scalars(sa.select(Source)).one()
        source.moved_to, source.moved_since = "https://new.example/secret/ours.ics", NOW

    assert "moved to new.example for good. If it still says so on Mon, Mar 8" in seen(ana, f"/sources/{key}")
    assert "/secret/" not in ana.text


def test_the_page_lists_what_is_to_come_with_its_state(ana, berlin):
    key = brought_in(ana, berlin, vevent("one", "Talks"), vevent("old", "Old", "20200101T190000"))

    listed = seen(ana, f"/sources/{key}").partition("What is to come")[2].partition("</section>")[0]
    assert [word in listed for word in ("Talks", "Draft", "Saturday, May 1", "Old")] == [True, True, True, False]


def test_the_preview_says_where_how_and_what_differs(ana, berlin):
    moved = vevent("one", "Talks", "20270509T190000", "RECURRENCE-ID;TZID=Europe/Berlin:20270508T190000")
    series = vevent(
        "one", "Talks", "20270501T190000", "RRULE:FREQ=WEEKLY;COUNT=4", "LOCATION:c-base", "CONFERENCE:https://zoom.us/j/1"
    )
    ana_sees = upload(ana, berlin, calendar(series, moved))
    page = seen(ana, ana_sees.location)

    assert [word in page for word in ("c-base", "the link to join stays private", "One date differs from the rule.")] == [
        True
    ] * 3
    assert "zoom.us" not in page


def test_what_takes_place_all_the_same_is_asked_about_no_more(ana, berlin, given):
    key = brought_in(ana, berlin, vevent("one", "Talks"), vevent("two", "Sprint"))
    newer(ana, key, vevent("one", "Talks"))
    ana.submit(f"/sources/{key}/bring-in")
    with given():
        gone = db.session.scalar(sa.select(Event.key).where(Event.title == "Sprint"))
    ana.open(f"/events/{gone}/source")
    assert ana.submit(f"/events/{gone}/source/settle").status_code == 303

    assert "it takes place all the same" in seen(ana, f"/events/{gone}/source")
    assert "does not list it any more" not in seen(ana, "/desk")
    newer(ana, key, vevent("one", "Talks"), vevent("two", "Sprint"))
    ana.submit(f"/sources/{key}/bring-in")
    with given():
        assert db.session.execute(sa.select(Mirror.vanished_at, Mirror.settled_at).distinct()).all() == [(None, None)]


def test_bringing_in_what_is_in_already_leads_to_the_page(ana, berlin, given):
    data = calendar(vevent("one", "Talks"))
    key = key_of(upload(ana, berlin, data))
    with given():
        db.session.scalars(sa.select(Source)).one().kind = SourceKind.FEED
    answers = [post(ana, f"/sources/{key}/bring-in") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert titles(given) == [("Talks", S.DRAFT)]


def test_nothing_ticked_is_said_and_changes_nothing(ana, berlin, given):
    brought_in(ana, berlin, vevent("one", "Talks"))
    with given():
        event_key = db.session.scalars(sa.select(Event.key)).one()

    assert post(ana, f"/events/{event_key}/source").status_code == 422


def test_an_event_of_no_calendar_has_no_such_page(ana, berlin, given):
    key = brought_in(ana, berlin, vevent("one", "Talks"))
    with given():
        event_key = db.session.scalars(sa.select(Event.key)).one()
    ana.open(f"/sources/{key}/remove")
    ana.submit(f"/sources/{key}/remove", fate="keep")

    assert ana.open(f"/events/{event_key}/source").status_code == 404


def test_pausing_twice_is_told_and_keeps_it_paused(ana, berlin, given):
    key = brought_in(ana, berlin, vevent("one", "Talks"))

    assert [post(ana, f"/sources/{key}/steps/pause").status_code for _ in range(2)] == [303, 409]
    with given():
        assert db.session.scalars(sa.select(Source.status)).one() is SourceState.PAUSED


def test_a_row_says_what_its_draft_misses_and_the_button_is_there_while_one_is_complete(ana, berlin, given):
    key = brought_in(ana, berlin, vevent("one", "Talks", *WHOLE), vevent("two", "Sprint"))
    button, page = "Send all complete drafts for review", seen(ana, f"/sources/{key}")
    assert page.count("Missing: ") == 1
    assert "Missing: Description and Venue" in page.partition("Sprint</a>")[2]
    assert button in page
    ana.submit(f"/sources/{key}/review")

    assert button not in seen(ana, f"/sources/{key}"), "what is left misses something"
    assert "Missing: Description and Venue" in seen(ana, "/desk")


@pytest.mark.parametrize("drafts", [1, 5])
def test_saying_what_drafts_miss_asks_nothing_more(ana, berlin, drafts):
    key = brought_in(ana, berlin, *(vevent(f"e{n}", f"Event {n}") for n in range(drafts)))
    for path, queries in ((f"/sources/{key}", 35), ("/desk", 17)):
        with count_queries() as statements:
            assert seen(ana, path).count("Missing: ") == drafts
        assert len(statements) == queries


def test_complete_drafts_are_sent_for_review_together(ana, berlin, given):
    key = brought_in(ana, berlin, vevent("one", "Talks", *WHOLE))
    ana.open(f"/sources/{key}")
    answer = ana.submit(f"/sources/{key}/review")

    assert answer.status_code == 303
    assert titles(given) == [("Talks", S.SUBMITTED)]


# Removing


def test_removing_says_beforehand_what_becomes_of_the_events(ana, berlin, given):
    key = brought_in(ana, berlin, vevent("one", "Talks"), vevent("two", "Sprint"))

    page = seen(ana, f"/sources/{key}/remove")
    assert [word in page for word in ("2 events stay.", "2 drafts are deleted.")] == [True, True]
    assert ana.submit(f"/sources/{key}/remove", fate="drafts").status_code == 303
    assert titles(given) == []


def test_what_is_in_review_or_was_worked_on_is_named_when_it_is_withdrawn(ana, berlin, given):
    key = brought_in(ana, berlin, vevent("one", "Talks", *WHOLE), vevent("two", "Sprint"), vevent("three", "Music"))
    ana.open(f"/sources/{key}")
    ana.submit(f"/sources/{key}/review")
    with given():
        draft = db.session.scalars(sa.select(Event.key).where(Event.title == "Sprint")).one()
    ana.open(f"/events/{draft}/edit")
    ana.submit("/edit", title="Our sprint")
    ana.open(f"/sources/{key}/remove")
    ana.submit(f"/sources/{key}/remove", fate="drafts")

    said = "Removed. One draft is deleted. One draft that was worked on is withdrawn. One event in review is withdrawn."
    assert said in ana.follow().get_data(as_text=True)


def test_events_that_are_kept_are_ordinary_ones_afterwards(ana, berlin, given):
    key = brought_in(ana, berlin, vevent("one", "Talks"))
    ana.open(f"/sources/{key}/remove")
    ana.submit(f"/sources/{key}/remove", fate="keep")

    with given():
        assert db.session.execute(sa.select(Event.title, Event.source)).all() == [("Talks", None)]
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Mirror)) == 0
    assert seen(ana, f"/communities/{berlin}/calendars").count("/sources/") == 0


def test_a_way_that_there_is_not_is_said_in_the_form(ana, berlin):
    key = brought_in(ana, berlin, vevent("one", "Talks"))
    ana.open(f"/sources/{key}/remove")

    assert ana.submit(f"/sources/{key}/remove", fate="burn").status_code == 422


# Another address


def test_a_calendar_that_has_moved_is_looked_for_there_and_its_events_stay_its_own(ana, berlin, given):
    with BadServer() as server:
        old, new = (server.url(path) for path in ("/old.ics", "/new.ics"))
        for path in ("/old.ics", "/new.ics"):
            server.serve(path, calendar(vevent("one", "Talks")))
        path = f"/communities/{berlin}/calendars"
        ana.open(path)
        key = key_of(ana.submit(path, place=old))
        ana.open(f"/sources/{key}")
        ana.submit(f"/sources/{key}/bring-in")
        ana.open(f"/sources/{key}")
        wrong = ana.submit(f"/sources/{key}/address", place=server.url("nothing-here.ics"))
        right = ana.submit(f"/sources/{key}/address", place=new)

    assert (wrong.status_code, right.status_code) == (422, 303)
    with given():
        assert db.session.execute(sa.select(Source.place, Source.failures)).all() == [(new, 0)]
        assert db.session.execute(sa.select(Event.title, Event.source)).all() == [("Talks", key)]


def test_another_community_can_mirror_the_same_calendar(app, ana, berlin, given):
    with given():
        eve = make_person(name="Eve", email="eve@example.org")
        other = make_community("Potsdam", contacts=(eve,), zone="Europe/Berlin", languages=["de"]).key
    brought_in(Browser(app, "eve@example.org"), other, vevent("one", "Talks"))
    key = brought_in(ana, berlin, vevent("one", "Talks"))

    assert "1 event" in seen(ana, f"/sources/{key}") or "one event" in seen(ana, f"/sources/{key}")
    assert [title for title, _ in titles(given)] == ["Talks", "Talks"]


# Costs


@pytest.mark.parametrize("number", [1, 5])
def test_the_list_asks_the_same_queries_for_one_calendar_and_for_five(ana, berlin, number):
    for n in range(number):
        upload(ana, berlin, calendar(vevent(f"u{n}", "Talks"), name=f"Calendar {n}"), f"file-{n}.ics")
    ana.open(f"/communities/{berlin}/calendars")

    with count_queries() as asked:
        ana.open(f"/communities/{berlin}/calendars")
    assert len(asked) == LIST_QUERIES


LIST_QUERIES = 23
