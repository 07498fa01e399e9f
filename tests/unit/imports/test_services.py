"""Calendar files into drafts: what a draft says, what is known already, what stays out, and stopping half-way."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine

from eventhub.accounts.queries import find_by_email
from eventhub.communities.models import CommunityKind
from eventhub.core.audit import AuditEntry
from eventhub.core.db import db, transaction
from eventhub.core.errors import Refused
from eventhub.core.generations import TURNS, Generation
from eventhub.events.models import Event, EventOrganizer, Listing, Occurrence
from eventhub.events.queries import get_event_by_id
from eventhub.events.rules.drafts import Mode
from eventhub.events.services import editing, review
from eventhub.events.workflow import S
from eventhub.imports import services
from eventhub.imports.pictures import WantedPicture
from eventhub.imports.sources import batches, plan, writing
from eventhub.imports.sources.models import Source
from tests.factories import make_community, make_draft, make_format, make_person

SAMPLES = Path(__file__).parents[2] / "data" / "ics"
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
TABLES = (Event, Occurrence, EventOrganizer, AuditEntry)


@pytest.fixture(autouse=True)
def at_a_fixed_time():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def home(given, app):
    """The key of a community in Berlin that Ada speaks for; the context stays open, no transaction does."""
    with given():
        make_format("meetup")
        make_format("online-meetup")
        ada = make_person(name="Ada", email="ada@example.org")
        key = make_community(
            contacts=(ada,), city="Berlin", zone="Europe/Berlin", languages=["de", "en"], source_language="de"
        ).key
    with app.app_context():
        yield key


def calendar(*events: str, head: str = "") -> bytes:
    bodies = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{bodies}END:VCALENDAR\n".encode()


def event(*lines: str, uid: str = "one", title: str = "Talk", start: str = "DTSTART;TZID=Europe/Berlin:20270501T190000") -> str:
    return "\n".join([f"UID:{uid}", f"SUMMARY:{title}", start, "DURATION:PT2H", *lines])


def bring_in(home: str, data: bytes, source: str = "our.ics", **how):
    return services.import_calendar(data, source=source, target=services.get_target(home), **how)


def counts(report) -> tuple[int, int, int, int]:
    return report.new, report.same, report.updated, report.skipped.count


def reasons(report) -> list[str]:
    return [remark.why for remark in report.skipped.kept]


def doubts(report) -> list[str]:
    return [remark.why for remark in report.doubts.kept]


def all_events() -> list[Event]:
    db.session.rollback()
    return [get_event_by_id(id_) for id_ in db.session.scalars(sa.select(Event.id).order_by(Event.id))]


def the_event() -> Event:
    (found,) = all_events()
    return found


def rows_of(*models) -> list[int]:
    return [db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0 for model in models]


# What a draft says


def test_an_event_becomes_a_draft_of_the_community(home):
    report = bring_in(home, calendar(event(
        "DESCRIPTION:Bring\\na laptop", "LOCATION:c-base\\, Rungestr. 20", "GEO:52.51;13.42", "URL:https://example.org/talk",
    )))  # fmt: skip

    found = the_event()
    assert counts(report) == (1, 0, 0, 0)
    assert (found.status, found.title, found.description, found.slug) == (S.DRAFT, "Talk", "Bring\na laptop", "talk")
    assert (found.venue, found.city, found.country, found.lat, found.lon) == (
        "c-base, Rungestr. 20",
        "Berlin",
        "DE",
        52.51,
        13.42,
    )
    assert (found.mode, found.registration_url, found.join_url) == (Mode.IN_PERSON, "https://example.org/talk", "")
    assert (found.region_code, found.languages, found.source_language) == ("DE", ["de", "en"], "de")
    assert (found.community.key, found.format.slug, found.source_uid) == (home, "meetup", "one")
    assert db.session.execute(sa.select(Source.place).where(Source.key == found.source)).scalar() == "our.ics"
    assert [organizer.person.name for organizer in found.organizers] == ["Ada"]
    assert (found.occurrence.starts_at, found.occurrence.ends_at) == (
        datetime(2027, 5, 1, 17, tzinfo=UTC), datetime(2027, 5, 1, 19, tzinfo=UTC),
    )  # fmt: skip
    assert (found.occurrence.wall_start, found.occurrence.zone) == (datetime(2027, 5, 1, 19), "Europe/Berlin")


def test_a_draft_leaves_one_trace_and_nothing_that_the_public_reads(home):
    public = sa.select(Generation.scope, Generation.page, Generation.calendar).where(Generation.scope != TURNS)
    before = db.session.execute(public).all()

    bring_in(home, calendar(event()))

    found = the_event()
    entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.subject == "event")).all()
    assert [(entry.verb, entry.subject_id, entry.data["source"]) for entry in entries] == [
        ("event.page.import", found.id, "our.ics")
    ]
    assert rows_of(Listing) == [0]
    assert db.session.execute(public).all() == before


@pytest.mark.parametrize(("lines", "mode", "venue", "fmt"), [
    (("LOCATION:c-base",), Mode.IN_PERSON, "c-base", "meetup"),
    (("CONFERENCE:https://meet.example/x",), Mode.ONLINE, "", "online-meetup"),
    (("LOCATION:https://meet.example/x",), Mode.ONLINE, "", "online-meetup"),
    (("CONFERENCE:https://meet.example/x", "LOCATION:c-base"), Mode.HYBRID, "c-base", "meetup"),
    (("LOCATION:Online: https://zoom.us/j/1?pwd=2",), Mode.ONLINE, "", "online-meetup"),
    (("LOCATION:Online",), Mode.ONLINE, "", "online-meetup"),
    ((), Mode.IN_PERSON, "", "meetup"),
])  # fmt: skip
def test_the_mode_follows_from_place_and_link(home, lines, mode, venue, fmt):
    bring_in(home, calendar(event(*lines)))

    found = the_event()
    assert (found.mode, found.venue, found.format.slug) == (mode, venue, fmt)


def test_without_a_place_an_online_community_meets_online(home, given):
    with given():
        community = make_community(contacts=(make_person(),), region="001")
        community.kind = CommunityKind.ONLINE
        key = community.key

    bring_in(key, calendar(event()))

    assert (the_event().mode, the_event().country, the_event().city) == (Mode.ONLINE, "", "")


@pytest.mark.parametrize("line", [
    "CONFERENCE:https://zoom.us/j/77", "URL:https://us02web.zoom.us/j/77", "LOCATION:c-base or https://zoom.us/j/77",
    "DESCRIPTION:Join (https://zoom.us/j/77). Bring cake.", "X-GOOGLE-CONFERENCE:https://meet.google.com/abc",
    "DESCRIPTION:Join at us02web.zoom.us/j/77", "LOCATION:zoom.us/j/77", "DESCRIPTION:https://ZOOM.us./j/77",
])  # fmt: skip
def test_links_for_joining_stay_private(home, line):
    bring_in(home, calendar(event(line)))

    found = the_event()
    assert found.join_url.endswith(("/j/77", "/abc"))
    assert found.join_public is False
    assert not any("zoom" in text or "google" in text for text in (found.description, found.venue, found.registration_url))


def test_a_link_for_joining_in_the_text_is_reported_and_the_rest_of_the_text_stays(home):
    report = bring_in(home, calendar(event("DESCRIPTION:Join (https://zoom.us/j/77). See https://example.org/a.")))

    assert the_event().description == "Join (…). See https://example.org/a."
    assert doubts(report) == ["join_link_moved"]


@pytest.mark.parametrize("link", ["https://zoom.us/j/77?pwd=secret", "Zoom.us/j/77?pwd=secret"])
def test_a_link_for_joining_in_the_title_stays_private_too(home, link):
    report = bring_in(home, calendar(event(title=f"At {link}")))

    found = the_event()
    assert found.title == "At …"
    assert (found.join_url.casefold(), found.join_public) == ("https://zoom.us/j/77?pwd=secret", False)
    assert doubts(report) == ["join_link_moved"]


def test_a_link_with_a_password_in_it_does_not_come_in(home):
    report = bring_in(home, calendar(event("URL:https://ada:secret@example.org/a")))

    assert (the_event().registration_url, doubts(report)) == ("", ["link_dropped"])


def test_what_only_looks_like_a_link_for_joining_stays_in_the_text(home):
    text = "See https://example.org/zoom.us/j/1 and ada@zoom.us/x and notzoom.us/j/1 and zoom.us"

    bring_in(home, calendar(event(f"DESCRIPTION:{text}")))

    assert (the_event().description, the_event().join_url) == (text, "")


def test_whole_days_keep_their_days_in_the_communitys_zone(home):
    data = b"BEGIN:VEVENT\nUID:a\nSUMMARY:Fair\nDTSTART;VALUE=DATE:20270710\nDTEND;VALUE=DATE:20270712\nEND:VEVENT\n"

    bring_in(home, data)

    found = the_event()
    assert (found.all_day, found.zone) == (True, "Europe/Berlin")
    assert (found.occurrence.wall_start, found.occurrence.wall_end) == (datetime(2027, 7, 10), datetime(2027, 7, 12))
    assert found.occurrence.starts_at == datetime(2027, 7, 9, 22, tzinfo=UTC)


@pytest.mark.parametrize(("start", "zone", "wall", "instant"), [
    ("DTSTART:20270501T170000Z", "Europe/Berlin", datetime(2027, 5, 1, 19), datetime(2027, 5, 1, 17, tzinfo=UTC)),
    ("DTSTART:20270501T190000", "Europe/Berlin", datetime(2027, 5, 1, 19), datetime(2027, 5, 1, 17, tzinfo=UTC)),
    ("DTSTART;TZID=Asia/Tokyo:20270501T190000", "Asia/Tokyo", datetime(2027, 5, 1, 19), datetime(2027, 5, 1, 10, tzinfo=UTC)),
    ("DTSTART:20270328T023000", "Europe/Berlin", datetime(2027, 3, 28, 3, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
])  # fmt: skip
def test_times_without_a_zone_mean_the_communitys(home, start, zone, wall, instant):
    bring_in(home, calendar(event(start=start)))

    found = the_event()
    assert (found.zone, found.occurrence.wall_start, found.occurrence.starts_at) == (zone, wall, instant)


def test_somewhere_else_is_not_in_the_communitys_city(home):
    bring_in(home, calendar(event("LOCATION:Hall", start="DTSTART;TZID=Asia/Tokyo:20270501T190000")))

    assert (the_event().city, the_event().country) == ("", "")


@pytest.mark.parametrize(("lines", "start", "place"), [
    (("LOCATION:Hall",), ":20270501T190000Z", ("Berlin", "DE", "Europe/Berlin")),
    (("LOCATION:c-base\\, Rungestr. 20\\, 10179 Berlin",), ":20270501T190000Z", ("Berlin", "DE", "Europe/Berlin")),
    (("LOCATION:Rua Augusta 1\\, 1100 Lisboa\\, Portugal",), ":20270501T190000Z", ("", "", "Europe/Berlin")),
    (("LOCATION:Rua Augusta 1", "GEO:38.71;-9.14"), ":20270501T190000Z", ("", "", "Europe/Lisbon")),
    (("LOCATION:Rua Augusta 1", "GEO:38.71;-9.14"), ":20270501T190000", ("", "", "Europe/Lisbon")),
    (("LOCATION:Sanssouci", "GEO:52.40;13.04"), ":20270501T190000Z", ("Berlin", "DE", "Europe/Berlin")),
    (("LOCATION:Marienplatz", "GEO:48.14;11.58"), ";TZID=Europe/Berlin:20270501T190000", ("", "", "Europe/Berlin")),
    (("LOCATION:At sea", "GEO:0;-140"), ":20270501T190000Z", ("", "", "Europe/Berlin")),
])  # fmt: skip
def test_a_place_elsewhere_is_not_given_the_communitys_city_nor_its_time(home, lines, start, place):
    bring_in(home, calendar(event(*lines, start=f"DTSTART{start}")))

    assert (the_event().city, the_event().country, the_event().zone) == place


@pytest.mark.parametrize(("address", "place"), [
    ({"addressLocality": "Lisbon", "addressCountry": "PT"}, ("Lisbon", "PT", "Europe/Lisbon")),
    ({"addressLocality": "Lisbon", "addressCountry": "Portugal"}, ("Lisbon", "PT", "Europe/Lisbon")),
    ({"addressLocality": "Zürich", "addressCountry": {"@type": "Country", "name": "Schweiz"}}, ("Zürich", "CH", "Europe/Zurich")),
    ({"addressLocality": "Berlin"}, ("Berlin", "DE", "Europe/Berlin")),
    ({"addressLocality": "Nowhere at all", "addressCountry": "XQ"}, ("Nowhere at all", "", "Europe/Berlin")),
    ({"streetAddress": "Rungestr. 20"}, ("Berlin", "DE", "Europe/Berlin")),
])  # fmt: skip
def test_the_city_that_a_page_names_counts(home, address, place):
    said = {"@context": "https://schema.org", "@type": "Event", "name": "Talk", "startDate": "2027-05-01T19:00:00+01:00",
            "endDate": "2027-05-01T21:00:00+01:00", "location": {"@type": "Place", "name": "Hall", "address": address}}  # fmt: skip
    page = f'<!doctype html><script type="application/ld+json">{json.dumps(said)}</script>'.encode()
    bring_in(home, page, source="https://example.org/talk")

    assert (the_event().city, the_event().country, the_event().zone) == place


def test_a_series_comes_in_whole(home):
    changed = event("RECURRENCE-ID;TZID=Europe/Berlin:20270316T190000", "LOCATION:Park",
                    start="DTSTART;TZID=Europe/Berlin:20270317T190000", title="Walk")  # fmt: skip
    off = event(
        "RECURRENCE-ID;TZID=Europe/Berlin:20270413T190000",
        "STATUS:CANCELLED",
        start="DTSTART;TZID=Europe/Berlin:20270413T190000",
    )
    bring_in(home, calendar(
        event("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "EXDATE;TZID=Europe/Berlin:20270330T190000",
              "RDATE;TZID=Europe/Berlin:20270402T180000", start="DTSTART;TZID=Europe/Berlin:20270105T190000"), changed, off,
    ))  # fmt: skip

    found = the_event()
    assert (found.rule, found.rule_start, found.rule_end) == (
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", datetime(2027, 1, 5, 19), datetime(2027, 1, 5, 21),
    )  # fmt: skip
    assert (found.excluded, found.source_note) == (["2027-03-30T19:00:00"], "")
    rows = [
        (f"{o.original_wall:%m-%d}", f"{o.wall_start:%m-%d %H:%M}", o.status.value, o.added, o.own) for o in found.occurrences
    ]
    assert rows[:5] == [
        ("03-02", "03-02 19:00", "scheduled", False, {}),
        ("03-16", "03-17 19:00", "scheduled", False, {"title": "Walk", "venue": "Park"}),
        ("04-02", "04-02 18:00", "scheduled", True, {}),
        ("04-13", "04-13 19:00", "cancelled", False, {}),
        ("04-27", "04-27 19:00", "scheduled", False, {}),
    ]
    assert found.occurrences[-1].wall_start == datetime(2028, 8, 29, 19)


def test_a_changed_date_without_its_series_is_known_by_its_date(home):
    one = event("RECURRENCE-ID:20270501T170000Z")
    other = event("RECURRENCE-ID:20270508T170000Z", start="DTSTART;TZID=Europe/Berlin:20270509T190000")

    bring_in(home, calendar(one, other))

    assert {found.source_uid for found in all_events()} == {
        "one#2027-05-01T17:00:00+00:00", "one#2027-05-08T17:00:00+00:00",
    }  # fmt: skip
    assert counts(bring_in(home, calendar(one, other))) == (0, 2, 0, 0)


# Again


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.glob("*.ics")))
def test_a_file_of_another_program_comes_in_once_however_often_it_is_read(home, name):
    data = (SAMPLES / name).read_bytes()

    first = bring_in(home, data, past=True)
    second = bring_in(home, data, past=True)

    assert first.total == second.total == first.new + first.skipped.count
    assert set(reasons(first)) <= {"cancelled", "bad_rule", "over"}
    assert counts(second) == (0, first.new, 0, first.skipped.count)
    assert rows_of(Event, EventOrganizer) == [first.new] * 2
    assert rows_of(Occurrence)[0] >= first.new


def test_a_draft_nobody_touched_follows_the_source(home):
    bring_in(home, calendar(event()))
    before = the_event()
    known = before.key, before.uid

    report = bring_in(home, calendar(event(title="A better talk", start="DTSTART;TZID=Europe/Berlin:20270502T190000")))
    again = bring_in(home, calendar(event(title="The best talk", start="DTSTART;TZID=Europe/Berlin:20270502T190000")))

    found = the_event()
    assert (counts(report), counts(again)) == ((0, 0, 1, 0), (0, 0, 1, 0))
    assert ((found.key, found.uid), found.title, found.slug, found.revision) == (known, "The best talk", "the-best-talk", 3)
    assert [date.wall_start for date in found.occurrences] == [datetime(2027, 5, 2, 19)]


def test_only_a_higher_sequence_is_no_change(home):
    bring_in(home, calendar(event("SEQUENCE:1")))

    assert counts(bring_in(home, calendar(event("SEQUENCE:2", "DTSTAMP:20270101T000000Z")))) == (0, 1, 0, 0)


def edit_date_only(found, ada):
    said = {name: getattr(found, name) for name in ("title", "description", "zone", "venue", "region_code", "city", "country",
                                                    "source_language", "lat", "lon")}  # fmt: skip
    editing.save(found, make_draft(**said, languages=tuple(found.languages), community_key=found.community.key,
                                   starts=datetime(2027, 6, 1, 19)), actor=ada)  # fmt: skip


def type_something(found, ada):
    editing.keep_typed(found, {"title": "Nearly"}, actor=ada)


def translate(found, ada):
    editing.translate(found, "en", title="Talk", description="", actor=ada)


def send(found, ada):
    review.advance_event(found, "submit", actor=ada)


@pytest.mark.parametrize("work", [edit_date_only, translate, send])
def test_what_someone_has_worked_on_follows_where_it_was_not_edited(home, work):
    bring_in(home, calendar(event("LOCATION:c-base", "DESCRIPTION:Words")))
    with transaction():
        found = the_event()
        work(found, find_by_email("ada@example.org"))
        date = found.occurrence.wall_start

    same = bring_in(home, calendar(event("LOCATION:c-base", "DESCRIPTION:Words")))
    changed = bring_in(home, calendar(event("LOCATION:Elsewhere", "DESCRIPTION:Words")))

    assert (counts(same), counts(changed)) == ((0, 1, 0, 0), (0, 0, 1, 0))
    assert (the_event().venue, the_event().occurrence.wall_start) == ("Elsewhere", date)


def test_what_someone_is_typing_into_is_left_alone_until_it_is_saved(home):
    bring_in(home, calendar(event("LOCATION:c-base")))
    with transaction():
        type_something(the_event(), find_by_email("ada@example.org"))

    changed = bring_in(home, calendar(event("LOCATION:Elsewhere")))
    again = bring_in(home, calendar(event("LOCATION:Elsewhere")))

    assert (counts(changed), reasons(changed), reasons(again)) == ((0, 0, 0, 1), ["kept"], ["kept"])
    assert the_event().venue == "c-base"


def test_the_untouched_draft_of_a_series_is_looked_at_anew_each_month(home):
    data = calendar(event("RRULE:FREQ=WEEKLY", start="DTSTART;TZID=Europe/Berlin:20270105T190000"))
    bring_in(home, data)

    with time_machine.travel(datetime(2027, 3, 30, tzinfo=UTC), tick=False):
        same = bring_in(home, data)
    with time_machine.travel(datetime(2027, 4, 2, tzinfo=UTC), tick=False):
        anew = bring_in(home, data)

        assert (counts(same), counts(anew)) == ((0, 1, 0, 0), (0, 0, 1, 0))
        assert the_event().occurrence.wall_start == datetime(2027, 4, 6, 19)
        assert the_event().occurrences[-1].wall_start == datetime(2028, 9, 26, 19)


def test_no_community_takes_from_another(home, given):
    bring_in(home, calendar(event()))
    with given():
        other = make_community(contacts=(make_person(),)).key

    report = bring_in(other, calendar(event(title="Ours too")))

    assert counts(report) == (1, 0, 0, 0)
    assert [(found.title, found.source_uid) for found in all_events()] == [("Talk", "one"), ("Ours too", "one")]
    assert len({found.source for found in all_events()}) == 2


def test_two_imports_at_once_write_an_event_once(home, monkeypatch):
    bring_in(home, calendar(event()))
    monkeypatch.setattr(plan, "_find_known", lambda source, uids, locking: ({}, set()))

    report = bring_in(home, calendar(event(), event(uid="two")))

    assert counts(report) == (1, 1, 0, 0)
    assert rows_of(Event, Occurrence) == [2, 2]


def test_an_import_that_is_stopped_leaves_whole_events_and_goes_on_where_it_stopped(home, monkeypatch):
    monkeypatch.setattr(batches, "BATCH", 10)
    data = calendar(*(event(uid=str(n)) for n in range(45)))
    writer, calls = writing._add, []

    def stopped_in_the_third(batch, source, target, report):
        added = writer(batch, source, target, report)
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return added

    with monkeypatch.context() as patched:
        patched.setattr(writing, "_add", stopped_in_the_third)
        with pytest.raises(KeyboardInterrupt):
            bring_in(home, data)

    db.session.rollback()
    assert rows_of(Event, Occurrence, EventOrganizer) == [20, 20, 20]
    assert counts(bring_in(home, data)) == (25, 20, 0, 0)
    assert rows_of(Event, Occurrence, EventOrganizer) == [45, 45, 45]


# What stays out


@pytest.mark.parametrize(("lines", "start", "why"), [
    ((), "DTSTART:20270228T100000Z", "over"),
    (("RRULE:FREQ=WEEKLY;COUNT=3",), "DTSTART:20260101T100000Z", "over"),
    (("STATUS:CANCELLED",), "DTSTART:20270501T100000Z", "cancelled"),
    (("DTEND:20270701T100000Z", "DURATION:"), "DTSTART:20270501T100000Z", "too_long"),
    ((), "DTSTART:28000101T100000Z", "far_off"),
    (("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",), "DTSTART:20000101T100000Z", "rule_cut"),
    (("RRULE:FREQ=SOMETIMES",), "DTSTART:20270501T100000Z", "bad_rule"),
])  # fmt: skip
def test_what_stays_out_is_reported_by_line_title_and_reason(home, lines, start, why):
    report = bring_in(home, calendar(event(uid="good"), event(*lines, start=start, title="Other")))

    assert (report.new, [(remark.title, remark.why) for remark in report.skipped.kept]) == (1, [("Other", why)])
    assert report.skipped.kept[0].line >= 9
    assert all(remark.why in report.skipped.sentences for remark in report.skipped.kept)


def test_what_is_over_comes_in_when_asked_for(home):
    report = bring_in(home, calendar(event(start="DTSTART:20200101T100000Z"),
                                     event("RRULE:FREQ=WEEKLY;COUNT=3", start="DTSTART:20260101T100000Z", uid="two")), past=True)  # fmt: skip

    assert counts(report) == (2, 0, 0, 0)
    assert [found.occurrence.starts_at.year for found in all_events()] == [2020, 2026]


def test_a_known_event_that_is_cancelled_at_the_source_is_kept_and_reported(home):
    bring_in(home, calendar(event()))

    report = bring_in(home, calendar(event("STATUS:CANCELLED")))

    assert (counts(report), doubts(report), the_event().status) == ((0, 0, 1, 0), ["cancelled_there"], S.DRAFT)
    assert counts(bring_in(home, calendar(event()))) == (0, 0, 1, 0)


def test_a_long_list_of_reasons_is_cut(home):
    report = bring_in(home, calendar(*(event(uid=str(n), start="DTSTART:20200101T100000Z") for n in range(60))))

    lines = list(report.lines())
    assert lines[:3] == [
        "our.ics: 0 new, 0 the same, 0 updated, 60 skipped.", "Skipped:",
        "  line 3, “Talk”: It is over.",
    ]  # fmt: skip
    assert (len(lines), lines[-1]) == (53, "  and 10 more")
    assert not report.succeeded


# Files that mean harm


def test_what_is_too_long_is_cut_to_the_columns_and_said(home):
    report = bring_in(home, calendar(event(
        "DESCRIPTION:" + "d" * 60_000, "LOCATION:" + "l" * 900, "URL:https://example.org/" + "u" * 1500, title="t" * 10_000,
        uid="x" * 9000,
    )))  # fmt: skip

    found = the_event()
    assert [len(text) for text in (found.title, found.description, found.venue, found.registration_url)] == [
        150,
        20_000,
        200,
        0,
    ]
    assert doubts(report) == ["title_cut", "description_cut", "venue_cut", "link_dropped"]
    assert found.source_note.splitlines()[0] == "Its title was cut."


def test_control_characters_and_dangerous_links_do_not_come_in(home):
    report = bring_in(home, calendar(
        event("URL:javascript:alert(1)", "LOCATION:a\x07b", "DESCRIPTION:x\x00y\u202ez", title="T\x1b[31mx"),
        event("URL:https://example.org/\x00\x7f", uid="two\x00"), event("GEO:nan;inf", uid="three"),
        head=f"X-LONG:{'.' * 1000}\n",
    ))  # fmt: skip

    first, second, third = all_events()
    assert (first.title, first.venue, first.description, first.registration_url) == ("T[31mx", "ab", "xyz", "")
    assert (second.registration_url, second.source_uid, third.lat) == ("", "two", None)
    assert (report.new, doubts(report)) == (3, ["link_dropped"])


def test_without_a_title_it_waits_for_one(home):
    assert doubts(bring_in(home, calendar("UID:a\nDTSTART:20270501T100000Z"))) == ["no_end", "no_title"]
    assert the_event().title == ""


def test_very_long_uids_are_told_apart(home):
    long = "u" * 499
    data = calendar(*(event(f"RECURRENCE-ID:2027050{n}T170000Z", uid=long) for n in (1, 2)))

    assert counts(bring_in(home, data)) == (2, 0, 0, 0)
    assert counts(bring_in(home, data)) == (0, 2, 0, 0)


@pytest.mark.parametrize(("data", "reason"), [(b"", "empty"), (b"<html></html>", "web_page"), (b"\0" * 50, "binary")])
def test_what_is_no_calendar_is_refused(home, data, reason):
    with pytest.raises(services.Unreadable) as refused:
        bring_in(home, data)
    assert refused.value.reason == reason


# Whose they become


def test_the_organizer_may_be_named_and_must_be_known(home, given):
    with given():
        make_person(name="Grace", email="grace@example.org")

    target = services.get_target(home, organizer_email=" Grace@example.org ")
    services.import_calendar(calendar(event()), source="our.ics", target=target)

    assert [organizer.person.name for organizer in the_event().organizers] == ["Grace"]
    for key, email in ((home, "nobody@example.org"), ("nokey", "")):
        with pytest.raises(Refused):
            services.get_target(key, organizer_email=email)


def test_a_community_nobody_speaks_for_needs_an_organizer(home, given):
    with given():
        key = make_community(contacts=()).key
    with pytest.raises(Refused, match="--organizer"):
        services.get_target(key)


# Pages


def test_a_page_comes_in_like_a_calendar_and_its_picture_is_wanted(home):
    data = (SAMPLES.parent / "jsonld" / "meetup.html").read_bytes()
    source = "https://groups.example/python-berlin/events/301/"
    first, second = (bring_in(home, data, source) for _ in range(2))

    found = the_event()
    assert (counts(first), counts(second)) == ((1, 0, 0, 0), (0, 1, 0, 0))
    assert (found.title, found.venue, found.mode) == (
        "Python evening & pizza",
        "c-base, Rungestraße 20, Berlin, de",
        Mode.IN_PERSON,
    )
    assert (found.occurrence.starts_at, found.registration_url) == (datetime(2027, 5, 4, 17, tzinfo=UTC), source)
    assert [tuple(row) for row in db.session.execute(sa.select(WantedPicture.event_id, WantedPicture.url))] == [
        (found.id, "https://img.example/1.jpeg")
    ]
