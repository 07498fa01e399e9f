"""Guarded fetches of addresses that people give: a calendar, a page, a picture.

What is asked for must be on the public internet. The name is resolved once for each connection, every address it has must
be public, and the connection goes to the very address that was checked, so a name that answers differently the second
time (DNS rebinding) gains nothing. Redirects go the same way. Time, size and decompression are bounded as a whole.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

import httpcore
import httpx

from eventhub.core import clock

Resolver = Callable[[str, int], list[str]]
"""From host name and port to IP addresses as text; raises OSError when there is no such name."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_NAT64 = IPv6Network("64:ff9b::/96")
_EMBEDDING = (IPv6Network("::/96"), IPv6Network("64:ff9b:1::/48"), IPv6Network("2001::/32"))
_SPECIAL = (IPv6Network("fec0::/10"), IPv6Network("3fff::/20"), IPv4Network("192.88.99.0/24"))
"""Site-local (RFC 3879), documentation (RFC 9637) and the old 6to4 relays (RFC 7526), all of which Python takes for public."""
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})
_FIRST_HIGH_PORT, _LAST_PORT = 1024, 65_535
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Bytes of the body once decompressed, seconds for everything together, redirects followed."""

    max_bytes: int = 5_000_000
    seconds: float = 10
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: 200 with a body, or 304 without. ``etag`` and ``last_modified`` are for the next conditional request.

    ``moved_to`` is where the address has moved for good, as far as the redirects that came first were permanent (RFC 9110
    §15.4.2 and §15.4.9); empty when it has not.
    """

    status: int
    body: bytes
    content_type: str
    etag: str | None
    last_modified: str | None
    final_url: str
    moved_to: str = ""


class FetchRefused(Exception):
    """The address is not one that may be asked.

    ``reason`` is one of ``malformed``, ``scheme``, ``credentials``, ``host``, ``port``, ``private_address``.
    """

    def __init__(self, reason: str, url: str) -> None:
        super().__init__(f"{reason}: {url}")
        self.reason = reason
        self.url = url


class FetchFailed(Exception):
    """The address may be asked, but gave nothing usable.

    ``reason`` is one of ``no_such_host``, ``unreachable``, ``tls``, ``timeout``, ``too_large``, ``too_many_redirects``,
    ``bad_redirect``, ``bad_encoding``, ``cut_off``, ``protocol``, ``status`` (with the ``status``, and ``retry_after``
    in seconds where a 429 or 503 names them, RFC 9110 §10.2.3).
    """

    def __init__(self, reason: str, url: str, *, status: int | None = None, retry_after: int | None = None) -> None:
        super().__init__(f"{reason}{f' {status}' if status else ''}: {url}")
        self.reason = reason
        self.url = url
        self.status = status
        self.retry_after = retry_after


def fetch(
    url: str,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    limits: FetchLimits = FetchLimits(),
    allow_private: bool = False,
    resolve: Resolver | None = None,
) -> Fetched:
    """GET an http or https address from the public internet, conditionally when validators are given (RFC 9110 §13).

    ``allow_private`` is for tests and for installations that mirror calendars of their own network; ``resolve`` is the
    system's resolver unless a test brings its own. Raises FetchRefused and FetchFailed.
    """
    visit = _Visit(url, _conditions(etag, last_modified), limits, allow_private, resolve or _system_addresses)
    return visit.follow()


def check_url(url: str, *, allow_private: bool = False) -> str:
    """The address in normal form, if by its looks it may be fetched. Raises FetchRefused; resolves no name."""
    return str(_checked(url, allow_private))


def is_public(address: str) -> bool:
    """Whether an IP address is on the public internet, also where an IPv6 address wraps an IPv4 one.

    IPv4-mapped (RFC 4291 §2.5.5.2), 6to4 (RFC 3056), NAT64 (RFC 6052) and ISATAP (RFC 5214 §6.1) count as what they wrap;
    IPv4-compatible, Teredo and local NAT64 are never public.
    """
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        wraps = ip in _NAT64 or int(ip) >> 32 & 0xFFFFFFFF in _ISATAP
        inner = ip.ipv4_mapped or ip.sixtofour or (IPv4Address(int(ip) & 0xFFFFFFFF) if wraps else None)
        if inner is not None:
            return _is_public_itself(inner)
        if any(ip in network for network in _EMBEDDING):
            return False
    return _is_public_itself(ip)


