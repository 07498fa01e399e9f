"""The group of all commands; each lives in the module of its subject and is imported when it is called."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

COMMANDS = {
    "db": "eventhub.cli.database", "seed": "eventhub.cli.seed", "accounts": "eventhub.cli.seed", "serve": "eventhub.cli.serve",
    "worker": "eventhub.cli.serve", "user": "eventhub.cli.users", "import": "eventhub.cli.imports", "translate": "eventhub.cli.translate",
    "mail": "eventhub.cli.mail", "feeds": "eventhub.cli.feeds", "workflows": "eventhub.cli.docs", "permissions": "eventhub.cli.docs",
}  # fmt: skip


class LazyGroup(click.Group):
    """Imports a command's module only when it is asked for, so that each starts quickly."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[name]), name.replace("import", "import_"))
        return command


@click.group(cls=LazyGroup)
def cli() -> None:
    """EventHub on the command line."""


def make_app(**changes: Any) -> Any:
    """The application, made here so that light commands need not import it."""
    from eventhub import create_app  # inline: half a second that a help text should not cost
    from eventhub.config import BadSettings, read_settings

    try:
        return create_app(read_settings())
    except BadSettings as error:
        raise click.ClickException(str(error)) from None


def main() -> None:
    """Run the command line; what a service refuses is one line, not a traceback."""
    from eventhub.core.errors import Refused  # inline: as above

    try:
        cli(prog_name="eventhub")
    except Refused as error:
        click.echo(f"Not done: {error.message}", err=True)
        sys.exit(1)
