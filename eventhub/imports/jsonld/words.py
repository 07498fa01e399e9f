"""The words of an event: freed of markup and entities, which pages have in names as in descriptions."""

from __future__ import annotations

from html import unescape

from eventhub.core.text import clean_line, clean_text
from eventhub.imports.ical.values import MAX_TEXT, html_to_text, looks_like_html


def plain(said: str) -> str:
    """One line without markup."""
    opened = unescape(said)
    return clean_line(html_to_text(opened) if looks_like_html(opened) else opened)


def description(said: str) -> tuple[str, str]:
    """The text, and the HTML it was made from, if it was: also where the markup itself stands escaped.

    WordPress' calendar escapes twice, so that a line break in its markup arrives as a backslash and an n.
    """
    opened = unescape(said) if "&" in said else said
    if looks_like_html(opened):
        opened = opened.replace("\\n", "\n")
        return html_to_text(opened), opened[:MAX_TEXT]
    return clean_text(opened), ""
