"""What everyone sees: the list, the month, the event."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from babel import Locale
from babel.dates import get_day_names, get_month_names
from flask import get_template_attribute, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from eventhub.blueprints import dates, fragments, pages, present, structured, subscribe
from eventhub.blueprints.access import allow, anyone, current_person
from eventhub.blueprints.context import choose_locale, language_name, reader_zone
from eventhub.blueprints.events import bp
from eventhub.blueprints.events.doubles import primary_of
from eventhub.blueprints.events.filters import filter_view
from eventhub.blueprints.events.joining import join_view
from eventhub.blueprints.events.jsonld import json_ld
from eventhub.blueprints.events.registration import registration_words, standing_view
from eventhub.blueprints.events.said import text_of
from eventhub.blueprints.follow import button_for_filter
from eventhub.blueprints.forms import region_name
from eventhub.blueprints.words import known_values
from eventhub.core import addresses, clock, generations, policy, zones
from eventhub.core.errors import Invalid
from eventhub.core.markup import to_html, to_plain
from eventhub.core.text import clean_line
from eventhub.core.text import lazy_gettext as _l
from eventhub.core.translations import best, texts
from eventhub.events import queries
from eventhub.events.models import Event, Occurrence
from eventhub.events.permissions import EventPermission
from eventhub.events.queries import listing
from eventhub.events.rules.drafts import Access
from eventhub.events.rules.filters import EventFilter, parse_filter
from eventhub.events.rules.places import unsaid
from eventhub.events.workflow import EVENT, O, S

PER_DAY = 3
KEPT_EVENTS = 500
NEXT_DATES = 6


def chosen_filter() -> EventFilter:
    """The filter that the address asks for. A retired value is followed to its successor by the caller."""
    try:
        chosen = parse_filter([(name, clean_line(value)) for name, value in request.args.items(multi=True)])
        listing.check_filter(chosen, known_values())
    except Invalid as error:
        raise Malformed(error.fields) from None
    return chosen


class Malformed(Invalid):
    """A parameter of the address can't be read: a mistake in a link, not in a form."""

    status = 400


def list_scopes(**_kwargs: Any) -> list[str]:
    """The scope whose counter a list depends on: that of its region, or all."""
    asked = [clean_line(value) for value in request.args.getlist("region") if clean_line(value)]
    return [f"region:{asked[0]}" if len(asked) == 1 else generations.ALL, generations.WORDS]


@bp.get("")
@pages.stored(list_scopes)
@anyone
def index() -> Any:
    """Events as a list, by day."""
    try:
        chosen = chosen_filter()
    except listing.Retired as retired:
        return _moved(retired)
    now = clock.now()
    try:
        page = listing.list_page(chosen, now=now, after=request.args.get("after", ""))
    except Invalid as error:
        raise Malformed(error.fields) from None
    pages.valid_until(present.next_change(page.items, now))
    rows, after, bar = present.rows_made(page.items), request.args.get("after", ""), filter_view(chosen, "events.index")
    return render_template(
        "events/index.html", chosen=chosen, days=present.by_days(rows), json_ld=structured.item_list(_("Events"), rows),
        pairs=[*chosen.pairs(), *([("after", after)] if after else [])], bar=bar, title=_narrowed(_("Events"), bar), views=_views(chosen, "list"), panel=subscribe.panel_for(chosen), follow=button_for_filter(chosen),
        next_href=url_for("events.index", **_kept(chosen), after=page.after) if page.after else None,
        first_href=url_for("events.index", **_kept(chosen)) if request.args.get("after") else None,
    )  # fmt: skip


def _narrowed(title: str, bar: dict[str, Any]) -> str:
    """The name of a list, and what it is narrowed to."""
    return " · ".join([title, *(label for label, _href in bar["active"])])


def _moved(retired: listing.Retired) -> Any:
    pairs = [(name, retired.new if (name, value.strip()) == (retired.name, retired.old) else value)
             for name, value in request.args.items(multi=True)]  # fmt: skip
    return redirect(f"{request.path}?{urlencode(pairs)}", 301)


def _kept(chosen: EventFilter) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in chosen.pairs():
        values.setdefault(name, []).append(value)
    return values


def _views(chosen: EventFilter, here: str) -> list[tuple[str, str, bool, str]]:
    return [
        (_("List"), url_for("events.index", **_kept(chosen)), here == "list", "list"),
        (_("Month"), url_for("events.month", **_kept(chosen)), here == "month", "calendar"),
    ]


@bp.get("/month")
@pages.stored(list_scopes)
@anyone
def month() -> Any:
    """Events as a month."""
    try:
        chosen = chosen_filter()
    except listing.Retired as retired:
        return _moved(retired)
    today = zones.wall_in(clock.now(), reader_zone() or "UTC").date()
    year, number = _asked_month(today)
    locale = Locale.parse(choose_locale(), sep="-")
    weeks = present.month_weeks(year, number, locale.first_week_day)
    pages.valid_until(zones.local_day(clock.now(), "UTC")[1])
    begin, end = _utc(weeks[0][0]) - timedelta(hours=14), _utc(weeks[-1][-1]) + timedelta(hours=38)
    found = present.rows_view(listing.list_between(chosen, begin, end))
    name, bar = _month_title(year, number, locale), filter_view(chosen, "events.month")
    return render_template(
        "events/month.html", chosen=chosen, pairs=[*chosen.pairs(), ("month", f"{year}-{number:02}")], weeks=_week_view(weeks, found, chosen, number, today),
        weekdays=_weekdays(locale), month=name, title=_narrowed(name, bar), bar=bar,
        views=_views(chosen, "month"), panel=subscribe.panel_for(chosen), count=len(found),
        **_neighbours(chosen, year, number, locale),
    )  # fmt: skip