def _is_public_itself(ip: IPv4Address | IPv6Address) -> bool:
    special = ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback
    return ip.is_global and not special and not any(ip in network for network in _SPECIAL)


def _conditions(etag: str | None, last_modified: str | None) -> dict[str, str]:
    given = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in given.items() if value and value.isascii() and value.isprintable()}


def _checked(url: str, allow_private: bool) -> httpx.URL:
    try:
        parsed = httpx.URL(url.strip())
        host = parsed.host  # which is decoded only now, and may be no name at all
    except (httpx.InvalidURL, TypeError, ValueError):
        raise FetchRefused("malformed", url) from None
    if parsed.scheme not in {"http", "https"}:
        raise FetchRefused("scheme", url)
    if parsed.userinfo:
        raise FetchRefused("credentials", str(parsed.copy_with(userinfo=b"")))
    if not host:
        raise FetchRefused("host", url)
    port = 443 if parsed.port is None else parsed.port
    if port > _LAST_PORT or (port < _FIRST_HIGH_PORT and port not in {80, 443} and not allow_private):
        raise FetchRefused("port", url)
    return parsed.copy_with(fragment=None)


class _Visit:
    """One fetch with all its redirects, under one deadline."""

    def __init__(self, url: str, headers: dict[str, str], limits: FetchLimits, allow_private: bool, resolve: Resolver) -> None:
        self.url = _checked(url, allow_private)
        self.headers = headers
        self.limits = limits
        self.allow_private = allow_private
        self.deadline = _Deadline(limits.seconds)
        self.backend = _CheckedBackend(self.deadline, allow_private, resolve)
        self.moved_to = ""
        self.may_move = True

    def follow(self) -> Fetched:
        try:
            for _ in range(self.limits.redirects + 1):
                answer = self._ask()
                if isinstance(answer, Fetched):
                    return answer
                self.url = answer
        except _Trouble as trouble:
            if trouble.reason == "private_address":
                raise FetchRefused(trouble.reason, str(self.url)) from None
            raise self._failed(trouble.reason) from None
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise self._failed(_reason_of(error)) from error
        raise self._failed("too_many_redirects")

    def _failed(self, reason: str, **more: int | None) -> FetchFailed:
        return FetchFailed(reason, str(self.url), **more)

    def _ask(self) -> Fetched | httpx.URL:
        """One request: an answer, or where to ask next."""
        secure = self.url.scheme == "https"
        headers = {
            "Host": self.url.netloc.decode("ascii"), "User-Agent": "EventHub", "Accept": "*/*",
            "Accept-Encoding": "gzip", "Connection": "close", **self.headers,
        }  # fmt: skip
        with (
            httpcore.ConnectionPool(network_backend=self.backend, ssl_context=_tls() if secure else None) as pool,
            pool.stream("GET", _core_url(self.url), headers=list(headers.items())) as response,
        ):
            values = httpx.Headers(response.headers)
            if response.status in _REDIRECTS:
                target = self._next(values.get("Location", ""))
                self.may_move = self.may_move and response.status in _PERMANENT
                self.moved_to = str(target) if self.may_move else self.moved_to
                return target
            if response.status == 304 and not self.headers:
                raise _Trouble("protocol")  # nobody asked whether it has changed
            if response.status not in {200, 304}:
                raise self._failed("status", status=response.status, retry_after=_seconds(values.get("Retry-After")))
            body = b"" if response.status == 304 else self._body(response.iter_stream(), values)
            return Fetched(
                response.status, body, values.get("Content-Type", ""), values.get("ETag"), values.get("Last-Modified"),
                str(self.url), self.moved_to,
            )  # fmt: skip

    def _next(self, location: str) -> httpx.URL:
        try:
            target = self.url.join(location) if location else None
        except (httpx.InvalidURL, ValueError):
            target = None
        if target is None:
            raise _Trouble("bad_redirect")
        return _checked(str(target), self.allow_private)

    def _body(self, stream: Iterable[bytes], headers: httpx.Headers) -> bytes:
        length = headers.get("Content-Length", "")
        if length.isdecimal() and int(length[:18]) > self.limits.max_bytes:
            raise _Trouble("too_large")
        body = bytearray()
        for piece in _decoded(self._capped(stream), headers.get("Content-Encoding", "")):
            body += piece
            if len(body) > self.limits.max_bytes:
                raise _Trouble("too_large")
        return bytes(body)

    def _capped(self, stream: Iterable[bytes]) -> Iterator[bytes]:
        seen = 0
        for piece in stream:
            self.deadline.left()
            seen += len(piece)
            if seen > self.limits.max_bytes:
                raise _Trouble("too_large")
            yield piece


