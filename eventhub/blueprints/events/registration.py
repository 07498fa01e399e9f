"""Registration as people see it: the form, the mail's link, their own page, what they go to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from eventhub.accounts.models import Person
from eventhub.blueprints import dates, present, subscribe
from eventhub.blueprints.access import ATTRIBUTE, Access, allow, current_person, get_person, signed_in
from eventhub.blueprints.context import choose_locale, reader_zone
from eventhub.blueprints.events import bp
from eventhub.blueprints.events.registration_forms import JoinForm, join_form, offer, seat_of, seats_text
from eventhub.blueprints.events.said import text_of
from eventhub.blueprints.forms import BaseForm, refuse, roll_back
from eventhub.core import clock
from eventhub.core.errors import Invalid, Refused, TooMany
from eventhub.core.permissions import Actor
from eventhub.core.text import KEY_LENGTH
from eventhub.events import queries as events
from eventhub.events.models import Event, Occurrence
from eventhub.events.permissions import EventPermission
from eventhub.events.registration import queries, telling
from eventhub.events.registration.models import Guest, Registration, RegistrationSetup
from eventhub.events.registration.rules import Kind, Per, Seat, seats_of
from eventhub.events.registration.services import joining, keeping
from eventhub.events.registration.workflow import IN_LINE, OPEN, REGISTRATION, R
from eventhub.events.rules.filters import EventFilter

P = EventPermission
public = allow(P.READ, on=events.find_event_to_show, read=P.READ)
View = Callable[..., Any]


# The event's form


@bp.get("/<string(length=10):key>/registration")
@public
def registration(event: Event) -> Any:
    """The form, or the sentence that says why there is none now."""
    return _form_page(event, _form(event))


@bp.post("/<string(length=10):key>/registration", endpoint="register")
@public
def register(event: Event) -> Any:
    """Register a person; send a guest the mail by which they confirm."""
    person, key, setup = current_person(), event.key, queries.find_setup(event.id)
    form = join_form(queries.list_questions(event.id), guest=person is None)
    if not form.validate():
        return _refused(key, form)
    try:
        draft = _draft_of(form, setup)
        if person is None:
            guest = joining.GuestDraft(
                name=form.name.data or "", email=form.email.data or "", locale=choose_locale(), zone=reader_zone()
            )
            joining.sign_up(event, draft, guest, network=request.remote_addr or "unknown")
            return redirect(url_for("events.registration_sent", key=key), 303)
        own, step = joining.register(event, draft, person=person)
    except Invalid as error:
        refuse(form, error)
        return _refused(key, form)
    except TooMany:
        raise
    except Refused as error:
        form.form_errors = [error.message]
        return _refused(key, form, error.status)
    flash(step.done, "success")
    return redirect(url_for("events.my_registration", door=own.key), 303)


def _form(event: Event) -> JoinForm:
    form = join_form(queries.list_questions(event.id), guest=current_person() is None)
    offer(form, event, _dates_open(event), queries.count_seats(event))
    return form


def _dates_open(event: Event) -> list[Occurrence]:
    """The dates to choose from: none where there is one only, or the series is taken whole."""
    setup = queries.find_setup(event.id)
    if setup is None or setup.per is Per.SERIES:
        return []
    return [o for o in queries.list_dates_to_come(event.id) if _why_not(event, o.id) == ""]


def _draft_of(form: JoinForm, setup: RegistrationSetup | None) -> joining.JoinDraft:
    chosen = form.date.data or ""
    whole = setup is None or setup.per is Per.SERIES
    date = None if whole else int(chosen) if chosen.isdigit() and len(chosen) < 10 else 0
    return joining.JoinDraft(seat=seat_of(form.seat.data), occurrence_id=date, answers=form.answers())


def _refused(key: str, form: JoinForm, status: int = 422) -> Any:
    """The page again, with everything that was typed."""
    roll_back()
    event = events.find_event_to_show(key)
    assert event is not None
    offer(form, event, _dates_open(event), queries.count_seats(event))
    return _form_page(event, form, status)


def _form_page(event: Event, form: JoinForm, status: int = 200) -> Any:
    person, setup = current_person(), queries.find_setup(event.id)
    own = [r for r in queries.list_of_person(person.id, event.id) if r.status in OPEN] if person else []
    ahead = _dates_open(event)
    why_not = _why_not_any(event, setup, ahead)
    return render_template(
        "events/registration.html", event=event, form=form, setup=setup, own=[_own_view(event, r) for r in own], why_not=why_not,
        one=ahead[0] if len(ahead) == 1 else None, when=_next_text(event, setup, ahead), closes=closing_text(event, setup),
        counts=_counts_view(event),
    ), status  # fmt: skip


def _next_text(event: Event, setup: RegistrationSetup | None, ahead: Sequence[Occurrence]) -> Any:
    return _times(event, ahead[0]) if ahead else _all_dates(event, setup)


def _all_dates(event: Event, setup: RegistrationSetup | None) -> str:
    """That it is for all dates of a series, and when those are."""
    if setup is None or setup.per is not Per.SERIES or not event.rule:
        return ""
    return _("For all dates: %(rule)s", rule=text_of(event))


def _why_not_any(event: Event, setup: RegistrationSetup | None, ahead: list[Occurrence]) -> str:
    """Why nobody can register for anything now; empty while one can."""
    if setup is not None and setup.per is Per.DATE and setup.kind is Kind.HERE:
        if ahead:
            return ""
        dates_to_come = queries.list_dates_to_come(event.id)
        return _why_not(event, dates_to_come[0].id if dates_to_come else None)
    return _why_not(event, None)


def _why_not(event: Event, occurrence_id: int | None) -> str:
    try:
        joining.check_open(event, occurrence_id)
    except Refused as error:
        return str(error.message)
    return ""


def _own_view(event: Event, own: Registration) -> dict[str, Any]:
    said = REGISTRATION.states[own.status]
    return {"href": url_for("events.my_registration", door=own.key), "label": said.label, "tone": said.tone.value,
            "seat": own.seat.label, "when": _when(event, own.occurrence) if own.occurrence else _("All dates")}  # fmt: skip


def _when(event: Event, date: Occurrence | None) -> str:
    """When a date is, in its zone and the reader's, in words alone."""
    return present.times_text(date, all_day=event.all_day) if date else _("No date yet")


