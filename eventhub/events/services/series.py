"""The dates of a series: laid out by its rule, kept in step with it, and changed one, from one on, or all together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy import inspect

from eventhub.accounts.models import Person
from eventhub.core import advance as engine
from eventhub.core import audit, clock, policy, reactions, translations, zones
from eventhub.core.db import db
from eventhub.core.errors import Invalid, Refused
from eventhub.core.text import LazyText, clean_line, clean_text, is_web_address
from eventhub.core.text import lazy_gettext as _l
from eventhub.events.models import Event, EventOrganizer, Occurrence
from eventhub.events.permissions import EventPermission
from eventhub.events.queries import get_event_by_id
from eventhub.events.rules.changes import CHECKED, changed_names, facts_of
from eventhub.events.rules.drafts import LIMITS, MAX_LENGTH, YEARS
from eventhub.events.rules.recurrence import (
    AHEAD,
    BACK,
    MAX_DATES,
    OWN,
    Every,
    Recurrence,
    between,
    check_recurrence,
    from_first,
    read_rule,
    without_first,
    write_rule,
)
from eventhub.events.services import changes, publicity
from eventhub.events.workflow import O, S

NEAR = timedelta(days=6)
"""A date may move this far with its rule and still be the same date to those who come."""
_TEXTS = frozenset({"description", "directions"})
_NOT_COPIED = frozenset({
    "id", "key", "uid", "revision", "sequence", "created_at", "changed_at", "typed", "typed_at", "source", "source_uid",
    "source_note", "follows_id", "rule", "rule_start", "rule_end", "excluded", "check_wanted_at", "check_reason",
})  # fmt: skip


class Reach(StrEnum):
    """How many dates of a series a change is for."""

    THIS = "this"
    FOLLOWING = "following"
    ALL = "all"

    @property
    def label(self) -> LazyText:
        """The choice in words."""
        return {
            "this": _l("Only this date"), "following": _l("This date and all that follow"), "all": _l("All dates to come"),
        }[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DateChange:
    """What is to be different: a time on the wall, facts by the name of the event's column (:data:`OWN`), and why."""

    starts: datetime | None = None
    ends: datetime | None = None
    own: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """One date as the rule has it."""

    wall: datetime
    wall_start: datetime
    """The same, unless the clocks skip it: then what they show instead (RFC 5545 §3.3.10)."""
    wall_end: datetime
    starts: datetime
    ends: datetime


# Laying out


def lay_out(event: Event, recurrence: Recurrence, first: datetime, last: datetime) -> None:
    """Make an event that is not public a series from these wall times on, or give its series another rule.

    :raises Invalid: the rule makes no sense.
    """
    check_recurrence(recurrence, first)
    rule = write_rule(from_first(recurrence, first))
    since = _stored_since(event) if event.rule == rule and event.rule_start == first else None
    if (event.rule, event.rule_start, event.rule_end) != (rule, first, last):
        event.rule, event.rule_start, event.rule_end = rule, first, last
        event.excluded = []
    _keep_in_step(event, cutoff=None, since=since)


def _stored_since(event: Event) -> datetime | None:
    """The first date that is stored of a rule, which for a series that came in is later than its first."""
    return min((named_wall(o) for o in event.occurrences if not o.added), default=None)


def make_single(event: Event) -> None:
    """Take the rule away from an event that is not public; its first date stays."""
    if event.rule:
        event.rule, event.rule_start, event.rule_end, event.excluded = "", None, None, []
        event.occurrences = event.occurrences[:1]
        for occurrence in event.occurrences:
            occurrence.original_wall, occurrence.added, occurrence.own = None, False, {}


def planned_dates(event: Event, start: datetime | None = None) -> list[Planned]:
    """The dates that the rule names from a wall time on, as far as they are stored ahead.

    Without one: from the last weeks on, or, where nothing has been since, from its beginning.
    """
    assert event.rule_start is not None
    assert event.rule_end is not None
    now = zones.wall_in(clock.now(), event.zone)
    if start is None:
        back = max(event.rule_start, now - BACK)
        return planned_dates(event, back) or planned_dates(event, event.rule_start)
    horizon = max(now, start, event.rule_start) + AHEAD
    length = event.rule_end - event.rule_start
    excluded = set(event.excluded)
    return [
        _plan(wall, length, event.zone)
        for wall in between(read_rule(event.rule), event.rule_start, start, horizon)
        if wall.isoformat() not in excluded
    ]


