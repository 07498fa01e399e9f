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
from eventhub.imports.sources.words import FIELDS

WHEN = "when"
_WHEN_COLUMNS = ("zone", "all_day", "rule", "rule_start", "rule_end", "excluded")
_GROUPS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "slug"), "position": ("lat", "lon"), "format": ("format_id", "format_version_id"), WHEN: _WHEN_COLUMNS,
}  # fmt: skip
_COMPARED: Mapping[str, tuple[str, ...]] = {"title": ("title",), "format": ("format_id",)}
"""Where not all columns of a field tell whether it was edited."""
_LINES, _TEXTS = frozenset({"title", "venue", "city"}), frozenset({"description"})
_MOMENTS = frozenset({
    "rule_start", "rule_end", "original_start", "original_wall", "starts_at", "ends_at", "wall_start", "wall_end",
})  # fmt: skip
_DATE = {"added": False, "own": {}}
_WITHOUT_RULE = {"rule": "", "rule_start": None, "rule_end": None, "excluded": []}


def pack(columns: Mapping[str, Any], dates: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The columns and dates of a draft as JSON that :func:`columns_of` and :func:`dates_of` read again."""
    packed: dict[str, Any] = {name: _plain(columns, name) for name in FIELDS if name != WHEN and name not in _GROUPS and name in columns}
    for field in ("title", "position", "format"):
        packed[field] = {name: _plain(columns, name) for name in _GROUPS[field] if name in columns}
    packed[WHEN] = {
        "columns": {name: _plain(columns, name) for name in _WHEN_COLUMNS if name in columns},
        "dates": [{name: _plain(row, name) for name in row} for row in dates],
    }
    return packed


def remember_dates(said: dict[str, Any], event: Any) -> None:
    """Where the event's dates, now that they are written, are not just those of the source (history stays), note them."""
    facts = when_of(event)
    if facts != _facts_said(said):
        said[WHEN]["facts"] = facts


def columns_of(said: Mapping[str, Any], fields: Iterable[str]) -> dict[str, Any]:
    """The columns of these fields as the source says them."""
    columns: dict[str, Any] = {}
    for field in fields:
        if field in said:
            value = said[field]["columns"] if field == WHEN else said[field]
            columns |= value if field in _GROUPS else {field: value}
    return {name: _revived(name, value) for name, value in columns.items()}


def dates_of(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of dates as the source says them."""
    return [{name: _revived(name, value) for name, value in row.items()} for row in said[WHEN]["dates"]]


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
    columns = {**_WITHOUT_RULE, **columns_of(said, [WHEN])}
    rows = [SimpleNamespace(**{**_DATE, **row}) for row in dates_of(said)]
    for row in rows:
        row.is_moved = row.starts_at != row.original_start
        row.status = _Status(row.status)
    return when_of(SimpleNamespace(**columns, occurrences=rows))


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
    return datetime.fromisoformat(value) if name in _MOMENTS and value else value


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _cleaned(name: str, value: Any) -> Any:
    """As saving a form without a change in it would leave the value."""
    if name in _LINES:
        return clean_line(value)
    return clean_text(value) if name in _TEXTS else value
