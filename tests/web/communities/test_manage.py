"""What contacts and the team do with a community."""

import re

import pytest

from eventhub.accounts.permissions import Role
from eventhub.communities.queries import find_community
from eventhub.communities.workflow import Standing
from eventhub.core import audit
from tests.factories import make_community, make_holder, make_person, outbox
from tests.support.sessions import Browser, forms_of


@pytest.fixture
def berlin(given):
    with given():
        ana = make_person(name="Ana", email="ana@example.org")
        make_person(name="Ben", email="ben@example.org")
        make_holder(Role.TEAM, name="Tea", email="team@example.org")
        return make_community("Berlin", contacts=(ana,), city="Berlin", summary="We meet.").key


@pytest.fixture
def ana(app, berlin):
    return Browser(app, "ana@example.org")


def fields(browser, action):
    form = next(form for form in forms_of(browser.text) if form["action"].endswith(action))
    return dict(form["fields"])


def make(browser, **values):
    browser.open("/communities/new?region=DE")
    return browser.submit("/communities/new", **{"name": "Aachen", **values})


def key_of(answer):
    return re.search(r"/communities/([a-z0-9]{10})-", answer.location)[1]


# Making one


def test_whoever_starts_a_community_is_its_first_contact(app, ana, given):
    answer = make(
        ana, kind="topical", city="Aachen", languages=None,
        **{"languages-0": "de", "languages-1": "ar", "links-0-platform": "matrix", "links-0-url": "matrix.example/aachen"},
        summary="We\r\nmeet.",
    )  # fmt: skip

    assert answer.status_code == 303
    with given():
        found = find_community(key_of(answer))
        assert (found.name, found.slug, found.kind.value, found.region_code, found.city) == (
            "Aachen",
            "aachen",
            "topical",
            "DE",
            "Aachen",
        )
        assert (found.languages, found.summary, found.standing) == (["de", "ar"], "We\nmeet.", Standing.LISTED)
        assert [(link.platform.value, link.url) for link in found.links] == [("matrix", "https://matrix.example/aachen")]
        assert [contact.person.name for contact in found.contacts] == ["Ana"]


def test_a_city_that_was_only_typed_is_looked_up(app, ana, given):
    answer = make(ana, city="berlin", zone="UTC")

    with given():
        found = find_community(key_of(answer))
        assert (found.city, found.zone) == ("Berlin", "Europe/Berlin")
        assert (round(found.lat), round(found.lon)) == (53, 13)


def test_a_city_chosen_from_the_list_brings_its_position(app, ana, given):
    answer = make(
        ana, city="Lisbon, Portugal", city_name="Lisbon", lat="38.71667", lon="-9.13333", zone="Europe/Lisbon", region="PT"
    )

    with given():
        found = find_community(key_of(answer))
        assert (found.city, found.lat, found.lon, found.zone) == ("Lisbon", 38.71667, -9.13333, "Europe/Lisbon")


