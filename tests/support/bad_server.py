"""A real HTTP server on loopback that does what servers out there do wrong; and calendars served right, for comparison.

    with BadServer() as server:
        fetch(server.url("cut-off"), allow_private=True)             # one of CASES
        server.serve("/club.ics", CALENDAR, etag='"v1"')             # answers conditional requests as it should
        fetch(server.url("club.ics"), …)
        server.requests[-1].headers["If-None-Match"]

It speaks over plain sockets, so that it can break every rule; each connection has a thread of its own.
"""

from __future__ import annotations

import contextlib
import gzip
import select
import socket
import ssl
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote

CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Bad//EN\r\nEND:VCALENDAR\r\n"
BOMB = zlib.compress(b"\0" * 60_000_000, 9, 31)
"""60 kB that unpack to 60 MB."""


@dataclass(frozen=True)
class Request:
    """What a client asked: the path with its query, and the headers by their names in title case."""

    method: str
    path: str
    headers: dict[str, str]


@dataclass
class Page:
    """What is served rightly under a path, and may be changed while the server runs."""

    body: bytes
    etag: str = ""
    last_modified: str = ""
    content_type: str = "text/calendar; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class BadServer:
    """The server; ``with`` runs it. Each thing that it does wrong is in CASES, by the first part of the path."""

    def __init__(self, *, secure: bool = False) -> None:
        self.requests: list[Request] = []
        self.closing = threading.Event()
        self._pages: dict[str, Page] = {}
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._secure = _self_signed() if secure else None
        self._threads: list[threading.Thread] = []

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listener.getsockname()[1])

    def url(self, path: str, *, host: str = "127.0.0.1", scheme: str = "") -> str:
        """The address of a case or of a served path; ``host`` for names that a resolver of the test knows."""
        return f"{scheme or ('https' if self._secure else 'http')}://{host}:{self.port}/{path.lstrip('/')}"

    def serve(self, path: str, body: bytes, **said: Any) -> Page:
        """Serve a body under a path, with what :class:`Page` knows; serving it again replaces it."""
        page = self._pages[path] = Page(body, **said)
        return page

    def find(self, path: str) -> Page | None:
        """What is served under a path."""
        return self._pages.get(path)

    def __enter__(self) -> BadServer:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of everybody who waits, and close."""
        self.closing.set()
        with contextlib.suppress(OSError):
            socket.create_connection(self._listener.getsockname(), 1).close()  # wakes the thread that accepts
        for thread in self._threads:
            thread.join(5)
        self._listener.close()

    def _start(self, target: Callable[..., None], *given: Any) -> None:
        thread = threading.Thread(target=target, args=given, daemon=True, name="bad-server")
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self.closing.is_set():
            connection, _ = self._listener.accept()
            self._start(self._talk, connection)

    def _talk(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError, ValueError):
            connection.settimeout(20)
            if self._secure:
                connection = self._secure.wrap_socket(connection, server_side=True)
            with connection:
                Visit(self, connection).answer()


class Visit:
    """One connection: the request that came, and ways to answer."""

    def __init__(self, server: BadServer, connection: socket.socket) -> None:
        self.server = server
        self.connection = connection
        self.request = _read_request(connection)
        server.requests.append(self.request)

    def answer(self) -> None:
        """As the page says that is served there, or as the case does of that name; 404 for anything else."""
        path, _, _ = self.request.path.partition("?")
        page = self.server.find(path)
        if page is not None:
            self.show(page)
            return
        case, _, rest = path.lstrip("/").partition("/")
        handler = CASES.get(case)
        if handler is None:
            self.say(b"no such thing\n", 404)
        else:
            handler(self, unquote(rest))

    def show(self, page: Page) -> None:
        """A page, or 304 where the request names its ETag, or else its date."""
        named = self.request.headers.get("If-None-Match")
        since = self.request.headers.get("If-Modified-Since")
        same = page.etag in named if named and page.etag else bool(since and since == page.last_modified and not named)
        known = {"ETag": page.etag, "Last-Modified": page.last_modified}
        validators = {name: value for name, value in known.items() if value}
        if same and page.status == 200:
            self.send(head(304, validators))
            return
        self.say(page.body, page.status, {"Content-Type": page.content_type, **validators, **page.headers})

    def say(self, body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> None:
        """An answer with its length."""
        self.send(head(status, {"Content-Length": str(len(body)), **(headers or {})}) + body)

    def send(self, data: bytes) -> None:
        """Bytes as they are."""
        self.connection.sendall(data)

    def drip(self, pieces: Iterator[bytes], pause: float = 0.05) -> None:
        """One piece after the other, until the client has gone or the server closes."""
        for piece in pieces:
            self.send(piece)
            if self.wait(pause):
                return

    def wait(self, seconds: float) -> bool:
        """Wait; True when the client has gone or the server closes meanwhile."""
        ready, _, _ = select.select([self.connection], [], [], 0)
        return bool(ready) or self.server.closing.wait(seconds)  # a client says no more than its request

    def hold(self) -> None:
        """Keep the connection open and say nothing more."""
        while not self.wait(0.05):
            pass


def head(status: int, headers: dict[str, str]) -> bytes:
    """A status line and headers."""
    lines = [f"HTTP/1.1 {status} Whatever", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def _read_request(connection: socket.socket) -> Request:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65_536)
        if not piece or not (data + piece)[:1].isalpha():
            raise OSError("nobody asks, or somebody who does not speak HTTP")
        data += piece
    first, *lines = data.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ")
    pairs = (line.partition(":") for line in lines)
    return Request(method, path, {name.strip().title().replace("Etag", "ETag"): value.strip() for name, _, value in pairs})


# What it does wrong


def _slow_headers(visit: Visit, rest: str) -> None:
    visit.drip(bytes([byte]) for byte in b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500)


def _no_answer(visit: Visit, rest: str) -> None:
    visit.hold()


def _slow_body(visit: Visit, rest: str) -> None:
    visit.send(head(200, {"Content-Length": "100000"}))
    visit.drip(b"a" for _ in range(1000))


def _cut_off(visit: Visit, rest: str) -> None:
    visit.send(head(200, {"Content-Length": "100000"}) + CALENDAR)


def _cut_headers(visit: Visit, rest: str) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/cal")


def _wrong_type(visit: Visit, rest: str) -> None:
    visit.say(CALENDAR, 200, {"Content-Type": "image/png"})


def _length_too_short(visit: Visit, rest: str) -> None:
    visit.send(head(200, {"Content-Length": "15"}) + CALENDAR)


def _length_no_number(visit: Visit, rest: str) -> None:
    visit.send(head(200, {"Content-Length": "many"}) + CALENDAR)


def _length_huge(visit: Visit, rest: str) -> None:
    visit.send(head(200, {"Content-Length": "9" * 15}))
    visit.hold()


def _without_length(visit: Visit, rest: str) -> None:
    visit.send(head(200, {"Content-Type": "text/calendar"}) + CALENDAR)


def _chunks_broken(visit: Visit, rest: str) -> None:
    visit.send(head(200, {"Transfer-Encoding": "chunked"}) + b"zz\r\n" + CALENDAR + b"\r\n0\r\n\r\n")


def _chunks_cut(visit: Visit, rest: str) -> None:
    visit.send(head(200, {"Transfer-Encoding": "chunked"}) + b"ffff\r\n" + CALENDAR)


def _endless_body(visit: Visit, rest: str) -> None:
    visit.send(head(200, {"Transfer-Encoding": "chunked"}))
    while not visit.server.closing.is_set():
        visit.send(b"3e8\r\n" + b"a" * 1000 + b"\r\n")


def _endless_headers(visit: Visit, rest: str) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\n")
    while not visit.server.closing.is_set():
        visit.send(b"X-More: " + b"a" * 1000 + b"\r\n")


def _loop(visit: Visit, rest: str) -> None:
    visit.say(b"", 301, {"Location": "/loop"})


def _circle(visit: Visit, rest: str) -> None:
    visit.say(b"", 302, {"Location": f"/circle/{int(rest or 0) + 1}"})


def _to(visit: Visit, rest: str) -> None:
    """Redirects to what stands behind the question mark."""
    visit.say(b"", 307, {"Location": visit.request.path.partition("?")[2]})


def _to_nowhere(visit: Visit, rest: str) -> None:
    visit.say(b"", 301)


def _bomb(visit: Visit, rest: str) -> None:
    visit.say(BOMB, 200, {"Content-Encoding": "gzip"})


def _gzip(visit: Visit, rest: str) -> None:
    visit.say(gzip.compress(CALENDAR), 200, {"Content-Encoding": "gzip"})


def _gzip_cut(visit: Visit, rest: str) -> None:
    visit.say(gzip.compress(CALENDAR)[:-12], 200, {"Content-Encoding": "gzip"})


def _not_gzip(visit: Visit, rest: str) -> None:
    visit.say(CALENDAR, 200, {"Content-Encoding": "gzip"})


def _deflate_raw(visit: Visit, rest: str) -> None:
    """As some servers understand deflate: without the wrapping of zlib (RFC 9110 §8.4.1.2)."""
    visit.say(zlib.compress(CALENDAR, wbits=-15), 200, {"Content-Encoding": "deflate"})


def _unknown_coding(visit: Visit, rest: str) -> None:
    visit.say(CALENDAR, 200, {"Content-Encoding": "snappy"})


def _304_unasked(visit: Visit, rest: str) -> None:
    visit.send(head(304, {"ETag": '"v1"'}))


def _status(visit: Visit, rest: str) -> None:
    """``status/503/120`` or ``status/429/date``: with a Retry-After in seconds, or as a date two minutes ahead."""
    code, _, retry = rest.partition("/")
    later = f"{datetime.now(UTC) + timedelta(minutes=2):%a, %d %b %Y %H:%M:%S GMT}"
    visit.say(b"not now", int(code), {"Retry-After": later if retry == "date" else retry} if retry else {})


def _garbage(visit: Visit, rest: str) -> None:
    visit.send(b"\x00\x01this is not http\r\n\r\n")


def _http_0_9(visit: Visit, rest: str) -> None:
    visit.send(CALENDAR)


def _reset(visit: Visit, rest: str) -> None:
    visit.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _reset_midway(visit: Visit, rest: str) -> None:
    visit.send(head(200, {"Content-Length": "100000"}) + CALENDAR)
    visit.wait(0.1)
    _reset(visit, rest)


def _kept_alive(visit: Visit, rest: str) -> None:
    """A whole answer, after which the connection stays open."""
    visit.say(CALENDAR, 200, {"Connection": "keep-alive", "Content-Type": "text/calendar"})
    visit.hold()


def _held_open(visit: Visit, rest: str) -> None:
    """An answer without a length, which ends with the connection, which does not end."""
    visit.send(head(200, {"Content-Type": "text/calendar"}) + CALENDAR)
    visit.hold()


CASES: dict[str, Callable[[Visit, str], None]] = {
    "slow-headers": _slow_headers, "no-answer": _no_answer, "slow-body": _slow_body, "cut-off": _cut_off,
    "cut-headers": _cut_headers, "wrong-type": _wrong_type, "length-too-short": _length_too_short,
    "length-no-number": _length_no_number, "length-huge": _length_huge, "without-length": _without_length,
    "chunks-broken": _chunks_broken, "chunks-cut": _chunks_cut, "endless-body": _endless_body,
    "endless-headers": _endless_headers, "loop": _loop, "circle": _circle, "to": _to, "to-nowhere": _to_nowhere,
    "bomb": _bomb, "gzip": _gzip, "gzip-cut": _gzip_cut, "not-gzip": _not_gzip, "deflate-raw": _deflate_raw,
    "unknown-coding": _unknown_coding, "304-unasked": _304_unasked, "status": _status, "garbage": _garbage,
    "http-0-9": _http_0_9, "reset": _reset, "reset-midway": _reset_midway, "kept-alive": _kept_alive, "held-open": _held_open,
}  # fmt: skip
"""Each case by its name in the path: ``slow-body``, ``status/503/120``, ``to?https://elsewhere.example/`` and so on."""


# Names


@dataclass
class Rebinding:
    """A resolver of names that answer differently each time they are asked: the first list first, the last for good."""

    names: dict[str, list[list[str]]]
    asked: list[str] = field(default_factory=list)

    def __call__(self, host: str, port: int) -> list[str]:
        """The addresses of a name, this time; raises OSError for one that it does not know."""
        self.asked.append(host)
        answers = self.names.get(host)
        if answers is None:
            raise OSError(f"no such host: {host}")
        return answers.pop(0) if len(answers) > 1 else answers[0]


def _self_signed() -> ssl.SSLContext:
    """A certificate for localhost that nobody has signed but itself."""
    from cryptography import x509  # only one test needs it
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=2)).sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "server.pem"
        file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
        context.load_cert_chain(file)
    return context
