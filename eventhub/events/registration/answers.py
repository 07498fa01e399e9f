"""Answers to invitations by mail: yes, no, perhaps, from the mail program of whoever was invited.

Messages overtake each other, so the order is theirs, not that of arrival: the higher SEQUENCE is the newer answer, of two
with the same one the later DTSTAMP (RFC 5546 §2.1.5). What was done on our pages counts among them with its time.
"""

from __future__ import annotations

import datetime as days
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.accounts.models import Person
from eventhub.core import clock, limits, zones
from eventhub.core.db import Base, db, enum_column
from eventhub.core.errors import Refused
from eventhub.core.permissions import Actor
from eventhub.core.text import lazy_gettext as _l
from eventhub.events.models import Event, Occurrence
from eventhub.events.queries import find_event_to_show
from eventhub.events.registration import queries
from eventhub.events.registration.invitation import is_mailbox_of
from eventhub.events.registration.models import Guest, Registration
from eventhub.events.registration.services import pools
from eventhub.events.registration.services.joining import come_back
from eventhub.events.registration.services.keeping import cancel, skip_dates
from eventhub.events.registration.workflow import IN_LINE, R

CLOCKS_DIFFER = timedelta(minutes=5)
"""By how much the clock of a mail program may be behind ours before its answer counts as older than what was done here."""
A_DAY = 20
"""How many answers a day one registration takes: each may write mails."""


