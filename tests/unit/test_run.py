"""run.py and its launcher, without making a real environment: pip is played by a small stand-in."""

import builtins
import errno
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

import run as run_py
from launcher import app, checks, demo, environment, locks, main, packages, ports, suite
from launcher.checkout import DEV_LOCK, RUNTIME_LOCK, Checkout
from launcher.children import Children, Wish
from launcher.say import Progress, Stop

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path):
    """A checkout with two small locks and nothing else."""
    (tmp_path / RUNTIME_LOCK).write_text(
        "flask==3.1 \\\n    --hash=sha256:aa\n    # via eventhub\nclick==8.3 \\\n    --hash=sha256:bb\n"
    )
    (tmp_path / DEV_LOCK).write_text("pytest==9.0 \\\n    --hash=sha256:cc\n")
    return Checkout(tmp_path)


@pytest.fixture
def installed(monkeypatch):
    """The locks that were installed, in order; nothing is really installed."""
    done = []
    monkeypatch.setattr(packages, "install", lambda _checkout, lock: done.append(lock.name))
    return done


@pytest.fixture
def no_venv(monkeypatch):
    """A Python like that of bare Debian, without the modules venv and ensurepip."""
    really = builtins.__import__

    def without(name, *rest, **named):
        if name in ("venv", "ensurepip"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return really(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)


class TestAnOldPython:
    def test_is_told_in_one_line_what_is_needed(self):
        assert (
            run_py.complaint((3, 10, 13)) == "EventHub needs Python 3.11 or newer; this one is 3.10.13. Try: python3.11 run.py"
        )

    @pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 1), (4, 0, 0)])
    def test_a_newer_one_is_welcome(self, version):
        assert run_py.complaint(version) == ""

    def test_can_read_the_file_that_tells_it(self):
        compile((ROOT / "run.py").read_text("utf-8"), "run.py", "exec", dont_inherit=True)
        parsed = __import__("ast").parse((ROOT / "run.py").read_text("utf-8"), feature_version=(3, 6))

        assert "launcher" not in {name.module for name in parsed.body if hasattr(name, "module")}


