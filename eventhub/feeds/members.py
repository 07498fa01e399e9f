"""What a feed holds: the events in its window, each as a stored piece (of iCalendar a VEVENT), joined to one calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import accumulate, chain
from typing import Any, NamedTuple

import sqlalchemy as sa
from dateutil.relativedelta import relativedelta

from eventhub.communities.models import Community
from eventhub.core.db import db
from eventhub.core.text import force_locale
from eventhub.events.models import Event, Listing, Occurrence
from eventhub.events.queries.listing import LONGEST, select_in_window
from eventhub.events.workflow import O, S
from eventhub.feeds import asked, calls, formats
from eventhub.feeds.asked import Feed
from eventhub.feeds.facts import CalendarFacts
from eventhub.feeds.models import FeedComponent
from eventhub.feeds.pieces import dates_in, render_missing
from eventhub.feeds.render import version_of

BACK = timedelta(days=90)
AHEAD = relativedelta(months=18)
KEEP_CANCELLED = timedelta(days=30)
MAX_EVENTS = 1000
MAX_BYTES = 2_000_000
PART = 250
"""Rows that are read from the database at a time."""

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_E, _O, _C = Event.__table__, Occurrence.__table__, FeedComponent.__table__


class Member(NamedTuple):
    """One event of a feed; without a body where no stored piece holds any more."""

    event_id: int
    uid: str
    starts: Any
    """As the driver gives it (text on SQLite), which sorts well; most are never turned into a datetime."""
    tzid: str | None
    body: bytes | None
    first: str | None = None
    """The earliest DTSTART in the body, as ISO 8601 in UTC; of a series that of its first date."""


@dataclass(frozen=True, slots=True)
class Joined:
    """The parts of a feed whose time of change is still to be set, and the pieces that had to be rendered for it."""

    bodies: tuple[bytes, ...]
    zones: dict[str, tuple[datetime, datetime]]
    kept: int | None
    """How many events were kept where not all fitted."""
    rendered: list[dict[str, Any]]
    format: formats.Format


def day_of(now: datetime) -> datetime:
    """The midnight, in UTC, that windows are counted from: within a day time changes nothing."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def join(feed: Feed, today: datetime) -> Joined:
    """The VEVENTs of a feed in order of start and UID, with the zones they need."""
    written = formats.FORMATS[feed.ext]
    if feed.kind == asked.CALLS:
        bodies, zones = calls.write_calls(feed, today - BACK, today + AHEAD, written.piece)
        return Joined(bodies, zones, None, [], written)
    form = form_of(feed)
    members, is_cut = _select_single(feed, form) if feed.single else _select_window(feed, today)
    rendered = render_missing([member.event_id for member in members if member.body is None], feed.locale, form)
    members = _filled(members, {row["event_id"]: row for row in rendered})
    members = list(_by_date(feed, members, today)) if feed.chosen.expand else members
    fitting = members if feed.single else _within_size(members, today)
    kept = len(fitting) if is_cut or len(fitting) < len(members) else None
    fitting = sorted(fitting, key=lambda member: (member.first or "", member.uid))
    bodies = tuple(member.body for member in fitting if member.body)
    return Joined(bodies, _zones(feed, fitting, today, written), kept, rendered, written)


def form_of(feed: Feed) -> str:
    """How the events of a feed are written."""
    chosen = feed.chosen
    return formats.form_of(feed.ext, single=feed.single, expand=chosen.expand, hide_cancelled=chosen.hide_cancelled)


def facts_of(feed: Feed, joined: Joined, site: str) -> CalendarFacts:
    """What the feed says of itself, in its language."""
    with force_locale(feed.locale):
        return asked.facts_of(feed, site, _default_zone(feed), kept=joined.kept)


def write(facts: CalendarFacts, joined: Joined, modified: datetime) -> bytes:
    """The whole calendar, last modified at this time."""
    return joined.format.assemble(replace(facts, last_modified=modified), joined.zones, joined.bodies)


