"""Open calls for speakers as a calendar: each deadline is an event, the hour before it.

They are few and change seldom, so they are written whenever the feed is made anew; nothing of them is stored apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from babel.dates import format_date, format_time

from eventhub.core import addresses, markup
from eventhub.core.db import db
from eventhub.core.text import force_locale
from eventhub.core.translations import best, load_texts
from eventhub.events.doubles.models import EventDouble
from eventhub.events.models import Event, Listing, Occurrence
from eventhub.events.programme.models import Call
from eventhub.events.programme.workflow import CallState
from eventhub.events.workflow import S
from eventhub.feeds.asked import Feed
from eventhub.feeds.facts import EventFacts
from eventhub.feeds.render import say

BEFORE = timedelta(hours=1)
"""A deadline ends when it passes, so that nobody reads it as later than it is; calendars want it to last (RFC 5545 §3.6.1)."""

Spans = dict[str, tuple[datetime, datetime]]
Piece = Callable[[Sequence[EventFacts], str], bytes]


def write_calls(feed: Feed, start: datetime, end: datetime, piece: Piece) -> tuple[tuple[bytes, ...], Spans]:
    """The deadlines in a window, each written by ``piece``, in order of time and UID, with the zones they need."""
    rows = db.session.execute(_select(feed, start, end)).all()
    titles = load_texts("event", [event.id for _call, event in rows], ["title"])
    with force_locale(feed.locale):
        facts = [_facts(call, event, titles.get(event.id, {}).get("title", {}), feed.locale) for call, event in rows]
        bodies = tuple(piece([each], feed.locale) for each in facts)
    return bodies, {each.zone: (start, end) for each in facts if each.zone and each.zone != "UTC"}


def _select(feed: Feed, start: datetime, end: datetime) -> sa.Select[Call, Event]:
    """Calls that were opened once and whose event is public. One that was closed early says so until its deadline."""
    chosen = feed.chosen
    statement = (
        sa.select(Call, Event).join(Event, Event.id == Call.event_id)
        .where(Call.opened_at.is_not(None), Call.status.in_((CallState.OPEN, CallState.CLOSED)), Call.deadline_at < end,
               Event.status.in_(Event.__workflow__.public_states))
        .order_by(Call.deadline_at, Call.uid)
    )  # fmt: skip
    if not chosen.past:
        statement = statement.where(Call.deadline_at >= start)
    if chosen.hide_cancelled:
        statement = statement.where(sa.not_(_is_off()))
    for group in chosen.scope_groups():
        statement = statement.where(_found_under(group))
    return statement


def _is_off() -> sa.ColumnElement[bool]:
    closed_early = sa.and_(Call.status == CallState.CLOSED, Call.status_since < Call.deadline_at)
    return sa.or_(Event.status == S.CANCELLED, closed_early)


def _found_under(scopes: Sequence[str]) -> sa.ColumnElement[bool]:
    """Calls of events that are listed there, and of those that are shown under one: each event has its own call."""
    listed = (
        sa.select(Occurrence.event_id).join(Listing, Listing.occurrence_id == Occurrence.id).where(Listing.scope.in_(scopes))
    )
    doubles = sa.select(EventDouble.event_id).where(EventDouble.primary_id.in_(listed))
    return sa.or_(Call.event_id.in_(listed), Call.event_id.in_(doubles))


def _facts(call: Call, event: Event, titles: dict[str, str], locale: str) -> EventFacts:
    title, language = best({**titles, event.source_language: event.title}, locale, event.source_language)
    is_off = event.status == S.CANCELLED or (call.status == CallState.CLOSED and call.status_since < call.deadline_at)
    page = addresses.address_of("events.call", key=event.key)
    when = f"{format_date(call.wall_deadline, 'full', locale=_babel(locale))}, {format_time(call.wall_deadline, 'short', locale=_babel(locale))}"
    lines = [say("deadline", when=when, zone=call.zone), markup.to_plain(call.text), say("page", address=page)]
    return EventFacts(
        uid=call.uid, sequence=call.sequence, created=call.created_at, changed=max(call.changed_at, call.created_at),
        starts=call.deadline_at - BEFORE, ends=call.deadline_at, zone=call.zone, status="cancelled" if is_off else "confirmed",
        summary=say("call", title=title), summary_prefix=say("cancelled") if is_off else None, description="\n\n".join(filter(None, lines)),
        language=language, url=page, transparent=True,
    )  # fmt: skip


def _babel(locale: str) -> str:
    return locale.replace("-", "_")
