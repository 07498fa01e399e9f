"""Several phones that send the same people at once: each of them is in once. Real threads, each with a transaction of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from eventhub.core import clock
from eventhub.core.db import db
from eventhub.events.checkin import rules
from eventhub.events.checkin.models import CheckIn, Source
from eventhub.events.checkin.services import Came, Scan, take_scans
from eventhub.events.queries import find_event
from eventhub.events.workflow import S
from tests.factories import make_event, make_person
from tests.support.going import make_going
from tests.unit.events.registration.test_race import person_of, together

PHONES, PEOPLE = 6, 10


def test_phones_that_catch_up_at_once_let_everyone_in_once(app: Any, given: Any) -> None:
    with given():
        olga = make_person()
        event = make_event(status=S.PUBLISHED, organizer=olga)
        codes = [make_going(event, f"Guest{n}").code for n in range(PEOPLE)]
        key, organizer = event.key, olga.id
    seen: list[Came] = []

    def send(phone: int) -> None:
        actor, event = person_of(organizer), find_event(key)
        assert event is not None
        salt, at = rules.salt_of(key), clock.now() - timedelta(minutes=1)
        turned = codes[phone:] + codes[:phone]
        scans = [
            Scan(id=f"{phone}-{n}", mark=rules.mark_of(salt, code), at=at, source=Source.OFFLINE)
            for n, code in enumerate(turned)
        ]
        outcomes = take_scans(event, event.occurrences[0], scans, actor=actor)
        seen.extend(outcome.came for outcome in outcomes)

    raised = together(app, [lambda phone=phone: send(phone) for phone in range(PHONES)])

    assert raised == []
    assert (seen.count(Came.IN), seen.count(Came.ALREADY)) == (PEOPLE, PEOPLE * (PHONES - 1))
    with given():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(CheckIn)) == PEOPLE
