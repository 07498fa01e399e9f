"""Makes ``.venv`` from the locks, once, and knows at a glance whether it still fits.

A finished environment carries a stamp. The stamp is taken away before anything is changed and written after everything is
in place, so an environment without one was left half-made and is made anew.
"""

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from launcher import packages
from launcher.checkout import Checkout, alone
from launcher.say import Stop, say


def ensure(checkout: Checkout, *, locks: Sequence[str]) -> None:
    """Make sure that the environment holds exactly what ``locks`` name; well under a second when it does already.

    Raises ``Stop`` with one line when it cannot be made.
    """
    if missing_locks(checkout, locks) == []:
        return
    with alone(checkout.var / "environment.lock", waiting="Another run.py is making the environment; waiting for it."):
        missing = missing_locks(checkout, locks)
        if missing is None:
            make(checkout)
            missing = list(locks)
        add(checkout, missing)


def missing_locks(checkout: Checkout, locks: Sequence[str]) -> list[str] | None:
    """Which locks are not installed yet; None when the environment is absent, half-made or made from something else."""
    stamp = read_stamp(checkout)
    if stamp is None or stamp["base"] != base_of(checkout) or not checkout.python.exists():
        return None
    installed: dict[str, str] = stamp["locks"]
    if any(installed[name] != fingerprint(checkout.root / name) for name in locks if name in installed):
        return None
    return [name for name in locks if name not in installed]


def make(checkout: Checkout) -> None:
    """Make an empty environment in place of whatever is there."""
    say(f"Environment: making {checkout.venv.name} for Python {'.'.join(map(str, sys.version_info[:3]))}")
    remove(checkout.venv)
    make_empty(checkout.venv)


def add(checkout: Checkout, locks: Sequence[str]) -> None:
    """Install ``locks``, with the stamp away while that lasts."""
    stamp = read_stamp(checkout) or {"base": base_of(checkout), "locks": {}}
    checkout.stamp.unlink(missing_ok=True)
    for name in locks:
        packages.install(checkout, checkout.root / name)
        stamp["locks"][name] = fingerprint(checkout.root / name)
    write_stamp(checkout, stamp)


def read_stamp(checkout: Checkout) -> dict[str, Any] | None:
    """The stamp of a finished environment, or None."""
    try:
        stamp = json.loads(checkout.stamp.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return stamp if isinstance(stamp, dict) and {"base", "locks"} <= stamp.keys() else None


def write_stamp(checkout: Checkout, stamp: dict[str, Any]) -> None:
    """Declare the environment finished, in one move."""
    draft = checkout.stamp.with_suffix(".draft")
    draft.write_text(json.dumps(stamp, indent=1, sort_keys=True), "utf-8")
    draft.replace(checkout.stamp)


def base_of(checkout: Checkout) -> dict[str, str]:
    """What an environment is bound to besides its packages: this interpreter and this folder."""
    version = ".".join(map(str, sys.version_info[:3]))
    return {"python": version, "interpreter": os.path.realpath(base_python()), "folder": str(checkout.root)}


def base_python() -> str:
    """The interpreter itself, also when run.py is started from inside an environment."""
    return getattr(sys, "_base_executable", None) or sys.executable


def fingerprint(path: Path) -> str:
    """SHA-256 of a lock file.

    Raises ``Stop`` when it is missing.
    """
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        raise Stop(f"{path.name} is missing from this checkout; fetch the project again.") from None


def remove(folder: Path) -> None:
    """Remove an environment, or the link that stands in its place."""
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def make_empty(folder: Path) -> None:
    """An environment without packages: by the venv module where it works, by hand elsewhere (bare Debian)."""
    try:
        # Inline, because Debian leaves this module out of its bare Python.
        import venv

        venv.EnvBuilder(symlinks=True, with_pip=False).create(folder)
    except (ImportError, AttributeError):
        remove(folder)
        make_by_hand(folder)


def make_by_hand(folder: Path) -> None:
    """Write what PEP 405 asks of an environment: pyvenv.cfg, the interpreter as a link, a folder for packages."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    (folder / "bin").mkdir(parents=True)
    (folder / "lib" / version / "site-packages").mkdir(parents=True)
    if sys.platlibdir != "lib":
        (folder / sys.platlibdir).symlink_to("lib")
    (folder / "bin" / "python").symlink_to(base_python())
    for name in ("python3", version):
        (folder / "bin" / name).symlink_to("python")
    home = Path(base_python()).parent
    number = ".".join(map(str, sys.version_info[:3]))
    (folder / "pyvenv.cfg").write_text(
        f"home = {home}\ninclude-system-site-packages = false\nversion = {number}\nexecutable = {base_python()}\n",
        "utf-8",
    )
