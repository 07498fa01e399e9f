"""The form: begun from a format, filled in, saved, sent."""

import re
from datetime import datetime

import pytest

from eventhub.accounts.queries import find_by_email
from eventhub.events import queries
from eventhub.events.workflow import S
from tests.factories import make_community, make_event, make_format, make_person, make_topic


@pytest.fixture
def new_draft(given, organizer):
    """The key of a draft just begun from a format; its form is open."""
    with given():
        make_format("meetup", duration_minutes=90, start_time="18:30")
    organizer.open("/events/new")
    organizer.submit("/events", format="meetup")
    key = organizer.last.location.split("/")[2]
    organizer.follow()
    return key


def test_a_format_fills_in_what_is_usual(organizer, new_draft, stored):
    assert 'id="starts_time" name="starts_time" type="time" value="18:30"' in organizer.text
    assert 'name="ends_time" type="time" value="20:00"' in organizer.text
    assert "<p>Bring cake.</p>" in organizer.text
    assert stored(new_draft, "status", "languages", "title") == (S.DRAFT, ["en"], "")


def test_whoever_speaks_for_one_community_begins_with_it(given, organizer, browser_of):
    with given():
        make_format("meetup")
        community = make_community("Berlin", contacts=(find_by_email("olga@example.org"),), city="Berlin", lat=52.5, lon=13.4,
                                   zone="Europe/Berlin", languages=["de", "ar"])  # fmt: skip
        key = community.key
    organizer.open("/events/new")
    organizer.submit("/events", format="meetup")
    organizer.follow()

    assert f'<option selected value="{key}">Berlin</option>' in organizer.text
    assert 'value="Berlin"' in organizer.text
    assert '<option selected value="Europe/Berlin">' in organizer.text


def test_what_is_missing_is_listed_with_links_and_the_rest_is_saved(organizer, new_draft, stored, errors_on):
    answer = organizer.submit("/edit", title="Only a title", starts_time="", ends_time="", languages=None, then="submit")

    assert answer.status_code == 422
    assert errors_on(organizer) == {
        "description": "Tell people in a few sentences what awaits them.", "starts_date": "When does it begin?",
        "region": "Where does it belong? Choose a country, or the world for a global event.",
        "languages": "In which language is it held?",
        "venue": "Where is it? A venue or an address is needed so that people find it.",
    }  # fmt: skip
    for field in ("description", "starts_date", "region", "languages", "venue"):
        assert f'<li><a href="#{field}">' in organizer.text
        assert f'id="{field}"' in organizer.text
    assert "Saved. Before it can go out, something is still missing." in organizer.text
    assert stored(new_draft, "title", "status", "typed") == ("Only a title", S.DRAFT, None)


def test_a_city_typed_without_script_gives_country_zone_and_position(organizer, new_draft, stored):
    assert organizer.submit("/edit", title="Evening", city="berlin").status_code == 303

    assert stored(new_draft, "country", "region_code", "zone", "lat", "lon") == (
        "DE",
        "DE",
        "Europe/Berlin",
        52.52437,
        13.41053,
    )


def test_a_city_in_another_script_is_known_too(organizer, new_draft, stored):
    organizer.submit("/edit", title="Evening", city="القاهرة")

    assert stored(new_draft, "country", "zone") == ("EG", "Africa/Cairo")


def test_a_region_chosen_elsewhere_is_not_overruled_by_a_city_of_that_name(organizer, new_draft, stored):
    organizer.submit("/edit", title="Evening", city="Berlin", region="US", zone="America/New_York")

    assert stored(new_draft, "region_code", "zone", "lat") == ("US", "America/New_York", None)


def test_a_city_that_nobody_knows_is_kept_as_it_is(organizer, new_draft, stored):
    organizer.submit("/edit", title="Evening", city="Bielefeld-Sieker")

    assert stored(new_draft, "city", "region_code") == ("Bielefeld-Sieker", None)


@pytest.mark.parametrize(("day", "again"), [("2026-10-25", None), ("2027-10-31", None), ("2027-10-31", "y")])
def test_a_time_that_comes_twice_can_be_the_second(organizer, draft, dates_of, day, again):
    organizer.submit("/edit", starts_date=day, starts_time="02:30", ends_time="04:00", zone="Europe/Berlin", second=again)
    assert organizer.last.status_code == 303
    organizer.follow()
    assert ("On that night this time comes twice: the first one is meant." in organizer.text) is (again is None)
    assert dates_of(draft) == (f"{day} 02:30", f"{day} 04:00", "01:30" if again else "00:30")

    organizer.submit("/edit", second="y")
    assert dates_of(draft) == (f"{day} 02:30", f"{day} 04:00", "01:30")
    organizer.open(f"/events/{draft}/edit")
    assert 'checked class="' in organizer.text or 'checked id="second"' in organizer.text


