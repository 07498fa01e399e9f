"""Which command does what, and how any trouble becomes one line."""

import errno
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

from launcher import app, checks, demo, environment, locks, suite
from launcher.checkout import RUNTIME_LOCK, Checkout
from launcher.say import Stop, complain, say

USAGE = """EventHub. What you can do from a fresh checkout:

  python3 run.py demo [--port 5000] [--host 127.0.0.1] [--reset]   start it here, with a demo world
  python3 run.py test [pytest's arguments]                         run the tests
  python3 run.py check [names]                                     format, lint, types, templates, translations, generated docs
  python3 run.py cli ...                                           the command line of EventHub (cli --help)
  python3 run.py lock [--upgrade]                                  for maintainers: write the locks anew (needs uv)"""

FULL = (errno.ENOSPC, errno.EDQUOT)
FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


def main(words: Sequence[str]) -> int:
    """Run one command; returns the exit code."""
    checkout = Checkout(Path(__file__).resolve().parent.parent)
    signal.signal(signal.SIGTERM, interrupt)
    try:
        return command(checkout, list(words))
    except Stop as stop:
        complain(str(stop))
        return stop.code
    except KeyboardInterrupt:
        complain("\nStopped.")
        return 130
    except OSError as error:
        return explain_os_error(error)


def command(checkout: Checkout, words: list[str]) -> int:
    """Find the command and do it."""
    if not words or words[0] in ("-h", "--help", "help"):
        say(USAGE)
        return 0 if words else 2
    commands: dict[str, Callable[[Checkout, Sequence[str]], int]] = {
        "demo": demo.run,
        "test": suite.run,
        "check": checks.run,
        "cli": run_cli,
        "lock": locks.run,
    }
    if words[0] not in commands:
        raise Stop(f"There is no command {words[0]!r}; there are: {', '.join(commands)}.", code=2)
    return commands[words[0]](checkout, words[1:])


def run_cli(checkout: Checkout, words: Sequence[str]) -> int:
    """Hand over to EventHub's own command line."""
    environment.ensure(checkout, locks=[RUNTIME_LOCK])
    app.replace_with_cli(checkout, words)
    return 0


def interrupt(_number: int, _frame: FrameType | None) -> None:
    """A polite request to end is treated like Ctrl-C."""
    raise KeyboardInterrupt


def explain_os_error(error: OSError) -> int:
    """One line for a full disk or a place where nothing may be written; anything else is a fault of ours, and is shown as such."""
    if error.errno in FULL:
        complain("The disk is full: make some room, then run the same command again.")
    elif error.errno in FORBIDDEN and error.filename:
        complain(f"{os.fsdecode(error.filename)} cannot be written: {error.strerror}.")
    else:
        raise error
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
