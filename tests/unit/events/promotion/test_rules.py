"""Breaking lines, counting as channels count, telling people from machines, colours."""

import pytest

from eventhub.events.promotion.rules import SOURCES, count_letters, count_weighted, even, fit, is_person, palette, rgb, wrap


def by_letters(text, size=1):
    return float(len(text) * size)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("An evening about fast pages", 12, ["An evening", "about fast", "pages"]),
        ("Rindfleischetikettierung", 10, ["Rindfleisc", "hetikettie", "rung"]),
        ("はじめての勉強会", 5, ["はじめての", "勉強会"]),
        ("東京、渋谷で。", 3, ["東京、", "渋谷", "で。"]),
        ("集まる「夜」の会", 4, ["集まる", "「夜」の", "会"]),
        ("大きなカーテン", 4, ["大きな", "カーテン"]),
        ("", 5, []),
    ],
)
def test_lines_break_at_spaces_and_between_characters_but_not_before_a_mark_that_closes(text, width, lines):
    assert wrap(text, width, by_letters) == lines


def test_a_title_takes_the_largest_size_in_which_no_word_is_cut():
    assert fit("short title", 12, lambda _size: 2, (3, 2, 1), by_letters) == (2, ["short", "title"])
    assert fit("a word as long as this", 5, lambda _size: 2, (3, 1), by_letters) == (1, ["a", "word…"])


def test_the_lines_of_a_title_end_close_to_each_other():
    assert even(["one two three", "four"], "one two three four", 14, by_letters) == ["one two", "three four"]
    assert even(["街についての夕", "べ"], "街についての夕べ", 7, by_letters) == ["街につい", "ての夕べ"]


@pytest.mark.parametrize(
    ("text", "weighted", "letters"),
    [
        ("Hello", 5, 5),
        ("Größe für alle", 14, 14),
        ("مرحبا", 5, 5),
        ("こんにちは", 10, 5),
        ("See https://hub.example/events/abcdefghij?from=post now", 4 + 23 + 4, 4 + 23 + 4),
        ("–“”…", 5, 4),  # the ellipsis counts two on X
    ],
)
def test_each_channel_counts_in_its_own_way(text, weighted, letters):
    assert count_weighted(text) == weighted
    assert count_letters(text) == letters


@pytest.mark.parametrize(
    ("agent", "person"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", True),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
            True,
        ),
        ("Mozilla/5.0 (compatible; bingbot/2.0)", False),
        ("Mozilla/5.0 (X11; Linux) HeadlessChrome/130", False),
        ("WhatsApp/2.23", False),
        ("LinkedInBot/1.0 (compatible; Mozilla/5.0)", False),
        ("curl/8", False),
        ("", False),
    ],
)
def test_machines_are_told_from_people_by_what_they_call_themselves(agent, person):
    assert is_person(agent) is person


def test_colours_are_those_of_oklch():
    assert rgb(1, 0, 0) == (255, 255, 255)
    assert rgb(0, 0, 0) == (0, 0, 0)
    assert rgb(0.6279, 0.2577, 29.23) == (255, 0, 0)


def luminance(colour):
    parts = [part / 255 for part in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("hue", range(0, 360, 15))
def test_letters_stand_out_from_their_ground_in_every_region(hue):
    for number in range(6):
        colours = palette(hue, bytes([number] * 32))
        for ground, ink in [(colours.ground, colours.ink), (colours.ground, colours.soft_ink), (colours.ground, colours.spot),
                            ((255, 255, 255), colours.ground), ((255, 255, 255), colours.shades[0])]:  # fmt: skip
            light, dark = sorted((luminance(ground), luminance(ink)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_sources_fit_their_column():
    assert len(set(SOURCES)) == len(SOURCES)
    assert all(len(source) <= 20 for source in SOURCES)
