"""The HTTP part of the calendar contract as a table: one row a promise, asked of every kind of public feed where it matters."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import time_machine

from eventhub.events.queries.listing import Retired
from eventhub.feeds import asked, members, store

ALL = "/calendar/all.ics"
FEEDS = (
    ALL, "/calendar/region/DE.ics", "/calendar/region/001.ics", "/calendar/format/meetup.ics", "/calendar/topic/python.ics",
    "/calendar/language/de.ics", "/calendar/cfp.ics", f"{ALL}?mode=in_person&locale=ar", f"{ALL}?series=expand&cancelled=hide",
    f"{ALL}?past=all",
)  # fmt: skip
CACHED = {
    "Cache-Control": "public, max-age=900, stale-while-revalidate=3600", "Vary": "Accept-Encoding", "X-Robots-Tag": "noindex",
    "Access-Control-Allow-Origin": "*",
}  # fmt: skip
VALIDATORS = ("ETag", "Last-Modified")
ONE_LINE = {"Content-Type": "text/plain; charset=utf-8", "X-Robots-Tag": "noindex"}
NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)


def some_of(answer: Any, names: Any) -> dict[str, str]:
    return {name: answer.headers[name] for name in names if name in answer.headers}


@pytest.fixture
def feed(client, publish):
    """A feed of one event that was last changed a while ago, and has been asked for once."""
    with time_machine.travel(NOON - timedelta(hours=1), tick=False):
        publish(topics=("python",))
        return client.get(ALL)


def ask(client: Any, *, at: datetime = NOON, path: str = ALL, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with time_machine.travel(at, tick=False):
        return client.get(path, headers=named)


# 200


@pytest.mark.parametrize("path", FEEDS)
def test_every_feed_says_what_it_is_and_how_long_it_holds(client, feed, path):
    answer = ask(client, path=path)
    name = path.partition("?")[0].rpartition("/")[2]

    assert answer.status_code == 200
    assert some_of(answer, CACHED) == CACHED
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'inline; filename="{name}"'
    assert re.fullmatch(r'"[0-9a-f]{32}"', answer.headers["ETag"])
    assert answer.headers["Content-Length"] == str(len(answer.data))
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", FEEDS)
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_head_is_get_without_the_body(client, feed, path, coding):
    full, head = (client.open(path, method=method, headers={"Accept-Encoding": coding}) for method in ("GET", "HEAD"))

    assert (head.status_code, head.data) == (200, b"")
    assert {k: v for k, v in head.headers.items() if k != "X-Request-ID"} == {
        k: v for k, v in full.headers.items() if k != "X-Request-ID"
    }
    assert head.headers["Content-Length"] == str(len(full.data))


@pytest.mark.parametrize(("accepts", "coding"), [
    ("gzip", "gzip"), ("gzip, deflate, br", "gzip"), ("*", "gzip"), ("x-gzip", "gzip"), ("br", None), ("gzip;q=0", None),
    ("identity;q=1, gzip;q=0.5", None), ("", None), ("*;q=0", None),
])  # fmt: skip
def test_the_coding_is_what_the_client_takes_and_has_an_etag_of_its_own(client, feed, accepts, coding):
    answer = ask(client, Accept_Encoding=accepts)

    assert answer.headers.get("Content-Encoding") == coding
    assert (gzip.decompress(answer.data) if coding else answer.data) == feed.data
    assert (answer.headers["ETag"] == feed.headers["ETag"]) is (coding is None)
    assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "name", ["Accept", "Accept_Language", "Cookie", "User_Agent", "Authorization", "X_Requested_With", "Range"]
)
def test_nothing_else_that_a_client_says_changes_the_answer(client, feed, name):
    answer = ask(
        client, **{name: {"Range": "bytes=0-9", "Cookie": "session=x", "Accept_Language": "ar"}.get(name, "text/html")}
    )

    assert (answer.status_code, answer.data) == (200, feed.data)
    assert "Set-Cookie" not in answer.headers


# Conditional requests (RFC 9110 §13)

MATCHING = {
    "the tag": ("{tag}", 304), "a weak one": ("W/{tag}", 304), "a list": ('"a", {tag}, "b"', 304), "a weak list": ('W/"a",W/{tag}', 304),
    "any": ("*", 304), "another": ('"a"', 200), "the gzip tag": ("{gzip}", 200), "nonsense": ("{bare}", 200), "nothing": ("", 200),
}  # fmt: skip


@pytest.mark.parametrize(("said", "status"), MATCHING.values(), ids=MATCHING)
@pytest.mark.parametrize("since", [None, "right", "old"])
def test_if_none_match_settles_the_matter(client, feed, said, status, since):
    tag = feed.headers["ETag"]
    known = {"tag": tag, "gzip": tag[:-1] + '-gz"', "bare": tag.strip('"')}
    dates = {"right": feed.headers["Last-Modified"], "old": "Mon, 04 Jan 1999 10:00:00 GMT"}

    answer = ask(client, If_None_Match=said.format(**known), **({"If_Modified_Since": dates[since]} if since else {}))

    assert answer.status_code == status


SINCE = {
    "the same second": (timedelta(0), 304), "a second before": (timedelta(seconds=-1), 200), "a minute after": (timedelta(minutes=1), 304),
    "years before": (timedelta(days=-900), 200), "the future": (timedelta(days=2), 200),
}  # fmt: skip


@pytest.mark.parametrize(("shift", "status"), SINCE.values(), ids=SINCE)
@pytest.mark.parametrize("shape", ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y"])
def test_if_modified_since_is_read_in_its_three_forms(client, feed, shift, status, shape):
    modified = parsedate_to_datetime(feed.headers["Last-Modified"])

    assert ask(client, If_Modified_Since=(modified + shift).strftime(shape)).status_code == status


@pytest.mark.parametrize(
    "said", ["yesterday", "", "1799999999", "Mon, 40 Jan 2027 10:00:00 GMT", "Mon, 04 Jan 99999 10:00:00 GMT"]
)
def test_a_date_that_cannot_be_read_means_200(client, feed, said):
    assert ask(client, If_Modified_Since=said).status_code == 200


def test_if_modified_since_alone_is_not_trusted_within_a_second_of_a_change(client, publish):
    publish()
    statuses = []
    for later in (0.2, 0.9, 1.1):
        first = ask(client, at=NOON)
        answer = ask(client, at=NOON + timedelta(seconds=later), If_Modified_Since=first.headers["Last-Modified"])
        statuses.append(answer.status_code)

    assert statuses == [200, 200, 304]


def test_two_changes_within_a_second_leave_no_date_that_proves_anything(client, publish, edit):
    with time_machine.travel(NOON - timedelta(hours=1), tick=False):
        key = publish()
    first = ask(client, at=NOON)
    with time_machine.travel(NOON + timedelta(milliseconds=300), tick=False):
        edit(key, title="At once another")
        second = client.get(ALL)
    later = ask(client, at=NOON + timedelta(minutes=5), If_Modified_Since=second.headers["Last-Modified"])

    assert first.headers["Last-Modified"] == second.headers["Last-Modified"]
    assert first.headers["ETag"] != second.headers["ETag"]
    assert later.status_code == 200


def test_last_modified_is_of_whole_seconds_never_in_the_future_and_never_goes_back(client, publish, edit):
    with time_machine.travel(NOON - timedelta(hours=1), tick=False):
        key = publish()
    seen = []
    for number, shift in enumerate((0.0, 0.4, 7.0, -30.0, 9.9)):  # the clock of the server is set back once
        moment = NOON + timedelta(seconds=shift)
        with time_machine.travel(moment, tick=False):
            edit(key, title=f"Evening {number}")
            seen.append((parsedate_to_datetime(client.get(ALL).headers["Last-Modified"]) - NOON).total_seconds())

    assert seen == [0, 0, 7, 7, 9]


def test_a_304_repeats_what_steers_caches_and_says_nothing_of_a_body(client, feed):
    answer = ask(client, If_None_Match=feed.headers["ETag"])

    assert (answer.status_code, answer.data) == (304, b"")
    assert some_of(answer, [*CACHED, *VALIDATORS]) == {**CACHED, **some_of(feed, VALIDATORS)}
    assert {"Content-Type", "Content-Length", "Content-Disposition", "Content-Encoding", "Set-Cookie"} & set(
        answer.headers.keys()
    ) == set()


@pytest.mark.parametrize("path", FEEDS)
def test_a_304_builds_no_body(client, feed, path, monkeypatch):
    etag = ask(client, path=path).headers["ETag"]
    for module, name in ((store, "_make"), (store, "_from_table"), (members, "join")):
        monkeypatch.setattr(module, name, None)

    assert ask(client, path=path, If_None_Match=etag).status_code == 304


# What is refused

OTHER_METHODS = ("POST", "PUT", "PATCH", "DELETE", "PROPFIND", "PROPPATCH", "REPORT", "MKCALENDAR", "LOCK", "TRACE")


@pytest.mark.parametrize("method", OTHER_METHODS)
@pytest.mark.parametrize("path", [ALL, "/calendar/region/DE.ics", "/calendar/cfp.ics", "/calendar/event/aaaaaaaaaa.ics"])
def test_other_methods_are_405_with_what_is_allowed(client, method, path):
    answer = client.open(path, method=method, headers={"Cookie": "session=x"}, data=b"<propfind/>")

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert "Set-Cookie" not in answer.headers


def raising(error: BaseException) -> Any:
    def raised(*_: Any, **__: Any) -> Any:
        raise error

    return raised


REFUSALS = {
    "unknown": ("/calendar/region/QQ.ics", None, 404, {}),
    "removed": (ALL, asked.Gone("This event was removed."), 410, {}),
    "malformed": (f"{ALL}?mode=by_boat", None, 400, {}),
    "broken": (ALL, RuntimeError("the disk is gone"), 503, {"Retry-After": "300", "Cache-Control": "no-store"}),
    "merged": (ALL + "?topic=py&lang=de", Retired("topic", "py", "python"), 301,
               {"Location": "https://hub.example/calendar/all.ics?topic=python&lang=de", "Cache-Control": "public, max-age=86400"}),
    "written otherwise": ("/calendar/region/de-be.ics?past=all", None, 301,
                          {"Location": "https://hub.example/calendar/region/DE-BE.ics?past=all"}),
}  # fmt: skip


@pytest.mark.parametrize(("path", "error", "status", "headers"), REFUSALS.values(), ids=REFUSALS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_refusal_is_one_line_of_text_and_never_an_empty_calendar(client, monkeypatch, method, path, error, status, headers):
    if error is not None:
        monkeypatch.setattr(asked, "check", raising(error))

    answer = client.open(path, method=method)

    assert answer.status_code == status
    assert some_of(answer, [*ONE_LINE, *headers]) == {**ONE_LINE, **headers}
    assert answer.text.count("\n") == (0 if method == "HEAD" or status == 301 else 1)
    assert "VCALENDAR" not in answer.text
    assert {"ETag", "Last-Modified", "Set-Cookie"} & set(answer.headers.keys()) == set()


def test_other_sites_may_read_public_feeds_and_ask_whether_they_changed(client, feed):
    preflight = client.options(ALL, headers={"Origin": "https://club.example", "Access-Control-Request-Method": "GET"})

    assert (preflight.status_code, preflight.data) == (204, b"")
    assert some_of(preflight, ["Allow", "Access-Control-Allow-Origin", "Access-Control-Allow-Methods", "Access-Control-Allow-Headers"]) == {
        "Allow": "GET, HEAD, OPTIONS", "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
        "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    }  # fmt: skip


def test_robots_may_fetch_feeds_which_say_themselves_that_they_are_no_pages(client):
    lines = client.get("/robots.txt").text.splitlines()

    assert [line for line in lines if line.startswith("Disallow") and "/calendar/all" in line] == []
