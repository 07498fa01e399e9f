"""Atom (RFC 4287): the rules of the format, and what entries say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.core.text import force_locale
from eventhub.feeds import atom, pieces
from eventhub.feeds.facts import EventFacts
from tests.factories import make_person
from tests.unit.feeds.test_ical import CALENDAR, PLAIN, RICH
from tests.unit.feeds.test_series import changed_series

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
READ = replace(
    RICH, html_description="<p>Zeile <em>eins</em></p>", notes=("Page: https://events.example/e", "Contact: a@b.example"),
    calendar_url="https://events.example/calendar/event/k7Qm2xPz0a.ics",
)  # fmt: skip
FEED = replace(
    CALENDAR, source="https://events.example/calendar/all.atom", site="Events & more", home="https://events.example",
    others=(("text/calendar", "https://events.example/calendar/all.ics"), ("application/feed+json", "https://events.example/calendar/all.feed.json")),
)  # fmt: skip


@pytest.fixture
def olga(db: Any) -> Any:
    return make_person(name="Olga")


def feed_of(*found: Sequence[EventFacts], calendar: Any = FEED) -> ET.Element:
    with force_locale("en"):
        return ET.fromstring(atom.assemble(calendar, {}, [atom.entry(each, "en") for each in found]))


def entry_of(*found: EventFacts) -> ET.Element:
    return feed_of(found)[-1]


def text(element: ET.Element, name: str) -> str:
    (found,) = element.findall(f"{ATOM}{name}")
    return found.text or ""


def faults(feed: ET.Element) -> list[str]:
    """What a validator of RFC 4287 would say (§4.1.1, §4.1.2, §4.2.7)."""
    said = [] if feed.tag == f"{ATOM}feed" else ["not a feed"]
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        said += [f"not exactly one {name}" for name in ("id", "title", "updated") if len(element.findall(f"{ATOM}{name}")) != 1]
        said += [
            f"{name} is no date"
            for name in ("updated", "published")
            for found in element.findall(f"{ATOM}{name}")
            if not DATE.fullmatch(found.text or "")
        ]
        if urlsplit(text(element, "id")).scheme not in {"urn", "tag", "https"}:
            said.append("the id is no IRI")
        links = element.findall(f"{ATOM}link")
        said += ["a link without an absolute address" for link in links if not urlsplit(link.get("href", "")).scheme]
        kinds = [(link.get("type"), link.get("hreflang")) for link in links if link.get("rel") == "alternate"]
        said += ["two alternates of one type and language"] if len(kinds) != len(set(kinds)) else []
    said += [] if feed.findall(f"{ATOM}author/{ATOM}name") else ["no author"]
    ids = [text(entry, "id") for entry in feed.findall(f"{ATOM}entry")]
    return said + (["two entries of one id"] if len(ids) != len(set(ids)) else [])


def test_the_validator_sees_faults() -> None:
    broken = ET.fromstring(
        '<feed xmlns="http://www.w3.org/2005/Atom"><id>x</id><title/><updated>now</updated><link href="/x"/></feed>'
    )

    assert faults(broken) == ["updated is no date", "the id is no IRI", "a link without an absolute address", "no author"]


def test_a_feed_keeps_the_rules_of_the_format(app: Any) -> None:
    with app.app_context():
        assert faults(feed_of([READ], [replace(PLAIN, uid="another")])) == []
        assert faults(feed_of()) == []


def test_the_head_says_what_it_is_and_where_else_it_is(app: Any) -> None:
    with app.app_context():
        feed = feed_of([PLAIN])

    assert (text(feed, "title"), text(feed, "subtitle"), text(feed, "updated")) == (
        "Berlin; events",
        "Meetings,\nsprints",
        "2026-02-03T04:05:06Z",
    )
    assert feed.get(LANG) == "en"
    assert [(link.get("rel"), link.get("type"), link.get("href")) for link in feed.findall(f"{ATOM}link")] == [
        ("self", "application/atom+xml", FEED.source), ("alternate", "text/html", FEED.url),
        ("alternate", "text/calendar", "https://events.example/calendar/all.ics"),
        ("alternate", "application/feed+json", "https://events.example/calendar/all.feed.json"),
    ]  # fmt: skip
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Events & more"


def test_the_id_of_a_feed_is_the_same_for_ever_and_its_own(app: Any) -> None:
    with app.app_context():
        ids = [
            text(feed_of(calendar=replace(FEED, source=f"https://events.example/calendar/{name}.atom")), "id")
            for name in ("all", "all", "cfp")
        ]

    assert ids[0] == ids[1] != ids[2]
    assert ids[0].startswith("urn:uuid:")


def test_an_entry_is_identified_by_the_uid_and_dated_by_its_content(app: Any) -> None:
    with app.app_context():
        entry = entry_of(READ)

    assert text(entry, "id") == f"urn:uuid:{READ.uid}"
    assert (text(entry, "published"), text(entry, "updated")) == ("2026-01-02T03:04:05Z", "2026-02-03T04:05:06Z")
    assert text(entry, "title") == "Verschoben: Größer; weiter, 日本語\\Neu"
    assert [(link.get("rel"), link.get("href")) for link in entry.findall(f"{ATOM}link")] == [
        ("alternate", READ.url), ("alternate", READ.calendar_url), ("enclosure", "https://events.example/files/cover%20one.png"),
    ]  # fmt: skip
    assert [category.get("term") for category in entry.findall(f"{ATOM}category")] == ["python", "web, data", "DE-BE"]


def test_the_content_says_when_and_where_then_what_then_whom_to_ask(app: Any) -> None:
    with app.app_context():
        content = entry_of(READ).find(f"{ATOM}content")

    assert content is not None
    assert content.get("type") == "html"
    assert (content.text or "").replace("\u202f", " ") == (
        "<p>When: Monday, June 1, 2026, 7:00 PM–9:00 PM in Berlin</p>"
        "<p>Where: c-base, Rungestraße 20, 10179 Berlin, Deutschland</p>"
        "<p>Zeile <em>eins</em></p>"
        '<p>Page: <a href="https://events.example/e">https://events.example/e</a><br>Contact: a@b.example</p>'
    )


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"all_day": True, "starts": date(2026, 6, 1), "ends": date(2026, 6, 2)}, "Monday, June 1, 2026"),
        (
            {"all_day": True, "starts": date(2026, 6, 1), "ends": date(2026, 6, 4)},
            "Monday, June 1, 2026 to Wednesday, June 3, 2026",
        ),
        (
            {"ends": READ.starts + timedelta(days=1)},
            "Monday, June 1, 2026, 7:00 PM to Tuesday, June 2, 2026, 7:00 PM in Berlin",
        ),
        ({"zone": None}, "Monday, June 1, 2026, 5:00 PM–7:00 PM in UTC"),
        ({"rule": "FREQ=WEEKLY;BYDAY=MO", "rule_text": "every Monday at 7:00 PM"}, "every Monday at 7:00 PM, in Berlin"),
    ],
)
def test_the_time_is_said_in_words(app: Any, changes: dict[str, Any], says: str) -> None:
    with app.app_context():
        content = text(entry_of(replace(READ, **changes)), "content")

    assert content.replace("\u202f", " ").startswith(f"<p>When: {says}</p>")


def test_what_people_write_cannot_break_out(app: Any) -> None:
    hostile = replace(
        READ, summary='</title><script>x</script>&"\x00\ud800\uffff', location="<b>", notes=("<i>https://x.example/?a=1&b=<2",)
    )
    with app.app_context():
        feed = feed_of([hostile])
        entry = feed[-1]

    assert faults(feed) == []
    assert text(entry, "title") == 'Verschoben: </title><script>x</script>&"'
    assert "<p>Where: &lt;b&gt;</p>" in text(entry, "content")
    assert '<p>&lt;i&gt;<a href="https://x.example/?a=1&amp;b=">https://x.example/?a=1&amp;b=</a>&lt;2</p>' in text(
        entry, "content"
    )


@given(st.text(min_size=1).filter(str.strip))
def test_any_title_makes_a_well_formed_document(title: str) -> None:
    made = ET.fromstring(atom.assemble(replace(FEED, name=title), {}, []))

    assert made.tag == f"{ATOM}feed"


def written(event: Any, form: str) -> list[ET.Element]:
    (row,) = pieces.render_forms([event.id], "en", [form])
    parts = [piece for _start, piece in pieces.dates_in(row["body"])] or [row["body"]]
    return list(ET.fromstring(b"<all>%b</all>" % b"".join(parts)))


def test_a_series_is_one_entry_that_says_its_rule_and_what_differs(olga: Any) -> None:
    event = changed_series(olga)
    (entry,) = written(event, "atom:rich")
    content = (entry.findtext("content") or "").replace("\u202f", " ")

    assert entry.findtext("id") == f"urn:uuid:{event.uid}"
    assert content.startswith("<p>When: every Tuesday at 7:00 PM, 8 times, in Berlin</p>")
    lines = re.findall(r"<li>(.*?)</li>", content)
    assert len(lines) == 4
    assert lines[0].endswith("7:00 PM–8:00 PM in Berlin")
    assert sum(line.endswith(": Cancelled") for line in lines) == 1
    assert sum("· Park" in line for line in lines) == 1


def test_nothing_in_an_entry_of_a_series_changes_by_time_alone(olga: Any) -> None:
    import time_machine

    event = changed_series(olga)
    today = [ET.tostring(entry) for entry in written(event, "atom:rich")]
    with time_machine.travel(datetime.now(UTC) + timedelta(days=20), tick=False):
        later = [ET.tostring(entry) for entry in written(event, "atom:rich")]

    assert today == later


def test_expanded_each_date_is_an_entry_of_its_own(olga: Any) -> None:
    event = changed_series(olga)
    entries = written(event, "atom:rich-exp")

    since = f"{event.created_at:%Y-%m-%d}"
    assert [entry.findtext("id") for entry in entries] == [
        f"tag:hub.example,{since}:{event.uid}/{o.original_wall:%Y-%m-%dT%H%M%S}" for o in event.occurrences
    ]
    assert all((entry.findtext("content") or "").startswith("<p>When: ") for entry in entries)


def test_a_moved_date_keeps_its_id(olga: Any) -> None:
    event = changed_series(olga)
    (moved,) = (o for o in event.occurrences if o.starts_at != o.original_start)
    ids = [entry.findtext("id") or "" for entry in written(event, "atom:rich-exp")]

    assert f"{moved.original_wall:%Y-%m-%dT%H%M%S}" in "".join(ids)
    assert f"{moved.wall_start:%Y-%m-%dT%H%M%S}" not in "".join(ids)


def test_dates_beside_the_rule_and_dates_that_never_were_are_said(app: Any) -> None:
    series = replace(
        READ, rule="FREQ=WEEKLY;BYDAY=MO", rule_text="every Monday", rdates=(datetime(2026, 6, 3, 19, tzinfo=UTC),),
        exdates=(datetime(2026, 6, 8, 19, tzinfo=UTC),),
    )  # fmt: skip
    with app.app_context():
        content = text(entry_of(series), "content")

    assert (
        "<ul><li>Wednesday, June 3, 2026: takes place too</li><li>Monday, June 8, 2026: does not take place</li></ul>"
        in content
    )
