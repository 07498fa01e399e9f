"""A small SMTP server on loopback, which answers as a test wants."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Script:
    """What the server says, and what it has seen. ``by_reader`` answers RCPT; ``DROP`` hangs up."""

    by_reader: dict[str, str] = field(default_factory=dict)
    sender: str = "250 ok"
    greeting: str = "220 here"
    connections: int = 0
    commands: list[str] = field(default_factory=list)
    letters: list[tuple[str, bytes]] = field(default_factory=list)


DROP = "drop"


class _Handler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        script = self.server.script
        script.connections += 1
        self._say(script.greeting)
        reader = ""
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            verb = line.split(" ")[0].split(":")[0].upper()
            script.commands.append(verb)
            if verb == "RCPT":
                reader = line[line.index("<") + 1 : line.index(">")]
                answer = script.by_reader.get(reader, "250 ok")
            elif verb == "MAIL":
                answer = script.sender
            elif verb == "DATA":
                self._say("354 go on")
                script.letters.append((reader, self._letter()))
                answer = "250 taken"
            else:
                answer = "221 bye" if verb == "QUIT" else "250 ok"
            if answer == DROP:
                return
            self._say(answer)
            if verb == "QUIT":
                return

    def _letter(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, script: Script) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = script


@contextmanager
def running(script: Script) -> Iterator[str]:
    """The address of a server that follows the script."""
    with _Server(script) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"smtp://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
