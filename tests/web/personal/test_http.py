"""Own calendars over HTTP, row by row: what the contract says of them, and what must not get out."""

from __future__ import annotations

import gzip
import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from eventhub.accounts.models import Person
from eventhub.accounts.queries import find_by_email, find_by_key
from eventhub.blueprints import logs
from eventhub.core.db import Base, db
from eventhub.events import queries as events
from eventhub.events.models import Event
from eventhub.events.services.review import advance_event
from eventhub.events.workflow import S
from eventhub.feeds.personal import queries, services, store
from eventhub.feeds.personal.models import PersonalAnswer, PersonalFeed, PersonalVisit
from eventhub.feeds.personal.rules import hash_of
from tests.factories import make_event, make_person
from tests.support.going import make_going
from tests.support.personal import SITE, events_in, fetch, make_feed
from tests.support.queries import count_queries

HEADERS = {
    "Cache-Control": "private, max-age=300", "Referrer-Policy": "no-referrer", "Vary": "Accept-Encoding",
    "X-Robots-Tag": "noindex",
}  # fmt: skip
ONE_LINE = {
    "Content-Type": "text/plain; charset=utf-8",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, max-age=60",
}
THUNDERBIRD = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.0"


@pytest.fixture
def path(given: Any) -> str:
    """The calendar of Ana, who goes to one event."""
    with given():
        ana = make_person(name="Ana", email="ana@example.org")
        make_going(make_event(status=S.PUBLISHED), person=ana)
        return make_feed(ana)


def some_of(headers: Any, names: Any) -> dict[str, str]:
    return {name: headers[name] for name in names if name in headers}


def token_of(path: str) -> str:
    return path.split("/")[3]


def test_it_is_private_and_says_so(client, path):
    answer = fetch(client, path)

    assert answer.status_code == 200
    assert some_of(answer.headers, HEADERS) == HEADERS
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'inline; filename="going.ics"'
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    assert len(events_in(answer)) == 1


def test_head_says_the_same_without_a_body(client, path):
    full, head = fetch(client, path), client.head(path, base_url=SITE)

    names = [*HEADERS, "ETag", "Last-Modified", "Content-Type", "Content-Length", "Content-Disposition"]
    assert (head.status_code, head.data) == (200, b"")
    assert some_of(head.headers, names) == some_of(full.headers, names)


def test_two_fetches_are_equal_to_the_byte_and_gzip_holds_the_same(client, path):
    first, second, packed = fetch(client, path), fetch(client, path), fetch(client, path, Accept_Encoding="gzip")

    assert (first.data, first.headers["ETag"]) == (second.data, second.headers["ETag"])
    assert gzip.decompress(packed.data) == first.data
    assert packed.headers["ETag"] == first.headers["ETag"][:-1] + '-gz"'


def test_a_304_repeats_what_validates_and_has_no_body(client, path):
    first = fetch(client, path)
    answer = fetch(client, path, first.headers["ETag"])

    assert (answer.status_code, answer.data) == (304, b"")
    names = [*HEADERS, "ETag", "Last-Modified"]
    assert some_of(answer.headers, names) == some_of(first.headers, names)


def test_if_modified_since_counts_once_a_second_has_gone_by(client, path):
    noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=300_000)
    with time_machine.travel(noon, tick=False):
        since = {"If_Modified_Since": fetch(client, path).headers["Last-Modified"]}
        at_once = fetch(client, path, **since).status_code
    with time_machine.travel(noon + timedelta(seconds=2), tick=False):
        later = fetch(client, path, **since).status_code

    assert (at_once, later) == (200, 304)


def test_an_unchanged_poll_costs_one_query_and_builds_nothing(client, path, monkeypatch):
    etag = fetch(client, path).headers["ETag"]
    fetch(client, path, etag)
    monkeypatch.setattr(store, "make", None)
    monkeypatch.setattr(store, "load", None)

    with count_queries() as asked:
        answer = fetch(client, path, etag)

    assert answer.status_code == 304
    assert len(asked) == 1, asked


def test_the_bytes_cost_one_query_more(client, path, monkeypatch):
    fetch(client, path)
    monkeypatch.setattr(store, "make", None)

    with count_queries() as asked:
        answer = fetch(client, path)

    assert answer.status_code == 200
    assert len(asked) == 2, asked


@pytest.mark.parametrize("number", [1, 5])
def test_making_it_costs_the_same_with_many_events(client, given, number):
    with given():
        ana = make_person()
        for n in range(number):
            make_going(make_event(status=S.PUBLISHED, title=f"Evening {n}"), person=ana)
        path = make_feed(ana)

    with count_queries() as asked:
        answer = fetch(client, path)

    assert len(events_in(answer)) == number
    asked = [statement for statement in asked if not statement.startswith("SET ")]  # PostgreSQL's patience with locks
    assert len(asked) == 11, asked


