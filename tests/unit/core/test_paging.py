import json
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.core.errors import Invalid
from eventhub.core.paging import Page, decode, encode

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)


@given(TEXT, st.integers(-(2**63), 2**63 - 1))
def test_a_cursor_comes_back_as_it_was(text, number):
    assert decode(encode(text, number), (str, int)) == (text, number)


@given(st.text(max_size=80))
def test_rubbish_is_refused_and_never_breaks(text):
    with pytest.raises(Invalid):
        decode(text + "!", (int,))


def _packed(value: object) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "parts",
    [5, {"a": 1}, [], [1, 2], ["1"], [True], [1.0], [None], [2**63], [[1]]],
)
def test_parts_of_the_wrong_number_or_kind_are_refused(parts):
    with pytest.raises(Invalid) as refused:
        decode(_packed(parts), (int,))

    assert list(refused.value.fields) == ["after"]


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_text_that_no_database_takes_is_refused(text):
    with pytest.raises(Invalid):
        decode(_packed([text]), (str,))


@pytest.mark.parametrize("text", ["", "é", "W" * 501, _packed([1]) + "\n", "W" * 400])
def test_what_is_not_a_cursor_is_refused(text):
    with pytest.raises(Invalid):
        decode(text, (int,))


def test_a_page_without_neighbours_is_the_only_one():
    assert Page([1, 2]) == Page(items=[1, 2], before=None, after=None)
