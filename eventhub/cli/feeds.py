"""``feeds``: stored calendars by the hand of whoever runs the installation."""

from __future__ import annotations

import sys
from collections import Counter

import click

from eventhub.cli.main import make_app

KINDS = ("all", "cfp", "community", "event", "format", "language", "person", "region", "topic")


@click.group()
def feeds() -> None:
    """Throw stored calendars away, make them anew, compare them with fresh ones."""


@feeds.command()
@click.option("--yes", is_flag=True, help="Don't ask.")
def purge(yes: bool) -> None:
    """Throw all stored calendars and their pieces away.

    They are made again as they are asked for. Each says then that it was changed, so every subscriber loads it once in full;
    to put wrong ones right, `feeds rebuild` is gentler.
    """
    from eventhub.config import LANGUAGES  # inline: a help text needs no database
    from eventhub.core.db import transaction
    from eventhub.feeds import upkeep

    if not yes:
        click.confirm("Throw all stored calendars away? Every subscriber will load theirs in full", abort=True)
    app = make_app()
    with app.app_context(), transaction():
        answers, pieces = upkeep.purge(LANGUAGES)
    click.echo(f"Thrown away: {answers} calendars, {pieces} pieces.")


@feeds.command()
@click.option("--kind", type=click.Choice(KINDS), help="Only the calendars of this kind.")
def rebuild(kind: str | None) -> None:
    """Make the stored calendars anew, from the events themselves.

    What comes out equal keeps its ETag and its time of change, so nobody loads it for that.
    """
    from eventhub.config import LANGUAGES  # inline: as above
    from eventhub.core.db import transaction
    from eventhub.feeds import upkeep

    app = make_app()
    with app.app_context():
        with transaction():
            seen, changed = upkeep.rebuild_pieces()
        counts: Counter[upkeep.Remade] = Counter()
        for address in upkeep.list_addresses(kind):
            with transaction():
                counts[upkeep.rebuild(address, site=app.settings.site_name, languages=LANGUAGES)] += 1
    click.echo(f"Pieces: {seen} made anew, {changed} changed.")
    same, new, gone = (counts[each] for each in upkeep.Remade)
    click.echo(f"Calendars: {same} say the same and keep their ETag, {new} changed, {gone} are gone.")


@feeds.command()
def check() -> None:
    """Compare every stored calendar and piece with a fresh one, and say what differs. Nothing is changed.

    The shell is told 0 when all are right, 1 when one is not.
    """
    from eventhub.config import LANGUAGES  # inline: as above
    from eventhub.core.db import db
    from eventhub.feeds import upkeep

    app = make_app()
    found = 0
    with app.app_context():
        for finding in upkeep.check(site=app.settings.site_name, languages=LANGUAGES):
            found += 1
            click.echo("\n".join((finding.what, *(f"  {line}" for line in finding.lines))))
        db.session.rollback()
    if found:
        click.echo(f"{found} differ. `feeds rebuild` makes them anew.", err=True)
        sys.exit(1)
    click.echo("All stored calendars are right.")