def _plan(wall: datetime, length: timedelta, zone: str) -> Planned:
    starts = zones.after_gap(wall, zone) if zones.is_gap(wall, zone) else wall
    ends = starts + length
    ends = zones.after_gap(ends, zone) if zones.is_gap(ends, zone) else ends
    began = zones.instant(starts, zone)
    return Planned(wall, starts, ends, began, max(zones.instant(ends, zone), began + timedelta(minutes=1)))


def _keep_in_step(event: Event, *, cutoff: datetime | None, since: datetime | None = None) -> None:
    """Bring the stored dates in step with the rule.

    A date stays the same one when the rule still has its day, or moves it by less than a week: whoever comes to it goes
    on coming. One that was moved by hand keeps its own time. What has fallen out of the rule goes, but when people
    have registered for it: then it stays, as a date beside the rule.

    :param cutoff: the instant from which on dates may change; None for all of them.
    :param since: the wall time from which on there are to be dates, where all may change.
    """
    first = zones.wall_in(cutoff, event.zone) if cutoff else None
    plan = planned_dates(event, first or since)
    mine = [o for o in event.occurrences if not o.added and (first is None or named_wall(o) >= first)]
    by_day = {named_wall(o).date(): o for o in mine}
    rest = []
    for planned in plan:
        found = by_day.pop(planned.wall.date(), None)
        if found is None:
            rest.append(planned)
        else:
            _place(event, found, planned)
    left = sorted((o for o in by_day.values()), key=named_wall)
    for planned in rest:
        near = next((o for o in left if abs(named_wall(o) - planned.wall) <= NEAR), None)
        if near is not None:
            left.remove(near)
            _place(event, near, planned)
        else:
            event.occurrences.append(_new_date(event, planned))
    for gone in left:
        _let_go(event, gone)
    event.occurrences.sort(key=lambda o: o.starts_at)


def named_wall(occurrence: Occurrence) -> datetime:
    """The wall time that names a date of a series."""
    return occurrence.original_wall or zones.wall_in(occurrence.original_start, occurrence.zone)


def _place(event: Event, occurrence: Occurrence, planned: Planned) -> None:
    moved_by_hand = occurrence.original_wall is not None and occurrence.is_moved
    values: dict[str, Any] = {"original_start": planned.starts, "original_wall": planned.wall}
    if not moved_by_hand:
        values |= {"starts_at": planned.starts, "ends_at": planned.ends, "wall_start": planned.wall_start,
                   "wall_end": planned.wall_end, "zone": event.zone}  # fmt: skip
    for name, value in values.items():
        if getattr(occurrence, name) != value:
            setattr(occurrence, name, value)


def _new_date(event: Event, planned: Planned, *, added: bool = False) -> Occurrence:
    return Occurrence(
        original_start=planned.starts, original_wall=planned.wall, starts_at=planned.starts, ends_at=planned.ends,
        wall_start=planned.wall_start, wall_end=planned.wall_end, zone=event.zone, added=added, own={}, status=O.SCHEDULED,
    )  # fmt: skip


def _let_go(event: Event, occurrence: Occurrence) -> None:
    if inspect(occurrence).persistent and is_wanted(occurrence):
        occurrence.added = True
        return
    event.occurrences.remove(occurrence)


def is_wanted(occurrence: Occurrence) -> bool:
    """Whether somebody has ever registered for just this date."""
    from eventhub.events.registration.following import has_registrations  # inline: registration stands above the dates

    return has_registrations(occurrence.id)


def extend(event: Event) -> bool:
    """Add the dates that have come within reach. True if there were any."""
    if not event.rule or not event.occurrences:
        return False
    known, reach = {named_wall(o) for o in event.occurrences}, clock.now() + AHEAD
    plan = planned_dates(event, zones.wall_in(clock.now(), event.zone))
    fresh = [planned for planned in plan if planned.wall not in known and planned.starts <= reach]
    for planned in fresh[:MAX_DATES]:
        event.occurrences.append(_new_date(event, planned))
    if fresh and event.is_public:
        db.session.flush()
        publicity.list_new_dates(event)
    return bool(fresh)


