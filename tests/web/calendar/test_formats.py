"""Every ending of a feed's address: the same rules of HTTP, the same events, stored alike."""

from __future__ import annotations

import gzip
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import sqlalchemy as sa
import time_machine

from eventhub.core.db import db
from eventhub.events.models import Topic
from eventhub.feeds import store
from eventhub.feeds.models import FeedAnswer, FeedComponent
from tests.factories import make_topic
from tests.support.programme import make_call

TYPES = {
    "ics": "text/calendar; charset=utf-8",
    "jcal": "application/calendar+json",
    "jscal.json": "application/jscalendar+json;type=group",
    "atom": "application/atom+xml",
    "feed.json": "application/feed+json",
}
EXTS = tuple(TYPES)
ATOM = "{http://www.w3.org/2005/Atom}"


def titles(ext: str, body: bytes) -> list[str]:
    """What the events of a feed are called, in its order."""
    if ext == "ics":
        return re.findall(r"SUMMARY;LANGUAGE=\w+:([^\r]*)", body.decode().replace("\r\n ", ""))
    if ext == "atom":
        return [entry.findtext(f"{ATOM}title") or "" for entry in ET.fromstring(body).findall(f"{ATOM}entry")]
    said = json.loads(body)
    if ext == "jcal":
        events = [component for component in said[2] if component[0] == "vevent"]
        return [next(value[3] for value in event[1] if value[0] == "summary") for event in events]
    return [item["title"] for item in said["entries" if ext == "jscal.json" else "items"]]


def pieces(ext: str, body: bytes) -> dict[str, str]:
    """Each event of a feed as it is written, by what identifies it."""
    if ext == "ics":
        found = re.findall(r"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", body.decode(), re.DOTALL)
        return {re.findall(r"UID:(\S+)", text)[0]: text for text in found}
    if ext == "atom":
        entries = ET.fromstring(body).findall(f"{ATOM}entry")
        return {entry.findtext(f"{ATOM}id") or "": ET.tostring(entry, "unicode") for entry in entries}
    said = json.loads(body)
    if ext == "jcal":
        return {component[1][0][3]: json.dumps(component) for component in said[2] if component[0] == "vevent"}
    listed = said["entries"] if ext == "jscal.json" else said["items"]
    return {item["uid" if ext == "jscal.json" else "id"]: json.dumps(item) for item in listed}


def rest(ext: str, body: bytes) -> Any:
    """A feed without its events and without the time of its own last change."""
    if ext == "atom":
        feed = ET.fromstring(body)
        for child in [*feed.findall(f"{ATOM}entry"), feed.find(f"{ATOM}updated")]:
            feed.remove(child)
        return ET.tostring(feed)
    if ext == "ics":
        return re.sub(rb"\r\nLAST-MODIFIED:\S+", b"", body.split(b"BEGIN:VEVENT")[0], count=1)
    said = json.loads(body)
    if ext == "jcal":
        zones = [component for component in said[2] if component[0] != "vevent"]
        return [value for value in said[1] if value[0] != "last-modified"], zones
    return {name: value for name, value in said.items() if name not in {"entries", "items", "updated"}}


@pytest.mark.parametrize("ext", EXTS)
def test_each_ending_gives_the_same_events_as_its_type(client, publish, ext):
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    publish(title="Later", starts=now + timedelta(days=30))
    publish(title="Sooner & <better>", starts=now + timedelta(days=20))

    answer = client.get(f"/calendar/all.{ext}")

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, TYPES[ext])
    assert answer.headers["Content-Disposition"] == f'inline; filename="all.{ext}"'
    assert titles(ext, answer.data) == ["Sooner & <better>", "Later"]


@pytest.mark.parametrize("ext", EXTS)
def test_headers_are_those_of_every_feed(client, publish, ext):
    publish()

    answer = client.get(f"/calendar/region/DE.{ext}")

    assert answer.headers["Cache-Control"] == "public, max-age=900, stale-while-revalidate=3600"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("ext", EXTS)
