"""From the start of the server to its first answer, and the memory of two workers."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.speed import fetch, free_port, memory_of, server

TIMES = 5


def main() -> None:
    """Start five times with two workers, each time on the same home."""
    port = free_port()
    os.environ.update(EVENTHUB_HOME=tempfile.mkdtemp(prefix="eventhub-start-"), EVENTHUB_BASE_URL=f"http://127.0.0.1:{port}",
                      EVENTHUB_LOG_LEVEL="ERROR")  # fmt: skip
    took, memory = [], 0.0
    for _ in range(TIMES):
        begun = time.perf_counter()
        with server(port, 2) as group:
            took.append(time.perf_counter() - begun)
            for _ in range(20):
                fetch(port, "/healthz").read()
            memory = memory_of(group)
    took.sort()
    print(f"start to first answer, two workers: median {took[TIMES // 2]:.2f} s, best {took[0]:.2f} s, worst {took[-1]:.2f} s")
    print(f"memory of two workers and their parent (PSS): {memory:.0f} MB")


if __name__ == "__main__":
    main()
