"""Delivery: what the outbox holds goes out, each mail for itself, at least once and never before the commit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa

from eventhub.core import outbox
from eventhub.core.db import db
from eventhub.core.outbox import OutboxMessage
from eventhub.mail import render
from eventhub.mail.deliver import deliver_due, forget_old
from eventhub.mail.transport import PermanentFailure, TemporaryFailure, Unreachable, make_transport
from tests.factories import make_person
from tests.unit.mail.smtp_server import DROP, Script, running


class Bag:
    """A transport that keeps what it is given; what to raise for whom can be said."""

    def __init__(self, **raises: Exception) -> None:
        self.raises, self.taken, self.closed = raises, [], 0

    def send(self, message: EmailMessage) -> None:
        reader = str(message["To"])
        if reader in self.raises:
            raise self.raises[reader]
        self.taken.append((reader, str(message["Subject"])))

    def close(self) -> None:
        self.closed += 1


@pytest.fixture(autouse=True)
def house() -> None:
    render.bind(render.House("EventHub <hub@hub.example>", "EventHub", ("en", "de", "es", "ar")))


@pytest.fixture
def send(app):
    """``send(transport)``: one delivery, as the worker does it."""

    def run(transport: Any, **options: Any) -> int:
        with app.app_context():
            return deliver_due(transport, **options)

    return run


@pytest.fixture
def rows(app):
    """``rows()``: what stands in the outbox now, oldest first."""

    def read() -> list[OutboxMessage]:
        with app.app_context():
            found = list(db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))
            db.session.expunge_all()
            return found

    return read


def write(*readers: str) -> None:
    for reader in readers:
        outbox.enqueue("account/reset", address=reader, facts={"name": "Bo", "token": "a.b"})


def test_what_is_due_goes_out_once_and_what_it_spoke_of_is_forgotten(given, send, rows):
    with given():
        write("bo@example.org", "eve@example.org")
    bag = Bag()

    assert send(bag) == 2
    assert send(bag) == 0
    assert bag.taken == [("bo@example.org", "Choose a new password"), ("eve@example.org", "Choose a new password")]
    assert bag.closed == 2
    assert [(row.facts, row.last_error, row.sent_at is not None, row.attempts) for row in rows()] == [({}, "", True, 1)] * 2


def test_a_person_gets_it_at_their_present_address_in_their_present_language(given, send):
    with given() as session:
        person = make_person("Bo", "old@example.org", locale="en")
        outbox.enqueue("account/password_changed", person_id=person.id, locale="en", facts={"name": "Bo"})
        session.flush()
        person.email, person.locale = "new@example.org", "de"
    seen: list[EmailMessage] = []
    bag = Bag()
    bag.send = seen.append  # type: ignore[method-assign]

    send(bag)

    assert [(str(mail["To"]), str(mail["Content-Language"])) for mail in seen] == [("Bo <new@example.org>", "de")]


def test_a_mail_that_is_refused_for_good_is_given_up_and_the_others_go(given, send, rows):
    with given():
        write("gone@example.org", "later@example.org", "bo@example.org")
    bag = Bag(**{"gone@example.org": PermanentFailure("550 no such user"), "later@example.org": TemporaryFailure("451 later")})

    assert send(bag) == 1
    gone, later, sent = rows()
    assert (gone.failed_at is not None, gone.last_error) == (True, "PermanentFailure: 550 no such user")
    assert (later.failed_at, later.sent_at, later.last_error) == (None, None, "TemporaryFailure: 451 later")
    assert later.due_at > datetime.now(UTC) + timedelta(minutes=1)
    assert sent.sent_at is not None


def test_a_mail_that_cannot_be_written_stops_no_other(given, send, rows):
    with given():
        outbox.enqueue("account/no_such_notice", address="bo@example.org")
        outbox.enqueue("account/reset", address="bo@example.org", facts={})
        outbox.enqueue("account/reset", address="no address", facts={"name": "Bo", "token": "x"})
        write("eve@example.org")
    bag = Bag()

    assert send(bag) == 1
    assert [(row.sent_at is not None, row.failed_at is not None, row.last_error.partition(":")[0]) for row in rows()] == [
        (False, False, "TemplatesNotFound"), (False, False, "UndefinedError"), (False, True, "BadAddress"), (True, False, ""),
    ]  # fmt: skip


def test_nobody_to_write_to_is_given_up(given, send, rows):
    with given():
        outbox.enqueue("account/reset", facts={"name": "Bo", "token": "x"})

    assert send(Bag()) == 0
    assert [(row.failed_at is not None, row.last_error) for row in rows()] == [
        (True, "PermanentFailure: nobody to send this to: the account is gone")
    ]


def test_a_server_that_cannot_be_reached_costs_no_mail_a_try(given, send, rows):
    with given():
        write("bo@example.org", "eve@example.org", "kim@example.org")
    bag = Bag(**{"eve@example.org": Unreachable("no connection")})

    assert send(bag) == 1
    assert [(row.sent_at is not None, row.attempts, row.last_error) for row in rows()] == [
        (True, 1, ""), (False, 0, "no connection"), (False, 0, "no connection"),
    ]  # fmt: skip
    assert all(row.due_at > datetime.now(UTC) + timedelta(seconds=90) for row in rows()[1:])


def test_two_workers_share_the_mails_and_send_each_once(given, send):
    with given():
        write(*(f"{number}@example.org" for number in range(5)))
    second = Bag()

    class First(Bag):
        def send(self, message: EmailMessage) -> None:
            super().send(message)
            if len(self.taken) == 1:
                send(second)

    first = First()
    assert send(first, limit=3) == 3
    assert sorted(first.taken + second.taken) == sorted(
        (f"{number}@example.org", "Choose a new password") for number in range(5)
    )
    assert len(second.taken) == 2


def test_a_lease_that_ran_out_is_taken_up_again_with_the_same_message_id(given, app, send, rows):
    with given():
        write("bo@example.org")
    with app.app_context():
        assert len(outbox.claim_due()) == 1
        db.session.commit()
    before = rows()[0]

    assert send(Bag()) == 0
    with given() as session:
        session.execute(sa.update(OutboxMessage).values(due_at=datetime.now(UTC) - timedelta(seconds=1)))
    seen: list[EmailMessage] = []
    bag = Bag()
    bag.send = seen.append  # type: ignore[method-assign]
    assert send(bag) == 1
    assert str(seen[0]["Message-ID"]) == before.message_id


def test_what_is_rolled_back_is_never_sent(given, send):
    with given() as session:
        write("bo@example.org")
        session.rollback()

    assert send(Bag()) == 0


def test_a_real_server_says_yes_no_later_and_hangs_up(given, send, rows, tmp_path):
    with given():
        write("yes@example.org", "no@example.org", "later@example.org", "drop@example.org", "also@example.org")
    script = Script(
        by_reader={"no@example.org": "550 no such user", "later@example.org": "451 later", "drop@example.org": DROP}
    )

    with running(script) as url:
        assert send(make_transport(url, tmp_path)) == 2

    assert [reader for reader, _letter in script.letters] == ["yes@example.org", "also@example.org"]
    assert script.connections == 2
    assert [(row.sent_at is not None, row.failed_at is not None) for row in rows()] == [
        (True, False), (False, True), (False, False), (False, False), (True, False),
    ]  # fmt: skip


def test_old_rows_are_forgotten_and_those_still_waiting_are_kept(given, send, rows):
    with given():
        write("bo@example.org", "eve@example.org")
    send(Bag(), limit=1)
    with given() as session:
        session.execute(sa.update(OutboxMessage).where(OutboxMessage.sent_at.is_not(None))
                        .values(sent_at=datetime.now(UTC) - timedelta(days=91)))  # fmt: skip
    with given():
        assert forget_old() == 1

    assert [row.address for row in rows()] == ["eve@example.org"]
