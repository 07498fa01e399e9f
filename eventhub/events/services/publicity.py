"""Keeping what others find in step with what an event says: listings, search, generations, SEQUENCE."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from eventhub.communities.workflow import Standing
from eventhub.core import clock, generations, reactions, search
from eventhub.core.db import db
from eventhub.events.doubles import queries as doubles
from eventhub.events.models import Event, Listing, Occurrence
from eventhub.events.ownership.queries import list_cohost_keys
from eventhub.events.programme.queries import list_public_people
from eventhub.events.rules.changes import RESCHEDULING, changed_names, facts_of

LONG = timedelta(days=1)


def scopes_of(event: Event) -> list[str]:
    """Every scope under which the event is found; the counters of all of them rise when it changes.

    What was announced elsewhere as well is found under what is said there too, so that each community still has it.
    """
    return list(dict.fromkeys((*_own_scopes(event), *_scopes_elsewhere(event))))


def _own_scopes(event: Event) -> list[str]:
    scopes = [generations.ALL, f"mode:{event.mode.value}", *(f"region:{code}" for code in event.scopes())]
    scopes += [f"topic:{topic.slug}" for topic in event.topics]
    scopes += [f"language:{tag}" for tag in _language_scopes(event.languages)]
    if event.format:
        scopes.append(f"format:{event.format.slug}")
    if event.community:
        scopes.append(f"community:{event.community.key}")
        if event.community.standing == Standing.OFFICIAL:
            scopes.append("official")
    scopes += [f"community:{key}" for key in list_cohost_keys(event.id)]
    scopes += [f"person:{key}" for key in list_public_people(event.id)]
    return scopes


def _scopes_elsewhere(event: Event) -> list[str]:
    """Those of the events that are shown under this one; not their mode and format, of which each date has but one."""
    _primary, ids = doubles.list_shown_with(event.id)
    others = doubles.list_doubles(event.id) if ids else ()
    return [scope for other in others for scope in _own_scopes(other) if not scope.startswith(("mode:", "format:"))]


def _language_scopes(tags: list[str]) -> list[str]:
    """An event in ``pt-BR`` is also one in ``pt``."""
    return sorted({part for tag in tags for part in (tag, tag.split("-")[0])})


def refresh(event: Event, *, before: dict[str, Any] | None = None, rescheduled: bool = False) -> None:
    """Bring listings, search and counters in step, after a change to an event that is or was public.

    :param before: what it said until now (see :func:`facts_of`); None when its public state changed.
    :param rescheduled: whether SEQUENCE rises whatever the facts say (its status changed).
    """
    db.session.flush()
    changed = set(changed_names(before, facts_of(event))) if before is not None else set()
    if before is not None and not changed:
        return
    if rescheduled or changed & RESCHEDULING:
        event.sequence += 1
    event.changed_at = max(clock.now_in_seconds(), event.changed_at)
    flag_modified(event, "changed_at")  # a second change within one second is a new revision all the same
    scopes = scopes_of(event) if event.is_public else []
    raised = {*_listed_scopes(event), *scopes, f"event:{event.key}"}
    _list_anew(event, scopes)
    _find_anew(event)
    generations.raise_calendar(raised - {"long"})
    generations.raise_page(f"event:{key}" for key in _keys_shown_with(event))
    reactions.run(reactions.Happening("event.page.refresh", event))


def list_under_others(event: Event) -> None:
    """List it where it is found now that it is shown under another event, or another under it: it says the same itself."""
    scopes = scopes_of(event) if event.is_public else []
    raised = {*_listed_scopes(event), *scopes, f"event:{event.key}"}
    _list_anew(event, scopes)
    _find_anew(event)
    generations.raise_calendar(raised - {"long"})


def _find_anew(event: Event) -> None:
    """Let the search find what stands for itself."""
    if event.is_public and doubles.find_primary_id(event.id) is None:
        place = f"{event.venue} {event.city}"
        people = event.community.name if event.community else ""
        search.put("event", event.id, event.title, f"{place}\n{people}\n{event.description}")
    else:
        search.remove("event", event.id)


def _keys_shown_with(event: Event) -> Sequence[str]:
    """The keys of the events whose pages name this one."""
    primary_id, ids = doubles.list_shown_with(event.id)
    return doubles.list_keys([primary_id] if primary_id is not None else ids)


def list_new_dates(event: Event) -> None:
    """Let dates be found that the rule has always named: feeds say the same, only lists are longer."""
    scopes = scopes_of(event)
    _list_anew(event, scopes if event.is_public else [])
    generations.raise_page({*scopes, f"event:{event.key}"})


def relist(event: Event) -> None:
    """Others run a public event or speak there now: their calendars gain or lose it, and what it says stays."""
    if not event.is_public:
        return
    before, scopes = _listed_scopes(event), scopes_of(event)
    _list_anew(event, scopes)
    generations.raise_calendar((before ^ set(scopes)) - {"long"})


def _listed_scopes(event: Event) -> set[str]:
    ids = sa.select(Occurrence.id).where(Occurrence.event_id == event.id)
    return set(db.session.scalars(sa.select(Listing.scope).where(Listing.occurrence_id.in_(ids)).distinct()))


def _list_anew(event: Event, scopes: Sequence[str]) -> None:
    """List it under these scopes. Writes only what differs: an edit of a long series leaves most of its rows as they are."""
    ids = sa.select(Occurrence.id).where(Occurrence.event_id == event.id)
    columns = (Listing.scope, Listing.starts_at, Listing.occurrence_id)
    there = {tuple(row) for row in db.session.execute(sa.select(*columns).where(Listing.occurrence_id.in_(ids)))}
    wanted = {(row["scope"], row["starts_at"], row["occurrence_id"]) for row in _rows(event, scopes)}
    gone = sorted(there - wanted)
    if len(gone) == len(there):
        db.session.execute(sa.delete(Listing).where(Listing.occurrence_id.in_(ids)))
    else:
        for start in range(0, len(gone), 200):
            db.session.execute(sa.delete(Listing).where(sa.tuple_(*columns).in_(gone[start : start + 200])))
    fresh = [dict(zip(("scope", "starts_at", "occurrence_id"), row, strict=True)) for row in sorted(wanted - there)]
    if fresh:
        db.session.execute(sa.insert(Listing), fresh)


def listing_rows(event: Event) -> list[dict[str, Any]]:
    """The listing rows of a public event; none when it is shown under another."""
    return _rows(event, scopes_of(event))


def _rows(event: Event, scopes: Sequence[str]) -> list[dict[str, Any]]:
    """Nothing without scopes, for only what is public has any, and nothing of what is shown under another event."""
    if not scopes or doubles.find_primary_id(event.id) is not None:
        return []
    return [
        {"scope": scope, "starts_at": occurrence.starts_at, "occurrence_id": occurrence.id}
        for occurrence in event.occurrences
        for scope in (*scopes, *(["long"] if occurrence.ends_at - occurrence.starts_at > LONG else []))
    ]  # fmt: skip
