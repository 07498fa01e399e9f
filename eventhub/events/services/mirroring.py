"""A stored event brought in step with what its source says now, whatever state it is in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eventhub.events.models import Event


def take_over(
    event: Event, columns: Mapping[str, Any], dates: Sequence[Mapping[str, Any]] | None, *, reason: str, wants_check: bool,
    cancelled: bool = False,
) -> list[str]:  # fmt: skip
    """Let an event say what its source says, in the present transaction; who comes to it is told once.

    Nothing is written, no revision either, when it says all of it already. Dates keep their identity, and with it
    their registrations; what is over is history and stays as it is.

    :param event: loaded as :func:`eventhub.events.queries.get_event_by_id` loads it, in any state.
    :param columns: of ``events``, by name, as ``Maker.make`` gives them; those left out (locked by an edit here) stay. The
        rule's four (``rule``, ``rule_start``, ``rule_end``, ``excluded``), ``zone`` and ``all_day`` belong to the dates: where
        ``dates`` is None they are not looked at.
    :param dates: rows of ``occurrences`` as ``Maker.make`` gives them; None when its dates are locked.
    :param reason: why it moves, for its page and for those who come.
    :param wants_check: whether a public event is to be looked at again when what is CHECKED changes.
    :param cancelled: whether the source says of all of it that it will not take place.
    :returns: the names of what changed (those of ``facts_of``, other columns by their names, ``cancelled``); empty when
        nothing did. ``kept_cancelled`` says that something takes place again at the source that here can't come back; by
        itself it means that nothing was written.
    """
    raise NotImplementedError
