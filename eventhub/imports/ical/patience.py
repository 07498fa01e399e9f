"""How long somebody waits for what can be had of a file."""

from __future__ import annotations

import time
from math import inf


class Patience:
    """So many seconds by the clock from now on, or no end. Counting bounds the work; this bounds it on slow machines too."""

    def __init__(self, seconds: float = inf) -> None:
        self._end = time.monotonic() + seconds

    @property
    def is_over(self) -> bool:
        """Whether what is not done by now is left undone."""
        return time.monotonic() >= self._end
