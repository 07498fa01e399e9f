"""Pictures of imported events: fetched through the guard, re-encoded like uploads, given to events that have none of their own."""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.core import clock, storage
from eventhub.core.db import Base, db, enum_column, transaction, upsert
from eventhub.core.errors import Invalid
from eventhub.core.storage import StoredFile
from eventhub.core.text import is_web_address, make_key
from eventhub.events.models import Event
from eventhub.events.queries import get_event_by_id
from eventhub.events.services import publicity

if TYPE_CHECKING:
    from eventhub.core.images import Picture

MAX_BYTES = 5_000_000
MAX_URL = 2000
SECONDS = 10
"""For one picture; the guard's limit for everything together."""
BUDGET_SECONDS = 60.0
"""After so long a run begins no other picture: the worker has more to do."""
AGAIN_AFTER = timedelta(days=7)


class PictureState(StrEnum):
    """What became of a picture that is wanted."""

    WANTED = "wanted"
    KEPT = "kept"
    """It was fetched; or the event had one by then."""
    FAILED = "failed"


class WantedPicture(Base):
    """Where the source of an event has its picture. ``reason`` is a code of the guard's, or ``no_picture``."""

    __tablename__ = "wanted_pictures"
    __table_args__ = (sa.Index("ix_wanted_pictures_due", "state", "tried_at"),)

    event_id: Mapped[int] = mapped_column(sa.ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    url: Mapped[str] = mapped_column(sa.String(MAX_URL))
    state: Mapped[PictureState] = mapped_column(enum_column(PictureState, "state"), default=PictureState.WANTED)
    tried_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(sa.String(40), default="")


def want_pictures(wanted: Mapping[int, str]) -> None:
    """Remember where the pictures of imported events lie: the event's id and the address. Fetches nothing, never commits.

    An event that is known here with the same address is left as it is; another address is asked anew.
    """
    rows = [
        {"event_id": event_id, "url": url, "state": PictureState.WANTED, "tried_at": None, "reason": ""}
        for event_id, url in sorted(wanted.items()) if len(url) <= MAX_URL and is_web_address(url)
    ]  # fmt: skip
    insert = upsert(WantedPicture)
    anew = {name: insert.excluded[name] for name in ("url", "state", "tried_at", "reason")}
    statement = insert.on_conflict_do_update(
        index_elements=["event_id"], set_=anew, where=WantedPicture.url != insert.excluded.url
    )
    for at in range(0, len(rows), 200):
        db.session.execute(statement.values(rows[at : at + 200]))


def fetch_pictures(*, limit: int = 50, allow_private: bool = False) -> int:
    """Fetch the pictures that are wanted, at most so many, and return how many events have a cover now that had none.

    For a job after a sync: asks the network outside of any transaction, and writes each picture in a transaction of its
    own. What fails is not asked again for a week. A cover that somebody here has chosen stays.
    """
    given, stop = 0, time.monotonic() + BUDGET_SECONDS
    for url in _list_due(limit):
        if time.monotonic() > stop:
            break
        picture, reason = _fetch(url, allow_private)
        with transaction():
            given += _give(url, picture) if picture is not None else _give_up(url, reason)
    return given


def _list_due(limit: int) -> Sequence[str]:
    """The addresses to ask, those that wait longest first, each once for all events that want it."""
    now = clock.now()
    due = sa.or_(
        WantedPicture.state == PictureState.WANTED,
        sa.and_(WantedPicture.state == PictureState.FAILED, WantedPicture.tried_at <= now - AGAIN_AFTER),
    )
    first = sa.func.min(WantedPicture.event_id)
    found = db.session.scalars(
        sa.select(WantedPicture.url).where(due).group_by(WantedPicture.url).order_by(first).limit(limit)
    ).all()
    db.session.rollback()  # nothing is held open while the network is asked
    return found


def _fetch(url: str, allow_private: bool) -> tuple[Picture | None, str]:
    """The picture, ready to be stored; or None and the reason."""
    from eventhub.core.fetch import FetchFailed, FetchLimits, FetchRefused, fetch  # inline: only the worker asks the network
    from eventhub.core.images import read_picture

    try:
        fetched = fetch(url, limits=FetchLimits(max_bytes=MAX_BYTES, seconds=SECONDS), allow_private=allow_private)
        return read_picture(io.BytesIO(fetched.body), max_bytes=MAX_BYTES), ""
    except (FetchRefused, FetchFailed) as error:
        return None, error.reason
    except Invalid:
        return None, "no_picture"


def _give(url: str, picture: Picture) -> int:
    """Give the picture to every event that waits for it and has none, or one from its source."""
    wanting = sa.select(Event.id, Event.status).join(WantedPicture, WantedPicture.event_id == Event.id).where(
        WantedPicture.url == url, WantedPicture.state != PictureState.KEPT, _is_free()
    )  # fmt: skip
    found = db.session.execute(wanting.order_by(Event.id)).all()
    if found:
        stored = _store_once(picture)
        for row in found:
            _set_cover(row.id, stored)
    _note(url, PictureState.KEPT, "")
    return len(found)


def _is_free() -> sa.ColumnElement[bool]:
    """Whether nobody here has given the event its cover: pictures from sources belong to nobody."""
    fetched = sa.select(StoredFile.id).where(StoredFile.owner_id.is_(None), StoredFile.name.like("covers-%"))
    return sa.or_(Event.cover_id.is_(None), Event.cover_id.in_(fetched))


def _give_up(url: str, reason: str) -> int:
    _note(url, PictureState.FAILED, reason)
    return 0


def _note(url: str, state: PictureState, reason: str) -> None:
    db.session.execute(
        sa.update(WantedPicture).where(WantedPicture.url == url, WantedPicture.state != PictureState.KEPT)
        .values(state=state, tried_at=clock.now(), reason=reason).execution_options(synchronize_session=False)
    )  # fmt: skip


def _store_once(picture: Picture) -> StoredFile:
    """The picture as a stored file; one that came in before under another address is taken again."""
    digest = hashlib.sha256(picture.data).hexdigest()
    known = sa.select(StoredFile).where(
        StoredFile.sha256 == digest, StoredFile.owner_id.is_(None), StoredFile.name.like("covers-%")
    )
    if (stored := db.session.scalars(known.order_by(StoredFile.id).limit(1)).first()) is not None:
        return stored
    key = make_key()
    stored = StoredFile(
        key=key, name=f"covers-{key}.webp", content_type=picture.content_type, size=len(picture.data), width=picture.width,
        height=picture.height, sha256=digest, owner_id=None,
    )  # fmt: skip
    storage.storage().put(stored.name, picture.data, picture.content_type)
    db.session.add(stored)
    db.session.flush()
    return stored


def _set_cover(event_id: int, stored: StoredFile) -> None:
    """A draft gets it past the ORM: a picture from its source is no work of anybody's here, so it is no new revision."""
    statement: Any = sa.update(Event).where(Event.id == event_id, _is_free()).values(cover_id=stored.id)
    db.session.execute(statement.execution_options(synchronize_session=False))
    event = get_event_by_id(event_id)
    db.session.refresh(event, ["cover_id", "cover"])
    if event.is_public:
        publicity.refresh(event)
