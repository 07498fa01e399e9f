"""What whoever is registered does with it: another seat, dates to leave out, answers, cancelling."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from eventhub.accounts.rules import own_scope
from eventhub.core import clock, generations, policy
from eventhub.core.advance import advance
from eventhub.core.db import db
from eventhub.core.errors import Invalid, Refused
from eventhub.core.permissions import Actor
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.workflow import Step
from eventhub.events.permissions import EventPermission as P
from eventhub.events.registration import queries, telling
from eventhub.events.registration.models import Registration, RegistrationSkip
from eventhub.events.registration.rules import Seat, check_answers, seats_of
from eventhub.events.registration.services import pools
from eventhub.events.registration.services.joining import check_open, keep_answers
from eventhub.events.registration.workflow import OPEN, R


def change_seat(registration: Registration, seat: Seat, *, actor: Actor) -> Step:
    """Take the other kind of seat, if there is one free; who waits may also go to the end of the other line.

    The seat is left only when the other is taken, so nobody loses one by asking.

    :raises Refused: the form is closed, or it is no seat that can be changed.
    :raises Invalid: there is none free (``seat``).
    """
    setup = check_open(registration.event, registration.occurrence_id)
    if seat not in seats_of(registration.event.mode):
        raise Invalid({"seat": _l("Choose how you take part.")})
    return _move(registration, seat, by="change", actor=actor, may_wait=setup.waitlist)


def move(registration: Registration, seat: Seat, *, actor: Actor) -> Step:
    """An organizer gives someone the other kind of seat.

    :raises Invalid: there is none free (``seat``).
    """
    if seat not in seats_of(registration.event.mode):
        raise Invalid({"seat": _l("This event has no such seats.")})
    return _move(registration, seat, by="move", actor=actor, may_wait=False)


def _move(registration: Registration, seat: Seat, *, by: str, actor: Actor, may_wait: bool) -> Step:
    setup = queries.find_setup(registration.event_id)
    assert setup is not None
    target = pools.get_pool(setup, registration.occurrence_id, seat)
    pools.hold(registration, target)
    if registration.seat is seat:
        raise Refused(_l("This is the seat already."))
    left, had_seat = registration.pool_id, registration.status is R.GOING
    if registration.status not in {R.GOING, R.WAITING}:
        raise Refused(_l("There is no seat to change yet."))
    if pools.take_seat(target):
        name = by
    elif may_wait and not had_seat:
        name = "change_waiting"
    else:
        raise Invalid({"seat": _l("No seat is free there. This one stays as it is.")})
    values = {"pool_id": target.id, "place_in_line": pools.next_place(target), "seat": seat}
    step = advance(registration, name, actor=actor, values=values)
    db.session.expire(registration, ["pool"])
    if had_seat:
        pools.free_seat(left)
        pools.promote(left)
    if name == "change_waiting":
        telling.tell(registration, "wait")
    else:
        telling.tell(registration, "change", invites="REQUEST", actor=actor.name if by == "move" else "")
    pools.say_on_page(registration.event)
    return step


def cancel(registration: Registration, *, actor: Actor) -> Step:
    """Whoever is registered comes no more; the next in line gets the seat.

    :raises AlreadyDone: it is cancelled already.
    """
    return end(registration, "cancel", actor=actor)


def end(registration: Registration, name: str, *, actor: Actor, reason: str = "") -> Step:
    """Cancel, by whoever it is of or by an organizer with a word, and let the next one move up."""
    pools.hold(registration)
    before = registration.status
    step = advance(registration, name, actor=actor, reason=reason)
    if before is R.GOING:
        pools.free_seat(registration.pool_id)
        pools.promote(registration.pool_id)
    if before is not R.UNCONFIRMED:
        telling.tell(registration, name, reason=reason, invites="CANCEL" if before is R.GOING else "", actor=actor.name)
    pools.say_on_page(registration.event)
    return step


def skip_dates(registration: Registration, skipped: Collection[int], *, actor: Actor) -> None:
    """Say which dates to come of a series one leaves out; the seat in the series stays.

    :raises Refused: it is for one date, or is not open.
    """
    policy.demand(actor, P.HOLD_REGISTRATION, registration)
    if registration.occurrence_id is not None or registration.status not in OPEN:
        raise Refused(_l("Dates can only be left out of a whole series."))
    ahead = {o.id for o in registration.event.occurrences if o.ends_at > clock.now()}
    kept = [skip for skip in registration.skips if skip.occurrence_id not in ahead or skip.occurrence_id in skipped]
    there = {skip.occurrence_id for skip in kept}
    fresh = [RegistrationSkip(occurrence_id=number) for number in sorted(ahead & set(skipped) - there)]
    if len(kept) == len(registration.skips) and not fresh:
        return
    registration.skips = [*kept, *fresh]
    db.session.flush()
    if registration.person_id is not None:
        generations.raise_calendar([own_scope(registration.person_id)])
    pools.say_on_page(registration.event)


def change_answers(registration: Registration, answers: Mapping[int, str], *, actor: Actor) -> None:
    """Answer anew.

    :raises Invalid: an answer is missing, or can't be one.
    :raises Refused: it is no longer open, or erased.
    """
    policy.demand(actor, P.HOLD_REGISTRATION, registration)
    if registration.status not in OPEN or registration.erased_at is not None:
        raise Refused(_l("These answers can't be changed any more."))
    keep_answers(registration, check_answers(queries.list_questions(registration.event_id), answers))
