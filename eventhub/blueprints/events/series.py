"""The dates of a series: all of them on a page, each to be moved, cancelled or changed, with who is told before it is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from eventhub.blueprints import dates
from eventhub.blueprints.access import allow, get_person, signed_in
from eventhub.blueprints.events import bp
from eventhub.blueprints.events.forms import (
    ONCE,
    CheckboxesField,
    TypedDate,
    TypedTime,
    offer_rules,
    rule_of,
    rule_values,
    time_values,
    times_of,
)
from eventhub.blueprints.events.parts import PARTS, Part
from eventhub.blueprints.events.said import said_of, say, text_of
from eventhub.blueprints.events.sure import sure_page
from eventhub.blueprints.events.views import event_view
from eventhub.blueprints.forms import BaseForm, refuse, roll_back
from eventhub.core import clock, zones
from eventhub.core.errors import Invalid, NotFound, Refused
from eventhub.events import queries
from eventhub.events.models import Event, Occurrence
from eventhub.events.permissions import EventPermission
from eventhub.events.rules.days import last_day, whole_days
from eventhub.events.rules.recurrence import OWN, Recurrence, check_recurrence
from eventhub.events.services import changes, series
from eventhub.events.services.series import DateChange, Reach
from eventhub.events.workflow import OCCURRENCE, O, S

organizers_only = allow(EventPermission.EDIT, on=queries.find_event, read=EventPermission.EDIT)
FIELD_OF = {"starts": "starts_time"}
SHOWN = 60
PARTS.append(
    Part(_l("Dates"), "events.dates", "calendar", shown=lambda event: event.status not in {S.DRAFT, S.WITHDRAWN, S.DECLINED})
)


class DateForm(BaseForm):
    """A time for one date."""

    starts_date = TypedDate(_l("Date"), validators=[Optional()])
    starts_time = TypedTime(_l("Begins at"), validators=[Optional()])
    ends_time = TypedTime(_l("Ends at"), validators=[Optional()])
    ends_date = TypedDate(_l("Last day"), validators=[Optional()], description=_l("Only if it ends on another day."))
    reason = TextAreaField(_l("Why?"), description=_l("Those who come read it, and the page says it."))


class ChangeForm(DateForm):
    """What is to be different on a date, and for how many dates."""

    title = StringField(_l("Title"))
    venue = StringField(_l("Venue"))
    street = StringField(_l("Address"))
    city = StringField(_l("City"))
    join_url = StringField(_l("Link to join"))
    directions = TextAreaField(_l("How to get there"))
    reach = RadioField(_l("For which dates?"))


class RuleForm(DateForm):
    """A rule from a first date on."""

    all_day = BooleanField(_l("All day"))
    repeat = SelectField(_l("How often?"))
    repeat_interval = IntegerField(
        _l("Every how many of them?"), validators=[Optional()], description=_l("2 means: every second week, or month.")
    )
    repeat_days = CheckboxesField(_l("On these days too"))
    repeat_last = BooleanField(_l("Count from the end of the month: always the last one"))
    repeat_until = TypedDate(_l("Until"), validators=[Optional()], description=_l("Leave it empty if it has no end."))
    repeat_times = IntegerField(_l("Or how many times"), validators=[Optional()])


@bp.get("/rule-preview")
@signed_in
def rule_preview() -> Any:
    """A rule that is being chosen, read back with its next dates: a piece of the form's page."""
    form = RuleForm(formdata=request.args, meta={"csrf": False})
    offer_rules(form)
    zone = request.args.get("zone", "UTC")
    all_day = bool(form.all_day.data)
    starts, _ends = times_of(form, all_day=all_day)
    said, wrong = None, ""
    rule = _rule_or_none(form)
    if starts is not None and rule is not None:
        try:
            check_recurrence(rule, starts)
            said = say(rule, starts, zone if zones.is_zone(zone) else "UTC", all_day=all_day)
        except Invalid as error:
            wrong = " ".join(str(text) for text in error.fields.values())
    return render_template("events/_rule_said.html", said=said, wrong=wrong)


def _rule_or_none(form: Any) -> Recurrence | None:
    try:
        return rule_of(form)
    except ValueError:
        return None


@bp.get("/<string(length=10):key>/dates", endpoint="dates")
@organizers_only
def dates_page(event: Event) -> Any:
    """All dates to come, and those of the last days."""
    return _dates_page(event, _rule_form(event), DateForm(formdata=None, prefix="add-"))