def _by_date(feed: Feed, members: Iterable[Member], today: datetime) -> Iterator[Member]:
    """Each date of the window by itself; in the feed of one event all there are."""
    begin = _BEGINNING if feed.chosen.past or feed.single else today - BACK
    first, last = (f"{moment:%Y-%m-%dT%H:%M:%S}" for moment in (begin, today + AHEAD))
    for member in members:
        for start, piece in dates_in(member.body or b""):
            if first <= start and (feed.single or start < last):
                yield member._replace(starts=start, first=start, body=piece)


def _stored(locale: str, form: str) -> sa.ColumnElement[bool]:
    """The stored VEVENT that still says what the event says."""
    return sa.and_(
        _C.c.event_id == _E.c.id, _C.c.locale == locale, _C.c.form == form, _C.c.version == version_of(locale),
        _C.c.revision == _E.c.revision, _C.c.changed_at == _E.c.changed_at,
    )  # fmt: skip


def _select_single(feed: Feed, form: str) -> tuple[list[Member], bool]:
    """The event itself, whenever it is, where it fits the filter; a cancelled one says so as long as it has a page."""
    statement = (
        sa.select(_E.c.id, _E.c.uid, _raw(_O.c.starts_at), _C.c.tzid, _C.c.body, _C.c.first_start)
        .select_from(_E.join(_O, _O.c.event_id == _E.c.id).outerjoin(_C, _stored(feed.locale, form)))
        .where(_E.c.key == feed.slug).order_by(_O.c.starts_at).limit(1)
    )  # fmt: skip
    for scopes in feed.chosen.scope_groups():
        listed = sa.select(1).where(
            Listing.occurrence_id == _O.c.id, Listing.starts_at == _O.c.starts_at, Listing.scope.in_(scopes)
        )
        statement = statement.where(sa.exists(listed))
    if feed.chosen.hide_cancelled:
        statement = statement.where(_E.c.status != S.CANCELLED)
    return [Member(*row) for row in db.session.execute(statement).all()], False


def _select_window(feed: Feed, today: datetime) -> tuple[list[Member], bool]:
    """The events of the window, the nearest to today first, as many as a feed holds; and whether there are more.

    Both ways from today are walked at once, so that hardly more is read than is kept.
    """
    found, is_cut, ran_out = _walk(_statements(feed, today), today)
    if not ran_out or feed.chosen.expand:  # where each date stands by itself, so many rows are as many as a feed holds
        return found, is_cut
    found, is_cut, _ = _walk(_each_once(feed, today), today)
    return _with_pieces(found, feed), is_cut


def _walk(statements: Iterable[sa.Select[Any]], today: datetime) -> tuple[list[Member], bool, bool]:
    """The nearest events, whether there are more, and whether the rows came to an end only because no more were asked for."""
    with ExitStack() as opened:
        found: dict[int, Member] = {}
        ways = [_Way(opened.enter_context(_opened(statement))) for statement in statements]
        for member in _nearest(ways[0], ways[1], today):
            if len(found) == MAX_EVENTS and member.event_id not in found:
                return list(found.values()), True, any(way.ran_out for way in ways)
            found.setdefault(member.event_id, member)
        return list(found.values()), False, any(way.ran_out for way in ways)


class _Way:
    """Rows of one way from today; it has run out when there were as many as were asked for and one more is wanted."""

    def __init__(self, rows: Iterator[Member]) -> None:
        self._rows = rows
        self._left = MAX_EVENTS + 1
        self.ran_out = False

    def __iter__(self) -> Iterator[Member]:
        return self

    def __next__(self) -> Member:
        row = next(self._rows, None)
        if row is None:
            self.ran_out = self._left <= 0
            raise StopIteration
        self._left -= 1
        return row


