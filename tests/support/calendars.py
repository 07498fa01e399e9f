"""Calendars for tests: text in a few words, and a server on this machine that answers as it is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def vevent(
    *lines: str, uid: str = "one", title: str = "Talk", start: str = "DTSTART;TZID=Europe/Berlin:20270501T190000"
) -> str:
    """One event of two hours."""
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", start, "DURATION:PT2H", *lines, "END:VEVENT"])


def vcalendar(*events: str, name: str = "Our evenings") -> bytes:
    """A whole calendar."""
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", f"X-WR-CALNAME:{name}", *events, "END:VCALENDAR", ""]).encode()


COMPLETE = ("LOCATION:c-base\\, Rungestr. 20", "DESCRIPTION:Bring cake.")
"""What a draft needs besides title and date so that nothing is missing."""


@dataclass
class CalendarServer:
    """What stands at each path, ``(status, headers, body)``, and what was asked, ``(path, headers)``."""

    base: str = ""
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def put(self, path: str, body: bytes, *, status: int = 200, **headers: str) -> str:
        """Set what a path answers; returns its address. Header names have underscores for dashes."""
        self.answers[path] = (status, {name.replace("_", "-"): value for name, value in headers.items()}, body)
        return f"{self.base}{path}"


@contextmanager
def serve_calendars() -> Iterator[CalendarServer]:
    """A server on this machine; it answers 304 where the ETag that it gave comes back."""
    told = CalendarServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append((self.path, dict(self.headers)))
            status, headers, body = told.answers.get(self.path, (404, {}, b""))
            if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        told.base = f"http://127.0.0.1:{listening.server_port}"
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield told
        finally:
            listening.shutdown()
            thread.join()
