"""What an import has to tell: counts, what was left out and why, what was mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from eventhub.core.text import LazyText, gettext, ngettext
from eventhub.core.text import lazy_gettext as _l

MAX_KEPT = 1_000
"""Remarks of a kind that are kept with their lines; all of them are counted."""
MAX_SHOWN = 50
OVER = "over"
"""Why most of what stays out does: no fault of anybody's, so it is counted by itself where people look after a source."""

SKIPPED: Mapping[str, LazyText] = {
    # What the reader could not read
    "not_ended": _l("The event has no end in the file."),
    "too_large": _l("The event takes more than 10 MB."),
    "too_many_lines": _l("The event has too many lines."),
    "line_too_long": _l("The event has a line that is too long."),
    "too_deep": _l("The event is nested too deeply."),
    "no_start": _l("It does not say when it begins."),
    "bad_start": _l("Its start is no date."),
    "bad_rule": _l("The rule by which it repeats makes no sense."),
    "bad_date": _l("One of its dates makes no sense."),
    "too_many_dates": _l("It lists too many dates."),
    "too_many_rules": _l("The rules of the file are too many or too long; this event's were not read."),
    "too_many_events": _l("The file has more than 30,000 events; those from here on were left out."),
    "out_of_time": _l("The file takes too long to read; the events from here on were left out."),
    "unreadable": _l("It can't be read."),
    "bad_json": _l("What the page says of its events there is broken JSON."),
    "script_too_large": _l("What the page says of its events there is too large."),
    "too_many_scripts": _l("The page has more than 200 parts with data; those from here on were left out."),
    "too_many_on_page": _l("The page has more than 5,000 events; those from here on were left out."),
    # What was read but does not come in
    "over": _l("It is over."),
    "cancelled": _l("It is cancelled at the source."),
    "kept_cancelled": _l("It takes place at the source again; here it was cancelled by hand and stays so."),
    "kept": _l("It has changed at the source; yours is kept for now, because someone is working on it here."),
    "older": _l("The source gives an older version than before; the newer one is kept."),
    "unwritten": _l("It has changed at the source, but could not be brought in; it is tried again."),
    "elsewhere": _l("It has come in for another community already."),
    "twice": _l("It is in the file twice; the first counts."),
    "too_long": _l("It lasts more than 31 days."),
    "far_off": _l("Its year is before 1970 or after 2200."),
    "rule_cut": _l("The rule by which it repeats takes too long to follow to the next date."),
}

DOUBTS: Mapping[str, LazyText] = {
    "no_end": _l("It has no end: one hour is assumed."),
    "bad_end": _l("Its end is before its start: a usual length is assumed."),
    "no_uid": _l("It has no UID: if its title, time or place changes at the source, it comes in again."),
    "bad_uid": _l(
        "Another event in the file has the same UID: if its title, time or place changes at the source, it comes in again."
    ),
    "unknown_zone": _l("Its time zone is unknown: the calendar's or the community's is assumed."),
    "floating": _l("It names no time zone: the community's is assumed."),
    "no_title": _l("It has no title."),
    "title_cut": _l("Its title was cut."),
    "description_cut": _l("Its description was cut."),
    "venue_cut": _l("Its place was cut."),
    "link_dropped": _l("A link that is too long or broken was left out."),
    "join_link_moved": _l("A link for joining stood in its text; it was taken out and kept where only participants see it."),
    "cancelled_there": _l("It is cancelled at the source. Withdraw it, unless it takes place all the same."),
    "tentative": _l("It is marked as tentative at the source."),
}

