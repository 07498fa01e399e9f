"""How often something may happen: fixed windows counted in a small table, so that they hold across processes.

A key says what is counted and for whom, and never holds a plain address: :func:`mark` makes one from a keyed hash.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, Session, mapped_column

from eventhub.core import clock
from eventhub.core.db import Base, db, upsert
from eventhub.core.errors import TooMany
from eventhub.core.text import lazy_gettext as _l

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COUNTED = "eventhub_limits_counted"
_LOST = "eventhub_limits_lost"
_secret: list[bytes] = []


class Limit(Base):
    """The count of one key in one window. The end belongs to the key: windows of two lengths may start together."""

    __tablename__ = "limits"

    key: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    window_end: Mapped[datetime] = mapped_column(primary_key=True, index=True)
    count: Mapped[int] = mapped_column(default=0)


def bind_secret(secret: bytes) -> None:
    """Set the key of the hashes; called once by the application. A new secret forgets the counts so far."""
    _secret[:] = [hashlib.blake2b(secret, person=b"eventhub.limits").digest()]


def mark(kind: str, secret_text: str) -> str:
    """``kind:<hex>``: a key that stands for an address of a person or network without holding it.

    Spaces around it and upper or lower case make no difference.

    :raises LookupError: no secret is bound.
    """
    if not _secret:
        raise LookupError("no secret is bound: call limits.bind_secret first")
    text = secret_text.strip().casefold().encode("utf-8", "surrogatepass")
    return f"{kind}:{hashlib.blake2b(text, key=_secret[0], digest_size=16).hexdigest()}"


def hit(key: str, *, limit: int, window: timedelta) -> None:
    """Count one, in the present transaction. A count that is rolled back is kept aside: see :func:`count_lost`.

    :param limit: how many may happen in one window.
    :raises TooMany: this was one more than that; ``retry_after`` is the rest of the window in whole seconds.
    """
    moment = clock.now()
    start = _window_start(moment, window)
    count = _count_one(key, start, start + window)
    db.session.info.setdefault(_COUNTED, []).append((key, start, start + window))
    if count > limit:
        rest = start + window - moment
        raise TooMany(_l("That was a little too often. Please try again later."), retry_after=_whole_seconds(rest))


def count_lost() -> bool:
    """Count again what was counted in transactions that were rolled back since: a failed try is a try.

    Called by the application at the end of a request, before its commit or in a transaction of its own after a
    failure. Returns whether there was anything.
    """
    lost = db.session.info.pop(_LOST, [])
    for key, start, end in lost:
        _count_one(key, start, end)
    return bool(lost)


def _count_one(key: str, start: datetime, end: datetime) -> int:
    counted: int = db.session.execute(
        upsert(Limit).values(key=key, window_start=start, window_end=end, count=1)
        .on_conflict_do_update(index_elements=["key", "window_start", "window_end"], set_={"count": Limit.count + 1})
        .returning(Limit.count)
    ).scalar_one()  # fmt: skip
    return counted


def _forget_counted(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_COUNTED, None)


def _set_aside(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.setdefault(_LOST, []).extend(session.info.pop(_COUNTED, []))


event.listen(Session, "after_commit", _forget_counted)
event.listen(Session, "after_rollback", _set_aside)


def peek(key: str, *, window: timedelta) -> int:
    """How many were counted in the present window. Counts nothing."""
    start = _window_start(clock.now(), window)
    found = db.session.scalar(
        sa.select(Limit.count).where(Limit.key == key, Limit.window_start == start, Limit.window_end == start + window)
    )
    return found or 0


def clear(key: str) -> None:
    """Forget what was counted under the key, as after a sign-in that worked."""
    db.session.execute(sa.delete(Limit).where(Limit.key == key).execution_options(synchronize_session=False))


def sweep() -> int:
    """Remove the windows that are over; returns how many there were."""
    over = sa.delete(Limit).where(Limit.window_end <= clock.now()).returning(Limit.key)
    return len(db.session.execute(over.execution_options(synchronize_session=False)).all())


def _window_start(moment: datetime, window: timedelta) -> datetime:
    return _EPOCH + (moment - _EPOCH) // window * window


def _whole_seconds(span: timedelta) -> int:
    return max(1, -(-span // timedelta(seconds=1)))
