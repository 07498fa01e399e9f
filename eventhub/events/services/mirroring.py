"""A stored event brought in step with what its source says now, whatever state it is in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import inspect

from eventhub.core import advance as engine
from eventhub.core import audit, clock, zones
from eventhub.core.db import db
from eventhub.core.errors import Refused
from eventhub.core.text import clean_text
from eventhub.events.models import Event, Occurrence
from eventhub.events.rules.changes import CHECKED, RESCHEDULING, changed_names, facts_of
from eventhub.events.rules.drafts import Mode
from eventhub.events.rules.foreign import APART
from eventhub.events.rules.recurrence import between, read_rule
from eventhub.events.services import changes, publicity
from eventhub.events.services.series import NEAR, is_wanted, named_wall
from eventhub.events.workflow import EVENT, OCCURRENCE, O, S

VERB = "event.page.sync"
OF_DATES = ("zone", "all_day", "rule", "rule_start", "rule_end", "excluded")
"""Columns that change together with the dates."""
NOT_SAID = frozenset({
    "changed_at", "community_id", "region_code", "languages", "source_language", "format_id", "format_version_id", "join_public",
    "status", *OF_DATES,
})  # fmt: skip
"""Columns of a draft that are no word of the source's: they come from its community, or are for people here to say."""
CLOSED = frozenset({S.CANCELLED, S.DECLINED, S.WITHDRAWN})
"""States in which nothing is taken over any more; but what its source cancelled may come back."""
_TIMES = ("starts_at", "ends_at", "wall_start", "wall_end", "zone")
_NAMES = ("original_start", "original_wall", "added")

Row = Mapping[str, Any]


def take_over(
    event: Event, columns: Mapping[str, Any], dates: Sequence[Row] | None, *, reason: str, wants_check: bool, cancelled: bool = False,
) -> list[str]:  # fmt: skip
    """Let an event say what its source says, in the present transaction; who comes to it is told once.

    Nothing is written, no revision either, when it says all of it already. Dates keep their identity, and with it
    their registrations; what is over is history and stays as it is. A date that the source no longer names goes, unless
    somebody has registered for it: then it is cancelled.

    :param event: loaded as :func:`eventhub.events.queries.get_event_by_id` loads it, in any state.
    :param columns: of ``events``, by name, as ``Maker.make`` gives them; those left out (locked by an edit here) stay. The
        rule's four (``rule``, ``rule_start``, ``rule_end``, ``excluded``), ``zone`` and ``all_day`` belong to the dates: where
        ``dates`` is None they are not looked at.
    :param dates: rows of ``occurrences`` as ``Maker.make`` gives them; None when its dates are locked.
    :param reason: why it moves, for its page and for those who come.
    :param wants_check: whether a public event is to be looked at again when what is CHECKED changes.
    :param cancelled: whether the source says of all of it that it will not take place.
    :returns: the names of what changed (those of ``facts_of``, other columns by their names, ``cancelled`` and ``returned``);
        empty when nothing did that anyone reads: that dates come within reach is no change. ``kept_cancelled`` says that
        something takes place again at the source that here can't come back; by itself it means that nothing was written.
    """
    plan = _Plan(event, columns, dates, cancelled=cancelled)
    if not plan.changes_something:
        return plan.kept
    before, known = facts_of(event), changes.remember(event)
    plan.carry_out(reason)
    changed = list(dict.fromkeys([*changed_names(before, facts_of(event)), *plan.names]))
    if changed:
        _follow(event, before, changed, reason=reason, wants_check=wants_check, rescheduled=plan.is_one_state)
        changes.tell_attending(known, event, reason=event.change_reason)
    elif event.is_public:
        publicity.list_new_dates(event)
    return [*changed, *plan.kept]


