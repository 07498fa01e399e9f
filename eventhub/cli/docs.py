"""``workflows`` and ``permissions``: the pages of docs/ that are made from the declarations."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from eventhub.config import ROOT

DOCS = ROOT / "docs"


@click.command()
@click.option("--check", is_flag=True, help="Only say whether docs/workflows.md is current.")
def workflows(check: bool) -> None:
    """Write docs/workflows.md: every machine with its states, steps and a diagram."""
    _write_or_check(DOCS / "workflows.md", "\n".join(_workflow_lines()) + "\n", check)


@click.command()
@click.option("--check", is_flag=True, help="Only say whether docs/permissions.md is current.")
def permissions(check: bool) -> None:
    """Write docs/permissions.md: which role and which relation carries which permission."""
    _write_or_check(DOCS / "permissions.md", "\n".join(_permission_lines()) + "\n", check)


def _write_or_check(path: Path, text: str, check: bool) -> None:
    if not check:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        click.echo(f"docs/{path.name} is written")
    elif not path.exists() or path.read_text("utf-8") != text:
        click.echo(f"docs/{path.name} is not current: run `python3 run.py cli {path.stem}`", err=True)
        sys.exit(1)


def _workflow_lines() -> Iterator[str]:
    from eventhub import wiring  # inline: a help text need not load the domains
    from eventhub.core.workflow import machines

    wiring.bind()
    yield "# Workflows"
    yield ""
    yield "Made from the declarations by `python3 run.py cli workflows`; not written by hand."
    for machine, _model in machines:
        yield f"\n## {machine.subject} ({machine.column})\n\n```mermaid\nstateDiagram-v2"
        yield f"  [*] --> {machine.initial.value}"
        for step in machine.steps:
            for source in sorted(step.sources):
                yield f"  {source.value} --> {step.target.value}: {step.name}"
        yield "```\n"
        yield "| state | what it says | whose turn | answer within | reminds after | escalates to | public |\n|---|---|---|---|---|---|---|"
        for state, said in machine.states.items():
            within, remind = (f"{span.days} d" if span else "" for span in (said.answer_within, said.remind_after))
            yield (f"| {state.value} | {said.says} | {said.turn or ''} | {within} | {remind} | {said.escalate_to or ''} | "
                   f"{'yes' if said.public else ''} |")  # fmt: skip
        yield "\n| step | from | to | who may | guards | reason | tells |\n|---|---|---|---|---|---|---|"
        for step in machine.steps:
            yield (f"| {step.name} | {', '.join(sorted(s.value for s in step.sources))} | {step.target.value} | "
                   f"{step.permission or 'the clock'} | {', '.join(guard.__name__ for guard in step.guards)} | "
                   f"{'needed' if step.needs_reason else ''} | {', '.join(step.tells)} |")  # fmt: skip


def _permission_lines() -> Iterator[str]:
    from eventhub.wiring import TABLE  # inline: as above

    yield "# Permissions"
    yield ""
    yield "Made from the table in `eventhub/wiring.py` by `python3 run.py cli permissions`; not written by hand."
    yield "A role is held for a region and all below it, for a term; a relation is held to one record."
    for title, table in (("Roles", TABLE.roles), ("Relations", TABLE.relations)):
        names = list(table)
        carried = sorted({str(permission) for found in table.values() for permission in found})
        yield f"\n## {title}\n"
        yield f"| permission | {' | '.join(str(name) for name in names)} |\n|---|{'---|' * len(names)}"
        for permission in carried:
            cells = " | ".join("yes" if permission in {str(p) for p in table[name]} else "" for name in names)  # type: ignore[index]
            yield f"| {permission} | {cells} |"
