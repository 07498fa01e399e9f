"""The list and the month: filters, addresses, paging, what is never in them, what they cost."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine

from eventhub.communities.queries import find_community
from eventhub.core import generations
from eventhub.events.models import Topic
from eventhub.events.workflow import S
from tests.factories import make_community, make_event, make_format, make_person, make_topic
from tests.support.queries import count_queries

DAY = datetime(2027, 3, 10, 19)


@pytest.fixture(autouse=True)
def in_march():
    """It is the first of March 2027."""
    with time_machine.travel("2027-03-01T09:00:00Z", tick=True):
        yield


@pytest.fixture
def world(given):
    """Two events that everyone may see."""
    with given():
        make_topic("web")
        community = make_community("Berliners", official=True)
        make_event(status=S.PUBLISHED, title="Berlin evening", topics=("web",), community=community, starts=DAY)
        make_event(status=S.PUBLISHED, title="Lisbon online", region_code="PT", zone="Europe/Lisbon", languages=("pt",), mode="online",
                   join_url="https://join.example/SECRET", city="Lisbon", starts=DAY + timedelta(days=1))  # fmt: skip
        return community.key


def titles(browser):
    return re.findall(r'<h3 class="event-title"[^>]*><a [^>]*>([^<]+)</a></h3>', browser.text)


@pytest.mark.parametrize(("query", "found"), [
    ("", ["Berlin evening", "Lisbon online"]), ("region=150", ["Berlin evening", "Lisbon online"]), ("region=DE", ["Berlin evening"]),
    ("topic=web", ["Berlin evening"]), ("lang=pt", ["Lisbon online"]), ("mode=online", ["Lisbon online"]),
    ("official=1", ["Berlin evening"]), ("from=2027-03-11", ["Lisbon online"]), ("to=2027-03-10", ["Berlin evening"]),
    ("q=lisb", ["Lisbon online"]), ("region=DE&region=PT&format=meetup", ["Berlin evening", "Lisbon online"]), ("region=DE&mode=online", []),
    ("utm_source=x&_external=1&endpoint=y&fbclid=z", ["Berlin evening", "Lisbon online"]), ("region=&lang=", ["Berlin evening", "Lisbon online"]),
])  # fmt: skip
def test_every_filter_is_an_address(reader, world, query, found):
    assert reader.open(f"/events?{query}").status_code == 200
    assert titles(reader) == found


def test_a_narrowed_list_is_named_by_what_it_is_narrowed_to(reader, world, given):
    reader.open(f"/events?region=DE&mode=in_person&community={world}&q=eve")
    assert "<title>Events · Germany · Berliners · In person · “eve” · " in reader.text
    assert '<meta property="og:title" content="Events · Germany · Berliners · In person · “eve”">' in reader.text
    assert re.search(r"<h1[^>]*>Events</h1>", reader.text)

    with given() as session:
        find_community(world).name = "Berlin people"
        generations.raise_page([generations.ALL])
        session.flush()
    reader.open(f"/events?community={world}")
    assert "<title>Events · Berlin people · " in reader.text


def test_a_narrowed_month_is_named_by_both(reader, world):
    reader.open(f"/events/month?month=2027-03&region=DE&community={world}")

    assert "<title>March 2027 · Germany · Berliners · " in reader.text
    assert '<meta property="og:title" content="March 2027 · Germany · Berliners">' in reader.text
    assert re.search(r"<h1[^>]*>March 2027</h1>", reader.text)
    assert "<caption>March 2027</caption>" in reader.text


@pytest.mark.parametrize("path", ["/", "/events", "/events/month", "/events/calls", "/regions/DE", "/communities/{key}"])
def test_subscribing_is_at_hand_above_every_list(reader, world, path):
    answer = reader.open(path.format(key=world))
    if answer.location:
        reader.open(answer.location)
    head, _panel, rest = reader.text.partition('<section class="panel subscribe" id="subscribe" tabindex="-1"')

    assert re.findall(r'<a class="[^"]+" href="#subscribe">.*?</svg>([^<]+)</a>', head) == ["Subscribe"]
    assert 'id="subscribe"' not in rest


@pytest.mark.parametrize(("query", "said"), [
    ("region=xx", "“xx” is not a value of region."), ("region=XX", "There is no region “XX”."), ("topic=flat-earth", "There is no topic “flat-earth”."),
    ("format=rave", "There is no format “rave”."), ("community=aaaaaaaaaa", "There is no community “aaaaaaaaaa”."), ("mode=astral", "“astral” is not a value of mode."),
    ("from=soon", None), ("lang=%3Cb%3E", "“&lt;b&gt;” is not a value of lang."), ("after=rubbish", "This address of a page is damaged. Please begin at the first page."),
    ("cancelled=maybe", "“maybe” is not a value of cancelled."),
])  # fmt: skip
@pytest.mark.parametrize("path", ["/events", "/events/month"])
def test_a_malformed_value_is_named(reader, world, path, query, said):
    if path == "/events/month" and query.startswith("after"):
        return
    answer = reader.open(f"{path}?{query}")

    assert answer.status_code == 400
    assert (
        "<h1>This request can&#39;t be understood</h1>" in reader.text
        or "<h1>This request can't be understood</h1>" in reader.text
    )
    assert said is None or said in reader.text


@pytest.mark.parametrize("month", ["2027-13", "soon", "0001-01", "9999-12"])
def test_a_month_that_is_none_is_named(reader, world, month):
    assert reader.open(f"/events/month?month={month}").status_code == 400
    assert f"“{month}” is not a month. Write it as 2027-01." in reader.text


def test_a_language_must_be_one_that_somebody_speaks(reader):
    assert [reader.open(f"/events?lang={tag}").status_code for tag in ("xx", "gsw", "pt-BR")] == [400, 200, 200]


def test_each_chip_takes_one_value_away(reader, world):
    reader.open("/events?topic=web&lang=de&region=DE&utm_source=x")
    chips = re.findall(
        r'<li><a class="chip plain" href="([^"]+)"><span class="visually-hidden">Remove: </span><span>([^<]+)</span>',
        reader.text,
    )

    assert [(label, href.replace("&amp;", "&")) for href, label in chips] == [
        ("Germany", "/events?topic=web&lang=de"), ("Web", "/events?region=DE&lang=de"), ("German", "/events?region=DE&topic=web"),
    ]  # fmt: skip
    assert '<option value="DE" selected>Germany</option>' in reader.text
    assert '<option value="web" selected>Web</option>' in reader.text


def sentence(browser):
    """The filter as it is read: of each select the option that is chosen."""
    found = re.search(r'<p class="sentence">(.*?)</p>', browser.text, re.DOTALL)[1]
    chosen = re.sub(
        r"<select.*?</select>",
        lambda select: (re.search(r"selected>([^<]*)", select[0]) or re.search(r'<option value="">([^<]*)', select[0]))[1],
        found,
        flags=re.DOTALL,
    )
    return re.sub(r"<[^>]*>", "", chosen)


def sent(browser):
    """What the filter's form sends as it stands."""
    form = re.search(r'<form class="filters".*?</form>', browser.text, re.DOTALL)[0]
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    selects = re.findall(r'<select name="(\w+)"(.*?)</select>', form, re.DOTALL)
    chosen = [(name, value) for name, options in selects for value in re.findall(r'value="([^"]+)" selected', options)]
    return sorted(hidden + chosen + [("q", text) for text in re.findall(r'name="q" value="([^"]+)"', form)])


