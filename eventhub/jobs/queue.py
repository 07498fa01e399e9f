"""The queue that wakes the worker. It may be away, and what stands in it may be lost: the outbox is the truth."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import structlog

if TYPE_CHECKING:
    from huey import Huey

NAME = "eventhub"
PATIENCE_SECONDS = 1
"""How long a request waits for the queue at most."""
PAUSE_SECONDS = 30.0
"""How long the queue is left alone after it did not answer."""
POSTGRESQL = frozenset({"postgresql", "postgres", "postgresql+psycopg"})
REDIS = frozenset({"redis", "rediss"})

log = structlog.get_logger()
_waker: list[Callable[[], object]] = []
_away_until: list[float] = [0.0]


class PlainSerializer:
    """Tasks as JSON: whoever can write into the queue must not be able to run code (as pickle would let them)."""

    def serialize(self, data: Any) -> bytes:
        """A task's message, which is a plain tuple."""
        return json.dumps(data).encode()

    def deserialize(self, data: bytes) -> Any:
        """The message again."""
        from huey.registry import Message  # inline: see make_queue

        return Message(*json.loads(bytes(data)))


def demand_url(url: str) -> None:
    """Say whether there is such a queue, without loading or asking it.

    :raises ValueError: it is none that is known, or what it needs is not installed.
    """
    scheme, _colon, rest = url.partition(":")
    if url and not (scheme in POSTGRESQL | REDIS and rest.startswith("//") and rest != "//"):
        raise ValueError("EVENTHUB_QUEUE_URL must be empty, postgresql://user@host/database or redis://host.")
    if scheme in REDIS and find_spec("redis") is None:
        raise ValueError("EVENTHUB_QUEUE_URL asks for Redis, whose Python package is missing: pip install redis.")


def make_queue(url: str, home: Path) -> Huey:
    """The queue that a setting asks for. Only the file is opened now; the others when they are needed.

    :param url: empty for a file below ``home``, ``postgresql://…``, or ``redis://…`` (with the ``redis`` package installed).
    :raises ValueError: it is none of these, or what it needs is not installed.
    """
    from huey import PostgresHuey, RedisHuey, SqliteHuey  # inline: a tenth of a second that a server's start can save

    demand_url(url)
    scheme, _colon, rest = url.partition(":")
    common = {"name": NAME, "results": False, "serializer": PlainSerializer()}
    if scheme in POSTGRESQL:
        # psycopg waits for two seconds at least.
        return PostgresHuey(dsn=f"postgresql:{rest}", connect_timeout=2, create_tables=False, **common)
    if scheme in REDIS:
        separator = "&" if urlsplit(url).query else "?"
        return RedisHuey(url=f"{url}{separator}socket_connect_timeout={PATIENCE_SECONDS}", **common)
    # A wake-up lost in a power cut is found by the sweep, so the file need not be forced to the disk.
    return SqliteHuey(filename=str(home / "queue.sqlite"), fsync=False, timeout=PATIENCE_SECONDS, **common)


def prepare(huey: Huey) -> None:
    """Make the queue's tables where there are such; done by the worker before it begins."""
    initialize = getattr(huey.storage, "initialize_schema", None)
    if initialize is not None:
        initialize()


def bind(waker: Callable[[], object]) -> None:
    """Set what puts "deliver the mail" into the queue."""
    _waker[:] = [waker]
    _away_until[0] = 0.0


def wake() -> None:
    """Have the mail delivered soon. Never raises: what a lost wake-up leaves behind, the sweep finds within a minute."""
    if not _waker or time.monotonic() < _away_until[0]:
        return
    try:
        _waker[0]()
    except Exception as error:
        _away_until[0] = time.monotonic() + PAUSE_SECONDS
        log.warning("queue.away", error=type(error).__name__)
