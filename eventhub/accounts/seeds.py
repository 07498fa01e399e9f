"""The demo world's people: accounts with one password, employers, and roles over regions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from eventhub.accounts import rules, services
from eventhub.accounts.models import Affiliation, Person, RoleGrant
from eventhub.accounts.permissions import Role
from eventhub.core.audit import AuditEntry
from eventhub.core.db import db
from eventhub.core.text import KEY_ALPHABET, KEY_LENGTH

PASSWORD = "open community hub"  # noqa: S105  everybody in the demo world may know it
TERM = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Someone to sign in as: who they are, and what to try."""

    email: str
    who: str
    tries: str


ACCOUNTS = (
    DemoAccount(
        "organizer@example.org", "Organizer", "My desk: two drafts, points to answer, one event in review, one to publish"
    ),
    DemoAccount("official@example.org", "Contact of an official community", "Publish a draft at once, without a review"),
    DemoAccount("reviewer@example.org", "Reviewer for Europe", "Claim from the queue, ask for changes, decide"),
    DemoAccount("liaison@example.org", "Liaison for Central America", "Read the queue of the region, advise with a note"),
    DemoAccount("team@example.org", "Community team", "Every queue, checks after publication, formats, roles, overrides"),
    DemoAccount("attendee@example.org", "Attendee", "Find an event nearby, subscribe to a calendar, finish a first draft"),
)
"""One account for each kind of person that there is a desk for."""


def seed(now: datetime, rng: Random) -> dict[str, Person]:
    """Add everybody; returns them, with their grants, by the part of the address before the @."""
    said = json.loads(resources.files("eventhub.accounts").joinpath("seeds_data/people.json").read_text("utf-8"))
    rows = [dict(zip(said["fields"], row, strict=True)) for row in said["people"]]
    _add_people(rows, now, rng)
    _grant_roles(said["roles"], now)
    people = db.session.scalars(
        sa.select(Person).options(selectinload(Person.grants)).execution_options(populate_existing=True)
    )
    return {person.email.partition("@")[0]: person for person in people}


def make_key(rng: Random) -> str:
    """A public key that is the same each time the world is made."""
    return "".join(rng.choices(KEY_ALPHABET, k=KEY_LENGTH))


def _add_people(rows: list[dict[str, Any]], now: datetime, rng: Random) -> None:
    """One hash serves all: making eighty would take longer than all the rest, and the password is public anyway."""
    first, *others = rows
    known = services.create_person(name=first["name"], email=first["address"], password=PASSWORD, **_columns(first, now, rng))
    db.session.add_all(
        Person(name=row["name"], email=row["address"], password_hash=known.password_hash, **_columns(row, now, rng))
        for row in others
    )
    for column in ("confirmed_at", "created_at"):
        setattr(known, column, now - timedelta(days=500))
    db.session.flush()
    _add_employers(rows)


def _columns(row: dict[str, Any], now: datetime, rng: Random) -> dict[str, Any]:
    columns = {"key": make_key(rng), "locale": row["locale"], "zone": row["zone"], "region_code": row["region"]}
    joined = now - timedelta(days=rng.randint(380, 900), minutes=rng.randint(0, 1400))
    first = row["address"].startswith("organizer@")
    return columns if first else {**columns, "created_at": joined, "confirmed_at": joined + timedelta(minutes=9)}


def _add_employers(rows: list[dict[str, Any]]) -> None:
    ids = _ids_by_email()
    db.session.add_all(
        Affiliation(person_id=ids[row["address"]], organization=row["employer"],
                    organization_key=rules.organization_key(row["employer"]))
        for row in rows if row["employer"]
    )  # fmt: skip
    db.session.flush()


def _grant_roles(rows: list[tuple[str, str, str, int]], now: datetime) -> None:
    """Liaisons hold a term of twelve months; the others theirs until it is ended."""
    ids = _ids_by_email()
    giver = ids["team@example.org"]
    for email, name, scope, days in rows:
        role, starts = Role(name), now - timedelta(days=days)
        given_by = None if ids[email] == giver else giver
        ends = starts + TERM if role is Role.LIAISON else None
        db.session.add(RoleGrant(person_id=ids[email], role=role, scope=scope, starts_at=starts, ends_at=ends,
                                 granted_by_id=given_by))  # fmt: skip
        db.session.add(AuditEntry(
            at=starts, actor_id=given_by, actor_name="Sam Okafor" if given_by else "", verb="account.role.grant",
            subject="person", subject_id=ids[email], data={"role": name, "scope": scope},
        ))  # fmt: skip
    db.session.flush()


def _ids_by_email() -> dict[str, int]:
    return {row.email: row.id for row in db.session.execute(sa.select(Person.email, Person.id))}
