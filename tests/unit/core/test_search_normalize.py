"""One normalizer for what is stored and for what is asked."""

import sqlite3
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.core.search.normalize import (
    FTS5_TOKENIZE,
    MAX_TERMS,
    MAX_TOKEN,
    can_be_prefix,
    fold,
    index_text,
    query_terms,
    tokens,
)

ALPHABETS = "aZßüŁøæİıéñ 09٣۴ΆςσБйё אָבּ الأإآةىئؤكکیَّـ हिन्दीक़ ไทยที่ 東京都カがｶﾞー 한국어 ﬁ²①…'-_\u200c\u0301\u0345"
texts = st.one_of(st.text(max_size=60), st.text(alphabet=ALPHABETS, max_size=40))


def finds(query: str, text: str) -> bool:
    terms = query_terms(query)
    return bool(terms) and set(terms) <= set(tokens(text))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("zurich", "Treffen in Zürich"),
        ("ZÜRICH", "zurich meetup"),
        ("strasse", "Lange Straße 5"),
        ("STRASSE", "straße"),
        ("lodz", "Łódź"),
        ("kobenhavn", "København"),
        ("aero", "ærø"),
        ("dakovo", "Đakovo"),
        ("istanbul", "İSTANBUL"),
        ("ISPARTA", "ısparta"),
        ("ığdır", "IĞDIR"),
        ("αθηνα", "Συνάντηση στην ΑΘΉΝΑ"),
        ("οδυσσευς", "ΟΔΥΣΣΕΎΣ"),
        ("еж", "ёж"),
        ("שלום", "שָׁלוֹם"),
        ("東京", "東京都で勉強会"),
        ("京", "東京都"),
        ("京都", "東京都"),
        ("勉強会", "第3回Python勉強会"),
        ("python", "第3回Ｐｙｔｈｏｎ勉強会"),
        ("ガイド", "ｶﾞｲﾄﾞﾌﾞｯｸ"),
        ("서울", "서울특별시"),
        ("ภาษา", "ประชุมภาษาไทย"),
        ("القاهرة", "لقاء في القاهره"),
        ("قاهرة", "لقاء في القاهرة"),
        ("القاهرة", "قاهرة"),
        ("كتاب", "والكتاب"),
        ("للكتاب", "الكتاب"),
        ("بالقاهرة", "القاهرة"),
        ("احمد", "أَحْمَد"),
        ("مسوول", "مسؤول"),
        ("كتاب", "کتـــاب"),
        ("الله", "بسم الله"),
        ("हिन्दी", "हिन्दी सम्मेलन"),
        ("2026", "٢٠٢٦"),
        ("2026", "२०२६"),
    ],
)
def test_finds(query: str, text: str) -> None:
    assert finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("हद", "हिन्दी"),
        ("京東", "東京都"),
        ("お", "東京"),
        ("له", "الله"),
        ("か", "が"),
        ("", "x"),
        ("!?", "x"),
        ("बल", "बाल"),
    ],
)
def test_does_not_find(query: str, text: str) -> None:
    assert not finds(query, text)


def test_terms_of_a_mixed_text() -> None:
    assert tokens("Python勉強会 im Café, 2026") == ["python", "勉", "勉強", "強", "強会", "会", "im", "cafe", "2026"]
    assert query_terms("Python勉強会 café Café") == ["python", "勉強", "強会", "cafe"]


def test_an_article_is_indexed_with_and_without_and_asked_without() -> None:
    assert tokens("والمدينة") == ["والمدينه", "مدينه"]
    assert query_terms("المدينة") == ["مدينه"]


def test_thai_marks_stay_with_their_letter() -> None:
    assert tokens("ที่นี่") == ["ที่", "ที่นี่", "นี่"]


def test_the_last_word_of_a_script_with_spaces_may_be_a_beginning() -> None:
    assert [can_be_prefix(term) for term in ("zu", "z", "東京", "قا", "हि", "")] == [
        True,
        False,
        False,
        True,
        True,
        False,
    ]


def test_length_is_bounded() -> None:
    assert tokens("x" * 500) == ["x" * MAX_TOKEN]
    assert finds("x" * 500, "x" * 600)
    assert len(query_terms(" ".join(f"w{number}" for number in range(100)))) == MAX_TERMS


@pytest.mark.parametrize("unit", ["a", "東", "ا", "ال", "\u0301", "\u0e48\u0e38", "क\u093c", "ﷺ", "a "])
def test_time_grows_with_length_only(unit: str) -> None:
    start = time.process_time()
    tokens(unit * (20_000 // max(1, len(fold(unit)))))
    assert time.process_time() - start < 2


@given(texts)
def test_what_is_indexed_indexes_to_itself(text: str) -> None:
    assert set(tokens(index_text(text))) == set(tokens(text))


@given(texts)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(texts)
def test_every_word_of_a_text_finds_it(text: str) -> None:
    found = set(tokens(text))
    assert all(set(query_terms(word)) <= found for word in text.split())


@given(texts)
def test_terms_are_short_and_without_spaces(text: str) -> None:
    assert all(0 < len(term) <= MAX_TOKEN and not any(map(str.isspace, term)) for term in tokens(text))


@given(st.text(alphabet="東京都勉強会大阪", min_size=1, max_size=12), st.data())
def test_every_part_of_a_han_text_finds_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert finds(text[start:end], text)


@given(st.lists(st.text(alphabet="بتثجحخدر", min_size=2, max_size=8), min_size=1, max_size=4))
def test_arabic_nouns_are_found_with_or_without_article(words: list[str]) -> None:
    joined = " ".join("ال" + word for word in words)
    assert finds(" ".join(words), joined)
    assert finds(joined, " ".join(words))


@pytest.mark.parametrize("text", ["हिन्दी सम्मेलन", "ที่นี่", "東京都", "القاهرة", "Łódź"])
def test_sqlite_keeps_the_terms_whole(text: str) -> None:
    database = sqlite3.connect(":memory:")
    database.execute(f'CREATE VIRTUAL TABLE found USING fts5(words, tokenize="{FTS5_TOKENIZE}")')
    database.execute("CREATE VIRTUAL TABLE terms USING fts5vocab(found, row)")
    database.execute("INSERT INTO found VALUES (?)", (index_text(text),))
    assert {term for (term,) in database.execute("SELECT term FROM terms")} == set(tokens(text))
    database.close()