def _times(event: Event, date: Occurrence | None) -> Any:
    """The same for a template, whose script knows the zone of a reader whom we don't."""
    return present.times_view(date, all_day=event.all_day) if date else _("No date yet")


@bp.get("/<string(length=10):key>/registration/sent")
@public
def registration_sent(event: Event) -> Any:
    """The same words to every guest, whether or not their address is known."""
    return render_template("events/registration_sent.html", event=event)


# What the event's page says


def closing_text(event: Event, setup: RegistrationSetup | None) -> str:
    """When the next date closes, in words; empty when nothing will."""
    if setup is None:
        return ""
    moment = queries.next_closing(setup, queries.list_dates_to_come(event.id))
    return dates.moment_text(moment, event.zone) if moment else ""


def _counts_view(event: Event) -> list[tuple[str, str, str]]:
    """How full the next date is, by kind of seat, as facts with an icon."""
    icons = {Seat.ROOM: "door-open", Seat.SCREEN: "monitor"}
    counts = queries.count_seats(event)[: len(seats_of(event.mode))]
    return [(str(count.seat.label), seats_text(count), icons[count.seat]) for count in counts]


@bp.app_template_global()
def registration_words(event: Event) -> dict[str, Any] | None:
    """What the event's page says of registration to everyone; None where people don't register here."""
    setup = queries.find_setup(event.id)
    if setup is None or setup.kind is not Kind.HERE or not event.is_public:
        return None
    why_not = _why_not_any(event, setup, _dates_open(event) if setup.per is Per.DATE else [])
    counts = queries.count_seats(event)[: len(seats_of(event.mode))]
    full = bool(counts) and all(count.left == 0 for count in counts)
    return {
        "why_not": why_not, "closes": closing_text(event, setup), "counts": _counts_view(event),
        "label": _("Ask to come") if setup.needs_approval else _("Join the waiting list") if full else _("Register"),
    }  # fmt: skip


def standing_view(event: Event, person: Person) -> dict[str, Any]:
    """What the event's page says to one reader of what they have registered for (the event's dates must have been loaded).

    ``own`` are the registrations that are still ahead, ``comes_to`` their states by date; ``join`` is what the page says
    of the link instead of what it says to everyone.
    """
    moment = clock.now()
    ahead = {date.id: date for date in event.occurrences if date.ends_at > moment}
    found = [
        own
        for own in queries.list_open_of(person.id, event.id)
        if own.occurrence_id in ahead or (own.occurrence_id is None and ahead)
    ]
    if not found:
        return {"own": [], "comes_to": {}, "own_join": None, "may_add": True}
    by_screen = any(own.status is R.GOING and own.seat is Seat.SCREEN for own in found)
    says = _("Your link is on the page of your registration.") if by_screen and event.join_url else ""
    return {
        "own": [_standing(event, own, ahead) for own in found], "comes_to": _comes_to(found, ahead),
        "own_join": {"way": "own", "says": says, "leads": []}, "may_add": bool(event.rule) and all(own.occurrence_id for own in found),
    }  # fmt: skip


