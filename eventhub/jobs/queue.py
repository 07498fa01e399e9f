"""The queue that wakes the worker. It may be away, and what stands in it may be lost: the outbox is the truth."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import structlog
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.exceptions import ConfigurationError
from huey.registry import Message
from huey.serializer import Serializer

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


class PlainSerializer(Serializer):  # type: ignore[misc]  # huey carries no types
    """Tasks as JSON: whoever can write into the queue must not be able to run code (as pickle would let them)."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps(data).encode()

    def _deserialize(self, data: bytes) -> Any:
        return Message(*json.loads(bytes(data)))


def make_queue(url: str, home: Path) -> Huey:
    """The queue that a setting asks for. Only the file is opened now; the others when they are needed.

    :param url: empty for a file below ``home``, ``postgresql://…``, or ``redis://…`` (with the ``redis`` package installed).
    :raises ValueError: it is none of these, or what it needs is not installed.
    """
    scheme, _colon, rest = url.partition(":")
    common = {"name": NAME, "results": False, "serializer": PlainSerializer()}
    if not url:
        # A wake-up lost in a power cut is found by the sweep, so the file need not be forced to the disk.
        return SqliteHuey(filename=str(home / "queue.sqlite"), fsync=False, timeout=PATIENCE_SECONDS, **common)
    if scheme in POSTGRESQL and urlsplit(url).netloc:
        # psycopg waits for two seconds at least.
        return PostgresHuey(dsn=f"postgresql:{rest}", connect_timeout=2, create_tables=False, **common)
    if scheme in REDIS and urlsplit(url).netloc:
        return _make_redis(url, common)
    raise ValueError("EVENTHUB_QUEUE_URL must be empty, postgresql://user@host/database or redis://host.")


def _make_redis(url: str, common: dict[str, Any]) -> Huey:
    separator = "&" if urlsplit(url).query else "?"
    try:
        return RedisHuey(url=f"{url}{separator}socket_connect_timeout={PATIENCE_SECONDS}", **common)
    except ConfigurationError:
        raise ValueError("EVENTHUB_QUEUE_URL asks for Redis, whose Python package is missing: pip install redis.") from None


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
