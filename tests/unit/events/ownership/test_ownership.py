"""Several organizers, communities that host together: invited, accepted, handed over, left; nothing is lost with a person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from eventhub.accounts.models import Person
from eventhub.accounts.permissions import Role
from eventhub.accounts.queries import find_by_key
from eventhub.core import clock, generations, policy, tokens
from eventhub.core.audit import list_entries
from eventhub.core.errors import AlreadyDone, Invalid, NotAllowed, Refused
from eventhub.core.outbox import OutboxMessage
from eventhub.core.workflow import machines
from eventhub.events import queries as events
from eventhub.events.models import Event, EventOrganizer, Listing
from eventhub.events.ownership import queries, services
from eventhub.events.ownership.models import Invitation
from eventhub.events.ownership.workflow import ANSWER_WITHIN, INVITATION, I
from eventhub.events.permissions import EventPermission as P
from eventhub.events.queries.review import list_awaiting_review
from eventhub.events.services.review import advance_event
from eventhub.events.workflow import S
from eventhub.jobs.clock import run_clock
from tests.factories import make_community, make_event, make_holder, make_person, make_reviewer, outbox


def names_of(event: Event) -> list[str]:
    return [person.name for person in events.party_organizers(event)]


def invited(event: Event, person: Person, *, actor: Person, **said: Any) -> Invitation:
    services.invite_organizer(event, person.email, actor=actor, **said)
    found = queries.find_open(event.id, email=person.email)
    assert found
    return found


@pytest.fixture
def olga(db: Any) -> Person:
    return make_person(name="Olga")


def test_an_invited_person_runs_the_event_only_after_their_own_word(db: Any, olga: Person) -> None:
    event, bo = make_event(status=S.PUBLISHED, organizer=olga), make_person(name="Bo")
    invitation = invited(event, bo, actor=olga, message="You know the house.")
    assert names_of(event) == ["Olga"]
    assert not policy.can(bo, P.EDIT, event)
    assert outbox() == [("ownership/invite", bo.email)]

    services.answer(invitation, "accept", actor=bo)

    assert names_of(event) == ["Olga", "Bo"]
    assert policy.can(bo, P.EDIT, event)
    assert [entry.verb for entry in list_entries(event)][:2] == ["event.owners.join", "event.owners.invite"]
    assert [entry.verb for entry in list_entries(invitation)] == ["ownership.accept"]
    assert ("ownership/accept", olga.email) in outbox()
    assert invitation.email == ""


def test_the_same_is_done_and_kept_whether_or_not_an_address_has_an_account(db: Any, olga: Person) -> None:
    event, bo = make_event(organizer=olga), make_person()
    for address in (bo.email, "nobody@example.net"):
        services.invite_organizer(event, address.upper(), actor=olga)

    rows = queries.list_open(event)
    assert [(row.email, row.person_id, row.status) for row in rows] == [
        (bo.email, None, I.INVITED), ("nobody@example.net", None, I.INVITED),
    ]  # fmt: skip
    assert [notice for notice, _address in outbox()] == ["ownership/invite"] * 2


def test_inviting_again_while_one_is_open_sends_no_second_mail(db: Any, olga: Person) -> None:
    event = make_event(organizer=olga)
    for _ in range(2):
        services.invite_organizer(event, "bo@example.net", actor=olga)

    assert outbox() == [("ownership/invite", "bo@example.net")]


def test_who_makes_an_account_afterwards_finds_the_invitation(db: Any, olga: Person) -> None:
    event = make_event(organizer=olga)
    services.invite_organizer(event, "new@example.net", actor=olga)
    new = make_person(email="new@example.net")

    [invitation] = queries.list_invitations_to(new)
    services.answer(invitation, "accept", actor=new)

    assert new.id in event.owner_ids()
    assert db.session.scalars(sa.select(OutboxMessage).where(OutboxMessage.address == "new@example.net")).all() == []


def test_an_address_that_was_never_confirmed_is_no_proof(db: Any, olga: Person) -> None:
    event = make_event(organizer=olga)
    services.invite_organizer(event, "new@example.net", actor=olga)
    squatter = make_person(email="new@example.net")
    squatter.confirmed_at = None
    db.session.flush()

    assert queries.list_invitations_to(squatter) == []


def test_the_link_in_the_mail_is_good_for_an_account_of_another_address(db: Any, olga: Person) -> None:
    event, bo = make_event(organizer=olga), make_person(name="Bo")
    services.invite_organizer(event, "bo-at-work@example.net", actor=olga)
    token = db.session.scalars(sa.select(OutboxMessage)).one().facts["token"]

    invitation = services.find_by_link(token)
    with pytest.raises(Refused, match="sign in"):
        services.answer_by_link(invitation, "accept", actor=None)
    with pytest.raises(NotAllowed):
        services.answer(invitation, "accept", actor=bo)
    services.answer_by_link(invitation, "accept", actor=bo)

    assert names_of(event)[1:] == ["Bo"]
    with pytest.raises(Refused, match="no longer good"):
        services.find_by_link(tokens.make("other", invitation.key))


def test_a_no_by_the_link_needs_no_account(db: Any, olga: Person) -> None:
    event = make_event(organizer=olga)
    services.invite_organizer(event, "bo@example.net", actor=olga)
    invitation = queries.list_open(event)[0]

    services.answer_by_link(invitation, "decline", actor=None)

    assert invitation.status is I.DECLINED
    assert ("ownership/decline_by_mail", olga.email) in outbox()
    with pytest.raises(AlreadyDone):
        services.answer_by_link(invitation, "decline", actor=None)


@pytest.mark.parametrize("step", INVITATION.steps, ids=lambda step: step.name)
@pytest.mark.parametrize("state", list(I))
def test_every_step_from_every_state(db: Any, olga: Person, state: I, step: Any) -> None:
    event, bo = make_event(organizer=olga), make_person()
    invitation = invited(event, bo, actor=olga)
    if state is not I.INVITED:
        db.session.execute(sa.update(Invitation).values(status=state, email="", person_id=bo.id))
        db.session.refresh(invitation)
    actor = None if step.by_clock else olga if step.name == "withdraw" else bo

    if state is I.INVITED:
        services._end(invitation, step.name, actor)
        assert (invitation.status, invitation.email) == (step.target, "")
    else:
        with pytest.raises(AlreadyDone):
            services._end(invitation, step.name, actor)
        assert invitation.status is state


def test_no_answer_for_two_weeks_ends_an_invitation_and_the_organizers_hear(db: Any, olga: Person) -> None:
    event, bo = make_event(organizer=olga), make_person()
    invitation = invited(event, bo, actor=olga)
    assert services.find_due(clock.now()) == {"lapse_invitation": []}
    assert not services.act("lapse_invitation", invitation.id)
    invitation.status_since = clock.now() - ANSWER_WITHIN
    db.session.flush()

    assert services.find_due(clock.now()) == {"lapse_invitation": [invitation.id]}
    assert services.act("lapse_invitation", invitation.id)
    assert invitation.status is I.LAPSED
    assert ("ownership/lapse", olga.email) in outbox()


def test_the_clock_knows_of_it(db: Any, olga: Person) -> None:
    invitation = invited(make_event(organizer=olga), make_person(), actor=olga)
    invitation.status_since = clock.now() - ANSWER_WITHIN
    db.session.commit()

    assert run_clock()["lapse_invitation"] == 1
    assert (INVITATION, Invitation) in list(machines)


def test_the_last_organizer_cannot_leave_silently(db: Any, olga: Person) -> None:
    event = make_event(status=S.PUBLISHED, organizer=olga)

    with pytest.raises(Refused, match="Hand it over to someone, or ask the team"):
        services.leave_event(event, person=olga)

    assert names_of(event) == ["Olga"]


def test_one_of_two_leaves_and_the_other_hears(db: Any, olga: Person) -> None:
    event, bo = make_event(status=S.PUBLISHED, organizer=olga), make_person(name="Bo")
    services.answer(invited(event, bo, actor=olga), "accept", actor=bo)
    before = generations.read([f"event:{event.key}"])

    services.leave_event(event, person=olga)
    db.session.commit()

    assert names_of(event) == ["Bo"]
    assert list_entries(event)[0].verb == "event.owners.leave"
    assert outbox()[-1] == ("ownership/left", bo.email)
    assert generations.read([f"event:{event.key}"]) != before


def test_handing_over_takes_both_words(db: Any, olga: Person) -> None:
    event, bo = make_event(organizer=olga), make_person(name="Bo")
    invitation = invited(event, bo, actor=olga, hands_over=True)
    assert names_of(event) == ["Olga"]

    services.answer(invitation, "accept", actor=bo)

    assert names_of(event) == ["Bo"]
    assert [(e.verb, e.actor_name) for e in list_entries(event)][:2] == [
        ("event.owners.hand_over", "Olga"), ("event.owners.join", "Bo"),
    ]  # fmt: skip


def test_an_open_invitation_becomes_a_hand_over_with_a_mail_of_its_own(db: Any, olga: Person) -> None:
    event, bo = make_event(organizer=olga), make_person()
    first = invited(event, bo, actor=olga)
    second = invited(event, bo, actor=olga, hands_over=True)

    assert (first.status, second.hands_over) == (I.WITHDRAWN, True)
    assert [notice for notice, _address in outbox()] == ["ownership/invite"] * 2


@pytest.mark.parametrize(("address", "said"), [("no address", "does not look like"), ("olga@example.org", "your own")])
def test_an_address_that_makes_no_sense_is_named(db: Any, address: str, said: str) -> None:
    olga = make_person(email="olga@example.org")
    with pytest.raises(Invalid, match=said):
        services.invite_organizer(make_event(organizer=olga), address, actor=olga)


def test_only_organizers_and_the_team_invite(db: Any, olga: Person) -> None:
    event = make_event(status=S.PUBLISHED, organizer=olga)
    for other in (make_person(), make_reviewer(), make_holder(Role.LIAISON)):
        with pytest.raises(NotAllowed):
            services.invite_organizer(event, "bo@example.net", actor=other)
    team = make_holder(Role.TEAM)
    services.invite_organizer(event, "bo@example.net", actor=team, hands_over=True)

    assert not queries.list_open(event)[0].hands_over, "who does not run it has nothing to hand over"


def test_a_community_hosts_with_others_when_one_of_its_contacts_says_so(db: Any, olga: Person) -> None:
    carla = make_person(name="Carla")
    python, rust = make_community("Python", contacts=(olga,)), make_community("Rust", contacts=(carla,))
    event = make_event(status=S.PUBLISHED, organizer=olga, community=python)
    services.invite_community(event, rust.key, actor=olga)
    [invitation] = queries.list_invitations_to(carla)
    with pytest.raises(NotAllowed):
        services.answer(invitation, "accept", actor=olga)
    before = generations.read([f"community:{rust.key}"])[0]

    services.answer(invitation, "accept", actor=carla)
    db.session.commit()

    assert [community.name for community in queries.list_cohosts(event.id)] == ["Rust"]
    scopes = set(db.session.scalars(sa.select(Listing.scope)))
    assert {f"community:{python.key}", f"community:{rust.key}"} <= scopes
    assert generations.read([f"community:{rust.key}"])[0][0] > before[0], "its feeds look again"
    assert event.sequence == 0, "nothing was rescheduled"
    assert carla.id not in event.owner_ids()


def test_a_community_leaves_again_and_its_feeds_hear_of_it(db: Any, olga: Person) -> None:
    carla = make_person()
    rust = make_community("Rust", contacts=(carla,))
    event = make_event(status=S.PUBLISHED, organizer=olga)
    services.invite_community(event, rust.key, actor=olga)
    services.answer(queries.list_invitations_to(carla)[0], "accept", actor=carla)
    db.session.commit()
    before = generations.read([f"community:{rust.key}"])[0]
    cohost, carla = queries.find_cohost(event.id, rust.key), find_by_key(carla.key)
    with pytest.raises(NotAllowed):
        services.leave_cohosting(cohost, event, actor=make_person())

    services.leave_cohosting(cohost, events.get_event_by_id(event.id), actor=carla)
    db.session.commit()

    assert queries.list_cohosts(event.id) == []
    assert f"community:{rust.key}" not in set(db.session.scalars(sa.select(Listing.scope)))
    assert generations.read([f"community:{rust.key}"])[0][0] > before[0]
    assert outbox()[-1] == ("ownership/uncohosted", olga.email)


@pytest.mark.parametrize("case", ["unknown", "own", "silent"])
def test_a_community_that_cannot_be_asked_is_said_so(db: Any, olga: Person, case: str) -> None:
    own = make_community("Own", contacts=(olga,))
    event = make_event(organizer=olga, community=own)
    key = {"unknown": "aaaaaaaaaa", "own": own.key, "silent": make_community("Silent").key}[case]

    with pytest.raises(Invalid):
        services.invite_community(event, key, actor=olga)


def test_nobody_decides_on_what_their_community_hosts_with_others(db: Any, olga: Person) -> None:
    reviewer = make_reviewer("DE")
    rust = make_community("Rust", contacts=(reviewer,))
    event = make_event(status=S.SUBMITTED, organizer=olga)
    assert [found.id for found in list_awaiting_review(reviewer)] == [event.id]
    services.invite_community(event, rust.key, actor=olga)
    services.answer(queries.list_invitations_to(reviewer)[0], "accept", actor=reviewer)

    assert reviewer.id in event.concerned_ids()
    assert list_awaiting_review(reviewer) == []
    with pytest.raises(NotAllowed, match="You have a part in this"):
        advance_event(event, "claim", actor=reviewer)


def test_nothing_is_lost_with_a_person(db: Any, olga: Person) -> None:
    event = make_event(status=S.PUBLISHED, organizer=olga, title="Still on")
    kept = make_event(status=S.PUBLISHED, organizer=make_person())
    private = make_event(organizer=olga)
    draft, _ = (
        private.id,
        make_event(status=S.PUBLISHED, organizer=olga, starts=clock.now().replace(tzinfo=None) - timedelta(days=9)),
    )
    team, reviewer = make_holder(Role.TEAM), make_reviewer()
    invitation = invited(event, make_person(), actor=olga)
    assert queries.list_orphaned(team, now=clock.now()) == []
    db.session.execute(sa.delete(EventOrganizer).where(EventOrganizer.person_id == olga.id))

    assert [found.title for found in queries.list_orphaned(team, now=clock.now())] == ["Still on"]
    assert queries.list_orphaned(reviewer, now=clock.now()) == []
    assert db.session.get(Event, draft) is not None
    assert kept.id not in {found.id for found in queries.list_orphaned(team, now=clock.now())}
    assert policy.can(team, P.OWN, event)
    services.withdraw(invitation, actor=team)
    new = make_person(name="New")
    services.answer(invited(event, new, actor=team), "accept", actor=new)
    assert queries.list_orphaned(team, now=clock.now()) == []


def test_the_last_organizer_asks_the_team_who_sees_it_until_someone_is_found(db: Any, olga: Person) -> None:
    event = make_event(status=S.PUBLISHED, organizer=olga)
    team = make_holder(Role.TEAM)
    with pytest.raises(Invalid):
        services.ask_team(event, actor=olga, message=" ")

    services.ask_team(event, actor=olga, message="I move away in May.")

    assert outbox() == [("ownership/help", team.email)]
    assert [found.id for found in queries.list_orphaned(team, now=clock.now())] == [event.id]
    new = make_person()
    services.answer(invited(event, new, actor=olga), "accept", actor=new)
    assert queries.list_orphaned(team, now=clock.now()) == []