# Changing


def change_dates(event: Event, occurrence: Occurrence, change: DateChange, reach: Reach, *, actor: Person) -> Event:
    """Change a date, those from it on, or all to come. Returns the event that holds the date afterwards.

    ``following`` ends this series before the date and makes a new one, related to it, that goes on.

    :raises Invalid: a value makes no sense, by its field.
    :raises Refused: the date is over, cancelled, or the event takes no changes.
    """
    policy.demand(actor, EventPermission.EDIT, event)
    _demand_open(event, occurrence)
    _check(event, occurrence, change)
    first, known = event, changes.remember(event)
    if reach is Reach.FOLLOWING and event.rule_start and not occurrence.added and named_wall(occurrence) > event.rule_start:
        event = split(event, occurrence, actor=actor)
        occurrence = next(o for o in event.occurrences if o.id == occurrence.id)
        reach = Reach.ALL
    before = facts_of(event)
    if reach is Reach.THIS or not event.rule or occurrence.added:
        _change_one(event, occurrence, change)
    else:
        _change_all(event, occurrence, change)
    event.change_reason = clean_line(change.reason)[:1000]
    _publish_change(event, before, actor)
    changes.tell_attending(known, first, reason=event.change_reason, goes_on=event if event is not first else None)
    return event


def cancel_date(event: Event, occurrence: Occurrence, *, reason: str, actor: Person, step: str = "cancel") -> None:
    """Cancel one date, postpone it, or bring it back.

    :param step: ``cancel``, ``postpone`` or ``resume`` of the machine of dates.
    """
    before, known = facts_of(event), changes.remember(event)
    if occurrence.ends_at <= clock.now():
        raise Refused(_l("This date is over."))
    engine.advance(occurrence, step, actor=actor, reason=reason, values={"reason": clean_line(reason)[:1000]})
    _publish_change(event, before, actor, audited=False)
    changes.tell_attending(known, event, reason=occurrence.reason)


def add_date(event: Event, starts: datetime, ends: datetime, *, actor: Person, reason: str = "") -> Occurrence:
    """Add a date beside the rule; a one-off event gets a second date that way.

    :raises Invalid: the time makes no sense, or is one of its dates already.
    """
    policy.demand(actor, EventPermission.EDIT, event)
    if not event.rule:
        raise Refused(_l("Say first how it recurs; then single dates can be added."))
    _check_time(event, starts, ends)
    planned = _plan(starts, ends - starts, event.zone)
    if any(o.original_start == planned.starts or o.starts_at == planned.starts for o in event.occurrences):
        raise Invalid({"starts_date": _l("This is one of its dates already.")})
    if planned.starts <= clock.now():
        raise Invalid({"starts_date": _l("This is in the past.")})
    before = facts_of(event)
    occurrence = _new_date(event, planned, added=True)
    occurrence.reason = clean_line(reason)[:1000]
    event.occurrences.append(occurrence)
    event.occurrences.sort(key=lambda o: o.starts_at)
    _publish_change(event, before, actor)
    return occurrence


def set_rule(event: Event, recurrence: Recurrence, first: datetime, last: datetime, *, actor: Person, reason: str = "") -> None:
    """Give a public event a rule, or its series another one, for all dates to come.

    :raises Invalid: the rule or the times make no sense.
    """
    policy.demand(actor, EventPermission.EDIT, event)
    _check_time(event, first, last)
    check_recurrence(recurrence, first)
    before, known = facts_of(event), changes.remember(event)
    if not event.rule:
        for occurrence in event.occurrences:
            occurrence.original_wall = occurrence.original_wall or zones.wall_in(occurrence.original_start, occurrence.zone)
    event.rule, event.rule_start, event.rule_end = write_rule(from_first(recurrence, first)), first, last
    event.excluded = []
    cutoff = None if not event.is_public else clock.now()
    _keep_in_step(event, cutoff=cutoff)
    if not event.occurrences:
        raise Invalid({"repeat_until": _l("This rule has no date to come.")})
    event.change_reason = clean_line(reason)[:1000]
    _publish_change(event, before, actor)
    changes.tell_attending(known, event, reason=event.change_reason)


