import io

import pytest
import sqlalchemy as sa

from eventhub.core import storage
from eventhub.core.storage import LocalStorage, StoredFile
from tests.factories import make_person


def _read(store, name):
    with store.open(name) as file:
        return file.read()


def _files(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_what_is_put_can_be_opened_replaced_and_deleted(tmp_path):
    store = LocalStorage(tmp_path)
    store.put("a.webp", b"one", "image/webp")
    store.put("a.webp", io.BytesIO(b"two"), "image/webp")

    assert _read(store, "a.webp") == b"two"
    assert store.exists("a.webp")
    store.delete("a.webp")
    store.delete("a.webp")
    assert not store.exists("a.webp")
    with pytest.raises(FileNotFoundError):
        store.open("a.webp")


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../a", "a/b", "/etc/passwd", "a\\b", "a\0", "A", ".new-x", "é", "a\n", "x" * 121]
)
def test_a_name_that_could_lead_elsewhere_is_refused(tmp_path, name):
    store = LocalStorage(tmp_path / "in")

    for use in (store.open, store.delete, store.exists, lambda name: store.put(name, b"", "text/plain")):
        with pytest.raises(ValueError, match="not a name"):
            use(name)
    assert _files(tmp_path) == []


def test_a_write_that_breaks_leaves_the_old_file_and_nothing_else(tmp_path):
    class Breaking(io.BytesIO):
        def read(self, size=-1):
            raise OSError("gone")

    store = LocalStorage(tmp_path)
    store.put("a", b"old", "text/plain")

    with pytest.raises(OSError, match="gone"):
        store.put("a", Breaking(), "text/plain")
    assert _read(store, "a") == b"old"
    assert _files(tmp_path) == ["a"]


def test_the_storage_in_use_is_the_one_bound(tmp_path, monkeypatch):
    monkeypatch.setattr(storage, "_storage", [])
    with pytest.raises(LookupError):
        storage.storage()
    store = LocalStorage(tmp_path)
    storage.bind(store)

    assert storage.storage() is store


def test_a_stored_file_outlives_its_owner_without_naming_them(db):
    person = make_person()
    file = StoredFile(name="a.webp", content_type="image/webp", size=3, sha256="0" * 64, owner_id=person.id)
    db.session.add(file)
    db.session.flush()
    db.session.execute(sa.delete(type(person)).where(type(person).id == person.id))
    db.session.refresh(file)

    assert (file.owner_id, len(file.key)) == (None, 10)


@pytest.mark.parametrize("wrong", [{"size": -1}, {"width": 3}])
def test_the_database_refuses_impossible_sizes(db, wrong):
    db.session.add(StoredFile(**({"name": "a", "content_type": "a/b", "size": 1, "sha256": ""} | wrong)))

    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()