@pytest.mark.parametrize(("query", "said"), [
    ("", "Events about anything in any language, online or in person, in the whole world, from  to "),
    ("lang=ar", "Events about anything in Arabic or another language, online or in person, in the whole world, from  to "),
    ("lang=ar&lang=en&mode=online",
     "Events about anything in Arabic, English, or another language, Online or otherwise, in the whole world, from  to "),
    ("mode=hybrid&mode=in_person&mode=online",
     "Events about anything in any language, In person and online, In person, or Online, in the whole world, from  to "),
    ("format=meetup&topic=web", "Meetup or another format about Web or another topic in any language, online or in person, in the whole world, from  to "),
    ("region=DE", "Events about anything in any language, online or in person, in Germany or another region, from  to "),
    ("region=DE&wider=region", "Events about anything in any language, online or in person, in Germany or another region, from  to "),
    ("region=DE&region=PT", "Events about anything in any language, online or in person, in Germany, Portugal, or another region, from  to "),
])  # fmt: skip
@pytest.mark.parametrize("path", ["/events", "/events/month"])
def test_the_sentence_says_every_value(reader, world, given, path, query, said):
    with given():
        make_format("talk")
        make_topic("translation")
    reader.open(f"{path}?{query}")

    assert sentence(reader) == said


@pytest.mark.parametrize("query", [
    "lang=ar&lang=en&mode=online", "mode=in_person&mode=online", "region=DE&region=PT&region=AO", "topic=web&format=meetup&format=talk&q=eve",
    "region=DE&wider=region", "official=1&cancelled=hide&past=all&series=expand&lang=de",
])  # fmt: skip
def test_the_form_sends_all_that_was_chosen(reader, world, given, query):
    with given():
        make_format("talk")
    reader.open(f"/events?{query}")

    assert sent(reader) == sorted(tuple(pair.split("=")) for pair in query.split("&") if not pair.startswith("wider"))


