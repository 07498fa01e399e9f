"""Money: whole minor units and a currency, read and shown as the reader's language writes it."""

from __future__ import annotations

import copy
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import (
    NumberFormatError,
    get_currency_symbol,
    get_decimal_symbol,
    get_group_symbol,
    list_currencies,
    parse_decimal,
)

from eventhub.core.errors import Invalid
from eventhub.core.text import lazy_gettext as _l

MAX_MINOR = 10**15
# A currency's code keeps a space from the number (UTS 35, part 3, currency spacing), which Babel leaves out.
_LETTER_BY_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_ARABIC_DECIMAL, _ARABIC_GROUP = "\u066b", "\u066c"

# ISO 4217's minor units where they are not two. Not CLDR's digits, which follow custom (none for RSD) and change: a
# stored number must not change its meaning with them.
_DIGITS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV",
                     "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (cents, fils; whole yen). :raises ValueError: the currency is none of ISO 4217."""

    amount_minor: int
    currency: str

    def __post_init__(self) -> None:
        if self.currency not in _currencies():
            raise ValueError(f"not a currency: {self.currency!r}")

    @classmethod
    def parse(cls, text: str, currency: str, locale: str) -> Money:
        """Read what a person typed, in the writing of their language; the currency's sign or code may stand with it.

        :param locale: a BCP 47 tag.
        :raises Invalid: on ``currency``, or on ``amount``: not a number, negative, too large, or with more decimals
            than the currency has.
        """
        if currency not in _currencies():
            raise Invalid({"currency": _l("This is not a currency that we know.")})
        value = _parse_decimal(text, currency, _locale(locale))
        minor = value.scaleb(digits_of(currency))
        if minor != minor.to_integral_value():
            example = cls(1234 * 10 ** digits_of(currency), currency).format(locale)
            message = _l("This currency has no such small parts: write it like %(example)s.", example=example)
            raise Invalid({"amount": message})
        if minor > MAX_MINOR:
            raise Invalid({"amount": _l("This amount is too large.")})
        return cls(int(minor), currency)

    @property
    def amount(self) -> Decimal:
        """The amount in whole units."""
        return Decimal(self.amount_minor).scaleb(-digits_of(self.currency))

    def format(self, locale: str) -> str:
        """The amount as the language writes it, with as many decimals as the currency has."""
        known = _locale(locale)
        digits = digits_of(self.currency)
        pattern = copy.copy(known.currency_formats["standard"])
        pattern.frac_prec = (digits, digits)
        written = str(pattern.apply(self.amount, known, currency=self.currency, currency_digits=False))
        return _LETTER_BY_DIGIT.sub("\u00a0", written)


def digits_of(currency: str) -> int:
    """How many decimals a currency has (ISO 4217): 0 for JPY, 2 for EUR, 3 for KWD."""
    return _DIGITS.get(currency, 2)


def _parse_decimal(text: str, currency: str, locale: Locale) -> Decimal:
    decimal, group = get_decimal_symbol(locale), get_group_symbol(locale)
    bare = _plain_digits(text).replace(_ARABIC_DECIMAL, decimal).replace(_ARABIC_GROUP, group)
    for sign in (currency, get_currency_symbol(currency, locale)):
        bare = bare.replace(sign, "")
    bare = re.sub(r"[\u200e\u200f\u061c]", "", bare).strip()
    # Digits and separators only: Decimal would read "NaN" and "1e999999" as well.
    if len(bare) <= 40 and re.fullmatch(rf"[0-9][0-9\s{re.escape(decimal + group)}]*", bare):
        try:
            return parse_decimal(bare, locale=locale, strict=True)
        except NumberFormatError:
            pass
    example = Money(123456, "EUR").format(str(locale)).replace(get_currency_symbol("EUR", locale), "").strip()
    raise Invalid({"amount": _l("Please write an amount as a number, like %(example)s.", example=example)})


def _plain_digits(text: str) -> str:
    """Decimal digits of any script as 0 to 9."""
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text[:100])


def _locale(tag: str) -> Locale:
    return Locale.parse(tag.replace("-", "_"))


@lru_cache(maxsize=1)
def _currencies() -> frozenset[str]:
    return frozenset(list_currencies())
