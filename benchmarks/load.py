"""A small load tool: keep-alive connections in one loop, every answer's latency kept."""

from __future__ import annotations

import selectors
import socket
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

MOST = 1_000_000


@dataclass(frozen=True)
class Result:
    """What came of one load."""

    answers: int
    seconds: float
    latencies: list[float]
    statuses: dict[int, int]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds

    def percentile(self, share: float) -> float:
        """A latency in milliseconds that this share of the answers stayed below."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000

    @property
    def median(self) -> float:
        """The middle latency in milliseconds."""
        return statistics.median(self.latencies) * 1000


class _Connection:
    """One connection: a request out, its answer in, and so on."""

    def __init__(self, port: int, make: Callable[[int], bytes], numbers: count[int]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.make, self.numbers, self.buffer, self.wanted = make, numbers, b"", -1

    def send(self) -> None:
        self.sent = time.perf_counter()
        self.buffer, self.wanted = b"", -1
        self.socket.sendall(self.make(next(self.numbers)))

    def receive(self) -> int:
        """The status when the answer is whole, else 0."""
        self.buffer += self.socket.recv(1 << 20)
        if self.wanted < 0:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return 0
            head = self.buffer[:end].lower()
            length = head.find(b"content-length:")
            size = int(head[length + 15 :].split(b"\r\n")[0]) if length >= 0 else 0
            self.wanted = end + 4 + (0 if head[9:12] in {b"304", b"204"} else size)
        return int(self.buffer[9:12]) if len(self.buffer) >= self.wanted else 0


def request(path: str, **headers: str) -> bytes:
    """A GET, as bytes."""
    lines = [
        f"GET {path} HTTP/1.1",
        "Host: 127.0.0.1",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def run(port: int, make: Callable[[int], bytes], *, seconds: float, connections: int = 8) -> Result:
    """Keep so many requests under way for so long. ``make(n)`` gives the n-th request."""
    numbers, latencies, statuses = count(), [], {}
    chooser = selectors.DefaultSelector()
    open_ones = [_Connection(port, make, numbers) for _ in range(connections)]
    for connection in open_ones:
        chooser.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send()
    begun = time.perf_counter()
    end = begun + seconds
    while (now := time.perf_counter()) < end and len(latencies) < MOST:
        for key, _ in chooser.select(timeout=1):
            status = key.data.receive()
            if status:
                latencies.append(time.perf_counter() - key.data.sent)
                statuses[status] = statuses.get(status, 0) + 1
                key.data.send()
    for connection in open_ones:
        connection.socket.close()
    return Result(len(latencies), now - begun, latencies, statuses)
