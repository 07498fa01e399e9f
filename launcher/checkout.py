"""Where things lie in a checkout. Everything the launcher makes is in ``.venv`` or ``var``, which git ignores."""

import contextlib
import fcntl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from launcher.say import say

RUNTIME_LOCK = "requirements.lock"
DEV_LOCK = "requirements-dev.lock"


@dataclass(frozen=True)
class Checkout:
    """One working copy of the project."""

    root: Path

    @property
    def venv(self) -> Path:
        """The environment's folder."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self.venv / "bin" / "python"

    @property
    def stamp(self) -> Path:
        """The note that says from what a finished environment was made."""
        return self.venv / "eventhub-stamp.json"

    @property
    def var(self) -> Path:
        """Everything that running the project leaves behind."""
        return self.root / "var"

    @property
    def demo(self) -> Path:
        """The demo world: database, files, mail."""
        return self.var / "demo"


@contextlib.contextmanager
def alone(path: Path, *, waiting: str) -> Iterator[None]:
    """Hold the lock file at ``path``; says ``waiting`` once when somebody else holds it, and waits."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(waiting)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
