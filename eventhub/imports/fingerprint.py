"""Whether a source says the same of an event as last time."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from eventhub.core import clock
from eventhub.imports.ical import Moment, ReadEvent


def fingerprint(event: ReadEvent) -> str:
    """A digest of what the source says, in wall time where it names a zone, so that new zone data change nothing.

    A series comes in as far ahead as dates are stored: it is looked at anew each month, for what has come within reach.
    """
    said: list[Any] = [_said(event), *sorted(json.dumps(_said(override)) for override in event.overrides)]
    if event.recurrence:
        said.append(f"{clock.now():%Y-%m}")
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()[:32]


def _said(event: ReadEvent) -> list[Any]:
    times = (event.wall_start, event.wall_end) if event.zone and event.wall_start else (event.starts, event.ends)
    repeats = event.recurrence
    listed = [*(start for start, _ in repeats.rdates), *(end for _, end in repeats.rdates), None, *repeats.exdates]
    return [
        event.title, event.description, event.location, event.geo, event.url, event.conference_url, event.status, event.zone,
        event.all_day, event.floating, event.and_following, *map(_iso, (*times, event.recurrence_id)),
        repeats.rules, repeats.exrules, [_iso(moment) for moment in listed],
        *([event.cost, event.cost_note] if event.cost else []),  # so that what says nothing of it is known by what it was
    ]  # fmt: skip


def _iso(moment: Moment | None) -> str | None:
    return moment.isoformat() if moment else None
