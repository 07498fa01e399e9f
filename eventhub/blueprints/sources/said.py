"""How mirrored calendars look to a reader: what they are, how they are, and what they would change, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from babel import Locale
from babel.lists import format_list
from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from eventhub.blueprints import dates, present
from eventhub.blueprints.context import choose_locale, reader_zone
from eventhub.core import clock
from eventhub.events.workflow import EVENT, S
from eventhub.imports.report import Report
from eventhub.imports.sources.looking import Look, LookRow
from eventhub.imports.sources.models import Source
from eventhub.imports.sources.moves import kept_from
from eventhub.imports.sources.queries import Health, SkippedEvent
from eventhub.imports.sources.removal import Fates
from eventhub.imports.sources.reviewing import find_missing_in
from eventhub.imports.sources.words import FIELDS
from eventhub.imports.sources.workflow import SOURCE, TRUST, SourceState

TONES = {"new": "good", "changed": "wait", "same": "quiet", "skipped": "warn"}


def source_view(source: Source, health: Health, *, whole: bool) -> dict[str, Any]:
    """One calendar as its row and its page show it.

    :param whole: whether its whole address is shown, which may be a secret of those who have it mirrored.
    """
    state, trust = SOURCE.states[source.status], TRUST.states[source.trust]
    failing = bool(health.problem) and source.status is not SourceState.REMOVED
    return {
        "name": source.title, "place": source.place if whole else source.host, "kind": source.kind.label, "href": url_for("sources.show", key=source.key),
        "chip": (_("Needs a look"), "warn") if failing else (_label(source), state.tone.value), "says": _says(source),
        "trust": trust.label if source.trusted else "", "line": health_line(health), "problem": health.problem, "health": health,
        "comes_in": source.status is SourceState.ACTIVE and source.brought_in_at is None and not failing,
    }  # fmt: skip


def _label(source: Source) -> Any:
    """Its state; a file is in, and nobody keeps it in step but whoever sends a newer one."""
    is_in = source.status is SourceState.ACTIVE and not source.has_address
    return _("Brought in") if is_in else SOURCE.states[source.status].label


def _says(source: Source) -> Any:
    """What happens now; nobody can look for a newer file by themselves."""
    if source.status is SourceState.ACTIVE and not source.has_address:
        return _("Its events are in. When something changes, send a newer file: what is in already is recognized.")
    return SOURCE.states[source.status].says


def health_line(health: Health) -> str:
    """“Last good 2 hours ago, 14 events, 1 left out: line 212, it does not say when it begins.”"""
    if health.good_at is None:
        return _("Never read so far.")
    if health.state is SourceState.LOOKED_AT:
        return _("Looked at, and not brought in yet.")
    parts = [
        _("Last good %(ago)s", ago=dates.ago_text(health.good_at)),
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


def moving_text(source: Source) -> str:
    """Where it has moved, and from when on it is looked for there; empty when it has not."""
    since = kept_from(source)
    if since is None:
        return ""
    host, day = urlsplit(source.moved_to).hostname or "…", dates.by_text(since, reader_zone())
    return _(
        "It says that it has moved to %(host)s for good. If it still says so on %(day)s, it is looked for there.",
        host=host,
        day=day,
    )


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
        "total": sum(counts.values()), "pending": look.pending, "vanished": look.vanished,
    }  # fmt: skip


def _row(row: LookRow) -> dict[str, Any]:
    when = dates.when_text(row.starts, row.ends, row.zone or "UTC", all_day=row.all_day) if row.starts and row.ends else ""
    notes = [note for note in (row.place, _("Online; the link to join stays private.") if row.joins else "") if note]
    notes += [_("Repeats %(rule)s.", rule=row.repeats)] if row.repeats else []
    if row.apart:
        notes.append(ngettext("One date differs from the rule.", "%(num)d dates differ from the rule.", row.apart))
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
    """What came in, in a sentence or two. Of what is over nobody asks."""
    left_out = report.skipped.count - report.skipped.over
    said = [
        ngettext("One event came in.", "%(num)d events came in.", report.new),
        ngettext("One was brought in step.", "%(num)d were brought in step.", report.updated) if report.updated else "",
        ngettext("One was left out.", "%(num)d were left out.", left_out) if left_out else "",
    ]  # fmt: skip
    return " ".join(filter(None, said))


def fates_text(fates: Fates) -> str:
    """What removing does, in sentences; the same before and after."""
    drafts = fates.withdrawn - fates.in_review
    said = [
        (ngettext("One draft is deleted.", "%(num)d drafts are deleted.", fates.deleted), fates.deleted),
        (ngettext("One draft that was worked on is withdrawn.", "%(num)d drafts that were worked on are withdrawn.", drafts), drafts),
        (ngettext("One event in review is withdrawn.", "%(num)d events in review are withdrawn.", fates.in_review), fates.in_review),
        (ngettext("One published event is cancelled.", "%(num)d published events are cancelled.", fates.cancelled), fates.cancelled),
        (ngettext("One person who comes gets a mail.", "%(num)d people who come get a mail.", fates.told), fates.told),
        (ngettext("One event stays.", "%(num)d events stay.", fates.kept), fates.kept),
        (ngettext("One of them is not yours to take away.", "%(num)d of them are not yours to take away.", fates.not_yours), fates.not_yours),
    ]  # fmt: skip
    return " ".join(text for text, number in said if number) or _("There is nothing of it here.")


def events_view(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """The events of a calendar as its page lists them: what, when, how it stands, and where it leads."""
    return [
        {
            "title": row.title or _("An event without a title"), "state": EVENT.states[row.status],
            "when": dates.when_text(row.wall_start, row.wall_end, row.zone, all_day=row.all_day) if row.wall_start else "",
            "href": url_for("events.show", key=row.key, slug=row.slug) if row.status in EVENT.public_states
            else url_for("events.manage", key=row.key) if row.mine else "",
            "missing": present.missing_text(find_missing_in(row)) if row.status is S.DRAFT else "",
        }
        for row in rows
    ]  # fmt: skip
