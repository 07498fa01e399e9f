"""Pages that announce events in JSON-LD: as real programs write them, as they break, and as somebody means harm."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from eventhub.imports.ical import NotACalendar, ReadEvent, occurrences
from eventhub.imports.jsonld import find_calendar_link, read_page
from eventhub.imports.reading import read_any

SAMPLES = Path(__file__).parents[2] / "data" / "jsonld"
PAGE = "https://example.org/talks/"


def sample(name: str) -> list[ReadEvent]:
    return read_page((SAMPLES / name).read_bytes(), PAGE).events


def page(*nodes: object, head: str = "") -> bytes:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>\n' for node in nodes)
    return f"<!DOCTYPE html><html><head>{head}\n{scripts}</head></html>".encode()


def node(**known: object) -> dict[str, object]:
    values = {
        "@type": "Event",
        "name": "Talk",
        "startDate": "2027-05-01T19:00:00+02:00",
        "endDate": "2027-05-01T21:00:00+02:00",
    }
    return {key: value for key, value in {**values, **known}.items() if value is not None}


def read(**known: object) -> ReadEvent:
    (event,) = read_page(page(node(**known)), PAGE).events
    return event


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def skipped(data: bytes) -> list[tuple[int, str]]:
    return [(each.line, each.why) for each in read_page(data, PAGE).skipped]


# As programs write them


def test_a_group_page_with_comments_and_scripts_that_only_look_like_data():
    (event,) = sample("meetup.html")

    assert (event.title, event.line) == ("Python evening & pizza", 6)
    assert event.source_uid == "https://groups.example/python-berlin/events/301/#2027-05-04T19:00:00+02:00"
    assert (event.starts, event.ends) == (utc(2027, 5, 4, 17), utc(2027, 5, 4, 19, 30))
    assert (event.location, event.geo) == ("c-base, Rungestraße 20, Berlin, de", (52.5129, 13.4201))
    assert (event.url, event.image_url) == ("https://groups.example/python-berlin/events/301/", "https://img.example/1.jpeg")
    assert (event.description, event.status, event.conference_url) == ("Three talks.\nThen pizza.", "confirmed", "")
    assert "Ada" not in repr(event), "people stay behind"


def test_a_ticket_shop_with_two_places_a_moved_date_and_relative_links():
    (event,) = sample("eventbrite.html")

    assert event.source_uid == "https://tickets.example/e/data-day-tickets-77#2027-06-03T09:00:00-0400", "as first announced"
    assert (event.starts, event.ends) == (utc(2027, 6, 10, 13), utc(2027, 6, 11, 21))
    assert (event.location, event.conference_url) == ("Hall 3, 12 Main St, 04101 Portland, ME, US", "")
    assert event.url == "https://tickets.example/e/data-day-tickets-77#tickets"
    assert (event.image_url, event.language) == ("https://example.org/img/77.png", "en-US")


def test_an_online_event_keeps_its_link_for_those_who_come():
    (event,) = sample("luma.html")

    assert (event.source_uid, event.location, event.conference_url) == (
        "https://luma.example/xyz",
        "Online",
        "https://zoom.us/j/123",
    )
    assert (event.description, event.html, event.language) == ("Ask anything", "Ask <b>anything</b>", "de")
    assert "bo@example.org" not in repr(event)


def test_a_graph_whose_parts_name_each_other_and_a_script_that_is_broken():
    reading = read_page((SAMPLES / "tribe.html").read_bytes(), PAGE)
    repair, day = reading.events

    assert (repair.source_uid, repair.location) == (
        "https://club.example/event/repair/#event",
        "Haus der Dinge, Marktplatz 1, 8010 Graz",
    )
    assert repair.image_url == "https://club.example/up/repair.jpg"
    assert (day.title, day.description, day.html) == ("Open day – all of it", "Come & see.", "<p>Come & see.</p>\n")
    assert (day.starts, day.ends, day.all_day, day.status) == (date(2027, 3, 7), date(2027, 3, 9), True, "cancelled")
    assert [(each.line, each.why) for each in reading.skipped] == [(7, "bad_json")]
    assert find_calendar_link((SAMPLES / "tribe.html").read_bytes(), PAGE) == "https://example.org/events/?ical=1"


def test_a_list_with_a_base_a_festival_and_its_parts():
    reading = read_page((SAMPLES / "google.html").read_bytes(), PAGE)
    night, morning, evening = reading.events

    assert (night.starts, night.ends, night.all_day) == (date(2027, 7, 21), date(2027, 7, 24), True), (
        "the last day is one of them"
    )
    assert (night.url, night.location) == ("https://www.example.org/shows/one", "Park stage, Lyon")
    assert (morning.title, morning.location, morning.floating, morning.zone) == ("Morning", "Old town", True, None)
    assert (morning.wall_start, morning.wall_end) == (datetime(2027, 8, 1, 10), datetime(2027, 8, 1, 11, 30))
    assert (evening.title, evening.location, evening.doubts) == ("Evening", "Bar", ("no_end", "no_uid"))
    assert [(each.line, each.why, each.title) for each in reading.skipped] == [(2, "no_start", "Nameless start")]


def test_a_schedule_becomes_a_series_for_each_of_its_rhythms():
    reading = read_page((SAMPLES / "schedule.json").read_bytes(), PAGE)
    weekly, monthly = reading.events
    found = occurrences(reading, utc(2027, 4, 1), utc(2027, 7, 1)).occurrences

    assert (weekly.source_uid, weekly.zone) == ("https://example.org/talks/#course", "Europe/Lisbon")
    assert monthly.source_uid.startswith("https://example.org/talks/#course#2027-04-10T10:00")
    assert weekly.recurrence.rules == ("FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,WE;UNTIL=20270630T225959Z",)
    assert monthly.recurrence.rules == ("FREQ=MONTHLY;INTERVAL=1;BYDAY=2SA;COUNT=3",)
    assert [f"{o.starts:%d.%m. %H:%M}" for o in found if o.event is monthly] == ["10.04. 10:00", "08.05. 10:00", "12.06. 10:00"]
    dates = [o.starts for o in found if o.event is weekly]
    assert (f"{dates[0]:%a %d.%m. %H:%M}", len(dates)) == ("Mon 05.04. 19:00", 25), "one of 26 is an exception"
    assert weekly.ends - weekly.starts == timedelta(minutes=90)
    assert weekly.location == "Rua 1, Lisboa"


def test_our_own_pages_are_read_as_they_are_written(given, browser_of):
    from eventhub.events.workflow import S
    from tests.factories import make_event

    with given():
        event = make_event(status=S.PUBLISHED, title="An <evening> & more", description="We *meet*.", access=("step_free",))
        address, date_of_it = f"/events/{event.key}-{event.slug}", event.occurrence
        starts, ends = date_of_it.starts_at, date_of_it.ends_at
    reader = browser_of("")
    reader.open(address)
    (found,) = read_page(reader.last.get_data(), f"https://hub.example{address}").events

    assert (found.source_uid, found.url) == (f"https://hub.example{address}",) * 2
    assert (found.title, found.starts, found.ends) == ("An <evening> & more", starts, ends)
    assert (found.location, found.geo, found.language, found.status) == (
        "c-base, Berlin, DE",
        (52.51, 13.42),
        "de",
        "confirmed",
    )


# What they may say


@pytest.mark.parametrize(
    ("said", "starts"),
    [
        ("2027-05-01T19:00:00Z", utc(2027, 5, 1, 19)), ("2027-05-01T19:00+02", utc(2027, 5, 1, 17)),
        ("2027-05-01 19:00:00 +0200", utc(2027, 5, 1, 17)), ("2027-5-1T9:00-05:00", utc(2027, 5, 1, 14)),
        ("2027-05-01T19:00:00.000+02:00", utc(2027, 5, 1, 17)), (" 2027-05-01T19:00 ", utc(2027, 5, 1, 19)), ("2027-05-01", date(2027, 5, 1)),
        (["2027-05-01T19:00Z", "2027-06-01T19:00Z"], utc(2027, 5, 1, 19)),
    ],
)  # fmt: skip
def test_starts_that_are_read(said, starts):
    assert read(startDate=said, endDate=None).starts == starts


@pytest.mark.parametrize(
    "said", ["soon", "2027-13-01", "2027-05-01T19:00Europe/Berlin", "01.05.2027", "99999-01-01", 20270501, {"@type": "x"}, True]
)
def test_starts_that_are_none_are_said_with_their_line(said):
    why = "no_start" if isinstance(said, dict | bool) else "bad_start"

    assert skipped(page(node(startDate=said))) == [(2, why)]


@pytest.mark.parametrize(
    ("known", "ends", "doubts"),
    [
        ({"endDate": None}, utc(2027, 5, 1, 18), ("no_end", "no_uid")),
        ({"endDate": None, "duration": "PT2H30M"}, utc(2027, 5, 1, 19, 30), ("no_uid",)),
        ({"endDate": "2027-05-01"}, utc(2027, 5, 1, 18), ("no_end", "no_uid")),
        ({"endDate": "2027-05-02"}, utc(2027, 5, 3), ("no_uid",)),
        ({"endDate": "2027-04-30T10:00Z"}, utc(2027, 5, 1, 18), ("bad_end", "no_uid")),
        ({"endDate": "late"}, utc(2027, 5, 1, 18), ("bad_end", "no_uid")),
        ({"startDate": "2027-05-01", "endDate": None, "duration": "P2D"}, date(2027, 5, 3), ("no_uid",)),
    ],
)
def test_ends(known, ends, doubts):
    event = read(**known)

    assert (event.ends, event.doubts) == (ends, doubts)


@pytest.mark.parametrize(
    ("location", "said", "join"),
    [
        ("Library", "Library", ""),
        ("https://meet.jit.si/x", "Online", "https://meet.jit.si/x"),
        ({"@type": "VirtualLocation", "url": PAGE}, "Online", ""),
        ([{"@type": "Place", "name": "A"}, {"@type": "VirtualLocation", "url": "https://zoom.us/j/1"}], "A", "https://zoom.us/j/1"),
        ({"@type": "Place", "address": "Main St 1"}, "Main St 1", ""),
        ({"@type": "Place", "name": "Caf&eacute; <b>X</b>", "address": ["Main St 1"]}, "Café X, Main St 1", ""),
        ({"@id": "#nowhere"}, "", ""), (7, "7", ""), ([[["deep"]]], "", ""), (None, "", ""),
    ],
)  # fmt: skip
def test_places(location, said, join):
    event = read(location=location)

    assert (event.location, event.conference_url) == (said, join)


@pytest.mark.parametrize(
    ("said", "status"),
    [("https://schema.org/EventCancelled", "cancelled"), ("http://schema.org/EventPostponed", "tentative"), ("EventRescheduled", "confirmed"),
     (["https://schema.org/EventRescheduled", "https://schema.org/EventMovedOnline"], "confirmed"), ({"@id": "schema:EventCancelled"}, "cancelled")],
)  # fmt: skip
def test_states(said, status):
    assert read(eventStatus=said).status == status


@pytest.mark.parametrize("kind", ["Hackathon", "http://schema.org/MusicEvent", ["Thing", "schema:EducationEvent"]])
def test_kinds_of_events(kind):
    assert read(**{"@type": kind}).title == "Talk"


@pytest.mark.parametrize("kind", ["Person", "DeliveryEvent", "BroadcastEvent", None, 3, {"Event": 1}])
def test_what_is_no_event(kind):
    assert read_page(page(node(**{"@type": kind})), PAGE).events == []


def test_an_event_that_a_page_says_twice_comes_once_with_the_more_of_it():
    short, full = node(url="/e/1"), node(url="/e/1", description="More of it")
    other = node(url="/e/1", startDate="2027-06-01T19:00Z", endDate=None)

    found = read_page(page(short, {"@graph": [full, other]}), PAGE).events
    assert [(event.description, f"{event.starts:%m}") for event in found] == [("More of it", "05"), ("", "06")]
    assert len({event.source_uid for event in found}) == 2


def test_of_two_with_one_id_and_two_dates_the_second_gets_its_date_into_the_uid():
    found = read_page(
        page(node(**{"@id": "#event"}), node(**{"@id": "#event", "startDate": "2027-06-01T19:00Z", "endDate": None})), PAGE
    ).events

    assert found[0].source_uid == "https://example.org/talks/#event"
    assert found[1].source_uid.startswith("https://example.org/talks/#event#2027-06-01T19:00")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "mailto:ada@example.org", "//[", "data:text/html,x"])
def test_links_that_are_no_web_address_are_left_out(link):
    event = read(url=link, image=link, offers={"url": link}, location={"@type": "VirtualLocation", "url": link})

    assert (event.url, event.image_url, event.conference_url) == (PAGE, "", "")


@pytest.mark.parametrize(
    ("data", "title"),
    [
        (page({}, head='<meta charset="iso-8859-1">').replace(b"{}", '{"@type":"Event","name":"Café","startDate":"2027-01-01"}'.encode("latin-1")), "Café"),
        ("﻿".encode() + page({"@type": "Event", "name": "Café", "startDate": "2027-01-01"}), "Café"),
        (page({}).decode().replace("{}", '{"@type":"Event","name":"Café","startDate":"2027-01-01"}').encode("utf-16"), "Café"),
        (page({}, head="<meta charset=punycode>").replace(b"{}", '{"@type":"Event","name":"Café","startDate":"2027-01-01"}'.encode("cp1252")), "Café"),
    ],
)  # fmt: skip
def test_encodings(data, title):
    assert [event.title for event in read_page(data, PAGE).events] == [title]


@pytest.mark.parametrize("data", [b"", b"  \n", b"\0\0\0", b"x" * 5_000_001])
def test_what_is_no_page(data):
    with pytest.raises(NotACalendar):
        read_page(data, PAGE)


def test_a_page_that_names_a_calendar():
    data = b"<link rel=stylesheet href=x><link href='webcal://cal.example/a.ics' type='text/calendar' rel='ALTERNATE nofollow'>"

    assert find_calendar_link(data, PAGE) == "https://cal.example/a.ics"
    assert find_calendar_link(b"<link rel=alternate type=application/rss+xml href=/feed>", PAGE) is None
    assert find_calendar_link(b"<link rel=alternate type=text/calendar href='javascript:x'>", PAGE) is None


def test_what_it_is_is_told_by_the_content():
    calendar = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20270501T190000Z\nSUMMARY:Talk\nEND:VEVENT\nEND:VCALENDAR\n"

    assert [event.title for event in read_any(calendar, PAGE).events] == ["Talk"]
    assert [event.title for event in read_any(page(node()), PAGE).events] == ["Talk"]
    assert [event.title for event in read_any(json.dumps(node()).encode("utf-16"), PAGE).events] == ["Talk"]
    with pytest.raises(NotACalendar) as refused:
        read_any(page({"@type": "WebSite"}), PAGE)
    assert refused.value.reason == "web_page"


# Harm


def script(text: str) -> bytes:
    return f'<script type="application/ld+json">{text}</script>'.encode()


EVENT = '{"@type":"Event","name":"x","startDate":"2027-01-01"}'
HOSTILE = {
    "braces": script("[" * 1_900_000),
    "objects": script('{"a":' * 500_000),
    "many empty": script("[" + "[]," * 600_000 + "[]]"),
    "many objects": script("[" + "{}," * 600_000 + "{}]"),
    "many events": script("[" + (EVENT + ",") * 30_000 + EVENT + "]"),
    "many starts": script("[" + '{"@type":"Event"},' * 100_000 + EVENT + "]"),
    "many types": script('{"@type":[' + '"Event",' * 300_000 + '"x"]}'),
    "deep parts": script('{"@type":"Event","subEvent":' * 90 + EVENT + "}" * 90),
    "huge number": script('{"@type":"Event","name":' + "9" * 1_500_000 + ',"startDate":"2027-01-01"}'),
    "many exceptions": script('{"@type":"Event","startDate":"2027-01-01","eventSchedule":{"repeatFrequency":"P1D","exceptDate":["'
                              + '2027-01-01","' * 120_000 + '"]}}'),
    "open tags": b"<script " * 600_000,
    "open quotes": b"<script a='" * 400_000 + b">",
    "closed nowhere": b"<style>" * 700_000,
    "comments": b"<!--" * 1_200_000,
    "declarations": b"<!<!" * 1_200_000,
    "attributes": b"<link calendar " + b"a=b " * 1_200_000 + b">",
    "many links": b"<link rel=alternate type=text/calendar href=x>" * 100_000,
    "many scripts": b"<script type=application/ld+json>{}</script>" * 110_000,
    "itself": script('{"@id":"a","@type":"Event","startDate":"2027-01-01","location":{"@id":"a"},"subEvent":{"@id":"a"},"image":{"@id":"a"}}'),
    "markup": script(json.dumps({"@type": "Event", "startDate": "2027-01-01", "name": "<p " * 400_000, "description": "&lt;" * 150_000})),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_takes_long(name):
    began = time.process_time()
    reading = read_page(HOSTILE[name], PAGE)
    find_calendar_link(HOSTILE[name], PAGE)

    assert time.process_time() - began < 5
    assert len(reading.events) <= 5_000
    assert len(reading.skipped) <= 1_000


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("braces", "too_deep"),
        ("many events", "too_many_on_page"),
        ("many scripts", "too_many_scripts"),
        ("many exceptions", "too_many_dates"),
    ],
)
def test_what_goes_too_far_is_said(name, why):
    assert [each.why for each in read_page(HOSTILE[name], PAGE).skipped] == [why]


def test_a_script_that_is_too_large_is_left_out_and_the_others_come_in():
    data = script('{"a":"' + "x" * 2_000_001 + '"}') + b"\n" + script(EVENT)

    assert skipped(data) == [(1, "script_too_large")]
    assert [event.line for event in read_page(data, PAGE).events] == [2]


@pytest.mark.parametrize(
    "text",
    ['{"@type":"Event","name":NaN,"startDate":"2027-01-01"}', '{"__proto__":{"x":1},"@type":"Event","startDate":"2027-01-01","startDate":"2027-01-02"}',
     '{"@type":"Event","startDate":"2027-01-01","geo":Infinity}', '<!-- {"@type":"Event","startDate":"2027-01-01","name":"a\nb"} -->'],
)  # fmt: skip
def test_strange_json_that_is_read(text):
    assert len(read_page(script(text), PAGE).events) == 1


# What it costs


@pytest.mark.parametrize(("known", "cost"), [
    ({}, ("", "")), ({"isAccessibleForFree": True}, ("free", "")), ({"isAccessibleForFree": "https://schema.org/True"}, ("free", "")),
    ({"isAccessibleForFree": "false"}, ("paid", "")), ({"isAccessibleForFree": "perhaps"}, ("", "")),
    ({"offers": {"price": 0}}, ("free", "")), ({"offers": [{"price": "0.00"}, {"price": 0, "priceCurrency": "EUR"}]}, ("free", "")),
    ({"offers": {"price": "15.00", "priceCurrency": "EUR"}}, ("paid", "15 EUR")),
    ({"offers": [{"price": "12,5", "priceCurrency": "eur"}, {"price": 0, "priceCurrency": "EUR"}]}, ("paid", "0–12.50 EUR")),
    ({"offers": [{"price": 10, "priceCurrency": "EUR"}, {"price": 12, "priceCurrency": "USD"}]}, ("paid", "10–12")),
    ({"offers": {"@type": "AggregateOffer", "lowPrice": 10, "highPrice": "20", "priceCurrency": "CHF"}}, ("paid", "10–20 CHF")),
    ({"offers": {"offers": [{"priceSpecification": {"price": 7, "priceCurrency": "EUR"}}]}}, ("paid", "7 EUR")),
    ({"offers": {"url": "https://example.org/tickets"}}, ("", "")), ({"offers": {"price": "ask us"}}, ("", "")),
    ({"offers": {"price": "12,000", "priceCurrency": "JPY"}}, ("paid", "12000 JPY")),
    ({"offers": {"lowPrice": "5", "highPrice": "1.250,00", "priceCurrency": "USD"}}, ("paid", "5–1250 USD")),
    ({"offers": {"price": "1,250.5", "priceCurrency": "USD"}}, ("paid", "1250.50 USD")), ({"offers": {"price": "12.000"}}, ("", "")),
    ({"offers": [{"price": 5, "priceCurrency": "EUR"}, {"price": "from 7"}]}, ("", "")),
    ({"offers": {"price": "NaN"}}, ("", "")), ({"offers": {"price": -3}}, ("", "")), ({"offers": {"price": "1e99"}}, ("", "")),
    ({"isAccessibleForFree": True, "offers": {"price": 5}}, ("", "")),
    ({"isAccessibleForFree": False, "offers": {"price": 5, "priceCurrency": "Euro!"}}, ("paid", "5")),
    ({"offers": [{"offers": [{"offers": [{}] * 50}] * 50}] * 50}, ("", "")),
])  # fmt: skip
def test_what_it_costs_is_read_where_it_is_said(known, cost):
    event = read(**known)

    assert (event.cost, event.cost_note) == cost


def test_a_part_is_free_where_the_whole_is():
    parts = [node(name="Part", startDate="2027-05-01T20:00:00+02:00")]
    reading = read_page(page({"@type": "Festival", "name": "All", "isAccessibleForFree": True, "subEvent": parts}), PAGE)

    assert [(event.title, event.cost) for event in reading.events] == [("Part", "free")]