def test_the_form_keeps_the_communities_of_a_list(reader, world):
    reader.open(f"/events?community={world}")

    assert sent(reader) == [("community", world)]


def test_a_second_value_is_one_choice_away(reader, world):
    reader.open("/events?lang=de")
    more = re.search(r'<select name="lang" aria-label="Language: another language">(.*?)</select>', reader.text, re.DOTALL)[1]
    assert '<option value="en">' in more
    assert '<option value="de"' not in more

    reader.open("/events?region=DE&lang=de")
    assert reader.text.count('<select name="region"') == 1
    assert 'href="/events?region=DE&amp;lang=de&amp;wider=region" rel="nofollow">another region</a>' in reader.text
    reader.open("/events?region=DE&lang=de&wider=region")
    assert re.findall(r'<select name="region" aria-label="([^"]+)" autofocus>', reader.text) == ["Region: another region"]
    assert '<link rel="canonical" href="https://hub.example/events?region=DE&amp;lang=de">' in reader.text


def test_what_is_listed_can_be_subscribed_to(reader, world):
    reader.open("/events?region=DE&topic=web")

    assert 'href="webcal://hub.example/calendar/region/DE.ics?topic=web"' in reader.text


def test_a_retired_topic_leads_to_its_successor(given, reader, world):
    with given() as session:
        session.get(Topic, "web").retired_to = "the-web"
        make_topic("the-web")
    answer = reader.open("/events?topic=web&lang=de&endpoint=x&_external=1")

    assert (answer.status_code, answer.location) == (301, "/events?topic=the-web&lang=de&endpoint=x&_external=1")
    assert reader.open("/events/month?topic=web&month=2027-03").location == "/events/month?topic=the-web&month=2027-03"


def test_an_empty_answer_invites(reader, world):
    reader.open("/events?region=AO")

    assert "Nothing is planned here yet" in reader.text
    assert 'href="/events/new"' in reader.text


def test_the_next_page_goes_on_where_the_first_ends(given, reader):
    with given():
        organizer = make_person()
        for number in range(53):
            make_event(
                status=S.PUBLISHED, organizer=organizer, title=f"Event {number:02}", starts=DAY + timedelta(hours=number)
            )
    reader.open("/events?region=DE")
    first = titles(reader)
    following = reader.find(r'<a[^>]* href="(/events\?region=DE&amp;after=[^"]+)"').replace("&amp;", "&")
    reader.open(following)

    assert first + titles(reader) == [f"Event {number:02}" for number in range(53)]
    assert 'href="/events?region=DE"' in reader.text


def test_the_month_has_a_link_for_each_day_with_events(reader, world):
    reader.open("/events/month?region=150")

    assert re.findall(r'<a class="number" href="([^"]+)" aria-label="([^"]+)">(\d+)</a>', reader.text) == [
        ("/events?region=150&amp;from=2027-03-10&amp;to=2027-03-10", "Wednesday, March 10: one event", "10"),
        ("/events?region=150&amp;from=2027-03-11&amp;to=2027-03-11", "Thursday, March 11: one event", "11"),
    ]
    assert 'href="/events/month?region=150&amp;month=2027-02"' in reader.text
    assert 'href="/events/month?region=150&amp;month=2027-04"' in reader.text
    reader.open("/events/month?month=2028-01")
    assert "Nothing is planned in this month yet." in reader.text


def test_cancelled_and_postponed_ones_say_so_and_can_be_left_out(given, reader):
    with given():
        make_event(status=S.CANCELLED, title="Off", starts=DAY)
        make_event(status=S.POSTPONED, title="Later", starts=DAY)
    reader.open("/events")
    assert re.findall(r'<span class="chip tone-\w+">.*?<span>(\w+)</span></span>', reader.text) == ["Cancelled", "Postponed"]
    reader.open("/events?cancelled=hide")
    assert titles(reader) == ["Later"]