def test_an_edit_is_another_answer_and_one_elsewhere_is_not(client, given, path):
    first = fetch(client, path)
    with given():
        make_event(status=S.PUBLISHED, title="Elsewhere")
    assert fetch(client, path, first.headers["ETag"]).status_code == 304
    with given():
        event = db.session.scalars(sa.select(Event).order_by(Event.id)).first()
        key = event.key
    with given():
        advance_event(events.find_event(key), "cancel", actor=_organizer(key), reason="The room is gone.")
    changed = fetch(client, path, first.headers["ETag"])

    assert changed.status_code == 200
    assert [(str(e["STATUS"]), e["SEQUENCE"]) for e in events_in(changed)] == [("CANCELLED", 1)]


def _organizer(key: str) -> Any:
    return find_by_key(events.find_event(key).organizers[0].person.key)


def test_what_is_made_anew_to_equal_bytes_keeps_its_etag_and_date(client, path):
    noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    with time_machine.travel(noon, tick=False):
        first = fetch(client, path)
    with time_machine.travel(noon + timedelta(days=1), tick=False):
        second = fetch(client, path)
        third = fetch(client, path, first.headers["ETag"])

    assert second.data == first.data
    assert some_of(second.headers, ["ETag", "Last-Modified"]) == some_of(first.headers, ["ETag", "Last-Modified"])
    assert third.status_code == 304


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "PROPFIND", "REPORT"])
def test_other_methods_are_told_what_is_allowed(client, path, method):
    answer = client.open(path, method=method, base_url=SITE)

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_options_says_what_is_allowed_to_no_other_site(client, path):
    answer = client.options(path, base_url=SITE)

    assert (answer.status_code, answer.data, answer.headers["Allow"]) == (204, b"", "GET, HEAD, OPTIONS")
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("change", [
    lambda path: path.replace(token_of(path), "x" * 43), lambda path: path.replace(token_of(path), "short"),
    lambda path: path.replace(token_of(path), "ü" * 43), lambda path: path.replace("going", "hosting"),
    lambda path: path.replace("going", "nothing"), lambda path: path.replace(token_of(path), hash_of(token_of(path))),
])  # fmt: skip
def test_any_other_address_is_404_in_one_line(client, path, change):
    answer = client.get(change(path), base_url=SITE, headers={"Accept-Language": "de"})

    assert (answer.status_code, answer.text) == (404, "There is no such calendar.\n")
    assert some_of(answer.headers, ONE_LINE) == ONE_LINE


def test_a_revoked_one_is_410_in_one_line_at_once_and_keeps_nothing(client, given, path):
    etag = fetch(client, path, User_Agent=THUNDERBIRD).headers["ETag"]
    with given():
        ana = find_by_email("ana@example.org")
        (feed, _counted), *_ = queries.list_feeds(ana.id)
        services.revoke(feed, ana)
    answer = fetch(client, path, etag)

    assert (answer.status_code, answer.text) == (
        410,
        "This address is not good any more. Whose calendar it is may have a new one.\n",
    )
    assert some_of(answer.headers, ONE_LINE) == ONE_LINE
    with given():
        left = {table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table))
                for table in Base.metadata.sorted_tables if table.name.startswith("personal_feed")}  # fmt: skip
        assert left == {"personal_feeds": 1, "personal_feed_answers": 0, "personal_feed_scopes": 0, "personal_feed_visits": 0}
        assert db.session.scalars(sa.select(PersonalFeed.name)).all() == [""]