def _follow(
    event: Event, before: dict[str, Any], changed: list[str], *, reason: str, wants_check: bool, rescheduled: bool
) -> None:
    """What follows from a change: the trail, why it moved, a look by a reviewer, and what the public finds."""
    audit.record(VERB, event, actor=None, data={"changed": changed})
    if not event.is_public:
        return
    moved = rescheduled or bool(set(changed) & RESCHEDULING)
    if moved:
        event.change_reason = clean_text(reason)[:1000]
        event.moved_online = event.mode is Mode.ONLINE and (event.moved_online or before["mode"] is not Mode.ONLINE)
    checked = [name for name in changed if name in CHECKED]
    if wants_check and checked:
        event.check_wanted_at, event.check_reason = clock.now(), ", ".join(checked)
    publicity.refresh(event, before=None if rescheduled else before, rescheduled=rescheduled)


class _Plan:
    """What would change, found without writing, and then done."""

    def __init__(self, event: Event, columns: Mapping[str, Any], dates: Sequence[Row] | None, *, cancelled: bool) -> None:
        self.event = event
        if dates is not None:
            columns, dates = _beside_others(event, columns, dates)
        self.columns = dict(_differing(event, columns, with_dates=dates is not None))
        self.pairs: list[tuple[Occurrence | None, Row]] = []
        self.gone: list[Occurrence] = []
        self.single = dates[0] if dates is not None and len(dates) == 1 else None
        self.kept: list[str] = []
        self.names: list[str] = []
        self.is_one_state = False
        """Whether the state of the whole changed, of which SEQUENCE tells though no fact does."""
        self.event_step = self._step_of_event(dates, cancelled=cancelled)
        if dates is not None:
            self._match(dates, columns)

    @property
    def changes_something(self) -> bool:
        is_closed = self.event.status in CLOSED and not self.event_step
        return not is_closed and bool(self.columns or self.pairs or self.gone or self.event_step)

    # Finding out

    def _match(self, dates: Sequence[Row], columns: Mapping[str, Any]) -> None:
        """Which stored date is which of the source's: by its name, by its day, else by being near."""
        now, is_series = clock.now(), bool(columns.get("rule"))
        history = [o for o in self.event.occurrences if _is_history(self.event, o, is_series=is_series)]
        over = {moment for o in history for moment in (o.original_start, o.starts_at)}
        given = [row for row in dates if row["original_start"] not in over]
        open_ = [o for o in self.event.occurrences if o not in history]
        found = _pair(given, open_, is_series=is_series or bool(self.event.rule))
        for row in given:
            occurrence = found.get(row["original_start"])
            if occurrence is None and row["ends_at"] <= now:
                continue  # it was over before it was known here
            step = self._step_of_date(occurrence, row)
            if occurrence is None or step or _values_of(self.event, occurrence, row, is_series=is_series):
                self.pairs.append((occurrence, row))
        matched = {id(occurrence) for occurrence in found.values()}
        self.gone = [o for o in open_ if id(o) not in matched and not self._goes_on_with(o, dates, columns)]

    def _goes_on_with(self, occurrence: Occurrence, dates: Sequence[Row], columns: Mapping[str, Any]) -> bool:
        """Whether a date lies beyond those that were given and the rule names it: dates come in only so far ahead."""
        rule, first = columns.get("rule"), columns.get("rule_start")
        if occurrence.status == O.CANCELLED and occurrence.added:
            return True
        if not rule or first is None or occurrence.added or not dates:
            return False
        wall = named_wall(occurrence)
        if wall <= max(row["original_wall"] for row in dates):
            return False
        return _names(rule, first, wall)

    def _step_of_date(self, occurrence: Occurrence | None, row: Row) -> str:
        """The step that brings a date to the state it has at its source, if there is one from here."""
        is_off = row["status"] == O.CANCELLED
        if occurrence is None:
            return "cancel_at_source" if is_off else ""
        if is_off == (occurrence.status == O.CANCELLED):
            return ""
        return self._possible(occurrence, "cancel_at_source" if is_off else "return_at_source")

    def _step_of_event(self, dates: Sequence[Row] | None, *, cancelled: bool) -> str:
        one_off = dates is not None and len(dates) == 1 and not self.event.rule
        cancelled = cancelled or (one_off and dates is not None and dates[0]["status"] == O.CANCELLED)
        if cancelled:
            return self._possible(self.event, "cancel_at_source") if self.event.is_public else ""
        return self._possible(self.event, "return_at_source") if self.event.status == S.CANCELLED else ""

    def _possible(self, record: Any, name: str) -> str:
        """The step, if it leads on from here and no guard minds; what can't come back is remembered."""
        step = (EVENT if record is self.event else OCCURRENCE).step(name)
        try:
            if record.status not in step.sources:
                return ""
            for guard in step.guards:
                guard(record, None, step)
        except Refused:
            if name == "return_at_source":
                self.kept = ["kept_cancelled"]
            return ""
        return name

    # Doing it

    def carry_out(self, reason: str) -> None:
        """Write it all: columns, dates, then states, each through its machine."""
        event = self.event
        for name, value in self.columns.items():
            setattr(event, name, value)
        self.names = [name for name in self.columns if name not in {*OF_DATES, "slug"}]
        placed = [(self._place(occurrence, row), row) for occurrence, row in self.pairs]
        off = [occurrence for occurrence in self.gone if self._let_go(occurrence)]
        self._settle()
        db.session.flush()
        if self.event_step:
            self.is_one_state = True
            self.names.append("cancelled" if self.event_step == "cancel_at_source" else "returned")
            engine.advance(event, self.event_step, actor=None, reason=reason, values={"reminders": 0, "reminded_at": None})
        for occurrence, row in placed:
            self._advance(occurrence, self._step_of_date(occurrence, row), reason)
        for occurrence in off:
            self._advance(occurrence, self._possible(occurrence, "cancel_at_source"), reason)
        if self.event_step == "cancel_at_source":
            for occurrence in event.occurrences:
                self._advance(occurrence, "cancel_at_source" if _is_open(occurrence) else "", reason)
        event.occurrences.sort(key=lambda o: o.starts_at)

    def _advance(self, occurrence: Occurrence, name: str, reason: str) -> None:
        if name and occurrence.status in OCCURRENCE.step(name).sources:
            engine.advance(occurrence, name, actor=None, reason=reason, values={"reason": clean_text(reason)[:1000]})
            if not self.event.rule:
                self.is_one_state = True
                self.names.append("cancelled" if name == "cancel_at_source" else "returned")

    def _place(self, occurrence: Occurrence | None, row: Row) -> Occurrence:
        is_series = bool(self.event.rule)
        if occurrence is None:
            occurrence = Occurrence(status=O.SCHEDULED, reason="", **{name: row[name] for name in (*_NAMES, *_TIMES, "own")})
            self.event.occurrences.append(occurrence)
            return occurrence
        for name, value in _values_of(self.event, occurrence, row, is_series=is_series).items():
            setattr(occurrence, name, value)
        return occurrence

    def _let_go(self, occurrence: Occurrence) -> bool:
        """Take a date away that its source no longer has; True if it is to be cancelled instead, for those who come."""
        if inspect(occurrence).persistent and is_wanted(occurrence):
            occurrence.added = True
            return True
        self.event.occurrences.remove(occurrence)
        return False

    def _settle(self) -> None:
        """Names and places of the dates as a series has them, or a one-off event.

        One that keeps dates which its source no longer names is a series of single dates.
        """
        event = self.event
        if not event.rule and self.single is not None and len(event.occurrences) > 1:
            columns, _ = _as_single_dates([self.single])
            for name, value in columns.items():
                setattr(event, name, value)
        for occurrence in event.occurrences:
            if not event.rule:
                occurrence.original_wall, occurrence.added, occurrence.own = None, False, {}
            elif occurrence.original_wall is None:
                occurrence.original_wall = named_wall(occurrence)
                occurrence.added = not _names(event.rule, event.rule_start, occurrence.original_wall)
            elif event.rule == APART:
                occurrence.added = occurrence.original_wall != event.rule_start