def _dates_page(event: Event, rule: RuleForm, add: DateForm, status: int = 200) -> Any:
    ahead = [o for o in event.occurrences if o.ends_at > clock.now()]
    return render_template(
        "events/dates.html", event=event, e=event_view(event), rule_text=text_of(event), said=said_of(event),
        rows=[_row(event, o) for o in ahead[:SHOWN]], more=max(0, len(ahead) - SHOWN), rule_form=rule, add_form=add,
    ), status  # fmt: skip


def _row(event: Event, occurrence: Occurrence) -> dict[str, Any]:
    state = OCCURRENCE.states[occurrence.status]
    was = dates.when_text(*_original(event, occurrence), occurrence.zone, all_day=event.all_day) if occurrence.is_moved else ""
    return {
        "id": occurrence.id, "reason": occurrence.reason, "was": was, "own": sorted(occurrence.own.values()),
        "when": dates.when_text(occurrence.wall_start, occurrence.wall_end, occurrence.zone, all_day=event.all_day),
        "state": None if occurrence.status == O.SCHEDULED else {"label": str(state.label), "tone": state.tone.value},
        "added": occurrence.added and event.source is None, "open": occurrence.status in {O.SCHEDULED, O.POSTPONED},
    }  # fmt: skip


def _original(event: Event, occurrence: Occurrence) -> tuple[datetime, datetime]:
    start = occurrence.original_wall or zones.wall_in(occurrence.original_start, occurrence.zone)
    if event.rule_start is not None and event.rule_end is not None and not occurrence.added:
        return start, start + (event.rule_end - event.rule_start)
    return start, start + (occurrence.wall_end - occurrence.wall_start)


def _rule_form(event: Event) -> RuleForm:
    date = event.occurrence
    values = rule_values(event)
    if "starts_date" not in values and date is not None:
        values |= {**time_values(date.wall_start, date.wall_end, date.zone, all_day=event.all_day), "repeat": "week"}
    form = RuleForm(formdata=None, data=values)
    offer_rules(form, event)
    form.repeat.choices = form.repeat.choices[1:]
    return form


@bp.get("/<string(length=10):key>/dates/<int:number>")
@organizers_only
def date(event: Event, number: int) -> Any:
    """One date, to be changed."""
    return _date_page(event, _find(event, number), _filled(event, _find(event, number)))


def _filled(event: Event, found: Occurrence) -> ChangeForm:
    values = {name: found.own.get(name, getattr(event, name)) for name in OWN}
    values |= {**time_values(found.wall_start, found.wall_end, found.zone, all_day=event.all_day), "reach": "this"}
    return ChangeForm(formdata=None, data=values)


def _find(event: Event, number: int) -> Occurrence:
    found = next((o for o in event.occurrences if o.id == number), None)
    if found is None:
        raise NotFound(_l("There is nothing at this address, or it is not public."))
    return found


def _date_page(event: Event, found: Occurrence, form: ChangeForm, status: int = 200) -> Any:
    reaches = Reach if event.rule and not found.added else (Reach.THIS,)
    form.reach.choices = [SelectChoice(reach.value, reach.label) for reach in reaches]
    steps = [step for step in OCCURRENCE.steps_from(found.status) if not step.by_clock and found.ends_at > clock.now()]
    return render_template(
        "events/date.html", event=event, e=event_view(event), row=_row(event, found), form=form, steps=steps,
        rule_text=text_of(event),
    ), status  # fmt: skip


@bp.post("/<string(length=10):key>/dates/<int:number>")
@organizers_only
def change_date(event: Event, number: int) -> Any:
    """First shows what would change and who is told; with ``sure`` does it."""
    key, form = event.key, ChangeForm()
    found = _find(event, number)
    form.reach.choices = [SelectChoice(reach.value, reach.label) for reach in Reach]
    if not form.validate():
        return _date_page(event, found, form, 422)
    starts, ends = times_of(form, all_day=event.all_day)
    change = DateChange(
        starts=starts, ends=ends, reason=form.reason.data or "",
        own={name: getattr(form, name).data or "" for name in ("title", "venue", "street", "city", "join_url", "directions")},
    )  # fmt: skip
    reach = Reach(form.reach.data or "this")

    def act() -> Event:
        now = queries.get_event_by_id(event.id)
        return series.change_dates(
            now, _find(now, number), _only_what_differs(now, _find(now, number), change), reach, actor=get_person()
        )

    return _try(key, act, form, again=lambda fresh, status: _date_page(fresh, _find(fresh, number), form, status))


