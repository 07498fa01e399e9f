"""The checklist of an event, and starting from one that has been."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from eventhub.accounts.models import Person
from eventhub.blueprints import dates
from eventhub.blueprints.access import allow, get_person
from eventhub.blueprints.context import choose_locale, reader_zone
from eventhub.blueprints.events import bp
from eventhub.blueprints.events.parts import PARTS, Part
from eventhub.blueprints.forms import NEEDED, BaseForm, at_most, refuse, roll_back
from eventhub.core import clock, zones
from eventhub.core.errors import Invalid, NotFound, Refused
from eventhub.events import queries as events
from eventhub.events.models import Event, localized
from eventhub.events.permissions import EventPermission
from eventhub.events.preparation import queries, services
from eventhub.events.preparation.models import Task
from eventhub.events.preparation.rules import MAX_TEXT, due_day
from eventhub.events.preparation.workflow import TASK, T

P = EventPermission
organizers_only = allow(P.EDIT, on=events.find_event, read=P.EDIT)


def _open_note(event: Event) -> str:
    """How much is left, beside the link to the list."""
    left, whole = queries.count_open(event)
    if not whole:
        return ""
    return ngettext("one thing to do", "%(num)d things to do", left) if left else _("all done")


PARTS.append(Part(_l("Checklist"), "events.checklist", "circle-check", note=_open_note))


class TaskForm(BaseForm):
    """One thing to do: what, when, who."""

    text = StringField(_l("What is to be done?"), [NEEDED, at_most(MAX_TEXT)])
    distance = IntegerField(_l("How many days"), [Optional()], description=_l("It moves with the event."))
    side = SelectField(_l("Before or after"), default="before")
    due_on = DateField(_l("Or on a fixed day"), [Optional()], description=_l("It stays when the event moves."))
    owner = SelectField(_l("Who does it?"), default="")

    def offer(self, event: Event) -> None:
        """Fill in the choices."""
        self.side.choices = [SelectChoice("before", _("before the event")), SelectChoice("after", _("after the event"))]
        self.owner.choices = [
            SelectChoice("", _("Nobody yet")),
            *(SelectChoice(organizer.person.key, organizer.person.name) for organizer in event.organizers),
        ]

    def said(self) -> dict[str, Any]:
        """What was said, for the services."""
        days = self.distance.data
        if days is not None and self.side.data == "before":
            days = -days
        return {"text": self.text.data or "", "days": days, "due_on": self.due_on.data, "owner_key": self.owner.data or ""}


NAMES = {"days": "distance"}


def _form_for(event: Event, task: Task | None = None) -> TaskForm:
    """A form with what the task says, or with what was sent."""
    if task is None or request.method == "POST":
        form = TaskForm()
    else:
        days = task.days
        form = TaskForm(data={
            "text": task.text_in(choose_locale()), "distance": abs(days) if days is not None else None, "due_on": task.due_on,
            "side": "after" if days is not None and days > 0 else "before", "owner": task.owner.key if task.owner else "",
        })  # fmt: skip
    form.offer(event)
    return form


@bp.get("/<string(length=10):key>/checklist")
@organizers_only
def checklist(event: Event) -> Any:
    """What there is to do, what is due first first."""
    return _list_page(event, _form_for(event))


def _list_page(event: Event, form: TaskForm, status: int = 200) -> Any:
    anchor = event.occurrence.wall_start if event.occurrence else None
    found = queries.list_tasks(event)
    rows = [_task_view(task, anchor) for task in found]
    return render_template(
        "events/checklist.html", event=event, form=form, tasks=rows, offered=_offered(event, found), left=sum(r["open"] for r in rows),
        counted=_counted(event), steps={step.name: step for step in TASK.steps},
    ), status  # fmt: skip


def _task_view(task: Task, anchor: Any) -> dict[str, Any]:
    due = task.due(anchor)
    today = zones.wall_in(clock.now(), reader_zone() or "UTC").date()
    return {
        "key": task.key, "text": task.text_in(choose_locale()), "owner": task.owner.name if task.owner else "", "open": task.status == T.OPEN,
        "status": task.status.value, "state": TASK.states[task.status], "due": dates.day_text(due) if due else _relative(task.days),
        "iso": due.isoformat() if due else "", "fixed": task.due_on is not None, "tone": _tone(task, due, today),
        "steps": [step.name for step in TASK.steps_from(task.status)],
    }  # fmt: skip


def _tone(task: Task, due: date | None, today: date) -> str:
    if task.status != T.OPEN:
        return TASK.states[task.status].tone.value
    return "stop" if due and due < today else "warn" if due and due <= today + queries.SOON else "wait"


def _relative(days: int | None) -> str:
    """The distance in words, as long as the event has no date."""
    if days is None:
        return ""
    if days == 0:
        return _("on the day itself")
    if days < 0:
        return ngettext("%(num)d day before", "%(num)d days before", -days)
    return ngettext("%(num)d day after", "%(num)d days after", days)


def _counted(event: Event) -> str:
    """From which date the days are counted."""
    date_shown = event.occurrence
    return dates.day_text(date_shown.wall_start.date()) if date_shown else ""


def _offered(event: Event, found: list[Task]) -> list[dict[str, str]]:
    """What the format's checklist has that is not on this one."""
    version = (event.format.version if event.format else None) or event.format_version
    there = {(task.days, task.texts.get("en", "")) for task in found}
    anchor = event.occurrence.wall_start if event.occurrence else None
    missing = [
        item for item in (version.checklist if version else []) if (item["days"], item["text"].get("en", "")) not in there
    ]
    return [
        {"text": localized(item["text"], choose_locale()), "due": dates.day_text(day) if day else _relative(item["days"])}
        for item in missing for day in [due_day(item["days"], None, anchor)]
    ]  # fmt: skip