class Answer(StrEnum):
    """What an attendee says (PARTSTAT, RFC 5545 §3.2.12)."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"


class InvitationAnswer(Base):
    """The newest answer to an invitation: for the whole registration, or for one date of a series."""

    __tablename__ = "invitation_answers"

    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registrations.id", ondelete="CASCADE"), primary_key=True)
    named: Mapped[str] = mapped_column(sa.String(32), primary_key=True, default="")
    """The original start of the date; empty for the whole."""
    sequence: Mapped[int]
    stamp: Mapped[datetime]
    answer: Mapped[Answer] = mapped_column(enum_column(Answer, "answer"))
    taken_at: Mapped[datetime]


def take_answer(
    key: str, seal: str, *, attendee: str, uid: str, answer: Answer, sequence: int, stamp: datetime,
    named: days.date | None = None,
) -> str:  # fmt: skip
    """Do what an answer says. Returns a line for the log, which names no one.

    :param seal: from the mailbox that it came to.
    :param named: the RECURRENCE-ID, a time or a date.
    :raises Refused: it is a stranger's, forged, about another event, or older than what is known. Nothing is changed.
    """
    event = find_event_to_show(key)
    if event is None or not is_mailbox_of(seal, key, attendee):
        raise Refused(_l("It was sent to an address that was made for nobody, or for someone else."))
    if uid != event.uid:
        raise Refused(_l("It is about another event than the address that it was sent to."))
    date = _find_date(event, named)
    registration = _find_registration(event, date, attendee)
    limits.hit(f"answer:{registration.id}", limit=A_DAY, window=timedelta(days=1))
    pools.hold(registration)
    left_out = date if date is not None and registration.occurrence_id is None else None
    sequence, stamp = min(sequence, event.sequence), min(stamp, clock.now())
    known = _find_known(registration, left_out)
    if known is not None and (known.sequence, known.stamp) == (sequence, stamp):
        return f"Registration {registration.key}: this answer is known already."
    _check_newer(registration, known, sequence, stamp)
    said = _act(registration, left_out, answer, outdated=sequence < event.sequence)
    _keep(registration, left_out, answer, sequence, stamp, known)
    return f"Registration {registration.key}: {answer.value}; {said}."


def _find_date(event: Event, named: days.date | None) -> Occurrence | None:
    """The date that a RECURRENCE-ID names.

    :raises Refused: there is none.
    """
    if named is None:
        return None
    for date in event.occurrences:
        wall = date.original_wall or date.wall_start
        if not isinstance(named, datetime):
            found = wall.date() == named
        else:
            found = wall == (named if named.tzinfo is None else zones.wall_in(named, event.zone))
        if found:
            return date
    raise Refused(_l("It is about a date that this event does not have."))


def _find_registration(event: Event, date: Occurrence | None, attendee: str) -> Registration:
    """
    :raises Refused: nobody by this address is registered, or it is not clear for which date the answer is.
    """
    mine = _list_of(event, attendee)
    if not mine:
        raise Refused(_l("Nobody by the address of its sender is registered for this event."))
    fitting = [r for r in mine if date is None or r.occurrence_id in {None, date.id}]
    if len(fitting) != 1:
        raise Refused(_l("It does not say for which date it is an answer."))
    return queries.get_registration_by_id(fitting[0].id)


def _list_of(event: Event, address: str) -> Sequence[Registration]:
    """What whoever has this address is registered for, or was."""
    return db.session.scalars(
        sa.select(Registration).outerjoin(Person, Person.id == Registration.person_id)
        .where(Registration.event_id == event.id, Registration.status.not_in({R.UNCONFIRMED, R.LAPSED}),
               sa.or_(sa.func.lower(Person.email) == address, Registration.guest_email == address))
    ).all()  # fmt: skip


def _find_known(registration: Registration, left_out: Occurrence | None) -> InvitationAnswer | None:
    return db.session.get(InvitationAnswer, (registration.id, _name_of(left_out)), populate_existing=True)


def _name_of(date: Occurrence | None) -> str:
    return f"{date.original_start:%Y%m%dT%H%M%SZ}" if date else ""


def _check_newer(registration: Registration, known: InvitationAnswer | None, sequence: int, stamp: datetime) -> None:
    """
    :raises Refused: a newer answer is known, or something was done on our pages since it was written.
    """
    if known is not None and (sequence, stamp) < (known.sequence, known.stamp):
        raise Refused(_l("A newer answer is known already."))
    here = known is None or registration.status_since > known.taken_at
    if here and stamp < registration.status_since - CLOCKS_DIFFER:
        raise Refused(_l("It was written before the registration was last changed."))


def _act(registration: Registration, left_out: Occurrence | None, answer: Answer, *, outdated: bool) -> str:
    """Do it; says in a few words what was done."""
    actor = registration.person or Guest(registration.id)
    if registration.status is R.DECLINED:
        raise Refused(_l("The organizers have answered this registration. Their reason is in the mail."))
    if answer is Answer.DECLINED:
        return _leave(registration, left_out, actor)
    if left_out is not None and registration.status in IN_LINE:
        return _join_again(registration, left_out, actor)
    if registration.status in IN_LINE:
        return "it stays as it is"
    if answer is Answer.TENTATIVE:
        return "it stays cancelled"
    if outdated:
        raise Refused(_l("The event has changed since the invitation that it answers."))
    come_back(registration, actor=actor)
    return "registered again"


def _leave(registration: Registration, left_out: Occurrence | None, actor: Actor) -> str:
    if registration.status not in IN_LINE:
        return "it was cancelled before"
    if left_out is None:
        cancel(registration, actor=actor)
        return "cancelled"
    skip_dates(registration, {left_out.id, *_skipped(registration)}, actor=actor)
    return "that date is left out"


def _join_again(registration: Registration, left_out: Occurrence, actor: Actor) -> str:
    skip_dates(registration, _skipped(registration) - {left_out.id}, actor=actor)
    return "that date is not left out"


def _skipped(registration: Registration) -> set[int]:
    return {skip.occurrence_id for skip in registration.skips}


def _keep(registration: Registration, left_out: Occurrence | None, answer: Answer, sequence: int, stamp: datetime,
          known: InvitationAnswer | None) -> None:  # fmt: skip
    if known is None:
        known = InvitationAnswer(registration_id=registration.id, named=_name_of(left_out))
        db.session.add(known)
    known.sequence, known.stamp, known.answer, known.taken_at = sequence, stamp, answer, clock.now()
    db.session.flush()