def _only_what_differs(event: Event, found: Occurrence, change: DateChange) -> DateChange:
    """The form shows what the date says now: what was left as it was is no change."""
    own = {name: value for name, value in change.own.items() if value != found.own.get(name, getattr(event, name))}
    shown: tuple[datetime | None, datetime | None] = found.wall_start, found.wall_end
    if event.all_day:
        shown = whole_days(found.wall_start.date(), last_day(found.wall_start, found.wall_end, found.zone))
    same = (change.starts, change.ends) == shown
    return DateChange(starts=None if same else change.starts, ends=None if same else change.ends, own=own, reason=change.reason)


def _try(key: str, act: Callable[[], Event], form: BaseForm, *, again: Callable[[Event, int], Any]) -> Any:
    """Rehearse a change and show it, or make it when the organizer is sure."""
    try:
        if request.form.get("sure") == "1":
            held = act()
            flash(_("Changed. Page and calendars say so."), "success")
            return redirect(url_for("events.dates", key=held.key), 303)
        event = queries.find_event(key)
        assert event is not None
        found = changes.rehearse(event, act)
    except Invalid as error:
        refuse(form, error, FIELD_OF)
        return _again(key, again, 422)
    except Refused as error:
        form.form_errors = [error.message]
        return _again(key, again, error.status)
    roll_back()
    fresh = queries.find_event(key)
    assert fresh is not None
    if not found.dates and found.rule_before == found.rule_after:
        flash(_("Nothing is different."), "info")
        return _again(key, again, 200)
    return sure_page(fresh, found, dict(request.form.lists()))


def _again(key: str, again: Callable[[Event, int], Any], status: int) -> Any:
    roll_back()
    event = queries.find_event(key)
    assert event is not None
    return again(event, status)


@bp.post("/<string(length=10):key>/dates/<int:number>/steps/<name>")
@organizers_only
def date_step(event: Event, number: int, name: str) -> Any:
    """Cancel one date, postpone it, or bring it back; first shows who is told."""
    if not OCCURRENCE.has(name) or OCCURRENCE.step(name).by_clock:
        raise NotFound(_l("There is nothing at this address, or it is not public."))
    key, form, reason = event.key, BaseForm(), request.form.get("reason", "")

    def act() -> Event:
        now = queries.get_event_by_id(event.id)
        series.cancel_date(now, _find(now, number), reason=reason, actor=get_person(), step=name)
        return now

    def again(fresh: Event, status: int) -> Any:
        found = _find(fresh, number)
        filled = _filled(fresh, found)
        filled.form_errors = form.form_errors
        return _date_page(fresh, found, filled, status)

    return _try(key, act, form, again=again)


@bp.post("/<string(length=10):key>/dates")
@organizers_only
def add_date(event: Event) -> Any:
    """Add a date beside the rule."""
    key, form = event.key, DateForm(prefix="add-")
    if not form.validate():
        return _dates_page(event, _rule_form(event), form, 422)
    starts, ends = times_of(form, all_day=event.all_day)
    try:
        if starts is None or ends is None:
            raise Invalid({"starts_date" if starts is None else "ends_time": _("Please fill this in.")})
        series.add_date(event, starts, ends, actor=get_person(), reason=form.reason.data or "")
    except (Invalid, Refused) as error:
        if isinstance(error, Invalid):
            refuse(form, error, FIELD_OF)
        else:
            form.form_errors = [error.message]
        return _again(key, lambda fresh, status: _dates_page(fresh, _rule_form(fresh), form, status), error.status)
    flash(_("Added. It is in the calendars."), "success")
    return redirect(url_for("events.dates", key=key), 303)


@bp.post("/<string(length=10):key>/rule")
@organizers_only
def change_rule(event: Event) -> Any:
    """Give all dates to come another rule, or make a one-off event a series."""
    key, form = event.key, RuleForm()
    offer_rules(form, event)

    def again(fresh: Event, status: int) -> Any:
        form.repeat.choices = [choice for choice in form.repeat.choices if choice.value != ONCE]
        return _dates_page(fresh, form, DateForm(formdata=None, prefix="add-"), status)

    if not form.validate():
        return again(event, 422)

    def act() -> Event:
        now = queries.get_event_by_id(event.id)
        starts, ends = times_of(form, all_day=now.all_day)
        rule = rule_of(form)
        if starts is None or ends is None or rule is None:
            raise Invalid(
                {"starts_date" if starts is None else "ends_time" if ends is None else "repeat": _("Please fill this in.")}
            )
        series.set_rule(now, rule, starts, ends, actor=get_person(), reason=form.reason.data or "")
        return now

    return _try(key, act, form, again=again)
