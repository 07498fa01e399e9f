"""Installs a lock into the environment with whatever pip the machine has, and puts pip's many complaints into one line."""

import contextlib
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from launcher.checkout import Checkout
from launcher.say import Progress, Stop, complain

# ``pip --python``, which installs into an environment that has no pip of its own, came with 22.3.
OLDEST_PIP = (22, 3)

NO_PIP = (
    "Neither pip nor ensurepip is there, and one of them is needed to install packages: "
    "apt install python3-pip (Debian, Ubuntu), dnf install python3-pip (Fedora), or a Python from python.org (macOS)."
)

# What a failing tool prints, and the one line that it means. The first that matches counts.
SIGNS: tuple[tuple[str, str], ...] = (
    (
        r"No space left on device|\[Errno 28\]|database or disk is full|Disk quota exceeded|\[Errno 122\]",
        "The disk is full: make some room, then run the same command again.",
    ),
    (
        r"DO NOT MATCH THE HASHES(?s:.*?)\n\s+(?P<what>[A-Za-z0-9][\w.-]*==\S+|[A-Za-z0-9][\w.-]*)[^\n]*\n\s+Expected",
        "The package {what} is not the one that the lock names (its hash differs); it was not installed.",
    ),
    (
        r"DO NOT MATCH THE HASHES|must have their hashes|versions pinned with ==",
        "The lock and the packages do not match (a hash differs or is missing); nothing more was installed.",
    ),
    (
        (
            r"NewConnectionError|NameResolutionError|Name or service not known|Temporary failure in name resolution|nodename nor servname"
            r"|Network is unreachable|No route to host|ConnectTimeout|Read timed out|ProxyError|Max retries exceeded|Connection refused"
            r"|Connection reset|SSLError|CERTIFICATE_VERIFY_FAILED|RemoteDisconnected"
        ),
        "No network: pip cannot reach a package index. Check the connection (or pip's own settings), then run the same command again.",
    ),
    (
        r"No matching distribution found for (?P<what>[^\s;]+)",
        "The package index has no {what} that fits this Python and machine.",
    ),
)


def explain(output: str) -> str | None:
    """The one line that a tool's failure means, or None when it is none of the usual ones."""
    for pattern, sentence in SIGNS:
        if found := re.search(pattern, output):
            return sentence.format(**found.groupdict())
    return None


def install(checkout: Checkout, lock: Path) -> None:
    """Install one lock, every file checked against its hash.

    Wheels only, so that nobody needs a compiler and nothing unhashed takes part in a build. No byte code is made ahead: it
    would cost a third of the time, and Python makes what is used at the first start. The lock is complete, so its parts need
    nothing of each other and are installed side by side: pip by itself keeps one core busy and waits in between.
    """
    command = [*find_pip(checkout.python), "install", "--require-hashes", "--no-deps", "--only-binary", ":all:"]
    command += ["--no-compile", "--no-warn-script-location", "--disable-pip-version-check", "--no-input"]
    command += ["--progress-bar", "off", "--no-color", "--retries", "2", "-r"]
    progress = Progress(f"Packages of {lock.name}", total=count_names(lock))
    with tempfile.TemporaryDirectory(prefix="eventhub-") as folder:
        parts = split(lock, into=Path(folder), count=max(1, min(3, os.cpu_count() or 1)))
        failed = follow([[*command, str(part)] for part in parts], progress=progress, site=site_packages(checkout.venv))
    if failed is not None:
        progress.clear()
        fail(failed)
    progress.done("installed")


def split(lock: Path, *, into: Path, count: int) -> list[Path]:
    """Deal a lock's packages out into ``count`` smaller locks."""
    entries = re.split(r"^(?=[A-Za-z0-9])", lock.read_text("utf-8"), flags=re.MULTILINE)[1:]
    parts = []
    for number in range(count):
        parts.append(into / f"part-{number}-of-{lock.name}")
        parts[-1].write_text("".join(entries[number::count]), "utf-8")
    return parts