def _asked_month(today: date) -> tuple[int, int]:
    text = request.args.get("month", "").strip()
    if not text:
        return today.year, today.month
    try:
        asked = datetime.strptime(text, "%Y-%m")
    except ValueError:
        asked = None
    if asked is None or not 1970 < asked.year < 2200:
        raise Malformed({"month": _l("“%(value)s” is not a month. Write it as 2027-01.", value=text[:60])})
    return asked.year, asked.month


def _utc(day: date) -> datetime:
    return zones.instant(datetime(day.year, day.month, day.day), "UTC")


def _month_title(year: int, number: int, locale: Locale) -> str:
    name = get_month_names("wide", context="stand-alone", locale=locale)[number]
    return _("%(month)s %(year)d", month=name[:1].upper() + name[1:], year=year)


def _weekdays(locale: Locale) -> list[tuple[str, str]]:
    short, long = (get_day_names(width, context="stand-alone", locale=locale) for width in ("abbreviated", "wide"))
    return [(short[n % 7], long[n % 7]) for n in range(locale.first_week_day, locale.first_week_day + 7)]


def _neighbours(chosen: EventFilter, year: int, number: int, locale: Locale) -> dict[str, str]:
    first = date(year, number, 1)
    before, after = first - timedelta(days=1), first + timedelta(days=31)
    kept = _kept(chosen)
    return {
        "prev_href": url_for("events.month", **kept, month=f"{before:%Y-%m}"), "prev_label": _month_title(before.year, before.month, locale),
        "next_href": url_for("events.month", **kept, month=f"{after:%Y-%m}"), "next_label": _month_title(after.year, after.month, locale),
    }  # fmt: skip


def _week_view(weeks: list[list[date]], found: list[dict[str, Any]], chosen: EventFilter, number: int, today: date) -> Any:
    by_day: dict[date, list[dict[str, Any]]] = {}
    for event in found:
        by_day.setdefault(event["day"], []).append(event)
    kept = {name: value for name, value in _kept(chosen).items() if name not in {"from", "to"}}

    def cell(day: date) -> dict[str, Any]:
        events = by_day.get(day, [])
        href = url_for("events.index", **{**kept, "from": day.isoformat(), "to": day.isoformat()}) if events else None
        said = ngettext("one event", "%(num)d events", len(events)) if events else ""
        return {
            "day": day.day, "iso": day.isoformat(), "in_month": day.month == number, "is_today": day == today, "href": href,
            "label": f"{dates.day_text(day)}: {said}" if events else dates.day_text(day), "events": events[:PER_DAY],
            "more": max(0, len(events) - PER_DAY), "more_href": href,
        }  # fmt: skip

    return [[cell(day) for day in week] for week in weeks]


def event_scopes(key: str, **_kwargs: Any) -> list[str]:
    """An event's page depends on the event's own counter; what it shows of others raises that too."""
    return [f"event:{key if key.isalnum() else ''}", generations.WORDS]


@bp.get("/<string(length=10):key>", defaults={"slug": None})
@bp.get("/<string(length=10):key>-<slug>")
@pages.stored(event_scopes)
@allow(EventPermission.READ, on=queries.find_event_to_show, read=EventPermission.READ)
def show(event: Event, slug: str | None) -> Any:
    """The event. Its address holds the key; the words in it may change."""
    if slug != event.slug:
        query = request.query_string.decode("ascii", "ignore")
        return redirect(present.event_address(event) + (f"?{query}" if query else ""), 301)
    over = event.occurrence is None or event.occurrence.ends_at <= clock.now()
    if event.occurrence and not over:
        pages.valid_until(event.occurrence.ends_at)
    person = current_person()
    counted = (pages.counted(f"event:{event.key}"), pages.counted(generations.WORDS))
    key = (event.key, event.revision, counted, choose_locale(), reader_zone(), over)
    shown = fragments.piece("events", KEPT_EVENTS, key, lambda: _shown(event))
    twice = bool(shown["e"]["there"] & {"same", "doubles"})
    mine = standing_view(event, person) if person and "registration" in shown["e"]["there"] else {}
    return render_template(
        "events/show.html", event=event, **shown, **mine,
        may_part=policy.can(person, EventPermission.PART, event) if person and twice else False,
        may_manage=policy.can(person, EventPermission.EDIT, event) if person else False,
        may_review=policy.can(person, EventPermission.READ_REVIEW, event) if person else False,
    )  # fmt: skip


