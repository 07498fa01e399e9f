"""Conditional requests for stored answers (RFC 9110 §8.8, §12.5.3, §13): values in, values out, no web framework."""

import re
import unicodedata
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from hashlib import sha256
from typing import Literal
from urllib.parse import quote

Coding = Literal["gzip", "identity"]
Audience = Literal["public", "personal"]
Disposition = Literal["inline", "attachment"]

ICS_TYPE = "text/calendar; charset=utf-8"

_SECOND = timedelta(seconds=1)
_GZIP_LEVEL = 1  # 9 ms for 1 MB of calendar, an eighth of its size; level 6 takes 30 ms for a tenth
_GZIP_WINDOW = 31  # the largest window, with gzip's own header, whose time field zlib leaves at zero (RFC 1952 §2.3.1)
_COMMON = {"Vary": "Accept-Encoding", "X-Robots-Tag": "noindex"}
_BY_AUDIENCE: dict[Audience, dict[str, str]] = {
    "public": {
        "Cache-Control": "public, max-age=900, stale-while-revalidate=3600",
        **_COMMON,
        "Access-Control-Allow-Origin": "*",
    },
    "personal": {"Cache-Control": "private, max-age=300", **_COMMON, "Referrer-Policy": "no-referrer"},
}


@dataclass(frozen=True, slots=True)
class Validators:
    """What tells one answer from another; enough to decide a conditional request, without the bytes.

    `digest` is that of the uncompressed bytes, `last_modified` aware and of whole seconds. `shared_second` says that
    other bytes went out under the same Last-Modified, which then proves nothing.
    """

    digest: str
    last_modified: datetime
    shared_second: bool = False
    etags: dict[Coding, str] = field(init=False, repr=False, compare=False)
    last_modified_text: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.last_modified.utcoffset() is None or self.last_modified.microsecond:
            raise ValueError("Last-Modified is an aware time of whole seconds")
        etags: dict[Coding, str] = {"identity": f'"{self.digest}"', "gzip": f'"{self.digest}-gz"'}
        object.__setattr__(self, "etags", etags)
        object.__setattr__(self, "last_modified_text", format_datetime(self.last_modified.astimezone(UTC), usegmt=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Validators):
    """A stored answer: its validators, its bytes as they are and compressed."""

    body: bytes = field(repr=False)
    gzip: bytes = field(repr=False)

    def payload(self, coding: Coding) -> bytes:
        return self.gzip if coding == "gzip" else self.body


def make_answer(body: bytes, last_modified: datetime, *, previous: Answer | None = None) -> Answer:
    """Compresses and names a body. `previous` is what the same address answered before, where that is known.

    Equal bytes keep the previous answer whole, so an edit elsewhere costs a look and not a change.
    """
    digest = digest_of(body)
    if previous is not None and previous.digest == digest:
        return previous
    shared = previous is not None and previous.last_modified == last_modified
    packed = zlib.compress(body, _GZIP_LEVEL, _GZIP_WINDOW)
    return Answer(digest, last_modified, shared, body=body, gzip=packed)


def digest_of(body: bytes) -> str:
    """What names these bytes: 128 bits of their SHA-256, in hexadecimal."""
    return sha256(body).hexdigest()[:32]


def next_last_modified(previous: datetime | None, now: datetime) -> datetime:
    """The Last-Modified of a change that happens `now`: whole seconds, not in the future, never before `previous`.

    When a clock was set back the earlier, larger value stays: it may go out a while before its time, but a client that
    holds it is never told that nothing changed.
    """
    second = now.astimezone(UTC).replace(microsecond=0)
    return second if previous is None else max(previous, second)


_ENTITY_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def is_not_modified(
    answer: Validators,
    if_none_match: str | None,
    if_modified_since: str | None,
    coding: Coding,
    *,
    now: datetime,
) -> bool:
    """Whether a GET or HEAD is answered 304 (RFC 9110 §13.2.2).

    If-None-Match, a list or `*`, is compared weakly with the tag of this coding and settles the matter (§13.1.2). Only
    without it does If-Modified-Since count (§13.1.3): not when it cannot be read, lies in the future, or could mean
    other bytes of the same second (§8.8.2.2).
    """
    if if_none_match is not None:
        etag = answer.etags[coding]
        return if_none_match.strip() == "*" or (etag in if_none_match and etag in _ENTITY_TAG.findall(if_none_match))
    if if_modified_since is None or answer.shared_second or now - answer.last_modified < _SECOND:
        return False
    if if_modified_since == answer.last_modified_text:
        return True
    since = _read_date(if_modified_since)
    return since is not None and answer.last_modified <= since <= now


def _read_date(text: str) -> datetime | None:
    """One of the three forms of an HTTP date (RFC 9110 §5.6.7), always in GMT; None for anything else."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


_QUALITY = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)


@lru_cache(maxsize=256)
def choose_coding(accept_encoding: str | None) -> Coding:
    """Choose gzip where the client takes it and does not prefer the bytes as they are (RFC 9110 §12.5.3)."""
    weights = dict(_weighed(part) for part in (accept_encoding or "").split(","))
    gzip = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    return "gzip" if gzip > 0 and gzip >= weights.get("identity", 0.0) else "identity"


def _weighed(part: str) -> tuple[str, float]:
    """A coding and its weight: 1 unless it says otherwise, 0 if what it says is no weight."""
    name, *params = (piece.strip() for piece in part.lower().split(";"))
    if not params:
        return name, 1.0
    found = _QUALITY.fullmatch(params[0])
    return name, float(found[1]) if found else 0.0


def not_modified_headers(answer: Validators, coding: Coding, *, audience: Audience) -> dict[str, str]:
    """The headers of a 304: those of the 200 that validate and steer caches (RFC 9110 §15.4.5)."""
    validators = {"ETag": answer.etags[coding], "Last-Modified": answer.last_modified_text}
    return _BY_AUDIENCE[audience] | validators


def headers(
    answer: Validators,
    coding: Coding,
    *,
    audience: Audience,
    filename: str,
    content_type: str = ICS_TYPE,
    disposition: Disposition = "inline",
) -> dict[str, str]:
    """The headers of a 200 that carries the answer in this coding."""
    found = not_modified_headers(answer, coding, audience=audience)
    found["Content-Type"] = content_type
    found["Content-Disposition"] = content_disposition(disposition, filename)
    if coding == "gzip":
        found["Content-Encoding"] = "gzip"
    return found


_UNSAFE_IN_NAME = re.compile(r'[\x00-\x1f\x7f"\\/%]')


@lru_cache(maxsize=512)
def content_disposition(disposition: Disposition, filename: str) -> str:
    """A Content-Disposition that every client can read (RFC 6266); `filename*` only where ASCII will not do."""
    plain = unicodedata.normalize("NFKD", filename).encode("ascii", "ignore").decode("ascii")
    quoted = f'{disposition}; filename="{_UNSAFE_IN_NAME.sub("_", plain)}"'
    if filename.isascii():
        return quoted
    return f"{quoted}; filename*=UTF-8''{quote(filename.encode('utf-8', 'replace'), safe='')}"
