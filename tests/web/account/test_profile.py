"""What a person says of themselves."""

import pytest

from eventhub.accounts import queries
from tests.factories import make_person
from tests.support.sessions import Browser, forms_of


@pytest.fixture
def ana(given):
    with given():
        return make_person(name="Ana", email="ana@example.org").key


def save(browser, **values):
    browser.open("/account/profile")
    return browser.submit("/account/profile", **values)


def test_it_is_kept(app, given, ana):
    browser = Browser(app, "ana@example.org")

    answer = save(browser, name="Ana  Lima", locale="de", zone="Europe/Lisbon", employers="ACME GmbH\n\n Tiny Co ")

    assert (answer.status_code, answer.location) == (303, "/account/profile")
    with given():
        person = queries.find_by_key(ana)
        assert (person.name, person.locale, person.zone) == ("Ana Lima", "de", "Europe/Lisbon")
        assert [known.organization for known in queries.list_affiliations(person)] == ["ACME GmbH", "Tiny Co"]
    assert 'lang="de"' in browser.follow().get_data(as_text=True)


def test_employers_that_are_taken_out_are_forgotten(app, given, ana):
    browser = Browser(app, "ana@example.org")
    save(browser, employers="ACME\nTiny Co")

    save(browser, employers="Tiny Co")

    with given():
        assert [known.organization for known in queries.list_affiliations(queries.find_by_key(ana))] == ["Tiny Co"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Please fill this in."),
        ({"name": "\u202e"}, "Please tell us your name."),
        ({"locale": "xx"}, "Not a valid choice."),
        ({"zone": "Moon/Crater"}, "Not a valid choice."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(app, given, ana, changed, said):
    browser = Browser(app, "ana@example.org")

    answer = save(browser, **{"employers": "ACME", **changed})

    assert answer.status_code == 422
    assert f"<span>{said}</span>" in browser.text
    assert dict(forms_of(browser.text)[-1]["fields"])["employers"] == "ACME"
    with given():
        assert queries.list_affiliations(queries.find_by_key(ana)) == []


def test_the_zone_that_the_browser_told_is_proposed(app, ana):
    browser = Browser(app, "ana@example.org")
    browser.client.set_cookie("tz", "Asia/Tokyo", domain="hub.example")

    browser.open("/account/profile")

    assert '<option selected value="Asia/Tokyo">Tokyo</option>' in browser.text
    assert "We took this from your browser. Save to keep it." in browser.text


def test_a_zone_from_elsewhere_is_not_believed(app, ana):
    browser = Browser(app, "ana@example.org")
    browser.client.set_cookie("tz", "../etc/passwd", domain="hub.example")

    assert browser.open("/account/profile").status_code == 200
    assert "passwd" not in browser.text


@pytest.mark.parametrize("path", ["/account/profile", "/account/password"])
def test_it_is_for_the_person_alone(app, path):
    assert Browser(app).open(path).location == f"/account/sign-in?next={path}"
