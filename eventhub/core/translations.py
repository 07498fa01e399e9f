"""What people write, in several languages: one table for the texts of all records.

A record keeps the text in its source language in a column of its own; translations of it stand here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from babel import Locale
from sqlalchemy.orm import Mapped, mapped_column

from eventhub.core import clock
from eventhub.core.db import Base, db, upsert
from eventhub.core.errors import Invalid
from eventhub.core.text import clean_text
from eventhub.core.text import lazy_gettext as _l

# Language, script, region and variants of BCP 47 (RFC 5646, 2.1), without extensions and private use.
_TAG = re.compile(
    r"[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*", re.IGNORECASE | re.ASCII
)


class TextTranslation(Base):
    """One field of one record in one language."""

    __tablename__ = "text_translations"

    subject: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    field: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    locale: Mapped[str] = mapped_column(sa.String(35), primary_key=True)
    text: Mapped[str] = mapped_column(sa.Text)
    updated_at: Mapped[datetime]


def set_text(record: Any, field: str, locale: str, text: str) -> None:
    """Set what a field says in a language; an empty text removes it.

    :raises Invalid: ``locale`` is not a language tag.
    """
    cleaned = clean_text(text)
    key = {"subject": record.__subject__, "subject_id": record.id, "field": field, "locale": canonical_tag(locale)}
    if not cleaned:
        gone = sa.delete(TextTranslation).filter_by(**key)
        db.session.execute(gone.execution_options(synchronize_session=False))
        return
    said = {"text": cleaned, "updated_at": clock.now()}
    db.session.execute(upsert(TextTranslation).values(**key, **said).on_conflict_do_update(index_elements=list(key), set_=said))


def copy_texts(source: Any, target: Any) -> None:
    """Give a record all the translations that another of its kind has."""
    for (field, locale), text in texts(source).items():
        set_text(target, field, locale, text)


def texts(record: Any) -> dict[tuple[str, str], str]:
    """All translations of a record, by field and locale."""
    found = load_texts(record.__subject__, [record.id]).get(record.id, {})
    return {(field, locale): text for field, by_locale in found.items() for locale, text in by_locale.items()}


def load_texts(subject: str, ids: Iterable[int], fields: Iterable[str] | None = None) -> dict[int, dict[str, dict[str, str]]]:
    """The translations of many records by id, field and locale, in one query; ids without any are left out."""
    table = TextTranslation.__table__.c
    wanted = (
        sa.select(table.subject_id, table.field, table.locale, table.text)
        .where(table.subject == subject, table.subject_id.in_(list(ids)))
        .order_by(table.subject_id, table.field, table.locale)
    )  # fmt: skip
    if fields is not None:
        wanted = wanted.where(table.field.in_(list(fields)))
    found: dict[int, dict[str, dict[str, str]]] = {}
    for subject_id, field, locale, text in db.session.execute(wanted):
        found.setdefault(subject_id, {}).setdefault(field, {})[locale] = text
    return found


def best(texts_by_locale: Mapping[str, str], reader: str, source: str) -> tuple[str, str]:
    """The text that serves a reader best, and its locale.

    The order: the reader's own tag, shorter forms of it (RFC 4647, 3.4), another form of the same language, English,
    the source language, whatever there is. Empty texts don't count; with none at all, ``("", source)``.
    """
    there = {locale: text for locale, text in texts_by_locale.items() if text}
    for locale in (*_shorter(reader), *_same_language(there, reader), "en", *_same_language(there, "en"), source):
        if locale in there:
            return there[locale], locale
    for locale in sorted(there):
        return there[locale], locale
    return "", source


def canonical_tag(tag: str) -> str:
    """A language tag in the usual case: ``zh-hant-tw`` is ``zh-Hant-TW``.

    :raises Invalid: it is none.
    """
    if len(tag) > 35 or not _TAG.fullmatch(tag):
        raise Invalid({"locale": _l("This is not a language tag.")})
    first, *rest = tag.lower().split("-")
    return "-".join([first, *(_cased(part) for part in rest)])


@lru_cache(maxsize=1024)
def is_language(tag: str) -> bool:
    """Whether CLDR knows the language that a tag begins with."""
    return tag.partition("-")[0].lower() in Locale("en").languages


def _cased(part: str) -> str:
    if len(part) == 2:
        return part.upper()
    return part.title() if len(part) == 4 and part.isalpha() else part


def _shorter(tag: str) -> list[str]:
    parts = tag.split("-")
    return ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]


def _same_language(there: Iterable[str], tag: str) -> list[str]:
    language = tag.partition("-")[0]
    return sorted(locale for locale in there if locale.partition("-")[0] == language)
