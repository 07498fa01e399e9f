"""The kit: texts in the event's languages, a picture and a poster from the server, visits by source without a trace of anyone."""

import io
import re
import subprocess
from html import unescape
from shutil import which

import pytest
import sqlalchemy as sa
from PIL import Image

from eventhub.accounts.queries import find_by_email
from eventhub.core.db import db as database
from eventhub.events import queries
from eventhub.events.promotion.models import Visits
from eventhub.events.services import editing
from eventhub.events.workflow import S
from tests.factories import make_event, wall
from tests.support.queries import count_queries

PEOPLE = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


@pytest.fixture
def key(given, organizer):
    """A public event of hers in German, with a Japanese translation."""
    with given():
        olga = find_by_email("olga@example.org")
        event = make_event(organizer=olga, status=S.PUBLISHED, title="Abend über Städte", description="Wir reden. **Kommt vorbei.**",
                           starts=wall(2027, 6, 3, 19), source_language="de")  # fmt: skip
        editing.translate(event, "ja", title="街についての夕べ", description="みんなで話します。", actor=olga)
        return event.key


def text_of(browser, channel):
    found = re.search(rf'<textarea[^>]* id="text-{channel}"[^>]*>(.*?)</textarea>', browser.text, re.DOTALL)
    assert found, browser.text
    return unescape(found[1])


def test_each_language_of_the_event_has_its_texts(organizer, key):
    organizer.open(f"/events/{key}/kit?to=de")
    assert text_of(organizer, "post").startswith(
        "Abend über Städte\n\nDonnerstag, 3. Juni 2027\n19:00 – 21:00 (Mitteleuropäische Sommerzeit)\nc-base"
    )
    assert f"https://hub.example/events/{key}?from=post" in text_of(organizer, "post")
    assert "Kommt vorbei." in text_of(organizer, "linkedin")

    organizer.open(f"/events/{key}/kit?to=ja")
    assert text_of(organizer, "mastodon").startswith("街についての夕べ\n\n2027年6月3日木曜日")
    assert "みんなで話します。" in text_of(organizer, "mastodon")
    assert 'lang="ja"' in organizer.text
    for name in ("German", "Japanese", "English"):
        assert f">{name}</a>" in organizer.text, name


def test_a_text_says_how_long_it_is_as_its_channel_counts(organizer, key):
    organizer.open(f"/events/{key}/kit?to=ja")
    said = text_of(organizer, "post")
    link = re.search(r"https://\S+", said)[0]
    weight = sum(2 if ord(letter) > 0x1100 and letter != "–" else 1 for letter in said.replace(link, "")) + 23

    assert f"{weight} of 280 characters" in organizer.text


def test_a_text_can_be_selected_without_script_and_copied_with(organizer, key):
    organizer.open(f"/events/{key}/kit")

    assert organizer.text.count(" readonly ") == 7
    assert organizer.text.count("data-copy=") == 6


@pytest.mark.parametrize("tag", ["de", "ja", "ar", ""])
def test_the_picture_is_made_on_the_server(client, key, tag):
    answer = client.get(f"/events/{key}/card.png?locale={tag}", base_url="https://hub.example")

    assert answer.mimetype == "image/png"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    with Image.open(io.BytesIO(answer.data)) as picture:
        assert picture.size == (1200, 630)
    assert len(answer.data) < 100_000
    again = client.get(
        f"/events/{key}/card.png?locale={tag}",
        base_url="https://hub.example",
        headers={"If-None-Match": answer.headers["ETag"]},
    )
    assert (again.status_code, again.data) == (304, b"")


def test_another_title_is_another_picture(client, given, key):
    def tag():
        return client.get(f"/events/{key}/card.png", base_url="https://hub.example").headers["ETag"]

    before = tag()
    with given():
        queries.find_event(key).title = "Ein ganz anderer Abend"
    assert before != tag()


def test_the_page_names_the_picture_for_networks(client, key):
    page = client.get(
        f"/events/{key}", base_url="https://hub.example", follow_redirects=True, headers={"Accept-Language": "de"}
    ).text

    assert f'<meta property="og:image" content="https://hub.example/events/{key}/card.png?locale=de&amp;v=' in page
    assert '<meta property="og:title" content="Abend über Städte">' in page
    assert "Wir reden. Kommt vorbei." in page.partition('og:description" content="')[2][:200]


@pytest.mark.parametrize("size", ["a4", "A3", "letter"])
def test_the_poster_is_one_page_with_its_fonts_inside(client, key, size):
    answer = client.get(f"/events/{key}/poster.pdf?locale=ja&size={size}", base_url="https://hub.example")

    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert answer.data.count(b"/Type /Page\n") == 1
    assert b"FontFile" in answer.data
    assert answer.data == client.get(f"/events/{key}/poster.pdf?locale=ja&size={size}", base_url="https://hub.example").data


