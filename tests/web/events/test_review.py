"""The review over HTTP: who may decide, who was quicker, what is said to whom, what the clock does."""

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from eventhub.accounts.models import Affiliation
from eventhub.accounts.permissions import Role
from eventhub.accounts.queries import find_by_email
from eventhub.core import audit
from eventhub.events import queries
from eventhub.events.rules.drafts import PublishRule
from eventhub.events.services import clockwork
from eventhub.events.services.review import add_remark
from eventhub.events.workflow import S
from tests.factories import make_community, make_event, make_holder, make_person, make_reviewer, outbox


@pytest.fixture
def people(given):
    """Olga organizes; Rashid and Rosa review in Germany; Lia is its liaison; Tess is of the team."""
    with given():
        make_person(name="Olga", email="olga@example.org")
        make_reviewer("DE", name="Rashid", email="rashid@example.org")
        make_reviewer("DE", name="Rosa", email="rosa@example.org")
        make_holder(Role.LIAISON, "DE", name="Lia", email="lia@example.org")
        make_holder(Role.TEAM, "001", name="Tess", email="tess@example.org")


@pytest.fixture
def event_in(given, people):
    """``event_in(S.IN_REVIEW)``: the key of an event of Olga's, in Rashid's hands where a state wants hands."""

    def made(state, **said):
        with given():
            organizer, reviewer = find_by_email("olga@example.org"), find_by_email("rashid@example.org")
            return make_event(status=state, organizer=organizer, reviewer=reviewer, **said).key

    return made


def status_of(given, key):
    with given():
        return queries.find_event(key).status


def post(browser, path, **values):
    """Send a form that no page offers, with a token that holds."""
    browser.open("/account/profile")
    token = browser.find(r'name="csrf_token"[^>]*value="([^"]+)"')
    browser.last = browser.client.post(path, base_url="https://hub.example", data={"csrf_token": token, **values},
                                       headers={"Referer": "https://hub.example/"})  # fmt: skip
    return browser.last


def actions(browser):
    """The steps and other things that the page's buttons do."""
    return sorted(set(re.findall(r'action="/events/\w{10}/((?:steps/)?[\w]+)"', browser.text)))


def test_a_second_click_on_approve_says_that_it_is_done(given, browser_of, event_in):
    key = event_in(S.IN_REVIEW)
    reviewer = browser_of("rashid@example.org")
    page = reviewer.open(f"/events/{key}/review").get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    answers = [
        reviewer.client.post(f"/events/{key}/steps/approve", base_url="https://hub.example", headers={"Referer": "https://hub.example/"},
                             data={"csrf_token": token, "from": "review"})
        for _ in range(2)
    ]  # fmt: skip

    assert [(answer.status_code, answer.location) for answer in answers] == [(303, f"/events/{key}/review")] * 2
    reviewer.open(f"/events/{key}/review")
    assert "You have done this already: it is now “Approved”." in reviewer.text
    with given():
        assert [entry.verb for entry in audit.list_entries(queries.find_event(key))].count("event.approve") == 1
        assert outbox() == [("event/approve", "olga@example.org")]


