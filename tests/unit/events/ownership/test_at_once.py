"""Two people, one moment: whoever leaves at the same time as the other last organizer stays, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import sqlalchemy as sa

from eventhub.accounts.queries import find_by_key
from eventhub.core.db import transaction
from eventhub.core.errors import Refused
from eventhub.events import queries as events
from eventhub.events.models import EventOrganizer
from eventhub.events.ownership import queries, services
from eventhub.events.workflow import S
from tests.factories import make_event, make_person


def all_at_once(app: Any, jobs: list[Any]) -> list[str]:
    """Run these, each in a thread with a transaction of its own, begun together; what became of each."""
    gate = Barrier(len(jobs))

    def run(job: Any) -> str:
        with app.app_context():
            gate.wait()
            try:
                with transaction():
                    job()
            except Refused as refused:
                return type(refused).__name__
            return "done"

    with ThreadPoolExecutor(len(jobs)) as pool:
        return sorted(pool.map(run, jobs))


def test_of_the_last_two_who_leave_at_once_one_stays(app: Any, given: Any) -> None:
    with given() as session:
        olga, bo = make_person(), make_person()
        event = make_event(status=S.PUBLISHED, organizer=olga)
        session.add(EventOrganizer(event_id=event.id, person_id=bo.id))
        key, people = event.key, (olga.key, bo.key)

    def leave(person: str) -> Any:
        return lambda: services.leave_event(events.find_event(key), person=find_by_key(person))

    assert all_at_once(app, [leave(person) for person in people]) == ["Refused", "done"]
    with given():
        assert len(events.find_event(key).organizers) == 1


def test_an_answer_and_a_withdrawal_at_once_are_one_of_the_two(app: Any, given: Any) -> None:
    with given() as session:
        olga, bo = make_person(), make_person()
        event = make_event(status=S.PUBLISHED, organizer=olga)
        services.invite_organizer(event, bo.email, actor=olga)
        invitation, key, people = queries.list_open(event)[0].key, event.key, (olga.key, bo.key)
        session.flush()

    def withdraw() -> None:
        services.withdraw(queries.find_invitation(invitation), actor=find_by_key(people[0]))

    def accept() -> None:
        services.answer(queries.find_invitation(invitation), "accept", actor=find_by_key(people[1]))

    # With the withdrawal the address is erased: who was invited is then somebody the event has never heard of.
    assert all_at_once(app, [withdraw, accept]) in (["AlreadyDone", "done"], ["NotAllowed", "done"])
    with given() as session:
        accepted = queries.find_invitation(invitation).status == "accepted"
        count = session.scalar(
            sa.select(sa.func.count(EventOrganizer.id)).where(EventOrganizer.event_id == events.find_event(key).id)
        )
        assert count == (2 if accepted else 1)
