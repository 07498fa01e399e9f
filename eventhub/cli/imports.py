"""``import``: what other programs hold, brought in."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import click

from eventhub.cli.main import make_app
from eventhub.cli.sources import source

EVERY = 1_000
LABELS = {"read": "Reading", "write": "Writing"}


class Stop(click.ClickException):
    """There is nothing to import: one line, and 2 to the shell."""

    exit_code = 2


@click.group("import")
def import_() -> None:
    """Bring in what other programs hold."""


import_.add_command(source)


@import_.command()
@click.argument("place", metavar="FILE|URL")
@click.option("--community", required=True, metavar="KEY", help="The public key of the community the events belong to.")
@click.option("--organizer", default="", metavar="EMAIL", help="Who runs the events; else the community's first contact.")
@click.option("--past", is_flag=True, help="Bring in what is over too.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object in the last line.")
def ics(place: str, community: str, organizer: str, past: bool, as_json: bool) -> None:
    """Read a calendar file (.ics) into drafts.

    Run it again whenever the calendar has changed: what is in already is recognized, and drafts that nobody has worked on
    follow the source. The shell is told 0 when something is in, 1 when nothing came in, 2 when there is no calendar to read.
    """
    app = make_app()
    with app.app_context():
        report = _run(app, place, community, organizer, past)
        click.echo("\n".join(report.lines()))
        if as_json:
            click.echo(json.dumps(report.as_json(), ensure_ascii=False))
    if not report.succeeded:
        sys.exit(1)


class Day(click.ParamType):
    """A day as 2027-01-31."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; a wrong one is said by the option."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2027-01-31.", param, ctx)


@import_.command()
@click.argument("place", metavar="FILE|ADDRESS")
@click.option("--from", "start", type=Day(), required=True, help="The first day, in UTC.")
@click.option("--to", "end", type=Day(), required=True, help="The day after the last, in UTC.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object in the last line: events (s, t) and skipped (line, why)."
)
def preview(place: str, start: date, end: date, as_json: bool) -> None:
    """Show what a calendar would bring in between two days; nothing is written, and no database is asked.

    The shell is told 0, or 2 when there is no calendar to read.
    """
    if end <= start:
        raise click.UsageError("--to must be a later day than --from.")
    from eventhub.imports import preview as previews  # inline: a help text should not wait for it

    try:
        found = previews.look(place, start, end, allow_private=_may_ask_private())
    except previews.NotReadable as unreadable:
        raise Stop(str(unreadable)) from None
    for line in found.lines():
        click.echo(line)
    if as_json:
        sys.stdout.writelines(found.json_pieces())
        click.echo()


def _may_ask_private() -> bool:
    """Whether the settings let imports ask private networks, as tests do."""
    return os.environ.get("EVENTHUB_FETCH_PRIVATE", "") == "1"


def _run(app: Any, place: str, community: str, organizer: str, past: bool) -> Any:
    """The import itself; everything that can stop it is one line."""
    from sqlalchemy.exc import DBAPIError  # inline: a help text should not wait for these

    from eventhub.core.errors import Refused
    from eventhub.imports import services
    from eventhub.imports import source as sources

    try:
        target = services.get_target(community, organizer_email=organizer)
        source, data = sources.read_source(place, allow_private=app.settings.fetch_private)
        with _progress() as progress:
            return services.import_calendar(data, source=source, target=target, past=past, progress=progress)
    except sources.Unreadable as unreadable:
        raise Stop(str(unreadable.message)) from None
    except Refused as refused:
        raise click.ClickException(str(refused.message)) from None
    except DBAPIError as error:
        reason = str(error.orig).partition("\n")[0]
        raise click.ClickException(f"The database stopped it: {reason}. What is in stays; run it again to go on.") from None
    except KeyboardInterrupt:
        raise click.ClickException("Stopped. What is in stays; run it again to go on.") from None


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar where a person looks on, else a line for each thousand; both on standard error."""
    bars: dict[str, Any] = {}

    def draw(stage: str, done: int, total: int) -> None:
        if stage not in bars:
            for bar in bars.values():
                bar.render_finish()
            bars[stage] = click.progressbar(length=max(total, 1), label=LABELS[stage], file=sys.stderr)
        bars[stage].update(done - bars[stage].pos)

    def write(stage: str, done: int, total: int) -> None:
        if done // EVERY > bars.get(stage, 0):
            bars[stage] = done // EVERY
            click.echo(f"{LABELS[stage]}: {done:,} of {total:,}", err=True)

    watched = sys.stderr.isatty()
    try:
        yield draw if watched else write
    finally:
        if watched:
            for bar in list(bars.values())[-1:]:
                bar.render_finish()
