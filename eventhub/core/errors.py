"""Everything a service may refuse with. Faces turn these into answers; nobody parses their text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

Text = Any  # a str, or a lazy string that becomes one in the reader's language


class Refused(Exception):
    """A service did not do it, for a reason that the person may read.

    ``message`` is said to the person as it is; ``status`` is the HTTP status a face should answer with.
    """

    status = 409

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message


class Invalid(Refused):
    """Some of the values given are not right: one message a field, to be shown beside it."""

    status = 422

    def __init__(self, fields: Mapping[str, Text], message: Text = "") -> None:
        super().__init__(message or "; ".join(f"{name}: {text}" for name, text in fields.items()))
        self.fields = dict(fields)


class NotAllowed(Refused):
    """The person may see the thing but not do this to it."""

    status = 403


class NotFound(Refused):
    """There is no such thing, or it is not this person's to know."""

    status = 404


class AlreadyDone(Refused):
    """Somebody else was quicker. ``by`` and ``at`` say who and when, where it is known."""

    status = 409

    def __init__(self, message: Text, *, by: str | None = None, at: datetime | None = None) -> None:
        super().__init__(message)
        self.by = by
        self.at = at


class Changed(Refused):
    """The record was changed by someone else since the person began to edit it."""

    status = 409


class TooMany(Refused):
    """A limit is used up; ``retry_after`` is in seconds."""

    status = 429

    def __init__(self, message: Text, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after