NOT_A_CALENDAR: Mapping[str, LazyText] = {
    "empty": _l("it is empty"),
    "binary": _l("it is no text"),
    "web_page": _l("it is a web page that names no events"),
    "no_calendar": _l("there is no calendar in it"),
    "too_large": _l("it has more than 50 MB"),
    "answer_too_large": _l("it has more than 5 MB"),
    "line_too_long": _l("it has a line that is too long"),
    "too_deep": _l("it is nested too deeply"),
    "too_many_components": _l("it has too many parts"),
    "came_back_empty": _l("it came back empty, though it had events; nothing was changed here"),
    "nobody": _l("nobody in the community could be their organizer"),
    "no_content": _l("the file is no longer kept; upload it again"),
    "unexpected": _l("something went wrong on our side; we try again"),
    # Files and addresses
    "no_file": _l("there is no such file"),
    "no_access": _l("it can't be read"),
    "scheme": _l("only http, https and webcal addresses can be read"),
    "malformed": _l("the address is broken"),
    "credentials": _l("an address with a password in it is not asked"),
    "host": _l("the address names no host"),
    "port": _l("the address has an unusual port"),
    "private_address": _l("the address is not on the public internet"),
    "no_such_host": _l("there is no such host"),
    "unreachable": _l("the host does not answer"),
    "tls": _l("the host's certificate is not good"),
    "timeout": _l("it took too long"),
    "too_many_redirects": _l("it redirects without end"),
    "bad_redirect": _l("it redirects to nowhere"),
    "bad_encoding": _l("it is packed in an unknown or broken way"),
    "cut_off": _l("the answer was cut off"),
    "protocol": _l("the host does not speak HTTP"),
    "status": _l("the host answered with an error"),
}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say of one event of the file; ``why`` is a code of SKIPPED or DOUBTS, ``detail`` the text at fault."""

    line: int
    title: str
    why: str
    detail: str = ""


@dataclass(slots=True)
class Remarks:
    """Remarks of one kind: all are counted, the first thousand are kept."""

    sentences: Mapping[str, LazyText]
    count: int = 0
    kept: list[Remark] = field(default_factory=list)
    over: int = 0
    """How many of them say only that something is over."""

    def add(self, remark: Remark) -> None:
        """Take in one more."""
        self.count += 1
        self.over += remark.why == OVER
        if len(self.kept) < MAX_KEPT:
            self.kept.append(remark)

    def extend(self, others: Remarks) -> None:
        """Take in all of the others."""
        self.count += others.count
        self.over += others.over
        self.kept += others.kept[: max(MAX_KEPT - len(self.kept), 0)]

    def lines(self) -> Iterator[str]:
        """The first fifty in words, by line of the file, and how many more there are."""
        shown = sorted(self.kept, key=lambda remark: remark.line)[:MAX_SHOWN]
        for remark in shown:
            yield gettext("line %(line)s, “%(title)s”: %(reason)s", line=remark.line, title=_short(remark.title),
                          reason=self._sentence(remark))  # fmt: skip
        if more := self.count - len(shown):
            yield ngettext("and %(num)s more", "and %(num)s more", more)

    def as_json(self) -> list[dict[str, Any]]:
        """Those kept, by line of the file, as plain values."""
        return [
            {"line": r.line, "title": r.title[:200], "why": r.why, "reason": self._sentence(r)}
            for r in sorted(self.kept, key=lambda remark: remark.line)
        ]

    def _sentence(self, remark: Remark) -> str:
        sentence = str(self.sentences.get(remark.why, remark.why))
        return f"{sentence} ({_short(remark.detail)})" if remark.detail else sentence


@dataclass(slots=True)
class Report:
    """What became of a calendar's events."""

    source: str
    calendar_name: str = ""
    new: int = 0
    same: int = 0
    updated: int = 0
    vanished: int = 0
    """With dates to come, and no longer there."""
    published: int = 0
    skipped: Remarks = field(default_factory=lambda: Remarks(SKIPPED))
    doubts: Remarks = field(default_factory=lambda: Remarks(DOUBTS))

    @property
    def total(self) -> int:
        """How many events the file holds."""
        return self.new + self.same + self.updated + self.skipped.count

    @property
    def succeeded(self) -> bool:
        """Whether something is in, now or since before, or there was nothing to bring in."""
        return bool(self.new or self.same or self.updated or not self.total)

    def add(self, part: Report) -> None:
        """Take in what became of some more events."""
        self.new += part.new
        self.same += part.same
        self.updated += part.updated
        self.published += part.published
        self.skipped.extend(part.skipped)
        self.doubts.extend(part.doubts)

    def lines(self) -> Iterator[str]:
        """The whole report in words."""
        yield gettext("%(source)s: %(new)s new, %(same)s the same, %(updated)s updated, %(skipped)s skipped.",
                      source=self.source, new=self.new, same=self.same, updated=self.updated, skipped=self.skipped.count)  # fmt: skip
        if self.vanished:
            yield ngettext("One event is no longer there; it is marked.",
                           "%(num)s events are no longer there; they are marked.", self.vanished)  # fmt: skip
        for heading, remarks in ((gettext("Skipped:"), self.skipped), (gettext("Please check:"), self.doubts)):
            if remarks.count:
                yield heading
                yield from (f"  {line}" for line in remarks.lines())

    def as_json(self) -> dict[str, Any]:
        """The whole report as plain values."""
        return {
            "source": self.source, "calendar": self.calendar_name, "total": self.total, "new": self.new, "same": self.same,
            "updated": self.updated, "vanished": self.vanished, "published": self.published, "skipped": self.skipped.count, "doubts": self.doubts.count,
            "skipped_events": self.skipped.as_json(), "doubtful_events": self.doubts.as_json(),
        }  # fmt: skip


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"
