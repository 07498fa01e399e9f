"""Registration as organizers see it: how people come in, who comes, and what to answer those who ask."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from eventhub.accounts.models import Person
from eventhub.blueprints import dates
from eventhub.blueprints.access import allow, get_person
from eventhub.blueprints.context import reader_zone
from eventhub.blueprints.events import bp
from eventhub.blueprints.events.parts import PARTS, Part
from eventhub.blueprints.events.registration_forms import (
    SetupForm,
    draft_of,
    place_question_errors,
    seat_of,
    values_of,
)
from eventhub.blueprints.forms import BaseForm, refuse, roll_back
from eventhub.core import clock, paging
from eventhub.core.db import db
from eventhub.core.errors import Changed, Invalid, NotFound, Refused
from eventhub.events import queries as events
from eventhub.events.models import Event
from eventhub.events.permissions import EventPermission
from eventhub.events.registration import queries
from eventhub.events.registration.models import Registration
from eventhub.events.registration.rules import QuestionKind, Seat, seats_of
from eventhub.events.registration.services import deciding, keeping, setting
from eventhub.events.registration.workflow import OPEN, REGISTRATION, R

P = EventPermission
organizers_only = allow(P.MANAGE_REGISTRATION, on=events.find_event, read=P.MANAGE_REGISTRATION)
PER_PAGE = 100


def _note(event: Event) -> str:
    asking = sum(number for (state, _seat), number in queries.count_by_state(event.id).items() if state is R.REQUESTED)
    return ngettext("One person asks to come", "%(num)d people ask to come", asking) if asking else ""


PARTS.append(Part(_l("Registration"), "events.registrations", "ticket", note=_note))


# How people come in


@bp.get("/<string(length=10):key>/registration/setup")
@organizers_only
def registration_setup(event: Event) -> Any:
    """The form, with the questions there are."""
    form = SetupForm(formdata=None, data=values_of(queries.find_setup(event.id), queries.list_questions(event.id), event))
    return _setup_page(event, form)


@bp.post("/<string(length=10):key>/registration/setup")
@organizers_only
def save_registration_setup(event: Event) -> Any:
    """Save it, or give one more row for a question."""
    form, key = SetupForm(), event.key
    form.offer()
    if request.form.get("then") == "more":
        form.add_rows(2)
        return _setup_page(event, form)
    if not form.validate():
        return _setup_refused(key, form)
    revision = int(form.revision.data) if (form.revision.data or "").isdigit() else None
    try:
        setting.save_setup(event, draft_of(form, event), actor=get_person(), revision=revision)
    except Changed as error:
        form.form_errors = [error.message]
        return _setup_refused(key, form, 409)
    except Invalid as error:
        rest = place_question_errors(form, error.fields)
        refuse(form, Invalid(rest, error.message))
        return _setup_refused(key, form)
    flash(_("Saved."), "success")
    return redirect(url_for("events.registrations", key=key), 303)


def _setup_refused(key: str, form: SetupForm, status: int = 422) -> Any:
    roll_back()
    event = events.find_event(key)
    assert event is not None
    if status == 409:
        setup = queries.find_setup(event.id)
        form.revision.data = str(setup.revision if setup else 0)
    return _setup_page(event, form, status)


def _setup_page(event: Event, form: SetupForm, status: int = 200) -> Any:
    form.offer()
    form.add_rows()
    series = len(event.occurrences) > 1 or bool(event.rule)
    return render_template("events/registration_setup.html", event=event, form=form, seats=[seat.value for seat in seats_of(event.mode)],
                           series=series), status  # fmt: skip


# Who comes


@bp.get("/<string(length=10):key>/registrations")
@organizers_only
def registrations(event: Event) -> Any:
    """Everyone who registered, by state, seat and date."""
    return list_page(event)


def list_page(event: Event, status: int = 200, *, error: str = "", reason: str = "", chosen: list[str] | None = None) -> Any:
    """The list; with an error by the answer that could not be given, and what was typed and chosen for it."""
    asked = _asked(event)
    after = request.args.get("after", "")
    statement = queries.select_of_event(event.id, **asked)
    if after:
        pool_id, place, number = paging.decode(after, [int, int, int])
        statement = queries.after(statement, pool_id, place, number)
    found = db.session.scalars(statement.limit(PER_PAGE + 1)).all()
    rows = [_row_view(event, r) for r in found[:PER_PAGE]]
    last = found[PER_PAGE - 1] if len(found) > PER_PAGE else None
    cursor = paging.encode(last.pool_id, last.place_in_line or 0, last.id) if last else None
    kept: dict[str, Any] = {name: value for name in ("state", "seat", "date") if (value := request.args.get(name))}
    return render_template(
        "events/registrations.html", event=event, rows=rows, setup=queries.find_setup(event.id), form=BaseForm(), error=error,
        reason=reason, chosen=chosen or [], kept=kept, asking=any(row["asks"] for row in rows), summary=_summary(event),
        next_href=url_for("events.registrations", key=event.key, after=cursor, **kept) if cursor else None, **_choices(event),
    ), status  # fmt: skip


def _asked(event: Event) -> dict[str, Any]:
    """The filter; what it does not know is none."""
    state, seat, date = (request.args.get(name, "") for name in ("state", "seat", "date"))
    number = int(date) if date.isdigit() and len(date) < 10 else 0
    return {
        "states": (R(state),) if state in set(R) else (), "seat": Seat(seat) if seat in set(Seat) else None,
        "occurrence_id": number if any(o.id == number for o in event.occurrences) else None,
    }  # fmt: skip


def _choices(event: Event) -> dict[str, Any]:
    states = [(state.value, said.label) for state, said in REGISTRATION.states.items() if state is not R.LAPSED]
    days = [(str(o.id), dates.short_day(o.wall_start.date())) for o in event.occurrences]
    return {
        "states": [("", _("everybody")), *states], "seats": [("", _("room and screen")), *((s.value, s.label) for s in Seat)],
        "days": [("", _("any date")), *days] if len(days) > 1 else [],
    }  # fmt: skip


def _summary(event: Event) -> list[tuple[str, str, str]]:
    """How full the next date is, by kind of seat."""
    counts = queries.count_seats(event)[: len(seats_of(event.mode))]
    return [
        (str(count.seat.label), _summed(count), "door-open" if count.seat is Seat.ROOM else "monitor")
        for count in counts
    ]  # fmt: skip


def _summed(count: queries.SeatCount) -> str:
    if count.capacity is None:
        return _("%(going)s going, as many as come", going=count.taken)
    return _(
        "%(going)s of %(seats)s going, %(waiting)s waiting", going=count.taken, seats=count.capacity, waiting=count.waiting
    )


def _row_view(event: Event, row: Registration) -> dict[str, Any]:
    said = REGISTRATION.states[row.status]
    return {
        "key": row.key, "name": queries.name_of(row) or _("Erased"), "guest": row.person_id is None, "seat": row.seat.label,
        "label": said.label, "tone": said.tone.value, "when": _day_of(event, row), "place": (row.place_in_line or "") if row.status is R.WAITING else "",
        "since": dates.by_text(row.status_since, reader_zone() or event.zone), "asks": row.status is R.REQUESTED,
        "href": url_for("events.registration_of", key=event.key, registration_key=row.key),
    }  # fmt: skip


def _day_of(event: Event, row: Registration) -> str:
    return dates.short_day(row.occurrence.wall_start.date()) if row.occurrence else _("All dates")


@bp.post("/<string(length=10):key>/registrations/decisions")
@organizers_only
def decide_registrations(event: Event) -> Any:
    """The same answer to all that are chosen."""
    person, key, chosen = get_person(), event.key, request.form.getlist("chosen")
    reason, says_no = request.form.get("reason", ""), request.form.get("decision") == "decline"
    ids = queries.list_ids(event.id, chosen)
    problem = _("Choose at least one person.") if not ids else ""
    if says_no and not reason.strip():
        problem = problem or _("Please say why: the people concerned will read it.")
    if problem:
        return list_page(event, 422, error=problem, reason=reason, chosen=chosen)

    def decide(registration: Registration) -> Any:
        return (
            deciding.decline(registration, actor=person, reason=reason)
            if says_no
            else deciding.approve(registration, actor=person)
        )

    done, passed = deciding.decide_many(ids, decide)
    if done:
        flash(ngettext("One person has your answer.", "%(num)d people have your answer.", done), "success")
    if passed:
        flash(ngettext("One was passed over: answered already, or your own.", "%(num)d were passed over: answered already, or your own.", passed), "warn")  # fmt: skip
    return redirect(url_for("events.registrations", key=key), 303)


@bp.post("/<string(length=10):key>/registrations/export")
@organizers_only
def export_registrations(event: Event) -> Any:
    """A table for a spreadsheet. A POST, because it is written down who took it along."""
    rows = db.session.scalars(queries.select_of_event(event.id, **_asked(event)).limit(50_000)).all()
    text = deciding.export(
        event,
        rows,
        actor=get_person(),
        with_addresses=request.form.get("addresses") == "1",
        when=lambda row: _day_of(event, row),
    )
    name = f"{event.slug}-{clock.now().astimezone(UTC):%Y-%m-%d}.csv"
    return Response(
        text.encode(), mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )  # fmt: skip


# One of them


def _get(event: Event, key: str) -> Registration:
    found = queries.find_registration(key)
    if found is None or found.event_id != event.id:
        raise NotFound(_l("There is nothing at this address, or it is not public."))
    return found


@bp.get("/<string(length=10):key>/registrations/<string(length=10):registration_key>")
@organizers_only
def registration_of(event: Event, registration_key: str) -> Any:
    """One person's registration, without what is private."""
    return one_page(event, _get(event, registration_key))


