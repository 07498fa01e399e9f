"""``user``: accounts and roles by the hand of whoever runs the installation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import click

from eventhub.cli.main import make_app

ROLES = ("team", "reviewer", "liaison")


@click.group()
def user() -> None:
    """Add people, give them roles, list them, set a password."""


@user.command()
@click.argument("email")
@click.option("--name", required=True, help="What pages call them.")
@click.option("--role", type=click.Choice(ROLES), help="A role to begin with.")
@click.option("--scope", default="001", show_default=True, help="The region the role is for; 001 is everywhere.")
@click.option("--locale", default="en", show_default=True, help="The language of their pages and mails.")
def add(email: str, name: str, role: str | None, scope: str, locale: str) -> None:
    """Add someone with a confirmed account. They set a password with `user password`, or ask for a link on the sign-in page."""
    from eventhub.accounts import services  # inline: a help text needs no database

    with _writing():
        person = services.create_person(name=name, email=email, password="", locale=locale)
        if role:
            _grant(person, role, scope, None)
        click.echo(f"Added {person.name} <{person.email}>." + (f" {role} over {scope}." if role else ""))


@user.command()
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
@click.argument("scope")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The day the term ends; without it there is no end.")
def grant(email: str, role: str, scope: str, until: datetime | None) -> None:
    """Give someone a role over a region and all below it."""
    with _writing():
        person = _find(email)
        _grant(person, role, scope, until)
        click.echo(f"{person.name} is {role} over {scope}" + (f" until {until:%Y-%m-%d}." if until else "."))


@user.command("list")
@click.option("--role", type=click.Choice(ROLES), help="Only those who hold this role.")
def list_(role: str | None) -> None:
    """List those who hold a role now or will."""
    from eventhub.accounts.queries import list_grants  # inline: as above

    with make_app().app_context():
        grants = [grant for grant in list_grants() if role in (None, grant.role.value)]
        for grant in grants:
            until = f"until {grant.ends_at:%Y-%m-%d}" if grant.ends_at else "without end"
            click.echo(f"{grant.scope:<18} {grant.role.value:<9} {grant.person.name} <{grant.person.email}>, {until}")
        if not grants:
            click.echo("Nobody holds a role. Give one with: user grant EMAIL ROLE SCOPE")


@user.command()
@click.argument("email")
def password(email: str) -> None:
    """Set someone's password; it is asked for twice and not shown."""
    from eventhub.accounts import services  # inline: as above

    with _writing():
        person = _find(email)
        chosen = click.prompt("New password", hide_input=True, confirmation_prompt=True)
        services.reset_password(_take_token(person), chosen)
        click.echo(f"{person.name} has a new password; other sessions have ended.")


@contextmanager
def _writing() -> Iterator[None]:
    """A transaction; what is refused is one line, with the fields that are wrong."""
    from eventhub.core.db import transaction  # inline: as above
    from eventhub.core.errors import Invalid, Refused

    with make_app().app_context():
        try:
            with transaction():
                yield
        except Invalid as wrong:
            raise click.ClickException(" ".join(str(text) for text in wrong.fields.values())) from None
        except Refused as refused:
            raise click.ClickException(str(refused.message)) from None


def _find(email: str) -> Any:
    from eventhub.accounts.queries import find_by_email  # inline: as above

    person = find_by_email(email.strip().lower())
    if person is None:
        raise click.ClickException(f"There is no account with the address {email}.")
    return person


def _grant(person: Any, role: str, scope: str, until: datetime | None) -> None:
    from eventhub.accounts import services  # inline: as above
    from eventhub.accounts.permissions import Role
    from eventhub.core import clock
    from eventhub.regions.queries import find_region

    if find_region(scope) is None:
        raise click.ClickException(f"There is no region {scope}. Examples: 001 (everywhere), 150 (Europe), DE, DE-BE.")
    ends = until.replace(tzinfo=UTC) if until else None
    if ends and ends <= clock.now():
        raise click.ClickException(f"{until:%Y-%m-%d} is over; a term ends in the future.")
    services.grant_role(person, Role(role), scope, actor=None, ends_at=ends)


def _take_token(person: Any) -> str:
    """The token of a link for a new password, taken out of the mail before it is sent."""
    import sqlalchemy as sa  # inline: as above

    from eventhub.accounts import services
    from eventhub.core.db import db
    from eventhub.core.outbox import OutboxMessage

    services.ask_for_reset(email=person.email, locale=person.locale)
    db.session.flush()
    mail = db.session.scalars(
        sa.select(OutboxMessage).where(OutboxMessage.person_id == person.id, OutboxMessage.notice == "account/reset")
        .order_by(OutboxMessage.id.desc()).limit(1)
    ).one()  # fmt: skip
    token = str(mail.facts["token"])
    db.session.delete(mail)
    return token
