"""JSCalendar (RFC 8984): events, rules, and what differs from them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

import pytest

from eventhub.events.rules.recurrence import Every, Recurrence
from eventhub.events.workflow import O
from eventhub.feeds import jscalendar, pieces
from tests.factories import make_person
from tests.unit.events.test_series import make_series
from tests.unit.feeds.test_ical import CALENDAR, PLAIN, RICH
from tests.unit.feeds.test_series import changed_series

LOCAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def olga(db: Any) -> Any:
    return make_person(name="Olga")


def event_of(facts: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(jscalendar.entries([facts]))
    return found


def stored(event: Any, form: str = "jscal.json:plain") -> list[dict[str, Any]]:
    (row,) = pieces.render_forms([event.id], "en", [form])
    parts = [piece for _start, piece in pieces.dates_in(row["body"])] or [row["body"]]
    found: list[dict[str, Any]] = json.loads(b"[%b]" % b",".join(parts))
    return found


def test_a_group_names_itself_its_page_and_its_other_formats() -> None:
    calendar = replace(CALENDAR, others=(("text/calendar", CALENDAR.source),))
    group = json.loads(jscalendar.assemble(calendar, {}, [jscalendar.entries([PLAIN]), jscalendar.entries([RICH])]))

    assert {name: group[name] for name in ("@type", "uid", "updated", "title", "locale", "color", "source")} == {
        "@type": "Group", "uid": str(uuid5(NAMESPACE_URL, CALENDAR.source)), "updated": "2026-02-03T04:05:06Z", "title": "Berlin; events",
        "locale": "en", "color": "teal", "source": CALENDAR.source,
    }  # fmt: skip
    assert [link["href"] for link in group["links"].values()] == [CALENDAR.url, CALENDAR.source]
    assert [entry["uid"] for entry in group["entries"]] == [PLAIN.uid, RICH.uid]


def test_a_plain_event_says_nothing_it_does_not_know() -> None:
    assert event_of(PLAIN) == {
        "@type": "Event", "uid": PLAIN.uid, "created": "2026-01-02T03:04:05Z", "updated": "2026-02-03T04:05:06Z", "sequence": 0,
        "title": "Sprint", "locale": "en", "start": "2026-06-01T17:00:00", "timeZone": "Etc/UTC", "duration": "PT2H",
        "status": "confirmed", "freeBusyStatus": "busy",
        "links": {"1": {"@type": "Link", "href": PLAIN.url, "contentType": "text/html", "rel": "alternate"}},
    }  # fmt: skip


def test_a_rich_event_has_its_place_its_room_and_its_parent() -> None:
    event = event_of(RICH)

    assert (event["title"], event["status"], event["freeBusyStatus"]) == (
        "Verschoben: Größer; weiter, 日本語\\Neu",
        "tentative",
        "free",
    )
    assert (event["start"], event["timeZone"], event["duration"]) == ("2026-06-01T19:00:00", "Europe/Berlin", "PT2H")
    assert event["locations"]["1"] == {
        "@type": "Location", "name": 'Raumstation "c-base"', "description": RICH.location, "coordinates": "geo:52.512990,0.000010",
    }  # fmt: skip
    assert event["virtualLocations"]["1"] == {
        "@type": "VirtualLocation", "name": RICH.conference_label, "features": {"video": True}, "uri": RICH.conference_url,
    }  # fmt: skip
    assert event["keywords"] == {"python": True, "web, data": True, "DE-BE": True}
    assert event["relatedTo"] == {RICH.related_to: {"@type": "Relation", "relation": {"parent": True}}}
    assert event["links"]["2"]["href"] == "https://events.example/files/cover%20one.png"
    assert not {"participants", "replyTo", "alerts", "method"} & set(event)


def test_whole_days_float_and_last_days() -> None:
    event = event_of(replace(PLAIN, all_day=True, starts=date(2026, 6, 1), ends=date(2026, 6, 3)))

    assert (event["start"], event["duration"], event["showWithoutTime"]) == ("2026-06-01T00:00:00", "P2D", True)
    assert "timeZone" not in event


def test_a_length_over_a_change_of_clocks_is_counted_in_hours() -> None:
    starts = datetime(2026, 3, 28, 20, tzinfo=BERLIN)
    event = event_of(replace(PLAIN, zone="Europe/Berlin", starts=starts, ends=datetime(2026, 3, 29, 20, 30, tzinfo=BERLIN)))

    assert (event["start"], event["duration"]) == ("2026-03-28T20:00:00", "PT23H30M")


def test_a_clock_that_comes_twice_is_written_in_utc() -> None:
    starts = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    event = event_of(replace(PLAIN, zone="Europe/Berlin", starts=starts, ends=starts + timedelta(hours=1)))

    assert (event["start"], event["timeZone"]) == ("2026-10-25T01:30:00", "Etc/UTC")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=DAILY", {"frequency": "daily"}),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=5", {
            "frequency": "weekly", "interval": 2, "byDay": [{"@type": "NDay", "day": "tu"}, {"@type": "NDay", "day": "th"}], "count": 5,
        }),
        ("FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20261231T225959Z", {
            "frequency": "monthly", "byDay": [{"@type": "NDay", "day": "fr", "nthOfPeriod": -1}], "until": "2026-12-31T23:59:59",
        }),
        ("FREQ=MONTHLY;BYDAY=MO,FR;BYSETPOS=-1,2;COUNT=9", {
            "frequency": "monthly", "byDay": [{"@type": "NDay", "day": "mo"}, {"@type": "NDay", "day": "fr"}], "bySetPosition": [-1, 2],
            "count": 9,
        }),
        ("FREQ=MONTHLY;BYMONTHDAY=15,-1", {"frequency": "monthly", "byMonthDay": [15, -1]}),
        ("FREQ=WEEKLY;BYMONTH=1,12;WKST=SU", {"frequency": "weekly", "byMonth": ["1", "12"], "firstDayOfWeek": "su"}),
        ("FREQ=YEARLY;BYYEARDAY=100,-50", {"frequency": "yearly", "byYearDay": [100, -50]}),
        ("FREQ=YEARLY;BYWEEKNO=3,50", {"frequency": "yearly", "byWeekNo": [3, 50]}),
    ],
)  # fmt: skip
def test_a_rule_is_said_part_by_part(rule: str, said: dict[str, Any]) -> None:
    event = event_of(replace(PLAIN, zone="Europe/Berlin", rule=rule))

    assert event["recurrenceRules"] == [{"@type": "RecurrenceRule", **said}]


def test_a_rule_with_a_part_that_has_no_name_here_is_not_written_without_it() -> None:
    with pytest.raises(KeyError):
        event_of(replace(PLAIN, rule="FREQ=DAILY;RSCALE=CHINESE"))


def test_the_last_day_of_whole_days_is_a_day() -> None:
    days = replace(PLAIN, all_day=True, starts=date(2026, 6, 1), ends=date(2026, 6, 2), rule="FREQ=DAILY;UNTIL=20260610")

    assert event_of(days)["recurrenceRules"][0]["until"] == "2026-06-10T00:00:00"


def test_a_series_is_one_event_with_what_differs(olga: Any) -> None:
    event = changed_series(olga)
    (said,) = stored(event)

    overrides = said["recurrenceOverrides"]
    assert said["recurrenceRules"] == [{
        "@type": "RecurrenceRule", "frequency": "weekly", "byDay": [{"@type": "NDay", "day": "tu"}], "count": 8,
    }]  # fmt: skip
    by_date = {o.original_wall: o for o in event.occurrences}
    said_of = {by_date[datetime.fromisoformat(key)].id: patch for key, patch in overrides.items()}
    last = event.occurrences[-1]
    (moved,) = (o for o in event.occurrences if o.starts_at != o.original_start)
    (cancelled,) = (o for o in event.occurrences if o.status == O.CANCELLED)
    (extra,) = (o for o in event.occurrences if o.added)
    assert list(overrides) == sorted(overrides)
    assert set(said_of) == {moved.id, cancelled.id, last.id, extra.id}
    assert said_of[moved.id] == {"start": f"{moved.wall_start:%Y-%m-%dT%H:%M:%S}", "duration": "PT1H"}
    assert said_of[cancelled.id] == {"title": f"Cancelled: {event.title}", "status": "cancelled", "freeBusyStatus": "free"}
    assert list(said_of[last.id]) == ["locations"]
    assert said_of[extra.id] == {"duration": "PT1H"}


def dates_of(said: dict[str, Any]) -> list[str]:
    """The starts that a reader of the RFC finds in a weekly rule with a count and its overrides (§4.3)."""
    rule, first = said["recurrenceRules"][0], datetime.fromisoformat(said["start"])
    starts: dict[str, Any] = {f"{first + timedelta(weeks=n):%Y-%m-%dT%H:%M:%S}": {} for n in range(rule["count"])}
    starts |= said.get("recurrenceOverrides", {})
    on = {key: patch for key, patch in starts.items() if not patch.get("excluded") and patch.get("status") != "cancelled"}
    return sorted(patch.get("start", key) for key, patch in on.items())


def test_rule_and_overrides_lead_to_the_dates_of_the_page(olga: Any) -> None:
    event = changed_series(olga)
    kept = sorted(f"{o.wall_start:%Y-%m-%dT%H:%M:%S}" for o in event.occurrences if o.status == O.SCHEDULED)

    assert dates_of(stored(event)[0]) == kept


def test_hidden_cancelled_dates_are_excluded(olga: Any) -> None:
    (said,) = stored(changed_series(olga), "jscal.json:plain-kept")

    assert [patch for patch in said["recurrenceOverrides"].values() if "excluded" in patch] == [{"excluded": True}]
    assert "cancelled" not in json.dumps(said)


def test_expanded_each_date_names_which_one_it_is(olga: Any) -> None:
    event = changed_series(olga)
    found = stored(event, "jscal.json:exp")

    assert {each["uid"] for each in found} == {event.uid}
    assert [each["recurrenceId"] for each in found] == [f"{o.original_wall:%Y-%m-%dT%H:%M:%S}" for o in event.occurrences]
    assert {each["recurrenceIdTimeZone"] for each in found} == {"Europe/Berlin"}
    assert not any("recurrenceRules" in each for each in found)


def test_patches_change_nothing_that_the_rfc_forbids(olga: Any) -> None:
    (said,) = stored(changed_series(olga))
    forbidden = {"@type", "uid", "method", "prodId", "recurrenceId", "recurrenceRules", "recurrenceOverrides", "relatedTo"}

    assert not any(forbidden & set(patch) for patch in said["recurrenceOverrides"].values())


def test_local_times_carry_no_offset(olga: Any) -> None:
    (said,) = stored(make_series(olga, Recurrence(every=Every.WEEK, times=3)))

    assert LOCAL.fullmatch(said["start"])
    assert said["timeZone"] == "Europe/Berlin"
