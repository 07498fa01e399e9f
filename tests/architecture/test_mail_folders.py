"""Every step that tells someone has its mail folder, and every folder says something to each of its audiences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from eventhub import EventHub, wiring
from eventhub.communities.workflow import STANDING, Standing
from eventhub.core.workflow import machines
from eventhub.events.rules.changes import CHECKED
from eventhub.events.workflow import EVENT, S
from eventhub.mail import render

FOLDERS = Path(render.__file__).parent.parent / "templates" / "mail"
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)

# Notices that are no step, and the parties they are for ("" where there is one reader).
OTHERS = {
    "event/reminder": ("organizers", "reviewer", "reviewers", "team"),
    "event/changed": ("organizers",),
    "event/note": ("organizers", "reviewer"),
    "occurrence/ask_report": ("organizers",),
    "ownership/invite": ("",),
    "ownership/invite_community": ("",),
    "ownership/left": ("organizers",),
    "ownership/uncohosted": ("organizers",),
    "ownership/help": ("team",),
    "call/answers": ("organizers",),
    "call/reviewer": ("",),
    "proposal/answer": ("speakers",),
    "proposal/off": ("speakers",),
    "proposal/reminder": ("speakers", "organizers"),
    "proposal/schedule": ("",),
    "speaker/invitation": ("",),
    "registration/confirm": ("",),
    "registration/known": ("",),
    "registration/go": ("",),
    "registration/wait": ("",),
    "registration/request": ("",),
    "registration/promote": ("",),
    "registration/change": ("",),
    "registration/cancel": ("",),
    "registration/remove": ("",),
    "registration/decline": ("",),
    "registration/moved": ("",),
    "registration/reminder": ("",),
    "task/due": ("",),
    "digest/news": ("",),
    "source/sent": ("reviewers",),
    "account/confirm": ("",),
    "account/known": ("",),
    "account/reset": ("",),
    "account/password_changed": ("",),
}

EVENT_FACTS = {
    "title": "Ein Abend <über> Städte", "key": "abcdefghij", "slug": "ein-abend", "zone": "Europe/Lisbon", "city": "Lisboa",
    "starts": "2026-12-03T19:00:00+00:00", "state": "in_review", "points": ["Where is it?", "Who is it for?\nSay it."],
    "reason": "It is too far away.\nReally.", "actor": "Ana & Bo",
}  # fmt: skip
MORE_FACTS = {
    "event/reminder": {"by": "2026-11-29T12:00:00+00:00", "since": "2026-11-19T12:00:00+00:00"},
    "event/changed": {"changed": sorted(CHECKED)},
    "event/note": {"note": "Shall we move it?"},
    "registration/moved": {
        "changed": ["venue"],
        "more": 2,
        "dates": [
            {
                "before": {
                    "starts": "2026-12-03T19:00:00+00:00",
                    "zone": "Europe/Lisbon",
                    "status": "scheduled",
                    "place": "Hall",
                },
                "after": after,
            }
            for after in (
                None,
                *(
                    {
                        "starts": f"2026-12-0{n}T19:00:00+00:00",
                        "zone": "Europe/Lisbon",
                        "status": status,
                        "place": "Park & <Ride>",
                    }
                    for n, status in ((3, "cancelled"), (3, "postponed"), (4, "scheduled"), (3, "scheduled"))
                ),
            )
        ],
    },
}
_SAID = {"title": "Suppe & <Brot>", "event": "Nordlicht", "reason": "There were four.\nReally.", "actor": "Ana & Bo"}
PROGRAMME_FACTS = {
    "call": {"title": "Nordlicht", "key": "abcdefghij", "slug": "nordlicht", "by": "2026-12-20T12:00:00+00:00", "reason": "", "actor": "Ana & Bo"},
    "proposal": {**_SAID, "key": "abcdefghij", "event_key": "bcdefghijk", "by": "2026-12-20T12:00:00+00:00"},
    "speaker": {"title": "Suppe & <Brot>", "event": "Nordlicht", "actor": "Ana & Bo", "token": "a.token-of_letters"},
    "proposal/answer": {"name": "Cora", "agrees": True},
    "proposal/reminder": {"since": "2026-11-19T12:00:00+00:00"},
    "proposal/schedule": {"event": "Nordlicht", "event_key": "bcdefghijk", "number": 2, "note": "Come early.\nPlease.", "lines": [
        {"what": what, "title": "Suppe & <Brot>", "starts": "2026-12-03T19:00:00+00:00", "zone": "Europe/Lisbon", "room": room}
        for what, room in (("added", "Hall"), ("moved", ""), ("cancelled", ""))
    ]},
}  # fmt: skip
COMMUNITY_FACTS = {
    "title": "Pythonistas & Friends",
    "key": "abcdefghij",
    "slug": "pythonistas",
    "reason": "You did a lot.",
    "actor": "Ana",
}
AFTERWARDS_FACTS = {
    "occurrence": {"title": "Nordlicht & <Brot>", "key": "abcdefghij", "starts": "2026-12-03T19:00:00+00:00", "zone": "Europe/Lisbon",
                   "again": False, "series": True, "actor": "", "reason": ""},
    "ownership": {"title": "Nordlicht & <Brot>", "key": "abcdefghij", "slug": "nordlicht", "own_key": "bcdefghijk", "community": "",
                  "hands_over": True, "message": "You know the house.\nReally.", "inviter": "Olga", "actor": "Ana & Bo", "reason": ""},
    "ownership/invite": {"token": "a.token-of_letters"},
    "ownership/invite_community": {"community": "Rust & Friends"},
    "ownership/uncohosted": {"community": "Rust & Friends"},
}  # fmt: skip
REGISTRATION_FACTS = {
    "title": "Nordlicht & <Brot>", "key": "abcdefghij", "slug": "nordlicht", "zone": "Europe/Lisbon", "starts": "2026-12-03T19:00:00+00:00",
    "whole_series": True, "seat": "room", "door": "a.token-of_letters", "state": "going", "place": "c-base, Berlin", "join_url": "",
    "room_note": "Ring at the back door.", "reason": "You asked us to.\nReally.", "actor": "Ana & Bo", "approved": True,
}  # fmt: skip
TASK_FACTS = {"key": "abcdefghij", "tasks": [
    {"text": "Kuchen & <Brot>", "title": "Nordlicht", "due": "2026-11-22T10:00:00+00:00"},
    {"text": "Gruppen einladen", "title": "Nordlicht", "due": "2026-11-20T10:00:00+00:00"},
]}  # fmt: skip
DIGEST_FACTS = {
    "weekly": True, "unsubscribe": "abcdefghij.seal", "new_more": 1, "changed_more": 0, "soon_more": 3, **{
        part: [{"title": "Suppe & <Brot>", "key": "abcdefghij", "slug": "suppe", "starts": "2026-12-03T19:00:00+00:00",
                "zone": "Europe/Lisbon", "city": city, "state": state} for city, state in rows]
        for part, rows in {"new": [("Lisboa", "")], "changed": [("", "cancelled"), ("A & <B>", "postponed")], "soon": [("", "")]}.items()
    },
}  # fmt: skip
LISTS = {"digest/news"}
"""Notices that link to each event they list, and at the end to the page that is theirs."""
SOURCE_FACTS = {
    "title": "Abende & <Brot>", "key": "abcdefghij", "place": "https://example.org/a.ics", "community": "Rust & Friends",
    "community_key": "bcdefghijk", "community_slug": "rust", "reason": "Two were wrong.\nReally.", "actor": "Ana & Bo", "count": 3,
}  # fmt: skip
ACCOUNT_FACTS = {"name": "Bo", "token": "a.token-of_letters"}


def told_steps() -> Iterator[tuple[str, str]]:
    assert wiring.MODULES, "wiring imports the domains, which bind their machines"
    for machine, _model in machines:
        for step in machine.steps:
            yield from ((f"{machine.subject}/{step.name}", party) for party in step.tells)


NOTICES = sorted({*told_steps(), *((notice, party) for notice, parties in OTHERS.items() for party in parties)})


def facts_of(notice: str) -> dict[str, Any]:
    """What the row of such a notice holds: no more, so that a template can't lean on facts of others."""
    subject, _slash, name = notice.partition("/")
    if subject in AFTERWARDS_FACTS:
        return {**AFTERWARDS_FACTS[subject], **AFTERWARDS_FACTS.get(notice, {})}
    if subject in PROGRAMME_FACTS:
        return {**PROGRAMME_FACTS[subject], **PROGRAMME_FACTS.get(notice, {})}
    if subject in {"task", "source"}:
        return TASK_FACTS if subject == "task" else SOURCE_FACTS
    if subject == "digest":
        return DIGEST_FACTS
    if subject == "registration":
        return {**REGISTRATION_FACTS, **MORE_FACTS.get(notice, {})}
    if subject == "event":
        state = EVENT.step(name).target if EVENT.has(name) else S.IN_REVIEW
        return {**EVENT_FACTS, "state": state.value, **MORE_FACTS.get(notice, {})}
    return COMMUNITY_FACTS if subject == "community" else ACCOUNT_FACTS