def test_nothing_that_is_not_public_is_in_any_list(given, reader, world, browser_of):
    with given():
        from eventhub.events.services.review import add_remark

        olga = make_person(name="Olga", email="olga@example.org")
        for state in (S.DRAFT, S.SUBMITTED, S.IN_REVIEW, S.CHANGES_REQUESTED, S.APPROVED, S.DECLINED, S.WITHDRAWN):
            event = make_event(
                status=state, title=f"HIDDEN {state.value}", description="HIDDEN text", starts=DAY, organizer=olga
            )
            add_remark(event, "HIDDEN note", actor=olga, public=False)
        shown = make_event(
            status=S.PUBLISHED, title="Shown", starts=DAY, organizer=olga, mode="hybrid", join_url="https://join.example/SECRET"
        )
        add_remark(shown, "HIDDEN note", actor=olga, public=False)
        address = f"/events/{shown.key}-shown"
        feed = f"/calendar/event/{shown.key}.ics"
    pages = [
        "/",
        "/events",
        "/events?q=hidden",
        "/events/month",
        "/search?q=hidden",
        "/regions/DE",
        address,
        "/calendar/all.ics",
        feed,
    ]
    for person in ("", "olga@example.org"):
        browser = browser_of(person) if person else reader
        for path in pages:
            assert browser.open(path).status_code == 200, path
            assert "HIDDEN" not in browser.text, path
            assert "SECRET" not in browser.text, path
            assert "olga@example.org" not in browser.text, path
    assert "Shown" in reader.text


@pytest.mark.parametrize("rows", [1, 5])
@pytest.mark.parametrize("path", ["/events?region=DE&format=meetup", "/events/month?month=2027-03&region=DE"])
def test_a_list_costs_six_queries_however_long_it_is(given, reader, path, rows):
    with given():
        for number in range(rows):
            make_event(
                status=S.PUBLISHED, title=f"Event {number}", starts=DAY, community=make_community(), topics=(f"topic-{number}",)
            )
    with count_queries() as asked:
        reader.open(path)
    with count_queries() as again:
        reader.open(f"{path}&another=1")
    assert reader.text.count("Event ") >= min(rows, 3)
    assert len(asked) == 6, asked
    assert len(again) == (3 if path.startswith("/events?") else 4), again  # the words are known, and the rows of the list


def test_rows_that_are_kept_ask_for_no_titles(given, reader):
    with given():
        make_event(status=S.PUBLISHED, title="Event 1", starts=DAY)
    reader.open("/events")
    with count_queries() as asked:
        reader.open("/events?fresh=1")
    assert "Event 1" in reader.text
    assert len(asked) == 3, asked


@pytest.mark.parametrize("path", ["/events?region=DE", "/events/month", "/"])
def test_a_stored_page_asks_one_query_until_an_edit_makes_it_anew(given, reader, world, path):
    first = reader.open(path).get_data(as_text=True)
    with count_queries() as asked:
        again = reader.open(path)
    assert again.get_data(as_text=True) == first
    assert len(asked) == 1, asked

    with given():
        make_event(status=S.PUBLISHED, title="A new one", starts=DAY - timedelta(days=1))
    assert "A new one" in reader.open(path).get_data(as_text=True)


def test_a_format_of_another_name_is_read_in_every_list_at_once(given, reader, world):
    from eventhub.events.services.formats import FormatDraft, refine_format

    reader.open("/events?region=DE")
    assert ">Meetup<" in reader.text
    with given():
        refine_format(
            make_format("meetup"), FormatDraft(names={"en": "Gathering"}, summaries={}, guidance={}), actor=None, seen=1
        )
    reader.open("/events?region=DE")
    assert ">Meetup<" not in reader.text
    assert '<span class="p-category">Gathering</span>' in reader.text


def test_whoever_is_signed_in_gets_no_stored_page_and_leaves_none(app, given, browser_of, reader, world):
    with given():
        make_person(name="Olga", email="olga@example.org")
    olga = browser_of("olga@example.org")
    olga.open("/events")
    assert "My desk" in olga.text
    assert "My desk" not in reader.open("/events").get_data(as_text=True)
    olga.open("/events")
    assert "My desk" in olga.text


def test_the_language_comes_from_the_address_then_the_account_then_the_cookie_then_the_browser(given, browser_of, reader):
    def tongue(browser, path="/events", **headers):
        return re.search(r'<html lang="([\w-]+)"', browser.open(path, **headers).get_data(as_text=True))[1]

    german = {"Accept-Language": "de-AT,de;q=0.8,en;q=0.5"}
    assert tongue(reader) == "en"
    assert tongue(reader, **german) == "de"
    assert tongue(reader, "/events?locale=ar", **german) == "ar"
    assert tongue(reader, **german) == "ar"  # kept in a cookie
    assert tongue(reader, "/events?locale=tlh", **german) == "ar"
    with given():
        make_person(email="ines@example.org", locale="es")
    ines = browser_of("ines@example.org")
    assert tongue(ines, **german) == "es"
    assert tongue(ines, "/events?locale=ar", **german) == "ar"
    assert tongue(ines, **german) == "es"