def test_when_something_is_wrong_inside_it_is_503_and_never_an_empty_calendar(client, path, monkeypatch):
    monkeypatch.setattr(store, "make", lambda *_given, **_named: 1 / 0)
    answer = fetch(client, path)

    assert (answer.status_code, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (503, "300", "no-store")
    assert "VCALENDAR" not in answer.text


def test_it_opens_nothing_else_and_nobody_s_session_changes_it(app, client, given, browser_of, path):
    with given():
        make_person(name="Bo", email="bo@example.org", locale="de", zone="Asia/Tokyo")
    plain, bo = fetch(client, path), browser_of("bo@example.org")
    bo.client.set_cookie("tz", "Asia/Tokyo", domain="hub.example")
    signed_in = fetch(bo.client, path)
    reader = app.test_client()
    fetch(reader, path)

    assert signed_in.data == plain.data
    assert "Set-Cookie" not in signed_in.headers
    for page in ("/account/calendars", "/desk", "/account/profile"):
        token = token_of(path)
        assert (
            reader.get(f"{page}?token={token}", base_url=SITE, headers={"Authorization": f"Bearer {token}"}).status_code == 303
        )


def test_it_speaks_the_language_of_its_owner_whatever_the_reader_s(client, given, path):
    with given():
        find_by_email("ana@example.org").locale = "de"
    answer = client.get(path, base_url=SITE, headers={"Accept-Language": "es"})

    assert "LANGUAGE=de" in answer.text
    assert "LANGUAGE=es" not in answer.text


def test_the_token_is_nowhere_in_the_database_nor_in_the_calendar(client, given, path):
    answer = fetch(client, path)
    with given():
        rows = [str(row) for table in Base.metadata.sorted_tables for row in db.session.execute(sa.select(table))]

    assert not [row for row in rows if token_of(path) in row]
    assert [row for row in rows if hash_of(token_of(path)) in row]
    assert token_of(path).encode() not in answer.data.replace(b"\r\n ", b"")


@pytest.mark.parametrize("ask", [
    fetch,
    lambda client, path: client.head(path, base_url=SITE),
    lambda client, path: client.post(path, base_url=SITE),
    lambda client, path: client.get(path.removesuffix("/going.ics"), base_url=SITE),
    lambda client, path: client.get(path.replace("/calendar/u/", "/Calendar/U/"), base_url=SITE),
    lambda client, path: client.get(path.replace("/calendar/u/", "/calendar//u/"), base_url=SITE),
    lambda client, path: client.get(f"{path}.qr.svg", base_url=SITE),
])  # fmt: skip
def test_the_token_is_in_no_log_line(client, path, monkeypatch, ask):
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    logs.configure("INFO")
    try:
        ask(client, path)
    finally:
        logs.configure("CRITICAL")
    lines = [json.loads(line) for line in written.getvalue().splitlines()]

    assert [line["event"] for line in lines] == ["request"]
    assert "…" in lines[0]["path"]
    assert token_of(path) not in written.getvalue()


def test_nor_is_it_when_something_goes_wrong(client, path, monkeypatch):
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    monkeypatch.setattr(store, "make", lambda *_given, **_named: 1 / 0)
    logs.configure("INFO")
    try:
        fetch(client, path)
    finally:
        logs.configure("CRITICAL")

    assert "ZeroDivisionError" in written.getvalue()
    assert token_of(path) not in written.getvalue()


def visits() -> list[tuple[str, datetime, str]]:
    rows = db.session.execute(sa.select(PersonalVisit.agent, PersonalVisit.last_at, PersonalVisit.digest))
    return [(row.agent, row.last_at, row.digest) for row in rows]


def test_who_asked_is_noted_and_not_again_within_ten_minutes(client, given, path):
    noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    with time_machine.travel(noon, tick=False):
        etag = fetch(client, path, User_Agent=f"{THUNDERBIRD} {'x' * 300}").headers["ETag"]
    with time_machine.travel(noon + timedelta(minutes=9), tick=False):
        fetch(client, path, etag, User_Agent=f"{THUNDERBIRD} {'x' * 300}")
    agent = f"{THUNDERBIRD} {'x' * 300}"[:200]
    with given():
        assert visits() == [(agent, noon, etag.strip('"'))]
    with time_machine.travel(noon + timedelta(minutes=10), tick=False):
        fetch(client, path, etag, User_Agent=f"{THUNDERBIRD} {'x' * 300}")
        client.head(path, base_url=SITE, headers={"User-Agent": "somebody's check"})
    with given():
        assert visits() == [(agent, noon + timedelta(minutes=10), etag.strip('"'))]


def test_another_program_is_noted_at_once(client, given, path):
    fetch(client, path, User_Agent=THUNDERBIRD)
    fetch(client, path, User_Agent="curl/8.5.0")

    with given():
        assert [agent for agent, _at, _digest in visits()] == ["curl/8.5.0"]


def test_a_database_that_is_busy_loses_the_trace_and_not_the_calendar(client, app, path, monkeypatch):
    monkeypatch.setattr("eventhub.core.traces._execute", _busy)

    assert fetch(client, path).status_code == 200


def _busy(*_given: Any) -> None:
    raise sa.exc.OperationalError("busy", {}, Exception("busy"))


def test_what_nobody_asks_for_is_let_go_after_a_month(client, given, path):
    fetch(client, path)
    with given():
        assert store.prune(limit=1_000_000, now=datetime.now(UTC) + timedelta(days=29)) == 0
        assert store.prune(limit=1_000_000, now=datetime.now(UTC) + timedelta(days=31)) == 1
    assert fetch(client, path).status_code == 200


def test_nor_is_more_kept_than_there_is_room_for(client, given, path):
    fetch(client, path)
    with given():
        size = db.session.scalar(sa.select(PersonalAnswer.size))
        assert store.prune(limit=size, now=datetime.now(UTC)) == 0
        assert store.prune(limit=size - 1, now=datetime.now(UTC)) == 1
    assert len(events_in(fetch(client, path))) == 1


def test_with_its_owner_goes_everything(client, given, path):
    fetch(client, path)
    with given():
        db.session.execute(sa.delete(Person).where(Person.email == "ana@example.org"))
    answer = fetch(client, path)

    assert (answer.status_code, answer.text) == (404, "There is no such calendar.\n")
