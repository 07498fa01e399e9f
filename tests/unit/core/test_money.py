import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventhub.core.errors import Invalid
from eventhub.core.money import MAX_MINOR, Money, digits_of

NBSP, NARROW = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("text", "currency", "locale", "minor"),
    [
        ("12.50", "EUR", "en", 1250),
        ("12,50", "EUR", "de", 1250),
        ("1.234,5", "EUR", "de", 123450),
        ("1234", "JPY", "ja", 1234),
        ("1.234", "KWD", "en", 1234),
        ("12 €", "EUR", "es", 1200),
        ("EUR 12", "EUR", "en", 1200),
        ("١٢٫٥", "EUR", "ar", 1250),
        ("12.50", "RSD", "en", 1250),
        ("0", "EUR", "en", 0),
    ],
)
def test_an_amount_is_read_as_the_language_writes_it(text, currency, locale, minor):
    assert Money.parse(text, currency, locale) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "currency", "locale"),
    [
        ("", "EUR", "en"), ("much", "EUR", "en"), ("-5", "EUR", "en"), ("NaN", "EUR", "en"), ("1e9999999", "EUR", "en"),
        ("1,5", "EUR", "en"), ("1.5", "EUR", "de"), ("12.505", "EUR", "en"), ("1.5", "JPY", "en"),
        ("9" * 39, "EUR", "en"), ("9" * 5000, "EUR", "en"), ("1\x002", "EUR", "en"), ("²", "EUR", "en"),
    ],
)  # fmt: skip
def test_what_is_not_an_amount_of_the_currency_is_refused(text, currency, locale):
    with pytest.raises(Invalid) as refused:
        Money.parse(text, currency, locale)

    assert list(refused.value.fields) == ["amount"]


def test_an_unknown_currency_is_refused():
    with pytest.raises(Invalid) as refused:
        Money.parse("5", "ABC", "en")

    assert list(refused.value.fields) == ["currency"]
    with pytest.raises(ValueError, match="ABC"):
        Money(5, "ABC")


@pytest.mark.parametrize(
    ("money", "locale", "expected"),
    [
        (Money(123450, "EUR"), "en", "€1,234.50"),
        (Money(123450, "EUR"), "de", f"1.234,50{NBSP}€"),
        (Money(123450, "EUR"), "fr", f"1{NARROW}234,50{NBSP}€"),
        (Money(1234, "JPY"), "en", "¥1,234"),
        (Money(1234, "KWD"), "en", f"KWD{NBSP}1.234"),
        (Money(1250, "RSD"), "en", f"RSD{NBSP}12.50"),
        (Money(-5, "USD"), "en", "-$0.05"),
        (Money(100, "USD"), "zh-Hant-TW", "US$1.00"),
    ],
)
def test_an_amount_is_shown_with_the_decimals_of_its_currency(money, locale, expected):
    assert money.format(locale) == expected


@given(
    st.integers(0, MAX_MINOR), st.sampled_from(["EUR", "JPY", "KWD", "CHF"]), st.sampled_from(["en", "de", "es", "fr", "ar"])
)
def test_what_is_shown_can_be_typed_again(minor, currency, locale):
    money = Money(minor, currency)

    assert Money.parse(money.format(locale), currency, locale) == money


def test_digits_are_those_of_the_standard():
    assert [digits_of(currency) for currency in ("EUR", "JPY", "KWD", "CLF", "RSD")] == [2, 0, 3, 4, 2]