def split(event: Event, occurrence: Occurrence, *, actor: Person) -> Event:
    """End a series before one of its dates; a new event, related to it, goes on from there with the dates to come."""
    assert event.rule_start is not None
    assert event.rule_end is not None
    before = facts_of(event)
    recurrence, wall = read_rule(event.rule), named_wall(occurrence)
    columns = {c.key: getattr(event, c.key) for c in inspect(Event).column_attrs if c.key not in _NOT_COPIED}
    new = Event(
        **columns, follows_id=event.id, occurrences=[], points=[], topics=list(event.topics),
        organizers=[EventOrganizer(person_id=o.person_id) for o in event.organizers], community=event.community, format=event.format,
        format_version=event.format_version, reviewer=event.reviewer, cover=event.cover,
        rule=write_rule(without_first(recurrence, event.rule_start, wall)), rule_start=wall,
        rule_end=wall + (event.rule_end - event.rule_start), excluded=[text for text in event.excluded if text >= wall.isoformat()],
    )  # fmt: skip
    db.session.add(new)
    db.session.flush()
    translations.copy_texts(event, new)
    ids = [o.id for o in event.occurrences if named_wall(o) >= wall]
    event.rule = write_rule(replace(recurrence, until=wall.date() - timedelta(days=1), times=None))
    event.excluded = [text for text in event.excluded if text < wall.isoformat()]
    db.session.flush()
    db.session.execute(
        sa.update(Occurrence).where(Occurrence.id.in_(ids)).values(event_id=new.id).execution_options(synchronize_session=False)
    )
    reactions.run(reactions.Happening("event.page.split", new, actor))
    for whole in (event, new):
        db.session.expire(whole, ["occurrences"])
    event, new = get_event_by_id(event.id), get_event_by_id(new.id)
    audit.record("event.page.split", new, actor=actor, data={"from": event.key})
    if event.is_public:
        publicity.refresh(event, before=before)
        publicity.refresh(new)
    return new


def _demand_open(event: Event, occurrence: Occurrence) -> None:
    if event.status in {S.CANCELLED, S.DECLINED, S.WITHDRAWN}:
        raise Refused(_l("This event can't be edited any more."))
    if occurrence.ends_at <= clock.now():
        raise Refused(_l("This date is over."))
    if occurrence.status == O.CANCELLED:
        raise Refused(_l("This date is cancelled. Add another one in its place."))


def _check(event: Event, occurrence: Occurrence, change: DateChange) -> None:
    if change.starts is not None or change.ends is not None:
        if change.starts is None or change.ends is None:
            raise Invalid({"starts_date" if change.starts is None else "ends_time": _l("Please fill this in.")})
        _check_time(event, change.starts, change.ends)
        clash = zones.instant(_shown(event, change.starts), event.zone)
        if any(o is not occurrence and o.starts_at == clash and o.status == O.SCHEDULED for o in event.occurrences):
            raise Invalid({"starts_date": _l("This is one of its dates already.")})
    for name, value in change.own.items():
        if name in LIMITS and len(value) > LIMITS[name]:
            raise Invalid({name: _l("This has %(n)s characters; please keep it to %(most)s.", n=len(value), most=LIMITS[name])})
    if change.own.get("join_url") and not is_web_address(change.own["join_url"]):
        raise Invalid({"join_url": _l("A link starts with https:// and leads to a page.")})
    if "title" in change.own and not clean_line(change.own["title"]):
        raise Invalid({"title": _l("A published event needs this.")})


def _check_time(event: Event, starts: datetime, ends: datetime) -> None:
    zone = event.zone
    for name, wall in (("starts", starts), ("ends", ends)):
        if wall.year not in YEARS:
            raise Invalid({f"{name}_date": _l("Please check the year.")})
        if not event.all_day and zones.is_gap(wall, zone):
            better = zones.after_gap(wall, zone)
            raise Invalid({f"{name}_time": _l("On that day clocks in %(zone)s skip %(wall)s. Did you mean %(better)s?",
                                              zone=zone, wall=f"{wall:%H:%M}", better=f"{better:%H:%M}")})  # fmt: skip
    if ends <= starts and event.all_day:
        raise Invalid({"ends_date": _l("The last day is before the first.")})
    if ends <= starts:
        raise Invalid({"ends_time": _l("The end is before the start.")})
    if ends - starts > MAX_LENGTH:
        raise Invalid({"ends_date": _l("This would last more than 31 days. Please check the end.")})


