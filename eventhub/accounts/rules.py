"""Pure calculations about people, and the guard that keeps everyone from deciding on their own item."""

from __future__ import annotations

import re

from email_validator import EmailNotValidError, validate_email

from eventhub.core.errors import Invalid
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.text import make_slug

PASSWORD_MIN = 10
PASSWORD_MAX = 200
_DULL = re.compile(r"^(.)\1*$|^(0123456789|1234567890|password|passwort|qwertyuiop|eventhub).*$", re.IGNORECASE)


def normalize_email(text: str) -> str:
    """The address in lower case, checked in form only (RFC 5321, 6531); no host is asked.

    :raises Invalid: it is no address.
    """
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        raise Invalid({"email": _l("This does not look like an e-mail address.")}) from None


def check_password(password: str, *, personal: tuple[str, ...] = ()) -> None:
    """Length over composition, as NIST SP 800-63B §5.1.1.2 advises.

    :raises Invalid: too short, too long, or one that anybody would try first.
    """
    if len(password) < PASSWORD_MIN:
        raise Invalid({"password": _l("Please take at least %(n)s characters. A short sentence is good.", n=PASSWORD_MIN)})
    if len(password) > PASSWORD_MAX:
        raise Invalid({"password": _l("Please take at most %(n)s characters.", n=PASSWORD_MAX)})
    if _DULL.match(password) or password.lower() in {text.lower() for text in personal if text}:
        raise Invalid({"password": _l("Others would guess this one first. Please take another.")})


def organization_key(name: str) -> str:
    """The same key for ``ACME GmbH`` and ``Acme gmbh``."""
    return make_slug(name, fallback=name.strip().casefold())[:120]


def own_scope(person_id: int) -> str:
    """The scope whose counter rises with whatever a person's own calendars may say."""
    return f"person-feed:{person_id}"
