"""Feeds over HTTP: what they hold, what is asked of the database, what addresses mean. The contract itself is in test_contract."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from eventhub.feeds import store

ALL = "/calendar/all.ics"


def vevents(body: bytes) -> dict[str, str]:
    """The VEVENTs of a feed by UID."""
    text = body.decode()
    found = re.findall(r"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", text, re.DOTALL)
    return {re.findall(r"UID:(\S+)", one)[0]: one for one in found}


def test_a_304_asks_the_database_one_thing(client, app, publish, count_statements):
    publish()
    etag = client.get("/calendar/region/DE.ics").headers["ETag"]
    with app.app_context():
        from eventhub.core.db import db

        if db.engine.dialect.name != "sqlite":
            pytest.skip("SQLite's own trace sees every statement; PostgreSQL has none")

    with count_statements() as seen:
        answer = client.get("/calendar/region/DE.ics", headers={"If-None-Match": etag})

    assert answer.status_code == 304
    assert seen == ["SELECT scope, calendar, page FROM generations WHERE scope IN ('region:DE')"]


def test_a_304_asks_for_the_counters_and_builds_nothing(client, publish, monkeypatch):
    publish()
    etag = client.get(ALL).headers["ETag"]
    asked = []
    read = store.read_calendar
    monkeypatch.setattr(store, "read_calendar", lambda scopes: asked.append(scopes) or read(scopes))
    monkeypatch.setattr(store, "_make", None)
    monkeypatch.setattr(store, "_from_table", None)

    answer = client.get(ALL, headers={"If-None-Match": etag})

    assert answer.status_code == 304
    assert asked == [("all",)]


def test_an_edit_changes_the_etag_and_the_old_one_gives_the_new_bytes(client, publish, edit):
    key = publish()
    old = client.get(ALL).headers["ETag"]

    edit(key, title="An evening in Potsdam")
    changed = client.get(ALL, headers={"If-None-Match": old})
    again = client.get(ALL, headers={"If-None-Match": changed.headers["ETag"]})

    assert changed.status_code == 200
    assert changed.headers["ETag"] != old
    assert "SUMMARY;LANGUAGE=en:An evening in Potsdam\r\n" in changed.text
    assert again.status_code == 304


def test_an_edit_elsewhere_costs_a_look_and_changes_nothing(client, publish, edit, monkeypatch):
    publish(topics=("python",), mode="online", join_url="https://meet.example/1")
    other = publish(topics=("python",))
    path = "/calendar/topic/python.ics?mode=online"
    first = client.get(path)
    looked = []
    make = store._make
    monkeypatch.setattr(store, "_make", lambda *given: looked.append(1) or make(*given))

    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=5), tick=False):
        edit(other, title="Elsewhere")
        second = client.get(path)
        third = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert looked == [1]
    assert len(vevents(first.data)) == 1
    assert second.data == first.data
    assert [second.headers[name] for name in ("ETag", "Last-Modified")] == [
        first.headers[name] for name in ("ETag", "Last-Modified")
    ]
    assert third.status_code == 304


def test_cancelling_keeps_the_uid_raises_sequence_and_says_so(client, publish, step):
    key = publish()
    before = client.get(ALL)
    step(key, "cancel")
    after = client.get(ALL, headers={"If-None-Match": before.headers["ETag"]})

    (old,), (new,) = vevents(before.data).items(), vevents(after.data).items()
    assert old[0] == new[0]
    assert "SEQUENCE:0\r\n" in old[1]
    assert "SEQUENCE:1\r\n" in new[1]
    assert "STATUS:CANCELLED\r\n" in new[1]
    assert "TRANSP:TRANSPARENT\r\n" in new[1]
    assert "SUMMARY;LANGUAGE=en:Cancelled: An evening in Berlin\r\n" in new[1]


def test_postponing_says_tentative_and_that_it_is_postponed(client, publish, step):
    key = publish()
    step(key, "postpone")

    (text,) = vevents(client.get(ALL).data).values()

    assert "STATUS:TENTATIVE\r\n" in text
    assert "SUMMARY;LANGUAGE=en:Postponed: An evening in Berlin\r\n" in text


@pytest.mark.parametrize(
    "path",
    [
        "/calendar/region/QQ.ics", "/calendar/community/aaaaaaaaaa.ics", "/calendar/event/aaaaaaaaaa.ics",
        "/calendar/format/none.ics", "/calendar/topic/none.ics", "/calendar/nothing/x.ics", "/calendar/all/x.ics",
        "/calendar/all.json", "/calendar/all.jscal", "/calendar/all.atom.xml", "/calendar/all.feed", "/calendar/all.ICS",
        "/calendar/region/DE.txt", "/calendar/language/not_a_tag.ics",
    ],
)  # fmt: skip
def test_what_does_not_exist_is_404_in_one_line(client, path):
    answer = client.get(path)

    assert answer.status_code == 404
    assert answer.text == "There is no such calendar.\n"
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("region=atlantis", "“atlantis” is not a value of region."),
        ("region=QQ", "There is no region “QQ”."),
        ("topic=none", "There is no topic “none”."),
        ("format=Not+One", "“Not One” is not a value of format."),
        ("mode=by_boat", "“by_boat” is not a value of mode."),
        ("lang=not_a_tag", "“not_a_tag” is not a value of lang."),
        ("official=perhaps", "“perhaps” is not a value of official."),
        ("community=aaaaaaaaaa", "There is no community “aaaaaaaaaa”."),
        ("&".join(["topic=a"] * 201), "Please take at most 200 values."),
        ("&".join(f"topic=t{n}" for n in range(21)), "Please take at most 20 values."),
        ("locale=tlh", "Calendars are there in these languages: en, de, es, ar."),
    ],
)
def test_a_wrong_value_of_a_known_parameter_is_400_in_one_line(client, query, says):
    answer = client.get(f"{ALL}?{query}", headers={"Accept-Language": "de"})

    assert (answer.status_code, answer.text) == (400, f"{says}\n")


def test_unknown_parameters_and_their_order_change_nothing(client, app, publish):
    publish(topics=("python",))

    first = client.get(f"{ALL}?topic=python&mode=in_person&mode=hybrid")
    second = client.get(f"{ALL}?mode=hybrid&_=17&mode=in_person&utm_source=x&topic=python&topic=python&q=x&from=y")

    assert (first.data, first.headers["ETag"]) == (second.data, second.headers["ETag"])
    unfolded = first.text.replace("\r\n ", "")
    assert "SOURCE;VALUE=URI:https://hub.example/calendar/all.ics?topic=python&mode=hybrid&mode=in_person\r\n" in unfolded


def test_a_session_is_neither_read_nor_written(client, publish):
    publish()
    with client.session_transaction(base_url="https://hub.example") as session:
        session["_user_id"], session["_fresh"], session.permanent = "1", True, True

    answer = client.get(ALL, base_url="https://hub.example", headers={"Accept-Language": "de", "Accept": "text/html"})

    assert answer.status_code == 200
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in answer.headers
    assert "LANGUAGE=de" not in answer.text


def test_the_single_event_is_a_feed_and_a_file_when_asked(client, publish):
    key = publish()

    feed, file = client.get(f"/calendar/event/{key}.ics"), client.get(f"/calendar/event/{key}.ics?download=1")

    assert feed.headers["Content-Disposition"] == f'inline; filename="{key}.ics"'
    assert file.headers["Content-Disposition"] == f'attachment; filename="{key}.ics"'
    assert feed.data == file.data
    assert len(vevents(feed.data)) == 1
    assert "X-ALT-DESC;FMTTYPE=text/html" in feed.text
    assert "X-ALT-DESC" not in client.get(ALL).text
