"""What changes people: signing up and in, passwords, roles. None of it tells whether an address has an account."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from eventhub.accounts import queries, rules
from eventhub.accounts.models import Affiliation, Person, RoleGrant
from eventhub.accounts.permissions import AccountPermission, Role
from eventhub.core import audit, clock, generations, limits, outbox, reactions, tokens
from eventhub.core.db import db
from eventhub.core.errors import Invalid, NotAllowed, Refused
from eventhub.core.permissions import EVERYWHERE, Actor
from eventhub.core.policy import granted_scopes
from eventhub.core.text import clean_line, make_key
from eventhub.core.text import lazy_gettext as _l

PAGES_SAY_ROLES = "roles"
"""The scope of pages that name who holds a role."""
CONFIRM_FOR = int(timedelta(days=3).total_seconds())
RESET_FOR = int(timedelta(hours=2).total_seconds())

_hasher: list[PasswordHasher] = [PasswordHasher()]
_dummy: dict[int, str] = {}


def use_hasher(hasher: PasswordHasher) -> None:
    """Set the argon2 parameters; tests take cheap ones."""
    _hasher[:] = [hasher]


def sign_up(*, name: str, email: str, password: str, locale: str) -> None:
    """Ask for an account. Whoever owns the address gets a mail: to confirm, or that they have one already.

    :raises Invalid: a field is not right (the same whether or not the address is known).
    :raises TooMany: too many tries for this address.
    """
    email, name = rules.normalize_email(email), clean_line(name)[:120]
    if not name:
        raise Invalid({"name": _l("Please tell us your name.")})
    rules.check_password(password, personal=(email, name))
    limits.hit(limits.mark("sign-up", email), limit=5, window=timedelta(hours=1))
    password_hash = _hasher[0].hash(password)
    person = queries.find_by_email(email)
    if person is not None and person.is_active:
        outbox.enqueue("account/known", person_id=person.id, locale=locale, facts={"name": person.name})
        return
    if person is None:
        person = Person(name=name, email=email, password_hash=password_hash, locale=locale)
        db.session.add(person)
        db.session.flush()
        audit.record("account.person.sign_up", person, actor=None)
    else:
        person.name, person.password_hash, person.session_stamp = name, password_hash, make_key()
    _send_link(person, "account/confirm", "confirm", locale)


def confirm(token: str, password: str) -> Person:
    """Make the account good: whoever reads the address's mail also knows the password that was chosen.

    Asking for the password keeps someone else from choosing one for an address that is not theirs.

    :raises Refused: the link is forged, too old, or was used already.
    :raises Invalid: it is not the password chosen.
    :raises TooMany: too many tries for this address.
    """
    person = _read_link("confirm", token, CONFIRM_FOR)
    limits.hit(limits.mark("sign-in", person.email), limit=10, window=timedelta(minutes=15))
    if not _verify(person.password_hash, password):
        raise Invalid({"password": _l("This is not the password that was chosen when signing up.")})
    person.confirmed_at = clock.now()
    audit.record("account.person.confirm", person, actor=person)
    return person


def sign_in(*, email: str, password: str) -> Person | None:
    """The person, when address and password belong together and the address is confirmed. Takes the same time either way.

    :raises TooMany: too many tries for this address.
    """
    email = email.strip().lower()[:254]
    limits.hit(limits.mark("sign-in", email), limit=10, window=timedelta(minutes=15))
    person = queries.find_by_email(email)
    known = person is not None and bool(person.password_hash)
    matches = _verify(person.password_hash if person is not None and known else _dummy_hash(), password)
    if person is None or not (known and matches and person.is_active):
        return None
    if _hasher[0].check_needs_rehash(person.password_hash):
        person.password_hash = _hasher[0].hash(password)
    limits.clear(limits.mark("sign-in", email))
    return person


def ask_for_reset(*, email: str, locale: str) -> None:
    """Send a link for a new password, if there is such an account; nobody learns whether.

    :raises Invalid: it is no address.
    :raises TooMany: too many tries for this address.
    """
    email = rules.normalize_email(email)
    limits.hit(limits.mark("reset", email), limit=5, window=timedelta(hours=1))
    person = queries.find_by_email(email)
    if person is not None:
        _send_link(person, "account/reset", "reset", locale)


def reset_password(token: str, password: str) -> Person:
    """Set a new password by a mailed link; ends all sessions, and confirms the address (the link came through it).

    :raises Refused: the link is forged, too old or used.
    :raises Invalid: the password is too easy.
    """
    person = _read_link("reset", token, RESET_FOR)
    _set_password(person, password)
    person.confirmed_at = person.confirmed_at or clock.now()
    audit.record("account.person.reset_password", person, actor=person)
    return person


def change_password(person: Person, *, current: str, new: str) -> None:
    """Set a new password while signed in; ends all other sessions.

    :raises Invalid: the current one is wrong, or the new one too easy.
    """
    limits.hit(limits.mark("sign-in", person.email), limit=10, window=timedelta(minutes=15))
    if not _verify(person.password_hash, current):
        raise Invalid({"current": _l("This is not your present password.")})
    _set_password(person, new)
    audit.record("account.person.change_password", person, actor=person)
    outbox.enqueue("account/password_changed", person_id=person.id, locale=person.locale, facts={"name": person.name})


def check_link(purpose: str, token: str) -> Person:
    """The person a mailed link speaks of, without using it up.

    :raises Refused: the link is forged, too old or used.
    """
    return _read_link(purpose, token, RESET_FOR if purpose == "reset" else CONFIRM_FOR)


def update_profile(person: Person, *, name: str, locale: str, zone: str, employers: list[str]) -> None:
    """Change what a person says of themselves.

    :raises Invalid: the name is empty.
    """
    name = clean_line(name)[:120]
    if not name:
        raise Invalid({"name": _l("Please tell us your name.")})
    renamed = person.name != name
    person.name, person.locale, person.zone = name, locale, zone
    if renamed:
        reactions.run(reactions.Happening("account.rename", person, person))
    _set_employers(person, employers)


def grant_role(
    person: Person, role: Role, scope: str, *, actor: Actor | None, ends_at: datetime | None = None,
    starts_at: datetime | None = None,
) -> RoleGrant:  # fmt: skip
    """Give a role over a region for a term. ``actor`` is None on the command line and in seeds.

    :raises NotAllowed: the actor may not, or would give it to themselves.
    """
    if actor is not None:
        if EVERYWHERE not in granted_scopes(actor, AccountPermission.GRANT_ROLE):
            raise NotAllowed(_l("Only the team gives roles."))
        if actor.id == person.id:
            raise NotAllowed(_l("Nobody gives a role to themselves."))
    grant = RoleGrant(
        person_id=person.id, role=role, scope=scope, starts_at=starts_at or clock.now(), ends_at=ends_at,
        granted_by_id=actor.id if actor else None,
    )  # fmt: skip
    db.session.add(grant)
    generations.raise_page([PAGES_SAY_ROLES])
    audit.record("account.role.grant", person, actor=actor, data={"role": role.value, "scope": scope})
    return grant


def end_role(grant: RoleGrant, *, actor: Actor) -> None:
    """End a grant now; it stays in the records.

    :raises NotAllowed: the actor may not.
    """
    if EVERYWHERE not in granted_scopes(actor, AccountPermission.GRANT_ROLE):
        raise NotAllowed(_l("Only the team ends roles."))
    grant.ends_at = max(clock.now(), grant.starts_at + timedelta(seconds=1))
    generations.raise_page([PAGES_SAY_ROLES])
    audit.record("account.role.end", grant.person, actor=actor, data={"role": grant.role.value, "scope": grant.scope})


def create_person(
    *, name: str, email: str, password: str, locale: str = "en", zone: str = "", **known: Any
) -> Person:  # fmt: skip
    """A confirmed account by the team's hand or a seed, without a mail.

    :raises Refused: the address has an account.
    """
    email = rules.normalize_email(email)
    if queries.find_by_email(email):
        raise Refused(_l("This address has an account already."))
    person = Person(name=clean_line(name), email=email, password_hash=_hasher[0].hash(password) if password else "",
                    locale=locale, zone=zone, confirmed_at=clock.now(), **known)  # fmt: skip
    db.session.add(person)
    db.session.flush()
    return person


def _send_link(person: Person, notice: str, purpose: str, locale: str) -> None:
    token = tokens.make(purpose, [person.key, _stamp(person)])
    outbox.enqueue(notice, person_id=person.id, locale=locale, facts={"name": person.name, "token": token})


def _read_link(purpose: str, token: str, max_age: int) -> Person:
    payload = tokens.read(purpose, token, max_age=max_age)
    person = queries.find_by_key(payload[0])
    if person is None or payload[1] != _stamp(person):
        raise Refused(_l("This link is no longer good. Ask for a new one."))
    return person


def _stamp(person: Person) -> str:
    """Changes with every use of a link, so that each is good once."""
    return f"{person.session_stamp}{'+' if person.confirmed_at else '-'}"


def _set_password(person: Person, password: str) -> None:
    rules.check_password(password, personal=(person.email, person.name))
    person.password_hash = _hasher[0].hash(password)
    person.session_stamp = make_key()


def _set_employers(person: Person, employers: list[str]) -> None:
    wanted = {rules.organization_key(name): clean_line(name)[:120] for name in employers if clean_line(name)}
    for affiliation in queries.list_affiliations(person):
        if affiliation.organization_key not in wanted:
            db.session.delete(affiliation)
        wanted.pop(affiliation.organization_key, None)
    db.session.add_all(
        Affiliation(person_id=person.id, organization=name, organization_key=key) for key, name in wanted.items()
    )


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher[0].verify(password_hash, password[: rules.PASSWORD_MAX])
    except (Argon2Error, InvalidHashError):
        return False


def _dummy_hash() -> str:
    key = id(_hasher[0])
    if key not in _dummy:
        _dummy[key] = _hasher[0].hash("no account has this password")
    return _dummy[key]