def _nearest(ahead: Iterator[Member], back: Iterator[Member], today: datetime) -> Iterator[Member]:
    """Two ways from today as one, by distance. Mostly the next one on one way is nearer than all on the other."""
    today = today.replace(tzinfo=None)
    later, earlier = next(ahead, None), next(back, None)
    while later is not None and earlier is not None:
        limit = _naive(earlier.starts)
        while later is not None and _naive(later.starts) - today <= today - limit:
            yield later
            later = next(ahead, None)
        if later is None:
            break
        limit = _naive(later.starts)
        while earlier is not None and today - _naive(earlier.starts) < limit - today:
            yield earlier
            earlier = next(back, None)
    if later is not None:
        yield later
    if earlier is not None:
        yield earlier
    yield from ahead
    yield from back


@contextmanager
def _opened(statement: sa.Select[Any]) -> Iterator[Iterator[Member]]:
    """The rows, read as they are wanted; what is not wanted is left in the database."""
    rows = db.session.execute(statement, execution_options={"yield_per": PART})
    try:
        yield map(Member._make, chain.from_iterable(rows.partitions(PART)))
    finally:
        rows.close()


@lru_cache(maxsize=256)
def _statements(feed: Feed, today: datetime) -> tuple[sa.Select[Any], sa.Select[Any]]:
    """What is ahead, the next first, and what is past, the latest first. Kept, for building them costs as much as running."""
    start = _BEGINNING if feed.chosen.past else today - BACK
    ahead = _in_window(feed, today, today + AHEAD, today)
    back = _in_window(feed, start, today, today, backwards=True)
    return ahead.limit(MAX_EVENTS + 1), back.limit(MAX_EVENTS + 1)


@lru_cache(maxsize=256)
def _each_once(feed: Feed, today: datetime) -> tuple[sa.Select[Any], sa.Select[Any]]:
    """The same two ways with each event once, at its date nearest to today, and without its piece: for feeds in which few
    events have so many dates that the others are not among the first rows."""
    start = _BEGINNING if feed.chosen.past else today - BACK
    return (
        _grouped(_walked(feed, today, today + AHEAD, today)).limit(MAX_EVENTS + 1),
        _grouped(_walked(feed, start, today, today), backwards=True).limit(MAX_EVENTS + 1),
    )


def _grouped(walked: sa.Select[Any], *, backwards: bool = False) -> sa.Select[Any]:
    starts = (sa.func.max if backwards else sa.func.min)(walked.selected_columns.starts_at)
    none = (sa.null().label(name) for name in Member._fields[3:])
    statement = walked.with_only_columns(_E.c.id, _E.c.uid, _raw(starts), *none, maintain_column_froms=True)
    return statement.group_by(_E.c.id, _E.c.uid).order_by(None).order_by(starts.desc() if backwards else starts.asc(), _E.c.id)


def _with_pieces(members: Sequence[Member], feed: Feed) -> list[Member]:
    """The same with the pieces that are stored of them."""
    pieces: dict[int, Any] = {}
    joined = _E.outerjoin(_C, _stored(feed.locale, form_of(feed)))
    for at in range(0, len(members), PART):
        ids = [member.event_id for member in members[at : at + PART]]
        statement = sa.select(_E.c.id, _C.c.tzid, _C.c.body, _C.c.first_start).select_from(joined).where(_E.c.id.in_(ids))
        pieces |= {row.id: row for row in db.session.execute(statement)}
    return [
        member._replace(tzid=piece.tzid, body=piece.body, first=piece.first_start)
        for member in members for piece in [pieces[member.event_id]]
    ]  # fmt: skip


def _in_window(
    feed: Feed, start: datetime, end: datetime, today: datetime, *, backwards: bool = False
) -> sa.Select[Any]:  # fmt: skip
    statement = _walked(feed, start, end, today)
    listed = statement.selected_columns
    if backwards:
        statement = statement.order_by(None).order_by(listed.starts_at.desc(), listed.occurrence_id.desc())
    return statement.outerjoin(_C, _stored(feed.locale, form_of(feed))).with_only_columns(
        _E.c.id, _E.c.uid, _raw(listed.starts_at), _C.c.tzid, _C.c.body, _C.c.first_start, maintain_column_froms=True
    )