def _standing(event: Event, own: Registration, ahead: Mapping[int, Occurrence]) -> dict[str, Any]:
    said, date = REGISTRATION.states[own.status], ahead.get(own.occurrence_id or 0)
    when = present.times_text(date, all_day=event.all_day) if date else _("All dates")
    return {"href": url_for("events.my_registration", door=own.key), "label": said.label, "tone": said.tone.value, "says": said.says,
            "when": when if event.rule else ""}  # fmt: skip


def _comes_to(found: Sequence[Registration], ahead: Iterable[int]) -> dict[int, dict[str, Any]]:
    marks: dict[int, dict[str, Any]] = {}
    for own in found:
        said, left_out = REGISTRATION.states[own.status], {skip.occurrence_id for skip in own.skips}
        dates_of = [own.occurrence_id] if own.occurrence_id else [number for number in ahead if number not in left_out]
        marks |= {number: {"tone": said.tone.value, "label": said.label} for number in dates_of}
    return marks


@bp.app_template_global()
def registers_here(event: Event) -> bool:
    """Whether the outside page that the event names is not the one to register on."""
    setup = queries.find_setup(event.id)
    return setup is not None and setup.kind is not Kind.EXTERNAL


# One's own registration


def by_holder(view: View) -> View:
    """Only whoever it is of: signed in, by its key, or by the signed link in their mail. The view gets it, who acts, and the door."""
    wanted = allow(P.HOLD_REGISTRATION, on=queries.find_registration, read=P.HOLD_REGISTRATION, by="door")
    with_account = wanted(lambda registration, **kwargs: view(registration, get_person(), registration.key, **kwargs))

    @wraps(view)
    def checked(door: str, **kwargs: Any) -> Any:
        if len(door) == KEY_LENGTH:
            return with_account(door=door, **kwargs)
        try:
            own = telling.open_door(door)
        except Refused:
            roll_back()
            return render_template("events/registration_over.html"), 410
        return view(own, _actor_of(own), door, **kwargs)

    setattr(checked, ATTRIBUTE, Access("whoever it is of, by account or by the link in their mail", P.HOLD_REGISTRATION))
    return checked


def _actor_of(own: Registration) -> Guest:
    person = own.person
    return Guest(own.id, person.id, person.name) if person else Guest(own.id)


@bp.get("/registrations/<door>")
@by_holder
def my_registration(own: Registration, actor: Actor, door: str) -> Any:
    """Where it stands, and what can be done with it. The link in a mail leads here; only buttons act."""
    return my_page(own, door)


def my_page(own: Registration, door: str, status: int = 200, *, error: str = "", form: JoinForm | None = None) -> Any:
    """The page of one registration, with an error above it or in its form."""
    event, said = own.event, REGISTRATION.states[own.status]
    date = queries.date_of(own)
    questions = queries.list_questions(event.id) if own.erased_at is None else []
    given = {f"q-{answer.question_id}": answer.text for answer in own.answers}
    form = form or join_form(questions, guest=False, data=given)
    why_not = _why_not(event, own.occurrence_id)
    going = own.status is R.GOING
    return render_template(
        "events/my_registration.html", own=own, event=event, door=door, error=error, form=form, questions=questions,
        promise={"title": said.label, "sentence": said.says, "tone": said.tone.value}, when=_times(event, date), why_not=why_not,
        state=own.status.value, open=own.status in OPEN, place=telling.place_of(event, date) if own.seat is Seat.ROOM else "",
        link=telling.link_for(own, date) if going else "", note=telling.note_for(own) if going else "",
        others=_other_seats(own) if own.status in {R.GOING, R.WAITING} and not why_not else [],
        dates=_dates_view(own) if own.occurrence_id is None and own.status in OPEN else [], plain=BaseForm(),
        calendar=_calendar_of(event) if own.status in IN_LINE and event.is_public else None,
    ), status  # fmt: skip


