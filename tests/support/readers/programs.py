"""Readers that are programs of their own, started once for a test run: ical.js and node-ical under Node, libical in C.

Each answers requests over its pipes, so that a thousand calendars cost one start. What cannot be had on this machine is
skipped with a reason; in CI that is a failure.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import pytest

from tests.support.readers.values import Found, found_in

HERE = Path(__file__).parent
BUILT = Path(__file__).parents[3] / "var" / "tests"
PATIENCE = 60.0
"""Seconds that one answer may take."""


class Program:
    """A running reader."""

    def __init__(self, command: Sequence[str | Path]) -> None:
        environ = {**os.environ, "TZ": "UTC"}
        self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ, bufsize=0)
        atexit.register(self.stop)

    def ask(self, verb: str, data: bytes, start: int = 0, end: int = 0) -> list[Found]:
        """What it finds. Raises AssertionError where it finds fault with the calendar, or says nothing in time."""
        assert self._child.stdin
        self._child.stdin.write(f"{verb} {start} {end} {len(data)}\n".encode() + data)
        answer: dict[str, Any] = json.loads(self._line())
        assert "error" not in answer, answer["error"]
        return [found_in(one) for one in answer["found"]]

    def _line(self) -> bytes:
        assert self._child.stdout
        line, until = b"", time.monotonic() + PATIENCE
        while not line.endswith(b"\n"):
            ready, _, _ = select.select([self._child.stdout], [], [], max(0.0, until - time.monotonic()))
            piece = os.read(self._child.stdout.fileno(), 1 << 20) if ready else b""
            if not piece:
                self.stop()
                raise AssertionError(f"{self._child.args!r} gave no answer")
            line += piece
        return line

    def stop(self) -> None:
        """End it, and close its pipes."""
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe:
                pipe.close()


def read_with(name: str, data: bytes) -> list[Found]:
    """Each VEVENT as that program reads it."""
    return _program(name).ask("read", data)


def expand_with(name: str, data: bytes, start: datetime, end: datetime) -> list[Found]:
    """The dates that it finds to start in the span."""
    return _program(name).ask("expand", data, int(start.timestamp()), int(end.timestamp()))


@cache
def _running(name: str) -> Program | str:
    """The program, or the reason why there is none."""
    if name == "libical":
        return _libical()
    node = shutil.which("node")
    return Program([node, HERE / "js_readers.mjs", name]) if node else f"there is no node on this machine, so no {name}"


def _libical() -> Program | str:
    """Compiled on first use, kept under the hash of its source."""
    compiler, config = shutil.which("cc"), shutil.which("pkg-config")
    if not compiler or not config:
        return "there is no C compiler with pkg-config on this machine, so no libical"
    flags = subprocess.run([config, "--cflags", "--libs", "libical"], capture_output=True, text=True, check=False)
    if flags.returncode:
        return "there is no libical-dev on this machine"
    source = HERE / "libical_reader.c"
    program = BUILT / f"libical_reader-{hashlib.sha256(source.read_bytes()).hexdigest()[:12]}"
    if not program.exists():
        BUILT.mkdir(parents=True, exist_ok=True)
        made = program.with_suffix(f".{os.getpid()}")
        subprocess.run([compiler, "-O1", "-o", made, source, *flags.stdout.split()], check=True)
        made.rename(program)
    return Program([program])


def _program(name: str) -> Program:
    found = _running(name)
    return _give_up(found) if isinstance(found, str) else found


def _give_up(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