def test_what_is_held_already_is_not_sent_again(client, publish, ext):
    publish()
    path = f"/calendar/region/DE.{ext}"
    first, packed = client.get(path), client.get(path, headers={"Accept-Encoding": "gzip"})
    head = client.head(path)

    by_tag = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    by_packed_tag = client.get(path, headers={"If-None-Match": packed.headers["ETag"], "Accept-Encoding": "gzip"})
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=5), tick=False):
        by_date = client.get(path, headers={"If-Modified-Since": first.headers["Last-Modified"]})

    assert [answer.status_code for answer in (by_tag, by_packed_tag, by_date)] == [304, 304, 304]
    assert [answer.data for answer in (by_tag, by_packed_tag, by_date)] == [b"", b"", b""]
    for name in ("ETag", "Last-Modified", "Cache-Control", "Vary"):
        assert by_tag.headers[name] == first.headers[name]
    assert gzip.decompress(packed.data) == first.data
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == str(len(first.data))


@pytest.mark.parametrize("ext", EXTS)
def test_one_edit_changes_one_entry_and_the_time_of_the_feed(client, publish, edit, ext):
    keys = [publish(title=f"Evening {number:02}") for number in range(12)]
    path = f"/calendar/all.{ext}"
    before = client.get(path)

    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=5), tick=False):
        edit(keys[7], description="We meet and talk of something else.")
        after = client.get(path)

    old, new = pieces(ext, before.data), pieces(ext, after.data)
    assert (len(old), list(old)) == (12, list(new))
    assert len([name for name in old if old[name] != new[name]]) == 1
    assert rest(ext, before.data) == rest(ext, after.data)
    assert before.headers["Last-Modified"] != after.headers["Last-Modified"]


@pytest.mark.parametrize("ext", EXTS)
def test_an_edit_elsewhere_keeps_tag_and_time(client, publish, edit, ext):
    publish(topics=("python",), mode="online", join_url="https://meet.example/1")
    other = publish(topics=("python",))
    path = f"/calendar/topic/python.{ext}?mode=online"
    first = client.get(path)

    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=5), tick=False):
        edit(other, title="Elsewhere")
        second = client.get(path)

    assert second.data == first.data
    assert [second.headers[name] for name in ("ETag", "Last-Modified")] == [
        first.headers[name] for name in ("ETag", "Last-Modified")
    ]


@pytest.mark.parametrize("ext", EXTS)
def test_two_processes_give_the_same_bytes(client, app, publish, ext):
    publish()
    first = client.get(f"/calendar/all.{ext}")
    app.extensions.pop("eventhub_feeds")
    with app.app_context():
        db.session.execute(sa.delete(FeedComponent))
        db.session.commit()

    second = client.get(f"/calendar/all.{ext}")

    assert (second.data, second.headers["ETag"]) == (first.data, first.headers["ETag"])


def test_each_ending_is_stored_under_its_own_address(client, app, publish):
    publish()
    for ext in EXTS:
        client.get(f"/calendar/all.{ext}")
    with app.app_context():
        answers = set(db.session.scalars(sa.select(FeedAnswer.address)))
        forms = set(db.session.scalars(sa.select(FeedComponent.form)))

    assert answers == {f"/calendar/all.{ext}" for ext in EXTS}
    assert forms == {"plain", "jcal:plain", "jscal.json:plain", "atom:rich", "feed.json:rich"}


def test_an_edit_makes_the_stored_pieces_of_all_formats_anew(client, app, publish, edit, monkeypatch):
    key = publish()
    for ext in EXTS:
        client.get(f"/calendar/all.{ext}")
    edit(key, title="Renamed")
    from eventhub.feeds import pieces

    monkeypatch.setattr(pieces, "render_forms", None)  # a reader finds them ready

    assert [titles(ext, client.get(f"/calendar/all.{ext}").data) for ext in EXTS] == [["Renamed"]] * len(EXTS)


