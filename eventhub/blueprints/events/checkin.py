"""The door: a page that scans and goes on without a network, what it asks and sends, and the tickets it reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from flask import Response, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from eventhub.blueprints import dates
from eventhub.blueprints.access import allow, get_person
from eventhub.blueprints.events import bp
from eventhub.blueprints.events.parts import PARTS, Part
from eventhub.blueprints.events.registration import by_holder
from eventhub.blueprints.present import iso
from eventhub.blueprints.static import SOURCE
from eventhub.core import clock, zones
from eventhub.core.errors import Invalid, NotFound
from eventhub.core.permissions import Actor
from eventhub.core.text import lazy_gettext as _l
from eventhub.events import queries as events
from eventhub.events.checkin import queries, rules, services
from eventhub.events.checkin.models import Source
from eventhub.events.checkin.queries import Count, Ticket
from eventhub.events.checkin.services import Came, Outcome, Scan
from eventhub.events.models import Event, Occurrence
from eventhub.events.permissions import EventPermission as P
from eventhub.events.registration.models import Registration
from eventhub.events.registration.rules import Seat, seats_of
from eventhub.events.registration.workflow import REGISTRATION, R
from eventhub.events.workflow import O, S

at_the_door = allow(P.CHECK_IN, on=events.find_event, read=P.CHECK_IN)
asked_often = allow(P.CHECK_IN, on=events.find_event_to_show, read=P.CHECK_IN)
DATE = "/<string(length=10):key>/check-in/<string(length=16):stamp>"
SHOWN_DATES = 12
TONES = {
    Came.IN: "good", Came.ALREADY: "wait", Came.UNDONE: "quiet", Came.NOT_GOING: "stop", Came.OTHER_DATE: "stop",
    Came.UNKNOWN: "stop",
}  # fmt: skip

PARTS.append(Part(_l("Check-in at the door"), "events.check_in", "qr-code", shown=lambda event: event.status == S.PUBLISHED))


@bp.get("/<string(length=10):key>/check-in")
@at_the_door
def check_in(event: Event) -> Any:
    """Choose the date; an event of one date has nothing to choose."""
    near = [date for date in event.occurrences if date.ends_at > clock.now() - services.OLDEST][:SHOWN_DATES]
    if len(event.occurrences) == 1 or len(near) == 1:
        date = (near or event.occurrences)[0]
        return redirect(_address(event, date), 303)
    return render_template("events/checkin_dates.html", event=event, dates=[
        {"when": _when(event, date), "href": _address(event, date), "off": date.status in {O.CANCELLED, O.POSTPONED}} for date in near
    ])  # fmt: skip


@bp.get(DATE)
@at_the_door
def check_in_date(event: Event, stamp: str) -> Any:
    """The page that scans, finds by name, and says who is in."""
    date = _get_date(event, stamp)
    asked = request.args.get("name", "").strip()[:100]
    response = make_response(render_template(
        "events/checkin.html", event=event, when=_when(event, date), stamp=stamp, counts=_counts(event, date), asked=asked,
        seats=_seats(event), found=[_found_view(event, ticket) for ticket in queries.search(date, asked)],
        salt=rules.salt_of(event.key), off=date.status in {O.CANCELLED, O.POSTPONED} or event.status != S.PUBLISHED,
    ))  # fmt: skip
    response.headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"
    return response


@bp.get(f"{DATE}/codes.json")
@asked_often
def check_in_codes(event: Event, stamp: str) -> Any:
    """What stands for the codes of the date, and nothing about people."""
    salt = rules.salt_of(event.key)
    marks = sorted(rules.mark_of(salt, code) for code in queries.list_codes(_get_date(event, stamp)))
    response = jsonify(marks=marks)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.get(f"{DATE}/counts.json")
@asked_often
def check_in_counts(event: Event, stamp: str) -> Any:
    """How many are going and in; 304 while it is the same."""
    response = jsonify(_counts(event, _get_date(event, stamp)))
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    return response.make_conditional(request)


@bp.post(f"{DATE}/scans")
@asked_often
def take_scans(event: Event, stamp: str) -> Any:
    """Take what a phone has read, now or while it had no network; says what came of each."""
    date, scans = _get_date(event, stamp), _read_scans(request.get_json(silent=True))
    outcomes = services.take_scans(event, date, scans, actor=get_person())
    results = [{"id": scan.id, **_outcome_view(event, date, outcome)} for scan, outcome in zip(scans, outcomes, strict=True)]
    return jsonify(results=results, counts=_counts(event, date))


@bp.post(f"{DATE}/people/<string(length=10):registration>")
@asked_often
def let_in(event: Event, stamp: str, registration: str) -> Any:
    """Let someone in who was found by name."""
    outcome = services.check_in(event, _get_date(event, stamp), registration, actor=get_person())
    flash(_outcome_text(event, outcome), "success" if outcome.came is Came.IN else "warning")
    return _back(event, stamp)


@bp.post(f"{DATE}/people/<string(length=10):registration>/undo")
@asked_often
def undo_check_in(event: Event, stamp: str, registration: str) -> Any:
    """Take back that someone is in."""
    date = _get_date(event, stamp)
    outcome = services.undo(event, date, registration, actor=get_person())
    text = _("%(name)s is no longer in.", name=outcome.ticket.name if outcome.ticket else "")
    if request.is_json:
        return jsonify(text=text, counts=_counts(event, date))
    flash(text, "success")
    return _back(event, stamp)


@bp.get("/registrations/<door>/ticket.svg")
@by_holder
def ticket(own: Registration, actor: Actor, door: str) -> Any:
    """The QR that lets its holder in, for whoever has a seat in the room.

    :raises NotFound: they have none.
    """
    if not has_ticket(own):
        raise NotFound(_l("There is no ticket for this registration now."))
    response = Response(rules.ticket_svg(own.code), mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    return response


@bp.app_template_global()
def has_ticket(own: Registration) -> bool:
    """Whether there is a door to let its holder in at: a seat in the room."""
    return own.status is R.GOING and own.seat is Seat.ROOM


@bp.get("/<string(length=10):key>/check-in/worker.js")
@asked_often
def check_in_worker(event: Event) -> Any:
    """What keeps these pages open without a network. Its scope is where it lies: the check-in of one event."""
    response = Response(_worker(), mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@lru_cache(maxsize=1)
def _worker() -> str:
    return (SOURCE / "js" / "checkin-worker.js").read_text("utf-8")


def _get_date(event: Event, stamp: str) -> Occurrence:
    date = queries.find_date(event, stamp)
    if date is None:
        raise NotFound(_l("There is no such date of this event."))
    return date


def _address(event: Event, date: Occurrence) -> str:
    return url_for("events.check_in_date", key=event.key, stamp=queries.stamp_of(date))


def _back(event: Event, stamp: str) -> Any:
    asked = request.form.get("name", "")[:100]
    return redirect(url_for("events.check_in_date", key=event.key, stamp=stamp, name=asked or None, _anchor="by-name"), 303)


def _when(event: Event, date: Occurrence) -> str:
    return dates.when_text(date.wall_start, date.wall_end, date.zone, all_day=event.all_day)


def _seats(event: Event) -> list[tuple[str, str]]:
    """The seats to count apart; one kind alone is the whole."""
    seats = seats_of(event.mode)
    return [(seat.value, str(seat.label)) for seat in seats] if len(seats) > 1 else []


def _counts(event: Event, date: Occurrence) -> dict[str, int]:
    """``going`` and ``in``, and both for each seat (``going-room`` …)."""
    found = queries.count(date)
    counts = {"going": sum(each.going for each in found.values()), "in": sum(each.inside for each in found.values())}
    for seat in Seat:
        each = found.get(seat, Count())
        counts |= {f"going-{seat.value}": each.going, f"in-{seat.value}": each.inside}
    return counts


def _read_scans(sent: Any) -> list[Scan]:
    """
    :raises Invalid: what was sent is not what the page sends.
    """
    try:
        return [_read_scan(item) for item in _items_of(sent)]
    except (KeyError, TypeError, ValueError):
        raise Invalid({"items": _l("This can't be read. Load the page again; what was scanned is kept.")}) from None


def _items_of(sent: Any) -> Sequence[Any]:
    items = sent["items"]
    if not isinstance(items, list):
        raise TypeError("items")
    return items


def _read_scan(item: dict[str, Any]) -> Scan:
    at = datetime.fromisoformat(item["at"])
    if not (0 < len(item["id"]) <= 36 and len(item["mark"]) == 64 and item["id"].isascii()):
        raise ValueError("id, mark")
    return Scan(id=item["id"], mark=item["mark"], at=at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC),
                source=Source(item.get("source", Source.SCAN)))  # fmt: skip


def _outcome_view(event: Event, date: Occurrence, outcome: Outcome) -> dict[str, Any]:
    inside = outcome.came in {Came.IN, Came.ALREADY} and outcome.ticket is not None
    undo = (
        url_for("events.undo_check_in", key=event.key, stamp=queries.stamp_of(date), registration=outcome.ticket.key)
        if inside and outcome.ticket
        else None
    )
    return {
        "came": outcome.came.value, "tone": TONES[outcome.came], "text": _outcome_text(event, outcome), "undo": undo,
        "at": iso(outcome.at) if outcome.at else None,
    }  # fmt: skip


def _outcome_text(event: Event, outcome: Outcome) -> str:
    """What came of it, for whoever stands at the door."""
    if outcome.ticket is None:
        return _("This code belongs to no registration for this event.")
    name = outcome.ticket.name or _("Someone whose name was erased")
    time = dates.clock_text(zones.wall_in(outcome.at, event.zone)) if outcome.at else ""
    if outcome.came is Came.IN and outcome.ticket.seat is Seat.SCREEN:
        return _("%(name)s is in, and was registered for the screen.", name=name)
    if outcome.came is Came.NOT_GOING:
        return _("%(name)s has no seat: “%(state)s”.", name=name, state=REGISTRATION.states[R(outcome.ticket.status)].label)
    return {
        Came.IN: _("%(name)s is in.", name=name), Came.ALREADY: _("%(name)s is already in, at %(time)s.", name=name, time=time),
        Came.OTHER_DATE: _("%(name)s is registered for another date.", name=name),
        Came.UNDONE: _("%(name)s was taken back after this was read.", name=name),
    }[outcome.came]  # fmt: skip


def _found_view(event: Event, ticket: Ticket) -> dict[str, Any]:
    at = dates.clock_text(zones.wall_in(ticket.at, event.zone)) if ticket.at else ""
    return {"key": ticket.key, "name": ticket.name, "seat": str(ticket.seat.label), "at": at}
