"""What organizers do with registrations: approve, decline, cancel with a word, look at what is private, export."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

from eventhub.accounts.models import Person
from eventhub.core import audit, policy
from eventhub.core.advance import advance
from eventhub.core.db import db
from eventhub.core.errors import Refused
from eventhub.core.text import gettext as _
from eventhub.core.workflow import Step
from eventhub.events.models import Event
from eventhub.events.permissions import EventPermission as P
from eventhub.events.registration import queries, telling
from eventhub.events.registration.models import Pool, Question, Registration
from eventhub.events.registration.rules import QuestionKind, safe_cell
from eventhub.events.registration.services import pools
from eventhub.events.registration.services.keeping import end
from eventhub.events.registration.workflow import REGISTRATION

MOST_AT_ONCE = 500


def approve(registration: Registration, *, actor: Person) -> Step:
    """Let someone in: a seat if there is one, else the place in line that they have had since they asked.

    :raises AlreadyDone: another organizer was quicker.
    """
    pools.hold(registration)
    pool = db.session.get_one(Pool, registration.pool_id)
    waits = registration.status not in REGISTRATION.step("approve").sources or not pools.take_seat(pool)
    step = advance(registration, "approve_waiting" if waits else "approve", actor=actor)
    telling.tell(registration, "wait" if waits else "go", invites="" if waits else "REQUEST", approved=True)
    pools.say_on_page(registration.event)
    return step


def decline(registration: Registration, *, actor: Person, reason: str) -> Step:
    """Say no, with a reason.

    :raises Invalid: there is no reason.
    :raises AlreadyDone: another organizer was quicker.
    """
    pools.hold(registration)
    step = advance(registration, "decline", actor=actor, reason=reason)
    telling.tell(registration, "decline", reason=_reason_of(registration), actor=actor.name)
    return step


def remove(registration: Registration, *, actor: Person, reason: str) -> Step:
    """Cancel somebody's registration, with a word to them; the next in line moves up.

    :raises Invalid: there is no word.
    """
    return end(registration, "remove", actor=actor, reason=reason)


def decide_many(ids: Sequence[int], decide: Callable[[Registration], Step]) -> tuple[int, int]:
    """The same answer to several, in the order of their lines. Returns how many it was given to, and how many not.

    Who was answered meanwhile, or is the one who answers, is passed over.
    """
    done = 0
    for registration_id in ids[:MOST_AT_ONCE]:
        try:
            with db.session.begin_nested():
                decide(queries.get_registration_by_id(registration_id))
            done += 1
        except Refused:
            continue
    return done, len(ids) - done


def _reason_of(registration: Registration) -> str:
    entry = audit.last_entry(registration, ["registration.decline"])
    return entry.reason if entry else ""


def look_at(registration: Registration, *, actor: Person) -> dict[int, str]:
    """What somebody answered, by question; that it was read is written down, and so is that the address was seen.

    :raises NotAllowed: the actor does not organize this event.
    """
    policy.demand(actor, P.MANAGE_REGISTRATION, registration)
    audit.record("registration.look", registration, actor=actor)
    return {answer.question_id: answer.text for answer in registration.answers}


Row = list[str]


def export(
    event: Event, rows: Sequence[Registration], *, actor: Person, with_addresses: bool, when: Callable[[Registration], str]
) -> str:
    """A table for a spreadsheet, which takes no cell of it for a formula. That it was made is written down.

    :param with_addresses: with the addresses of guests. Those of people with an account are given to nobody.
    :param when: the date of a registration in words.
    """
    policy.demand(actor, P.MANAGE_REGISTRATION, event)
    data = {"rows": len(rows), "with_addresses": with_addresses}
    audit.record("event.registration.export", event, actor=actor, data=data)
    questions = queries.list_questions(event.id, retired=True)
    answers = queries.load_answers([registration.id for registration in rows])
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    head = [_("Name"), *([_("Address of guests")] if with_addresses else []), _("Date"), _("Seat"), _("State"), _("Since (UTC)"),
            _("Place in line")]  # fmt: skip
    writer.writerow([safe_cell(cell) for cell in [*head, *(question.text for question in questions)]])
    for registration in rows:
        cells = _cells(registration, with_addresses, when(registration))
        said = answers.get(registration.id, {})
        writer.writerow([safe_cell(cell) for cell in [*cells, *(_said(q, said.get(q.id, "")) for q in questions)]])
    return "\ufeff" + out.getvalue()


def _cells(registration: Registration, with_addresses: bool, when: str) -> Row:
    address = [registration.guest_email or ""] if with_addresses else []
    return [
        queries.name_of(registration), *address, when, str(registration.seat.label),
        str(REGISTRATION.states[registration.status].label), f"{registration.status_since:%Y-%m-%d %H:%M}",
        str(registration.place_in_line or ""),
    ]  # fmt: skip


def _said(question: Question, text: str) -> str:
    if question.kind is QuestionKind.YES_NO and text:
        return str(_("Yes") if text == "yes" else _("No"))
    return text