def test_of_two_reviewers_at_once_one_claims_and_the_other_reads_who_was_quicker(given, browser_of, event_in):
    key = event_in(S.SUBMITTED)
    browsers = {"Rashid": browser_of("rashid@example.org"), "Rosa": browser_of("rosa@example.org")}
    for browser in browsers.values():
        browser.open(f"/events/{key}/review")
    together = threading.Barrier(2)

    def claim(browser):
        together.wait()
        browser.submit("/steps/claim")

    threads = [threading.Thread(target=claim, args=(browser,)) for browser in browsers.values()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert [browser.last.status_code for browser in browsers.values()] == [303, 303]
    for browser in browsers.values():
        browser.follow()
    with given():
        event = queries.find_event(key)
        claims = [entry.actor_name for entry in audit.list_entries(event) if entry.verb == "event.claim"]
        assert (event.status, claims) == (S.IN_REVIEW, [event.reviewer.name])
        first = event.reviewer.name
    second = "Rosa" if first == "Rashid" else "Rashid"
    assert "It is yours to review." in browsers[first].text
    assert f"{first} was quicker: this is now “In review”." in browsers[second].text


def test_a_name_in_a_message_is_text_and_no_markup(given, browser_of, event_in):
    key = event_in(S.SUBMITTED)
    with given():
        make_reviewer("DE", name="<b onclick=x>Eve</b>", email="eve@example.org")
    eve, rosa = browser_of("eve@example.org"), browser_of("rosa@example.org")
    for browser in (eve, rosa):
        browser.open(f"/events/{key}/review")
    eve.submit("/steps/claim")
    rosa.submit("/steps/claim")
    rosa.follow()

    assert "&lt;b onclick=x&gt;Eve&lt;/b&gt; was quicker" in rosa.text
    assert "<b onclick" not in rosa.text


def test_nobody_decides_on_what_is_theirs(given, browser_of, people):
    with given():
        rosa = find_by_email("rosa@example.org")
        community = make_community(contacts=(rosa,))
        own = make_event(status=S.SUBMITTED, organizer=rosa, title="Own").key
        of_group = make_event(status=S.SUBMITTED, community=community, title="Of her group").key
        colleague = make_person(email="colleague@example.org")
        for person in (rosa, colleague):
            rosa_works = Affiliation(person_id=person.id, organization="Acme", organization_key="acme")
            from eventhub.core.db import db

            db.session.add(rosa_works)
        of_colleague = make_event(status=S.SUBMITTED, organizer=colleague, title="Of a colleague").key
        other = make_event(status=S.SUBMITTED, title="Of a stranger").key
    browser = browser_of("rosa@example.org")

    browser.open("/desk")
    assert re.findall(r'<p class="kind">To review</p>\s*<h\d><a href="/events/(\w+)/review"', browser.text) == [other]
    said = {}
    for key in (own, of_group, of_colleague):
        browser.open(f"/events/{key}/review")
        assert "steps/claim" not in actions(browser)
        assert post(browser, f"/events/{key}/steps/claim", **{"from": "review"}).status_code == 403
        said[key] = re.search(r'<div class="lede">(.*?)</div>', browser.text, re.DOTALL)[1].strip()
        assert status_of(given, key) is S.SUBMITTED
    assert said == {
        own: "You have a part in this yourself, so someone else decides.",
        of_group: "You have a part in this yourself, so someone else decides.",
        of_colleague: "You work for the same organization as an organizer, so someone else decides.",
    }


def test_a_liaison_reads_and_advises_but_has_no_button_to_decide(given, browser_of, event_in):
    keys = [event_in(S.SUBMITTED), event_in(S.IN_REVIEW)]
    liaison = browser_of("lia@example.org")

    for key in keys:
        assert liaison.open(f"/events/{key}/review").status_code == 200
        assert actions(liaison) == ["notes"]
        for name in ("claim", "approve", "decline", "release", "request_changes"):
            answer = post(liaison, f"/events/{key}/steps/{name}", reason="No.", points="One", **{"from": "review"})
            assert answer.status_code == 403
    assert [status_of(given, key) for key in keys] == [S.SUBMITTED, S.IN_REVIEW]
    assert post(liaison, f"/events/{keys[0]}/override", state="published", reason="x").status_code == 403


def test_a_reviewer_of_elsewhere_does_not_know_of_it(given, browser_of, event_in):
    key = event_in(S.SUBMITTED)
    with given():
        make_reviewer("PT", email="far@example.org")
    far = browser_of("far@example.org")

    assert far.open(f"/events/{key}/review").status_code == 404
    assert post(far, f"/events/{key}/steps/claim").status_code == 404


def test_declining_and_asking_for_changes_want_words(given, browser_of, event_in):
    key = event_in(S.IN_REVIEW)
    reviewer = browser_of("rashid@example.org")
    reviewer.open(f"/events/{key}/review")
    assert reviewer.submit("/steps/decline", reason="  \x07 ").status_code == 422
    assert "Please say why: the people concerned will read it." in reviewer.text
    assert reviewer.submit("/steps/request_changes", points=["", " "], reason="A word kept").status_code == 422
    assert "List at least one thing to change." in reviewer.text
    assert status_of(given, key) is S.IN_REVIEW
    with given():
        assert outbox() == []
        assert queries.find_event(key).points == []


def test_an_appeal_goes_to_another_reviewer(given, browser_of, event_in):
    key = event_in(S.IN_REVIEW)
    rashid, rosa, olga = (browser_of(f"{name}@example.org") for name in ("rashid", "rosa", "olga"))
    rashid.open(f"/events/{key}/review")
    rashid.submit("/steps/decline", reason="I could not find what it has to do with us.")
    olga.open(f"/events/{key}/manage")
    assert "I could not find what it has to do with us." in olga.text
    assert olga.submit("/steps/appeal", reason="").status_code == 422
    olga.submit("/steps/appeal", reason="It is all about us.")

    rashid.open(f"/events/{key}/review")
    assert "steps/claim" not in actions(rashid)
    assert post(rashid, f"/events/{key}/steps/claim").status_code == 403
    assert "You gave the first answer, so someone else gives the second." in rashid.text
    rashid.open("/desk")
    assert f"/events/{key}/review" not in rashid.text
    rosa.open(f"/events/{key}/review")
    assert "It is all about us." in rosa.text
    rosa.submit("/steps/claim")
    with given():
        assert queries.find_event(key).reviewer.name == "Rosa"


def test_an_appeal_after_14_days_is_too_late(given, browser_of, event_in):
    key = event_in(S.DECLINED, starts=datetime.now() + timedelta(days=90))
    olga = browser_of("olga@example.org")
    with given():
        queries.find_event(key).status_since = datetime.now(UTC) - timedelta(days=15)
    post(olga, f"/events/{key}/steps/appeal", reason="Please.")
    olga.follow()

    assert "The 14 days for a second reading are over." in olga.text
    assert status_of(given, key) is S.DECLINED


def test_private_notes_stay_among_reviewers_and_public_ones_reach_the_organizers(given, browser_of, event_in):
    key = event_in(S.IN_REVIEW)
    rashid, lia, olga = (browser_of(f"{name}@example.org") for name in ("rashid", "lia", "olga"))
    rashid.open(f"/events/{key}/review")
    rashid.submit("/notes", text="SECRET among us")
    lia.open(f"/events/{key}/review")
    assert "SECRET among us" in lia.text
    lia.submit("/notes", text="HELLO organizers", public="1")
    olga.open(f"/events/{key}/manage")
    assert "HELLO organizers" in olga.text
    olga.submit("/notes", text="THANKS reviewers", public=None)
    rashid.open(f"/events/{key}/review")
    assert "THANKS reviewers" in rashid.text

    for path in ("manage", "preview", "edit"):
        olga.open(f"/events/{key}/{path}")
        assert "SECRET" not in olga.text
    with given():
        assert sorted(outbox()) == [
            ("event/note", "olga@example.org"), ("event/note", "rashid@example.org"), ("event/note", "rashid@example.org"),
        ]  # fmt: skip


def test_an_organizer_who_says_they_come_from_the_review_page_does_not_get_it(given, browser_of, event_in):
    key = event_in(S.PUBLISHED)
    with given():
        add_remark(queries.find_event(key), "SECRET among us", actor=find_by_email("rashid@example.org"), public=False)
    olga = browser_of("olga@example.org")
    answer = post(olga, f"/events/{key}/steps/postpone", reason="", **{"from": "review"})

    assert answer.status_code == 422
    assert "SECRET" not in olga.text
    assert "Please say why: the people concerned will read it." in olga.text


def test_a_note_that_is_too_long_is_shown_again(browser_of, event_in):
    key = event_in(S.IN_REVIEW)
    for email, path in (("rashid@example.org", "review"), ("olga@example.org", "manage")):
        browser = browser_of(email)
        browser.open(f"/events/{key}/{path}")
        assert browser.submit("/notes", text="word " * 2_100).status_code == 422
        assert (
            '<p class="field-error" id="note-text-error">This is 10499 characters long; at most 10000 fit.</p>' in browser.text
        )
        assert browser.text.count("word word word") > 600


def test_the_team_overrides_with_a_reason_and_never_without(given, browser_of, event_in):
    key = event_in(S.DECLINED)
    team = browser_of("tess@example.org")
    team.open(f"/events/{key}/review")
    assert team.submit("/override", state="published", reason=" ").status_code == 422
    assert '<p class="field-error" id="override-error">Please say why: the people concerned will read it.</p>' in team.text
    assert '<option value="published" selected>' in team.text
    assert status_of(given, key) is S.DECLINED
    assert post(team, f"/events/{key}/override", state="heaven", reason="x").status_code == 422
    assert "There is no such state." in team.text

    team.open(f"/events/{key}/review")
    team.submit("/override", state="published", reason="A misunderstanding of ours.")
    team.follow()
    assert "Tess set it to “Published” for the team." in team.text
    assert "A misunderstanding of ours." in team.text
    assert team.client.get(f"/events/{key}-an-evening-in-berlin", base_url="https://hub.example").status_code == 200
    assert post(browser_of("rashid@example.org"), f"/events/{key}/override", state="declined", reason="x").status_code == 403


def test_a_later_change_of_place_is_looked_at_and_raises_sequence_and_a_typo_does_not(given, browser_of, event_in):
    key = event_in(S.PUBLISHED)
    olga, rashid = browser_of("olga@example.org"), browser_of("rashid@example.org")

    def state():
        with given():
            event = queries.find_event(key)
            return event.sequence, event.check_wanted_at is not None, event.check_reason

    begun = state()[0]
    olga.open(f"/events/{key}/edit")
    assert olga.submit("/edit", title="An evening in Berlin!").status_code == 303, olga.text
    assert state() == (begun, False, "")
    olga.open(f"/events/{key}/edit")
    olga.submit("/edit", venue="Another house")
    assert state() == (begun + 1, True, "venue")

    rashid.open("/desk")
    assert "Changed: Venue." in rashid.text
    rashid.open(f"/events/{key}/review")
    rashid.submit("/checks")
    assert state() == (begun + 1, False, "")
    assert post(browser_of("rosa@example.org"), f"/events/{key}/checks").status_code == 409
    assert post(olga, f"/events/{key}/checks").status_code == 403


def act_all(given, moment):
    """What the worker does at a moment, each thing in a transaction of its own."""
    with time_machine.travel(moment, tick=False):
        with given():
            due = {name: list(ids) for name, ids in clockwork.find_due(moment).items()}
        for name, ids in due.items():
            for record_id in ids:
                with given():
                    clockwork.act(name, record_id)
    return {name: len(ids) for name, ids in due.items() if ids}


@pytest.mark.parametrize(("rule", "after", "state"), [
    (PublishRule.AT_ONCE, timedelta(0), S.PUBLISHED), (PublishRule.BY_HAND, timedelta(days=4), S.APPROVED),
    (PublishRule.AT_TIME, timedelta(hours=23), S.APPROVED), (PublishRule.AT_TIME, timedelta(hours=25), S.PUBLISHED),
])  # fmt: skip
def test_what_is_approved_goes_out_as_the_organizers_chose(given, event_in, rule, after, state):
    now = datetime.now(UTC)
    key = event_in(S.APPROVED, publish_rule=rule, publish_at=now + timedelta(days=1) if rule == PublishRule.AT_TIME else None)
    act_all(given, now + after)

    assert status_of(given, key) is state


def test_two_reminders_then_the_next_in_line_then_silence(given, event_in):
    event_in(S.SUBMITTED, starts=datetime.now() + timedelta(days=90))
    now = datetime.now(UTC)
    told = []
    for day in (2, 4, 8, 12, 16, 20):
        act_all(given, now + timedelta(days=day))
        with given():
            told.append([address for notice, address in outbox() if notice == "event/reminder"][sum(map(len, told)) :])

    both = ["rashid@example.org", "rosa@example.org"]
    assert told == [[], both, both, ["tess@example.org"], [], []]


def test_what_waits_for_changes_is_a_draft_again_after_30_days(given, event_in):
    key = event_in(S.CHANGES_REQUESTED, starts=datetime.now() + timedelta(days=90))
    now = datetime.now(UTC)
    act_all(given, now + timedelta(days=29))
    assert status_of(given, key) is S.CHANGES_REQUESTED
    act_all(given, now + timedelta(days=31))

    with given():
        event = queries.find_event(key)
        assert (event.status, event.reviewer_id) == (S.DRAFT, None)
        assert ("event/lapse", "olga@example.org") in outbox()


def test_an_approved_event_whose_date_is_over_says_why_it_cannot_go_out(given, browser_of, event_in):
    key = event_in(S.APPROVED, starts=datetime.now() - timedelta(days=2))
    olga = browser_of("olga@example.org")
    olga.open(f"/events/{key}/manage")
    assert "This date is over. When does it take place?" in olga.text
    assert "steps/publish" not in actions(olga)
    assert post(olga, f"/events/{key}/steps/publish").status_code == 422
    assert "This date is over. When does it take place?" in olga.text


def test_a_step_that_is_none_and_one_that_is_not_due_change_nothing(given, browser_of, event_in):
    key = event_in(S.DRAFT)
    olga = browser_of("olga@example.org")
    for name in ("fly", "publish", "lapse"):
        assert post(olga, f"/events/{key}/steps/{name}").status_code in {303, 403}
    assert status_of(given, key) is S.DRAFT


def test_the_fast_lane_is_for_contacts_of_an_official_community(given, browser_of, people):
    with given():
        olga = find_by_email("olga@example.org")
        official, listed = make_community(official=True, contacts=(olga,)), make_community(contacts=(olga,))
        others = make_community(official=True)
        keys = {name: make_event(organizer=olga, community=group).key
                for name, group in (("official", official), ("listed", listed), ("others", others), ("none", None))}  # fmt: skip
    browser = browser_of("olga@example.org")
    offered = {}
    for name, key in keys.items():
        browser.open(f"/events/{key}/edit")
        offered[name] = "fast_publish" in re.findall(r'name="then" value="(\w+)"', browser.text)
    assert offered == {"official": True, "listed": False, "others": False, "none": False}

    for name in ("listed", "others", "none"):
        assert post(browser, f"/events/{keys[name]}/steps/fast_publish").status_code == 403
        assert status_of(given, keys[name]) is S.DRAFT
    browser.open(f"/events/{keys['official']}/edit")
    browser.submit("/edit", then="fast_publish")
    assert status_of(given, keys["official"]) is S.PUBLISHED


@pytest.mark.parametrize("rows", [1, 5])
def test_the_queue_costs_the_same_with_many_rows(given, browser_of, people, rows):
    from tests.support.queries import count_queries

    with given():
        for number in range(rows):
            make_event(status=S.SUBMITTED, title=f"Event {number}", community=make_community())
    rashid = browser_of("rashid@example.org")
    rashid.open("/events/review")
    with count_queries() as asked:
        rashid.open("/events/review")

    assert len(re.findall(r'class="tone-\w+">', rashid.text)) >= rows
    assert len(asked) == 20, asked


def test_the_trail_and_the_queue_hold_no_address(given, browser_of, event_in):
    key = event_in(S.SUBMITTED)
    rashid = browser_of("rashid@example.org")
    rashid.open(f"/events/{key}/review")
    rashid.submit("/steps/claim")
    for path in (f"/events/{key}/review", "/events/review"):
        rashid.open(path)
        assert "Olga" in rashid.text
        assert not re.findall(r"\w+@example\.org", rashid.text)
