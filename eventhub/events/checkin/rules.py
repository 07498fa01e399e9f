"""Codes, what stands for them on a phone without a network, and how they look as a QR."""

from __future__ import annotations

import hashlib
import io
import re

import segno

from eventhub.core import tokens

_PURPOSE = "event.checkin"
_NOT_IN_A_CODE = re.compile(r"[^A-Z2-7]")
LENGTH = 26


def salt_of(event_key: str) -> str:
    """What is put before each code of an event, so that no table made beforehand helps whoever finds a phone."""
    return tokens.seal(_PURPOSE, event_key)


def mark_of(salt: str, code: str) -> str:
    """The SHA-256 that stands for a code on a phone. The page's script makes the same one."""
    return hashlib.sha256(f"{salt}:{code}".encode()).hexdigest()


def code_in(text: str) -> str:
    """The code in what a camera has read or a person has typed; empty when there is none."""
    code = _NOT_IN_A_CODE.sub("", text.upper())
    return code if len(code) == LENGTH else ""


def ticket_svg(code: str) -> bytes:
    """The QR of a code: dark on light whatever the page's colours are, because cameras want it so."""
    return _saved(code, "svg", svgclass=None, lineclass=None, xmldecl=False)


def ticket_png(code: str) -> bytes:
    """The same for a mail."""
    return _saved(code, "png")


def _saved(code: str, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    segno.make(code, error="q", micro=False).save(
        file, kind=kind, scale=8, border=4, light="#ffffff", dark="#000000", **options
    )
    return file.getvalue()
