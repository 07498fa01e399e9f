"""Where an event is: places and addresses as one line of text, a position, and how to join online."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from eventhub.core.text import clean_line
from eventhub.imports.ical.values import parse_geo, parse_url
from eventhub.imports.jsonld.graph import Graph, Node, get, is_of, listed, short, text
from eventhub.imports.jsonld.words import plain

MAX_PLACES = 5
MAX_LOCATION = 2000
ONLINE = "Online"
"""What :mod:`eventhub.imports.making` knows as no place at all."""
_VIRTUAL = frozenset({"VirtualLocation"})


@dataclass(frozen=True, slots=True)
class Where:
    """``location`` is empty when nothing is said; ``join`` is a link that leads into a meeting, for participants only."""

    location: str
    geo: tuple[float, float] | None
    join: str
    city: str = ""
    country: str = ""


def read_where(node: Node, graph: Graph, *, base: str, page: str) -> Where:
    """The places of an event; what has moved online or takes place there alone has none that people go to.

    :param page: the event's own page: a virtual place that leads only there is no link to join by.
    """
    found = [graph.resolve(each) for each in listed(get(node, "location"))[:MAX_PLACES]]
    online = [each for each in found if _is_virtual(each)]
    meets = [each for each in found if not _is_virtual(each)]
    links = [_link(each, base) for each in online]
    join = next((link for link in links if link and not _is_same_page(link, page)), "")
    mode = short(get(node, "eventAttendanceMode"))
    if mode == "OnlineEventAttendanceMode" or _moved_online(node):
        meets = []
    said = [_place(each, graph) for each in meets]
    location = "; ".join(dict.fromkeys(filter(None, said)))[:MAX_LOCATION]
    nowhere = not location and (bool(online) or mode == "OnlineEventAttendanceMode" or _moved_online(node))
    cities = [pair for pair in (_city(each, graph) for each in meets) if any(pair)]
    city, country = cities[0] if len(set(cities)) == 1 else ("", "")
    return Where(ONLINE if nowhere else location, next(filter(None, map(_geo, meets)), None), join, city, country)


def _moved_online(node: Node) -> bool:
    return any(short(each) == "EventMovedOnline" for each in listed(get(node, "eventStatus")))


def _is_virtual(value: Any) -> bool:
    return is_of(value, _VIRTUAL) or (isinstance(value, str) and bool(parse_url(value)))


def _link(value: Any, base: str) -> str:
    said = value if isinstance(value, str) else text(get(value, "url"))
    return absolute(said, base)


def absolute(link: str, base: str) -> str:
    """A web address, relative ones read from the page's; empty when it is none."""
    try:
        return parse_url(urljoin(base, link.strip())) if link.strip() else ""
    except ValueError:
        return ""


def _is_same_page(one: str, other: str) -> bool:
    try:
        first, second = urlsplit(one), urlsplit(other)
    except ValueError:
        return False
    return (first.hostname, first.path.rstrip("/")) == (second.hostname, second.path.rstrip("/"))


def _place(value: Any, graph: Graph) -> str:
    """“c-base, Rungestraße 20, 10179 Berlin, DE”, each part once."""
    if not isinstance(value, dict):
        return plain(text(value))
    address = graph.resolve(next(iter(listed(get(value, "address"))), None))
    parts = [plain(text(get(value, "name")))]
    if isinstance(address, dict):
        parts += _address(address)
    elif address:
        parts.append(plain(text(address)))
    elif is_of(value, frozenset({"PostalAddress"})):
        parts += _address(value)
    kept: list[str] = []
    for part in filter(None, map(clean_line, parts)):
        if not any(part.casefold() in before.casefold() for before in kept):
            kept.append(part)
    return ", ".join(kept)


def _city(value: Any, graph: Graph) -> tuple[str, str]:
    """The city and the country of a place, where its address says them by themselves."""
    address = graph.resolve(next(iter(listed(get(value, "address"))), None)) if isinstance(value, dict) else None
    address = value if is_of(value, frozenset({"PostalAddress"})) else address
    if not isinstance(address, dict):
        return "", ""
    city, country = (clean_line(plain(text(get(address, name)))) for name in ("addressLocality", "addressCountry"))
    return city[:120], country[:100]


def _address(address: Node) -> list[str]:
    said = {name: plain(text(get(address, name))) for name in (
        "streetAddress", "postalCode", "addressLocality", "addressRegion", "addressCountry",
    )}  # fmt: skip
    city = " ".join(filter(None, (said["postalCode"], said["addressLocality"])))
    return [said["streetAddress"], city, said["addressRegion"], said["addressCountry"]]


def _geo(value: Any) -> tuple[float, float] | None:
    spot = get(value, "geo") if isinstance(value, dict) else None
    spot = spot if isinstance(spot, dict) else value if isinstance(value, dict) else {}
    return parse_geo(f"{text(get(spot, 'latitude'))};{text(get(spot, 'longitude'))}")
