"""Guests: confirmed by mail without an account, and nobody learns whether an address is known."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from eventhub.core.db import db as database
from eventhub.core.errors import Invalid, Refused, TooMany
from eventhub.core.outbox import OutboxMessage, mark_sent
from eventhub.events.registration import queries, telling
from eventhub.events.registration.models import Guest, Registration
from eventhub.events.registration.rules import Seat
from eventhub.events.registration.services import joining, keeping
from eventhub.events.registration.workflow import R
from eventhub.events.workflow import S
from tests.factories import make_event, make_person, make_registration, make_setup, outbox


def sign_up(
    event: Any, email: str = "gus@example.org", *, seat: Seat = Seat.ROOM, network: str = "192.0.2.1", **said: Any
) -> None:
    draft = joining.JoinDraft(seat=seat, occurrence_id=event.occurrences[0].id, **said)
    guest = joining.GuestDraft(name="Gus", email=email, locale="de", zone="Europe/Vienna")
    joining.sign_up(event, draft, guest, network=network)


def last_mail() -> OutboxMessage:
    return database.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(1)).one()


def confirm(door: str) -> Registration:
    registration = telling.open_door(door)
    return joining.confirm(registration, actor=Guest(registration.id))[0]


def the_one() -> Registration:
    return database.session.scalars(sa.select(Registration)).one()


def test_a_guest_has_no_seat_before_they_confirm_by_the_link_in_the_mail(event: Any) -> None:
    make_setup(event, room=1)
    sign_up(event)
    assert outbox() == [("registration/confirm", "gus@example.org")]
    assert (the_one().status, queries.count_seats(event)[0].taken) == (R.UNCONFIRMED, 0)

    confirm(last_mail().facts["door"])

    assert (the_one().status, queries.count_seats(event)[0].taken) == (R.GOING, 1)
    mail = last_mail()
    assert (mail.notice, mail.address, mail.locale, mail.facts["reader_name"], mail.facts["reader_zone"]) == (
        "registration/go", "gus@example.org", "de", "Gus", "Europe/Vienna",
    )  # fmt: skip


def test_confirming_twice_changes_nothing(event: Any) -> None:
    make_setup(event, room=1)
    sign_up(event)
    door = last_mail().facts["door"]
    confirm(door)
    confirm(door)

    assert queries.count_seats(event)[0].taken == 1
    assert [notice for notice, _address in outbox()] == ["registration/confirm", "registration/go"]


def test_an_address_in_other_letters_is_the_same_guest(event: Any) -> None:
    make_setup(event)
    sign_up(event, "Gus@Example.org")
    sign_up(event, "gus@example.ORG")

    assert the_one().guest_email == "gus@example.org"
    assert [notice for notice, _address in outbox()] == ["registration/confirm"] * 2


def test_whoever_is_registered_already_gets_a_mail_that_says_so_and_nothing_changes(event: Any) -> None:
    make_setup(event)
    sign_up(event)
    confirm(last_mail().facts["door"])
    sign_up(event, seat=Seat.SCREEN)

    assert last_mail().notice == "registration/known"
    assert (the_one().seat, the_one().status) == (Seat.ROOM, R.GOING)


def test_a_registered_person_who_signs_up_as_a_guest_is_not_registered_twice(event: Any) -> None:
    make_setup(event)
    make_registration(event, make_person(email="ana@example.org"))
    sign_up(event, "ana@example.org")

    assert the_one().guest_email is None
    assert outbox()[-1] == ("registration/known", "ana@example.org")


def test_a_confirmed_address_of_an_account_makes_it_that_persons_registration(event: Any) -> None:
    make_setup(event)
    ana = make_person(email="ana@example.org")
    sign_up(event, "ana@example.org")
    confirm(last_mail().facts["door"])

    registration = queries.get_registration_by_id(the_one().id)
    assert (registration.person_id, registration.guest_email, registration.guest_name) == (ana.id, None, "")
    assert registration.status is R.GOING


def test_the_link_of_one_guest_opens_no_other_registration(event: Any) -> None:
    make_setup(event)
    sign_up(event)
    own = the_one()
    other = make_registration(event)

    with pytest.raises(Refused):
        keeping.cancel(other, actor=Guest(own.id))
    for forged in ("x", telling.make_door(own)[:-2], telling.make_door(other).replace(".", "..")):
        with pytest.raises(Refused):
            telling.open_door(forged)


def test_a_new_stamp_ends_every_link(event: Any) -> None:
    make_setup(event)
    sign_up(event)
    door = last_mail().facts["door"]
    the_one().stamp = "another"
    database.session.flush()

    with pytest.raises(Refused, match="no longer good"):
        telling.open_door(door)


def test_a_guest_cancels_by_link_and_leaves_no_name_in_the_trail(event: Any) -> None:
    from eventhub.core import audit

    make_setup(event)
    sign_up(event)
    confirm(last_mail().facts["door"])
    own = telling.open_door(last_mail().facts["door"])
    keeping.cancel(own, actor=Guest(own.id))

    assert the_one().status is R.CANCELLED
    assert {(entry.actor_id, entry.actor_name) for entry in audit.list_entries(own)} == {(None, "")}


def test_what_is_wrong_is_said_by_the_field(event: Any) -> None:
    make_setup(event)
    draft = joining.JoinDraft(seat=Seat.ROOM, occurrence_id=event.occurrences[0].id)

    with pytest.raises(Invalid) as refused:
        joining.sign_up(event, draft, joining.GuestDraft(name=" ", email="nobody"), network="192.0.2.1")

    assert set(refused.value.fields) == {"name", "email"}


def test_sign_ups_for_one_address_and_from_one_network_have_a_limit(event: Any) -> None:
    make_setup(event)
    for _ in range(joining.FOR_ONE_ADDRESS):
        sign_up(event)
    with pytest.raises(TooMany):
        sign_up(event)

    for number in range(joining.FROM_ONE_NETWORK):
        sign_up(event, f"g{number}@example.org", network="192.0.2.2")
    with pytest.raises(TooMany):
        sign_up(event, "last@example.org", network="192.0.2.2")


@pytest.mark.parametrize(("status", "says"), [
    (S.CANCELLED, "cancelled"), (S.POSTPONED, "postponed"), (S.DRAFT, "not public"), (S.APPROVED, "not public"),
])  # fmt: skip
def test_an_event_that_does_not_take_place_takes_nobody_in_and_says_why(db: Any, status: S, says: str) -> None:
    event = make_event(status=status)
    make_setup(event)

    with pytest.raises(Refused, match=says):
        sign_up(event)
    with pytest.raises(Refused, match=says):
        make_registration(event)


def test_a_mail_that_was_sent_keeps_no_address_of_a_guest(event: Any) -> None:
    make_setup(event)
    sign_up(event)
    mail = last_mail()

    mark_sent(mail)

    assert (mail.address, mail.facts) == ("", {})


def test_the_mail_greets_the_guest_by_name_in_their_language_and_time(event: Any) -> None:
    from eventhub.mail.deliver import _find_reader

    make_setup(event)
    sign_up(event)

    reader = _find_reader(last_mail())
    assert (reader.address, reader.name, reader.locale, reader.zone) == ("gus@example.org", "Gus", "de", "Europe/Vienna")
