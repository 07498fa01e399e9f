from dataclasses import dataclass
from typing import ClassVar

import pytest

from eventhub.core.errors import Invalid
from eventhub.core.notes import MAX_TEXT, add_note, edit_note, list_notes
from tests.factories import make_person


@dataclass
class Record:
    id: int
    __subject__: ClassVar[str] = "gathering"


def test_notes_are_listed_oldest_first_with_private_ones_only_on_demand(db):
    ada = make_person(name="Ada")
    add_note(Record(1), author=ada, text="one", public=True)
    add_note(Record(1), author=ada, text="two", public=False)
    add_note(Record(1), author=None, text="three", public=True)
    add_note(Record(2), author=ada, text="elsewhere", public=True)

    assert [note.text for note in list_notes(Record(1), include_private=True)] == ["one", "two", "three"]
    assert [note.text for note in list_notes(Record(1), include_private=False)] == ["one", "three"]


def test_a_note_keeps_its_author_and_the_cleaned_text(db):
    ada = make_person(name="Ada")
    note = add_note(Record(1), author=ada, text=" a\r\nb\x00 ", public=True)

    assert (note.author_id, note.author_name, note.text, note.edited_at) == (ada.id, "Ada", "a\nb", None)


def test_an_edited_note_says_so(db):
    note = add_note(Record(1), author=None, text="before", public=True)
    edit_note(note, text="after")

    assert note.text == "after"
    assert note.edited_at >= note.created_at


@pytest.mark.parametrize("text", ["", " \n\t ", "\x00", "x" * (MAX_TEXT + 1)])
def test_an_empty_or_endless_note_is_refused(db, text):
    with pytest.raises(Invalid) as refused:
        add_note(Record(1), author=None, text=text, public=True)

    assert list(refused.value.fields) == ["text"]
    assert list_notes(Record(1), include_private=True) == []


def test_the_longest_note_fits(db):
    assert len(add_note(Record(1), author=None, text="x" * MAX_TEXT, public=True).text) == MAX_TEXT
