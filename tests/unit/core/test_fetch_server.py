"""Guarded fetches from a server that breaks every rule: each case has its reason, and takes no longer than it may."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator

import pytest

from eventhub.core.fetch import Fetched, FetchFailed, FetchLimits, FetchRefused, fetch
from tests.support.bad_server import BOMB, CALENDAR, CASES, BadServer, Rebinding

QUICK = FetchLimits(max_bytes=200_000, seconds=0.8)
SLACK = 1.5
"""Seconds beyond the limit that a busy machine may take."""

REASONS = {
    "slow-headers": "timeout", "no-answer": "timeout", "slow-body": "timeout", "held-open": "timeout",
    "cut-off": "cut_off", "cut-headers": "cut_off", "chunks-cut": "cut_off", "gzip-cut": "cut_off",
    "reset": "cut_off", "reset-midway": "cut_off", "http-0-9": "cut_off",
    "length-huge": "too_large", "endless-body": "too_large", "bomb": "too_large",
    "length-no-number": "protocol", "chunks-broken": "protocol", "endless-headers": "protocol", "garbage": "protocol",
    "304-unasked": "protocol",
    "not-gzip": "bad_encoding", "deflate-raw": "bad_encoding", "unknown-coding": "bad_encoding",
    "loop": "too_many_redirects", "circle": "too_many_redirects", "to-nowhere": "bad_redirect",
}  # fmt: skip
"""What each case comes to. Those that give a calendar all the same stand in TAKEN."""
TAKEN = {
    "wrong-type": CALENDAR,
    "length-too-short": CALENDAR[:15],
    "without-length": CALENDAR,
    "gzip": CALENDAR,
    "kept-alive": CALENDAR,
}


@pytest.fixture
def server() -> Iterator[BadServer]:
    with BadServer() as running:
        yield running


def failure(url: str, limits: FetchLimits = QUICK) -> FetchFailed:
    with pytest.raises(FetchFailed) as failed:
        fetch(url, limits=limits, allow_private=True)
    return failed.value


def test_every_case_has_its_test():
    assert REASONS.keys() | TAKEN.keys() | {"to", "status"} == CASES.keys()


@pytest.mark.parametrize(("case", "reason"), REASONS.items())
def test_what_a_server_does_wrong_has_a_reason_within_the_time_allowed(server, case, reason):
    begun = time.monotonic()

    assert failure(server.url(case)).reason == reason
    assert time.monotonic() - begun < QUICK.seconds + SLACK


@pytest.mark.parametrize(("case", "body"), TAKEN.items())
def test_what_can_be_read_is_taken(server, case, body):
    begun = time.monotonic()

    assert fetch(server.url(case), limits=QUICK, allow_private=True).body == body
    assert time.monotonic() - begun < QUICK.seconds


def test_a_bomb_is_not_unpacked_beyond_the_limit(server):
    tracemalloc.start()
    try:
        reason = failure(server.url("bomb"), FetchLimits(max_bytes=1_000_000)).reason
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert (reason, len(BOMB) < 100_000, peak < 5_000_000) == ("too_large", True, True)


@pytest.mark.parametrize(
    ("code", "said", "seconds"), [(429, "30", 30), (503, "120", 120), (503, "", None), (429, "soon", None)]
)
def test_a_server_that_asks_to_wait_is_heard(server, code, said, seconds):
    failed = failure(server.url(f"status/{code}/{said}"))

    assert (failed.reason, failed.status, failed.retry_after) == ("status", code, seconds)


def test_a_moment_to_come_back_at_is_given_in_seconds(server):
    failed = failure(server.url("status/503/date"))

    assert failed.retry_after in range(115, 121)


def test_a_certificate_that_nobody_signed_is_refused():
    with BadServer(secure=True) as secure:
        url = secure.url("gzip", host="localhost")

        assert (failure(url).reason, secure.requests) == ("tls", [])


def test_plain_http_behind_https_is_no_tls(server):
    assert failure(server.url("gzip", scheme="https")).reason == "tls"


@pytest.mark.parametrize(("target", "reason"), [
    ("file:///etc/passwd", "scheme"), ("ftp://x.example/", "scheme"), ("gopher://x.example/", "scheme"),
    ("http://a:b@x.example/", "credentials"), ("http://x.example:99999/", "port"),
])  # fmt: skip
def test_a_redirect_goes_by_the_rules_for_addresses(server, target, reason):
    with pytest.raises(FetchRefused) as refused:
        fetch(server.url(f"to?{target}"), limits=QUICK, allow_private=True)

    assert refused.value.reason == reason


@pytest.fixture
def loopback_is_public(monkeypatch):
    """So that a server of the test can stand for one on the internet."""
    monkeypatch.setattr("eventhub.core.fetch.is_public", lambda address: address == "127.0.0.1")


@pytest.mark.parametrize("inside", ["10.0.0.1", "169.254.169.254", "192.168.1.1", "::1"])
def test_a_redirect_into_a_private_network_is_refused(server, loopback_is_public, inside):
    names = Rebinding({"out.example": [["127.0.0.1"]], "in.example": [[inside]]})
    target = server.url("gzip", host="in.example")

    with pytest.raises(FetchRefused) as refused:
        fetch(server.url(f"to?{target}", host="out.example"), limits=QUICK, resolve=names)

    assert (refused.value.reason, refused.value.url) == ("private_address", target)
    assert [request.path for request in server.requests] == [f"/to?{target}"]


def test_a_name_that_answers_differently_the_second_time_gains_nothing(server, loopback_is_public):
    names = Rebinding({"rebind.example": [["127.0.0.1"], ["10.0.0.1"]]})

    found = fetch(server.url("gzip", host="rebind.example"), limits=QUICK, resolve=names)

    assert (found.body, names.asked) == (CALENDAR, ["rebind.example"])


def test_a_name_that_turns_private_between_two_hops_is_refused(server, loopback_is_public):
    names = Rebinding({"rebind.example": [["127.0.0.1"], ["10.0.0.1"]]})

    with pytest.raises(FetchRefused) as refused:
        fetch(server.url("to?/gzip", host="rebind.example"), limits=QUICK, resolve=names)

    assert (refused.value.reason, len(server.requests)) == ("private_address", 1)


def test_a_redirect_across_schemes_is_followed_by_the_same_rules(server):
    with BadServer(secure=True) as secure:
        assert failure(server.url(f"to?{secure.url('gzip', host='localhost')}")).reason == "tls"


def test_a_calendar_that_is_served_right_is_asked_for_by_its_etag(server):
    modified = "Mon, 04 Jan 2027 10:00:00 GMT"
    server.serve("/club.ics", CALENDAR, etag='"v1"', last_modified=modified)
    url = server.url("club.ics")

    first = fetch(url, allow_private=True)
    same = fetch(url, etag=first.etag, last_modified=first.last_modified, allow_private=True)
    server.serve("/club.ics", CALENDAR + b"\r\n", etag='"v2"')
    changed = fetch(url, etag=first.etag, last_modified=first.last_modified, allow_private=True)

    assert first == Fetched(200, CALENDAR, "text/calendar; charset=utf-8", '"v1"', modified, url)
    assert (same.status, same.body, same.etag) == (304, b"", '"v1"')
    assert (changed.status, changed.etag) == (200, '"v2"')
    assert [request.headers.get("If-None-Match") for request in server.requests] == [None, '"v1"', '"v1"']
