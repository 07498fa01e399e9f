"""A guest says yes, is let in while the phone at the door has no network, and is in the report's numbers by themselves."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine

from eventhub.accounts.queries import find_by_email
from eventhub.events import queries as events
from eventhub.events.checkin import queries as door
from eventhub.events.checkin import rules
from eventhub.events.registration.queries import list_attending
from eventhub.events.workflow import O, S
from eventhub.jobs.clock import run_clock
from tests.factories import make_event, make_person
from tests.journeys.test_hybrid import Letterbox, post
from tests.support.going import make_going, open_registration


def test_from_the_guest_s_yes_to_the_report(given: Any, browser_of: Any, app: Any) -> None:
    box = Letterbox()
    with given():
        make_person(name="Olga", email="olga@example.org")
        event = make_event(status=S.PUBLISHED, organizer=find_by_email("olga@example.org"))
        open_registration(event, room_capacity=20)
        make_going(events.find_event(event.key), "Ben Bo", email="ben@example.net")
        key, starts, stamp = event.key, event.occurrences[0].starts_at, door.stamp_of(event.occurrences[0])
        ends = event.occurrences[0].ends_at

    guest = browser_of("")
    guest.open(f"/events/{key}/registration")
    guest.submit("/registration", seat="room", name="Ana Łoś", email="ana@example.net")
    guest.follow()
    post(app, box)
    guest.open(box.link("ana@example.net"))
    assert guest.submit("/confirmation").status_code == 303
    post(app, box)
    assert "You are going" in box.subjects("ana@example.net")[-1]

    with time_machine.travel(starts - timedelta(minutes=20), tick=True):
        olga = browser_of("olga@example.org")
        path = f"/events/{key}/check-in/{stamp}"
        olga.open(path)
        token = olga.find(r'data-token="([^"]+)"')
        with given():
            known = {row.name: row.registration.code for row in list_attending(events.find_event(key).id)}
        marks = olga.client.get(f"{path}/codes.json", base_url="https://hub.example").get_data(as_text=True)
        assert "Ana" not in marks
        assert known["Ana Łoś"] not in marks
        mark = rules.mark_of(rules.salt_of(key), known["Ana Łoś"])
        assert mark in marks
        # The phone has had no network for a quarter of an hour; now it sends what it kept, twice because the first answer was lost.
        kept = {"id": "phone-1", "mark": mark, "at": datetime.now(UTC).isoformat(), "source": "offline"}
        for _ in range(2):
            answer = olga.client.post(
                f"{path}/scans", base_url="https://hub.example", json={"items": [kept]},
                headers={"X-CSRFToken": token, "Accept": "application/json", "Referer": f"https://hub.example{path}"},
            )  # fmt: skip
            assert answer.status_code == 200

    with time_machine.travel(ends + timedelta(hours=1), tick=True):
        with app.app_context():
            run_clock()
        olga = browser_of("olga@example.org")
        olga.open(f"/events/{key}/report")
        if olga.last.status_code in {302, 303}:
            olga.follow()
        link = re.search(rf'href="(/events/{key}/report/[^"]+)"', olga.text)
        if link:
            olga.open(link[1])
        assert re.search(r'name="came_room"[^>]*value="1"', olga.text), "of the two who were going one came"
        olga.submit(olga.last.request.path, outcomes="Two new maintainers", then="send")
        with given():
            assert events.find_event(key).occurrences[0].status == O.REPORTED