def _core_url(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)


def _decoded(stream: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The body without its content coding (RFC 9110 §8.4), in pieces of at most 64 kB however it was packed."""
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        yield from stream
    elif name in {"gzip", "x-gzip", "deflate"}:
        yield from _inflated(stream, zlib.MAX_WBITS if name == "deflate" else zlib.MAX_WBITS | 16)
    else:
        raise _Trouble("bad_encoding")


def _inflated(stream: Iterable[bytes], window: int) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(window)
    try:
        for piece in stream:
            packed = piece
            while packed and not unpacker.eof:
                yield unpacker.decompress(packed, _CHUNK)
                packed = unpacker.unconsumed_tail
        while not unpacker.eof and (rest := unpacker.decompress(b"", _CHUNK)):
            yield rest
    except zlib.error:
        raise _Trouble("bad_encoding") from None
    if not unpacker.eof:
        raise _Trouble("cut_off")


def _reason_of(error: Exception) -> str:
    if isinstance(error, httpcore.TimeoutException):
        return "timeout"
    if isinstance(error.__context__, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
        return "tls"
    if isinstance(error, httpcore.ConnectError):
        return "unreachable"
    text = str(error)
    is_cut = isinstance(error, httpcore.ReadError) or "peer closed" in text or "disconnected" in text
    return "cut_off" if is_cut else "protocol"


def _seconds(value: str | None) -> int | None:
    """A Retry-After in seconds, which may be given as a date (RFC 9110 §10.2.3); None for anything else."""
    if value is None:
        return None
    if value.isdecimal():
        return int(value) if len(value) < 8 else None
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return max(0, round((aware - clock.now()).total_seconds()))


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()


# The connection


class _Trouble(Exception):
    """A reason code on its way up to where the address is known."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Deadline:
    """The moment by which everything has to be done."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left. Raises _Trouble when there are none."""
        left = self._at - time.monotonic()
        if left <= 0:
            raise _Trouble("timeout")
        return left


class _CheckedBackend(httpcore.NetworkBackend):
    """Connects to addresses it has looked at, and to no other."""

    def __init__(self, deadline: _Deadline, allow_private: bool, resolve: Resolver) -> None:
        self._deadline = deadline
        self._allow_private = allow_private
        self._resolve = resolve
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = self._addresses(host, port)
        if not self._allow_private and not all(map(is_public, addresses)):
            raise _Trouble("private_address")
        for at, address in enumerate(addresses, 1):
            share = self._deadline.left() / (1 + len(addresses) - at)
            try:
                return _TimedStream(self._inner.connect_tcp(address, port, share), self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if at == len(addresses):
                    raise
        raise _Trouble("no_such_host")

    def _addresses(self, host: str, port: int) -> list[str]:
        """The host's addresses; a resolver that hangs is left behind in its thread when time is up."""
        found: list[str] = []

        def look_up() -> None:
            with suppress(OSError, UnicodeError):  # an empty list says the same
                found.extend(dict.fromkeys(self._resolve(host.strip("[]"), port)))

        thread = threading.Thread(target=look_up, daemon=True, name="resolve")
        thread.start()
        thread.join(self._deadline.left())
        if thread.is_alive():
            raise _Trouble("timeout")
        if not found:
            raise _Trouble("no_such_host")
        return found[:8]


class _TimedStream(httpcore.NetworkStream):
    """A connection on which every wait ends with the deadline of the whole visit."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._inner.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _system_addresses(host: str, port: int) -> list[str]:
    return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
