"""Runs ``python -m eventhub.cli`` inside the environment."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence

from launcher.checkout import Checkout
from launcher.packages import explain
from launcher.say import Stop, complain

DEFAULT_URL = "http://127.0.0.1:5000"


def cli_command(checkout: Checkout, *words: str) -> list[str]:
    """The command line of one eventhub command."""
    return [str(checkout.python), "-m", "eventhub.cli", *words]


def demo_settings(checkout: Checkout, *, url: str) -> dict[str, str]:
    """What tells the application to live in the demo world."""
    return {"EVENTHUB_ENV": "development", "EVENTHUB_HOME": str(checkout.demo), "EVENTHUB_BASE_URL": url}


def python_settings(checkout: Checkout) -> dict[str, str]:
    """The caller's environment without EventHub's settings; the package is found in the checkout, from any folder."""
    left_out = ("EVENTHUB_", "PYTHONDONTWRITEBYTECODE")
    settings = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    # Byte code is kept beside the environment, never among the sources: without it every start reads 3,000 files anew.
    settings["PYTHONPYCACHEPREFIX"] = str(checkout.venv / "bytecode")
    path = [str(checkout.root), *filter(None, [settings.get("PYTHONPATH")])]
    return {**settings, "PYTHONPATH": os.pathsep.join(path), "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}


def user_settings(checkout: Checkout) -> dict[str, str]:
    """The same with the settings that the caller made; what is not said comes from the demo."""
    said = {name: value for name, value in os.environ.items() if name.startswith("EVENTHUB_")}
    return {**python_settings(checkout), **demo_settings(checkout, url=DEFAULT_URL), **said}


def run_cli(checkout: Checkout, words: Sequence[str], *, settings: Mapping[str, str]) -> None:
    """Run one eventhub command and wait for it; what it prints is shown as it comes, its errors at the end.

    Raises ``Stop`` with one line when it fails.
    """
    command = cli_command(checkout, *words)
    done = subprocess.run(command, env=dict(settings), stderr=subprocess.PIPE, text=True, cwd=checkout.root, check=False)
    if done.returncode == 0:
        sys.stderr.write(done.stderr)
        return
    if sentence := explain(done.stderr):
        raise Stop(sentence)
    complain(done.stderr.rstrip())
    raise Stop(f"`eventhub {' '.join(words)}` failed; its last words stand above.", code=done.returncode)


def replace_with_cli(checkout: Checkout, words: Sequence[str]) -> None:
    """Become the eventhub command: its exit code, its signals and its terminal are then its own."""
    command = cli_command(checkout, *words)
    os.execve(command[0], command, user_settings(checkout))  # noqa: S606 - no shell is wanted


def compile_translations(checkout: Checkout, *, settings: Mapping[str, str]) -> None:
    """Compile the catalogues if any is missing or older than its source; a missing one would be silent English."""
    if stale_catalogues(checkout):
        run_cli(checkout, ["translate", "compile"], settings=settings)


def stale_catalogues(checkout: Checkout) -> list[str]:
    """The locales whose compiled catalogue is missing or older than its source."""
    return [
        source.parent.parent.name
        for source in sorted((checkout.root / "translations").glob("*/LC_MESSAGES/*.po"))
        if not source.with_suffix(".mo").exists() or source.with_suffix(".mo").stat().st_mtime < source.stat().st_mtime
    ]
