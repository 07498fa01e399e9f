"""Guarded fetches, against a real server on loopback that misbehaves."""

from __future__ import annotations

import gzip
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from eventhub.core.fetch import Fetched, FetchFailed, FetchLimits, FetchRefused, check_url, fetch, is_public

CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
BOMB = gzip.compress(b"\0" * 20_000_000)


class Handler(BaseHTTPRequestHandler):
    """Does what the path says."""

    protocol_version = "HTTP/1.1"
    seen: list[tuple[str, dict[str, str]]]

    def do_GET(self) -> None:
        self.seen.append((self.path, dict(self.headers)))
        name = self.path.partition("?")[0].strip("/").partition("/")
        getattr(self, f"say_{name[0]}")(name[2])

    def answer(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for header, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(header.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def say_calendar(self, _: str) -> None:
        if self.headers.get("If-None-Match") == '"v1"':
            self.answer(b"", 304, ETag='"v1"')
        else:
            modified = "Mon, 04 Jan 2027 10:00:00 GMT"
            self.answer(CALENDAR, Content_Type="text/calendar; charset=utf-8", ETag='"v1"', Last_Modified=modified)

    def say_gzip(self, _: str) -> None:
        self.answer(gzip.compress(CALENDAR), Content_Encoding="gzip")

    def say_deflate(self, _: str) -> None:
        self.answer(zlib.compress(CALENDAR), Content_Encoding="deflate")

    def say_bomb(self, _: str) -> None:
        self.answer(BOMB, Content_Encoding="gzip")

    def say_halfgzip(self, _: str) -> None:
        self.answer(gzip.compress(CALENDAR)[:-12], Content_Encoding="gzip")

    def say_nogzip(self, _: str) -> None:
        self.answer(CALENDAR, Content_Encoding="gzip")

    def say_brotli(self, _: str) -> None:
        self.answer(CALENDAR, Content_Encoding="br")

    def say_large(self, _: str) -> None:
        self.answer(b"a" * 2001)

    def say_endless(self, _: str) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"3e8\r\n" + b"a" * 1000 + b"\r\n")
        except OSError:
            self.close_connection = True

    def say_cut(self, _: str) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"BEGIN:VCALENDAR")
        self.close_connection = True

    def say_drip(self, _: str) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        try:
            for _step in range(100):
                self.wfile.write(b"a")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            self.close_connection = True

    def say_drophead(self, _: str) -> None:
        try:
            for byte in b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100:
                self.wfile.write(bytes([byte]))
                time.sleep(0.05)
        except OSError:
            self.close_connection = True

    def say_garbage(self, _: str) -> None:
        self.wfile.write(b"this is not http\r\n\r\n")
        self.close_connection = True

    def say_hops(self, left: str) -> None:
        target = f"/hops/{int(left) - 1}" if int(left) else "/calendar"
        self.answer(b"", 302, Location=target)

    def say_loop(self, _: str) -> None:
        self.answer(b"", 301, Location="/loop")

    def say_nowhere(self, _: str) -> None:
        self.answer(b"", 301)

    def say_to(self, target: str) -> None:
        self.answer(b"", 307, Location=self.path.partition("?")[2])

    def say_status(self, code: str) -> None:
        self.answer(b"no", int(code), Retry_After="120")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the base class's
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    handler = type("OwnHandler", (Handler,), {"seen": []})
    with Server(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def seen(server: Server) -> list[tuple[str, dict[str, str]]]:
    return server.RequestHandlerClass.seen  # type: ignore[attr-defined]


@pytest.fixture
def address(server: Server) -> Callable[[str], str]:
    return lambda path: f"http://127.0.0.1:{server.server_address[1]}{path}"


def failure(url: str, *, limits: FetchLimits | None = None) -> FetchFailed:
    with pytest.raises(FetchFailed) as failed:
        fetch(url, limits=limits or FetchLimits(), allow_private=True)
    return failed.value


def test_a_calendar_comes_with_what_the_next_request_needs(address):
    url = address("/calendar")

    assert fetch(url, allow_private=True) == Fetched(
        200, CALENDAR, "text/calendar; charset=utf-8", '"v1"', "Mon, 04 Jan 2027 10:00:00 GMT", url
    )


def test_an_unchanged_calendar_is_not_sent_again(address, seen):
    found = fetch(address("/calendar"), etag='"v1"', last_modified="Mon, 04 Jan 2027 10:00:00 GMT", allow_private=True)

    assert (found.status, found.body, found.etag) == (304, b"", '"v1"')
    assert seen[0][1]["If-Modified-Since"] == "Mon, 04 Jan 2027 10:00:00 GMT"


def test_validators_that_would_break_the_request_are_left_out(address, seen):
    fetch(address("/calendar"), etag='"a\r\nX-Evil: 1"', allow_private=True)

    assert {"If-None-Match", "X-Evil"} & set(seen[0][1]) == set()


@pytest.mark.parametrize("path", ["/gzip", "/deflate"])
def test_packed_bodies_are_unpacked(address, path):
    assert fetch(address(path), allow_private=True).body == CALENDAR


def test_redirects_are_followed_as_far_as_allowed(address, seen):
    assert fetch(address("/hops/4"), allow_private=True).final_url == address("/calendar")
    assert failure(address("/hops/5")).reason == "too_many_redirects"
    assert len(seen) == 6 + 6


@pytest.mark.parametrize(("path", "reason"), [
    ("/loop", "too_many_redirects"), ("/nowhere", "bad_redirect"), ("/halfgzip", "cut_off"), ("/nogzip", "bad_encoding"),
    ("/brotli", "bad_encoding"), ("/cut", "cut_off"), ("/garbage", "protocol"),
])  # fmt: skip
def test_what_a_server_does_wrong_has_a_name(address, path, reason):
    assert failure(address(path)).reason == reason


@pytest.mark.parametrize(("code", "retry_after"), [(404, 120), (410, 120), (503, 120)])
def test_other_answers_are_failures_with_their_status(address, code, retry_after):
    failed = failure(address(f"/status/{code}"))

    assert (failed.reason, failed.status, failed.retry_after) == ("status", code, retry_after)


@pytest.mark.parametrize("path", ["/large", "/endless", "/bomb"])
def test_a_body_is_read_no_further_than_allowed(address, path):
    limits = FetchLimits(max_bytes=2000) if path != "/bomb" else FetchLimits(max_bytes=1_000_000)

    assert failure(address(path), limits=limits).reason == "too_large"


@pytest.mark.parametrize("path", ["/drip", "/drophead"])
def test_time_is_up_for_the_whole_fetch_not_for_each_byte(address, path):
    begun = time.monotonic()

    assert failure(address(path), limits=FetchLimits(seconds=0.3)).reason == "timeout"
    assert time.monotonic() - begun < 2


def test_a_resolver_that_hangs_is_left_behind():
    release = threading.Event()
    with pytest.raises(FetchFailed) as failed:
        fetch("http://slow.example/", limits=FetchLimits(seconds=0.1), resolve=lambda host, port: [str(release.wait(5))])
    release.set()

    assert failed.value.reason == "timeout"


def test_a_name_without_addresses_is_no_such_host():
    with pytest.raises(FetchFailed) as failed:
        fetch("http://nothing.example/", resolve=lambda host, port: [])

    assert failed.value.reason == "no_such_host"


def test_a_closed_port_is_unreachable(server, address):
    url = address("/")
    server.shutdown()
    server.server_close()

    assert failure(url).reason == "unreachable"


def test_a_server_without_tls_is_told_from_one_that_is_not_there(address):
    assert failure(address("/").replace("http:", "https:")).reason == "tls"


# What may not be asked


def test_loopback_is_refused_before_anything_is_sent(address, seen):
    with pytest.raises(FetchRefused) as refused:
        fetch(address("/calendar"))

    assert (refused.value.reason, seen) == ("private_address", [])


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "0", "localhost"])
def test_other_spellings_of_loopback_are_refused(host):
    with pytest.raises(FetchRefused) as refused:
        fetch(f"http://{host}:8000/")

    assert refused.value.reason == "private_address"