def one_page(
    event: Event,
    row: Registration,
    status: int = 200,
    *,
    private: Any = None,
    error: str = "",
    failed: str = "",
    reason: str = "",
) -> Any:
    """The page of one registration; ``private`` holds the answers and the address when they have been asked for."""
    said, person = REGISTRATION.states[row.status], get_person()
    others = [seat for seat in seats_of(event.mode) if seat is not row.seat] if row.status in {R.GOING, R.WAITING} else []
    return render_template(
        "events/registration_of.html", event=event, row=row, view=_row_view(event, row), private=private, form=BaseForm(),
        promise={"title": said.label, "sentence": _said_to_organizers(row), "tone": said.tone.value}, others=others,
        steps=_steps(row, person, error, failed, reason), error="" if failed else error,
    ), status  # fmt: skip


def _said_to_organizers(row: Registration) -> str:
    return {
        R.REQUESTED: _("They ask to come and wait for your answer."), R.GOING: _("They have a seat."),
        R.WAITING: _("They stand in line. When a seat becomes free, the first in line gets it."),
        R.UNCONFIRMED: _("They have not yet confirmed by the link in their mail."), R.DECLINED: _("They have your reason."),
    }.get(row.status, _("They are not expected."))  # fmt: skip


def _steps(row: Registration, person: Person, error: str, failed: str, reason: str) -> list[dict[str, Any]]:
    names = {"approve": row.status is R.REQUESTED, "decline": row.status is R.REQUESTED, "remove": row.status in OPEN}
    own = row.person_id == person.id
    found = []
    for name in [name for name, possible in names.items() if possible and not (own and name != "remove")]:
        step = REGISTRATION.step(name)
        found.append({
            "name": name, "label": step.label, "will": step.does, "needs_reason": step.needs_reason, "primary": name == "approve",
            "tone": "stop" if step.grave else None, "error": error if failed == name else "", "reason": reason if failed == name else "",
        })  # fmt: skip
    return found


