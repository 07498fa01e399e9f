"""What an address or a file holds, a calendar or a page with events, told by its content alone."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from contextlib import suppress

from eventhub.imports.ical import NotACalendar, Patience, Reading, read_calendar


def read_any(
    data: bytes, url: str = "", *, words: bool = True, on_progress: Callable[[int, int], None] | None = None,
    patience: Patience | None = None,
) -> Reading:  # fmt: skip
    """Read a calendar file, or a page (or bare JSON) that says in JSON-LD what it announces.

    Types that servers send are not asked: calendars come as ``text/html`` and pages as ``text/plain``.

    :param words: whether descriptions, places and links are wanted too, or of a calendar only titles and times.
    :param url: where it was found, against which a page's links are read.
    :param patience: how long somebody waits for the events of a calendar.
    :raises NotACalendar: it is neither, or a page that announces nothing.
    """
    if looks_like_page(data):
        from eventhub.imports.jsonld import read_page  # inline: most of what is read is a calendar, and waits for nothing

        with suppress(NotACalendar):
            reading = read_page(data, url)
            if reading.events or reading.skipped:
                return reading
    return read_calendar(data, words=words, on_progress=on_progress, patience=patience)


def looks_like_page(data: bytes) -> bool:
    """Whether it begins as a web page or JSON does; a calendar never does."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data[2:200].replace(b"\0", b"").lstrip()[:1] in {b"<", b"{", b"["}
    return data[:10_000].removeprefix(codecs.BOM_UTF8).lstrip()[:1] in {b"<", b"{", b"["}
