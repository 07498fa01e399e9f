"""Cards and posters: letters of many scripts in their order, drawn with fonts of our own."""

import dataclasses
import hashlib
import io
import subprocess
from datetime import UTC, datetime
from shutil import which

import pytest
import segno
from PIL import Image

from eventhub.events.promotion import card, lettering, poster, services
from eventhub.events.promotion.rules import palette
from eventhub.events.promotion.texts import Sheet

AT = datetime(2027, 1, 1, tzinfo=UTC)
TITLES = {
    "en": "An evening about fast pages", "de": "Übergröße für Straßen", "ar": "أمسية عن Python 3.13 في القاهرة", "ja": "はじめてのPython勉強会、東京",
    "hi": "दिल्ली में संध्या वार्ता", "el": "Βραδιά στην Αθήνα", "ru": "Вечер о городах", "vi": "Buổi tối ở Hà Nội", "zh": "开源之夜，我们在北京见", "ko": "서울의 저녁", "zh-Hant": "台北聚會：用 Python 寫一個外掛",
}  # fmt: skip


def sheet(tag="en", **known):
    values = {
        "title": TITLES.get(tag, ""),
        "when": ("Thursday", "19:00"),
        "place": "Hall",
        "host": "Group",
        "site": "hub.example",
        "summary": "Come.",
    }
    return Sheet(tag=tag, from_right=tag == "ar", hue=20, seeds=hashlib.sha256(tag.encode()).digest(), **{**values, **known})


@pytest.mark.parametrize("tag", sorted(TITLES))
def test_there_is_a_letter_for_every_script_of_our_events(tag):
    assert lettering.settable(TITLES[tag]) == TITLES[tag]


def test_emoji_are_left_out_and_a_script_without_letters_says_so():
    assert lettering.settable("Party 🎉 time") == "Party time"
    assert lettering.settable("ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ") == ""
    assert lettering.settable("東京　勉強会") == "東京 勉強会"
    assert services.ready([sheet(title="ᏣᎳᎩ"), sheet(title="English")]).title == "English"


def families(line, from_right=False):
    """Runs with something to be seen; spaces between words may be another font's."""
    return [(run.family, run.text.strip()) for run in lettering.runs(line, from_right=from_right) if run.text.strip()]


def test_runs_stand_as_they_are_seen_from_left_to_right():
    assert families("أمسية مع Python 3.13 في", from_right=True) == [
        ("noto-arabic", "في"), ("inter", "Python 3.13"), ("noto-arabic", "أمسية مع")
    ]  # fmt: skip
    assert families("abc أمسية ١٢ مع xyz") == [
        ("inter", "abc"), ("noto-arabic", "مع"), ("noto-arabic", "١٢"), ("noto-arabic", "أمسية"), ("inter", "xyz")
    ]  # fmt: skip
    assert families("勉強会Python、夜") == [("noto-cjk", "勉強会"), ("inter", "Python"), ("noto-cjk", "、夜")]


def test_a_word_with_a_hole_is_not_set():
    assert lettering.settable("用𠀀寫") == ""
    assert lettering.settable("Party 🎉") == "Party"


def test_an_address_stands_as_it_is_written_among_arabic():
    assert families(lettering.alone("hub.example/events/abc"), from_right=True) == [("inter", "hub.example/events/abc")]
    assert families("اقرأ " + lettering.alone("127.0.0.1:5000/a"), from_right=True)[0] == ("inter", "127.0.0.1:5000/a")


def test_every_letter_of_a_line_has_a_font_spaces_too():
    for run in lettering.runs("東京 勉強会 ١ abc  x", from_right=False):
        assert all(ord(letter) in lettering._letters(run.family) for letter in run.text)


def test_arabic_letters_are_joined():
    joined = card.measure("بيت", 60, "bold")
    apart = sum(card.measure(letter, 60, "bold") for letter in "بيت")

    assert joined < 0.8 * apart


def ink_columns(data, left, right):
    """How many pixels of the lightest colour, that of the title, stand between two columns."""
    with Image.open(io.BytesIO(data)) as found:
        picture = found.convert("L").crop((left, 130, right, 400))
    return sum(1 for value in picture.get_flattened_data() if value > 235)