def _shown(event: Event) -> dict[str, Any]:
    """What an event's page says to everyone, by the blocks of its template."""
    event, there = queries.load_to_show(event)
    words = registration_words(event) if "registration" in there else None
    e = event_view(event, there, why_not=words["why_not"] if words else "") | {"there": there, "registration": words}
    panel = subscribe.panel_for(EventFilter(), kind="event", slug=event.key)
    names = ("breadcrumbs", "eyebrow", "before", "lead", "registration", "opening", "dates", "content", "aside")
    blocks = {name: get_template_attribute("events/_shown.html", name)(event, e, panel) for name in names}
    primary = primary_of(event) if "same" in there else None
    canonical = addresses.base() + primary["href"] if primary else ""
    return {"e": e, "formats": panel["formats"], "json_ld": json_ld(event, e), "canonical": canonical, **blocks}


def event_view(event: Event, there: frozenset[str] | None = None, *, why_not: str = "") -> dict[str, Any]:
    """Everything the event's page says, in the reader's language where there is a translation.

    :param there: what hangs on the event, where that is known: translations are asked for only if there are any.
    :param why_not: why nobody can register here now, where that is known.
    """
    tag = choose_locale()
    said = texts(event) if there is None or "texts" in there else {}
    title, title_language = best(_by_locale(said, "title", event.source_language, event.title), tag, event.source_language)
    description, language = best(
        _by_locale(said, "description", event.source_language, event.description), tag, event.source_language
    )
    region = region_name(event.region_code) if event.region_code else ""
    state = EVENT.states[event.status]
    return {
        "title": title, "title_lang": title_language if title_language != tag else None, "html": to_html(description), "plain": to_plain(description),
        "lang": language if language != tag else None,
        "languages": [language_name(known, tag) for known in event.languages], "topics": [(t.slug, t.name_in(tag)) for t in event.topics],
        "format": event.format.name_in(tag) if event.format else "",
        "cost": present.cost_text(event.cost, event.cost_note), "cover_href": present.cover_address(event.key, event.cover_id),
        "cover_alt": event.cover_alt, "access": [Access(value).label for value in event.access],
        "people": present.people_view((organizer.person for organizer in event.organizers), linked=event.is_public),
        "region": region, "place": ", ".join(unsaid(present.place_text(event.city, region).split(", "), event.venue)), "state": {"label": state.label, "tone": state.tone.value, "says": state.says},
        "off": event.status in {S.CANCELLED, S.POSTPONED}, "join": join_view(event, why_not=why_not), **_when(event), "rule": text_of(event), "dates": _dates(event),
        "moved": _moved_text(event), "change_reason": event.change_reason,
    }  # fmt: skip


def _dates(event: Event) -> list[dict[str, Any]]:
    """The next dates of a series."""
    if not event.rule:
        return []
    ahead = [o for o in event.occurrences if o.ends_at > clock.now()][:NEXT_DATES]
    return [
        {
            "id": o.id, "times": present.times_view(o, all_day=event.all_day), "reason": o.reason, "status": present.status_of(event.status, o.status),
            "moved": o.is_moved and o.status == O.SCHEDULED, "place": _own_words(event, o),
        }
        for o in ahead
    ]  # fmt: skip


def _own_words(event: Event, date: Occurrence) -> str:
    """What a date says of itself on a line. Its link is told like the event's own: to everyone only if it is public."""
    hidden = {"description"} if event.join_public else {"description", "join_url"}
    return " · ".join(str(value) for name, value in date.own.items() if name not in hidden)


def _moved_text(event: Event) -> str:
    """What has become of what was first announced, in a sentence; empty when nothing has."""
    date = event.occurrence
    if event.status != S.PUBLISHED or date is None or event.rule:
        return _("It takes place online now.") if event.moved_online and event.status == S.PUBLISHED else ""
    if not date.is_moved:
        return _("It takes place online now.") if event.moved_online else ""
    first = zones.wall_in(date.original_start, date.zone)
    was = dates.when_text(first, first + (date.wall_end - date.wall_start), date.zone, all_day=event.all_day)
    if event.moved_online:
        return _("It has moved, and takes place online. It was to be on %(when)s.", when=was)
    return _("It has moved. It was to be on %(when)s.", when=was)


def _by_locale(said: dict[tuple[str, str], str], field: str, source: str, text: str) -> dict[str, str]:
    return {**{locale: value for (name, locale), value in said.items() if name == field}, source: text}


def _when(event: Event) -> dict[str, Any]:
    occurrence = event.occurrence
    if occurrence is None:
        return {
            "when": _("No date yet"),
            "date": None,
            "starts_iso": None,
            "yours": "",
            "over": False,
            "updated_iso": present.iso(event.changed_at),
        }
    times = present.times_view(occurrence, all_day=event.all_day)
    return {
        "when": times["text"],
        "date": dates.date_parts(occurrence.wall_start), "starts_iso": present.iso(occurrence.starts_at), "yours": times["yours"],
        "ends_iso": present.iso(occurrence.ends_at), "over": occurrence.ends_at <= clock.now(),
        "updated_iso": present.iso(event.changed_at), **present.span_iso(occurrence, all_day=event.all_day),
    }  # fmt: skip
