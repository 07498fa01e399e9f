"""The review of an event, step by step."""

from __future__ import annotations

from typing import Any

import pytest

from eventhub.core.audit import list_entries
from eventhub.core.errors import AlreadyDone, Invalid, NotAllowed
from eventhub.events.services.review import advance_event
from eventhub.events.workflow import S
from tests.factories import make_event, make_person, make_reviewer, outbox


def test_sending_for_review_tells_the_reviewers_of_the_nearest_region(db: Any) -> None:
    near, far = make_reviewer("DE"), make_reviewer("150")
    event = make_event()
    organizer = event.organizers[0].person

    advance_event(event, "submit", actor=organizer)

    assert event.status is S.SUBMITTED
    assert outbox() == [("event/submit", near.email)]
    assert far.email not in str(outbox())
    newest = list_entries(event)[0]
    assert (newest.verb, newest.actor_id) == ("event.submit", organizer.id)


def test_an_event_that_lacks_a_venue_cannot_be_sent(db: Any) -> None:
    event = make_event(venue="")

    with pytest.raises(Invalid) as caught:
        advance_event(event, "submit", actor=event.organizers[0].person)

    assert list(caught.value.fields) == ["venue"]
    assert event.status is S.DRAFT


def test_whoever_claims_second_learns_who_was_quicker(db: Any) -> None:
    first, second = make_reviewer("DE", name="Ada"), make_reviewer("DE")
    event = make_event(status=S.SUBMITTED)
    advance_event(event, "claim", actor=first)

    with pytest.raises(AlreadyDone) as caught:
        advance_event(event, "claim", actor=second)

    assert caught.value.by == "Ada"
    assert event.reviewer_id == first.id


def test_nobody_reviews_their_own_event(db: Any) -> None:
    reviewer = make_reviewer("DE")
    event = make_event(status=S.SUBMITTED, organizer=reviewer)

    with pytest.raises(NotAllowed):
        advance_event(event, "claim", actor=reviewer)


def test_a_stranger_takes_no_step(db: Any) -> None:
    event = make_event()

    with pytest.raises(NotAllowed):
        advance_event(event, "submit", actor=make_person())
