"""What a source said of an event, field by field, and where the event now says something else.

Nothing notes that a field is locked: it is where the event differs from what the source last said, because then someone
has edited it here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from eventhub.core import clock
from eventhub.core.text import clean_line, clean_text
from eventhub.events.rules.changes import dates_apart
from eventhub.events.rules.drafts import Cost, Mode
from eventhub.imports.sources.words import FIELDS

WHEN = "when"
_WHEN_COLUMNS = ("zone", "all_day", "rule", "rule_start", "rule_end", "excluded")
_GROUPS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "slug"), "position": ("lat", "lon"), "cost": ("cost", "cost_note"), WHEN: _WHEN_COLUMNS,
}  # fmt: skip
_COMPARED: Mapping[str, tuple[str, ...]] = {"title": ("title",)}
"""Where not all columns of a field tell whether it was edited."""
_KINDS: Mapping[str, type[Mode | Cost]] = {"mode": Mode, "cost": Cost}
_LINES, _TEXTS = frozenset({"title", "venue", "city", "cost_note"}), frozenset({"description"})
_MOMENTS = frozenset({
    "rule_start", "rule_end", "original_start", "original_wall", "starts_at", "ends_at", "wall_start", "wall_end",
})  # fmt: skip
_DATE = {"added": False, "own": {}}


def pack(columns: Mapping[str, Any], dates: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The columns and dates of a draft as JSON that :func:`columns_of` and :func:`dates_of` read again.

    Of a series it keeps what :func:`when_of` compares; its dates are read anew from the source's content when they are wanted.
    """
    packed: dict[str, Any] = {name: columns[name] for name in FIELDS if name not in _GROUPS}
    for field in ("title", "position", "cost"):
        packed[field] = {name: columns[name] for name in _GROUPS[field]}
    when: dict[str, Any] = {"columns": {name: _plain(columns, name) for name in _WHEN_COLUMNS}}
    if columns["rule"]:
        when["facts"] = _facts(columns, dates)
    else:
        when["dates"] = [{name: _plain(row, name) for name in row} for row in dates]
    return {**packed, WHEN: when}


def remember_dates(packed: dict[str, Any], event: Any) -> None:
    """Where the event's dates, now that they are written, are not just those of the source (history stays), note them."""
    facts = when_of(event)
    if facts != _facts_said(packed):
        packed[WHEN]["facts"] = facts


def columns_of(said: Mapping[str, Any], fields: Iterable[str]) -> dict[str, Any]:
    """The columns of these fields as the source says them."""
    columns: dict[str, Any] = {}
    for field in fields:
        if field in said:
            value = said[field]["columns"] if field == WHEN else said[field]
            columns |= value if field in _GROUPS else {field: value}
    return {name: _revived(name, value) for name, value in columns.items()}


def dates_of(said: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """The rows of dates as the source says them; None for a series."""
    rows = said[WHEN].get("dates")
    return None if rows is None else [{name: _revived(name, value) for name, value in row.items()} for row in rows]


def locked(event: Any, said: Mapping[str, Any]) -> list[str]:
    """The fields that were edited here, in the order of a form; the event must have been loaded with its dates."""
    return [field for field in FIELDS if field in said and _differs(event, said, field)]


def _differs(event: Any, said: Mapping[str, Any], field: str) -> bool:
    if field == WHEN:
        return _to_come(when_of(event)) != _to_come(_facts_said(said))
    value = said[field]
    for name in _COMPARED.get(field, _GROUPS.get(field, (field,))):
        known = value.get(name) if field in _GROUPS else value
        if _cleaned(name, getattr(event, name)) != _cleaned(name, known):
            return True
    return False


def when_of(event: Any) -> dict[str, Any]:
    """The facts of an event's dates as people would compare them, as JSON."""
    rows = event.occurrences
    dates = dates_apart(event)[: -len(event.excluded) or None] if event.rule else [
        [o.wall_start.isoformat(), o.wall_start.isoformat(), o.wall_end.isoformat(),
         o.status.value if o.status in {"cancelled", "postponed"} else ""]
        for o in sorted(rows, key=lambda o: o.wall_start)
    ]  # fmt: skip
    shape = [event.all_day, event.zone, event.rule, *(_iso(wall) for wall in (event.rule_start, event.rule_end))]
    return {"shape": shape, "dates": dates, "excluded": sorted(event.excluded)}


def _facts_said(said: Mapping[str, Any]) -> dict[str, Any]:
    if "facts" in said[WHEN]:
        facts: dict[str, Any] = said[WHEN]["facts"]
        return facts
    return _facts(columns_of(said, [WHEN]), dates_of(said) or ())


def _facts(columns: Mapping[str, Any], dates: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    rows = [SimpleNamespace(**{**_DATE, **row}) for row in dates]
    for row in rows:
        row.is_moved = row.starts_at != row.original_start
        row.status = _Status(row.status)
    return when_of(SimpleNamespace(**{name: columns[name] for name in _WHEN_COLUMNS}, occurrences=rows))


class _Status(str):
    """A status as it stands in a row: like a member of the enum, it is a text with a ``value``."""

    __slots__ = ()

    @property
    def value(self) -> str:
        """The text itself."""
        return str(self)


def _to_come(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is over: history stays here whatever the source says of it. A single date is looked at for ever."""
    now = clock.now().replace(tzinfo=None).isoformat()
    if not facts["shape"][2] and len(facts["dates"]) < 2:
        return dict(facts)
    ahead = [row for row in facts["dates"] if row[0][: len(now)] > now]
    return {"shape": facts["shape"], "dates": ahead, "excluded": [text for text in facts["excluded"] if text > now]}


def _plain(columns: Mapping[str, Any], name: str) -> Any:
    value = columns[name]
    return _iso(value) if name in _MOMENTS else value


def _revived(name: str, value: Any) -> Any:
    if name in _KINDS:
        return _KINDS[name](value)
    return datetime.fromisoformat(value) if name in _MOMENTS and value else value


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _cleaned(name: str, value: Any) -> Any:
    """As saving a form without a change in it would leave the value."""
    if name in _LINES:
        return clean_line(value)
    return clean_text(value) if name in _TEXTS else value
