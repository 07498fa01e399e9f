"""Full-text search behind one interface: SQLite's FTS5 and PostgreSQL's tsvector, fed with the same terms.

Each subject has a table ``search_<subject>`` of its own, keyed by the record's id, that stands outside of the ORM: a
migration makes it with :func:`create_tables`. All words asked for must be there (AND), in the title or the body; the
last one may be the beginning of a word. The terms are made by :mod:`.normalize`; an engine never cuts text itself.

A listing in an order of its own asks :func:`matching` first: few answers are a list of ids; when the limit is reached
the words are common, and walking the listing with :func:`clause` finds a page of them quickly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.engine import Connection

from eventhub.core.db import db
from eventhub.core.search.normalize import FTS5_TOKENIZE, can_be_prefix, index_text, query_terms, tokens

TITLE_WEIGHT = 10.0
"""How much more a word in the title counts than one in the body, when answers are ranked."""

_MAX_POSITION = 16_383  # PostgreSQL's last; later words share it
_MAX_TERMS = 20_000  # keeps a tsvector far below its limit of 1 MB
_subjects: set[str] = set()


def register(subject: str) -> str:
    """Say that there are records of this subject to be found; returns it."""
    if not re.fullmatch(r"[a-z][a-z_]{0,39}", subject):
        raise ValueError(f"not a name for a table: {subject!r}")
    _subjects.add(subject)
    return subject


def subjects() -> list[str]:
    """The subjects registered, in order."""
    return sorted(_subjects)


def create_tables(connection: Connection, only: Iterable[str] | None = None) -> None:
    """Make the tables of all subjects (or only of these) that are not there yet."""
    for subject in sorted(only) if only is not None else subjects():
        for statement in _creation(connection.dialect.name, _table_name(subject)):
            connection.exec_driver_sql(statement)


def drop_tables(connection: Connection, only: Iterable[str] | None = None) -> None:
    """Remove the tables of all subjects (or only of these), if they are there."""
    for subject in sorted(only) if only is not None else subjects():
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {_table_name(subject)}")


def put(subject: str, record_id: int, title: str, body: str) -> None:
    """Let a record be found by these texts, and by no earlier ones."""
    put_many(subject, [(record_id, title, body)])


def put_many(subject: str, rows: Iterable[tuple[int, str, str]]) -> None:
    """The same for many records: ``(id, title, body)`` each."""
    table = _table(subject)
    statement: sa.Insert
    if _is_postgresql():
        values = [{"record": record_id, "terms": _tsvector(title, body)} for record_id, title, body in rows]
        insert = postgresql.insert(table).values(id=sa.bindparam("record"), document=_as_tsvector(sa.bindparam("terms")))
        statement = insert.on_conflict_do_update(index_elements=["id"], set_={"document": insert.excluded.document})
    else:
        values = [{"rowid": record_id, "title": index_text(title), "body": index_text(body)} for record_id, title, body in rows]
        statement = sa.insert(table).prefix_with("OR REPLACE")
    if values:
        db.session.execute(statement, values)


def remove(subject: str, record_id: int) -> None:
    """Let a record be found no more."""
    table = _table(subject)
    key = table.c.id if _is_postgresql() else table.c.rowid
    db.session.execute(sa.delete(table).where(key == record_id))


def matching(subject: str, text: str, limit: int) -> list[int]:
    """The ids of up to ``limit`` records that match, in no order worth relying on; none for an empty question.

    As quick for a common word as for a rare one: nothing is ranked, and it stops at the limit.
    """
    return _ids(subject, text, limit, ranked=False)


def ranked(subject: str, text: str, limit: int) -> list[int]:
    """The ids of the ``limit`` best matches, best first. Reads every match: for small sets."""
    return _ids(subject, text, limit, ranked=True)


def clause(subject: str, text: str, id_column: ColumnElement[int] | Any) -> ColumnElement[bool]:
    """Whether the record with this id matches, as a probe that is quick a row; true for an empty question.

    Made to be asked row by row while a listing is walked in its own order. It is deliberately not an
    ``IN (SELECT …)``, which reads all matches before the first row.
    """
    terms = query_terms(text)
    if not terms:
        return sa.true()
    table = _table(subject)
    if _is_postgresql():
        return sa.func.coalesce(_postgresql_probe(table, terms, id_column), sa.false())
    return sa.func.coalesce(_sqlite_probe(table, terms, id_column), sa.false())


def _ids(subject: str, text: str, limit: int, *, ranked: bool) -> list[int]:
    terms = query_terms(text)
    if not terms or limit < 1:
        return []
    table = _table(subject)
    found = _postgresql_ids(table, terms) if _is_postgresql() else _sqlite_ids(table, terms)
    if ranked:
        found = found.order_by(_postgresql_rank(table, terms) if _is_postgresql() else _sqlite_rank(table))
    return list(db.session.scalars(found.limit(limit)))


# SQLite


def _sqlite_ids(table: sa.TableClause, terms: Sequence[str]) -> sa.Select[int]:
    return sa.select(table.c.rowid).where(sa.literal_column(table.name).op("MATCH")(_fts5_query(terms)))


def _sqlite_rank(table: sa.TableClause) -> Any:
    return sa.func.bm25(sa.literal_column(table.name), TITLE_WEIGHT, 1.0)


def _sqlite_probe(table: sa.TableClause, terms: Sequence[str], id_column: Any) -> Any:
    """Look into the row's own terms. MATCH with a rowid would gather the whole list of a prefix anew for each row."""
    there = sa.literal(" ").concat(table.c.title).concat(" ").concat(table.c.body).concat(" ")
    wanted = [sa.func.instr(there, needle) > 0 for needle in _needles(terms)]
    probe = sa.select(sa.and_(*wanted)).where(table.c.rowid == id_column)
    return probe.correlate_except(table).scalar_subquery()


