"""Whether sources may lie on private networks."""

from __future__ import annotations

_private: list[bool] = [False]


def bind(*, private: bool) -> None:
    """Say whether addresses of private networks may be asked, as tests do; called once by the application."""
    _private[:] = [private]


def may_be_private() -> bool:
    """Whether they may."""
    return _private[0]
