"""The page that makes an embed ready: choices are kept, the preview is what will be shown, the texts to copy work."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.support.queries import count_queries

HUB = "https://hub.example"


def snippet(page: str, name: str) -> str:
    found = re.search(rf'<textarea[^>]* id="snippet-{name}"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    return unescape(found[1]) if found else ""


def test_lists_and_events_lead_to_it_with_their_own_filter(ask: Any, world: dict[str, str]) -> None:
    for path, href in (
        ("/events?topic=web&lang=de&region=DE", "/embed?region=DE&amp;topic=web&amp;lang=de"), ("/events?lang=de", "/embed?lang=de"),
        ("/regions/DE", "/embed?region=DE"), ("/communities/{community}-community", "/embed?community={community}"),
        ("/events/{berlin}-{slug}", "/embed?event={berlin}"), ("/events/month?topic=web", "/embed?topic=web"),
    ):  # fmt: skip
        page = ask(path.format(**world)).get_data(as_text=True)
        assert f'href="{href.format(**world)}"' in page, path
        assert ask(unescape(href.format(**world))).status_code == 200


def test_what_was_chosen_is_chosen_previewed_and_copied(ask: Any, world: dict[str, str]) -> None:
    page = ask("/embed?topic=web&theme=dark&accent=blue&view=cards&limit=5&embed_locale=de&locale=en").get_data(as_text=True)

    query = "topic=web&theme=dark&accent=blue&view=cards&limit=5&locale=de"
    assert re.search(r'<iframe class="embed-preview" src="([^"]+)"', page)[1] == f"/embed/events?{query.replace('&', '&amp;')}"  # type: ignore[index]
    for chosen in (
        'value="web" selected',
        'value="dark" selected',
        'value="blue" selected',
        'value="cards" selected',
        'value="5" selected',
        'value="de" selected',
    ):
        assert chosen in page, chosen
    assert snippet(page, "iframe") == (
        f'<iframe src="{HUB}/embed/events?{query.replace("&", "&amp;")}" title="Veranstaltungen · Web" width="100%" height="560" loading="lazy" frameborder="0"></iframe>'
    )
    assert snippet(page, "component") == (
        f'<script type="module" src="{HUB}/embed/eventhub.js"></script>\n'
        f'<eventhub-events src="{HUB}" filter="topic=web" locale="de" theme="dark" accent="blue" view="cards" limit="5">\n'
        f'  <a href="{HUB}/events?topic=web&amp;locale=de">Alle Veranstaltungen</a>\n</eventhub-events>'
    )
    assert (
        snippet(page, "shortcode")
        == '[eventhub filter="topic=web" locale="de" theme="dark" accent="blue" view="cards" limit="5"]'
    )
    assert ask(f"/embed/events?{query}").status_code == 200


def test_the_lines_for_wordpress_are_those_of_the_guide(ask: Any) -> None:
    guide = (Path(__file__).parents[3] / "docs/embedding.md").read_text()

    assert (
        snippet(ask("/embed").get_data(as_text=True), "wordpress").strip()
        == re.search(r"```php\n(.*?)\n```", guide, re.DOTALL)[1]
    )  # type: ignore[index]


def test_what_has_no_choice_of_its_own_is_kept(ask: Any, world: dict[str, str]) -> None:
    page = ask(f"/embed?community={world['community']}&official=1&region=DE&region=PT&topic=web").get_data(as_text=True)

    kept = re.findall(
        r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.partition("data-embed-builder")[2].partition("</form>")[0]
    )
    assert kept == [("region", "DE"), ("region", "PT"), ("community", world["community"]), ("official", "1")]


def test_what_is_kept_is_named_and_can_be_taken_away(ask: Any, world: dict[str, str]) -> None:
    key = world["community"]
    page = ask(f"/embed?community={key}&lang=ar&lang=en&topic=web&theme=dark&embed_locale=de&locale=en").get_data(as_text=True)
    form = page.partition("data-embed-builder")[2].partition("</form>")[0]
    chips = re.findall(r'<a class="chip plain" href="([^"]+)"><span [^>]*>Remove: </span><span dir="auto">([^<]+)</span>', form)

    looks = "theme=dark&embed_locale=de"
    assert [(label, unescape(href)) for href, label in chips] == [
        ("Berliners", f"/embed?topic=web&lang=ar&lang=en&{looks}"), ("Arabic", f"/embed?community={key}&topic=web&lang=en&{looks}"),
        ("English", f"/embed?community={key}&topic=web&lang=ar&{looks}"),
    ]  # fmt: skip
    assert re.findall(r'<select id="choose-lang" name="lang">\s*<option value="" selected>([^<]+)', form) == [
        "another language"
    ]
    without = ask(unescape(chips[0][0])).get_data(as_text=True)
    assert "Berliners" not in without
    assert 'value="dark" selected' in without


def test_the_frame_is_called_by_what_it_is_narrowed_to_in_its_own_language(ask: Any, world: dict[str, str]) -> None:
    page = ask(f"/embed?community={world['community']}&region=DE&embed_locale=es&locale=en").get_data(as_text=True)

    assert 'title="Eventos · Alemania · Berliners"' in snippet(page, "iframe")
    assert '<option value="DE" selected>Germany</option>' in page


@pytest.mark.parametrize("query", ["topic=web", "event={berlin}"])
def test_a_frame_can_be_copied_with_the_script_that_fits_it(ask: Any, world: dict[str, str], query: str) -> None:
    page = ask(f"/embed?{query}".format(**world)).get_data(as_text=True)

    assert snippet(page, "fitting") == (
        snippet(page, "iframe") + f'\n<script type="module" src="{HUB}/embed/eventhub.js"></script>'
    )
    assert "Als Rahmen, der sich anpasst" in page  # the reader asks in German


def test_one_event_has_a_frame_alone(ask: Any, world: dict[str, str]) -> None:
    page = ask(f"/embed?event={world['berlin']}&theme=light").get_data(as_text=True)

    assert f'src="/embed/events/{world["berlin"]}?theme=light"' in page
    assert 'title="Berlin evening"' in snippet(page, "iframe")
    assert "snippet-component" not in page
    assert 'name="topic"' not in page


def test_a_text_can_not_break_out_of_what_is_copied(ask: Any, given: Any, world: dict[str, str]) -> None:
    page = ask("/embed?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").get_data(as_text=True)

    assert "<script>alert" not in page
    assert "<script>alert" not in snippet(page, "iframe")
    assert "<script>alert" not in snippet(page, "component")


@pytest.mark.parametrize("query", ["topic=flat-earth", "theme=neon", "limit=x"])
def test_bad_values_are_named_on_a_page(ask: Any, world: dict[str, str], query: str) -> None:
    assert ask(f"/embed?{query}").status_code == 400


@pytest.mark.parametrize("which", ["draft", "none"])
def test_an_event_that_is_not_public_is_not_there(ask: Any, world: dict[str, str], which: str) -> None:
    assert ask(f"/embed?event={world.get(which, 'aaaaaaaaaa')}").status_code == 404


def test_it_costs_few_queries(ask: Any, world: dict[str, str]) -> None:
    ask("/embed")
    with count_queries() as asked:
        ask("/embed?topic=web")

    assert len(asked) <= 4, asked
