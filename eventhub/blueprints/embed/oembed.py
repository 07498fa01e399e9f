"""oEmbed 1.0 (oembed.com): paste the address of an event or a list, get a frame of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Response, current_app, json, request
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from eventhub.blueprints.access import anyone
from eventhub.blueprints.context import best_language
from eventhub.blueprints.embed import bp
from eventhub.blueprints.embed.frames import find_public, row_of
from eventhub.blueprints.embed.guard import for_other_sites
from eventhub.blueprints.embed.options import Options, event_frame_address, frame_address
from eventhub.blueprints.forms import region_name
from eventhub.blueprints.settings import settings_of
from eventhub.communities.queries import find_community
from eventhub.communities.workflow import STANDING
from eventhub.core import addresses
from eventhub.core.errors import Invalid, NotFound, Refused
from eventhub.core.text import clean_line
from eventhub.core.text import lazy_gettext as _l
from eventhub.events import queries as events
from eventhub.events.queries import listing
from eventhub.events.rules.filters import EventFilter, parse_filter

WIDTH, LIST_HEIGHT, EVENT_HEIGHT = 640, 560, 260
CARD_WIDTH, CARD_HEIGHT = 1200, 630
CACHE_AGE = 3600
"""Seconds for which a consumer may keep the answer."""


class NotPublic(Refused):
    """There is such a page, but not for everyone: oEmbed wants 401 then (oembed.com §2.3.5)."""

    status = 401


class NoSuchFormat(Refused):
    """Neither JSON nor XML: oEmbed wants 501 then."""

    status = 501


@bp.get("/oembed")
@anyone
@for_other_sites
def oembed() -> Response:
    """What a consumer shows for an address of ours."""
    kind = request.args.get("format", "").strip() or "json"
    if kind not in {"json", "xml"}:
        raise NoSuchFormat(_l("There are answers in json and in xml."))
    widest, highest = _most("maxwidth"), _most("maxheight")
    answer = _fitted(_answer_for(request.args.get("url", "").strip()), widest, highest)
    if kind == "xml":
        return Response(_as_xml(answer), content_type="text/xml; charset=utf-8", headers=_headers())
    return Response(json.dumps(answer, ensure_ascii=False), mimetype="application/json", headers=_headers())


def _headers() -> dict[str, str]:
    return {"Cache-Control": f"public, max-age={CACHE_AGE}"}


def _most(name: str) -> int:
    text = request.args.get(name, "").strip()
    if text and not (text.isascii() and text.isdigit() and int(text[:9])):
        raise Invalid({name: _l("“%(value)s” is not a value of %(name)s.", value=text[:60], name=name)})
    return int(text[:9]) if text else 0


def _answer_for(address: str) -> dict[str, Any]:
    endpoint, values, pairs = _resolved(address)
    options = Options(locale=next((best_language(value) for name, value in pairs if name == "locale"), ""))
    if endpoint == "events.show":
        return _of_event(str(values["key"]), options)
    if endpoint == "communities.show":
        return _of_community(str(values["key"]), options)
    if endpoint == "regions.show":
        chosen = EventFilter(regions=(str(values["code"]),))
        listing.check_filter(chosen)
        return _of_list(_("Events in %(region)s", region=region_name(str(values["code"]))), chosen, options)
    if endpoint in {"events.index", "home.index"}:
        chosen = parse_filter([(name, clean_line(value)) for name, value in pairs])
        listing.check_filter(chosen)
        return _of_list(_("Events"), chosen, options)
    raise NotFound(_NOTHING)


_NOTHING = _l("There is nothing to embed at this address.")


def _resolved(address: str) -> tuple[str, dict[str, Any], list[tuple[str, str]]]:
    """The page that an address of ours names.

    :raises NotFound: it is another site's, or there is no such page.
    """
    try:
        asked, own = urlsplit(address), urlsplit(addresses.base())
        same = asked.scheme in {"http", "https"} and (asked.hostname, asked.port) in {
            (own.hostname, own.port),
            (own.hostname, None),
        }
    except ValueError:
        raise NotFound(_NOTHING) from None
    if not same:
        raise NotFound(_NOTHING)
    try:
        endpoint, values = current_app.url_map.bind("eventhub.invalid").match(asked.path or "/", "GET")
    except HTTPException:
        raise NotFound(_NOTHING) from None
    return endpoint, dict(values), parse_qsl(asked.query, max_num_fields=100)


def _of_event(key: str, options: Options) -> dict[str, Any]:
    known = events.find_event_to_show(key)
    if known is not None and not known.is_public:
        raise NotPublic(_l("This event is not public."))
    event = find_public(key)
    row = row_of(event)
    author = (
        {"author_name": row["community"], "author_url": addresses.base() + row["community_href"]} if row["community"] else {}
    )
    picture = addresses.address_of("events.card", key=key, v=event.revision)
    thumbnail = {"thumbnail_url": picture, "thumbnail_width": CARD_WIDTH, "thumbnail_height": CARD_HEIGHT}
    return {**_framed(row["title"], event_frame_address(key, options), EVENT_HEIGHT), **author, **thumbnail}


def _of_community(key: str, options: Options) -> dict[str, Any]:
    community = find_community(key)
    if community is None:
        raise NotFound(_NOTHING)
    if community.standing not in STANDING.public_states:
        raise NotPublic(_l("This community is not public."))
    return _of_list(_("Events of %(community)s", community=community.name), EventFilter(communities=(key,)), options)


def _of_list(title: str, chosen: EventFilter, options: Options) -> dict[str, Any]:
    return _framed(title, frame_address(chosen, options), LIST_HEIGHT)


def _framed(title: str, source: str, height: int) -> dict[str, Any]:
    return {
        "version": "1.0", "type": "rich", "title": title, "provider_name": settings_of().site_name,
        "provider_url": addresses.base(), "cache_age": CACHE_AGE, "width": WIDTH, "height": height, "source": source,
    }  # fmt: skip


def _fitted(answer: dict[str, Any], widest: int, highest: int) -> dict[str, Any]:
    """Within what the consumer allows; a picture that would be larger is left out (oembed.com §2.3.4)."""
    source, title = answer.pop("source"), answer["title"]
    width, height = (
        min(size, most) if most else size for size, most in ((answer["width"], widest), (answer["height"], highest))
    )
    if (widest and widest < CARD_WIDTH) or (highest and highest < CARD_HEIGHT):
        answer = {name: value for name, value in answer.items() if not name.startswith("thumbnail_")}
    return {**answer, "width": width, "height": height, "html": iframe(source, title, width, height)}


def iframe(source: str, title: str, width: int | str, height: int) -> str:
    """The element for a page of another site."""
    return str(Markup('<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" frameborder="0"></iframe>')
               .format(source, title, width, height))  # fmt: skip


def _as_xml(answer: dict[str, Any]) -> bytes:
    root = Element("oembed")
    for name, value in answer.items():
        SubElement(root, name).text = str(value)
    said: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return said
