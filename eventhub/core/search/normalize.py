"""Text to search terms, the same for what is stored and for what is asked.

Compatibility forms and composition follow UAX #15 (NFKC, Stream-Safe text), case the Unicode Standard, section 3.13
(default case folding). Words end where UAX #29 sees neither letter, number nor mark; scripts written without spaces,
which UAX #29 leaves to dictionaries, are cut into overlapping pairs instead.

The engines receive terms already made, parted by spaces, and must not cut them again: FTS5 wants FTS5_TOKENIZE
(as it comes, unicode61 splits at Indic vowel signs), PostgreSQL `array_to_tsvector(string_to_array(text, ' '))` or,
where positions matter, `to_tsvector('simple', text)`.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from enum import Enum
from functools import lru_cache
from itertools import groupby, pairwise

MAX_TOKEN = 64
"""No term is longer (in code points); the end of a longer word is not searched."""

MAX_TERMS = 32
"""A query has no more terms; the rest of a longer one is not looked for."""

FTS5_TOKENIZE = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'"

_MAX_NONSTARTERS = 30
_MAX_MARKS = 15
_PREFIX_LENGTH = 2
_SHORTEST_NOUN = 2
_ASCII_WORD = re.compile("[a-z0-9]+")

_LETTERS = str.maketrans(
    {
        "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t",
        "ŋ": "n", "ĸ": "k", "ə": "e",
        "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ة": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه", "ۃ": "ه", "ک": "ك", "ڪ": "ك",
    }
)  # fmt: skip
"""Letters without a decomposition that readers take for another; Arabic ones as other keyboards type them."""

_DROPPED_MARKS = (
    (0x0300, 0x036F), (0x0483, 0x0489), (0x0591, 0x05BD), (0x05BF, 0x05BF), (0x05C1, 0x05C2), (0x05C4, 0x05C5),
    (0x05C7, 0x05C7), (0x0610, 0x061A), (0x0640, 0x0640), (0x064B, 0x065F), (0x0670, 0x0670), (0x06D6, 0x06DC),
    (0x06DF, 0x06E8), (0x06EA, 0x06ED), (0x08CA, 0x08FF), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF),
    (0xFE00, 0xFE0F), (0xFE20, 0xFE2F), (0xE0100, 0xE01EF),
)  # fmt: skip
"""Accents (Latin, Greek, Cyrillic), Hebrew points, Arabic tashkeel, Koranic signs and tatweel, variation selectors.