class TestTheEnvironment:
    def test_is_made_by_hand_where_the_venv_module_is_missing(self, checkout, no_venv):
        environment.make_empty(checkout.venv)

        asked = [str(checkout.python), "-c", "import sys; print(sys.prefix, sys.prefix != sys.base_prefix, sys.path[-1])"]
        answer = subprocess.run(asked, capture_output=True, text=True, check=True, env={"PATH": os.environ["PATH"]})
        assert answer.stdout.split() == [str(checkout.venv), "True", str(packages.site_packages(checkout.venv))]

    def test_is_made_by_the_venv_module_where_that_works(self, checkout):
        environment.make_empty(checkout.venv)

        assert checkout.python.exists()
        assert packages.site_packages(checkout.venv).is_dir()
        assert not (checkout.venv / "bin" / "pip").exists()

    def test_is_made_once(self, checkout, installed):
        environment.ensure(checkout, locks=[RUNTIME_LOCK])
        environment.ensure(checkout, locks=[RUNTIME_LOCK])

        assert installed == [RUNTIME_LOCK]

    def test_gets_the_tools_for_tests_on_top_when_they_are_wanted(self, checkout, installed):
        environment.ensure(checkout, locks=[RUNTIME_LOCK])
        environment.ensure(checkout, locks=[RUNTIME_LOCK, DEV_LOCK])
        environment.ensure(checkout, locks=[RUNTIME_LOCK])

        assert installed == [RUNTIME_LOCK, DEV_LOCK]

    def test_is_made_anew_when_a_lock_has_changed(self, checkout, installed):
        environment.ensure(checkout, locks=[RUNTIME_LOCK])
        (checkout.venv / "old").touch()
        (checkout.root / RUNTIME_LOCK).write_text("flask==3.2 --hash=sha256:dd\n")

        environment.ensure(checkout, locks=[RUNTIME_LOCK])

        assert installed == [RUNTIME_LOCK, RUNTIME_LOCK]
        assert not (checkout.venv / "old").exists()

    def test_stays_when_only_a_lock_has_changed_that_is_not_wanted(self, checkout, installed):
        environment.ensure(checkout, locks=[RUNTIME_LOCK, DEV_LOCK])
        (checkout.root / DEV_LOCK).write_text("pytest==9.1 --hash=sha256:dd\n")

        environment.ensure(checkout, locks=[RUNTIME_LOCK])

        assert installed == [RUNTIME_LOCK, DEV_LOCK]

    def test_is_made_anew_when_its_making_was_broken_off(self, checkout, installed, monkeypatch):
        def broken_off(_checkout, _lock):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(packages, "install", broken_off)
            with pytest.raises(KeyboardInterrupt):
                environment.ensure(checkout, locks=[RUNTIME_LOCK])
        (checkout.venv / "half").touch()

        environment.ensure(checkout, locks=[RUNTIME_LOCK])

        assert installed == [RUNTIME_LOCK]
        assert not (checkout.venv / "half").exists()

    def test_loses_its_stamp_while_something_is_added(self, checkout, installed, monkeypatch):
        environment.ensure(checkout, locks=[RUNTIME_LOCK])
        seen = []
        monkeypatch.setattr(packages, "install", lambda *_: seen.append(checkout.stamp.exists()))

        environment.ensure(checkout, locks=[RUNTIME_LOCK, DEV_LOCK])

        assert seen == [False]
        assert checkout.stamp.exists()

    @pytest.mark.parametrize("damage", ["", "[]", "{}", '{"locks": '])
    def test_is_made_anew_when_its_stamp_cannot_be_read(self, checkout, installed, damage):
        environment.ensure(checkout, locks=[RUNTIME_LOCK])
        checkout.stamp.write_text(damage)

        assert environment.missing_locks(checkout, [RUNTIME_LOCK]) is None

    def test_is_made_anew_for_another_python(self, checkout, installed):
        environment.ensure(checkout, locks=[RUNTIME_LOCK])
        stamp = json.loads(checkout.stamp.read_text())
        checkout.stamp.write_text(json.dumps({**stamp, "base": {**stamp["base"], "python": "3.11.0"}}))

        assert environment.missing_locks(checkout, [RUNTIME_LOCK]) is None

    def test_is_made_anew_when_its_python_is_gone(self, checkout, installed):
        environment.ensure(checkout, locks=[RUNTIME_LOCK])
        checkout.python.unlink()

        assert environment.missing_locks(checkout, [RUNTIME_LOCK]) is None

    def test_a_link_in_its_place_is_removed_but_not_what_it_points_to(self, checkout, installed, tmp_path):
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        (elsewhere / "precious").touch()
        checkout.venv.symlink_to(elsewhere)

        environment.ensure(checkout, locks=[RUNTIME_LOCK])

        assert (elsewhere / "precious").exists()
        assert not checkout.venv.is_symlink()

    def test_a_missing_lock_is_one_line(self, checkout, installed):
        (checkout.root / RUNTIME_LOCK).unlink()

        with pytest.raises(Stop, match=r"^requirements\.lock is missing"):
            environment.ensure(checkout, locks=[RUNTIME_LOCK])


