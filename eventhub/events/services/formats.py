"""Formats: every edit is a new version; old ones stay for the events that were made from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from eventhub.core import audit, clock, generations
from eventhub.core.db import db
from eventhub.core.errors import Invalid, NotAllowed
from eventhub.core.permissions import EVERYWHERE, Actor
from eventhub.core.policy import granted_scopes
from eventhub.core.text import clean_line, clean_text, make_slug
from eventhub.core.text import lazy_gettext as _l
from eventhub.events.models import Format, FormatVersion
from eventhub.events.permissions import EventPermission
from eventhub.events.preparation.rules import check_items
from eventhub.events.rules.drafts import Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatDraft:
    """What a version of a format says. Texts are by language."""

    names: dict[str, str]
    summaries: dict[str, str]
    guidance: dict[str, str]
    duration_minutes: int = 120
    start_time: str = "19:00"
    mode: Mode = Mode.IN_PERSON
    lead_days: int = 14
    checklist: Sequence[Mapping[str, Any]] = ()
    """What there is to do: ``{"days": -28, "text": {"en": …}}``."""
    note: str = ""


def add_format(draft: FormatDraft, *, actor: Actor | None, slug: str = "", position: int = 0) -> Format:
    """A new format with its first version.

    :raises NotAllowed: only the team shapes formats.
    :raises Invalid: a field is not right, or there is one of that name.
    """
    _demand(actor)
    _check(draft)
    slug = slug or make_slug(draft.names["en"])
    if db.session.scalar(sa.select(sa.exists().where(Format.slug == slug))):
        raise Invalid({"names": _l("There is a format of this name already.")})
    fmt = Format(slug=slug, position=position, version=None)
    db.session.add(fmt)
    db.session.flush()
    _add_version(fmt, draft, 1, actor)
    audit.record("event.format.add", fmt, actor=actor)
    return fmt


def refine_format(fmt: Format, draft: FormatDraft, *, actor: Actor | None, seen: int) -> FormatVersion:
    """The next version of a format.

    :param seen: the number of the version the actor saw.
    :raises NotAllowed: only the team shapes formats.
    :raises Invalid: a field is not right, or someone else was quicker.
    """
    _demand(actor)
    _check(draft)
    newest = db.session.scalar(sa.select(sa.func.max(FormatVersion.number)).where(FormatVersion.format_id == fmt.id)) or 0
    if newest != seen:
        raise Invalid({"note": _l("Someone else refined this format meanwhile. Compare with version %(n)s.", n=newest)})
    version = _add_version(fmt, draft, newest + 1, actor)
    audit.record("event.format.refine", fmt, actor=actor, data={"version": version.number})
    return version


def _demand(actor: Actor | None) -> None:
    if actor is not None and EVERYWHERE not in granted_scopes(actor, EventPermission.EDIT_FORMAT):
        raise NotAllowed(_l("Only the team shapes formats."))


def _check(draft: FormatDraft) -> None:
    wrong = {}
    if not clean_line(draft.names.get("en", "")):
        wrong["names"] = _l("A format needs at least an English name.")
    if not 5 <= draft.duration_minutes <= 31 * 24 * 60:
        wrong["duration_minutes"] = _l("Between five minutes and 31 days.")
    if not 0 <= draft.lead_days <= 365:
        wrong["lead_days"] = _l("Between 0 and 365 days.")
    if any(len(text) > 20_000 for text in draft.guidance.values()):
        wrong["guidance"] = _l("Please keep it to %(n)s characters.", n=20_000)
    if wrong:
        raise Invalid(wrong)


def _add_version(fmt: Format, draft: FormatDraft, number: int, actor: Actor | None) -> FormatVersion:
    version = FormatVersion(
        format_id=fmt.id, number=number, names=_lines(draft.names), summaries=_lines(draft.summaries),
        guidance={tag: clean_text(text) for tag, text in draft.guidance.items() if clean_text(text)},
        duration_minutes=draft.duration_minutes, start_time=draft.start_time, mode=draft.mode, lead_days=draft.lead_days,
        checklist=check_items(draft.checklist), note=clean_line(draft.note)[:500], created_at=clock.now(), created_by_id=actor.id if actor else None,
    )  # fmt: skip
    db.session.add(version)
    db.session.flush()
    fmt.version_id = version.id
    db.session.flush()
    db.session.refresh(fmt, ["version"])
    generations.raise_calendar([generations.ALL, f"format:{fmt.slug}"])
    return version


def _lines(texts: dict[str, str]) -> dict[str, str]:
    return {tag: clean_line(text)[:200] for tag, text in texts.items() if clean_line(text)}
