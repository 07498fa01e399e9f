"""What schema.org's readers find on a page: one event, a series with its dates, what has become of each, lists."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from eventhub.accounts.queries import find_by_email
from eventhub.events import queries
from eventhub.events.programme import queries as programme
from eventhub.events.programme.services import schedule, speakers
from eventhub.events.registration.rules import Per
from eventhub.events.rules.recurrence import Every, Recurrence
from eventhub.events.services import series
from eventhub.events.services.series import DateChange, Reach
from eventhub.events.workflow import O, S
from tests.factories import make_community, make_event, make_person, make_registration, make_setup
from tests.support.programme import make_call, make_conference, make_proposal

DAY = datetime(2027, 3, 9, 19)
"""A Tuesday."""
LAST = timedelta(hours=2)
SCHEMA = "https://schema.org/"


@pytest.fixture(autouse=True)
def in_march() -> Any:
    """It is the first of March 2027."""
    with time_machine.travel("2027-03-01T09:00:00Z", tick=True):
        yield


@pytest.fixture
def olga(given: Any) -> Any:
    """Who runs everything here."""
    with given():
        make_person(name="Olga", email="olga@example.org")
    return lambda: find_by_email("olga@example.org")


@pytest.fixture
def data(browser_of: Any) -> Any:
    """``data(path)``: the JSON-LD of a page."""

    def look(path: str) -> Any:
        reader = browser_of("")
        if reader.open(path).status_code == 301:
            reader.follow()
        return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', reader.text, re.DOTALL)[1])

    return look


def publish(given: Any, **said: Any) -> str:
    """The key of a public event."""
    with given():
        return str(make_event(**{"status": S.PUBLISHED, "starts": DAY, "ends": said.get("starts", DAY) + LAST, **said}).key)


def make_series(given: Any, olga: Any, rule: Recurrence | None = None, **said: Any) -> str:
    """The key of a public series, every Tuesday if nothing else is said."""
    with given():
        event = make_event(
            status=S.PUBLISHED,
            organizer=olga(),
            starts=DAY,
            ends=DAY + LAST,
            recurrence=rule or Recurrence(every=Every.WEEK),
            **said,
        )
        return str(event.key)


def graph(found: Any) -> tuple[Any, list[Any]]:
    """The series and its dates."""
    return found["@graph"][0], found["@graph"][1:]


def test_one_event_says_what_where_for_whom_and_by_whom(given: Any, data: Any) -> None:
    with given():
        community = make_community("Berliners", official=True)
        event = make_event(status=S.PUBLISHED, community=community, starts=DAY, ends=DAY + LAST, title="An evening", description="We **meet**.",
                           topics=("web",), access=("step_free",), street="Rungestraße 20", audience="Beginners")  # fmt: skip
        key, page, uid, revision, place = (
            event.key,
            f"https://hub.example/events/{event.key}-{event.slug}",
            event.uid,
            event.revision,
            community.key,
        )

    assert data(f"/events/{key}") == {
        "@context": "https://schema.org", "@type": "Event", "@id": page, "url": page, "identifier": uid, "name": "An evening",
        "description": "We meet.", "keywords": ["Web"], "inLanguage": ["de"], "audience": {"@type": "Audience", "audienceType": "Beginners"},
        "startDate": "2027-03-09T19:00+01:00", "endDate": "2027-03-09T21:00+01:00", "eventStatus": f"{SCHEMA}EventScheduled",
        "eventAttendanceMode": f"{SCHEMA}OfflineEventAttendanceMode", "isAccessibleForFree": True,
        "image": [f"https://hub.example/events/{key}/card.png?locale=en&v={revision}"],
        "location": [{
            "@type": "Place", "name": "c-base", "geo": {"@type": "GeoCoordinates", "latitude": 52.51, "longitude": 13.42},
            "address": {"@type": "PostalAddress", "streetAddress": "Rungestraße 20", "addressLocality": "Berlin", "addressCountry": "DE"},
            "amenityFeature": [{"@type": "LocationFeatureSpecification", "propertyID": "step_free", "name": "Step-free access", "value": True}],
        }],
        "organizer": {"@type": "Organization", "name": "Berliners", "url": f"https://hub.example/communities/{place}-community"},
        "offers": {"@type": "Offer", "url": page, "price": 0},
    }  # fmt: skip


@pytest.mark.parametrize(("mode", "public", "found"), [
    ("online", True, ["https://join.example/x"]), ("online", False, ["PAGE"]), ("hybrid", False, ["c-base", "PAGE"]),
])  # fmt: skip
def test_a_link_to_join_is_told_only_where_it_is_public(
    given: Any, data: Any, mode: str, public: bool, found: list[str]
) -> None:
    key = publish(given, mode=mode, join_url="https://join.example/x", join_public=public)
    said = data(f"/events/{key}")

    assert [place.get("url") or place["name"] for place in said["location"]] == [
        said["url"] if each == "PAGE" else each for each in found
    ]
    assert [place["@type"] for place in said["location"]][-1] == "VirtualLocation"


@pytest.mark.parametrize(("status", "said"), [(S.CANCELLED, "EventCancelled"), (S.POSTPONED, "EventPostponed")])
def test_what_is_off_says_so_and_offers_nothing(given: Any, data: Any, status: S, said: str) -> None:
    found = data(f"/events/{publish(given, status=status)}")

    assert found["eventStatus"] == SCHEMA + said
    assert "offers" not in found


def test_what_has_moved_and_gone_online_is_both(given: Any, data: Any) -> None:
    key = publish(given, mode="online", join_url="https://join.example/x")
    with given():
        event = queries.find_event(key)
        event.moved_online = True
    assert data(f"/events/{key}?again=1")["eventStatus"] == f"{SCHEMA}EventMovedOnline"
    with given():
        occurrence = queries.find_event(key).occurrences[0]
        occurrence.original_start = occurrence.starts_at - timedelta(days=7)
        queries.find_event(key).title = "Moved"
    found = data(f"/events/{key}?again=2")
    assert found["eventStatus"] == [f"{SCHEMA}EventMovedOnline", f"{SCHEMA}EventRescheduled"]
    assert found["previousStartDate"] == "2027-03-02T19:00+01:00"


def test_a_whole_day_is_told_as_days_the_last_one_included(given: Any, data: Any) -> None:
    found = data(f"/events/{publish(given, all_day=True, starts=datetime(2027, 3, 10), ends=datetime(2027, 3, 12))}")

    assert (found["startDate"], found["endDate"]) == ("2027-03-10", "2027-03-11")


def test_a_series_is_a_schedule_and_its_next_dates_each_an_event(given: Any, data: Any, olga: Any) -> None:
    key = make_series(given, olga)
    with given():
        event = queries.find_event(key)
        first, second = event.occurrences[0], event.occurrences[1]
        series.cancel_date(event, second, reason="Holidays", actor=olga())
        numbers = [first.id, second.id]
    whole, dates = graph(data(f"/events/{key}"))

    page = whole["url"]
    assert (whole["@type"], whole["@id"], "startDate" in whole) == ("EventSeries", f"{page}#series", False)
    assert whole["eventSchedule"] == {
        "@type": "Schedule", "startDate": "2027-03-09", "startTime": "19:00:00", "endTime": "21:00:00", "duration": "PT2H",
        "repeatFrequency": "P1W", "byDay": [f"{SCHEMA}Tuesday"], "scheduleTimezone": "Europe/Berlin", "exceptDate": ["2027-03-16T19:00+01:00"],
    }  # fmt: skip
    assert len(dates) == 20
    assert [each["@id"] for each in dates[:2]] == [f"{page}#date-{number}" for number in numbers]
    assert [each["eventStatus"] for each in dates[:3]] == [
        SCHEMA + name for name in ("EventScheduled", "EventCancelled", "EventScheduled")
    ]
    # The clock on the wall stays when summer time begins on 28 March.
    assert [each["startDate"] for each in dates[:4]] == [
        "2027-03-09T19:00+01:00",
        "2027-03-16T19:00+01:00",
        "2027-03-23T19:00+01:00",
        "2027-03-30T19:00+02:00",
    ]
    assert {each["@type"] for each in dates} == {"Event"}
    assert all(each["superEvent"] == {"@id": f"{page}#series"} for each in dates)
    assert whole["subEvent"] == [{"@id": each["@id"]} for each in dates]


@pytest.mark.parametrize(("rule", "said"), [
    (Recurrence(every=Every.WEEK, interval=2, weekdays=(3,), until=date(2027, 6, 30)),
     {"repeatFrequency": "P2W", "byDay": [f"{SCHEMA}Tuesday", f"{SCHEMA}Thursday"], "endDate": "2027-06-30"}),
    (Recurrence(every=Every.MONTH, times=6), {"repeatFrequency": "P1M", "byDay": ["2TU"], "repeatCount": 6}),
    (Recurrence(every=Every.MONTH_DAY), {"repeatFrequency": "P1M", "byMonthDay": [9]}),
    (Recurrence(every=Every.YEAR), {"repeatFrequency": "P1Y", "byMonth": [3], "byMonthDay": [9]}),
    (Recurrence(every=Every.DAY, times=3), {"repeatFrequency": "P1D", "repeatCount": 3}),
])  # fmt: skip
def test_every_rule_has_its_schedule(given: Any, data: Any, olga: Any, rule: Recurrence, said: dict[str, Any]) -> None:
    whole, _dates = graph(data(f"/events/{make_series(given, olga, rule)}"))
    common = {"@type", "startDate", "startTime", "endTime", "duration", "scheduleTimezone"}

    assert {name: value for name, value in whole["eventSchedule"].items() if name not in common} == said


def test_a_date_that_was_moved_is_not_promised_by_the_schedule(given: Any, data: Any, olga: Any) -> None:
    key = make_series(given, olga)
    with given():
        event = queries.find_event(key)
        moved = DateChange(starts=datetime(2027, 3, 17, 18), ends=datetime(2027, 3, 17, 20), reason="")
        series.change_dates(event, event.occurrences[1], moved, Reach.THIS, actor=olga())
    whole, dates = graph(data(f"/events/{key}"))

    assert whole["eventSchedule"]["exceptDate"] == ["2027-03-16T19:00+01:00"]
    assert (dates[1]["startDate"], dates[1]["previousStartDate"]) == ("2027-03-17T18:00+01:00", "2027-03-16T19:00+01:00")


def test_a_date_says_what_is_its_own(given: Any, data: Any, olga: Any) -> None:
    key = make_series(given, olga)
    with given():
        event = queries.find_event(key)
        change = series.DateChange(
            starts=DAY + timedelta(days=1), ends=DAY + timedelta(days=1) + LAST, own={"title": "Outdoors", "venue": "The lake"}
        )
        series.change_dates(event, event.occurrences[0], change, series.Reach.THIS, actor=olga())
    _whole, dates = graph(data(f"/events/{key}"))

    first, second = dates[0], dates[1]
    assert (first["name"], first["location"][0]["name"], "geo" in first["location"][0]) == ("Outdoors", "The lake", False)
    assert (first["eventStatus"], first["startDate"], first["previousStartDate"]) == (
        f"{SCHEMA}EventRescheduled", "2027-03-10T19:00+01:00", "2027-03-09T19:00+01:00",
    )  # fmt: skip
    assert (second["name"], second["location"][0]["name"], "geo" in second["location"][0]) == (
        "An evening in Berlin",
        "c-base",
        True,
    )


@pytest.mark.parametrize("public", [True, False])
def test_a_series_that_goes_on_from_another_names_it_if_that_is_public(given: Any, data: Any, olga: Any, public: bool) -> None:
    key = make_series(given, olga)
    with given():
        event = queries.find_event(key)
        later = series.split(event, event.occurrences[3], actor=olga())
        new, old = later.key, f"https://hub.example/events/{event.key}-{event.slug}"
        event.status = S.PUBLISHED if public else S.WITHDRAWN
    whole, _dates = graph(data(f"/events/{new}"))
    named = {"@type": "EventSeries", "@id": f"{old}#series", "url": old, "name": "An evening in Berlin"}

    assert whole.get("superEvent") == (named if public else None)


def test_seats_are_told_and_sold_out_is_said(given: Any, data: Any, olga: Any) -> None:
    with given():
        event = make_event(
            status=S.PUBLISHED, organizer=olga(), starts=DAY, ends=DAY + LAST, registration_url="https://else.example/x"
        )
        make_setup(queries.get_event_by_id(event.id), room=1, per=Per.DATE)
        key = event.key
    found = data(f"/events/{key}")
    assert (found["maximumAttendeeCapacity"], found["maximumPhysicalAttendeeCapacity"]) == (1, 1)
    assert found["offers"] == {"@type": "Offer", "url": found["url"], "price": 0, "availability": f"{SCHEMA}InStock"}

    with given():
        make_registration(queries.find_event(key), make_person(name="Ana Attendee", email="ana@example.org"))
    found = data(f"/events/{key}?again=1")
    assert found["offers"]["availability"] == f"{SCHEMA}SoldOut"
    assert "Ana" not in json.dumps(found)


def test_what_costs_money_says_so_and_where(given: Any, data: Any) -> None:
    found = data(
        f"/events/{publish(given, cost='paid', cost_note='10 euros at the door', registration_url='https://else.example/x')}"
    )

    assert found["isAccessibleForFree"] is False
    assert found["offers"] == {"@type": "Offer", "url": "https://else.example/x", "description": "10 euros at the door"}


def test_what_nobody_has_said_of_the_cost_is_not_said(given: Any, data: Any) -> None:
    found = data(f"/events/{publish(given, cost='unknown')}")

    assert "isAccessibleForFree" not in found
    assert "price" not in found["offers"]


def test_the_programme_names_only_speakers_who_consent(given: Any, data: Any, olga: Any) -> None:
    with given():
        event = make_conference(olga())
        call = make_call(event)
        sam = make_person(name="Sam", email="sam@example.org")
        made = make_proposal(call, speaker=sam, state="confirmed", title="Soup for forty", name="Sam the Speaker")
        speakers.invite(made, name="Secret Cora", email="cora@example.org", actor=sam)
        event = queries.get_event_by_id(event.id)
        name = next(s.key for s in programme.list_sessions(event.id) if s.proposal_id == made.id)
        schedule.arrange(event, name, room_id=None, day=schedule.days_of(event)[0], before=None, actor=olga())
        schedule.publish(event, actor=olga())
        key = event.key
    found = data(f"/events/{key}")

    assert found["performer"] == [{"@type": "Person", "name": "Sam the Speaker"}]
    [session] = found["subEvent"]
    assert (session["name"], session["performer"], session["superEvent"]) == (
        "Soup for forty",
        found["performer"],
        {"@id": found["@id"]},
    )
    assert "Secret Cora" not in json.dumps(found)


def test_a_list_tells_its_dates_in_order_and_nothing_that_is_not_public(given: Any, data: Any) -> None:
    with given():
        online = make_event(status=S.PUBLISHED, title="Lisbon online", region_code="PT", zone="Europe/Lisbon", mode="online", starts=DAY,
                            join_url="https://join.example/SECRET")  # fmt: skip
        make_event(status=S.CANCELLED, title="Berlin", starts=DAY + timedelta(days=1))
        make_event(status=S.APPROVED, title="Not yet", starts=DAY)
        page, number = f"https://hub.example/events/{online.key}-{online.slug}", online.occurrences[0].id
    found = data("/events")

    assert (found["@type"], found["numberOfItems"]) == ("ItemList", 2)
    assert [(each["position"], each["item"]["name"], each["item"]["eventStatus"]) for each in found["itemListElement"]] == [
        (1, "Lisbon online", f"{SCHEMA}EventScheduled"), (2, "Berlin", f"{SCHEMA}EventCancelled"),
    ]  # fmt: skip
    first = found["itemListElement"][0]["item"]
    assert (first["@id"], first["startDate"], first["location"]) == (
        f"{page}#date-{number}", "2027-03-09T19:00+00:00", [{"@type": "VirtualLocation", "url": page}],
    )  # fmt: skip
    assert "SECRET" not in json.dumps(found)


def test_the_dates_of_a_cancelled_series_are_all_off(given: Any, data: Any, olga: Any) -> None:
    key = make_series(given, olga, Recurrence(every=Every.WEEK, times=2))
    with given():
        event = queries.find_event(key)
        event.status = S.CANCELLED
        assert [each.status for each in event.occurrences] == [O.SCHEDULED, O.SCHEDULED]
    whole, dates = graph(data(f"/events/{key}"))

    assert {whole["eventStatus"], *(each["eventStatus"] for each in dates)} == {f"{SCHEMA}EventCancelled"}
