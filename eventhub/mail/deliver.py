"""Sending what the outbox holds: each mail under its lease, marked in a short transaction of its own."""

from __future__ import annotations

import time
from datetime import timedelta
from email.message import EmailMessage

import sqlalchemy as sa
import structlog

from eventhub.accounts.models import Person
from eventhub.core import clock, outbox
from eventhub.core.db import db, transaction
from eventhub.core.outbox import OutboxMessage
from eventhub.mail import render
from eventhub.mail.transport import PermanentFailure, TemporaryFailure, Transport, Unreachable

PAUSE = timedelta(minutes=2)
"""How long mails wait when the server can't be reached: that is no fault of theirs, so it does not count as a try."""
KEPT = timedelta(days=90)
_HALF_A_LEASE = outbox.LEASE.total_seconds() / 2

log = structlog.get_logger()


def deliver_due(transport: Transport, *, limit: int = 20) -> int:
    """Send the mails that are due, at most ``limit``; returns how many the transport took.

    One that fails does not stop the others; a server that can't be reached does, and they wait. A batch ends before
    its leases do, so that no other worker takes up a mail that is being sent.
    """
    with transaction():
        ids = list(outbox.claim_due(limit))
    until = time.monotonic() + _HALF_A_LEASE
    sent = 0
    try:
        for number, message_id in enumerate(ids):
            try:
                sent += _deliver(message_id, transport)
            except Unreachable as error:
                log.warning("mail.unreachable", error=type(error.__cause__).__name__, waiting=len(ids) - number)
                _put_off(ids[number:], str(error))
                break
            if time.monotonic() > until:
                break
    finally:
        transport.close()
    return sent


def forget_old() -> int:
    """Remove rows that were sent, or given up, long ago; returns how many. In the present transaction."""
    before = clock.now() - KEPT
    old = sa.delete(OutboxMessage).where(sa.or_(OutboxMessage.sent_at < before, OutboxMessage.failed_at < before))
    gone = db.session.execute(old.returning(OutboxMessage.id).execution_options(synchronize_session=False))
    return len(gone.all())


def _deliver(message_id: int, transport: Transport) -> bool:
    """Send one; whether it went out. Nothing of the database is held while the server is spoken to."""
    try:
        mail = _compose(message_id)
        if mail is None:
            return False
        transport.send(mail)
    except Unreachable:
        raise
    except (PermanentFailure, render.BadAddress) as error:
        _mark(message_id, error, for_good=True)
    except TemporaryFailure as error:
        _mark(message_id, error)
    except Exception as error:
        log.exception("mail.broken", mail=message_id)
        _mark(message_id, error)
    else:
        _mark(message_id, None)
        return True
    return False


def _compose(message_id: int) -> EmailMessage | None:
    """The mail; None when its row has gone meanwhile, with the account it was for, or was sent by someone else."""
    try:
        message = db.session.get(OutboxMessage, message_id, populate_existing=True)
        if message is None or message.sent_at is not None or message.failed_at is not None:
            return None
        return render.compose(message, _find_reader(message))
    finally:
        db.session.rollback()


def _find_reader(message: OutboxMessage) -> render.Reader:
    person = db.session.get(Person, message.person_id) if message.person_id is not None else None
    if person is not None:
        return render.Reader(address=person.email, name=person.name, locale=person.locale or message.locale, zone=person.zone)
    if message.address:
        said = message.facts  # what is known of someone without an account stands in the row and goes with it
        return render.Reader(address=message.address, name=said.get("reader_name", ""), locale=message.locale,
                             zone=said.get("reader_zone", ""))  # fmt: skip
    raise PermanentFailure("nobody to send this to: the account is gone")


def _mark(message_id: int, error: Exception | None, *, for_good: bool = False) -> None:
    with transaction() as session:
        message = session.get(OutboxMessage, message_id)
        if message is None:
            return
        if error is None:
            outbox.mark_sent(message)
            log.info("mail.sent", mail=message_id, notice=message.notice)
            return
        outbox.mark_failed(message, f"{type(error).__name__}: {error}", for_good=for_good)
        log.warning("mail.failed", mail=message_id, notice=message.notice, for_good=message.failed_at is not None,
                    attempts=message.attempts, error=type(error).__name__)  # fmt: skip


def _put_off(message_ids: list[int], error: str) -> None:
    with transaction() as session:
        session.execute(
            sa.update(OutboxMessage).where(OutboxMessage.id.in_(message_ids), OutboxMessage.sent_at.is_(None))
            .values(due_at=clock.now() + PAUSE, attempts=OutboxMessage.attempts - 1, last_error=error[:500])
            .execution_options(synchronize_session=False)
        )  # fmt: skip
