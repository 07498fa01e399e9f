import pytest

from eventhub.core import addresses


@pytest.fixture(autouse=True)
def own_binding(monkeypatch):
    monkeypatch.setattr(addresses, "_builder", [])
    monkeypatch.setattr(addresses, "_base", [])


def test_an_address_is_built_by_what_is_bound():
    addresses.bind(lambda name, values: f"https://example.org/{name}/{values['name']}", base="https://example.org/")

    assert addresses.address_of("steps", name="approve") == "https://example.org/steps/approve"
    assert addresses.base() == "https://example.org"


def test_nothing_bound_is_an_error():
    with pytest.raises(LookupError):
        addresses.address_of("home")
    with pytest.raises(LookupError):
        addresses.base()


def test_unbind_forgets_both():
    addresses.bind(lambda name, values: name, base="https://example.org")
    addresses.unbind()

    with pytest.raises(LookupError):
        addresses.address_of("home")
    with pytest.raises(LookupError):
        addresses.base()
