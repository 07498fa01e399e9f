"""My calendars: the addresses of a person's own calendars. Each is shown once, on the page that makes it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from babel.dates import format_timedelta
from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from eventhub.blueprints import subscribe
from eventhub.blueprints.access import get_person, signed_in
from eventhub.blueprints.account import bp
from eventhub.blueprints.account.forms import CalendarForm
from eventhub.blueprints.forms import refuse
from eventhub.core import addresses, clock
from eventhub.core.errors import Invalid, NotFound
from eventhub.core.text import lazy_gettext as _l
from eventhub.feeds.personal import queries, services
from eventhub.feeds.personal.models import PersonalFeed
from eventhub.feeds.personal.rules import MAX_FEEDS, FeedKind, client_of


@bp.get("/calendars")
@signed_in
def calendars() -> Any:
    """Each calendar with who reads it, and the form for another one."""
    asked = request.args.get("kind", "")
    return _page(CalendarForm(kind=asked if asked in set(FeedKind) else FeedKind.GOING.value))


@bp.post("/calendars", endpoint="add_calendar")
@signed_in
def add_calendar() -> Any:
    """Make one, and show its address this once."""
    form = CalendarForm()
    if form.validate():
        try:
            feed, token = services.add_feed(
                get_person(), FeedKind(form.kind.data), name=form.name.data or "", alarm_minutes=int(form.alarm.data) or None,
                once=form.once.data or "",
            )  # fmt: skip
            return _shown(feed, token)
        except Invalid as error:
            refuse(form, error)
    return _page(form), 422


@bp.post("/calendars/<key>/rotate", endpoint="rotate_calendar")
@signed_in
def rotate_calendar(key: str) -> Any:
    """Give it another address, and show that this once; the old one is gone."""
    return _shown(*services.rotate(_find(key), get_person()))


@bp.post("/calendars/<key>/revoke", endpoint="revoke_calendar")
@signed_in
def revoke_calendar(key: str) -> Any:
    """End its address."""
    services.revoke(_find(key), get_person())
    flash(_("Revoked. Whoever still has the address gets nothing more by it."), "success")
    return redirect(url_for("account.calendars"), 303)


def _find(key: str) -> PersonalFeed:
    feed = queries.find_feed(key, get_person().id) if key.isalnum() else None
    if feed is None:
        raise NotFound(_l("There is nothing at this address, or it is not public."))
    return feed


def _page(form: CalendarForm) -> str:
    rows = [_row(feed, counted) for feed, counted in queries.list_feeds(get_person().id)]
    return render_template("account/calendars.html", form=form, rows=rows, is_full=len(rows) >= MAX_FEEDS)


def _shown(feed: PersonalFeed, token: str) -> Any:
    """The page with the address. It is kept nowhere, so neither is the page."""
    https = f"{addresses.base()}{url_for('personal.feed', token=token, kind=feed.kind.value)}"
    response = make_response(render_template("account/calendar_made.html", feed=feed, panel=subscribe.panel_of(https)))
    response.headers["Cache-Control"] = "no-store"
    return response


def _row(feed: PersonalFeed, counted: int) -> dict[str, Any]:
    return {
        "key": feed.key, "name": feed.name, "kind": feed.kind.label, "about": feed.kind.about, "made": feed.created_at,
        "alarm": {60: _("An alarm one hour before"), 1440: _("An alarm one day before")}.get(feed.alarm_minutes or 0, ""),
        "fetched": _fetched(feed), "version": _version(feed, counted),
        "agent": feed.visit.agent if feed.visit else "",
    }  # fmt: skip


def _fetched(feed: PersonalFeed) -> str:
    """“2 hours ago by Thunderbird”."""
    if feed.visit is None:
        return ""
    ago, client = _ago(feed.visit.last_at), client_of(feed.visit.agent)
    return (
        _("%(ago)s by %(client)s", ago=ago, client=client) if client else _("%(ago)s by a program that we don't know", ago=ago)
    )


def _ago(moment: datetime) -> str:
    if clock.now() - moment < timedelta(minutes=1):
        return _("just now")
    return format_timedelta(moment - clock.now(), add_direction=True, locale=get_locale())


def _version(feed: PersonalFeed, counted: int) -> tuple[str, str]:
    """Tone and sentence: which version the program has."""
    visit, answer = feed.visit, feed.answer
    if visit is None:
        return ("quiet", _("No calendar has asked for it yet."))
    if answer is None or visit.digest != answer.digest:
        return ("wait", _("It has an older version. It asks again by itself."))
    if answer.generation != counted:
        return ("wait", _("There may be news since then. It asks again by itself."))
    return ("good", _("It has the newest version."))