def test_an_event_over_midnight_has_a_last_day(organizer, draft, dates_of):
    organizer.submit("/edit", starts_date="2027-06-01", starts_time="22:00", ends_date="2027-06-02", ends_time="02:00")

    assert dates_of(draft) == ("2027-06-01 22:00", "2027-06-02 02:00", "20:00")


def test_saving_unchanged_changes_nothing(organizer, draft, stored, dates_of):
    before = stored(draft, "revision", "title", "languages", "zone", "region_code", "lat", "lon"), dates_of(draft)
    assert organizer.submit("/edit").status_code == 303

    assert (stored(draft, "revision", "title", "languages", "zone", "region_code", "lat", "lon"), dates_of(draft)) == before


def test_what_was_retired_since_stays_with_the_event(given, organizer):
    with given():
        make_topic("python")
        community = make_community("Old friends")
        event = make_event(
            organizer=find_by_email("olga@example.org"), topics=("python",), community=community, format_slug="sprint"
        )
        key = event.key
    with given():
        event = queries.find_event(key)
        event.topics[0].retired_to, event.format.retired_to = "code", "meetup"
        event.community.standing = "archived"
    organizer.open(f"/events/{key}/edit")
    assert organizer.submit("/edit", title="Anew").status_code == 303

    with given():
        event = queries.find_event(key)
        assert ([t.slug for t in event.topics], event.format.slug, event.community.name) == (
            ["python"],
            "sprint",
            "Old friends",
        )


@pytest.fixture
def barcamp(given, organizer):
    """The key of two whole days of hers, 10 and 11 April, whose form she has open."""
    with given():
        key = make_event(
            organizer=find_by_email("olga@example.org"), all_day=True, starts=datetime(2027, 4, 10), ends=datetime(2027, 4, 12)
        ).key
    organizer.open(f"/events/{key}/edit")
    return key


def field(browser, name):
    """The tag of a field of the form."""
    return re.search(rf'<input[^>]* name="{name}"[^>]*>', browser.text)[0]


def test_whole_days_show_their_last_day_and_stay_as_they_are(organizer, barcamp, stored, dates_of):
    before = stored(barcamp, "revision", "all_day"), dates_of(barcamp)
    assert 'value="2027-04-10"' in field(organizer, "starts_date")
    assert 'value="2027-04-11"' in field(organizer, "ends_date")
    assert "checked" in field(organizer, "all_day")
    assert "00:00" not in field(organizer, "starts_time")

    assert organizer.submit("/edit").status_code == 303
    assert (stored(barcamp, "revision", "all_day"), dates_of(barcamp)) == before


@pytest.mark.parametrize("last", ["2027-04-11", "2027-04-12"])
def test_the_last_of_whole_days_is_the_one_that_is_typed(organizer, barcamp, dates_of, last):
    organizer.submit("/edit", ends_date=last)

    assert dates_of(barcamp)[:2] == ("2027-04-10 00:00", f"2027-04-{int(last[-2:]) + 1} 00:00")
    organizer.open(f"/events/{barcamp}/preview")
    assert f"Saturday, April 10, 2027 to {'Sunday' if last[-1] == '1' else 'Monday'}, April {last[-2:]}, 2027" in organizer.text


def test_a_last_day_before_the_first_is_said_beside_it(organizer, barcamp, errors_on):
    assert organizer.submit("/edit", ends_date="2027-04-09").status_code == 422
    assert errors_on(organizer) == {"ends_date": "The last day is before the first."}


def test_an_event_from_scratch_can_last_a_whole_day(organizer, new_draft, stored, dates_of):
    organizer.submit("/edit", title="Barcamp", starts_date="2027-04-10", all_day="y", starts_time=None, ends_time=None)

    assert stored(new_draft, "all_day") is True
    assert dates_of(new_draft)[:2] == ("2027-04-10 00:00", "2027-04-11 00:00")


def test_whole_days_that_get_a_time_begin_at_the_formats_usual_one(organizer, barcamp, stored, dates_of):
    organizer.submit("/edit", all_day=None, ends_date="")

    assert stored(barcamp, "all_day") is False
    assert dates_of(barcamp)[:2] == ("2027-04-10 19:00", "2027-04-10 21:00")


