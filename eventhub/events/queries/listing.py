"""Lists of public dates: in Core, by key, never by offset. Pages and feeds walk the same index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial
from time import monotonic
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from eventhub.communities.models import Community
from eventhub.core import search
from eventhub.core.db import db
from eventhub.core.errors import Invalid
from eventhub.core.paging import Page, decode, encode
from eventhub.core.text import clean_line
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.translations import is_language
from eventhub.events.models import Event, Format, FormatVersion, Listing, Occurrence, Topic
from eventhub.events.rules.filters import EventFilter
from eventhub.events.workflow import O
from eventhub.regions.models import Region

PAGE_SIZE = 50
LOOK_BACK = timedelta(days=1)
LONGEST = timedelta(days=31)
Text = tuple[sa.ColumnElement[bool], ...]
RARE = 400
"""Up to so many matches of a text are fetched by id; a more common text is tested along the index of time."""
COMMON_FOR = 300.0
"""Seconds for which a common text is taken for common: both ways find the same, one of them sooner."""
KNOWN_COMMON = 1000
_known_common: dict[str, float] = {}

_l1 = Listing.__table__.alias("l")
_o = Occurrence.__table__
_e = Event.__table__
_c = Community.__table__
_f = Format.__table__
_v = FormatVersion.__table__

_COLUMNS = (
    _o.c.id.label("occurrence_id"), _o.c.starts_at, _o.c.ends_at, _o.c.wall_start, _o.c.wall_end, _o.c.zone, _o.c.original_start,
    _o.c.status.label("occurrence_status"),
    _e.c.id.label("event_id"), _e.c.key, _e.c.slug, _e.c.title, _e.c.status, _e.c.mode, _e.c.venue, _e.c.city,
    _e.c.region_code, _e.c.languages, _e.c.all_day, _e.c.source_language, _e.c.cover_id, _e.c.revision, _e.c.moved_online,
    _c.c.name.label("community_name"), _c.c.key.label("community_key"), _c.c.slug.label("community_slug"),
    _c.c.revision.label("community_revision"), _f.c.version_id.label("format_version"),
    _v.c.names.label("format_names"), _f.c.slug.label("format_slug"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Retired(Exception):
    """The filter names something that another thing has taken the place of."""

    name: str
    old: str
    new: str


def list_page(chosen: EventFilter, *, now: datetime, after: str = "", size: int = PAGE_SIZE) -> Page[Any]:
    """One page of dates in order of time, with what a row shows; by default what is still to come or going on.

    :param after: the cursor of the page before; it names a start and an occurrence.
    :raises Invalid: the cursor is not one.
    """
    start, number = _read_cursor(after) if after else (_first_instant(chosen, now), 0)
    text = _text_clause(chosen)
    make = _page_select if text is None else partial(_make_page_select, text=text)
    values = {"start": start, "now": now, "recent": now - LOOK_BACK, "oldest": now - LONGEST}
    rows = db.session.execute(
        make(chosen, size=size + 1, later=bool(after)), {**values, "number": number} if number else values
    ).all()
    shown = rows[:size]
    more = encode(_micros(shown[-1].starts_at), shown[-1].occurrence_id) if len(rows) > size else None
    return Page(items=shown, before=None, after=more)


def list_between(chosen: EventFilter, start: datetime, end: datetime, *, limit: int = 2000) -> Sequence[Any]:
    """The dates that begin in a span, in order of time: for the month view."""
    return _rows_in([_walk(chosen, _after(start, 0), _text_now(chosen)).where(_l1.c.starts_at < end).limit(limit)], limit)


def list_next(scopes: list[list[str]], *, now: datetime, size: int) -> Sequence[Any]:
    """The next dates within scopes, cancelled ones left out: for the home page and those of regions and communities."""
    statement = _narrowed(_base(scopes).join(_o, _o.c.id == _l1.c.occurrence_id), scopes)
    return _rows_in([statement.where(_l1.c.starts_at >= now, _o.c.status == O.SCHEDULED).limit(size)], size)


def list_dates_of(event_ids: sa.Select[Any], *, now: datetime, past: bool, size: int) -> Sequence[Any]:
    """One date of each of these events that is public: the next one, soonest first; or of what is over the last, latest first.

    :param past: whether of those that are over.
    """
    public, fits = _e.c.status.in_(Event.__workflow__.public_states), _o.c.ends_at <= now if past else _o.c.ends_at > now
    dates = _o.join(_e, _e.c.id == _o.c.event_id)
    chosen = sa.func.max(_o.c.starts_at) if past else sa.func.min(_o.c.starts_at)
    one = sa.select(_o.c.event_id, chosen.label("starts_at")).select_from(dates).where(public, fits, _e.c.id.in_(event_ids))
    if past:
        later = _o.alias("later")
        one = one.where(~sa.exists(sa.select(1).where(later.c.event_id == _o.c.event_id, later.c.ends_at > now)))
    first = one.group_by(_o.c.event_id).subquery("first")
    found = sa.select(_o.c.id.label("occurrence_id"), _o.c.starts_at).select_from(
        _o.join(first, sa.and_(first.c.event_id == _o.c.event_id, first.c.starts_at == _o.c.starts_at))
    )  # fmt: skip
    newest = found.order_by(_o.c.starts_at.desc() if past else _o.c.starts_at, _o.c.id).limit(size)
    rows = _rows_in([newest], size)
    return rows[::-1] if past else rows


def find_row(occurrence_id: int) -> Any:
    """What a list says of one date; None when there is no such date."""
    found = sa.select(_o.c.id.label("occurrence_id"), _o.c.starts_at).where(_o.c.id == occurrence_id)
    return next(iter(_rows_in([found], 1)), None)


def select_in_window(chosen: EventFilter, start: datetime, end: datetime) -> sa.Select[Any]:
    """``(occurrence_id, starts_at)`` of all that a feed holds, in order of time."""
    return _walk(chosen, _after(start, 0), _text_now(chosen)).where(_l1.c.starts_at < end)


def _first_instant(chosen: EventFilter, now: datetime) -> datetime:
    if chosen.starts:
        return _midnight(chosen.starts)
    return datetime(1970, 1, 1, tzinfo=UTC) if chosen.past else now - LOOK_BACK


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _make_page_select(chosen: EventFilter, *, size: int, later: bool, text: Text | None = None) -> sa.Select[Any]:
    """The statement of :func:`list_page`; asks for ``start``, ``now``, ``recent``, ``oldest`` and, when later, ``number``."""
    text = _common_text(chosen) if text is None else text
    after = _after(sa.bindparam("start"), sa.bindparam("number") if later else 0)
    found = _walk(chosen, after, text).limit(size)
    if not chosen.past and not chosen.starts:
        found = found.where(_o.c.ends_at > sa.bindparam("now"))
    return _whole_rows([found] if later or chosen.starts or chosen.past else [_select_still_on(chosen, text), found], size)


_page_select = lru_cache(maxsize=500)(_make_page_select)
"""To write a statement takes longer than to answer it; the filters people ask for are few."""


def _select_still_on(chosen: EventFilter, text: Text) -> sa.Select[Any]:
    """What began more than a day ago and is not over: found through the scope ``long``, of which there are few."""
    groups = [["long"], *chosen.scope_groups()]
    statement = _narrowed(_base(groups).join(_o, _o.c.id == _l1.c.occurrence_id), groups).where(
        *text, _l1.c.starts_at >= sa.bindparam("oldest"), _l1.c.starts_at < sa.bindparam("recent"),
        _o.c.ends_at > sa.bindparam("now"),
    )  # fmt: skip
    if chosen.hide_cancelled:
        statement = statement.where(_o.c.status != O.CANCELLED)
    return statement.limit(PAGE_SIZE)


def _walk(chosen: EventFilter, after: sa.ColumnElement[bool], text: Text) -> sa.Select[Any]:
    """Walk the listing of the narrowest scope from a point in time on, testing the other scopes on the way."""
    groups = chosen.scope_groups()
    statement = _narrowed(_base(groups).join(_o, _o.c.id == _l1.c.occurrence_id), groups)
    statement = statement.where(*text, after)
    if chosen.ends:
        statement = statement.where(_l1.c.starts_at < _midnight(chosen.ends) + timedelta(days=1))
    if chosen.hide_cancelled:
        statement = statement.where(_o.c.status != O.CANCELLED)
    return statement


def _after(start: Any, number: Any) -> sa.ColumnElement[bool]:
    """Strictly after this row, said so that the index is entered at the right place."""
    begun: sa.ColumnElement[bool] = _l1.c.starts_at >= start
    if isinstance(number, int) and not number:
        return begun
    later = sa.or_(_l1.c.starts_at > start, _l1.c.occurrence_id > number)
    return sa.and_(begun, later)


def _base(groups: list[list[str]]) -> sa.Select[Any]:
    driver = groups[0][0] if groups and len(groups[0]) == 1 else "all"
    return (
        sa.select(_l1.c.occurrence_id, _l1.c.starts_at).where(_l1.c.scope == driver)
        .order_by(_l1.c.starts_at, _l1.c.occurrence_id)
    )  # fmt: skip


def _narrowed(statement: sa.Select[Any], groups: list[list[str]]) -> sa.Select[Any]:
    rest = groups[1:] if groups and len(groups[0]) == 1 else groups
    for number, group in enumerate(rest):
        other = Listing.__table__.alias(f"l{number}")
        statement = statement.where(sa.exists(
            sa.select(1).where(other.c.scope.in_(group) if len(group) > 1 else other.c.scope == group[0],
                               other.c.starts_at == _l1.c.starts_at, other.c.occurrence_id == _l1.c.occurrence_id)
        ))  # fmt: skip
    return statement


def _text_clause(chosen: EventFilter) -> Text | None:
    """How a rare text narrows, decided once for all statements of an answer; None for a common one, or none."""
    if not chosen.text or _known_common.get(chosen.text, 0.0) > monotonic():
        return None
    matches = search.matching("event", chosen.text, RARE + 1)
    if len(matches) <= RARE:
        return (_o.c.event_id.in_(matches),)
    if len(_known_common) >= KNOWN_COMMON:
        _known_common.clear()
    _known_common[chosen.text] = monotonic() + COMMON_FOR
    return None


def _common_text(chosen: EventFilter) -> Text:
    return (search.clause("event", chosen.text, _o.c.event_id),) if chosen.text else ()


def _text_now(chosen: EventFilter) -> Text:
    rare = _text_clause(chosen)
    return _common_text(chosen) if rare is None else rare


_WHOLE_ROW = (
    _o.join(_e, _e.c.id == _o.c.event_id).outerjoin(_c, _c.c.id == _e.c.community_id)
    .outerjoin(_f, _f.c.id == _e.c.format_id).outerjoin(_v, _v.c.id == _f.c.version_id)
)  # fmt: skip


def _rows_in(found: Sequence[sa.Select[Any]], size: int) -> Sequence[Any]:
    """The first ``size`` rows of what these statements find together, in order of time. One query."""
    return db.session.execute(_whole_rows(found, size)).all()


def _whole_rows(found: Sequence[sa.Select[Any]], size: int) -> sa.Select[Any]:
    parts = [sa.select(part.subquery()) for part in found]
    ids = (parts[0] if len(parts) == 1 else sa.union_all(*parts)).subquery("found")
    return (
        sa.select(*_COLUMNS).select_from(_WHOLE_ROW.join(ids, ids.c.occurrence_id == _o.c.id))
        .order_by(ids.c.starts_at, ids.c.occurrence_id).limit(size)
    )  # fmt: skip


def _micros(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)


def _read_cursor(text: str) -> tuple[datetime, int]:
    micros, number = decode(text, (int, int))
    try:
        return datetime.fromtimestamp(micros // 1_000_000, UTC) + timedelta(microseconds=micros % 1_000_000), number
    except (OverflowError, ValueError, OSError):
        raise Invalid({"after": _l("This page is not there any more. Start again from the first.")}) from None


def check_filter(chosen: EventFilter, known: Mapping[str, Mapping[str, str | None]] = MappingProxyType({})) -> None:
    """Every value must name something. One query at most.

    :param known: by the name of a parameter all its values, each with what has taken its place; the others are asked for.
    :raises Invalid: it names nothing.
    :raises Retired: it names what another thing has taken the place of.
    """
    asked = {"region": chosen.regions, "community": chosen.communities, "format": chosen.formats, "topic": chosen.topics}
    asked = {name: values for name, values in asked.items() if values}
    _demand_all("lang", chosen.languages, {tag: None for tag in chosen.languages if is_language(tag)})
    found = {**_find_named({name: values for name, values in asked.items() if name not in known}), **known}
    for name, values in asked.items():
        _demand_all(name, values, found[name])
    for name, values in asked.items():
        for old in values:
            if new := found[name][old]:
                raise Retired(name, old, new)


_NAMED: dict[str, tuple[Any, Any]] = {
    "region": (Region.code, sa.null()), "community": (Community.key, sa.null()), "format": (Format.slug, Format.retired_to),
    "topic": (Topic.slug, Topic.retired_to),
}  # fmt: skip


def _find_named(asked: Mapping[str, Sequence[str]]) -> dict[str, dict[str, str | None]]:
    found: dict[str, dict[str, str | None]] = {name: {} for name in asked}
    parts = [
        sa.select(sa.literal(name).label("name"), column.label("value"), sa.cast(retired, sa.String).label("retired_to"))
        .where(column.in_(asked[name]))
        for name, (column, retired) in _NAMED.items() if name in asked
    ]  # fmt: skip
    for name, value, retired_to in db.session.execute(sa.union_all(*parts)) if parts else ():
        found[name][value] = retired_to
    return found


def _demand_all(name: str, values: Sequence[str], found: Mapping[str, Any]) -> None:
    for value in values:
        if value not in found:
            raise Invalid({name: _l("There is no %(name)s “%(value)s”.", name=name, value=clean_line(value)[:60])})
