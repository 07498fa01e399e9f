"""``run.py demo``: a whole small world on this machine, a server and a worker, until Ctrl-C."""

import argparse
import fcntl
import json
import os
import shutil
import time
import urllib.request
from collections.abc import Mapping, Sequence
from typing import TextIO

from launcher import app, environment, ports
from launcher.checkout import RUNTIME_LOCK, Checkout
from launcher.children import Children, stop_wishes
from launcher.say import Stop, complain, say

START_SECONDS = 60


def run(checkout: Checkout, words: Sequence[str]) -> int:
    """Everything from an empty checkout to a running demo; returns when it was ended."""
    asked = parse(words)
    url = os.environ.get("EVENTHUB_BASE_URL") or ports.address(asked.host, asked.port)
    with take_demo_lock(checkout) as lock:
        ports.demand_free(asked.host, asked.port)
        environment.ensure(checkout, locks=[RUNTIME_LOCK])
        settings = {**app.python_settings(checkout), **app.demo_settings(checkout, url=url)}
        prepare(checkout, settings=settings, afresh=asked.reset)
        return serve(checkout, asked, settings=settings, lock=lock)


def parse(words: Sequence[str]) -> argparse.Namespace:
    """Read the options."""
    parser = argparse.ArgumentParser(prog="run.py demo", description="Start EventHub with a demo world.")
    parser.add_argument("--port", type=int, default=5000, help="the port to listen on (5000)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1: this machine only)")
    parser.add_argument("--reset", action="store_true", help="begin with a fresh demo world")
    return parser.parse_args(words)


def take_demo_lock(checkout: Checkout) -> TextIO:
    """An open file whose lock is held by this process and by its children, for as long as any of them lives.

    Raises ``Stop`` when another demo holds it.
    """
    checkout.var.mkdir(exist_ok=True)
    lock = (checkout.var / "demo.lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        told = lock.read()
        lock.close()
        raise Stop(already_running(told)) from None
    note(lock, url="", pids=[os.getpid()])
    return lock


def note(lock: TextIO, *, url: str, pids: Sequence[int]) -> None:
    """Write into the lock file who holds it."""
    lock.seek(0)
    lock.truncate()
    json.dump({"url": url, "pids": list(pids)}, lock)
    lock.flush()


def already_running(told: str) -> str:
    """The line about another demo, from what its lock file tells."""
    try:
        facts = json.loads(told)
    except ValueError:
        return "The demo of this checkout is already running; end it first."
    place = f" at {facts['url']}" if facts["url"] else ""
    if alive(facts["pids"][0]):
        return f"The demo of this checkout is already running{place} (process {facts['pids'][0]}); end it there with Ctrl-C."
    left = " ".join(str(pid) for pid in facts["pids"][1:])
    return f"An earlier demo of this checkout is still running{place}, though its run.py is gone; end it with: kill {left}"


def alive(pid: int) -> bool:
    """Does a process with this number exist?"""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def prepare(checkout: Checkout, *, settings: Mapping[str, str], afresh: bool) -> None:
    """Bring the demo's database to the present state and fill it when it is empty."""
    if afresh and checkout.demo.exists():
        say("Demo world: removing the old one")
        shutil.rmtree(checkout.demo)
    checkout.demo.mkdir(parents=True, exist_ok=True)
    app.compile_translations(checkout, settings=settings)
    app.run_cli(checkout, ["db", "upgrade"], settings=settings)
    app.run_cli(checkout, ["seed", "--if-empty"], settings=settings)


def serve(checkout: Checkout, asked: argparse.Namespace, *, settings: Mapping[str, str], lock: TextIO) -> int:
    """Run server and worker until somebody asks to stop (0) or one of them ends by itself (1)."""
    with stop_wishes() as wish:
        children = Children(wish)
        try:
            server = app.cli_command(checkout, "serve", "--host", asked.host, "--port", str(asked.port))
            children.start("server", server, settings=settings, keep_open=lock.fileno())
            children.start("worker", app.cli_command(checkout, "worker"), settings=settings, keep_open=lock.fileno())
            note(lock, url=settings["EVENTHUB_BASE_URL"], pids=[os.getpid(), *children.pids()])
            if wait_until_up(children, ports.address(asked.host, asked.port)):
                greet(checkout, settings=settings)
            ended = children.mind()
            if ended is None:
                say("\nStopping the demo; its data stay in var/demo.")
        finally:
            children.stop()
    return report(ended)


def wait_until_up(children: Children, url: str) -> bool:
    """Wait for the server's first answer; False when it ended, or somebody asked to stop, before that.

    Raises ``Stop`` when it takes too long.
    """
    deadline = time.monotonic() + START_SECONDS
    while not children.wish.times and children.ended() is None:
        if answers(f"{url}/healthz"):
            return True
        if time.monotonic() > deadline:
            raise Stop(f"The server did not answer within {START_SECONDS} seconds.")
        time.sleep(0.1)
    return False


def answers(url: str) -> bool:
    """Does the address answer with success? Asked directly, whatever proxy is set."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def greet(checkout: Checkout, *, settings: Mapping[str, str]) -> None:
    """Print the demo accounts and, last, the address."""
    try:
        app.run_cli(checkout, ["accounts"], settings=settings)
    except Stop as stop:
        complain(str(stop))
    say(f"\nEventHub is at {settings['EVENTHUB_BASE_URL']} (Ctrl-C ends it)")


def report(ended: tuple[str, int] | None) -> int:
    """The exit code, after a line about the child that ended by itself."""
    if ended is None:
        return 0
    name, code = ended
    how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
    complain(f"The {name} {how}; the demo was stopped.")
    return 1