def _fts5_query(terms: Sequence[str]) -> str:
    """Each term is a quoted string, so that nothing a person types is syntax."""
    quoted = ['"' + term.replace('"', '""') + '"' for term in terms]
    return " AND ".join(quoted) + ("*" if can_be_prefix(terms[-1]) else "")


def _needles(terms: Sequence[str]) -> list[str]:
    *whole, last = terms
    return [*(f" {term} " for term in whole), f" {last}" if can_be_prefix(last) else f" {last} "]


# PostgreSQL


def _postgresql_ids(table: sa.TableClause, terms: Sequence[str]) -> sa.Select[int]:
    return sa.select(table.c.id).where(table.c.document.op("@@")(_tsquery(terms)))


def _postgresql_rank(table: sa.TableClause, terms: Sequence[str]) -> Any:
    return sa.func.ts_rank(table.c.document, _tsquery(terms)).desc()


def _postgresql_probe(table: sa.TableClause, terms: Sequence[str], id_column: Any) -> Any:
    """A scalar sub-query: unlike an EXISTS, the planner can't turn it into a join that reads all matches first."""
    probe = sa.select(table.c.document.op("@@")(_tsquery(terms))).where(table.c.id == id_column)
    return probe.correlate_except(table).scalar_subquery()


def _tsquery(terms: Sequence[str]) -> ColumnElement[Any]:
    text = " & ".join(_lexeme(term) for term in terms) + (":*" if can_be_prefix(terms[-1]) else "")
    return sa.cast(sa.literal(text), TSQUERY)


def _tsvector(title: str, body: str) -> str:
    """The terms with their places as PostgreSQL writes them, so that its parser doesn't cut them again."""
    places: dict[str, list[str]] = {}
    weighted = [(term, "A") for term in tokens(title)] + [(term, "") for term in tokens(body)]
    for place, (term, weight) in enumerate(weighted[:_MAX_TERMS], 1):
        places.setdefault(term, []).append(f"{min(place, _MAX_POSITION)}{weight}")
    return " ".join(f"{_lexeme(term)}:{','.join(there)}" for term, there in places.items())


def _as_tsvector(terms: ColumnElement[str]) -> ColumnElement[Any]:
    return sa.cast(terms, TSVECTOR)


def _lexeme(term: str) -> str:
    escaped = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


# Tables


def _creation(dialect: str, name: str) -> list[str]:
    if dialect == "postgresql":
        return [
            f"CREATE TABLE IF NOT EXISTS {name} (id integer PRIMARY KEY, document tsvector NOT NULL)",
            # Without fastupdate no reader pays for what writers left unsorted.
            f"CREATE INDEX IF NOT EXISTS ix_{name}_document ON {name} USING gin (document) WITH (fastupdate = off)",
        ]
    return [f'CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING fts5(title, body, tokenize="{FTS5_TOKENIZE}", prefix="2 3")']


def _table(subject: str) -> sa.TableClause:
    name = _table_name(subject)
    if _is_postgresql():
        return sa.table(name, sa.column("id", sa.Integer), sa.column("document", TSVECTOR))
    return sa.table(name, sa.column("rowid", sa.Integer), sa.column("title", sa.Text), sa.column("body", sa.Text))


def _table_name(subject: str) -> str:
    """:raises LookupError: the subject is not registered (and so never comes from outside)."""
    if subject not in _subjects:
        raise LookupError(f"not registered for search: {subject!r}")
    return f"search_{subject}"


def _is_postgresql() -> bool:
    return bool(db.session.get_bind().dialect.name == "postgresql")