@bp.post("/<string(length=10):key>/checklist/from-format")
@organizers_only
def take_checklist(event: Event) -> Any:
    """Take over what the format advises."""
    count = services.take_over_checklist(event, actor=get_person())
    flash(ngettext("One task is on your list now.", "%(num)d tasks are on your list now.", count), "success")
    return redirect(url_for("events.checklist", key=event.key), 303)


@bp.post("/<string(length=10):key>/checklist")
@organizers_only
def add_task(event: Event) -> Any:
    """A task of their own."""
    form, key = _form_for(event), event.key
    if form.validate():
        try:
            services.add_task(event, **form.said(), locale=choose_locale(), actor=get_person())
            flash(_("It is on the list."), "success")
            return redirect(url_for("events.checklist", key=key), 303)
        except Invalid as error:
            refuse(form, error, NAMES)
            event = _again(key)
            form.offer(event)
    return _list_page(event, form, 422)


def _again(key: str) -> Event:
    """The event once more, after a rollback."""
    event = events.find_event(key)
    assert event is not None
    return event


def _get_task(event: Event, task: str) -> Task:
    found = queries.find_task(event, task) if task.isalnum() else None
    if found is None:
        raise NotFound(_l("There is no such task on this list."))
    return found


@bp.get("/<string(length=10):key>/checklist/<string(length=10):task>")
@organizers_only
def task(event: Event, task: str) -> Any:
    """One task, to change it."""
    found = _get_task(event, task)
    return render_template("events/checklist_task.html", event=event, task=found, form=_form_for(event, found))


@bp.post("/<string(length=10):key>/checklist/<string(length=10):task>")
@organizers_only
def save_task(event: Event, task: str) -> Any:
    """Change what is to be done, when and by whom."""
    found, form, key = _get_task(event, task), _form_for(event), event.key
    if form.validate():
        try:
            services.edit_task(found, event, **form.said(), locale=choose_locale(), actor=get_person())
            flash(_("Saved."), "success")
            return redirect(url_for("events.checklist", key=key), 303)
        except Invalid as error:
            refuse(form, error, NAMES)
            event = _again(key)
            form.offer(event)
            found = _get_task(event, task)
    return render_template("events/checklist_task.html", event=event, task=found, form=form), 422


@bp.post("/<string(length=10):key>/checklist/<string(length=10):task>/steps/<name>")
@organizers_only
def step_task(event: Event, task: str, name: str) -> Any:
    """Tick it off, strike it out, open it again."""
    key = event.key
    try:
        flash(services.advance_task(_get_task(event, task), name, actor=get_person()).done, "success")
    except Refused as error:
        roll_back()
        flash(error.message, "warn")
    return redirect(url_for("events.checklist", key=key), 303)


# Starting from what was


def past_view(person: Person) -> list[dict[str, Any]]:
    """Past events to start from, each with the day the next one would be."""
    found = queries.list_past(person, now=clock.now())
    return [
        {
            "key": event.key, "title": event.title, "community": event.community.name if event.community else "",
            "held": dates.short_day(date_before.wall_start.date()), "next": dates.day_text(services.suggest_time(date_before).date()),
        }
        for event in found if (date_before := event.occurrence) is not None
    ]  # fmt: skip


@bp.post("/<string(length=10):key>/again")
@allow(P.READ, on=events.find_event, read=P.READ)
def start_again(event: Event) -> Any:
    """A new draft from a past event, with the next plausible date or without one."""
    same_rhythm = request.form.get("date") == "next"
    copy = services.start_again(event, organizer=get_person(), same_rhythm=same_rhythm)
    if same_rhythm:
        flash(_("This is a copy. The date is our guess: same weekday, same hour. Change it as you like."), "success")
    else:
        flash(_("This is a copy. Give it a date."), "success")
    return redirect(url_for("events.edit", key=copy.key), 303)