@pytest.mark.parametrize("position", [{"lat": "north", "lon": "13"}, {"lat": "91", "lon": "13"}, {"lat": "nan", "lon": "13"}])
def test_a_position_that_is_none_is_left_out(app, ana, given, position):
    answer = make(ana, city="Nowhere at all", **position)

    with given():
        found = find_community(key_of(answer))
        assert (found.city, found.lat, found.lon) == ("Nowhere at all", None, None)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": ""}, "Please fill this in."),
        ({"name": "x" * 121}, "Please keep it to 120 characters."),
        ({"region": ""}, "Please fill this in."),
        ({"region": "XX"}, "Not a valid choice."),
        ({"kind": "secret"}, "Not a valid choice."),
        ({"zone": "Moon/Crater"}, "Not a valid choice."),
        ({"languages-0": "tlh"}, "Not a valid choice."),
        ({"links-0-url": "javascript://alert(1)"}, "A link starts with https:// and leads to a page."),
        ({"links-1-url": "https://exa mple.org"}, "A link starts with https:// and leads to a page."),
        ({"summary": "x" * 5001}, "Please keep it to 5000 characters."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(app, ana, given, values, said):
    answer = make(ana, **{"summary": "What I wrote", **values})

    assert answer.status_code == 422
    assert said in ana.text
    assert 'class="error-summary"' in ana.text
    kept = fields(ana, "/communities/new")
    for name, value in {"name": "Aachen", "summary": "What I wrote", **values}.items():
        if name not in {"kind", "zone", "languages-0", "region"}:
            assert kept[name] == value
    with given():
        assert find_community("Aachen") is None


def test_starting_one_needs_an_account(app, berlin):
    assert Browser(app).open("/communities/new?region=DE").location == "/account/sign-in?next=/communities/new?region%3DDE"


# Editing


def test_an_edit_is_kept_and_the_address_follows_the_name(app, ana, berlin, given):
    ana.open(f"/communities/{berlin}/edit")
    answer = ana.submit(f"/communities/{berlin}/edit", name="Potsdam", summary="We walk.")

    assert (answer.status_code, answer.location) == (303, f"/communities/{berlin}-potsdam")
    with given():
        found = find_community(berlin)
        assert (found.name, found.summary, found.city, found.revision) == ("Potsdam", "We walk.", "Berlin", 2)


def test_saving_without_a_change_changes_nothing(app, ana, berlin, given):
    def facts():
        with given():
            found = find_community(berlin)
            return (found.name, found.kind, found.region_code, found.city, found.zone, found.languages, found.summary, found.revision,
                    [(link.platform, link.url) for link in found.links])  # fmt: skip

    ana.open(f"/communities/{berlin}/edit")
    ana.submit(f"/communities/{berlin}/edit", **{"links-0-url": "https://a.example", "languages-0": "de"})
    before = facts()

    ana.open(f"/communities/{berlin}/edit")
    ana.submit(f"/communities/{berlin}/edit")

    assert facts() == before


def test_who_comes_second_keeps_their_text_and_sees_what_changed(app, ana, berlin, given):
    team = Browser(app, "team@example.org")
    ana.open(f"/communities/{berlin}/edit")
    team.open(f"/communities/{berlin}/edit")
    team.submit(f"/communities/{berlin}/edit", name="Berlin and around")

    answer = ana.submit(f"/communities/{berlin}/edit", summary="My new text")

    assert answer.status_code == 409
    kept = fields(ana, f"/communities/{berlin}/edit")
    assert (kept["name"], kept["summary"], kept["revision"]) == ("Berlin", "My new text", "2")
    assert "<dd>Berlin and around</dd>" in ana.text
    again = ana.submit(f"/communities/{berlin}/edit")
    assert again.status_code == 303
    with given():
        assert find_community(berlin).summary == "My new text"


@pytest.mark.parametrize(
    ("values", "said"), [({"name": ""}, "Please fill this in."), ({"links-0-url": "ftp://x"}, "A link starts with https://")]
)
def test_a_wrong_edit_keeps_the_text(app, ana, berlin, given, values, said):
    ana.open(f"/communities/{berlin}/edit")

    assert ana.submit(f"/communities/{berlin}/edit", summary="My new text", **values).status_code == 422
    assert said in ana.text
    assert fields(ana, f"/communities/{berlin}/edit")["summary"] == "My new text"
    with given():
        assert find_community(berlin).summary == "We meet."


@pytest.mark.parametrize("path", ["edit", "contacts"])
def test_others_may_look_but_not_edit(app, berlin, path):
    assert Browser(app, "ben@example.org").open(f"/communities/{berlin}/{path}").status_code == 403
    assert Browser(app).open(f"/communities/{berlin}/{path}").location == f"/account/sign-in?next=/communities/{berlin}/{path}"
    assert Browser(app, "ben@example.org").open(f"/communities/aaaaaaaaaa/{path}").status_code == 404


# Contacts


def test_the_answer_to_adding_a_contact_is_the_same_for_every_address(app, ana, berlin, given):
    said = []
    for email in ("ben@example.org", "nobody@example.org"):
        ana.open(f"/communities/{berlin}/contacts")
        answer = ana.submit(f"/communities/{berlin}/contacts", email=email)
        said.append(
            (
                answer.status_code,
                answer.location,
                re.findall(r"data-flash>.*?<p>(.*?)</p>", ana.follow().get_data(as_text=True), re.DOTALL),
            )
        )

    assert said[0] == said[1]
    with given():
        assert [contact.person.name for contact in find_community(berlin).contacts] == ["Ana", "Ben"]


def test_no_address_of_a_contact_is_shown_to_another(app, ana, berlin):
    ana.open(f"/communities/{berlin}/contacts")
    ana.submit(f"/communities/{berlin}/contacts", email="ben@example.org")
    ana.follow()

    assert '<bdi class="name">Ben</bdi>' in ana.text
    assert "ben@example.org" not in ana.text


def test_an_empty_address_is_named(app, ana, berlin):
    ana.open(f"/communities/{berlin}/contacts")

    assert ana.submit(f"/communities/{berlin}/contacts", email="").status_code == 422
    assert "<span>Please fill this in.</span>" in ana.text


def test_looking_for_addresses_is_limited(app, ana, berlin):
    ana.open(f"/communities/{berlin}/contacts")
    for number in range(20):
        assert ana.client.post(
            f"/communities/{berlin}/contacts", base_url="https://hub.example", headers={"Referer": "https://hub.example/"},
            data={**fields(ana, "/contacts"), "email": f"guess{number}@example.org"},
        ).status_code == 303  # fmt: skip

    assert ana.submit(f"/communities/{berlin}/contacts", email="ben@example.org").status_code == 429


def test_one_can_step_back_when_someone_else_stays(app, ana, berlin, given):
    ana.open(f"/communities/{berlin}/contacts")
    ana.submit(f"/communities/{berlin}/contacts", email="ben@example.org")
    ana.follow()

    answer = ana.submit(f"/communities/{berlin}/leave")

    assert (answer.status_code, answer.location) == (303, f"/communities/{berlin}-community")
    with given():
        assert [contact.person.name for contact in find_community(berlin).contacts] == ["Ben"]


def test_the_last_contact_is_told_whom_to_ask(app, ana, berlin, given):
    ana.open(f"/communities/{berlin}/contacts")

    assert ana.submit(f"/communities/{berlin}/leave").status_code == 409
    assert "You are the last contact. Add someone first, or ask the team to archive the community." in ana.text
    with given():
        assert len(find_community(berlin).contacts) == 1


# Standing


def test_the_team_makes_a_community_official_and_its_contacts_hear(app, berlin, given):
    team = Browser(app, "team@example.org")
    team.open(f"/communities/{berlin}-community")

    answer = team.submit(f"/communities/{berlin}/steps/recognize", reason="Four meetings, two contacts.")

    assert (answer.status_code, answer.location) == (303, f"/communities/{berlin}-community")
    assert "<p>The community is official now.</p>" in team.follow().get_data(as_text=True)
    with given():
        found = find_community(berlin)
        assert found.standing is Standing.OFFICIAL
        assert outbox() == [("community/recognize", "ana@example.org")]
        assert audit.list_entries(found)[0].reason == "Four meetings, two contacts."


def test_a_step_without_a_reason_is_sent_back_beside_its_field(app, berlin, given):
    team = Browser(app, "team@example.org")
    team.open(f"/communities/{berlin}-community")

    assert team.submit(f"/communities/{berlin}/steps/recognize", reason=" ").status_code == 422
    assert "<span>Please say why: the people concerned will read it.</span>" in team.text
    with given():
        assert find_community(berlin).standing is Standing.LISTED


def test_who_comes_second_is_told_who_was_quicker(app, berlin, given):
    with given():
        make_holder(Role.TEAM, name="Tom", email="tom@example.org")
    first, second = Browser(app, "team@example.org"), Browser(app, "tom@example.org")
    for browser in (first, second):
        browser.open(f"/communities/{berlin}-community")
    first.submit(f"/communities/{berlin}/steps/recognize", reason="They are ready.")

    assert second.submit(f"/communities/{berlin}/steps/recognize", reason="Me too.").status_code == 409
    assert "Tea was quicker: this is now “Official”." in second.text


def test_contacts_do_not_decide_on_their_own_standing(app, ana, berlin, given):
    ana.open(f"/communities/{berlin}/edit")
    token = fields(ana, "/edit")["csrf_token"]
    answer = ana.client.post(
        f"/communities/{berlin}/steps/recognize", base_url="https://hub.example", data={"csrf_token": token, "reason": "Us"},
        headers={"Referer": "https://hub.example/"},
    )  # fmt: skip

    assert answer.status_code == 403
    with given():
        assert find_community(berlin).standing is Standing.LISTED