def _shown(event: Event, wall: datetime) -> datetime:
    """What clocks show: a whole day whose midnight they skip begins after it."""
    return zones.after_gap(wall, event.zone) if event.all_day else wall


def _change_one(event: Event, occurrence: Occurrence, change: DateChange) -> None:
    if change.starts is not None and change.ends is not None:
        starts, ends = _shown(event, change.starts), _shown(event, change.ends)
        occurrence.wall_start, occurrence.wall_end, occurrence.zone = starts, ends, event.zone
        occurrence.starts_at = zones.instant(starts, event.zone)
        occurrence.ends_at = zones.instant(ends, event.zone)
    if event.rule:
        occurrence.own = _own(event, {**occurrence.own, **change.own})
    else:
        _take_over(event, change.own)
    occurrence.reason = clean_line(change.reason)[:1000]
    event.occurrences.sort(key=lambda o: o.starts_at)


def _change_all(event: Event, occurrence: Occurrence, change: DateChange) -> None:
    """Move the rule by as much as this date moves, and say the rest of the event itself."""
    assert event.rule_start is not None
    if change.starts is not None and change.ends is not None:
        shift, length = change.starts - named_wall(occurrence), change.ends - change.starts
        rule = write_rule(_shifted(read_rule(event.rule), event.rule_start + shift, shift))
        event.excluded = [(datetime.fromisoformat(text) + shift).isoformat() for text in event.excluded]
        event.rule_start += shift
        event.rule_end = event.rule_start + length
        event.rule = rule
        occurrence.wall_start, occurrence.starts_at = (
            occurrence.original_wall or occurrence.wall_start,
            occurrence.original_start,
        )
        _keep_in_step(event, cutoff=min(clock.now(), occurrence.starts_at) if event.is_public else None)
    _take_over(event, change.own)
    for date_ in event.occurrences:
        if date_.ends_at > clock.now() and set(date_.own) & set(change.own):
            date_.own = {name: value for name, value in date_.own.items() if name not in change.own}


def _shifted(recurrence: Recurrence, first: datetime, shift: timedelta) -> Recurrence:
    days = (first.date() - (first - shift).date()).days
    if days and recurrence.every is Every.RULE:
        raise Invalid(
            {"starts_date": _l("The rule of its calendar says the days. Move one date, or give it another rule first.")}
        )
    if recurrence.every is Every.WEEK:
        recurrence = replace(recurrence, weekdays=tuple(sorted((day + days) % 7 for day in recurrence.weekdays)))
    if recurrence.until is not None:
        recurrence = replace(recurrence, until=recurrence.until + timedelta(days=days))
    return from_first(recurrence, first)


def _own(event: Event, values: Mapping[str, str]) -> dict[str, Any]:
    """What is really different from what the event says of all its dates."""
    cleaned = {name: (clean_text if name in _TEXTS else clean_line)(values[name]) for name in OWN if name in values}
    return {name: value for name, value in cleaned.items() if value != getattr(event, name)}


def _take_over(event: Event, values: Mapping[str, str]) -> None:
    for name in OWN:
        if name in values:
            setattr(event, name, (clean_text if name in _TEXTS else clean_line)(values[name]))


def _publish_change(event: Event, before: dict[str, Any], actor: Person, *, audited: bool = True) -> None:
    db.session.flush()
    changed = changed_names(before, facts_of(event))
    if not changed:
        return
    if audited:
        audit.record("event.page.edit", event, actor=actor, data={"changed": changed})
    if not event.is_public:
        return
    checked = [name for name in changed if name in CHECKED]
    if checked:
        event.check_wanted_at, event.check_reason = clock.now(), ", ".join(checked)
    publicity.refresh(event, before=before)
