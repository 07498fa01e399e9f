"""The counts that are filled in already: from the door, else from those who said that they would come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from eventhub.events.afterwards.queries import Counts, find_counts
from eventhub.events.checkin.services import check_in
from eventhub.events.registration.rules import Seat
from eventhub.events.rules.drafts import Mode
from eventhub.events.workflow import S
from tests.factories import make_event, make_person
from tests.support.going import make_going, open_registration


def test_who_is_in_counts_and_where_nobody_was_checked_in_who_is_going(db: Any) -> None:
    olga = make_person()
    starts = (datetime.now(UTC) + timedelta(minutes=30)).replace(tzinfo=None)
    event = make_event(
        status=S.PUBLISHED, organizer=olga, mode=Mode.HYBRID, join_url="https://join.example/x", zone="UTC", starts=starts
    )
    date = event.occurrences[0]
    assert find_counts(date) == Counts()
    open_registration(event)
    ana, _bo, _cy, _di = [make_going(event, name) for name in ("Ana", "Bo", "Cy", "Di")]
    make_going(event, "Eve", seat=Seat.SCREEN)
    assert find_counts(date) == Counts(room=4, screen=1, going=5, checked_in=False)

    check_in(event, date, ana.key, actor=olga)

    assert find_counts(date) == Counts(room=1, screen=1, going=5, checked_in=True)
