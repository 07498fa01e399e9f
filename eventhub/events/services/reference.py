"""What every installation begins with: the official formats with their guidance, and the topics."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import sqlalchemy as sa

from eventhub.core.db import db
from eventhub.events.models import Format, Topic
from eventhub.events.rules.drafts import Mode
from eventhub.events.services.formats import FormatDraft, add_format

_DATA = resources.files("eventhub.events").joinpath("reference_data")
TAGS = ("en", "de", "es", "ar")
"""The languages in which the guidance of the official formats is written."""


def load_formats_and_topics() -> int:
    """Add the formats and topics that are not there yet; returns how many. What the team has refined or retired stays."""
    return _load_formats() + _load_topics()


def _load_formats() -> int:
    known = set(db.session.scalars(sa.select(Format.slug)))
    added = 0
    for position, row in enumerate(_read("formats")):
        if row["slug"] not in known:
            add_format(_draft(row), actor=None, slug=row["slug"], position=position)
            added += 1
    return added


def _load_topics() -> int:
    known = set(db.session.scalars(sa.select(Topic.slug)))
    missing = [Topic(slug=slug, names=names) for slug, names in _read("topics").items() if slug not in known]
    db.session.add_all(missing)
    db.session.flush()
    return len(missing)


def _draft(row: dict[str, Any]) -> FormatDraft:
    return FormatDraft(
        names=row["names"], summaries=row["summaries"], guidance={tag: _guidance(row["slug"], tag) for tag in TAGS},
        duration_minutes=row["duration_minutes"], start_time=row["start_time"], mode=Mode(row["mode"]),
        lead_days=row["lead_days"], checklist=row["checklist"],
    )  # fmt: skip


def _guidance(slug: str, tag: str) -> str:
    return _DATA.joinpath(f"guidance/{slug}.{tag}.md").read_text("utf-8")


def _read(name: str) -> Any:
    return json.loads(_DATA.joinpath(f"{name}.json").read_text("utf-8"))
