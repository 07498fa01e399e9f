"""Pure calculations: what own calendars there are, the secret in their addresses, and which program asks for them."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import timedelta
from enum import StrEnum

from eventhub.core.text import LazyText
from eventhub.core.text import lazy_gettext as _l

MAX_FEEDS = 20
MAX_NAME = 80
ALARMS = (60, 1440)
"""Minutes before the beginning at which a calendar may remind; no others are offered."""
AGENT_LENGTH = 200
VISITS_APART = timedelta(minutes=10)
"""How often a visit is noted that says nothing new."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class FeedKind(StrEnum):
    """What an own calendar holds. The value stands in its address."""

    GOING = "going"
    HOSTING = "hosting"
    FOLLOWING = "following"
    DESK = "desk"

    @property
    def label(self) -> LazyText:
        """Its name for readers, which is the calendar's own name too."""
        return {
            "going": _l("Where I am going"), "hosting": _l("What I run"), "following": _l("What I follow"), "desk": _l("My deadlines"),
        }[self.value]  # fmt: skip

    @property
    def about(self) -> LazyText:
        """What is in it."""
        return {
            "going": _l("What you have registered for, with the links to join, and where you wait for a seat."),
            "hosting": _l("The public events that you run, with the links to join."),
            "following": _l("Public events of the regions, communities, topics, languages and people that you follow."),
            "desk": _l("The days by which something waits on you. What is done goes away by itself."),
        }[self.value]


def make_token() -> str:
    """The secret in an address: 256 bits, as 43 letters, digits, ``-`` and ``_``."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is kept of a token. So much chance needs no slow hash."""
    return hashlib.sha256(token.encode("ascii")).hexdigest()


def is_token(text: str) -> bool:
    """Whether this can be a token at all."""
    return _TOKEN.fullmatch(text) is not None


_CLIENTS = (
    ("DAVx5", "davx5"), ("ICSx5", "icsx5"), ("vdirsyncer", "vdirsyncer"), ("Thunderbird", "thunderbird|lightning"),
    ("Nextcloud", "nextcloud"), ("ownCloud", "owncloud"), ("Google Calendar", "google-calendar|calendar-importer|googlebot|feedfetcher-google"),
    ("Outlook", "outlook|microsoft office|microsoft.exchange|exchangeservices|ms-office|windows-rss"),
    ("Apple Calendar", "dataaccessd|accountsd|calendaragent|ical/|macos.*calendar|ios/|mac_?os ?x/.*cal|coremedia.*calendar|com.apple"),
    ("GNOME", "evolution|gnome-calendar|libsoup"), ("KDE", "korganizer|akonadi|kontact|merkuro|kio/"), ("Fantastical", "fantastical"),
    ("BusyCal", "busycal"), ("Proton Calendar", "proton"), ("Fastmail", "fastmail"), ("Zoho Calendar", "zoho"), ("Yahoo", "yahoo"),
    ("Samsung Calendar", "samsung"), ("Home Assistant", "home ?assistant"), ("curl", "^curl/"), ("Wget", "^wget/"),
    ("Firefox", "firefox/"), ("Edge", "edg/"), ("Chrome", "chrome/"), ("Safari", "safari/"),
)  # fmt: skip
"""Plain names and what programs of that name say of themselves; the first that fits counts. Names are proper names, in every language the same."""


def client_of(agent: str) -> str:
    """The plain name of the program that says this of itself; empty when it is not known."""
    return next((name for name, said in _CLIENTS if re.search(said, agent, re.IGNORECASE)), "")