@bp.post("/<string(length=10):key>/registrations/<string(length=10):registration_key>/private")
@organizers_only
def look_at_registration(event: Event, registration_key: str) -> Any:
    """Answers and address, shown once; the trail says who looked."""
    row = _get(event, registration_key)
    answers = deciding.look_at(row, actor=get_person())
    asked = [(q, answers[q.id]) for q in queries.list_questions(event.id, retired=True) if q.id in answers]
    said = [
        (q.text, {"yes": _("Yes"), "no": _("No")}.get(text, text) if q.kind is QuestionKind.YES_NO else text)
        for q, text in asked
    ]
    return one_page(event, row, private={"answers": said, "address": row.guest_email})


@bp.post("/<string(length=10):key>/registrations/<string(length=10):registration_key>/steps/<name>")
@organizers_only
def step_registration(event: Event, registration_key: str, name: str) -> Any:
    """Approve, decline, or cancel with a word."""
    row, person, reason = _get(event, registration_key), get_person(), request.form.get("reason", "")
    acts = {
        "approve": lambda: deciding.approve(row, actor=person),
        "decline": lambda: deciding.decline(row, actor=person, reason=reason),
        "remove": lambda: deciding.remove(row, actor=person, reason=reason),
    }
    if name not in acts:
        raise NotFound(_l("There is no such step."))
    return _do(event, registration_key, acts[name], failed=name, reason=reason)


@bp.post("/<string(length=10):key>/registrations/<string(length=10):registration_key>/seat")
@organizers_only
def move_registration(event: Event, registration_key: str) -> Any:
    """Give someone the other kind of seat."""
    row = _get(event, registration_key)
    return _do(event, registration_key, lambda: keeping.move(row, seat_of(request.form.get("seat")), actor=get_person()))


def _do(event: Event, registration_key: str, act: Any, *, failed: str = "", reason: str = "") -> Any:
    key = event.key
    try:
        step = act()
    except Refused as error:
        said = " ".join(str(text) for text in error.fields.values()) if isinstance(error, Invalid) else str(error.message)
        by_reason = isinstance(error, Invalid) and "reason" in error.fields
        roll_back()
        again = events.find_event(key)
        assert again is not None
        return one_page(
            again, _get(again, registration_key), error.status, error=said, failed=failed if by_reason else "", reason=reason
        )
    flash(step.done, "success")
    return redirect(url_for("events.registration_of", key=key, registration_key=registration_key), 303)
