"""A source's content: fetched through the guard, read into events, kept packed. Nothing here needs a transaction but keeping."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from eventhub.core import clock
from eventhub.core.db import db, upsert
from eventhub.imports.ical import NotACalendar, Reading
from eventhub.imports.jsonld import read_page
from eventhub.imports.reading import looks_like_page, read_any
from eventhub.imports.sources.models import Source, SourceContent, SourceKind
from eventhub.imports.sources.reach import may_be_private

MAX_BYTES = 5_000_000
"""Of an address, of a file that comes by the web, and of what is kept."""
_NOISE = re.compile(rb"^(?:DTSTAMP|LAST-MODIFIED)[:;][^\n]*\n(?:[ \t][^\n]*\n)*", re.IGNORECASE | re.MULTILINE)
_ENDED = re.compile(rb"END:VCALENDAR\s*\Z", re.IGNORECASE)
OnProgress = Callable[[int, int], None]
"""``on_progress(done, total)``, in lines or bytes of the reader."""


class Unusable(Exception):
    """There is nothing usable at the place; ``reason`` is a code of :data:`eventhub.imports.report.NOT_A_CALENDAR`."""

    def __init__(self, reason: str, detail: object = "", *, line: int | None = None, retry_after: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = str(detail)[:200]
        self.line = line
        self.retry_after = retry_after

    @property
    def is_gone(self) -> bool:
        """Whether the host says that there is nothing (404, 410)."""
        return self.reason == "status" and self.detail in {"404", "410"}


@dataclass(frozen=True, slots=True)
class Content:
    """What an address gave: ``data`` is None when it has not changed since the validators were given (304)."""

    data: bytes | None
    url: str = ""
    etag: str = ""
    last_modified: str = ""
    moved_to: str = ""
    """Where the address says that it has moved for good."""
    reading: Reading | None = None
    """What is in it, where somebody has read it already."""


def normal_address(place: str) -> str:
    """The address as it is asked; ``webcal`` means https.

    :raises Unusable: it is none that may be asked.
    """
    from eventhub.core.fetch import (
        FetchRefused,
        check_url,
    )  # inline: httpx takes a tenth of a second that a server's start can save

    scheme, _, rest = place.strip().partition("://")
    if scheme.lower() in {"webcal", "webcals"}:
        place = f"https://{rest}"
    try:
        return check_url(place.strip(), allow_private=may_be_private())
    except FetchRefused as refused:
        raise Unusable(refused.reason) from None


def get_content(place: str, *, etag: str = "", last_modified: str = "") -> Content:
    """Ask the address, conditionally where validators are given. Redirects are followed; where permanent ones lead is said.

    :raises Unusable: it gave nothing usable.
    """
    from eventhub.core.fetch import FetchFailed, FetchLimits, FetchRefused, fetch  # inline: as above

    limits = FetchLimits(max_bytes=MAX_BYTES)
    try:
        got = fetch(
            place, etag=etag or None, last_modified=last_modified or None, limits=limits, allow_private=may_be_private()
        )
    except FetchRefused as refused:
        raise Unusable(refused.reason) from None
    except FetchFailed as failed:
        reason = "answer_too_large" if failed.reason == "too_large" else failed.reason
        raise Unusable(reason, failed.status or "", retry_after=failed.retry_after) from None
    tag, modified = (got.etag or "")[:501], (got.last_modified or "")[:101]
    return Content(
        None if got.status == 304 else got.body, got.final_url[:1000],
        tag if len(tag) <= 500 else "", modified if len(modified) <= 100 else "", got.moved_to,
    )  # fmt: skip


def read_content(kind: SourceKind, data: bytes, url: str, *, on_progress: OnProgress = lambda _done, _total: None) -> Reading:
    """The events in a source's content; a page without any gives an empty reading.

    :param url: where it was found, against which the links of a page are read.
    :raises Unusable: it is no calendar.
    """
    try:
        return read_page(data, url) if kind is SourceKind.PAGE else read_any(data, url, on_progress=on_progress)
    except NotACalendar as refused:
        raise Unusable(refused.reason, line=refused.line or None) from None


def kind_of(kind: SourceKind, data: bytes) -> SourceKind:
    """What an address really holds, a calendar or a page, whatever it was said to be."""
    if kind is SourceKind.FILE:
        return kind
    return SourceKind.PAGE if looks_like_page(data) else SourceKind.FEED


def digest_of(data: bytes, salt: str = "") -> str:
    """Tells contents apart, but for the lines that only say when they were written (DTSTAMP, LAST-MODIFIED)."""
    return hashlib.blake2b(_NOISE.sub(b"", data), digest_size=16, key=salt.encode()).hexdigest()


def is_cut_off(kind: SourceKind, data: bytes) -> bool:
    """Whether a calendar begins and does not end: what is missing then has not vanished."""
    return kind is not SourceKind.PAGE and not _ENDED.search(data[-4096:])


def keep(source: Source, data: bytes, url: str = "") -> None:
    """Keep the content in the place of the last one; what is too large to keep leaves none."""
    if len(data) > MAX_BYTES:
        forget(source)
        return
    values = {"packed": gzip.compress(data, 6, mtime=0), "size": len(data), "url": url[:1000], "kept_at": clock.now()}
    db.session.execute(
        upsert(SourceContent)
        .values(source_id=source.id, **values)
        .on_conflict_do_update(index_elements=["source_id"], set_=values)
    )


def forget(source: Source) -> None:
    """Keep no content any more."""
    db.session.execute(sa.delete(SourceContent).where(SourceContent.source_id == source.id))


def kept(source_id: int) -> tuple[bytes, str] | None:
    """The content that is kept, and where it was found; None when there is none."""
    content = db.session.get(SourceContent, source_id, populate_existing=True)
    return (gzip.decompress(content.packed), content.url) if content else None