class TestPip:
    def test_of_the_machine_installs_into_the_environment_from_outside(self, checkout, monkeypatch):
        monkeypatch.setattr(packages, "pip_version", lambda _python: (23, 0))

        assert packages.find_pip(checkout.python) == [sys.executable, "-m", "pip", "--python", str(checkout.python)]

    @pytest.mark.parametrize("version", [(0,), (22, 2)])
    def test_of_ensurepip_is_run_as_it_lies_when_the_machine_has_none_or_an_old_one(self, checkout, monkeypatch, version):
        monkeypatch.setattr(packages, "pip_version", lambda _python: version)
        monkeypatch.setattr(packages, "bundled_wheel", lambda: Path("/b/pip-24.whl"))

        assert packages.find_pip(checkout.python) == [str(checkout.python), "/b/pip-24.whl/pip"]

    def test_and_ensurepip_missing_is_one_line_that_says_what_to_install(self, checkout, monkeypatch, no_venv, tmp_path):
        monkeypatch.setattr(packages, "pip_version", lambda _python: (0,))
        monkeypatch.setattr(packages.sysconfig, "get_config_var", lambda _name: str(tmp_path))

        with pytest.raises(Stop, match="apt install python3-pip") as stop:
            packages.find_pip(checkout.python)
        assert "\n" not in str(stop.value)

    def test_gets_every_package_of_a_lock_with_its_hashes_in_one_of_the_parts(self, checkout, tmp_path):
        parts = packages.split(checkout.root / RUNTIME_LOCK, into=tmp_path, count=2)

        assert [part.read_text() for part in parts] == [
            "flask==3.1 \\\n    --hash=sha256:aa\n    # via eventhub\n",
            "click==8.3 \\\n    --hash=sha256:bb\n",
        ]

    @pytest.mark.parametrize(
        ("said", "means"),
        [
            ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "The disk is full"),
            ("sqlite3.OperationalError: database or disk is full", "The disk is full"),
            (
                "Retrying after connection broken by 'NewConnectionError(...)': /simple/flask/\nERROR: No matching distribution",
                "No network",
            ),
            ("Temporary failure in name resolution", "No network"),
            ("ERROR: No matching distribution found for tzfpy==1.3.1", "The package index has no tzfpy==1.3.1"),
            (
                "ERROR: In --require-hashes mode, all requirements must have their hashes",
                "The lock and the packages do not match",
            ),
        ],
    )
    def test_has_its_complaints_put_into_one_line(self, said, means):
        assert packages.explain(said).startswith(means)

    def test_names_the_package_whose_hash_differs(self):
        said = (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated ...\n"
            "    blinker==1.9.0 from https://example.org/b.whl (from -r x (line 20)):\n        Expected sha256 00\n             Got        ba\n"
        )

        assert packages.explain(said).startswith("The package blinker==1.9.0 is not the one that the lock names")

    def test_says_nothing_about_what_it_does_not_know(self):
        assert packages.explain("Segmentation fault") is None

    def test_that_fails_takes_its_siblings_along(self, checkout):
        slow = [sys.executable, "-c", "import time; time.sleep(60)"]
        bad = [sys.executable, "-c", "print('No space left on device'); raise SystemExit(2)"]
        started = time.monotonic()

        said = packages.follow([slow, bad], progress=Progress("x", total=1), site=checkout.root)

        assert said == "No space left on device"
        assert time.monotonic() - started < 30

    def test_that_succeeds_has_nothing_to_tell(self, checkout):
        well = [sys.executable, "-c", "print('Collecting x')"]

        assert packages.follow([well, well], progress=Progress("x", total=1), site=checkout.root) is None