def test_one_private_address_among_public_ones_is_enough_to_refuse(seen):
    with pytest.raises(FetchRefused) as refused:
        fetch("http://mixed.example/", resolve=lambda host, port: ["93.184.215.14", "10.0.0.1"])

    assert refused.value.reason == "private_address"


def test_a_redirect_to_a_private_address_is_refused(server, monkeypatch, seen):
    monkeypatch.setattr("eventhub.core.fetch.is_public", lambda address: address == "127.0.0.1")
    port = server.server_address[1]
    names = {"public.example": "127.0.0.1", "inside.example": "10.0.0.1"}

    with pytest.raises(FetchRefused) as refused:
        fetch(f"http://public.example:{port}/to?http://inside.example:{port}/", resolve=lambda host, _: [names[host]])

    assert (refused.value.reason, refused.value.url) == ("private_address", f"http://inside.example:{port}/")
    assert [path for path, _ in seen] == [f"/to?http://inside.example:{port}/"]


@pytest.mark.parametrize(("target", "reason"), [("ftp://x.example/", "scheme"), ("http://a:b@x.example/", "credentials")])
def test_redirects_go_by_the_same_rules(address, target, reason):
    with pytest.raises(FetchRefused) as refused:
        fetch(address(f"/to?{target}"), allow_private=True)

    assert refused.value.reason == reason


