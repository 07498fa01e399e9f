"""The two processes: what keeps them from starting is one line, and they end when they are asked to."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from eventhub.cli.serve import serve, worker

ROOT = Path(__file__).parents[3]


@pytest.fixture
def run(monkeypatch, tmp_path):
    """``run(command, words)``: exit code and the one line it says, with a home of its own."""
    monkeypatch.setenv("EVENTHUB_HOME", str(tmp_path))
    return lambda command, *words: (lambda done: (done.exit_code, done.output))(CliRunner().invoke(command, words))


def test_a_port_that_is_taken_is_one_line(run):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        assert run(serve, "--port", str(port)) == (
            1, f"Error: Port {port} of 127.0.0.1 is taken by another program; choose one with --port.\n",
        )  # fmt: skip


def test_an_address_that_is_not_ours_is_one_line(run):
    code, said = run(serve, "--host", "203.0.113.7")

    assert (code, said.startswith("Error: Can't listen on port 5000 of 203.0.113.7: "), said.count("\n")) == (1, True, 1)


@pytest.mark.parametrize("command", [serve, worker])
@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("EVENTHUB_ENV", "prod", "EVENTHUB_ENV is “prod”; it must be one of development, test, production."),
        ("EVENTHUB_MAIL_URL", "carrier-pigeon",
         "The address for mail must be folder:, smtp://user:password@host:587 or smtps://user:password@host:465."),
        ("EVENTHUB_QUEUE_URL", "amqp://x", "EVENTHUB_QUEUE_URL must be empty, postgresql://user@host/database or redis://host."),
    ],
)  # fmt: skip
def test_a_setting_that_is_wrong_is_one_line(run, monkeypatch, command, variable, value, said):
    monkeypatch.setenv(variable, value)

    assert run(command) == (1, f"Error: {said}\n")


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_ends_cleanly_when_asked(tmp_path, number):
    settings = {"EVENTHUB_HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "EVENTHUB_ENV": "development"}
    process = subprocess.Popen(
        [sys.executable, "-m", "eventhub.cli", "worker"], env={**os.environ, **settings}, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "worker.started" in line:
            break
    process.send_signal(number)
    _out, said = process.communicate(timeout=20)

    assert process.returncode == 0
    assert '"event": "worker.ended"' in said
