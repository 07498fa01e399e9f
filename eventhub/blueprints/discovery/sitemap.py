"""The sitemap (sitemaps.org 0.9): an index and its parts, each address with its languages.

A part is kept packed in this process for as long as nothing public changes, and written row by row while it is packed,
so that a hundred thousand events cost neither memory nor a query each.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from flask import Response, current_app, request, url_for
from markupsafe import escape

from eventhub.blueprints import fragments, pages
from eventhub.blueprints.access import anyone
from eventhub.blueprints.context import sessionless
from eventhub.blueprints.discovery import bp
from eventhub.communities.queries import list_public_addresses
from eventhub.config import LANGUAGES
from eventhub.core import addresses, generations
from eventhub.core.errors import NotFound
from eventhub.core.text import lazy_gettext as _l
from eventhub.events import queries as events
from eventhub.events.queries import sitemap as queries
from eventhub.regions.queries import list_codes_with_above

KEPT = 24
"""Parts kept in a process, of some 250 kB each when full."""
MAX_AGE = 3600
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SCHEMA = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_EVENTS = re.compile(r"events-(\d{1,5})")
_PAGES = ("home.index", "events.index", "events.month", "events.calls", "events.others", "communities.index", "regions.index",
          "home.conduct", "home.accessibility", "home.privacy")  # fmt: skip


@bp.get("/sitemap.xml")
@anyone
@sessionless
def index() -> Response:
    """The parts there are, and when each last changed."""
    return _answer("index", _write_index)


@bp.get("/sitemaps/<name>.xml")
@anyone
@sessionless
def part(name: str) -> Response:
    """One part: pages, regions, communities, or a span of events."""
    wanted = _EVENTS.fullmatch(name)
    if wanted:
        return _answer(name, lambda: _write_part(_event_addresses(int(wanted[1]))))
    if name not in _PARTS:
        raise NotFound(_l("There is no such part of the sitemap."))
    return _answer(name, lambda: _write_part((path, None) for path in _PARTS[name]()))


def _answer(name: str, write: Callable[[], Iterable[str]]) -> Response:
    key = (name, addresses.base(), request.script_root, pages.counted(generations.ALL), pages.counted(generations.WORDS))
    packed = fragments.piece("sitemaps", KEPT, key, lambda: _packed(write()))
    takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    tag = f"{hashlib.blake2b(packed, digest_size=12).hexdigest()}{'-gzip' if takes_gzip else ''}"
    if request.if_none_match.contains(tag):
        response = current_app.response_class(status=304)
    else:
        response = current_app.response_class(
            packed if takes_gzip else gzip.decompress(packed), content_type="application/xml; charset=utf-8"
        )
        if takes_gzip:
            response.headers["Content-Encoding"] = "gzip"
    response.set_etag(tag)
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    response.vary.add("Accept-Encoding")
    return response


def _packed(lines: Iterable[str]) -> bytes:
    whole = io.BytesIO()
    with gzip.GzipFile(fileobj=whole, mode="wb", compresslevel=6, mtime=0) as file:
        for line in lines:
            file.write(line.encode())
    return whole.getvalue()


def _write_index() -> Iterator[str]:
    found = queries.list_parts()
    changed = max((each.changed_at for each in found), default=None)
    parts = [
        *((name, changed if name == "pages" else None) for name in _PARTS),
        *((f"events-{p.number}", p.changed_at) for p in found),
    ]
    yield f"{_HEAD}<sitemapindex {_SCHEMA}>\n"
    for name, moment in parts:
        address = f"{addresses.base()}{url_for('discovery.part', name=name)}"
        yield f"<sitemap><loc>{escape(address)}</loc>{_lastmod(moment)}</sitemap>\n"
    yield "</sitemapindex>\n"


def _write_part(found: Iterable[tuple[str, datetime | None]]) -> Iterator[str]:
    yield f'{_HEAD}<urlset {_SCHEMA} xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    for path, moment in found:
        address = escape(f"{addresses.base()}{path}")
        mark = "&amp;" if "?" in path else "?"
        tongues = "".join(
            f'<xhtml:link rel="alternate" hreflang="{tag}" href="{address}{mark}locale={tag}"/>' for tag in LANGUAGES
        )
        yield (
            f"<url><loc>{address}</loc>{_lastmod(moment)}{tongues}"
            f'<xhtml:link rel="alternate" hreflang="x-default" href="{address}"/></url>\n'
        )
    yield "</urlset>\n"


def _lastmod(moment: datetime | None) -> str:
    return f"<lastmod>{moment:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if moment else ""


def _event_addresses(number: int) -> Iterator[tuple[str, datetime]]:
    found = queries.list_part(number)
    if not found:
        raise NotFound(_l("There is no such part of the sitemap."))
    pattern = url_for("events.show", key="KEY", slug="SLUG")  # one look at the map of addresses instead of ten thousand
    for row in found:
        yield pattern.replace("KEY", row.key).replace("SLUG", row.slug), row.changed_at


def _page_paths() -> Iterator[str]:
    """The pages that are always there, and the list of each topic and format in use."""
    yield from (url_for(endpoint) for endpoint in _PAGES)
    for kind, slug, _names, retired in events.list_words():
        if retired is None:
            yield f"{url_for('events.index')}?{kind}={slug}"


def _region_paths() -> Iterator[str]:
    """Regions with something in them, and all above those."""
    codes = queries.list_regions_with_events() | {row.region_code for row in list_public_addresses()}
    yield from (url_for("regions.show", code=code) for code in list_codes_with_above(codes))


def _community_paths() -> Iterator[str]:
    yield from (url_for("communities.show", key=row.key, slug=row.slug) for row in list_public_addresses())


_PARTS: dict[str, Callable[[], Iterator[str]]] = {
    "pages": _page_paths,
    "regions": _region_paths,
    "communities": _community_paths,
}
