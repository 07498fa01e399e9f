"""Registering: a person at once, a guest by a mail that they confirm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.accounts.queries import find_by_email
from eventhub.accounts.rules import normalize_email
from eventhub.core import clock, limits
from eventhub.core.advance import advance
from eventhub.core.db import db
from eventhub.core.errors import Invalid, Refused
from eventhub.core.permissions import Actor
from eventhub.core.text import clean_line
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.workflow import Step
from eventhub.events.models import Event, Occurrence
from eventhub.events.registration import queries, telling
from eventhub.events.registration.models import Answer, Guest, Pool, Registration, RegistrationSetup
from eventhub.events.registration.rules import Kind, Per, Seat, check_answers, closes_for, seats_of
from eventhub.events.registration.services import pools
from eventhub.events.registration.workflow import OPEN, REGISTRATION, R
from eventhub.events.workflow import O, S

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
FROM_ONE_NETWORK = 60
FOR_ONE_ADDRESS = 6
BY_ONE_PERSON = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinDraft:
    """What the form says: which seat, for which date (None: the series), and the answers by question."""

    seat: Seat
    occurrence_id: int | None = None
    answers: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestDraft:
    """Who a guest says they are."""

    name: str
    email: str
    locale: str = "en"
    zone: str = ""


def register(event: Event, draft: JoinDraft, *, person: Person) -> tuple[Registration, Step]:
    """Register a person. They are told what came of it: a seat, a place in the line, or that the organizers will look.

    :raises Invalid: a field makes no sense, an answer is missing, or all seats are taken and there is no waiting list.
    :raises Refused: the form is closed, or they are registered already.
    :raises TooMany: a hundred in a day.
    """
    limits.hit(f"register:{person.id}", limit=BY_ONE_PERSON, window=_DAY)
    setup, answers = _check(event, draft)
    pool = pools.get_pool(setup, draft.occurrence_id, draft.seat)
    pools.lock_date(pool)
    registration = queries.find_of(event.id, draft.occurrence_id, person_id=person.id)
    if registration is not None and registration.status in OPEN:
        raise Refused(_l("You are registered for this already."))
    if registration is None:
        registration = _add(event, draft, pool, person=person, locale=person.locale, zone=person.zone)
    elif registration.status is R.DECLINED:
        raise Refused(_l("The organizers have answered this registration. Their reason is in the mail."))
    keep_answers(registration, answers)
    return registration, enter(registration, setup, pool, actor=person)


def sign_up(event: Event, draft: JoinDraft, guest: GuestDraft, *, network: str) -> None:
    """Note a guest and send them a link. What is answered never tells whether the address is known.

    :param network: from where it comes, for the limit.
    :raises Invalid: a field makes no sense, an answer is missing, or all seats are taken and there is no waiting list.
    :raises Refused: the form is closed.
    :raises TooMany: too many from one network, or for one address.
    """
    limits.hit(limits.mark("register-from", network), limit=FROM_ONE_NETWORK, window=_HOUR)
    email, name = _who(guest)
    limits.hit(limits.mark("register-for", email), limit=FOR_ONE_ADDRESS, window=_DAY)
    setup, answers = _check(event, draft)
    pool = pools.get_pool(setup, draft.occurrence_id, draft.seat)
    pools.lock_date(pool)
    if not setup.needs_approval and not setup.waitlist and _is_full(pool):
        raise _full(draft.seat)
    person = find_by_email(email)
    registration = (queries.find_of(event.id, draft.occurrence_id, person_id=person.id) if person else None) or queries.find_of(
        event.id, draft.occurrence_id, email=email
    )
    if registration is not None and registration.status is not R.UNCONFIRMED:
        telling.tell(registration, "known")
        return
    if registration is None:
        registration = _add(event, draft, pool, person=None, guest_email=email, locale=guest.locale, zone=guest.zone)
    registration.guest_name, registration.seat, registration.pool_id = name, draft.seat, pool.id
    keep_answers(registration, answers)
    telling.tell(registration, "confirm")


def confirm(registration: Registration, *, actor: Actor) -> tuple[Registration, Step | None]:
    """The guest says yes, by the link in their mail. Whoever has an account by this address has it there from now on.

    Returns the registration that holds, and the step taken; none when it was confirmed before.

    :raises Refused: the event no longer takes place, or all seats are taken and there is no waiting list.
    """
    event = registration.event
    setup = check_on(event)
    pool = db.session.get_one(Pool, registration.pool_id)
    pools.lock_date(pool)
    pools.hold(registration)
    if registration.status is not R.UNCONFIRMED:
        return registration, None
    _check_date(event, registration.occurrence_id)
    registration, actor = _adopt(registration, actor)
    if registration.status in OPEN - {R.UNCONFIRMED}:
        return registration, None
    return registration, enter(registration, setup, pool, actor=actor)


def come_back(registration: Registration, *, actor: Actor) -> Step:
    """Who has cancelled registers again, at the end of the line.

    :raises Refused: the form is closed meanwhile.
    """
    event = registration.event
    setup = check_open(event, registration.occurrence_id)
    pools.hold(registration)
    return enter(registration, setup, db.session.get_one(Pool, registration.pool_id), actor=actor)


def enter(registration: Registration, setup: RegistrationSetup, pool: Pool, *, actor: Actor) -> Step:
    """Take the seat if there is one, else a place in the line; or ask, where the organizers look first. The pool is held.

    :raises Invalid: all seats are taken, and there is no waiting list (``seat``).
    """
    values = {"place_in_line": pools.next_place(pool), "pool_id": pool.id, "seat": pool.seat}
    if setup.needs_approval:
        name = "request"
    elif pools.take_seat(pool):
        name = "go"
    elif setup.waitlist:
        name = "wait"
    else:
        raise _full(pool.seat)
    step = advance(registration, name, actor=actor, values=values)
    telling.tell(registration, name, invites="REQUEST" if name == "go" else "")
    pools.say_on_page(registration.event)
    return step


def keep_answers(registration: Registration, answers: Mapping[int, str]) -> None:
    """Put these answers in the place of what was answered before; those to retired questions stay."""
    asked = {question.id for question in queries.list_questions(registration.event_id)}
    if not asked:
        return
    db.session.flush()
    db.session.execute(
        sa.delete(Answer).where(Answer.registration_id == registration.id, Answer.question_id.in_(asked))
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    rows = [{"registration_id": registration.id, "question_id": number, "text": text} for number, text in answers.items()]
    if rows:
        db.session.execute(sa.insert(Answer), rows)
    db.session.expire(registration, ["answers"])


def check_on(event: Event) -> RegistrationSetup:
    """That the event takes place and people register here.

    :raises Refused: a sentence that says why not.
    """
    setup = queries.find_setup(event.id)
    sentences = {
        S.CANCELLED: _l("This event is cancelled."),
        S.POSTPONED: _l("This event is postponed. Registration goes on when it has its new date."),
    }
    if event.status is not S.PUBLISHED:
        raise Refused(sentences.get(event.status, _l("This event is not public.")))
    if setup is None or setup.kind is not Kind.HERE:
        raise Refused(_l("Nobody registers for this event here."))
    return setup


def check_open(event: Event, occurrence_id: int | None) -> RegistrationSetup:
    """That one can register for this date, or for the series, now.

    :raises Refused: a sentence that says why not.
    """
    setup = check_on(event)
    dates = _check_date(event, occurrence_id)
    closing = max(closes_for(o.starts_at, closes_at=setup.closes_at, minutes_before=setup.closes_minutes) for o in dates)
    if closing <= clock.now():
        raise Refused(_l("Registration is closed."))
    return setup


def _check_date(event: Event, occurrence_id: int | None) -> list[Occurrence]:
    """The dates it is for that are still to come."""
    dates = [o for o in event.occurrences if occurrence_id in {None, o.id}]
    if not dates:
        raise Invalid({"date": _l("Choose a date.")})
    ahead = [o for o in dates if o.ends_at > clock.now()]
    if not ahead:
        raise Refused(_l("This event is over.") if occurrence_id is None else _l("This date is over."))
    on = [o for o in ahead if o.status == O.SCHEDULED]
    if not on:
        raise Refused(_l("This date does not take place as planned, so nobody can register for it now."))
    return on


def _check(event: Event, draft: JoinDraft) -> tuple[RegistrationSetup, dict[int, str]]:
    setup = check_on(event)
    if (setup.per is Per.SERIES) != (draft.occurrence_id is None):
        raise Invalid({"date": _l("Choose a date.")})
    check_open(event, draft.occurrence_id)
    if draft.seat not in seats_of(event.mode):
        raise Invalid({"seat": _l("Choose how you take part.")})
    return setup, check_answers(queries.list_questions(event.id), draft.answers)


def _who(guest: GuestDraft) -> tuple[str, str]:
    name, email, wrong = clean_line(guest.name)[:120], "", {}
    if not name:
        wrong["name"] = _l("What shall the organizers call you?")
    try:
        email = normalize_email(guest.email)
    except Invalid as error:
        wrong.update(error.fields)
    if wrong:
        raise Invalid(wrong)
    return email, name


def _is_full(pool: Pool) -> bool:
    return pool.capacity is not None and pool.taken >= pool.capacity


def _full(seat: Seat) -> Invalid:
    said = _l("All seats in the room are taken.") if seat is Seat.ROOM else _l("All seats on the screen are taken.")
    return Invalid({"seat": said})


def _add(event: Event, draft: JoinDraft, pool: Pool, **who: object) -> Registration:
    """A new row with all that its readers ask for: what is known already need not be read again while others wait."""
    date = next((o for o in event.occurrences if o.id == draft.occurrence_id), None)
    registration = Registration(event=event, occurrence=date, pool=pool, seat=draft.seat, status=REGISTRATION.initial, answers=[],
                                skips=[], **who)  # fmt: skip
    db.session.add(registration)
    db.session.flush()
    return registration


def _adopt(registration: Registration, actor: Actor) -> tuple[Registration, Actor]:
    """A confirmed address that belongs to an account makes the registration that person's."""
    person = find_by_email(registration.guest_email or "")
    if person is None or not isinstance(actor, Guest):
        return registration, actor
    own = queries.find_of(registration.event_id, registration.occurrence_id, person_id=person.id)
    if own is not None:
        db.session.delete(registration)
        db.session.flush()
        return own, person
    registration.guest_email, registration.guest_name, registration.person_id = None, "", person.id
    db.session.flush()
    return queries.get_registration_by_id(registration.id), person