def say(app: EventHub, notice: str, audience: str, **changes: Any) -> render.Parts:
    render.bind(render.House("EventHub <hub@hub.example>", "EventHub", ("en", "de", "es", "ar")))
    reader = render.Reader(address="bo@example.org", name="Bo <Ba>", locale=changes.pop("locale", "en"), zone="Europe/Berlin")
    with app.app_context():
        return render.render(notice, audience, {**facts_of(notice), **changes}, reader=reader, at=AT)


class Words(HTMLParser):
    """What a page says, its addresses, and the names of its elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.hrefs, self.tags = "", [], []
        self._head = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._head = self._head or tag == "head"
        self.hrefs += [value for name, value in attrs if name in {"href", "src", "action", "background", "srcset"}]

    def handle_endtag(self, tag: str) -> None:
        self._head = self._head and tag != "head"

    def handle_data(self, data: str) -> None:
        self.text += "" if self._head else f"{data}"


def plain(text: str) -> str:
    """Words without the marks that only text mails need."""
    return re.sub(r"\s+", "", re.sub(r"^(> ?|- |--$|\d+\. )", "", text, flags=re.MULTILINE))


def test_the_walk_sees_the_machines_that_there_are():
    assert {"event/submit", "event/publish_due", "community/archive"} <= {notice for notice, _party in NOTICES}
    assert len(NOTICES) >= 69


@pytest.mark.parametrize(("notice", "audience"), NOTICES)
def test_every_notice_has_a_folder(notice, audience):
    assert render.has_folder(notice, audience), f"templates/mail/{notice}/ lacks a part for {audience or 'its reader'}"


def test_a_notice_without_a_folder_is_found():
    assert not render.has_folder("event/celebrate", "organizers")


def test_no_folder_is_left_over():
    known = {notice for notice, _party in NOTICES}
    there = {f"{folder.parent.name}/{folder.name}" for folder in FOLDERS.glob("*/*") if folder.is_dir()}

    assert there == known


def test_no_file_is_for_an_audience_that_is_never_told():
    told = {(notice, party) for notice, party in NOTICES} | {(notice, "") for notice, _party in NOTICES}
    there = {
        (f"{file.parent.parent.name}/{file.parent.name}", file.name.rpartition("body.")[0].rpartition("subject.")[0].strip("."))
        for file in FOLDERS.glob("*/*/*.*")
    }

    assert there - told == set()


@pytest.mark.parametrize(("notice", "audience"), NOTICES)
def test_every_notice_says_the_same_in_text_and_in_html(shared_app, notice, audience):
    said = say(shared_app, notice, audience)
    html = Words(said.html)

    assert said.subject
    assert plain(html.text) == plain(said.text)


@pytest.mark.parametrize(("notice", "audience"), NOTICES)
def test_every_notice_links_to_one_page_of_ours_and_loads_nothing(shared_app, notice, audience):
    said = say(shared_app, notice, audience)
    html = Words(said.html)

    assert len(html.hrefs) == 1 or notice in LISTS
    assert all(href.startswith("https://hub.example/") for href in html.hrefs)
    assert re.findall(r"https?://\S+", said.text) == html.hrefs
    assert set(html.tags) <= {"html", "head", "meta", "title", "body", "p", "bdi", "br", "a", "blockquote", "ol", "ul", "li"}
    assert "url(" not in said.html


@pytest.mark.parametrize(("notice", "audience", "one", "says"), [
    ("task/due", "", {"tasks": TASK_FACTS["tasks"][:1]}, "To do for your event: Kuchen & <Brot>"),
    ("source/sent", "reviewers", {"count": 1}, "To review: an event from Abende & <Brot>"),
])  # fmt: skip
def test_what_there_is_one_of_is_named(shared_app, notice, audience, one, says):
    assert say(shared_app, notice, audience, **one).subject == says


@pytest.mark.parametrize(("notice", "audience"), NOTICES)
def test_no_notice_shouts_or_needs_what_the_clock_does_not_give(shared_app, notice, audience):
    said = (
        say(shared_app, notice, audience, points=[], starts="")
        if notice.startswith("event/")
        else say(shared_app, notice, audience)
    )

    assert "!" not in said.subject + said.text.replace("<!doctype", "")
    assert "\n\n\n" not in said.text


@pytest.mark.parametrize("state", sorted(state for state, said in EVENT.states.items() if said.remind_after))
def test_a_reminder_can_be_rendered_for_every_state_that_reminds(shared_app, state):
    said = EVENT.states[state]

    for party in filter(None, (said.turn, said.escalate_to)):
        assert "Thursday, November 19" in say(shared_app, "event/reminder", party, state=state.value).text


@pytest.mark.parametrize(("notice", "audience"), NOTICES)
def test_the_language_and_the_direction_stand_in_the_html(shared_app, notice, audience):
    assert '<html lang="ar" dir="rtl">' in say(shared_app, notice, audience, locale="ar").html


def test_a_promise_counts_from_the_row_and_says_the_day():
    assert EVENT.states[S.SUBMITTED].answer_within == timedelta(days=7)
    assert STANDING.states[Standing.OFFICIAL].answer_within is None


def test_submitting_promises_the_reviewers_answer_to_the_organizers(shared_app):
    assert "you hear by Sunday, November 29." in say(shared_app, "event/submit", "organizers").text
