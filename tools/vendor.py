"""Make what stands in static/vendor/ and static/img/icons.svg from unpacked npm packages.

    npm pack lucide-static jsqr @fontsource-variable/inter …      (any folder, then unpack each)
    python tools/vendor.py FOLDER

FOLDER holds one folder per unpacked package. Needs fonttools and brotli, which the project itself does not.
The fonts are cut to what a page of ours shows: weights 400 to 700, few OpenType features, and files by
writing system, so that a reader loads only the letters they read.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
ICONS_FILE = ROOT / "static" / "img" / "icons.svg"

LATIN = (
    "U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2010-2015,U+2018-201A,U+201C-201E,"
    "U+2020-2022,U+2026,U+202F,U+2032-2033,U+2039-203A,U+20AC,U+2122,U+2190-2193,U+2212,U+00D7,U+2022"
)
LATIN_EXT = "U+0100-0130,U+0132-0151,U+0154-017F,U+018F,U+01E6-01E7,U+0218-021B,U+0259,U+1E9E,U+20A6,U+20A8-20A9,U+20AB,U+20B9-20BA,U+2116"
VIETNAMESE = "U+01A0-01A1,U+01AF-01B0,U+0300-0301,U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9"
CYRILLIC = "U+0400-045F,U+0490-0491,U+04B0-04B1"
GREEK = "U+0370-0377,U+037A-037F,U+0384-038A,U+038C,U+038E-03A1,U+03A3-03FF"
ARABIC = (
    "U+060C,U+061B,U+061F,U+0621-063A,U+0640-0655,U+0660-066C,U+0670-0671,U+0679,U+067E,U+0686,U+0688,U+0691,U+0698,"
    "U+06A9,U+06AF,U+06BA,U+06BE,U+06C0-06C2,U+06CC,U+06D2-06D4,U+06F0-06F9,U+200C-200F"
)
ARABIC_EXT = (
    "U+0600-060B,U+060D-061A,U+061C-061E,U+0620,U+063B-063F,U+0656-065F,U+066D-066F,U+0672-0678,U+067A-067D,U+067F-0685,"
    "U+0687,U+0689-0690,U+0692-0697,U+0699-06A8,U+06AA-06AE,U+06B0-06B9,U+06BB-06BD,U+06BF,U+06C3-06CB,U+06CD-06D1,"
    "U+06D5-06EF,U+06FA-06FF,U+0750-077F,U+08A0-08FF,U+FB50-FDFF,U+FE70-FEFC"
)
DEVANAGARI = "U+0900-097F,U+200C-200D,U+20B9,U+25CC"

SHAPING = ["ccmp", "locl", "rlig", "rclt", "init", "medi", "fina", "isol", "mark", "mkmk", "kern", "calt", "curs", "liga"]
INDIC = [
    "ccmp", "locl", "nukt", "akhn", "rphf", "rkrf", "pref", "blwf", "abvf", "half", "pstf", "vatu", "cjct", "init",
    "pres", "abvs", "blws", "psts", "haln", "calt", "kern", "dist", "abvm", "blwm", "mark", "mkmk",
]  # fmt: skip
LATIN_FEATURES = ["ccmp", "locl", "mark", "mkmk", "kern", "calt", "tnum", "case"]

INTER = "fontsource-variable-inter"
NOTO_ARABIC = "fontsource-variable-noto-sans-arabic"
NOTO_DEVANAGARI = "fontsource-variable-noto-sans-devanagari"

# family, our file, package, file in the package, characters, features
FONTS = [
    ("Inter", "inter/inter-latin", INTER, "inter-latin-wght-normal", LATIN, LATIN_FEATURES),
    ("Inter", "inter/inter-latin-ext", INTER, "inter-latin-ext-wght-normal", LATIN_EXT, LATIN_FEATURES),
    ("Inter", "inter/inter-vietnamese", INTER, "inter-vietnamese-wght-normal", VIETNAMESE, LATIN_FEATURES),
    ("Inter", "inter/inter-cyrillic", INTER, "inter-cyrillic-wght-normal", CYRILLIC, LATIN_FEATURES),
    ("Inter", "inter/inter-greek", INTER, "inter-greek-wght-normal", GREEK, LATIN_FEATURES),
    ("Noto Sans Arabic", "noto/noto-arabic", NOTO_ARABIC, "noto-sans-arabic-arabic-wght-normal", ARABIC, SHAPING),
    ("Noto Sans Arabic", "noto/noto-arabic-ext", NOTO_ARABIC, "noto-sans-arabic-arabic-wght-normal", ARABIC_EXT, SHAPING),
    ("Noto Sans Devanagari", "noto/noto-devanagari", NOTO_DEVANAGARI, "noto-sans-devanagari-devanagari-wght-normal", DEVANAGARI, INDIC),
]  # fmt: skip

# The icons in use; `ours=theirs` where we call one differently.
ICONS = """
accessibility arrow-left arrow-right arrow-up-right badge-check bell book-open building-2 calendar calendar-check calendar-clock calendar-days
calendar-plus calendar-x check chevron-down chevron-left chevron-right circle-check circle-dashed circle-help=circle-question-mark circle-x clock
cloud-off coffee compass copy door-open download ellipsis external-link eye eye-off file-text flag gift globe graduation-cap hand-helping handshake
heart-handshake history hourglass house image inbox info key-round languages laptop layers lightbulb link list list-filter lock log-in log-out mail map
map-pin megaphone menu message-square mic minus monitor package pencil phone plus presentation printer qr-code refresh-cw repeat rss search send
settings share-2 shield-check smartphone sprout star tag ticket trash-2 triangle-alert undo-2 upload user users users-round video wallet wrench x
""".split()  # noqa: SIM905


def package_folder(folder: Path, name: str) -> Path:
    found = sorted(path for path in folder.glob(f"{name}*") if (path / "package.json").is_file())
    if not found:
        sys.exit(f"{folder} holds no unpacked {name}")
    return found[-1]


def code_points(text: str) -> list[int]:
    points: list[int] = []
    for part in text.split(","):
        first, _, last = part.removeprefix("U+").partition("-")
        points.extend(range(int(first, 16), int(last or first, 16) + 1))
    return sorted(set(points))


def make_font(source: Path, target: Path, characters: str, features: list[str]) -> None:
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    font = TTFont(source)
    options = Options()
    options.flavor = "woff2"
    options.layout_features = features
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    options.drop_tables += ["DSIG", "meta", "STAT", "MVAR"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=code_points(characters))
    subsetter.subset(font)
    font = instantiateVariableFont(font, {"wght": (400, 400, 700)})
    font.flavor = "woff2"
    target.parent.mkdir(parents=True, exist_ok=True)
    font.save(target)


def make_sprite(package: Path) -> None:
    symbols = []
    for entry in ICONS:
        name, _, source = entry.partition("=")
        svg = (package / "icons" / f"{source or name}.svg").read_text()
        inner = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
        assert inner is not None
        body = re.sub(r"\s*\n\s*", "", inner.group(1)).replace(" />", "/>")
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>')
    ICONS_FILE.write_text(
        "<!-- Lucide icons, ISC, see static/vendor/manifest.json; made by tools/vendor.py -->\n"
        '<svg xmlns="http://www.w3.org/2000/svg" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">\n'
        + "\n".join(symbols)
        + "\n</svg>\n"
    )


def origin(package: Path) -> dict[str, str]:
    facts = json.loads((package / "package.json").read_text())
    return {"origin": facts["name"], "version": facts["version"], "licence": facts["license"]}


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    files: dict[str, dict[str, str]] = {}

    def record(path: Path, package: Path, note: str) -> None:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        files[path.relative_to(ROOT / "static").as_posix()] = {**origin(package), "note": note, "sha256": digest}

    shutil.rmtree(VENDOR, ignore_errors=True)
    for _family, name, package_name, source, characters, features in FONTS:
        package = package_folder(folder, package_name)
        target = VENDOR / f"{name}.woff2"
        make_font(package / "files" / f"{source}.woff2", target, characters, features)
        record(target, package, "subset, weights 400 to 700")
        licence = target.parent / f"LICENSE-{package_name.removeprefix('fontsource-variable-')}.txt"
        shutil.copyfile(package / "LICENSE", licence)
        print(f"{target.stat().st_size:>7} {target.name}")
    lucide = package_folder(folder, "lucide-static")
    make_sprite(lucide)
    record(ICONS_FILE, lucide, "sprite of the icons in use")
    (VENDOR / "lucide").mkdir()
    shutil.copyfile(lucide / "LICENSE", VENDOR / "lucide" / "LICENSE.txt")
    jsqr = package_folder(folder, "jsqr")
    (VENDOR / "jsqr").mkdir()
    shutil.copyfile(jsqr / "LICENSE", VENDOR / "jsqr" / "LICENSE.txt")
    shutil.copyfile(jsqr / "dist" / "jsQR.js", VENDOR / "jsqr" / "jsQR.js")
    record(VENDOR / "jsqr" / "jsQR.js", jsqr, "unchanged")
    (VENDOR / "manifest.json").write_text(json.dumps({"files": files}, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