def find_pip(python: Path) -> list[str]:
    """The beginning of a command that installs into the environment of ``python``.

    Raises ``Stop`` when the machine has neither pip nor ensurepip.
    """
    base = getattr(sys, "_base_executable", None) or sys.executable
    for candidate in dict.fromkeys((sys.executable, base)):
        if pip_version(candidate) >= OLDEST_PIP:
            return [candidate, "-m", "pip", "--python", str(python)]
    if wheel := bundled_wheel():
        return [str(python), f"{wheel}/pip"]
    raise Stop(NO_PIP)


def pip_version(python: str) -> tuple[int, ...]:
    """The version of an interpreter's pip, (0,) when it has none."""
    answer = subprocess.run([python, "-m", "pip", "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"pip (\d+)\.(\d+)", answer.stdout) if answer.returncode == 0 else None
    return (int(found[1]), int(found[2])) if found else (0,)


def bundled_wheel() -> Path | None:
    """The pip that ensurepip would install; a wheel can be run as it is."""
    folders = [Path(sysconfig.get_config_var("WHEEL_PKG_DIR") or "/usr/share/python-wheels")]
    try:
        # Inline, because Debian leaves this module out of its bare Python.
        import ensurepip

        folders.insert(0, Path(ensurepip.__file__).parent / "_bundled")
    except ImportError:
        pass
    wheels = [wheel for folder in folders for wheel in sorted(folder.glob("pip-*.whl"))]
    return wheels[-1] if wheels else None


@dataclass
class Pip:
    """A pip at work and what it has said so far."""

    process: "subprocess.Popen[str]"
    lines: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Read what it says until it ends."""
        with self.process.stdout or contextlib.nullcontext(()) as said:
            for line in said:
                self.lines.append(line.rstrip("\n"))


def start_pip(command: list[str]) -> tuple[Pip, threading.Thread]:
    """Start one pip, with a thread that listens to it."""
    # A personal setting "user = yes" would make pip refuse every environment.
    settings = {**os.environ, "PIP_USER": "0", "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
    pip = Pip(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=settings))
    listener = threading.Thread(target=pip.listen, daemon=True)
    listener.start()
    return pip, listener


def follow(commands: list[list[str]], *, progress: Progress, site: Path) -> str | None:
    """Run several pips to their end; returns what the first that failed has said, or None when all is well."""
    before = count_installed(site)
    started = [start_pip(command) for command in commands]
    pips = [pip for pip, _ in started]
    try:
        while None in (codes := [pip.process.poll() for pip in pips]) and not any(codes):
            time.sleep(0.1)
            show(progress, pips, installed=count_installed(site) - before)
    finally:
        for pip, listener in started:
            pip.process.terminate()
            pip.process.wait()
            listener.join(timeout=5)
    return verdict(pips)


def verdict(pips: list[Pip]) -> str | None:
    """What the pip that failed has said; one that was ended by a signal, perhaps by us, counts only when no other failed."""
    failed = sorted((pip for pip in pips if pip.process.returncode), key=lambda pip: pip.process.returncode < 0)
    return "\n".join(failed[0].lines) or f"pip ended with code {failed[0].process.returncode}" if failed else None


def show(progress: Progress, pips: list[Pip], *, installed: int) -> None:
    """Put pip's state into one line: each first fetches everything, then installs everything."""
    if installed > 0:
        progress.show("installed", installed)
    else:
        progress.show("fetched", sum(line.startswith("Collecting ") for pip in pips for line in pip.lines[:]))


def fail(output: str) -> None:
    """Raise ``Stop`` with the meaning of pip's output, after the output's end where it has none that is known."""
    if sentence := explain(output):
        raise Stop(sentence)
    for line in output.splitlines()[-20:]:
        complain(f"  {line}")
    raise Stop("pip could not install the packages; its last words stand above.")


def count_names(lock: Path) -> int:
    """How many packages a lock names."""
    return sum(bool(re.match(r"[A-Za-z0-9]", line)) for line in lock.read_text("utf-8").splitlines())


def count_installed(site: Path) -> int:
    """How many packages an environment holds by now."""
    return sum(1 for _ in site.glob("*.dist-info"))


def site_packages(venv: Path) -> Path:
    """The folder of an environment's packages."""
    return venv / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