def test_the_connection_goes_to_the_address_that_was_checked(server, monkeypatch, seen):
    """A rebinding name says a harmless address first and another one ever after; it is asked once."""
    monkeypatch.setattr("eventhub.core.fetch.is_public", lambda address: address == "127.0.0.1")
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    port = server.server_address[1]

    found = fetch(f"http://rebind.example:{port}/calendar", resolve=lambda host, _: next(answers))

    assert (found.status, seen[0][1]["Host"]) == (200, f"rebind.example:{port}")
    assert list(answers) == [["10.0.0.1"]]


@pytest.mark.parametrize(("url", "reason"), [
    ("ftp://example.org/x", "scheme"), ("file:///etc/passwd", "scheme"), ("example.org", "scheme"), ("", "scheme"),
    ("https://ann:secret@example.org/", "credentials"), ("http:///x", "host"), ("http://example.org:22/", "port"),
    ("http://example.org:99999/", "port"), ("http://[::1/", "malformed"),
    ("http://example.org:0/", "port"), ("http://xn--/", "malformed"), ("http://example.org/\0", "malformed"),
])  # fmt: skip
def test_addresses_that_may_not_be_asked_are_refused_by_their_looks(url, reason):
    with pytest.raises(FetchRefused) as refused:
        check_url(url)

    assert (refused.value.reason, "secret" in str(refused.value)) == (reason, False)


def test_an_address_is_brought_into_normal_form():
    assert check_url(" HTTPS://Bücher.example:443/a b#top ") == "https://xn--bcher-kva.example/a%20b"


@pytest.mark.parametrize(("ip", "public"), [
    ("93.184.215.14", True), ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True), ("10.1.2.3", False), ("127.0.0.1", False),
    ("169.254.169.254", False), ("100.64.0.1", False), ("192.168.0.1", False), ("172.31.255.255", False), ("0.0.0.0", False),
    ("224.0.0.1", False), ("255.255.255.255", False), ("240.0.0.1", False), ("::", False), ("::1", False), ("fe80::1%eth0", False),
    ("fc00::1", False), ("ff02::1", False), ("::ffff:10.0.0.1", False), ("::ffff:93.184.215.14", True), ("2002:a00:1::", False),
    ("2002:5db8:d70e::", True), ("64:ff9b::a00:1", False), ("64:ff9b::5db8:d70e", True), ("64:ff9b:1::5db8:d70e", False),
    ("::10.0.0.1", False), ("2001:0:53aa:64c::1", False), ("not an address", False), ("fec0::1", False), ("3fff::1", False),
    ("192.88.99.1", False), ("2606:4700::5efe:a00:1", False), ("2606:4700::200:5efe:5db8:d70e", True),
])  # fmt: skip
def test_public_is_what_the_whole_internet_can_reach(ip, public):
    assert is_public(ip) is public
