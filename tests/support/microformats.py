"""A reader of microformats2, written from its parsing rules (microformats.org/wiki/microformats2-parsing): roots, properties, children."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_NAME = re.compile(r"(h|p|u|dt|e)-([a-z0-9]+(?:-[a-z0-9]+)*)")


@dataclass
class Node:
    """An element with its attributes and what is in it: elements and texts."""

    tag: str
    attributes: dict[str, str]
    inside: list[Node | str] = field(default_factory=list)

    def names(self, prefix: str) -> list[str]:
        """Its microformat names of one kind: ``h-event`` for ``h``, ``start`` for ``dt``."""
        found = [_NAME.fullmatch(name) for name in self.attributes.get("class", "").split()]
        return [each[2] for each in found if each and each[1] == prefix]

    def text(self) -> str:
        """All text within, in one line."""
        parts = [part if isinstance(part, str) else part.text() for part in self.inside]
        return " ".join("".join(parts).split())


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        while len(self.open) > 1 and any(node.tag == tag for node in self.open):
            if self.open.pop().tag == tag:
                break

    def handle_data(self, data: str) -> None:
        if self.open[-1].tag not in {"script", "style"}:
            self.open[-1].inside.append(data)


def read_microformats(html: str, base: str) -> list[dict[str, Any]]:
    """The items of a page: ``{"type": ["event"], "properties": {"name": ["…"]}, "children": [...]}``."""
    tree = _Tree()
    tree.feed(html)
    return _items(tree.open[0], base)


def _items(node: Node, base: str) -> list[dict[str, Any]]:
    if node.names("h"):
        return [_item(node, base)]
    return [item for part in node.inside if isinstance(part, Node) for item in _items(part, base)]


def _item(node: Node, base: str) -> dict[str, Any]:
    item: dict[str, Any] = {"type": node.names("h"), "properties": {}, "children": []}
    for part in node.inside:
        if isinstance(part, Node):
            _collect(part, item, base)
    if "name" not in item["properties"]:
        item["properties"]["name"] = [node.text()]
    return item


def _collect(node: Node, item: dict[str, Any], base: str) -> None:
    names = [(prefix, name) for prefix in ("p", "u", "dt", "e") for name in node.names(prefix)]
    is_root = bool(node.names("h"))
    for prefix, name in names:
        value: Any = {**_item(node, base), "value": _value(node, prefix, base)} if is_root else _value(node, prefix, base)
        item["properties"].setdefault(name, []).append(value)
    if is_root and not names:
        item["children"].append(_item(node, base))
    if not is_root:
        for part in node.inside:
            if isinstance(part, Node):
                _collect(part, item, base)


def _value(node: Node, prefix: str, base: str) -> str:
    told = node.attributes
    if prefix == "u" and node.tag in {"a", "area", "link"} and "href" in told:
        return urljoin(base, told["href"])
    if prefix == "dt" and node.tag in {"time", "ins", "del"} and "datetime" in told:
        return told["datetime"]
    if node.tag in {"data", "input"} and "value" in told:
        return urljoin(base, told["value"]) if prefix == "u" else told["value"]
    return node.text()
