"""Which of the VEVENTs of a file belong together: series and their changed dates, versions of one event, twins."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from eventhub.core.moments import Moment
from eventhub.imports.ical.values import ReadEvent


def group_events(events: Iterable[tuple[int, ReadEvent]]) -> list[ReadEvent]:
    """Events, each with the number of its VCALENDAR, as they are meant: in the order of the file, with UIDs and overrides."""
    return _told_apart(_put_together(_with_uids(events)))


def _with_uids(events: Iterable[tuple[int, ReadEvent]]) -> list[tuple[int, ReadEvent]]:
    """Events without a UID get one that stays the same while title, start and place do; twins are numbered."""
    twins: dict[str, int] = {}
    return [(at, e if e.source_uid else replace(e, source_uid=_numbered(_derived_uid(e), twins))) for at, e in events]


def _derived_uid(event: ReadEvent) -> str:
    said = "\n".join((event.source_uid, event.title, str(event.wall_start or event.starts), str(event.zone), event.location))
    return "derived-" + hashlib.sha256(said.lstrip("\n").encode()).hexdigest()[:32]


def _numbered(uid: str, twins: dict[str, int]) -> str:
    twins[uid] = twins.get(uid, 0) + 1
    return uid if twins[uid] == 1 else f"{uid}-{twins[uid]}"


def _put_together(events: Iterable[tuple[int, ReadEvent]]) -> list[ReadEvent]:
    """Masters with their overrides, in the order of the file; overrides without a master in their VCALENDAR stand alone."""
    newest = _newest(events)
    overrides: dict[tuple[int, str], list[ReadEvent]] = {}
    for (calendar, uid, recurrence_id), found in newest.items():
        if recurrence_id is not None and (calendar, uid, None) in newest:
            overrides.setdefault((calendar, uid), []).extend(found)
    together: list[ReadEvent] = []
    for (calendar, uid, recurrence_id), found in newest.items():
        if recurrence_id is None and (calendar, uid) in overrides:
            at = next((n for n, event in enumerate(found) if event.recurrence), 0)
            found[at] = replace(found[at], overrides=tuple(overrides[calendar, uid]))
        if recurrence_id is None or (calendar, uid, None) not in newest:
            together += found
    return together


def _newest(events: Iterable[tuple[int, ReadEvent]]) -> dict[tuple[int, str, Moment | None], list[ReadEvent]]:
    """By VCALENDAR, UID and RECURRENCE-ID what has the highest SEQUENCE; of the changes of one date only the last."""
    newest: dict[tuple[int, str, Moment | None], list[ReadEvent]] = {}
    for calendar, event in events:
        known = newest.setdefault((calendar, event.source_uid, event.recurrence_id), [])
        if known and event.sequence < known[0].sequence:
            continue
        if known and (event.sequence > known[0].sequence or event.recurrence_id is not None):
            known.clear()
        known.append(event)
    return newest


def _told_apart(events: list[ReadEvent]) -> list[ReadEvent]:
    """Different events under one UID, which some programs write, get UIDs of their own after the first."""
    first: dict[tuple[str, Moment | None], ReadEvent] = {}
    twins: dict[str, int] = {}
    apart: list[ReadEvent] = []
    for event in events:
        known = first.setdefault((event.source_uid, event.recurrence_id), event)
        if known is event or not _differ(known, event):
            apart.append(event)
        else:
            uid = _numbered(_derived_uid(event), twins)
            apart.append(replace(event, source_uid=uid, doubts=(*event.doubts, "bad_uid")))
    return apart


def _differ(one: ReadEvent, other: ReadEvent) -> bool:
    return (one.title, one.starts, one.recurrence) != (other.title, other.starts, other.recurrence)
