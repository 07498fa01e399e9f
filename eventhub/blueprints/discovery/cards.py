"""Share images of what is no event: the site, a community, a region, a list of one topic, format or language."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from flask import Response, current_app, request
from flask_babel import gettext as _

from eventhub.blueprints import fragments, pages
from eventhub.blueprints.access import anyone
from eventhub.blueprints.context import best_language, choose_locale, language_name, sessionless
from eventhub.blueprints.discovery import bp
from eventhub.blueprints.forms import LANGUAGE_TAGS, list_region_options, region_name
from eventhub.blueprints.heads import hub_name
from eventhub.blueprints.present import place_text
from eventhub.communities.queries import find_community
from eventhub.communities.workflow import STANDING
from eventhub.config import LANGUAGES
from eventhub.core import addresses, generations
from eventhub.core.errors import NotFound
from eventhub.core.text import lazy_gettext as _l
from eventhub.events import queries as events
from eventhub.events.models import localized
from eventhub.events.promotion import services
from eventhub.events.promotion.texts import RIGHT_TO_LEFT, Sheet
from eventhub.regions.queries import find_region

KEPT_CARDS = 100
MAX_AGE = 86_400
HUE = 160
"""The hue of what belongs to no region, as that of generated covers."""
Said = tuple[str, str, int]
"""Title, the line under it, hue."""


@bp.get("/cards/<kind>/<name>.png")
@anyone
@sessionless
def card(kind: str, name: str) -> Response:
    """1200 × 630, in a language of the interface; drawn only for those who do not have it yet."""
    say = _KINDS.get(kind)
    tag = best_language(request.args.get("locale", "")) or LANGUAGES[0]
    said = say(name) if say else None
    if said is None:
        raise NotFound(_l("There is no picture at this address."))
    sheet = services.ready([_sheet(said, tag, seed=f"{kind}:{name}")])
    digest = services.digest_of("card", services.CARD_DESIGN, sheet)
    if request.if_none_match.contains(digest):
        return _kept(current_app.response_class(status=304), digest)
    drawn = fragments.piece("list cards", KEPT_CARDS, digest, lambda: services.draw_card(sheet))
    return _kept(current_app.response_class(drawn, mimetype="image/png"), digest)


def _kept(response: Response, digest: str) -> Response:
    response.set_etag(digest)
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}, stale-while-revalidate=604800"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _sheet(said: Said, tag: str, *, seed: str) -> Sheet:
    title, place, hue = said
    return Sheet(
        tag=tag, from_right=tag in RIGHT_TO_LEFT, title=title, when=(), place=place, host="" if title == hub_name() else hub_name(),
        site=addresses.base().partition("://")[2], hue=hue, seeds=hashlib.sha256(seed.encode()).digest(),
    )  # fmt: skip


def _site(name: str) -> Said | None:
    words = _("Events, people and communities around the project, wherever you are.")
    return (hub_name(), words, HUE) if name == "site" else None


def _region(code: str) -> Said | None:
    if code not in {option.code for option in list_region_options()}:
        return None
    region = find_region(code)
    return (region_name(code), _("Events and communities"), region.hue) if region else None


def _community(key: str) -> Said | None:
    community = find_community(key)
    if community is None or community.standing not in STANDING.public_states:
        return None
    region = find_region(community.region_code)
    return community.name, place_text(community.city, region_name(community.region_code)), region.hue if region else HUE


def _word(kind: str) -> Callable[[str], Said | None]:
    def say(slug: str) -> Said | None:
        key = ("card words", choose_locale(), pages.counted(generations.WORDS))
        words = fragments.piece("card words", 20, key, _load_words)
        return (words[kind, slug], _("Events"), HUE) if (kind, slug) in words else None

    return say


def _load_words() -> dict[tuple[str, str], str]:
    return {
        (kind, slug): localized(names, choose_locale()) or slug
        for kind, slug, names, retired in events.list_words() if retired is None
    }  # fmt: skip


def _language(tag: str) -> Said | None:
    name = language_name(tag, choose_locale())
    return (name[:1].upper() + name[1:], _("Events"), HUE) if tag in LANGUAGE_TAGS else None


_KINDS: dict[str, Callable[[str], Said | None]] = {
    "site": _site, "region": _region, "community": _community, "topic": _word("topic"), "format": _word("format"), "language": _language,
}  # fmt: skip
