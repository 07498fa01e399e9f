"""The formats of a feed, by what its address ends with. All of them write the same facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from eventhub.feeds import atom, ical, jcal, jscalendar, jsonfeed
from eventhub.feeds.facts import CalendarFacts, EventFacts
from eventhub.feeds.http import ICS_TYPE
from eventhub.feeds.render import EXPANDED, KEPT, PLAIN, RICH

ICS = "ics"
_MARK = ":"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How events become bytes: the piece of one event, which is stored, and the feed that joins pieces.

    `piece` gets the facts of one event (of a series those of each VEVENT) and the locale, which is in force.
    """

    ext: str
    content_type: str
    piece: Callable[[Sequence[EventFacts], str], bytes]
    assemble: Callable[[CalendarFacts, ical.Spans, Iterable[bytes]], bytes]
    rich: bool = False
    """Whether it writes the description as HTML in every feed; the others do in that of one event at most."""
    names_zone: bytes = b""
    """What a piece holds when the feed must define its zone; nothing in formats that define none."""
    has_rule: bytes = b""
    """What the piece of a series holds, in formats that define zones."""

    @property
    def media_type(self) -> str:
        """The type without its parameters."""
        return self.content_type.partition(";")[0]

    @property
    def offered(self) -> bool:
        """Whether pages name it in their head: what readers of feeds look for there."""
        return self.ext in {ICS, "atom", "feed.json"}


def _vevents(found: Sequence[EventFacts], _locale: str) -> bytes:
    return b"".join(ical.vevent(facts) for facts in found)


FORMATS: Mapping[str, Format] = {
    made.ext: made
    for made in (
        Format(ext=ICS, content_type=ICS_TYPE, piece=_vevents, assemble=ical.assemble, names_zone=b";TZID=", has_rule=b"\r\nRRULE:"),
        Format(
            ext="jcal", content_type=jcal.TYPE, piece=lambda found, locale: jcal.vevents(_vevents(found, locale)),
            assemble=jcal.assemble, names_zone=b'{"tzid":"', has_rule=b'["rrule",',
        ),
        Format(ext="jscal.json", content_type=jscalendar.TYPE, piece=lambda found, _: jscalendar.entries(found),
               assemble=jscalendar.assemble),
        Format(ext="atom", content_type=atom.TYPE, piece=atom.entry, assemble=atom.assemble, rich=True),
        Format(ext="feed.json", content_type=jsonfeed.TYPE, piece=jsonfeed.items, assemble=jsonfeed.assemble, rich=True),
    )
}  # fmt: skip
"""By ending, in the order in which they are offered."""


def form_of(ext: str, *, single: bool, expand: bool, hide_cancelled: bool) -> str:
    """The name under which a piece is stored: the format, then the marks of :mod:`eventhub.feeds.render`.

    iCalendar's own are the marks alone.
    """
    made = FORMATS[ext]
    marks = [RICH] if made.rich or (single and ext in {ICS, "jcal"}) else []
    marks += [EXPANDED] if expand else []
    marks = [*(marks or [PLAIN]), *([KEPT] if hide_cancelled else [])]
    return "-".join(marks) if ext == ICS else f"{ext}{_MARK}{'-'.join(marks)}"


def read_form(form: str) -> tuple[Format, str]:
    """The format of a stored piece, and its marks."""
    ext, mark, marks = form.rpartition(_MARK)
    return FORMATS[ext if mark else ICS], marks
