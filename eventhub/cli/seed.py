"""``seed`` and ``accounts``: the demo world and whom to sign in as."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from random import Random
from typing import Any

import click

from eventhub.cli.main import make_app

SEED = 2026
STAGES = (
    "formats and topics",
    "places",
    "people",
    "communities",
    "events",
    "reviews",
    "registrations, calls and reports",
    "follows and calendars",
    "calendars elsewhere",
)

Tell = Callable[[str, int], None]
"""``tell(stage, count)``: called after each stage."""


@click.command()
@click.option("--if-empty", is_flag=True, help="Do nothing when there are people already.")
def seed(if_empty: bool) -> None:
    """Fill an empty database with the demo world."""
    from eventhub.accounts.models import Person  # inline: a help text needs none of this
    from eventhub.core import clock
    from eventhub.core.db import db, transaction

    app = make_app()
    with app.app_context():
        if db.session.query(Person.id).first():
            if if_empty:
                click.echo("Demo world: it is there already.")
                return
            raise click.ClickException("There are people in this database already; the demo world needs an empty one.")
        if app.settings.env == "production":
            raise click.ClickException("The demo world's passwords are public: it is not for production.")
        with transaction(), _progress() as tell:
            make_world(clock.now(), tell)


def make_world(now: datetime, tell: Tell = lambda *_: None) -> None:
    """The whole demo world around a moment, in the present transaction; the same each time but for the dates."""
    from eventhub.accounts import seeds as accounts  # inline: as above
    from eventhub.communities import seeds as communities
    from eventhub.events.seeds import gather, life, published, stories
    from eventhub.events.services.reference import load_formats_and_topics
    from eventhub.feeds.personal import seeds as personal
    from eventhub.imports.sources import seeds as sources
    from eventhub.regions import seeds as regions

    tell("formats and topics", load_formats_and_topics())
    places = regions.seed()
    tell("places", len(places))
    people = accounts.seed(now, _chance("people"))
    tell("people", len(people))
    groups = communities.seed(now, _chance("communities"), people, places)
    tell("communities", len(groups))
    world = gather(now, people, groups, places)
    tell("events", len(published.seed(world, _chance("events"))))
    tell("reviews", len(stories.seed(world, _chance("reviews"))))
    tell("registrations, calls and reports", life.seed(world, _chance("life")))
    tell("follows and calendars", personal.seed(people, now))
    tell("calendars elsewhere", sources.seed(now, _chance("sources"), people, groups))
    _empty_outbox()


def _chance(part: str) -> Random:
    """Chance of its own for each part, so that a change in one leaves the others as they are."""
    return Random(f"{SEED} {part}")  # noqa: S311  repeatable, not secret


def _empty_outbox() -> None:
    """What the steps on the way would have mailed was read long ago."""
    import sqlalchemy as sa  # inline: as above

    from eventhub.core.db import db
    from eventhub.core.outbox import OutboxMessage

    db.session.flush()
    db.session.execute(sa.delete(OutboxMessage))


@contextmanager
def _progress() -> Iterator[Tell]:
    """A bar on a terminal, a line for each stage elsewhere."""
    if not sys.stdout.isatty():
        yield lambda stage, count: click.echo(f"Demo world: {count} {stage}")
        return
    shown = {"stage": ""}
    bar: Any
    with click.progressbar(length=len(STAGES), label="Demo world", item_show_func=lambda _: shown["stage"]) as bar:

        def tell(stage: str, count: int) -> None:
            shown["stage"] = f"{count} {stage}"
            bar.update(1, current_item=stage)

        yield tell


@click.command()
def accounts() -> None:
    """Say whom to sign in as in the demo world."""
    from eventhub.accounts.queries import find_by_email  # inline: as above
    from eventhub.accounts.seeds import ACCOUNTS, PASSWORD

    with make_app().app_context():
        found = [(account, find_by_email(account.email)) for account in ACCOUNTS]
    rows = [(account, person) for account, person in found if person is not None]
    if not rows:
        raise click.ClickException("There is no demo world here. Make one with: python3 run.py cli seed")
    wide = max(len(account.email) for account, _ in rows)
    click.echo(f"Demo accounts (password of all: {PASSWORD})\n")
    for account, person in rows:
        click.echo(f"  {account.email:<{wide}}  {person.name}: {account.who}\n  {'':<{wide}}  {account.tries}")
