"""What the scripts of a page say (JSON-LD 1.1, as far as pages use it), and the events among it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from eventhub.imports.ical.values import MAX_TEXT

MAX_DEPTH = 60
"""How deep what is looked at may be nested; real pages need ten."""
MAX_NODES = 100_000
"""Objects and lists of one page that are looked at."""
MAX_DIGITS = 18
EVENT_TYPES = frozenset({
    "Event", "BusinessEvent", "ChildrensEvent", "ComedyEvent", "ConferenceEvent", "CourseInstance", "DanceEvent", "EducationEvent",
    "EventSeries", "ExhibitionEvent", "Festival", "FoodEvent", "Hackathon", "LiteraryEvent", "MusicEvent", "PerformingArtsEvent",
    "SaleEvent", "ScreeningEvent", "SocialEvent", "SportsEvent", "TheaterEvent", "VisualArtsEvent",
})  # fmt: skip
"""schema.org's kinds of events at which people meet; deliveries and broadcasts are none."""
LEADS = ("@graph", "itemListElement", "item", "mainEntity", "mainEntityOfPage", "hasPart", "event", "events")
PARTS = ("subEvent", "subEvents")
_PREFIX = re.compile(r"(?:https?://(?:www\.)?schema\.org/|schema:)", re.IGNORECASE)
_BEGIN = re.compile(r"(?:\s|/\*.{0,40}?\*/|//|<!\[CDATA\[|<!--)*+(?=([{\[])?)")
Node = dict[str, Any]


class BadScript(Exception):
    """A script is no JSON; ``line`` is counted from its first, ``why`` is ``bad_json`` or ``too_deep``."""

    def __init__(self, why: str, line: int, detail: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.line = line
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Found:
    """An event as its page has it, with the one it is a part of and the line of its script."""

    node: Node
    line: int
    parent: Node | None = None


def load(text: str) -> Any:
    """The JSON of a script; what some programs put around it (comments, CDATA, a semicolon) is passed over.

    Numbers are kept small, and what is no number (NaN) is none. Raises BadScript.
    """
    begin = _BEGIN.match(text)
    if begin is None or not begin[1]:
        if not text.strip():
            return None
        raise BadScript("bad_json", 0)
    try:
        return _DECODER.raw_decode(text, begin.end())[0]
    except RecursionError:
        raise BadScript("too_deep", 0) from None
    except json.JSONDecodeError as error:
        raise BadScript("bad_json", error.lineno - 1, error.msg) from None


def _number(digits: str) -> int:
    return int(digits) if len(digits) <= MAX_DIGITS else 0


_DECODER = json.JSONDecoder(strict=False, parse_int=_number, parse_constant=lambda _name: None)


class Graph:
    """All that a page says, with the objects that other objects name by their ``@id``."""

    def __init__(self, documents: Iterable[tuple[Any, int]]) -> None:
        self.documents = list(documents)
        self.left = MAX_NODES
        self._named: dict[str, Node] = {}
        for document, _line in self.documents:
            for node in self._all_nodes(document):
                name = node.get("@id")
                if isinstance(name, str) and len(node) > len(self._named.get(name, ())) and len(node) > 1:
                    self._named[name] = node

    def _all_nodes(self, value: Any) -> Iterator[Node]:
        waiting = [(value, 0)] if isinstance(value, dict | list) else []
        while waiting and self.left > 0:
            value, depth = waiting.pop()
            self.left -= 1
            if isinstance(value, dict):
                yield value
            inner = value.values() if isinstance(value, dict) else value[: self.left]
            if depth < MAX_DEPTH:
                waiting += [(each, depth + 1) for each in inner if isinstance(each, dict | list)]

    def resolve(self, value: Any) -> Any:
        """What a mere reference stands for; anything else is itself."""
        if isinstance(value, dict) and len(value) == 1 and isinstance(value.get("@id"), str):
            return self._named.get(value["@id"], value)
        return value

    def events(self) -> Iterator[Found]:
        """The events in the order of the page, each object once; those that an event consists of come after it."""
        seen: set[int] = set()
        self.left = MAX_NODES
        for document, line in self.documents:
            yield from self._walk(document, line, seen)

    def _walk(self, document: Any, line: int, seen: set[int]) -> Iterator[Found]:
        waiting: list[tuple[Any, Node | None, int]] = [(document, None, 0)]
        while waiting and self.left > 0:
            value, parent, depth = waiting.pop()
            value = self.resolve(value)
            self.left -= 1
            if isinstance(value, list):
                inside = [each for each in value[: self.left] if isinstance(each, dict | list)] if depth < MAX_DEPTH else []
                waiting += [(each, parent, depth + 1) for each in reversed(inside)]
                continue
            if not isinstance(value, dict) or id(value) in seen:
                continue
            seen.add(id(value))
            is_event = is_of(value, EVENT_TYPES)
            if is_event:
                yield Found(value, line, parent)
            if depth < MAX_DEPTH:
                inner = [(get(value, name), value if is_event and name in PARTS else None) for name in (*PARTS, *LEADS)]
                waiting += [(each, whole, depth + 1) for each, whole in reversed(inner) if isinstance(each, dict | list)]


def get(node: Node, name: str) -> Any:
    """A property by its plain name, however the page spells it; None when it is not there."""
    if name in node or name.startswith("@"):
        return node.get(name)
    return next((node[spelled] for spelled in (f"schema:{name}", f"http://schema.org/{name}", f"https://schema.org/{name}")
                 if spelled in node), None)  # fmt: skip


def is_of(node: Any, types: frozenset[str]) -> bool:
    """Whether an object is of one of these types."""
    return isinstance(node, dict) and any(short(each) in types for each in listed(node.get("@type"))[:20])


def listed(value: Any) -> list[Any]:
    """A value, or the values of a list, as a list without what is nothing."""
    values = value if isinstance(value, list) else [value]
    return [each for each in values if each is not None and each != ""]


def short(value: Any) -> str:
    """A name of schema.org's without the address before it."""
    return _PREFIX.sub("", text(value)).strip()


def text(value: Any) -> str:
    """A value as text: the first of several, what an object with a value (``@value``) or a name holds."""
    value = next(iter(listed(value)), "")
    if isinstance(value, dict):
        value = next((value[name] for name in ("@value", "name", "@id") if isinstance(value.get(name), str)), "")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)[:MAX_TEXT]
