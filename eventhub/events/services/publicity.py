"""Keeping what others find in step with what an event says: listings, search, generations, SEQUENCE."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from eventhub.communities.workflow import Standing
from eventhub.core import clock, generations, reactions, search
from eventhub.core.db import db
from eventhub.events.models import Event, Listing, Occurrence
from eventhub.events.ownership.queries import list_cohost_keys
from eventhub.events.programme.appearances import list_public_keys
from eventhub.events.rules.changes import RESCHEDULING, changed_names, facts_of

LONG = timedelta(days=1)


def scopes_of(event: Event) -> list[str]:
    """Every scope under which the event is found; the counters of all of them rise when it changes."""
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
    scopes += [f"person:{key}" for key in list_public_keys(event.id)]
    return list(dict.fromkeys(scopes))


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
    raised = {*_listed_scopes(event), *(scopes_of(event) if event.is_public else ()), f"event:{event.key}"}
    _list_anew(event)
    if event.is_public:
        place = f"{event.venue} {event.city}"
        people = event.community.name if event.community else ""
        search.put("event", event.id, event.title, f"{place}\n{people}\n{event.description}")
    else:
        search.remove("event", event.id)
    generations.raise_calendar(raised - {"long"})
    reactions.run(reactions.Happening("event.page.refresh", event))


def list_new_dates(event: Event) -> None:
    """Let dates be found that the rule has always named: feeds say the same, only lists are longer."""
    _list_anew(event)
    generations.raise_page({*scopes_of(event), f"event:{event.key}"})


def _listed_scopes(event: Event) -> set[str]:
    ids = sa.select(Occurrence.id).where(Occurrence.event_id == event.id)
    return set(db.session.scalars(sa.select(Listing.scope).where(Listing.occurrence_id.in_(ids)).distinct()))


def _list_anew(event: Event) -> None:
    """Write only what differs: an edit of a long series leaves most of its rows as they are."""
    ids = sa.select(Occurrence.id).where(Occurrence.event_id == event.id)
    columns = (Listing.scope, Listing.starts_at, Listing.occurrence_id)
    there = {tuple(row) for row in db.session.execute(sa.select(*columns).where(Listing.occurrence_id.in_(ids)))}
    wanted = (
        {(row["scope"], row["starts_at"], row["occurrence_id"]) for row in listing_rows(event)} if event.is_public else set()
    )
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
    """The listing rows of a public event."""
    scopes = scopes_of(event)
    return [
        {"scope": scope, "starts_at": occurrence.starts_at, "occurrence_id": occurrence.id}
        for occurrence in event.occurrences
        for scope in (*scopes, *(["long"] if occurrence.ends_at - occurrence.starts_at > LONG else []))
    ]
