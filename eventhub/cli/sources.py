"""``import source``: calendars elsewhere that are kept in step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from eventhub.cli.main import make_app

FATES = ("keep", "drafts", "all")
BY = click.option(
    "--as", "email", default="", metavar="EMAIL", help="Who does it, as the trail will say; else the first contact."
)


class Stop(click.ClickException):
    """There is no calendar at the place: one line, and 2 to the shell."""

    exit_code = 2


@click.group()
def source() -> None:
    """Keep calendars elsewhere in step: files, addresses, pages with events on them."""


@source.command()
@click.argument("place", metavar="FILE|ADDRESS")
@click.option("--community", required=True, metavar="KEY", help="The public key of the community the events belong to.")
@click.option("--page", is_flag=True, help="The address is a page with events on it (JSON-LD).")
@BY
def add(place: str, community: str, page: bool, email: str) -> None:
    """Look at a calendar. Nothing comes in before `import source sync`.

    The shell is told 0, or 2 when there is no calendar to read.
    """
    from eventhub.communities.queries import find_community  # inline: a help text needs no database
    from eventhub.core.errors import Invalid
    from eventhub.imports.sources import services
    from eventhub.imports.sources.models import SourceKind

    kind, data = SourceKind.PAGE if page else SourceKind.FEED, None
    if "://" not in place[:20]:
        kind, data = SourceKind.FILE, _read(Path(place))
    with _writing():
        found = find_community(community)
        if found is None:
            raise click.ClickException(f"There is no community with the key {community}.")
        try:
            made = services.add_source(found, kind=kind, place=place, data=data, actor=_actor(email, found.id))
        except services.AlreadyThere as there:
            raise click.ClickException(f"This calendar is here already: {there.source.key}.") from None
        except Invalid as invalid:
            raise Stop(f"{place}: {next(iter(invalid.fields.values()))}") from None
        click.echo(f"{made.key}  {made.title}")
        _show(services.look(made), most=5)
        click.echo(f"See all of it: import source look {made.key}. Bring it in: import source sync {made.key}.")


@source.command("list")
@click.option("--community", default="", metavar="KEY", help="Only those of one community.")
def list_(community: str) -> None:
    """List the calendars that are mirrored, and how they are."""
    from eventhub.imports.sources import queries  # inline: as above

    with make_app().app_context():
        found = queries.list_all(community)
        healths = queries.healths_of(found)
        for one in found:
            health = healths[one.id]
            good = f"good {health.good_at:%Y-%m-%d %H:%M} UTC" if health.good_at else "never good"
            trusted = ", trusted" if health.trusted else ""
            click.echo(
                f"{one.key}  {one.status.value}{trusted}  {one.place}  {good}, {health.events} events, {health.skipped_count} skipped"
            )
            if health.problem:
                click.echo(f"            {health.problem}" + (f" (line {health.problem_line})" if health.problem_line else ""))
        if not found:
            click.echo("No calendar is mirrored. Add one with: import source add FILE|ADDRESS --community KEY")


@source.command()
@click.argument("key")
def look(key: str) -> None:
    """Show what the content that is kept would change. Writes nothing."""
    from eventhub.imports.sources import services  # inline: as above

    with make_app().app_context():
        _show(services.look(_find(key)))


@source.command()
@click.argument("key")
@BY
def sync(key: str, email: str) -> None:
    """Bring a calendar in, or in step, now.

    The shell is told 0, or 2 when there is no calendar to read.
    """
    from eventhub.core import advance as engine  # inline: as above
    from eventhub.imports.sources import sync as syncing
    from eventhub.imports.sources.fetching import Unusable
    from eventhub.imports.sources.models import SourceState
    from eventhub.imports.sources.words import say_problem

    with _writing():
        found = _find(key)
        source_id = found.id
        if found.status is SourceState.LOOKED_AT:
            engine.advance(found, "bring_in", actor=_actor(email, found.community_id))
    with make_app().app_context():
        try:
            report = syncing.sync(source_id)
        except Unusable as unusable:
            raise Stop(str(say_problem(unusable.reason, unusable.detail))) from None
        if report is None:
            raise click.ClickException("A worker is at it just now. Try again in a few minutes.")
        click.echo("\n".join(report.lines()))


def _step(name: str, said: str) -> Any:
    @source.command(name)
    @click.argument("key")
    @click.option("--reason", default="", help="Why; people will read it.")
    @BY
    def take(key: str, reason: str, email: str) -> None:
        from eventhub.imports.sources import services  # inline: as above

        with _writing():
            found = _find(key)
            step = services.advance_source(found, name, actor=_actor(email, found.community_id), reason=reason)
            click.echo(str(step.done))

    take.help = said
    return take


pause = _step("pause", "Leave a calendar alone until `resume`; its events stay.")
resume = _step("resume", "Keep a paused calendar in step again.")
trust = _step("trust", "Let its events go out without a review; --as names a reviewer of the region, or someone of the team.")
distrust = _step("distrust", "Have its new events reviewed again; needs --reason.")


@source.command()
@click.argument("key")
@click.option(
    "--fate", type=click.Choice(FATES), required=True, help="keep all events, let drafts go, or cancel what is to come too."
)
@click.option("--reason", default="", help="Why published events are cancelled; those who come read it.")
@click.option("--dry-run", is_flag=True, help="Only say what would become of its events.")
@BY
def remove(key: str, fate: str, reason: str, dry_run: bool, email: str) -> None:
    """Stop mirroring a calendar."""
    from eventhub.imports.sources import services  # inline: as above

    with _writing():
        found = _find(key)
        chosen, actor = services.Fate(fate), _actor(email, found.community_id)
        if dry_run:
            done = services.count_fates(found, chosen, actor=actor)
        else:
            done = services.remove_source(found, fate=chosen, reason=reason, actor=actor)
        click.echo(
            f"{'It would be' if dry_run else 'Removed'}: {done.deleted} drafts deleted, {done.withdrawn} withdrawn, "
            f"{done.cancelled} events cancelled ({done.told} people told), {done.kept} kept ({done.not_yours} for others to decide)."
        )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Stop(f"{path}: {error.strerror}.") from None


def _find(key: str) -> Any:
    from eventhub.imports.sources.queries import find_source  # inline: as above

    found = find_source(key)
    if found is None:
        raise click.ClickException(f"There is no source with the key {key}. See: import source list")
    return found


def _actor(email: str, community_id: int) -> Any:
    from eventhub.accounts.queries import find_by_email  # inline: as above
    from eventhub.imports.sources.queries import find_first_contact

    found = find_by_email(email.strip().lower()) if email else find_first_contact(community_id)
    if found is None:
        raise click.ClickException(
            f"There is no account with the address {email}." if email else "Say who does it with --as EMAIL."
        )
    return found


def _show(found: Any, most: int = 50) -> None:
    click.echo(
        f"{found.new} new, {found.changed} changed, {found.same} the same, {found.skipped} skipped, {found.over} over, {found.vanished} vanished."
    )
    for row in found.rows[:most]:
        when = f"{row.starts:%Y-%m-%d %H:%M} {row.zone}" if row.starts else f"line {row.line}"
        more = f": {row.reason}" if row.why else "".join(f" ({word}: {', '.join(names)})" for word, names in
                                                       (("changes", row.changes), ("yours stays", row.locked)) if names)  # fmt: skip
        click.echo(f"  {row.what:8} {when:32} {row.title}{more}")
    if len(found.rows) > most:
        click.echo("  …")


@contextmanager
def _writing() -> Iterator[None]:
    """One transaction around the command; what a service refuses is one line."""
    from eventhub.core.db import transaction  # inline: as above
    from eventhub.core.errors import Refused

    try:
        with make_app().app_context(), transaction():
            yield
    except Refused as refused:
        raise click.ClickException(str(refused.message)) from None
