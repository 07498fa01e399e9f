"""The page between a change and its making: what becomes of each date, and who gets a mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from eventhub.blueprints import dates
from eventhub.blueprints.context import choose_locale
from eventhub.blueprints.events.views import event_view
from eventhub.events.models import Event
from eventhub.events.rules.recurrence import read_rule
from eventhub.events.rules.words import say_rule
from eventhub.events.services.changes import DateFacts, Rehearsal
from eventhub.events.workflow import OCCURRENCE, O

SHOWN = 60


def sure_page(event: Event, found: Rehearsal, typed: Mapping[str, Sequence[str]], then: str = "") -> str:
    """The page. What was typed goes with its form, and is sent to the same address again when the organizer is sure."""
    kept = [(name, value) for name, values in typed.items() for value in values if name not in {"csrf_token", "sure"}]
    if then:
        kept.append(("then", then))
    if "revision" in request.form and "revision" not in typed:
        kept.append(("revision", request.form["revision"]))
    rows = [{"before": _said(diff.before), "after": _said(diff.after)} for diff in found.dates]
    told = ngettext("One person who comes gets a mail.", "%(num)d people who come get a mail.", found.told)
    nobody = _("Nobody has registered here, so nobody gets a mail. Calendars follow by themselves.")
    return render_template(
        "events/dates_sure.html", event=event, e=event_view(event), rows=rows[:SHOWN], more=max(0, len(rows) - SHOWN),
        rule=_rule(event, found), new_event=found.new_event, told=told if found.told else nobody, typed=kept,
    )  # fmt: skip


def _rule(event: Event, found: Rehearsal) -> str:
    if not found.rule_after or found.rule_before == found.rule_after or event.rule_start is None:
        return ""
    return say_rule(read_rule(found.rule_after), event.rule_start, choose_locale(), all_day=True)


def _said(facts: DateFacts | None) -> dict[str, str] | None:
    if facts is None:
        return None
    state = OCCURRENCE.states[facts.status]
    return {
        "when": dates.when_text(facts.wall_start, facts.wall_end, facts.zone, all_day=facts.all_day), "place": facts.place,
        "state": "" if facts.status == O.SCHEDULED else str(state.label),
    }  # fmt: skip
