"""Signing in and out: one answer to every failure, limits by address and network, a new session each time."""

import pytest

from tests.factories import make_person
from tests.support.sessions import PASSWORD, Browser

GENERIC = "<li>Address and password don&#39;t belong together, or the address is not confirmed yet.</li>"


@pytest.fixture
def ana(given):
    with given():
        make_person(name="Ana", email="ana@example.org")


def sign_in(browser, path="/account/sign-in", **values):
    browser.open(path)
    return browser.submit("/account/sign-in", **{"email": "ana@example.org", "password": PASSWORD, **values})


def test_signing_in_leads_to_the_desk(app, ana):
    answer = sign_in(Browser(app))

    assert (answer.status_code, answer.location) == (303, "/desk")


def test_the_address_may_be_written_in_capitals(app, ana):
    assert sign_in(Browser(app), email=" ANA@Example.org ").status_code == 303


@pytest.mark.parametrize("values", [{"password": "not the sentence"}, {"email": "nobody@example.org"}])
def test_a_failure_says_the_same_whatever_was_wrong(app, ana, values):
    browser = Browser(app)

    answer = sign_in(browser, **values)

    assert answer.status_code == 422
    assert GENERIC in browser.text
    assert f'value="{values.get("email", "ana@example.org")}"' in browser.text
    assert PASSWORD not in browser.text


def test_an_unconfirmed_account_gets_the_same_answer(app, given):
    browser = Browser(app)
    browser.open("/account/sign-up")
    browser.submit("/account/sign-up", name="Ana", email="ana@example.org", password=PASSWORD)

    assert sign_in(browser).status_code == 422
    assert GENERIC in browser.text


@pytest.mark.parametrize("field", ["email", "password"])
def test_an_empty_field_is_named(app, ana, field):
    browser = Browser(app)

    assert sign_in(browser, **{field: ""}).status_code == 422
    assert "<span>Please fill this in.</span>" in browser.text


@pytest.mark.parametrize("path", ["/communities?kind=local", "/regions/DE"])
def test_it_goes_on_where_one_came_from(app, ana, path):
    browser = Browser(app)
    browser.open("/account/sign-in")

    answer = sign_in(browser, f"/account/sign-in?next={path}")

    assert answer.location == path


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "evil", "/%09/evil.example",
     "/account/sign-out"],
)  # fmt: skip
def test_it_never_leads_to_another_site(app, ana, elsewhere):
    answer = sign_in(Browser(app), next=elsewhere.replace("%09", "\t"))

    assert answer.location == "/desk"


def test_who_is_signed_in_needs_no_form(app, ana):
    browser = Browser(app, "ana@example.org")

    answer = browser.open("/account/sign-in?next=/regions")

    assert (answer.status_code, answer.location) == (303, "/regions")
    assert browser.open("/account/sign-up").location == "/account/profile"


def test_tries_for_one_address_are_limited(app, ana):
    browser = Browser(app)
    for _ in range(10):
        assert sign_in(browser, password="not the sentence").status_code == 422

    answer = sign_in(browser)

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900


def test_tries_from_one_network_are_limited_whatever_the_address(app, ana):
    browser = Browser(app)
    for number in range(60):
        sign_in(browser, email=f"guess{number}@example.org")

    assert sign_in(browser).status_code == 429


def test_a_session_from_before_is_worth_nothing_afterwards(app, ana):
    browser = Browser(app)
    with browser.client.session_transaction(base_url="https://hub.example") as planted:
        planted["planted"] = "by someone else"
    before = browser.client.get_cookie("__Host-eventhub", domain="hub.example")

    sign_in(browser)

    after = browser.client.get_cookie("__Host-eventhub", domain="hub.example")
    assert before.value != after.value
    with browser.client.session_transaction(base_url="https://hub.example") as session:
        assert "planted" not in session
        assert session.permanent is True


def test_signing_out_ends_the_session(app, ana):
    browser = Browser(app, "ana@example.org")
    browser.open("/account/profile")

    answer = browser.submit("/account/sign-out")

    assert (answer.status_code, answer.location) == (303, "/")
    assert browser.open("/account/profile").location == "/account/sign-in?next=/account/profile"


def test_signing_out_needs_the_button(app, ana):
    browser = Browser(app, "ana@example.org")

    assert browser.open("/account/sign-out").status_code == 405
    assert browser.client.post("/account/sign-out", base_url="https://hub.example").status_code == 400


def spoken(browser, path="/events"):
    browser.open(path)
    return browser.find(r'<html lang="([^"]+)"')


def test_the_account_says_the_language_where_nothing_was_chosen(app, given):
    with given():
        make_person(name="Eva", email="eva@example.org", locale="de")
    browser = Browser(app, "eva@example.org")

    assert spoken(browser) == "de"


def test_a_language_chosen_before_signing_in_stays_until_signing_out(app, given):
    with given():
        make_person(name="Eva", email="eva@example.org", locale="de")
    browser = Browser(app)
    assert spoken(browser, "/events?locale=ar") == "ar"
    browser.sign_in("eva@example.org")
    assert [spoken(browser, path) for path in ("/events", "/desk")] == ["ar", "ar"]
    assert [spoken(browser, path) for path in ("/desk?locale=es", "/desk")] == ["es", "es"]

    browser.submit("/account/sign-out")
    browser.sign_in("eva@example.org")
    assert spoken(browser) == "de"


def test_what_was_chosen_lasts_as_long_as_the_browser_is_open_and_a_preference_for_a_year(app):
    browser = Browser(app)
    kept = {line.partition("=")[0]: line for line in browser.open("/events?locale=ar").headers.getlist("Set-Cookie")}

    assert sorted(kept) == ["locale", "locale_chosen"]
    assert "Max-Age=31536000" in kept["locale"]
    assert "Max-Age" not in kept["locale_chosen"]
    assert "Expires" not in kept["locale_chosen"]
    assert all("HttpOnly" in line and "SameSite=Lax" in line for line in kept.values())


def test_a_new_language_of_the_account_is_spoken_at_once(app, given):
    with given():
        make_person(name="Eva", email="eva@example.org", locale="de")
    browser = Browser(app)
    browser.open("/events?locale=ar")
    browser.sign_in("eva@example.org")
    browser.open("/account/profile")
    browser.submit("/account/profile", locale="es")

    assert spoken(browser) == "es"
