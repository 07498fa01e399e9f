"""Markdown that people write, as safe HTML for pages and as plain text for mails and feeds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.tree import SyntaxTreeNode

TAGS = {"a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong", "ul"}
FIRST_HEADING = 3
_SCHEMES = {"http", "https", "mailto"}
_ADDRESS = re.compile(r"(https?://|mailto:)\S", re.IGNORECASE)


def _lower_headings(state: StateCore) -> None:
    """People's headings begin below those of the page that holds them, and skip no level, whatever they wrote."""
    headings = [token for token in state.tokens if token.type in {"heading_open", "heading_close"}]
    ranks = {level: rank for rank, level in enumerate(sorted({token.tag for token in headings}))}
    for token in headings:
        token.tag = f"h{min(6, ranks[token.tag] + FIRST_HEADING)}"


_parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).disable("image")
_parser.core.ruler.push("lower_headings", _lower_headings)
_cleaner = nh3.Cleaner(
    tags=TAGS, attributes={"a": {"href", "title"}, "ol": {"start"}}, url_schemes=_SCHEMES,
    link_rel="nofollow noopener ugc",
    url_relative="deny",  # an address without a host would mean another page in each mail, feed and embedding
)  # fmt: skip


@lru_cache(maxsize=512)
def to_html(markdown: str) -> str:
    """Safe HTML: no raw HTML, no pictures, links to http, https and mailto only, headings from h3 on."""
    return _cleaner.clean(_parser.render(markdown)).strip()


@lru_cache(maxsize=512)
def to_plain(markdown: str) -> str:
    """The same as plain text, with links as ``text (address)``. It is not HTML: escape it where HTML is written."""
    return _blocks(SyntaxTreeNode(_parser.parse(markdown)).children)


def _blocks(nodes: Iterable[SyntaxTreeNode], gap: str = "\n\n") -> str:
    return gap.join(filter(None, (_block(node) for node in nodes)))


def _block(node: SyntaxTreeNode) -> str:
    match node.type:
        case "bullet_list":
            return "\n".join(_item(item, "- ") for item in node.children)
        case "ordered_list":
            first = int(node.attrs.get("start", 1))
            return "\n".join(_item(item, f"{number}. ") for number, item in enumerate(node.children, first))
        case "blockquote":
            return "\n".join(f"> {line}".rstrip() for line in _blocks(node.children).split("\n"))
        case "fence" | "code_block":
            return node.content.rstrip("\n")
        case "hr":
            return "* * *"
        case "inline":
            return "".join(_inline(child) for child in node.children)
        case _:
            return _blocks(node.children)


def _item(item: SyntaxTreeNode, bullet: str) -> str:
    first, *rest = _blocks(item.children, "\n").split("\n")
    return "\n".join([bullet + first, *(" " * len(bullet) + line if line else "" for line in rest)]).rstrip()


def _inline(node: SyntaxTreeNode) -> str:
    match node.type:
        case "text" | "code_inline":
            return node.content
        case "softbreak" | "hardbreak":
            return "\n"
        case "link":
            return _link("".join(_inline(child) for child in node.children), str(node.attrs.get("href", "")))
        case _:
            return "".join(_inline(child) for child in node.children)


def _link(text: str, address: str) -> str:
    if not _ADDRESS.match(address) or text == address.removeprefix("mailto:"):
        return text
    return f"{text} ({address})" if text and text != address else address
