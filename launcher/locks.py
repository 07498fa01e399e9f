"""``run.py lock``: writes the locks anew from pyproject.toml. For maintainers; the one command that needs uv."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from launcher.checkout import DEV_LOCK, RUNTIME_LOCK, Checkout
from launcher.say import Stop, say

COMPILE = ("pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11", "--generate-hashes")
PLAIN = ("--no-emit-index-url", "--no-emit-find-links", "--no-header", "--annotation-style", "line", "--quiet")


def run(checkout: Checkout, words: Sequence[str]) -> int:
    """Write both locks; versions that still fit stay, unless ``--upgrade`` or ``--upgrade-package NAME`` is among the words."""
    uv = shutil.which("uv")
    if uv is None:
        raise Stop("Writing the locks needs uv (https://docs.astral.sh/uv/); nothing else here does.")
    compile_lock(uv, checkout, RUNTIME_LOCK, words)
    runtime = names(checkout.root / RUNTIME_LOCK)
    # The second lock holds only what comes on top; both are solved together, so that they never disagree.
    left_out = [word for name in runtime for word in ("--no-emit-package", name)]
    compile_lock(uv, checkout, DEV_LOCK, ["--group", "dev", "--constraint", RUNTIME_LOCK, *left_out, *words])
    say(f"{RUNTIME_LOCK}: {len(runtime)} packages; {DEV_LOCK}: {len(names(checkout.root / DEV_LOCK))} more")
    return 0


def compile_lock(uv: str, checkout: Checkout, name: str, words: Sequence[str]) -> None:
    """Let uv write one lock."""
    command = [uv, *COMPILE, *PLAIN, *words, "--output-file", name]
    done = subprocess.run(command, cwd=checkout.root, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise Stop(f"uv could not write {name}; its reason stands above.", code=done.returncode)


def names(lock: Path) -> list[str]:
    """The packages that a lock pins."""
    return re.findall(r"^([A-Za-z0-9][\w.-]*)==", lock.read_text("utf-8"), flags=re.MULTILINE)
