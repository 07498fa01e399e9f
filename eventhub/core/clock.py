"""The one place that asks what time it is."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, aware, in UTC, to the microsecond."""
    return datetime.now(UTC)


def now_in_seconds() -> datetime:
    """The present instant cut to whole seconds, as HTTP dates and calendar stamps need it."""
    return now().replace(microsecond=0)
