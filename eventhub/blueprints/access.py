"""Who may come: every route says so, and the app refuses to start when one does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, redirect, request, url_for
from flask_login import current_user

from eventhub.accounts.models import Person
from eventhub.core import policy
from eventhub.core.errors import NotAllowed, NotFound
from eventhub.core.text import lazy_gettext as _l

View = TypeVar("View", bound=Callable[..., Any])
ATTRIBUTE = "__access__"
EXEMPT = frozenset({"static"})


@dataclass(frozen=True, slots=True)
class Access:
    """A route's rule, for the check at the start, the docs and the tests."""

    who: str
    permission: StrEnum | None = None


def current_person() -> Person | None:
    """Whoever is signed in, or None."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def get_person() -> Person:
    """Whoever is signed in; the route's rule has made sure that someone is."""
    person = current_person()
    if person is None:
        raise NotAllowed(_l("Please sign in first."))
    return person


def anyone(view: View) -> View:
    """Everyone may come."""
    setattr(view, ATTRIBUTE, Access("anyone"))
    return view


def signed_in(view: View) -> View:
    """Only people with an account; others are sent to sign in and come back."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs) if current_person() else _to_sign_in()

    return _marked(checked, Access("signed in"))


def allow_anywhere(permission: StrEnum) -> Callable[[View], View]:
    """Only those who hold the permission over some region."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(*args: Any, **kwargs: Any) -> Any:
            person = current_person()
            if person is None:
                return _to_sign_in()
            if not policy.can_anywhere(person, permission):
                raise NotAllowed(_l("This part is for people with another role."))
            return view(*args, **kwargs)

        return _marked(checked, Access("holders of", permission))

    return decorate


def allow(permission: StrEnum, *, on: Callable[[str], Any], read: StrEnum, by: str = "key") -> Callable[[View], View]:
    """Only those who have the permission on the record that the address names; the view is handed the record.

    :param on: loads the record by the public key in the address; None means that there is none.
    :param read: the permission without which the record is not even known: then the answer is 404, else 403.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(**kwargs: Any) -> Any:
            record = on(kwargs.pop(by))
            person = current_person()
            if record is None or not (policy.can(person, permission, record) or policy.can(person, read, record)):
                if person is None and record is not None:
                    return _to_sign_in()
                raise NotFound(_l("There is nothing at this address, or it is not public."))
            if permission != read and not policy.can(person, permission, record):
                if person is None:
                    return _to_sign_in()
                raise NotAllowed(_l("You may look at this, but this is for others to do."))
            return view(record, **kwargs)

        return _marked(checked, Access("those who may", permission))

    return decorate


def _marked(view: Any, access: Access) -> Any:
    setattr(view, ATTRIBUTE, access)
    return view


def _to_sign_in() -> Any:
    back = request.full_path.rstrip("?") if request.method in {"GET", "HEAD"} else url_for("home.index")
    return redirect(url_for("account.sign_in", next=back), 303)


def demand_rules(app: Flask) -> None:
    """Refuse to start when a route does not say who may come."""
    silent = [name for name, view in app.view_functions.items() if name not in EXEMPT and not hasattr(view, ATTRIBUTE)]
    if silent:
        raise RuntimeError(f"routes that do not say who may come: {', '.join(sorted(silent))}")
