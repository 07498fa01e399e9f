"""Signed, dated tokens for the links in mails. A link opens a page; the page's button acts."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer

from eventhub.core.errors import Refused
from eventhub.core.text import lazy_gettext as _l

_secret: list[str] = []


def bind_secret(secret: str) -> None:
    """Set the key that signs; called by create_app."""
    _secret[:] = [secret]


def make(purpose: str, payload: Any) -> str:
    """A token that says ``payload``, good for this purpose only."""
    return URLSafeTimedSerializer(_secret[0], salt=f"eventhub:{purpose}").dumps(payload)


def seal(purpose: str, *said: str) -> str:
    """Twenty small letters and digits (100 bits) that only this installation can make for what is said: for addresses of mail,
    where nothing longer fits and a relay may write everything small."""
    return base64.b32encode(_digest(purpose, *said))[:20].decode().lower()


def derive(purpose: str, *said: str) -> str:
    """A secret of 256 bits, as 43 letters, digits, ``-`` and ``_``: the same whenever the same is said, and only here."""
    return base64.urlsafe_b64encode(_digest(purpose, *said)).decode().rstrip("=")


def _digest(purpose: str, *said: str) -> bytes:
    key = hashlib.sha256(f"eventhub:{purpose}:{_secret[0]}".encode()).digest()
    return hmac.new(key, "\0".join(said).encode("utf-8", "surrogatepass"), hashlib.sha256).digest()


def is_sealed(seal_given: str, purpose: str, *said: str) -> bool:
    """Whether this is the seal of what is said."""
    return hmac.compare_digest(seal_given.encode("utf-8", "surrogatepass"), seal(purpose, *said).encode())


def read(purpose: str, token: str, *, max_age: int) -> Any:
    """What the token says.

    :param max_age: seconds for which a token is good.
    :raises Refused: forged, of another purpose, or too old.
    """
    try:
        return URLSafeTimedSerializer(_secret[0], salt=f"eventhub:{purpose}").loads(token, max_age=max_age)
    except BadSignature:
        raise Refused(_l("This link is no longer good. Ask for a new one.")) from None
