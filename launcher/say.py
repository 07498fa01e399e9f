"""How the launcher speaks: plain lines, one moving line on a terminal, and one line for whatever went wrong."""

import sys
import time


class Stop(Exception):
    """Ends the launcher with one line for the person in front of it, and an exit code."""

    def __init__(self, message: str, *, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def say(text: str) -> None:
    """Print one line at once, also into a pipe."""
    print(text, flush=True)


def complain(text: str) -> None:
    """Print one line to the error stream."""
    print(text, file=sys.stderr, flush=True)


class Progress:
    """Shows how far a long step is: a line that rewrites itself on a terminal, a line every few seconds elsewhere."""

    def __init__(self, label: str, *, total: int, quiet_seconds: float = 5.0) -> None:
        self.label = label
        self.total = total
        self.started = time.monotonic()
        self._interval = 0.2 if sys.stdout.isatty() else quiet_seconds
        self._shown = self.started if not sys.stdout.isatty() else 0.0

    @property
    def elapsed(self) -> float:
        """Seconds since the step began."""
        return time.monotonic() - self.started

    def show(self, phase: str, count: int) -> None:
        """Tell the phase and the count, unless that was done a moment ago."""
        if time.monotonic() - self._shown < self._interval:
            return
        self._shown = time.monotonic()
        self._write(f"{self.label}: {phase} {count} of {self.total} ({self.elapsed:.0f} s)", stays=False)

    def done(self, text: str) -> None:
        """Close the step with a line that stays."""
        self._write(f"{self.label}: {text} ({self.elapsed:.1f} s)", stays=True)

    def clear(self) -> None:
        """Take the moving line away, so that the next line starts at the margin."""
        if sys.stdout.isatty():
            print("\r\x1b[K", end="", flush=True)

    def _write(self, text: str, *, stays: bool) -> None:
        self.clear()
        print(text, end="\n" if stays or not sys.stdout.isatty() else "", flush=True)
