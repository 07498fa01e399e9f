"""From a proposal to a confirmed talk: who sees what, who decides, who consents."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.exc import IntegrityError

from eventhub.accounts.models import Affiliation
from eventhub.core import policy
from eventhub.core.errors import Invalid, NotAllowed, Refused
from eventhub.core.outbox import OutboxMessage
from eventhub.events.permissions import EventPermission as P
from eventhub.events.programme import clockwork, queries
from eventhub.events.programme.models import Proposal, Session, Speaker
from eventhub.events.programme.services import calls, proposals, speakers
from eventhub.events.programme.workflow import DECISION, PROPOSAL, CallState, Consent, D, Ps
from eventhub.events.services.review import advance_event
from tests.factories import make_person, outbox
from tests.support.programme import call_draft, make_call, make_conference, make_proposal, proposal_draft


def organizer_of(call: Any) -> Any:
    return queries.party_organizers(call)[0]


def make_rater(call: Any) -> Any:
    rater = make_person()
    calls.invite_reviewer(call, rater.email, actor=organizer_of(call))
    return rater


# The call


def test_a_call_opens_only_when_its_event_is_public(db: Any) -> None:
    from tests.factories import make_event

    event = make_event()
    call = make_call(event, is_open=False)

    with pytest.raises(Refused):
        calls.advance_call(call, "open", actor=event.organizers[0].person)

    assert call.status is CallState.DRAFT


def test_after_the_deadline_the_clock_closes_the_call_and_the_organizers_hear(db: Any) -> None:
    call = make_call()
    proposal = make_proposal(call)

    with time_machine.travel(call.deadline_at + timedelta(minutes=1), tick=False):
        assert not call.takes_proposals
        assert clockwork.find_due(datetime.now(UTC))["call_lapse"] == [call.id]
        assert clockwork.act("call_lapse", call.id)
        assert not clockwork.act("call_lapse", call.id)

    assert call.status is CallState.CLOSED
    assert ("call/lapse", organizer_of(call).email) in outbox()
    assert proposal.status is Ps.SUBMITTED


def test_after_the_deadline_a_proposal_can_be_kept_as_a_draft_but_not_sent_in(db: Any) -> None:
    call, speaker = make_call(), make_person()

    with time_machine.travel(call.deadline_at + timedelta(minutes=1), tick=False):
        proposal = proposals.propose(call, proposal_draft(), speaker=speaker)
        with pytest.raises(Refused):
            proposals.advance_proposal(proposal, "submit", actor=speaker)

    assert proposal.status is Ps.DRAFT


def test_a_call_opens_by_itself_at_the_time_set(db: Any) -> None:
    draft = call_draft()
    call = make_call(is_open=False, opens=draft.deadline - timedelta(days=7))
    assert call.opens_at is not None
    assert clockwork.find_due(datetime.now(UTC))["call_open"] == []

    with time_machine.travel(call.opens_at + timedelta(minutes=1), tick=False):
        assert clockwork.act("call_open", call.id)

    assert call.status is CallState.OPEN


def test_one_person_has_only_so_many_proposals_in_a_call(db: Any) -> None:
    call, speaker = make_call(most_each=2), make_person()
    make_proposal(call, speaker=speaker)
    make_proposal(call, speaker=speaker)

    with pytest.raises(Refused, match="2 proposals"):
        proposals.propose(call, proposal_draft(), speaker=speaker)


# Reading and rating


def test_a_draft_is_its_speakers_own(db: Any) -> None:
    call, speaker = make_call(), make_person()
    rater = make_rater(call)
    proposal = make_proposal(call, speaker=speaker, state="draft")

    assert policy.can(speaker, P.PROPOSAL_READ, proposal)
    assert not policy.can(organizer_of(call), P.PROPOSAL_READ, proposal)
    assert not policy.can(rater, P.PROPOSAL_READ, proposal)
    assert queries.list_to_read(call, organizer_of(call)) == []


def test_what_others_think_is_seen_only_after_ones_own_rating(db: Any) -> None:
    call = make_call()
    first, second = make_rater(call), make_rater(call)
    proposal = make_proposal(call)
    proposals.rate(proposal, 5, "Warm and clear.", actor=first)

    assert queries.list_ratings(proposal, second) == (None, [])
    assert queries.list_to_read(call, second)[0].average is None

    proposals.rate(proposal, None, "", actor=second)

    mine, others = queries.list_ratings(proposal, second)
    assert mine is not None
    assert (mine.stars, [rating.stars for rating in others]) == (None, [5])
    db.session.expire(proposal)
    assert queries.list_to_read(call, second)[0].average == 5


def test_nobody_rates_their_own_or_that_of_a_colleague(db: Any) -> None:
    call = make_call()
    speaker, colleague = make_rater(call), make_rater(call)
    proposal = make_proposal(call, speaker=speaker)
    for person in (speaker, colleague):
        db.session.add(Affiliation(person_id=person.id, organization="Acme", organization_key="acme"))
    db.session.flush()

    for person in (speaker, colleague):
        with pytest.raises(NotAllowed):
            proposals.rate(proposal, 5, "Splendid.", actor=person)


def test_a_stranger_rates_nothing(db: Any) -> None:
    with pytest.raises(NotAllowed):
        proposals.rate(make_proposal(), 3, "", actor=make_person())


def test_one_rating_a_person_which_can_be_changed(db: Any) -> None:
    proposal = make_proposal()
    organizer = organizer_of(proposal.call)
    proposals.rate(proposal, 2, "", actor=organizer)
    proposals.rate(proposal, 4, "", actor=organizer)

    assert db.session.scalar(sa.text("SELECT count(*) FROM proposal_ratings")) == 1
    with pytest.raises(Invalid):
        proposals.rate(proposal, 6, "", actor=organizer)


# Deciding apart from announcing


def test_a_decision_is_unseen_until_it_is_announced(db: Any) -> None:
    speaker = make_person()
    proposal = make_proposal(speaker=speaker)
    organizer = organizer_of(proposal.call)
    before = outbox()

    proposals.decide(proposal, "accept", actor=organizer)

    assert (proposal.status, proposal.decision) == (Ps.SUBMITTED, D.ACCEPT)
    assert outbox() == before

    assert proposals.announce(proposal.call, None, actor=organizer) == (1, 0)
    assert proposal.status is Ps.ACCEPTED
    assert outbox()[len(before) :] == [("proposal/announce_accepted", speaker.email)]


def test_no_silent_no(db: Any) -> None:
    speaker = make_person()
    proposal = make_proposal(speaker=speaker)
    organizer = organizer_of(proposal.call)

    with pytest.raises(Invalid):
        proposals.decide_many(proposal.call, [proposal.key], "decline", actor=organizer)
    proposals.decide_many(
        proposal.call, [proposal.key], "decline", actor=organizer, reason="We had four like it. Try the autumn."
    )
    proposals.announce(proposal.call, None, actor=organizer)

    assert proposal.status is Ps.DECLINED
    mail = db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
    assert (mail.notice, mail.facts["reason"]) == ("proposal/announce_declined", "We had four like it. Try the autumn.")


def test_a_decision_can_change_until_it_is_announced_and_the_session_follows_it(db: Any) -> None:
    proposal = make_proposal()
    organizer = organizer_of(proposal.call)

    proposals.decide(proposal, "accept", actor=organizer)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Session)) == 1
    proposals.decide(proposal, "waitlist", actor=organizer)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Session)) == 0

    proposals.announce(proposal.call, None, actor=organizer)
    proposals.decide(proposal, "accept", actor=organizer)  # a place has opened
    proposals.announce(proposal.call, None, actor=organizer)
    assert proposal.status is Ps.ACCEPTED
    with pytest.raises(Refused):
        proposals.decide(proposal, "decline", actor=organizer, reason="Oh no.")


def test_nobody_decides_on_what_they_would_give_themselves(db: Any) -> None:
    organizer, other = make_person(), make_person()
    call = make_call(make_conference(organizer))
    own = make_proposal(call, speaker=organizer)
    shared = make_proposal(call, speaker=other)
    speakers.invite(shared, name="Olga", email=organizer.email, actor=other)

    for proposal in (own, shared):
        with pytest.raises(NotAllowed):
            proposals.decide(proposal, "accept", actor=organizer)
    assert proposals.decide_many(call, [own.key, shared.key], "accept", actor=organizer) == (0, 2)


def test_a_rater_does_not_decide(db: Any) -> None:
    call = make_call()
    rater, proposal = make_rater(call), make_proposal(call)

    with pytest.raises(NotAllowed):
        proposals.decide(proposal, "accept", actor=rater)


PAIRS = [(state, step.name) for state in Ps for step in PROPOSAL.steps]


@pytest.mark.parametrize(("state", "name"), PAIRS)
def test_every_step_from_every_state(db: Any, state: Ps, name: str) -> None:
    step = PROPOSAL.step(name)
    speaker = make_person()
    proposal = make_proposal(speaker=speaker)
    actor = speaker if step.permission is P.PROPOSAL_EDIT else organizer_of(proposal.call)
    decision = {"announce_waitlisted": D.WAITLIST, "announce_declined": D.DECLINE}.get(name, D.ACCEPT)
    if state in {Ps.ACCEPTED, Ps.CONFIRMED}:
        decision = D.ACCEPT
    db.session.execute(sa.update(Proposal).values(status=state, decision=decision))
    db.session.expire(proposal)
    proposal = queries.get_proposal_by_id(proposal.id)

    if state in step.sources:
        proposals.advance_proposal(proposal, name, actor=actor, reason="Because.")
        assert proposal.status is step.target
    else:
        with pytest.raises(Refused):
            proposals.advance_proposal(proposal, name, actor=actor, reason="Because.")
        assert proposal.status is state


def test_the_database_refuses_a_talk_that_was_accepted_without_a_decision(db: Any) -> None:
    proposal = make_proposal()

    with pytest.raises(IntegrityError):
        db.session.execute(sa.update(Proposal).where(Proposal.id == proposal.id).values(status=Ps.ACCEPTED))


def test_nobody_answers_after_a_week_so_speakers_are_reminded_twice_and_then_the_organizers_hear(db: Any) -> None:
    speaker = make_person()
    proposal = make_proposal(speaker=speaker, state="accepted")
    before, moment = outbox(), datetime.now(UTC)

    for _week in range(4):
        moment += timedelta(days=7, minutes=1)
        with time_machine.travel(moment, tick=False):
            clockwork.act("proposal_confirm", proposal.id)

    organizer = organizer_of(proposal.call)
    assert outbox()[len(before) :] == [("proposal/reminder", who.email) for who in (speaker, speaker, organizer)]


def test_the_organizers_are_reminded_before_the_day_they_promised(db: Any) -> None:
    call = make_call()
    make_proposal(call)
    with time_machine.travel(call.deadline_at + timedelta(minutes=1), tick=False):
        clockwork.act("call_lapse", call.id)
        assert clockwork.find_due(datetime.now(UTC))["call_answers"] == []
    eve = datetime(call.answer_by.year, call.answer_by.month, call.answer_by.day, tzinfo=UTC) - timedelta(days=2)

    with time_machine.travel(eve, tick=False):
        assert clockwork.act("call_answers", call.id)
        assert not clockwork.act("call_answers", call.id)

    assert outbox()[-1] == ("call/answers", organizer_of(call).email)


def test_when_the_event_is_cancelled_everyone_who_wanted_to_speak_reads_why(db: Any) -> None:
    call, speaker, gone = make_call(), make_person(), make_person()
    make_proposal(call, speaker=speaker)
    withdrawn = make_proposal(call, speaker=gone)
    proposals.advance_proposal(withdrawn, "withdraw", actor=gone)

    advance_event(call.event, "cancel", actor=organizer_of(call), reason="Flooded.")

    assert [pair for pair in outbox() if pair[0] == "proposal/off"] == [("proposal/off", speaker.email)]
    assert not call.takes_proposals


# Co-speakers


def test_a_co_speaker_with_an_account_is_asked_and_named_only_with_consent(db: Any) -> None:
    speaker, other = make_person(), make_person()
    proposal = make_proposal(speaker=speaker)
    asked = speakers.invite(proposal, name="Co", email=other.email.upper(), actor=speaker)

    assert (asked.consent, asked.person_id, asked.email) == (Consent.INVITED, other.id, "")
    assert outbox()[-1] == ("speaker/invitation", other.email)
    assert queries.named_speakers([asked.id]) == {}
    assert not policy.can(other, P.PROPOSAL_READ, proposal)

    speakers.answer(asked, "consent", actor=other, shown_name="Cora", bio="Peels.")

    assert queries.named_speakers([asked.id])[asked.id].name == "Cora"
    assert policy.can(other, P.PROPOSAL_EDIT, proposal)
    assert outbox()[-1] == ("proposal/answer", speaker.email)


def test_an_address_without_an_account_is_forgotten_with_the_answer(db: Any) -> None:
    speaker = make_person()
    proposal = make_proposal(speaker=speaker)
    asked = speakers.invite(proposal, name="Co", email="co@example.net", actor=speaker)
    found = speakers.find_by_token(speakers.make_token(asked))
    assert found is asked
    assert asked.email == "co@example.net"

    speakers.refuse_by_link(asked)

    assert (asked.consent, asked.email, asked.name) == (Consent.REFUSES, "", "—")


def test_whoever_comes_with_the_link_answers_with_their_account(db: Any) -> None:
    speaker, other = make_person(), make_person()
    proposal = make_proposal(speaker=speaker)
    asked = speakers.invite(proposal, name="Co", email="another@example.net", actor=speaker)

    with pytest.raises(NotAllowed):
        speakers.answer(asked, "consent", actor=other)
    speakers.answer(asked, "consent", actor=other, by_link=True)

    assert (asked.person_id, asked.consent, asked.email) == (other.id, Consent.CONSENTS, "")


def test_the_last_speaker_withdraws_instead_of_leaving(db: Any) -> None:
    speaker = make_person()
    proposal = make_proposal(speaker=speaker)

    with pytest.raises(Refused, match="Withdraw"):
        speakers.answer(proposal.speakers[0], "refuse", actor=speaker)


def test_who_never_answers_is_forgotten(db: Any) -> None:
    speaker = make_person()
    proposal = make_proposal(speaker=speaker)
    asked = speakers.invite(proposal, name="Co", email="co@example.net", actor=speaker)
    asked_id = asked.id

    with time_machine.travel(datetime.now(UTC) + timedelta(days=91), tick=False):
        assert clockwork.act("speaker_forget", asked_id)
        db.session.flush()

    assert db.session.get(Speaker, asked_id) is None


def test_machines_cover_decisions(db: Any) -> None:
    assert {step.target for step in DECISION.steps} == set(D)
