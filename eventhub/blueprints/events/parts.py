"""The parts of an event that have pages of their own: the list beside its manage page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for

from eventhub.core.text import LazyText
from eventhub.events.models import Event


@dataclass(frozen=True, slots=True)
class Part:
    """One link: what it is called, where it leads (an endpoint that takes ``key``), and what to say behind it."""

    label: LazyText
    endpoint: str
    icon: str
    shown: Callable[[Event], bool] = lambda _event: True
    note: Callable[[Event], str] = lambda _event: ""


PARTS: list[Part] = []
"""In the order they are shown; each part's module adds its own when it is imported."""


def list_parts(event: Event) -> list[dict[str, str]]:
    """The links to show to those who manage an event."""
    return [
        {"label": str(part.label), "href": url_for(part.endpoint, key=event.key), "icon": part.icon, "note": part.note(event)}
        for part in PARTS if part.shown(event)
    ]  # fmt: skip
