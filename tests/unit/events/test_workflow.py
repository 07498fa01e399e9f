"""The machines: every step from every state does what is declared, or is refused and changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from eventhub.accounts.permissions import Role
from eventhub.core import clock
from eventhub.core.advance import advance, party_names
from eventhub.core.audit import list_entries
from eventhub.core.errors import Refused
from eventhub.core.workflow import Step, machines
from eventhub.events.services.review import advance_event
from eventhub.events.workflow import EVENT, S
from tests.factories import make_community, make_event, make_holder, make_person

CASES = [pytest.param(state, step, id=f"{step.name} from {state.value}") for state in EVENT.states for step in EVENT.steps]


def world(state: S, step: Step) -> tuple[Any, Any]:
    """An event in a state, and the person who may take the step if anyone may."""
    organizer = make_person()
    community = make_community(official=True, contacts=(organizer,))
    reviewer = make_holder(Role.REVIEWER, "DE")
    event = make_event(status=state, organizer=organizer, reviewer=reviewer, community=community)
    if step.name in {"release", "request_changes", "approve", "decline"}:
        return event, reviewer
    if step.name == "claim":
        return event, make_holder(Role.REVIEWER, "150")
    return event, None if step.by_clock else organizer


@pytest.mark.parametrize(("state", "step"), CASES)
def test_every_step_from_every_state(db: Any, state: S, step: Step) -> None:
    event, actor = world(state, step)
    before = len(list_entries(event))

    def take() -> None:
        advance_event(event, step.name, actor=actor, reason="Because.", points=["The venue"])

    if state in step.sources:
        take()
        assert event.status is step.target
        assert list_entries(event)[0].verb in {
            f"event.{step.name}",
            "occurrence.cancel",
            "occurrence.cancel_at_source",
            "occurrence.return_at_source",
        }
    else:
        with pytest.raises(Refused):
            take()
        assert event.status is state
        assert len(list_entries(event)) == before


@pytest.mark.parametrize("step", [step for step in EVENT.steps if not step.by_clock], ids=lambda step: step.name)
def test_a_liaison_takes_no_step_of_the_review(db: Any, step: Step) -> None:
    event = make_event(status=min(step.sources))

    with pytest.raises(Refused):
        advance_event(event, step.name, actor=make_holder(Role.LIAISON, "001"), reason="Because.", points=["One"])

    assert event.status in step.sources


def test_machines_name_only_parties_that_exist() -> None:
    for machine, _model in machines:
        named = {party for step in machine.steps for party in step.tells}
        named |= {state.turn for state in machine.states.values() if state.turn}
        named |= {state.escalate_to for state in machine.states.values() if state.escalate_to}
        assert named <= party_names(machine.subject), machine.subject


def test_every_state_says_what_happens_now_and_every_step_what_it_will_do() -> None:
    for machine, _model in machines:
        assert all(str(state.says).endswith(".") and str(state.label) for state in machine.states.values())
        assert all(str(step.does).endswith(".") and str(step.done).endswith(".") for step in machine.steps)


def test_the_database_refuses_a_review_without_a_reviewer(db: Any) -> None:
    event = make_event()
    event.status = S.IN_REVIEW

    with pytest.raises(Exception, match="review_has_reviewer"):
        db.session.flush()
    db.session.rollback()


def test_the_clock_alone_holds_a_date(db: Any) -> None:
    event = make_event(status=S.PUBLISHED)

    with pytest.raises(Refused):
        advance(event.occurrence, "hold", actor=event.organizers[0].person)
    advance(event.occurrence, "hold", actor=None)

    assert event.occurrence.status == "held"
    assert event.occurrence.status_since <= clock.now()