class TestThePort:
    @pytest.fixture
    def taken(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            yield server.getsockname()[1]

    def test_taken_is_one_line_that_offers_another(self, taken):
        with pytest.raises(Stop) as stop:
            ports.demand_free("127.0.0.1", taken)

        before, offered = str(stop.value).rsplit(" ", 1)
        assert before.startswith(f"Port {taken} is taken")
        assert before.endswith("try: python3 run.py demo --port")
        ports.demand_free("127.0.0.1", int(offered))

    def test_free_is_fine(self, taken):
        ports.demand_free("127.0.0.1", ports.next_free("127.0.0.1", taken))

    @pytest.mark.parametrize("port", [0, -1, 65536])
    def test_outside_the_range_is_one_line(self, port):
        with pytest.raises(Stop, match="is not a port"):
            ports.demand_free("127.0.0.1", port)

    @pytest.mark.parametrize(
        ("host", "url"),
        [
            ("127.0.0.1", "http://127.0.0.1:80"),
            ("0.0.0.0", "http://127.0.0.1:80"),
            ("::", "http://[::1]:80"),
            ("host", "http://host:80"),
        ],
    )
    def test_has_an_address_that_a_browser_can_open(self, host, url):
        assert ports.address(host, 80) == url


class TestTheDemo:
    @pytest.fixture
    def children(self):
        children = Children(Wish(), patience=5)
        yield children
        for child in children.running.values():
            if child.poll() is None:
                child.kill()
            child.wait()

    def start(self, children, name, code):
        with Path(os.devnull).open() as nothing:
            children.start(name, [sys.executable, "-c", code], settings=dict(os.environ), keep_open=nothing.fileno())

    def test_checks_the_port_before_any_long_work(self, checkout, monkeypatch):
        monkeypatch.setattr(environment, "ensure", lambda *_, **__: pytest.fail("the environment was made first"))
        with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(Stop, match="is taken"):
            demo.run(checkout, ["--port", str(server.getsockname()[1])])

    def test_runs_once_per_checkout(self, checkout):
        with demo.take_demo_lock(checkout) as lock:
            demo.note(lock, url="http://127.0.0.1:5000", pids=[os.getpid(), 1, 2])
            with pytest.raises(Stop) as stop:
                demo.take_demo_lock(checkout)

        assert str(stop.value) == (
            f"The demo of this checkout is already running at http://127.0.0.1:5000 (process {os.getpid()}); end it there with Ctrl-C."
        )

    def test_says_how_to_end_one_that_lost_its_minder(self):
        gone = subprocess.Popen([sys.executable, "-c", ""])
        gone.wait()

        assert demo.already_running(json.dumps({"url": "", "pids": [gone.pid, 7, 8]})).endswith("end it with: kill 7 8")

    def test_lives_in_its_own_world_whatever_the_caller_has_set(self, checkout, monkeypatch):
        monkeypatch.setenv("EVENTHUB_DATABASE_URL", "postgresql://production")

        assert [name for name in app.python_settings(checkout) if name.startswith("EVENTHUB_")] == []

    def test_ends_both_children_when_asked(self, children):
        self.start(children, "server", "import time; time.sleep(60)")
        self.start(children, "worker", "import time; time.sleep(60)")
        threading.Timer(0.2, children.wish.note, (signal.SIGINT, None)).start()

        assert children.mind() is None
        children.stop()
        assert [child.returncode for child in children.running.values()] == [-signal.SIGTERM] * 2

    def test_ends_the_other_child_when_one_dies(self, children, capsys):
        self.start(children, "server", "import time; time.sleep(60)")
        self.start(children, "worker", "raise SystemExit(3)")

        ended = children.mind()
        children.stop()

        assert ended == ("worker", 3)
        assert children.running["server"].returncode == -signal.SIGTERM
        assert demo.report(ended) == 1
        assert capsys.readouterr().err == "The worker ended with code 3; the demo was stopped.\n"

    def test_ends_a_stubborn_child_by_force(self, children, tmp_path):
        ready = tmp_path / "ready"
        stubborn = f"import signal, time, pathlib; signal.signal(15, signal.SIG_IGN); pathlib.Path({str(ready)!r}).touch(); time.sleep(60)"
        self.start(children, "server", stubborn)
        while not ready.exists():
            time.sleep(0.02)
        children.patience = 0.3

        children.stop()

        assert children.running["server"].returncode == -signal.SIGKILL


class TestTheTests:
    def test_run_in_parallel_unless_told_otherwise(self):
        one = suite.Run("sqlite", {}, leave_out="postgresql")

        assert suite.arguments(["tests/unit"], one, again=False) == [
            "-n",
            "auto",
            "--dist",
            "loadgroup",
            "-m",
            "not postgresql",
            "tests/unit",
        ]
        assert suite.arguments(["-n0"], one, again=False) == ["-m", "not postgresql", "-n0"]

    def test_join_their_condition_to_the_callers(self):
        assert suite.leaving_out(["-m", "slow or browser", "x"], "postgresql") == [
            "-m",
            "(slow or browser) and not postgresql",
            "x",
        ]

    def test_measure_coverage_over_both_runs(self):
        one = suite.Run("postgresql", {}, leave_out="browser")

        assert suite.arguments(["--cov"], one, again=True)[-1] == "--cov-append"

    def test_are_counted_from_the_report_of_pytest(self):
        report = '<testsuites><testsuite tests="10" failures="1" errors="0" skipped="2"/></testsuites>'

        assert suite.read_counts(report) == Counter(passed=7, failed=1, skipped=2, error=0)

    def finished(self, code=0, **counts):
        return suite.Run("sqlite", {}, code=code, seconds=1.0, counts=Counter(counts))

    def test_end_with_a_line_that_counts_every_run(self, capsys, monkeypatch):
        monkeypatch.delenv("CI", raising=False)

        assert suite.summarize([self.finished(code=1, passed=3, failed=1), self.finished(passed=4)], []) == 1
        assert capsys.readouterr().out.strip("= \n") == "1 failed, 7 passed in 2.00s (sqlite 1.0s + sqlite 1.0s)"

    def test_are_well_when_only_one_run_found_something(self, monkeypatch):
        monkeypatch.delenv("CI", raising=False)

        assert suite.summarize([self.finished(passed=1), self.finished(code=5)], []) == 0
        assert suite.summarize([self.finished(code=5), self.finished(code=5)], []) == 5

    def test_that_are_skipped_fail_in_ci_only(self, monkeypatch):
        monkeypatch.delenv("CI", raising=False)
        assert suite.summarize([self.finished(passed=1)], ["Skipped: the browser tests"]) == 0

        monkeypatch.setenv("CI", "true")
        assert suite.summarize([self.finished(passed=1)], ["Skipped: the browser tests"]) == 1

    def test_are_planned_by_what_the_machine_has(self, checkout, monkeypatch):
        monkeypatch.setattr(suite, "find_browser", lambda: None)
        monkeypatch.setattr(suite, "find_postgres", lambda _checkout: (None, "no server answers"))

        runs, skipped = suite.plan(checkout)

        assert [(one.database, one.leave_out) for one in runs] == [("sqlite", "(postgresql or browser)")]
        assert [line.split(" (")[0] for line in skipped] == ["Skipped: the browser tests", "Skipped: the tests on PostgreSQL"]

    def test_run_on_both_databases_and_drive_the_browser_once(self, checkout, monkeypatch):
        monkeypatch.setattr(suite, "find_browser", lambda: "/usr/bin/chromium")
        monkeypatch.setattr(suite, "find_postgres", lambda _checkout: ("postgresql+psycopg:///x", ""))

        runs, skipped = suite.plan(checkout)

        assert skipped == []
        assert [(one.settings["EVENTHUB_TEST_DATABASE"], one.leave_out) for one in runs] == [
            ("sqlite", "postgresql"),
            ("postgresql", "browser"),
        ]
        assert runs[1].settings["EVENTHUB_TEST_POSTGRES"] == "postgresql+psycopg:///x"


class TestTheRest:
    def test_catalogues_are_compiled_when_missing_or_old(self, checkout):
        folders = [checkout.root / "translations" / locale / "LC_MESSAGES" for locale in ("ar", "de", "es")]
        for folder in folders:
            folder.mkdir(parents=True)
            (folder / "messages.po").touch()
        for folder in folders[1:]:
            (folder / "messages.mo").touch()
        os.utime(folders[1] / "messages.mo", (1, 1))

        assert app.stale_catalogues(checkout) == ["ar", "de"]

    def test_an_unknown_check_is_one_line(self, checkout):
        with pytest.raises(Stop, match=r"^No such check: speling\. There are: types, "):
            checks.run(checkout, ["speling"])

    @pytest.mark.parametrize(
        ("error", "line"),
        [
            (
                OSError(errno.ENOSPC, "No space left on device"),
                "The disk is full: make some room, then run the same command again.",
            ),
            (OSError(errno.EROFS, "Read-only file system", "/x/.venv"), "/x/.venv cannot be written: Read-only file system."),
        ],
    )
    def test_trouble_with_the_disk_is_one_line(self, monkeypatch, capsys, error, line):
        def fail(*_):
            raise error

        monkeypatch.setattr(main, "command", fail)
        monkeypatch.setattr(signal, "signal", lambda *_: None)

        assert main.main(["demo"]) == 1
        assert capsys.readouterr().err == f"{line}\n"

    def test_an_unknown_command_is_one_line(self, checkout):
        with pytest.raises(Stop, match="There is no command 'dmeo'; there are: demo, test, check, cli, lock"):
            main.command(checkout, ["dmeo"])

    def test_the_locks_hold_hashes_and_no_addresses(self):
        for name in (RUNTIME_LOCK, DEV_LOCK):
            text = (ROOT / name).read_text("utf-8")
            assert "://" not in text
            assert text.count("==") <= text.count("--hash=sha256:")

    def test_the_second_lock_holds_only_what_comes_on_top(self):
        assert set(locks.names(ROOT / RUNTIME_LOCK)) & set(locks.names(ROOT / DEV_LOCK)) == set()

    def test_the_launcher_needs_the_standard_library_alone(self):
        code = "import sys; from launcher import main; print(*sorted({m.split('.')[0] for m in sys.modules} - sys.stdlib_module_names))"
        answer = subprocess.run([sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {code}"],
                                capture_output=True, text=True, check=True)  # fmt: skip

        assert set(answer.stdout.split()) <= {"__main__", "launcher"}
