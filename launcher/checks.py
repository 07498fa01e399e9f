"""``run.py check``: everything that a reader should not have to look for."""

import os
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from launcher import app, environment
from launcher.checkout import DEV_LOCK, RUNTIME_LOCK, Checkout
from launcher.say import Stop, say


@dataclass(frozen=True)
class Check:
    """One check: its name, and the module that does it with its arguments."""

    name: str
    words: tuple[str, ...]


CHECKS = (
    Check("types", ("mypy",)),
    Check("templates", ("djlint", "--lint", "--quiet", "eventhub/templates")),
    Check("format", ("ruff", "format", "--check", "--quiet", ".")),
    Check("lint", ("ruff", "check", "--quiet", ".")),
    Check("translations", ("eventhub.cli", "translate", "check")),
    Check("workflows", ("eventhub.cli", "workflows", "--check")),
    Check("permissions", ("eventhub.cli", "permissions", "--check")),
)


@dataclass(frozen=True)
class Result:
    """What came of a check."""

    check: Check
    code: int
    output: str
    seconds: float


def run(checkout: Checkout, words: Sequence[str]) -> int:
    """All checks, or those named; 0 when all are well."""
    chosen = [check for check in CHECKS if not words or check.name in words]
    if unknown := set(words) - {check.name for check in CHECKS}:
        raise Stop(f"No such check: {', '.join(sorted(unknown))}. There are: {', '.join(check.name for check in CHECKS)}.")
    environment.ensure(checkout, locks=[RUNTIME_LOCK, DEV_LOCK])
    settings = app.user_settings(checkout)
    app.compile_translations(checkout, settings=settings)
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        results = [show(result) for result in pool.map(lambda check: do(checkout, check, settings=settings), chosen)]
    failed = [result.check.name for result in results if result.code]
    say(f"Checks: {', '.join(failed)} failed" if failed else "Checks: all well")
    return 1 if failed else 0


def do(checkout: Checkout, check: Check, *, settings: dict[str, str]) -> Result:
    """Do one check."""
    started = time.monotonic()
    command = [str(checkout.python), "-m", *check.words]
    done = subprocess.run(command, cwd=checkout.root, env=settings, capture_output=True, text=True, check=False)
    return Result(check, done.returncode, (done.stdout + done.stderr).strip(), time.monotonic() - started)


def show(result: Result) -> Result:
    """Print a line for one check, and its output when it failed."""
    say(f"{result.check.name:<13} {'failed' if result.code else 'ok':<7} {result.seconds:5.1f} s")
    if result.code and result.output:
        say("\n".join(f"  {line}" for line in result.output.splitlines()))
    return result
