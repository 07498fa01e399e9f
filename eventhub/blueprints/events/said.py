"""How the rule of a series is said to a reader: in a sentence, with its next dates and what is odd about them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from eventhub.blueprints import dates
from eventhub.blueprints.context import choose_locale
from eventhub.core import clock, zones
from eventhub.events.models import Event
from eventhub.events.rules.recurrence import Recurrence, from_first, next_walls, read_rule
from eventhub.events.rules.words import say_rule
from eventhub.events.workflow import O

SHOWN = 5
LOOKED_AT = 60
"""How many dates are searched for nights on which clocks change."""


def text_of(event: Event) -> str:
    """The rule of an event as a sentence; empty for a one-off event."""
    if not event.rule or event.rule_start is None:
        return ""
    return _capital(say_rule(read_rule(event.rule), event.rule_start, choose_locale(), all_day=event.all_day))


def said_of(event: Event) -> dict[str, Any] | None:
    """The rule of an event with its next dates, and whether a form leaves it as it is."""
    if not event.rule or event.rule_start is None:
        return None
    recurrence = read_rule(event.rule)
    ahead = [
        dates.day_text(o.wall_start.date()) for o in event.occurrences if o.ends_at > clock.now() and o.status == O.SCHEDULED
    ]
    said = say(recurrence, event.rule_start, event.zone, all_day=event.all_day)
    return {**said, "days": ahead[:SHOWN] or said["days"], "is_kept": recurrence.is_kept}


def say(recurrence: Recurrence, first: datetime, zone: str, *, all_day: bool = False) -> dict[str, Any]:
    """A rule read back, its first dates, and those on which clocks change."""
    recurrence = from_first(recurrence, first)
    found = next_walls(recurrence, first, LOOKED_AT)
    return {
        "rule": _capital(say_rule(recurrence, first, choose_locale(), all_day=all_day)),
        "days": [dates.day_text(wall.date()) for wall in found[:SHOWN]],
        "warnings": [] if all_day else [text for wall in found if (text := _odd(wall, zone))][:2],
    }


def _odd(wall: datetime, zone: str) -> str:
    day = dates.day_text(wall.date())
    if zones.is_gap(wall, zone):
        shown = dates.clock_text(zones.after_gap(wall, zone))
        return _("On %(day)s clocks skip this time: it begins at %(time)s.", day=day, time=shown)
    if zones.is_overlap(wall, zone):
        return _("On %(day)s clocks show this time twice: the first is meant.", day=day)
    return ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
