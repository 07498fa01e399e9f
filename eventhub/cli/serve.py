"""``serve`` and ``worker``: the two processes of an installation."""

from __future__ import annotations

import errno
import logging.config
import signal
import socket
import time
from importlib import import_module
from types import FrameType
from typing import Any

import click
import structlog

from eventhub.cli.main import make_app

GRACE_SECONDS = 8
"""How long a request or a job that is in hand may take to end."""
HEALTH_SECONDS = 10.0
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=5000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="How many processes answer.")
def serve(host: str, port: int, workers: int) -> None:
    """Answer HTTP requests until SIGTERM or SIGINT."""
    from granian.constants import Interfaces  # inline: only this command needs the server
    from granian.log import LogLevels
    from granian.server import Server

    demand_settings()
    demand_free(host, port)
    preload()
    server = Server(
        "eventhub:create_app", factory=True, address=host, port=port, interface=Interfaces.WSGI, workers=workers,
        blocking_threads=1, websockets=False, respawn_failed_workers=True, workers_kill_timeout=GRACE_SECONDS,
        log_level=LogLevels.warning, log_access=False, log_dictconfig=log_settings(),
    )  # fmt: skip
    server.serve()


@click.command()
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1, 16), help="How many jobs run at once.")
def worker(threads: int) -> None:
    """Send mail and do what time does, until SIGTERM or SIGINT."""
    from eventhub import jobs  # inline: with the application, which takes its time
    from eventhub.jobs import queue

    demand_settings()
    app = make_app()
    logging.config.dictConfig(log_settings())
    jobs.init_app(app)
    try:
        own = jobs.get_jobs(app)
        queue.prepare(own.huey)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    except Exception as error:
        raise click.ClickException(f"The queue does not answer ({type(error).__name__}); see EVENTHUB_QUEUE_URL.") from None
    own.by_name["heartbeat"]()
    queue.wake()
    run_until_asked(own.huey.create_consumer(workers=threads, max_delay=1.0, shutdown_timeout=GRACE_SECONDS))


def run_until_asked(consumer: Any) -> None:
    """Run huey's threads; at a signal let them end what they have in hand."""
    wish = Wish()
    # huey sets handlers of its own, which only its own loop reads: a signal that comes meanwhile must wait for ours.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    consumer.start()
    for number in STOP_SIGNALS:
        signal.signal(number, wish.note)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    log = structlog.get_logger()
    log.info("worker.started", threads=consumer.workers)
    looked = time.monotonic()
    while not wish.made:
        time.sleep(0.1)
        if time.monotonic() > looked + HEALTH_SECONDS:
            looked = time.monotonic()
            consumer.check_worker_health()
    consumer.stop(graceful=True)
    consumer.huey.storage.close()
    log.info("worker.ended")


class Wish:
    """Whether somebody asked to stop."""

    def __init__(self) -> None:
        self.made = False

    def note(self, _number: int, _frame: FrameType | None) -> None:
        """A signal handler that only remembers."""
        self.made = True


def demand_settings() -> None:
    """Say what is wrong with the settings in one line, before any process is started."""
    from eventhub.config import BadSettings, read_settings  # inline: as above
    from eventhub.jobs.queue import demand_url
    from eventhub.mail.transport import make_transport

    try:
        settings = read_settings()
        settings.home.mkdir(parents=True, exist_ok=True)
        make_transport(settings.mail_url, settings.home)
        demand_url(settings.queue_url)
    except (BadSettings, ValueError) as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"The folder {error.filename} can't be made: {error.strerror}.") from None


def demand_free(host: str, port: int) -> None:
    """Say in one line that the port is taken. The server itself would share it with another one on Linux (SO_REUSEPORT)."""
    try:
        family, kind, _protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise click.ClickException(f"Port {port} of {host} is taken by another program; choose one with --port.") from None
        raise click.ClickException(f"Can't listen on port {port} of {host}: {error.strerror}.") from None


def preload() -> None:
    """Import the application before the processes part, so that they share its memory and start at once.

    Only code is shared: each process makes its own application, with its own connections.
    """
    import gc  # inline: with its only use

    from eventhub import BLUEPRINTS

    for name in ("wiring", "extensions", *(f"blueprints.{blueprint}" for blueprint in BLUEPRINTS)):
        import_module(f"eventhub.{name}")
    gc.collect()
    gc.freeze()


def log_settings() -> dict[str, Any]:
    """The logs of libraries, as JSON lines like our own, from warnings on."""
    handler = {"json": {"()": f"{__name__}.JsonHandler"}}
    return {
        "version": 1, "disable_existing_loggers": False, "handlers": handler,
        "root": {"handlers": ["json"], "level": "WARNING"},
        "loggers": {"_granian": {"handlers": ["json"], "level": "WARNING", "propagate": False}},
    }  # fmt: skip


class JsonHandler(logging.Handler):
    """Hands what a library logs to structlog."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; an exception goes with it."""
        structlog.get_logger().log(record.levelno, record.getMessage(), logger=record.name, exc_info=record.exc_info)