def test_arabic_begins_on_the_right_and_english_on_the_left():
    english, arabic = card.draw(sheet("en")), card.draw(sheet("ar"))

    assert ink_columns(english, 64, 200) > 300
    assert ink_columns(arabic, 1000, 1136) > 300


@pytest.mark.parametrize(
    "known",
    [
        {"title": ""},
        {"when": ()},
        {"place": ""},
        {"host": ""},
        {"summary": ""},
        {"notice": "Cancelled"},
        {"title": "W" * 150},
        {"title": "長" * 150},
    ],
)
def test_anything_may_be_missing_or_long(known):
    with Image.open(io.BytesIO(card.draw(sheet("en", **known)))) as picture:
        assert picture.size == (1200, 630)
    assert poster.draw(sheet("en", **known), size="a4", link="https://hub.example/events/a?from=poster", at=AT).startswith(
        b"%PDF"
    )


def test_the_same_event_is_the_same_picture_and_the_same_poster():
    draw = lambda: poster.draw(sheet("ja"), size="a4", link="https://hub.example", at=AT)  # noqa: E731

    assert card.draw(sheet("ja")) == card.draw(sheet("ja"))
    assert draw() == draw()


@pytest.mark.skipif(which("pdftoppm") is None, reason="pdftoppm is not there to look with")
@pytest.mark.parametrize(("tag", "left"), [("en", 210 - 18 - 46), ("ar", 18)])
def test_the_code_on_the_paper_is_the_one_that_leads_to_the_event(tag, left, tmp_path):
    link = "https://hub.example/events/abcdefghij?from=poster"
    file = tmp_path / "poster.pdf"
    file.write_bytes(poster.draw(sheet(tag), size="a4", link=link, at=AT))
    subprocess.run(["pdftoppm", "-r", "254", "-png", "-singlefile", file, tmp_path / "seen"], check=True)
    rows = [list(row) for row in segno.make(link, error="m", micro=False, boost_error=False).matrix]
    step = 460 / len(rows)  # at 254 dots an inch a millimetre is ten pixels
    with Image.open(tmp_path / "seen.png") as found:
        picture = found.convert("L")
        seen = [
            [int(picture.getpixel((left * 10 + (x + 0.5) * step, 2330 + (y + 0.5) * step)) < 128) for x in range(len(rows))]
            for y in range(len(rows))
        ]

    assert seen == rows


@pytest.mark.skipif(which("pdftotext") is None, reason="pdftotext is not there to read with")
@pytest.mark.parametrize("tag", ["en", "de", "ja", "hi", "zh", "zh-Hant", "ko"])
def test_the_title_of_a_poster_can_be_read_again(tag, tmp_path):
    file = tmp_path / "poster.pdf"
    file.write_bytes(poster.draw(sheet(tag), size="a3", link="https://hub.example", at=AT))
    said = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True).stdout

    assert "".join(TITLES[tag].split()) in "".join(said.split())


@pytest.mark.skipif(which("pdftoppm") is None, reason="pdftoppm is not there to look with")
@pytest.mark.parametrize("number", range(8))
def test_words_have_their_colour_whatever_the_last_tile_was(number, tmp_path):
    seeds = hashlib.sha256(bytes([number])).digest()
    said = dataclasses.replace(sheet("en", when=("IIIIIIIIII",), title="", host=""), seeds=seeds)
    file = tmp_path / "poster.pdf"
    file.write_bytes(poster.draw(said, size="a4", link="https://hub.example", at=AT))
    subprocess.run(["pdftoppm", "-r", "200", "-png", "-singlefile", file, tmp_path / "seen"], check=True)
    with Image.open(tmp_path / "seen.png") as found:
        seen = {colour for _count, colour in found.convert("RGB").crop((120, 600, 900, 1000)).getcolors(10_000)}

    assert palette(said.hue, seeds).shades[0] in seen


def test_the_fonts_are_small_enough_to_travel():
    files = {lettering.font_path(family, weight) for family in lettering.FILES for weight in ("regular", "bold")}

    assert sum(file.stat().st_size for file in files) < 4e6
