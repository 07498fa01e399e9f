import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventhub.core import search

SUBJECT = "test_gathering"
RECORDS = sa.table("test_records", sa.column("id", sa.Integer))


@pytest.fixture(autouse=True)
def tables(db, monkeypatch):
    """A subject of our own, and records with the ids 1 to 9 to be walked."""
    monkeypatch.setattr(search, "_subjects", set())
    search.register(SUBJECT)
    connection = db.session.connection()
    search.drop_tables(connection)
    search.create_tables(connection)
    connection.exec_driver_sql("CREATE TEMPORARY TABLE test_records (id integer PRIMARY KEY)")
    db.session.execute(sa.insert(RECORDS), [{"id": number} for number in range(1, 10)])
    yield
    db.session.rollback()


def _walked(db, text):
    wanted = sa.select(RECORDS.c.id).where(search.clause(SUBJECT, text, RECORDS.c.id)).order_by(RECORDS.c.id)
    return list(db.session.scalars(wanted))


def _found(db, text):
    """The ids by all three ways, which must agree."""
    ids = sorted(search.matching(SUBJECT, text, 100))
    assert _walked(db, text) == ids
    assert sorted(search.ranked(SUBJECT, text, 100)) == ids
    return ids


def test_a_record_is_found_whatever_the_accents_and_the_case(db):
    search.put_many(SUBJECT, [(1, "Treffen in Zürich", "Kaffee"), (2, "Treffen in Bern", "Tee")])

    assert _found(db, "zurich") == [1]
    assert _found(db, "ZÜRICH treffen") == [1]
    assert _found(db, "treffen") == [1, 2]
    assert _found(db, "tee kaffee") == []


def test_words_inside_japanese_arabic_and_hindi_are_found(db):
    search.put_many(SUBJECT, [(1, "東京都の勉強会", ""), (2, "لقاء المجتمع", ""), (3, "हिन्दी सभा", "")])

    assert _found(db, "京都") == [1]
    assert _found(db, "勉") == [1]
    assert _found(db, "مجتمع") == [2]
    assert _found(db, "हिन्दी") == [3]
    assert _found(db, "हिन") == [3]


def test_only_the_last_word_may_be_a_beginning(db):
    search.put(SUBJECT, 1, "Community meetup", "coffee")

    assert _found(db, "community mee") == [1]
    assert _found(db, "comm meetup") == []
    assert _found(db, "c") == []


def test_words_of_title_and_body_count_together_but_never_run_into_one(db):
    search.put(SUBJECT, 1, "open", "source")

    assert _found(db, "open source") == [1]
    assert _found(db, "opensource") == []


def test_a_record_put_again_is_found_by_the_new_text_only(db):
    search.put(SUBJECT, 1, "before", "")
    search.put(SUBJECT, 1, "after", "")

    assert _found(db, "before") == []
    assert _found(db, "after") == [1]


def test_a_record_removed_is_found_no_more(db):
    search.put_many(SUBJECT, [(1, "one", ""), (2, "one", "")])
    search.remove(SUBJECT, 1)
    search.remove(SUBJECT, 7)

    assert _found(db, "one") == [2]


@pytest.mark.parametrize("text", ["", "  ", "!?*", "\x00"])
def test_an_empty_question_matches_nothing_but_keeps_a_listing_whole(db, text):
    search.put(SUBJECT, 1, "one", "")

    assert search.matching(SUBJECT, text, 10) == []
    assert search.ranked(SUBJECT, text, 10) == []
    assert _walked(db, text) == list(range(1, 10))


def test_no_more_than_the_limit_come_back(db):
    search.put_many(SUBJECT, [(number, "one", "") for number in range(1, 10)])

    assert len(search.matching(SUBJECT, "one", 4)) == 4
    assert search.matching(SUBJECT, "one", 0) == []


def test_a_word_in_the_title_ranks_before_one_in_the_body(db):
    search.put_many(SUBJECT, [(1, "walk", "python walk in town"), (2, "python", "walk in the town"), (3, "tea", "milk")])

    assert search.ranked(SUBJECT, "python", 10) == [2, 1]


def test_nothing_to_put_is_no_error(db):
    search.put_many(SUBJECT, [])

    assert _found(db, "one") == []


def test_a_very_long_text_can_be_put(db):
    search.put(SUBJECT, 1, "long", " ".join(f"word{number}" for number in range(60_000)) + " word7" * 5000)

    assert _found(db, "word19000") == [1]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ('"one', [1]), ('a" OR "b', [1]), ("title:one", [1]), ("one*", [1]), ("NEAR(one two)", [1]), ("one AND", [1]),
        ("(one", [1]), ("^one", [1]), ("-one", [1]), ("'one'", [1]), ("one:*", [1]), ("a\\", [1]), ("!one", [1]),
        ("one & | two", [1]), ("one <-> two", [1]), ("%one_", [1]), ("one;DROP TABLE x", [1]), ("{title} : nine", []),
    ],
)  # fmt: skip
def test_what_looks_like_syntax_is_only_text(db, text, ids):
    search.put(SUBJECT, 1, "one", "a b and or near title drop table x two")

    assert _found(db, text) == ids


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40), st.text(max_size=12))
def test_all_three_ways_agree_on_any_text(db, written, asked):
    search.put(SUBJECT, 1, written, asked[::-1])
    if search.query_terms(asked):
        _found(db, asked)


def test_an_unknown_subject_never_reaches_the_database(db):
    with pytest.raises(LookupError):
        search.matching("people; DROP TABLE people", "one", 1)
    with pytest.raises(ValueError, match="not a name"):
        search.register("People; --")
