"""Spreading the word: texts to copy, the share image, the poster, and how many came from where."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, current_app, render_template, request
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from eventhub.blueprints import fragments
from eventhub.blueprints.access import allow
from eventhub.blueprints.context import choose_locale, language_name
from eventhub.blueprints.events import bp
from eventhub.blueprints.events.parts import PARTS, Part
from eventhub.config import LANGUAGES
from eventhub.core import addresses, clock
from eventhub.core.errors import NotFound
from eventhub.events import queries as events
from eventhub.events.models import Event, Topic
from eventhub.events.permissions import EventPermission
from eventhub.events.promotion import queries, services
from eventhub.events.promotion.rules import CHANNELS, POSTER
from eventhub.events.promotion.texts import Sheet, Words, sheet_of, words_in, write_all
from eventhub.events.workflow import S

P = EventPermission
KEPT_CARDS, KEPT_POSTERS = 200, 20
LATELY = timedelta(days=7)
PAPERS = ("a4", "a3", "letter")
NEVER = frozenset({S.CANCELLED, S.DECLINED, S.WITHDRAWN})

bp.add_app_template_global(addresses.address_of, "address_of")
PARTS.append(Part(_l("Spread the word"), "events.kit", "megaphone", shown=lambda event: event.status not in NEVER))


@bp.get("/<string(length=10):key>/kit")
@allow(P.EDIT, on=events.find_event, read=P.EDIT)
def kit(event: Event) -> Any:
    """Everything there is to spread the word with, in one of the event's languages."""
    translated = queries.load_translations(event)
    tags = list(dict.fromkeys([*queries.languages_of(event, translated), choose_locale()]))
    tag = request.args.get("to", "")
    tag = tag if tag in tags else next((known for known in tags if known == choose_locale()), tags[0])
    found = write_all(_words(event, translated, tag), lambda source: _link(event, source))
    return render_template(
        "events/kit.html", event=event, texts=found, chosen=tag,
        languages_here=[(known, language_name(known, choose_locale())) for known in tags], papers=_papers(),
        sources=_sources_view(event), plain_link=addresses.address_of("events.show", key=event.key, slug=event.slug),
    )  # fmt: skip


def _papers() -> list[tuple[str, str]]:
    return [("a4", _("A4")), ("a3", _("A3")), ("letter", _("Letter"))]


def _words(event: Event, translated: dict[str, dict[str, str]], tag: str) -> Words:
    return words_in(tag, event, translated, spoken=LANGUAGES, named=Topic.name_in)


def _link(event: Event, source: str) -> str:
    """The event's page with a mark of where the link stands; the short way, which leads on to the whole address."""
    return f"{addresses.base()}/events/{event.key}?from={source}"


def _sources_view(event: Event) -> list[tuple[str, int, int]]:
    labels = {channel.name: str(channel.label) for channel in CHANNELS} | {POSTER: _("Poster")}
    since = (clock.now() - LATELY).date()
    return [
        (labels.get(found.channel, found.channel), found.lately, found.ever) for found in queries.list_sources(event, since)
    ]


@bp.get("/<string(length=10):key>/card.png")
@allow(P.READ, on=events.find_event, read=P.READ)
def card(event: Event) -> Response:
    """The share image in a language of the event: 1200 × 630."""
    sheet = _sheet(event, request.args.get("locale", ""))
    name = services.digest_of("card", services.CARD_DESIGN, sheet)
    return _kept(
        event, name, "image/png", lambda: fragments.piece("cards", KEPT_CARDS, name, lambda: services.draw_card(sheet))
    )


@bp.get("/<string(length=10):key>/poster.pdf")
@allow(P.READ, on=events.find_event, read=P.READ)
def poster(event: Event) -> Response:
    """The poster in a language of the event, on A4, A3 or letter."""
    size = request.args.get("size", PAPERS[0]).lower()
    if size not in PAPERS:
        raise NotFound(_l("There is no poster of this size."))
    sheet, link = _sheet(event, request.args.get("locale", "")), _link(event, POSTER)
    scan = _scan_line(sheet.tag)
    name = services.digest_of("poster", size, services.CARD_DESIGN, sheet, scan, event.changed_at)

    def make() -> bytes:
        return services.draw_poster(sheet, size=size, link=link, at=event.changed_at, scan=scan)

    response = _kept(event, name, "application/pdf", lambda: fragments.piece("posters", KEPT_POSTERS, name, make))
    response.headers["Content-Disposition"] = f'inline; filename="{event.slug[:60]}-{sheet.tag}-{size}.pdf"'
    return response


def _sheet(event: Event, tag: str) -> Sheet:
    """In the language asked for when the event has it or we speak it, else in its own; one that our fonts can set."""
    translated = queries.load_translations(event)
    known = queries.languages_of(event, translated)
    tag = tag if tag in known or tag in LANGUAGES else known[0]
    order = list(dict.fromkeys([tag, "en" if "en" in known else known[0], *known]))
    hue = events.find_cover_hue(event.key) or 0
    site = addresses.base().partition("://")[2]
    return services.ready([sheet_of(_words(event, translated, each), event, hue=hue, site=site) for each in order])


def _scan_line(tag: str) -> str:
    spoken = next((known for known in LANGUAGES if known == tag.split("-")[0]), "")
    if not spoken:
        return ""
    with force_locale(spoken):
        return _("Scan to read more and to come along")


def _kept(event: Event, name: str, kind: str, make: Any) -> Response:
    """The answer with an ETag; drawn only for those who do not have it yet."""
    if request.if_none_match.contains(name):
        response = current_app.response_class(status=304)
    else:
        response = current_app.response_class(make(), mimetype=kind)
    response.set_etag(name)
    response.headers["Cache-Control"] = "public, max-age=3600" if event.is_public else "private, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@bp.after_request
def count_visit(response: Response) -> Response:
    """Count a visit by a link with a source, also where the page was answered from the store. Nothing is kept of the visitor."""
    source = request.args.get("from", "")
    if (
        source
        and request.endpoint == "events.show"
        and request.method == "GET"
        and response.status_code == 200
        and not _is_inside()
    ):
        services.count_visit((request.view_args or {}).get("key", ""), source, agent=request.headers.get("User-Agent", ""))
    return response


def _is_inside() -> bool:
    """Whether the reader was here already (another language of the same page), or their browser only looks ahead."""
    ahead = "prefetch" in f"{request.headers.get('Sec-Purpose', '')} {request.headers.get('Purpose', '')}"
    return ahead or (request.referrer or "").startswith(request.host_url)