The hamza above and below and the madda are here too: after decomposition they are all that parts أ إ آ from ا, ؤ from و
and ئ from ي. Vowel signs of other scripts are no accents and stay."""

_DENSE = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1100, 0x11FF), (0x1780, 0x17FF), (0x3005, 0x3007), (0x3021, 0x3029),
    (0x3031, 0x3035), (0x3038, 0x303C), (0x3040, 0x30FF), (0x3100, 0x312F), (0x31A0, 0x31BF), (0x31F0, 0x31FF),
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA960, 0xA97F), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F), (0xAC00, 0xD7FF),
    (0xF900, 0xFAFF), (0x1AFF0, 0x1B16F), (0x20000, 0x3FFFF),
)  # fmt: skip
"""Thai and Lao, Myanmar, Hangul, Khmer, Kana, Bopomofo, Han: bigram scripts."""

_ARTICLE = re.compile("[وبكف]?ال|و?لل")
"""The Arabic article, alone or joined to and, with, as, so, for."""

_NOT_A_NOUN = "له"
"""What would be left of الله."""


class _Kind(Enum):
    BREAK = "break"
    MARK = "mark"
    WORD = "word"
    DENSE = "dense"


def tokens(text: str) -> list[str]:
    """Every term under which the text is found, in its order, repetitions included.

    A word gives itself, an Arabic one also what its article hides; text in a bigram script gives each character (with
    its marks) and each pair of neighbours.
    """
    return [term for kind, run in _runs(text) for term in _indexed(kind, run)]


def index_text(text: str) -> str:
    """The terms of `tokens`, parted by one space: what the search tables hold."""
    return " ".join(tokens(text))


def query_terms(text: str) -> list[str]:
    """The terms that a record must all have to be an answer, without repetitions, at most MAX_TERMS.

    Each is among the `tokens` of every text that holds the word. The last one may be asked as the beginning of a
    word when `can_be_prefix` says so.
    """
    wanted = (term for kind, run in _runs(text) for term in _asked(kind, run))
    return list(dict.fromkeys(wanted))[:MAX_TERMS]


def can_be_prefix(term: str) -> bool:
    """Whether a query may stop in the middle of this word: two characters or more of a script with spaces.

    Terms of bigram scripts are parts already.
    """
    return len(term) >= _PREFIX_LENGTH and all(_kind(character) is not _Kind.DENSE for character in term)


def fold(text: str) -> str:
    """The text without the differences that a reader does not mean: case, accents, width, digits' script, tashkeel.

    NFKD, marks away, case folding, look-alikes, NFC (UAX #15); invisible format characters vanish.
    """
    if text.isascii():
        return text.lower()
    plain = _mapped(unicodedata.normalize("NFKD", _stream_safe(text)))
    cased = unicodedata.normalize("NFKD", plain.casefold())
    return unicodedata.normalize("NFC", _mapped(cased).translate(_LETTERS))


def _stream_safe(text: str) -> str:
    """At most 30 non-starters in a row (UAX #15, Stream-Safe Text Format): normalization sorts each such row."""
    kept: list[str] = []
    row = 0
    for character in text:
        row = row + 1 if unicodedata.combining(character) else 0
        if row <= _MAX_NONSTARTERS:
            kept.append(character)
    return "".join(kept)


def _mapped(text: str) -> str:
    return text.translate({ord(character): _simple(character) for character in set(text) if character > "\x7f"})


@lru_cache(maxsize=8192)
def _simple(character: str) -> str:
    """Nothing for a mark or sign to drop, the ASCII digit for a decimal one, else the character."""
    if _within(_DROPPED_MARKS, character) or unicodedata.category(character) == "Cf":
        return ""
    digit = unicodedata.decimal(character, -1)
    return character if digit < 0 else str(digit)


def _within(ranges: tuple[tuple[int, int], ...], character: str) -> bool:
    point = ord(character)
    place = bisect_right(ranges, (point, 0x110000)) - 1
    return place >= 0 and point <= ranges[place][1]


@lru_cache(maxsize=8192)
def _kind(character: str) -> _Kind:
    category = unicodedata.category(character)
    if category[0] == "M":
        return _Kind.MARK
    if category[0] not in "LN":
        return _Kind.BREAK
    return _Kind.DENSE if _within(_DENSE, character) else _Kind.WORD


def _runs(text: str) -> Iterator[tuple[_Kind, Sequence[str]]]:
    """Runs of one kind, each a row of characters with the marks that follow them; plain ASCII takes the short way."""
    for chunk in fold(text).split():
        if chunk.isascii():
            yield from ((_Kind.WORD, word) for word in _ASCII_WORD.findall(chunk))
        else:
            yield from _mixed_runs(chunk)


def _mixed_runs(chunk: str) -> Iterator[tuple[_Kind, Sequence[str]]]:
    for kind, pairs in groupby(_clusters(chunk), key=lambda pair: pair[0]):
        if kind is not _Kind.BREAK:
            yield kind, [cluster for _, cluster in pairs]


def _clusters(text: str) -> Iterator[tuple[_Kind, str]]:
    """Base characters with at most 15 marks (UAX #29, extended grapheme clusters, without their finer rules).

    A mark with nothing to stand on is passed over, as part of what separates.
    """
    kind, base, marks = _Kind.BREAK, "", 0
    for character in text:
        found = _kind(character)
        if found is not _Kind.MARK:
            yield kind, base
            kind, base, marks = found, character, 0
        elif kind is not _Kind.BREAK and marks < _MAX_MARKS:
            base, marks = base + character, marks + 1
    yield kind, base


def _indexed(kind: _Kind, run: Sequence[str]) -> Iterator[str]:
    if kind is _Kind.WORD:
        yield from _bare_forms(_word(run))
        return
    for cluster, following in zip(run, [*run[1:], ""], strict=True):
        yield cluster
        if following:
            yield cluster + following


def _asked(kind: _Kind, run: Sequence[str]) -> Iterator[str]:
    if kind is _Kind.WORD:
        *_, barest = _bare_forms(_word(run))
        yield barest
    elif len(run) == 1:
        yield run[0]
    else:
        yield from (first + second for first, second in pairwise(run))


def _word(run: Sequence[str]) -> str:
    return "".join(run[:MAX_TOKEN])[:MAX_TOKEN]


def _bare_forms(word: str) -> Iterator[str]:
    """The word, then what is left each time an article is taken from its front."""
    yield word
    while (rest := _without_article(word)) != word:
        word = rest
        yield word


def _without_article(word: str) -> str:
    article = _ARTICLE.match(word)
    rest = word[article.end() :] if article else ""
    return word if len(rest) < _SHORTEST_NOUN or rest == _NOT_A_NOUN else rest
