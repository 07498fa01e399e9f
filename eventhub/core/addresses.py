"""Addresses of pages for code that knows no web: the application binds what builds them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Builder = Callable[[str, dict[str, Any]], str]
"""``builder(name, values)``: the absolute address of a page."""

_builder: list[Builder] = []
_base: list[str] = []


def bind(builder: Builder, *, base: str | None = None) -> None:
    """Set what builds addresses, and the one that all of them start with (``https://events.example.org``)."""
    _builder[:] = [builder]
    _base[:] = [] if base is None else [base.rstrip("/")]


def unbind() -> None:
    """Forget both."""
    _builder.clear()
    _base.clear()


def address_of(name: str, /, **values: Any) -> str:
    """The absolute address of a page by its name (``events.show``).

    :raises LookupError: nothing is bound, or there is no such page.
    """
    if not _builder:
        raise LookupError("no address builder is bound: call addresses.bind first")
    return _builder[0](name, values)


def base() -> str:
    """What every address starts with, without a slash at its end.

    :raises LookupError: none is bound.
    """
    if not _base:
        raise LookupError("no base address is bound: call addresses.bind(…, base=…) first")
    return _base[0]
