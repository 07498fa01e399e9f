"""The programme: what everyone reads, and the board on which organizers lay it out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from eventhub.blueprints import dates, pages, present
from eventhub.blueprints.access import allow, current_person, get_person
from eventhub.blueprints.context import choose_locale, language_name
from eventhub.blueprints.events import bp
from eventhub.blueprints.events.cfp import programme_tabs
from eventhub.blueprints.events.parts import PARTS, Part
from eventhub.blueprints.events.programme_forms import (
    InviteForm,
    PlaceForm,
    PublishForm,
    RoomForm,
    SessionForm,
    session_values,
)
from eventhub.blueprints.events.views import event_scopes
from eventhub.blueprints.forms import BaseForm, refuse, roll_back
from eventhub.core import clock, policy
from eventhub.core.errors import Invalid, NotFound, Refused
from eventhub.core.markup import to_html
from eventhub.core.text import lazy_gettext as _l
from eventhub.events import queries as events
from eventhub.events.models import Event
from eventhub.events.permissions import EventPermission as P
from eventhub.events.programme import queries
from eventhub.events.programme.models import Room, ScheduleVersion, Session
from eventhub.events.programme.rules import Clash, Kind, Level
from eventhub.events.programme.services import schedule as services
from eventhub.events.programme.services import speakers
from eventhub.events.programme.workflow import CONSENT, Consent

PARTS.append(Part(_l("Programme"), "events.schedule", "calendar-days"))

by_organizers = allow(P.PROGRAMME_MANAGE, on=events.find_event, read=P.EDIT)
NOT_FOUND = _l("There is nothing at this address, or it is not public.")


# For everyone


@bp.get("/<string(length=10):key>/programme")
@pages.stored(event_scopes)
@allow(P.READ, on=events.find_event_to_show, read=P.READ)
def programme(event: Event) -> Any:
    """The newest version, by day, in the order of time or by room."""
    return _programme_page(event, None)


@bp.get("/<string(length=10):key>/programme/<int:number>")
@pages.stored(event_scopes)
@allow(P.READ, on=events.find_event_to_show, read=P.READ)
def programme_version(event: Event, number: int) -> Any:
    """An older version, and what it changed."""
    return _programme_page(event, number)


def _programme_page(event: Event, number: int | None) -> Any:
    versions = queries.list_versions(event.id)
    shown = next((version for version in versions if number in {None, version.number}), None)
    if shown is None:
        raise NotFound(NOT_FOUND)
    by_room = request.args.get("by") == "room"
    names = _names_in(versions)
    person = current_person()
    here = (
        url_for("events.programme_version", key=event.key, number=number)
        if number
        else url_for("events.programme", key=event.key)
    )
    return render_template(
        "events/programme.html", event=event, version=_version_view(shown, event, names), is_newest=shown is versions[0],
        days=_days(shown.snapshot, names, by_room=by_room), by_room=by_room, here=here,
        versions=[_version_view(version, event, names) for version in versions],
        tabs=[(_("By time"), here, not by_room, "clock"), (_("By room"), f"{here}?by=room", by_room, "door-open")],
        may_manage=bool(person) and policy.can(person, P.PROGRAMME_MANAGE, event),
    )  # fmt: skip


def _names_in(versions: Sequence[ScheduleVersion]) -> dict[int, Any]:
    """The names that may be shown, of all versions at once."""
    ids = {each for version in versions for session in version.snapshot["sessions"] for each in session["speakers"]}
    return queries.named_speakers(ids) if ids else {}


def _days(snapshot: dict[str, Any], names: dict[int, Any], *, by_room: bool) -> list[dict[str, Any]]:
    zone = snapshot["zone"]
    sessions = sorted(snapshot["sessions"], key=lambda said: (said["starts"], said["room"]))
    return [
        {"date": dates.date_parts(datetime.fromisoformat(day)), "label": dates.day_text(date.fromisoformat(day)),
         "groups": _groups(list(found), names, zone, by_room=by_room)}
        for day, found in groupby(sessions, key=lambda said: said["starts"][:10])
    ]  # fmt: skip


def _groups(sessions: list[dict[str, Any]], names: dict[int, Any], zone: str, *, by_room: bool) -> list[dict[str, Any]]:
    """One group in the order of time, or one a room; what is for everyone comes first."""
    if not by_room:
        return [{"room": None, "sessions": [_session_view(said, names, zone) for said in sessions]}]
    rooms = sorted(sessions, key=lambda said: (said["room"] != "", said["room"]))
    return [
        {"room": room or _("Everywhere"), "sessions": [_session_view(said, names, zone) for said in found]}
        for room, found in groupby(rooms, key=lambda said: said["room"])
    ]


def _session_view(said: dict[str, Any], names: dict[int, Any], zone: str) -> dict[str, Any]:
    start = datetime.fromisoformat(said["starts"])
    people = [names[each] for each in said["speakers"] if each in names]
    kind, language = Kind(said["kind"]), said["language"]
    plain = kind in {Kind.BREAK, Kind.SOCIAL, Kind.PLENARY}
    return {
        "key": said["key"], "title": said["title"], "lang": language if language != choose_locale() else None,
        "html": to_html(said["abstract"]), "room": said["room"], "kind": "" if kind is Kind.PLENARY else kind.label, "plain": plain,
        "language": "" if plain else language_name(language, choose_locale()), "starts_iso": present.iso(services.instant_of(said["starts"], zone)),
        "zone": zone, "time": _("%(start)s–%(end)s", start=dates.clock_text(start), end=dates.clock_text(start + timedelta(minutes=said["minutes"]))),
        "level": Level(said["level"]).label if said["level"] not in {"", Level.ANYONE.value} else "",
        "people": [{"name": row.name, "seed": row.seed, "href": None, "image_href": None, "sub": None, "bio": row.bio} for row in people],
    }  # fmt: skip


def _version_view(version: ScheduleVersion, event: Event, names: dict[int, Any]) -> dict[str, Any]:
    return {
        "number": version.number, "note": version.note, "at": dates.moment_text(version.published_at, version.snapshot["zone"]),
        "href": url_for("events.programme_version", key=event.key, number=version.number),
        "changes": [text for text in (change_text(change, names) for change in version.changes) if text],
    }  # fmt: skip


def change_text(change: dict[str, Any], names: dict[int, Any]) -> str:
    """One change of a version in a sentence; of people who take their name back nothing is said."""
    title, what = change["title"], change["what"]
    if what == "added":
        return _("New: “%(title)s”, %(when)s.", title=title, when=_wall_text(change["to"]))
    if what == "cancelled":
        return _("“%(title)s” does not take place.", title=title)
    if what == "moved":
        return _("“%(title)s” is now on %(when)s.", title=title, when=_wall_text(change["to"]))
    if what == "room":
        return _("“%(title)s” is in another room: %(room)s.", title=title, room=change["to"] or _("Everywhere"))
    if what == "title":
        return _("“%(before)s” is now called “%(title)s”.", before=change["from"], title=title)
    if what == "text":
        return _("“%(title)s” says more about itself.", title=title)
    came = [names[each].name for each in change["came"] if each in names]
    if came:
        return ngettext(
            "New speaker of “%(title)s”: %(names)s.",
            "New speakers of “%(title)s”: %(names)s.",
            len(came),
            title=title,
            names=", ".join(came),
        )
    return _("The speakers of “%(title)s” have changed.", title=title)


def _wall_text(wall: str) -> str:
    moment = datetime.fromisoformat(wall)
    return _("%(day)s, %(time)s", day=dates.short_day(moment.date()), time=dates.clock_text(moment))


# The board


@bp.get("/<string(length=10):key>/schedule")
@by_organizers
def schedule(event: Event) -> Any:
    """Rooms, sessions, and what a new version would say."""
    return _board(event)


def _board(event: Event, *, room: RoomForm | None = None, session: SessionForm | None = None, publish: PublishForm | None = None,
           error: str = "", status: int = 200) -> Any:  # fmt: skip
    sessions, rooms, days = queries.list_sessions(event.id), queries.list_rooms(event.id), services.days_of(event)
    days = sorted({*days, *(s.wall_start.date() for s in sessions if s.wall_start)})
    day = _asked_day(days)
    outlook = services.look_ahead(event, sessions)
    session = session or SessionForm(formdata=None, data=session_values(event))
    session.offer(event)
    publish = publish or PublishForm(formdata=None)
    publish.number.data = str(outlook.number)
    titles, troubled = (
        {s.key: s.heading for s in sessions},
        {key for clash in outlook.clashes for key in (clash.first, clash.second)},
    )
    names = queries.named_speakers(each for change in outlook.changes for each in change.get("came", ()))
    return render_template(
        "events/programme_board.html", event=event, error=error, status=status, form=BaseForm(), rooms=rooms, room_form=room or RoomForm(formdata=None),
        session_form=session, publish=publish, outlook=outlook, day=day, columns=_columns(sessions, rooms, day, troubled),
        days=[(each.isoformat(), dates.day_text(each), each == day) for each in days],
        unplaced=[_card(s, troubled) for s in sessions if s.wall_start is None], clashes=[_clash_text(c, titles) for c in outlook.clashes],
        unconfirmed=[s.heading for s in outlook.unconfirmed], outside=[s.heading for s in outlook.outside],
        blocked=any(clash.what == "room" for clash in outlook.clashes), changes=[change_text(change, names) for change in outlook.changes],
        tabs=programme_tabs(event.key, "schedule", has_call=queries.find_call_of(event.id) is not None),
    ), status  # fmt: skip


def _asked_day(days: Sequence[date]) -> date | None:
    asked = request.values.get("day", "")
    return next((day for day in days if day.isoformat() == asked), days[0] if days else None)


def _columns(sessions: Sequence[Session], rooms: Sequence[Room], day: date | None, troubled: set[str]) -> list[dict[str, Any]]:
    def column(room: Room | None) -> dict[str, Any]:
        found = [
            s for s in sessions if s.wall_start and s.wall_start.date() == day and s.room_id == (room.id if room else None)
        ]
        cards = [_card(s, troubled) for s in found]
        for n, card in enumerate(cards):
            card |= {"first": n == 0, "last": n == len(cards) - 1}
        return {"id": room.id if room else "", "name": room.name if room else _("Everywhere"), "cards": cards,
                "seats": room.capacity if room else None}  # fmt: skip

    return [column(None), *map(column, rooms)]


def _card(session: Session, troubled: set[str]) -> dict[str, Any]:
    start, end = session.wall_start, session.wall_end
    return {
        "key": session.key, "title": session.heading, "kind": session.kind.label, "minutes": session.minutes,
        "time": _("%(start)s–%(end)s", start=dates.clock_text(start), end=dates.clock_text(end)) if start and end else "",
        "people": ", ".join(each.name for each in session.speakers if each.consent != Consent.REFUSES),
        "certain": session.is_certain, "troubled": session.key in troubled,
    }  # fmt: skip


def _clash_text(clash: Clash, titles: dict[str, str]) -> str:
    values = {"first": titles[clash.first], "second": titles[clash.second]}
    return {
        "room": _("“%(first)s” and “%(second)s” are in one room at the same time.", **values),
        "speaker": _("“%(first)s” and “%(second)s” have a speaker in common and are at the same time.", **values),
        "everyone": _("“%(first)s” and “%(second)s” are at the same time, and one of them is for everyone.", **values),
    }[clash.what]


def _back(event: Event, anchor: str = "") -> Any:
    day = request.form.get("day") or None
    return redirect(url_for("events.schedule", key=event.key, day=day, _anchor=anchor or None), 303)


def _again(key: str) -> Event:
    event = events.find_event(key)
    if event is None:
        raise NotFound(NOT_FOUND)
    return event


def _tried(event: Event, form: Any, name: str, act: Callable[[], Any]) -> Any:
    """Check a form of the board, act, and show the board again with what is wrong."""
    key = event.key
    if not form.validate():
        return _board(event, **{name: form}, status=422)
    try:
        act()
    except Invalid as error:
        refuse(form, error)
        return _board(_again(key), **{name: form}, status=422)
    except Refused as error:
        roll_back()
        return _board(_again(key), error=error.message, status=error.status)
    return None


@bp.post("/<string(length=10):key>/schedule/rooms")
@by_organizers
def add_room(event: Event) -> Any:
    """A room more."""
    form = RoomForm()
    wrong = _tried(
        event, form, "room", lambda: services.add_room(event, form.name.data, form.capacity.data, actor=get_person())
    )
    return wrong or _back(event)


@bp.post("/<string(length=10):key>/schedule/rooms/<int:number>")
@by_organizers
def edit_room(event: Event, number: int) -> Any:
    """Call a room otherwise, or take it away."""
    if request.form.get("then") == "remove":
        services.remove_room(event, number, actor=get_person())
        flash(_("The room is gone. What was in it has no place now."), "success")
        return _back(event)
    form = RoomForm()
    act = lambda: services.edit_room(event, number, form.name.data, form.capacity.data, actor=get_person())  # noqa: E731  read once, where it is made
    return _tried(event, form, "room", act) or _back(event)


@bp.post("/<string(length=10):key>/schedule/sessions")
@by_organizers
def add_session(event: Event) -> Any:
    """A session by hand; it waits without a place."""
    form = SessionForm()
    form.offer(event)
    wrong = _tried(event, form, "session", lambda: services.add_session(event, form.draft(), actor=get_person()))
    if wrong:
        return wrong
    flash(_("Added. Give it a place."), "success")
    return _back(event, "unplaced")


@bp.post("/<string(length=10):key>/schedule/order")
@by_organizers
def order_sessions(event: Event) -> Any:
    """Put a session before another one or into a room, by hand, by drag or by keyboard."""
    key, person, event_key = request.form.get("session", ""), get_person(), event.key
    try:
        if request.form.get("then") in {"up", "down"}:
            moved = services.step_aside(event, key, up=request.form["then"] == "up", actor=person)
        else:
            moved = services.arrange(
                event, key, room_id=_number("room"), day=_day(event), before=request.form.get("before") or None, actor=person
            )
    except NotFound:
        raise
    except Refused as error:
        roll_back()
        return _board(_again(event_key), error=error.message, status=error.status)
    start = moved.wall_start
    flash(_("“%(title)s” begins at %(time)s.", title=moved.heading, time=dates.clock_text(start) if start else ""), "success")
    return _back(event, f"s-{moved.key}")


def _number(name: str) -> int | None:
    text = request.form.get(name, "")
    return int(text) if text.isdigit() else None


def _day(event: Event) -> date:
    try:
        return date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        raise Invalid({"day": _("Choose a day.")}) from None


@bp.post("/<string(length=10):key>/schedule/versions")
@by_organizers
def publish_schedule(event: Event) -> Any:
    """Make the schedule public as it stands."""
    form = PublishForm()
    number = int(form.number.data) if (form.number.data or "").isdigit() else None
    wrong = _tried(
        event, form, "publish", lambda: services.publish(event, form.note.data or "", actor=get_person(), number=number)
    )
    if wrong:
        return wrong
    flash(_("Published. Speakers have a mail with what changed for them."), "success")
    return redirect(url_for("events.programme", key=event.key), 303)


# One session


def _session_of(event: Event, name: str) -> Session:
    found = queries.find_session(event.id, name)
    if found is None:
        raise NotFound(NOT_FOUND)
    return found


@bp.get("/<string(length=10):key>/schedule/<string(length=10):name>")
@by_organizers
def session(event: Event, name: str) -> Any:
    """When and where it is, what it says, who gives it."""
    return _session_page(event, _session_of(event, name))


def _session_page(event: Event, found: Session, *, form: SessionForm | None = None, place: PlaceForm | None = None,
                  invite: InviteForm | None = None, status: int = 200) -> Any:  # fmt: skip
    days, rooms = services.days_of(event), list(queries.list_rooms(event.id))
    start = found.wall_start or (services.first_start(event, days[0]) if days else clock.now().replace(tzinfo=None))
    form = form or SessionForm(formdata=None, data=session_values(event, found))
    form.offer(event)
    place = place or PlaceForm(formdata=None, data={
        "day": start.date().isoformat(), "time": found.wall_start.time() if found.wall_start else None, "room": str(found.room_id or ""),
    })  # fmt: skip
    known = sorted({*days, start.date()})
    place.offer([(day.isoformat(), dates.day_text(day)) for day in known], rooms)
    return render_template(
        "events/programme_session.html", event=event, session=found, form=form, place=place, invite=invite or InviteForm(formdata=None),
        token=BaseForm(), speakers=[{"id": each.id, "name": each.name, "label": CONSENT.states[each.consent].label,
                                     "tone": CONSENT.states[each.consent].tone.value, "may_remove": each.consent != Consent.CONSENTS}
                                    for each in found.speakers],
        proposal_href=url_for("events.read_proposal", key=found.proposal.key) if found.proposal else None,
    ), status  # fmt: skip


@bp.post("/<string(length=10):key>/schedule/<string(length=10):name>")
@by_organizers
def save_session(event: Event, name: str) -> Any:
    """Change what it says, or throw it away."""
    found, event_key = _session_of(event, name), event.key
    if request.form.get("then") == "remove":
        services.remove_session(found, event=event, actor=get_person())
        flash(_("The session is gone."), "success")
        return _back(event)
    form = SessionForm()
    form.offer(event)
    if not form.validate():
        return _session_page(event, found, form=form, status=422)
    try:
        services.edit_session(found, form.draft(), event=event, actor=get_person())
    except Invalid as error:
        refuse(form, error, {"time": "minutes"})
        again = _again(event_key)
        return _session_page(again, _session_of(again, name), form=form, status=422)
    flash(_("Saved."), "success")
    return redirect(url_for("events.session", key=event_key, name=name), 303)


@bp.post("/<string(length=10):key>/schedule/<string(length=10):name>/place")
@by_organizers
def place_session(event: Event, name: str) -> Any:
    """Give it its time and room, or (without a time) take them away."""
    found, form, event_key = _session_of(event, name), PlaceForm(), event.key
    days = sorted({*services.days_of(event), *([found.wall_start.date()] if found.wall_start else [])})
    form.offer([(day.isoformat(), "") for day in days], list(queries.list_rooms(event.id)))
    if not form.validate():
        return _session_page(event, found, place=form, status=422)
    starts = datetime.combine(date.fromisoformat(form.day.data), form.time.data) if form.time.data else None
    try:
        services.place(found, event=event, room_id=_number("room"), starts=starts, actor=get_person())
    except Invalid as error:
        refuse(form, error)
        again = _again(event_key)
        return _session_page(again, _session_of(again, name), place=form, status=422)
    flash(_("It has its place.") if starts else _("It has no place any more."), "success")
    return redirect(url_for("events.schedule", key=event_key, day=form.day.data, _anchor=f"s-{name}"), 303)


@bp.post("/<string(length=10):key>/schedule/<string(length=10):name>/speakers")
@by_organizers
def invite_to_session(event: Event, name: str) -> Any:
    """Ask someone to give it, or take that back."""
    found, event_key = _session_of(event, name), event.key
    back = redirect(url_for("events.session", key=event_key, name=name), 303)
    if _number("remove") is not None:
        speaker = queries.find_speaker(_number("remove") or 0)
        if speaker is None or speaker.session_id != found.id:
            raise NotFound(NOT_FOUND)
        speakers.remove(speaker, actor=get_person())
        return back
    form = InviteForm()
    if not form.validate():
        return _session_page(event, found, invite=form, status=422)
    try:
        speakers.invite_to_session(found, event, name=form.name.data, email=form.email.data, actor=get_person())
    except Invalid as error:
        refuse(form, error)
        again = _again(event_key)
        return _session_page(again, _session_of(again, name), invite=form, status=422)
    flash(_("They have a mail with a link. Until they say yes, their name is shown nowhere."), "success")
    return back
