from dataclasses import dataclass
from typing import ClassVar

import pytest
import sqlalchemy as sa

from eventhub.core.errors import Invalid
from eventhub.core.translations import best, canonical_tag, load_texts, set_text, texts


@dataclass
class Record:
    id: int
    __subject__: ClassVar[str] = "gathering"


def test_a_text_set_twice_says_the_second(db):
    set_text(Record(1), "title", "de", "Treffen")
    set_text(Record(1), "title", "de", "Das Treffen")
    set_text(Record(1), "title", "pt-br", "Encontro")

    assert texts(Record(1)) == {("title", "de"): "Das Treffen", ("title", "pt-BR"): "Encontro"}


def test_an_empty_text_removes_the_translation(db):
    set_text(Record(1), "title", "de", "Treffen")
    set_text(Record(1), "title", "es", "Encuentro")
    set_text(Record(1), "title", "de", " ")

    assert texts(Record(1)) == {("title", "es"): "Encuentro"}


@pytest.mark.parametrize("ids", [[1], [1, 2, 3, 4, 5]])
def test_texts_of_many_records_come_in_one_query(db, ids):
    for number in ids:
        set_text(Record(number), "title", "de", f"Treffen {number}")
        set_text(Record(number), "body", "de", "Text")
    statements = []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))

    found = load_texts("gathering", ids, fields=["title"])

    assert found == {number: {"title": {"de": f"Treffen {number}"}} for number in ids}
    assert len(statements) == 1


def test_texts_of_another_subject_or_record_are_not_mixed_in(db):
    set_text(Record(1), "title", "de", "Treffen")

    assert load_texts("community", [1]) == {}
    assert load_texts("gathering", [2]) == {}
    assert load_texts("gathering", []) == {}


@pytest.mark.parametrize(
    ("there", "reader", "source", "expected"),
    [
        ({"de-AT": "a", "de": "b", "en": "c"}, "de-AT", "en", ("a", "de-AT")),
        ({"de": "b", "en": "c"}, "de-AT", "en", ("b", "de")),
        ({"zh-Hant": "a", "zh": "b"}, "zh-Hant-TW", "en", ("a", "zh-Hant")),
        ({"pt-BR": "a", "en": "b"}, "pt", "en", ("a", "pt-BR")),
        ({"en": "a", "es": "b"}, "de", "es", ("a", "en")),
        ({"en-GB": "a", "es": "b"}, "de", "es", ("a", "en-GB")),
        ({"ar": "a", "es": "b"}, "de", "es", ("b", "es")),
        ({"ar": "a", "fr": "b"}, "de", "es", ("a", "ar")),
        ({"de": "", "es": "b"}, "de", "es", ("b", "es")),
        ({}, "de", "es", ("", "es")),
    ],
)
def test_the_best_text_is_the_readers_then_english_then_the_source(there, reader, source, expected):
    assert best(there, reader, source) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("DE", "de"), ("zh-hant-tw", "zh-Hant-TW"), ("es-419", "es-419"), ("sl-rozaj", "sl-rozaj"), ("de-1996", "de-1996")],
)
def test_a_tag_gets_its_usual_case(tag, expected):
    assert canonical_tag(tag) == expected


@pytest.mark.parametrize("tag", ["", "d", "de_AT", "de-", "de-!", "x" * 40, "german language"])
def test_what_is_not_a_tag_is_refused(tag):
    with pytest.raises(Invalid):
        canonical_tag(tag)
