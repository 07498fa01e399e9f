"""Minds a handful of processes: all live, or all are stopped."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

from launcher.say import say

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Wish:
    """How often somebody asked us to stop: once is a wish, twice is a command."""

    times: int = 0

    def note(self, _number: int, _frame: FrameType | None) -> None:
        """A signal handler that only counts."""
        self.times += 1


@contextlib.contextmanager
def stop_wishes() -> Iterator[Wish]:
    """While this lasts, Ctrl-C and its kin are counted and raise nothing."""
    wish = Wish()
    before = {number: signal.signal(number, wish.note) for number in STOP_SIGNALS}
    try:
        yield wish
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@dataclass
class Children:
    """Processes that live and end together, each in a session of its own so that Ctrl-C reaches only their minder."""

    wish: Wish
    patience: float = 10.0
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def start(self, name: str, command: Sequence[str], *, settings: Mapping[str, str], keep_open: int) -> None:
        """Start one; ``keep_open`` is the descriptor of a lock that it holds for as long as it lives."""
        self.running[name] = subprocess.Popen(command, env=dict(settings), start_new_session=True, pass_fds=(keep_open,))

    def pids(self) -> list[int]:
        """The process numbers of all of them."""
        return [child.pid for child in self.running.values()]

    def ended(self) -> tuple[str, int] | None:
        """The first that has ended, with its exit code."""
        for name, child in self.running.items():
            if (code := child.poll()) is not None:
                return name, code
        return None

    def mind(self) -> tuple[str, int] | None:
        """Wait until somebody asks to stop (None) or one ends (which, and its exit code)."""
        while not self.wish.times:
            if ended := self.ended():
                return ended
            time.sleep(0.1)
        return None

    def stop(self) -> None:
        """Ask all to end, wait; whoever is too slow, or a second Ctrl-C, is ended by force."""
        asked_before = self.wish.times
        deadline = time.monotonic() + self.patience
        self._send(signal.SIGTERM)
        while any(child.poll() is None for child in self.running.values()):
            if self.wish.times > max(asked_before, 1) or time.monotonic() > deadline:
                say("Ending what is left by force.")
                self._send(signal.SIGKILL)
                break
            time.sleep(0.05)
        for child in self.running.values():
            child.wait()

    def _send(self, number: signal.Signals) -> None:
        for child in self.running.values():
            if child.poll() is None:
                # The whole session, so that a server's own workers are reached too. It may be gone by now.
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(child.pid, number)