def _walked(feed: Feed, start: datetime, end: datetime, today: datetime) -> sa.Select[Any]:
    """The dates of the window with their events."""
    walked = select_in_window(feed.chosen, start, end)
    listed = walked.selected_columns
    is_cancelled = sa.or_(_O.c.status == O.CANCELLED, _E.c.status == S.CANCELLED)
    limit = sa.false() if feed.chosen.hide_cancelled else _O.c.ends_at >= today - KEEP_CANCELLED
    statement = walked.join(_E, _E.c.id == _O.c.event_id).where(sa.or_(sa.not_(is_cancelled), limit))
    if feed.also:
        other = Listing.__table__.alias("also")
        statement = statement.where(sa.exists(sa.select(1).where(
            other.c.scope.in_(feed.also), other.c.starts_at == listed.starts_at, other.c.occurrence_id == listed.occurrence_id
        )))  # fmt: skip
    return statement


def _raw(column: Any) -> sa.ColumnElement[Any]:
    """A time as the driver gives it: two thousand of them cost more to convert than to read."""
    return sa.type_coerce(column, sa.types.NullType())


def _naive(raw: Any) -> datetime:
    """An instant in UTC without saying so, for telling distances: of two thousand, each costs half."""
    return datetime.fromisoformat(raw) if isinstance(raw, str) else raw.astimezone(UTC).replace(tzinfo=None)


def _moment(raw: Any) -> datetime:
    return datetime.fromisoformat(raw).replace(tzinfo=UTC) if isinstance(raw, str) else raw.astimezone(UTC)


def _nearest_first(members: Iterable[Member], today: datetime) -> list[Member]:
    return sorted(members, key=lambda member: (abs(_moment(member.starts) - today), member.uid))


def _within_size(members: Sequence[Member], today: datetime) -> Sequence[Member]:
    """As many of the nearest as fit."""
    if len(members) <= MAX_EVENTS and sum(len(member.body or b"") for member in members) <= MAX_BYTES:
        return members
    nearest = _nearest_first(members, today)[:MAX_EVENTS]
    sizes = accumulate(len(member.body or b"") for member in nearest)
    return [member for member, size in zip(nearest, sizes, strict=True) if size <= MAX_BYTES]


def _filled(members: Sequence[Member], rendered: dict[int, dict[str, Any]]) -> list[Member]:
    if not rendered:
        return list(members)
    fill = ((member, rendered.get(member.event_id)) for member in members)
    return [
        member._replace(tzid=row["tzid"], body=row["body"], first=row["first_start"]) if row else member for member, row in fill
    ]


def _zones(
    feed: Feed, members: Sequence[Member], today: datetime, written: formats.Format
) -> dict[str, tuple[datetime, datetime]]:  # fmt: skip
    """The zones in use, each for the whole window, so that one event more or less leaves their definitions alone."""
    names = sorted({member.tzid for member in members if member.tzid})
    if not names:
        return {}
    earliest = min(datetime.fromisoformat(member.first or "").replace(tzinfo=UTC) for member in members)
    horizon = _moment(max(member.starts for member in members)) + LONGEST
    if not feed.single or any(written.has_rule in (member.body or b"") for member in members):
        earliest, horizon = min(earliest, today - BACK), max(horizon, today + AHEAD + LONGEST)
    return dict.fromkeys(names, (earliest, horizon))


def _default_zone(feed: Feed) -> str:
    """The zone of what the feed is about, else UTC."""
    column = {"event": Event.zone, "community": Community.zone}.get(feed.kind)
    key = {"event": Event.key, "community": Community.key}.get(feed.kind)
    if column is None or key is None:
        return "UTC"
    return db.session.scalar(sa.select(column).where(key == feed.slug)) or "UTC"