@pytest.mark.parametrize("ext", EXTS)
@pytest.mark.parametrize("method", ["POST", "PUT", "PROPFIND"])
def test_other_methods_are_told_what_is_allowed(client, method, ext):
    answer = client.open(f"/calendar/region/DE.{ext}", method=method)

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("ext", EXTS)
def test_options_says_what_is_allowed(client, ext):
    answer = client.options(f"/calendar/all.{ext}")

    assert (answer.status_code, answer.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("ext", EXTS)
def test_what_is_not_there_or_not_any_more_is_said_in_one_line(client, publish, withdraw_from_public, ext):
    key = publish()
    client.get(f"/calendar/event/{key}.{ext}")
    withdraw_from_public(key)

    answers = [client.get(f"/calendar/{path}.{ext}{query}") for path, query in (
        (f"event/{key}", ""), ("region/QQ", ""), ("all", "?topic=none"), ("person/aaaaaaaaaa", ""),
    )]  # fmt: skip

    assert [(answer.status_code, answer.text) for answer in answers] == [
        (410, "This event is not public any more.\n"), (404, "There is no such calendar.\n"),
        (400, "There is no topic “none”.\n"), (404, "There is no such calendar.\n"),
    ]  # fmt: skip


@pytest.mark.parametrize("ext", EXTS)
def test_moving_keeps_the_ending(client, given, ext):
    with given() as session:
        make_topic("machine-learning")
        session.add(Topic(slug="ml", names={"en": "ML"}, retired_to="machine-learning"))

    moved = [client.get(f"/calendar/{path}") for path in (
        f"topic/ml.{ext}?mode=online", f"region/de.{ext}", f"event/aaaaaaaaaa-an-evening.{ext}", f"all.{ext}?topic=ml",
    )]  # fmt: skip

    assert [(answer.status_code, answer.headers["Location"]) for answer in moved] == [
        (301, f"https://hub.example/calendar/topic/machine-learning.{ext}?mode=online"),
        (301, f"https://hub.example/calendar/region/DE.{ext}"),
        (301, f"https://hub.example/calendar/event/aaaaaaaaaa.{ext}"),
        (301, f"https://hub.example/calendar/all.{ext}?topic=machine-learning"),
    ]


@pytest.mark.parametrize("ext", EXTS)
def test_a_fault_inside_is_503_and_no_empty_feed(client, publish, monkeypatch, ext):
    publish()
    monkeypatch.setattr(store, "read_calendar", lambda scopes: 1 / 0)

    answer = client.get(f"/calendar/all.{ext}")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "300")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("ext", EXTS)
def test_one_event_is_a_feed_and_a_file_when_asked(client, publish, ext):
    key = publish(title="Mine")
    publish(title="Another")

    feed, file = client.get(f"/calendar/event/{key}.{ext}"), client.get(f"/calendar/event/{key}.{ext}?download=1")

    assert titles(ext, feed.data) == ["Mine"]
    assert file.headers["Content-Disposition"] == f'attachment; filename="{key}.{ext}"'
    assert feed.data == file.data


@pytest.mark.parametrize("ext", EXTS)
def test_a_filter_holds_for_the_feed_of_one_event_too(client, publish, ext):
    key = publish(title="Mine", topics=("python",))
    make = "/calendar/event/{}.{}?{}"

    found = [
        titles(ext, client.get(make.format(key, ext, query)).data) for query in ("topic=python", "region=DE", "mode=online")
    ]

    assert found == [["Mine"], ["Mine"], []]


@pytest.mark.parametrize("ext", EXTS)
def test_an_empty_feed_is_a_whole_one(client, ext):
    answer = client.get(f"/calendar/all.{ext}")

    assert (answer.status_code, titles(ext, answer.data)) == (200, [])


@pytest.mark.parametrize("ext", EXTS)
def test_open_calls_are_there_in_every_format(client, given, ext):
    with given():
        make_call()

    assert titles(ext, client.get(f"/calendar/cfp.{ext}").data) == ["Call for speakers: Nordlicht"]


@pytest.mark.parametrize("ext", EXTS)
def test_a_private_link_is_in_no_format(client, publish, ext):
    key = publish(mode="online", join_url="https://meet.example/secret")

    for path in ("all", f"event/{key}"):
        assert b"meet.example/secret" not in client.get(f"/calendar/{path}.{ext}").data


@pytest.mark.parametrize("ext", EXTS)
def test_the_language_of_the_address_is_that_of_the_words(client, publish, ext):
    publish()

    german = client.get(f"/calendar/region/DE.{ext}?locale=de", headers={"Accept-Language": "es"}).data.decode()

    assert "Deutschland" in german.replace("\r\n ", "")
    assert "Germany" not in german


@pytest.mark.parametrize("ext", EXTS)
def test_what_was_cut_is_said(client, publish, monkeypatch, ext):
    from eventhub.feeds import members

    monkeypatch.setattr(members, "MAX_EVENTS", 2)
    members._statements.cache_clear()
    for number in range(3):
        publish(title=f"Evening {number}")

    answer = client.get(f"/calendar/all.{ext}")
    members._statements.cache_clear()

    assert len(titles(ext, answer.data)) == 2
    assert "Only the 2 events nearest in time are in here." in answer.text.replace("\r\n ", "")
