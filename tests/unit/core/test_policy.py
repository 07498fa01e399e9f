"""``can`` and ``where_can`` are one rule: they agree on worlds made at random."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from eventhub.accounts import services as accounts
from eventhub.accounts.permissions import Role
from eventhub.communities.models import Community
from eventhub.communities.permissions import CommunityPermission
from eventhub.core.policy import can, where_can
from eventhub.events.models import Event
from eventhub.events.permissions import EventPermission
from eventhub.events.workflow import S
from tests.factories import _with_grants, make_community, make_event, make_person, make_reviewer

CODES = ("001", "150", "155", "DE", "AT", "PT", "019", "BR")


def random_world(seed: int) -> list[Any]:
    """People with grants here and there, some over or not begun; communities and events of theirs."""
    dice = random.Random(seed)
    people = [make_person() for _ in range(4)]
    for person in people:
        for _ in range(dice.randrange(3)):
            starts = datetime.now(UTC) + timedelta(days=dice.choice([-400, -30, 30]))
            accounts.grant_role(person, dice.choice(list(Role)), dice.choice(CODES), actor=None, starts_at=starts,
                                ends_at=dice.choice([None, starts + timedelta(days=365)]))  # fmt: skip
    communities = [
        make_community(
            region=dice.choice(CODES), official=dice.random() < 0.5, contacts=tuple(dice.sample(people, dice.randrange(3)))
        )
        for _ in range(3)
    ]
    for _ in range(6):
        make_event(status=dice.choice(list(S)), organizer=dice.choice(people), reviewer=people[0], region_code=dice.choice(CODES),
                   community=dice.choice([None, *communities]))  # fmt: skip
    return [None, *(_with_grants(person) for person in people)]


@pytest.mark.parametrize("seed", range(6))
def test_one_record_and_all_rows_get_the_same_answer(db: Any, seed: int) -> None:
    actors = random_world(seed)
    for model, permissions in ((Event, EventPermission), (Community, CommunityPermission)):
        records = db.session.scalars(sa.select(model)).all()
        for actor in actors:
            for permission in permissions:
                rows = set(db.session.scalars(sa.select(model.id).where(where_can(actor, permission, model))))
                assert rows == {record.id for record in records if can(actor, permission, record)}, (actor, permission)


def test_a_role_reaches_its_region_and_all_below_but_not_above_or_beside(db: Any) -> None:
    reviewer = make_reviewer("155")
    event = make_event(status=S.SUBMITTED, region_code="DE")
    above = make_event(status=S.SUBMITTED, region_code="150")
    beside = make_event(status=S.SUBMITTED, region_code="PT")

    assert [can(reviewer, EventPermission.REVIEW, each) for each in (event, above, beside)] == [True, False, False]


def test_a_term_that_is_over_carries_nothing(db: Any) -> None:
    person = make_person()
    past = datetime.now(UTC) - timedelta(days=10)
    accounts.grant_role(person, Role.REVIEWER, "001", actor=None, starts_at=past, ends_at=past + timedelta(days=5))
    db.session.flush()

    assert not can(_with_grants(person), EventPermission.REVIEW, make_event(status=S.SUBMITTED))


def test_a_reviewer_does_not_see_drafts_of_others(db: Any) -> None:
    draft = make_event(status=S.DRAFT)

    assert not can(make_reviewer("DE"), EventPermission.READ, draft)
    assert not can(make_reviewer("001"), EventPermission.READ, draft)


def test_no_liaison_holds_a_permission_to_decide() -> None:
    from eventhub.wiring import TABLE

    decides = {
        EventPermission.REVIEW,
        EventPermission.OVERRIDE,
        EventPermission.EDIT,
        EventPermission.STOP,
        CommunityPermission.STANDING,
    }
    assert not TABLE.roles[Role.LIAISON] & decides
