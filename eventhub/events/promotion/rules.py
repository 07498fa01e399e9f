"""What can be reckoned without a database: where a text may break, how long a channel finds it, which visits count."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from math import cos, radians, sin

from eventhub.core.text import LazyText
from eventhub.core.text import lazy_gettext as _l

# Line breaks

_NO_START = frozenset(
    "、。，．・：；？！）］｝〕〉》」』】〙〗〟’”ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ,.:;?!)]}»›%…‥〜～"
)
"""What must not begin a line (JIS X 4051)."""
_NO_END = frozenset("（［｛〔〈《「『【〘〖〝‘“([{«‹")
_SPACES = re.compile(r"\s+")


def is_wide(letter: str) -> bool:
    """Whether a line may break beside this letter though there is no space: Chinese characters and kana."""
    return "\u2e80" <= letter <= "\u9fff" or "\uf900" <= letter <= "\ufaff" or "\uff00" <= letter <= "\uffef"


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces that stay whole; each with whether a space stood before it."""
    for number, word in enumerate(_SPACES.split(text.strip())):
        gap = number > 0
        start = 0
        for at in range(1, len(word)):
            if _may_break(word[at - 1], word[at]):
                yield word[start:at], gap
                start, gap = at, False
        if word:
            yield word[start:], gap


def _may_break(before: str, after: str) -> bool:
    return (is_wide(before) or is_wide(after)) and after not in _NO_START and before not in _NO_END


def wrap(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The text in lines no wider than ``width``; a word that is wider than a line is cut."""
    lines: list[str] = []
    line = ""
    for piece, gap in pieces(text):
        longer = f"{line}{' ' if gap and line else ''}{piece}"
        if not line or measure(longer) <= width:
            line = longer
        else:
            lines.append(line)
            line = piece
        while measure(line) > width and len(line) > 1:
            fits = _letters_in(line, width, measure)
            lines.append(line[:fits])
            line = line[fits:]
    return [*lines, line] if line else lines


def _letters_in(line: str, width: float, measure: Callable[[str], float]) -> int:
    """How many letters of a line fit, at least one: found by halving, because measuring is dear."""
    low, high = 1, len(line) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(line[:middle]) <= width else (low, middle - 1)
    return low


def fit(
    text: str, width: float, most: Callable[[int], int], sizes: tuple[int, ...], measure: Callable[[str, int], float]
) -> tuple[int, list[str]]:
    """The largest size in which the text stands in ``most(size)`` lines with no word cut; in the smallest it ends in “…”."""
    for size in sizes:
        if all(measure(piece, size) <= width for piece, _gap in pieces(text)):
            lines = wrap(text, width, partial(_measured, measure, size))
            if len(lines) <= most(size):
                return size, lines
    size = sizes[-1]
    lines, room = wrap(text, width, partial(_measured, measure, size)), max(1, most(size))
    if len(lines) <= room:
        return size, lines
    last = lines[room - 1]
    if measure(f"{last}…", size) > width:
        last = last[: _letters_in(f"{last}…", width - measure("…", size), partial(_measured, measure, size))]
    return size, [*lines[: room - 1], f"{last.rstrip()}…"]


def even(lines: list[str], text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The same number of lines with their ends closer together, so that no last word stands alone under a title."""
    if len(lines) < 2 or lines[-1].endswith("…"):
        return lines
    for share in (0.55, 0.62, 0.69, 0.76, 0.83, 0.9):
        tried = wrap(text, width * share, measure)
        if len(tried) == len(lines) and all(measure(line) <= width * share for line in tried):
            return tried
    return lines


def _measured(measure: Callable[[str, int], float], size: int, text: str) -> float:
    return measure(text, size)


# Colours


def rgb(lightness: float, chroma: float, hue: float) -> tuple[int, int, int]:
    """A colour of OKLCH in sRGB (Ottosson 2020), as the generated covers use them."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long, middle, short = (
        (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3,
        (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3,
        (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3,
    )
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    red, green, blue = (_gamma(min(1.0, max(0.0, part))) for part in linear)
    return red, green, blue


def _gamma(part: float) -> int:
    return round(255 * (12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055))


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a card or poster: those of the generated cover of the same event."""

    ground: tuple[int, int, int]
    ink: tuple[int, int, int]
    soft_ink: tuple[int, int, int]
    spot: tuple[int, int, int]
    shades: tuple[tuple[int, int, int], ...]


def palette(hue: int, seeds: bytes) -> Palette:
    """The colours that follow from the hue of the event's region and from its key."""
    second = (hue + (35 if seeds[2] % 2 else 325)) % 360
    warm = hue < 110 or hue > 330
    spots = (
        ((0.82, 0.07, 215), (0.84, 0.06, 180), (0.8, 0.07, 260))
        if warm
        else ((0.84, 0.12, 85), (0.77, 0.13, 55), (0.73, 0.13, 32))
    )
    return Palette(
        ground=rgb(0.3, 0.06, hue), ink=rgb(0.985, 0.008, hue), soft_ink=rgb(0.87, 0.03, hue), spot=rgb(*spots[seeds[3] % 3]),
        shades=(rgb(0.47, 0.09, hue), rgb(0.62, 0.1, second), rgb(0.78, 0.08, second), rgb(0.93, 0.03, second)),
    )  # fmt: skip


# Channels


@dataclass(frozen=True, slots=True)
class Channel:
    """A place where an event is told of: its name in addresses, how much it takes and how it counts."""

    name: str
    label: LazyText
    limit: int | None
    count: Callable[[str], int]


_ADDRESS = re.compile(r"https?://\S+")
SHORTENED = 23
"""What an address counts on X and on Mastodon, however long it is."""
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))


def count_weighted(text: str) -> int:
    """The length as X counts it: an address 23, Latin, Greek, Cyrillic, Arabic letters 1, most others 2 (twitter-text 3)."""
    rest = _ADDRESS.sub("", text)
    return SHORTENED * len(_ADDRESS.findall(text)) + sum(1 if any(a <= ord(c) <= b for a, b in _LIGHT) else 2 for c in rest)


def count_letters(text: str) -> int:
    """The length as Mastodon counts it: an address 23, everything else a character."""
    return SHORTENED * len(_ADDRESS.findall(text)) + len(_ADDRESS.sub("", text))


CHANNELS = (
    Channel("post", _l("Short post"), 280, count_weighted),
    Channel("mastodon", _l("Mastodon"), 500, count_letters),
    Channel("linkedin", _l("LinkedIn"), 3000, len),
    Channel("facebook", _l("Facebook"), 5000, len),
    Channel("mail", _l("Mail to a list"), None, len),
    Channel("chat", _l("Chat message"), 1000, len),
)
POSTER = "poster"
SOURCES = (*(channel.name for channel in CHANNELS), POSTER)
"""What may stand behind ``?from=``; anything else is nobody's and is not counted."""

_BOTS = re.compile(
    r"bot|crawl|spider|slurp|preview|facebookexternalhit|embedly|whatsapp|telegram|mastodon|pleroma|misskey|python|curl|wget|java/|"
    r"okhttp|go-http|libwww|headless|lighthouse|scan|monitor|feed|fetch",
    re.IGNORECASE,
)


def is_person(agent: str) -> bool:
    """Whether a User-Agent looks like a person's browser. Previews that networks make of a link are none."""
    return "Mozilla/" in agent and not _BOTS.search(agent)
