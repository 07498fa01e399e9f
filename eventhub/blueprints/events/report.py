"""Telling how it went, and reading how others did it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from eventhub.blueprints import dates, pages, present
from eventhub.blueprints.access import allow, anyone, current_person, get_person
from eventhub.blueprints.context import choose_locale
from eventhub.blueprints.events import bp
from eventhub.blueprints.events.parts import PARTS, Part
from eventhub.blueprints.events.report_forms import NAMES, ReportForm, first_values, said_of_photos, values_of
from eventhub.blueprints.events.views import Malformed
from eventhub.blueprints.forms import BaseForm, apply_errors, refuse, roll_back
from eventhub.blueprints.settings import settings_of
from eventhub.core import generations, policy, storage
from eventhub.core.db import db
from eventhub.core.errors import Changed, Invalid, NotFound, Refused
from eventhub.core.images import Picture, read_picture
from eventhub.core.text import clean_line
from eventhub.core.text import lazy_gettext as _l
from eventhub.events import queries as events
from eventhub.events.afterwards import queries, services
from eventhub.events.afterwards.models import Report
from eventhub.events.afterwards.rules import MAX_PHOTOS, Scope
from eventhub.events.checkin.queries import find_date, stamp_of
from eventhub.events.models import Event, Occurrence
from eventhub.events.permissions import EventPermission as P

SERIES = "series"
WHICH = "/<string(length=10):key>/report/<which>"
MANY = 30
organizers_only = allow(P.REPORT, on=events.find_event, read=P.REPORT)


def _has_begun_to_be_over(event: Event) -> bool:
    return any(queries.is_over(date) for date in event.occurrences)


PARTS.append(Part(_l("How it went"), "events.report", "message-square", shown=_has_begun_to_be_over))


@bp.get("/<string(length=10):key>/report")
@organizers_only
def report(event: Event) -> Any:
    """Choose what to tell of; an event of one date has nothing to choose."""
    over = [date for date in event.occurrences if queries.is_over(date)]
    if len(event.occurrences) == 1 and over:
        return redirect(_address(event, over[0]), 303)
    known, skipped = {r.occurrence_id: r for r in queries.list_of_event(event.id)}, queries.list_skipped(event.id)
    rows = [_row(event, date, known.get(date.id), skipped) for date in reversed(over)]
    return render_template(
        "events/report_dates.html", event=event, rows=rows, whole=_row(event, None, known.get(None), skipped) if over else None,
        scope=queries.find_scope(event.id), scopes=list(Scope), form=BaseForm(),
    )  # fmt: skip


def _row(event: Event, date: Occurrence | None, known: Report | None, skipped: set[int]) -> dict[str, Any]:
    """A date, or the whole series, with how far it has been told of."""
    if known and known.sent_at:
        said, tone, action = _("You have told how it went."), "good", _("Read or add")
    elif known:
        said, tone, action = _("Begun and not sent yet."), "wait", _("Go on")
    elif date and date.id in skipped:
        said, tone, action = _("There will be no report of this one."), "quiet", _("Tell after all")
    else:
        said, tone, action = _("Two minutes are enough."), "wait", _("Tell how it went")
    return {"title": _when(event, date), "href": _address(event, date), "said": said, "tone": tone, "action": action}


def _when(event: Event, date: Occurrence | None) -> str:
    if date is None:
        return _("The whole series")
    return dates.when_text(date.wall_start, date.wall_end, date.zone, all_day=event.all_day)


def _address(event: Event, date: Occurrence | None) -> str:
    return url_for("events.report_of", key=event.key, which=stamp_of(date) if date else SERIES)


@bp.post("/<string(length=10):key>/report-scope")
@organizers_only
def choose_report_scope(event: Event) -> Any:
    """Tell of each date, or once of the whole series."""
    chosen = request.form.get("scope", "")
    if chosen not in set(Scope):
        raise Invalid({"scope": _("Choose one of the two.")})
    services.choose_scope(event, Scope(chosen), actor=get_person())
    flash(_("We ask you after the last date.") if chosen == Scope.SERIES else _("We ask you after each date."), "success")
    return redirect(url_for("events.report", key=event.key), 303)


def _date_of(event: Event, which: str) -> Occurrence | None:
    """The date that the address names, or None for the whole series.

    :raises NotFound: there is no such date.
    """
    if which == SERIES and len(event.occurrences) > 1:
        return None
    date = find_date(event, which)
    if date is None:
        raise NotFound(_l("This event has no such date."))
    return date


@bp.get(WHICH)
@organizers_only
def report_of(event: Event, which: str) -> Any:
    """The form, with what was told so far, or with what the house knows already."""
    date = _date_of(event, which)
    known = queries.find_report(event.id, date.id if date else None)
    counts = queries.find_counts(date) if date and not known else queries.Counts()
    form = ReportForm(data=values_of(known) if known else first_values(event, counts))
    form.offer()
    return _form_page(event, date, known, form, counts=counts)


def _form_page(
    event: Event, date: Occurrence | None, known: Report | None, form: ReportForm, status: int = 200,
    counts: queries.Counts | None = None,
) -> Any:  # fmt: skip
    is_over = queries.is_over(date) if date else _has_begun_to_be_over(event)
    return render_template(
        "events/report.html", event=event, form=form, report=known, when=_when(event, date), is_over=is_over,
        action=_address(event, date), photos=_photos_view(event, known.photos if known else []), most=MAX_PHOTOS,
        skip=url_for("events.skip_report", key=event.key, which=stamp_of(date)) if date and not known else None,
        counts=counts or queries.Counts(), others=others_did(event),
    ), status  # fmt: skip


def _photos_view(event: Event, photos: Sequence[Any]) -> list[dict[str, Any]]:
    return [
        {"id": photo.id, "alt": photo.alt, "href": url_for("events.photo", key=event.key, number=photo.file_id),
         "width": photo.file.width, "height": photo.file.height}
        for photo in photos
    ]  # fmt: skip


@bp.post(WHICH)
@organizers_only
def save_report(event: Event, which: str) -> Any:
    """Keep what the form says; then stay, see to the photos, or send it. A photo that is none stops nothing but itself."""
    date, form, then = _date_of(event, which), ReportForm(), request.form.get("then", "save")
    form.offer()
    if not form.validate():
        return _refused(event.key, which, form, 422)
    picture, wrong = _read_photo(form)
    try:
        told = services.save_report(event, date, form.draft(), actor=get_person(), revision=form.seen())
        services.describe_photos(told, said_of_photos([photo.id for photo in told.photos]))
        if picture is not None:
            services.add_photo(told, picture, form.photo_alt.data or "", actor=get_person())
        _see_to_photos(told, then)
        if then == "send" and wrong is None:
            services.send_report(told, event, actor=get_person())
    except Invalid as error:
        refuse(form, error, NAMES)
        return _refused(event.key, which, form, 422)
    except Changed as error:
        form.form_errors = [error.message]
        return _refused(event.key, which, form, 409)
    if wrong is not None:
        return _saved_but_for_the_photo(event, date, told, form, wrong)
    flash(_said_after(told, then), "success")
    address = url_for("events.manage", key=event.key) if then == "send" else f"{_address(event, date)}{_part_of_page(then)}"
    return redirect(address, 303)


def _read_photo(form: ReportForm) -> tuple[Picture | None, Invalid | None]:
    """The photo that the form brings, or what is wrong with it."""
    upload = form.photo.data
    if not upload or not getattr(upload, "filename", ""):
        return None, None
    megabytes = settings_of().upload_megabytes
    try:
        return read_picture(upload.stream, max_bytes=megabytes * 2**20), None
    except Invalid as error:
        return None, error


def _see_to_photos(told: Report, then: str) -> None:
    """``earlier-7``, ``later-7``, ``remove-7``: a button beside a photo was pressed."""
    name, _dash, number = then.partition("-")
    if name not in {"earlier", "later", "remove"} or not number.isdigit():
        return
    if name == "remove":
        services.remove_photo(told, int(number))
    else:
        services.move_photo(told, int(number), earlier=name == "earlier")


def _saved_but_for_the_photo(event: Event, date: Occurrence | None, told: Report, form: ReportForm, wrong: Invalid) -> Any:
    apply_errors(form, wrong, NAMES)
    form.form_errors = [_("What you wrote is saved. Only the photo could not be taken.")]
    db.session.flush()
    form.revision.data = str(told.revision)
    return _form_page(event, date, told, form, 422)


def _said_after(told: Report, then: str) -> Any:
    if then == "send":
        return _("Thank you. Whoever does this next will be glad of it.")
    return _("Saved.") if told.sent_at else _("Saved. Nobody else sees it before you send it.")


def _part_of_page(then: str) -> str:
    return "#photos" if then.partition("-")[0] in {"photo", "earlier", "later", "remove"} else ""


def _refused(key: str, which: str, form: ReportForm, status: int) -> Any:
    """The page again with everything typed; nothing of it was written."""
    roll_back()
    event = events.find_event(key)
    assert event is not None
    date = _date_of(event, which)
    known = queries.find_report(event.id, date.id if date else None)
    if status == Changed.status:
        form.revision.data = str(known.revision) if known else ""
    return _form_page(event, date, known, form, status)


@bp.post("/<string(length=10):key>/report/<which>/none")
@organizers_only
def skip_report(event: Event, which: str) -> Any:
    """There will be no report of this date, and nobody has to say why."""
    date = _date_of(event, which)
    if date is None:
        raise Refused(_l("Choose the date that there will be no report of."))
    services.skip_report(event, date, actor=get_person())
    flash(_("That is all right: we ask no more about this one. Thank you for having done it."), "success")
    return redirect(url_for("events.manage", key=event.key), 303)


@bp.get("/<string(length=10):key>/photos/<int:number>")
@allow(P.READ, on=events.find_event_to_show, read=P.READ)
def photo(event: Event, number: int) -> Any:
    """A photo of how it was: for everyone when its organizers agreed and it says what it shows, else for them alone."""
    found = queries.find_photo(event.key, number)
    if found is None or not (found[1] or policy.can(current_person(), P.REPORT, event)):
        raise NotFound(_l("There is no picture at this address."))
    stored, is_public = found
    if not storage.storage().exists(stored.name):
        raise NotFound(_l("There is no picture at this address."))
    with storage.storage().open(stored.name) as file:
        response = Response(file.read(), mimetype=stored.content_type)
    response.headers["Cache-Control"] = "public, max-age=3600" if is_public else "private, no-cache"
    return response


def others_scopes(**_kwargs: Any) -> list[str]:
    """What the page of others depends on: reports, the events they are of, and the names of formats."""
    return [services.REPORTS, generations.ALL, generations.WORDS]


@bp.get("/others")
@pages.stored(others_scopes)
@anyone
def others() -> Any:
    """How others did it: the newest reports, of one format or of all."""
    tag, chosen = choose_locale(), clean_line(request.args.get("format", ""))
    formats = events.list_formats()
    if chosen and chosen not in {fmt.slug for fmt in formats}:
        raise Malformed({"format": _("There is no %(name)s “%(value)s”.", name=_("Format"), value=chosen[:60])})
    found = queries.list_others(format_slug=chosen, language=tag, limit=MANY)
    if chosen:
        found = [report for report in found if report.event.format and report.event.format.slug == chosen]
    choices = [(_("All"), url_for("events.others"), not chosen),
               *((fmt.name_in(tag), url_for("events.others", format=fmt.slug), fmt.slug == chosen) for fmt in formats)]  # fmt: skip
    return render_template("events/others.html", reports=[report_view(each) for each in found], choices=choices)


def report_view(told: Report) -> dict[str, Any]:
    """What a reader may see of a report."""
    date, tag = told.occurrence, choose_locale()
    return {
        "title": told.event.title, "href": present.event_address(told.event), "title_lang": told.event.source_language,
        "format": told.event.format.name_in(tag) if told.event.format else "",
        "day": dates.day_text(date.wall_start.date()) if date else _("The whole series"),
        "lang": told.language if told.language != tag else None,
        "numbers": numbers_text(told) if told.shows_numbers else "",
        **{name: getattr(told, name) if told.shows_words else "" for name in ("outcomes", "again", "differently")},
    }  # fmt: skip


def numbers_text(told: Report) -> str:
    """“22 people came, 5 of them for the first time.”"""
    came, first = told.came, told.first_timers
    if came is None:
        return (
            ngettext("One person came for the first time.", "%(num)d people came for the first time.", first) if first else ""
        )
    said = ngettext("One person came.", "%(num)d people came.", came)
    if first:
        said = ngettext(
            "One person came, for the first time.", "%(num)d people came, %(n)s of them for the first time.", came, n=first
        )
    if told.came_room and told.came_screen:
        where = _("In the room: %(room)s, by screen: %(screen)s.", room=told.came_room, screen=told.came_screen)
        return f"{said} {where}"
    return said


@bp.app_template_global()
def others_did(event: Event) -> list[dict[str, Any]]:
    """What stands beside the form: how others did the same kind of event, or one about the same."""
    slug, topics = event.format.slug if event.format else "", [topic.slug for topic in event.topics]
    if not slug and not topics:
        return []
    found = queries.list_others(format_slug=slug, topics=topics, language=choose_locale(), but=event.id)
    return [report_view(told) for told in found]


@bp.app_template_global()
def told_of(event: Event) -> list[dict[str, Any]]:
    """What an event's page shows of how it went; asked only when there is a date to tell of."""
    if not any(queries.is_over(date) for date in event.occurrences):
        return []
    return [
        {
            "day": dates.day_text(told.occurrence.wall_start.date()) if told.occurrence else _("The whole series"),
            "lang": told.language if told.language != choose_locale() else None,
            "numbers": numbers_text(told) if told.shows_numbers else "", "photos": _photos_view(event, told.shown_photos),
            **{name: getattr(told, name) if told.shows_words else "" for name in ("outcomes", "again", "differently")},
        }
        for told in queries.list_shown(event.id)
    ]  # fmt: skip
