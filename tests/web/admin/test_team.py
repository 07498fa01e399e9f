"""What the team tends: formats in versions, roles with terms, the region tree. Closed to everyone else."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from eventhub.accounts import queries as accounts
from eventhub.accounts.permissions import Role
from eventhub.events import queries as events
from eventhub.events.services.formats import FormatDraft, refine_format
from eventhub.regions.queries import find_region
from tests.factories import make_format, make_holder, make_person
from tests.support.sessions import Browser, forms_of

PAGES = [
    "/team",
    "/team/formats",
    "/team/formats/new",
    "/team/formats/meetup",
    "/team/formats/meetup/versions",
    "/team/roles",
    "/team/regions",
]


@pytest.fixture
def team(app, given):
    with given():
        make_holder(Role.TEAM, name="Tea", email="team@example.org")
        make_person(name="Ana", email="ana@example.org")
        make_format("meetup", names={"en": "Meetup", "fr": "Rencontre"})
    return Browser(app, "team@example.org")


def fields(browser, action):
    return dict(
        next(form for form in forms_of(browser.text) if form["action"].endswith(action) and form["method"] == "post")["fields"]
    )


@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_for_the_team_alone(app, team, given, path):
    with given():
        make_holder(Role.REVIEWER, email="reviewer@example.org")

    assert team.open(path).status_code == 200
    assert Browser(app, "ana@example.org").open(path).status_code == 403
    assert Browser(app, "reviewer@example.org").open(path).status_code == 403
    assert Browser(app).open(path).location == f"/account/sign-in?next={path}"


# Formats


def refine(browser, **values):
    browser.open("/team/formats/meetup")
    return browser.submit("/team/formats/meetup", **values)


def test_saving_a_format_makes_a_new_version_and_keeps_other_languages(app, team, given):
    answer = refine(
        team, name_de="Treffen", guidance_en="Bring tea.\r\nAnd cake.", duration_minutes="90", start_time="18:30", note="Tea"
    )

    assert (answer.status_code, answer.location) == (303, "/team/formats")
    with given():
        fmt = events.find_format("meetup")
        newest, first = events.list_format_versions(fmt)
        assert (newest.number, newest.duration_minutes, newest.start_time, newest.note) == (2, 90, "18:30", "Tea")
        assert newest.names == {"en": "Meetup", "de": "Treffen", "fr": "Rencontre"}
        assert newest.guidance == {"en": "Bring tea.\nAnd cake."}
        assert (first.number, first.names) == (1, {"en": "Meetup", "fr": "Rencontre"})


def test_an_older_version_can_still_be_read(team):
    refine(team, guidance_en="Bring tea.", note="Tea for cake")
    team.open("/team/formats/meetup/versions")

    assert re.findall(r"<summary>Version (\d)", team.text) == ["2", "1"]
    assert "Bring tea." in team.text
    assert "Bring cake." in team.text


def test_who_comes_second_keeps_their_text_and_may_save_again(app, team, given):
    team.open("/team/formats/meetup")
    with given():
        refine_format(
            events.find_format("meetup"), FormatDraft(names={"en": "Meet-up"}, summaries={}, guidance={}), actor=None, seen=1
        )

    answer = team.submit("/team/formats/meetup", guidance_en="Mine")

    assert answer.status_code == 422
    assert "<span>Someone else refined this format meanwhile. Compare with version 2.</span>" in team.text
    kept = fields(team, "/team/formats/meetup")
    assert (kept["guidance_en"], kept["seen"]) == ("Mine", "2")
    assert team.submit("/team/formats/meetup").status_code == 303


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name_en": ""}, "A format needs at least an English name."),
        ({"duration_minutes": "1"}, "Between five minutes and 31 days."),
        ({"duration_minutes": "long"}, "Not a valid integer value."),
        ({"start_time": "25:00"}, "Not a valid time value."),
        ({"lead_days": "400"}, "Between 0 and 365 days."),
        ({"name_de": "x" * 201}, "Please keep it to 200 characters."),
        ({"guidance_es": "x" * 20001}, "Please keep it to 20000 characters."),
        ({"mode": "teleport"}, "Not a valid choice."),
    ],
)
def test_what_is_wrong_with_a_format_is_said_and_the_text_is_kept(app, team, given, values, said):
    answer = refine(team, **{"summary_en": "What I wrote", **values})

    assert answer.status_code == 422
    assert f"<span>{said}</span>" in team.text
    assert fields(team, "/team/formats/meetup")["summary_en"] == "What I wrote"
    with given():
        assert len(events.list_format_versions(events.find_format("meetup"))) == 1


def test_a_format_can_be_added(app, team, given):
    team.open("/team/formats/new")
    answer = team.submit("/team/formats/new", name_en="Repair café", mode="in_person")

    assert answer.status_code == 303
    with given():
        assert [fmt.slug for fmt in events.list_formats()] == ["meetup", "repair-cafe"]


def test_a_second_format_of_the_same_name_is_refused(team):
    team.open("/team/formats/new")

    assert team.submit("/team/formats/new", name_en="Meetup").status_code == 422
    assert "<span>There is a format of this name already.</span>" in team.text


def test_there_is_nothing_at_an_unknown_format(team):
    assert team.open("/team/formats/unknown").status_code == 404


# Roles


def give(browser, **values):
    browser.open("/team/roles")
    return browser.submit("/team/roles", **{"email": "ana@example.org", "role": "liaison", "region": "DE", **values})


def test_a_role_is_given_for_a_region_and_a_term(app, team, given):
    answer = give(team, until="2099-12-31")

    assert (answer.status_code, answer.location) == (303, "/team/roles")
    with given():
        grant = accounts.find_by_email("ana@example.org").active_grants[0]
        assert (grant.role, grant.scope, grant.ends_at) == (Role.LIAISON, "DE", datetime(2100, 1, 1, tzinfo=UTC))


def test_the_form_proposes_twelve_months(team):
    team.open("/team/roles")

    assert fields(team, "/team/roles")["until"] == str(datetime.now(UTC).date() + timedelta(days=365))


def test_a_new_liaison_is_on_the_pages_of_the_regions_below_at_once(app, team):
    reader = Browser(app)
    reader.open("/regions/DE")
    give(team, region="150")

    reader.open("/regions/DE")

    assert '<bdi class="name">Ana</bdi>' in reader.text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"email": ""}, "Please fill this in."),
        ({"email": "nobody@example.org"}, "There is no confirmed account with this address. Ask the person to make one first."),
        ({"role": "king"}, "Not a valid choice."),
        ({"region": ""}, "Please fill this in."),
        ({"region": "XX"}, "Not a valid choice."),
        ({"until": "2001-01-01"}, "This day is over. Choose one to come."),
        ({"until": "someday"}, "Not a valid date value."),
    ],
)
def test_what_is_wrong_with_a_role_is_said_and_kept(app, team, given, values, said):
    answer = give(team, **values)

    assert answer.status_code == 422
    assert f"<span>{said}</span>" in team.text
    assert fields(team, "/team/roles")["email"] == {"email": "ana@example.org", **values}["email"]
    with given():
        assert accounts.find_by_email("ana@example.org").active_grants == []


def test_the_same_role_is_not_given_twice(team):
    give(team)

    assert give(team).status_code == 422
    assert "<span>Ana has this role there already.</span>" in team.text


def test_nobody_gives_a_role_to_themselves(app, team, given):
    assert give(team, email="team@example.org").status_code == 403
    with given():
        assert len(accounts.find_by_email("team@example.org").active_grants) == 1


@pytest.fixture
def liaison(given):
    with given():
        return make_holder(Role.LIAISON, "DE", name="Lia", email="lia@example.org").key


def test_a_role_ends_with_one_button(app, team, liaison, given):
    team.open("/team/roles")

    answer = team.submit(f"/team/roles/{liaison}/liaison/DE/end")

    assert (answer.status_code, answer.location) == (303, "/team/roles")
    with given():
        assert accounts.find_by_email("lia@example.org").active_grants == []


def test_ending_a_role_twice_says_that_it_is_over(app, team, liaison):
    team.open("/team/roles")
    page, action = team.last, f"/team/roles/{liaison}/liaison/DE/end"
    team.submit(action)
    team.last = page

    assert team.submit(action).status_code == 404
    assert "This role has ended already." in team.text


def test_no_address_is_in_the_list_of_roles(team):
    give(team)
    team.open("/team/roles")

    assert "@example.org" not in team.text


# Regions


def test_a_subdivision_is_added_with_the_names_that_are_known(app, team, given):
    team.open("/team/regions?code=DE-BY")
    assert fields(team, "/team/regions")["code"] == "DE-BY"
    answer = team.submit("/team/regions", name_ar="بافاريا")

    assert (answer.status_code, answer.location) == (303, "/team/regions?country=DE")
    with given():
        region = find_region("DE-BY")
        assert (region.parent_code, region.name_in("en"), region.name_in("ar")) == ("DE", "Bavaria", "بافاريا")


def test_an_area_can_be_chosen_in_forms_at_once(app, team):
    team.open("/team/regions")
    team.submit("/team/regions", code="DE-x-ruhr", name_en="Ruhr", lat="51.5", lon="7.2")

    team.open("/communities/new")

    assert '<option value="DE-x-ruhr">Ruhr, Germany</option>' in team.text


def test_what_is_not_added_yet_is_proposed(team):
    team.open("/team/regions?country=DE")

    assert re.search(r'<a href="/team/regions\?code=DE-HH">Hamburg</a>', team.text)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"code": ""}, "Please fill this in."),
        ({"code": "DE"}, "Write a subdivision such as DE-BE, or an area such as DE-BE-x-neukoelln."),
        ({"code": "XX-AA"}, "Add XX first: this lies in it."),
        ({"code": "DE-x-ruhr", "name_en": ""}, "Give the region a name."),
        ({"lat": "91"}, "Between −90 and 90."),
        ({"lon": "east"}, "Not a valid float value."),
    ],
)
def test_what_is_wrong_with_a_region_is_said_and_kept(app, team, values, said):
    team.open("/team/regions")
    answer = team.submit(
        "/team/regions",
        **{"code": "DE-x-ruhr", "name_en": "Ruhr", "name_de": "Ruhrgebiet" if values.get("name_en") is None else "", **values},
    )

    assert answer.status_code == 422
    assert f"<span>{said}</span>" in team.text
    assert fields(team, "/team/regions")["code"] == {"code": "DE-x-ruhr", **values}["code"]
