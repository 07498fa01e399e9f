"""Text: lazy labels (the kernel's door to translation), cleaning of what people type, public keys."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from typing import Any
from urllib.parse import urlsplit

from flask_babel import (
    force_locale,
    get_locale,
    get_translations,
    gettext,
    lazy_gettext,
    lazy_ngettext,
    lazy_pgettext,
    ngettext,
)
from flask_babel.speaklater import LazyString
from markupsafe import Markup, escape
from slugify import slugify

__all__ = [
    "LazyText", "clean_line", "clean_text", "force_locale", "gettext", "is_web_address", "lazy_gettext", "lazy_ngettext",
    "lazy_pgettext", "make_key", "make_slug", "ngettext", "plural_form", "reader_locale",
]  # fmt: skip

LazyText = Any
"""A string, or one that is looked up in the reader's catalogue when it is shown."""


def _escaped(text: LazyString) -> Markup:
    return escape(str(text))


# Flask-Babel's own says that a lazy string is markup as it stands, with whatever name or value was put into it.
LazyString.__html__ = _escaped

KEY_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
KEY_LENGTH = 10

# C0 and C1 controls except tab and newline, and the bidirectional overrides that can hide what a text says.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")
_SPACES = re.compile(r"[ \t\u00a0]+")


def make_key() -> str:
    """A random public key of ten characters (about 50 bits), without letters that look alike."""
    return "".join(secrets.choice(KEY_ALPHABET) for _ in range(KEY_LENGTH))


def make_slug(text: str, *, fallback: str = "x") -> str:
    """An ASCII slug of at most 80 characters for an address."""
    return slugify(text, max_length=80, word_boundary=True) or fallback


def clean_text(text: str | None) -> str:
    """What a person typed, in NFC, with newlines as ``\\n`` and without control characters."""
    text = unicodedata.normalize("NFC", text or "").replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", text).encode("utf-8", "ignore").decode().strip()


def clean_line(text: str | None) -> str:
    """The same on one line, with runs of spaces made one."""
    return _SPACES.sub(" ", clean_text(text).replace("\n", " ")).strip()


def is_web_address(text: str) -> bool:
    """Whether this is an absolute http or https address with a host (never ``javascript:`` and the like)."""
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"[\s<>\"\\]", text)
    except ValueError:
        return False


def plural_form(singular: str, plural: str, number: int) -> str:
    """The form of a message for this number in the language in force, with its variables not yet filled in: for Jinja."""
    return str(get_translations().ungettext(singular, plural, number))


def reader_locale() -> str:
    """The BCP 47 tag of the language in use for the present reader; ``en`` outside of a request or mail."""
    locale = get_locale()
    return str(locale).replace("_", "-") if locale else "en"


def fitting(name: str, most: int) -> str:
    """At most so many characters (more than 64): what is longer keeps its beginning and is told apart by a digest."""
    if len(name) <= most:
        return name
    return f"{name[: most - 65]}#{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()}"
