"""How mirrored calendars look to a reader: what they are, how they are, and what they would change, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from babel import Locale
from babel.lists import format_list
from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from eventhub.blueprints import dates
from eventhub.blueprints.context import choose_locale, reader_zone
from eventhub.core import clock
from eventhub.imports.report import Report
from eventhub.imports.sources.looking import Look, LookRow
from eventhub.imports.sources.models import Source
from eventhub.imports.sources.queries import Health, SkippedEvent
from eventhub.imports.sources.removal import Fates
from eventhub.imports.sources.words import FIELDS
from eventhub.imports.sources.workflow import SOURCE, TRUST, SourceState

TONES = {"new": "good", "changed": "wait", "same": "quiet", "skipped": "warn"}


def source_view(source: Source, health: Health) -> dict[str, Any]:
    """One calendar as its row and its page show it."""
    state, trust = SOURCE.states[source.status], TRUST.states[source.trust]
    failing = bool(health.problem) and source.status is not SourceState.REMOVED
    return {
        "name": source.title, "place": source.place, "kind": source.kind.label, "href": url_for("sources.show", key=source.key),
        "chip": (_("Needs a look"), "warn") if failing else (state.label, state.tone.value), "says": _says(source),
        "trust": trust.label if source.trusted else "", "line": health_line(health), "problem": health.problem, "health": health,
        "comes_in": source.status is SourceState.ACTIVE and source.brought_in_at is None,
    }  # fmt: skip


def _says(source: Source) -> Any:
    """What happens now; nobody can look for a newer file by themselves."""
    if source.status is SourceState.ACTIVE and not source.has_address:
        return _("Its events are in. When something changes, send a newer file: what is in already is recognized.")
    return SOURCE.states[source.status].says


def health_line(health: Health) -> str:
    """“Last good 2 hours ago, 14 events, 1 left out: line 212, it does not say when it begins.”"""
    if health.good_at is None:
        return _("Never read so far.")
    parts = [
        _("Last good %(age)s ago", age=dates.age_text(health.good_at)),
        ngettext("one event", "%(num)d events", health.events),
    ]
    if health.skipped_count:
        left_out = ngettext("one left out", "%(num)d left out", health.skipped_count)
        first = skipped_text(health.skipped[0]) if health.skipped else ""
        parts.append(_("%(left_out)s (%(first)s)", left_out=left_out, first=first) if first else left_out)
    if health.vanished:
        parts.append(ngettext("one no longer there", "%(num)d no longer there", health.vanished))
    return " · ".join(parts)


def skipped_text(skipped: SkippedEvent) -> str:
    """Where in the file, and why."""
    reason = str(skipped.reason).rstrip(".")
    return _("line %(line)s: %(reason)s", line=skipped.line, reason=reason) if skipped.line else reason


def next_look(health: Health) -> str:
    """When it is looked at again, in words; empty when it is not."""
    if health.next_check_at is None or health.state is not SourceState.ACTIVE:
        return ""
    if health.next_check_at <= clock.now():
        return _("Looked at again within a minute.")
    return _("Looked at again on %(when)s.", when=dates.moment_text(health.next_check_at, reader_zone()))


def look_view(look: Look) -> dict[str, Any]:
    """What a calendar would change, sorted into what one looks for first."""
    by_what: dict[str, list[dict[str, Any]]] = {"new": [], "changed": [], "skipped": [], "same": []}
    for row in look.rows:
        by_what[row.what].append(_row(row))
    counts = {"new": look.new, "changed": look.changed, "skipped": look.skipped, "same": look.same}
    headings = {"new": _("New"), "changed": _("Changed"), "skipped": _("Left out"), "same": _("The same as here")}
    return {
        "groups": [
            {"what": what, "heading": headings[what], "count": counts[what], "rows": rows, "more": counts[what] - len(rows), "tone": TONES[what]}
            for what, rows in by_what.items() if counts[what]
        ],
        "total": sum(counts.values()), "changes": look.new + look.changed, "vanished": look.vanished,
    }  # fmt: skip


def _row(row: LookRow) -> dict[str, Any]:
    when = dates.when_text(row.starts, row.ends, row.zone or "UTC", all_day=row.all_day) if row.starts and row.ends else ""
    notes = [_("Repeats %(rule)s.", rule=row.repeats)] if row.repeats else []
    if row.changes:
        notes.append(_("Would change: %(what)s.", what=fields_text(row.changes)))
    if row.locked:
        notes.append(_("Stays as you edited it: %(what)s.", what=fields_text(row.locked)))
    reason = f"{row.reason}" if row.why else ""
    if row.why and row.line:
        reason = _("Line %(line)s: %(reason)s", line=row.line, reason=reason)
    return {
        "title": row.title or _("An event without a title"), "when": when, "notes": notes, "reason": reason,
        "detail": row.detail, "href": url_for("events.manage", key=row.event_key) if row.event_key else "",
    }  # fmt: skip


def fields_text(names: Sequence[str]) -> str:
    """Fields by their plain names, in a row."""
    return format_list([str(FIELDS.get(name, name)) for name in names], locale=Locale.parse(choose_locale(), sep="-"))


def report_text(report: Report) -> str:
    """What came in, in a sentence or two."""
    said = [
        ngettext("One event came in.", "%(num)d events came in.", report.new),
        ngettext("One was brought in step.", "%(num)d were brought in step.", report.updated) if report.updated else "",
        ngettext("One was left out.", "%(num)d were left out.", report.skipped.count) if report.skipped.count else "",
    ]  # fmt: skip
    return " ".join(filter(None, said))


def fates_text(fates: Fates) -> str:
    """What removing would do, in a sentence or two."""
    said = [
        ngettext("One draft is deleted.", "%(num)d drafts are deleted.", fates.deleted) if fates.deleted else "",
        ngettext("One is withdrawn.", "%(num)d are withdrawn.", fates.withdrawn) if fates.withdrawn else "",
        ngettext("One to come is cancelled.", "%(num)d to come are cancelled.", fates.cancelled) if fates.cancelled else "",
        ngettext("One person is told.", "%(num)d people are told.", fates.told) if fates.told else "",
        ngettext("One stays.", "%(num)d stay.", fates.kept) if fates.kept else "",
        ngettext("One of these is not yours to take away.", "%(num)d of these are not yours to take away.", fates.not_yours)
        if fates.not_yours else "",
    ]  # fmt: skip
    return " ".join(filter(None, said)) or _("There is nothing of it here.")
