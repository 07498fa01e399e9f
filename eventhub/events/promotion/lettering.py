"""Setting lines in many scripts with fonts that travel with the project: which font has a letter, and in what order runs stand."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from fpdf.bidi import BidiParagraph
from fpdf.enums import TextDirection
from uharfbuzz import Blob, Face  # type: ignore[import-untyped]  # carries no types

FILES = {"inter": "ttf", "noto-arabic": "ttf", "noto-devanagari": "ttf", "noto-cjk": "otf"}
"""Families in the order they are asked, and the kind of their files. Each comes as ``regular`` and ``bold``."""
BOLD_ONLY = frozenset({"noto-cjk"})
"""One weight with many letters serves better than two with few."""
_ISOLATES = frozenset("\u2066\u2067\u2068\u2069")
_FOLDER = resources.files("eventhub.events.promotion").joinpath("fonts")


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one font and one direction, as they stand from left to right among the other runs of a line."""

    family: str
    text: str
    from_right: bool


def font_path(family: str, weight: str) -> Path:
    """Where the file of a family lies."""
    weight = "bold" if family in BOLD_ONLY else weight
    return Path(str(_FOLDER.joinpath(f"{family}-{weight}.{FILES[family]}")))


@lru_cache(maxsize=8)
def _letters(family: str) -> frozenset[int]:
    return frozenset(Face(Blob.from_file_path(str(font_path(family, "regular")))).unicodes)


def settable(text: str) -> str:
    """The text without the emoji and signs that no font has; empty when it is a letter that is missing, for a word with a hole
    says something else."""
    missing = {c for c in text if not _is_joint(c) and not c.isspace() and not any(ord(c) in _letters(f) for f in FILES)}
    if any(unicodedata.category(c)[0] in "LMN" for c in missing):
        return ""
    return " ".join("".join(c for c in text if c not in missing).split())


def weight_for(text: str, weight: str) -> str:
    """The weight a text is set in: bold where a part of it comes in bold alone, so that its letters match."""
    return "bold" if any(run.family in BOLD_ONLY for run in runs(text, from_right=False)) else weight


def alone(text: str) -> str:
    """A text such as an address, kept from being turned about by what stands around it."""
    return f"\u2066{text}\u2069" if text else ""


def runs(line: str, *, from_right: bool) -> list[Run]:
    """A line as runs from left to right, by the Unicode bidirectional algorithm.

    :param from_right: the direction of the whole line.
    """
    if not line.strip():
        return []
    base = TextDirection.RTL if from_right else TextDirection.LTR
    letters = BidiParagraph(text=line, base_direction=base, preserve_bn_chars=True).get_characters_with_embedding_level()
    levels = [
        (level, "".join(c.character for c in same if c.character not in _ISOLATES))
        for level, same in groupby(letters, key=attrgetter("embedding_level"))
    ]
    found = [(level, Run(family, part, level % 2 == 1)) for level, text in levels if text for family, part in _by_font(text)]
    return [run for _level, run in _reordered(found)] if found else []


def _reordered(found: list[tuple[int, Run]]) -> list[tuple[int, Run]]:
    """From the highest level down to the lowest odd one, what stands at that level or above is turned round (UAX #9, L2)."""
    for level in range(max(level for level, _run in found), 0, -1):
        turned = [(high, list(same)) for high, same in groupby(found, key=lambda each: each[0] >= level)]
        found = [each for high, same in turned for each in (reversed(same) if high else same)]
    return found


def _by_font(text: str) -> list[tuple[str, str]]:
    """Neighbours of one font together; spaces, marks and joiners stay with what they follow where that font has them."""
    found: list[tuple[str, str]] = []
    for letter in text:
        family = found[-1][0] if found else ""
        stays = family and _is_loose(letter) and (ord(letter) in _letters(family) or _is_joint(letter))
        if not stays:
            family = next((name for name in FILES if ord(letter) in _letters(name)), family or "inter")
        if found and found[-1][0] == family:
            found[-1] = (family, found[-1][1] + letter)
        else:
            found.append((family, letter))
    return found


def _is_loose(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter)[0] in "MC"


def _is_joint(letter: str) -> bool:
    """Seen only in what it does to its neighbours: joiners, marks of direction, variation selectors."""
    return unicodedata.category(letter) == "Cf" or "\ufe00" <= letter <= "\ufe0f"
