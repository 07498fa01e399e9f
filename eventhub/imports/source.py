"""Where a calendar comes from: a file, or an address asked through the guard. Knows no database, so that it is there at once."""

from __future__ import annotations

from pathlib import Path

from eventhub.core.errors import Refused
from eventhub.core.fetch import FetchFailed, FetchLimits, FetchRefused, check_url, fetch
from eventhub.core.text import clean_line, fitting
from eventhub.core.text import lazy_gettext as _l
from eventhub.imports.ical.lines import MAX_BYTES
from eventhub.imports.report import NOT_A_CALENDAR

LIMITS = FetchLimits()
_WEB = ("http://", "https://", "webcal://", "webcals://")


class Unreadable(Refused):
    """The file or address can't be read as a calendar; ``reason`` is a code of NOT_A_CALENDAR."""

    def __init__(self, place: str, reason: str, detail: object = "") -> None:
        said = NOT_A_CALENDAR.get(reason, reason)
        super().__init__(
            _l("%(place)s can't be read: %(reason)s (%(detail)s).", place=place, reason=said, detail=detail) if detail
            else _l("%(place)s can't be read: %(reason)s.", place=place, reason=said)
        )  # fmt: skip
        self.reason = reason


def read_source(place: str, *, allow_private: bool = False) -> tuple[str, bytes]:
    """The name under which a source is remembered, and its bytes: an address as it is asked, a file by its bare name.

    Of a file one byte more is read than a calendar may have, so that its reader can say where it goes wrong.

    :raises Unreadable: there is nothing there, or at an address more than FetchLimits allow: 5 MB, 10 s, 5 redirects.
    """
    return _read_address(place.strip(), allow_private) if "://" in place[:20] else _read_file(Path(place))


def _read_address(place: str, allow_private: bool) -> tuple[str, bytes]:
    if not place.lower().startswith(_WEB):
        raise Unreadable(clean_line(place), "scheme")
    scheme, rest = place.split("://", 1)
    url = f"{'https' if scheme.lower().startswith('webcal') else scheme}://{rest}"
    try:
        url = check_url(url, allow_private=allow_private)
        return fitting(url, 500), fetch(url, limits=LIMITS, allow_private=allow_private).body
    except FetchRefused as refused:
        raise Unreadable(clean_line(refused.url), refused.reason) from None
    except FetchFailed as failed:
        reason = "answer_too_large" if failed.reason == "too_large" else failed.reason
        raise Unreadable(clean_line(failed.url), reason, failed.status or "") from None


def _read_file(path: Path) -> tuple[str, bytes]:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)  # not its size, which a device or pipe does not tell
    except FileNotFoundError:
        raise Unreadable(clean_line(str(path)), "no_file") from None
    except (OSError, ValueError):
        raise Unreadable(clean_line(str(path)), "no_access") from None
    return fitting(clean_line(path.name), 500), data