def _calendar_of(event: Event) -> dict[str, Any]:
    """The event as a file for a calendar, and by the doors of the great ones."""
    panel = subscribe.panel_for(EventFilter(), kind="event", slug=event.key)
    ics = url_for("calendar.feed", kind="event", slug=event.key, ext="ics", download=1)
    return {"ics_href": ics, "google": panel["google"], "outlook": panel["outlook"]}


def _other_seats(own: Registration) -> list[dict[str, Any]]:
    counts = [c for c in queries.count_seats(own.event) if c.occurrence_id == own.occurrence_id and c.seat is not own.seat]
    return [{"value": count.seat.value, "label": count.seat.label, "about": seats_text(count)} for count in counts]


def _dates_view(own: Registration) -> list[dict[str, Any]]:
    skipped = {skip.occurrence_id for skip in own.skips}
    return [
        {"id": date.id, "when": _when(own.event, date), "comes": date.id not in skipped}
        for date in queries.list_dates_to_come(own.event_id)
    ]  # fmt: skip


def _act(own: Registration, door: str, act: Callable[[], Any], *, form: JoinForm | None = None) -> Any:
    """Do it and come back to the page; what is refused is said there, with what was typed."""
    key = own.key
    try:
        done = act()
    except TooMany:
        raise
    except Refused as error:
        roll_back()
        again = queries.find_registration(key)
        assert again is not None
        if isinstance(error, Invalid) and form is not None:
            refuse(form, error)
            again = queries.find_registration(key)
            assert again is not None
            return my_page(again, door, 422, form=form)
        said = " ".join(str(text) for text in error.fields.values()) if isinstance(error, Invalid) else str(error.message)
        return my_page(again, door, error.status, error=said)
    flash(done, "success")
    return redirect(url_for("events.my_registration", door=door), 303)


@bp.post("/registrations/<door>/confirmation")
@by_holder
def confirm_registration(own: Registration, actor: Actor, door: str) -> Any:
    """The guest says yes."""

    def act() -> Any:
        _held, step = joining.confirm(own, actor=actor)
        return step.done if step else _("You had confirmed this already.")

    return _act(own, door, act)


@bp.post("/registrations/<door>/cancellation")
@by_holder
def cancel_registration(own: Registration, actor: Actor, door: str) -> Any:
    """They come no more."""
    return _act(own, door, lambda: keeping.cancel(own, actor=actor).done)


@bp.post("/registrations/<door>/return")
@by_holder
def come_back(own: Registration, actor: Actor, door: str) -> Any:
    """They come after all."""
    return _act(own, door, lambda: joining.come_back(own, actor=actor).done)


@bp.post("/registrations/<door>/seat")
@by_holder
def change_seat(own: Registration, actor: Actor, door: str) -> Any:
    """The room instead of the screen, or the other way round."""
    return _act(own, door, lambda: keeping.change_seat(own, seat_of(request.form.get("seat")), actor=actor).done)


@bp.post("/registrations/<door>/dates")
@by_holder
def skip_dates(own: Registration, actor: Actor, door: str) -> Any:
    """Leave out dates of a series."""
    comes = {int(text) for text in request.form.getlist("comes") if text.isdigit() and len(text) < 10}
    skipped = {date.id for date in queries.list_dates_to_come(own.event_id)} - comes

    def act() -> Any:
        keeping.skip_dates(own, skipped, actor=actor)
        return _("Saved.")

    return _act(own, door, act)


@bp.post("/registrations/<door>/answers")
@by_holder
def change_answers(own: Registration, actor: Actor, door: str) -> Any:
    """Answer anew."""
    form = join_form(queries.list_questions(own.event_id), guest=False)

    def act() -> Any:
        keeping.change_answers(own, form.answers(), actor=actor)
        return _("Saved.")

    return _act(own, door, act, form=form)


@bp.get("/going")
@signed_in
def going() -> Any:
    """What the person has registered for and is still to come."""
    person: Person = get_person()
    rows = [_going_view(own) for own in queries.list_going(person.id)]
    return render_template("events/going.html", rows=rows)


def _going_view(own: Registration) -> dict[str, Any]:
    said = REGISTRATION.states[own.status]
    return {
        "title": own.event.title, "href": url_for("events.my_registration", door=own.key), "when": _times(own.event, queries.date_of(own)),
        "seat": own.seat.label, "label": said.label, "tone": said.tone.value, "page": present.event_address(own.event),
    }  # fmt: skip