def _is_history(event: Event, occurrence: Occurrence, *, is_series: bool) -> bool:
    """What is over stays as it was; but the one date of an event that nobody has read of may still become another."""
    unread = not event.is_public and not event.rule and not is_series
    return not unread and occurrence.ends_at <= clock.now()


def _beside_others(event: Event, columns: Mapping[str, Any], dates: Sequence[Row]) -> tuple[Mapping[str, Any], Sequence[Row]]:
    """The one date of its source, where the event has others that stay: a series of single dates."""
    if columns.get("rule") or len(dates) != 1:
        return columns, dates
    starts = dates[0]["original_start"]
    history = [o for o in event.occurrences if _is_history(event, o, is_series=False)]
    if not any(starts not in {o.original_start, o.starts_at} for o in history) and (
        event.rule != APART or len(event.occurrences) < 2
    ):
        return columns, dates
    if event.rule == APART and starts in {moment for o in history for moment in (o.original_start, o.starts_at)}:
        return {name: value for name, value in columns.items() if name not in OF_DATES}, dates  # all of it is over
    said, rows = _as_single_dates(dates)
    return {**columns, **said}, rows


def _as_single_dates(rows: Sequence[Row]) -> tuple[dict[str, Any], list[Row]]:
    row = {**rows[0], "original_wall": _wall_of(rows[0])}
    length = row["wall_end"] - row["wall_start"]
    return {"rule": APART, "rule_start": row["original_wall"], "rule_end": row["original_wall"] + length, "excluded": []}, [row]