def test_what_is_typed_of_whole_days_is_kept_and_shown_as_it_was(organizer, barcamp, dates_of):
    before = dates_of(barcamp)
    organizer.submit("/edit", ends_date="2027-04-13", starts_time=None, ends_time=None, join_url="no link")
    organizer.open(f"/events/{barcamp}/edit")

    assert dates_of(barcamp) == before
    assert 'value="2027-04-13"' in field(organizer, "ends_date")
    assert "checked" in field(organizer, "all_day")
    assert 'value="19:00"' in field(organizer, "starts_time"), "ready for when it gets a time after all"


def test_a_copy_of_whole_days_lasts_whole_days(organizer, barcamp, stored, dates_of):
    organizer.open(f"/events/{barcamp}/manage")
    organizer.submit("/copies")
    copy = organizer.last.location.split("/")[2]
    organizer.follow()
    organizer.submit("/edit", starts_date="2027-06-05")

    assert (stored(copy, "all_day"), dates_of(copy)[:2]) == (True, ("2027-06-05 00:00", "2027-06-06 00:00"))


def test_a_day_whose_midnight_the_clocks_skip_can_be_a_whole_one(given, organizer, dates_of):
    with given():
        key = make_event(
            organizer=find_by_email("olga@example.org"), all_day=True, zone="Africa/Cairo", starts=datetime(2027, 4, 29),
            ends=datetime(2027, 4, 30),
        ).key  # fmt: skip
    organizer.open(f"/events/{key}/edit")
    assert "value" not in field(organizer, "ends_date") or 'value=""' in field(organizer, "ends_date")
    before = dates_of(key)
    assert before[:2] == ("2027-04-29 00:00", "2027-04-30 01:00")

    assert organizer.submit("/edit").status_code == 303
    assert dates_of(key) == before
    organizer.open(f"/events/{key}/preview")
    assert "Thursday, April 29, 2027 " in organizer.text.replace("<", " ")


def test_a_published_event_is_saved_and_not_asked_again_when_to_go_out(given, organizer, stored):
    with given():
        key = make_event(organizer=find_by_email("olga@example.org"), status=S.PUBLISHED).key
    organizer.open(f"/events/{key}/edit")

    assert 'name="publish_rule"' not in organizer.text
    assert organizer.submit("/edit", title="Still on").status_code == 303
    assert stored(key, "title", "status") == ("Still on", S.PUBLISHED)


def test_a_published_event_keeps_what_a_reader_needs(given, organizer, stored, errors_on):
    with given():
        key = make_event(organizer=find_by_email("olga@example.org"), status=S.PUBLISHED).key
    organizer.open(f"/events/{key}/edit")

    assert organizer.submit("/edit", title=" ").status_code == 422
    assert errors_on(organizer) == {"title": "A published event needs this."}
    assert stored(key, "title") == "An evening in Berlin"


def test_a_copy_has_everything_but_the_date(given, organizer, draft, stored, dates_of):
    organizer.open(f"/events/{draft}/manage")
    organizer.submit("/copies")
    copy = organizer.last.location.split("/")[2]

    assert copy != draft
    assert stored(copy, "title", "venue", "status") == ("An evening in Berlin", "c-base", S.DRAFT)
    assert dates_of(copy) is None


def test_every_field_of_the_form_is_there_once(organizer, draft):
    import re

    ids = re.findall(r'\bid="([^"]+)"', organizer.text)
    assert sorted({name for name in ids if ids.count(name) > 1}) == []


def test_only_those_signed_in_begin_a_draft(client, given):
    answer = client.get("/events/new", base_url="https://hub.example")

    assert (answer.status_code, answer.location) == (303, "/account/sign-in?next=/events/new")


@pytest.mark.parametrize("rows", [1, 5])
def test_the_list_of_ones_own_costs_the_same_with_many_rows(given, organizer, rows):
    from tests.support.queries import count_queries

    with given():
        for number in range(rows):
            make_event(organizer=find_by_email("olga@example.org"), title=f"Event {number}", status=S.SUBMITTED)
        make_event(organizer=make_person(), title="Someone else's")
    organizer.open("/events/mine")
    with count_queries() as asked:
        organizer.open("/events/mine")

    assert organizer.text.count('dir="auto">Event ') == rows
    assert "Someone else" not in organizer.text
    assert len(asked) == 17, asked