@pytest.mark.skipif(which("pdftotext") is None, reason="pdftotext is not there to read with")
def test_the_words_of_a_poster_can_be_read_and_searched(client, key, tmp_path):
    file = tmp_path / "poster.pdf"
    file.write_bytes(client.get(f"/events/{key}/poster.pdf?locale=ja", base_url="https://hub.example").data)
    said = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True).stdout

    assert "街についての夕べ" in "".join(said.split())
    assert f"hub.example/events/{key}" in said


def test_a_draft_shows_neither_picture_nor_poster_to_others(given, client, organizer):
    with given():
        key = make_event(organizer=find_by_email("olga@example.org")).key
    for path in ("card.png", "poster.pdf", "kit"):
        assert client.get(f"/events/{key}/{path}", base_url="https://hub.example").status_code in {303, 404}
    assert organizer.open(f"/events/{key}/card.png").headers["Cache-Control"] == "private, no-cache"
    assert organizer.open(f"/events/{key}/poster.pdf?size=a0").status_code == 404


def visits(given):
    with given():
        return {row.channel: row.visits for row in database.session.execute(sa.select(Visits.channel, Visits.visits))}


def test_a_visit_by_a_marked_link_is_counted_from_the_page_and_from_the_store(given, client, key):
    for _time in range(3):
        answer = client.get(
            f"/events/{key}?from=mastodon", base_url="https://hub.example", headers=PEOPLE, follow_redirects=True
        )
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
    client.get(f"/events/{key}?from=poster", base_url="https://hub.example", headers=PEOPLE, follow_redirects=True)

    assert visits(given) == {"mastodon": 3, "poster": 1}


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("", PEOPLE),
        ("?from=somewhere", PEOPLE),
        ("?from=", PEOPLE),
        ("?from=mastodon", {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}),
        ("?from=mastodon", {"User-Agent": "http.rb/5.1 (Mastodon/4.3; +https://example.social/)"}),
        ("?from=facebook", {"User-Agent": "facebookexternalhit/1.1"}),
        ("?from=mastodon", {"User-Agent": ""}),
        ("?from=mastodon", {**PEOPLE, "Referer": "https://hub.example/events"}),
        ("?from=mastodon", {**PEOPLE, "Sec-Purpose": "prefetch;prerender"}),
    ],
)
def test_machines_unknown_marks_and_those_who_are_here_already_are_not_counted(given, client, key, query, headers):
    assert (
        client.get(f"/events/{key}{query}", base_url="https://hub.example", headers=headers, follow_redirects=True).status_code
        == 200
    )

    assert visits(given) == {}


def test_what_is_not_public_is_not_counted(given, client):
    with given():
        key = make_event().key
    client.get(f"/events/{key}?from=mastodon", base_url="https://hub.example", headers=PEOPLE)

    assert visits(given) == {}


def test_the_stored_page_stays_stored(client, key):
    path = f"/events/{key}-abend-uber-stadte?from=chat"
    first = client.get(path, base_url="https://hub.example", headers=PEOPLE)
    with count_queries() as statements:
        second = client.get(path, base_url="https://hub.example", headers=PEOPLE)

    assert first.data == second.data
    asked = [statement for statement in statements if not statement.startswith("SET LOCAL")]
    assert len(asked) == 2  # the look at the counters, and the count
    assert asked[1].startswith("INSERT INTO event_visits")
    assert f'rel="canonical" href="https://hub.example/events/{key}-abend-uber-stadte"' in second.text


def test_the_kit_shows_visits_by_link(given, organizer, client, key):
    for _time in range(2):
        client.get(f"/events/{key}?from=chat", base_url="https://hub.example", headers=PEOPLE, follow_redirects=True)
    organizer.open(f"/events/{key}/kit")
    row = re.search(r"<th[^>]*>Chat message</th>.*?</tr>", organizer.text, re.DOTALL)[0]

    assert re.findall(r"<span>(\d+)</span>", row) == ["2", "2"]


def test_the_kit_costs_as_many_queries_with_five_languages_as_with_one(given, organizer, key):
    counts = []
    for tags in ((), ("fr", "es", "pt", "it")):
        with given():
            event = queries.find_event(key)
            for tag in tags:
                editing.translate(event, tag, title=f"Soirée {tag}", description="", actor=find_by_email("olga@example.org"))
        organizer.open(f"/events/{key}/kit")
        with count_queries() as statements:
            organizer.open(f"/events/{key}/kit")
        counts.append(len(statements))

    assert counts[0] == counts[1]