def _names(rule: str, first: datetime | None, wall: datetime) -> bool:
    """Whether a rule has a date then."""
    return first is not None and between(read_rule(rule), first, wall, wall + timedelta(seconds=1)) == [wall]


def _differing(event: Event, columns: Mapping[str, Any], *, with_dates: bool) -> Iterator[tuple[str, Any]]:
    for name, value in columns.items():
        if name in NOT_SAID and not (with_dates and name in OF_DATES):
            continue
        if name == "title" and not value and event.title:
            continue
        if getattr(event, name) != value:
            yield name, value


def _pair(given: Sequence[Row], stored: Sequence[Occurrence], *, is_series: bool) -> dict[datetime, Occurrence]:
    """Stored dates by the original start of what they are at the source."""
    left = {o.original_start: o for o in stored}
    found = {row["original_start"]: left.pop(row["original_start"]) for row in given if row["original_start"] in left}
    rest = [row for row in given if row["original_start"] not in found]
    if not is_series and len(rest) == 1 and left:
        found[rest[0]["original_start"]] = min(left.values(), key=lambda o: o.starts_at)
        return found
    days = {named_wall(o).date(): o for o in left.values()}
    for row in rest:
        wall = _wall_of(row)
        same = days.pop(wall.date(), None) or next((o for o in days.values() if abs(named_wall(o) - wall) <= NEAR), None)
        if same is not None:
            days = {day: o for day, o in days.items() if o is not same}
            found[row["original_start"]] = same
    return found


def _wall_of(row: Row) -> datetime:
    wall: datetime = row["original_wall"] or zones.wall_in(row["original_start"], row["zone"])
    return wall


def _values_of(event: Event, occurrence: Occurrence, row: Row, *, is_series: bool) -> dict[str, Any]:
    """The columns of a date that differ; what a one-off event's date was first said to be stays, once people have read it."""
    names = [*_TIMES, *((*_NAMES, "own") if is_series else () if event.is_public else ("original_start",))]
    return {name: row[name] for name in names if getattr(occurrence, name) != row[name]}


def _is_open(occurrence: Occurrence) -> bool:
    return occurrence.ends_at > clock.now() and occurrence.status in {O.SCHEDULED, O.POSTPONED}
