"""What every format writes alike: clean text, an event's heading, addresses, moments, identifiers."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from eventhub.feeds.facts import EventFacts

_NEWLINES = re.compile("\r\n|[\r\u2028\u2029]")
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_BLANKS = re.compile("[\t\n]+")
_NOT_IN_URI = re.compile(r'[\s"<>\\^`{|}]')


def plain(text: str) -> str:
    """The text without control characters (RFC 5545 §3.1, CONTROL) lone surrogates and byte order marks; each line break is one LF."""
    return _FORBIDDEN.sub("", _NEWLINES.sub("\n", text)).strip()


def line(text: str) -> str:
    """The same on one line."""
    return _BLANKS.sub(" ", plain(text))


def headline(facts: EventFacts) -> str:
    """What the event is called, after the word for what has become of it."""
    prefix = f"{line(facts.summary_prefix)}: " if facts.summary_prefix else ""
    return prefix + line(facts.summary)


def web_address(address: str) -> str:
    """The address with what RFC 3986 forbids percent-encoded."""
    return _NOT_IN_URI.sub(lambda found: quote(found[0]), line(address))


def instant(moment: datetime) -> str:
    """A moment in UTC as RFC 3339 writes it, in whole seconds; also the UTCDateTime of RFC 8984 §1.4.4."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def local(moment: datetime | date) -> str:
    """The clock on the wall without its zone (RFC 8984 §1.4.5); of a day its midnight."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}" if isinstance(moment, datetime) else f"{moment:%Y-%m-%d}T00:00:00"


def feed_uuid(source: str) -> str:
    """The identifier of a feed: a UUID made from its address (RFC 9562 §5.5), so the same for ever."""
    return str(uuid5(NAMESPACE_URL, source))


def entry_id(facts: EventFacts) -> str:
    """The identifier of an event in lists of entries: its UUID as an address (RFC 9562 §4); of one date of a series a tag
    of it (RFC 4151), which names the date that the rule gave it, whenever it takes place now.
    """
    if facts.recurrence_id is None:
        return f"urn:uuid:{facts.uid}"
    host = urlsplit(facts.url).hostname or "localhost"
    since = f"{facts.created.astimezone(UTC):%Y-%m-%d}"
    return f"tag:{host},{since}:{facts.uid}/{local(facts.recurrence_id).replace(':', '')}"
