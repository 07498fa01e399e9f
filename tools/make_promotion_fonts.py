"""Make the fonts of share images and posters: eventhub/events/promotion/fonts/.

    npm pack @fontsource/inter @fontsource/noto-sans-arabic @fontsource/noto-sans-devanagari     (any folder, then unpack each)
    python tools/make_promotion_fonts.py FOLDER NOTO_CJK_FOLDER

FOLDER holds one folder per unpacked package; NOTO_CJK_FOLDER holds NotoSansCJK-Bold.ttc (Debian's
fonts-noto-cjk). Inter's slices become one file again; the others are cut to what titles and places are written with: for
Japanese JIS X 0208 and kana, for Chinese GB 2312 level 1 and Big5 level 1, for Korean KS X 1001. These come in bold alone: two weights with
half the letters would set fewer titles.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from fontTools import merge, subset
from fontTools.ttLib import TTFont

OUT = Path(__file__).resolve().parent.parent / "eventhub" / "events" / "promotion" / "fonts"
WEIGHTS = {"regular": "400", "bold": "700"}
DATED = 3_800_000_000
"""Seconds since 1904: any fixed time will do, so that the same fonts are the same bytes."""
SLICES = ("latin", "latin-ext", "vietnamese", "cyrillic", "cyrillic-ext", "greek")
FEATURES = [
    "ccmp", "locl", "rlig", "rclt", "init", "medi", "fina", "isol", "mark", "mkmk", "kern", "calt", "curs", "liga", "nukt", "akhn",
    "rphf", "rkrf", "pref", "blwf", "abvf", "half", "pstf", "vatu", "cjct", "pres", "abvs", "blws", "psts", "haln", "dist", "abvm", "blwm",
]  # fmt: skip
LATIN_FEATURES = ["ccmp", "locl", "mark", "mkmk", "kern"]


def main() -> None:
    """Make all seven files and say what they weigh."""
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    packages, cjk = (Path(argument) for argument in sys.argv[1:])
    OUT.mkdir(parents=True, exist_ok=True)
    for weight, number in WEIGHTS.items():
        make_inter(packages, number, OUT / f"inter-{weight}.ttf")
        for script in ("arabic", "devanagari"):
            source = find(packages, f"fontsource-noto-sans-{script}", f"noto-sans-{script}-{script}-{number}-normal.woff")
            save(cut(TTFont(source), None, FEATURES), OUT / f"noto-{script}-{weight}.ttf")
    font = TTFont(cjk / "NotoSansCJK-Bold.ttc", fontNumber=0, lazy=True)
    font = cut(font, east_asian(), ["ccmp"], drop=("vhea", "vmtx", "VORG", "BASE", "GSUB", "GPOS"))
    save(font, OUT / "noto-cjk-bold.otf")
    for path in sorted(OUT.glob("*.[ot]tf")):
        print(f"{path.name:28} {path.stat().st_size:>9,}  {hashlib.sha256(path.read_bytes()).hexdigest()}")


def find(folder: Path, package: str, name: str) -> Path:
    """A file of an unpacked package."""
    found = sorted(folder.glob(f"{package}-[0-9]*/files/{name}")) or sorted(folder.glob(f"{package}/files/{name}"))
    return found[-1] if found else sys.exit(f"{folder} holds no {package} with {name}")  # type: ignore[return-value]


def make_inter(packages: Path, number: str, target: Path) -> None:
    """One file of the slices that pages load apart."""
    parts = []
    for part in SLICES:
        font = cut(TTFont(find(packages, "fontsource-inter", f"inter-{part}-{number}-normal.woff")), None, LATIN_FEATURES)
        path = target.with_suffix(f".{part}.part")
        save(font, path)
        parts.append(path)
    font = merge.Merger(merge.Options(drop_tables=["DSIG", "STAT", "meta"])).merge([str(path) for path in parts])
    save(font, target)
    for path in parts:
        path.unlink()


def cut(font: TTFont, characters: set[int] | None, features: list[str], drop: tuple[str, ...] = ()) -> TTFont:
    """The font with these characters (all of its own for None) and features, without hints."""
    options = subset.Options()
    options.layout_features, options.hinting, options.notdef_outline = features, False, True
    options.name_IDs, options.drop_tables = [0, 1, 2, 4, 6, 13, 14], [*options.drop_tables, *drop]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters or set(font.getBestCmap()))
    cutter.subset(font)
    return font


def save(font: TTFont, path: Path) -> None:
    """Uncompressed, and the same bytes each time."""
    font.flavor = None
    font.recalcTimestamp, font["head"].created, font["head"].modified = False, DATED, DATED
    font.save(path)


def east_asian() -> set[int]:
    """What Japanese, Chinese and Korean titles are mostly written with; the Latin letters are Inter's."""
    marks = "…‥―※→←↑↓○●◎△▲□■☆★♪"
    jis = {*range(1, 9), *range(16, 85)}
    found = {*_of("euc_jp", jis), *_of("gb2312", range(16, 56)), *_of("euc_kr", range(16, 41)), *_big5()}
    return {ord(c) for c in found if ord(c) >= 0x2E80 or c in marks} | {0x20, *range(0xFF01, 0xFFA0)}


def _of(codec: str, rows: object) -> set[str]:
    cells = [bytes([row + 0xA0, cell + 0xA0]) for row in rows for cell in range(1, 95)]  # type: ignore[attr-defined]
    return {text for cell in cells for text in cell.decode(codec, "ignore")}


def _big5() -> set[str]:
    """The frequent characters of Taiwan and Hong Kong."""
    rows, cells = range(0xA4, 0xC7), [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    return {text for row in rows for cell in cells for text in bytes([row, cell]).decode("big5", "ignore")}


if __name__ == "__main__":
    main()
